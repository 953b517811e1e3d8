"""Events of one library: the reports of the same fact, with the keys they are found by.

What the rows hold are keys; what is shown is composed from the reports. Removing the last report removes the event.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, TypeAlias

from bot.core.models import ArticleId, EventId, FactKind, LibraryId, PartyId, ReportId
from storage.database import Read, Row, Write
from storage.epoch import from_epoch, to_epoch
from storage.versions import JOIN_SHELF

PartyRole: TypeAlias = Literal["party", "side"]
_MEMBERS_READ = 300  # reports of one event that are looked at; a person may be named in thousands of articles


@dataclass(frozen=True, slots=True)
class EventKeys:
    """Everything an event is found by."""

    kind: FactKind
    day: int  # days since 1970-01-01
    last_day: int
    status: str | None = None
    mark: str | None = None  # of a figure: unit and value
    parties: Mapping[PartyId, PartyRole] = field(default_factory=dict)
    places: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Member:
    """A report of an event, as far as counting and choosing need it."""

    report_id: ReportId
    article_id: ArticleId
    publisher: str
    published: str | None
    copy_of: ArticleId | None
    parties: tuple[PartyId, ...]  # as this report names them


@dataclass(frozen=True, slots=True)
class EventHead:
    """An event without its reports."""

    event_id: EventId
    kind: FactKind
    day: int
    status: str | None
    withdrawn: bool
    filed_at: datetime  # when its first report came
    number: int  # as people see and type it: counts within one library


# --- writing ---------------------------------------------------------------------------------------------------------


async def save_event(write: Write, library: LibraryId, keys: EventKeys, *, now: datetime) -> EventId:
    """Save a new event without reports."""
    event_id = await write.execute(
        "INSERT INTO event (library_id, kind, day, last_day, status, mark, filed_at)"
        " VALUES (:library, :kind, :day, :last_day, :status, :mark, :now)",
        {
            "library": library,
            "kind": keys.kind,
            "day": keys.day,
            "last_day": keys.last_day,
            "status": keys.status,
            "mark": keys.mark,
            "now": to_epoch(now),
        },
    )
    await _save_links(write, library, EventId(event_id), keys)
    return EventId(event_id)


async def save_event_report(
    write: Write, event_id: EventId, report_id: ReportId, parties: Sequence[PartyId], *, now: datetime
) -> None:
    """Let a report stand in an event, with the parties it names."""
    await write.change(
        "INSERT OR IGNORE INTO event_report (event_id, report_id, parties, filed_at)"
        " VALUES (:event, :report, :parties, :now)",
        {"event": event_id, "report": report_id, "parties": json.dumps(parties), "now": to_epoch(now)},
    )


async def save_event_keys(write: Write, library: LibraryId, event_id: EventId, keys: EventKeys) -> None:
    """Find an event by other keys from now on."""
    await write.change(
        "UPDATE event SET day = :day, last_day = :last_day, status = :status, mark = :mark WHERE event_id = :event",
        {
            "event": event_id,
            "day": keys.day,
            "last_day": keys.last_day,
            "status": keys.status,
            "mark": keys.mark,
        },
    )
    await _remove_links(write, event_id)
    await _save_links(write, library, event_id, keys)


async def _remove_links(write: Write, event_id: EventId) -> None:
    await write.change("DELETE FROM event_party WHERE event_id = :event", {"event": event_id})
    await write.change("DELETE FROM event_place WHERE event_id = :event", {"event": event_id})
    await write.change("DELETE FROM event_word WHERE event_id = :event", {"event": event_id})


async def _save_links(write: Write, library: LibraryId, event_id: EventId, keys: EventKeys) -> None:
    link = {"library": library, "kind": keys.kind, "day": keys.day, "event": event_id}
    await write.execute_many(
        "INSERT INTO event_party (library_id, party_id, kind, day, event_id, role)"
        " VALUES (:library, :party, :kind, :day, :event, :role)",
        [link | {"party": party, "role": role} for party, role in keys.parties.items()],
    )
    await write.execute_many(
        "INSERT INTO event_place (library_id, place, kind, day, event_id)"
        " VALUES (:library, :place, :kind, :day, :event)",
        [link | {"place": place} for place in sorted(keys.places)],
    )
    await write.execute_many(
        "INSERT INTO event_word (library_id, word, kind, day, event_id) VALUES (:library, :word, :kind, :day, :event)",
        [link | {"word": word} for word in sorted(keys.words)],
    )


async def remove_event(write: Write, event_id: EventId) -> None:
    """Remove an event with its links; its reports stay with their articles."""
    await write.change("DELETE FROM event WHERE event_id = :event", {"event": event_id})


async def remove_event_reports(write: Write, library: LibraryId, article_id: ArticleId) -> list[EventId]:
    """Take the reports of an article out of this library's events; the events they stood in."""
    rows = await write.fetch_all(
        "DELETE FROM event_report WHERE report_id IN (SELECT report_id FROM report WHERE article_id = :article)"
        " AND event_id IN (SELECT event_id FROM event WHERE library_id = :library) RETURNING event_id",
        {"library": library, "article": article_id},
    )
    return [EventId(row[0]) for row in rows]


