"""One file, one writing connection behind a lock, two reading ones.

    async with database.transaction() as write:      # BEGIN IMMEDIATE … COMMIT, or ROLLBACK on any error
        await save_article(write, …)
    async with database.read() as read:              # one snapshot of the file
        await find_article(read, …)

Storage functions take a ``Read`` or a ``Write`` and never commit. Slow work (fetching, reading) is done before the
transaction. Readers are read-only and never checkpoint: before SQLite 3.51.3 two connections that race to reset the
write-ahead log can, rarely, corrupt the file, so only the writer checkpoints and only one process may write.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final, Self, TypeAlias, TypeVar

import aiosqlite

from bot.core.errors import FaultError, UserError
from storage.migrate import create_file, upgrade_file

Row: TypeAlias = sqlite3.Row
Parameters: TypeAlias = Mapping[str, Any]
_T = TypeVar("_T")

READ_DEADLINE_S: Final = 2.0  # a lookup takes milliseconds (PERFORMANCE); one that takes seconds has run away
_READERS: Final = 2
_BUSY_MS: Final = 5000
_JOURNAL_BYTES: Final = 64 * 1024 * 1024  # the log shrinks to this after a checkpoint, so a burst doesn't stay on disk
_REPEAT_INTERRUPT_S: Final = 0.05  # an interrupt that comes before the statement has begun is lost


class TooSlow(UserError):  # noqa: N818  # reads as what happened, like its siblings in bot.core.errors
    """A read was broken off at its deadline."""


class Busy(UserError):  # noqa: N818  # the same
    """Another program held the file for too long."""


class DiskFull(UserError):  # noqa: N818  # the same
    """Nothing can be saved until there is room again; what is stored can still be read."""


class _Connection(sqlite3.Connection):
    """Remembers what the last statement did, so that asking costs no second trip to the connection's thread."""

    touched = 0  # rows changed by the last statement itself
    inserted: int | None = None  # rowid of the last INSERT

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        cursor = super().execute(sql, parameters)
        self.touched, self.inserted = cursor.rowcount, cursor.lastrowid
        return cursor


class _Link:
    """One connection and the only way to wait for it: when a call returns or raises, the connection is idle."""

    def __init__(self, connection: aiosqlite.Connection, raw: _Connection) -> None:
        self.connection = connection
        self.raw = raw

    async def settle(self, call: Awaitable[_T], *, deadline_s: float | None = None) -> _T:
        """Wait for one call on the connection's thread.

        A call that is over its deadline (seconds), or whose task is cancelled, is interrupted, and has ended before
        this raises: nothing goes on running behind the caller's back.
        """
        timer = None if deadline_s is None else _Interrupter(self.raw, deadline_s)
        try:
            return await call
        except asyncio.CancelledError:
            stopper = _Interrupter(self.raw, 0)
            try:
                # The thread works in order: when this next call ends, well or interrupted, the one before has too.
                with contextlib.suppress(sqlite3.OperationalError):
                    await _finish(lambda: self.connection.execute_fetchall("SELECT 1"))
            finally:
                stopper.cancel()
            raise
        except sqlite3.Error as error:
            told = _tell(error)
            if told is error:
                raise
            raise told from error
        finally:
            if timer is not None:
                timer.cancel()


class _Interrupter:
    """Interrupts a connection after some seconds, and again until cancelled: one that comes early is lost."""

    def __init__(self, raw: _Connection, delay_s: float) -> None:
        self._raw = raw
        self._timer = asyncio.get_running_loop().call_later(delay_s, self._interrupt)

    def _interrupt(self) -> None:
        self._raw.interrupt()
        self._timer = asyncio.get_running_loop().call_later(_REPEAT_INTERRUPT_S, self._interrupt)

    def cancel(self) -> None:
        """No more."""
        self._timer.cancel()


