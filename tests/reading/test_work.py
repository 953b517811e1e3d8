"""The work of reading grows with the length of the text, not faster: lines of our own code that run are counted.

Time is not measured here: a count is the same on every machine.
"""

from __future__ import annotations

import sys
from functools import cache
from types import FrameType
from typing import Any

import pytest

from bot.core.models import ArticleText
from bot.reading.pipeline import RuleReader
from tests.reading.articles_for_tests import load_parser

PIECES = {
    "a letter": "a",
    "a bracket": "(",
    "a quotation mark": '"',
    "a name": "Li ",
    "a name with and": "Li Qiang and ",
    "a line": "Li\n",
    "a group": "the two ",
    "an abbreviation": "U.S. ",
    "a sum": "$5 ",
    "a date": "on Friday ",
    "a verb": "agreed ",
    "a sentence": "Chinese Premier Li Qiang met Belarusian Prime Minister Roman Golovchenko in Minsk on August 22. ",
    "other names a time": "Minister Name{0} Sur{0} of Peru met Envoy Other{0} Nam{0}; they agreed to buy {0} tons. ",
}
SHORT, LONG = 1_500, 3_000  # code points
GROWTH = 2.6  # twice the text may take somewhat more than twice the work, but not four times


@cache
def reader() -> RuleReader:
    return RuleReader(load_parser())


def flood(piece: str, length: int) -> str:
    parts: list[str] = []
    size = 0
    while size < length:
        parts.append(piece.format(len(parts)) if "{" in piece else piece)
        size += len(parts[-1])
    return "".join(parts)[:length]


def count_lines(text: str) -> int:
    """How many lines of our reading code run while this text is read."""
    counted = 0

    def follow(_: FrameType, event: str, __: Any) -> Any:
        nonlocal counted
        counted += event == "line"
        return follow

    def enter(frame: FrameType, _: str, __: Any) -> Any:
        return follow if "/bot/" in frame.f_code.co_filename else None

    watching = sys.gettrace()
    sys.settrace(enter)
    try:
        reader().read(ArticleText("", "2024-08-23", text))
    finally:
        sys.settrace(watching)
    return counted


@pytest.mark.parametrize("name", PIECES)
def test_twice_the_text_takes_about_twice_the_work(name: str) -> None:
    reader().read(ArticleText("", None, flood(PIECES[name], SHORT)))  # what is loaded once is loaded now
    short, long = (count_lines(flood(PIECES[name], length)) for length in (SHORT, LONG))
    assert long <= GROWTH * short + 2_000
