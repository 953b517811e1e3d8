"""The day and place of what was agreed at a meeting told in another sentence."""

from __future__ import annotations

from bot.core.models import Agreement, ArticleText
from bot.reading.pipeline import RuleReader
from tests.reading.test_agreements import parser

OPENING = (
    "Kenyan President Daniel Otieno met Danish Prime Minister Mette Holm in Nairobi on Tuesday. "
    "Trade between the two countries grew by a tenth last year. "
)


def read(text: str) -> tuple[Agreement, ...]:
    return RuleReader(parser()).read(ArticleText("News of the day", "2024-08-23", text)).agreements


def days(text: str) -> list[tuple[str | None, str | None]]:
    return [(agreement.date, agreement.place) for agreement in read(text)]


def test_what_was_agreed_takes_the_day_and_place_of_the_meeting_told_first() -> None:
    assert days(OPENING + "Otieno and Holm agreed to open a joint shipyard.") == [("2024-08-20", "Nairobi")]


def test_what_the_leaders_saw_signed_takes_the_day_of_their_meeting() -> None:
    assert days(OPENING + "The two leaders also witnessed the signing of three agreements.") == [
        ("2024-08-20", "Nairobi")
    ]


def test_what_is_only_intended_takes_no_day_from_a_meeting() -> None:
    assert days(OPENING + "Kenya and Denmark will sign a visa treaty.") == [(None, None)]


def test_what_was_agreed_earlier_takes_no_day_from_a_meeting() -> None:
    assert days(OPENING + "Earlier, Kenya and Denmark agreed to share patrol boats.") == [(None, None)]


def test_others_than_those_who_met_take_no_day_from_the_meeting() -> None:
    assert days(OPENING + "Chile and Peru agreed to build a railway.") == [(None, None)]


def test_other_people_of_the_same_sides_take_no_day_from_the_meeting() -> None:
    told = "Kenyan Trade Minister Grace Wanjiku and Danish Trade Minister Lars Friis agreed to cut duties on tea."
    assert days(OPENING + told) == [(None, None)]


def test_a_meeting_long_ago_lends_no_day() -> None:
    told = "Otieno met Danish Prime Minister Mette Holm in Nairobi on March 3, 2021. The weather was fine. "
    assert days("Kenyan President Daniel " + told + "Kenya and Denmark agreed to share patrol boats.") == [(None, None)]


def test_what_was_also_agreed_takes_the_day_of_what_was_agreed_before() -> None:
    told = days("Chile and Peru agreed on Monday to build a railway. They also agreed to cut duties on fish.")
    assert told == [("2024-08-19", None), ("2024-08-19", None)]


def test_a_planned_meeting_lends_no_day() -> None:
    told = "Kenyan President Daniel Otieno will meet Danish Prime Minister Mette Holm in Nairobi on Tuesday. "
    assert days(told + "Kenya and Denmark agreed to share patrol boats.") == [(None, None)]


def test_who_only_says_that_it_was_agreed_need_not_have_met() -> None:
    told = "Government spokeswoman Amina Bakari said the two leaders witnessed the signing of three agreements."
    assert days(OPENING + told) == [("2024-08-20", "Nairobi")]


def test_what_was_said_to_have_been_agreed_takes_the_day_of_the_meeting() -> None:
    assert days(OPENING + "Otieno said the two countries had agreed to open a joint shipyard.") == [
        ("2024-08-20", "Nairobi")
    ]
    assert days(OPENING + "Otieno said the two countries had earlier agreed to open a shipyard.") == [(None, None)]


def test_what_they_agreed_right_behind_an_older_meeting_takes_its_day() -> None:
    told = "Kenyan President Daniel Otieno met Danish Prime Minister Mette Holm in Nairobi in March 2021. "
    assert days(told + "They agreed to share patrol boats.") == [("2021-03", "Nairobi")]


def test_then_is_the_day_of_the_meeting_told_before() -> None:
    told = (
        "Kenyan President Ana Kibet met Maltese Prime Minister Luca Borg on the sidelines of the Group of Seven "
        "summit in Hiroshima in May. They agreed then to widen cooperation in shipping."
    )
    assert days(told) == [("2024-05", "Hiroshima")]
