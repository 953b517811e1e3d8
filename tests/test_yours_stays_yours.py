"""Yours stays yours: nothing that one server adds is seen, counted or hinted at in another.

Several servers fill their libraries at random with texts, files and feeds that hold words of their own in every field.
Then each asks everything there is to ask about a neighbour's words and numbers, and about words and numbers that
nobody has: both must be answered alike, letter for letter. And nothing a server is told changes when a neighbour adds.
"""

# ruff: noqa: ARG005  # every question has the same shape

from __future__ import annotations

import inspect
import json
import random
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from dataclasses import asdict, dataclass, field, fields, is_dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest.mock import create_autospec

import discord
import pytest
import simcord
from discord import app_commands

from bot.core.errors import UserError
from bot.core.freshness import NO_FRESHNESS, Freshness
from bot.core.models import (
    Agreement,
    AgreementKind,
    AgreementStatus,
    ArticleId,
    ArticleText,
    Comparator,
    DigestId,
    EventId,
    Facts,
    Figure,
    LibraryId,
    Meeting,
    MeetingKind,
    MeetingStatus,
    Person,
    Quote,
    SourceId,
    Statement,
)
from bot.core.queries import AgreementQuery, FigureQuery, MeetingQuery, PeopleQuery, SearchQuery, TimelineQuery
from bot.core.quotas import Quotas
from bot.core.quotes import cut_quote
from bot.core.troubles import Troubles
from bot.intake.fetch import Fetched, Fetcher
from bot.jobs.reading import ReadingLoop
from bot.reading.lexicon import load_gazetteer
from bot.reading.worker import Worker
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
from tests.cogs.discord_rules import walk
from tests.cogs.world import make_client

NOW = datetime(2024, 9, 1, 12, tzinfo=UTC)
SHARED_URL = "https://everyone.example/talks"
SHARED = "The ministers of both countries met on Tuesday in the capital and spoke about trade for three hours. "
NOBODY = 10**15  # a number that nothing has
CONSONANTS, VOWELS = "bdfgklmnprtvz", "aeiou"


# --- what the libraries hold -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Words:
    """Words that only one library knows, one for each field."""

    first: str
    last: str
    other: str
    place: str
    topic: str
    word: str
    title: str
    publisher: str
    host: str

    @property
    def name(self) -> str:
        return f"{self.first} {self.last}"

    @classmethod
    def make(cls, chance: random.Random) -> Words:
        return cls(*(cls._word(chance) for _ in fields(cls)))

    @staticmethod
    def _word(chance: random.Random) -> str:
        return "".join(chance.choice(CONSONANTS) + chance.choice(VOWELS) for _ in range(5)).capitalize()

    def tell(self) -> str:
        return (
            f"{SHARED * 4}Minister {self.name} met Envoy {self.other} Baker in {self.place} on 20 August 2024. "
            f"Trade in {self.topic} surpassed $7 million in 2023. "
            f"Minister {self.name} and Envoy {self.other} Baker signed the {self.topic} agreement. "
            f"“We like {self.word},” said {self.name}."
        )


EVERYONE = Words("Whysch", "Cwychs", "Schywx", "Hwyschj", "schwych", "xyschw", "", "", "")  # like no word that is made


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


class HandReader(Worker):
    """Reads the sentences of ``Words.tell`` by hand; parsing is done by the real child."""

    async def read_article(self, article: ArticleText) -> Facts:
        text = article.text
        found = re.search(r"Minister (\w+ \w+) met Envoy (\w+ Baker) in (\w+) on", text)
        about = re.search(r"Trade in (\w+) surpassed", text)
        if found is None or about is None:
            return Facts()
        name, other, place = found.groups()
        topic = about[1]
        met, trade = sentence(text, "Minister"), sentence(text, "Trade in")
        signed = sentence(text, f"Minister {name} and")
        said = sentence(text, "“We like")
        return Facts(
            (Meeting(MeetingKind.TALKS, (name, other), place, "2024-08-20", MeetingStatus.HELD, (met,)),),
            (
                Agreement(
                    AgreementKind.AGREEMENT, (name, other), f"{topic} agreement", AgreementStatus.SIGNED, None, None,
                    (signed,),
                ),
            ),
            (
                Figure(
                    "surpassed $7 million", "7000000", None, None, "USD", Comparator.MORE, f"trade in {topic}", None,
                    "2023", (trade,),
                ),
            ),
            (Person(name, "Minister", None, (met,)),),
            (Statement(name, said.text, direct=True, quotes=(said,)),),
        )  # fmt: skip

    async def run(self, job: Any, *arguments: Any, **options: Any) -> Any:
        return "sound" if job.name == "check_reader" else await super().run(job, *arguments, **options)


