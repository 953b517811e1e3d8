"""The company of an official is of the same country: "He was accompanied by Ministers A and B", "his wife, C"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.reading.context.bonds import NamedPerson
from bot.reading.context.mentions import Reading
from bot.reading.context.offices import OFFICIAL
from bot.reading.context.roster import Roster
from bot.reading.lexicon.titles import load_titles
from bot.reading.parsing.syntax import Sentence

_WITH = frozenset(("accompanying", "travelling", "traveling"))
_BY = frozenset(("accompanied", "joined", "flanked"))
_SIGNS = ("ccompan", "ravel", "joined", "flanked")  # in a sentence that may have one of these words
_KIN = frozenset(
    "wife husband spouse son daughter brother sister father mother mr mrs dr mr. mrs. dr. lady first".split()
)
_OF_KIN = frozenset("wife husband spouse son daughter brother sister father mother".split())
_THEIR = frozenset(("his", "her"))
_IN_ROW = frozenset((",", "and", "the", "his", "her", "also", "well", "as", "by", "with", "including"))
_CONSISTS = frozenset("are is were was include includes included comprise comprises comprised comprising".split())
_LOOK_BACK = 2  # sentences between the traveller and "He was accompanied by"


def add_retinues(sentences: Sequence[Sentence], readings: Sequence[Reading], roster: Roster) -> None:
    """Give each companion without a country that of the one they travel with."""
    found = (*_list_retinues(sentences, readings, roster), *_list_household(sentences, readings, roster))
    for person, country in found:
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


def _list_household(
    sentences: Sequence[Sentence], readings: Sequence[Reading], roster: Roster
) -> Iterator[tuple[NamedPerson, str]]:
    """Kin, aides by possessive, and members of a delegation, each with the country of the one they belong to."""
    for place, sentence in enumerate(sentences):
        people = readings[place].people
        if not people or sentence.heading:
            continue
        for number, person in enumerate(people):
            owner = people[number - 1] if number else None
            if person.first and sentence.tokens[person.first - 1].tag == "POS":
                of = owner if owner is not None and owner.last in (person.first, person.first - 1) else None
                of = of or _find_holder(readings, place, person.first - 1)
            elif _is_kin(sentence, person):
                of = owner or _find_earlier(readings, place)
            else:
                continue
            country = _country_of(roster, of) if of is not None else None
            if country is not None and person.country is None:
                yield person, country
        yield from _list_members(sentences, readings, roster, place)


def _find_holder(readings: Sequence[Reading], place: int, mark: int) -> NamedPerson | None:
    """As in "the president's Press Secretary A": the last president named, when the office has no country itself."""
    owner = next((office for office in readings[place].offices if office.last == mark), None)
    if owner is None or owner.country is not None or owner.plural or owner.group not in ("state", "government"):
        return None
    named = (person for reading in reversed(readings[: place + 1]) for person in reversed(reading.people))
    return next((person for person in named if person.country and person.group == owner.group), None)


def _is_kin(sentence: Sentence, person: NamedPerson) -> bool:
    """As in "his wife, Dr. A", "her son B"."""
    near = [token.lower for token in sentence.tokens[max(0, person.first - 5) : person.name_first] if token.text != ","]
    at = next((place for place, word in enumerate(near) if word in _THEIR), None)
    between = near[at + 1 :] if at is not None else []
    return bool(_OF_KIN & set(between)) and set(between) <= _KIN


def _find_earlier(readings: Sequence[Reading], place: int) -> NamedPerson | None:
    """The first person of the sentence before that names any."""
    earlier = (reading.people for reading in reversed(readings[max(0, place - _LOOK_BACK) : place]))
    return next((row[0] for row in earlier if row), None)


def _list_members(
    sentences: Sequence[Sentence], readings: Sequence[Reading], roster: Roster, place: int
) -> Iterator[tuple[NamedPerson, str]]:
    """As in "In his delegation are A and B", "The Kenyan delegation included A", "With him were A and B"."""
    tokens, people = sentences[place].tokens, readings[place].people
    at = next(
        (
            token.i
            for token in tokens[1:]
            if token.lower in ("delegation", "entourage")
            or (token.lower in ("him", "her") and tokens[token.i - 1].lower == "with" and token.i <= 2)
        ),
        None,
    )
    if at is None:
        return
    verb = next((token.i for token in tokens[at : at + 12] if token.lower in _CONSISTS), None)
    if verb is None or any(person.first < verb for person in people):
        return
    hit = next((hit for hit in readings[place].hits if hit.last == at and hit.kind == "adjective"), None)
    country = hit.country if hit is not None else None
    if country is None and (tokens[at - 1].lower in _THEIR or tokens[at - 1].lower == "with"):
        lead = _find_earlier(readings, place)
        country = _country_of(roster, lead) if lead is not None else None
    if country is not None:
        yield from ((person, country) for person in people if _may_follow(person) or person.role is None)


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
        if not between - load_titles().honorifics <= _IN_ROW:
            return
        if _may_follow(person):
            yield person, country
        behind = person.last


def _may_follow(person: NamedPerson) -> bool:
    return person.group in OFFICIAL and person.country is None and not (person.role_head or "").startswith("ambassador")


def _country_of(roster: Roster, person: NamedPerson) -> str | None:
    entry = roster.find_person(person.words, person)
    return entry.countries.most_common(1)[0][0] if entry is not None and entry.countries else None
