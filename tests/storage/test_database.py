from __future__ import annotations

import asyncio
import sqlite3
import stat
from pathlib import Path

import pytest

from bot.core.errors import FaultError, UserError
from storage.connection import Busy, DiskFull, TooSlow, tell
from storage.database import Database, Read
from storage.libraries import save_library
from tests.storage.made import AWAY, HOME, NOW, count_trips

ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"


async def count_libraries(database: Database) -> int:
    async with database.read() as read:
        return int(await read.fetch_value("SELECT count(*) FROM library"))


async def test_file_and_folder_are_for_their_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "new" / "library.db"
    async with await Database.open(path):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


async def test_connections_are_set_up_as_measured(database: Database) -> None:
    async with database.transaction() as write:
        assert await write.fetch_value("PRAGMA foreign_keys") == 1
        assert await write.fetch_value("PRAGMA journal_mode") == "wal"
        assert await write.fetch_value("PRAGMA synchronous") == 1
        assert await write.fetch_value("PRAGMA busy_timeout") == 5000
        assert await write.fetch_value("PRAGMA journal_size_limit") == 64 * 1024 * 1024
    async with database.read() as read:
        assert await read.fetch_value("PRAGMA query_only") == 1
        assert await read.fetch_value("PRAGMA wal_autocheckpoint") == 0
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            await read.fetch_all("DELETE FROM library")


async def test_transaction_is_kept_at_its_end_and_dropped_on_an_error(database: Database) -> None:
    async with database.transaction() as write:
        await save_library(write, HOME, now=NOW)
    with pytest.raises(ZeroDivisionError):  # noqa: PT012  # the whole transaction is what fails
        async with database.transaction() as write:
            await save_library(write, AWAY, now=NOW)
            _ = 1 // 0
    assert await count_libraries(database) == 1


async def test_cancelled_transaction_is_rolled_back_and_the_next_one_works(database: Database) -> None:
    inside = asyncio.Event()

    async def write_and_wait() -> None:
        async with database.transaction() as write:
            await save_library(write, HOME, now=NOW)
            inside.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(write_and_wait())
    await inside.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with database.transaction() as write:
        await save_library(write, AWAY, now=NOW)
    async with database.read() as read:
        assert [row[0] for row in await read.fetch_all("SELECT library_id FROM library")] == [AWAY]


@pytest.mark.parametrize("writing", [True, False])
async def test_statement_of_a_cancelled_task_is_stopped(database: Database, *, writing: bool) -> None:
    async def run_for_ever() -> None:
        async with database.transaction() if writing else database.read(deadline_s=None) as read:
            await read.fetch_all(ENDLESS)

    for _ in range(4):  # more than there are readers, so one left running would be noticed
        task = asyncio.create_task(run_for_ever())
        await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert await count_libraries(database) == 0


async def test_task_cancelled_while_it_waits_for_its_turn_leaves_the_turn_to_others(database: Database) -> None:
    async with database.transaction() as write:
        waiting = asyncio.create_task(anext(aiter_of(database)))
        await asyncio.sleep(0)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        await save_library(write, HOME, now=NOW)
    assert await count_libraries(database) == 1


async def aiter_of(database: Database):  # type: ignore[no-untyped-def]  # noqa: ANN201  # a one-step helper of one test
    async with database.transaction() as write:
        yield write


async def test_read_past_its_deadline_is_stopped_with_a_sentence(database: Database) -> None:
    async with database.read(deadline_s=0.05) as read:
        with pytest.raises(TooSlow, match="took too long"):
            await read.fetch_all(ENDLESS)
        assert await read.fetch_value("SELECT 1") == 1


async def test_transactions_take_turns(database: Database) -> None:
    log: list[str] = []

    async def write(name: str) -> None:
        async with database.transaction():
            log.append(f"{name} begins")
            await asyncio.sleep(0.001)
            log.append(f"{name} ends")

    await asyncio.gather(*(write(name) for name in "abc"))
    assert log == [f"{name} {what}" for name in "abc" for what in ("begins", "ends")]


