from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.core.errors import FaultError, UserError
from storage.database import Database
from storage.migrate import APPLICATION_ID, Migration, create_file, list_migrations, read_version, upgrade_file

ONE = Migration(1, "0001_one.sql", "CREATE TABLE one (a INTEGER PRIMARY KEY);")
TWO = Migration(2, "0002_two.sql", "CREATE TABLE two (b INTEGER REFERENCES one); INSERT INTO one VALUES (5);")


def test_migrations_count_from_one_without_gaps_and_say_their_date() -> None:
    steps = list_migrations()
    assert [step.version for step in steps] == list(range(1, len(steps) + 1))
    assert all(step.script.startswith("-- 20") for step in steps)
    assert not any("COMMIT" in step.script.upper() for step in steps)


async def test_new_file_is_ours_and_up_to_date(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    async with await Database.open(path) as database, database.read() as read:
        assert await read.fetch_value("PRAGMA application_id") == APPLICATION_ID
        assert await read.fetch_value("PRAGMA user_version") == len(list_migrations())
    assert not path.with_name("library.db.new").exists()


async def test_opening_twice_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    for _ in range(2):
        async with await Database.open(path):
            pass
    assert read_version(path) == len(list_migrations())


def test_half_made_file_is_never_at_its_place(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    with pytest.raises(FaultError, match="0002_two"):
        create_file(path, [ONE, Migration(2, "0002_two.sql", "CREATE TABLE two (b); NONSENSE;")])
    assert not path.exists()
    create_file(path, [ONE])
    assert read_version(path) == 1


def test_older_file_is_brought_up_to_date_and_keeps_its_rows(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    create_file(path, [ONE])
    upgrade_file(path, migrations=[ONE, TWO])
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT a FROM one").fetchall() == [(5,)]
    assert read_version(path) == 2


@pytest.mark.parametrize(
    "script",
    [
        "INSERT INTO one VALUES (6); SELECT * FROM nowhere;",
        "INSERT INTO one VALUES (6); CREATE TABLE two (b REFERENCES one); INSERT INTO two VALUES (77);",
    ],
    ids=["an error", "a row without its parent"],
)
def test_migration_that_fails_leaves_the_file_as_it_was(tmp_path: Path, script: str) -> None:
    path = tmp_path / "library.db"
    create_file(path, [ONE])
    with pytest.raises(FaultError, match="0002_two"):
        upgrade_file(path, migrations=[ONE, Migration(2, "0002_two.sql", script)])
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM one").fetchone() == (0,)
    assert read_version(path) == 1
    upgrade_file(path, migrations=[ONE, TWO])
    assert read_version(path) == 2


async def test_newer_file_is_refused_with_one_sentence_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    create_file(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 900")
    before = path.read_bytes()
    with pytest.raises(UserError, match="made by a newer Communiqué") as refused:
        await Database.open(path)
    assert "\n" not in refused.value.sentence
    assert path.read_bytes() == before


async def test_older_file_is_not_touched_when_it_is_only_read(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    create_file(path, [ONE])
    before = path.read_bytes()
    with pytest.raises(UserError, match="older Communiqué"):
        await Database.open(path, writing=False)
    assert path.read_bytes() == before


async def test_absent_file_is_not_made_when_it_is_only_read(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    with pytest.raises(UserError, match="no library at"):
        await Database.open(path, writing=False)
    assert list(tmp_path.iterdir()) == []  # noqa: ASYNC240  # a look at an empty folder


def make_foreign(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE cookies (name TEXT)")


def make_garbage(path: Path) -> None:
    path.write_bytes(b"PK\x03\x04" + bytes(range(256)) * 64)


def make_empty(path: Path) -> None:
    path.touch()


def make_header_damaged(path: Path) -> None:
    create_file(path)
    with path.open("r+b") as file:
        file.seek(16)
        file.write(b"\xff" * 60)


def make_first_page_damaged(path: Path) -> None:
    create_file(path)
    with path.open("r+b") as file:
        file.seek(100)
        file.write(b"\xff" * 3000)


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (make_foreign, "another program"),
        (make_garbage, "not a library of Communiqué"),
        (make_empty, "is empty, so it is damaged"),
        (make_header_damaged, "damaged"),
        (make_first_page_damaged, "damaged"),
    ],
)
async def test_file_that_is_not_a_sound_library_is_refused_and_kept(tmp_path: Path, make, sentence: str) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    path = tmp_path / "library.db"
    make(path)
    before = path.read_bytes()
    with pytest.raises(UserError, match=sentence) as refused:
        await Database.open(path)
    assert "\n" not in refused.value.sentence
    assert path.read_bytes() == before


async def test_folder_in_the_place_of_the_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "library.db").mkdir()
    with pytest.raises(UserError):
        await Database.open(tmp_path / "library.db")
