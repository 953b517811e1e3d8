"""``python -m tests.bench.lookups [ARTICLES [NAMES [FOLDER]]]``: how long lookups, search and completion take.

Prints p50 and p99 in milliseconds over a library made for it (by default 100,000 articles with 500,000 facts and
100,000 names), and how often a name with one letter wrong is among the first three suggestions.
"""

from __future__ import annotations

import asyncio
import random
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

from bot.core.models import LibraryId
from bot.core.queries import AgreementQuery, FigureQuery, MeetingQuery, PeopleQuery, SearchQuery, TimelineQuery
from bot.core.text import fold
from bot.services.lookup import LookupService
from storage.database import Database
from tests.bench.large_library import CITIES, COUNTRIES, TOPICS, make_library
from tests.services.test_completion import misspell

LIBRARY = LibraryId(1)
ROUNDS = 300
TRIALS = 2000
Ask = Callable[[], Awaitable[object]]


def say(line: str) -> None:
    """Print at once, so that a long run is seen to go on."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


async def measure(name: str, ask: Ask, rounds: int = ROUNDS) -> None:
    """Print how long a question takes."""
    times = []
    for _ in range(rounds):
        started = time.perf_counter()
        await ask()
        times.append((time.perf_counter() - started) * 1000)
    times.sort()
    say(f"{name:44} p50 {times[len(times) // 2]:7.1f} ms   p99 {times[int(len(times) * 0.99)]:7.1f} ms")


async def main(articles: int, names: int, folder: Path) -> None:
    """Make the library unless it is there, ask, print."""
    path = folder / f"bench-{articles}-{names}.db"
    made_before = path.exists()
    async with await Database.open(path) as database:
        started = time.perf_counter()
        if made_before:
            async with database.read() as read:
                rows = await read.fetch_all("SELECT name FROM party WHERE kind = 'person' ORDER BY party_id")
            people = [str(row[0]) for row in rows]
        else:
            people = await make_library(database, LIBRARY, articles, names)
            say(f"made in {time.perf_counter() - started:.0f} s, {path.stat().st_size / 2**20:.0f} MB")
        lookup = LookupService(database, lambda: datetime(2026, 11, 21, tzinfo=UTC))
        await _measure_lookups(lookup, people)
        await _measure_completion(lookup, people)


async def _measure_lookups(lookup: LookupService, people: list[str]) -> None:
    chance = random.Random(5)  # noqa: S311

    def someone() -> str:
        return people[int(len(people) * chance.random() ** 6)]

    def country() -> str:
        return chance.choice(COUNTRIES)

    asked: dict[str, Ask] = {
        "meetings": lambda: lookup.meetings(LIBRARY, MeetingQuery()),
        "meetings who": lambda: lookup.meetings(LIBRARY, MeetingQuery(who=someone())),
        "meetings who: a country": lambda: lookup.meetings(LIBRARY, MeetingQuery(who=country())),
        "meetings who, with": lambda: lookup.meetings(LIBRARY, MeetingQuery(who=people[0], with_=country())),
        "meetings of a rare pair": lambda: lookup.meetings(LIBRARY, MeetingQuery(who=someone(), with_=someone())),
        "meetings place, status, since": lambda: lookup.meetings(
            LIBRARY, MeetingQuery(place=chance.choice(CITIES), status="planned", since="2018", until="2019")
        ),
        "meetings who: a country, place": lambda: lookup.meetings(
            LIBRARY, MeetingQuery(who=country(), place=chance.choice(CITIES))
        ),
        "agreements about": lambda: lookup.agreements(
            LIBRARY, AgreementQuery(about=f"{chance.choice(TOPICS)} {chance.choice(TOPICS)}")
        ),
        "agreements of two, about": lambda: lookup.agreements(
            LIBRARY, AgreementQuery(who=country(), with_=country(), about=chance.choice(TOPICS))
        ),
        "figures about, who": lambda: lookup.figures(LIBRARY, FigureQuery(about=chance.choice(TOPICS), who=country())),
        "people": lambda: lookup.people(LIBRARY, PeopleQuery(who=someone())),
        "the person named most": lambda: lookup.people(LIBRARY, PeopleQuery(who=people[0])),
        "timeline": lambda: lookup.timeline(LIBRARY, TimelineQuery(who=country(), with_=country())),
        "an empty answer": lambda: lookup.meetings(
            LIBRARY, MeetingQuery(who=country(), place="Ulaanbaatar", status="held", since="2016")
        ),
        "search, two words": lambda: lookup.search(
            LIBRARY, SearchQuery(words=f"{chance.choice(TOPICS)} {chance.choice(TOPICS)}")
        ),
        "search, a common word": lambda: lookup.search(LIBRARY, SearchQuery(words="agreed")),
    }
    for name, ask in asked.items():
        await measure(name, ask)


async def _measure_completion(lookup: LookupService, people: list[str]) -> None:
    chance = random.Random(6)  # noqa: S311

    def beginning(most: int) -> str:
        return chance.choice(people)[: chance.randint(1, most)]

    await measure("completion, nothing typed", lambda: lookup.complete(LIBRARY, "who", ""))
    await measure("completion, one or two letters", lambda: lookup.complete(LIBRARY, "who", beginning(2)), TRIALS)
    await measure("completion, a beginning", lambda: lookup.complete(LIBRARY, "who", beginning(12)), TRIALS)
    await measure(
        "completion, one letter wrong",
        lambda: lookup.complete(LIBRARY, "who", misspell(fold(chance.choice(people)), chance)),
        TRIALS,
    )
    found = 0
    for _ in range(TRIALS):
        name = chance.choice(people)
        choices = await lookup.complete(LIBRARY, "who", misspell(name.lower(), chance))
        found += name in [choice.name for choice in choices[:3]]
    say(f"one letter wrong, in the first three: {found / TRIALS:.1%} of {TRIALS:,} over {len(people):,} names")


if __name__ == "__main__":
    arguments = sys.argv[1:]
    count = int(arguments[0]) if arguments else 100_000
    named = int(arguments[1]) if len(arguments) > 1 else 100_000
    if len(arguments) > 2:
        asyncio.run(main(count, named, Path(arguments[2])))
    else:
        with tempfile.TemporaryDirectory() as temporary:
            asyncio.run(main(count, named, Path(temporary)))