def sentence(text: str, beginning: str) -> Quote:
    start = text.index(beginning)
    return cut_quote(text, start, text.index(".", start) + 1)


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


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    chance = random.Random(20240901)  # noqa: S311  # a fixed sweep, no secret
    web, gazetteer = Web(), load_gazetteer()
    fetcher = create_autospec(Fetcher, instance=True, spec_set=True)
    fetcher.fetch.side_effect = web.fetch
    pictures = create_autospec(PictureService, instance=True, spec_set=True)
    pictures.draw.return_value = None

    def clock() -> datetime:
        return NOW

    async with await Database.open(tmp_path / "library.db") as database, HandReader(parsers=1) as worker:
        reading = ReadingLoop(database, worker, clock=clock)
        quotas = Quotas(adds_per_minute=600, adds_per_minute_each=600)
        library = LibraryService(database, clock)
        services = Services(
            library=library,
            sources=SourceService(database, worker, reading, clock=clock, quotas=quotas, fetcher=fetcher),
            lookup=LookupService(database, clock, gazetteer=gazetteer),
            answers=AnswerService(database, clock),
            departures=DepartureService(database, library, clock),
            corrections=CorrectionService(database, clock, gazetteer=gazetteer),
            pictures=pictures,
            digests=DigestService(database, clock, gazetteer=gazetteer),
            follows=FollowService(database, clock, gazetteer=gazetteer),
            troubles=Troubles(),
        )
        env = simcord.Env(make_client(services), check_errors=False)
        await env.start()
        try:
            world = World(env, database, services, reading, web, chance)
            for number in range(3):
                guild = env.create_guild(f"Desk {number}")
                channel = guild.create_text_channel("general")
                role = guild.create_role("Moderators", permissions=discord.Permissions(manage_guild=True))
                moderator = guild.add_member(env.create_user(f"mod{number}"), roles=[role])
                world.holdings.append(Holding(LibraryId(guild.id)))
                world.rooms[LibraryId(guild.id)] = (channel, moderator)
            await env.settle()
            web.pages[SHARED_URL] = compose_shared_page()
            ways = ["text", "file", "feed", "text"] * len(world.holdings)
            chance.shuffle(ways)
            for turn, way in enumerate(ways):
                await world.add_something(world.holdings[turn % len(world.holdings)], way)
            for holding in world.holdings[:2]:
                await services.sources.add_url(holding.library, SHARED_URL, actor=holding.library)
            await reading.read_waiting()
            for holding in world.holdings:
                await world.settle_in(holding)
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


# --- what is asked ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Probe:
    """Words and numbers to ask with: a neighbour's, or nobody's."""

    words: Words
    article: ArticleId
    source: SourceId
    event: EventId
    digest: DigestId
    follow: DigestId
    audit: int
    mistake: int
    key: str

    @classmethod
    def of(cls, holding: Holding, chance: random.Random) -> Probe:
        return cls(
            chance.choice(holding.words), chance.choice(holding.articles), chance.choice(holding.sources),
            chance.choice(holding.events), holding.digest, holding.follow, chance.choice(holding.audits),
            holding.mistake, holding.key,
        )  # fmt: skip

    @classmethod
    def nobody(cls, chance: random.Random) -> Probe:
        return cls(
            Words.make(chance), ArticleId(NOBODY), SourceId(NOBODY), EventId(NOBODY), DigestId(NOBODY),
            DigestId(NOBODY), NOBODY, NOBODY, "f" * 16,
        )  # fmt: skip

    def hide(self, said: str) -> str:
        """What was said, with the words that were asked with taken out; no answer repeats a number."""
        for name, word in asdict(self.words).items():
            said = re.sub(rf"{word[:7]}\w*", f"({name})", said, flags=re.IGNORECASE)
        # Keys and cursors are made from the question, so they differ with its words.
        return re.sub(r"\b[0-9a-f]{16}\b", "(key)", said.replace(self.key, "(key)"))


async def _preview(services: Services, library: LibraryId, probe: Probe) -> object:
    words = OrderWords(1, "daily", at="08:00", any_of=probe.words.name)
    return await services.digests.preview(library, await services.digests.read_order(library, words))


