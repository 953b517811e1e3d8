"""Versions of a page: until the newest one is read, the reports of the one before stand for it.

So an entry is never gone for the minutes in between: lookups, digests and messages that wait go on telling it, in the
words of the version it was read from, and it keeps its number. ``bot.intake.filing`` then lets the new reports take
their place.
"""

from __future__ import annotations

from typing import Final

from bot.core.models import ArticleId, LibraryId
from storage.database import Read

# Joins to an ``article`` of a filed report the place on the shelf of :library where it stands, or the newer version
# that has taken its place. An older version that was brought in again by itself (a text pasted twice) stands there too.
JOIN_SHELF: Final = (
    " JOIN shelf ON shelf.library_id = :library AND shelf.article_id = coalesce((SELECT own.article_id"
    " FROM shelf AS own WHERE own.library_id = :library AND own.article_id = article.article_id), article.replaced_by)"
)


async def list_filed_versions(read: Read, library: LibraryId, article_id: ArticleId) -> list[ArticleId]:
    """The versions before this one whose reports stand for it in this library's events."""
    rows = await read.fetch_all(
        "SELECT DISTINCT article.article_id FROM article JOIN report USING (article_id)"
        " JOIN event_report USING (report_id) JOIN event USING (event_id)"
        " WHERE article.replaced_by = :article AND event.library_id = :library AND NOT EXISTS"
        " (SELECT 1 FROM shelf WHERE shelf.library_id = :library AND shelf.article_id = article.article_id)",
        {"article": article_id, "library": library},
    )
    return [ArticleId(row[0]) for row in rows]


async def find_told_version(read: Read, library: LibraryId, article_id: ArticleId) -> ArticleId:
    """The version whose reports stand for an article in this library's events: mostly itself."""
    before = await list_filed_versions(read, library, article_id)
    return before[0] if before else article_id
