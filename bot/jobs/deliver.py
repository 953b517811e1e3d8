"""Sends what waits and records what became of it, so that nothing is lost and nothing comes twice.

    doubtful? ── look into the channel's history ── there: sent · not there: go on · can't be read: unknown
        │
    mark that it is being tried (from now on it is doubtful), send with its nonce, record the outcome

A message is sent again only after the history was read. Discord drops a second message with the same nonce for some
minutes by itself; the history holds for longer.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol, assert_never

import structlog

from bot.core.breaker import Breaker
from bot.core.cards import Card
from bot.core.digest import DigestMessage, Entry, Target, make_nonce
from bot.core.errors import UserError
from bot.core.models import DigestId, LibraryId
from bot.core.outcome import Absent, Blocked, Delivered, Found, Outcome, Refused, Sighting, TryLater, Unreadable
from bot.jobs.compose import Step, no_step
from storage.database import Database, Read
from storage.deliveries import (
    Delivery,
    DeliveryState,
    find_delivery,
    find_thread,
    list_sendable,
    mark_all_doubtful,
    mark_done_with,
    mark_later,
    mark_sent,
    mark_trying,
    release_pending,
)
from storage.digests import find_any_digest, list_notices, mark_notice_told, mark_paused, save_notice
from storage.settings import find_settings

log = structlog.get_logger(__name__)

AT_ONCE = 8  # channels that are posted to at the same time
CLAIMED = 200
PER_SECOND = 25.0  # requests; half of what Discord allows a bot
FIRST_WAIT_S = 5.0
LONGEST_WAIT_S = 900.0
MOST_ATTEMPTS = 40  # some nine hours of trying
NONCE_HOLDS = timedelta(minutes=2)  # Discord remembers a nonce for "a few minutes"
HISTORY_BEFORE = timedelta(hours=1)  # how long before its time a message may be in the history: clocks differ


class Outbox(Protocol):
    """What can post to Discord. Nothing of it raises for an answer of Discord's."""

    async def post(self, target: Target, message: DigestMessage) -> Outcome:
        """Post a message with its nonce."""
        ...

    async def find(self, target: Target, nonce: str, *, since: datetime, tried_at: datetime | None) -> Sighting:
        """Look for a message of ours by its nonce in what was written since.

        ``tried_at`` is set where Discord has forgotten its nonce since: it may have been deleted, and nothing says so.
        """
        ...

    async def tell(self, library: LibraryId, channel_id: int | None, sentence: str, *, nonce: str) -> Outcome:
        """Tell the moderators of a server something, in this channel or wherever it is best."""
        ...


Loader = Callable[[Read, LibraryId, Sequence[Entry]], Awaitable[Mapping[Entry, Card]]]


class TokenRefused(UserError):  # noqa: N818  # reads as what happened, like its siblings in bot.core.errors
    """Discord does not accept the bot's token; starting again will not mend it."""


class Pacer:
    """Lets so many pass in a second, in the order in which they come."""

    def __init__(self, per_second: float) -> None:
        self._gap_s = 1.0 / per_second
        self._free_at = 0.0

    async def wait(self) -> None:
        """Wait for the next free place."""
        loop = asyncio.get_running_loop()
        at = max(loop.time(), self._free_at)
        self._free_at = at + self._gap_s
        await asyncio.sleep(at - loop.time())


