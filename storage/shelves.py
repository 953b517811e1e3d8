"""Shelves: which articles a library can see, which of its sources brought them, and what is filed there."""

from __future__ import annotations

from datetime import datetime

from bot.core.errors import FaultError
from bot.core.models import ArticleId, LibraryId, SourceId
from storage.database import Read, Write
from storage.epoch import to_epoch


async def shelve_article(
    write: Write, library: LibraryId, article_id: ArticleId, source_id: SourceId, *, baseline: bool, now: datetime
) -> bool:
    """Put an article on a library's shelf as brought by one of its sources; True when it was not there before.

    ``baseline`` says that it was there at the first sight of its feed, so it is never announced.
    Raises FaultError for another library's source or private text.
    """
    ids = {"library": library, "article": article_id, "source": source_id}
    allowed = await write.fetch_value(
        "SELECT 1 FROM article, source WHERE article_id = :article AND source_id = :source"
        " AND source.library_id = :library AND coalesce(owner_library_id, :library) = :library",
        ids,
    )
    if allowed is None:
        raise FaultError("an article is shelved only by a source of the same library, a private text only by its owner")
    how = {**ids, "now": to_epoch(now), "baseline": int(baseline)}
    await write.change(
        "INSERT INTO shelf_source (library_id, article_id, source_id, shelved_at, baseline)"
        " VALUES (:library, :article, :source, :now, :baseline) ON CONFLICT DO NOTHING",
        how,
    )
    added = await write.change(
        "INSERT INTO shelf (library_id, article_id, shelved_at, baseline, filed)"
        " SELECT :library, article_id, :now, :baseline, read_state IN ('unreadable', 'failed') FROM article"
        " WHERE article_id = :article ON CONFLICT DO NOTHING",
        how,
    )
    return added == 1


async def unshelve_source(write: Write, library: LibraryId, source_id: SourceId) -> list[ArticleId]:
    """Take what only this source brought off the shelf; the articles that left it, to be unfiled.

    The memory of what it brought stays until the source itself is deleted, for ``reshelve_source``.
    """
    # An article stays as long as another source of the library that was not removed brought it too.
    rows = await write.fetch_all(
        "DELETE FROM shelf WHERE library_id = :library"
        " AND article_id IN (SELECT article_id FROM shelf_source WHERE source_id = :source AND library_id = :library)"
        " AND NOT EXISTS (SELECT 1 FROM shelf_source AS other JOIN source USING (source_id)"
        "  WHERE other.library_id = :library AND other.article_id = shelf.article_id AND other.source_id <> :source"
        "  AND source.state <> 'removed')"
        " RETURNING article_id",
        {"library": library, "source": source_id},
    )
    return [ArticleId(row[0]) for row in rows]


async def reshelve_source(write: Write, library: LibraryId, source_id: SourceId) -> list[ArticleId]:
    """Put back what ``unshelve_source`` took; the articles that are on the shelf again, to be filed."""
    rows = await write.fetch_all(
        "INSERT INTO shelf (library_id, article_id, shelved_at, baseline, filed)"
        " SELECT library_id, article_id, shelved_at, baseline, read_state IN ('unreadable', 'failed')"
        " FROM shelf_source JOIN article USING (article_id) WHERE source_id = :source AND library_id = :library"
        " ON CONFLICT DO NOTHING RETURNING article_id",
        {"library": library, "source": source_id},
    )
    return [ArticleId(row[0]) for row in rows]


async def mark_copy(write: Write, library: LibraryId, article_id: ArticleId, copy_of: ArticleId | None) -> None:
    """In this library, the article repeats the words of another one on the same shelf (None: it does not).

    Raises FaultError when the other is not on this shelf, which would tell of another library.
    """
    ids = {"library": library, "article": article_id, "copy_of": copy_of}
    if copy_of is not None:
        sql = "SELECT 1 FROM shelf WHERE library_id = :library AND article_id = :copy_of"
        if copy_of == article_id or await write.fetch_one(sql, ids) is None:
            raise FaultError("an article is a copy only of another one on the same shelf")
    sql = "UPDATE shelf SET copy_of = :copy_of WHERE library_id = :library AND article_id = :article"
    await write.change(sql, ids)


async def mark_filed(write: Write, library: LibraryId, article_id: ArticleId, *, filed: bool = True) -> None:
    """The article's reports stand (or no longer stand) in this library's events."""
    await write.change(
        "UPDATE shelf SET filed = :filed WHERE library_id = :library AND article_id = :article",
        {"library": library, "article": article_id, "filed": int(filed)},
    )


async def list_unfiled(read: Read, *, limit: int) -> list[tuple[LibraryId, ArticleId]]:
    """Articles that are read but not yet filed in a library that holds them, for a start after a crash."""
    rows = await read.fetch_all(
        "SELECT shelf.library_id, shelf.article_id FROM shelf JOIN article USING (article_id)"
        " WHERE shelf.filed = 0 AND article.read_state = 'read'"
        " ORDER BY shelf.library_id, shelf.article_id LIMIT :limit",
        {"limit": limit},
    )
    return [(LibraryId(row[0]), ArticleId(row[1])) for row in rows]


async def list_unfiled_holders(read: Read, article_id: ArticleId) -> list[LibraryId]:
    """The libraries that hold an article and have not filed it yet; never shown to a person."""
    sql = "SELECT library_id FROM shelf WHERE article_id = :article AND filed = 0 ORDER BY library_id"
    return [LibraryId(row[0]) for row in await read.fetch_all(sql, {"article": article_id})]
