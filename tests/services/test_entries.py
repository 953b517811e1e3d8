"""What an entry shows of its reports: each source's sentence, where they differ, how it came about."""

from __future__ import annotations

import pytest

from bot.core.errors import NotFound
from bot.core.models import EventId
from bot.core.queries import (
    AgreementQuery,
    FigureQuery,
    MeetingQuery,
    PeopleQuery,
    TimelineQuery,
)
from bot.services.lookup import LookupService
from storage.database import Database
from tests.services.made import (
    AWAY,
    GOLOVCHENKO,
    HOME,
    LI,
    add,
    add_minsk,
    agreement,
    details,
    figure,
    meeting,
    only_card,
    person,
    statement,
)


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


async def test_a_person_comes_with_offices_words_and_meetings(database: Database, lookup: LookupService) -> None:
    await add_minsk(database)
    said = "Trade is growing fast and will go on growing"
    await add(
        database,
        {f"“{said},” said Li Qiang.": (statement("Li Qiang", said), person("Li Qiang", "premier", "China"))},
        published="2024-09-01",
    )
    page = await lookup.find(HOME, PeopleQuery(who="li qiang"))
    assert page.cards[0].heading == "Li Qiang"
    assert details(page.cards[0])["Office"] == "Premier (reported 23 August 2024 to 1 September 2024)"
    assert [card.kind for card in page.cards] == ["person", "statement", "meeting"]
    everyone = await lookup.find(HOME, PeopleQuery())
    assert [card.heading for card in everyone.cards] == ["Li Qiang", "Roman Golovchenko"]


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
    page = await lookup.find(HOME, TimelineQuery(who="China", with_="Belarus"))
    assert {card.kind for card in page.cards} == {"meeting", "agreement"}
