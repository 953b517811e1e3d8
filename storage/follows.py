"""Follows: digests of one member, sent at once by direct message or with a mention in a channel."""

from __future__ import annotations

from bot.core.models import DigestId, LibraryId
from storage.database import Read
from storage.digests import Digest, find_digest


async def list_follows(read: Read, library: LibraryId, user_id: int) -> list[Digest]:
    """What a member follows in a library, oldest first."""
    rows = await read.fetch_all(
        "SELECT digest_id FROM digest WHERE library_id = :library AND user_id = :user AND state IN ('active', 'paused')"
        " ORDER BY digest_id",
        {"library": library, "user": user_id},
    )
    found = [await find_digest(read, library, DigestId(row["digest_id"])) for row in rows]
    return [follow for follow in found if follow is not None]


async def find_follow(read: Read, library: LibraryId, user_id: int, digest_id: DigestId) -> Digest | None:
    """One follow of this very member."""
    found = await find_digest(read, library, digest_id)
    return found if found is not None and found.user_id == user_id else None


async def count_all_follows(read: Read, library: LibraryId) -> int:
    """How many follows a library has, of all its members."""
    return int(
        await read.fetch_value(
            "SELECT count(*) FROM digest WHERE library_id = :library AND user_id IS NOT NULL"
            " AND state IN ('active', 'paused')",
            {"library": library},
        )
    )


async def list_follows_of(read: Read, user_id: int) -> list[Digest]:
    """What a person follows in all servers, for direct messages, which belong to none."""
    rows = await read.fetch_all(
        "SELECT digest_id, library_id FROM digest WHERE user_id = :user AND state IN ('active', 'paused')",
        {"user": user_id},
    )
    found = [await find_digest(read, LibraryId(row["library_id"]), DigestId(row["digest_id"])) for row in rows]
    return [follow for follow in found if follow is not None]
