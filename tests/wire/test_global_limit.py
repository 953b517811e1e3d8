"""A request that is cancelled during a global limit holds all others in discord.py; the watch lets them go."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import discord
import pytest

from bot.core.breaker import Breaker
from bot.core.digest import DigestMessage, Target
from bot.core.outcome import Absent, Delivered, TryLater
from bot.core.troubles import Troubles
from bot.jobs.watch import STUCK, Watch
from bot.outbox import Outbox
from tests.wire.faults import Fault
from tests.wire.server import LoopbackDiscord
from tests.wire.stage import CHANNEL, wait_until

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)


class WellReader:
    """A reader that reads."""

    trouble: str | None = None


@pytest.fixture
def loopback(discord: LoopbackDiscord) -> LoopbackDiscord:
    """By a name that is not the library's."""
    return discord


@pytest.fixture
async def client(loopback: LoopbackDiscord, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[discord.Client]:
    monkeypatch.setattr(discord.http.Route, "BASE", f"http://127.0.0.1:{loopback.port}/api/v10")
    async with discord.Client(intents=discord.Intents(guilds=True), max_ratelimit_timeout=60) as made:
        await made.login(loopback.world.token)
        yield made


def message(letter: str) -> DigestMessage:
    return DigestMessage("New", (), "Nothing new.", 0, 1, letter * 24)


async def test_a_global_limit_that_never_ends_is_let_go_and_posting_goes_on(
    loopback: LoopbackDiscord, client: discord.Client
) -> None:
    outbox = Outbox(client, deadline_s=0.3)
    troubles, now = Troubles(), NOW
    watch = Watch(outbox, Breaker(), WellReader(), troubles, clock=lambda: now)
    assert not outbox.is_held()
    loopback.faults.append(Fault("global limit", seconds=50))
    other = asyncio.create_task(client.http.send_message(CHANNEL, params=discord.http.MultipartParameters(
        {"content": "x"}, None, None)))  # fmt: skip
    await wait_until(outbox.is_held)
    other.cancel()
    with suppress(asyncio.CancelledError):
        await other
    assert outbox.is_held(), "discord.py has healed itself: the watch is no longer needed"
    assert await outbox.post(Target(CHANNEL), message("a")) == TryLater(5, sent_perhaps=True)
    await watch.look()
    now += STUCK
    await watch.look()
    await wait_until(lambda: len(loopback.world.messages) == 1)
    assert await outbox.find(Target(CHANNEL), "a" * 24, since=NOW, tried_at=None) != Absent()
    assert isinstance(await outbox.post(Target(CHANNEL), message("b")), Delivered)
    assert [each.nonce for each in loopback.world.messages] == ["a" * 24, "b" * 24]
    assert "stood still" in troubles.list_all()[0].sentence


async def test_looking_into_the_history_is_not_cancelled_at_its_deadline(
    loopback: LoopbackDiscord, client: discord.Client
) -> None:
    """It would leave every later request waiting if it was cancelled in a global limit."""
    outbox = Outbox(client, deadline_s=0.2)
    loopback.history_faults.append(Fault("global limit", seconds=1.5))
    since = datetime.now(UTC) - timedelta(hours=1)
    looked = await outbox.find(Target(CHANNEL), "a" * 24, since=since, tried_at=None)
    assert looked == TryLater(5, sent_perhaps=True)
    assert outbox.is_held()
    await wait_until(lambda: not outbox.is_held())
    outbox._deadline_s = 30
    assert isinstance(await outbox.post(Target(CHANNEL), message("b")), Delivered)


async def test_the_oldest_message_in_flight_is_known(loopback: LoopbackDiscord, client: discord.Client) -> None:
    outbox = Outbox(client, deadline_s=0.1)
    assert outbox.find_longest_s() == 0
    loopback.faults.append(Fault("slow", accepted=True, seconds=1))
    await outbox.post(Target(CHANNEL), message("a"))
    assert outbox.find_longest_s() >= 0.1
    await wait_until(lambda: outbox.find_longest_s() == 0)
