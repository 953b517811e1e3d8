"""Several servers with the bot in all of them, each with things of its own of every kind."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest.mock import create_autospec

import discord
import simcord

from bot.core.errors import UserError
from bot.core.freshness import NO_FRESHNESS, Freshness
from bot.core.models import ArticleId, DigestId, EventId, LibraryId, SourceId
from bot.core.queries import MeetingQuery
from bot.core.quotas import Quotas
from bot.core.troubles import Troubles
from bot.intake.fetch import Fetched, Fetcher
from bot.jobs.reading import ReadingLoop
from bot.services import Services
from bot.services.answers import AnswerService, Asked
from bot.services.corrections import CorrectionService
from bot.services.departures import DepartureService
from bot.services.digests import DigestService, OrderWords
from bot.services.follows import FollowService
from bot.services.library import LibraryService
from bot.services.lookup import LookupService
from bot.services.pictures import PictureService
from bot.services.sources import Said, SourceService
from storage.database import Database
from tests.cogs.world import make_client
from tests.neighbours.words import EVERYONE, NOBODY, HandReader, Words

NOW = datetime(2024, 9, 1, 12, tzinfo=UTC)
SHARED_URL = "https://everyone.example/talks"


@dataclass
class Holding:
    """What a library has been given, as the test knows it."""

    library: LibraryId
    words: list[Words] = field(default_factory=list)
    articles: list[ArticleId] = field(default_factory=list)
    sources: list[SourceId] = field(default_factory=list)
    events: list[EventId] = field(default_factory=list)
    digest: DigestId = field(default=DigestId(NOBODY))
    follow: DigestId = field(default=DigestId(NOBODY))
    audits: list[int] = field(default_factory=list)
    mistake: int = NOBODY
    key: str = "0" * 16


@dataclass
class Web:
    """The pages that the fake fetcher finds."""

    pages: dict[str, bytes] = field(default_factory=dict)

    async def fetch(self, url: str, known: Freshness = NO_FRESHNESS) -> Fetched:  # noqa: ARG002  # the fetcher's shape
        if url not in self.pages:
            raise UserError("That address could not be reached.")
        kind = "application/rss+xml" if url.endswith("/feed") else "text/html"
        return Fetched(url, None, unchanged=False, content=self.pages[url], media_type=kind, charset="utf-8",
                       freshness=NO_FRESHNESS)  # fmt: skip

    def put_feed(self, words: list[Words]) -> str:
        host = f"https://{words[0].host.lower()}.example"
        items = "".join(
            f"<item><title>{each.title}</title><link>{host}/{each.title}</link><guid>{each.title}</guid>"
            f"<pubDate>20 Aug 2024 10:00:00 +0000</pubDate>"
            f"<content:encoded><![CDATA[<p>{each.tell()}</p>]]>"
            "</content:encoded></item>"
            for each in words
        )
        head = '<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">'
        channel = f"<channel><title>{words[0].publisher}</title>{items}</channel></rss>"
        self.pages[f"{host}/feed"] = (head + channel).encode()
        return f"{host}/feed"


@dataclass
class World:
    """Servers with their libraries, the bot in all of them, and the services behind it."""

    env: Any
    database: Database
    services: Services
    reading: ReadingLoop
    web: Web
    chance: random.Random
    holdings: list[Holding] = field(default_factory=list)
    rooms: dict[LibraryId, tuple[Any, Any]] = field(default_factory=dict)  # channel, moderator

    async def enter_servers(self) -> None:
        """Three servers with a channel and a moderator each."""
        for number in range(3):
            guild = self.env.create_guild(f"Desk {number}")
            channel = guild.create_text_channel("general")
            role = guild.create_role("Moderators", permissions=discord.Permissions(manage_guild=True))
            moderator = guild.add_member(self.env.create_user(f"mod{number}"), roles=[role])
            self.holdings.append(Holding(LibraryId(guild.id)))
            self.rooms[LibraryId(guild.id)] = (channel, moderator)
        await self.env.settle()

    async def fill_libraries(self) -> None:
        """Something by every way for each, in any order, and one page that two of them share."""
        self.web.pages[SHARED_URL] = compose_shared_page()
        ways = ["text", "file", "feed", "text"] * len(self.holdings)
        self.chance.shuffle(ways)
        for turn, way in enumerate(ways):
            await self.add_something(self.holdings[turn % len(self.holdings)], way)
        for holding in self.holdings[:2]:
            await self.services.sources.add_url(holding.library, SHARED_URL, actor=holding.library)
        await self.reading.read_waiting()
        for holding in self.holdings:
            await self.settle_in(holding)

    async def add_something(self, holding: Holding, way: str) -> None:
        """One source by one way, with words of this library's own in every field."""
        sources, library, words = self.services.sources, holding.library, Words.make(self.chance)
        made = [words]
        match way:
            case "text":
                added = await sources.add_text(
                    library, title=words.title, publisher=words.publisher, published="2024-08-21",
                    url=f"https://{words.host.lower()}.example/a", text=words.tell(), actor=library,
                )  # fmt: skip
            case "file":
                said = Said(title=words.title, publisher=words.publisher, published="2024-08-21")
                name = f"{words.host}.txt"
                added = await sources.add_file(library, name, words.tell().encode(), actor=library, overrides=said)
            case _:
                made.append(Words.make(self.chance))
                added = await sources.add_url(library, self.web.put_feed(made), actor=library)
        await self.reading.read_waiting()
        holding.words += made
        holding.articles += added.articles
        holding.sources.append(added.source_id)

    async def settle_in(self, holding: Holding) -> None:
        """A digest, a follow, a correction, a mistake, a kept question: whatever else a library has of its own."""
        services, library, words = self.services, holding.library, holding.words[0]
        events = await services.lookup.events(library, MeetingQuery())
        holding.events = [event.event_id for event in events]
        ordered = OrderWords(channel_id=int(library) + 1, every="daily", at="08:00", any_of=words.name)
        order = await services.digests.read_order(library, ordered)
        holding.digest = (await services.digests.create(library, order, actor=library)).digest_id
        asked = await services.follows.read_party(library, words.name)
        holding.follow = (await services.follows.follow(library, library, asked, channel_id=None))[0].digest_id
        holding.audits.append(
            await services.corrections.correct(library, holding.events[0], "place", words.word, actor=library)
        )
        holding.mistake = await services.corrections.report_mistake(
            library, holding.events[0], words.word, reporter=library
        )
        holding.key = await services.answers.save(library, Asked("meetings", {"who": words.name}))
        await services.library.change_setting(library, "moderator_role_id", int(library) + 2, actor=library)
        holding.audits += [entry.audit_id for entry in (await services.library.log(library)).entries]


