"""One file, one writing connection behind a lock, two reading ones.

    async with database.transaction() as write:      # BEGIN IMMEDIATE … COMMIT, or ROLLBACK on any error
        await save_article(write, …)
    async with database.read() as read:              # one snapshot of the file
        await find_article(read, …)
    await database.ask(lambda read: find_article(read, …))   # the same in one trip to the connection's thread

Storage functions take a ``Read`` or a ``Write`` and never commit. Slow work (fetching, reading) is done before the
transaction. Readers are read-only and never checkpoint: before SQLite 3.51.3 two connections that race to reset the
write-ahead log can, rarely, corrupt the file, so only the writer checkpoints and only one process may write.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import sqlite3
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final, Self, TypeAlias, TypeVar

import aiosqlite

from bot.core.errors import FaultError, UserError
from storage.connection import Busy, DiskFull, Link, RawConnection, TooSlow, connect_file, finish
from storage.migrate import create_file, upgrade_file

__all__ = ["Busy", "Database", "DiskFull", "Parameters", "Read", "Row", "TooSlow", "Write", "claim_file"]

Row: TypeAlias = sqlite3.Row
Parameters: TypeAlias = Mapping[str, Any]
_T = TypeVar("_T")

READ_DEADLINE_S: Final = 2.0  # a lookup takes milliseconds (tests/bench); one that takes seconds has run away
_READERS: Final = 2


class Read:
    """Reading within one snapshot. Parameters are named: ``{"library": 5}`` for ``:library``."""

    def __init__(self, link: Link, deadline_s: float | None) -> None:
        self._link = link
        self._deadline_s = deadline_s
        self._open = True

    async def fetch_all(self, sql: str, parameters: Parameters | None = None) -> list[Row]:
        """Every row. Raises TooSlow when the statement runs past the deadline."""
        call = self._connection.execute_fetchall(sql, parameters or {})
        return list(await self._link.settle(call, deadline_s=self._deadline_s))

    async def fetch_one(self, sql: str, parameters: Parameters | None = None) -> Row | None:
        """The first row, or None when there is none."""
        rows = await self.fetch_all(sql, parameters)
        return rows[0] if rows else None

    async def fetch_value(self, sql: str, parameters: Parameters | None = None) -> Any:
        """The first column of the first row, or None when there is no row."""
        row = await self.fetch_one(sql, parameters)
        return None if row is None else row[0]

    @property
    def _connection(self) -> aiosqlite.Connection:
        self._check_open()
        return self._link.connection

    def _check_open(self) -> None:
        if not self._open:
            raise FaultError("a reading or transaction was used after its end")

    def _end(self) -> None:
        self._open = False


class _ReadThere(Read):
    """Reading on the connection's thread itself: no statement waits for anybody, so a question runs through at once."""

    async def fetch_all(self, sql: str, parameters: Parameters | None = None) -> list[Row]:
        """Every row."""
        self._check_open()
        return self._link.raw.execute(sql, parameters or {}).fetchall()


class Write(Read):
    """Reading and writing within one transaction, which ``Database.transaction`` commits."""

    @property
    def _connection(self) -> aiosqlite.Connection:
        # A full disk ends the transaction by itself; what a careless caller writes then would be kept without it.
        connection = super()._connection
        if not connection.in_transaction:
            raise FaultError("the transaction has ended because of an earlier error")
        return connection

    async def execute(self, sql: str, parameters: Parameters | None = None) -> int:
        """Run an INSERT; the rowid it gave (of no meaning for other statements)."""
        await self.fetch_all(sql, parameters)
        return self._link.raw.inserted or 0

    async def change(self, sql: str, parameters: Parameters | None = None) -> int:
        """Run an INSERT, UPDATE or DELETE; how many rows it touched itself (not by cascade or trigger)."""
        await self.fetch_all(sql, parameters)
        return self._link.raw.touched

    async def execute_many(self, sql: str, parameters: Iterable[Parameters]) -> int:
        """Run one statement for each set of parameters; how many rows were touched."""
        cursor = await self._link.settle(self._connection.executemany(sql, list(parameters)))
        touched = cursor.rowcount
        await self._link.settle(cursor.close())
        return touched


