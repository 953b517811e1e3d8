"""The only ticker: APScheduler in memory. What is due is decided by rows and now, so a restart changes nothing.

A tick that fails is logged and comes again; a tick that takes longer than its interval is not doubled.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from bot.core.errors import UserError
from bot.jobs.compose import DigestDesk
from bot.jobs.deliver import DeliveryDesk
from bot.jobs.housekeeping import Housekeeping

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Job:
    """Something that is done again and again."""

    name: str
    work: Callable[[], Awaitable[Any]]
    every: timedelta
    soon: bool = True  # also at the start, without waiting for the first interval


class Scheduler:
    """Runs jobs until it is cancelled."""

    def __init__(self, jobs: list[Job]) -> None:
        self._jobs = jobs
        self._fatal: asyncio.Future[None] | None = None
        self._running: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Tick until cancelled. Raises UserError when a job says that going on is of no use (the token is refused)."""
        logging.getLogger("apscheduler").setLevel(logging.ERROR)
        self._fatal = asyncio.get_running_loop().create_future()
        ticker = AsyncIOScheduler(timezone="UTC")
        for job in self._jobs:
            ticker.add_job(
                self._start,
                IntervalTrigger(seconds=job.every.total_seconds(), timezone="UTC"),
                args=[job],
                id=job.name,
                coalesce=True,
                max_instances=1,
                misfire_grace_time=None,
            )
        busy = [self._start(job) for job in self._jobs if job.soon]
        ticker.start()
        try:
            await asyncio.gather(*busy)
            await self._fatal
        finally:
            ticker.shutdown(wait=False)
            for task in self._running:
                task.cancel()
            await asyncio.gather(*self._running, return_exceptions=True)

    async def _start(self, job: Job) -> None:
        # Its own task: APScheduler swallows what its executor raises, cancellation too.
        task = asyncio.create_task(self._work(job), name=job.name)
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        await asyncio.wait({task})

    async def _work(self, job: Job) -> None:
        try:
            await job.work()
        except UserError as error:
            log.error("a job ends the bot", job=job.name, reason=error.sentence)  # noqa: TRY400  # its sentence says all
            if self._fatal is not None and not self._fatal.done():
                self._fatal.set_exception(error)
        except Exception:
            log.exception("job failed", job=job.name)


def list_digest_jobs(desk: DigestDesk, delivery: DeliveryDesk) -> list[Job]:
    """What makes and sends digests. ``delivery.start`` is to be awaited once before."""
    return [
        Job("compose digests", desk.compose_due, timedelta(seconds=5)),
        Job("post digests", delivery.post_due, timedelta(seconds=2)),
        Job("tell moderators", delivery.tell_notices, timedelta(seconds=20)),
    ]


def list_keeping_jobs(housekeeping: Housekeeping) -> list[Job]:
    """What is done once in a while; the nightly copy is looked for every half hour."""
    return [
        Job("tidy", housekeeping.tidy, timedelta(hours=6)),
        Job("backup", housekeeping.save_nightly, timedelta(minutes=30)),
    ]