async def test_transaction_inside_a_transaction_is_refused(database: Database) -> None:
    async with database.transaction() as write:
        with pytest.raises(FaultError, match="inside another"):
            async with database.transaction():
                pass
        await save_library(write, HOME, now=NOW)
    assert await count_libraries(database) == 1


async def test_reading_inside_a_reading_is_refused(database: Database) -> None:
    async with database.read():
        with pytest.raises(FaultError, match="inside another"):
            async with database.read():
                pass


async def test_question_sees_one_state_of_the_file_throughout(database: Database) -> None:
    loop = asyncio.get_running_loop()

    async def save() -> None:
        async with database.transaction() as write:
            await save_library(write, HOME, now=NOW)

    async def count_around_a_save(read: Read) -> list[int]:
        before = await read.fetch_value("SELECT count(*) FROM library")
        asyncio.run_coroutine_threadsafe(save(), loop).result(10)  # the question runs on the connection's own thread
        return [before, await read.fetch_value("SELECT count(*) FROM library")]

    assert await database.ask(count_around_a_save) == [0, 0]
    assert await database.ask(find_count) == await count_libraries(database) == 1


async def test_question_makes_one_trip_to_the_thread_and_a_reading_one_for_each_step(
    database: Database, trips: list[object]
) -> None:
    await database.ask(find_count)
    assert len(trips) == 1
    await count_libraries(database)
    assert len(trips) == 1 + len(("BEGIN", "SELECT", "ROLLBACK"))


async def test_question_of_a_cancelled_task_is_stopped(database: Database) -> None:
    for _ in range(4):  # more than there are readers, so one left running would be noticed
        task = asyncio.create_task(database.ask(run_for_ever, deadline_s=None))
        await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert await database.ask(find_count) == 0


async def test_question_past_its_deadline_is_stopped_with_a_sentence(database: Database) -> None:
    for _ in range(4):
        with pytest.raises(TooSlow, match="took too long"):
            await database.ask(run_for_ever, deadline_s=0.02)
    assert await database.ask(find_count) == 0


async def test_question_that_breaks_or_waits_for_something_else_leaves_its_connection_usable(
    database: Database,
) -> None:
    async def wait(read: Read) -> None:
        await asyncio.sleep(0)

    async def fail(read: Read) -> None:
        await read.fetch_all("SELECT 1")
        raise ZeroDivisionError

    for _ in range(4):
        with pytest.raises(FaultError, match="something else"):
            await database.ask(wait)
        with pytest.raises(ZeroDivisionError):
            await database.ask(fail)
        with pytest.raises(sqlite3.OperationalError, match="no such table"):
            await database.ask(lambda read: read.fetch_all("SELECT * FROM nowhere"))
    assert await database.ask(find_count) == 0


async def test_question_writes_nothing_and_its_reading_is_of_no_use_afterwards(database: Database) -> None:
    kept: list[Read] = []

    async def keep(read: Read) -> None:
        kept.append(read)
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            await read.fetch_all("DELETE FROM library")

    await database.ask(keep)
    with pytest.raises(FaultError, match="after its end"):
        await kept[0].fetch_all("SELECT 1")
    async with database.read():
        with pytest.raises(FaultError, match="inside another"):
            await database.ask(find_count)


async def find_count(read: Read) -> int:
    return int(await read.fetch_value("SELECT count(*) FROM library"))


async def run_for_ever(read: Read) -> None:
    await read.fetch_all(ENDLESS)


@pytest.fixture
def trips(database: Database, monkeypatch: pytest.MonkeyPatch) -> list[object]:
    return count_trips(monkeypatch)


async def test_more_readings_than_connections_wait_for_each_other(database: Database) -> None:
    assert await asyncio.gather(*(count_libraries(database) for _ in range(20))) == [0] * 20


