"""Libraries: one for each Discord server, and one (0) for the terminal."""

from __future__ import annotations

from datetime import datetime

from bot.core.models import LibraryId
from storage.database import Read, Write
from storage.epoch import to_epoch


async def save_library(write: Write, library: LibraryId, *, now: datetime) -> bool:
    """Make the library unless it exists; True when it is new."""
    sql = "INSERT INTO library (library_id, created_at) VALUES (:library, :now) ON CONFLICT DO NOTHING"
    return await write.change(sql, {"library": library, "now": to_epoch(now)}) == 1


async def remove_library(write: Write, library: LibraryId) -> bool:
    """Delete the library with everything that is its own; False when there was none.

    Its sources, shelf, private texts, events, digests, settings and log go with it. Public pages that no library
    holds any more are left to ``articles.remove_unshelved``.
    """
    # Private texts first: their words must leave the search index before the row of the library goes.
    await write.change("DELETE FROM article WHERE owner_library_id = :library", {"library": library})
    return await write.change("DELETE FROM library WHERE library_id = :library", {"library": library}) == 1


async def list_libraries(read: Read) -> list[LibraryId]:
    """Every library, for the bot's own housekeeping; never shown to a person."""
    return [LibraryId(row[0]) for row in await read.fetch_all("SELECT library_id FROM library ORDER BY library_id")]
