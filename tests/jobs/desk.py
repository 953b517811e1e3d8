"""A small library with digests, and a Discord in memory that keeps what it took and fails when it is told to."""

# ruff: noqa: ARG002  # the fake takes what the real outbox takes

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from bot.core.digest import DigestMessage, Target
from bot.core.models import ArticleId, LibraryId
from bot.core.outcome import Absent, Delivered, Found, Outcome, Sighting, TryLater, Unreadable
from bot.jobs.compose import Step, no_step
from bot.jobs.deliver import DeliveryDesk
from bot.services.digests import DigestService, OrderWords
from storage.database import Database
from storage.digests import Digest
from tests.services.made import HOME, add, meeting

START = datetime(2026, 11, 20, 7, 0, tzinfo=UTC)
CHANNEL = 5001
NONCE_KEPT = timedelta(minutes=5)


@dataclass
class Clock:
    """A clock that stands until it is moved."""

    now: datetime = START

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass
class FakeDiscord:  # it has the shape of bot.jobs.deliver.Outbox
    """Keeps messages, remembers nonces for five minutes; ``plan`` says how it meets the next posts."""

    clock: Clock
    messages: list[tuple[int, str, DigestMessage]] = field(default_factory=list)  # id, nonce, message
    deleted: set[int] = field(default_factory=set)
    plan: deque[Any] = field(default_factory=deque)  # Outcome: said without taking; ("took", Outcome): said after it
    told: list[str] = field(default_factory=list)
    readable: bool = True
    requests: int = 0
    nonces: dict[str, tuple[datetime, int]] = field(default_factory=dict)
    history: Sighting | None = None  # said instead of looking

    async def post(self, target: Target, message: DigestMessage) -> Outcome:
        self.requests += 1
        planned = self.plan.popleft() if self.plan else None
        if planned is not None and not isinstance(planned, tuple):
            return cast("Outcome", planned)
        message_id = self._take(message)
        return Delivered(message_id) if planned is None else cast("Outcome", planned[1])

    def _take(self, message: DigestMessage) -> int:
        known = self.nonces.get(message.nonce)
        if known is not None and self.clock.now - known[0] < NONCE_KEPT:
            return known[1]
        message_id = 9000 + len(self.messages)
        self.messages.append((message_id, message.nonce, message))
        self.nonces[message.nonce] = (self.clock.now, message_id)
        return message_id

    async def find(self, target: Target, nonce: str, *, since: datetime, tried_at: datetime | None) -> Sighting:
        self.requests += 1
        if self.history is not None:
            return self.history
        if not self.readable:
            return Unreadable("The bot may not read the channel's history.")
        for message_id, known, _ in self.messages:
            if known == nonce and message_id not in self.deleted:
                return Found(message_id)
        return Absent()

    async def tell(self, library: LibraryId, channel_id: int | None, sentence: str, *, nonce: str) -> Outcome:
        self.told.append(sentence)
        return Delivered(1)

    def quotes(self) -> Counter[str]:
        """How often each sentence was told."""
        return Counter(card.quote for _, _, message in self.messages for _, cards in message.groups for card in cards)


class Newsroom:
    """Everything that makes and sends digests, on a real file, with a clock and a Discord of its own."""

    def __init__(self, database: Database, *, step: Step = no_step) -> None:
        self.database = database
        self.clock = Clock()
        self.discord = FakeDiscord(self.clock)
        self.digests = DigestService(database, self.clock)
        self.digests.desk._step = step
        self.step = step
        self.delivery = self.make_delivery()

    def make_delivery(self) -> DeliveryDesk:
        return DeliveryDesk(
            self.database,
            self.discord,
            self.digests.load_entries,
            clock=self.clock,
            step=self.step,
            per_second=100_000,
        )

    async def order(self, every: str = "at once", *, library: LibraryId = HOME, **words: Any) -> Digest:
        words.setdefault("zone", "UTC")
        order = await self.digests.read_order(library, OrderWords(words.pop("channel", CHANNEL), every, **words))
        return await self.digests.create(library, order, actor=1)

    async def news(self, number: int, *, library: LibraryId = HOME) -> ArticleId:
        """One article with one meeting of its own."""
        return await add(
            self.database,
            {f"Minister Number{number} Able met Envoy Number{number} Baker in Minsk.": meeting(
                f"Number{number} Able", f"Number{number} Baker", date=f"2024-{1 + number % 12:02}-{1 + number % 28:02}"
            )},
            library=library,
            publisher=f"Gazette {number}",
        )  # fmt: skip

    async def run(self) -> None:
        """Tick until nothing is due now."""
        await self.digests.desk.compose_due()
        while await self.delivery.post_due():
            if self.delivery.breaker.is_open(self.clock.now):
                break
        await self.delivery.tell_notices()

    async def pass_time(self, every: timedelta, until: Callable[[], bool], *, most: int = 200) -> None:
        """Tick on and on until something holds."""
        for _ in range(most):
            await self.run()
            if until():
                return
            self.clock.now += every
        raise AssertionError("it never came about")


def took(outcome: Outcome | None = None) -> tuple[str, Outcome]:
    """Accepted, but answered otherwise."""
    return ("took", outcome or TryLater(5, sent_perhaps=True))
