"""Digests (and follows, which are digests of one member): what was ordered, when it is due, what was made of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.core.calendar import Every
from bot.core.models import DigestId, LibraryId
from bot.core.orders import (
    Order,
    calendar_from,
    filter_from,
    options_from,
    write_calendar,
    write_filter,
    write_options,
)
from storage.database import Read, Row, Write
from storage.epoch import from_epoch, from_epoch_or_none, to_epoch, to_epoch_or_none


class DigestState(StrEnum):
    """How a digest stands."""

    DRAFT = "draft"  # shown to its maker, not yet confirmed
    ACTIVE = "active"
    PAUSED = "paused"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Digest:
    """A standing order with its place on the calendar and in the news."""

    digest_id: DigestId
    number: int | None  # as people see and type it, counted within the library; None: a follow
    library: LibraryId
    seed: str  # nonces are made from it
    user_id: int | None  # whose follow it is; None: a digest
    order: Order
    state: DigestState
    reason: str | None  # why the bot paused it, or what it left out last
    next_at: datetime | None  # None: at once, or nothing due
    last_at: datetime  # occurrences up to here are done with
    since_news: int  # news after this are new to it

    @property
    def told_in(self) -> int:
        """The channel that its memory of what was told belongs to; 0 for direct messages."""
        return self.order.channel_id or 0


async def save_digest(
    write: Write,
    library: LibraryId,
    order: Order,
    *,
    user_id: int | None,
    now: datetime,
    next_at: datetime | None,
    state: DigestState = DigestState.ACTIVE,
) -> DigestId:
    """A new digest; only what is filed from now on is new to it."""
    return DigestId(
        await write.execute(
            "INSERT INTO digest (library_id, user_id, channel_id, calendar, filter, options, at_once, state, last_at,"
            " next_at, since_news, created_at) VALUES (:library, :user, :channel, :calendar, :filter,"
            " :options, :at_once, :state, :now, :next,"
            " (SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'news'), :now)",
            _order_fields(order)
            | {
                "library": library,
                "user": user_id,
                "now": to_epoch(now),
                "next": to_epoch_or_none(next_at),
                "state": state,
            },
        )
    )


async def mark_confirmed(
    write: Write, library: LibraryId, digest_id: DigestId, *, now: datetime, next_at: datetime | None
) -> bool:
    """Make a draft a digest that begins now; False when it is none (any more)."""
    changed = await write.change(
        "UPDATE digest SET state = 'active', last_at = :now, next_at = :next, created_at = :now, since_news ="
        " (SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'news')"
        " WHERE digest_id = :digest AND library_id = :library AND state = 'draft'",
        {
            "digest": digest_id,
            "library": library,
            "now": to_epoch(now),
            "next": to_epoch_or_none(next_at),
        },
    )
    return changed == 1


async def remove_drafts(write: Write, *, before: datetime) -> int:
    """Delete drafts that nobody confirmed; how many."""
    sql = "DELETE FROM digest WHERE state = 'draft' AND created_at < :before"
    return await write.change(sql, {"before": to_epoch(before)})


async def change_order(write: Write, library: LibraryId, digest_id: DigestId, order: Order) -> bool:
    """Order a digest anew; what it has told and how far it has read stay. False when it is not there."""
    changed = await write.change(
        "UPDATE digest SET channel_id = :channel, calendar = :calendar, filter = :filter, options = :options,"
        " at_once = :at_once WHERE digest_id = :digest AND library_id = :library AND state <> 'removed'",
        _order_fields(order) | {"digest": digest_id, "library": library},
    )
    return changed == 1


def _order_fields(order: Order) -> dict[str, int | str | None]:
    return {
        "channel": order.channel_id,
        "calendar": write_calendar(order.calendar),
        "filter": write_filter(order.filter),
        "options": write_options(order.options),
        "at_once": int(order.calendar.every is Every.ARTICLE),
    }


async def find_digest(read: Read, library: LibraryId, digest_id: DigestId) -> Digest | None:
    """One digest or follow of this library that was not removed."""
    row = await read.fetch_one(
        "SELECT * FROM digest WHERE digest_id = :digest AND library_id = :library AND state <> 'removed'",
        {"digest": digest_id, "library": library},
    )
    return None if row is None else _read_digest(row)


async def find_numbered_digest(read: Read, library: LibraryId, number: int) -> Digest | None:
    """The digest of this number in the library, confirmed and not removed."""
    row = await read.fetch_one(
        "SELECT * FROM digest WHERE library_id = :library AND number = :number AND state IN ('active', 'paused')",
        {"library": library, "number": number},
    )
    return None if row is None else _read_digest(row)


async def find_any_digest(read: Read, digest_id: DigestId) -> Digest | None:
    """One digest of whatever library, for the jobs; None when it is gone or removed."""
    sql = "SELECT * FROM digest WHERE digest_id = :digest AND state <> 'removed'"
    row = await read.fetch_one(sql, {"digest": digest_id})
    return None if row is None else _read_digest(row)


async def list_digests(read: Read, library: LibraryId, *, after: int = 0, limit: int = 100) -> list[Digest]:
    """The digests of a library without its follows, oldest first; ``after`` is the last id of the page before."""
    rows = await read.fetch_all(
        "SELECT * FROM digest WHERE library_id = :library AND user_id IS NULL AND state IN ('active', 'paused')"
        " AND digest_id > :after ORDER BY digest_id LIMIT :limit",
        {"library": library, "after": after, "limit": limit},
    )
    return [_read_digest(row) for row in rows]


async def count_digests(read: Read, library: LibraryId) -> int:
    """How many digests a library has."""
    sql = (
        "SELECT count(*) FROM digest WHERE library_id = :library AND user_id IS NULL AND state IN ('active', 'paused')"
    )
    return int(await read.fetch_value(sql, {"library": library}))


# --- what is due -----------------------------------------------------------------------------------------------------


async def list_due(read: Read, *, now: datetime, limit: int) -> list[DigestId]:
    """Digests that may be due, those that have waited longest first: by their calendar, or because of news."""
    rows = await read.fetch_all(
        "SELECT digest_id, next_at AS since FROM digest"
        " WHERE state = 'active' AND at_once = 0 AND next_at IS NOT NULL AND next_at <= :now"
        " UNION ALL SELECT digest_id, coalesce(next_at, last_at) FROM digest"
        " WHERE state = 'active' AND at_once = 1 AND (next_at IS NULL OR next_at <= :now) AND EXISTS"
        " (SELECT 1 FROM news WHERE news.library_id = digest.library_id AND news.news_id > digest.since_news)"
        " ORDER BY since, digest_id LIMIT :limit",
        {"now": to_epoch(now), "limit": limit},
    )
    return [DigestId(row["digest_id"]) for row in rows]


async def list_active(read: Read, *, after: DigestId, limit: int) -> list[Digest]:
    """Active digests of all libraries in the order of their ids, to plan them anew."""
    rows = await read.fetch_all(
        "SELECT * FROM digest WHERE state = 'active' AND digest_id > :after ORDER BY digest_id LIMIT :limit",
        {"after": after, "limit": limit},
    )
    return [_read_digest(row) for row in rows]


async def mark_planned(
    write: Write, digest_id: DigestId, *, next_at: datetime | None, last_at: datetime | None = None
) -> None:
    """When a digest is to be looked at next, and (where given) what it is done with."""
    await write.change(
        "UPDATE digest SET next_at = :next, last_at = coalesce(:last, last_at) WHERE digest_id = :digest",
        {
            "digest": digest_id,
            "next": to_epoch_or_none(next_at),
            "last": to_epoch_or_none(last_at),
        },
    )


async def mark_passed(
    write: Write,
    digest_id: DigestId,
    *,
    last_at: datetime,
    next_at: datetime | None,
    since_news: int | None = None,
    reason: str | None = None,
) -> None:
    """An occurrence is done with. ``since_news`` moves forward only; None leaves the news for the next one."""
    await write.change(
        "UPDATE digest SET last_at = :last, next_at = :next, reason = :reason,"
        " since_news = max(since_news, coalesce(:news, 0)) WHERE digest_id = :digest",
        {
            "digest": digest_id,
            "last": to_epoch(last_at),
            "next": to_epoch_or_none(next_at),
            "news": since_news,
            "reason": reason,
        },
    )


async def save_occurrence(
    write: Write,
    digest_id: DigestId,
    key: str,
    *,
    result: str,
    from_news: int,
    until_news: int,
    due_at: datetime,
    now: datetime,
) -> bool:
    """Note what became of an occurrence; False when it has been before: one of two runs wins."""
    changed = await write.change(
        "INSERT INTO occurrence (digest_id, key, result, from_news, until_news, due_at, made_at)"
        " VALUES (:digest, :key, :result, :from, :until, :due, :now) ON CONFLICT DO NOTHING",
        {
            "digest": digest_id,
            "key": key,
            "result": result,
            "from": from_news,
            "until": until_news,
            "due": to_epoch(due_at),
            "now": to_epoch(now),
        },
    )
    return changed == 1


# --- pausing and removing --------------------------------------------------------------------------------------------


async def mark_paused(write: Write, digest_id: DigestId, *, reason: str | None, notice: str | None = None) -> bool:
    """Pause a digest, with the reason and what moderators are to be told; False when it was not active."""
    changed = await write.change(
        "UPDATE digest SET state = 'paused', reason = :reason, notice = coalesce(:notice, notice)"
        " WHERE digest_id = :digest AND state = 'active'",
        {"digest": digest_id, "reason": reason, "notice": notice},
    )
    return changed == 1


async def mark_active(write: Write, digest_id: DigestId, *, last_at: datetime, next_at: datetime | None) -> bool:
    """Resume a paused digest: its next time is a coming one, and that tells all that is new since it last told."""
    changed = await write.change(
        "UPDATE digest SET state = 'active', reason = NULL, notice = NULL, last_at = :last, next_at = :next"
        " WHERE digest_id = :digest AND state = 'paused'",
        {
            "digest": digest_id,
            "last": to_epoch(last_at),
            "next": to_epoch_or_none(next_at),
        },
    )
    return changed == 1


async def mark_digest_removed(write: Write, digest_id: DigestId, *, now: datetime) -> bool:
    """Remove a digest; its rows stay for a while, so that what is on its way keeps its record."""
    changed = await write.change(
        "UPDATE digest SET state = 'removed', next_at = NULL, notice = NULL, removed_at = :now"
        " WHERE digest_id = :digest AND state <> 'removed'",
        {"digest": digest_id, "now": to_epoch(now)},
    )
    return changed == 1


async def mark_restored(write: Write, library: LibraryId, digest_id: DigestId) -> bool:
    """Bring a removed digest back, paused; False when it is gone for good."""
    changed = await write.change(
        "UPDATE digest SET state = 'paused', removed_at = NULL"
        " WHERE digest_id = :digest AND library_id = :library AND state = 'removed'",
        {"digest": digest_id, "library": library},
    )
    return changed == 1


async def mark_reason(write: Write, digest_id: DigestId, reason: str) -> None:
    """What is wrong with a digest that goes on all the same."""
    sql = "UPDATE digest SET reason = :reason WHERE digest_id = :digest AND state = 'active'"
    await write.change(sql, {"digest": digest_id, "reason": reason})


async def save_notice(write: Write, digest_id: DigestId, notice: str) -> None:
    """What moderators are still to be told about a digest."""
    sql = "UPDATE digest SET notice = :notice WHERE digest_id = :digest"
    await write.change(sql, {"digest": digest_id, "notice": notice})


async def list_notices(read: Read, *, limit: int) -> Sequence[tuple[Digest, str]]:
    """Digests whose moderators are still to be told something, with what it is."""
    rows = await read.fetch_all(
        "SELECT * FROM digest WHERE notice IS NOT NULL AND state <> 'removed' ORDER BY digest_id LIMIT :limit",
        {"limit": limit},
    )
    return [(_read_digest(row), row["notice"]) for row in rows]


async def mark_notice_told(write: Write, digest_id: DigestId, notice: str) -> None:
    """The moderators were told this."""
    sql = "UPDATE digest SET notice = NULL WHERE digest_id = :digest AND notice = :notice"
    await write.change(sql, {"digest": digest_id, "notice": notice})


async def remove_old_digests(write: Write, *, before: datetime) -> int:
    """Delete what was removed before this time, with all its records; how many."""
    return await write.change(
        "DELETE FROM digest WHERE state = 'removed' AND removed_at < :before", {"before": to_epoch(before)}
    )


def _read_digest(row: Row) -> Digest:
    order = Order(
        row["channel_id"],
        calendar_from(row["calendar"]),
        filter_from(row["filter"]),
        options_from(row["options"]),
    )
    return Digest(
        digest_id=DigestId(row["digest_id"]),
        number=row["number"],
        library=LibraryId(row["library_id"]),
        seed=row["seed"],
        user_id=row["user_id"],
        order=order,
        state=DigestState(row["state"]),
        reason=row["reason"],
        next_at=from_epoch_or_none(row["next_at"]),
        last_at=from_epoch(row["last_at"]),
        since_news=row["since_news"],
    )
