"""Sources: the feeds, pages, texts and files that moderators added, and when each is to be looked at again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.core.models import ArticleId, LibraryId, SourceId
from storage.database import Read, Row, Write
from storage.epoch import from_epoch, from_epoch_or_none, to_epoch, to_epoch_or_none


class SourceKind(StrEnum):
    """What a moderator pointed at."""

    FEED = "feed"
    PAGE = "page"
    TEXT = "text"
    FILE = "file"


class SourceState(StrEnum):
    """How a source is doing."""

    ACTIVE = "active"
    PAUSED = "paused"
    FAILING = "failing"
    DONE = "done"  # read once and for good: texts and files
    REMOVED = "removed"  # can still be put back


@dataclass(frozen=True, slots=True)
class NewSource:
    """A source as a moderator adds it."""

    kind: SourceKind
    url: str | None  # canonical; None for texts and files
    title: str
    publisher: str
    state: SourceState
    next_check_at: datetime | None  # None: never looked at again
    added_by: int  # Discord user id; 0 is the terminal


@dataclass(frozen=True, slots=True)
class Source:
    """A stored source."""

    source_id: SourceId
    library: LibraryId
    kind: SourceKind
    url: str | None
    title: str
    publisher: str
    state: SourceState
    reason: str | None  # one plain sentence while failing
    failures: int  # checks in a row that failed
    etag: str | None
    last_modified: str | None
    checked_at: datetime | None  # last check, also a failed one
    next_check_at: datetime | None  # None: not due
    baseline_at: datetime | None  # when a feed was first read whole; only what comes later is announced
    announced_failure: bool  # moderators were told that it fails, or are about to be
    added_by: int  # Discord user id; 0 is the terminal
    added_at: datetime
    removed_at: datetime | None  # set while its removal can be undone


async def save_source(write: Write, library: LibraryId, new: NewSource, *, now: datetime) -> SourceId:
    """Store a source. Ask ``find_source_by_url`` first: the same URL twice in one library is an IntegrityError."""
    source_id = await write.execute(
        "INSERT INTO source (library_id, kind, url, title, publisher, state, next_check_at, added_by, added_at)"
        " VALUES (:library, :kind, :url, :title, :publisher, :state, :next_check_at, :added_by, :now)",
        {
            "library": library,
            "kind": new.kind.value,
            "url": new.url,
            "title": new.title,
            "publisher": new.publisher,
            "state": new.state.value,
            "next_check_at": to_epoch_or_none(new.next_check_at),
            "added_by": new.added_by,
            "now": to_epoch(now),
        },
    )
    return SourceId(source_id)


async def find_source(read: Read, library: LibraryId, source_id: SourceId) -> Source | None:
    """A source of this library, also a removed one that can still be put back."""
    sql = "SELECT * FROM source WHERE source_id = :source AND library_id = :library"
    row = await read.fetch_one(sql, {"library": library, "source": source_id})
    return None if row is None else _read_source(row)


async def find_source_by_url(read: Read, library: LibraryId, url: str) -> Source | None:
    """The source of this library with this canonical URL; removed ones don't count."""
    sql = "SELECT * FROM source WHERE library_id = :library AND url = :url AND state <> 'removed'"
    row = await read.fetch_one(sql, {"library": library, "url": url})
    return None if row is None else _read_source(row)


async def list_sources(
    read: Read, library: LibraryId, *, after: SourceId | None = None, limit: int = 25
) -> list[Source]:
    """The library's sources in the order they were added; ``after`` is the last id of the page before."""
    rows = await read.fetch_all(
        "SELECT * FROM source WHERE library_id = :library AND source_id > :after AND state <> 'removed'"
        " ORDER BY source_id LIMIT :limit",
        {"library": library, "after": after or 0, "limit": limit},
    )
    return [_read_source(row) for row in rows]


