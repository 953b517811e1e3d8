"""Deliveries: the postings of digests with what becomes of each, and what each channel has been told.

pending ──► sent        Discord has it (message_id)
   │  ▲───── try later  (try_at, attempts; doubtful once Discord may have it)
   ├──────► refused     Discord will not take it; what it was to tell is new to the digest again
   └──────► unknown     Discord may have it and nobody can look; not sent again
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.core.digest import Part, part_from, write_part
from bot.core.filter import NewsItem
from bot.core.models import ArticleId, DeliveryId, DigestId, EventId, LibraryId
from storage.database import Read, Row, Write
from storage.epoch import from_epoch, from_epoch_or_none, to_epoch, to_epoch_or_none

_COLUMNS = (
    "SELECT delivery.*, digest.library_id, digest.user_id, digest.state AS digest_state"
    " FROM delivery JOIN digest USING (digest_id)"
)


class DeliveryState(StrEnum):
    """How a delivery stands; see the module."""

    PENDING = "pending"
    SENT = "sent"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message of one occurrence of one digest."""

    delivery_id: DeliveryId
    digest_id: DigestId
    library: LibraryId
    user_id: int | None  # whose follow it is; None: a digest
    occurrence: str
    channel_id: int | None  # None: direct messages
    content: Part
    nonce: str
    state: DeliveryState
    reason: str | None
    message_id: int | None
    thread_id: int | None  # where its further parts go, if not to the channel
    attempts: int
    doubtful: bool  # may be there already
    tried_at: datetime | None
    due_at: datetime
    done_at: datetime | None


async def save_delivery(
    write: Write,
    digest_id: DigestId,
    occurrence: str,
    content: Part,
    *,
    channel_id: int | None,
    nonce: str,
    doubtful: bool,
    due_at: datetime,
    now: datetime,
) -> DeliveryId:
    """A pending delivery. Raises an integrity error for a second one of the same part."""
    return DeliveryId(
        await write.execute(
            "INSERT INTO delivery (digest_id, occurrence, part, channel_id, payload, nonce, state, doubtful, try_at,"
            " due_at)"
            " VALUES (:digest, :occurrence, :part, :channel, :payload, :nonce, 'pending', :doubtful, :now, :due)",
            {
                "digest": digest_id,
                "occurrence": occurrence,
                "part": content.part,
                "channel": channel_id,
                "payload": write_part(content),
                "nonce": nonce,
                "doubtful": int(doubtful),
                "due": to_epoch(due_at),
                "now": to_epoch(now),
            },
        )
    )


async def save_items(
    write: Write,
    delivery_id: DeliveryId,
    digest_id: DigestId,
    told_in: int,
    items: Iterable[NewsItem],
    *,
    shown: bool,
) -> None:
    """What a delivery tells its channel (or, not shown, counts). Raises an integrity error for what was told before."""
    kept = list(items)
    place = {"delivery": delivery_id, "digest": digest_id, "channel": told_in}
    await write.execute_many(
        "INSERT INTO delivery_item (delivery_id, digest_id, channel_id, event_id, article_id, shown)"
        " VALUES (:delivery, :digest, :channel, :event, :article, :shown)",
        [place | {"event": item.event_id, "article": item.article_id, "shown": int(shown)} for item in kept],
    )
    await write.execute_many(
        "INSERT INTO told (digest_id, channel_id, mark, delivery_id) VALUES (:digest, :channel, :mark, :delivery)"
        " ON CONFLICT DO NOTHING",
        [place | {"mark": mark} for item in kept for mark in item.marks],
    )


async def list_sendable(read: Read, *, now: datetime, limit: int) -> list[Delivery]:
    """What may be sent now, what was due first first; a part waits until the one before it is done with."""
    rows = await read.fetch_all(
        _COLUMNS  # noqa: S608  # a column list of ours
        + " WHERE delivery.state = 'pending' AND delivery.try_at <= :now AND NOT EXISTS"
        " (SELECT 1 FROM delivery AS earlier WHERE earlier.digest_id = delivery.digest_id"
        "  AND earlier.occurrence = delivery.occurrence AND earlier.part < delivery.part AND earlier.state = 'pending')"
        " ORDER BY delivery.due_at, delivery.delivery_id LIMIT :limit",
        {"now": to_epoch(now), "limit": limit},
    )
    return [_read_delivery(row) for row in rows]


