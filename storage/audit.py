"""The log of everything people changed in a library, and what undoes it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.core.models import LibraryId
from storage.database import Read, Row, Write
from storage.epoch import from_epoch, from_epoch_or_none, to_epoch


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One thing that one person did."""

    audit_id: int
    actor: int  # Discord user id; 0 is the terminal or the bot itself, -1 somebody who asked to be forgotten
    action: str  # "source.add", "source.remove", "fact.withdraw", …
    subject: str  # what it was done to, in words
    undo: Mapping[str, Any] | None  # what undoing it needs; None when it can't be undone
    undone_at: datetime | None
    done_at: datetime


async def save_audit(
    write: Write,
    library: LibraryId,
    *,
    actor: int,
    action: str,
    subject: str,
    undo: Mapping[str, Any] | None = None,
    now: datetime,
) -> int:
    """Log a change in the transaction that makes it; the entry's id, by which it is undone."""
    return await write.execute(
        "INSERT INTO audit (library_id, actor, action, subject, undo, done_at)"
        " VALUES (:library, :actor, :action, :subject, :undo, :now)",
        {
            "library": library,
            "actor": actor,
            "action": action,
            "subject": subject,
            "undo": None if undo is None else json.dumps(dict(undo), ensure_ascii=False),
            "now": to_epoch(now),
        },
    )


async def find_audit(read: Read, library: LibraryId, audit_id: int) -> AuditEntry | None:
    """One entry of this library's log."""
    sql = "SELECT * FROM audit WHERE audit_id = :audit AND library_id = :library"
    row = await read.fetch_one(sql, {"library": library, "audit": audit_id})
    return None if row is None else _read_entry(row)


async def list_audit(read: Read, library: LibraryId, *, before: int | None = None, limit: int = 10) -> list[AuditEntry]:
    """The log, newest first; ``before`` is the last id of the page before."""
    rows = await read.fetch_all(
        "SELECT * FROM audit WHERE library_id = :library AND audit_id < coalesce(:before, 9223372036854775807)"
        " ORDER BY audit_id DESC LIMIT :limit",
        {"library": library, "before": before, "limit": limit},
    )
    return [_read_entry(row) for row in rows]


async def mark_undone(write: Write, library: LibraryId, audit_id: int, *, now: datetime) -> bool:
    """The change is being undone; False when it was already, or never could be."""
    changed = await write.change(
        "UPDATE audit SET undone_at = :now WHERE audit_id = :audit AND library_id = :library"
        " AND undo IS NOT NULL AND undone_at IS NULL",
        {"library": library, "audit": audit_id, "now": to_epoch(now)},
    )
    return changed == 1


def _read_entry(row: Row) -> AuditEntry:
    return AuditEntry(
        audit_id=row["audit_id"],
        actor=row["actor"],
        action=row["action"],
        subject=row["subject"],
        undo=None if row["undo"] is None else json.loads(row["undo"]),
        undone_at=from_epoch_or_none(row["undone_at"]),
        done_at=from_epoch(row["done_at"]),
    )
