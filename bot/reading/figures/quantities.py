"""Numbers with their units in one sentence: money, shares, measures, ranks and bare counts, as written.

This module knows words, not grammar: it says where a number stands, what it is worth and which unit and comparator are
written beside it. Whether it is a fact, what it counts and what it measures is decided in ``bot.reading.figures.read``.

Values are ``Decimal``: nothing is rounded but thirds and the like.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum, auto
from functools import cache

from bot.core.models import Comparator
from bot.reading.figures.comparators import find_comparator
from bot.reading.figures.numerals import DASHES, ORDINALS, PARTS, SMALL, TENS, Number, Pieces
from bot.reading.figures.ordinals import find_rank
from bot.reading.lexicon.units import currency_signs, load_units, singular_of, unit_names


class Sort(Enum):
    """What sort of number it is."""

    MONEY = auto()
    SHARE = auto()  # percent, percentage points, fractions
    MEASURE = auto()  # kilometers, barrels per day
    RANK = auto()
    BARE = auto()  # what it counts is a noun that grammar must find


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as it stands in a text."""

    start: int  # offset of its first code point, comparator included
    core: int  # of the number or its currency sign
    end: int  # behind the number, its magnitude and its unit
    low: Decimal  # equal to ``high`` unless it is a range
    high: Decimal
    unit: str | None  # None for BARE
    comparator: Comparator
    sort: Sort
    spelled: bool  # in words, not in digits


_LONG = frozenset("hour day week month year decade century".split())
_LASTING = _LONG | {"minute"}
# How many of the smaller unit make one of the larger.
_PARTS_OF_TIME = {
    "year": {"month": 12, "week": 52},
    "month": {"day": 30},
    "week": {"day": 7},
    "day": {"hour": 24},
    "hour": {"minute": 60},
    "minute": {"second": 60},
}
_PLACED = frozenset("ago later earlier before after since old away from in of".split())  # "about a year ago"
_POUNDS = frozenset({"pound", "pounds"})
_PASSED = frozenset({"ago", "later", "earlier", "before", "after"})
_LONGEST_SIGN = 6
_ENDLESS = frozenset(unit + "long" for unit in _LONG)
# A number in words holds one of these, besides what ``_count_words`` adds.
_COUNTING = frozenset({*ORDINALS, *SMALL, *TENS, *PARTS, *_ENDLESS, "first", "dozen", "long"})
_BEGINNINGS = frozenset({*ORDINALS, *SMALL, *TENS, *_LONG, *_ENDLESS, "first", "no", "number", "a", "an", "half"})
_ASCII_WORDS = re.compile("[a-z]+|[0-9]")
_ADDRESS_MARKS = ("www.", "http", "@")
# Stretches that hold no figures: times of day, phone numbers, "24/7", "17+1". The first mark is asked for first, for
# speed.
_NO_FIGURES = re.compile(
    r"(?=[0-9+(])(?:"
    r"\b[0-9]{1,2}[:.][0-9]{2}[ ]?(?:[ap]\.?m\b|hours\b|hrs\b|h\b|GMT|UTC|local)|\b[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?\b"
    r"|\b[0-9]{1,2}[ ]?(?:[ap]\.m\.?|[ap]m\b|o[’']clock)|\b[0-9]{3,4}[ ](?:GMT|UTC|[Hh]ours\b|hrs\b)|\b24/7\b"
    r"|(?:\+|\b00)[0-9][0-9() -]{6,20}[0-9]\b|\(?\b[0-9]{2,4}\)?[ -][0-9]{3,4}-[0-9]{4}\b"
    r"|\b[0-9]{1,6}[/+][0-9]{1,6}\b)",
)
_ADDRESSES = re.compile(r"\b(?:https?://|www\.)[^\s]{1,200}|[^\s@]{1,60}@[^\s@]{1,60}\b")  # of the web, of mail


def find_quantities(text: str, barred: Sequence[tuple[int, int]] = ()) -> list[Quantity]:
    """Every number of a sentence with its unit, in order; none that touches a ``barred`` stretch (its dates)."""
    words = set(_ASCII_WORDS.findall(text.lower()))
    if words.isdisjoint(_count_words()):
        return []
    taken_apart = Pieces(text)
    pieces = taken_apart.pieces
    signs = currency_signs()
    stretches = sorted([*barred, *_list_no_figures(text, words)])
    found: list[Quantity] = []
    reader = _Reader(taken_apart)
    place = gate = 0
    while place < len(pieces):
        piece = pieces[place]
        while gate < len(stretches) and stretches[gate][1] <= piece.start:
            gate += 1
        if gate < len(stretches) and stretches[gate][0] < piece.end:
            place += 1
            continue
        begins = piece.lower in _BEGINNINGS or piece.lower[0].isdigit() or text[piece.start] in signs
        hit = reader.quantity_at(place) if begins else None
        if hit is None:
            place += 1
            continue
        quantity, place = hit
        found.append(quantity)
    return found


