"""Polling: fair between libraries and hosts, every due feed once."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.core.errors import UserError
from bot.core.models import LibraryId
from bot.intake.check import Checked
from bot.jobs.poll import AT_ONCE, AT_ONCE_PER_HOST, LEASE, PollLoop, SourceWatch
from storage.database import Database
from storage.due import claim_due_in_turns
from storage.libraries import save_library
from storage.sources import NewSource, Source, SourceKind, SourceState, find_source, mark_checked, save_source

NOW = datetime(2024, 9, 1, 12, tzinfo=UTC)


class Watched:
    """Stands in for the check: counts instead of fetching, and records that it was made."""

    def __init__(self, database: Database, *, pause_s: float = 0.0, broken: str = "") -> None:
        self.database = database
        self.pause_s = pause_s
        self.broken = broken
        self.checked: list[Source] = []
        self.running: Counter[str] = Counter()
        self.most_at_host = 0
        self.most = 0

    async def check(self, source: Source) -> Checked:
        host = (source.url or "").split("/")[2]
        self.running[host] += 1
        self.most_at_host = max(self.most_at_host, self.running[host])
        self.most = max(self.most, self.running.total())
        self.checked.append(source)
        await asyncio.sleep(self.pause_s)
        self.running[host] -= 1
        if self.broken and self.broken in (source.url or ""):
            raise UserError("It is broken.")
        async with self.database.transaction() as write:
            later = NOW + timedelta(hours=1)
            await mark_checked(write, source.source_id, now=NOW, next_check_at=later, etag=None, last_modified=None)
        return Checked()


async def fill(database: Database, feeds: dict[int, int], *, hosts: int) -> None:
    async with database.transaction() as write:
        for library, count in feeds.items():
            await save_library(write, LibraryId(library), now=NOW)
            for n in range(count):
                url = f"https://host{n % hosts}.example/{library}/{n}"
                new = NewSource(SourceKind.FEED, url, f"F{n}", "P", SourceState.ACTIVE, NOW - timedelta(hours=1), 0)
                await save_source(write, LibraryId(library), new, now=NOW)


async def test_library_with_few_feeds_does_not_wait_for_one_with_thousands(tmp_path: Path) -> None:
    database = await Database.open(tmp_path / "library.db")
    try:
        await fill(database, {1: 500, 2: 1, 3: 2}, hosts=100)
        async with database.transaction() as write:
            first = await claim_due_in_turns(write, now=NOW, limit=5, lease=LEASE)
        assert Counter(source.library for source in first) == {1: 2, 2: 1, 3: 2}
    finally:
        await database.close()


async def test_claimed_source_is_not_claimed_again_until_its_lease_ends(tmp_path: Path) -> None:
    database = await Database.open(tmp_path / "library.db")
    try:
        await fill(database, {1: 3}, hosts=3)
        async with database.transaction() as write:
            assert len(await claim_due_in_turns(write, now=NOW, limit=10, lease=LEASE)) == 3
            assert await claim_due_in_turns(write, now=NOW, limit=10, lease=LEASE) == []
            assert len(await claim_due_in_turns(write, now=NOW + LEASE, limit=10, lease=LEASE)) == 3
    finally:
        await database.close()


async def test_one_slow_host_does_not_take_every_place(tmp_path: Path) -> None:
    database = await Database.open(tmp_path / "library.db")
    try:
        await fill(database, {1: 40}, hosts=1)
        await fill(database, {2: 40}, hosts=40)
        watched = Watched(database, pause_s=0.005)
        loop = PollLoop(database, watched, clock=lambda: NOW)
        assert await loop.check_due() == 80
        assert watched.most_at_host <= AT_ONCE_PER_HOST
        assert AT_ONCE_PER_HOST < watched.most <= AT_ONCE
        assert len({source.source_id for source in watched.checked}) == len(watched.checked) == 80
    finally:
        await database.close()


async def test_failing_check_does_not_stop_the_others(tmp_path: Path) -> None:
    database = await Database.open(tmp_path / "library.db")
    try:
        await fill(database, {1: 20}, hosts=20)
        watched = Watched(database, broken="host3.")
        assert await PollLoop(database, watched, clock=lambda: NOW).check_due() == 20
        assert len(watched.checked) == 20
    finally:
        await database.close()


async def test_fault_of_ours_is_recorded_as_a_failure_and_not_tried_without_end(tmp_path: Path) -> None:
    class Broken:
        async def check(self, source: Source) -> Checked:
            raise KeyError(source.title)

    database = await Database.open(tmp_path / "library.db")
    try:
        await fill(database, {1: 1}, hosts=1)
        watch = SourceWatch(database, Broken(), clock=lambda: NOW)
        assert await PollLoop(database, watch, clock=lambda: NOW).check_due() == 1
        async with database.read() as read:
            found = await read.fetch_value("SELECT source_id FROM source")
            source = await find_source(read, LibraryId(1), found)
        assert source is not None
        assert (source.state, source.failures) == (SourceState.FAILING, 1)
        assert source.next_check_at is not None
        assert source.next_check_at >= NOW + timedelta(minutes=5)
        assert "KeyError" not in (source.reason or "")
    finally:
        await database.close()


@pytest.mark.slow
async def test_ten_thousand_due_feeds_are_each_checked_once(tmp_path: Path) -> None:
    database = await Database.open(tmp_path / "library.db")
    try:
        await fill(database, {1: 9_000, 2: 900, 3: 100}, hosts=500)
        watched = Watched(database)
        loop = PollLoop(database, watched, clock=lambda: NOW)
        while await loop.check_due():
            pass
        assert len(watched.checked) == len({source.source_id for source in watched.checked}) == 10_000
        small = [place for place, source in enumerate(watched.checked) if source.library == 3]
        assert max(small) < 600  # the small library's feeds are all among the first
    finally:
        await database.close()
