"""Articles found by their words, each with the passage that matches; and one article with every fact read from it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from bot.core.cards import Card, Page, SourceLine
from bot.core.compose import say_date
from bot.core.errors import NotFound, UserError
from bot.core.fields import kind_of
from bot.core.models import Article, ArticleId, Event, EventId, LibraryId, ReadState
from bot.core.places import Gazetteer
from bot.core.queries import Cursor, Query, clean_option, read_cursor, read_since, read_until, write_cursor
from bot.services.empty_answers import describe_extent
from bot.services.gather import compose_cards
from storage.articles import find_current_article, first_id_on
from storage.database import Read
from storage.events import list_corrections, list_events_of_article
from storage.passages import Wanted, read_wanted
from storage.reports import list_reports
from storage.search import CANDIDATES, Hit, Period, count_matches, search_best, search_newest, suggest_words
from storage.versions import find_told_version

_LAST_DAY = date(9000, 1, 1)


async def find_passages(
    read: Read, library: LibraryId, query: Query, cursor: str | None, *, size: int, now: datetime
) -> Page:
    """One page of ``/search``: the newest fifty matches by how well they answer, then the older ones by date.

    Raises UserError when nothing was typed that could be looked for.
    """
    typed = clean_option(query.words)
    wanted = read_wanted(typed or "")
    if not wanted.phrases:
        raise UserError("Type the words to look for, such as trade or “joint statement”.")
    period = _read_period(query, now.date())
    key = f"{library} search {sorted(query.options.items())}"
    place = read_cursor(cursor, key)
    hits, before, after = await _find_hits(read, library, wanted, period, place, size=size)
    note: str | None = None
    suggestions: tuple[str, ...] = ()
    if not hits and place is None:
        meant = await suggest_words(read, library, wanted)
        suggestions = () if meant is None else (meant,)
        note = f"Nothing found in {await describe_extent(read, library)}."
    elif place is None:
        count = await count_matches(read, library, wanted, period)
        note = f"{count.found:,}{' or more' if count.more else ''} {'article' if count.found == 1 else 'articles'}"
    return Page(
        title=f"Articles with {typed}",
        cards=tuple(card for hit in hits if (card := _card(hit)) is not None),
        note=note,
        before=None if before is None else write_cursor(before, key),
        after=None if after is None else write_cursor(after, key),
        suggestions=suggestions,
    )


def _read_period(query: Query, today: date) -> Period:
    since = read_since(clean_option(query.since), today)
    until = read_until(clean_option(query.until), today)
    if since and until and since > until:
        raise UserError(f"“since” ({since:%Y-%m-%d}) is after “until” ({until:%Y-%m-%d}).")
    first = 0 if since is None else first_id_on(since)
    return (
        Period(first) if until is None or until >= _LAST_DAY else Period(first, first_id_on(until + timedelta(days=1)))
    )


async def _find_hits(
    read: Read, library: LibraryId, wanted: Wanted, period: Period, place: Cursor | None, *, size: int
) -> tuple[list[Hit], Cursor | None, Cursor | None]:
    """A cursor here is how many hits stand before the page, and beyond the best ones the id it goes on from."""
    offset = 0 if place is None else max(0, place.day)
    if offset < CANDIDATES:
        best = await search_best(read, library, wanted, period)
        page = best[offset : offset + size]
        following = offset + size
        more = following < len(best) or (len(best) == CANDIDATES and following >= CANDIDATES)
        oldest = min((hit.article_id for hit in best), default=0)
        after = Cursor(False, min(following, CANDIDATES), EventId(oldest)) if more and page else None
        before = Cursor(True, max(0, offset - size), EventId(0)) if offset else None
        return page, before, after
    assert place is not None  # noqa: S101  # an offset comes from a cursor
    edge = ArticleId(place.event_id)
    if place.back:
        page = await search_newest(read, library, wanted, period, newer_than=edge, limit=size)
        more = True
    else:
        found = await search_newest(read, library, wanted, period, older_than=edge, limit=size + 1)
        page, more = found[:size], len(found) > size
    if not page:
        return [], None, None
    earlier = offset - size
    first = EventId(page[0].article_id) if earlier >= CANDIDATES else EventId(0)
    before = Cursor(True, max(0, earlier), first)
    after = Cursor(False, offset + size, EventId(page[-1].article_id)) if more else None
    return page, before, after


def _card(hit: Hit) -> Card | None:
    """The passage is cut out of the text in the same reading, so it stands there."""
    if hit.passage is None:
        return None
    quote = hit.passage.quote
    line = SourceLine(
        hit.article_id,
        hit.title,
        hit.publisher,
        hit.published,
        hit.url,
        quote.text,
        quote.start,
        quote.end,
        hit.copy_of is not None,
    )
    return Card(None, None, hit.title, quote.text, (), (), (line,), 1, hit.published)


async def find_article_page(
    read: Read, library: LibraryId, article_id: ArticleId, cursor: str | None, *, size: int, gazetteer: Gazetteer
) -> Page:
    """One article and the facts read from it, in its order, each with this article's own sentence.

    While it is not read, those of the version before stand for them.
    """
    article = await find_current_article(read, library, article_id)
    if article is None:
        raise NotFound("This article is not in the library.")
    key = f"{library} article {article_id}"
    place = read_cursor(cursor, key)
    first = 0 if place is None else max(0, place.day)
    version = await find_told_version(read, library, article.article_id)
    events = await list_events_of_article(read, library, version)
    reports = {report.report_id: report for report in await list_reports(read, library, events)}
    ordered = [(report_id, event_id) for report_id, event_id in events.items() if report_id in reports]
    page = ordered[first : first + size]
    corrections = await list_corrections(read, [event_id for _, event_id in page])
    shown = [
        Event(
            event_id,
            kind_of(reports[report_id].fact),
            (reports[report_id],),
            corrections=corrections.get(event_id, ()),
        )
        for report_id, event_id in page
    ]
    return Page(
        title=article.title,
        cards=tuple(await compose_cards(read, shown, gazetteer)),
        note=_describe(article, len(ordered)),
        before=write_cursor(Cursor(True, max(0, first - size), EventId(0)), key) if first else None,
        after=write_cursor(Cursor(False, first + size, EventId(0)), key) if first + size < len(ordered) else None,
    )


def _describe(article: Article, facts: int) -> str:
    """Publisher, date, link and what was read, in our own words."""
    parts = [article.publisher, say_date(article.published), article.url or ""]
    match article.read_state:
        case ReadState.READ:
            parts.append("1 fact read" if facts == 1 else f"{facts} facts read")
        case ReadState.WAITING:
            parts.append("not read yet")
        case _:
            parts.append(f"could not be read: {article.read_reason or 'the reader broke off'}")
    if facts and article.read_state is not ReadState.READ:
        parts.append("what the version before it tells")
    return " · ".join(part for part in parts if part)
