"""The word lists of offices and names, ``lexicon/titles.toml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from bot.reading.lexicon.lists import read_lexicon

COUNTERPART = "counterpart"  # the sort of "his Indian counterpart": no office of its own, the other's


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence in which the person must be found."""

    text: str
    name: str
    role: str
    country: str | None = None


@dataclass(frozen=True, slots=True)
class HeadGroup:
    """Head nouns of one sort of office."""

    words: tuple[str, ...]
    example: Example


@dataclass(frozen=True, slots=True)
class TitleWords:
    """Lists of single words, in lower case."""

    modifiers: frozenset[str]
    portfolios: frozenset[str]
    particles: frozenset[str]
    no_person: frozenset[str]
    no_name: frozenset[str]
    shared_offices: frozenset[str]
    secretaries: frozenset[str]  # countries whose ministers are "Secretary of …"


@dataclass(frozen=True, slots=True)
class Titles:
    """titles.toml."""

    honorifics: frozenset[str]
    short: Mapping[str, str]
    foreign_ministries: frozenset[str]
    bodies: Mapping[str, str]
    heads: Mapping[str, HeadGroup]
    words: TitleWords
    belongs: Mapping[str, str]
    family_first: Mapping[str, frozenset[str]]


@cache
def load_titles() -> Titles:
    """The word lists of offices, read once."""
    return read_lexicon("titles.toml", Titles)


@cache
def head_nouns() -> Mapping[str, str]:
    """The last word of every head to its group; a word that is a head by itself keeps its own group."""
    table: dict[str, str] = {}
    groups = load_titles().heads
    for name, group in groups.items():
        table.update({words: name for words in group.words if words.isalpha() and words not in table})
    for name, group in groups.items():
        for words in group.words:
            table.setdefault(words.replace("-", " ").split()[-1], name)
    for light in (
        "general",
        "elect",
        "state",
        "staff",
        "government",
        "lama",
        "affaires",
        "company",
        "tempore",
        "defender",
        "regent",
        "duke",
        "defenders",
    ):
        table.pop(light, None)
    table["general"] = "military"
    for relation in (COUNTERPART, "colleague", "successor", "predecessor"):
        table[relation] = COUNTERPART
    return table


@cache
def head_forms() -> Mapping[str, tuple[str, bool]]:
    """Every form in which a head stands, "ministers" and "Gov." too: its group, and whether it is the plural."""
    table: dict[str, tuple[str, bool]] = {}
    for head, group in head_nouns().items():
        table[head] = table[head + "."] = group, False
    for head, group in head_nouns().items():
        forms = [head + "s"]
        if head.endswith("y"):
            forms.append(head[:-1] + "ies")
        if head.endswith("man"):
            forms.append(head[:-3] + "men")
        for form in forms:
            if singular(form) == head:
                table.setdefault(form, (group, True))
                table.setdefault(form + ".", (group, True))
    return table


@cache
def longer_heads() -> Mapping[str, str]:
    """Heads of two words to their group: "prime minister" governs, a "minister" does not."""
    return {
        words: name for name, group in load_titles().heads.items() for words in group.words if len(words.split()) == 2
    }


def singular(lower: str) -> str:
    """A head noun without its plural ending."""
    if lower.endswith("men"):
        return lower[:-3] + "man"
    if lower.endswith("ies"):
        return lower[:-3] + "y"
    return lower[:-1] if lower.endswith("s") and not lower.endswith("ss") else lower
