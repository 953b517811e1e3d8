"""Planted facts: a sentence whose meeting is known, put among others, must be found with that very span."""

from __future__ import annotations

import random
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.text import normalise_text
from tests.reading.test_meetings import LEXICON, load_parser, read

PLANTED: list[dict[str, Any]] = tomllib.loads(Path(__file__).with_name("meetings_planted.toml").read_text("utf-8"))[
    "planted"
]

# Sentences that tell of no meeting and name nobody.
AROUND = (
    "Prices of rice rose by 3 percent in the first half of the year.",
    "The harbour was closed because of heavy rain.",
    "Farmers sell most of their coffee abroad.",
    "The new bridge is 2 kilometres long and cost more than expected.",
    "Schools will open again after the holidays.",
    "Nobody was hurt in the fire, firefighters said.",
    "The report has 120 pages and three maps.",
    "Tourists like the old market near the river.",
)


def surround(sentence: str, seed: int) -> tuple[str, int]:
    """A text of some paragraphs with the sentence in it, and the offset at which it begins."""
    chance = random.Random(seed)  # noqa: S311  # repeatable surroundings, no secret
    before = [" ".join(chance.sample(AROUND, chance.randint(1, 3))) for _ in range(chance.randint(0, 3))]
    after = [" ".join(chance.sample(AROUND, chance.randint(1, 3))) for _ in range(chance.randint(0, 3))]
    beside = chance.choice(AROUND)
    ahead = chance.random() < 0.5
    paragraph = f"{beside} {sentence}" if ahead else f"{sentence} {beside}"
    text = normalise_text("\n\n".join([*before, paragraph, *after]))
    return text, text.index(sentence)


def name_case(case: dict[str, Any]) -> str:
    return " ".join(case["text"].split()[:6])


@pytest.mark.parametrize("case", [case for case in PLANTED if not case.get("none")], ids=name_case)
@pytest.mark.parametrize("seed", [1, 2])
def test_planted_meeting_is_found_with_its_span(case: dict[str, Any], seed: int) -> None:
    # A dateline stands at the head of an article alone.
    text, start = (case["text"], 0) if "(VNA)" in case["text"] else surround(case["text"], seed)
    meetings, recorder = read(text)
    said = [
        (meeting.kind.value, sorted(meeting.participants), meeting.place, meeting.date)
        for meeting in meetings
        if "status" not in case or meeting.status.value == case["status"]
        if any(quote.end == start + len(case["text"]) and quote.start >= start for quote in meeting.quotes)
    ]
    wanted = (case["kind"], sorted(case["participants"]), case.get("place"), case.get("date"))
    assert wanted in said, recorder.lines(text)


@pytest.mark.parametrize("case", [case for case in PLANTED if case.get("none")], ids=name_case)
def test_no_meeting_is_read_from_a_false_friend(case: dict[str, Any]) -> None:
    text, _ = surround(case["text"], 1)
    meetings, recorder = read(text)
    assert meetings == (), recorder.lines(text)


def test_what_stands_around_changes_nothing_in_what_is_found() -> None:
    case = PLANTED[0]
    alone, _ = read(case["text"])
    for seed in range(5):
        text, _ = surround(case["text"], seed)
        meetings, _ = read(text)
        assert [(m.kind, m.participants, m.place, m.date, m.status) for m in meetings] == [
            (m.kind, m.participants, m.place, m.date, m.status) for m in alone
        ]


EXAMPLES = [frame.example for frame in LEXICON.verbs] + [frame.example for frame in LEXICON.nouns]
MARKS = {"not", "if", "will", "between", "and", "his", "the two", ",", ";", "(", ")", "“", "-", "\n", "\n\n"}
WORDS = sorted({word for example in EXAMPLES for word in example.split()} | MARKS)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=60))
def test_any_heap_of_our_words_is_read_without_error_and_twice_the_same(words: list[str]) -> None:
    text = normalise_text(" ".join(words))
    first, _ = read(text)
    second, _ = read(text)
    assert first == second


def test_reading_a_long_list_of_names_takes_linear_work() -> None:
    sentence = "Chinese Premier Li Qiang met " + ", ".join(["Thai Prime Minister Srettha Thavisin"] * 200) + "."
    meetings, _ = read(sentence)
    assert [meeting.participants for meeting in meetings] == [("Li Qiang", "Srettha Thavisin")]
    assert load_parser() is load_parser()