@asynccontextmanager
async def open_world(path: Path) -> AsyncIterator[World]:
    """The servers with their libraries filled; the whole is the same each time."""
    chance = random.Random(20240901)  # noqa: S311  # a fixed sweep, no secret
    web = Web()
    fetcher = create_autospec(Fetcher, instance=True, spec_set=True)
    fetcher.fetch.side_effect = web.fetch
    pictures = create_autospec(PictureService, instance=True, spec_set=True)
    pictures.draw.return_value = None

    def clock() -> datetime:
        return NOW

    async with await Database.open(path) as database, HandReader(parsers=1) as worker:
        reading = ReadingLoop(database, worker, clock=clock)
        quotas = Quotas(adds_per_minute=600, adds_per_minute_each=600)
        library = LibraryService(database, clock)
        services = Services(
            library=library,
            sources=SourceService(database, worker, reading, clock=clock, quotas=quotas, fetcher=fetcher),
            lookup=LookupService(database, clock),
            answers=AnswerService(database, clock),
            departures=DepartureService(database, library, clock),
            corrections=CorrectionService(database, clock),
            pictures=pictures,
            digests=DigestService(database, clock),
            follows=FollowService(database, clock),
            troubles=Troubles(),
        )
        env = simcord.Env(make_client(services), check_errors=False)
        await env.start()
        try:
            world = World(env, database, services, reading, web, chance)
            await world.enter_servers()
            await world.fill_libraries()
            yield world
        finally:
            await env.shutdown()


def compose_shared_page() -> bytes:
    story = EVERYONE.tell()
    return (
        "<!doctype html><html lang=en><head><title>Talks | Everyone</title>"
        '<meta property="og:type" content="article"><meta property="og:site_name" content="Everyone">'
        '<meta property="article:published_time" content="2024-08-20T08:00:00Z"></head>'
        f"<body><article><h1>Talks</h1><p>{story}</p></article></body></html>"
    ).encode()


def pairs(world: World) -> Iterable[tuple[Holding, Holding]]:
    return [(one, other) for one in world.holdings for other in world.holdings if one is not other]