class Database:
    """The open file. Make it with ``Database.open``, close it with ``close``."""

    def __init__(self, path: Path, writer: Link | None, readers: list[Link], lock_file: int | None) -> None:
        self.path = path
        self._writer = writer
        self._links = readers
        self._idle: asyncio.LifoQueue[Link] = asyncio.LifoQueue()  # the warmer cache is used again first
        for link in readers:
            self._idle.put_nowait(link)
        self._lock = asyncio.Lock()
        self._lock_file = lock_file
        self._writing: asyncio.Task[Any] | None = None
        self._reading: set[asyncio.Task[Any]] = set()

    @classmethod
    async def open(cls, path: Path, *, writing: bool = True) -> Self:
        """Open the file at ``path``, making or upgrading it first.

        With ``writing=False`` the file must exist and be up to date, and is only read: safe beside a running bot.
        Raises UserError for a file that is newer, foreign, damaged, or being written by another process.
        """
        lock_file = await asyncio.to_thread(_prepare_file, path, writing=writing)
        writer: Link | None = None
        readers: list[Link] = []
        try:
            uri = path.absolute().as_uri()  # noqa: ASYNC240  # absolute() asks no disk
            if writing:
                writer = await connect_file(uri, writing=True)
            for _ in range(_READERS):
                readers.append(await connect_file(uri, writing=False))  # noqa: PERF401  # closed below when one fails
        except BaseException:
            for link in (*readers, writer):
                if link is not None:
                    await link.connection.close()
            if lock_file is not None:
                os.close(lock_file)
            raise
        return cls(path, writer, readers, lock_file)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Close every connection, the writer last: it moves the log into the file."""
        async with self._lock:
            for link in self._links:
                await link.connection.close()
            if self._writer is not None:
                await self._writer.connection.execute_fetchall("PRAGMA optimize")
                await self._writer.connection.close()
                self._writer = None
            if self._lock_file is not None:
                os.close(self._lock_file)
                self._lock_file = None

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Write]:
        """A write transaction: commits at the end, rolls back on any error or cancellation.

        Transactions take turns. Raises FaultError inside another transaction of the same task, Busy when another
        process holds the file.
        """
        task = asyncio.current_task()
        if task is not None and task is self._writing:
            raise FaultError("a transaction can't begin inside another one")
        async with self._lock:
            if self._writer is None:
                raise FaultError("the database is not open for writing")
            link = self._writer
            self._writing = task
            write = Write(link, None)
            try:
                try:
                    await link.settle(link.connection.execute_fetchall("BEGIN IMMEDIATE"))
                    yield write
                    connection = write._connection  # noqa: SLF001  # Database ends what it began
                    write._end()  # noqa: SLF001
                    await link.settle(connection.commit())
                except BaseException:
                    write._end()  # noqa: SLF001
                    await finish(link.connection.rollback)
                    raise
            finally:
                self._writing = None

    @asynccontextmanager
    async def read(self, *, deadline_s: float | None = READ_DEADLINE_S) -> AsyncIterator[Read]:
        """A snapshot of the file; each statement has ``deadline_s`` seconds (None: as long as it takes).

        Raises FaultError inside another reading of the same task, which could wait for itself for ever.
        """
        async with self._take_reader() as link:
            read = Read(link, deadline_s)
            try:
                await link.settle(link.connection.execute_fetchall("BEGIN"))
                yield read
            finally:
                read._end()  # noqa: SLF001  # Database ends what it began
                await finish(link.connection.rollback)

    async def ask(
        self, question: Callable[[Read], Coroutine[Any, Any, _T]], *, deadline_s: float | None = READ_DEADLINE_S
    ) -> _T:
        """What ``question`` finds in a snapshot of the file, in one trip to the connection's thread.

        ``read`` makes a trip for each statement, and each of them waits for its turn behind whatever else the event
        loop does: for short answers that are waited for while somebody types. The question runs on that thread, so it
        may await nothing but its reading (FaultError). All of it has ``deadline_s`` seconds; raises TooSlow, and
        FaultError inside another reading of the same task.
        """
        async with self._take_reader() as link:
            read = _ReadThere(link, None)
            try:
                return await link.settle(
                    link.connection.run(lambda: _answer(link.raw, read, question)), deadline_s=deadline_s
                )
            finally:
                read._end()  # noqa: SLF001  # Database ends what it began

    @asynccontextmanager
    async def _take_reader(self) -> AsyncIterator[Link]:
        task = asyncio.current_task()
        if task is None or task in self._reading:
            raise FaultError("a reading can't begin inside another one")
        self._reading.add(task)
        try:
            link = await self._idle.get()
            try:
                yield link
            finally:
                self._idle.put_nowait(link)
        finally:
            self._reading.discard(task)


def _answer(raw: RawConnection, read: Read, question: Callable[[Read], Coroutine[Any, Any, _T]]) -> _T:
    """Run a question through within one snapshot, on the connection's thread."""
    raw.execute("BEGIN")
    try:
        asked = question(read)
        try:
            asked.send(None)
        except StopIteration as end:
            answer: _T = end.value
            return answer
        asked.close()
        raise FaultError("a question awaited something else than its reading")
    finally:
        try:
            raw.rollback()
        except sqlite3.OperationalError:  # an interrupt that came late has hit the end itself
            raw.rollback()


def _prepare_file(path: Path, *, writing: bool) -> int | None:
    """Make, check or upgrade the file; the descriptor that holds its lock when it is opened for writing."""
    if not writing:
        upgrade_file(path, writing=False)
        return None
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(f"The folder {path.parent} can't be made: {error.strerror}.") from error
    lock_file = claim_file(path)
    try:
        if not path.exists():
            create_file(path)
        upgrade_file(path)
        path.chmod(0o600)
    except OSError as error:
        os.close(lock_file)
        raise UserError(f"{path} can't be opened: {error.strerror}.") from error
    except BaseException:
        os.close(lock_file)
        raise
    return lock_file


def claim_file(path: Path) -> int:
    """Hold ``path``.lock for as long as the returned descriptor is open: two bots on one file would post twice."""
    try:
        descriptor = os.open(path.with_name(path.name + ".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise UserError(f"{path} can't be written: {error.strerror}.") from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(descriptor)
        raise Busy(f"{path} is in use by another Communiqué; stop that one first.") from error
    return descriptor
