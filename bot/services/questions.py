"""A query as typed, read against one library: names become parties, words become stems, dates become days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.core.alike import read_place, topic_words
from bot.core.errors import UserError
from bot.core.models import FactKind, LibraryId, PartyId
from bot.core.places import Gazetteer
from bot.core.queries import PeopleQuery, Query, TimelineQuery, clean_option, read_since, read_status, read_until
from bot.core.text import fold
from bot.services.naming import Named, find_named
from storage.database import Read
from storage.lookups import EventFilter

_EPOCH = date(1970, 1, 1)
_TITLES = {
    "meetings": "Meetings",
    "agreements": "Agreements",
    "figures": "Figures",
    "people": "People",
    "timeline": "Timeline",
}


@dataclass(frozen=True, slots=True)
class Question:
    """What is looked for: the union of its filters, newest first."""

    title: str
    filters: tuple[EventFilter, ...]
    options: tuple[str, ...]  # names of the options that were set
    note: str | None = None
    others: tuple[str, ...] = ()  # people meant together by a shared surname
    who: str | None = None  # the first one named, as the library shows it


async def read_question(read: Read, library: LibraryId, query: Query, gazetteer: Gazetteer, today: date) -> Question:
    """Raises UserError for words that can't be read, NotFound for a name that is not in the library."""
    who, other = clean_option(query.who), clean_option(query.with_)
    if isinstance(query, TimelineQuery) and who is None and other is None:
        raise UserError("A timeline needs a name: a person, a country or a body.")
    first = await find_named(read, library, who, gazetteer) if who else None
    second = await find_named(read, library, other, gazetteer) if other else None
    if first is None or (second is not None and second.name in first.sides):
        first, second = second, first  # the state first, where somebody is asked for with their own
    since, until = read_since(clean_option(query.since), today), read_until(clean_option(query.until), today)
    if since and until and since > until:
        raise UserError(f"“since” ({since:%Y-%m-%d}) is after “until” ({until:%Y-%m-%d}).")
    about = clean_option(query.about)
    words = tuple(sorted(topic_words(about))) if about else ()
    if about and not words:
        raise UserError(f"“{about[:60]}” says too little to look for. Name a topic, such as trade or border.")
    status = read_status(clean_option(query.status), query.kinds)
    place = _place_key(clean_option(query.place), gazetteer)
    filters = [
        EventFilter(
            kind=kind,
            parties=pair,
            place=place,
            words=words,
            since=None if since is None else (since - _EPOCH).days,
            until=None if until is None else (until - _EPOCH).days,
            status=status,
            role="party" if _is_own_side(first, second) else None,
        )
        for kind in _kinds(query, first)
        for pair in _pairs(first, second)
    ]
    others = tuple(name for named in (first, second) if named for name in named.others)
    note = f"“{(who or other or '')[:60]}” is several people here: {', '.join(others)}." if others else None
    return Question(
        _title(query, first, second), tuple(filters), tuple(query.options), note, others, first.name if first else None
    )


def _is_own_side(first: Named | None, second: Named | None) -> bool:
    """Is the pair somebody and the state they act for? Then the state must take part itself, not through them."""
    return first is not None and second is not None and first.name in second.sides


def _kinds(query: Query, who: Named | None) -> Sequence[FactKind]:
    if isinstance(query, PeopleQuery) and who is not None:
        return (FactKind.PERSON, FactKind.STATEMENT, FactKind.MEETING, FactKind.AGREEMENT)
    return query.kinds


def _pairs(first: Named | None, second: Named | None) -> list[tuple[PartyId, ...]]:
    if first is None:
        return [()]
    if second is None:
        return [(one,) for one in first.parties]
    return [(one, other) for one in first.parties for other in second.parties if one != other]


def _place_key(words: str | None, gazetteer: Gazetteer) -> str | None:
    if words is None:
        return None
    place = read_place(words, gazetteer)
    if place is None or not place.keys:
        raise UserError(f"“{words[:60]}” is not the name of a place.")
    if not place.parts and place.country:
        return fold(place.country)
    # A capital by its first spelling, else the most exact part that was typed.
    named = [fold(part) for part in words.split(",")]
    return next(iter(place.known), None) or next((part for part in named if part in place.parts), min(place.keys))


def _title(query: Query, first: Named | None, second: Named | None) -> str:
    title = _TITLES[query.command]
    if first is not None:
        title += f" of {first.name}" if not isinstance(query, PeopleQuery) else f": {first.name}"
    if second is not None:
        title += f" with {second.name}"
    more = {
        "about": " about {}",
        "place": " in {}",
        "since": " since {}",
        "until": " until {}",
        "status": ", {}",
    }
    for name, words in more.items():
        if name in query.options:
            title += words.format(" ".join(query.options[name].split())[:60])
    return title