Ask = Callable[[Services, LibraryId, Probe], Awaitable[object]]

QUESTIONS: dict[str, Callable[[Probe], Any]] = {
    "meetings": lambda p: MeetingQuery(who=p.words.name, place=p.words.place),
    "meetings of a surname": lambda p: MeetingQuery(who=p.words.last),
    "meetings somewhere": lambda p: MeetingQuery(place=p.words.place),
    "agreements": lambda p: AgreementQuery(about=p.words.topic),
    "figures": lambda p: FigureQuery(about=p.words.topic),
    "people": lambda p: PeopleQuery(who=p.words.name),
    "search": lambda p: SearchQuery(words=p.words.word),
    "search misspelt": lambda p: SearchQuery(words=p.words.word[:-1] + "x"),
    "timeline": lambda p: TimelineQuery(who=p.words.name),
}
MISSPELT: tuple[Callable[[Probe], str], ...] = (
    lambda p: p.words.last[:7],
    lambda p: p.words.last[:-1] + "q",
    lambda p: p.words.name,
    lambda _: "",
)

ASKED: dict[str, list[Ask]] = {
    "LibraryService.status": [lambda s, lib, p: s.library.status(lib)],
    "LibraryService.settings": [lambda s, lib, p: s.library.settings(lib)],
    "LibraryService.undo_setting": [lambda s, lib, p: s.library.undo_setting(lib, p.audit, actor=1)],
    "LibraryService.log": [lambda s, lib, p: s.library.log(lib)],
    "SourceService.list_sources": [lambda s, lib, p: s.sources.list_sources(lib, limit=100)],
    "SourceService.complete_sources": [
        lambda s, lib, p: s.sources.complete_sources(lib, p.words.host),
        lambda s, lib, p: s.sources.complete_sources(lib, ""),
    ],
    "SourceService.export_opml": [lambda s, lib, p: s.sources.export_opml(lib)],
    "SourceService.find_source": [lambda s, lib, p: s.sources.find_source(lib, p.source)],
    "SourceService.check": [lambda s, lib, p: s.sources.check(lib, p.source, actor=1)],
    "SourceService.pause": [lambda s, lib, p: s.sources.pause(lib, p.source, actor=1)],
    "SourceService.resume": [lambda s, lib, p: s.sources.resume(lib, p.source, actor=1)],
    "SourceService.what_goes": [lambda s, lib, p: s.sources.what_goes(lib, p.source)],
    "SourceService.remove": [lambda s, lib, p: s.sources.remove(lib, p.source, actor=1)],
    "SourceService.undo": [lambda s, lib, p: s.sources.undo(lib, p.audit, actor=1)],
    "LookupService.article": [lambda s, lib, p: s.lookup.article(lib, p.article)],
    "LookupService.sources_of": [lambda s, lib, p: s.lookup.sources_of(lib, p.event)],
    "LookupService.complete": [
        (lambda s, lib, p, what=what, typed=typed: s.lookup.complete(lib, what, typed(p)))  # type: ignore[misc]
        for what in ("who", "place", "about", "title")
        for typed in MISSPELT
    ],
    **{
        f"LookupService.{name}": [
            (lambda s, lib, p, name=name, make=make: getattr(s.lookup, name)(lib, make(p)))  # type: ignore[misc]
            for make in QUESTIONS.values()
        ]
        for name in ("find", "events", "answer", "chart")
    },
    "LookupService.export": [
        (lambda s, lib, p, make=make, form=form: s.lookup.export(lib, make(p), form))  # type: ignore[misc]
        for make in QUESTIONS.values()
        for form in ("csv", "json", "ics")
    ],
    "AnswerService.find": [lambda s, lib, p: s.answers.find(lib, p.key)],
    "CorrectionService.correct": [lambda s, lib, p: s.corrections.correct(lib, p.event, "place", "Oslo", actor=1)],
    "CorrectionService.join": [
        lambda s, lib, p: s.corrections.join(lib, p.event, EventId(NOBODY + 1), actor=1),
        lambda s, lib, p: s.corrections.join(lib, EventId(NOBODY + 1), p.event, actor=1),
    ],
    "CorrectionService.split": [lambda s, lib, p: s.corrections.split(lib, p.event, p.article, actor=1)],
    "CorrectionService.withdraw": [lambda s, lib, p: s.corrections.withdraw(lib, p.event, actor=1)],
    "CorrectionService.restore": [lambda s, lib, p: s.corrections.restore(lib, p.event, actor=1)],
    "CorrectionService.list_withdrawn": [lambda s, lib, p: s.corrections.list_withdrawn(lib)],
    "CorrectionService.list_likely": [lambda s, lib, p: s.corrections.list_likely(lib, p.event)],
    "CorrectionService.find_entry": [lambda s, lib, p: s.corrections.find_entry(lib, 1)],
    "CorrectionService.undo": [lambda s, lib, p: s.corrections.undo(lib, p.audit, actor=1)],
    "CorrectionService.list_mistakes": [lambda s, lib, p: s.corrections.list_mistakes(lib)],
    "CorrectionService.report_mistake": [
        lambda s, lib, p: s.corrections.report_mistake(lib, p.event, "Wrong.", reporter=1)
    ],
    "CorrectionService.settle_mistake": [lambda s, lib, p: s.corrections.settle_mistake(lib, p.mistake, actor=1)],
    "DigestService.read_order": [
        lambda s, lib, p: s.digests.read_order(lib, OrderWords(1, "daily", at="8", any_of=p.words.name))
    ],
    "DigestService.list_page": [lambda s, lib, p: s.digests.list_page(lib)],
    "DigestService.find": [
        lambda s, lib, p: s.digests.find(lib, p.digest),
        lambda s, lib, p: s.digests.find(lib, p.follow),
    ],
    "DigestService.find_numbered": [lambda s, lib, p: s.digests.find_numbered(lib, 1)],
    "DigestService.complete": [lambda s, lib, p: s.digests.complete(lib, p.words.last)],
    "DigestService.preview": [_preview],
    "DigestService.deliveries": [lambda s, lib, p: s.digests.deliveries(lib, p.digest)],
    "DigestService.about": [lambda s, lib, p: s.digests.about(lib, p.key)],
    "DigestService.why": [lambda s, lib, p: s.digests.why(lib, p.article)],
    "DigestService.confirm": [lambda s, lib, p: s.digests.confirm(lib, p.digest, actor=1)],
    "DigestService.pause": [lambda s, lib, p: s.digests.pause(lib, p.digest, actor=1)],
    "DigestService.resume": [lambda s, lib, p: s.digests.resume(lib, p.digest, actor=1)],
    "DigestService.send": [lambda s, lib, p: s.digests.send(lib, p.digest, actor=1)],
    "DigestService.remove": [lambda s, lib, p: s.digests.remove(lib, p.digest, actor=1)],
    "DigestService.undo": [lambda s, lib, p: s.digests.undo(lib, p.audit, actor=1)],
    "FollowService.read_party": [lambda s, lib, p: s.follows.read_party(lib, p.words.last[:-1] + "q")],
    "FollowService.list_own": [lambda s, lib, p: s.follows.list_own(lib, 1)],
    "FollowService.complete": [lambda s, lib, p: s.follows.complete(lib, 1, "")],
    "FollowService.remove": [lambda s, lib, p: s.follows.remove(lib, 1, p.follow)],
    "FollowService.about": [lambda s, lib, p: s.follows.about(1, p.key)],
    "FollowService.stop": [lambda s, lib, p: s.follows.stop(1, p.key)],
    "FollowService.find_card": [lambda s, lib, p: s.follows.find_card(1, p.key, p.event)],
}
NOT_ASKED = {
    # These bring something in or change one's own; what came of it is seen by the others.
    "LibraryService.change_setting", "LibraryService.remove", "SourceService.add_file", "SourceService.add_text",
    "SourceService.add_url", "SourceService.look_at_url", "SourceService.import_opml", "AnswerService.save",
    "DigestService.create", "DigestService.edit", "FollowService.follow",
    # This takes the asking person's own id away, everywhere.
    "LibraryService.forget_person",
    # These are asked by no person.
    "LibraryService.sweep", "SourceService.wait_read", "AnswerService.find_synced_commands",
    "AnswerService.remove_old", "AnswerService.save_synced_commands", "DepartureService.compare",
    "DepartureService.mark_back", "DepartureService.mark_left", "DepartureService.remove_departed",
    # These tell what of the bot does not work, of no library.
    "Troubles.note", "Troubles.clear", "Troubles.list_all",
    # These read no library: words alone.
    "DigestService.read_change", "DigestService.complete_zones",
    "DigestService.load_entries", "FollowService.read_words",
    # These are the others by name: find; chart.
    "LookupService.meetings", "LookupService.agreements", "LookupService.figures", "LookupService.people",
    "LookupService.search", "LookupService.timeline", "PictureService.draw",
}  # fmt: skip