async def count_articles_of(read: Read, library: LibraryId, source_ids: Sequence[SourceId]) -> dict[SourceId, int]:
    """How many articles each source has brought to the shelf."""
    counted = {}
    for source_id in source_ids:
        counted[source_id] = await read.fetch_value(
            "SELECT count(*) FROM shelf_source WHERE source_id = :source AND library_id = :library",
            {"source": source_id, "library": library},
        )
    return counted


async def list_articles_of(
    read: Read, library: LibraryId, source_id: SourceId, *, before: ArticleId | None = None, limit: int = 25
) -> list[ArticleId]:
    """What a source has brought, newest first; ``before`` is the last id of the page before."""
    rows = await read.fetch_all(
        "SELECT article_id FROM shelf_source WHERE source_id = :source AND library_id = :library"
        " AND article_id < coalesce(:before, 9223372036854775807) ORDER BY article_id DESC LIMIT :limit",
        {"library": library, "source": source_id, "before": before, "limit": limit},
    )
    return [ArticleId(row[0]) for row in rows]


async def mark_checked(
    write: Write,
    source_id: SourceId,
    *,
    now: datetime,
    next_check_at: datetime | None,
    etag: str | None,
    last_modified: str | None,
    baseline: bool = False,
) -> None:
    """A check went well; moderators who were told that it fails are to be told that it is well again.

    ``baseline`` says that the feed was now read whole for the first time.
    """
    # A failure that nobody was told of needs no recovery to be told.
    await write.change(
        "UPDATE source SET notice_at = CASE WHEN notice = 'failing' AND NOT notice_tried THEN NULL ELSE :now END,"
        " notice = CASE WHEN notice = 'failing' AND NOT notice_tried THEN NULL ELSE 'well' END,"
        " notice_tried = 0, announced_failure = 0 WHERE source_id = :source AND announced_failure = 1",
        {"source": source_id, "now": to_epoch(now)},
    )
    await write.change(
        "UPDATE source SET state = CASE state WHEN 'failing' THEN 'active' ELSE state END, reason = NULL, failures = 0,"
        " etag = :etag, last_modified = :last_modified, checked_at = :now,"
        " next_check_at = CASE state WHEN 'paused' THEN NULL WHEN 'removed' THEN NULL ELSE :next_check_at END,"
        " baseline_at = CASE WHEN :baseline THEN coalesce(baseline_at, :now) ELSE baseline_at END"
        " WHERE source_id = :source",
        {
            "source": source_id,
            "now": to_epoch(now),
            "next_check_at": to_epoch_or_none(next_check_at),
            "etag": etag,
            "last_modified": last_modified,
            "baseline": int(baseline),
        },
    )


async def mark_check_failed(
    write: Write, source_id: SourceId, reason: str, *, now: datetime, next_check_at: datetime | None
) -> int:
    """A check failed, for one plain ``reason``; how many have failed in a row. A source that fails is never dropped."""
    failures = await write.fetch_value(
        "UPDATE source SET state = CASE state WHEN 'active' THEN 'failing' ELSE state END, reason = :reason,"
        " failures = failures + 1, checked_at = :now,"
        " next_check_at = CASE state WHEN 'paused' THEN NULL WHEN 'removed' THEN NULL ELSE :next_check_at END"
        " WHERE source_id = :source RETURNING failures",
        {
            "source": source_id,
            "reason": reason,
            "now": to_epoch(now),
            "next_check_at": to_epoch_or_none(next_check_at),
        },
    )
    return int(failures or 0)


async def mark_failure_announced(write: Write, source_id: SourceId, *, now: datetime) -> bool:
    """Moderators are to be told that it fails; False when they were before."""
    # A recovery that nobody was told of, and the failure after it, cancel each other: they know it as failing.
    sql = (
        "UPDATE source SET announced_failure = 1, notice_tried = 0,"
        " notice_at = CASE WHEN notice = 'well' AND NOT notice_tried THEN NULL ELSE :now END,"
        " notice = CASE WHEN notice = 'well' AND NOT notice_tried THEN NULL ELSE 'failing' END"
        " WHERE source_id = :source AND announced_failure = 0"
    )
    return await write.change(sql, {"source": source_id, "now": to_epoch(now)}) == 1


