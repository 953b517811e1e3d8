"""How much a library holds, for its quotas."""

from __future__ import annotations

from bot.core.models import ArticleId, LibraryId
from bot.core.quotas import Held, Quotas
from storage.database import Read, Write
from storage.settings import find_settings


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


async def find_quotas(read: Read, library: LibraryId, most: Quotas) -> Quotas:
    """The quotas of one library: what its settings say, but not more than the bot's own."""
    chosen = await find_settings(read, library)
    return Quotas(
        articles=min(chosen.article_quota, most.articles),
        sources=min(chosen.source_quota, most.sources),
        text_bytes=min(chosen.text_quota_mb * 1_000_000, most.text_bytes),
        adds_per_minute=min(chosen.adds_per_minute, most.adds_per_minute),
        adds_per_minute_each=most.adds_per_minute_each,
    )


async def save_size(write: Write, article_id: ArticleId, size_bytes: int) -> None:
    """Keep how many bytes an article's text has."""
    await write.change(
        "INSERT INTO article_size (article_id, bytes) VALUES (:article, :bytes) ON CONFLICT DO NOTHING",
        {"article": article_id, "bytes": size_bytes},
    )