async def test_reading_sees_one_state_of_the_file_throughout(database: Database) -> None:
    async with database.read() as read:
        assert await read.fetch_value("SELECT count(*) FROM library") == 0
        async with database.transaction() as write:
            await save_library(write, HOME, now=NOW)
        assert await read.fetch_value("SELECT count(*) FROM library") == 0
    assert await count_libraries(database) == 1


async def test_transaction_is_of_no_use_after_its_end(database: Database) -> None:
    async with database.transaction() as write:
        pass
    with pytest.raises(FaultError, match="after its end"):
        await save_library(write, HOME, now=NOW)


async def test_nothing_is_written_after_the_transaction_broke(database: Database) -> None:
    with pytest.raises(FaultError, match="earlier error"):  # noqa: PT012  # the same
        async with database.transaction() as write:
            await write.fetch_all("ROLLBACK")  # as SQLite does by itself when the disk is full
            await save_library(write, HOME, now=NOW)
    assert await count_libraries(database) == 0


async def test_second_writing_process_is_refused_and_a_reading_one_is_not(database: Database) -> None:
    with pytest.raises(Busy, match="in use by another"):
        await Database.open(database.path)
    async with await Database.open(database.path, writing=False) as beside:
        assert await count_libraries(beside) == 0
        with pytest.raises(FaultError, match="not open for writing"):
            async with beside.transaction():
                pass


async def test_file_locked_by_another_program_is_told_as_busy(database: Database) -> None:
    other = sqlite3.connect(database.path, isolation_level=None)
    try:
        other.execute("BEGIN IMMEDIATE")
        assert database._writer is not None
        await database._writer.connection.execute_fetchall("PRAGMA busy_timeout = 10")
        with pytest.raises(Busy, match="try again in a moment"):
            async with database.transaction():
                pass
    finally:
        other.close()
    async with database.transaction() as write:
        await save_library(write, HOME, now=NOW)


async def test_full_disk_is_told_and_nothing_is_kept(database: Database) -> None:
    with pytest.raises(DiskFull, match="disk is full"):  # noqa: PT012  # the same
        async with database.transaction() as write:
            pages = await write.fetch_value("PRAGMA page_count")
            await write.fetch_all(f"PRAGMA max_page_count = {pages}")
            await save_library(write, HOME, now=NOW)
            await write.execute(
                "INSERT INTO audit (library_id, actor, action, subject, done_at)"
                " VALUES (101, 0, 'x', hex(zeroblob(1000000)), 0)"
            )
    assert await count_libraries(database) == 0


def test_fault_of_ours_is_not_dressed_as_a_sentence_for_people() -> None:
    error = sqlite3.IntegrityError("UNIQUE constraint failed")
    assert tell(error) is error


async def test_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(UserError, match="can't be made"):
        await Database.open(tmp_path / "file" / "library.db")


async def test_closing_moves_the_log_into_the_file(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    async with await Database.open(path) as database, database.transaction() as write:
        await save_library(write, HOME, now=NOW)
    assert not path.with_name("library.db-wal").exists()
    async with await Database.open(path) as database:
        assert await count_libraries(database) == 1


async def test_many_rows_at_once_are_counted(database: Database) -> None:
    async with database.transaction() as write:
        rows = [{"library": number, "now": 0} for number in range(7)]
        sql = "INSERT INTO library (library_id, created_at) VALUES (:library, :now)"
        assert await write.execute_many(sql, rows) == 7
        assert await write.change("DELETE FROM library WHERE library_id < 3") == 3
        assert await write.execute("INSERT INTO library (library_id, created_at) VALUES (50, 0)") == 50
        assert await write.fetch_one("SELECT 1 FROM library WHERE library_id = 1") is None


async def test_file_that_can_not_be_opened_is_let_go_of(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    path.write_bytes(b"nonsense" * 1000)
    with pytest.raises(UserError):
        await Database.open(path)
    path.unlink()
    async with await Database.open(path) as database:
        assert await count_libraries(database) == 0
