from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.core.errors import UserError
from bot.core.troubles import Troubles
from bot.jobs.deliver import Pacer, TokenRefused
from bot.jobs.housekeeping import Housekeeping
from bot.jobs.scheduler import Job, Scheduler, list_digest_jobs, list_keeping_jobs
from bot.jobs.watch import Standstill
from bot.services.digests import OrderWords
from storage.backup import list_faults
from storage.database import Database, DiskFull, TooSlow
from tests.jobs.desk import Newsroom
from tests.services.made import HOME

OFTEN = timedelta(milliseconds=20)


def scheduler(*jobs: Job, troubles: Troubles | None = None) -> Scheduler:
    return Scheduler(list(jobs), troubles or Troubles(), clock=lambda: datetime.now(UTC))


async def run_until(event: asyncio.Event, *jobs: Job) -> None:
    """Tick until the event is set."""
    ticking = asyncio.create_task(scheduler(*jobs).run())
    async with asyncio.timeout(30):
        await event.wait()
    ticking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await ticking


async def test_a_job_that_fails_comes_again_and_does_not_keep_the_others() -> None:
    failures, others, enough = 0, 0, asyncio.Event()

    async def fail() -> None:
        nonlocal failures
        failures += 1
        raise RuntimeError("broken")

    async def work() -> None:
        nonlocal others
        others += 1
        if failures >= 3 and others >= 3:
            enough.set()

    await run_until(enough, Job("fails", fail, OFTEN), Job("works", work, OFTEN))


async def test_a_job_that_takes_longer_than_its_interval_is_not_doubled() -> None:
    running, most, done = 0, 0, asyncio.Event()
    rounds = 0

    async def slow() -> None:
        nonlocal running, most, rounds
        running += 1
        most = max(most, running)
        await asyncio.sleep(0.1)
        running -= 1
        rounds += 1
        if rounds == 3:
            done.set()

    await run_until(done, Job("slow", slow, OFTEN, soon=False))
    assert most == 1


async def test_a_job_that_was_cancelled_from_within_comes_again() -> None:
    calls, done = 0, asyncio.Event()

    async def cancelled() -> None:
        nonlocal calls
        calls += 1
        if calls == 3:
            done.set()
        raise asyncio.CancelledError

    await run_until(done, Job("cancelled", cancelled, OFTEN))


async def test_stopping_ends_what_is_running() -> None:
    begun, ended = asyncio.Event(), asyncio.Event()

    async def endless() -> None:
        begun.set()
        try:
            await asyncio.sleep(3600)
        finally:
            ended.set()

    await run_until(begun, Job("endless", endless, OFTEN))
    assert ended.is_set()


@pytest.mark.parametrize("error", [TokenRefused("The token is refused."), Standstill("Nothing gets through.")])
async def test_only_a_refused_token_or_a_standstill_ends_the_scheduler(error: UserError) -> None:
    """Also while another job of the start hangs."""

    async def refuse() -> None:
        raise error

    async def hang() -> None:
        await asyncio.Event().wait()

    with pytest.raises(type(error)):
        async with asyncio.timeout(30):
            await scheduler(Job("hangs", hang, OFTEN), Job("refuses", refuse, OFTEN)).run()


@pytest.mark.parametrize(
    "error", [DiskFull("The bot's disk is full."), TooSlow("That took too long."), UserError("/data/copy.db exists.")]
)
async def test_a_disk_that_is_full_or_slow_is_told_in_status_until_the_job_works_again(error: UserError) -> None:
    troubles, told, worked = Troubles(), "", asyncio.Event()
    calls = 0

    async def work() -> None:
        nonlocal calls, told
        calls += 1
        if calls == 2:
            told = troubles.list_all()[0].sentence
        if calls == 4:
            worked.set()
        if calls < 3:
            raise error

    ticking = asyncio.create_task(scheduler(Job("making digests", work, OFTEN), troubles=troubles).run())
    async with asyncio.timeout(30):
        await worked.wait()
    assert not ticking.done()
    ticking.cancel()
    await asyncio.gather(ticking, return_exceptions=True)
    assert told.startswith("Making digests fails and is tried again by itself.")
    assert ("disk is full" in told) is isinstance(error, DiskFull)
    assert "/data" not in told, "paths are the log's"
    assert troubles.list_all() == ()