async def say(asking: Awaitable[object]) -> str:
    """Everything an answer holds, or the error's whole sentence, as text."""
    try:
        answer = await asking
    except UserError as error:
        return f"{type(error).__name__}: {error.sentence} {error.suggestions}"
    return write(answer)


def write(answer: object) -> str:
    if isinstance(answer, bytes):
        return answer.decode()

    def write_other(value: object) -> object:
        return asdict(value) if is_dataclass(value) and not isinstance(value, type) else repr(value)

    return json.dumps([answer], default=write_other, ensure_ascii=False)


def leaked(said: str, holding: Holding) -> list[str]:
    """Words of a holding that stand in what was said."""
    folded = said.lower()
    return [word for words in holding.words for word in asdict(words).values() if word.lower() in folded]


def pairs(world: World) -> Iterable[tuple[Holding, Holding]]:
    return [(one, other) for one in world.holdings for other in world.holdings if one is not other]


# --- the promise -----------------------------------------------------------------------------------------------------


def test_every_method_of_every_service_is_asked_or_has_its_reason() -> None:
    services = [inspect.signature(Services).parameters[each.name].annotation for each in fields(Services)]
    found = set()
    for name in services:
        (service,) = [each for each in globals().values() if inspect.isclass(each) and each.__name__ == name]
        found |= {
            f"{name}.{method}"
            for method, member in inspect.getmembers(service, inspect.isfunction)
            if not method.startswith("_")
        }
    assert found - set(ASKED) - NOT_ASKED == set(), "ask it below, or say why not"
    assert (set(ASKED) | NOT_ASKED) - found == set(), "there is no such method any more"


