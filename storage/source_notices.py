"""What moderators are still to be told about their sources: one row of ``source`` each, so that no stop loses it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.core.models import LibraryId, SourceId
from storage.database import Read, Write
from storage.epoch import from_epoch, to_epoch


@dataclass(frozen=True, slots=True)
class SourceNotice:
    """Something that the moderators of a library should hear about one of its sources."""

    library: LibraryId
    source_id: SourceId
    title: str
    reason: str | None  # one plain sentence when it fails, None when it is well again
    at: datetime  # when it came up; the same each time it is tried


async def list_source_notices(read: Read, *, limit: int) -> list[SourceNotice]:
    """What is still to be told, the oldest first."""
    rows = await read.fetch_all(
        "SELECT source_id, library_id, title, notice, reason, notice_at FROM source"
        " WHERE notice IS NOT NULL AND state <> 'removed' ORDER BY notice_at, source_id LIMIT :limit",
        {"limit": limit},
    )
    return [
        SourceNotice(
            library=LibraryId(row["library_id"]),
            source_id=SourceId(row["source_id"]),
            title=row["title"],
            reason=(row["reason"] or "It can't be read.") if row["notice"] == "failing" else None,
            at=from_epoch(row["notice_at"]),
        )
        for row in rows
    ]


async def mark_notice_tried(write: Write, notice: SourceNotice) -> bool:
    """It is about to be told; False when it no longer holds."""
    sql = "UPDATE source SET notice_tried = 1 WHERE source_id = :source AND notice = :kind AND notice_at = :at"
    return await write.change(sql, _name(notice)) == 1


async def mark_notice_told(write: Write, notice: SourceNotice) -> None:
    """It was told. What came up meanwhile is still to be told."""
    sql = (
        "UPDATE source SET notice = NULL, notice_at = NULL, notice_tried = 0"
        " WHERE source_id = :source AND notice = :kind AND notice_at = :at"
    )
    await write.change(sql, _name(notice))


def _name(notice: SourceNotice) -> dict[str, int | str]:
    kind = "well" if notice.reason is None else "failing"
    return {"source": notice.source_id, "kind": kind, "at": to_epoch(notice.at)}
