"""How much a library holds, for its quotas."""

from __future__ import annotations

from bot.core.models import ArticleId, LibraryId
from bot.core.quotas import Held
from storage.database import Read, Write


async def measure_library(read: Read, library: LibraryId) -> Held:
    """Articles on the shelf, sources that are not removed, and bytes of the articles' text."""
    ids = {"library": library}
    articles = await read.fetch_value("SELECT count(*) FROM shelf WHERE library_id = :library", ids)
    sources = await read.fetch_value(
        "SELECT count(*) FROM source WHERE library_id = :library AND state <> 'removed'", ids
    )
    size = await read.fetch_value(
        "SELECT coalesce(sum(bytes), 0) FROM shelf JOIN article_size USING (article_id) WHERE library_id = :library",
        ids,
    )
    return Held(articles=articles, sources=sources, text_bytes=size)


async def save_size(write: Write, article_id: ArticleId, size_bytes: int) -> None:
    """Keep how many bytes an article's text has."""
    await write.change(
        "INSERT INTO article_size (article_id, bytes) VALUES (:article, :bytes) ON CONFLICT DO NOTHING",
        {"article": article_id, "bytes": size_bytes},
    )
