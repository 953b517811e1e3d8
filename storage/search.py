"""Search in the words of articles, within one library.

The library is a condition on a real column and never part of MATCH; a period is a range of article ids. Newest first
walks the index backwards (1 to 3 ms at a million articles); best match scores the newest fifty.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import Final

from rapidfuzz.distance import OSA

from bot.core.models import ArticleId, LibraryId
from bot.core.text import fold
from storage.articles import COUNTER_BITS
from storage.database import Read, Row
from storage.passages import (
    Marked,
    Passage,
    Wanted,
    choose_passage,
    choose_spelling,
    mark_phrases,
    read_marked,
    score_article,
)

CANDIDATES: Final = 50  # scored for best match: 3 to 9 ms, see tests/bench
COUNT_LIMIT: Final = 1000  # beyond it an answer says "1000+"
# Up to here the shelf is walked and not the matches, which may all be elsewhere: 0.16 ms for each article on the
# shelf against 0.0004 ms for each match in the file, so 32 ms where a common word in a million articles takes 400.
_SMALL_SHELF: Final = 200
_SPELLINGS: Final = 100  # words like a misspelt one, of all libraries, that are looked for in this one
_STANDING: Final = 8  # of these, that are compared as they are written here
_LAST_ID: Final = 9223372036854775807
_DAY_S: Final = 86_400


@dataclass(frozen=True, slots=True)
class Hit:
    """One article that matches."""

    article_id: ArticleId
    title: str
    publisher: str
    published: str | None  # ISO date, None when unknown
    url: str | None
    copy_of: ArticleId | None  # the article on this shelf whose words it repeats
    passage: Passage | None  # the part that matches best
    score: float  # comparable within one search only


@dataclass(frozen=True, slots=True)
class Period:
    """A range of article ids, see ``articles.first_id_on``."""

    first: int = 0
    end: int = _LAST_ID  # not in the range


@dataclass(frozen=True, slots=True)
class MatchCount:
    """How many articles match, as far as it was counted."""

    found: int
    more: bool  # there are more than were counted


# The two ways to the same rows: from the matches, newest first, or from a small shelf.
_FROM_MATCHES: Final = (
    "SELECT article.article_id, article.publisher, article.published, article.url, shelf.copy_of,"
    " highlight(article_words, 0, char(1), char(2)) AS marked_title,"
    " highlight(article_words, 1, char(1), char(2)) AS marked_text"
    " FROM article_words CROSS JOIN shelf ON shelf.library_id = :library AND shelf.article_id = article_words.rowid"
    " CROSS JOIN article ON article.article_id = article_words.rowid"
    " WHERE article_words MATCH :match AND article_words.rowid >= :first AND article_words.rowid < :end"
)
_FROM_SHELF: Final = (
    "SELECT article.article_id, article.publisher, article.published, article.url, shelf.copy_of,"
    " highlight(article_words, 0, char(1), char(2)) AS marked_title,"
    " highlight(article_words, 1, char(1), char(2)) AS marked_text"
    " FROM shelf CROSS JOIN article_words ON article_words.rowid = shelf.article_id"
    " CROSS JOIN article ON article.article_id = shelf.article_id"
    " WHERE article_words MATCH :match AND shelf.library_id = :library"
    " AND shelf.article_id >= :first AND shelf.article_id < :end"
)


# The third way, for scripts without spaces between words: the texts on the shelf themselves, within the deadline of a
# reading. English ones are passed over, so that their texts need not be loaded.
_FROM_TEXTS: Final = (
    " FROM shelf CROSS JOIN article ON article.article_id = shelf.article_id"
    " WHERE shelf.library_id = :library AND shelf.article_id >= :first AND shelf.article_id < :end"
    " AND article.language IS NOT 'en' AND NOT EXISTS (SELECT 1 FROM json_each(:phrases) AS phrase"
    "  WHERE instr(lower(article.title || char(10) || article.text), lower(phrase.value)) = 0)"
    " AND NOT EXISTS (SELECT 1 FROM json_each(:excluded) AS phrase"
    "  WHERE instr(lower(article.title || char(10) || article.text), lower(phrase.value)) > 0)"
)


async def search_newest(
    read: Read,
    library: LibraryId,
    wanted: Wanted,
    period: Period,
    *,
    older_than: ArticleId | None = None,
    newer_than: ArticleId | None = None,
    limit: int = 5,
) -> list[Hit]:
    """Matching articles, newest first; the page behind ``older_than`` or before ``newer_than`` (one of them)."""
    if not wanted.phrases:
        return []
    first, end = period.first, period.end
    if older_than is not None:
        end = min(end, older_than)
    if newer_than is not None:
        first = max(first, newer_than + 1)
    rows = await _fetch_rows(
        read, library, wanted, Period(first, end), limit=limit, oldest_first=newer_than is not None
    )
    hits = [_read_hit(row, wanted, newest_id=row["article_id"]) for row in rows]
    return hits[::-1] if newer_than is not None else hits


async def search_best(
    read: Read, library: LibraryId, wanted: Wanted, period: Period, *, limit: int = CANDIDATES
) -> list[Hit]:
    """The newest ``limit`` matching articles, the best first: words, nearness, title, freshness."""
    if not wanted.phrases:
        return []
    rows = await _fetch_rows(read, library, wanted, period, limit=limit, oldest_first=False)
    newest_id = max((row["article_id"] for row in rows), default=0)
    hits = [_read_hit(row, wanted, newest_id=newest_id) for row in rows]
    return sorted(hits, key=lambda hit: (-hit.score, -hit.article_id))


async def count_matches(
    read: Read, library: LibraryId, wanted: Wanted, period: Period, *, limit: int = COUNT_LIMIT
) -> MatchCount:
    """How many articles match, counted up to ``limit``."""
    if not wanted.phrases:
        return MatchCount(0, more=False)
    # Stops at the limit, but never earlier: a count cut short by other libraries' matches would hint at them.
    if wanted.spaceless:
        counted = await read.fetch_value(
            "SELECT count(*) FROM (SELECT 1" + _FROM_TEXTS + " LIMIT :limit)",  # noqa: S608  # our own words
            _text_question(library, wanted, period) | {"limit": limit + 1},
        )
        return MatchCount(min(counted, limit), more=counted > limit)
    if await _shelf_is_small(read, library):
        walk = "shelf CROSS JOIN article_words ON article_words.rowid = shelf.article_id"
    else:
        walk = "article_words CROSS JOIN shelf ON shelf.article_id = article_words.rowid"
    found = await read.fetch_value(
        "SELECT count(*) FROM (SELECT 1 FROM " + walk + " WHERE article_words MATCH :match"  # noqa: S608  # our own words
        " AND shelf.library_id = :library AND article_words.rowid >= :first"
        " AND article_words.rowid < :end LIMIT :enough)",
        {
            "library": library,
            "match": wanted.match,
            "first": period.first,
            "end": period.end,
            "enough": limit + 1,
        },
    )
    return MatchCount(min(found, limit), more=found > limit)


async def suggest_words(read: Read, library: LibraryId, wanted: Wanted) -> str | None:
    """The words typed, with those that this library never uses put right; None when there is nothing to suggest.

    Candidates come from the words of all libraries, but what is suggested is only ever a word that stands in an
    article on this shelf, as it is written there, and only when the whole question then finds something here.
    """
    mended = []
    for phrase in wanted.phrases:
        if " " in phrase or await _stands_here(read, library, phrase):
            mended.append(phrase)
            continue
        meant = await _find_spelling(read, library, phrase)
        if meant is None:
            return None
        mended.append(meant)
    if tuple(mended) == wanted.phrases:
        return None
    better = Wanted(tuple(mended), wanted.excluded)
    if not await _fetch_rows(read, library, better, Period(), limit=1, oldest_first=False):
        return None
    return " ".join(
        [f'"{phrase}"' if " " in phrase else phrase for phrase in mended]
        + [f'-"{phrase}"' if " " in phrase else f"-{phrase}" for phrase in wanted.excluded]
    )


async def _stands_here(read: Read, library: LibraryId, phrase: str) -> bool:
    return bool(await _fetch_rows(read, library, Wanted((phrase,)), Period(), limit=1, oldest_first=False))


async def _find_spelling(read: Read, library: LibraryId, word: str) -> str | None:
    key = fold(word)
    if len(key) < 4 or " " in key or Wanted((word,)).spaceless:
        return None
    # Misspelt words nearly always begin right, or with two letters swapped, missing or doubled among the first three.
    starts = dict.fromkeys((key[:2], key[0] + key[2], key[1] + key[0], key[1:3]))
    rows: list[Row] = []
    for start in starts:
        rows += await read.fetch_all(
            "SELECT term FROM article_vocabulary WHERE term >= :start AND term < :behind LIMIT 20000",
            {"start": start, "behind": start + "\U0010ffff"},
        )
    near = []
    for term in dict.fromkeys(str(row[0]) for row in rows):
        if len(term) >= 4 and abs(len(term) - len(key)) <= 6:
            distance = min(OSA.distance(key, term), OSA.distance(key[: len(term)], term))  # terms have lost endings
            if distance <= 2:
                near.append((distance, abs(len(term) - len(key)), term))
    meant = []
    for term, standing in await _count_standing(read, library, [term for *_, term in sorted(near)[:_SPELLINGS]]):
        found = await _fetch_rows(read, library, Wanted((term,)), Period(), limit=3, oldest_first=False)
        surfaces = Counter(
            text.text[start:end]
            for text in (read_marked(row[name]) for row in found for name in ("marked_title", "marked_text"))
            for start, end in text.spans
        )
        surface = choose_spelling(word, [surface for surface, _ in surfaces.most_common()])
        if surface is not None:
            meant.append((OSA.distance(key, fold(surface)), fold(surface)[0] != key[0], -standing, surface))
    return min(meant)[-1] if meant else None


async def _count_standing(read: Read, library: LibraryId, terms: list[str]) -> list[tuple[str, int]]:
    """The first of these words that stand in this library, and in how many articles each (at most 20).

    The words are of all libraries: how many others have of them must neither count nor crowd out this one's own.
    """
    rows = await read.fetch_all(
        "SELECT term.value, (SELECT count(*) FROM (SELECT 1 FROM article_words"
        "  CROSS JOIN shelf ON shelf.library_id = :library AND shelf.article_id = article_words.rowid"
        "  WHERE article_words MATCH json_extract(term.value, '$[1]') LIMIT 20)) AS standing"
        " FROM json_each(:terms) AS term",
        {"library": library, "terms": json.dumps([[term, Wanted((term,)).match] for term in terms])},
    )
    return [(str(json.loads(row[0])[0]), int(row[1])) for row in rows if row[1]][:_STANDING]


async def _shelf_is_small(read: Read, library: LibraryId) -> bool:
    size = await read.fetch_value(
        "SELECT count(*) FROM (SELECT 1 FROM shelf WHERE library_id = :library LIMIT :limit)",
        {"library": library, "limit": _SMALL_SHELF + 1},
    )
    return int(size) <= _SMALL_SHELF


async def _fetch_rows(
    read: Read, library: LibraryId, wanted: Wanted, period: Period, *, limit: int, oldest_first: bool
) -> list[Row]:
    if wanted.spaceless:
        return await read.fetch_all(
            "SELECT article.article_id, article.publisher, article.published, article.url, shelf.copy_of,"
            " article.title AS marked_title, article.text AS marked_text"
            + _FROM_TEXTS
            + " ORDER BY shelf.article_id"
            + (" ASC LIMIT :limit" if oldest_first else " DESC LIMIT :limit"),
            _text_question(library, wanted, period) | {"limit": limit},
        )
    small = await _shelf_is_small(read, library)
    sql = _FROM_SHELF + " ORDER BY shelf.article_id" if small else _FROM_MATCHES + " ORDER BY article_words.rowid"
    return await read.fetch_all(
        sql + (" ASC LIMIT :limit" if oldest_first else " DESC LIMIT :limit"),
        {"library": library, "match": wanted.match, "first": period.first, "end": period.end, "limit": limit},
    )


def _text_question(library: LibraryId, wanted: Wanted, period: Period) -> dict[str, int | str]:
    return {
        "library": library,
        "first": period.first,
        "end": period.end,
        "phrases": json.dumps(wanted.phrases),
        "excluded": json.dumps(wanted.excluded),
    }


def _read_marks(text: str, wanted: Wanted) -> Marked:
    return mark_phrases(text, wanted.phrases) if wanted.spaceless else read_marked(text)


def _read_hit(row: Row, wanted: Wanted, *, newest_id: int) -> Hit:
    title, body = _read_marks(row["marked_title"], wanted), _read_marks(row["marked_text"], wanted)
    passage = choose_passage(body)
    age_days = ((newest_id - row["article_id"]) >> COUNTER_BITS) / _DAY_S
    copy_of = row["copy_of"]
    return Hit(
        article_id=ArticleId(row["article_id"]),
        title=title.text,
        publisher=row["publisher"],
        published=row["published"],
        url=row["url"],
        copy_of=None if copy_of is None else ArticleId(copy_of),
        passage=passage,
        score=score_article(title, body, passage, wanted=len(wanted.phrases), age_days=age_days),
    )
