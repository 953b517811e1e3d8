"""How long lookups, search and completion take over a large library, alone and while the reader works at full speed."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from bot.core.models import LibraryId, NewArticle
from bot.core.queries import AgreementQuery, FigureQuery, MeetingQuery, PeopleQuery, SearchQuery, TimelineQuery
from bot.core.text import fold
from bot.jobs.reading import ReadingLoop
from bot.reading.processes.worker import CHECK_READER, Worker
from bot.services.library import LibraryService
from bot.services.lookup import LookupService
from storage.articles import save_article
from storage.database import Database
from storage.libraries import save_library
from storage.shelves import shelve_article
from storage.sources import NewSource, SourceKind, SourceState, save_source
from tests.bench.large_library import CITIES, COUNTRIES, FACTS, TOPICS, make_library
from tests.bench.printed import Ask, measure_ms, say, say_figure, say_times, watch_loop
from tests.bench.texts import WORDS, make_articles
from tests.services.test_completion import misspell

LIBRARY = LibraryId(1)
WAITING = LibraryId(2)  # what is being read meanwhile belongs to another server
LOOKUP_MS = 100.0
COMPLETION_MS = 20.0
FOUND = 0.95  # of names with one letter wrong, in the first three suggestions
NOW = datetime(2026, 11, 21, tzinfo=UTC)


async def open_library(folder: Path, articles: int, names: int) -> tuple[Database, list[str]]:
    """The library made for the benchmark, made now unless it is there, and the names of its people."""
    path = folder / f"bench-{articles}-{names}.db"
    made_before = path.exists()
    database = await Database.open(path)
    started = time.perf_counter()
    if made_before:
        async with database.read(deadline_s=None) as read:
            rows = await read.fetch_all(
                "SELECT name FROM party WHERE library_id = :library AND kind = 'person' ORDER BY party_id",
                {"library": LIBRARY},
            )
        people = [str(row[0]) for row in rows]
    else:
        say(f"Making a library of {articles:,} articles, {articles * FACTS:,} facts and {names:,} names …")
        people = await make_library(database, LIBRARY, articles, names)
        say(f"made in {time.perf_counter() - started:.0f} s, {path.stat().st_size / 2**20:.0f} MB")
    return database, people


def list_questions(lookup: LookupService, people: list[str]) -> dict[str, Ask]:
    """What members ask, each time of somebody or something else."""
    chance = random.Random(5)  # noqa: S311

    def someone() -> str:
        return people[int(len(people) * chance.random() ** 6)]

    def country() -> str:
        return chance.choice(COUNTRIES)

    def topic() -> str:
        return chance.choice(TOPICS)

    return {
        "meetings": lambda: lookup.find(LIBRARY, MeetingQuery()),
        "meetings who": lambda: lookup.find(LIBRARY, MeetingQuery(who=someone())),
        "meetings who: a country": lambda: lookup.find(LIBRARY, MeetingQuery(who=country())),
        "meetings who, with": lambda: lookup.find(LIBRARY, MeetingQuery(who=people[0], with_=country())),
        "meetings of a rare pair": lambda: lookup.find(LIBRARY, MeetingQuery(who=someone(), with_=someone())),
        "meetings place, status, since": lambda: lookup.find(
            LIBRARY, MeetingQuery(place=chance.choice(CITIES), status="planned", since="2018", until="2019")
        ),
        "meetings who: a country, place": lambda: lookup.find(
            LIBRARY, MeetingQuery(who=country(), place=chance.choice(CITIES))
        ),
        "agreements about": lambda: lookup.find(LIBRARY, AgreementQuery(about=f"{topic()} {topic()}")),
        "agreements of two, about": lambda: lookup.find(
            LIBRARY, AgreementQuery(who=country(), with_=country(), about=topic())
        ),
        "figures about, who": lambda: lookup.find(LIBRARY, FigureQuery(about=topic(), who=country())),
        "people": lambda: lookup.find(LIBRARY, PeopleQuery(who=someone())),
        "the person named most": lambda: lookup.find(LIBRARY, PeopleQuery(who=people[0])),
        "timeline": lambda: lookup.find(LIBRARY, TimelineQuery(who=country(), with_=country())),
        "an empty answer": lambda: lookup.find(
            LIBRARY, MeetingQuery(who=country(), place="Ulaanbaatar", status="held", since="2016")
        ),
        "search, two words": lambda: lookup.find(LIBRARY, SearchQuery(words=f"{topic()} {topic()}")),
        "search, a common word": lambda: lookup.find(LIBRARY, SearchQuery(words="agreed")),
    }


def list_completions(lookup: LookupService, people: list[str]) -> dict[str, Ask]:
    """What is asked at each key while somebody types."""
    chance = random.Random(6)  # noqa: S311

    def beginning(most: int) -> str:
        return chance.choice(people)[: chance.randint(1, most)]

    return {
        "completion, nothing typed": lambda: lookup.complete(LIBRARY, "who", ""),
        "completion, one or two letters": lambda: lookup.complete(LIBRARY, "who", beginning(2)),
        "completion, a beginning": lambda: lookup.complete(LIBRARY, "who", beginning(12)),
        "completion, one letter wrong": lambda: lookup.complete(
            LIBRARY, "who", misspell(fold(chance.choice(people)), chance)
        ),
    }


async def measure_lookups(lookup: LookupService, library: LibraryService, people: list[str], rounds: int) -> None:
    """Print p50 and p99 of every question, of /status and of completion, and how late the event loop was."""
    async with watch_loop() as late:
        say_times("status", await measure_ms(lambda: library.status(LIBRARY), rounds), LOOKUP_MS)
        for name, ask in list_questions(lookup, people).items():
            say_times(name, await measure_ms(ask, rounds), LOOKUP_MS)
        for name, ask in list_completions(lookup, people).items():
            say_times(name, await measure_ms(ask, 3 * rounds), COMPLETION_MS)
    say_times("event loop late", late)


async def measure_typos(lookup: LookupService, people: list[str], trials: int) -> None:
    """Print how often a name with one letter wrong is among the first three suggestions."""
    chance = random.Random(7)  # noqa: S311
    found = 0
    for _ in range(trials):
        name = chance.choice(people)
        choices = await lookup.complete(LIBRARY, "who", misspell(name.lower(), chance))
        found += name in [choice.name for choice in choices[:3]]
    say_figure(
        f"one letter wrong, {trials:,} of {len(people):,} names",
        f"{found / trials:.1%} in the first three",
        f"at least {FOUND:.0%}",
        within=found >= FOUND * trials,
    )


@asynccontextmanager
async def read_meanwhile(database: Database, articles: int) -> AsyncIterator[None]:
    """Keep the reader at full speed while the block runs: so many articles wait, are read, stored and filed."""
    await _shelve_waiting(database, articles)
    async with Worker(parsers=1) as worker:
        await worker.run(CHECK_READER)  # the child loads its model first
        task = asyncio.create_task(ReadingLoop(database, worker, clock=lambda: NOW).run())
        started, before = time.perf_counter(), await _count_waiting(database)
        try:
            yield
        finally:
            left = await _count_waiting(database)
            took = time.perf_counter() - started
            say_figure(
                f"read meanwhile, of {WORDS} words", f"{before - left} articles, {(before - left) / took:.1f} a second"
            )
            if not left:
                say("  (nothing was left to read before the end: the last figures were taken alone)")
            task.cancel()
            await asyncio.wait({task})


async def _shelve_waiting(database: Database, count: int) -> None:
    async with database.transaction() as write:
        await save_library(write, WAITING, now=NOW)
        await write.change("UPDATE article SET read_state = 'read' WHERE read_state = 'waiting'")  # of an earlier run
        new = NewSource(SourceKind.TEXT, None, "Waiting", "Waiting", SourceState.DONE, None, 0)
        source = await save_source(write, WAITING, new, now=NOW)
        run = time.time_ns()
        for number, article in enumerate(make_articles(count)):
            text = f"{article.text}\nThis is number {number} of run {run}."
            waiting = NewArticle(
                article.title, "Waiting", article.published, None, None, None, "en", text, private=True
            )
            saved = await save_article(write, waiting, owner=WAITING, now=NOW)
            await shelve_article(write, WAITING, saved.article_id, source, baseline=False, now=NOW)


async def _count_waiting(database: Database) -> int:
    async with database.read(deadline_s=None) as read:
        return int(await read.fetch_value("SELECT count(*) FROM article WHERE read_state = 'waiting'"))
