"""Public figures whom news names without their country, from ``lexicon/leaders.toml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from bot.core.text import fold
from bot.reading.lexicon.lists import read_lexicon

_KEPT = 8_192  # words and names whose folded form is remembered


@lru_cache(maxsize=_KEPT)
def fold_word(word: str) -> str:
    """A word folded; names come again and again in an article."""
    return fold(word)


@lru_cache(maxsize=_KEPT)
def name_parts(words: str) -> tuple[str, ...]:
    """The words of a name, folded; initials and "Jr." left out."""
    parts = tuple(part for part in fold(words).split() if len(part) > 1 and part not in ("jr", "sr", "ii", "iii"))
    return parts or tuple(fold(words).split())


@dataclass(frozen=True, slots=True)
class _Leaders:
    """leaders.toml: country to the agencies that write from its side, and to people known to act for it.

    Those of ``also_acts_for`` are less known: their full name tells the country, their surname alone does not.
    """

    speaks_for: Mapping[str, tuple[str, ...]]
    acts_for: Mapping[str, tuple[str, ...]]
    also_acts_for: Mapping[str, tuple[str, ...]]


@cache
def agencies() -> Mapping[str, str]:
    """The names by which news agencies sign to their country."""
    table = read_lexicon("leaders.toml", _Leaders).speaks_for
    return {name: country for country, names in table.items() for name in names}


@cache
def _best_known() -> Mapping[tuple[str, ...], str]:
    """Folded words of the full names of ``acts_for`` to the country."""
    table: dict[tuple[str, ...], str] = {}
    for country, names in read_lexicon("leaders.toml", _Leaders).acts_for.items():
        for name in names:
            table[name_parts(name)] = country
    return table


@cache
def famous_names() -> Mapping[tuple[str, ...], str]:
    """Folded words of a full name to the country."""
    table = dict(_best_known())
    for country, names in read_lexicon("leaders.toml", _Leaders).also_acts_for.items():
        for name in names:
            table.setdefault(name_parts(name), country)
    return table


@cache
def famous_ends() -> Mapping[tuple[str, str], str]:
    """First and last folded word of a full name to the country of the first who bears both.

    Of the less known only those that belong to one country: they are many, and some names are common.
    """
    table: dict[tuple[str, str], str] = {}
    for parts, country in _best_known().items():
        if len(parts) > 1:
            table.setdefault((parts[0], parts[-1]), country)
    others: dict[tuple[str, str], set[str]] = {}
    for parts, country in famous_names().items():
        if len(parts) > 1:
            others.setdefault((parts[0], parts[-1]), set()).add(country)
    return {ends: next(iter(bearers)) for ends, bearers in others.items() if len(bearers) == 1} | table


@cache
def famous_surnames() -> Mapping[str, str]:
    """Surnames that belong to one country's figures alone, for heads of state named "President Biden"."""
    found: dict[str, set[str]] = {}
    for parts, country in _best_known().items():
        found.setdefault(parts[-1], set()).add(country)
        if country in ("China", "South Korea", "Vietnam", "Cambodia"):
            found.setdefault(parts[0], set()).add(country)
    return {name: next(iter(countries)) for name, countries in found.items() if len(countries) == 1}


@cache
def famous_first_words() -> frozenset[str]:
    """The first words, as written, of the full names of public figures; "Kassym" of "Kassym-Jomart"."""
    names = (name for names in read_lexicon("leaders.toml", _Leaders).acts_for.values() for name in names)
    return frozenset(name.replace("-", " ").split()[0] for name in names)
