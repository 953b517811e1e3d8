"""Which events of one library lie near each other: those a report could belong to, those one could be joined with."""

from __future__ import annotations

import json

from bot.core.models import EventId, LibraryId
from storage.database import Read
from storage.events import EventKeys


async def list_candidates(
    read: Read, library: LibraryId, keys: EventKeys, *, days: int, shared: int, limit: int
) -> list[EventId]:
    """Events a new report could belong to: of its kind, with ``shared`` or more of its parties, within some days.

    The nearest days first. Without parties those that share most words, and for figures those of the same mark.
    """
    place = {
        "library": library,
        "kind": keys.kind,
        "first": keys.day - days,
        "last": keys.last_day + days,
        "day": keys.day,
        "limit": limit,
    }
    found: list[EventId] = []
    if keys.mark is not None:
        rows = await read.fetch_all(
            "SELECT event_id FROM event WHERE library_id = :library AND mark = :mark"
            " ORDER BY abs(day - :day), event_id LIMIT :limit",
            {"library": library, "mark": keys.mark, "day": keys.day, "limit": limit},
        )
        found += [EventId(row[0]) for row in rows]
    if keys.parties:
        rows = await read.fetch_all(
            "SELECT event_id FROM event_party WHERE library_id = :library AND kind = :kind"
            " AND party_id IN (SELECT value FROM json_each(:parties)) AND day BETWEEN :first AND :last"
            " GROUP BY event_id HAVING count(*) >= :shared"
            " ORDER BY count(*) DESC, abs(day - :day), event_id LIMIT :limit",
            place | {"parties": json.dumps(list(keys.parties)), "shared": shared},
        )
        found += [EventId(row[0]) for row in rows]
    return list(dict.fromkeys(found))


async def list_neighbours(read: Read, library: LibraryId, event_id: EventId, *, days: int, limit: int) -> list[EventId]:
    """Shown events of the same kind that share parties or words with this one within some days, the likest first."""
    rows = await read.fetch_all(
        "WITH shared (event_id, weight) AS ("
        " SELECT other.event_id, iif(other.role = 'party' AND own.role = 'party', 4, 2) FROM event_party AS own"
        " CROSS JOIN event_party AS other ON other.library_id = own.library_id AND other.party_id = own.party_id"
        " AND other.kind = own.kind AND other.day BETWEEN own.day - :days AND own.day + :days"
        " WHERE own.event_id = :event AND own.library_id = :library"
        " UNION ALL SELECT other.event_id, 1 FROM event_word AS own"
        " CROSS JOIN event_word AS other ON other.library_id = own.library_id AND other.word = own.word"
        " AND other.kind = own.kind AND other.day BETWEEN own.day - :days AND own.day + :days"
        " WHERE own.event_id = :event AND own.library_id = :library)"
        " SELECT event.event_id FROM shared CROSS JOIN event ON event.event_id = shared.event_id"
        " WHERE event.event_id <> :event AND event.withdrawn = 0 GROUP BY event.event_id"
        " ORDER BY sum(weight) DESC, abs(event.day - (SELECT day FROM event WHERE event_id = :event)), event.event_id"
        " LIMIT :limit",
        {"library": library, "event": event_id, "days": days, "limit": limit},
    )
    return [EventId(row[0]) for row in rows]
