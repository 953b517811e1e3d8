"""Putting entries right: withdraw, split, join, correct a field, report a mistake; each logged and undone from there.

Whether somebody may do this is asked where they ask (a command, a button), every time; here it is done and logged.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.core.cards import Card
from bot.core.corrections import read_correction
from bot.core.errors import FaultError, NotFound, QuotaReached, UserError
from bot.core.models import ArticleId, EventId, FactKind, LibraryId, ReportId
from bot.core.text import normalise_line
from bot.reading.lexicon.lists import load_gazetteer
from bot.services.entry_moves import join_entries, mark_entry_withdrawn, move_reports, part_entries
from bot.services.gather import load_cards
from storage.audit import find_audit, mark_undone, save_audit
from storage.corrections import (
    Mistake,
    count_mistakes,
    find_correction,
    list_mistakes,
    mark_mistake_open,
    mark_mistake_settled,
    remove_correction,
    save_correction,
    save_mistake,
)
from storage.database import Database, Read, Write
from storage.event_neighbours import list_neighbours
from storage.events import (
    EventHead,
    find_event,
    find_event_numbered,
    list_members,
    list_withdrawn,
)
from storage.rulings import remove_ruling, save_ruling

_OPEN_MISTAKES = 10  # of one member, so that nobody floods the queue
_LIKELY_DAYS = {FactKind.MEETING: 120, FactKind.STATEMENT: 30}  # how far off entries are offered for joining
_LIKELY_DAYS_ELSE = 800
_GONE = "This entry is no longer in the library."
_CHANGED = "The entry has changed since, so this can't be undone."


@dataclass(frozen=True, slots=True)
class Changed:
    """What a change of entries left behind."""

    event_id: EventId  # the entry that came of it
    number: int  # as people see it
    audit_id: int  # in the log, to undo it by


class CorrectionService:
    """Changes what is shown of one library's events. ``actor`` is a Discord user id, 0 the terminal."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock
        self._gazetteer = load_gazetteer()

    async def withdraw(self, library: LibraryId, event_id: EventId, *, actor: int) -> int:
        """Show an entry no more, nor what is read of it again; the id in the log.

        Raises NotFound when it is gone already.
        """
        async with self._database.transaction() as write:
            head = await _find(write, library, event_id)
            await mark_entry_withdrawn(write, library, event_id, withdrawn=True)
            return await self._log(write, library, head, {"do": "restore"}, actor=actor, action="fact.withdraw")

    async def restore(self, library: LibraryId, event_id: EventId, *, actor: int) -> int:
        """Show a withdrawn entry again; the id in the log. Raises NotFound when there is none."""
        async with self._database.transaction() as write:
            head = await find_event(write, library, event_id)
            if head is None or not await mark_entry_withdrawn(write, library, event_id, withdrawn=False):
                raise NotFound("No entry of that kind was withdrawn here.")
            return await self._log(write, library, head, {"do": "withdraw"}, actor=actor, action="fact.restore")

    async def list_withdrawn(
        self, library: LibraryId, *, before: int | None = None, limit: int = 5
    ) -> tuple[list[Card], int | None]:
        """Cards of the withdrawn entries, newest first, and where the next page begins (None on the last)."""
        async with self._database.read() as read:
            heads = await list_withdrawn(read, library, before=before, limit=limit + 1)
            shown = [head.event_id for head in heads[:limit]]
            cards = await load_cards(read, library, shown, self._gazetteer, withdrawn=True)
        return cards, heads[limit - 1].number if len(heads) > limit else None

    async def correct(self, library: LibraryId, event_id: EventId, field: str, typed: str, *, actor: int) -> int:
        """Show another value in a field; the id in the log.

        Raises UserError for a field or value that can't be, NotFound when the entry is gone.
        """
        async with self._database.transaction() as write:
            head = await _find(write, library, event_id)
            value = read_correction(head.kind, field, typed)
            was_set, was = await find_correction(write, event_id, field)
            await save_correction(write, event_id, field, value, now=self._clock())
            await move_reports(write, library, head, [], head.event_id, gazetteer=self._gazetteer)
            undo = {"do": "correct", "field": field, "set": was_set, "value": was}
            return await self._log(
                write, library, head, undo, actor=actor, action="fact.correct", what=f"{field}: {value or 'none'}"
            )

    async def split(self, library: LibraryId, event_id: EventId, article_id: ArticleId, *, actor: int) -> Changed:
        """Take what one article tells out of an entry, into one of its own, which is returned.

        Raises UserError when the entry has no other source.
        """
        async with self._database.transaction() as write:
            head = await _find(write, library, event_id)
            members = (await list_members(write, library, [event_id]))[event_id]
            moved = [member.report_id for member in members if member.article_id == article_id]
            kept = [member.report_id for member in members if member.article_id != article_id]
            if not moved:
                raise NotFound("This article is not a source of this entry.")
            if not kept:
                raise UserError("This entry has no other source, so there is nothing to split.")
            new = await move_reports(write, library, head, moved, None, gazetteer=self._gazetteer)
            await save_ruling(write, library, moved, kept, together=False)
            made = await _find(write, library, new)
            undo = {"do": "join", "other": new, "other_number": made.number, "apart": [moved, kept]}
            audit_id = await self._log(
                write, library, head, undo, actor=actor, action="fact.split", what=f"into entry {made.number}"
            )
            return Changed(new, made.number, audit_id)

    async def list_likely(self, library: LibraryId, event_id: EventId, *, limit: int = 25) -> list[Card]:
        """Entries that may tell the same as this one: of its kind, with its parties or words, the likest first."""
        async with self._database.read() as read:
            head = await _find(read, library, event_id)
            days = _LIKELY_DAYS.get(head.kind, _LIKELY_DAYS_ELSE)
            found = await list_neighbours(read, library, event_id, days=days, limit=limit)
            return await load_cards(read, library, found, self._gazetteer)

    async def find_entry(self, library: LibraryId, number: int, *, withdrawn: bool = False) -> EventId:
        """The entry that people know by this number. Raises NotFound when none is shown (or withdrawn) under it."""
        async with self._database.read() as read:
            head = await find_event_numbered(read, library, number)
        if head is None or head.withdrawn is not withdrawn:
            told = "was withdrawn" if withdrawn else "is shown"
            raise NotFound(f"No entry {told} under the number {number} here.")
        return head.event_id

    async def join(self, library: LibraryId, event_id: EventId, other_id: EventId, *, actor: int) -> Changed:
        """Put another entry's sources into this one, which is returned.

        What was put right in either stays; where both were, this one's holds. What members reported goes along.
        Raises UserError for entries of different kinds or the same entry.
        """
        if event_id == other_id:
            raise UserError("An entry can't be joined with itself.")
        async with self._database.transaction() as write:
            head, other = await _find(write, library, event_id), await _find(write, library, other_id)
            if head.kind is not other.kind:
                raise UserError(f"Entries of two kinds ({head.kind.value} and {other.kind.value}) can't be joined.")
            undo = await join_entries(write, library, head, other, now=self._clock(), gazetteer=self._gazetteer)
            audit_id = await self._log(
                write, library, head, undo, actor=actor, action="fact.join", what=f"with entry {other.number}"
            )
            return Changed(event_id, head.number, audit_id)

    async def report_mistake(self, library: LibraryId, event_id: EventId, words: str, *, reporter: int) -> int:
        """Put a member's words about an entry into the moderators' queue; the id there.

        Raises UserError for no words, QuotaReached when the member has ten open already.
        """
        said = normalise_line(words, 500)
        if not said:
            raise UserError("Say in a few words what is wrong.")
        async with self._database.transaction() as write:
            await _find(write, library, event_id)
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
            words = await mark_mistake_settled(write, library, mistake_id, now=self._clock())
            if words is None:
                raise NotFound("That report is not open any more.")
            undo = {"do": "reopen", "mistake": mistake_id}
            return await save_audit(
                write, library, actor=actor, action="mistake.settle", subject=words[:80], undo=undo, now=self._clock()
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
            if not await mark_mistake_open(write, library, step["mistake"]):
                raise UserError("The entry it was about is gone, so this can't be undone.")
            return
        head = await find_event(write, library, EventId(step["event"]))
        # An id may come again when its entry has gone; a number never does (older lines of the log have none).
        if head is None or head.number != step.get("number", head.number):
            raise UserError(_CHANGED)
        match step["do"]:
            case "restore" | "withdraw":
                await mark_entry_withdrawn(write, library, head.event_id, withdrawn=step["do"] == "withdraw")
            case "correct":
                if step["set"]:
                    await save_correction(write, head.event_id, step["field"], step["value"], now=self._clock())
                else:
                    await remove_correction(write, head.event_id, step["field"])
                await move_reports(write, library, head, [], head.event_id, gazetteer=self._gazetteer)
            case "join":
                await self._undo_split(write, library, head, step)
            case "split":
                if not await part_entries(write, library, head, step, now=self._clock(), gazetteer=self._gazetteer):
                    raise UserError(_CHANGED)
            case other:
                raise FaultError(f"the log says to undo by {other!r}")

    async def _undo_split(self, write: Write, library: LibraryId, head: EventHead, step: Mapping[str, Any]) -> None:
        other = await find_event(write, library, EventId(step["other"]))
        if other is None or other.number != step.get("other_number", other.number):
            raise UserError(_CHANGED)
        await join_entries(write, library, head, other, now=self._clock(), gazetteer=self._gazetteer)
        moved, kept = ([ReportId(report) for report in group] for group in step["apart"])
        await remove_ruling(write, library, moved, kept)

    async def _log(
        self,
        write: Write,
        library: LibraryId,
        head: EventHead,
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
            subject=f"entry {head.number}" + (f", {what}" if what else ""),
            undo={**undo, "event": head.event_id, "number": head.number},
            now=self._clock(),
        )


async def _find(read: Read, library: LibraryId, event_id: EventId) -> EventHead:
    head = await find_event(read, library, event_id)
    if head is None or head.withdrawn:
        raise NotFound(_GONE)
    return head