class DeliveryDesk:
    """Sends pending deliveries. ``load`` gives the cards of entries as they stand now."""

    def __init__(
        self,
        database: Database,
        outbox: Outbox,
        load: Loader,
        *,
        clock: Callable[[], datetime],
        step: Step = no_step,
        per_second: float = PER_SECOND,
    ) -> None:
        self._database = database
        self._outbox = outbox
        self._load = load
        self._clock = clock
        self._step = step
        self._pacer = Pacer(per_second)
        self._free = asyncio.Semaphore(AT_ONCE)
        self._looking = asyncio.Semaphore(1)  # one reading at a time, so that lookups don't wait for a connection
        self.breaker = Breaker()

    async def start(self) -> None:
        """After a start everything pending is looked for before it is sent."""
        async with self._database.transaction() as write:
            await mark_all_doubtful(write)

    async def post_due(self) -> int:
        """Send what may be sent now, one after the other in each channel; how many messages were looked at.

        Raises TokenRefused.
        """
        now = self._clock()
        if self.breaker.is_open(now):
            return 0
        async with self._database.read() as read:
            waiting = await list_sendable(read, now=now, limit=CLAIMED)
        lines: dict[tuple[int | None, int | None], list[Delivery]] = defaultdict(list)
        for delivery in waiting:
            lines[delivery.channel_id, delivery.user_id].append(delivery)
        posting = [asyncio.create_task(self._post_line(line)) for line in lines.values()]
        try:
            for done in await asyncio.gather(*posting, return_exceptions=True):
                if isinstance(done, BaseException):
                    raise done
        finally:
            for task in posting:
                task.cancel()
        return len(waiting)

    async def _post_line(self, line: Sequence[Delivery]) -> None:
        for delivery in line:
            async with self._free:
                if self.breaker.is_open(self._clock()):
                    return
                try:
                    await self._post(delivery)
                except TokenRefused:
                    raise
                except Exception:
                    # It stays pending and doubtful; the others go on.
                    log.exception("delivery failed", delivery=delivery.delivery_id)
                    told = "Something went wrong in the bot; the reason is in its log."
                    await self._record_later(delivery, TryLater(FIRST_WAIT_S, sent_perhaps=True), told)

    async def _post(self, listed: Delivery) -> None:
        async with self._looking, self._database.read() as read:
            delivery = await find_delivery(read, listed.delivery_id)
            if delivery is None or delivery.state is not DeliveryState.PENDING:
                return
            target = await self._find_target(read, delivery)
            message = await self._compose(read, delivery)
        if delivery.doubtful:
            await self._pacer.wait()
            since = min(delivery.due_at, delivery.tried_at or delivery.due_at) - HISTORY_BEFORE
            tried_at = delivery.tried_at
            if tried_at is not None and self._clock() - tried_at < NONCE_HOLDS:
                tried_at = None  # should it have been deleted, Discord says so when it is sent again
            sighting = await self._outbox.find(target, delivery.nonce, since=since, tried_at=tried_at)
            self._step("looked")
            if not isinstance(sighting, Absent):
                await self._record_sighting(delivery, sighting)
                return
        if message is None:
            async with self._database.transaction() as write:
                reason = "Everything it was to tell was withdrawn before it was sent."
                await mark_done_with(write, delivery.delivery_id, DeliveryState.REFUSED, reason, now=self._clock())
            return
        outcome = await self._send(delivery, target, message)
        if isinstance(outcome, Refused) and outcome.form:
            log.error("message refused for its form", delivery=delivery.delivery_id, reason=outcome.reason)
            again = replace(delivery, attempts=delivery.attempts + 1)
            outcome = await self._send(again, target, replace(message, plain=True))
        if outcome is not None:
            await self._record(delivery, outcome)

    async def _send(self, delivery: Delivery, target: Target, message: DigestMessage) -> Outcome | None:
        """Send; None when it is no longer to be sent."""
        await self._pacer.wait()
        self._step("sending")
        async with self._database.transaction() as write:
            if not await mark_trying(write, delivery.delivery_id, attempts=delivery.attempts, now=self._clock()):
                return None
        self._step("marked")
        outcome = await self._outbox.post(target, message)
        self._step("posted")
        return outcome

    # --- what became of it -------------------------------------------------------------------------------------------

    async def _record(self, delivery: Delivery, outcome: Outcome) -> None:
        now = self._clock()
        match outcome:
            case Delivered(message_id=message_id, thread_id=thread_id):
                self.breaker.note_success()
                async with self._database.transaction() as write:
                    await mark_sent(write, delivery.delivery_id, message_id=message_id, thread_id=thread_id, now=now)
                self._step("recorded")
            case Refused(reason=reason, form=True):
                # A fault of ours: the digest goes on with the next occurrence.
                async with self._database.transaction() as write:
                    await mark_done_with(write, delivery.delivery_id, DeliveryState.REFUSED, reason, now=now)
            case Refused(reason=reason):
                self.breaker.note_refusal(now)
                await self._pause(delivery, reason, now)
            case TryLater():
                await self._record_later(delivery, outcome, "Discord did not take it; it is tried again.")
            case Blocked(reason=reason, for_good=for_good):
                log.error("discord shuts us out", reason=reason)
                if for_good:
                    raise TokenRefused(reason)
                self.breaker.note_block(now)
                await self._record_later(delivery, TryLater(FIRST_WAIT_S, sent_perhaps=False), reason)
            case _:
                assert_never(outcome)

    async def _record_sighting(self, delivery: Delivery, sighting: Sighting) -> None:
        match sighting:
            case Found(message_id=message_id, thread_id=thread_id):
                await self._record(delivery, Delivered(message_id, thread_id))
            case Unreadable(reason=reason):
                await self._give_up(delivery, reason)
            case TryLater(seconds=seconds):
                await self._record(delivery, TryLater(seconds, sent_perhaps=True))
            case Blocked(for_good=False):
                self.breaker.note_block(self._clock())
            case Refused() | Blocked():
                await self._record(delivery, sighting)
            case Absent():
                return
            case _:
                assert_never(sighting)

    async def _record_later(self, delivery: Delivery, outcome: TryLater, reason: str) -> None:
        attempts = delivery.attempts + 1
        if attempts >= MOST_ATTEMPTS and outcome.sent_perhaps:
            await self._give_up(delivery, "Discord could not be reached for too long.")
            return
        wait_s = max(outcome.seconds, min(FIRST_WAIT_S * 2 ** min(attempts - 1, 10), LONGEST_WAIT_S))
        async with self._database.transaction() as write:
            await mark_later(
                write,
                delivery.delivery_id,
                reason,
                try_at=self._clock() + timedelta(seconds=wait_s),
                doubtful=outcome.sent_perhaps,
            )

    async def _give_up(self, delivery: Delivery, reason: str) -> None:
        """Discord may have it, and there is no way to know: at most once."""
        async with self._database.transaction() as write:
            await mark_done_with(write, delivery.delivery_id, DeliveryState.UNKNOWN, reason, now=self._clock())
            if delivery.user_id is None:
                told = f"It is not known whether the digest of {delivery.occurrence} arrived{_in(delivery)}. {reason}"
                await save_notice(write, delivery.digest_id, told)
        log.warning("outcome stays unknown", delivery=delivery.delivery_id, reason=reason)

    async def _pause(self, delivery: Delivery, reason: str, now: datetime) -> None:
        notice = None
        if delivery.user_id is None:
            notice = f"A digest is paused{_in(delivery)}. {reason} /digest resume goes on with what is new since."
        async with self._database.transaction() as write:
            paused = await mark_paused(write, delivery.digest_id, reason=reason, notice=notice)
            await release_pending(write, delivery.digest_id, reason, now=now, started=True)
        log.warning("digest paused", digest=delivery.digest_id, reason=reason, now=paused)

    # --- what it says, and where -------------------------------------------------------------------------------------

    async def _find_target(self, read: Read, delivery: Delivery) -> Target:
        if delivery.channel_id is None:
            return Target(None, delivery.user_id, delivery.library)
        digest = await find_any_digest(read, delivery.digest_id)
        if delivery.content.part == 0 or digest is None:
            return Target(delivery.channel_id)
        message_id, thread_id = await find_thread(read, delivery)
        if thread_id is not None:
            return Target(thread_id)
        if digest.order.options.in_thread and message_id is not None:
            return Target(delivery.channel_id, under=message_id, thread_name=delivery.content.title)
        return Target(delivery.channel_id)

    async def _compose(self, read: Read, delivery: Delivery) -> DigestMessage | None:
        """The message as it stands now; None when nothing of it stands any more."""
        part = delivery.content
        cards = await self._load(read, delivery.library, part.entries)
        groups = tuple(
            (heading, kept)
            for heading, entries in part.groups
            if (kept := tuple(cards[entry] for entry in entries if entry in cards))
        )
        if part.groups and not groups:
            return None
        digest = await find_any_digest(read, delivery.digest_id)
        first = part.part == 0
        role_id = digest.order.options.role_id if digest is not None and first else None
        mentioned = delivery.user_id if first and delivery.channel_id is not None else None
        return DigestMessage(
            part.title,
            groups,
            part.note,
            part.part,
            part.parts,
            delivery.nonce,
            role_id,
            mentioned,
            direct=delivery.channel_id is None,
        )

    # --- what moderators are told ------------------------------------------------------------------------------------

    async def tell_notices(self) -> int:
        """Tell moderators what they are still to be told; how many were told."""
        if self.breaker.is_open(self._clock()):
            return 0
        async with self._database.read() as read:
            notices = await list_notices(read, limit=20)
            channels = {
                digest.library: (await find_settings(read, digest.library)).notices_channel_id for digest, _ in notices
            }
        told = 0
        for digest, notice in notices:
            await self._pacer.wait()
            nonce = _notice_nonce(digest.digest_id, notice)
            outcome = await self._outbox.tell(digest.library, channels[digest.library], notice, nonce=nonce)
            match outcome:
                case Delivered() | Refused():
                    # Where no channel takes it, /digest list still says it.
                    async with self._database.transaction() as write:
                        await mark_notice_told(write, digest.digest_id, notice)
                    told += isinstance(outcome, Delivered)
                case Blocked(reason=reason, for_good=True):
                    raise TokenRefused(reason)
                case TryLater() | Blocked():
                    continue
        return told


def _in(delivery: Delivery) -> str:
    return "" if delivery.channel_id is None else f" in <#{delivery.channel_id}>"


def _notice_nonce(digest_id: DigestId, notice: str) -> str:
    return make_nonce(f"notice {digest_id}", notice, 0, 0)
