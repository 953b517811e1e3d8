"""Lookups on a real file: who is found, by which words, in what order, and what an empty answer says."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from bot.core.cards import Page
from bot.core.errors import NotFound, UserError
from bot.core.models import EventId
from bot.core.queries import (
    AgreementQuery,
    FigureQuery,
    MeetingQuery,
    PeopleQuery,
    Query,
    SearchQuery,
    TimelineQuery,
)
from bot.services.lookup import LookupService
from storage.database import Database
from tests.services.made import (
    AWAY,
    GOLOVCHENKO,
    HOME,
    LI,
    LUKASHENKO,
    XI,
    add,
    add_minsk,
    agreement,
    details,
    meeting,
    only_card,
    person,
)


@pytest.mark.parametrize(
    ("who", "other"),
    [
        ("Li Qiang", "Belarus"),
        ("Belarus", "Li Qiang"),
        ("China", "Belarus"),
        ("PRC", "Belarusian"),
        ("Beijing", "Minsk"),
        ("Golovchenko", "Chinese"),
        ("qiang li", "ROMAN GOLOVCHENKO"),
        ("Golovchenka", None),
        ("Li", None),
    ],
)
async def test_a_pair_is_found_by_any_of_its_names_in_either_order(
    database: Database, lookup: LookupService, who: str, other: str | None
) -> None:
    await add_minsk(database)
    card = await only_card(lookup, MeetingQuery(who=who, with_=other))
    assert details(card)["Who"] == "Li Qiang, Roman Golovchenko"


async def test_with_alone_asks_the_same_as_who_alone(database: Database, lookup: LookupService) -> None:
    await add_minsk(database)
    assert await lookup.find(HOME, MeetingQuery(with_="Belarus")) != await lookup.find(HOME, MeetingQuery())
    assert (await lookup.find(HOME, MeetingQuery(with_="Belarus"))).cards == (
        await lookup.find(HOME, MeetingQuery(who="Belarus"))
    ).cards


async def test_a_shared_surname_answers_for_all_and_says_so(database: Database, lookup: LookupService) -> None:
    await add_minsk(database)
    hui = person("Li Hui", "Special Envoy", "China")
    await add(database, {"Envoy Li Hui visited Kyiv.": (meeting("Li Hui", "Ukraine", place="Kyiv"), hui)})
    page = await lookup.find(HOME, MeetingQuery(who="Li"))
    assert len(page.cards) == 2
    assert page.note is not None
    assert set(page.suggestions) == {"Li Qiang", "Li Hui"}


async def test_an_unknown_name_suggests_names_of_this_library_alone(database: Database, lookup: LookupService) -> None:
    await add_minsk(database)
    secret = person("Roman Golovchanko", "Envoy", "Freedonia")
    await add(database, {"Roman Golovchanko came.": secret}, library=AWAY)
    with pytest.raises(NotFound) as caught:
        await lookup.find(HOME, MeetingQuery(who="Romen Golovchinko"))
    assert caught.value.suggestions == ("Roman Golovchenko",)


async def test_another_library_sees_nothing(database: Database, lookup: LookupService) -> None:
    await add_minsk(database)
    page = await lookup.find(AWAY, MeetingQuery())
    assert page.cards == ()
    assert "empty" in (page.note or "")
    with pytest.raises(NotFound) as caught:
        await lookup.find(AWAY, MeetingQuery(who="Li Qiang"))
    assert caught.value.suggestions == ()
    mine = (await lookup.find(HOME, MeetingQuery())).cards[0].event_id
    with pytest.raises(NotFound):
        await lookup.sources_of(AWAY, mine or EventId(0))
    assert await lookup.complete(AWAY, "who", "li") == []


async def test_a_private_text_joins_no_other_librarys_events(database: Database, lookup: LookupService) -> None:
    said = {"Premier Li Qiang met Roman Golovchenko in Minsk.": (meeting("Li Qiang", "Roman Golovchenko", place="Minsk"), LI, GOLOVCHENKO)}  # fmt: skip  # noqa: E501
    await add(database, said, private=True)
    await add(database, said, library=AWAY, publisher="Elsewhere")
    assert (await only_card(lookup, MeetingQuery(who="Li Qiang"))).reported_by == 1
    assert (await only_card(lookup, MeetingQuery(who="Li Qiang"), AWAY)).sources[0].publisher == "Elsewhere"


async def test_filters_hold_together(database: Database, lookup: LookupService) -> None:
    await add_minsk(database)
    await add(
        database,
        {
            "Xi Jinping received Alexander Lukashenko in Beijing on March 1.": (
                meeting("Xi Jinping", "Alexander Lukashenko", place="Beijing", date="2023-03-01"),
                XI,
                LUKASHENKO,
            ),
            "Xi Jinping is to visit Belarus next year.": meeting(
                "Xi Jinping", "Belarus", place="Belarus", date="2025", status="planned", kind="visit"
            ),
        },
        published="2024-03-02",
    )

    async def quotes(**options: Any) -> list[str]:
        return [card.quote[:8] for card in (await lookup.find(HOME, MeetingQuery(**options))).cards]

    assert await quotes(who="China") == ["Xi Jinpi", "Li Qiang", "Xi Jinpi"]
    assert await quotes(who="China", place="Minsk") == ["Li Qiang"]
    assert await quotes(who="China", place="Peking") == ["Xi Jinpi"]
    assert await quotes(who="China", place="Belarus") == ["Xi Jinpi", "Li Qiang"]
    assert await quotes(who="China", status="planned") == ["Xi Jinpi"]
    assert await quotes(who="China", until="2023") == ["Xi Jinpi"]
    assert await quotes(who="China", since="August 2024", until="2024") == ["Li Qiang"]
    assert await quotes(who="China", since="March 2023", until="2023-03-01") == ["Xi Jinpi"]


async def test_a_topic_is_found_by_its_words_in_any_form(database: Database, lookup: LookupService) -> None:
    await add_minsk(database)
    assert (await only_card(lookup, AgreementQuery(about="energy cooperating"))).date is None
    card = await only_card(lookup, FigureQuery(about="trading", who="Belarus"))
    assert details(card)["Value"] == "surpassed $8.4 billion"


@pytest.mark.parametrize(
    ("query", "word"),
    [
        (MeetingQuery(since="the day of days"), "since"),
        (MeetingQuery(since="2024", until="2023"), "after"),
        (MeetingQuery(status="signed"), "status"),
        (FigureQuery(status="held"), "status"),
        (AgreementQuery(about="the of and"), "topic"),
        (TimelineQuery(), "name"),
        (SearchQuery(words='"- "'), "words"),
    ],
)
async def test_words_that_can_not_be_read_get_one_plain_sentence(
    database: Database, lookup: LookupService, query: Query, word: str
) -> None:
    await add_minsk(database)
    with pytest.raises(UserError) as caught:
        await lookup.find(HOME, query)
    assert word in caught.value.sentence


async def test_an_empty_answer_says_what_was_searched_and_what_would_answer(
    database: Database, lookup: LookupService
) -> None:
    await add_minsk(database)
    page = await lookup.find(HOME, MeetingQuery(who="China", place="Vienna", since="2020"))
    assert page.cards == ()
    assert page.note == (
        "Nothing found in 2 articles from 23 August 2024 to 24 August 2024. Without “place” there would be 1."
    )


async def test_a_misspelt_place_gets_a_suggestion(database: Database, lookup: LookupService) -> None:
    await add_minsk(database)
    page = await lookup.find(HOME, MeetingQuery(place="Minks"))
    assert page.suggestions == ("Minsk",)
    assert "Did you mean" not in (page.note or ""), "whoever shows the page says that, once"


async def test_a_person_with_their_own_state_is_not_everything_they_did(
    database: Database, lookup: LookupService
) -> None:
    await add_minsk(database)
    home = meeting("Li Qiang", "China", "Laos", place="Beijing", date="2024-01-05", kind="summit")
    await add(database, {"Li Qiang joined China and Laos in Beijing.": (home, LI)})
    for query in (MeetingQuery(who="Li Qiang", with_="China"), MeetingQuery(who="China", with_="Li Qiang")):
        assert [card.date for card in (await lookup.find(HOME, query)).cards] == ["2024-01-05"]


async def walk(lookup: LookupService, query: Query, size: int) -> list[Page]:
    pages = [await lookup.find(HOME, query, None, size)]
    while pages[-1].after is not None:
        pages.append(await lookup.find(HOME, query, pages[-1].after, size))
    return pages


@pytest.mark.parametrize("query", [MeetingQuery(who="China"), TimelineQuery(who="China"), PeopleQuery(who="Li Qiang")])
async def test_pages_hold_everything_once_and_lead_back(
    database: Database, lookup: LookupService, query: Query
) -> None:
    for number in range(1, 14):
        other = f"Minister Kim{'abcdefghijklmnop'[number]}"
        await add(
            database,
            {
                f"Li Qiang met {other} on day {number}.": (
                    meeting("Li Qiang", other, date=f"2024-05-{number:02d}"),
                    agreement(f"build railway number {number}", "China", f"Body{number} Group", date="2024-05-01"),
                    LI,
                )
            },
            published=f"2024-06-{number:02d}",
        )
    pages = await walk(lookup, query, 4)
    ids = [card.event_id for page in pages for card in page.cards]
    assert len(ids) == len(set(ids)) >= 13
    assert pages[0].before is None
    for earlier, page in pairwise(pages):
        assert page.before is not None
        assert (await lookup.find(HOME, query, page.before, 4)).cards == earlier.cards


async def test_an_altered_cursor_and_one_of_another_question_are_refused(
    database: Database, lookup: LookupService
) -> None:
    for number in range(3):
        await add(
            database,
            {f"Li Qiang met guest {number}.": (meeting("Li Qiang", "Laos", date=f"2024-0{number + 1}-01"), LI)},
        )
    cursor = (await lookup.find(HOME, MeetingQuery(who="China"), None, 1)).after
    assert cursor is not None
    assert len(cursor) <= 70
    for altered in (cursor[:-1], cursor + "A", "A" + cursor[1:], "", "x" * 5000, "é"):
        with pytest.raises(UserError):
            await lookup.find(HOME, MeetingQuery(who="China"), altered, 1)
    with pytest.raises(UserError):
        await lookup.find(HOME, MeetingQuery(who="Laos"), cursor, 1)


async def test_search_shows_the_passage_and_mends_misspelt_words(database: Database, lookup: LookupService) -> None:
    one, _ = await add_minsk(database)
    page = await lookup.find(HOME, SearchQuery(words="energy finance -railway"))
    assert page.cards[0].sources[0].article_id == one
    assert page.cards[0].quote == "They agreed to deepen cooperation in energy and finance."
    assert (await lookup.find(HOME, SearchQuery(words="energy", until="2020"))).cards == ()
    assert (await lookup.find(HOME, SearchQuery(words="enregy"))).suggestions == ("energy",)
    assert (await lookup.find(AWAY, SearchQuery(words="energy"))).cards == ()
