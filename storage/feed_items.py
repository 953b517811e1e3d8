"""What a feed has brought before, what it said then, and the pages of entries that could not be fetched yet."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.core.models import ArticleId, SourceId
from storage.database import Read, Write
from storage.epoch import from_epoch, to_epoch


@dataclass(frozen=True, slots=True)
class SeenItem:
    """An entry that a feed has brought before."""

    article_id: ArticleId | None  # None: it gave no article, or that was deleted
    text_hash: bytes | None  # SHA-256 of the whole article in the feed; None: it was not there, or not looked at
    changes: int  # how often that text has changed
    seen_at: datetime  # when it came, or last changed


async def list_seen_items(read: Read, source_id: SourceId, identities: Iterable[str]) -> dict[str, SeenItem]:
    """Those of these identities of entries that the feed has brought before."""
    rows = await read.fetch_all(
        "SELECT identity, article_id, text_hash, changes, seen_at FROM feed_item WHERE source_id = :source"
        " AND identity IN (SELECT value FROM json_each(:identities))",
        {"source": source_id, "identities": json.dumps(sorted(set(identities)))},
    )
    return {
        row["identity"]: SeenItem(
            article_id=None if row["article_id"] is None else ArticleId(row["article_id"]),
            text_hash=row["text_hash"],
            changes=row["changes"],
            seen_at=from_epoch(row["seen_at"]),
        )
        for row in rows
    }


async def save_feed_item(
    write: Write,
    source_id: SourceId,
    identity: str,
    article_id: ArticleId | None,
    *,
    now: datetime,
    text_hash: bytes | None = None,
    changed: bool = False,
) -> None:
    """The feed has brought this entry (``article_id`` None: one that gave no article).

    ``text_hash`` is of the whole article in the feed, None when it is not there. ``changed`` says that it was there
    before with another text. Tries at its page are forgotten.
    """
    item = {
        "source": source_id,
        "identity": identity,
        "article": article_id,
        "text_hash": text_hash,
        "changed": int(changed),
        "now": to_epoch(now),
    }
    await write.change(
        "INSERT INTO feed_item (source_id, identity, article_id, text_hash, seen_at)"
        " VALUES (:source, :identity, :article, :text_hash, :now)"
        " ON CONFLICT DO UPDATE SET article_id = coalesce(excluded.article_id, article_id),"
        " text_hash = excluded.text_hash, changes = changes + :changed, seen_at = excluded.seen_at",
        item,
    )
    await write.change("DELETE FROM feed_attempt WHERE source_id = :source AND identity = :identity", item)


async def save_text_hash(write: Write, source_id: SourceId, identity: str, text_hash: bytes) -> None:
    """What an entry says that was brought before it was looked at for changes."""
    await write.change(
        "UPDATE feed_item SET text_hash = :text_hash WHERE source_id = :source AND identity = :identity",
        {"source": source_id, "identity": identity, "text_hash": text_hash},
    )


async def save_attempt(write: Write, source_id: SourceId, identity: str, *, now: datetime) -> int:
    """The page of this entry could not be fetched; how often that has happened."""
    attempts = await write.fetch_value(
        "INSERT INTO feed_attempt (source_id, identity, attempts, tried_at) VALUES (:source, :identity, 1, :now)"
        " ON CONFLICT DO UPDATE SET attempts = attempts + 1, tried_at = excluded.tried_at RETURNING attempts",
        {"source": source_id, "identity": identity, "now": to_epoch(now)},
    )
    return int(attempts or 0)


async def remove_old_attempts(write: Write, *, before: datetime) -> int:
    """Forget tries at entries that have left their feed since; how many."""
    return await write.change("DELETE FROM feed_attempt WHERE tried_at < :before", {"before": to_epoch(before)})
