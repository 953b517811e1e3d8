"""What a library holds, how it is set up, and what was changed in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.core.errors import NotFound, UserError
from bot.core.models import LibraryId
from storage.articles import remove_unshelved
from storage.audit import AuditEntry, find_audit, list_audit, mark_undone, save_audit
from storage.database import Database
from storage.forgetting import Forgotten, remove_person
from storage.libraries import remove_library, save_library
from storage.settings import LibrarySettings, Value, find_settings, save_setting
from storage.status import LibraryStatus, find_status

_LOG_PAGE = 10
_SWEPT_AT_ONCE = 200  # articles deleted in one transaction, so that others are not kept waiting


@dataclass(frozen=True, slots=True)
class LogPage:
    """One page of the log, newest first."""

    entries: tuple[AuditEntry, ...]
    after: str | None  # cursor of the next, older page; None on the last


class LibraryService:
    """Status, settings and log of libraries. Times come from ``clock`` (aware UTC)."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    async def status(self, library: LibraryId) -> LibraryStatus:
        """What the library holds; all zero for one that nothing was added to."""
        async with self._database.read() as read:
            return await find_status(read, library)

    async def settings(self, library: LibraryId) -> LibrarySettings:
        """How the library is set up."""
        async with self._database.read() as read:
            return await find_settings(read, library)

    async def change_setting(self, library: LibraryId, name: str, value: Value, *, actor: int) -> int | None:
        """Choose one setting and log it; the id in the log, None when it was so already.

        Raises UserError for a name or value that is not allowed.
        """
        now = self._clock()
        audit_id = None
        async with self._database.transaction() as write:
            await save_library(write, library, now=now)
            before = await save_setting(write, library, name, value)
            if before != value:
                audit_id = await save_audit(
                    write,
                    library,
                    actor=actor,
                    action="setting.change",
                    subject=f"{name.replace('_', ' ')}: {_told(before)} → {_told(value)}",
                    undo={"name": name, "value": before, "changed_to": value},
                    now=now,
                )
        return audit_id

    async def undo_setting(self, library: LibraryId, audit_id: int, *, actor: int) -> LibrarySettings:
        """Set a setting back to what it was before a change in the log.

        Raises NotFound for what is no change of a setting here, UserError when it was undone or changed since.
        """
        now = self._clock()
        async with self._database.transaction() as write:
            entry = await find_audit(write, library, audit_id)
            if entry is None or entry.undo is None or entry.action != "setting.change":
                raise NotFound("There is nothing to undo under that number.")
            name, value = entry.undo["name"], entry.undo["value"]
            held = getattr(await find_settings(write, library), name, None)
            if entry.undone_at is None and held != entry.undo.get("changed_to", held):
                raise UserError("It was changed again since. Undo the later change first, or choose it in /settings.")
            if not await mark_undone(write, library, audit_id, now=now):
                raise UserError("That has been undone already.")
            await save_setting(write, library, name, value)
            await save_audit(
                write,
                library,
                actor=actor,
                action="setting.change.undo",
                subject=f"{name.replace('_', ' ')}: {_told(held)} → {_told(value)}",
                now=now,
            )
            return await find_settings(write, library)

    async def forget_person(self, user_id: int) -> Forgotten:
        """Take a person's id out of all that is kept, in every library, as they may ask; what they did stays."""
        async with self._database.transaction() as write:
            return await remove_person(write, user_id)

    async def log(self, library: LibraryId, page: str | None = None) -> LogPage:
        """A page of what was changed. Raises UserError for a cursor that is none of ours."""
        before = None
        if page is not None:
            if not (page.isascii() and page.isdigit() and len(page) <= 18):
                raise UserError("That page is not there any more; open the log again.")
            before = int(page)
        async with self._database.read() as read:
            entries = await list_audit(read, library, before=before, limit=_LOG_PAGE + 1)
        shown = tuple(entries[:_LOG_PAGE])
        return LogPage(shown, str(shown[-1].audit_id) if len(entries) > _LOG_PAGE else None)

    async def remove(self, library: LibraryId) -> bool:
        """Delete all that is the library's own, as when the bot left the server; False when there was nothing."""
        async with self._database.transaction() as write:
            removed = await remove_library(write, library)
        await self.sweep()
        return removed

    async def sweep(self) -> int:
        """Delete public articles that no library holds any more; how many."""
        swept = 0
        while True:
            async with self._database.transaction() as write:
                some = await remove_unshelved(write, limit=_SWEPT_AT_ONCE)
            swept += some
            if some < _SWEPT_AT_ONCE:
                return swept


def _told(value: Value) -> str:
    return "none" if value is None else str(value)
