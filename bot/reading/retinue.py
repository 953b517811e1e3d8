"""Officials named as company of another one are of the same country: "He was accompanied by Ministers A and B"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.reading.bonds import NamedPerson
from bot.reading.mentions import Reading
from bot.reading.offices import OFFICIAL
from bot.reading.roster import Roster
from bot.reading.syntax import Sentence

_WITH = frozenset(("accompanying", "travelling", "traveling"))
_BY = frozenset(("accompanied", "joined", "flanked"))
_SIGNS = ("ccompan", "ravel", "joined", "flanked")  # in a sentence that may have one of these words
_LOOK_BACK = 2  # sentences between the traveller and "He was accompanied by"


def add_retinues(sentences: Sequence[Sentence], readings: Sequence[Reading], roster: Roster) -> None:
    """Give each companion without a country that of the one they travel with."""
    for person, country in _list_retinues(sentences, readings, roster):
        entry = roster.find_person(person.words, person)
        if entry is not None and not entry.countries:
            entry.countries[country] += 1


def _list_retinues(
    sentences: Sequence[Sentence], readings: Sequence[Reading], roster: Roster
) -> Iterator[tuple[NamedPerson, str]]:
    for place, sentence in enumerate(sentences):
        people = readings[place].people
        if not people or not any(sign in sentence.text for sign in _SIGNS):
            continue
        word = next((token for token in sentence.tokens if token.lower in _WITH or token.lower in _BY), None)
        if word is None:
            continue
        if word.lower in _BY:
            yield from _list_behind_by(sentences, readings, roster, place, word.i)
            continue
        # "Accompanying the President are Ministers A and B": the row stands behind the verb
        verb = next((t.i for t in sentence.tokens[word.i :] if t.lower in ("are", "were", "is", "was")), None)
        leader = [person for person in people if word.i < person.first and (verb is None or person.last <= verb)]
        country = _country_of(roster, leader[0]) if leader else None
        if verb is not None and country is not None:
            yield from ((person, country) for person in people if person.first > verb and _may_follow(person))


def _list_behind_by(
    sentences: Sequence[Sentence], readings: Sequence[Reading], roster: Roster, place: int, verb: int
) -> Iterator[tuple[NamedPerson, str]]:
    tokens, people = sentences[place].tokens, readings[place].people
    following = [token.lower for token in tokens[verb + 1 : verb + 3]]
    if following[:1] != ["by"]:
        return
    before = [person for person in people if person.last <= verb]
    subject = {token.lower for token in tokens[max(0, verb - 4) : verb]}
    lead = before[0] if before else None
    if lead is None and subject & {"he", "she", "president", "premier", "minister", "him", "her"}:
        earlier = (reading.people for reading in reversed(readings[max(0, place - _LOOK_BACK) : place]))
        lead = next((row[0] for row in earlier if row), None)
    country = _country_of(roster, lead) if lead is not None else None
    if country is None:
        return
    behind = verb + 2
    for person in people:
        if person.first < behind:
            continue
        between = {token.lower for token in tokens[behind : person.first]}
        if not between <= {",", "and", "the", "his", "her", "also", "well", "as", "by", "with", "including"}:
            return
        if _may_follow(person):
            yield person, country
        behind = person.last


def _may_follow(person: NamedPerson) -> bool:
    return person.group in OFFICIAL and person.country is None and not (person.role_head or "").startswith("ambassador")


def _country_of(roster: Roster, person: NamedPerson) -> str | None:
    entry = roster.find_person(person.words, person)
    return entry.countries.most_common(1)[0][0] if entry is not None and entry.countries else None
