"""What a library holds, how it is set up, and what was changed in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.core.errors import UserError
from bot.core.models import LibraryId
from storage.articles import remove_unshelved
from storage.audit import AuditEntry, list_audit, save_audit
from storage.database import Database
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

    async def change_setting(self, library: LibraryId, name: str, value: Value, *, actor: int) -> LibrarySettings:
        """Choose one setting and log it. Raises UserError for a name or value that is not allowed."""
        now = self._clock()
        async with self._database.transaction() as write:
            await save_library(write, library, now=now)
            before = await save_setting(write, library, name, value)
            if before != value:
                await save_audit(
                    write,
                    library,
                    actor=actor,
                    action="setting.change",
                    subject=f"{name.replace('_', ' ')}: {_told(before)} → {_told(value)}",
                    undo={"name": name, "value": before},
                    now=now,
                )
            return await find_settings(write, library)

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
