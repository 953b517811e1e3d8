"""Questions that buttons ask again, and small facts about this installation."""

from __future__ import annotations

from datetime import datetime

from bot.core.models import LibraryId
from storage.database import Read, Write
from storage.epoch import to_epoch


async def save_answer(write: Write, library: LibraryId, answer_key: str, asked: str, *, now: datetime) -> None:
    """Keep a question (JSON) under its key; keeping it again only renews its time."""
    await write.execute(
        "INSERT INTO answer (library_id, answer_key, asked, asked_at) VALUES (:library, :answer_key, :asked, :now)"
        " ON CONFLICT (library_id, answer_key) DO UPDATE SET asked_at = excluded.asked_at",
        {"library": library, "answer_key": answer_key, "asked": asked, "now": to_epoch(now)},
    )


async def find_answer(read: Read, library: LibraryId, answer_key: str) -> str | None:
    """The question of this library under the key, as JSON; None when it was never asked here or is too old."""
    value = await read.fetch_value(
        "SELECT asked FROM answer WHERE library_id = :library AND answer_key = :answer_key",
        {"library": library, "answer_key": answer_key},
    )
    return None if value is None else str(value)


async def remove_old_answers(write: Write, *, before: datetime) -> int:
    """Forget questions last asked before this time; returns how many."""
    return await write.change("DELETE FROM answer WHERE asked_at < :before", {"before": to_epoch(before)})


async def save_note(write: Write, name: str, value: str) -> None:
    """Keep one small fact about this installation."""
    await write.execute(
        "INSERT INTO installation (name, value) VALUES (:name, :value)"
        " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        {"name": name, "value": value},
    )


async def find_note(read: Read, name: str) -> str | None:
    """A small fact about this installation, None when it was never kept."""
    value = await read.fetch_value("SELECT value FROM installation WHERE name = :name", {"name": name})
    return None if value is None else str(value)
