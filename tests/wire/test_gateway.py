"""The whole bot while Discord's gateway fails: it connects again, answers once, and ends only where it must."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from storage.database import Database
from storage.deliveries import DeliveryState
from storage.digests import DigestState
from tests.wire.server import LoopbackDiscord
from tests.wire.stage import (
    CHANNEL,
    SERVER,
    bring_news,
    list_digest_states,
    start_bot,
    told_once,
    wait_states,
    wait_until,
)

pytestmark = pytest.mark.timeout(180)


async def answers(discord: LoopbackDiscord) -> bool:
    """Does the bot answer a command?"""
    before = len(discord.world.callbacks)
    await discord.ask(SERVER, CHANNEL, "meetings", who="Number1 Able")
    await wait_until(lambda: len(discord.world.callbacks) > before)
    return True


async def test_first_connections_that_say_nothing_are_made_anew(discord: LoopbackDiscord, path: Path) -> None:
    discord.mute_connections = 2
    async with start_bot(discord, path) as bot:
        await wait_states(path, DeliveryState.SENT)
        assert await answers(discord)
        assert bot.process.returncode is None
    assert len(discord.sockets) == 3
    told_once(discord)


async def test_a_connection_that_no_longer_answers_heartbeats_is_resumed(discord: LoopbackDiscord, path: Path) -> None:
    async with start_bot(discord, path) as bot:
        await bot.wait_ready()
        discord.sockets[-1].silent = True
        await wait_until(lambda: discord.resumed == 1)
        assert await answers(discord)
    assert discord.identified == 1
    told_once(discord)


async def test_garbled_data_costs_the_connection_and_not_the_bot(discord: LoopbackDiscord, path: Path) -> None:
    async with start_bot(discord, path) as bot:
        await bot.wait_ready()
        await discord.sockets[-1].send_garbage()
        await wait_until(lambda: discord.identified == 2)
        assert await answers(discord)
        assert bot.process.returncode is None
        await bring_news_to_running(path, 2)
        await wait_states(path, DeliveryState.SENT, DeliveryState.SENT)
    told_once(discord, 2)


async def bring_news_to_running(path: Path, number: int) -> None:
    """News for a bot that holds its file: written beside it, which only a test may do."""
    path.with_name(path.name + ".lock").unlink()
    await bring_news(path, number)


async def test_every_close_that_can_be_healed_is_healed(discord: LoopbackDiscord, path: Path) -> None:
    async with start_bot(discord, path) as bot:
        await bot.wait_ready()
        for done, code in enumerate((1001, 4000, 4001, 4002, 4003, 4005, 4007, 4008, 4009), start=1):
            await discord.sockets[-1].drop(code)
            await wait_until(lambda done=done: discord.resumed + discord.identified == 1 + done)  # type: ignore[misc]
        assert await answers(discord)
    told_once(discord)


async def test_being_told_to_connect_again_many_times_begins_no_new_session(
    discord: LoopbackDiscord, path: Path
) -> None:
    async with start_bot(discord, path) as bot:
        await bot.wait_ready()
        for done in range(1, 31):
            await discord.sockets[-1].send(7, None)
            await wait_until(lambda done=done: discord.resumed == done)  # type: ignore[misc]
        assert await answers(discord)
    assert discord.identified == 1
    told_once(discord)


async def test_no_session_is_begun_when_few_are_left_for_the_day(discord: LoopbackDiscord, path: Path) -> None:
    async with start_bot(discord, path) as bot:
        await bot.wait_ready()
        discord.world.sessions_left, discord.next_session_invalid = 3, False
        await discord.sockets[-1].drop()
        # Once by discord.py's own attempt, then by ours, which waits until the day is over.
        await wait_until(lambda: discord.asked_for_sessions == 3)
        await asyncio.sleep(1)
        assert bot.process.returncode is None
    assert discord.identified == 1
    assert discord.asked_for_sessions == 3


@pytest.mark.parametrize("code", [4011, 4014])
async def test_a_close_that_nothing_heals_ends_the_bot_with_78(discord: LoopbackDiscord, path: Path, code: int) -> None:
    async with start_bot(discord, path) as bot:
        await bot.wait_ready()
        await discord.sockets[-1].drop(code)
        assert await bot.wait() == 78


async def test_a_command_that_comes_twice_is_done_and_answered_once(discord: LoopbackDiscord, path: Path) -> None:
    async with start_bot(discord, path) as bot:
        await bot.wait_ready()
        number = await discord.ask(SERVER, CHANNEL, "digest pause", digest="1")
        await wait_until(lambda: len(discord.world.callbacks) == 1)
        await discord.sockets[-1].drop()
        await wait_until(lambda: discord.resumed == 1)
        await discord.ask(SERVER, CHANNEL, "digest pause", digest="1", number=number)
        assert await answers(discord)
    assert [each["interaction"] for each in discord.world.callbacks].count(str(number)) == 1
    assert await list_digest_states(path) == [DigestState.PAUSED]
    assert await list_logged(path, "digest.pause") == 1


async def test_a_command_that_comes_ten_minutes_late_is_neither_done_nor_answered(
    discord: LoopbackDiscord, path: Path
) -> None:
    async with start_bot(discord, path) as bot:
        await bot.wait_ready()
        assert await answers(discord)
        late = discord.world.make_id() - (600_000 << 22)
        await discord.ask(SERVER, CHANNEL, "digest pause", digest="1", number=late)
        assert await answers(discord)
    assert len(discord.world.callbacks) == 2
    assert await list_digest_states(path) == [DigestState.ACTIVE]


async def list_logged(path: Path, action: str) -> int:
    async with await Database.open(path, writing=False) as database, database.read() as read:
        return int(await read.fetch_value("SELECT count(*) FROM audit WHERE action = :action", {"action": action}))