async def mark_moved(write: Write, library: LibraryId, source_id: SourceId, url: str) -> bool:
    """Its address is another one from now on; False when the library has a source at that address already."""
    changed = await write.change(
        "UPDATE source SET url = :url WHERE source_id = :source AND library_id = :library AND NOT EXISTS (SELECT 1"
        " FROM source AS other WHERE other.library_id = :library AND other.url = :url AND other.state <> 'removed')",
        {"library": library, "source": source_id, "url": url},
    )
    return changed == 1


async def mark_paused(write: Write, library: LibraryId, source_id: SourceId) -> bool:
    """No more checks until it is resumed; False when there was nothing to pause."""
    return (
        await write.change(
            "UPDATE source SET state = 'paused', next_check_at = NULL WHERE source_id = :source"
            " AND library_id = :library AND state IN ('active', 'failing')",
            {"library": library, "source": source_id},
        )
        == 1
    )


async def mark_resumed(write: Write, library: LibraryId, source_id: SourceId, *, now: datetime) -> bool:
    """Checked again from now on; False when it was not paused."""
    return (
        await write.change(
            "UPDATE source SET state = 'active', reason = NULL, failures = 0, next_check_at = :now"
            " WHERE source_id = :source AND library_id = :library AND state = 'paused'",
            {"library": library, "source": source_id, "now": to_epoch(now)},
        )
        == 1
    )


async def mark_removed(write: Write, library: LibraryId, source_id: SourceId, *, now: datetime) -> bool:
    """Gone from every list, until ``mark_restored`` or ``remove_expired_sources``; False when there was none.

    What it brought is taken off the shelf by ``shelves.unshelve_source``.
    """
    return (
        await write.change(
            "UPDATE source SET state = 'removed', removed_at = :now, next_check_at = NULL, notice = NULL"
            " WHERE source_id = :source AND library_id = :library AND state <> 'removed'",
            {"library": library, "source": source_id, "now": to_epoch(now)},
        )
        == 1
    )


async def mark_restored(
    write: Write, library: LibraryId, source_id: SourceId, state: SourceState, *, next_check_at: datetime | None
) -> bool:
    """Undo a removal; False when it can't be undone any more, or the same URL was added again meanwhile."""
    return (
        await write.change(
            "UPDATE source SET state = :state, removed_at = NULL, next_check_at = :next_check_at"
            " WHERE source_id = :source AND library_id = :library AND state = 'removed' AND NOT EXISTS (SELECT 1"
            " FROM source AS other WHERE other.library_id = :library AND other.url = source.url"
            " AND other.state <> 'removed')",
            {
                "library": library,
                "source": source_id,
                "state": state.value,
                "next_check_at": to_epoch_or_none(next_check_at),
            },
        )
        == 1
    )


async def remove_expired_sources(write: Write, *, removed_before: datetime) -> int:
    """Delete for good what was removed before then, with the memory of what it brought; how many sources."""
    sql = "DELETE FROM source WHERE state = 'removed' AND removed_at < :before"
    return await write.change(sql, {"before": to_epoch(removed_before)})


def _read_source(row: Row) -> Source:
    return Source(
        source_id=SourceId(row["source_id"]),
        library=LibraryId(row["library_id"]),
        kind=SourceKind(row["kind"]),
        url=row["url"],
        title=row["title"],
        publisher=row["publisher"],
        state=SourceState(row["state"]),
        reason=row["reason"],
        failures=row["failures"],
        etag=row["etag"],
        last_modified=row["last_modified"],
        checked_at=from_epoch_or_none(row["checked_at"]),
        next_check_at=from_epoch_or_none(row["next_check_at"]),
        baseline_at=from_epoch_or_none(row["baseline_at"]),
        announced_failure=bool(row["announced_failure"]),
        added_by=row["added_by"],
        added_at=from_epoch(row["added_at"]),
        removed_at=from_epoch_or_none(row["removed_at"]),
    )
