"""Countries and names of officials whose own country's press does not say them."""

from __future__ import annotations

import pytest

from bot.core.models import Person
from bot.reading.explain import Trace
from bot.reading.meetings.read import read_meetings
from bot.reading.parsing.datelines import find_agency
from bot.reading.parsing.sentences import split_text
from bot.reading.people import read_people
from bot.reading.statements import read_statements
from tests.reading.articles_for_tests import context_of


def people_in(text: str, title: str = "") -> dict[str, Person]:
    return {person.name: person for person in read_people(context_of(text, title), Trace())}


def test_a_comma_in_a_heading_joins_two_sides_and_is_no_apposition() -> None:
    text = (
        "Moen, Kenyan minister agree on a port\n\nForeign Minister Kari Moen and her Kenyan counterpart, Peter Otieno, "
        "agreed on Monday to build a port. Norway will lend the money."
    )
    found = people_in(text, "Moen, Kenyan minister agree on a port")
    assert found["Kari Moen"].country != "Kenya"
    assert found["Peter Otieno"].country == "Kenya"


@pytest.mark.parametrize(
    ("text", "name", "country"),
    [
        (
            "Norwegian Prime Minister Kari Moen left Oslo. In her delegation are Ministers Tom Berg and Anna Lund.",
            "Anna Lund",
            "Norway",
        ),
        (
            "Norwegian Prime Minister Kari Moen arrived in Nairobi on Monday with her husband, Dr. Lars Holt.",
            "Lars Holt",
            "Norway",
        ),
        (
            "Norwegian Prime Minister Kari Moen rested on Monday. Moen's special adviser, Nils Aas, met reporters.",
            "Nils Aas",
            "Norway",
        ),
        (
            "The Norwegian delegation included Trade Minister Tom Berg and Central Bank Governor Ida Vik.",
            "Tom Berg",
            "Norway",
        ),
    ],
)
def test_those_who_belong_to_an_official_are_of_the_same_country(text: str, name: str, country: str) -> None:
    assert people_in(text)[name].country == country


def test_all_who_are_met_in_a_row_are_of_the_host() -> None:
    text = (
        "Kenya and Norway signed a loan on Monday after Norwegian Foreign Minister Kari Moen held talks with Defence "
        "Minister Peter Otieno, Finance Minister Grace Njeri, Energy Minister John Kamau and Planning Minister Ruth "
        "Achieng. Kenya will use it for roads."
    )
    found = people_in(text, "Kenya, Norway sign loan")
    assert [found[name].country for name in ("Peter Otieno", "Grace Njeri", "John Kamau")] == ["Kenya"] * 3


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("SEOUL, Feb. 15 (Yonhap) -- The minister spoke.", "South Korea"),
        ("Antalya, Turkey (ANTARA News) - The minister spoke.", "Indonesia"),
        ("The minister spoke in Oslo on Monday. — Bernama", "Malaysia"),
        ("OSLO, Feb. 15 (Xinhua) -- The minister spoke.", None),
        ("The minister spoke (again) in Oslo.", None),
    ],
)
def test_an_agency_speaks_for_its_country_where_it_signs(text: str, country: str | None) -> None:
    assert find_agency(text) == country


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Housing Minister Dr. Md. Rafiqul Alam opened the road.", "Rafiqul Alam"),
        ("Indian Finance Minister Smt. Anjali Rao opened the road.", "Anjali Rao"),
        ("Trade Minister Tengku Datuk Seri Zainal Aziz opened the road.", "Zainal Aziz"),
        ("Cambodian Prime Minister Samdech Techo Sok Vanna opened the road.", "Sok Vanna"),
        ("Acting Foreign Minister Amir Khan Safi opened the road.", "Amir Khan Safi"),
    ],
)
def test_honorifics_end_no_sentence_and_are_no_part_of_a_name(text: str, name: str) -> None:
    assert list(people_in(text)) == [name]


def test_another_name_in_brackets_is_the_same_person() -> None:
    text = "President Bayu Wirawan (Bawi) met reporters on Monday. Bawi thanked the Norwegian ambassador, Kari Moen."
    assert list(people_in(text)) == ["Bayu Wirawan", "Kari Moen"]


def test_two_well_known_surnames_alone_are_two_parties() -> None:
    context = context_of("Macron and Pashinyan held talks in Paris on 21 February.")
    assert [set(meeting.participants) for meeting in read_meetings(context, Trace())] == [{"Macron", "Pashinyan"}]


def test_only_the_credit_of_a_caption_that_tells_a_fact_is_cut() -> None:
    told = "Prime Minister Kari Moen (R) meets with Kenyan President Peter Otieno in Oslo on May 2."
    text = f"{told} (Photo by Tom Berg/Sample)"
    assert [paragraph.text for paragraph in split_text(text).paragraphs] == [told]
    assert split_text("The two premiers in Oslo. (Photo by Tom Berg)").paragraphs == ()


@pytest.mark.parametrize(
    "text",
    [
        "Norwegian Prime Minister Kari Moen declined to say that the talks would be held in May.",
        "Norwegian Prime Minister Kari Moen told reporters when the talks between the two would be held.",
    ],
)
def test_what_was_withheld_or_asked_is_no_statement(text: str) -> None:
    assert read_statements(context_of(text), Trace()) == ()


def test_the_minister_is_no_prime_minister() -> None:
    text = (
        "Norwegian Prime Minister Kari Moen received Kenyan Foreign Minister Peter Otieno in Oslo on Monday. "
        "The minister said that the port would open in the spring of next year."
    )
    assert [said.speaker for said in read_statements(context_of(text), Trace())] == ["Peter Otieno"]
