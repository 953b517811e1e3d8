"""The country of a person by what the whole article says of their office or name.

An office that only one country has, an office named elsewhere with its country, a well-known name, "his counterpart".
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence

from bot.reading.context.bonds import NamedPerson
from bot.reading.context.home_signs import TOP, add_country
from bot.reading.context.mentions import Reading
from bot.reading.context.offices import OFFICIAL
from bot.reading.context.roster import Roster, RosterEntry
from bot.reading.lexicon.fame import famous_ends, famous_names, famous_surnames
from bot.reading.lexicon.lists import load_gazetteer
from bot.reading.lexicon.titles import COUNTERPART, load_titles

# Offices of the United Nations, the Commonwealth, the European Union and their like, when nothing else is said.
_OF_BODIES = re.compile(
    r"(?:deputy |under-|assistant )?secretary[- ]general(?: for .*)?|high representative.*|commissioner for .*"
)
_OF_MINISTRY = re.compile(r"\bsecretary (?:of|for)\b|\b(?:assistant|under) secretary\b")


def copy_counterparts(readings: Sequence[Reading], roster: Roster) -> None:
    """As in "Xi and his Russian counterpart, A": the office that another sentence gives to Xi."""
    model: RosterEntry | None = None
    for index, reading in enumerate(readings):
        for place, person in enumerate(reading.people):
            entry = roster.find_person(person.words, person)
            if entry is None:
                continue
            if person.group == COUNTERPART and not entry.roles and model is not None and model is not entry:
                own = [role for role in model.roles if role[2] is not None and role[0] <= index]
                if own and (place or index - own[-1][0] <= 1):
                    _, role, head = own[-1]
                    entry.roles.append((index, role.split(" of ")[0] if head == "president" else role, head))
                    entry.groups |= model.groups
            model = entry if person.group != COUNTERPART else model


def add_bodies(roster: Roster) -> None:
    """Give the holders of an office that one body alone has, "High Representative", that body."""
    bodies = load_titles().bodies
    for entry in roster.entries:
        held = (re.split(r" (?:of|for) ", role.lower())[0] for _, role, _ in entry.roles)
        entry.body = entry.body or next((bodies[role] for role in held if role in bodies), None)


def add_unnamed_offices(readings: Sequence[Reading], roster: Roster) -> None:
    """As in "The Turkish ambassador said. A, the ambassador, …": the office was named before with its country."""
    for index, reading in enumerate(readings):
        for person in reading.people:
            entry = roster.find_person(person.words, person)
            behind = person.last > person.name_last  # "A, the ambassador": known already
            if entry is None or entry.countries or person.role is None or not behind or len(person.role.split()) > 3:
                continue
            said = {
                office.country
                for earlier in readings[max(0, index - 2) : index + 1]
                for office in earlier.offices
                if office.country is not None and not office.plural and office.words == person.role.lower()
            }
            if len(said) == 1:
                add_country(entry, next(iter(said)))


def country_of_office(entry: RosterEntry, named: Collection[str]) -> str | None:
    """The one country that has such an office; one that others have too must be named in the article."""
    belongs = load_titles().belongs
    for _, role, _ in entry.roles:
        lower = " ".join(role.lower().replace("the ", "").split())
        for prefix in ("former ", "then ", "acting ", "u.s. "):
            lower = lower.removeprefix(prefix)
        office = lower if lower in belongs else next((each for each in belongs if _is_more_than(lower, each)), None)
        if office is None:
            continue
        shared = office in load_titles().words.shared_offices or role[:1].islower()
        if not shared or _stands_out(belongs[office], named):
            return belongs[office]
    return None


def _is_more_than(role: str, office: str) -> bool:
    """Is a role that office with words around it: "under secretary for trade"?"""
    longer = role.startswith((office + " for ", office + " and ", office + " of ", "assistant " + office))
    whole = len(office.split()) > 1 and ("secretary" in office or "ministry" in office)
    return longer or (whole and role.endswith(" " + office))


def may_hold(entry: RosterEntry, country: str) -> bool:
    """Can somebody of a country have this office? A "Secretary of Transportation" is no minister of Cuba.

    Asked before a country is guessed, never where the text says it.
    """
    roles = [role.lower() for _, role, _ in entry.roles]
    if any(_OF_BODIES.fullmatch(role) for role in roles):
        return False  # of a body, until the text says that it is a party or ministry
    return country in load_titles().words.secretaries or not any(_OF_MINISTRY.search(role) for role in roles)


def _stands_out(country: str, named: Collection[str]) -> bool:
    """Is a country named, and where the counts are known, not far behind the one named most?"""
    if country not in named:
        return False
    return not isinstance(named, Counter) or 3 * named[country] >= max(named.values())


def acts_for_body(entry: RosterEntry) -> bool:
    """Is the person's office one of a body: "NATO Secretary General"?"""
    gazetteer = load_gazetteer()
    return entry.body is not None or any(
        hit.kind == "body" for _, role, _ in entry.roles for hit in gazetteer.find(role.split())
    )


def country_of_fame(entry: RosterEntry, everywhere: Counter[str]) -> str | None:
    """A well-known name, when the article names the country, or gives the full name with an office.

    A country's own press seldom says it of its ministers: of 11 such people in 188 articles all had the country.
    """
    if any(_OF_BODIES.fullmatch(role.lower()) for _, role, _ in entry.roles):
        return None
    country = famous_names().get(entry.parts)
    if country is not None and len(entry.parts) > 1 and entry.groups & OFFICIAL and not acts_for_body(entry):
        return country
    if acts_for_body(entry):
        return None
    if country is None and len(entry.parts) > 1:
        country = famous_ends().get((entry.parts[0], entry.parts[-1]))
    if country is None and len(entry.parts) == 1 and entry.groups & (TOP | {"minister", "chair"}):
        country = famous_surnames().get(entry.parts[0])
        if entry.groups & TOP:
            return country  # "President Putin" needs no "Russia" in the article
    return country if country is not None and everywhere[country] else None


def add_country_of(roster: Roster, person: NamedPerson, country: str) -> None:
    """Give the person of a name a country, where they have none."""
    entry = roster.find_person(person.words, person)
    if entry is not None:
        add_country(entry, country)