def _tell(error: sqlite3.Error) -> Exception:
    """The error as a person should hear it, or the same error when it is a fault of ours."""
    match getattr(error, "sqlite_errorcode", None):
        case sqlite3.SQLITE_INTERRUPT:
            return TooSlow("That took too long to look up. Try fewer or rarer words, or a shorter period.")
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return Busy("The library is busy. Nothing was changed; try again in a moment.")
        case sqlite3.SQLITE_FULL:
            return DiskFull("The bot's disk is full. Nothing was changed; tell whoever runs the bot.")
        case _:
            return error


class Read:
    """Reading within one snapshot. Parameters are named: ``{"library": 5}`` for ``:library``."""

    def __init__(self, link: _Link, deadline_s: float | None) -> None:
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
        if not self._open:
            raise FaultError("a reading or transaction was used after its end")
        return self._link.connection

    def _end(self) -> None:
        self._open = False


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

    def __init__(self, path: Path, writer: _Link | None, readers: list[_Link], lock_file: int | None) -> None:
        self.path = path
        self._writer = writer
        self._links = readers
        self._idle: asyncio.LifoQueue[_Link] = asyncio.LifoQueue()  # the warmer cache is used again first
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
        writer: _Link | None = None
        readers: list[_Link] = []
        try:
            uri = path.absolute().as_uri()  # noqa: ASYNC240  # absolute() asks no disk
            if writing:
                writer = await _connect(uri, writing=True)
            for _ in range(_READERS):
                readers.append(await _connect(uri, writing=False))  # noqa: PERF401  # closed below when one fails
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
                    await _finish(link.connection.rollback)
                    raise
            finally:
                self._writing = None

    @asynccontextmanager
    async def read(self, *, deadline_s: float | None = READ_DEADLINE_S) -> AsyncIterator[Read]:
        """A snapshot of the file; each statement has ``deadline_s`` seconds (None: as long as it takes).

        Raises FaultError inside another reading of the same task, which could wait for itself for ever.
        """
        task = asyncio.current_task()
        if task is None or task in self._reading:
            raise FaultError("a reading can't begin inside another one")
        self._reading.add(task)
        try:
            link = await self._idle.get()
            read = Read(link, deadline_s)
            try:
                await link.settle(link.connection.execute_fetchall("BEGIN"))
                yield read
            finally:
                read._end()  # noqa: SLF001  # Database ends what it began
                try:
                    await _finish(link.connection.rollback)
                finally:
                    self._idle.put_nowait(link)
        finally:
            self._reading.discard(task)


async def _finish(call: Callable[[], Awaitable[object]]) -> None:
    """Wait for a call that must happen even when this task is cancelled meanwhile; then raise the cancellation."""
    task = asyncio.ensure_future(_as_coroutine(call()))
    cancelled: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.wait({task})
        except asyncio.CancelledError as error:
            cancelled = error
    try:
        task.result()
    finally:
        if cancelled:
            raise cancelled


async def _as_coroutine(call: Awaitable[_T]) -> _T:
    return await call


async def _connect(uri: str, *, writing: bool) -> _Link:
    mode = "rw" if writing else "ro"
    made: list[_Connection] = []

    def connect() -> sqlite3.Connection:
        target = f"{uri}?mode={mode}"
        made.append(sqlite3.connect(target, uri=True, isolation_level=None, factory=_Connection))
        return made[0]

    connection = await aiosqlite.Connection(connect, iter_chunk_size=64)
    connection.row_factory = sqlite3.Row
    settings = [f"busy_timeout = {_BUSY_MS}", "foreign_keys = ON", "cache_size = -32000"]
    if writing:
        settings += ["journal_mode = WAL", "synchronous = NORMAL", "secure_delete = ON"]
        settings.append(f"journal_size_limit = {_JOURNAL_BYTES}")
    else:
        settings += ["query_only = ON", "wal_autocheckpoint = 0"]
    try:
        for setting in settings:
            await connection.execute_fetchall(f"PRAGMA {setting}")
    except BaseException:
        await connection.close()
        raise
    return _Link(connection, made[0])


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
