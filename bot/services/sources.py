"""Looking after sources: what ``/source …``, the message menu and the terminal call. Adding is in ``adding``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from bot.core.errors import NotFound, UserError
from bot.core.models import LibraryId, SourceId
from bot.core.quotas import check_quotas
from bot.core.text import fold
from bot.core.urls import BadUrl, canonical_url, host_of
from bot.intake.filing import unfile_article
from bot.intake.opml import compose_opml
from bot.intake.parsing import PARSE_OPML, run_parser
from bot.jobs.poll import SourceWatch
from bot.services.adding import Added, Found, Said, SourceAdding, check_size
from storage.audit import find_audit, mark_undone, save_audit
from storage.copies import list_copies_of_source, release_copies, restore_copies
from storage.database import Write
from storage.leaving import count_leaving
from storage.libraries import save_library
from storage.quotas import measure_library
from storage.shelves import reshelve_source, unshelve_source
from storage.sources import (
    NewSource,
    Source,
    SourceKind,
    SourceState,
    count_articles_of,
    find_source,
    find_source_by_url,
    list_sources,
    mark_paused,
    mark_removed,
    mark_restored,
    mark_resumed,
    save_source,
)

__all__ = ["Added", "Found", "Said", "SourceService", "check_size"]

_ALL = 10_000  # sources of one library that are looked through
_NO_SOURCE = "There is no source like that here. /source list shows them all."


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A source as it is listed."""

    source: Source
    articles: int  # brought to the shelf


@dataclass(frozen=True, slots=True)
class SourcePage:
    """One page of sources, in the order they were added."""

    sources: tuple[SourceRow, ...]
    after: SourceId | None  # ask for the next page with it; None on the last


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What a check by hand brought."""

    source: Source  # after the check
    new: int  # articles that the library did not hold before
    changed: int  # that it held in an earlier version
    known: int  # that it held as they are
    note: str | None


@dataclass(frozen=True, slots=True)
class Going:
    """What removing a source takes with it."""

    source: Source
    articles: int  # that only this source holds on the shelf


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a list of feeds."""

    added: int
    known: int
    refused: tuple[tuple[str, str], ...]  # address as written, and the sentence why


