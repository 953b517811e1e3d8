"""Signatures of texts, and which articles on a shelf share a band of theirs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.core.models import ArticleId, LibraryId
from storage.articles import COUNTER_BITS
from storage.database import Read, Write

_DAY_S = 86_400


@dataclass(frozen=True, slots=True)
class Alike:
    """An article on the shelf that may be a near-copy."""

    article_id: ArticleId
    signature: bytes
    copy_of: ArticleId | None  # the article it repeats itself, in this library


async def save_signature(write: Write, article_id: ArticleId, signature: bytes, bands: Iterable[int]) -> None:
    """Keep what near-copies of this article are found by; nothing for a text too short to have a signature."""
    if not signature:
        return
    ids = {"article": article_id, "signature": signature}
    await write.change(
        "INSERT INTO article_signature (article_id, signature) VALUES (:article, :signature) ON CONFLICT DO NOTHING",
        ids,
    )
    await write.execute_many(
        "INSERT INTO article_band (band, article_id) VALUES (:band, :article) ON CONFLICT DO NOTHING",
        [{"band": band, "article": article_id} for band in bands],
    )


async def list_alike(
    read: Read, library: LibraryId, article_id: ArticleId, bands: Iterable[int], *, days_apart: int, limit: int = 50
) -> list[Alike]:
    """Other articles on this library's shelf, published within ``days_apart`` days, that share one of ``bands``.

    Never an article that repeats ``article_id`` itself.
    """
    found: dict[int, Alike] = {}
    reach = days_apart * _DAY_S << COUNTER_BITS
    for band in bands:
        rows = await read.fetch_all(
            "SELECT shelf.article_id, signature, shelf.copy_of FROM article_band"
            " JOIN shelf ON shelf.library_id = :library AND shelf.article_id = article_band.article_id"
            " JOIN article_signature ON article_signature.article_id = shelf.article_id"
            " WHERE band = :band AND article_band.article_id BETWEEN :first AND :last"
            " AND shelf.article_id <> :article AND shelf.copy_of IS NOT :article LIMIT :limit",
            {
                "library": library,
                "band": band,
                "article": article_id,
                "first": article_id - reach,
                "last": article_id + reach,
                "limit": limit,
            },
        )
        for row in rows:
            copy_of = None if row["copy_of"] is None else ArticleId(row["copy_of"])
            found[row["article_id"]] = Alike(ArticleId(row["article_id"]), row["signature"], copy_of)
    return list(found.values())
