"""Yours stays yours: two libraries with tagged secrets, and nothing crosses in any function."""

from __future__ import annotations

import pytest

from bot.core.models import ArticleId, FactKind, LibraryId, ReadState, SourceId
from storage.articles import find_article, find_current_article, remove_unshelved
from storage.audit import find_audit, list_audit, mark_undone, save_audit
from storage.database import Database, Read, Write
from storage.forgetting import FORGOTTEN, Forgotten, remove_person
from storage.libraries import list_libraries, remove_library, save_library
from storage.passages import read_wanted
from storage.search import Period, count_matches, search_best, search_newest, suggest_words
from storage.settings import find_settings, save_setting
from storage.sources import (
    SourceState,
    count_articles_of,
    find_source,
    find_source_by_url,
    list_articles_of,
    list_sources,
    mark_removed,
    mark_restored,
)
from storage.status import find_status
from storage.titles import complete_titles
from tests.storage.made import AWAY, HOME, NOW, make_source, page, pasted, stock

SECRET = {HOME: "quillamber", AWAY: "zephyrlode"}
SHARED_URL = "https://news.example/shared"


async def fill(write: Write, library: LibraryId) -> tuple[SourceId, ArticleId, int]:
    """One library with a public page, a private text, a setting and a log, tagged with its secret."""
    secret = SECRET[library]
    feed = await make_source(write, library, f"https://{secret}.example/feed")
    await stock(write, library, feed, page(SHARED_URL, "Ministers met in public."))
    await stock(write, library, feed, page(f"https://{secret}.example/1", f"Only here: {secret}.", title=f"A {secret}"))
    paste = await make_source(write, library, None)
    private = await stock(write, library, paste, pasted(f"Private {secret}.", title=f"My {secret}"))
    await save_setting(write, library, "notices_channel_id", int(library) * 1000)
    audit = await save_audit(write, library, actor=7, action="source.add", subject=secret, undo={"a": secret}, now=NOW)
    return paste, private.article_id, audit


async def read_everything(read: Read, library: LibraryId, typed: str, other: tuple[SourceId, ArticleId, int]) -> str:
    """What every reading function says to one library, also when asked for the other one's ids and words."""
    source, article, audit = other
    wanted = read_wanted(typed)
    return repr(
        [
            await find_article(read, library, article),
            await find_current_article(read, library, article),
            await search_newest(read, library, wanted, Period(), limit=50),
            await search_best(read, library, wanted, Period()),
            await count_matches(read, library, wanted, Period()),
            await suggest_words(read, library, wanted),
            await suggest_words(read, library, read_wanted(typed[:-1] + "x")),
            await complete_titles(read, library, typed[:5]),
            await complete_titles(read, library, ""),
            await find_source(read, library, source),
            await find_source_by_url(read, library, f"https://{typed}.example/feed"),
            await list_sources(read, library),
            await count_articles_of(read, library, [source]),
            await list_articles_of(read, library, source),
            await find_settings(read, library),
            await find_audit(read, library, audit),
            await list_audit(read, library),
            await find_status(read, library),
        ]
    )


@pytest.fixture
async def filled(database: Database) -> tuple[Database, dict[LibraryId, tuple[SourceId, ArticleId, int]]]:
    async with database.transaction() as write:
        return database, {library: await fill(write, library) for library in (HOME, AWAY)}


async def test_nothing_crosses_in_any_reading_function(
    filled: tuple[Database, dict[LibraryId, tuple[SourceId, ArticleId, int]]],
) -> None:
    database, made = filled
    async with database.read() as read:
        for library, other in ((HOME, AWAY), (AWAY, HOME)):
            told = await read_everything(read, library, SECRET[other], made[other])
            assert SECRET[other] not in told.lower()
            assert SECRET[library] in told.lower()
            assert str(int(other) * 1000) not in told


