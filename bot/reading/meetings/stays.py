"""The days of a trip that a later sentence gives: "will visit Brunei from tomorrow … The visit on April 4 and 5 is".

A trip is first told with the day of its arrival or with none; a sentence about "the visit" then names its days.
"""

from __future__ import annotations

from bot.core.spans import bounds_of
from bot.reading.context.context import Context
from bot.reading.meetings.place import list_hits
from bot.reading.parsing.syntax import Sentence

_AHEAD = 5  # sentences behind the trip in which its days stand
TRIPS = frozenset("visit trip tour stay".split())
_POINTING = frozenset("the this his her their".split())
_LEAD = frozenset(
    "from on lasting runs run between scheduled slated set for will is be takes take place , to which was were earlier "
    "originally planned due".split()
)
_LONGEST = 21  # days of a trip


def find_stay(context: Context, first: int, day: str | None, *, ahead: bool) -> str | None:
    """The days of the trip told in sentence ``first`` as a range, where a later sentence gives it; else None."""
    known = bounds_of(day) if day else None
    for index in range(first, min(len(context.sentences), first + _AHEAD + 1)):
        sentence = context.sentences[index]
        noun = _find_noun(sentence)
        if noun is None or _names_place(context, sentence, noun):
            noun = _find_verb(sentence)
        if noun is None:
            continue
        for found in context.dates(index, ahead=ahead):
            bounds = bounds_of(found.iso)
            if bounds is None or found.iso.count("-") != 4 or not 0 < (bounds[1] - bounds[0]).days < _LONGEST:
                continue
            start = next((token.i for token in sentence.tokens if token.end > found.start), noun)
            if not noun < start or not all(token.lower in _LEAD for token in sentence.tokens[noun + 1 : start]):
                continue
            month = known is not None and day is not None and day.count("-") == 1  # "next month", then its days
            inside = month and known is not None and known[0] <= bounds[0] and bounds[1] <= known[1]
            return found.iso if known is None or inside or bounds[0] <= known[0] <= bounds[1] else None
    return None


def _find_noun(sentence: Sentence) -> int | None:
    """The place of "visit" in "The visit", "His four-day visit"."""
    for token in sentence.tokens[:6]:
        if token.lower in TRIPS and token.tag == "NN":
            return token.i if sentence.tokens[0].lower in _POINTING else None
    return None


def _find_verb(sentence: Sentence) -> int | None:
    """The place of "country" in "A will visit the country from"."""
    for token in sentence.tokens[2:12]:
        before = sentence.tokens[token.i - 2].lower
        if token.lower in ("country", "kingdom", "sultanate") and before in ("visit", "visits", "visiting"):
            return token.i
    return None


def _names_place(context: Context, sentence: Sentence, noun: int) -> bool:
    """Does the phrase name whose or whereto, so that it may be another trip?"""
    return any(hit.first < noun for hit in list_hits(context, sentence))
