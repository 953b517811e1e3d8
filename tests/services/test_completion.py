"""Completion while typing: what is found, in what order, and that nothing typed is an error."""

from __future__ import annotations

import json
import random
import string

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core.models import LibraryId
from bot.core.names import typo_forms
from bot.core.queries import MeetingQuery
from bot.core.text import fold
from bot.services.completion import Completed, find_choices
from bot.services.lookup import LookupService
from storage.database import Database
from storage.libraries import save_library
from tests.services.made import HOME, LI, LUKASHENKO, NOW, add, add_minsk, meeting, person
from tests.shared import shared_file
from tests.storage.made import count_trips

COMPLETED: tuple[Completed, ...] = ("who", "place", "about", "title")


async def names(lookup: LookupService, typed: str, what: Completed = "who") -> list[str]:
    return [choice.name for choice in await lookup.complete(HOME, what, typed)]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("li q", "Li Qiang"),
        ("qiang", "Li Qiang"),
        ("qaing", "Li Qiang"),
        ("golov", "Roman Golovchenko"),
        ("golovchnko", "Roman Golovchenko"),
        ("Roman Golovchenka", "Roman Golovchenko"),
        ("belarusian", "Belarus"),
        ("prc", "China"),
        ("GÖLOVCHENKO", "Roman Golovchenko"),
        ("golovchenko roman", "Roman Golovchenko"),
        ("romangolovchenko", "Roman Golovchenko"),
        ("romang olovchenko", "Roman Golovchenko"),
        ("golovchneka", "Roman Golovchenko"),  # two letters wrong in one word
        ("golvochinko", "Roman Golovchenko"),
        ("roman golofchenka", "Roman Golovchenko"),
    ],
)
async def test_a_name_is_found_by_beginnings_typos_and_other_names(
    database: Database, lookup: LookupService, typed: str, first: str
) -> None:
    await add_minsk(database)
    assert (await names(lookup, typed))[0] == first


@pytest.mark.parametrize("typed", ["", "l", "golov", "li q", "golovchnko", "golvochinko", "nothing like it"])
@pytest.mark.parametrize("what", COMPLETED)
async def test_whatever_is_typed_is_looked_up_in_one_trip_to_the_file(
    database: Database, lookup: LookupService, monkeypatch: pytest.MonkeyPatch, typed: str, what: Completed
) -> None:
    await add_minsk(database)
    trips = count_trips(monkeypatch)
    await names(lookup, typed, what)
    assert len(trips) == 1


async def test_the_most_used_names_come_first(database: Database, lookup: LookupService) -> None:
    await add_minsk(database)
    for day in range(1, 6):
        told = meeting("Alexander Lukashenko", "Laos", date=f"2023-01-0{day}")
        await add(database, {f"Alexander Lukashenko went to Laos on {day}.": (told, LUKASHENKO)})
    assert (await names(lookup, ""))[0] == "Belarus"
    assert (await names(lookup, "l"))[:2] == ["Alexander Lukashenko", "Laos"]


async def test_places_topics_and_titles_complete(database: Database, lookup: LookupService) -> None:
    one, _ = await add_minsk(database)
    assert await names(lookup, "mi", "place") == ["Minsk"]
    assert "energy" in await names(lookup, "enrgy", "about")
    (choice, *_) = await lookup.complete(HOME, "title", "Premier Li")
    assert choice.value == str(one)


async def test_a_removed_name_completes_no_more(database: Database, lookup: LookupService) -> None:
    from bot.intake.filing import unfile_article

    one, two = await add_minsk(database)
    async with database.transaction() as write:
        await unfile_article(write, HOME, one)
        await unfile_article(write, HOME, two)
        for table in ("event", "party", "term", "term_word", "term_typo", "event_word", "event_place", "event_party"):
            assert await write.fetch_value(f"SELECT count(*) FROM {table}") == 0, table
    assert await names(lookup, "li") == []


async def test_hostile_strings_complete_and_look_up_without_fault(database: Database, lookup: LookupService) -> None:
    await add_minsk(database)
    for typed in json.loads(shared_file("hostile/strings/blns.json").read_text("utf-8")):
        for what in COMPLETED:
            choices = await lookup.complete(HOME, what, typed)
            assert len(choices) <= 25
            assert all(len(choice.name) <= 100 and 0 < len(choice.value) <= 100 for choice in choices)


async def test_a_very_long_name_is_left_out_or_cut_to_what_discord_takes(
    database: Database, lookup: LookupService
) -> None:
    long = "Minister " + "Abcdefghij " * 20
    await add(database, {"A long name met Li Qiang.": (meeting(long, "Li Qiang"), LI, person(long, "Minister", None))})
    assert all(len(choice.value) <= 100 for choice in await lookup.complete(HOME, "who", "mini"))
    assert (await lookup.find(HOME, MeetingQuery(who="abcdefghij"))).cards


@given(st.text(alphabet=string.ascii_lowercase, min_size=3, max_size=20), st.data())
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_a_word_with_one_letter_wrong_shares_a_form_with_the_right_one(word: str, data: st.DataObject) -> None:
    assert typo_forms(word) & typo_forms(misspell(word, random.Random(data.draw(st.integers()))))  # noqa: S311


def misspell(word: str, chance: random.Random) -> str:
    """The word with one letter wrong, missing or swapped with its neighbour."""
    place = chance.randrange(len(word))
    match chance.randrange(3):
        case 0:
            return word[:place] + chance.choice(string.ascii_lowercase) + word[place + 1 :]
        case 1:
            return word[:place] + word[place + 1 :]
        case _:
            place = min(place, len(word) - 2)
            return word[:place] + word[place + 1] + word[place] + word[place + 2 :]


@pytest.mark.slow
async def test_one_letter_wrong_is_found_among_a_hundred_thousand_names(database: Database) -> None:
    """The bar of the lookups: in the first three in 95 % of 2,000 random trials."""
    from tests.services.names import fill_with_names

    library = LibraryId(303)
    async with database.transaction() as write:
        await save_library(write, library, now=NOW)
        made = await fill_with_names(write, library, 100_000)
    chance = random.Random(7)  # noqa: S311
    found = 0
    for _ in range(2000):
        name = chance.choice(made)
        words = name.split()
        place = chance.randrange(len(words))
        words[place] = misspell(fold(words[place]), chance)
        async with database.read() as read:
            choices = await find_choices(read, library, "who", " ".join(words))
        found += name in [choice.name for choice in choices[:3]]
    assert found >= 1900, found
