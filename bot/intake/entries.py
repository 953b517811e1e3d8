"""One entry of a feed becomes an article on the shelf, or the next version of the one it brought before.

    a new entry          its text is the feed's own, or that of its page; remembered as seen
    a changed entry      the whole article stands in the feed, and says something else than when it was last seen
    any other            nothing is done

A page that can't be fetched is tried again at the next checks; how often it was tried is in the database.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import structlog

from bot.core.entries import Course, decide_course, is_change_due
from bot.core.errors import UserError
from bot.core.models import ArticleId, NewArticle
from bot.core.urls import has_secret, host_of
from bot.intake.fetch_faults import FetchFailed
from bot.intake.intake import Arrival, bring_in, compose_article
from bot.intake.look import Look, Looker, same_site
from bot.intake.records import MIN_TEXT, FeedEntry, FeedText, Found, PageText, TextMarks
from storage.database import Database
from storage.feed_items import SeenItem, list_seen_items, save_attempt, save_feed_item, save_text_hash
from storage.sources import Source

log = structlog.get_logger(__name__)

FETCHES_AT_ONCE = 4  # of one check; 2 of them at one host
ATTEMPTS = 3  # at a page that could not be fetched, before its entry is given up
SUMMARY_TEXT = 140  # code points from which a feed's short text is worth an article of its own


@dataclass(frozen=True, slots=True)
class Candidate:
    """An article that is not stored yet."""

    article: NewArticle
    marks: TextMarks


@dataclass(frozen=True, slots=True)
class Due:
    """An entry that is to be brought in."""

    entry: FeedEntry
    course: Course
    before: SeenItem | None  # None: a new entry


class EntryBringer:
    """Brings entries of feeds in. ``wake`` is called when there is something to read."""

    def __init__(
        self, database: Database, looker: Looker, *, clock: Callable[[], datetime], wake: Callable[[], None]
    ) -> None:
        self._database = database
        self._looker = looker
        self._clock = clock
        self._wake = wake

    async def list_due(self, source: Source, look_url: str, feed: FeedText) -> list[Due]:
        """The entries that are new or have changed, in the feed's order."""
        async with self._database.read() as read:
            seen = await list_seen_items(read, source.source_id, [entry.identity for entry in feed.entries])
        await self._save_first_hashes(source, feed, seen)
        now = self._clock()
        due = []
        for entry in feed.entries:
            before, course = seen.get(entry.identity), _choose_course(entry, look_url)
            if before is None or (course is Course.FEED and _has_changed(entry, before, now)):
                due.append(Due(entry, course, before))
        return due

    async def bring(self, source: Source, due: Sequence[Due]) -> list[Arrival]:
        """Bring entries in, each in a transaction of its own; what came or was there already."""
        places = asyncio.Semaphore(FETCHES_AT_ONCE)
        brought = await asyncio.gather(*(self._bring(source, each, places) for each in due))
        return [arrival for arrival in brought if arrival is not None]

    async def _save_first_hashes(self, source: Source, feed: FeedText, seen: Mapping[str, SeenItem]) -> None:
        """Remember what entries say that were brought before it was looked at; they count as unchanged."""
        fresh = [
            (entry.identity, entry.text_hash)
            for entry in feed.entries
            if entry.text_hash and entry.identity in seen and seen[entry.identity].text_hash is None
        ]
        if fresh:
            async with self._database.transaction() as write:
                for identity, text_hash in fresh:
                    await save_text_hash(write, source.source_id, identity, text_hash)

    async def _bring(self, source: Source, due: Due, places: asyncio.Semaphore) -> Arrival | None:
        entry = due.entry
        candidate: Candidate | None = None
        if due.course is Course.PAGE:
            async with places:
                candidate, later = await self._fetch(source, entry)
            if later:
                return None
        elif due.course is not Course.SKIP:
            candidate = compose_entry(source, entry, private=due.course is Course.SUMMARY)
        previous = due.before.article_id if due.before else None
        async with self._database.transaction() as write:
            arrival = None
            if candidate is not None:
                arrival = await bring_in(
                    write,
                    source.library,
                    source.source_id,
                    candidate.article,
                    candidate.marks,
                    # A changed entry is not news, also where its address has changed with it.
                    baseline=source.baseline_at is None or due.before is not None,
                    now=self._clock(),
                    previous=previous,
                )
            article_id: ArticleId | None = arrival.article_id if arrival else None
            await save_feed_item(
                write,
                source.source_id,
                entry.identity,
                article_id,
                now=self._clock(),
                text_hash=entry.text_hash,
                changed=due.before is not None,
            )
        if arrival is not None and arrival.waiting:
            self._wake()
        return arrival

    async def _fetch(self, source: Source, entry: FeedEntry) -> tuple[Candidate | None, bool]:
        """The article behind an entry, and whether to try again at the next check.

        A page that can't be had gives the feed's own text, which then belongs to this library alone.
        """
        try:
            look = await self._looker.look_at_page(entry.link or "")
        except UserError as error:
            if isinstance(error, FetchFailed) and error.passing and await self._count_attempt(source, entry) < ATTEMPTS:
                return None, True
            log.info("entry not fetched", source=source.source_id, host=host_of(entry.link or ""))
            if len(entry.text) < SUMMARY_TEXT:
                return None, False
            return compose_entry(source, entry, private=True), False
        if look is None or look.page is None:
            return None, False
        page = replace(
            look.page,
            title=look.page.title or entry.title or None,
            published=look.page.published or entry.published,
            author=look.page.author or entry.author,
        )
        return compose_page(source, page, look), False

    async def _count_attempt(self, source: Source, entry: FeedEntry) -> int:
        async with self._database.transaction() as write:
            return await save_attempt(write, source.source_id, entry.identity, now=self._clock())


def _choose_course(entry: FeedEntry, look_url: str) -> Course:
    return decide_course(
        full=entry.full,
        own_site=entry.link is not None and same_site(entry.link, look_url),
        has_link=entry.link is not None,
        has_text=len(entry.text) >= SUMMARY_TEXT,
    )


def _has_changed(entry: FeedEntry, before: SeenItem, now: datetime) -> bool:
    known = before.text_hash
    return known is not None and entry.text_hash != known and is_change_due(before.changes, before.seen_at, now)


def compose_page(source: Source, page: PageText, look: Look) -> Candidate:
    """The candidate of a page that was fetched; private where an address has a key in it."""
    private = has_secret(look.url) or (source.url is not None and has_secret(source.url))
    return Candidate(compose_article(page, url=look.url, publisher=source.publisher, private=private), page.marks)


def compose_entry(source: Source, entry: FeedEntry, *, private: bool) -> Candidate | None:
    """The candidate of an entry's own text; None when there is no sentence in it."""
    if len(entry.text) < MIN_TEXT:
        return None
    page = entry_page(entry, source.publisher)
    private = private or entry.link is None or has_secret(source.url or "") or has_secret(entry.link)
    return Candidate(compose_article(page, url=entry.link, publisher=source.publisher, private=private), entry.marks)


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
