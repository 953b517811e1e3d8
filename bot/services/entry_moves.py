"""Moving reports between entries in an open transaction: what joining, splitting, withdrawing and undoing share.

``join_entries`` answers with what ``part_entries`` needs to undo it, as the log keeps it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.core.corrections import mark_fact
from bot.core.models import EventId, LibraryId, ReportId
from bot.core.places import Gazetteer
from bot.intake.filing import refresh_event
from storage.corrections import remove_correction, save_correction, save_mistakes_move
from storage.database import Write
from storage.events import (
    EventHead,
    EventKeys,
    list_corrections,
    list_members,
    mark_withdrawn,
    save_event,
    save_event_member_move,
)
from storage.reports import list_reports
from storage.rulings import are_apart, remove_ruling, save_ruling
from storage.withdrawals import remove_withdrawn_marks, save_withdrawn_marks

_ALL = 1_000_000  # reports of an entry; a person may be named in thousands of articles


async def move_reports(
    write: Write,
    library: LibraryId,
    head: EventHead,
    reports: Sequence[ReportId],
    target: EventId | None,
    *,
    gazetteer: Gazetteer,
) -> EventId:
    """Move reports out of an event into another, or into a new one that is no news to digests; both keep their keys.

    Moving none into the event itself composes its keys anew.
    """
    if target is None:
        target = await save_event(
            write, library, EventKeys(head.kind, head.day, head.day, head.status), now=head.filed_at
        )
    await save_event_member_move(write, reports, old=head.event_id, new=target)
    await refresh_event(write, library, target, gazetteer=gazetteer)
    if head.event_id != target:
        await refresh_event(write, library, head.event_id, gazetteer=gazetteer)
    return target


async def join_entries(
    write: Write, library: LibraryId, head: EventHead, other: EventHead, *, now: datetime, gazetteer: Gazetteer
) -> dict[str, Any]:
    """Put all of the other event into the first, with what was put right in it and what members reported of it."""
    both = await list_members(write, library, [head.event_id, other.event_id], limit=_ALL)
    kept = [member.report_id for member in both[head.event_id]]
    moved = [member.report_id for member in both[other.event_id]]
    corrections = await list_corrections(write, [head.event_id, other.event_id])
    own = {field for field, _ in corrections.get(head.event_id, ())}
    theirs = corrections.get(other.event_id, ())
    for field, value in theirs:
        if field not in own:
            await save_correction(write, head.event_id, field, value, now=now)
    await save_mistakes_move(write, old=other.event_id, new=head.event_id)
    apart = await are_apart(write, library, moved, kept)
    await save_ruling(write, library, moved, kept, together=True)
    await move_reports(write, library, other, moved, head.event_id, gazetteer=gazetteer)
    return {
        "do": "split",
        "moved": moved,
        "apart": apart,
        "carried": [field for field, _ in theirs if field not in own],
        "corrections": [list(pair) for pair in theirs],
    }


async def part_entries(
    write: Write, library: LibraryId, head: EventHead, step: Mapping[str, Any], *, now: datetime, gazetteer: Gazetteer
) -> bool:
    """Undo a joining, into a new entry; False when nothing of one of the two is left."""
    present = (await list_members(write, library, [head.event_id], limit=_ALL))[head.event_id]
    came = {ReportId(report) for report in step["moved"]}
    moved = [member.report_id for member in present if member.report_id in came]
    kept = [member.report_id for member in present if member.report_id not in came]
    if not moved or not kept:
        return False
    for field in step["carried"]:
        await remove_correction(write, head.event_id, field)
    new = await move_reports(write, library, head, moved, None, gazetteer=gazetteer)
    for field, value in step["corrections"]:
        await save_correction(write, new, field, value, now=now)
    await remove_ruling(write, library, moved, kept)
    if step["apart"]:
        await save_ruling(write, library, moved, kept, together=False)
    await refresh_event(write, library, new, gazetteer=gazetteer)
    return True


async def mark_entry_withdrawn(write: Write, library: LibraryId, event_id: EventId, *, withdrawn: bool) -> bool:
    """Show an event no more, nor what is read of it again; or show it again. False when it was so already."""
    if not await mark_withdrawn(write, library, event_id, withdrawn=withdrawn):
        return False
    members = (await list_members(write, library, [event_id], limit=_ALL))[event_id]
    reports = await list_reports(write, library, [member.report_id for member in members])
    marks = [mark_fact(report.fact) for report in reports]
    if withdrawn:
        await save_withdrawn_marks(write, library, marks)
    else:
        await remove_withdrawn_marks(write, library, marks)
    return True
