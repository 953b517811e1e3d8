"""The loop that checks sources when they are due. The schedule is a column of each source; this only ticks.

Sources are taken in turns, library by library (``storage.due``), at most 12 at once and 2 at one host, so that neither
one library's thousand feeds nor one slow host keeps the others waiting; the fetcher's other places stay for what people
add. What moderators are to be told goes on the source's row, from where ``source_notices`` takes it.
"""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from bot.core.errors import UserError
from bot.core.schedule import decide_next_attempt, is_time_to_tell
from bot.core.urls import host_of
from bot.intake.check import Checked
from bot.intake.fetch_faults import FetchFailed, FetchFault
from bot.intake.parsing import find_parser_weakness
from storage.database import Database
from storage.due import claim_due_in_turns
from storage.sources import Source, mark_check_failed, mark_failure_announced

log = structlog.get_logger(__name__)

AT_ONCE = 12
AT_ONCE_PER_HOST = 2
CLAIMED = 96  # claimed at once; few enough to be done within their lease, many enough to go round a slow host
LEASE = timedelta(minutes=30)
TICK_S = 15.0


class Checks(Protocol):
    """Something that checks a source: ``SourceCheck``, or ``SourceWatch`` around it."""

    async def check(self, source: Source) -> Checked:
        """Bring in what is new. Raises UserError, one sentence, when that fails."""
        ...


class SourceWatch:
    """One check with its record: what went wrong is stored, and when it is time, that moderators are to be told."""

    def __init__(self, database: Database, check: Checks, *, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._check = check
        self._clock = clock

    async def check(self, source: Source) -> Checked:
        """Check a source. Raises UserError, one sentence, after the failure was recorded."""
        try:
            return await self._check.check(source)
        except UserError as error:
            await self._record(source, error)
            raise
        except Exception:
            # A fault of ours is the source's failure too: it must neither vanish nor be tried without end.
            await self._record(source, UserError("Something went wrong in the bot; the reason is in its log."))
            raise

    async def _record(self, source: Source, error: UserError) -> None:
        gone = isinstance(error, FetchFailed) and error.fault is FetchFault.GONE
        retry_after_s = error.retry_after_s if isinstance(error, FetchFailed) else None
        now = self._clock()
        at = decide_next_attempt(
            source.source_id, now, failures=source.failures + 1, retry_after_s=retry_after_s, gone=gone
        )
        async with self._database.transaction() as write:
            failures = await mark_check_failed(write, source.source_id, error.sentence, now=now, next_check_at=at)
            if is_time_to_tell(failures, gone=gone):
                await mark_failure_announced(write, source.source_id, now=now)


class PollLoop:
    """Checks what is due, for the life of the bot."""

    def __init__(self, database: Database, watch: Checks, *, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._watch = watch
        self._clock = clock

    async def run(self) -> None:
        """Check until cancelled."""
        weakness = find_parser_weakness()
        if weakness is not None:
            log.warning("old library", reason=weakness)
        while True:
            checked = 0
            try:
                checked = await self.check_due()
            except Exception:  # the loop outlives every fault; what was claimed is due again when its lease ends
                log.exception("checking broke off")
            if checked == 0:
                await asyncio.sleep(TICK_S)

    async def check_due(self) -> int:
        """Check one round of what is due; how many sources."""
        async with self._database.transaction() as write:
            due = await claim_due_in_turns(write, now=self._clock(), limit=CLAIMED, lease=LEASE)
        waiting = deque(due)
        hosts: Counter[str] = Counter()
        free = asyncio.Event()
        async with asyncio.TaskGroup() as group:
            running = 0

            async def check(source: Source, host: str) -> None:
                nonlocal running
                try:
                    await self._check(source)
                finally:
                    running -= 1
                    hosts[host] -= 1
                    free.set()

            while waiting:
                source = _take_next(waiting, hosts) if running < AT_ONCE else None
                if source is None:
                    free.clear()
                    await free.wait()
                    continue
                host = host_of(source.url or "")
                hosts[host] += 1
                running += 1
                group.create_task(check(source, host))
        return len(due)

    async def _check(self, source: Source) -> None:
        try:
            await self._watch.check(source)
        except UserError as error:
            log.info("check failed", source=source.source_id, reason=error.sentence)
        except Exception:
            log.exception("check failed", source=source.source_id)


def _take_next(waiting: deque[Source], hosts: Counter[str]) -> Source | None:
    """The first source whose host has a place; None when none has."""
    for place, source in enumerate(waiting):
        if hosts[host_of(source.url or "")] < AT_ONCE_PER_HOST:
            del waiting[place]
            return source
    return None