async def save_event_member_move(write: Write, report_ids: Iterable[ReportId], *, old: EventId, new: EventId) -> None:
    """Let reports stand in another event of the same library."""
    await write.change(
        "UPDATE event_report SET event_id = :new WHERE event_id = :old"
        " AND report_id IN (SELECT value FROM json_each(:ids))",
        {"old": old, "new": new, "ids": json.dumps(list(report_ids))},
    )


async def mark_withdrawn(write: Write, library: LibraryId, event_id: EventId, *, withdrawn: bool) -> bool:
    """Show an event no more, or again; False when it was so already."""
    changed = await write.change(
        "UPDATE event SET withdrawn = :withdrawn"
        " WHERE event_id = :event AND library_id = :library AND withdrawn <> :withdrawn",
        {"event": event_id, "library": library, "withdrawn": int(withdrawn)},
    )
    return changed == 1


# --- reading ---------------------------------------------------------------------------------------------------------


_HEAD = "SELECT event_id, kind, day, status, withdrawn, filed_at, number FROM event"


async def find_event(read: Read, library: LibraryId, event_id: EventId) -> EventHead | None:
    """One event of this library, withdrawn or not."""
    row = await read.fetch_one(
        _HEAD + " WHERE event_id = :event AND library_id = :library", {"event": event_id, "library": library}
    )
    return None if row is None else _head(row)


async def find_event_numbered(read: Read, library: LibraryId, number: int) -> EventHead | None:
    """The event that people of this library know by a number, withdrawn or not."""
    row = await read.fetch_one(
        _HEAD + " WHERE library_id = :library AND number = :number", {"library": library, "number": number}
    )
    return None if row is None else _head(row)


async def list_heads(
    read: Read, library: LibraryId, event_ids: Iterable[EventId], *, withdrawn: bool = False
) -> dict[EventId, EventHead]:
    """Those of these events that this library has and that are shown (or are withdrawn), in the order given."""
    ids = list(event_ids)
    rows = await read.fetch_all(
        _HEAD + " WHERE event_id IN (SELECT value FROM json_each(:ids))"  # noqa: S608  # a column list of ours
        # The plus keeps SQLite from walking the whole library along another index (56 ms against 0.1).
        " AND +library_id = :library AND +withdrawn = :withdrawn",
        {"library": library, "ids": json.dumps(ids), "withdrawn": int(withdrawn)},
    )
    heads = {EventId(row["event_id"]): _head(row) for row in rows}
    return {event_id: heads[event_id] for event_id in ids if event_id in heads}


async def list_withdrawn(read: Read, library: LibraryId, *, before: int | None, limit: int) -> list[EventHead]:
    """The withdrawn events, newest number first; ``before`` is the last number of the page before."""
    rows = await read.fetch_all(
        _HEAD + " WHERE library_id = :library AND withdrawn = 1 AND number < coalesce(:before, 9223372036854775807)"
        " ORDER BY number DESC LIMIT :limit",
        {"library": library, "before": before, "limit": limit},
    )
    return [_head(row) for row in rows]


async def list_members(
    read: Read, library: LibraryId, event_ids: Iterable[EventId], *, limit: int = _MEMBERS_READ
) -> dict[EventId, list[Member]]:
    """The newest reports of each event that this library can see, at most ``limit`` of each; oldest first."""
    wanted = list(event_ids)
    members: dict[EventId, list[Member]] = {event_id: [] for event_id in wanted}
    rows = await read.fetch_all(
        # The limit is within each event: a person may be named in thousands of articles.
        "SELECT wanted.value AS event_id, chosen.report_id, chosen.parties, report.article_id,"  # noqa: S608  # a join of ours
        " article.publisher, article.published, shelf.copy_of"
        " FROM json_each(:ids) AS wanted"
        " JOIN event ON event.event_id = wanted.value AND event.library_id = :library"
        " JOIN event_report AS chosen ON chosen.event_id = wanted.value"
        " AND chosen.report_id >= coalesce((SELECT report_id FROM event_report AS newest"
        "  WHERE newest.event_id = wanted.value ORDER BY report_id DESC LIMIT 1 OFFSET :limit - 1), 0)"
        " JOIN report ON report.report_id = chosen.report_id"
        " JOIN article ON article.article_id = report.article_id"
        + JOIN_SHELF
        + " ORDER BY wanted.key, chosen.report_id",
        {"ids": json.dumps(wanted), "library": library, "limit": limit},
    )
    for row in rows:
        members[EventId(row["event_id"])].append(_member(row))
    return members


