"""A connection to the file on a thread of its own, the only way to wait for it, and how its errors are told."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from collections.abc import Awaitable, Callable
from typing import Any, Final, TypeVar

import aiosqlite

from bot.core.errors import UserError

_T = TypeVar("_T")

_BUSY_MS: Final = 5000
_JOURNAL_BYTES: Final = 64 * 1024 * 1024  # the log shrinks to this after a checkpoint, so a burst doesn't stay on disk
_REPEAT_INTERRUPT_S: Final = 0.05  # an interrupt that comes before the statement has begun is lost


class TooSlow(UserError):  # noqa: N818  # reads as what happened, like its siblings in bot.core.errors
    """A read was broken off at its deadline."""


class Busy(UserError):  # noqa: N818  # the same
    """Another program held the file for too long."""


class DiskFull(UserError):  # noqa: N818  # the same
    """Nothing can be saved until there is room again; what is stored can still be read."""


class RawConnection(sqlite3.Connection):
    """Remembers what the last statement did, so that asking costs no second trip to the connection's thread."""

    touched = 0  # rows changed by the last statement itself
    inserted: int | None = None  # rowid of the last INSERT

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        """As always, and what it did is kept."""
        cursor = super().execute(sql, parameters)
        self.touched, self.inserted = cursor.rowcount, cursor.lastrowid
        return cursor


class ThreadConnection(aiosqlite.Connection):
    """A connection on a thread of its own, which also runs whole functions there."""

    async def run(self, function: Callable[[], _T]) -> _T:
        """Run a function on the thread, behind what it was given before: one trip there and back."""
        answer: _T = await self._execute(function)  # type: ignore[no-untyped-call]  # aiosqlite has it for its own methods
        return answer


class Link:
    """One connection and the only way to wait for it: when a call returns or raises, the connection is idle."""

    def __init__(self, connection: ThreadConnection, raw: RawConnection) -> None:
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
                    await finish(lambda: self.connection.execute_fetchall("SELECT 1"))
            finally:
                stopper.cancel()
            raise
        except sqlite3.Error as error:
            told = tell(error)
            if told is error:
                raise
            raise told from error
        finally:
            if timer is not None:
                timer.cancel()


class _Interrupter:
    """Interrupts a connection after some seconds, and again until cancelled: one that comes early is lost."""

    def __init__(self, raw: RawConnection, delay_s: float) -> None:
        self._raw = raw
        self._timer = asyncio.get_running_loop().call_later(delay_s, self._interrupt)

    def _interrupt(self) -> None:
        self._raw.interrupt()
        self._timer = asyncio.get_running_loop().call_later(_REPEAT_INTERRUPT_S, self._interrupt)

    def cancel(self) -> None:
        """No more."""
        self._timer.cancel()


def tell(error: sqlite3.Error) -> Exception:
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


async def finish(call: Callable[[], Awaitable[object]]) -> None:
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


async def connect_file(uri: str, *, writing: bool) -> Link:
    """Open the file at a ``file:`` address, set up as it was measured to work best."""
    mode = "rw" if writing else "ro"
    made: list[RawConnection] = []

    def connect() -> sqlite3.Connection:
        target = f"{uri}?mode={mode}"
        made.append(sqlite3.connect(target, uri=True, isolation_level=None, factory=RawConnection))
        return made[0]

    connection = ThreadConnection(connect, iter_chunk_size=64)
    await connection
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
    return Link(connection, made[0])
