"""One check of one source: what is new there comes onto the library's shelf.

    fetch what changed            ``look``       nothing is stored when the server says that nothing changed
      -> entries not seen before  newest first, at most 30 a check; the rest at the next one, a minute later
      -> each its text            the feed's own, or the page fetched (``entries``)
      -> ``bring_in``             and remembered as seen, in one transaction each

The first look at a feed is its baseline: what is in it then is stored and read, and never announced. A feed that has
moved for good is asked at its new address from then on.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import structlog

from bot.core.freshness import NO_FRESHNESS, Freshness
from bot.core.quotas import DEFAULT_QUOTAS, Quotas, check_quotas
from bot.core.schedule import PAGE, USUAL, decide_next_check
from bot.core.urls import has_secret
from bot.intake.entries import EntryBringer, compose_page
from bot.intake.intake import Arrival, bring_in
from bot.intake.look import Look, Looker
from bot.intake.records import FeedText
from storage.audit import save_audit
from storage.database import Database, Write
from storage.quotas import measure_library
from storage.sources import Source, SourceKind, SourceState, find_source_by_url, mark_checked, mark_moved, mark_paused

log = structlog.get_logger(__name__)

ENTRIES_A_CHECK = 30
_BOT: Final = 0  # who did it, in the log of changes


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check brought."""

    arrivals: tuple[Arrival, ...] = ()
    left: int = 0  # entries that come at the next check
    unchanged: bool = False  # the server said so


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
        self._entries = EntryBringer(database, looker, clock=clock, wake=wake)
        self._clock = clock
        self._wake = wake
        self._quotas = quotas

    async def check(self, source: Source, look: Look | None = None, *, entries: int = ENTRIES_A_CHECK) -> Checked:
        """Bring in what is new; ``look`` is what was just fetched, so that it is not fetched again.

        Raises UserError, one sentence, when the source can't be reached or read, or the library is full; the caller
        records it (``mark_check_failed``).
        """
        if source.url is None:
            return Checked()
        async with self._database.read() as read:
            check_quotas(await measure_library(read, source.library), self._quotas, new_source=False)
        known = Freshness(source.etag, source.last_modified)
        if source.kind is SourceKind.FEED:
            look = look or await self._looker.look_at_feed(source.url, known)
            if look is None or look.feed is None:
                return await self._finish(source, known, Checked(unchanged=True), usual_page=False)
            return await self._check_feed(source, look, look.feed, entries)
        look = look or await self._looker.look_at_page(source.url, known)
        if look is None or look.page is None:
            return await self._finish(source, known, Checked(unchanged=True), usual_page=True)
        candidate = compose_page(source, look.page, look)
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
        due = await self._entries.list_due(source, look.url, feed)
        arrivals = await self._entries.bring(source, due[:limit])
        left = max(0, len(due) - limit)
        checked = Checked(tuple(arrivals), left)
        # What is left would not be seen again if the server were asked for changes only.
        freshness = NO_FRESHNESS if left else look.freshness
        return await self._finish(
            source, freshness, checked, usual_page=False, ttl_s=feed.ttl_s, moved_to=look.moved_to
        )

    async def _finish(
        self,
        source: Source,
        freshness: Freshness,
        checked: Checked,
        *,
        usual_page: bool,
        ttl_s: int | None = None,
        moved_to: str | None = None,
    ) -> Checked:
        now = self._clock()
        usual = PAGE if usual_page else USUAL
        at = decide_next_check(source.source_id, now, usual=usual, max_age_s=freshness.max_age_s, ttl_s=ttl_s)
        async with self._database.transaction() as write:
            await mark_checked(
                write,
                source.source_id,
                now=now,
                next_check_at=now if checked.left else at,
                etag=freshness.etag,
                last_modified=freshness.last_modified,
                baseline=not checked.left and source.kind is SourceKind.FEED,
            )
            if moved_to is not None and not checked.left:
                await move_source(write, source, moved_to, now=now)
        if any(arrival.waiting for arrival in checked.arrivals):
            self._wake()
        return checked


async def move_source(write: Write, source: Source, moved_to: str, *, now: datetime) -> None:
    """Give a feed that has moved for good its new address; the log of changes says so.

    Where the library asks that address already, this source is paused: both would bring the same. An address never
    loses its encryption, and neither gets nor loses a key: what is private, and what is not, stays so.
    """
    old = source.url or ""
    if moved_to == old or has_secret(old) != has_secret(moved_to):
        return
    if old.startswith("https:") and not moved_to.startswith("https:"):
        return
    if await mark_moved(write, source.library, source.source_id, moved_to):
        told = f"{source.title}: {moved_to}"
    else:
        other = await find_source_by_url(write, source.library, moved_to)
        if other is None or other.state is not SourceState.ACTIVE or other.source_id == source.source_id:
            return
        if not await mark_paused(write, source.library, source.source_id):
            return
        told = f"{source.title}: paused, it is now the same feed as {other.title}"
    log.info("feed moved", source=source.source_id)
    await save_audit(write, source.library, actor=_BOT, action="source.move", subject=told, now=now)
