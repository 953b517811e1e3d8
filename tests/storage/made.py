"""Things the storage tests are made of: a fixed time, small articles, a stocked library."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import aiosqlite
import pytest

from bot.core.models import ArticleId, LibraryId, NewArticle, SourceId
from storage.articles import Saved, save_article
from storage.database import Write
from storage.libraries import save_library
from storage.shelves import shelve_article
from storage.sources import NewSource, SourceKind, SourceState, save_source

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
HOME = LibraryId(101)
AWAY = LibraryId(202)

_PLAIN = NewArticle(
    title="Ministers meet in Minsk",
    publisher="The Gazette",
    published="2024-08-22",
    published_at=None,
    url=None,
    author=None,
    language="en",
    text="The ministers met in Minsk on Thursday. They agreed to deepen trade.",
    private=False,
)


def page(url: str | None, text: str = _PLAIN.text, *, title: str = _PLAIN.title, published: str | None = "2024-08-22",
         published_at: datetime | None = None) -> NewArticle:  # fmt: skip
    """A public page."""
    return replace(_PLAIN, url=url, text=text, title=title, published=published, published_at=published_at)


def pasted(text: str, *, title: str = _PLAIN.title, published: str | None = "2024-08-22") -> NewArticle:
    """A private text."""
    return replace(_PLAIN, text=text, title=title, published=published, private=True)


async def make_source(write: Write, library: LibraryId, url: str | None = "https://news.example/feed") -> SourceId:
    """A library with one source."""
    await save_library(write, library, now=NOW)
    kind = SourceKind.TEXT if url is None else SourceKind.FEED
    state = SourceState.DONE if url is None else SourceState.ACTIVE
    new = NewSource(kind, url, "News", "The Gazette", state, NOW if url else None, added_by=7)
    return await save_source(write, library, new, now=NOW)


async def stock(write: Write, library: LibraryId, source_id: SourceId, new: NewArticle) -> Saved:
    """Store a candidate and put it on a shelf."""
    saved = await save_article(write, new, owner=library if new.private else None, now=NOW)
    await shelve_article(write, library, saved.article_id, source_id, baseline=False, now=NOW)
    return saved


async def count_rows(write: Write, table: str) -> int:
    """How many rows a table has."""
    return int(await write.fetch_value(f"SELECT count(*) FROM {table}"))


async def article_ids(write: Write) -> list[ArticleId]:
    """Every stored article, oldest first."""
    return [ArticleId(row[0]) for row in await write.fetch_all("SELECT article_id FROM article ORDER BY article_id")]


def count_trips(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """A list that grows with each trip to a connection's thread from now on."""
    trips: list[object] = []
    send = aiosqlite.Connection._execute

    async def count(connection: aiosqlite.Connection, function: Callable[..., object], *given: Any) -> object:
        trips.append(function)
        return await send(connection, function, *given)  # type: ignore[no-untyped-call]  # aiosqlite's own

    monkeypatch.setattr(aiosqlite.Connection, "_execute", count)
    return trips
