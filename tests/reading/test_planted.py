"""Planted facts and the whole reader: every sentence of the planted files, put anywhere, tells exactly the same.

What a sentence tells is demanded of each kind's own reader in test_meetings_planted, test_agreements and
test_told_in_short; here the whole reader must find it too, and neighbours must neither add to it nor take from it.
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from bot.core.models import ArticleText, Fact, Facts
from bot.core.quotes import quote_holds
from bot.core.text import normalise_text
from bot.reading.lexicon.lists import load_gazetteer
from bot.reading.parsing.datelines import find_dateline
from bot.reading.pipeline import RuleReader
from tests.reading.articles_for_tests import load_parser

HERE = Path(__file__).parent
PUBLISHED = "2024-08-23"
# Paragraphs that name nobody, and paragraphs with facts of their own about others.
QUIET = (
    "It rained for most of the morning.",
    "The hall was full long before the doors were closed. Many people had to stand.",
    "Bread prices were much the same as a week earlier.",
    "“I have never seen so many birds here,” a fisherman said.",
    "Photo: archive",
    "Weather",
    "• a new bridge over the river",
)
BUSY = (
    "Kenyan Trade Minister Amina Otieno visited a school in Mombasa last week.",
    "Peru and Chile signed a treaty on fishing in 2019.",
    "Exports of Norway rose by 4 percent to 90 billion kroner in 2022.",
    "The Samoan prime minister told reporters that she would meet farmers.",
    "“We need rain,” said Bolivian Senator Hugo Paz.",
    "Tonga joined the World Trade Organization in 2007.",
)
# They point back, or name an official without the country: what else an article tells rightly bears on them, so they
# stand among paragraphs that name nobody.
LEANING = (
    "The agreement was reached",
    "The sides agreed",
    "Under the ",
    "During his stay",
    "Ahead of his meeting",
    "Deputy Foreign Minister Ma",
    "Foreign Secretary Enrique",
    "President Ferdinand",
    "In Moscow he met",
    "The minister said",
    "Pakistan and Sri Lanka held political consultations",
    "The below is",
)


def list_planted() -> Iterator[dict[str, Any]]:
    """Every planted case of one paragraph that may stand anywhere: a dateline or a date of its own needs a head."""
    for path in sorted(HERE.glob("*.toml")):
        content = tomllib.loads(path.read_text("utf-8"))
        for case in (*content.get("planted", ()), *content.get("told", ())):
            text = case["text"].strip()
            alone = "\n" not in text and "title" not in case and "published" not in case
            if alone and find_dateline(text, load_gazetteer()) is None:
                yield case | {"text": text}


PLANTED = list(list_planted())


@cache
def reader() -> RuleReader:
    return RuleReader(load_parser())


@cache
def read(text: str) -> Facts:
    return reader().read(ArticleText("", PUBLISHED, text))


def told(facts: list[Fact], start: int) -> list[str]:
    """The facts with their quotes counted from an offset, in an order of their own."""
    shown = []
    for fact in facts:
        fields = [(name, getattr(fact, name)) for name in fact.__slots__ if name != "quotes"]
        spans = sorted((quote.start - start, quote.end - start) for quote in fact.quotes)
        shown.append(f"{type(fact).__name__} {fields} {spans}")
    return sorted(shown)


def surround(text: str, seed: int) -> tuple[str, int]:
    """The paragraph among others, and where it begins."""
    chance = random.Random(seed)  # noqa: S311  # repeatable surroundings, no secret
    around = chance.sample(QUIET, chance.randint(1, 3))
    if not text.startswith(LEANING):
        around += chance.sample(BUSY, chance.randint(1, 3))
    chance.shuffle(around)
    place = chance.randint(0, len(around))
    before = "".join(f"{paragraph}\n\n" for paragraph in around[:place])
    after = "".join(f"\n\n{paragraph}" for paragraph in around[place:])
    return before + text + after, len(before)


@pytest.mark.parametrize(
    "number", range(len(PLANTED)), ids=lambda number: " ".join(PLANTED[number]["text"].split()[:7])
)
def test_a_planted_paragraph_tells_the_same_whatever_stands_around_it(number: int) -> None:
    text = normalise_text(PLANTED[number]["text"])
    whole, start = surround(text, number)
    span = range(start, start + len(text))
    facts = list(read(whole))
    assert all(quote_holds(whole, quote) for fact in facts for quote in fact.quotes)
    inside = [fact for fact in facts if any(quote.start in span for quote in fact.quotes)]
    assert told(inside, start) == told(list(read(text)), 0)


def test_the_whole_reader_finds_what_was_planted() -> None:
    """Each kind's own tests demand the fields; here that nothing on the way through the whole reader loses a fact."""
    lost = []
    for case in PLANTED:
        facts = read(normalise_text(case["text"]))
        if "participants" in case and not any(
            sorted(meeting.participants) == sorted(case["participants"]) for meeting in facts.meetings
        ):
            lost.append(case["text"])
        if "subject" in case and case["subject"] not in [agreement.subject for agreement in facts.agreements]:
            lost.append(case["text"])
    assert lost == []


def test_there_is_enough_planted() -> None:
    assert sum("participants" in case for case in PLANTED) >= 60
    assert sum("subject" in case for case in PLANTED) >= 60
