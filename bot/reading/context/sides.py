"""For which country a person acts, where the words beside the name do not say it.

Evidence in this order, the first that speaks decides: an office that only one country has, a country in brackets behind
the name, the country of the row the name stands in ("Vietnamese officials, including …"), the capital in which a
visitor meets the person, a well-known name, the only country of the sentence, the country the article is about.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from bot.core.places import Gazetteer, Hit
from bot.reading.context.bonds import NamedPerson
from bot.reading.context.homes import TOP, TRAVEL, HomeFinder, Opening, add_country, count_countries
from bot.reading.context.mentions import Reading
from bot.reading.context.offices import OFFICIAL
from bot.reading.context.own_side import list_own_sides
from bot.reading.context.retinue import add_retinues
from bot.reading.context.roster import Roster, RosterEntry
from bot.reading.context.told_of_office import (
    add_country_of,
    add_unnamed_offices,
    copy_counterparts,
    country_of_fame,
    country_of_office,
)
from bot.reading.lexicon.lists import lemma
from bot.reading.lexicon.titles import COUNTERPART, singular
from bot.reading.parsing.syntax import Sentence

_HOSTED = frozenset("with meet meets met meeting hosted received welcomed greeted host see saw".split())
_AIMED = frozenset(
    "against with about over on regarding concerning towards toward visit visits visited visiting counterpart".split()
)
_JOINTLY = frozenset("sign ink initial exchange meet agree discuss co-chair chair cochair".split())
_GOING = frozenset("travel travels traveled travelled visit trip traveling travelling fly flies flew flying".split())
_GATHERINGS = frozenset("summit forum conference meeting session assembly visit trip tour".split())
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


def add_sides(
    opening: Opening,
    sentences: Sequence[Sentence],
    readings: Sequence[Reading],
    roster: Roster,
    gazetteer: Gazetteer,
) -> None:
    """Give the people of a roster the countries that only their surroundings tell."""
    told = list(zip(sentences, readings, strict=True))
    for sentence, reading in told:
        for person, country in list_own_sides(sentence, reading):
            add_country_of(roster, person, country)
    copy_counterparts(readings, roster)
    everywhere = count_countries(readings, roster)
    own_offices = _add_by_office(roster, everywhere)
    _add_by_row(told, roster, gazetteer, everywhere)
    add_retinues(sentences, readings, roster)
    _by_order(sentences, readings, roster)
    add_unnamed_offices(readings, roster)
    waiting = {
        entry.name: entry for entry in roster.entries if not entry.countries and not _is_of_body(entry, gazetteer)
    }
    homes = HomeFinder(opening, sentences, readings, roster, gazetteer)
    homes.find_beside(waiting, own_offices)
    for sentence, reading in told:
        _by_place(sentence, reading, roster)
    for sentence, reading in told:
        _by_sentence(sentence, reading, roster, waiting)
    homes.find_for_article(waiting)
    add_retinues(sentences, readings, roster)  # again, now that more leaders have theirs
    guests = {name for sentence, reading in told for name in _met(sentence, reading, roster)}
    for entry in waiting.values():
        if entry.name not in guests:
            add_country(entry, _by_article(entry, everywhere, roster))


def _add_by_office(roster: Roster, everywhere: Counter[str]) -> set[str]:
    """Give countries to holders of an office that only one has; the countries that were found so."""
    own_offices: set[str] = set()
    for named in (everywhere, own_offices):  # an office that others have too counts where the country is spoken of
        for entry in roster.entries:
            country = country_of_office(entry, named)
            if country is not None and not entry.countries:
                own_offices.add(country)
                add_country(entry, country)
    return own_offices


def _add_by_row(
    told: Sequence[tuple[Sentence, Reading]], roster: Roster, gazetteer: Gazetteer, everywhere: Counter[str]
) -> None:
    """By brackets, well-known names and rows, in this order."""
    for sentence, reading in told:
        _by_bracket(sentence, reading, roster)
    for entry in roster.entries:
        if not entry.countries:
            add_country(entry, country_of_fame(entry, everywhere))
    for sentence, reading in told:
        _by_row(sentence, reading, roster, gazetteer)


def _is_of_body(entry: RosterEntry, gazetteer: Gazetteer) -> bool:
    """Does the person act for a body, not a country: "NATO Secretary-General"?"""
    return any(hit.kind == "body" for _, role, _ in entry.roles for hit in gazetteer.find(role.split()))


def _by_bracket(sentence: Sentence, reading: Reading, roster: Roster) -> None:
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


def _by_row(sentence: Sentence, reading: Reading, roster: Roster, gazetteer: Gazetteer) -> None:
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
                and not _is_of_body(entry, gazetteer)
                and not same_top
                and not _is_settled(people[place - 1], person)
                and not _is_pair(sentence, people, place)
            ):
                add_country(entry, previous.countries.most_common(1)[0][0])


def _by_order(sentences: Sequence[Sentence], readings: Sequence[Reading], roster: Roster) -> None:
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
    between = {token.lower for token in sentence.tokens[one.last : two.first]}
    return (
        bool(between)
        and between <= {",", "and", "&", "the", ";", "as", "well", "along", "with"}
        and len(sentence.tokens[one.last : two.first]) <= 5
    )


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


def _by_place(sentence: Sentence, reading: Reading, roster: Roster) -> None:
    """As in "In Hanoi, she will meet Foreign Minister Son": officials met in a capital are its country's."""
    for number, person in enumerate(reading.people):
        entry = roster.find_person(person.words, person)
        if entry is None or entry.countries or person.group not in OFFICIAL | {COUNTERPART}:
            continue
        place = _stage(sentence, reading, person)
        visitors = {country for other in reading.people for country in _countries(roster, other)}
        if place is None or (
            place in visitors and not any(_countries(roster, other) == {place} for other in reading.people[1:])
        ):
            continue
        # Hosts are met: the name must stand behind "with", "host" or the like, or in a row that does.
        if not any(token.lower in _HOSTED for token in sentence.tokens[: person.first]) or (
            number == 0 and sentence.tokens[person.name_last - 1].dep == "nsubj"
        ):
            continue
        add_country(entry, place)


