"""Servers that the bot is no longer in."""

from __future__ import annotations

from datetime import datetime

from bot.core.models import LibraryId
from storage.database import Read, Write
from storage.epoch import to_epoch


async def mark_left(write: Write, library: LibraryId, *, now: datetime) -> None:
    """Note that the bot left; the first time counts. Nothing for a server without a library."""
    await write.change(
        "INSERT INTO departure (library_id, left_at) SELECT library_id, :now FROM library WHERE library_id = :library"
        " ON CONFLICT (library_id) DO NOTHING",
        {"library": library, "now": to_epoch(now)},
    )


async def mark_back(write: Write, library: LibraryId) -> bool:
    """Note that the bot is in the server again; whether it had left."""
    return await write.change("DELETE FROM departure WHERE library_id = :library", {"library": library}) > 0


async def list_left(read: Read, *, before: datetime) -> list[LibraryId]:
    """Libraries whose servers the bot left before this time."""
    rows = await read.fetch_all(
        "SELECT library_id FROM departure WHERE left_at < :before ORDER BY left_at", {"before": to_epoch(before)}
    )
    return [LibraryId(row["library_id"]) for row in rows]
