"""The loop that reads: everything that waits is read, what can't be read says why, and no fault stops it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import pytest

from bot.core.errors import UserError
from bot.core.models import ArticleId, ArticleText, Facts, LibraryId, NewArticle, Person, Quote, ReadState
from bot.jobs.reading import ReadingLoop
from bot.reading.processes.worker import Ending, JobEnded, Worker
from storage.articles import find_article, save_article
from storage.database import Database
from storage.libraries import save_library
from storage.shelves import shelve_article
from storage.sources import NewSource, SourceKind, SourceState, save_source

NOW = datetime(2024, 9, 1, 12, tzinfo=UTC)
HERE = LibraryId(5)


class Reader:
    """Stands in for the worker: answers by the article's title."""

    def __init__(self) -> None:
        self.missing: str | None = None
        self.asked: list[str] = []

    async def run(self, *_: Any, **__: Any) -> str:
        if self.missing:
            raise UserError(self.missing)
        return "sound"

    async def read_article(self, article: ArticleText) -> Facts:
        self.asked.append(article.title)
        match article.title:
            case "slow":
                raise JobEnded("read_article", Ending.TIME)
            case "foreign":
                return Facts(unread="This text is not in English, so no facts were read from it.")
            case "false":
                return Facts(people=(Person("Ann", None, None, (Quote(0, 3, "Bob"),)),))
            case _:
                return Facts(people=(Person("Ann", None, None, (Quote(0, 3, article.text[:3]),)),))


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await Database.open(tmp_path / "library.db")
    yield opened
    await opened.close()


async def shelve(database: Database, *titles: str) -> list[ArticleId]:
    ids = []
    async with database.transaction() as write:
        await save_library(write, HERE, now=NOW)
        new = NewSource(SourceKind.TEXT, None, "S", "P", SourceState.DONE, None, 0)
        source = await save_source(write, HERE, new, now=NOW)
        for title in titles:
            article = NewArticle(title, "P", None, None, None, None, "en", f"Ann met {title} in Oslo.", private=True)
            saved = await save_article(write, article, owner=HERE, now=NOW)
            await shelve_article(write, HERE, saved.article_id, source, baseline=False, now=NOW)
            ids.append(saved.article_id)
    return ids


async def find_states(database: Database, ids: list[ArticleId]) -> list[ReadState]:
    async with database.read() as read:
        found = [await find_article(read, HERE, article_id) for article_id in ids]
    return [article.read_state for article in found if article]


def make_loop(database: Database, reader: Reader) -> ReadingLoop:
    return ReadingLoop(database, cast("Worker", reader), clock=lambda: NOW)


async def test_one_that_can_t_be_read_does_not_stop_the_others(database: Database) -> None:
    ids = await shelve(database, "good", "slow", "foreign", "false", "fine")
    await make_loop(database, Reader()).read_waiting()
    states = await find_states(database, ids)
    assert states == [ReadState.READ, ReadState.FAILED, ReadState.UNREADABLE, ReadState.FAILED, ReadState.READ]


async def test_without_a_language_model_everything_waits_and_the_reason_is_said(database: Database) -> None:
    ids = await shelve(database, "good")
    reader = Reader()
    reader.missing = "The language model is not installed."
    loop = make_loop(database, reader)
    with pytest.raises(UserError, match="not installed"):
        await loop.read_waiting()
    assert loop.trouble == reader.missing
    assert not await loop.wait_read(ids, 5)
    assert await find_states(database, ids) == [ReadState.WAITING]
    reader.missing = None
    assert await loop.read_waiting() == 1
    assert loop.trouble is None


async def test_loop_reads_what_comes_while_it_runs(database: Database) -> None:
    loop = make_loop(database, Reader())
    task = asyncio.create_task(loop.run())
    try:
        ids = await shelve(database, "good", "fine")
        assert await loop.wait_read(ids, 10)
        assert await find_states(database, ids) == [ReadState.READ, ReadState.READ]
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
