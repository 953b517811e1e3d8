"""Ranks as written: "second-largest", "No. 1 trading partner", "ranked fifth", "in seventh place"."""

from __future__ import annotations

from bot.reading.figures.numerals import DASHES, ORDINALS, SMALL, Pieces
from bot.reading.lexicon.units import load_units

_RANKING = frozenset({"ranked", "ranks", "ranking", "rank", "placed"})
_COMING = frozenset({"came", "come", "comes", "coming", "finished", "finish", "finishing"})
_BEFORE_NUMBER_ONE = frozenset("the as ranked ranks its their a our is at s remains ’ '".split())
_MOST = 50  # a "No. 51" is a name


def find_rank(pieces: Pieces, place: int) -> tuple[int, int] | None:
    """The piece behind the rank that begins at a place, and its value; None where no rank begins."""
    word = pieces.word
    ordinal, behind = _ordinal_at(pieces, place)
    if ordinal is not None:
        after = behind + (word(behind) in DASHES)
        if word(after) in load_units().bars.superlatives and ordinal > 1:
            return after + 1, ordinal
        if word(behind) == "place" and word(place - 1) in {"in", "to"}:
            return behind + 1, ordinal
        ranked = word(place - 1) in _RANKING or (word(place - 1) in _COMING and word(behind) == "in")
        if ranked or (word(place - 2) in {"ranked", "ranks", "rank"} and word(place - 1) == "the"):
            return behind, ordinal
        return None
    if word(place) not in {"no", "number"}:
        return None
    after = place + 1 + (word(place + 1) == ".")
    number = word(after)
    value = int(number) if number.isdecimal() and len(number) < 3 else SMALL.get(number, 0)
    follower = word(after + 1) or "."
    named = follower == "of" or (follower[0].isalpha() and pieces.pieces[after + 1].text[0].isupper())
    if not 0 < value <= _MOST or named or word(place - 1) not in _BEFORE_NUMBER_ONE:
        return None
    return after + 1, value


def _ordinal_at(pieces: Pieces, place: int) -> tuple[int | None, int]:
    word = pieces.word(place)
    if word in ORDINALS:
        return ORDINALS[word], place + 1
    if word == "first":
        return 1, place + 1
    ending = pieces.glued(place + 1) and pieces.word(place + 1) in {"st", "nd", "rd", "th"}
    return (int(word), place + 2) if word.isdecimal() and len(word) < 4 and ending else (None, place)
