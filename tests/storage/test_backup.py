from __future__ import annotations

import asyncio
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from bot.core.errors import UserError
from storage.backup import list_faults, restore_backup, save_backup
from storage.database import Busy, Database
from storage.migrate import create_file
from tests.shelf import list_articles
from tests.storage.made import HOME, make_source, page, stock


async def fill(database: Database, count: int = 3, start: int = 0) -> None:
    async with database.transaction() as write:
        source = await make_source(write, HOME, f"https://{start}.example/feed")
        for number in range(start, start + count):
            await stock(write, HOME, source, page(f"https://a.example/{number}"))


async def titles(path: Path) -> list[str | None]:
    async with await Database.open(path) as database, database.read() as read:
        return [article.url for article in await list_articles(read, HOME)]


async def test_backup_holds_everything_and_is_one_sound_file(database: Database, tmp_path: Path) -> None:
    await fill(database)
    made = await save_backup(database, tmp_path / "copies" / "one.db")
    assert made.size == made.path.stat().st_size > 0
    assert stat.S_IMODE(made.path.stat().st_mode) == 0o600
    assert [entry.name for entry in made.path.parent.iterdir()] == ["one.db"]  # a folder of one file
    assert await list_faults(made.path) == ()
    assert len(await titles(made.path)) == 3


async def test_backup_beside_a_busy_writer_is_one_state_of_the_file(database: Database, tmp_path: Path) -> None:
    await fill(database)
    stop = asyncio.Event()

    async def write_on() -> None:
        number = 100
        while not stop.is_set():
            await fill(database, 2, number)
            number += 2

    writer = asyncio.create_task(write_on())
    made = await save_backup(database, tmp_path / "one.db")
    stop.set()
    await writer
    assert await list_faults(made.path) == ()
    kept = await titles(made.path)
    assert len(kept) % 2 == 1, "three, and then whole transactions of two"


async def test_backup_never_overwrites(database: Database, tmp_path: Path) -> None:
    target = tmp_path / "one.db"
    target.write_text("precious")
    with pytest.raises(UserError, match="exists already"):
        await save_backup(database, target)
    assert target.read_text() == "precious"


async def test_restored_backup_answers_as_before_and_what_it_replaced_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    async with await Database.open(path) as database:
        await fill(database)
        made = await save_backup(database, tmp_path / "one.db")
        await fill(database, 2, 50)
        with pytest.raises(Busy, match="in use"):
            await restore_backup(made.path, path)
    await restore_backup(made.path, path)
    assert len(await titles(path)) == 3
    assert len(await titles(tmp_path / "library.db.replaced")) == 5


async def test_backup_is_restored_where_nothing_was(database: Database, tmp_path: Path) -> None:
    await fill(database)
    made = await save_backup(database, tmp_path / "one.db")
    await restore_backup(made.path, tmp_path / "new" / "library.db")
    assert len(await titles(tmp_path / "new" / "library.db")) == 3


def make_newer(path: Path) -> None:
    create_file(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 900")


def make_foreign(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE cookies (name TEXT)")


def make_with_a_forged_quote(path: Path) -> None:
    create_file(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.executescript(
            "DROP TRIGGER quote_is_in_its_article;"
            "INSERT INTO article (article_id, title, publisher, text, text_hash, text_bytes, added_at)"
            " VALUES (1, 't', 'p', 'True words.', x'00', 0, 0);"
            "INSERT INTO report (report_id, article_id, kind, ordinal, fields) VALUES (1, 1, 'meeting', 0, '{}');"
            "INSERT INTO quote VALUES (1, 0, 0, 11, 'Fake words.');"
        )


def make_with_a_wrong_index(path: Path) -> None:
    create_file(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.executescript(
            "DROP TRIGGER article_words_insert;"
            "INSERT INTO article (article_id, title, publisher, text, text_hash, text_bytes, added_at)"
            " VALUES (1, 't', 'p', 'Lost words.', x'00', 0, 0);"
        )


def make_with_an_orphan(path: Path) -> None:
    create_file(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("INSERT INTO library_setting VALUES (5, 'zone', '\"UTC\"')")


def make_damaged(path: Path) -> None:
    create_file(path)
    with path.open("r+b") as file:
        file.seek(4096 * 3)
        file.write(b"\xff" * 4096 * 4)


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (make_newer, "newer Communiqué"),
        (make_foreign, "another program"),
        (make_with_a_forged_quote, "not in its article"),
        (make_with_a_wrong_index, "not sound"),
        (make_with_an_orphan, "has lost its library"),
        (make_damaged, "not sound|could not be put"),
    ],
)
async def test_backup_that_is_not_sound_is_refused_and_nothing_changes(tmp_path: Path, make, sentence: str) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    path = tmp_path / "library.db"
    async with await Database.open(path) as database:
        await fill(database)
    make(tmp_path / "one.db")
    with pytest.raises(UserError, match=sentence):
        await restore_backup(tmp_path / "one.db", path)
    assert len(await titles(path)) == 3
    left = {entry.name for entry in tmp_path.iterdir()}  # noqa: ASYNC240  # a folder of three files
    assert left == {"library.db", "library.db.lock", "one.db"}
