"""What goes when a source goes, and what would come twice."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from bot.core.models import ArticleId, LibraryId, SourceId
from storage.database import Read


async def count_leaving(read: Read, library: LibraryId, source_id: SourceId) -> int:
    """How many articles only this source holds on the library's shelf."""
    count = await read.fetch_value(
        "SELECT count(*) FROM shelf_source AS held WHERE held.source_id = :source AND held.library_id = :library"
        " AND NOT EXISTS (SELECT 1 FROM shelf_source AS other JOIN source USING (source_id)"
        "  WHERE other.library_id = :library AND other.article_id = held.article_id"
        "  AND other.source_id <> :source AND source.state <> 'removed')",
        {"library": library, "source": source_id},
    )
    return int(count)


@dataclass(frozen=True, slots=True)
class Kept:
    """A private text that a library holds already."""

    article_id: ArticleId
    source_id: SourceId
    title: str
    publisher: str


async def find_private_article(read: Read, library: LibraryId, text: str) -> Kept | None:
    """The library's own article with these very words, when it stands on its shelf."""
    row = await read.fetch_one(
        "SELECT article_id, source_id, title, publisher FROM article JOIN shelf_source USING (article_id)"
        " JOIN shelf USING (library_id, article_id)"
        " WHERE text_hash = :hash AND owner_library_id = :library AND library_id = :library LIMIT 1",
        {"hash": hashlib.sha256(text.encode()).digest(), "library": library},
    )
    if row is None:
        return None
    return Kept(ArticleId(row["article_id"]), SourceId(row["source_id"]), row["title"], row["publisher"])
