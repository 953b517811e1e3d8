"""Adding what a person points at: an address, a file, a pasted text. ``bot.services.sources`` builds on it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.core.errors import FaultError, QuotaReached, UserError
from bot.core.models import ArticleId, ArticleText, Facts, LibraryId, NewArticle, SourceId
from bot.core.pace import Pace
from bot.core.quotas import DEFAULT_QUOTAS, Quotas, check_quotas
from bot.core.text import normalise_line
from bot.core.urls import canonical_url, host_of
from bot.intake.check import SourceCheck
from bot.intake.entries import entry_page
from bot.intake.fetch import Fetcher
from bot.intake.intake import Arrival, bring_in, compose_article
from bot.intake.look import Look, Looker
from bot.intake.parsing import PARSE_DOCUMENT, PARSE_PASTED, run_parser
from bot.intake.records import FeedText, PageText, WebDate
from bot.intake.web_dates import parse_web_date
from bot.jobs.reading import ReadingLoop
from bot.reading.processes.worker import JobEnded, Worker
from storage.articles import find_article
from storage.audit import save_audit
from storage.database import Database
from storage.leaving import find_private_article
from storage.libraries import save_library
from storage.quotas import measure_library
from storage.sources import (
    NewSource,
    Source,
    SourceKind,
    SourceState,
    find_source,
    find_source_by_url,
    list_articles_of,
    save_source,
)

FILE_BYTES = 10 << 20  # of one uploaded file
TEXT_LIMIT = 2_000_000  # code points of a pasted text before it is looked at
LOOKS_KEPT = 32  # addresses looked at and not yet added
LOOK_HOLDS = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Added:
    """What adding brought."""

    source_id: SourceId
    kind: SourceKind
    title: str
    publisher: str
    language: str | None  # ISO 639-1
    articles: tuple[ArticleId, ...]  # newest first, those already there too
    new: int  # articles that this library did not hold before
    known: int  # articles that it held already
    note: str | None  # one plain sentence about what was left out or comes later


@dataclass(frozen=True, slots=True)
class Said:
    """What a person said about a file or text; None where they said nothing. What is said wins over what is read."""

    title: str | None = None
    publisher: str | None = None
    published: str | None = None  # a date as typed
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What is at an address, before anything is stored."""

    kind: SourceKind
    url: str  # canonical address of the feed or article, which may differ from the one that was typed
    title: str
    publisher: str
    language: str | None  # ISO 639-1
    articles: int  # that would come in
    titles: tuple[str, ...]  # of the newest, at most 5
    facts: Facts | None  # read from the newest; None when it could not be read just now
    note: str | None  # one plain sentence about what was left out


def check_size(size: int) -> None:
    """Raises UserError for a file that is too large to be taken."""
    if size > FILE_BYTES:
        raise UserError(f"That file is too large. A file may have up to {FILE_BYTES >> 20} MB.")


