"""The only ticker: APScheduler in memory. What is due is decided by rows and now, so a restart changes nothing.

A job that fails is logged, told in /status and tried again soon; the others go on. Only two things end the bot: a
token that Discord refuses, and a way to Discord that will never be free again. A full disk or a slow one does not:
members can look up what is stored. A job that takes longer than its interval is not doubled.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from bot.core.troubles import Troubles
from bot.jobs.compose import DigestDesk
from bot.jobs.deliver import DeliveryDesk, TokenRefused
from bot.jobs.housekeeping import Housekeeping
from bot.jobs.watch import Standstill, Watch
from storage.database import DiskFull

log = structlog.get_logger(__name__)

AGAIN: Final = timedelta(minutes=1)  # until a job that failed is tried again, unless its interval is shorter


@dataclass(frozen=True, slots=True)
class Job:
    """Something that is done again and again."""

    name: str  # what it does, as /status says it: "making digests"
    work: Callable[[], Awaitable[Any]]
    every: timedelta
    soon: bool = True  # also at the start, without waiting for the first interval


class Scheduler:
    """Runs jobs until it is cancelled. Times come from ``clock`` (aware UTC)."""

    def __init__(self, jobs: list[Job], troubles: Troubles, *, clock: Callable[[], datetime]) -> None:
        self._jobs = jobs
        self._troubles = troubles
        self._clock = clock
        self._fatal: asyncio.Future[None] | None = None
        self._running: dict[str, asyncio.Task[None]] = {}
        self._ticker = AsyncIOScheduler(timezone="UTC")

    async def run(self) -> None:
        """Tick until cancelled. Raises TokenRefused or Standstill when a job says that going on is of no use."""
        logging.getLogger("apscheduler").setLevel(logging.ERROR)
        self._fatal = asyncio.get_running_loop().create_future()
        for job in self._jobs:
            self._ticker.add_job(
                self._start,
                IntervalTrigger(seconds=job.every.total_seconds(), timezone="UTC"),
                args=[job],
                id=job.name,
                coalesce=True,
                max_instances=1,
                misfire_grace_time=None,
            )
        first = [asyncio.create_task(self._start(job)) for job in self._jobs if job.soon]
        self._ticker.start()
        try:
            await self._fatal
        finally:
            self._ticker.shutdown(wait=False)
            left = [*first, *self._running.values()]
            for task in left:
                task.cancel()
            await asyncio.gather(*left, return_exceptions=True)

    async def _start(self, job: Job) -> None:
        if job.name in self._running:
            return
        # Its own task: APScheduler swallows what its executor raises, cancellation too.
        task = asyncio.create_task(self._work(job), name=job.name)
        self._running[job.name] = task
        task.add_done_callback(lambda _: self._running.pop(job.name, None))
        await asyncio.wait({task})

    async def _work(self, job: Job) -> None:
        try:
            await job.work()
        except (TokenRefused, Standstill) as error:
            log.error("a job ends the bot", job=job.name, reason=error.sentence)  # noqa: TRY400  # its sentence says all
            if self._fatal is not None and not self._fatal.done():
                self._fatal.set_exception(error)
        except Exception as error:
            log.exception("job failed", job=job.name)
            self._note(job, error)
        else:
            self._troubles.clear(job.name)

    def _note(self, job: Job, error: Exception) -> None:
        """Tell it in /status, and do not leave a job of every six hours undone for as long."""
        # Other errors hold paths and words of libraries, which are the log's.
        reason = "The bot's disk is full." if isinstance(error, DiskFull) else "The reason is in the bot's log."
        told = f"{job.name.capitalize()} fails and is tried again by itself. {reason}"
        self._troubles.note(job.name, told, self._clock())
        if job.every > AGAIN and self._ticker.get_job(job.name) is not None:
            self._ticker.modify_job(job.name, next_run_time=self._clock() + AGAIN)


def list_digest_jobs(desk: DigestDesk, delivery: DeliveryDesk) -> list[Job]:
    """What makes and sends digests. ``delivery.start`` is to be awaited once before."""
    return [
        Job("making digests", desk.compose_due, timedelta(seconds=5)),
        Job("posting digests", delivery.post_due, timedelta(seconds=2)),
        Job("telling moderators of digests", delivery.tell_notices, timedelta(seconds=20)),
    ]


def list_keeping_jobs(housekeeping: Housekeeping) -> list[Job]:
    """What is done once in a while; the nightly copy is looked for every half hour."""
    return [
        Job("tidying up", housekeeping.tidy, timedelta(hours=6)),
        Job("copying the database", housekeeping.save_nightly, timedelta(minutes=30)),
    ]


def list_watch_jobs(watch: Watch) -> list[Job]:
    """What looks whether all of it gets on."""
    return [Job("looking after the bot", watch.look, timedelta(seconds=10))]
