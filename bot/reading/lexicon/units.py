"""The word list of numbers and units (``lexicon/units.toml``), made ready for look-ups."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from bot.core.models import Change, Comparator
from bot.reading.lexicon.lists import read_lexicon


@dataclass(frozen=True, slots=True)
class Currency:
    """One currency and how it is written."""

    code: str  # ISO 4217
    signs: tuple[str, ...]  # before a number, as written
    names: tuple[str, ...]  # behind a number, lower case, singular
    example: str


@dataclass(frozen=True, slots=True)
class Compared:
    """Words beside a number that say how it relates to the true one."""

    sign: Comparator
    before: tuple[str, ...]
    after: tuple[str, ...]
    example: str


@dataclass(frozen=True, slots=True)
class ChangeWords:
    """Words that say that something rose or fell."""

    up_verbs: frozenset[str]  # base forms
    down_verbs: frozenset[str]
    up_words: frozenset[str]  # right before the number: "up 12 percent"
    down_words: frozenset[str]
    up_nouns: frozenset[str]
    down_nouns: frozenset[str]


@dataclass(frozen=True, slots=True)
class Deed:
    """What money is called by the verb whose object it is."""

    verb: str  # base form, with the preposition behind its object where that matters: "put into"
    noun: str
    example: str


@dataclass(frozen=True, slots=True)
class Bars:
    """Words that bar a number from being a figure."""

    group_nouns: frozenset[str]
    pointed_nouns: frozenset[str]
    empty_nouns: frozenset[str]
    name_words: frozenset[str]
    superlatives: frozenset[str]
    fixed_pairs: frozenset[str]
    address_words: frozenset[str]
    sayings: frozenset[str]


@dataclass(frozen=True, slots=True)
class Units:
    """The whole file."""

    currency: tuple[Currency, ...]
    magnitudes: Mapping[str, int]  # word -> power of ten
    measures: Mapping[str, tuple[str, ...]]  # unit -> other ways to write it
    shared: Mapping[str, tuple[str, ...]]  # name of money that several countries have -> their currencies' codes
    comparator: tuple[Compared, ...]
    change: ChangeWords
    bars: Bars
    singulars: Mapping[str, str]
    deed: tuple[Deed, ...]


@cache
def load_units() -> Units:
    """The word list, read and checked once."""
    units: Units = read_lexicon("units.toml", Units)
    return units


@cache
def currency_signs() -> Mapping[str, tuple[tuple[str, str], ...]]:
    """By first letter: every sign with its code, the longest first."""
    by_letter: dict[str, list[tuple[str, str]]] = {}
    for currency in load_units().currency:
        for sign in currency.signs:
            by_letter.setdefault(sign[0], []).append((sign, currency.code))
    return {letter: tuple(sorted(pairs, key=lambda pair: -len(pair[0]))) for letter, pairs in by_letter.items()}


@cache
def unit_names() -> Mapping[str, str]:
    """What stands behind a number, lower case and singular -> the unit: "us dollar" -> "USD", "km" -> "kilometer"."""
    units = load_units()
    names = {name: currency.code for currency in units.currency for name in currency.names}
    for unit, others in units.measures.items():
        names.setdefault(unit.lower(), unit)
        for other in others:
            names.setdefault(other, unit)
    for name in ("%", "percent", "per cent", "pct"):
        names[name] = "%"
    for name in ("percentage point", "percent point", "pct point"):
        names[name] = "percentage points"
    return names


@cache
def comparators_before() -> tuple[tuple[str, Comparator], ...]:
    """Words that end right before a number, the longest first."""
    pairs = [(words, entry.sign) for entry in load_units().comparator for words in entry.before]
    return tuple(sorted(pairs, key=lambda pair: -len(pair[0])))


@cache
def comparators_after() -> tuple[tuple[str, Comparator], ...]:
    """Words that begin right behind a number and its unit, the longest first."""
    pairs = [(words, entry.sign) for entry in load_units().comparator for words in entry.after]
    return tuple(sorted(pairs, key=lambda pair: -len(pair[0])))


def direction_of_noun(noun: str) -> Change | None:
    """Up for "increase", down for "decline", None for other nouns; lower case, singular."""
    words = load_units().change
    return Change.UP if noun in words.up_nouns else Change.DOWN if noun in words.down_nouns else None


def direction_of_verb(verb: str) -> Change | None:
    """Up for "rise", down for "fall", None for other verbs; base form."""
    words = load_units().change
    return Change.UP if verb in words.up_verbs else Change.DOWN if verb in words.down_verbs else None


def plural_of(noun: str) -> str:
    """The plural of an English noun in the singular; its last word when there are several."""
    known = next((plural for plural, singular in load_units().singulars.items() if singular == noun), None)
    if known is not None:
        return known
    if noun.endswith("y") and noun[-2:-1] not in set("aeiou"):
        return noun[:-1] + "ies"
    return noun + ("es" if noun.endswith(("s", "x", "ch", "sh")) else "s")


def singular_of(noun: str) -> str:
    """The singular of an English noun; its last word when there are several. Case is kept but for irregular ones."""
    head, space, last = noun.rpartition(" ")
    known = load_units().singulars.get(last.lower())
    if known is not None:
        return head + space + known
    lower = last.lower()
    if lower.endswith("ies") and len(last) > 4:
        last = last[:-3] + "y"
    elif lower.endswith(("sses", "shes", "ches", "xes", "zzes")):
        last = last[:-2]
    elif lower.endswith("s") and not lower.endswith(("ss", "us", "sis")) and len(last) > 2:
        last = last[:-1]
    return head + space + last


@cache
def deed_nouns() -> Mapping[str, str]:
    """The verb, with its preposition where that matters -> what the money is called: "invest" -> "investment"."""
    return {deed.verb: deed.noun for deed in load_units().deed}
