"""Putting entries right: withdraw, split, join, correct a field, report a mistake; each logged and undone from there.

Whether somebody may do this is asked where they ask (a command, a button), every time; here it is done and logged.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.core.corrections import read_correction
from bot.core.errors import FaultError, NotFound, QuotaReached, UserError
from bot.core.models import ArticleId, EventId, LibraryId, ReportId
from bot.core.places import Gazetteer
from bot.core.text import normalise_line
from bot.intake.filing import refresh_event
from bot.reading.lexicon import load_gazetteer
from storage.audit import find_audit, mark_undone, save_audit
from storage.corrections import (
    Mistake,
    count_mistakes,
    find_correction,
    list_mistakes,
    mark_mistake_open,
    mark_mistake_settled,
    remove_apart,
    remove_correction,
    save_apart,
    save_correction,
    save_mistake,
)
from storage.database import Database, Write
from storage.events import (
    EventHead,
    EventKeys,
    find_event,
    list_members,
    mark_withdrawn,
    save_event,
    save_event_member_move,
)

_OPEN_MISTAKES = 10  # of one member, so that nobody floods the queue
_GONE = "This entry is no longer in the library."


class CorrectionService:
    """Changes what is shown of one library's events. ``actor`` is a Discord user id, 0 the terminal."""

    def __init__(
        self, database: Database, clock: Callable[[], datetime], *, gazetteer: Gazetteer | None = None
    ) -> None:
        self._database = database
        self._clock = clock
        self._gazetteer = gazetteer or load_gazetteer()

    async def withdraw(self, library: LibraryId, event_id: EventId, *, actor: int) -> int:
        """Show an entry no more; the id in the log. Raises NotFound when it is gone already."""
        async with self._database.transaction() as write:
            await self._find(write, library, event_id)
            await mark_withdrawn(write, library, event_id, withdrawn=True)
            return await self._log(write, library, event_id, {"do": "restore"}, actor=actor, action="fact.withdraw")

    async def restore(self, library: LibraryId, event_id: EventId, *, actor: int) -> int:
        """Show a withdrawn entry again; the id in the log. Raises NotFound when there is none."""
        async with self._database.transaction() as write:
            if not await mark_withdrawn(write, library, event_id, withdrawn=False):
                raise NotFound("No entry of that kind was withdrawn here.")
            return await self._log(write, library, event_id, {"do": "withdraw"}, actor=actor, action="fact.restore")

    async def correct(self, library: LibraryId, event_id: EventId, field: str, typed: str, *, actor: int) -> int:
        """Show another value in a field; the id in the log.

        Raises UserError for a field or value that can't be, NotFound when the entry is gone.
        """
        async with self._database.transaction() as write:
            head = await self._find(write, library, event_id)
            value = read_correction(head.kind, field, typed)
            was_set, was = await find_correction(write, event_id, field)
            await save_correction(write, event_id, field, value, now=self._clock())
            await refresh_event(write, library, event_id, gazetteer=self._gazetteer)
            undo = {"do": "correct", "field": field, "set": was_set, "value": was}
            return await self._log(
                write, library, event_id, undo, actor=actor, action="fact.correct", what=f"{field}: {value or 'none'}"
            )

    async def split(self, library: LibraryId, event_id: EventId, article_id: ArticleId, *, actor: int) -> EventId:
        """Take what one article tells out of an entry, into one of its own; the new entry.

        Raises UserError when the entry has no other source.
        """
        async with self._database.transaction() as write:
            head = await self._find(write, library, event_id)
            members = (await list_members(write, library, [event_id]))[event_id]
            moved = [member.report_id for member in members if member.article_id == article_id]
            kept = [member.report_id for member in members if member.article_id != article_id]
            if not moved:
                raise NotFound("This article is not a source of this entry.")
            if not kept:
                raise UserError("This entry has no other source, so there is nothing to split.")
            new = await self._move(write, library, head, moved, None)
            await save_apart(write, library, moved, kept)
            undo = {"do": "join", "other": new, "apart": [moved, kept]}
            await self._log(write, library, event_id, undo, actor=actor, action="fact.split")
            return new

    async def join(self, library: LibraryId, event_id: EventId, other_id: EventId, *, actor: int) -> EventId:
        """Put another entry's sources into this one, which is returned.

        Raises UserError for entries of different kinds or the same entry.
        """
        if event_id == other_id:
            raise UserError("An entry can't be joined with itself.")
        async with self._database.transaction() as write:
            head, other = await self._find(write, library, event_id), await self._find(write, library, other_id)
            if head.kind is not other.kind:
                raise UserError(f"A {head.kind.value} and a {other.kind.value} can't be one entry.")
            both = await list_members(write, library, [event_id, other_id])
            kept = [member.report_id for member in both[event_id]]
            moved = [member.report_id for member in both[other_id]]
            await remove_apart(write, library, moved, kept)
            await self._move(write, library, other, moved, event_id)
            undo = {"do": "split", "moved": moved}
            await self._log(write, library, event_id, undo, actor=actor, action="fact.join")
            return event_id

    async def report_mistake(self, library: LibraryId, event_id: EventId, words: str, *, reporter: int) -> int:
        """Put a member's words about an entry into the moderators' queue; the id there.

        Raises UserError for no words, QuotaReached when the member has ten open already.
        """
        said = normalise_line(words, 500)
        if not said:
            raise UserError("Say in a few words what is wrong.")
        async with self._database.transaction() as write:
            await self._find(write, library, event_id)
            if await count_mistakes(write, library, reporter=reporter) >= _OPEN_MISTAKES:
                raise QuotaReached("You have ten open reports here. Wait until a moderator has looked at them.")
            return await save_mistake(write, library, event_id, said, reporter=reporter, now=self._clock())

    async def list_mistakes(self, library: LibraryId, *, after: int = 0, limit: int = 10) -> list[Mistake]:
        """The open ones, oldest first."""
        async with self._database.read() as read:
            return await list_mistakes(read, library, after=after, limit=limit)

    async def settle_mistake(self, library: LibraryId, mistake_id: int, *, actor: int) -> int:
        """Take a mistake out of the queue; the id in the log. Raises NotFound when it is not open."""
        async with self._database.transaction() as write:
            if not await mark_mistake_settled(write, library, mistake_id, now=self._clock()):
                raise NotFound("That report is not open any more.")
            undo = {"do": "reopen", "mistake": mistake_id}
            return await save_audit(
                write,
                library,
                actor=actor,
                action="mistake.settle",
                subject=f"report {mistake_id}",
                undo=undo,
                now=self._clock(),
            )

    async def undo(self, library: LibraryId, audit_id: int, *, actor: int) -> str:
        """Undo a change of an entry; its action. Raises UserError when it can't be undone (any more)."""
        async with self._database.transaction() as write:
            entry = await find_audit(write, library, audit_id)
            if entry is None or entry.undo is None or not entry.action.startswith(("fact.", "mistake.")):
                raise NotFound("There is nothing to undo under that number.")
            if not await mark_undone(write, library, audit_id, now=self._clock()):
                raise UserError("That has been undone already.")
            await self._undo(write, library, entry.undo)
            await save_audit(
                write, library, actor=actor, action=f"{entry.action}.undo", subject=entry.subject, now=self._clock()
            )
            return entry.action

    async def _undo(self, write: Write, library: LibraryId, step: Mapping[str, Any]) -> None:
        if step["do"] == "reopen":
            await mark_mistake_open(write, library, step["mistake"])
            return
        event_id = EventId(step["event"])
        head = await find_event(write, library, event_id)
        if head is None:
            raise UserError("The entry has changed since, so this can't be undone.")
        match step["do"]:
            case "restore" | "withdraw":
                await mark_withdrawn(write, library, event_id, withdrawn=step["do"] == "withdraw")
            case "correct":
                if step["set"]:
                    await save_correction(write, event_id, step["field"], step["value"], now=self._clock())
                else:
                    await remove_correction(write, event_id, step["field"])
                await refresh_event(write, library, event_id, gazetteer=self._gazetteer)
            case "join":
                await self._undo_split(write, library, head, step)
            case "split":
                present = (await list_members(write, library, [event_id]))[event_id]
                moved = [member.report_id for member in present if member.report_id in set(step["moved"])]
                if not moved or len(moved) == len(present):
                    raise UserError("The entry has changed since, so this can't be undone.")
                await self._move(write, library, head, moved, None)
            case other:
                raise FaultError(f"the log says to undo by {other!r}")

    async def _undo_split(self, write: Write, library: LibraryId, head: EventHead, step: Mapping[str, Any]) -> None:
        other = await find_event(write, library, EventId(step["other"]))
        if other is None:
            raise UserError("The entry has changed since, so this can't be undone.")
        moved, kept = ([ReportId(report) for report in group] for group in step["apart"])
        await remove_apart(write, library, moved, kept)
        members = (await list_members(write, library, [other.event_id]))[other.event_id]
        await self._move(write, library, other, [member.report_id for member in members], head.event_id)

    async def _find(self, write: Write, library: LibraryId, event_id: EventId) -> EventHead:
        head = await find_event(write, library, event_id)
        if head is None or head.withdrawn:
            raise NotFound(_GONE)
        return head

    async def _move(
        self, write: Write, library: LibraryId, head: EventHead, reports: Sequence[ReportId], target: EventId | None
    ) -> EventId:
        """Move reports out of an event into another, or into a new one that is no news to digests."""
        if target is None:
            target = await save_event(
                write, library, EventKeys(head.kind, head.day, head.day, head.status), now=head.filed_at
            )
        await save_event_member_move(write, reports, old=head.event_id, new=target)
        await refresh_event(write, library, target, gazetteer=self._gazetteer)
        if head.event_id != target:
            await refresh_event(write, library, head.event_id, gazetteer=self._gazetteer)
        return target

    async def _log(
        self,
        write: Write,
        library: LibraryId,
        event_id: EventId,
        undo: Mapping[str, Any],
        *,
        actor: int,
        action: str,
        what: str = "",
    ) -> int:
        return await save_audit(
            write,
            library,
            actor=actor,
            action=action,
            subject=f"entry {event_id}" + (f", {what}" if what else ""),
            undo={**undo, "event": event_id},
            now=self._clock(),
        )
