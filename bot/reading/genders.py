"""Which people of an article are men and which women, as far as their titles tell."""

from __future__ import annotations

from collections.abc import Sequence

from bot.reading.mentions import Reading
from bot.reading.roster import Roster
from bot.reading.syntax import Sentence


def find_genders(sentences: Sequence[Sentence], readings: Sequence[Reading], roster: Roster) -> dict[str, str]:
    """Genders that titles tell: Mr., Ms., king, spokeswoman."""
    told: dict[str, str] = {}
    men = {
        "mr",
        "mr.",
        "sir",
        "lord",
        "king",
        "prince",
        "sheikh",
        "emir",
        "amir",
        "sultan",
        "spokesman",
        "chairman",
        "emperor",
        "congressman",
        "pope",
    }
    women = {
        "mrs",
        "mrs.",
        "ms",
        "ms.",
        "miss",
        "dame",
        "lady",
        "queen",
        "princess",
        "sheikha",
        "spokeswoman",
        "chairwoman",
        "empress",
        "madam",
        "madame",
        "congresswoman",
    }
    for sentence, reading in zip(sentences, readings, strict=True):
        for person in reading.people:
            words = {token.lower for token in sentence.tokens[person.first : person.name_first]} | {
                person.role_head or ""
            }
            entry = roster.find_person(person.words, person)
            if entry is not None and words & (men | women):
                told.setdefault(entry.name, "m" if words & men else "f")
    return told
