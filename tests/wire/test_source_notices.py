"""What moderators are told about their sources by the whole bot on a loopback Discord: once, whatever comes between."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.models import LibraryId, SourceId
from storage.database import Database
from storage.libraries import save_library
from storage.sources import (
    NewSource,
    SourceKind,
    SourceState,
    mark_check_failed,
    mark_checked,
    mark_failure_announced,
    save_source,
)
from tests.wire.faults import Fault
from tests.wire.server import LoopbackDiscord
from tests.wire.stage import SERVER, now, start_bot, wait_until

pytestmark = pytest.mark.timeout(180)
HOME = LibraryId(SERVER)


async def break_source(path: Path) -> SourceId:
    """A source that fails, of which the moderators were not told before the bot was stopped."""
    later = now() + timedelta(days=1)
    async with await Database.open(path) as database, database.transaction() as write:
        await save_library(write, HOME, now=now())
        url = "https://fjord.example/feed"
        new = NewSource(SourceKind.FEED, url, "The Fjord", "The Fjord", SourceState.ACTIVE, later, 1)
        source_id = await save_source(write, HOME, new, now=now())
        await mark_check_failed(write, source_id, "The site asks for a login.", now=now(), next_check_at=later)
        await mark_failure_announced(write, source_id, now=now())
    return source_id


async def heal_source(path: Path, source_id: SourceId) -> None:
    """It is well again, while the bot is down."""
    later = now() + timedelta(days=1)
    async with await Database.open(path) as database, database.transaction() as write:
        await mark_checked(write, source_id, now=now(), next_check_at=later, etag=None, last_modified=None)


def list_told(discord: LoopbackDiscord) -> list[str]:
    return ["\n".join(message.texts) for message in discord.world.messages]


async def test_notices_are_told_once_over_restarts(discord: LoopbackDiscord, tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    source_id = await break_source(path)
    for _ in range(2):
        async with start_bot(discord, path) as bot:
            await bot.wait_ready()
            await wait_until(lambda: len(discord.world.messages) == 1)
            await asyncio.sleep(1)
    await heal_source(path, source_id)
    for _ in range(2):
        async with start_bot(discord, path) as bot:
            await bot.wait_ready()
            await wait_until(lambda: len(discord.world.messages) == 2)
            await asyncio.sleep(1)
    assert list_told(discord) == [
        "**The Fjord**: The site asks for a login.",
        "The source **The Fjord** is well again.",
    ]


async def test_notice_whose_answer_was_lost_is_sent_again_as_the_same_message(
    discord: LoopbackDiscord, tmp_path: Path
) -> None:
    path = tmp_path / "library.db"
    await break_source(path)
    discord.faults.append(Fault("reset", accepted=True))
    async with start_bot(discord, path) as bot:
        await bot.wait_ready()
        await wait_until(lambda: _count_posts(discord) >= 2)
        await asyncio.sleep(1.5)
    assert list_told(discord) == ["**The Fjord**: The site asks for a login."]
    assert _count_posts(discord) == 2


def _count_posts(discord: LoopbackDiscord) -> int:
    return sum((method, route.endswith("/messages")) == ("POST", True) for _, method, route in discord.world.requests)
