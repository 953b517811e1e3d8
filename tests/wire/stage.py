"""A file with a digest and news, a loopback Discord, and the bot as a process that can be killed."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.core.models import LibraryId
from bot.services.digests import DigestService, OrderWords
from storage.database import Database
from storage.deliveries import DeliveryState
from storage.digests import DigestState
from tests.services.made import add, meeting
from tests.wire.server import LoopbackDiscord

ROOT = Path(__file__).parents[2]
SERVER, CHANNEL = 500_000_000_000_000_001, 500_000_000_000_000_002


def now() -> datetime:
    return datetime.now(UTC)


async def order_digest(path: Path, *, server: int = SERVER, channel: int = CHANNEL, **words: Any) -> None:
    """A digest that posts at once."""
    async with await Database.open(path) as database:
        digests = DigestService(database, now)
        order = await digests.read_order(LibraryId(server), OrderWords(channel, "at once", zone="UTC", **words))
        await digests.create(LibraryId(server), order, actor=1)


async def bring_news(path: Path, *numbers: int, server: int = SERVER) -> None:
    """An article with one meeting for each number."""
    async with await Database.open(path) as database:
        for number in numbers:
            met = meeting(f"Number{number} Able", f"Number{number} Baker", date=f"2024-08-{1 + number % 28:02}")
            text = f"Minister Number{number} Able met Envoy Number{number} Baker in Minsk."
            await add(database, {text: met}, library=LibraryId(server), publisher=f"Gazette {number}")


async def fill_many(path: Path, channels: dict[int, int]) -> None:
    """A digest and one meeting in the library of each server."""
    async with await Database.open(path) as database:
        digests = DigestService(database, now)
        for server, channel in channels.items():
            library = LibraryId(server)
            order = await digests.read_order(library, OrderWords(channel, "at once", zone="UTC"))
            await digests.create(library, order, actor=1)
        met = meeting("Number1 Able", "Number1 Baker", date="2024-08-02")
        for server in channels:
            said = {"Minister Number1 Able met Envoy Number1 Baker.": met}
            await add(database, said, library=LibraryId(server), private=True)


async def list_states(path: Path) -> list[DeliveryState]:
    """How the deliveries stand."""
    async with await Database.open(path, writing=False) as database, database.read() as read:
        rows = await read.fetch_all("SELECT state FROM delivery ORDER BY delivery_id")
    return [DeliveryState(row[0]) for row in rows]


async def list_digest_states(path: Path) -> list[DigestState]:
    """How the digests stand."""
    async with await Database.open(path, writing=False) as database, database.read() as read:
        rows = await read.fetch_all("SELECT state FROM digest ORDER BY digest_id")
    return [DigestState(row[0]) for row in rows]


def told_once(discord: LoopbackDiscord, messages: int = 1) -> None:
    """So many messages, and nothing in them that another one told its channel too."""
    assert len(discord.world.messages) == messages
    assert set(discord.world.count_quotes().values()) == {1}


class BotProcess:
    """The bot in a process of its own."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.log: list[str] = []
        self._reading = asyncio.create_task(self._read())
        self._ready = asyncio.Event()

    async def _read(self) -> None:
        assert self.process.stdout is not None
        async for line in self.process.stdout:
            self.log.append(line.decode(errors="replace").rstrip())
            if self.log[-1] == "ready":
                self._ready.set()

    async def wait_ready(self) -> None:
        """Until it is connected."""
        async with asyncio.timeout(60):
            await self._ready.wait()

    async def kill(self) -> None:
        """SIGKILL."""
        if self.process.returncode is None:
            self.process.kill()
        await self.process.wait()
        await self._reading

    async def wait(self) -> int:
        """Its exit code, when it ends by itself."""
        async with asyncio.timeout(60):
            code = await self.process.wait()
        await self._reading
        return code


@asynccontextmanager
async def start_bot(discord: LoopbackDiscord, path: Path, *, deadline_s: float = 3.0) -> AsyncIterator[BotProcess]:
    """The bot, started; killed at the end."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.wire.bot_process", str(discord.port), str(path), str(deadline_s),
        cwd=ROOT, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    bot = BotProcess(process)
    try:
        yield bot
    finally:
        await bot.kill()


async def wait_until(holds: Callable[[], bool], *, seconds: float = 60.0, pause_s: float = 0.05) -> None:
    """Until something holds."""
    async with asyncio.timeout(seconds):
        while not holds():  # noqa: ASYNC110  # it holds in another process
            await asyncio.sleep(pause_s)


async def wait_states(path: Path, *wanted: DeliveryState, seconds: float = 60.0) -> None:
    """Until the deliveries stand so."""
    async with asyncio.timeout(seconds):
        while await list_states(path) != list(wanted):  # noqa: ASYNC110  # the same
            await asyncio.sleep(0.2)