@cache
def _count_words() -> frozenset[str]:
    """What a sentence with a number holds, in lower case: a digit or one of these words."""
    # "A week", "an hour" and "a million" are numbers; "a" and "an" alone are too common to tell.
    return _COUNTING | _LASTING | load_units().magnitudes.keys() | frozenset("0123456789")


def _list_no_figures(text: str, words: AbstractSet[str]) -> list[tuple[int, int]]:
    """The stretches of a sentence that hold no figures, given its words."""
    found = [] if words.isdisjoint("0123456789") else [match.span() for match in _NO_FIGURES.finditer(text)]
    plain = text.lower()
    said = [saying for saying in load_units().bars.sayings if saying in plain and len(plain) == len(text)]
    found += [(plain.find(saying), plain.find(saying) + len(saying)) for saying in said]
    if any(mark in text for mark in _ADDRESS_MARKS):
        found += [match.span() for match in _ADDRESSES.finditer(text)]
    return found


class _Reader:
    """Reads the pieces of one sentence from a place on."""

    def __init__(self, pieces: Pieces) -> None:
        self.source = pieces
        self.text = pieces.text
        self.pieces = pieces.pieces
        self.word = pieces.word
        self.glued = pieces.glued
        self.number_at = pieces.number_at

    def quantity_at(self, place: int) -> tuple[Quantity, int] | None:
        """The quantity that begins at a piece and the piece behind it."""
        return (
            self._rank_at(place)
            or self._long_at(place)
            or self._one_at(place)
            or self._fraction_at(place)
            or self._amount_at(place)
        )

    def _one_at(self, place: int) -> tuple[Quantity, int] | None:
        """About an hour, lasted a week: one of the unit, where a word before it says that it is measured."""
        unit = self.word(place + 1)
        if self.word(place) not in {"a", "an"} or unit not in _LASTING:
            return None
        if (long := self._time_in_parts(place, Number(Decimal(1), place + 1, spelled=True, scaled=False))) is not None:
            return long
        if self.word(place + 2) in _PLACED or self.word(place + 2) in DASHES:
            return None
        if [self.word(place + n) for n in (2, 3, 4)] == ["and", "a", "half"] and self.word(place + 5) not in _PASSED:
            more = Decimal("1.5")
            return self._finish(place, place + 5, (more, more), unit, Sort.MEASURE, spelled=True)
        hit = self._finish(place, place + 2, (Decimal(1), Decimal(1)), unit, Sort.MEASURE, spelled=True)
        measured = hit[0].comparator is not Comparator.EQUAL or self.word(place - 1) in {"lasted", "lasts", "lasting"}
        return hit if measured and hit[0].comparator is not Comparator.AT_MOST else None

    def _long_at(self, place: int) -> tuple[Quantity, int] | None:
        """A week-long stay, a yearlong study: one of the unit."""
        word = self.word(place)
        unit = word.removesuffix("long")
        behind = place + 1 if unit != word else place + 3
        hyphen = self.word(place + 1) in DASHES and self.word(place + 2) == "long"
        before = self.word(place - 1)
        if unit not in _LONG or not (unit != word or hyphen) or before in DASHES or before in SMALL or before.isdigit():
            return None
        return self._finish(place, behind, (Decimal(1), Decimal(1)), unit, Sort.MEASURE, spelled=True)

    def _rank_at(self, place: int) -> tuple[Quantity, int] | None:
        """Second-largest, No. 1 trading partner, ranked fifth."""
        found = find_rank(self.source, place)
        return None if found is None else self._rank(place, *found)

    def _rank(self, first: int, behind: int, value: int) -> tuple[Quantity, int]:
        start, end, number = self.pieces[first].start, self.pieces[behind - 1].end, Decimal(value)
        return Quantity(start, start, end, number, number, "rank", Comparator.EQUAL, Sort.RANK, spelled=True), behind

    def _fraction_at(self, place: int) -> tuple[Quantity, int] | None:
        """Half of, two-thirds of, a quarter of, eight out of ten: percent of a share."""
        word = self.word(place)
        if self.word(place + 1) == "out" and self.word(place + 2) == "of":
            return self._out_of_at(place)
        if word == "half":
            top, part, behind = 1, "half", place + 1
        else:
            top = 1 if word in {"a", "one"} else SMALL.get(word, 0)
            after = place + 1 + (self.word(place + 1) in DASHES)
            part, behind = self.word(after), after + 1
        bottom = PARTS.get(part, 0)
        if not bottom or not 0 < top < bottom or (part != "half" and (top > 1) != part.endswith(("s", "es"))):
            return None
        follower, second = self.word(behind), self.word(behind + 1)
        whole = (
            follower == "of" and second not in {"a", "an", "century"} and not self._is_quarter_of_a_year(part, behind)
        )
        if not whole and not (part == "half" and follower in {"the", "its", "their", "all"}):
            return None
        if self.word(place - 1) in {"first", "second", "last", "latter", "other", "a", "and", "third", "fourth"}:
            return None
        value = (Decimal(100) * top / bottom).quantize(Decimal("0.01")).normalize()
        return self._finish(place, behind, (value, value), "%", Sort.SHARE, spelled=True)

    def _out_of_at(self, place: int) -> tuple[Quantity, int] | None:
        """Eight out of ten, 3 out of every 4."""
        every = self.word(place + 3) == "every"
        top, bottom = self.number_at(place), self.number_at(place + 3 + every)
        if top is None or bottom is None or not 0 < top.value < bottom.value or bottom.value > 100:
            return None
        value = (100 * top.value / bottom.value).quantize(Decimal("0.01")).normalize()
        return self._finish(place, bottom.last, (value, value), "%", Sort.SHARE, spelled=True)

    def _is_quarter_of_a_year(self, part: str, behind: int) -> bool:
        return part.startswith("quarter") and (self.word(behind + 1).isdecimal() or self.word(behind + 2) == "year")

    def _amount_at(self, place: int) -> tuple[Quantity, int] | None:
        """Money, percent, measures and bare numbers, single or as a range."""
        code, first = self._sign_at(place)
        number = self.number_at(first, money=code is not None)
        if code is not None and self.word(place) == "r" and (number is None or not number.scaled):
            return None  # "R16 billion" is rand, "R21" a name
        if number is None or self._inside_a_name(place, number) or self._is_in_an_idiom(place):
            return None
        if self.word(number.last) in DASHES and number.spelled and self.word(number.last + 1) in PARTS:
            return None  # "a two-thirds majority"
        if code is None and (long := self._time_in_parts(place, number)) is not None:
            return long
        unit, behind = (code, number.last) if code else self._unit_at(number.last)
        low = high = number.value
        other = self._range_from(place, number, unit, behind, money=code is not None)
        if other is not None:
            low, high, unit, behind = other
        if code:  # "$5 billion dollars", "US$5 billion USD": the sign has said it
            extra, after = self._unit_at(behind)
            if extra == code:
                behind = after
        if unit == "GBP" and code is None and self.word(behind - 1) in _POUNDS and self.word(behind) == "of":
            unit = unit if number.scaled else "pound"  # "100,000 pounds of rice", but "5 million pounds of aid"
        sort = Sort.BARE if unit is None else Sort.MONEY if len(unit) == 3 and unit.isupper() else Sort.MEASURE
        if unit in {"%", "percentage points"}:
            sort = Sort.SHARE
        if sort is Sort.MEASURE and unit is not None:
            unit = self._as_written(unit, number.last, behind)
        return self._finish(place, behind, (low, high), unit, sort, spelled=number.spelled)

    def _time_in_parts(self, place: int, number: Number) -> tuple[Quantity, int] | None:
        """Two hours and 20 minutes: 140, which count the minutes behind them."""
        larger = singular_of(self.word(number.last))
        if larger not in _PARTS_OF_TIME or number.value % 1:
            return None
        first = number.last + 1 + (self.word(number.last + 1) in {"and", ","})
        other = self.number_at(first) if first < len(self.pieces) else None
        if other is None:
            return None
        parts = _PARTS_OF_TIME[larger].get(singular_of(self.word(other.last)))
        if parts is None or not 0 < other.value < parts:
            return None
        value = number.value * parts + other.value
        return self._finish(place, other.last, (value, value), None, Sort.BARE, spelled=other.spelled)

    def _is_in_an_idiom(self, place: int) -> bool:
        """Is it the second one of "one-on-one", "one-to-one"?"""
        if self.word(place) != "one" or self.word(place - 1) not in DASHES:
            return False
        return [self.word(place - 4), self.word(place - 3)] == ["one", self.word(place - 1)]

    def _as_written(self, unit: str, first: int, behind: int) -> str:
        """A unit in the words of the text, in the singular: "km" stays "km", and "metres" are no "meter"."""
        words = self.text[self.pieces[behind - 1].start : self.pieces[behind - 1].end]
        if behind - first > 3:
            return unit
        if len(words) < 4 and words.lower() != unit and unit_names().get(words.lower()) == unit:
            return words
        for ours, theirs in (("meter", "metre"), ("liter", "litre")):
            if theirs in words.lower():
                return unit.replace(ours, theirs)
        return unit

    def _inside_a_name(self, place: int, number: Number) -> bool:
        """G20, COVID-19, F-16, 5G, A320neo, 737-800: digits that are part of a word."""
        if number.spelled:
            return False
        before, after = self.pieces[place - 1] if place else None, number.last
        if before and before.end == self.pieces[place].start:
            if before.text[-1].isalnum() or before.text in {"_", "#", "@"}:
                return True
            if before.text in DASHES and self.glued(place - 1) and self.word(place - 2)[-1:].isalnum():
                return True
            if before.text in {".", ",", "/"} and self.glued(place - 1) and self.word(place - 2)[-1:].isdigit():
                return True
        tail = self.pieces[after] if after < len(self.pieces) else None
        return bool(tail and self.glued(after) and tail.text[0].isalpha() and tail.lower not in unit_names())

    def _sign_at(self, place: int) -> tuple[str | None, int]:
        """The currency code of a sign and the piece behind it."""
        start = self.pieces[place].start
        signs = currency_signs().get(self.text[start], ())
        if not signs:
            return None, place
        head = self.text[start : start + _LONGEST_SIGN]
        if place and self.glued(place) and self.pieces[place - 1].text[-1].isalnum():
            return None, place
        for sign, code in signs:
            if not head.startswith(sign):
                continue
            end, behind = start + len(sign), place
            while behind < len(self.pieces) and self.pieces[behind].end <= end:
                behind += 1
            if (
                behind < len(self.pieces)
                and self.pieces[behind].text[0].isdigit()
                and self.pieces[behind].start - end <= 1
            ):
                return code, behind
        return None, place

    def _unit_at(self, place: int) -> tuple[str | None, int]:
        """The unit written behind a number (up to four words), and the piece behind it."""
        stop = place
        place += self.word(place) in DASHES and self.glued(place)
        names = unit_names()
        for length in (6, 5, 4, 3, 2, 1):
            if place + length > len(self.pieces):
                continue
            start, end = self.pieces[place].start, self.pieces[place + length - 1].end
            words = " ".join(self.text[start:end].lower().replace("-", " ").split())
            singular = singular_of(words) if len(words) > 3 else words  # "has" is no hectares
            for form in (words, singular, words.replace("s per ", " per ").replace("s a ", " a ")):
                unit = names.get(form)
                if unit is not None:
                    return unit, place + length
        return None, stop

    def _range_from(
        self, place: int, number: Number, unit: str | None, behind: int, *, money: bool
    ) -> tuple[Decimal, Decimal, str | None, int] | None:
        """Low and high of "8 to 16 billion", "$5-10 million", "between 3 and 5 percent"; None for a single number."""
        mark, before = self.word(behind), self.word(place - 1)
        between = before == "between" or (self.word(place - 2) == "between" and before in {"about", "some", "roughly"})
        ranging = before == "from" and self.word(place - 2) in {
            "ranging",
            "ranges",
            "range",
            "ranged",
            "varying",
            "vary",
        }
        if not (mark in DASHES or (mark == "to" and (before != "from" or ranging)) or (mark == "and" and between)):
            return None
        code, first = self._sign_at(behind + 1) if behind + 1 < len(self.pieces) else (None, behind + 1)
        other = self.number_at(first, money=money or code is not None)
        if other is None:
            return None
        other_unit, after = (code, other.last) if code else self._unit_at(other.last)
        if money and other_unit is None:
            other_unit = unit
        if unit is not None and other_unit != unit:
            return None
        low = number.value
        if other.scaled and not number.scaled and low < other.value:
            power = load_units().magnitudes.get(self.word(other.last - 1), 0)
            scaled = low * 10**power
            low = scaled if scaled < other.value else low
        return (low, other.value, other_unit, after) if low < other.value else None

    def _finish(
        self, first: int, behind: int, values: tuple[Decimal, Decimal], unit: str | None, sort: Sort, *, spelled: bool
    ) -> tuple[Quantity, int]:
        core, end = self.pieces[first].start, self.pieces[behind - 1].end
        quantity = Quantity(core, core, end, *values, unit, Comparator.EQUAL, sort, spelled)
        sign, start, end = find_comparator(self.text, core, end)
        return replace(quantity, comparator=sign, start=start, end=end), behind
