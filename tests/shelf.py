"""What stands on a library's shelf, for tests of what brings it there and takes it away."""

from __future__ import annotations

from bot.core.models import Article, ArticleId, LibraryId
from storage.articles import read_article_row
from storage.database import Read


async def list_articles(read: Read, library: LibraryId) -> list[Article]:
    """The library's articles, newest first."""
    rows = await read.fetch_all(
        "SELECT article.*, shelf.copy_of FROM shelf JOIN article USING (article_id) WHERE shelf.library_id = :library"
        " ORDER BY shelf.article_id DESC",
        {"library": library},
    )
    return [read_article_row(row) for row in rows]


async def list_holders(read: Read, article_id: ArticleId) -> list[LibraryId]:
    """The libraries that hold an article."""
    sql = "SELECT library_id FROM shelf WHERE article_id = :article ORDER BY library_id"
    return [LibraryId(row[0]) for row in await read.fetch_all(sql, {"article": article_id})]
