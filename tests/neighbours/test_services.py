"""The services tell one server nothing of another: a neighbour's words are answered like those that nobody has."""

from __future__ import annotations

import inspect
import re
from dataclasses import fields

from bot.core.models import EventId
from bot.core.queries import MeetingQuery, SearchQuery
from bot.core.troubles import Troubles
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
from tests.neighbours.probes import Probe, leaked, say, write
from tests.neighbours.questions import ASKED, NOT_ASKED
from tests.neighbours.words import EVERYONE
from tests.neighbours.world import SHARED_URL, World, pairs

SERVICES = (
    LibraryService,
    SourceService,
    LookupService,
    AnswerService,
    DepartureService,
    CorrectionService,
    PictureService,
    DigestService,
    FollowService,
    Troubles,
)


def test_every_method_of_every_service_is_asked_or_has_its_reason() -> None:
    assert {service.__name__ for service in SERVICES} == {each.type for each in fields(Services)}
    found = {
        f"{service.__name__}.{method}"
        for service in SERVICES
        for method, _ in inspect.getmembers(service, inspect.isfunction)
        if not method.startswith("_")
    }
    assert found - set(ASKED) - NOT_ASKED == set(), "ask it in questions.py, or say there why not"
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
        (card,) = (await lookup.find(holding.library, MeetingQuery(who=EVERYONE.name))).cards
        whole = await lookup.sources_of(holding.library, card.event_id or EventId(0))
        assert {source.publisher for source in whole.sources} == {"Everyone", f"The {own}"}
        assert other not in write(await lookup.answer(holding.library, SearchQuery(words=EVERYONE.topic)))
    added = await world.services.sources.add_url(three.library, SHARED_URL, actor=1)
    assert (added.new, added.known, added.note) == (1, 0, None), "to the third it is as new as it was to the first"
    await world.reading.read_waiting()
    (card,) = (await lookup.find(three.library, MeetingQuery(who=EVERYONE.name))).cards
    assert [source.publisher for source in card.sources] == ["Everyone"]
    assert card.reported_by == 1
