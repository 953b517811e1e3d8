"""How long commands take while everything hostile is being fetched and parsed at once.

The real application with its real command tree on a simulated Discord. Another server's library has fifty feeds at
hostile sites, checked again and again, and uploads of PDFs that never end. A member asks in between.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import socket
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

import simcord

import bot.app
from bot.app import App, now, open_app
from bot.client import CommuniqueClient
from bot.core.errors import UserError
from bot.core.models import LibraryId
from bot.intake.fetch import Fetcher
from bot.jobs.poll import PollLoop
from bot.log import start_logging
from bot.settings import Settings
from bot.tree import CommuniqueTree
from storage.due import claim_due_in_turns
from storage.libraries import save_library
from storage.sources import NewSource, SourceKind, SourceState, save_source
from tests.bench.hostile_site import KINDS, open_hostile_sites
from tests.bench.large_library import COUNTRIES, TOPICS, make_library
from tests.bench.printed import Ask, find_peak_mb, measure_ms, say, say_figure, say_times, watch_loop
from tests.intake.servers import LoopbackOnly
from tests.intake.test_document import make_bomb

HOSTILE = LibraryId(66)  # the server whose sources they are
FEEDS = 50
ANSWER_MS = 250.0  # p99 of a command on loopback (issue 4)
GROWTH_MB = 50.0  # of the bot's own process, for one bomb (issue 4)
PEAK_MB = 512.0  # of the same, for all of them at once and the simulated Discord with it
UPLOADS = ("operators", "many pages", "flate bomb of 500 MB")
_THINK_S = 0.02  # between two commands
_ATTACK_S = 45.0  # long enough for slow answers to use up their 20 seconds, and parsers theirs


async def measure_hostile_load(folder: Path, articles: int, names: int, rounds: int) -> None:
    """Print p50 and p99 of commands, first alone, then under hostile load, and how much memory the bot took for it."""
    start_logging(level="error", as_json=False)  # what is refused is told by the hundred
    hosts = [f"hostile{number}.example" for number in range(FEEDS)]
    path = folder / f"hostile-{articles}-{names}.db"
    path.unlink(missing_ok=True)
    with open_hostile_sites() as port:
        policy = LoopbackOnly({port}, frozenset(hosts))
        fetcher = partial(Fetcher, policy=policy, look_up=lambda _, __: [(socket.AF_INET, "127.0.0.1")])
        with patch.object(bot.app, "Fetcher", fetcher):
            async with open_app(Settings(database=path)) as app, _open_server(app) as (member, channel, library):
                people = await make_library(app.database, library, articles, names)
                ask = _list_commands(member, channel, people)
                uploads = {name: make_bomb(name) for name in UPLOADS}
                say(f"Commands over {articles:,} articles: {rounds} of each, nothing else running")
                await _measure(ask, rounds)
                await _save_feeds(app, hosts, port)
                await _measure_each_alone(app)
                say(f"The same while {FEEDS} hostile feeds are checked and hostile files uploaded without a pause")
                async with watch_loop() as late, _under_attack(app, uploads) as done:
                    await _measure(ask, rounds, at_least_s=_ATTACK_S)
                say_times("event loop late", late)
                say_figure("hostile meanwhile", f"{done[0]} checks, {done[1]} uploads ended")
                _say_peak()


async def _measure_each_alone(app: App) -> None:
    """Print how much memory the bot took for one hostile feed at a time."""
    async with app.database.transaction() as write:
        due = await claim_due_in_turns(write, now=now(), limit=10 * FEEDS, lease=timedelta(hours=1))
    before = find_peak_mb(os.getpid())
    for source in [each for each in due if each.library == HOSTILE][: len(KINDS)]:
        with contextlib.suppress(UserError):
            await app.services.sources.watch.check(source)
    after = find_peak_mb(os.getpid())
    if before is not None and after is not None:
        grown = after - before
        what = f"{len(KINDS)} hostile feeds one by one: the bot grew"
        say_figure(what, f"{grown:5.0f} MB", f"{GROWTH_MB:.0f} MB", within=grown <= GROWTH_MB)


def _say_peak() -> None:
    peak = find_peak_mb(os.getpid())
    if peak is None:
        say_figure("the bot's memory", "not told by this system")
    else:
        say_figure(
            "peak memory of the bot's own process", f"{peak:5.0f} MB", f"{PEAK_MB:.0f} MB", within=peak <= PEAK_MB
        )


@asynccontextmanager
async def _open_server(app: App) -> AsyncIterator[tuple[Any, Any, LibraryId]]:
    env = simcord.Env(CommuniqueClient(app.services, CommuniqueTree), check_errors=True)
    await env.start()
    try:
        guild = env.create_guild("Foreign desk")
        channel = guild.create_text_channel("general")
        member = guild.add_member(env.create_user("ann"))
        await env.settle()
        yield member, channel, LibraryId(guild.id)
    finally:
        await env.shutdown()


def _list_commands(member: Any, channel: Any, people: Sequence[str]) -> dict[str, Ask]:
    chance = random.Random(8)  # noqa: S311

    async def slash(name: str, **options: str) -> None:
        await member.slash(channel, name, **options)

    return {
        "/meetings": lambda: slash("meetings", who=chance.choice(people)),
        "/agreements": lambda: slash("agreements", who=chance.choice(COUNTRIES)),
        "/search": lambda: slash("search", words=chance.choice(TOPICS)),
        "/status": lambda: slash("status"),
    }


async def _measure(ask: Mapping[str, Ask], rounds: int, *, at_least_s: float = 0.0) -> None:
    """Ask in turns, so that each kind of question meets each kind of load."""
    times: dict[str, list[float]] = {name: [] for name in ask}
    until = time.monotonic() + at_least_s
    while min(map(len, times.values())) < rounds or time.monotonic() < until:
        for name, each in ask.items():
            times[name] += await measure_ms(each, 1)
            await asyncio.sleep(_THINK_S)
    for name, taken in times.items():
        say_times(name, taken, ANSWER_MS)


async def _save_feeds(app: App, hosts: Sequence[str], port: int) -> None:
    async with app.database.transaction() as write:
        await save_library(write, HOSTILE, now=now())
        for number, host in enumerate(hosts):
            url = f"http://{host}:{port}/{KINDS[number % len(KINDS)].replace(' ', '-')}"
            new = NewSource(SourceKind.FEED, url, host, host, SourceState.ACTIVE, now(), 0)
            await save_source(write, HOSTILE, new, now=now())


@asynccontextmanager
async def _under_attack(app: App, uploads: Mapping[str, bytes]) -> AsyncIterator[list[int]]:
    """Check all feeds and upload files again and again while the block runs; how many of both have ended."""
    done = [0, 0]
    poll = PollLoop(app.database, _Counted(app, done), clock=now)

    async def check() -> None:
        while True:
            async with app.database.transaction() as write:
                sql = "UPDATE source SET next_check_at = 0 WHERE library_id = :library"
                await write.change(sql, {"library": HOSTILE})
            await poll.check_due()

    async def upload(name: str, content: bytes) -> None:
        turn = 0
        while True:
            turn += 1
            try:  # each is another file, else it would be known as one that ends its parser
                await app.services.sources.add_file(LibraryId(67 + turn), name, content + b"%% %d" % turn, actor=turn)
            except UserError:
                done[1] += 1

    tasks = [
        asyncio.create_task(check()),
        *(asyncio.create_task(upload(name, content)) for name, content in uploads.items()),
    ]
    try:
        await asyncio.sleep(1)
        yield done
    finally:
        for task in tasks:
            task.cancel()
        ended = await asyncio.gather(*tasks, return_exceptions=True)
        for each in ended:
            if not isinstance(each, asyncio.CancelledError):
                say(f"  (the load ended early: {each!r})")


class _Counted:
    """The checks, counted as they end."""

    def __init__(self, app: App, done: list[int]) -> None:
        self._watch = app.services.sources.watch
        self._done = done

    async def check(self, source: Any) -> Any:
        """As the watch does."""
        try:
            return await self._watch.check(source)
        finally:
            self._done[0] += 1
