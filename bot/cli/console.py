"""What the terminal commands share: options, output, errors, and the way into the application."""

from __future__ import annotations

import asyncio
import os
import secrets
import sys
from collections.abc import Callable, Coroutine
from datetime import date
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import click
import structlog
from rich.console import Console

from bot.app import open_app
from bot.core.errors import UserError
from bot.core.models import LibraryId
from bot.settings import Settings, read_settings

WRONG_SETUP = 78  # sysexits' EX_CONFIG: starting again will not mend it
TERMINAL_ACTOR = 0  # whom the log names for what is done here

P = ParamSpec("P")
T = TypeVar("T")

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def database_option(command: Callable[P, T]) -> Callable[P, T]:
    """``--database FILE``, before the variable, before the default."""
    return click.option(
        "--database",
        type=click.Path(dir_okay=False, path_type=Path),
        help="The file that holds everything. Default: $COMMUNIQUE_DATABASE, else communique.db here.",
    )(command)


def library_option(command: Callable[P, T]) -> Callable[P, T]:
    """``--library ID``: which server's library; the terminal has one of its own."""
    return click.option(
        "--library",
        type=click.IntRange(min=0),
        default=0,
        help="A Discord server's id, to work in its library. Default: the terminal's own.",
        callback=lambda _context, _option, value: LibraryId(value),
    )(command)


def current_settings(database: Path | None = None) -> Settings:
    """The settings of this environment, with the database of the command line where one is given."""
    settings = read_settings(os.environ)
    return settings if database is None else settings.model_copy(update={"database": database})


def asynchronous(command: Callable[P, Coroutine[Any, Any, T]]) -> Callable[P, T]:
    """A click command that is a coroutine."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        return asyncio.run(command(*args, **kwargs))

    return run


def on_library(*, writing: bool) -> Callable[[Callable[..., Coroutine[Any, Any, None]]], Callable[..., None]]:
    """A command on one library: it is handed the application, opened for reading or writing, and the library's id.

    What it adds is not slowed down: whoever sits at the terminal owns the machine. A command that has something to
    check before a database is opened, and made where there is none, opens it itself.
    """

    def wrap(command: Callable[..., Coroutine[Any, Any, None]]) -> Callable[..., None]:
        @library_option
        @database_option
        @asynchronous
        @wraps(command)
        async def run(*, library: LibraryId, database: Path | None, **given: Any) -> None:
            async with open_app(current_settings(database), writing=writing, paced=False) as app:
                await command(app, library, **given)

        return run

    return wrap


def checked_date(_context: click.Context, option: click.Parameter, value: str | None) -> str | None:
    """An ISO date of an option, or a sentence about it."""
    if value is None:
        return None
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        raise UserError(f"“{value}” is not a date. Write --{option.name} as 2024-08-22.") from None


def say_error(error: UserError) -> None:
    """One plain sentence on standard error, with what may have been meant."""
    err.print(error.sentence, style="red", markup=False)
    if error.suggestions:
        err.print("Did you mean " + " · ".join(error.suggestions[:5]) + "?", markup=False)


def explain_fault(error: BaseException) -> None:
    """An apology with a short id; the error itself goes to the log under that id."""
    fault = secrets.token_hex(3)
    structlog.get_logger("bot.cli").error("fault", fault=fault, exc_info=error)
    err.print(f"Sorry, something went wrong here. It is in the log as {fault}.", style="red", markup=False)


def read_input(path: str) -> bytes:
    """The bytes of a file, or of standard input for ``-``."""
    if path == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(path).read_bytes()
    except IsADirectoryError:
        raise UserError(f"{path} is a folder; name a file.") from None
    except OSError:
        raise UserError(f"{path} can't be read. Is the name right?") from None