async def test_a_neighbour_s_words_and_numbers_are_answered_like_those_of_nobody(world: World) -> None:
    for here, there in pairs(world):
        theirs, nobody = Probe.of(there, world.chance), Probe.nobody(world.chance)
        for name, asking in ASKED.items():
            for ask in asking:
                said = theirs.hide(await say(ask(world.services, here.library, theirs)))
                expected = nobody.hide(await say(ask(world.services, here.library, nobody)))
                assert said == expected, name
                assert leaked(said, there) == [], name
    # The questions were good ones: asked at home, they bring the words to light.
    for here in world.holdings:
        own = Probe.of(here, world.chance)
        for name in (
            "LookupService.find",
            "LookupService.events",
            "SourceService.list_sources",
            "DigestService.preview",
        ):
            assert leaked(await say(ASKED[name][:2][-1](world.services, here.library, own)), here), name


async def test_nothing_a_server_is_told_changes_when_a_neighbour_adds(world: World) -> None:
    here, *others = world.holdings
    own = Probe.of(here, world.chance)
    reading = [name for name in ASKED if not re.search(r"check|pause|resume|remove|undo|Correction|confirm|send", name)]

    async def ask_all() -> list[tuple[str, str]]:
        return [(name, await say(ask(world.services, here.library, own))) for name in reading for ask in ASKED[name]]

    before = await ask_all()
    for way in ("text", "file", "feed"):
        await world.add_something(world.chance.choice(others), way)
    # A neighbour also brings in what is already here: the same words in another name.
    words = here.words[0]
    await world.services.sources.add_text(
        others[0].library,
        title=words.title,
        publisher=words.publisher,
        published="",
        url="",
        text=words.tell(),
        actor=1,
    )
    await world.reading.read_waiting()
    for (name, told), (_, told_now) in zip(before, await ask_all(), strict=True):
        assert told == told_now, name


async def test_a_page_that_two_servers_share_joins_nothing_of_theirs(world: World) -> None:
    """The page is stored once; what each pasted itself of the same story stays with it alone."""
    one, two, three = world.holdings
    story = EVERYONE.tell()
    for holding, mark in ((one, "Quagga"), (two, "Zebu")):
        await world.services.sources.add_text(
            holding.library, title=f"Our {mark}", publisher=f"The {mark}", published="2024-08-20", url="",
            text=f"{story} Noted by {mark}.", actor=1,
        )  # fmt: skip
    await world.reading.read_waiting()
    lookup = world.services.lookup
    for holding, own, other in ((one, "Quagga", "Zebu"), (two, "Zebu", "Quagga")):
        (card,) = (await lookup.meetings(holding.library, MeetingQuery(who=EVERYONE.name))).cards
        whole = await lookup.sources_of(holding.library, card.event_id or EventId(0))
        assert {source.publisher for source in whole.sources} == {"Everyone", f"The {own}"}
        assert other not in write(await lookup.answer(holding.library, SearchQuery(words=EVERYONE.topic)))
    added = await world.services.sources.add_url(three.library, SHARED_URL, actor=1)
    assert (added.new, added.known, added.note) == (1, 0, None), "to the third it is as new as it was to the first"
    await world.reading.read_waiting()
    (card,) = (await lookup.meetings(three.library, MeetingQuery(who=EVERYONE.name))).cards
    assert [source.publisher for source in card.sources] == ["Everyone"]
    assert card.reported_by == 1


