"""One check of one source: what is new there comes onto the library's shelf.

    fetch what changed            ``look``       nothing is stored when the server says that nothing changed
      -> entries not seen before  newest first, at most 30 a check; the rest at the next one, a minute later
      -> each its text            the feed's own, or the page fetched
      -> ``bring_in``             and remembered as seen, in one transaction each

The first look at a feed is its baseline: what is in it then is stored and read, and never announced.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

import structlog

from bot.core.entries import Course, decide_course
from bot.core.errors import UserError
from bot.core.freshness import NO_FRESHNESS, Freshness
from bot.core.models import NewArticle, SourceId
from bot.core.quotas import DEFAULT_QUOTAS, Quotas, check_quotas
from bot.core.schedule import PAGE, USUAL, decide_next_check
from bot.core.urls import has_secret, host_of
from bot.intake.fetch_faults import FetchFailed
from bot.intake.intake import Arrival, bring_in, compose_article
from bot.intake.look import Look, Looker, same_site
from bot.intake.records import MIN_TEXT, FeedEntry, FeedText, Found, PageText, TextMarks
from storage.database import Database
from storage.quotas import find_quotas, measure_library
from storage.sources import Source, SourceKind, list_seen_items, mark_checked, save_feed_item

log = structlog.get_logger(__name__)

ENTRIES_A_CHECK = 30
FETCHES_AT_ONCE = 4  # of one check; 2 of them at one host
ATTEMPTS = 3  # at a page that could not be fetched, before its entry is given up
SUMMARY_TEXT = 140  # code points from which a feed's short text is worth an article of its own
_REMEMBERED = 10_000  # entries whose attempts are counted


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check brought."""

    arrivals: tuple[Arrival, ...] = ()
    left: int = 0  # entries that come at the next check
    unread: int = 0  # entries beyond the feed's newest 500
    recovered: bool = False  # moderators had been told that it fails
    unchanged: bool = False  # the server said so


@dataclass(frozen=True, slots=True)
class _Candidate:
    article: NewArticle
    marks: TextMarks


