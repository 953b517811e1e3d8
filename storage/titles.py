"""Titles that complete while a person types."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz, process

from bot.core.models import ArticleId, LibraryId
from bot.core.text import fold
from storage.database import Read, Row

_NEWEST: Final = 1000  # titles compared when no words match; rapidfuzz holds the interpreter, fine to 2,000
_NEWEST_SHORT: Final = 300  # the same for one or two letters, which many titles hold
_LIKENESS: Final = 65.0  # of 100: below it, titles no longer look like what was typed
_LAST_ID: Final = 9223372036854775807


@dataclass(frozen=True, slots=True)
class TitleChoice:
    """An article as a choice."""

    article_id: ArticleId
    title: str
    published: str | None  # ISO date, None when unknown


async def complete_titles(read: Read, library: LibraryId, typed: str, *, limit: int = 25) -> list[TitleChoice]:
    """Articles of this library whose titles hold the words typed so far, newest first; else the most alike titles.

    Nothing typed: the newest articles. Never raises for what is typed.
    """
    words = fold(typed[:200]).split()[:12]
    if not words:
        return [_read_choice(row) for row in await _fetch_newest(read, library, limit)]
    found = []
    if len(words) > 1 or len(words[0]) > 2:
        found = await _fetch_matching(read, library, words, limit)
    if len(found) < limit:
        held = {row["article_id"] for row in found}
        walked = _NEWEST_SHORT if len("".join(words)) <= 2 else _NEWEST
        newest = [row for row in await _fetch_newest(read, library, walked) if row["article_id"] not in held]
        keys = [fold(row["title"]) for row in newest]
        key = " ".join(words)
        starts = [row for row, title in zip(newest, keys, strict=True) if f" {key}" in f" {title}"]
        if found or starts:
            found += starts[: limit - len(found)]
        elif len(key) > 2:
            alike = process.extract(key, keys, scorer=fuzz.WRatio, limit=limit, score_cutoff=_LIKENESS)
            found = [newest[place] for _, _, place in alike]
    return [_read_choice(row) for row in found[:limit]]


async def _fetch_newest(read: Read, library: LibraryId, limit: int) -> list[Row]:
    return await read.fetch_all(
        "SELECT article.article_id, article.title, article.published FROM shelf JOIN article USING (article_id)"
        " WHERE shelf.library_id = :library ORDER BY shelf.article_id DESC LIMIT :limit",
        {"library": library, "limit": limit},
    )


async def _fetch_matching(read: Read, library: LibraryId, words: list[str], limit: int) -> list[Row]:
    # Folded words are ASCII letters and digits, quoted all the same; the last one may still be growing.
    match = "title : (" + " AND ".join(f'"{word}"' for word in words) + " *)"
    return await read.fetch_all(
        "SELECT article.article_id, article.title, article.published FROM article_words"
        " CROSS JOIN shelf ON shelf.library_id = :library AND shelf.article_id = article_words.rowid"
        " CROSS JOIN article ON article.article_id = article_words.rowid"
        " WHERE article_words MATCH :match AND article_words.rowid < :last"
        " ORDER BY article_words.rowid DESC LIMIT :limit",
        {"library": library, "match": match, "last": _LAST_ID, "limit": limit},
    )


def _read_choice(row: Row) -> TitleChoice:
    return TitleChoice(ArticleId(row["article_id"]), row["title"], row["published"])
