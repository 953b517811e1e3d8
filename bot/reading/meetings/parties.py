"""The parties of a meeting, made of the names that the context knows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.reading.context.context import Context, Mention

_LOCAL = frozenset(("mayor", "governor"))


@dataclass(frozen=True, slots=True)
class Party:
    """One party in a sentence."""

    name: str
    kind: str  # "person", "country", "body"
    side: str | None  # the country or body it acts for; its own name for countries and bodies
    acting: bool  # named as people (an office, officials, a delegation), not only as a state
    official: bool  # acts for a state or body: a side is known, or the article gives an office
    at: int  # place of its first token


def make_parties(context: Context, mention: Mention, *, acting: bool = False) -> list[Party]:
    """The parties of one mention; several for "the two sides"."""
    people = mention.kind == "person"
    return [
        Party(
            name,
            mention.kind,
            (mention.country if len(mention.names) == 1 and mention.country else context.side(name))
            or context.body_of(name)
            if people
            else name,
            people or acting or mention.how in ("role", "counterpart", "group", "pronoun"),
            not people or mention.country is not None or has_office(context, name),
            mention.first,
        )
        for name in mention.names
    ]


def has_office(context: Context, name: str) -> bool:
    """Does the article give this person an office, or say for which country they act?"""
    entry = context.roster.find_person(name)
    return entry is not None and bool(entry.roles or entry.countries)


def fit_parties(parties: Iterable[Party]) -> list[Party]:
    """Each party once; a person stands for their side, so a country or body goes where its person is named."""
    unique: dict[str, Party] = {}
    for party in parties:
        unique.setdefault(party.name, party)
    sides = {party.side for party in unique.values() if party.kind == "person" and party.side}
    return [party for party in unique.values() if party.kind == "person" or party.name not in sides]


def sides_of(parties: Sequence[Party]) -> set[str]:
    """The different sides that the parties act for; all persons of no known side count as one ("")."""
    return {party.side or "" for party in parties}


def is_contact(parties: Sequence[Party]) -> bool:
    """Two or more parties, one of them a state, a body or acting for one."""
    return len(parties) >= 2 and any(party.official for party in parties)


def is_domestic(context: Context, parties: Sequence[Party]) -> bool:
    """Are they all people of one country: a premier and her own minister?

    The words beside the names must say so; or all have an office and nobody's country is known, in a text that names
    only one.
    """
    if any(party.kind != "person" for party in parties):
        return False
    entries = [context.roster.find_person(party.name) for party in parties]
    if len(context.countries) == 1 and sides_of(parties) == {"", *context.countries}:
        # An envoy and a mayor at home: the words beside the mayor name a town, no country.
        heads = {head for entry in entries if entry is not None for _, _, head in entry.roles}
        return bool(heads & _LOCAL)
    if len(sides_of(parties)) != 1:
        return False
    if not parties[0].side:
        return len(context.countries) == 1 and all(entry is not None and entry.roles for entry in entries)
    return all(entry is not None and entry.stated for entry in entries)


def is_unmarked(context: Context, parties: Sequence[Party]) -> bool:
    """Does the article say of none of these people for which country they act, and are they not of two?

    The press of a country says so of its guests, never of its own: "the defence minister called on the army chief".
    """
    if any(party.kind != "person" for party in parties) or len(sides_of(parties) - {""}) > 1:
        return False
    entries = [context.roster.find_person(party.name) for party in parties]
    return all(entry is not None and entry.roles and not entry.stated for entry in entries)