class SourceService(SourceAdding):
    """Sources of all libraries; every method works for one."""

    @cached_property
    def watch(self) -> SourceWatch:
        """What the poll loop checks sources with; one for all, as no source is checked twice at a time."""
        return SourceWatch(self._database, self._check, clock=self._clock)

    async def list_sources(
        self, library: LibraryId, after: SourceId | int | str | None = None, limit: int = 10
    ) -> SourcePage:
        """A page of the library's sources; ``after`` is what the page before gave."""
        start = SourceId(int(after)) if after else None
        async with self._database.read() as read:
            found = await list_sources(read, library, after=start, limit=limit + 1)
            shown = found[:limit]
            counted = await count_articles_of(read, library, [source.source_id for source in shown])
        rows = tuple(SourceRow(source, counted[source.source_id]) for source in shown)
        return SourcePage(rows, shown[-1].source_id if len(found) > limit else None)

    async def complete_sources(self, library: LibraryId, typed: str, limit: int = 25) -> list[tuple[SourceId, str]]:
        """Sources whose title or host holds what was typed, those that begin with it first."""
        wanted = fold(typed)
        async with self._database.read() as read:
            sources = await list_sources(read, library, limit=_ALL)
        keyed = [(fold(f"{source.title} {host_of(source.url or '')}"), source) for source in sources]
        fitting = [(not key.startswith(wanted), source) for key, source in keyed if wanted in key]
        fitting.sort(key=lambda pair: pair[0])
        return [(source.source_id, source.title) for _, source in fitting[:limit]]

    async def find_source(self, library: LibraryId, source_id: SourceId) -> Source:
        """One source of this library. Raises NotFound."""
        async with self._database.read() as read:
            source = await find_source(read, library, source_id)
        if source is None or source.state is SourceState.REMOVED:
            raise NotFound(_NO_SOURCE)
        return source

    async def check(self, library: LibraryId, source_id: SourceId, *, actor: int) -> CheckResult:
        """Look at a source now. Raises UserError, one sentence, when it can't be reached; NotFound."""
        source = await self.find_source(library, source_id)
        if source.url is None or source.state is SourceState.DONE:
            raise UserError("That is a text that was added once; there is nothing to check.")
        self._keep_pace(library, actor)
        checked = await self.watch.check(source)
        new = sum(arrival.new for arrival in checked.arrivals)
        changed = sum(arrival.changed for arrival in checked.arrivals)
        note = f"{checked.left:,} more follow in the next minutes." if checked.left else None
        if checked.unchanged:
            note = "Nothing has changed there since the last check."
        known = len(checked.arrivals) - new - changed
        return CheckResult(await self.find_source(library, source_id), new, changed, known, note)

    async def pause(self, library: LibraryId, source_id: SourceId, *, actor: int) -> Source:
        """No more checks until it is resumed. Raises UserError when it is not being checked; NotFound."""
        source = await self.find_source(library, source_id)
        async with self._database.transaction() as write:
            if not await mark_paused(write, library, source_id):
                raise UserError("That source is not being checked, so there is nothing to pause.")
            await self._log(write, source, actor, "source.pause", {"source": source_id})
        return await self.find_source(library, source_id)

    async def resume(self, library: LibraryId, source_id: SourceId, *, actor: int) -> Source:
        """Checked again from now on. Raises UserError when it is not paused; NotFound."""
        source = await self.find_source(library, source_id)
        async with self._database.transaction() as write:
            if not await mark_resumed(write, library, source_id, now=self._clock()):
                raise UserError("That source is not paused.")
            await self._log(write, source, actor, "source.resume", {"source": source_id})
        return await self.find_source(library, source_id)

    async def what_goes(self, library: LibraryId, source_id: SourceId) -> Going:
        """What removing this source takes with it, for the question before. Raises NotFound."""
        source = await self.find_source(library, source_id)
        async with self._database.read() as read:
            return Going(source, await count_leaving(read, library, source_id))

    async def remove(self, library: LibraryId, source_id: SourceId, *, actor: int) -> int:
        """Take a source and what only it holds off the shelf; the log entry's id, by which it is undone.

        Articles that other libraries hold stay there. Raises NotFound.
        """
        source = await self.find_source(library, source_id)
        async with self._database.transaction() as write:
            return await self._remove(write, source, actor)

    async def undo(self, library: LibraryId, audit_id: int, *, actor: int) -> str:
        """Undo what was done to a source; one sentence about it. Raises NotFound, or UserError when it is too late."""
        async with self._database.read() as read:
            entry = await find_audit(read, library, audit_id)
            if entry is None or entry.undo is None or not entry.action.startswith("source."):
                raise NotFound("There is nothing there that can be undone.")
            source = await find_source(read, library, SourceId(int(entry.undo["source"])))
        if source is None:
            raise UserError("That can't be undone any more: it is too long ago.")
        async with self._database.transaction() as write:
            if not await mark_undone(write, library, audit_id, now=self._clock()):
                raise UserError("That was undone already.")
            told = await self._undo(write, source, entry.action, entry.undo, actor)
        await self._reading.file_read()
        return told

    async def export_opml(self, library: LibraryId) -> bytes:
        """The library's feeds as OPML."""
        async with self._database.read() as read:
            sources = await list_sources(read, library, limit=_ALL)
        feeds = [(source.title, source.url) for source in sources if source.kind is SourceKind.FEED and source.url]
        return compose_opml(feeds)

    async def import_opml(self, library: LibraryId, content: bytes, *, actor: int) -> Imported:
        """Add the feeds of an OPML list; each is looked at within the next minutes.

        Raises UserError when it is no such list, and QuotaReached.
        """
        check_size(len(content))
        await self._check_allowed(library, actor)
        listed = await run_parser(self._worker, PARSE_OPML, content)
        refused: list[tuple[str, str]] = []
        added = known = 0
        now = self._clock()
        async with self._database.transaction() as write:
            await save_library(write, library, now=now)
            for outline in listed.feeds:
                try:
                    url = canonical_url(outline.url)
                    check_quotas(await measure_library(write, library), self._quotas, new_source=True)
                except BadUrl as error:
                    refused.append((outline.url[:200], error.sentence))
                    continue
                except UserError as error:
                    refused.append((outline.url[:200], error.sentence))
                    break
                if await find_source_by_url(write, library, url) is not None:
                    known += 1
                    continue
                title = outline.title or host_of(url)
                new = NewSource(SourceKind.FEED, url, title, title, SourceState.ACTIVE, now, actor)
                source_id = await save_source(write, library, new, now=now)
                undo = {"source": source_id}
                await save_audit(write, library, actor=actor, action="source.add", subject=title, undo=undo, now=now)
                added += 1
        if listed.left_out:
            refused.append((f"{listed.left_out:,} more", "A list may have up to 1,000 feeds."))
        return Imported(added, known, tuple(refused))

    async def _remove(self, write: Write, source: Source, actor: int) -> int:
        if not await mark_removed(write, source.library, source.source_id, now=self._clock()):
            raise NotFound(_NO_SOURCE)
        copies = await list_copies_of_source(write, source.library, source.source_id)
        gone = await unshelve_source(write, source.library, source.source_id)
        for article_id in gone:
            await unfile_article(write, source.library, article_id)
        await release_copies(write, source.library, gone)
        undo = {"source": source.source_id, "state": source.state.value, "copies": copies}
        return await self._log(write, source, actor, "source.remove", undo)

    async def _undo(self, write: Write, source: Source, action: str, undo: Mapping[str, Any], actor: int) -> str:
        library, source_id, now = source.library, source.source_id, self._clock()
        match action:
            case "source.add":
                await self._remove(write, source, actor)
                return f"“{source.title}” is removed again."
            case "source.remove":
                before = SourceState(undo["state"])
                polled = before in {SourceState.ACTIVE, SourceState.FAILING}
                if not await mark_restored(write, library, source_id, before, next_check_at=now if polled else None):
                    raise UserError("That can't be put back: it was added again meanwhile.")
                await reshelve_source(write, library, source_id)
                await restore_copies(write, library, [(copy, original) for copy, original in undo.get("copies", ())])
                await self._log(write, source, actor, "source.restore", None)
                return f"“{source.title}” is back with what it brought."
            case "source.pause":
                await mark_resumed(write, library, source_id, now=now)
                return f"“{source.title}” is checked again."
            case _:
                await mark_paused(write, library, source_id)
                return f"“{source.title}” is paused again."

    async def _log(
        self, write: Write, source: Source, actor: int, action: str, undo: Mapping[str, object] | None
    ) -> int:
        return await save_audit(
            write, source.library, actor=actor, action=action, subject=source.title, undo=undo, now=self._clock()
        )
