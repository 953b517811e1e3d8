"""The country of a host: who receives a traveller is of the country that the traveller went to.

"Borrell will travel to Jordan. … He will also be received by King Abdullah": the king is Jordan's. The destination is
the last one told before in the article.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.reading.context.bonds import NamedPerson
from bot.reading.context.home_signs import TRAVEL, add_country
from bot.reading.context.mentions import Reading
from bot.reading.context.offices import OFFICIAL
from bot.reading.context.roster import Roster
from bot.reading.lexicon.lists import lemma
from bot.reading.lexicon.titles import load_titles
from bot.reading.parsing.syntax import Sentence

_RECEIVED_BY = frozenset("received welcomed hosted greeted".split())
_CALLS = frozenset(("call", "calls", "called", "audience", "audiences"))
_BETWEEN = frozenset(("the", "his", "her", "'", "’", ".", ","))
_STAY = frozenset(("stay", "while", "during"))
_BACK = frozenset(("return", "leave", "depart"))


def add_hosts(told: Sequence[tuple[Sentence, Reading]], roster: Roster) -> None:
    """Give those who receive a traveller, and have no country, that of the destination."""
    destination: str | None = None
    for sentence, reading in told:
        destination = _find_destination(sentence, reading) or destination
        if destination is None or sentence.heading:
            continue
        guests = {
            country
            for person in reading.people
            if sentence.tokens[person.name_last - 1].dep in ("nsubj", "nsubjpass")
            for country in _countries(roster, person)
        }
        for person in _list_hosts(sentence, reading):
            entry = roster.find_person(person.words, person)
            if entry is not None and destination not in guests:
                add_country(entry, destination)


def _find_destination(sentence: Sentence, reading: Reading) -> str | None:
    """The last country of a sentence to which somebody goes, or in which they stay; those left and returned to not."""
    tokens = sentence.tokens
    found: str | None = None
    for hit in reading.hits:
        if hit.country is None or hit.kind in ("body", "adjective", "demonym"):
            continue
        near = tokens[max(0, hit.first - 4) : hit.first]
        verbs = {lemma(token.lower) for token in near}
        going = bool(verbs & TRAVEL) and not verbs & _BACK
        staying = hit.first <= 4 and bool({token.lower for token in near} & _STAY)
        if going or staying:
            found = hit.country
    return found


def _list_hosts(sentence: Sentence, reading: Reading) -> Iterator[NamedPerson]:
    """As in "was received by King A", "paid a courtesy call on President A", "had an audience with Queen A"."""
    tokens = sentence.tokens
    for person in reading.people:
        place = person.first
        while place and (tokens[place - 1].lower in _BETWEEN or tokens[place - 1].lower in load_titles().honorifics):
            place -= 1
        lead = tokens[place - 1].lower if place else ""
        before = tokens[place - 2].lower if place > 1 else ""
        received = lead == "by" and before in _RECEIVED_BY
        called = lead in ("on", "with") and before in _CALLS and (lead == "on" or before.startswith("audience"))
        if person.group in OFFICIAL and (received or called):
            yield person


def _countries(roster: Roster, person: NamedPerson) -> set[str]:
    entry = roster.find_person(person.words, person)
    return set(entry.countries) if entry is not None else set()
