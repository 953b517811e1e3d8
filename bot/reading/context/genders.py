"""Which people of an article are men and which women, as far as titles and given names tell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from bot.reading.context.mentions import Reading
from bot.reading.context.roster import Roster, RosterEntry
from bot.reading.lexicon.lists import read_lexicon
from bot.reading.parsing.syntax import Sentence

_MEN = frozenset(
    "mr mr. sir lord king prince sheikh emir amir sultan spokesman chairman emperor congressman pope".split()
)
_WOMEN = frozenset(
    "mrs mrs. ms ms. miss dame lady queen princess sheikha spokeswoman chairwoman empress madam madame "
    "congresswoman".split()
)


@dataclass(frozen=True, slots=True)
class GivenNames:
    """given_names.toml: names that only men, and names that only women bear."""

    men: frozenset[str]
    women: frozenset[str]


@cache
def load_given_names() -> GivenNames:
    """The lists, read once."""
    return read_lexicon("given_names.toml", GivenNames)


def find_genders(sentences: Sequence[Sentence], readings: Sequence[Reading], roster: Roster) -> dict[str, str]:
    """Names to "m" or "f": titles tell it first (Mr., Ms., king, spokeswoman), then given names."""
    told: dict[str, str] = {}
    for sentence, reading in zip(sentences, readings, strict=True):
        for person in reading.people:
            words = {token.lower for token in sentence.tokens[person.first : person.name_first]} | {
                person.role_head or ""
            }
            entry = roster.find_person(person.words, person)
            if entry is not None and words & (_MEN | _WOMEN):
                told.setdefault(entry.name, "m" if words & _MEN else "f")
    for entry in roster.entries:
        gender = _gender_of_name(entry) if entry.name not in told else None
        if gender is not None:
            told[entry.name] = gender
    return told


def _gender_of_name(entry: RosterEntry) -> str | None:
    """By the first word of a full name; a family's name may stand first too, and tells nothing."""
    if len(entry.parts) < 2:
        return None
    names = load_given_names()
    first = entry.parts[0]
    return "m" if first in names.men else "f" if first in names.women else None
