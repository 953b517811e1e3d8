"""Finding events: one walk along the index that carries the question, newest first, in keyset pages.

A question may have several filters. The rarest one is walked, the others are asked of each event it comes upon, so
that a page costs about as much as it shows. How rare a filter is, is counted up to a limit.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

from bot.core.models import EventId, FactKind, LibraryId, PartyId
from storage.database import Read

_FAR = 4_000_000  # a day beyond every date
_LONGEST_DAYS = 800  # an event may have begun so long before a day it still covers
_RARITY_COUNTED = 2000


@dataclass(frozen=True, slots=True)
class EventFilter:
    """Which events of a kind are asked for; every filter that is set must hold."""

    kind: FactKind
    parties: tuple[PartyId, ...] = ()  # all of them take part
    place: str | None = None  # folded
    words: tuple[str, ...] = ()  # stems, all of them
    since: int | None = None  # days since 1970-01-01
    until: int | None = None
    status: str | None = None
    role: str | None = None  # "party": the first party takes part itself, not through a person of theirs


@dataclass(frozen=True, slots=True)
class EventPlace:
    """Where an event stands in an answer."""

    day: int
    event_id: EventId


_BY_PARTY = (
    "SELECT link.day, link.event_id FROM event_party AS link CROSS JOIN event USING (event_id)"
    " WHERE link.library_id = :library AND link.party_id = :party AND link.kind = :kind"
    " AND (:role IS NULL OR link.role = :role)"
)
_BY_PLACE = (
    "SELECT link.day, link.event_id FROM event_place AS link CROSS JOIN event USING (event_id)"
    " WHERE link.library_id = :library AND link.place = :place AND link.kind = :kind"
)
_BY_WORD = (
    "SELECT link.day, link.event_id FROM event_word AS link CROSS JOIN event USING (event_id)"
    " WHERE link.library_id = :library AND link.word = :word AND link.kind = :kind"
)
_BY_STATUS = (
    "SELECT link.day, link.event_id FROM event AS link INDEXED BY event_status CROSS JOIN event USING (event_id)"
    " WHERE link.library_id = :library AND link.withdrawn = 0 AND link.status = :status AND link.kind = :kind"
)
_BY_DAY = (
    "SELECT link.day, link.event_id FROM event AS link INDEXED BY event_day CROSS JOIN event USING (event_id)"
    " WHERE link.library_id = :library AND link.withdrawn = 0 AND link.kind = :kind"
)
_HOLDS = (
    " AND link.day BETWEEN :floor AND :until AND event.withdrawn = 0 AND event.last_day >= :since"
    " AND (:status IS NULL OR event.status = :status)"
    " AND (:parties IS NULL OR NOT EXISTS (SELECT 1 FROM json_each(:parties) AS wanted WHERE NOT EXISTS"
    " (SELECT 1 FROM event_party WHERE event_party.event_id = link.event_id AND event_party.party_id = wanted.value)))"
    " AND (:place IS NULL OR EXISTS"
    " (SELECT 1 FROM event_place WHERE event_place.event_id = link.event_id AND event_place.place = :place))"
    " AND (:words IS NULL OR NOT EXISTS (SELECT 1 FROM json_each(:words) AS wanted WHERE NOT EXISTS"
    " (SELECT 1 FROM event_word WHERE event_word.event_id = link.event_id AND event_word.word = wanted.value)))"
)
_OLDER = (
    " AND (link.day, link.event_id) < (:from_day, :from_event) ORDER BY link.day DESC, link.event_id DESC LIMIT :limit"
)
_NEWER = " AND (link.day, link.event_id) > (:from_day, :from_event) ORDER BY link.day, link.event_id LIMIT :limit"


async def list_events(
    read: Read, library: LibraryId, wanted: EventFilter, *, after: EventPlace | None = None, limit: int
) -> list[EventPlace]:
    """Events newest first, from behind ``after`` on."""
    sql, parameters = await _compose_walk(read, library, wanted)
    start = after or EventPlace(_FAR, EventId(0))
    rows = await read.fetch_all(
        sql + _OLDER, parameters | {"from_day": start.day, "from_event": start.event_id, "limit": limit}
    )
    return [EventPlace(row[0], EventId(row[1])) for row in rows]


async def list_events_before(
    read: Read, library: LibraryId, wanted: EventFilter, *, before: EventPlace, limit: int
) -> list[EventPlace]:
    """The events right before a place in the answer, newest first."""
    sql, parameters = await _compose_walk(read, library, wanted)
    rows = await read.fetch_all(
        sql + _NEWER, parameters | {"from_day": before.day, "from_event": before.event_id, "limit": limit}
    )
    return [EventPlace(row[0], EventId(row[1])) for row in reversed(rows)]


async def count_events(read: Read, library: LibraryId, wanted: EventFilter, *, limit: int = 1000) -> int:
    """How many events hold, counted up to a limit."""
    return len(await list_events(read, library, wanted, limit=limit))


async def _compose_walk(read: Read, library: LibraryId, wanted: EventFilter) -> tuple[str, dict[str, object]]:
    """The statement that walks the rarest filter, and what fills it."""
    parameters: dict[str, object] = {
        "library": library,
        "kind": wanted.kind,
        "since": -_FAR if wanted.since is None else wanted.since,
        "floor": -_FAR if wanted.since is None else wanted.since - _LONGEST_DAYS,
        "until": _FAR if wanted.until is None else wanted.until,
        "status": wanted.status,
        "parties": json.dumps(wanted.parties) if wanted.parties else None,
        "place": wanted.place,
        "words": json.dumps(wanted.words) if wanted.words else None,
        "role": None,
    }
    walks: list[tuple[str, dict[str, object]]] = []
    for place, party in enumerate(wanted.parties):
        walks.append((_BY_PARTY, {"party": party, "role": wanted.role if place == 0 else None}))
    if wanted.place is not None:
        walks.append((_BY_PLACE, {}))
    walks += [(_BY_WORD, {"word": word}) for word in wanted.words]
    if wanted.status is not None:
        walks.append((_BY_STATUS, {}))
    if not walks:
        return _BY_DAY + _HOLDS, parameters
    if wanted.role is not None:
        walks = walks[:1]  # the role is a matter of the first party's own link
    sql, more = walks[0] if len(walks) == 1 else await _find_rarest(read, parameters, walks)
    return sql + _HOLDS, parameters | more


async def _find_rarest(
    read: Read, parameters: dict[str, object], walks: list[tuple[str, dict[str, object]]]
) -> tuple[str, dict[str, object]]:
    counts = []
    for sql, more in walks:
        count = await read.fetch_value(
            "SELECT count(*) FROM (" + sql.replace(" CROSS JOIN event USING (event_id)", "") + " LIMIT :counted)",  # noqa: S608  # a column list of ours
            parameters | more | {"counted": _RARITY_COUNTED},
        )
        counts.append(int(count))
        if count == 0:
            break
    return walks[counts.index(min(counts))]


def without_filter(wanted: EventFilter, name: str) -> EventFilter:
    """The same question with one filter dropped: "period", "place", "status", "words" or "with"."""
    match name:
        case "period":
            return replace(wanted, since=None, until=None)
        case "place":
            return replace(wanted, place=None)
        case "status":
            return replace(wanted, status=None)
        case "words":
            return replace(wanted, words=())
        case _:
            return replace(wanted, parties=wanted.parties[:1])


@dataclass(frozen=True, slots=True)
class Extent:
    """How much a library holds."""

    articles: int
    first: str | None  # ISO dates of the oldest and newest article
    last: str | None


async def find_extent(read: Read, library: LibraryId) -> Extent:
    """How many articles a library holds, from when to when; undated ones count by the day they came."""
    row = await read.fetch_one(
        # Two walks of one step: together they would read every row (14 ms at 100,000 articles). Ids are the second of
        # publication, shifted by 20 bits.
        "SELECT (SELECT coalesce(sum(number), 0) FROM library_count WHERE library_id = :library"
        "  AND what IN ('waiting', 'read', 'unreadable', 'failed')) AS articles,"
        " (SELECT date(min(article_id) >> 20, 'unixepoch') FROM shelf WHERE library_id = :library) AS first,"
        " (SELECT date(max(article_id) >> 20, 'unixepoch') FROM shelf WHERE library_id = :library) AS last",
        {"library": library},
    )
    return Extent(0, None, None) if row is None else Extent(row["articles"], row["first"], row["last"])