def _met(sentence: Sentence, reading: Reading, roster: Roster) -> Iterator[str]:
    """The people whom another person of the sentence meets: they are hardly of the same country."""
    for person in reading.people[1:]:
        before = sentence.tokens[reading.people[0].last : person.first]
        entry = roster.find_person(person.words, person)
        if entry is not None and any(token.lower in _HOSTED for token in before):
            yield entry.name


def _countries(roster: Roster, person: NamedPerson) -> set[str]:
    entry = roster.find_person(person.words, person)
    return set(entry.countries) if entry is not None else set()


def _stage(sentence: Sentence, reading: Reading, person: NamedPerson) -> str | None:
    """The country with whose capital a sentence opens ("In Hanoi, …"), or to which somebody travelled before a name."""
    tokens = sentence.tokens
    found: str | None = None
    for hit in reading.hits:
        if (
            hit.country is None
            or hit.last > person.first
            or (hit.kind == "capital" and hit.stands_for != hit.country)
            or hit.kind not in ("capital", "country", "city")
        ):
            continue
        before = [token.lower for token in tokens[max(0, hit.first - 3) : hit.first]]
        if "in" in before and hit.first <= 4 and hit.last < len(tokens) and tokens[hit.last].text == ",":
            found = hit.country
        if "to" in before and hit.kind != "city" and any(token.lower in _GOING for token in tokens[: hit.first]):
            found = hit.country
        if before[-1:] == ["in"] and "stay" in before:
            found = hit.country
    return found


def _by_sentence(sentence: Sentence, reading: Reading, roster: Roster, open_entries: Collection[str]) -> None:
    """An office holder in a sentence that names one country, and nobody of another. "War against" it is no sign."""
    named = {hit.country for hit in reading.hits if hit.country and hit.kind != "body"}
    tokens = sentence.tokens
    aimed = {
        hit.country
        for hit in reading.hits
        if any(token.lower in _AIMED for token in tokens[max(0, hit.first - 5) : hit.first])
        or any(lemma(token.lower) in TRAVEL for token in tokens[max(0, hit.first - 3) : hit.first])
    }
    named |= {office.country for office in reading.offices if office.country}
    if any(_countries(roster, person) for person in reading.people):
        return  # the one whose country is said deals with the other, who is hardly of the same
    if len(named) != 1 or len(reading.people) > 2 or named & aimed:
        return
    crowded = any(token.lower in _GATHERINGS for token in tokens)
    if crowded and any(tokens[hit.first - 1].lower in ("in", "at", ",") for hit in reading.hits if hit.first):
        return  # "at the conference in Grenada": where it is, not whose
    meeting = next((token.i for token in tokens if token.lower in _HOSTED and token.lower != "with"), None)
    if meeting is not None and any(office.country and office.last <= meeting for office in reading.offices):
        return  # "The Lao minister met President A": of another country
    country = next(iter(named))
    for person in reading.people:
        entry = roster.find_person(person.words, person)
        if entry is not None and entry.name in open_entries and person.group in ("state", "government", "minister"):
            add_country(entry, country)


def _by_article(entry: RosterEntry, everywhere: Counter[str], roster: Roster) -> str | None:
    """The country that an article is about, for an office holder of whom it says nothing else."""
    if not entry.groups & (OFFICIAL - {"chair", "envoy"}) and not any(
        role[2] and role[2].startswith("spokes") for role in entry.roles
    ):
        return None
    if any(
        role[2] is not None and singular(role[2]) in ("spokesperson", "spokeswoman", "spokesman")
        for role in entry.roles
    ):
        homes = {country for other in roster.entries if (country := country_of_office(other, everywhere))}
        homes = homes or {
            country
            for other in roster.entries
            if "minister" in other.groups and (country := country_of_fame(other, everywhere))
        }
        return next(iter(homes)) if len(homes) == 1 else None
    total = sum(everywhere.values())
    if not total:
        return None
    country, count = everywhere.most_common(1)[0]
    heads = {role[2] for role in entry.roles}
    rivals = [
        other
        for other in roster.entries
        if other is not entry
        and other.groups & TOP
        and entry.groups & TOP
        and heads & {role[2] for role in other.roles}
    ]
    if rivals:
        return None  # a country has one president, and here are two
    return country if count >= 3 and count >= 0.6 * total else None
