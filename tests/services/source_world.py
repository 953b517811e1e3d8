"""A bot without Discord for tests of sources: loopback sites, the real fetcher, a real file, a clock that is moved."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.core.models import LibraryId
from bot.core.quotas import Quotas
from bot.intake.fetch import Fetcher
from bot.jobs.poll import PollLoop
from bot.jobs.reading import ReadingLoop
from bot.jobs.source_notices import SourceNotices
from bot.reading.processes.worker import Worker
from bot.services.sources import SourceService
from storage.database import Database
from storage.source_notices import SourceNotice
from tests.intake.servers import LoopbackOnly, Site, open_site

HERE, THERE = LibraryId(11), LibraryId(22)
ACTOR = 7
WORDS = (
    "The foreign minister of Norway met his Swedish counterpart in Oslo on Tuesday. They spoke about trade across the "
    "border and about the defence of the north. Both ministers agreed to meet again before the end of the year. "
)


@dataclass
class Told:
    """Notices as they were told."""

    notices: list[SourceNotice] = field(default_factory=list)
    takes: bool = True  # what it answers: told, or to be tried again

    async def tell(self, notice: SourceNotice) -> bool:
        self.notices.append(notice)
        return self.takes


@dataclass
class World:
    """One bot without Discord, on a clock that the test moves."""

    database: Database
    service: SourceService
    reading: ReadingLoop
    poll: PollLoop
    site: Site
    told: Told
    now: list[datetime]

    def pass_time(self, **amount: float) -> None:
        self.now[0] += timedelta(**amount)

    async def tell(self) -> list[str | None]:
        """Tell what is to be told; the reasons of all that was ever told."""
        await SourceNotices(self.database, self.told).tell_due()
        return [notice.reason for notice in self.told.notices]


@asynccontextmanager
async def open_world(path: Path, worker: Worker) -> AsyncIterator[World]:
    """The bot on a file, with one site that it may fetch from."""
    now = [datetime(2024, 9, 1, 12, tzinfo=UTC)]

    def clock() -> datetime:
        return now[0]

    async with (
        await Database.open(path) as database,
        open_site() as site,
        Fetcher(clock=clock, policy=LoopbackOnly({site.port})) as fetcher,
    ):
        reading = ReadingLoop(database, worker, clock=clock)
        quotas = Quotas(adds_per_minute=600, adds_per_minute_each=600)
        service = SourceService(database, worker, reading, clock=clock, quotas=quotas, fetcher=fetcher)
        poll = PollLoop(database, service.watch, clock=clock)
        yield World(database, service, reading, poll, site, Told(), now)


def compose_page(title: str, words: str = WORDS * 4, *, day: str = "2024-08-20", head: str = "") -> str:
    return (
        f"<!doctype html><html lang=en><head><title>{title} | The Fjord</title>"
        f'<meta property="og:type" content="article"><meta property="og:site_name" content="The Fjord">'
        f'<meta property="article:published_time" content="{day}T08:00:00+02:00">{head}</head>'
        f"<body><article><h1>{title}</h1><p>{words}</p></article></body></html>"
    )


def compose_feed(*items: str, title: str = "The Fjord") -> str:
    return (
        '<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
        f"<title>{title}</title><link>/</link>{''.join(items)}</channel></rss>"
    )


def compose_item(number: int, *, full: bool = True, guid: str = "", day: int = 20) -> str:
    words = f"Report number {number}. {WORDS}" * 6
    body = f"<content:encoded><![CDATA[<p>{words}</p>]]></content:encoded>" if full else ""
    return (
        f"<item><title>Report {number}</title><link>/story/{number}?utm_source=rss</link>"
        f"<guid isPermaLink='false'>{guid or f'item-{number}'}</guid>"
        f"<pubDate>{day} Aug 2024 10:00:00 +0000</pubDate><description>In short.</description>{body}</item>"
    )


async def count_shelf(world: World, library: LibraryId) -> int:
    async with world.database.read() as read:
        return int(await read.fetch_value("SELECT count(*) FROM shelf WHERE library_id = :l", {"l": library}))


async def count_announced(world: World, library: LibraryId) -> int:
    async with world.database.read() as read:
        sql = "SELECT count(*) FROM shelf WHERE library_id = :l AND baseline = 0"
        return int(await read.fetch_value(sql, {"l": library}))
