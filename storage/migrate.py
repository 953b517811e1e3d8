"""The shape of the file: numbered ``migrations/NNNN_name.sql``, each applied in one transaction with its number.

``application_id`` says that a file is ours, ``user_version`` which migration it has reached. A file from a newer
Communiqué, of another program, or damaged is refused with one sentence and left as it is.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Final

from bot.core.errors import FaultError, UserError

APPLICATION_ID: Final = 0x434D4E51  # "CMNQ"
_NEW_SUFFIX: Final = ".new"


class WrongFile(UserError):  # noqa: N818  # reads as what is the matter, like NotFound
    """The file is damaged, of another program, or of another version; trying again will not mend it."""


@dataclass(frozen=True, slots=True)
class Migration:
    """One step of the file's shape."""

    version: int  # counts from 1 without gaps
    name: str  # the file's name
    script: str  # SQL without BEGIN and COMMIT


def list_migrations() -> tuple[Migration, ...]:
    """The migrations this program knows, in order. Raises FaultError when their numbers have a gap."""
    entries = sorted(files("storage").joinpath("migrations").iterdir(), key=lambda entry: entry.name)
    found = [
        Migration(int(entry.name[:4]), entry.name, entry.read_text(encoding="utf-8"))
        for entry in entries
        if entry.name.endswith(".sql")
    ]
    if [step.version for step in found] != list(range(1, len(found) + 1)):
        raise FaultError(f"migrations have a gap: {', '.join(step.name for step in found)}")
    return tuple(found)


def create_file(path: Path, migrations: Sequence[Migration] | None = None) -> None:
    """Make a new, empty library file.

    It is made beside ``path`` and renamed when whole, so an empty file at ``path`` is never one of ours half made.
    Raises UserError when the folder can't be written.
    """
    draft = path.with_name(path.name + _NEW_SUFFIX)
    try:
        draft.unlink(missing_ok=True)
        draft.touch(mode=0o600)
        with closing(sqlite3.connect(draft, isolation_level=None)) as connection:
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            apply_migrations(connection, list_migrations() if migrations is None else migrations)
        draft.rename(path)
    except (OSError, sqlite3.OperationalError) as error:
        raise UserError(f"{path} can't be made: {error}.") from error


def upgrade_file(path: Path, *, writing: bool = True, migrations: Sequence[Migration] | None = None) -> None:
    """Check that the file is ours and sound at first sight, and bring it up to date.

    With ``writing=False`` nothing is changed and an older file is refused. Raises WrongFile with what to do.
    """
    steps = list_migrations() if migrations is None else migrations
    version = read_version(path)
    if version > len(steps):
        raise WrongFile(f"{path} was made by a newer Communiqué (version {version} of the file); upgrade the program.")
    if version == len(steps):
        return
    if not writing:
        raise WrongFile(f"{path} was made by an older Communiqué; start the bot once to bring it up to date.")
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA busy_timeout = 5000")
        apply_migrations(connection, steps[version:])


def read_version(path: Path) -> int:
    """The migration a file has reached. Raises UserError when it is absent, WrongFile when foreign or damaged."""
    if not path.is_file():
        raise UserError(f"There is no library at {path}.")
    if path.stat().st_size == 0:
        raise WrongFile(f"{path} is empty, so it is damaged: put a backup in its place, or delete it to start afresh.")
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            application = int(connection.execute("PRAGMA application_id").fetchone()[0])
            version = int(connection.execute("PRAGMA user_version").fetchone()[0])
            tables = int(connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0])
    except sqlite3.OperationalError as error:
        raise UserError(f"{path} can't be opened: {error}.") from error
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_NOTADB:
            raise WrongFile(f"{path} is not a library of Communiqué, or its start is damaged.") from error
        raise WrongFile(f"{path} is damaged ({error}): put a backup in its place.") from error
    if application != APPLICATION_ID or version < 1 or tables == 0:
        raise WrongFile(f"{path} is a database of another program, not a library of Communiqué.")
    return version


def apply_migrations(connection: sqlite3.Connection, steps: Sequence[Migration]) -> None:
    """Run each step with its number in one transaction; the first that fails leaves the file as it was before it.

    Foreign keys are off meanwhile, as rebuilding a table needs, and checked before each commit.
    Raises FaultError naming the migration.
    """
    connection.execute("PRAGMA foreign_keys = OFF")
    for step in steps:
        try:
            connection.executescript(f"BEGIN IMMEDIATE;\n{step.script}")
            _check_parents(connection, step)
            connection.execute(f"PRAGMA user_version = {step.version}")
            connection.execute("COMMIT")
        except BaseException as error:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            if isinstance(error, sqlite3.Error):
                raise FaultError(f"migration {step.name} failed: {error}") from error
            raise


def _check_parents(connection: sqlite3.Connection, step: Migration) -> None:
    orphan = connection.execute("PRAGMA foreign_key_check").fetchone()
    if orphan is not None:
        raise FaultError(f"migration {step.name} leaves rows of {orphan[0]} without their parent")
