"""Publishes posts of announcement channels to the channels that follow them, where that was ordered.

Posting does not wait for it: Discord lets a channel publish ten messages an hour, so a long digest is published bit by
bit. Publishing twice is once, so what became of a request does not have to be known before the next.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final, Protocol, assert_never

import structlog

from bot.core.breaker import Breaker
from bot.core.outcome import Blocked, Delivered, Outcome, Refused, TryLater
from bot.jobs.deliver import TokenRefused
from storage.database import Database
from storage.deliveries import Delivery, list_unpublished, mark_publish_at
from storage.digests import mark_reason

log = structlog.get_logger(__name__)

AT_ONCE: Final = 10
LEAST_WAIT: Final = timedelta(minutes=1)
GIVEN_UP: Final = timedelta(days=1)  # news of yesterday needs no publishing


class Publisher(Protocol):
    """What can publish a message. Nothing of it raises for an answer of Discord's."""

    async def publish(self, channel_id: int, message_id: int) -> Outcome:
        """Publish a message of an announcement channel."""
        ...


class PublishDesk:
    """Publishes what waits for it. Times come from ``clock`` (aware UTC)."""

    def __init__(
        self, database: Database, publisher: Publisher, breaker: Breaker, *, clock: Callable[[], datetime]
    ) -> None:
        self._database = database
        self._publisher = publisher
        self._breaker = breaker
        self._clock = clock

    async def publish_due(self) -> int:
        """Publish what may be published now; how many messages were looked at. Raises TokenRefused."""
        now = self._clock()
        if self._breaker.is_open(now):
            return 0
        async with self._database.read() as read:
            waiting = await list_unpublished(read, now=now, limit=AT_ONCE)
        shut: set[int] = set()  # channels that have published enough for now
        for delivery in waiting:
            if delivery.channel_id is None or delivery.message_id is None or delivery.channel_id in shut:
                continue
            outcome = await self._publisher.publish(delivery.channel_id, delivery.message_id)
            if not await self._record(delivery, outcome):
                shut.add(delivery.channel_id)
        return len(waiting)

    async def _record(self, delivery: Delivery, outcome: Outcome) -> bool:
        """Record what became of it; False when the channel is to be left alone for now."""
        now = self._clock()
        match outcome:
            case Delivered():
                await self._finish(delivery, None)
                return True
            case Refused(reason=reason):
                self._breaker.note_refusal(now)
                await self._finish(delivery, reason)
            case TryLater() if delivery.done_at is not None and now - delivery.done_at > GIVEN_UP:
                await self._finish(delivery, "Discord did not take it for a day.")
            case TryLater(seconds=seconds):
                at = now + max(timedelta(seconds=seconds), LEAST_WAIT)
                async with self._database.transaction() as write:
                    await mark_publish_at(write, delivery.delivery_id, at)
            case Blocked(reason=reason, for_good=True):
                raise TokenRefused(reason)
            case Blocked():
                self._breaker.note_block(now)
            case _:
                assert_never(outcome)
        return False

    async def _finish(self, delivery: Delivery, reason: str | None) -> None:
        async with self._database.transaction() as write:
            await mark_publish_at(write, delivery.delivery_id, None)
            if reason is not None:
                await mark_reason(write, delivery.digest_id, f"A post was not published. {reason}")
        if reason is not None:
            log.warning("not published", delivery=delivery.delivery_id, reason=reason)