async def test_what_one_library_adds_changes_no_answer_of_another(database: Database) -> None:
    async with database.transaction() as write:
        home = await fill(write, HOME)
    async with database.read() as read:
        before = await read_everything(read, HOME, SECRET[AWAY], home)
    async with database.transaction() as write:
        await fill(write, AWAY)
    async with database.read() as read:
        assert await read_everything(read, HOME, SECRET[AWAY], home) == before


async def test_nothing_of_another_library_can_be_changed(
    filled: tuple[Database, dict[LibraryId, tuple[SourceId, ArticleId, int]]],
) -> None:
    database, made = filled
    source, _, audit = made[AWAY]
    async with database.transaction() as write:
        assert not await mark_removed(write, HOME, source, now=NOW)
        assert not await mark_undone(write, HOME, audit, now=NOW)
        assert await mark_removed(write, AWAY, source, now=NOW)
        assert not await mark_restored(write, HOME, source, SourceState.DONE, next_check_at=None)
        assert await mark_undone(write, AWAY, audit, now=NOW)
        assert not await mark_undone(write, AWAY, audit, now=NOW)


async def dump(read: Read, secret: str) -> tuple[list[str], dict[str, int]]:
    """The tables that hold a secret anywhere, and how many rows each has."""
    tables = await read.fetch_all(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'article\\_%' ESCAPE '\\'"
    )
    holding, sizes = [], {}
    for (table,) in tables:
        rows = await read.fetch_all(f'SELECT * FROM "{table}"')
        sizes[table] = len(rows)
        if any(secret in str(value) for row in rows for value in tuple(row)):
            holding.append(table)
    vocabulary = await read.fetch_value("SELECT count(*) FROM article_vocabulary WHERE term = :t", {"t": secret})
    return holding + (["article_words"] if vocabulary else []), sizes


async def test_removed_library_leaves_nothing_of_its_own_and_others_untouched(
    filled: tuple[Database, dict[LibraryId, tuple[SourceId, ArticleId, int]]],
) -> None:
    database, made = filled
    async with database.read() as read:
        assert "article" in (await dump(read, SECRET[AWAY]))[0]
        before = await read_everything(read, HOME, SECRET[AWAY], made[HOME])
    async with database.transaction() as write:
        assert await remove_library(write, AWAY)
        assert await remove_unshelved(write) == 1, "the page that it alone had; the shared one stays"
        assert not await remove_library(write, AWAY)
    async with database.read() as read:
        holding, sizes = await dump(read, SECRET[AWAY])
        assert holding == []
        assert sizes["article"] == 3
        assert await read_everything(read, HOME, SECRET[AWAY], made[HOME]) == before
        assert await list_libraries(read) == [HOME]
    async with database.transaction() as write:
        assert await save_library(write, AWAY, now=NOW)
        assert not await save_library(write, AWAY, now=NOW)


async def test_status_counts_what_the_library_holds(
    filled: tuple[Database, dict[LibraryId, tuple[SourceId, ArticleId, int]]],
) -> None:
    database, _ = filled
    async with database.transaction() as write:
        await stock(write, HOME, SourceId(1), page("https://old.example/", "Old.", published="1999-12-31"))
    async with database.read() as read:
        status, nothing = await find_status(read, HOME), await find_status(read, LibraryId(9))
    assert (status.articles, status.waiting, status.by_read_state[ReadState.READ]) == (4, 4, 0)
    assert (status.published_from, status.published_until) == ("1999-12-31", "2024-08-22")
    assert (status.sources[SourceState.ACTIVE], status.sources[SourceState.DONE]) == (1, 1)
    assert status.events == dict.fromkeys(FactKind, 0)
    assert (nothing.articles, nothing.published_from, nothing.last_check_at) == (0, None, None)


async def test_person_who_asks_is_forgotten_in_the_log(database: Database) -> None:
    async with database.transaction() as write:
        await fill(write, HOME)
        assert await remove_person(write, 7) == Forgotten(changes=1, mistakes=0, follows=0)
        assert {entry.actor for entry in await list_audit(write, HOME)} == {FORGOTTEN}
        assert {source.added_by for source in await list_sources(write, HOME)} == {FORGOTTEN}