class SourceCheck:
    """Checks sources. ``wake`` is called when there is something to read."""

    def __init__(
        self,
        database: Database,
        looker: Looker,
        *,
        clock: Callable[[], datetime],
        wake: Callable[[], None],
        quotas: Quotas = DEFAULT_QUOTAS,
    ) -> None:
        self._database = database
        self._looker = looker
        self._clock = clock
        self._wake = wake
        self._quotas = quotas
        self._attempts: OrderedDict[tuple[SourceId, str], int] = OrderedDict()

    async def check(self, source: Source, look: Look | None = None, *, entries: int = ENTRIES_A_CHECK) -> Checked:
        """Bring in what is new; ``look`` is what was just fetched, so that it is not fetched again.

        Raises UserError, one sentence, when the source can't be reached or read, or the library is full; the caller
        records it (``mark_check_failed``).
        """
        if source.url is None:
            return Checked()
        async with self._database.read() as read:
            quotas = await find_quotas(read, source.library, self._quotas)
            check_quotas(await measure_library(read, source.library), quotas, new_source=False)
        known = Freshness(source.etag, source.last_modified)
        if source.kind is SourceKind.FEED:
            look = look or await self._looker.look_at_feed(source.url, known)
            if look is None or look.feed is None:
                return await self._finish(source, known, Checked(unchanged=True), usual_page=False)
            return await self._check_feed(source, look, look.feed, entries)
        look = look or await self._looker.look_at_page(source.url, known)
        if look is None or look.page is None:
            return await self._finish(source, known, Checked(unchanged=True), usual_page=True)
        candidate = self._compose(source, look.page, look.url)
        async with self._database.transaction() as write:
            arrival = await bring_in(
                write,
                source.library,
                source.source_id,
                candidate.article,
                candidate.marks,
                baseline=False,
                now=self._clock(),
            )
        return await self._finish(source, look.freshness, Checked((arrival,)), usual_page=True)

    async def _check_feed(self, source: Source, look: Look, feed: FeedText, limit: int) -> Checked:
        async with self._database.read() as read:
            seen = await list_seen_items(read, source.source_id, [entry.identity for entry in feed.entries])
        fresh = [entry for entry in feed.entries if entry.identity not in seen]
        places = asyncio.Semaphore(FETCHES_AT_ONCE)
        batch = fresh[:limit]
        brought = await asyncio.gather(*(self._bring_entry(source, look.url, entry, places) for entry in batch))
        arrivals = tuple(arrival for arrival in brought if arrival is not None)
        left = len(fresh) - len(batch)
        checked = Checked(arrivals, left, feed.left_out)
        # What is left would not be seen again if the server were asked for changes only.
        freshness = NO_FRESHNESS if left else look.freshness
        return await self._finish(source, freshness, checked, usual_page=False, ttl_s=feed.ttl_s)

    async def _bring_entry(
        self, source: Source, feed_url: str, entry: FeedEntry, places: asyncio.Semaphore
    ) -> Arrival | None:
        course = decide_course(
            seen=False,
            full=entry.full,
            own_site=entry.link is not None and same_site(entry.link, feed_url),
            has_link=entry.link is not None,
            has_text=len(entry.text) >= SUMMARY_TEXT,
        )
        candidate: _Candidate | None = None
        if course is Course.PAGE:
            async with places:
                candidate, later = await self._fetch_entry(source, entry)
            if later:
                return None
        elif course is not Course.SKIP:
            candidate = self._compose_entry(source, entry, private=course is Course.SUMMARY)
        async with self._database.transaction() as write:
            arrival = None
            if candidate is not None:
                arrival = await bring_in(
                    write,
                    source.library,
                    source.source_id,
                    candidate.article,
                    candidate.marks,
                    baseline=source.baseline_at is None,
                    now=self._clock(),
                )
            article_id = arrival.article_id if arrival else None
            await save_feed_item(write, source.source_id, entry.identity, article_id, now=self._clock())
        if arrival is not None and arrival.waiting:
            self._wake()
        return arrival

    async def _fetch_entry(self, source: Source, entry: FeedEntry) -> tuple[_Candidate | None, bool]:
        """The article behind an entry, and whether to try again at the next check.

        A page that can't be had gives the feed's own text, which then belongs to this library alone.
        """
        try:
            look = await self._looker.look_at_page(entry.link or "")
        except UserError as error:
            if isinstance(error, FetchFailed) and error.passing and self._count_attempt(source, entry) < ATTEMPTS:
                return None, True
            log.info("entry not fetched", source=source.source_id, host=host_of(entry.link or ""))
            if len(entry.text) < SUMMARY_TEXT:
                return None, False
            return self._compose_entry(source, entry, private=True), False
        if look is None or look.page is None:
            return None, False
        page = replace(
            look.page,
            title=look.page.title or entry.title or None,
            published=look.page.published or entry.published,
            author=look.page.author or entry.author,
        )
        return self._compose(source, page, look.url), False

    def _count_attempt(self, source: Source, entry: FeedEntry) -> int:
        key = (source.source_id, entry.identity)
        self._attempts[key] = self._attempts.get(key, 0) + 1
        self._attempts.move_to_end(key)
        if len(self._attempts) > _REMEMBERED:
            self._attempts.popitem(last=False)
        return self._attempts[key]

    def _compose(self, source: Source, page: PageText, url: str) -> _Candidate:
        private = has_secret(url) or (source.url is not None and has_secret(source.url))
        return _Candidate(compose_article(page, url=url, publisher=source.publisher, private=private), page.marks)

    def _compose_entry(self, source: Source, entry: FeedEntry, *, private: bool) -> _Candidate | None:
        if len(entry.text) < MIN_TEXT:
            return None
        page = entry_page(entry, source.publisher)
        private = private or entry.link is None or has_secret(source.url or "") or has_secret(entry.link)
        return _Candidate(
            compose_article(page, url=entry.link, publisher=source.publisher, private=private), entry.marks
        )

    async def _finish(
        self, source: Source, freshness: Freshness, checked: Checked, *, usual_page: bool, ttl_s: int | None = None
    ) -> Checked:
        now = self._clock()
        usual = PAGE if usual_page else USUAL
        at = decide_next_check(source.source_id, now, usual=usual, max_age_s=freshness.max_age_s, ttl_s=ttl_s)
        async with self._database.transaction() as write:
            recovered = await mark_checked(
                write,
                source.source_id,
                now=now,
                next_check_at=now if checked.left else at,
                etag=freshness.etag,
                last_modified=freshness.last_modified,
                baseline=not checked.left and source.kind is SourceKind.FEED,
            )
        if any(arrival.waiting for arrival in checked.arrivals):
            self._wake()
        return replace(checked, recovered=recovered)


def entry_page(entry: FeedEntry, publisher: str | None) -> PageText:
    """An entry's own text as that of a page."""
    return PageText(
        found=Found.FEED,
        title=entry.title or None,
        publisher=publisher,
        published=entry.published,
        author=entry.author,
        canonical=entry.link,
        text=entry.text,
        marks=entry.marks,
        feeds=(),
        is_article=True,
        note=None,
    )
