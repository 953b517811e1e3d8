"""Copies of the whole file while the bot runs, their check, and putting one back."""

from __future__ import annotations

import asyncio
import os
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bot.core.errors import UserError
from storage.database import Database, claim_file
from storage.migrate import list_migrations, read_version

_DRAFT: Final = ".part"
_FAULTS_TOLD: Final = 20


@dataclass(frozen=True, slots=True)
class BackupMade:
    """A copy that was made and found sound."""

    path: Path
    size: int  # bytes


async def save_backup(database: Database, target: Path) -> BackupMade:
    """Copy the open database to ``target``, check the copy, and only then give it its name.

    The copy is made in one step in a thread of its own: readers and writers go on meanwhile (11 to 14 s for 6 GB;
    a copy in many steps beside a writer never ends). Raises UserError when ``target`` exists, can't be written, or
    the copy is not sound.
    """
    return await asyncio.to_thread(_copy_checked, database.path, target)


async def restore_backup(backup: Path, target: Path) -> None:
    """Put a backup in place of the database at ``target``, which is kept beside it as ``….replaced``.

    Raises UserError, Busy while a bot is running on ``target``, leaving ``target`` as it is, for a backup that is newer
    than this program, of another program, or not sound.
    """
    await asyncio.to_thread(_restore, backup, target)


async def list_faults(path: Path) -> tuple[str, ...]:
    """What is wrong with a library file, a line each; empty when it is sound.

    Checks the pages, the parents of rows, the search index against the articles, and every quote against its
    article: minutes for gigabytes, and nothing can be written meanwhile, so of a running bot check a backup.
    Raises UserError when the file can't be opened at all.
    """
    return await asyncio.to_thread(_find_faults, path)


def _copy_checked(source: Path, target: Path) -> BackupMade:
    if target.exists():
        raise UserError(f"{target} exists already; name another file.")
    draft = target.with_name(target.name + _DRAFT)
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft.unlink(missing_ok=True)
        draft.touch(mode=0o600)
        _copy(source, draft)
        faults = _find_faults(draft)
        if faults:
            raise UserError(f"The copy is not sound ({faults[0]}); nothing was kept.")
        draft.rename(target)
    except (OSError, sqlite3.Error) as error:
        raise UserError(f"The backup could not be written to {target}: {error}.") from error
    finally:
        draft.unlink(missing_ok=True)
    return BackupMade(target, target.stat().st_size)


def _copy(source: Path, target: Path) -> None:
    """One step, then out of the log's way: the copy is one file that can be moved anywhere."""
    uri = f"{source.absolute().as_uri()}?mode=ro"
    with closing(sqlite3.connect(uri, uri=True)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new, pages=-1)
        new.execute("PRAGMA journal_mode = DELETE")
    descriptor = os.open(target, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _restore(backup: Path, target: Path) -> None:
    version = read_version(backup)
    if version > len(list_migrations()):
        raise UserError(
            f"{backup} was made by a newer Communiqué (version {version} of the file); upgrade the program."
        )
    draft = target.with_name(target.name + _DRAFT)
    lock_file: int | None = None
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock_file = claim_file(target)
        draft.unlink(missing_ok=True)
        draft.touch(mode=0o600)
        _copy(backup, draft)
        faults = _find_faults(draft)
        if faults:
            raise UserError(f"{backup} is not sound ({faults[0]}); nothing was changed.")
        _step_aside(target)
        draft.rename(target)
    except (OSError, sqlite3.Error) as error:
        raise UserError(f"{backup} could not be put at {target}: {error}.") from error
    finally:
        draft.unlink(missing_ok=True)
        if lock_file is not None:
            os.close(lock_file)


def _step_aside(target: Path) -> None:
    # The log and its index belong to the file they were written for: beside another one they would damage it.
    for suffix in ("", "-wal", "-shm"):
        old = target.with_name(target.name + suffix)
        if old.exists():
            old.replace(target.with_name(target.name + ".replaced" + suffix))


def _find_faults(path: Path) -> tuple[str, ...]:
    read_version(path)
    faults: list[str] = []
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            pages = [str(row[0]) for row in connection.execute(f"PRAGMA integrity_check({_FAULTS_TOLD})")]
            faults += [line for line in pages if line != "ok"]
            parents = connection.execute("PRAGMA foreign_key_check").fetchmany(_FAULTS_TOLD)
            faults += [f"a row of {row[0]} has lost its {row[2]}" for row in parents]
            quotes = connection.execute(
                "SELECT quote.report_id FROM quote JOIN report USING (report_id) JOIN article USING (article_id)"
                " WHERE quote.text IS NOT substr(article.text, quote.start + 1, quote.end - quote.start)"
            ).fetchmany(_FAULTS_TOLD)
            faults += [f"a quote of report {row[0]} is not in its article" for row in quotes]
            connection.execute("BEGIN IMMEDIATE")
            try:
                # 1: compare the index with the articles' words as well, not only with itself.
                connection.execute("INSERT INTO article_words (article_words, rank) VALUES ('integrity-check', 1)")
            finally:
                connection.execute("ROLLBACK")
    except sqlite3.DatabaseError as error:
        faults.append(str(error))
    return tuple(faults[:_FAULTS_TOLD])
