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
from bot.reading.context.home_signs import TOP, TRAVEL, add_country, count_countries
from bot.reading.context.homes import HomeFinder, Opening
from bot.reading.context.mentions import Reading
from bot.reading.context.offices import OFFICIAL
from bot.reading.context.own_side import list_own_sides
from bot.reading.context.receptions import add_hosts
from bot.reading.context.retinue import add_retinues
from bot.reading.context.roster import Roster, RosterEntry
from bot.reading.context.rows import add_by_bracket, add_by_order, add_by_row
from bot.reading.context.told_of_office import (
    acts_for_body,
    add_bodies,
    add_country_of,
    add_unnamed_offices,
    copy_counterparts,
    country_of_fame,
    country_of_office,
    may_hold,
)
from bot.reading.lexicon.lists import lemma
from bot.reading.lexicon.titles import COUNTERPART, singular
from bot.reading.parsing.syntax import Sentence

_HOSTED = frozenset("with meet meets met meeting hosted received welcomed greeted host see saw".split())
_AIMED = frozenset(
    "against with about over on regarding concerning towards toward visit visits visited visiting counterpart".split()
)
_GOING = frozenset("travel travels traveled travelled visit trip traveling travelling fly flies flew flying".split())
_GATHERINGS = frozenset("summit forum conference meeting session assembly visit trip tour".split())
_SPEAKING_FOR = ("Press Secretary", "press secretary")  # speaks where the other side is


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
    add_bodies(roster)
    everywhere = count_countries(readings, roster)
    own_offices = _add_by_office(roster, everywhere)
    _add_by_row(told, roster, everywhere)
    add_retinues(sentences, readings, roster)
    add_by_order(sentences, readings, roster)
    add_unnamed_offices(readings, roster)
    add_hosts(told, roster)
    waiting = {entry.name: entry for entry in roster.entries if not entry.countries and not acts_for_body(entry)}
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
        likely = _by_article(entry, everywhere, roster) if entry.name not in guests else None
        if likely is not None and may_hold(entry, likely) and likely not in homes.list_visited(entry):
            add_country(entry, likely)


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


def _add_by_row(told: Sequence[tuple[Sentence, Reading]], roster: Roster, everywhere: Counter[str]) -> None:
    """By brackets, well-known names and rows, in this order."""
    for sentence, reading in told:
        add_by_bracket(sentence, reading, roster)
    for entry in roster.entries:
        if not entry.countries:
            add_country(entry, country_of_fame(entry, everywhere))
    for sentence, reading in told:
        add_by_row(sentence, reading, roster)


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


def _is_stage(sentence: Sentence, hit: Hit) -> bool:
    """As in "said this in Oslo": where it was said, and not whose minister it was."""
    before = sentence.tokens[hit.first - 1].lower if hit.first else ""
    return hit.kind in ("capital", "city") and before in ("in", "at")


def _by_sentence(sentence: Sentence, reading: Reading, roster: Roster, open_entries: Collection[str]) -> None:
    """An office holder in a sentence that names one country, and nobody of another. "War against" it is no sign."""
    tokens = sentence.tokens
    met = any(token.lower in _HOSTED for token in tokens)
    named = {
        hit.country
        for hit in reading.hits
        if hit.country and hit.kind != "body" and (met or not _is_stage(sentence, hit))
    }
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
        acts = person.group in ("state", "government", "minister") and not (person.role or "").endswith(_SPEAKING_FOR)
        if entry is not None and entry.name in open_entries and acts and may_hold(entry, country):
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