async def find_delivery(read: Read, delivery_id: DeliveryId) -> Delivery | None:
    """One delivery."""
    row = await read.fetch_one(_COLUMNS + " WHERE delivery_id = :delivery", {"delivery": delivery_id})
    return None if row is None else _read_delivery(row)


async def find_delivery_by_nonce(read: Read, library: LibraryId, nonce: str) -> Delivery | None:
    """The delivery behind a message's button, in this library."""
    row = await read.fetch_one(
        _COLUMNS + " WHERE nonce = :nonce AND digest.library_id = :library", {"nonce": nonce, "library": library}
    )
    return None if row is None else _read_delivery(row)


async def find_thread(read: Read, delivery: Delivery) -> tuple[int | None, int | None]:
    """First message and thread of the occurrence that this is a part of."""
    row = await read.fetch_one(
        "SELECT max(message_id) FILTER (WHERE part = 0) AS message_id, max(thread_id) AS thread_id FROM delivery"
        " WHERE digest_id = :digest AND occurrence = :occurrence",
        {"digest": delivery.digest_id, "occurrence": delivery.occurrence},
    )
    return (None, None) if row is None else (row["message_id"], row["thread_id"])


async def list_deliveries(read: Read, digest_id: DigestId, *, limit: int) -> list[Delivery]:
    """The newest deliveries of a digest, newest first."""
    rows = await read.fetch_all(
        _COLUMNS + " WHERE digest_id = :digest ORDER BY delivery_id DESC LIMIT :limit",
        {"digest": digest_id, "limit": limit},
    )
    return [_read_delivery(row) for row in rows]


# --- states ----------------------------------------------------------------------------------------------------------


async def mark_trying(write: Write, delivery_id: DeliveryId, *, attempts: int, now: datetime) -> bool:
    """It is being sent, for one time more than ``attempts``: from now on Discord may have it.

    False when it is no longer pending, or another one is at it.
    """
    changed = await write.change(
        "UPDATE delivery SET attempts = attempts + 1, doubtful = 1, tried_at = :now"
        " WHERE delivery_id = :delivery AND state = 'pending' AND attempts = :attempts",
        {"delivery": delivery_id, "now": to_epoch(now), "attempts": attempts},
    )
    return changed == 1


async def mark_sent(
    write: Write, delivery_id: DeliveryId, *, message_id: int | None, thread_id: int | None, now: datetime
) -> None:
    """Discord has it (or had it: None is a message that was deleted since), whatever was thought of it before."""
    await write.change(
        "UPDATE delivery SET state = 'sent', message_id = :message, thread_id = :thread, reason = NULL, done_at = :now,"
        # What stands in a thread can't be published.
        " publish_at = (SELECT :now FROM digest WHERE digest.digest_id = delivery.digest_id"
        "  AND json_extract(options, '$.publish') AND :message IS NOT NULL AND :thread IS NULL)"
        " WHERE delivery_id = :delivery",
        {"delivery": delivery_id, "message": message_id, "thread": thread_id, "now": to_epoch(now)},
    )


async def mark_later(write: Write, delivery_id: DeliveryId, reason: str, *, try_at: datetime, doubtful: bool) -> None:
    """It is to be tried again."""
    await write.change(
        "UPDATE delivery SET try_at = :at, reason = :reason, doubtful = :doubtful"
        " WHERE delivery_id = :delivery AND state = 'pending'",
        {"delivery": delivery_id, "at": to_epoch(try_at), "reason": reason, "doubtful": int(doubtful)},
    )


async def mark_done_with(
    write: Write, delivery_id: DeliveryId, state: DeliveryState, reason: str, *, now: datetime
) -> None:
    """It will not be sent (again), for this reason. What it was to tell stays told; see ``release_pending``."""
    await write.change(
        "UPDATE delivery SET state = :state, reason = :reason, done_at = :now"
        " WHERE delivery_id = :delivery AND state = 'pending'",
        {"delivery": delivery_id, "state": state, "reason": reason, "now": to_epoch(now)},
    )


