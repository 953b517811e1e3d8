"""The composition root: opens everything in order, hands each part what it needs, closes everything in reverse.

    settings -> database -> worker (child processes), fetcher -> reading loop -> services

Nothing else makes these parts: a test or a command takes the whole with ``open_app``, and ``bot.serving`` puts the
Discord client and the jobs on top of it. The clock is looked at here and handed on.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import structlog

from bot.core.quotas import Quotas
from bot.intake.fetch import Fetcher
from bot.jobs.reading import ReadingLoop
from bot.reading.processes.worker import Worker
from bot.services import Services
from bot.services.answers import AnswerService
from bot.services.corrections import CorrectionService
from bot.services.departures import DepartureService
from bot.services.digests import DigestService
from bot.services.follows import FollowService
from bot.services.library import LibraryService
from bot.services.lookup import LookupService
from bot.services.pictures import PictureService
from bot.services.sources import SourceService
from bot.settings import Settings
from storage.database import Database

UNPACED = 1_000_000  # adds a minute

log = structlog.get_logger(__name__)


def now() -> datetime:
    """The time, aware, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class App:
    """Everything that is open."""

    settings: Settings
    database: Database
    worker: Worker
    reading: ReadingLoop
    services: Services


@asynccontextmanager
async def open_app(
    settings: Settings, *, clock: Callable[[], datetime] = now, writing: bool = True, paced: bool = True
) -> AsyncIterator[App]:
    """The application without Discord. With ``writing=False`` it reads beside a running bot.

    With ``paced=False`` adds are not slowed down: whoever sits at the terminal owns the machine.

    Raises UserError when the database can't be opened.
    """
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(await Database.open(settings.database, writing=writing))
        worker = await stack.enter_async_context(Worker())
        fetcher = await stack.enter_async_context(Fetcher(clock=clock))
        reading = ReadingLoop(database, worker, clock=clock)
        quotas = Quotas(
            articles=settings.max_articles,
            sources=settings.max_sources,
            text_bytes=settings.max_text_mib << 20,
            adds_per_minute=settings.adds_per_minute,
        )
        if not paced:
            quotas = replace(quotas, adds_per_minute=UNPACED, adds_per_minute_each=UNPACED)
        library = LibraryService(database, clock)
        lookup = LookupService(database, clock)
        services = Services(
            library=library,
            sources=SourceService(database, worker, reading, clock=clock, quotas=quotas, fetcher=fetcher),
            lookup=lookup,
            answers=AnswerService(database, clock),
            departures=DepartureService(database, library, clock),
            corrections=CorrectionService(database, clock),
            pictures=PictureService(lookup, worker),
            digests=DigestService(database, clock),
            follows=FollowService(database, clock),
        )
        yield App(settings, database, worker, reading, services)
