"""Numbers as English writes them, in digits or words, read from the pieces of one sentence.

A sentence is taken apart once into pieces: a number in digits, a word, or a mark. Every reader looks at a few pieces
from its place on, so the time grows with the length of the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.reading.lexicon.units import load_units

_PIECE = re.compile(
    r"[0-9]{1,3}(?:,[0-9]{3}){1,6}(?:\.[0-9]{1,9})?(?![0-9])|[0-9]{1,18}(?:\.[0-9]{1,9})?|[^\W\d_]{1,40}|[^\s\w]|_"
)
_GROUP = 3  # digits between the marks of thousands
_DECIMALS = 2
SMALL = {
    word: number
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen".split()
    )
}
TENS = {
    word: 10 * number
    for number, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2)
}
ORDINALS = {
    word: number
    for number, word in enumerate(
        "second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split(), start=2
    )
}
PARTS = {"half": 2, "halves": 2, "quarter": 4, "quarters": 4} | {
    word + ending: number for word, number in ORDINALS.items() if number > 2 for ending in ("", "s")
}
DASHES = frozenset("-–—\u2011")
_GLUED = {"bn": 9, "m": 6, "b": 9, "k": 3, "bil": 9, "mil": 6, "tn": 12, "mn": 6, "mln": 6, "bln": 9, "trn": 12}


@dataclass(frozen=True, slots=True)
class Piece:
    """A number in digits, a word or a mark."""

    start: int
    end: int
    text: str
    lower: str


@dataclass(frozen=True, slots=True)
class Number:
    """A number that has been read."""

    value: Decimal
    last: int  # piece behind it
    spelled: bool
    scaled: bool  # a magnitude word is part of it


class Pieces:
    """One sentence in pieces; a place outside it holds the word ""."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.pieces: Sequence[Piece] = [Piece(m.start(), m.end(), m[0], m[0].lower()) for m in _PIECE.finditer(text)]

    def word(self, place: int) -> str:
        """The piece at a place in lower case; "" outside the sentence."""
        return self.pieces[place].lower if 0 <= place < len(self.pieces) else ""

    def glued(self, place: int) -> bool:
        """Does the piece touch the one before it?"""
        return 0 < place < len(self.pieces) and self.pieces[place - 1].end == self.pieces[place].start

    def number_at(self, place: int, *, money: bool = False) -> Number | None:
        """A number in digits or words with its magnitude."""
        word = self.word(place)
        if word[:1].isdigit() and word.replace(",", "").replace(".", "").isascii():
            digits, behind = self._digits_at(place)
            return self._scaled(Decimal(digits), behind, spelled=False, money=money)
        if word == "half" and self.word(place + 1) == "a" and self.word(place + 2) in load_units().magnitudes:
            return Number(Decimal("0.5") * 10 ** self._power(place + 2), place + 3, spelled=True, scaled=True)
        if (quarters := self._quarters_at(place)) is not None:
            return quarters
        if word in {"a", "an"}:
            if self.word(place + 1) in load_units().magnitudes and self.word(place - 1) not in {"many", "half"}:
                return self._scaled(Decimal(1), place + 1, spelled=True)
            return None
        return self._spelled_at(place)

    def _digits_at(self, place: int) -> tuple[str, int]:
        """The digits of a number with a full stop before its decimals, and the piece behind it.

        Besides "200,000" and "47.8" also "200 000" and, before a magnitude, "47,8", as Southern Africa writes them.
        """
        digits, behind = self.word(place).replace(",", ""), place + 1
        if self.word(behind) == "," and self.glued(behind) and self.glued(behind + 1):
            decimals = self.word(behind + 1)
            if decimals.isdecimal() and len(decimals) <= _DECIMALS and self.word(behind + 2) in load_units().magnitudes:
                return f"{digits}.{decimals}", behind + 2
        while digits.isdecimal() and len(self.word(place)) <= _GROUP and self._is_group(behind):
            digits, behind = digits + self.word(behind), behind + 1
        return digits, behind

    def _is_group(self, place: int) -> bool:
        """Are these three digits, one space behind the last ones, and nothing glued behind them?"""
        digits = self.word(place)
        if not digits.isdecimal() or len(digits) != _GROUP or not 0 < place < len(self.pieces):
            return False
        return self.pieces[place].start - self.pieces[place - 1].end == 1 and not self.glued(place + 1)

    def _quarters_at(self, place: int) -> Number | None:
        """A quarter of a million, three quarters of a billion."""
        top = 1 if self.word(place) in {"a", "one"} else SMALL.get(self.word(place), 0)
        after = place + 1 + (self.word(place + 1) in DASHES)
        words = [self.word(after + n) for n in range(3)]
        if words[0] not in {"quarter", "quarters"} or words[1:] != ["of", "a"] or not 0 < top < 4:
            return None
        if self.word(after + 3) not in load_units().magnitudes:
            return None
        value = Decimal(top) / 4 * 10 ** self._power(after + 3)
        return Number(value.normalize(), after + 4, spelled=True, scaled=True)

    def _spelled_at(self, place: int) -> Number | None:
        """Twenty-five, one hundred and fifty, two and a half million, two dozen; not "sixty-second"."""
        value, behind = self._below_hundred(place)
        if behind == place or (self.word(behind) in DASHES and self.word(behind + 1) in {"first", *ORDINALS}):
            return None
        if self.word(behind) == "hundred":
            value, behind = value * 100, behind + 1
            rest, after = self._below_hundred(behind + (self.word(behind) == "and"))
            if rest:
                value, behind = value + rest, after
        if self.word(behind) == "dozen":
            return Number(value * 12, behind + 1, spelled=True, scaled=True)
        for half in (["and", "a", "half"], ["and", "half"]):  # the second as written in South Asia
            if [self.word(behind + n) for n in range(len(half))] == half:
                value, behind = value + Decimal("0.5"), behind + len(half)
                break
        return self._scaled(value, behind, spelled=True)

    def _below_hundred(self, place: int) -> tuple[Decimal, int]:
        """Zero to ninety-nine and the piece behind it; the same place where there is none."""
        word = self.word(place)
        if word in SMALL:
            return Decimal(SMALL[word]), place + 1
        if word not in TENS:
            return Decimal(0), place
        dashed = self.word(place + 1) in DASHES
        ones = SMALL.get(self.word(place + 1 + dashed), 0)
        if 0 < ones < 10:
            return Decimal(TENS[word] + ones), place + 2 + dashed
        return Decimal(TENS[word]), place + 1

    def _scaled(self, value: Decimal, place: int, *, spelled: bool, money: bool = False) -> Number:
        scaled = False
        if self.glued(place) and self.word(place) in _GLUED and (money or self.word(place) != "m"):
            return Number(value * 10 ** _GLUED[self.word(place)], place + 1, spelled=spelled, scaled=True)
        for _ in range(2):
            after = place + (self.word(place) in DASHES and self.glued(place))
            if self.word(after) not in load_units().magnitudes:
                break
            value, place, scaled = value * 10 ** self._power(after), after + 1, True
        return Number(value, place, spelled=spelled, scaled=scaled)

    def _power(self, place: int) -> int:
        return load_units().magnitudes[self.word(place)]