# --- through Discord -------------------------------------------------------------------------------------------------

SLASH: dict[str, Callable[[Probe], dict[str, Any]]] = {
    "meetings": lambda p: {"who": p.words.name},
    "agreements": lambda p: {"who": p.words.last, "about": p.words.topic},
    "figures": lambda p: {"about": p.words.topic},
    "people": lambda p: {"name": p.words.name},
    "search": lambda p: {"words": p.words.word},
    "article": lambda p: {"title": str(p.article)},
    "timeline": lambda p: {"who": p.words.name},
    "help": lambda p: {},
    "status": lambda p: {},
    "privacy": lambda p: {},
    "settings": lambda p: {},
    "mistakes": lambda p: {},
    "source list": lambda p: {},
    "source check": lambda p: {"source": str(p.source)},
    "source pause": lambda p: {"source": p.words.publisher},
    "source resume": lambda p: {"source": str(p.source)},
    "source remove": lambda p: {"source": str(p.source)},
    "source log": lambda p: {},
    "source export": lambda p: {},
    "digest list": lambda p: {},
    "digest preview": lambda p: {"digest": str(p.digest)},
    "digest edit": lambda p: {"digest": str(p.digest), "any_of": p.words.topic},
    "digest pause": lambda p: {"digest": str(p.digest)},
    "digest resume": lambda p: {"digest": str(p.digest)},
    "digest remove": lambda p: {"digest": f"#{p.digest}"},
    "digest send": lambda p: {"digest": str(p.digest)},
    "digest why": lambda p: {"article": str(p.article)},
    "follow list": lambda p: {},
    "follow party": lambda p: {"who": p.words.last[:-1] + "q"},
    "follow remove": lambda p: {"what": str(p.follow)},
}
NOT_TYPED = {
    "source add",
    "source paste",
    "source upload",
    "source import",
    "digest create",
    "follow pair",
    "follow words",
}


def shown(result: Any) -> str:
    """Everything of an answer: texts, links, buttons and files."""
    messages = [message for message in (result.response, *result.followups) if message is not None]
    parts = [part for message in messages for part in walk(message.components)]
    files = [attachment.filename for message in messages for attachment in message.attachments]
    return json.dumps([parts, files], default=repr, ensure_ascii=False, sort_keys=True)


def without_numbers(said: str) -> str:
    """Message and component numbers count up with every answer."""
    return re.sub(r'"id": \d+', '"id": 0', re.sub(r"\b\d{17,20}\b", "(snowflake)", said))


async def test_no_command_tells_a_server_anything_of_its_neighbour(world: World) -> None:
    tree = world.env.bot.tree
    offered = {
        command.qualified_name: command for command in tree.walk_commands() if isinstance(command, app_commands.Command)
    }
    assert set(offered) == set(SLASH) | NOT_TYPED
    here, there, _ = world.holdings
    channel, moderator = world.rooms[here.library]
    theirs, nobody = Probe.of(there, world.chance), Probe.nobody(world.chance)
    for name, options in SLASH.items():
        said = []
        for probe in (theirs, nobody):
            result = await moderator.slash(channel, name, **options(probe))
            said.append(without_numbers(probe.hide(shown(result))))
        assert said[0] == said[1], name
        assert leaked(said[0], there) == [], name
    for name, command in offered.items():
        for parameter in command.parameters:
            if not parameter.autocomplete:
                continue
            for typed in (theirs.words.last[:4], theirs.words.title, theirs.words.publisher, theirs.words.place, ""):
                choices = await moderator.autocomplete(channel, name, parameter.display_name, typed)
                assert leaked(write(choices), there) == [], name
    unexpected = [error for error in world.env.errors if not isinstance(getattr(error, "original", error), UserError)]
    assert unexpected == []
