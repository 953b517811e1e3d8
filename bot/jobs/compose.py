"""Turns what is due into deliveries that wait to be sent. One transaction holds an occurrence with all its parts.

The reading takes place before the transaction; should the digest have changed in between, nothing is written and the
next tick looks again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog

from bot.core.calendar import Every, Occurrence
from bot.core.digest import NOTHING, Selection, compose_title, make_nonce, select_news
from bot.core.due import Compose, Skip, Wait, decide_due
from bot.core.models import DigestId
from bot.core.orders import say_followed
from storage.database import Busy, Database, DiskFull, Read, Write
from storage.deliveries import save_delivery, save_items
from storage.digests import (
    Digest,
    DigestState,
    find_any_digest,
    list_active,
    list_due,
    mark_passed,
    mark_planned,
    mark_reason,
    save_notice,
    save_occurrence,
)
from storage.news import find_newest_news, list_news

log = structlog.get_logger(__name__)

CLAIMED = 500  # digests looked at in one round
# An occurrence that is made this long after its time may have been posted by a bot whose file was restored since.
LATE = timedelta(minutes=2)
FIRST_WAIT = timedelta(minutes=1)  # until a digest that could not be made twice is tried again; doubled each time
LONGEST_WAIT = timedelta(hours=1)
_NOT_MADE = "It could not be made, which is a fault of the bot's; it is tried again. The reason is in the bot's log."

Step = Callable[[str], None]


def no_step(name: str) -> None:
    """What is called between the steps of making and sending a digest; tests end the process here."""


class DigestDesk:
    """Makes deliveries of digests that are due. Times come from ``clock`` (aware UTC)."""

    def __init__(self, database: Database, *, clock: Callable[[], datetime], step: Step = no_step) -> None:
        self._database = database
        self._clock = clock
        self._step = step
        self._looked_at: datetime | None = None
        self._failed: dict[DigestId, tuple[int, datetime]] = {}  # how often in a row, and when to try again

    async def compose_due(self) -> int:
        """Make what is due; how many digests were looked at."""
        now = self._clock()
        if self._looked_at is None or now < self._looked_at or now - self._looked_at > timedelta(hours=1):
            # At a start, each hour, and when the clock was set back: what is remembered of the calendar may be wrong.
            await self.plan_all()
        self._looked_at = now
        async with self._database.read() as read:
            due = await list_due(read, now=now, limit=CLAIMED)
        for digest_id in due:
            failures, again_at = self._failed.get(digest_id, (0, now))
            if now < again_at <= now + LONGEST_WAIT:
                continue
            try:
                await self.compose(digest_id)
            except (Busy, DiskFull):
                raise  # no digest's own fault
            except Exception:
                # One digest must not keep the others from coming.
                log.exception("digest not made", digest=digest_id)
                # At the next tick, then later each time.
                wait = min(FIRST_WAIT * 2 ** min(failures - 1, 10), LONGEST_WAIT) if failures else timedelta(0)
                self._failed[digest_id] = (failures + 1, now + wait)
                await self._note_failure(digest_id)
            else:
                self._failed.pop(digest_id, None)
        return len(due)

    async def _note_failure(self, digest_id: DigestId) -> None:
        """Say it in /digest list until the digest is made."""
        async with self._database.transaction() as write:
            await mark_reason(write, digest_id, _NOT_MADE)

    async def plan_all(self) -> None:
        """Work out anew when each digest is to be looked at, from its calendar and what it is done with."""
        after = DigestId(0)
        while True:
            async with self._database.read() as read:
                digests = await list_active(read, after=after, limit=500)
            if not digests:
                return
            after = digests[-1].digest_id
            now = self._clock()
            planned = [(each, _plan(each, now)) for each in digests]
            if any(new != old for old, new in planned):
                async with self._database.transaction() as write:
                    for old, new in planned:
                        if new != old:
                            await mark_planned(write, new.digest_id, next_at=new.next_at, last_at=new.last_at)

    async def compose(self, digest_id: DigestId, *, by_hand: bool = False) -> int:
        """Make the occurrence that is due, or one by hand; how many messages it has."""
        now = self._clock()
        async with self._database.read(deadline_s=None) as read:
            digest = await find_any_digest(read, digest_id)
            if digest is None or digest.state is not DigestState.ACTIVE:
                return 0
            newest = await find_newest_news(read, digest.library)
            waiting = newest if newest > digest.since_news else None
            course = (
                Compose(Occurrence(now, f"by hand {newest}"), digest.next_at)
                if by_hand
                else decide_due(
                    digest.order.calendar, digest.order.options, last_at=digest.last_at, now=now, news=waiting
                )
            )
            selection = await _select(read, digest, course, newest) if isinstance(course, Compose) else NOTHING
        self._step("chosen")
        async with self._database.transaction() as write:
            if await find_any_digest(write, digest_id) != digest:
                return 0
            match course:
                case Wait(next_at=next_at):
                    await mark_planned(write, digest_id, next_at=next_at)
                    return 0
                case Skip():
                    await self._skip(write, digest, course, now)
                    return 0
                case Compose():
                    made = await _save(write, _Due(digest, course, newest, now, by_hand), selection)
                    self._step("composed")
                    return made

    async def _skip(self, write: Write, digest: Digest, course: Skip, now: datetime) -> None:
        new = await save_occurrence(
            write,
            digest.digest_id,
            course.occurrence.key,
            result="skipped",
            from_news=digest.since_news,
            until_news=digest.since_news,
            due_at=course.occurrence.at,
            now=now,
        )
        reason = course.reason if new else digest.reason
        await mark_passed(write, digest.digest_id, last_at=course.occurrence.at, next_at=course.next_at, reason=reason)
        if new and digest.user_id is None:
            await save_notice(write, digest.digest_id, course.reason)
        log.warning("digest left out", digest=digest.digest_id, occurrence=course.occurrence.key)


@dataclass(frozen=True, slots=True)
class _Due:
    """One occurrence that is being made."""

    digest: Digest
    course: Compose
    newest: int  # news up to here were looked at
    now: datetime
    by_hand: bool

    @property
    def at_once(self) -> bool:
        """Does the digest post whenever something is new?"""
        return self.digest.order.calendar.every is Every.ARTICLE


async def _save(write: Write, due: _Due, selection: Selection) -> int:
    """Write an occurrence with its deliveries and what they tell; how many messages."""
    digest, occurrence = due.digest, due.course.occurrence
    new = True
    if selection.parts or not (due.at_once or due.by_hand):
        new = await save_occurrence(
            write,
            digest.digest_id,
            occurrence.key,
            result="composed" if selection.parts else "nothing",
            from_news=digest.since_news,
            until_news=due.newest,
            due_at=occurrence.at,
            now=due.now,
        )
    await mark_passed(
        write,
        digest.digest_id,
        last_at=digest.last_at if due.by_hand and not due.at_once else occurrence.at,
        next_at=due.course.next_at,
        since_news=due.newest if new else None,
    )
    if not new:
        return 0
    left = {(item.event_id, item.article_id): item for item in selection.shown}
    for part in selection.parts:
        delivery_id = await save_delivery(
            write,
            digest.digest_id,
            occurrence.key,
            part,
            channel_id=digest.order.channel_id,
            nonce=make_nonce(digest.seed, occurrence.key, part.part, digest.told_in),
            doubtful=due.now - occurrence.at > LATE,
            due_at=occurrence.at,
            now=due.now,
        )
        shown = [left[entry.event_id, entry.article_id] for entry in part.entries]
        await save_items(write, delivery_id, digest.digest_id, digest.told_in, shown, shown=True)
        if part.part == part.parts - 1:
            counted = selection.counted
            await save_items(write, delivery_id, digest.digest_id, digest.told_in, counted, shown=False)
    return len(selection.parts)


async def _select(read: Read, digest: Digest, course: Compose, newest: int) -> Selection:
    items = await list_news(
        read, digest.library, digest.digest_id, digest.told_in, after=digest.since_news, until=newest
    )
    by_hand = course.occurrence.key.startswith("by hand")
    options = digest.order.options
    timed = digest.order.calendar.every is not Every.ARTICLE
    return select_news(
        items,
        digest.order.filter,
        title=compose_title(course.occurrence.key, by_hand=by_hand, followed=_say_followed(digest)),
        entries=options.length.entries,
        nothing_new=options.say_nothing_new and timed and not by_hand,
    )


def _say_followed(digest: Digest) -> str | None:
    return None if digest.user_id is None else say_followed(digest.order.filter)


def _plan(digest: Digest, now: datetime) -> Digest:
    """The digest with the time when it is to be looked at: the first after what it is done with.

    What it is done with can't lie ahead of now, unless a clock did; its occurrences can't come twice all the same.
    """
    last_at = min(digest.last_at, now.replace(microsecond=0))
    if digest.order.calendar.every is Every.ARTICLE:
        return replace(digest, last_at=last_at, next_at=None)
    match decide_due(digest.order.calendar, digest.order.options, last_at=last_at, now=now, news=None):
        case Wait(next_at=next_at):
            return replace(digest, last_at=last_at, next_at=next_at)
        case Compose() | Skip():
            return replace(digest, last_at=last_at, next_at=now.replace(microsecond=0))