async def release_pending(
    write: Write, digest_id: DigestId, reason: str, *, now: datetime, started: bool
) -> list[DeliveryId]:
    """Refuse what a digest still has to send; all it was to tell is new to the digest again. The deliveries.

    With ``started=False`` an occurrence of which a message was tried is left to be finished.
    """
    rows = await write.fetch_all(
        "SELECT delivery_id, occurrence FROM delivery WHERE digest_id = :digest AND state = 'pending'"
        " AND (:started OR NOT EXISTS (SELECT 1 FROM delivery AS other WHERE other.digest_id = delivery.digest_id"
        " AND other.occurrence = delivery.occurrence AND other.attempts > 0))",
        {"digest": digest_id, "started": int(started)},
    )
    for row in rows:
        ids = {"digest": digest_id, "occurrence": row["occurrence"], "delivery": row["delivery_id"]}
        await write.change(
            "UPDATE digest SET since_news = min(since_news, coalesce((SELECT from_news FROM occurrence"
            " WHERE digest_id = :digest AND key = :occurrence), since_news)) WHERE digest_id = :digest",
            ids,
        )
        await write.change("DELETE FROM delivery_item WHERE delivery_id = :delivery", ids)
        await write.change("DELETE FROM told WHERE delivery_id = :delivery", ids)
        await mark_done_with(write, DeliveryId(row["delivery_id"]), DeliveryState.REFUSED, reason, now=now)
    return [DeliveryId(row["delivery_id"]) for row in rows]


async def mark_all_doubtful(write: Write) -> int:
    """After a start, any pending message may be there already: the file may be a copy from before it was sent."""
    return await write.change("UPDATE delivery SET doubtful = 1 WHERE state = 'pending'")


async def remove_old_deliveries(write: Write, *, before: datetime) -> int:
    """Forget the text of what was done with before this time; what was told stays known. How many."""
    return await write.change(
        'UPDATE delivery SET payload = \'{"title": "", "groups": [], "note": null, "part": 0, "parts": 1}\''
        " WHERE done_at < :before AND length(payload) > 80",
        {"before": to_epoch(before)},
    )


# --- publishing ------------------------------------------------------------------------------------------------------


async def list_unpublished(read: Read, *, now: datetime, limit: int) -> list[Delivery]:
    """What was posted and is to be published now, the oldest first."""
    rows = await read.fetch_all(
        _COLUMNS
        + " WHERE publish_at <= :now AND delivery.state = 'sent' ORDER BY publish_at, delivery_id LIMIT :limit",
        {"now": to_epoch(now), "limit": limit},
    )
    return [_read_delivery(row) for row in rows]


async def mark_publish_at(write: Write, delivery_id: DeliveryId, at: datetime | None) -> None:
    """When to try again to publish it; None when it is done, or never will be."""
    sql = "UPDATE delivery SET publish_at = :at WHERE delivery_id = :delivery"
    await write.change(sql, {"delivery": delivery_id, "at": to_epoch_or_none(at)})


# --- what was told ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ToldItem:
    """Where and how a digest told one thing."""

    delivery: Delivery
    shown: bool  # False: only counted


async def find_told(
    read: Read, digest_id: DigestId, *, event_id: EventId | None = None, article_id: ArticleId | None = None
) -> ToldItem | None:
    """The delivery by which a digest told (or is about to tell) an event or an article."""
    row = await read.fetch_one(
        "SELECT delivery_id, shown FROM delivery_item WHERE digest_id = :digest"
        " AND (event_id = :event OR article_id = :article) ORDER BY item_id DESC LIMIT 1",
        {"digest": digest_id, "event": event_id, "article": article_id},
    )
    if row is None:
        return None
    delivery = await find_delivery(read, DeliveryId(row["delivery_id"]))
    return None if delivery is None else ToldItem(delivery, bool(row["shown"]))


def _read_delivery(row: Row) -> Delivery:
    return Delivery(
        delivery_id=DeliveryId(row["delivery_id"]),
        digest_id=DigestId(row["digest_id"]),
        library=LibraryId(row["library_id"]),
        user_id=row["user_id"],
        occurrence=row["occurrence"],
        channel_id=row["channel_id"],
        content=part_from(row["payload"]),
        nonce=row["nonce"],
        state=DeliveryState(row["state"]),
        reason=row["reason"],
        message_id=row["message_id"],
        thread_id=row["thread_id"],
        attempts=row["attempts"],
        doubtful=bool(row["doubtful"]),
        tried_at=from_epoch_or_none(row["tried_at"]),
        due_at=from_epoch(row["due_at"]),
        done_at=from_epoch_or_none(row["done_at"]),
    )