class SourceAdding:
    """Adding sources; every method works for one library."""

    def __init__(
        self,
        database: Database,
        worker: Worker,
        reading: ReadingLoop,
        *,
        clock: Callable[[], datetime],
        quotas: Quotas = DEFAULT_QUOTAS,
        fetcher: Fetcher | None = None,
    ) -> None:
        self._database = database
        self._worker = worker
        self._reading = reading
        self._clock = clock
        self._quotas = quotas
        self._looker = Looker(fetcher or Fetcher(clock=clock), worker)
        self._check = SourceCheck(database, self._looker, clock=clock, wake=reading.wake, quotas=quotas)
        self._pace = Pace()
        self._looks: OrderedDict[tuple[LibraryId, str], tuple[datetime, Look]] = OrderedDict()

    async def look_at_url(self, library: LibraryId, url: str) -> Found:
        """What is at an address, with the facts of its newest article; nothing is stored.

        Raises UserError, one sentence, when there is nothing to add.
        """
        address = canonical_url(url)
        self._keep_pace(library, 0)
        look = await self._looker.look_at(address)
        self._remember(library, address, look)
        if look.feed is not None:
            newest = await self._find_newest(look.feed)
            language = newest.language if newest else None
            title = look.feed.title or host_of(look.url)
            titles = tuple(entry.title for entry in look.feed.entries[:5] if entry.title)
            facts = await self._read_now(newest)
            return Found(
                SourceKind.FEED,
                look.url,
                title,
                title,
                language,
                len(look.feed.entries),
                titles,
                facts,
                _tell_left(look),
            )
        page = look.page
        if page is None:
            raise UserError("There is no article and no feed at that address.")
        new = compose_article(page, url=look.url, publisher=host_of(look.url), private=False)
        facts = await self._read_now(new)
        return Found(
            SourceKind.PAGE, look.url, new.title, new.publisher, new.language, 1, (new.title,), facts, page.note
        )

    async def add_url(
        self, library: LibraryId, url: str, *, actor: int, overrides: Said | None = None, entries: int = 5
    ) -> Added:
        """Store an article page, a feed, or the feed that a site's page names, and bring in what is there.

        Of a feed, the newest ``entries`` are brought in at once; the rest comes with the next checks. Raises UserError,
        one sentence, when there is nothing to add, and QuotaReached.
        """
        address = canonical_url(url)
        said = overrides or Said()
        day = _check_said(said)
        known = await self._find_known(library, address)
        if known is not None:
            return known
        await self._check_allowed(library, actor)
        look = self._recall(library, address) or await self._looker.look_at(address)
        known = await self._find_known(library, look.url)
        if known is not None:
            return known
        if look.page is not None:
            look = replace(look, page=_apply_said(look.page, day, said))
        source = await self._save_url(library, look, said, actor)
        checked = await self._check.check(source, look, entries=entries)
        note = look.page.note if look.page else _tell_left(look)
        if checked.left:
            note = f"{checked.left:,} more articles of this feed follow in the next minutes."
        language = await self._find_language(library, checked.arrivals)
        names = (source.title, source.publisher)
        return _compose_added(source.source_id, source.kind, names, checked.arrivals, language=language, note=note)

    async def add_text(
        self,
        library: LibraryId,
        *,
        title: str,
        publisher: str,
        published: str,
        url: str,
        text: str,
        actor: int,
    ) -> Added:
        """Store a pasted text; it belongs to this library alone. Empty fields are filled from the text where it can be.

        Raises UserError for an empty or overlong text, a date or link that is none, and QuotaReached.
        """
        if not text.strip():
            raise UserError("There is no text. Paste the article into the last field.")
        if len(text) > TEXT_LIMIT:
            raise UserError("That text is too long. An article may have up to 500,000 characters.")
        link = canonical_url(url) if url.strip() else ""
        await self._check_allowed(library, actor)
        page = await run_parser(self._worker, PARSE_PASTED, title, publisher, published, link, text)
        return await self._add_page(library, SourceKind.TEXT, page, actor=actor)

    async def add_file(
        self, library: LibraryId, name: str, content: bytes, *, actor: int, overrides: Said | None = None
    ) -> Added:
        """Store an uploaded file (text, Markdown, HTML or PDF, told by content); it belongs to this library alone.

        Raises UserError for a file that is empty, too large, of another kind or without text, and QuotaReached.
        """
        check_size(len(content))
        said = overrides or Said()
        day = _check_said(said)
        await self._check_allowed(library, actor)
        page = await run_parser(self._worker, PARSE_DOCUMENT, content, normalise_line(name, 200))
        return await self._add_page(library, SourceKind.FILE, _apply_said(page, day, said), actor=actor)

    async def wait_read(self, article_ids: Iterable[ArticleId], timeout_s: float = 20.0) -> bool:
        """Wait until these are read; False when that takes longer. Raises UserError when nothing can be read at all."""
        done = await self._reading.wait_read(article_ids, timeout_s)
        if not done and self._reading.trouble is not None:
            raise UserError(self._reading.trouble)
        return done

    async def _save_url(self, library: LibraryId, look: Look, said: Said, actor: int) -> Source:
        now = self._clock()
        host = host_of(look.url)
        if look.feed is not None:
            title = normalise_line(said.title or look.feed.title or "") or host
            publisher, kind = normalise_line(said.publisher or look.feed.title or "", 100) or host, SourceKind.FEED
        else:
            title = normalise_line((look.page.title if look.page else None) or "") or host
            publisher = normalise_line((look.page.publisher if look.page else None) or "", 100) or host
            kind = SourceKind.PAGE
        async with self._database.transaction() as write:
            await save_library(write, library, now=now)
            # Due in ten minutes in case this process ends before the first check is recorded.
            due = now + timedelta(minutes=10)
            new = NewSource(kind, look.url, title, publisher, SourceState.ACTIVE, due, actor)
            source_id = await save_source(write, library, new, now=now)
            undo = {"source": source_id}
            await save_audit(write, library, actor=actor, action="source.add", subject=title, undo=undo, now=now)
            source = await find_source(write, library, source_id)
        if source is None:
            raise FaultError("a source that was just saved is not there")
        return source

    async def _find_known(self, library: LibraryId, url: str) -> Added | None:
        async with self._database.read() as read:
            source = await find_source_by_url(read, library, url)
            if source is None:
                return None
            ids = tuple(await list_articles_of(read, library, source.source_id, limit=5))
        note = "This source is already here."
        return Added(source.source_id, source.kind, source.title, source.publisher, None, ids, 0, len(ids), note)

    async def _find_language(self, library: LibraryId, arrivals: Sequence[Arrival]) -> str | None:
        async with self._database.read() as read:
            for arrival in arrivals[:1]:
                article = await find_article(read, library, arrival.article_id)
                return article.language if article else None
        return None

    async def _find_newest(self, feed: FeedText) -> NewArticle | None:
        """The newest entry as an article, its page fetched when the feed does not carry the text."""
        for entry in feed.entries[:1]:
            if entry.full:
                page = entry_page(entry, feed.title)
            elif entry.link is None:
                return None
            else:
                try:
                    look = await self._looker.look_at_page(entry.link)
                except UserError:
                    return None
                if look is None or look.page is None:
                    return None
                page = look.page
            return compose_article(page, url=entry.link, publisher=feed.title, private=False)
        return None

    async def _read_now(self, article: NewArticle | None) -> Facts | None:
        if article is None:
            return None
        try:
            return await self._worker.read_article(ArticleText(article.title, article.published, article.text))
        except (UserError, JobEnded):
            return None

    def _remember(self, library: LibraryId, address: str, look: Look) -> None:
        self._looks[library, address] = (self._clock(), look)
        while len(self._looks) > LOOKS_KEPT:
            self._looks.popitem(last=False)

    def _recall(self, library: LibraryId, address: str) -> Look | None:
        at, look = self._looks.pop((library, address), (None, None))
        return look if at is not None and self._clock() - at < LOOK_HOLDS else None

    def _keep_pace(self, library: LibraryId, actor: int) -> None:
        now, each, together = self._clock(), self._quotas.adds_per_minute_each, self._quotas.adds_per_minute
        if not self._pace.allow((library, actor), now, each) or not self._pace.allow(library, now, together):
            raise QuotaReached("That is a lot in one minute. Please wait a minute before adding more.")

    async def _check_allowed(self, library: LibraryId, actor: int) -> None:
        self._keep_pace(library, actor)
        async with self._database.read() as read:
            held = await measure_library(read, library)
        check_quotas(held, self._quotas, new_source=True)

    async def _add_page(self, library: LibraryId, kind: SourceKind, page: PageText, *, actor: int) -> Added:
        now = self._clock()
        url = _canonical_or_none(page.canonical)
        new = compose_article(page, url=url, publisher=host_of(url) if url else None, private=True)
        async with self._database.transaction() as write:
            await save_library(write, library, now=now)
            known = await find_private_article(write, library, new.text)
            if known is not None:
                note = "This text is already here."
                return Added(
                    known.source_id, kind, known.title, known.publisher, new.language, (known.article_id,), 0, 1, note
                )
            source = NewSource(kind, None, new.title, new.publisher, SourceState.DONE, None, actor)
            source_id = await save_source(write, library, source, now=now)
            arrival = await bring_in(write, library, source_id, new, page.marks, baseline=False, now=now)
            undo = {"source": source_id}
            await save_audit(write, library, actor=actor, action="source.add", subject=new.title, undo=undo, now=now)
        self._reading.wake()
        language = page.marks.language
        return _compose_added(source_id, kind, (new.title, new.publisher), [arrival], language=language, note=page.note)


