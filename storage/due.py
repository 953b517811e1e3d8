"""Which sources are to be looked at now, in turns, so that one library's many never keep another's few waiting."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.core.models import LibraryId, SourceId
from storage.database import Write
from storage.epoch import to_epoch
from storage.sources import Source, find_source


async def claim_due_in_turns(write: Write, *, now: datetime, limit: int, lease: timedelta) -> list[Source]:
    """The sources that are due, each library's longest overdue first, then each library's second, and so on.

    Each is put off by ``lease``, so that a check that is cut off is made again and none is made twice at once.
    """
    due = await write.fetch_all(
        "SELECT source_id, library_id FROM (SELECT source_id, library_id, next_check_at,"
        " row_number() OVER (PARTITION BY library_id ORDER BY next_check_at, source_id) AS turn"
        " FROM source WHERE state IN ('active', 'failing') AND next_check_at IS NOT NULL AND next_check_at <= :now)"
        " ORDER BY turn, next_check_at, source_id LIMIT :limit",
        {"now": to_epoch(now), "limit": limit},
    )
    until = to_epoch(now + lease)
    await write.execute_many(
        "UPDATE source SET next_check_at = :until WHERE source_id = :source",
        [{"source": row["source_id"], "until": until} for row in due],
    )
    found = [await find_source(write, LibraryId(row["library_id"]), SourceId(row["source_id"])) for row in due]
    return [source for source in found if source is not None]
