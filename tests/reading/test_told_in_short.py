"""Short texts with all the meetings that they tell: who stands for whom, and what one sentence takes from another."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from bot.core.models import ArticleText, Facts
from bot.core.text import normalise_text
from bot.reading.pipeline import RuleReader
from tests.reading.articles_for_tests import load_parser

TOLD: list[dict[str, Any]] = [
    told
    for name in ("told_in_short.toml", "told_in_scenes.toml", "told_on_trips.toml")
    for told in tomllib.loads(Path(__file__).with_name(name).read_text("utf-8"))["told"]
]


def read(case: dict[str, Any]) -> Facts:
    text = normalise_text(case["text"].strip())
    article = ArticleText(case.get("title", ""), case.get("published", "2024-08-23"), text)
    return RuleReader(load_parser()).read(article)


def name_case(case: dict[str, Any]) -> str:
    return " ".join(case["text"].split()[:7])


def sort_parties(line: str) -> str:
    fields = [field.strip() for field in line.split("|")]
    fields[1] = "; ".join(sorted(party.strip() for party in fields[1].split(";")))
    return " | ".join(fields)


@pytest.mark.parametrize("case", [case for case in TOLD if "meetings" in case], ids=name_case)
def test_every_meeting_of_a_short_text_is_told_and_no_other(case: dict[str, Any]) -> None:
    said = [
        f"{meeting.kind.value} | {'; '.join(sorted(meeting.participants))} | {meeting.place or '-'}"
        f" | {meeting.date or '-'} | {meeting.status.value}"
        for meeting in read(case).meetings
    ]
    assert sorted(said) == sorted(map(sort_parties, case["meetings"]))


@pytest.mark.parametrize("case", [case for case in TOLD if "people" in case], ids=name_case)
def test_people_of_a_short_text_have_their_office_and_country(case: dict[str, Any]) -> None:
    said = {f"{person.name} | {person.role or '-'} | {person.country or '-'}" for person in read(case).people}
    assert set(case["people"]) <= said, said


@pytest.mark.parametrize("case", [case for case in TOLD if "nobody" in case], ids=name_case)
def test_firms_railways_and_aliases_of_a_short_text_are_nobody(case: dict[str, Any]) -> None:
    said = {person.name for person in read(case).people}
    assert not said & set(case["nobody"])