async def list_events_of_article(read: Read, library: LibraryId, article_id: ArticleId) -> dict[ReportId, EventId]:
    """The event that each report of an article stands in, withdrawn ones left out."""
    rows = await read.fetch_all(
        "SELECT report.report_id, event_id FROM report JOIN event_report USING (report_id) JOIN event USING (event_id)"
        " WHERE report.article_id = :article AND event.library_id = :library AND event.withdrawn = 0"
        " ORDER BY report.ordinal",
        {"article": article_id, "library": library},
    )
    return {ReportId(row[0]): EventId(row[1]) for row in rows}


async def list_filed_reports(read: Read, library: LibraryId, article_id: ArticleId) -> set[ReportId]:
    """The reports of an article that stand in some event of this library already."""
    rows = await read.fetch_all(
        "SELECT report.report_id FROM report JOIN event_report USING (report_id) JOIN event USING (event_id)"
        " WHERE report.article_id = :article AND event.library_id = :library",
        {"article": article_id, "library": library},
    )
    return {ReportId(row[0]) for row in rows}


async def list_parties_of_events(
    read: Read, library: LibraryId, event_ids: Iterable[EventId]
) -> dict[EventId, dict[PartyId, PartyRole]]:
    """Who takes part in each event."""
    rows = await read.fetch_all(
        "SELECT event_id, party_id, role FROM event_party"
        " WHERE event_id IN (SELECT value FROM json_each(:ids)) AND +library_id = :library",
        {"library": library, "ids": json.dumps(list(event_ids))},
    )
    found: dict[EventId, dict[PartyId, PartyRole]] = defaultdict(dict)
    for row in rows:
        found[EventId(row["event_id"])][PartyId(row["party_id"])] = row["role"]
    return dict(found)


async def list_events_of_party(
    read: Read, library: LibraryId, kind: FactKind, party_id: PartyId, *, limit: int
) -> list[EventId]:
    """The newest events of one kind that a party takes part in itself."""
    rows = await read.fetch_all(
        "SELECT event_id FROM event_party WHERE library_id = :library AND kind = :kind AND party_id = :party"
        " AND role = 'party' ORDER BY day DESC, event_id DESC LIMIT :limit",
        {"library": library, "kind": kind, "party": party_id, "limit": limit},
    )
    return [EventId(row[0]) for row in rows]


async def count_met(read: Read, library: LibraryId, party_id: PartyId, *, limit: int) -> list[tuple[str, int]]:
    """Whom a party met: names and in how many meetings that took place, the most often first.

    The people of a country or body are not counted as having met it.
    """
    rows = await read.fetch_all(
        "SELECT party.name, count(*) AS meetings FROM event_party AS own"
        " CROSS JOIN event ON event.event_id = own.event_id AND event.withdrawn = 0 AND event.status = 'held'"
        " CROSS JOIN event_party AS other ON other.event_id = own.event_id AND other.role = 'party'"
        " CROSS JOIN party ON party.party_id = other.party_id"
        " WHERE own.library_id = :library AND own.party_id = :party AND own.kind = 'meeting'"
        " AND other.party_id <> :party"
        " AND party.side IS NOT (SELECT coalesce(side, name) FROM party WHERE party_id = :party)"
        " GROUP BY party.party_id ORDER BY meetings DESC, party.name LIMIT :limit",
        {"library": library, "party": party_id, "limit": limit},
    )
    return [(row["name"], row["meetings"]) for row in rows]


async def list_corrections(
    read: Read, event_ids: Iterable[EventId]
) -> dict[EventId, tuple[tuple[str, str | None], ...]]:
    """What moderators put right in these events: field and value."""
    rows = await read.fetch_all(
        "SELECT event_id, field, value FROM correction WHERE event_id IN (SELECT value FROM json_each(:ids))"
        " ORDER BY event_id, field",
        {"ids": json.dumps(list(event_ids))},
    )
    found: dict[EventId, list[tuple[str, str | None]]] = defaultdict(list)
    for row in rows:
        found[EventId(row["event_id"])].append((row["field"], row["value"]))
    return {event_id: tuple(pairs) for event_id, pairs in found.items()}


def _head(row: Row) -> EventHead:
    return EventHead(
        EventId(row["event_id"]),
        FactKind(row["kind"]),
        row["day"],
        row["status"],
        bool(row["withdrawn"]),
        from_epoch(row["filed_at"]),
        row["number"],
    )


def _member(row: Row) -> Member:
    copy_of = row["copy_of"]
    return Member(
        ReportId(row["report_id"]),
        ArticleId(row["article_id"]),
        row["publisher"],
        row["published"],
        None if copy_of is None else ArticleId(copy_of),
        tuple(PartyId(party) for party in json.loads(row["parties"])),
    )
