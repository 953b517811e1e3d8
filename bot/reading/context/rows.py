"""Countries that a row of names tells: "Vietnamese officials, including A and B", "A and B (Colombia), C (Ecuador)".

Rows in which only the first member has a country give it to the others, and "the ministers of Oman and Iran met. A and
B signed" gives it in order.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.places import Hit
from bot.reading.context.bonds import NamedPerson
from bot.reading.context.home_signs import TOP, add_country
from bot.reading.context.mentions import Reading
from bot.reading.context.offices import OFFICIAL
from bot.reading.context.roster import Roster, RosterEntry
from bot.reading.context.told_of_office import acts_for_body
from bot.reading.lexicon.lists import lemma
from bot.reading.lexicon.titles import load_titles
from bot.reading.parsing.syntax import Sentence

_JOINTLY = frozenset("sign ink initial exchange meet agree discuss co-chair chair cochair".split())
_INCLUDING = frozenset(
    (
        "including",
        "include",
        "includes",
        "included",
        "like",
        "as",
        "namely",
        ":",
        "by",
        "—",
        "–",
        ",",
        "the",
        "and",
        "such",
        "both",
        "also",
    )
)


def add_by_bracket(sentence: Sentence, reading: Reading, roster: Roster) -> None:
    """As in "A and B (Colombia), C (Ecuador)": a country in brackets is that of the names since the bracket before."""
    start = 0
    for place, person in enumerate(reading.people):
        country = _bracketed(sentence, person, reading.hits)
        if country is None:
            continue
        first = place
        while (
            first > start
            and _is_row(sentence, reading.people[first - 1], reading.people[first])
            and ","
            not in [
                token.text for token in sentence.tokens[reading.people[first - 1].last : reading.people[first].first]
            ]
        ):
            first -= 1
        for member in reading.people[first : place + 1]:
            entry = roster.find_person(member.words, member)
            if entry is not None:
                add_country(entry, country)
        start = place + 1


def add_by_row(sentence: Sentence, reading: Reading, roster: Roster) -> None:
    """As in "Vietnamese officials, including A and B", and rows in which only the first member has a country."""
    tokens = sentence.tokens
    people = reading.people
    for place, person in enumerate(people):
        entry = roster.find_person(person.words, person)
        if entry is None:
            continue
        joined = place > 0 and _is_row(sentence, people[place - 1], person)
        for office in reading.offices:
            if (
                office.plural
                and office.country
                and office.last <= person.first
                and (joined or all(token.lower in _INCLUDING for token in tokens[office.last : person.first]))
            ):
                leading = place if not joined else _row_start(sentence, people, place)
                if all(token.lower in _INCLUDING for token in tokens[office.last : people[leading].first]):
                    add_country(entry, office.country)
        if joined and not entry.countries:
            previous = roster.find_person(people[place - 1].words, people[place - 1])
            start = _row_start(sentence, people, place)
            same_top = person.group in TOP and people[place - 1].group in TOP and place - start < 2
            if (
                previous is not None
                and previous.countries
                and person.group in OFFICIAL
                and person.country is None
                and not acts_for_body(entry)
                and not same_top
                and not _is_settled(people[place - 1], person)
                and not _is_pair(sentence, people, place)
            ):
                add_country(entry, previous.countries.most_common(1)[0][0])


def add_by_order(sentences: Sequence[Sentence], readings: Sequence[Reading], roster: Roster) -> None:
    """As in "The foreign ministers of Oman and Iran met. A and B signed": the names come in the order of the states."""
    for place, reading in enumerate(readings[1:], 1):
        row = _leading_row(sentences[place], reading, roster)
        states = _offices_of(sentences[place - 1], readings[place - 1])
        if len(row) != len(states) or len(row) < 2:
            continue
        for entry, state in zip(row, states, strict=True):
            add_country(entry, state)


def _leading_row(sentence: Sentence, reading: Reading, roster: Roster) -> list[RosterEntry]:
    """The people of the row with which a sentence opens, when none of them has a country."""
    found: list[RosterEntry] = []
    for place, person in enumerate(reading.people):
        entry = roster.find_person(person.words, person)
        begins = place > 0 or person.first <= 1
        if entry is None or not begins or (place and not _is_row(sentence, reading.people[place - 1], person)):
            break
        found.append(entry)
    return found if not any(entry.countries for entry in found) else []


def _offices_of(sentence: Sentence, reading: Reading) -> list[str]:
    """The states of "the foreign ministers of A, B and C"; none when anybody is named."""
    if reading.people or not any(office.plural for office in reading.offices):
        return []
    office = next(office for office in reading.offices if office.plural)
    states = [office.country] if office.country else []
    place = office.last
    for hit in reading.hits:
        between = {token.lower for token in sentence.tokens[place : hit.first]}
        if hit.first >= office.last and hit.kind == "country" and between <= {",", "and", "of", "the"} and hit.country:
            states.append(hit.country)
            place = hit.last
    return states


def _is_settled(one: NamedPerson, two: NamedPerson) -> bool:
    """Two holders of the same office in a row are of two countries."""
    return (
        one.role_head is not None
        and two.role_head is not None
        and one.role is not None
        and two.role is not None
        and one.role.lower() == two.role.lower()
    )


def _is_pair(sentence: Sentence, people: Sequence[NamedPerson], place: int) -> bool:
    """Do two people, and no third, do what two sides do: "A and B signed"?"""
    start = _row_start(sentence, people, place)
    last = place + 1 == len(people) or not _is_row(sentence, people[place], people[place + 1])
    behind = sentence.tokens[people[place].last : people[place].last + 4]
    return place - start == 1 and last and any(lemma(token.lower) in _JOINTLY for token in behind)


def _row_start(sentence: Sentence, people: Sequence[NamedPerson], place: int) -> int:
    while place > 0 and _is_row(sentence, people[place - 1], people[place]):
        place -= 1
    return place


def _is_row(sentence: Sentence, one: NamedPerson, two: NamedPerson) -> bool:
    words = [token.lower for token in sentence.tokens[one.last : two.first]]
    between = set(words) - load_titles().honorifics - {"'", "’", "."}
    return bool(between) and between <= {",", "and", "&", "the", ";", "as", "well", "along", "with"} and len(words) <= 7


def _bracketed(sentence: Sentence, person: NamedPerson, hits: Sequence[Hit]) -> str | None:
    """As in "Carlos Correa (Colombia)"."""
    tokens = sentence.tokens
    if person.last + 2 < len(tokens) and tokens[person.last].text == "(":
        for hit in hits:
            if (
                hit.first == person.last + 1
                and hit.kind == "country"
                and hit.last < len(tokens)
                and tokens[hit.last].text in (")", ",")
            ):
                return hit.country
    return None
