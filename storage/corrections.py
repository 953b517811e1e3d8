"""What moderators put right and were told: corrections of fields, and the queue of mistakes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.core.models import EventId, LibraryId
from storage.database import Read, Write
from storage.epoch import from_epoch, to_epoch


@dataclass(frozen=True, slots=True)
class Mistake:
    """A mistake that a member reported."""

    mistake_id: int
    event_id: EventId
    reporter: int  # Discord user id; 0 is the terminal
    words: str
    reported_at: datetime


async def find_correction(read: Read, event_id: EventId, field: str) -> tuple[bool, str | None]:
    """Whether a field was put right, and its value."""
    row = await read.fetch_one(
        "SELECT value FROM correction WHERE event_id = :event AND field = :field", {"event": event_id, "field": field}
    )
    return (False, None) if row is None else (True, row["value"])


async def save_correction(write: Write, event_id: EventId, field: str, value: str | None, *, now: datetime) -> None:
    """Show this value from now on; None shows the field as empty."""
    await write.change(
        "INSERT INTO correction (event_id, field, value, corrected_at) VALUES (:event, :field, :value, :now)"
        " ON CONFLICT (event_id, field) DO UPDATE SET value = excluded.value, corrected_at = excluded.corrected_at",
        {"event": event_id, "field": field, "value": value, "now": to_epoch(now)},
    )


async def remove_correction(write: Write, event_id: EventId, field: str) -> None:
    """Show what the reports tell again."""
    await write.change(
        "DELETE FROM correction WHERE event_id = :event AND field = :field", {"event": event_id, "field": field}
    )


async def save_mistake(
    write: Write, library: LibraryId, event_id: EventId, words: str, *, reporter: int, now: datetime
) -> int:
    """Put a mistake into the moderators' queue; its id."""
    return await write.execute(
        "INSERT INTO mistake (library_id, event_id, reporter, words, reported_at)"
        " VALUES (:library, :event, :reporter, :words, :now)",
        {"library": library, "event": event_id, "reporter": reporter, "words": words, "now": to_epoch(now)},
    )


async def save_mistakes_move(write: Write, *, old: EventId, new: EventId) -> None:
    """Let what members reported of one entry stand with another of the same library."""
    await write.change("UPDATE mistake SET event_id = :new WHERE event_id = :old", {"old": old, "new": new})


async def count_mistakes(read: Read, library: LibraryId, *, reporter: int | None = None) -> int:
    """How many are open, of one reporter or of all."""
    value = await read.fetch_value(
        "SELECT count(*) FROM mistake WHERE library_id = :library AND settled_at IS NULL"
        " AND (:reporter IS NULL OR reporter = :reporter)",
        {"library": library, "reporter": reporter},
    )
    return int(value)


async def list_mistakes(read: Read, library: LibraryId, *, after: int = 0, limit: int = 10) -> list[Mistake]:
    """The open ones, oldest first; ``after`` is the last id of the page before."""
    rows = await read.fetch_all(
        "SELECT mistake_id, event_id, reporter, words, reported_at FROM mistake"
        " WHERE library_id = :library AND settled_at IS NULL AND mistake_id > :after"
        " ORDER BY mistake_id LIMIT :limit",
        {"library": library, "after": after, "limit": limit},
    )
    return [
        Mistake(
            row["mistake_id"],
            EventId(row["event_id"]),
            row["reporter"],
            row["words"],
            from_epoch(row["reported_at"]),
        )
        for row in rows
    ]


async def mark_mistake_settled(write: Write, library: LibraryId, mistake_id: int, *, now: datetime) -> str | None:
    """Take a mistake out of the queue; its words, None when it was not open there."""
    row = await write.fetch_one(
        "UPDATE mistake SET settled_at = :now"
        " WHERE mistake_id = :mistake AND library_id = :library AND settled_at IS NULL RETURNING words",
        {"library": library, "mistake": mistake_id, "now": to_epoch(now)},
    )
    return None if row is None else str(row["words"])


async def mark_mistake_open(write: Write, library: LibraryId, mistake_id: int) -> bool:
    """Put a mistake back into the queue; False when it went with its entry."""
    changed = await write.change(
        "UPDATE mistake SET settled_at = NULL WHERE mistake_id = :mistake AND library_id = :library",
        {"library": library, "mistake": mistake_id},
    )
    return changed == 1
