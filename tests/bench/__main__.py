"""``python -m tests.bench [reading] [hostile] [load] [lookups] [digests]``: what is measured, beside its limits.

Each line says what was measured, the figure, and the limit or the peer measured in the same run. All of it takes about
ten minutes, most of them to make a large library; ``--folder`` keeps that for the next run. ``--quick`` takes a minute
and shows that everything runs: its libraries are small and its p99 are of few rounds.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import platform
import sqlite3
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path

from bot.services.library import LibraryService
from bot.services.lookup import LookupService
from tests.bench import digests, hostile_load, lookups, reading
from tests.bench.large_library import FACTS
from tests.bench.printed import say

NAMES = ("reading", "hostile", "load", "lookups", "digests")


@dataclass(frozen=True)
class Sizes:
    """How much is measured."""

    read: int  # articles read for the rate
    child: int  # articles read for the memory of the child
    hostile: int  # characters of a hostile text
    loaded: int  # articles, and names, of the library that is asked under hostile load
    articles: int  # of the large library
    names: int  # of people in it
    rounds: int  # times each question is asked
    trials: int  # names typed wrongly
    waiting: int  # articles to be read meanwhile
    servers: int  # with digests that are due


FULL = Sizes(96, 64, 1_000_000, 10_000, 100_000, 100_000, 200, 2_000, 1_500, 2_000)
QUICK = Sizes(16, 16, 50_000, 1_000, 2_000, 2_000, 20, 200, 100, 40)


def main() -> None:
    """Measure what was asked for and print it."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Measure, each figure beside its limit.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"which of {', '.join(NAMES)}; all when left out")
    parser.add_argument("--quick", action="store_true", help="small sizes, within a minute")
    parser.add_argument("--articles", type=int, help="articles of the large library (five facts each)")
    parser.add_argument("--people", type=int, help="names of people in it")
    parser.add_argument("--servers", type=int, help="servers with five digests each")
    parser.add_argument("--folder", type=Path, help="where the large library is kept for the next run")
    given = parser.parse_args()
    unknown = [name for name in given.names if name not in NAMES]
    if unknown:
        parser.error(f"{unknown[0]} is none of {', '.join(NAMES)}")
    plain = QUICK if given.quick else FULL
    sizes = replace(
        plain,
        articles=given.articles or plain.articles,
        names=given.people or plain.names,
        servers=given.servers or plain.servers,
    )
    started = time.perf_counter()
    say(f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {os.cpu_count()} cores, {_say_load()}")
    names = given.names or NAMES
    if "reading" in names:
        reading.measure_speed(sizes.read)
    with tempfile.TemporaryDirectory() as temporary:
        asyncio.run(_measure(names, sizes, given.folder or Path(temporary)))
    say(f"Measured in {time.perf_counter() - started:.0f} s; {_say_load()}")


async def _measure(names: list[str] | tuple[str, ...], sizes: Sizes, folder: Path) -> None:
    if "reading" in names:
        await reading.measure_child(sizes.child)
    if "hostile" in names:
        await reading.measure_hostile(sizes.hostile)
    if "load" in names:
        await hostile_load.measure_hostile_load(folder, sizes.loaded, sizes.loaded, sizes.rounds)
    if not {"lookups", "digests"} & set(names):
        return
    database, people = await lookups.open_library(folder, sizes.articles, sizes.names)
    async with database:
        service, library = LookupService(database, lambda: lookups.NOW), LibraryService(database, lambda: lookups.NOW)
        held = f"{sizes.articles:,} articles, {sizes.articles * FACTS:,} facts, {sizes.names:,} names"
        if "lookups" in names:
            say("Timed: the call of the service. The command tree adds about 0.6 ms (p50) between arrival and answer.")
            say(f"Lookups over {held}: {sizes.rounds} of each, nothing else running")
            await lookups.measure_lookups(service, library, people, sizes.rounds)
            await lookups.measure_typos(service, people, sizes.trials)
            async with lookups.read_meanwhile(database, sizes.waiting):
                say(f"Lookups over {held}: {sizes.rounds} of each, while the reader works at full speed")
                await lookups.measure_lookups(service, library, people, sizes.rounds)
        if "digests" in names:
            ask = lookups.list_questions(service, people)["meetings who: a country"]
            await digests.measure_digests(database, sizes.servers, ask)


def _say_load() -> str:
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    return f"load {load:.1f}"


if __name__ == "__main__":
    main()
