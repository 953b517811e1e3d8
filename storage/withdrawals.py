"""What moderators withdrew, by what it says: it stays withdrawn when its article is read again."""

from __future__ import annotations

import json
from collections.abc import Iterable

from bot.core.models import LibraryId
from storage.database import Read, Write


async def save_withdrawn_marks(write: Write, library: LibraryId, marks: Iterable[str]) -> None:
    """Keep the facts of these marks from being shown again."""
    await write.execute_many(
        "INSERT OR IGNORE INTO withdrawn_fact (library_id, mark) VALUES (:library, :mark)",
        [{"library": library, "mark": mark} for mark in marks],
    )


async def remove_withdrawn_marks(write: Write, library: LibraryId, marks: Iterable[str]) -> None:
    """The facts of these marks may be shown again."""
    await write.change(
        "DELETE FROM withdrawn_fact WHERE library_id = :library AND mark IN (SELECT value FROM json_each(:marks))",
        {"library": library, "marks": json.dumps(list(marks))},
    )


async def is_withdrawn(read: Read, library: LibraryId, mark: str) -> bool:
    """Did a moderator withdraw a fact of this mark?"""
    sql = "SELECT 1 FROM withdrawn_fact WHERE library_id = :library AND mark = :mark"
    return await read.fetch_one(sql, {"library": library, "mark": mark}) is not None
