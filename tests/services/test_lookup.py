"""Lookups on a real file: who is found, by which words, in what order, and what an answer says."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from bot.core.cards import Card, Page
from bot.core.errors import NotFound, UserError
from bot.core.models import EventId, LibraryId
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
    figure,
    meeting,
    person,
    statement,
)


async def only_card(lookup: LookupService, query: Query, library: LibraryId = HOME) -> Card:
    page = await lookup.find(library, query)
    assert len(page.cards) == 1, [card.quote for card in page.cards]
    return page.cards[0]


def details(card: Card) -> dict[str, str]:
    return dict(card.details)


# --- who -------------------------------------------------------------------------------------------------------------


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


# --- filters ---------------------------------------------------------------------------------------------------------


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


# --- pages -----------------------------------------------------------------------------------------------------------


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


# --- one event, many reports -----------------------------------------------------------------------------------------


async def test_one_meeting_in_two_articles_is_one_entry_with_both_sentences(
    database: Database, lookup: LookupService
) -> None:
    await add_minsk(database)
    card = await only_card(lookup, MeetingQuery(who="Li Qiang"))
    assert card.reported_by == 2
    assert {line.publisher for line in card.sources} == {"The Gazette", "Minsk Daily"}
    assert details(card) == {
        "Who": "Li Qiang, Roman Golovchenko",
        "Where": "Minsk",
        "When": "22 August 2024",
        "Status": "held",
    }
    assert card == await lookup.sources_of(HOME, card.event_id or EventId(0))


async def test_copies_and_one_publishers_texts_count_once(database: Database, lookup: LookupService) -> None:
    one, _ = await add_minsk(database)
    told = meeting("Li Qiang", "Roman Golovchenko", place="Minsk")
    said = {"Premier Li Qiang met Prime Minister Roman Golovchenko in Minsk.": (told, LI, GOLOVCHENKO)}
    await add(database, said, publisher="Copying Post", copy_of=one)
    await add(database, said | {"It was warm.": LI}, publisher="The Gazette", published="2024-08-25")
    card = await only_card(lookup, MeetingQuery(who="Li Qiang"))
    assert len(card.sources) == 4
    assert card.reported_by == 2
    assert [line.publisher for line in card.sources if line.copied] == ["Copying Post"]


async def test_dates_and_places_that_differ_are_both_shown_with_who_says_which(
    database: Database, lookup: LookupService
) -> None:
    for publisher, place, day in (("Alpha", "Ankara", 5), ("Beta", "Ankara", 6), ("Gamma", "Istanbul", 5)):
        await add(
            database,
            {
                f"Recep Tayyip Erdogan and Alexis Tsipras met in {place} on {day} May.": (
                    meeting("Recep Tayyip Erdogan", "Alexis Tsipras", place=place, date=f"2019-05-0{day}"),
                    person("Recep Tayyip Erdogan", "President", "Turkey"),
                    person("Alexis Tsipras", "Prime Minister", "Greece"),
                )
            },
            publisher=publisher,
            published="2019-05-06",
        )
    cards = (await lookup.find(HOME, MeetingQuery(who="Greece"))).cards
    said = {label: words for card in cards for label, words in card.disagreements}
    assert said["When"] == "5 May 2019 (Alpha); 6 May 2019 (Beta)"


async def test_values_that_differ_are_not_averaged(database: Database, lookup: LookupService) -> None:
    for publisher, value in (("Alpha", "5000000000"), ("Beta", "5200000000")):
        words = f"${value[0]}.{value[1]} billion"
        await add(
            database,
            {f"Exports of Ukraine to Poland were {words} in 2022.": figure(words, value, "USD", "exports of Ukraine to Poland", "2022")},  # noqa: E501
            publisher=publisher,
        )  # fmt: skip
    card = await only_card(lookup, FigureQuery(who="Poland"))
    assert dict(card.disagreements)["Value"] == "$5.0 billion (Alpha); $5.2 billion (Beta)"


async def test_an_agreement_moves_on_and_shows_its_trail(database: Database, lookup: LookupService) -> None:
    steps = [
        ("2023-03-02", "intended", "plan"),
        ("2023-12-18", "signed", "signed"),
        ("2024-06-01", "in force", "apply"),
    ]
    for day, status, verb in reversed(steps):
        await add(
            database,
            {
                f"Kenya and the European Union {verb} a pact on duty-free access for flowers.": agreement(
                    "a pact on duty-free access for flowers",
                    "Kenya",
                    "European Union",
                    status=status,
                    date=None if status == "intended" else day,
                )
            },
            published=day,
            publisher=f"Paper of {day}",
        )
    card = await only_card(lookup, AgreementQuery(who="EU"))
    assert details(card)["Status"] == "in force"
    assert [(step.status, step.date) for step in card.trail] == [
        ("intended", "2023-03-02"),
        ("signed", "2023-12-18"),
        ("in force", "2024-06-01"),
    ]
    assert "plan a pact" in card.trail[0].source.quote
    assert "apply" in card.quote
    assert card.date == "2024-06-01"


@pytest.mark.parametrize("first_stored", ["planned", "held"])
async def test_planned_then_held_is_one_meeting_and_an_older_report_undoes_nothing(
    database: Database, lookup: LookupService, first_stored: str
) -> None:
    for status in (first_stored, "held" if first_stored == "planned" else "planned"):
        await add(
            database,
            {
                f"Li Qiang ({status}) meets Roman Golovchenko in Minsk on Thursday.": (
                    meeting("Li Qiang", "Roman Golovchenko", place="Minsk", date="2024-08-22", status=status),
                    LI,
                    GOLOVCHENKO,
                )
            },
            published="2024-08-20" if status == "planned" else "2024-08-22",
            publisher=f"{status} post",
        )
    card = await only_card(lookup, MeetingQuery(who="Li Qiang"))
    assert card.heading == "Talks, held"
    assert "(held)" in card.quote
    assert [step.status for step in card.trail] == ["planned", "held"]


async def test_a_fact_whose_quote_no_longer_stands_is_not_shown(database: Database, lookup: LookupService) -> None:
    one, two = await add_minsk(database)
    async with database.transaction() as write:
        await write.change("DROP TRIGGER article_text_stays")
        await write.change("UPDATE article SET text = 'x' || text WHERE article_id = :id", {"id": one})
    card = await only_card(lookup, MeetingQuery(who="Li Qiang"))
    assert [line.article_id for line in card.sources] == [two]
    assert (await lookup.find(HOME, FigureQuery())).cards == ()


# --- people, timeline, search, articles ------------------------------------------------------------------------------


async def test_a_person_comes_with_offices_words_and_meetings(database: Database, lookup: LookupService) -> None:
    await add_minsk(database)
    said = "Trade is growing fast and will go on growing"
    await add(
        database,
        {f"“{said},” said Li Qiang.": (statement("Li Qiang", said), person("Li Qiang", "premier", "China"))},
        published="2024-09-01",
    )
    page = await lookup.people(HOME, PeopleQuery(who="li qiang"))
    assert page.cards[0].heading == "Li Qiang"
    assert details(page.cards[0])["Office"] == "Premier (reported 23 August 2024 to 1 September 2024)"
    assert [card.kind for card in page.cards] == ["person", "statement", "meeting"]
    everyone = await lookup.people(HOME, PeopleQuery())
    assert [card.heading for card in everyone.cards] == ["Li Qiang", "Roman Golovchenko"]


async def test_search_shows_the_passage_and_mends_misspelt_words(database: Database, lookup: LookupService) -> None:
    one, _ = await add_minsk(database)
    page = await lookup.search(HOME, SearchQuery(words="energy finance -railway"))
    assert page.cards[0].sources[0].article_id == one
    assert page.cards[0].quote == "They agreed to deepen cooperation in energy and finance."
    assert (await lookup.search(HOME, SearchQuery(words="energy", until="2020"))).cards == ()
    assert (await lookup.search(HOME, SearchQuery(words="enregy"))).suggestions == ("energy",)
    assert (await lookup.search(AWAY, SearchQuery(words="energy"))).cards == ()


async def test_an_article_shows_every_fact_read_from_it_in_order(database: Database, lookup: LookupService) -> None:
    one, _ = await add_minsk(database)
    page = await lookup.article(HOME, one, size=2)
    more = await lookup.article(HOME, one, page.after, size=2)
    assert [card.kind for card in (*page.cards, *more.cards)] == ["meeting", "agreement", "figure", "person"]
    assert all(line.article_id == one for card in page.cards for line in card.sources)
    assert "5 facts read" in (page.note or "")
    with pytest.raises(NotFound):
        await lookup.article(AWAY, one)


async def test_a_timeline_holds_meetings_and_agreements(database: Database, lookup: LookupService) -> None:
    await add_minsk(database)
    page = await lookup.timeline(HOME, TimelineQuery(who="China", with_="Belarus"))
    assert {card.kind for card in page.cards} == {"meeting", "agreement"}
