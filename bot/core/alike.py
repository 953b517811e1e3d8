"""How alike two tellings are in words, place and date; merging decides on these alone.

Everything here is a comparison of keys, in no time worth naming, and answers with a small fixed set of outcomes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final, Literal, TypeAlias

from rapidfuzz.distance import Levenshtein

from bot.core.places import Gazetteer
from bot.core.spans import bounds_of
from bot.core.text import fold

# --- words -----------------------------------------------------------------------------------------------------------

_STOP: Final = frozenset(
    "a an the of in on at to for from by with and or as its their his her our your this that these those which who "
    "whom "
    "whose is are was were be been being has have had will would shall should can could may might must also both each "
    "other others more most than between among into under over about through during against within including such "
    "various several various areas fields sectors field sector area it they he she we you i not no all any some two "
    "sides side countries country nations nation respective mutual each one upon up out so further new".split()
)
_ENDINGS: Final = (
    "isations", "izations", "isation", "ization", "ations", "ation", "itions", "ition", "ments", "ment", "ities", "ity",
    "ating", "ated", "ates", "ate", "ives", "ive", "ings", "ing", "ions", "ion", "ies", "ied", "ers", "er", "ed", "es",
    "ly", "al", "s", "e", "y",
)  # fmt: skip
_NUMBER: Final = re.compile(r"[0-9]+\Z")


def _cut_ending(word: str) -> str:
    if not _NUMBER.match(word):
        for ending in _ENDINGS:
            if word.endswith(ending) and len(word) - len(ending) >= 4:
                return word[: -len(ending)]
    return word


# Words that stand in most agreements and measures, so that sharing them says little.
_COMMON: Final = frozenset(
    _cut_ending(word)
    for word in (
        "cooperation cooperate strengthen deepen enhance expand boost promote develop development improve "
        "increase bilateral relations relationship ties work together joint jointly agree agreement memorandum "
        "understanding mou sign signed continue support effort issue matter important deal total value volume "
        "amount number level size share annual yearly year figure overall two way growth grow strategic "
        "partnership partner commit commitment implement establish framework build maintain advance international "
        "regional global percent toughen widen broaden step foster forge treaty pact accord protocol statement "
        "declaration plan project aim push healthy stable common current significant close closer toward towards "
        "good last previous period worth take taken full member states"
    ).split()
)
# Different words for one thing: each group shares its first word.
_SAME: Final = {
    _cut_ending(word): _cut_ending(group.split()[0])
    for group in (
        "buy purchase purchases acquire acquisition bought",
        "trade turnover commerce commercial",
        "largest biggest",
        "defense defence military",
        "visa visas",
        "oil petroleum crude",
        "nuclear atomic reactor",
        "plane aircraft jet airplane",
        "rail railway railroad train",
        "farming farm agriculture agricultural agri",
        "loan credit lend lending",
        "ceasefire truce armistice hostilities",
        "invest investment investor",
        "prisoner captive",
        "exchange swap",
        "death dead die died killed fatal",
        "population inhabitant",
        "person people",
        "export exports shipment",
        "second 2nd",
        "health medical medicine",
        "border frontier boundary",
        "green renewable clean",
    )
    for word in group.split()
}


@lru_cache(maxsize=50_000)  # filing one article stems the same few thousand words again and again
def stem_word(word: str) -> str:
    """A folded word without its ending, so that "trading", "trades" and "trade" meet, and "turnover" with them."""
    stem = _cut_ending(word)
    return _SAME.get(stem, stem)


def topic_words(text: str, *, without: Iterable[str] = ()) -> frozenset[str]:
    """The stems of the words that say what a text is about; ``without`` are folded words to leave out."""
    left_out = set(without)
    return frozenset(
        stem_word(word) for word in fold(text).split() if len(word) > 1 and word not in _STOP and word not in left_out
    )


def _weight(stem: str) -> float:
    if _NUMBER.match(stem):
        return 1.5
    return 0.2 if stem in _COMMON else 1.0


@dataclass(frozen=True, slots=True)
class Likeness:
    """How far two sets of stems cover each other; both from 0 to 1."""

    overall: float  # shared weight of all weight
    covered: float  # shared weight of the lighter set's weight
    telling: int  # shared stems that stand in few texts


def compare_words(one: frozenset[str], other: frozenset[str]) -> Likeness:
    """How alike two topics are, with common words counting little."""
    shared = one & other
    weight = sum(map(_weight, shared))
    first, second = sum(map(_weight, one)), sum(map(_weight, other))
    union = first + second - weight
    return Likeness(
        weight / union if union else 0.0,
        weight / min(first, second) if one and other else 0.0,
        sum(1 for stem in shared if _weight(stem) >= 1),
    )


def numbers_in(stems: frozenset[str]) -> frozenset[str]:
    """The numbers among stems."""
    return frozenset(stem for stem in stems if _NUMBER.match(stem))


# --- places ----------------------------------------------------------------------------------------------------------

PlaceRelation: TypeAlias = Literal["same", "within", "unsure", "near", "other"]


@dataclass(frozen=True, slots=True)
class Place:
    """A place as it is compared: its parts from the venue to the city, and the country it lies in."""

    parts: frozenset[str]  # folded, without the country
    known: frozenset[str]  # the parts that the gazetteer knows as cities
    country: str | None

    @property
    def keys(self) -> frozenset[str]:
        """What a search for a place may ask for: venue, city or country, folded."""
        return self.parts | ({fold(self.country)} if self.country else frozenset())


def read_place(words: str | None, gazetteer: Gazetteer) -> Place | None:
    """A place as named ("Zappeion Hall, Athens"), cut at its commas; None for none.

    A capital goes by its first spelling, and a seat of government lies in the capital.
    """
    if not words:
        return None
    parts: set[str] = set()
    known: set[str] = set()
    country = None
    for part in words.split(","):
        state, city_of = gazetteer.country(part.strip()), gazetteer.city(part.strip())
        if state is not None:
            country = state
            continue
        key = fold(part)
        parts.update({key} - {""})
        if city_of is not None:
            country = country or city_of
            capitals = _capitals(key, city_of, gazetteer)
            parts.update(capitals)
            known.update(capitals or {key})
    return Place(frozenset(parts), frozenset(known), country)


def _capitals(key: str, country: str, gazetteer: Gazetteer) -> set[str]:
    """The first spelling of the capital that a folded name means (Kiev, Washington D.C., the Kremlin), if any."""
    state = gazetteer.countries.get(country)
    if state is None or not state.capital:
        return set()
    if key.removeprefix("the ") in {fold(seat).removeprefix("the ") for seat in state.seats}:
        return {fold(state.capital[0])}
    spellings = [fold(spelling) for spelling in state.capital]
    if key not in spellings:
        return set()
    # One state may have two seats of government: only spellings of one name are put together.
    words = set(key.split())
    return {next(name for name in spellings if words & set(name.split()) or Levenshtein.distance(key, name) <= 3)}


def compare_places(one: Place | None, other: Place | None) -> PlaceRelation:
    """Are two places the same, one within the other, in one country ("near"), elsewhere, or is it unsure?"""
    if one is None or other is None:
        return "unsure"
    if one.parts & other.parts:
        return "same" if one.country == other.country or None in (one.country, other.country) else "other"
    if one.country and other.country and one.country != other.country:
        return "other"
    if not one.parts and not other.parts:
        return "same" if one.country else "unsure"
    if not one.parts or not other.parts:
        return "within" if one.country and one.country == other.country else "unsure"
    if one.known and other.known:
        return "near"
    return "unsure"


# --- dates -----------------------------------------------------------------------------------------------------------

DateRelation: TypeAlias = Literal["day", "next", "month", "year", "apart", "unknown"]


def compare_dates(one: str | None, other: str | None) -> DateRelation:
    """How two ISO dates agree.

    "day": the same single day. "next": single days next to each other. "month", "year": they overlap, the longer one
    being at most a month, or longer. "apart": they exclude each other. "unknown": one is not told.
    """
    first = bounds_of(one) if one else None
    second = bounds_of(other) if other else None
    if first is None or second is None:
        return "unknown"
    longest = max(days_in(first), days_in(second))
    if first[0] <= second[1] and second[0] <= first[1]:
        return "day" if longest == 1 else "month" if longest <= 31 else "year"
    gap = max((first[0] - second[1]).days, (second[0] - first[1]).days)
    return "next" if longest == 1 and gap == 1 else "apart"


def days_in(span: tuple[date, date]) -> int:
    """How many days a span holds."""
    return (span[1] - span[0]).days + 1


def days_between(one: str | None, other: str | None) -> int | None:
    """The days from one ISO date's first day to the other's; None when one is not told."""
    first = bounds_of(one) if one else None
    second = bounds_of(other) if other else None
    return (second[0] - first[0]).days if first and second else None
