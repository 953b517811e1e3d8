"""Signatures of texts, and which articles on a shelf share a band of theirs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.core.models import ArticleId, LibraryId, SourceId
from storage.articles import COUNTER_BITS
from storage.database import Read, Write

_DAY_S = 86_400


@dataclass(frozen=True, slots=True)
class Alike:
    """An article on the shelf that may be a near-copy."""

    article_id: ArticleId
    signature: bytes
    copy_of: ArticleId | None  # the article on this shelf that it repeats itself


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
            "SELECT shelf.article_id, signature, original.article_id AS copy_of FROM article_band"
            " JOIN shelf ON shelf.library_id = :library AND shelf.article_id = article_band.article_id"
            " JOIN article_signature ON article_signature.article_id = shelf.article_id"
            " LEFT JOIN shelf AS original ON original.library_id = :library AND original.article_id = shelf.copy_of"
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


async def list_copies_of_source(read: Read, library: LibraryId, source_id: SourceId) -> list[tuple[int, int]]:
    """What a source brought that repeats other articles, and what repeats what it brought: (copy, original).

    Kept with the removal of a source, for ``restore_copies``.
    """
    rows = await read.fetch_all(
        "SELECT article_id, copy_of FROM shelf WHERE library_id = :library AND copy_of IS NOT NULL AND EXISTS (SELECT 1"
        " FROM shelf_source AS held WHERE held.library_id = :library AND held.source_id = :source"
        " AND held.article_id IN (shelf.article_id, shelf.copy_of)) ORDER BY article_id",
        {"library": library, "source": source_id},
    )
    return [(row["article_id"], row["copy_of"]) for row in rows]


async def release_copies(write: Write, library: LibraryId, gone: Sequence[ArticleId]) -> None:
    """Where originals have left the shelf, the earliest copy of each stands for them, and the others are its copies."""
    rows = await write.fetch_all(
        "SELECT copy_of, min(article_id) AS first FROM shelf WHERE library_id = :library"
        " AND copy_of IN (SELECT value FROM json_each(:gone)) GROUP BY copy_of",
        {"library": library, "gone": json.dumps(list(gone))},
    )
    await write.execute_many(
        "UPDATE shelf SET copy_of = CASE article_id WHEN :first THEN NULL ELSE :first END"
        " WHERE library_id = :library AND copy_of = :original",
        [{"library": library, "first": row["first"], "original": row["copy_of"]} for row in rows],
    )


async def restore_copies(write: Write, library: LibraryId, copies: Iterable[tuple[int, int]]) -> None:
    """What ``list_copies_of_source`` told stands again, where both articles are on the shelf."""
    await write.execute_many(
        "UPDATE shelf SET copy_of = :original WHERE library_id = :library AND article_id = :copy AND EXISTS (SELECT 1"
        " FROM shelf AS other WHERE other.library_id = :library AND other.article_id = :original)",
        [{"library": library, "copy": copy, "original": original} for copy, original in copies],
    )