def _compose_added(
    source_id: SourceId,
    kind: SourceKind,
    names: tuple[str, str],
    arrivals: Sequence[Arrival],
    *,
    language: str | None,
    note: str | None,
) -> Added:
    new = sum(arrival.new for arrival in arrivals)
    ids = tuple(sorted({arrival.article_id for arrival in arrivals}, reverse=True))
    return Added(source_id, kind, *names, language, ids, new, len(arrivals) - new, note)


def _tell_left(look: Look) -> str | None:
    if look.feed is None or not look.feed.left_out:
        return None
    return f"The feed lists {look.feed.left_out:,} older articles that are not taken."


def _canonical_or_none(url: str | None) -> str | None:
    if not url:
        return None
    try:
        return canonical_url(url)
    except UserError:
        return None


def _check_said(said: Said) -> WebDate | None:
    """The date that was typed. Raises UserError when it is none, or when the link is none."""
    if said.url:
        canonical_url(said.url)
    if not said.published:
        return None
    day = parse_web_date(said.published)
    if day is None:
        raise UserError("That date is not understood. Write it like 2024-08-22 or 22 August 2024.")
    return day


def _apply_said(page: PageText, day: WebDate | None, said: Said) -> PageText:
    return replace(
        page,
        title=normalise_line(said.title or "") or page.title,
        publisher=normalise_line(said.publisher or "") or page.publisher,
        published=day or page.published,
        canonical=said.url or page.canonical,
    )