async def test_a_job_of_every_six_hours_that_fails_is_tried_again_within_a_minute(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.jobs.scheduler.AGAIN", OFTEN)
    calls, again = 0, asyncio.Event()

    async def fail_once() -> None:
        nonlocal calls
        calls += 1
        if calls == 1:
            raise RuntimeError("broken")
        again.set()

    await run_until(again, Job("tidying up", fail_once, timedelta(hours=6)))
    assert calls == 2


async def test_the_jobs_make_and_send_a_digest(room: Newsroom) -> None:
    await room.order()
    await room.news(1)
    jobs = list_digest_jobs(room.digests.desk, room.delivery)
    ticking = asyncio.create_task(scheduler(*[Job(job.name, job.work, OFTEN) for job in jobs]).run())
    async with asyncio.timeout(30):
        while not room.discord.messages:  # noqa: ASYNC110  # the fake has no event
            await asyncio.sleep(0.01)
    ticking.cancel()
    await asyncio.gather(ticking, return_exceptions=True)
    assert len(room.discord.messages) == 1


async def test_the_pace_is_kept_in_the_order_of_asking() -> None:
    pacer, passed = Pacer(100), []

    async def go(number: int) -> float:
        await pacer.wait()
        passed.append(number)
        return asyncio.get_running_loop().time()

    times = await asyncio.gather(*(go(number) for number in range(20)))
    assert passed == list(range(20))
    assert times[-1] - times[0] >= 0.18


async def test_the_night_s_copy_is_made_once_and_old_ones_go(room: Newsroom, tmp_path: Path) -> None:
    folder = tmp_path / "copies"
    keeping = Housekeeping(room.database, clock=room.clock, backups=folder, kept=2)
    for _ in range(4):
        assert await keeping.save_nightly() is not None
        assert await keeping.save_nightly() is None
        room.clock.move(days=1)
    copies = sorted(folder.iterdir())
    assert [copy.name for copy in copies] == ["communique-2026-11-22.db", "communique-2026-11-23.db"]
    assert await list_faults(copies[0]) == ()
    assert await Housekeeping(room.database, clock=room.clock).save_nightly() is None


async def test_tidying_forgets_drafts_and_removed_digests_but_not_what_was_told(room: Newsroom) -> None:
    digest = await room.order("daily", at="08:00")
    removed = await room.order("daily", at="08:00", channel=6)
    order = await room.digests.read_order(HOME, OrderWords(5, "daily", zone="UTC"))
    await room.digests.create(HOME, order, actor=1, draft=True)
    await room.news(1)
    room.clock.move(hours=2)
    await room.run()
    await room.digests.remove(HOME, removed.digest_id, actor=1)
    room.clock.move(days=200)
    await room.digests.desk.compose_due()
    keeping = Housekeeping(room.database, clock=room.clock)
    assert await keeping.tidy() > 0
    async with room.database.read() as read:
        kept = [row[0] for row in await read.fetch_all("SELECT digest_id FROM digest")]
        assert kept == [digest.digest_id]
        assert await read.fetch_value("SELECT count(*) FROM delivery_item") == 1
        assert await read.fetch_value("SELECT count(*) FROM news") == 0
    assert {job.name for job in list_keeping_jobs(keeping)} == {"tidying up", "copying the database"}


async def test_a_copy_that_is_restored_posts_nothing_again(room: Newsroom, tmp_path: Path) -> None:
    await room.order("daily", at="08:00")
    await room.news(1)
    folder = tmp_path / "copies"
    copy = await Housekeeping(room.database, clock=room.clock, backups=folder).save_nightly()
    assert copy is not None
    room.clock.move(hours=2)
    await room.run()
    assert len(room.discord.messages) == 1
    async with await Database.open(copy) as database:
        restored = Newsroom(database)
        restored.clock, restored.discord = room.clock, room.discord
        restored.digests._clock = restored.digests.desk._clock = room.clock
        restored.delivery = restored.make_delivery()
        await restored.delivery.start()
        room.clock.move(hours=1)
        await restored.run()
    assert len(room.discord.messages) == 1
