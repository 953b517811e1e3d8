"""What was filed in a library, in the order of filing: what digests choose from."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from bot.core.alike import topic_words
from bot.core.filter import NewsItem
from bot.core.models import ArticleId, DigestId, EventId, LibraryId
from bot.core.text import fold
from storage.database import Read, Row, Write
from storage.epoch import to_epoch
from storage.versions import JOIN_SHELF

_AT_ONCE = 400  # ids in one statement
_TEXT_READ = 20_000  # characters of an article that a filter looks at
_EVENTS = (
    "SELECT news_id, event.event_id, event.kind, event.status FROM event LEFT JOIN news USING (event_id)"
    " WHERE event.event_id IN (SELECT value FROM json_each(:ids)) AND event.library_id = :library"
    " AND event.withdrawn = 0 AND event.kind IN ('meeting', 'agreement', 'figure')"
)


async def find_newest_news(read: Read, library: LibraryId) -> int:
    """The number of the newest news of a library; 0 for none."""
    value = await read.fetch_value("SELECT max(news_id) FROM news WHERE library_id = :library", {"library": library})
    return int(value or 0)


async def list_news(
    read: Read, library: LibraryId, digest_id: DigestId | None, told_in: int, *, after: int, until: int
) -> list[NewsItem]:
    """News after one number up to another that the digest has not told in this channel, with all a filter asks.

    Events of baseline articles alone are marked so. Articles of which a meeting, agreement or figure was read are left
    out, because their events stand for them.
    """
    rows = await read.fetch_all(
        "SELECT news_id, event_id, article_id FROM news WHERE library_id = :library"
        " AND news_id > :after AND news_id <= :until"
        " AND NOT EXISTS (SELECT 1 FROM delivery_item AS item WHERE item.digest_id = :digest"
        "  AND item.channel_id = :channel AND item.event_id = news.event_id)"
        " AND NOT EXISTS (SELECT 1 FROM delivery_item AS item WHERE item.digest_id = :digest"
        "  AND item.channel_id = :channel AND item.article_id = news.article_id)"
        " ORDER BY news_id",
        {"library": library, "after": after, "until": until, "digest": digest_id or 0, "channel": told_in},
    )
    events = await list_event_items(read, library, [row["event_id"] for row in rows if row["event_id"] is not None])
    articles = await list_article_items(
        read, library, [row["article_id"] for row in rows if row["article_id"] is not None]
    )
    told = await _list_told(read, digest_id, told_in, (mark for item in events for mark in item.marks))
    fresh = [item for item in events if told.isdisjoint(item.marks)]
    return sorted([*fresh, *articles], key=lambda item: item.news_id)


async def list_event_items(read: Read, library: LibraryId, event_ids: Sequence[int]) -> list[NewsItem]:
    """These events of the library with what filters ask; withdrawn ones and those of people are left out."""
    items = []
    for first in range(0, len(event_ids), _AT_ONCE):
        items += await _list_event_items(read, library, event_ids[first : first + _AT_ONCE])
    return items


async def _list_event_items(read: Read, library: LibraryId, event_ids: Sequence[int]) -> list[NewsItem]:
    asked: dict[str, int | str] = {"library": library, "ids": json.dumps(list(event_ids))}
    heads = await read.fetch_all(_EVENTS, asked)
    reports: dict[int, list[Row]] = defaultdict(list)
    for row in await read.fetch_all(
        "SELECT member.event_id, report.kind, article.publisher, shelf.baseline, shelf.copy_of,"  # noqa: S608  # a join of ours
        " (SELECT text FROM quote WHERE quote.report_id = report.report_id ORDER BY ordinal LIMIT 1) AS quote,"
        " (SELECT group_concat(source.title, char(10)) FROM shelf_source JOIN source USING (source_id)"
        "  WHERE shelf_source.library_id = :library AND shelf_source.article_id = shelf.article_id) AS titles"
        " FROM event_report AS member JOIN report USING (report_id) JOIN article USING (article_id)"
        + JOIN_SHELF
        + " WHERE member.event_id IN (SELECT value FROM json_each(:ids)) ORDER BY member.event_id, report.report_id",
        asked,
    ):
        reports[row["event_id"]].append(row)
    names = await _group(
        read,
        "SELECT event_party.event_id, party_spelling.key FROM event_party JOIN party_spelling USING (party_id)"
        " WHERE event_party.event_id IN (SELECT value FROM json_each(:ids)) AND event_party.library_id = :library"
        " UNION SELECT event_party.event_id, party.key FROM event_party JOIN party USING (party_id)"
        " WHERE event_party.event_id IN (SELECT value FROM json_each(:ids)) AND event_party.library_id = :library",
        asked,
    )
    places = await _group(
        read, "SELECT event_id, place FROM event_place WHERE event_id IN (SELECT value FROM json_each(:ids))", asked
    )
    words = await _group(
        read, "SELECT event_id, word FROM event_word WHERE event_id IN (SELECT value FROM json_each(:ids))", asked
    )
    return [
        NewsItem(
            news_id=head["news_id"] or 0,
            event_id=EventId(head["event_id"]),
            article_id=None,
            kind=head["kind"],
            status=head["status"],
            reported_by=sum(1 for row in own if row["copy_of"] is None) or 1,
            names=tuple(names[head["event_id"]]),
            places=frozenset(places[head["event_id"]]),
            words=frozenset(words[head["event_id"]]),
            sources=frozenset(fold(name) for row in own for name in _names_of(row)),
            baseline=all(row["baseline"] for row in own),
            marks=tuple(_mark(row["kind"], row["quote"]) for row in own),
        )
        for head in heads
        if (own := reports[head["event_id"]])
    ]


async def list_article_items(read: Read, library: LibraryId, article_ids: Sequence[int]) -> list[NewsItem]:
    """These articles on the library's shelf, where no meeting, agreement or figure was read from them.

    A version that is not read yet counts as the one before it.
    """
    rows = await read.fetch_all(
        "SELECT news_id, article.article_id, title, publisher, substr(text, 1, :length) AS beginning, shelf.baseline,"
        " (SELECT group_concat(source.title, char(10)) FROM shelf_source JOIN source USING (source_id)"
        "  WHERE shelf_source.library_id = :library AND shelf_source.article_id = article.article_id) AS titles"
        " FROM shelf JOIN article USING (article_id)"
        " LEFT JOIN news ON news.article_id = article.article_id AND news.library_id = :library"
        " WHERE shelf.library_id = :library AND article.article_id IN (SELECT value FROM json_each(:ids))"
        " AND shelf.copy_of IS NULL AND (article.read_state = 'read' OR article.read_state = 'waiting' AND EXISTS"
        "  (SELECT 1 FROM article AS before WHERE before.replaced_by = article.article_id"
        "   AND before.read_state = 'read'))"
        " AND NOT EXISTS (SELECT 1 FROM report WHERE report.kind IN ('meeting', 'agreement', 'figure')"
        "  AND (report.article_id = article.article_id OR article.read_state = 'waiting' AND report.article_id IN"
        "   (SELECT before.article_id FROM article AS before WHERE before.replaced_by = article.article_id)))",
        {"library": library, "ids": json.dumps(list(article_ids)), "length": _TEXT_READ},
    )
    return [
        NewsItem(
            news_id=row["news_id"] or 0,
            event_id=None,
            article_id=ArticleId(row["article_id"]),
            kind="article",
            status=None,
            reported_by=1,
            names=(),
            places=frozenset(),
            words=topic_words(text),
            sources=frozenset(fold(name) for name in _names_of(row)),
            text=fold(text),
            baseline=bool(row["baseline"]),
        )
        for row in rows
        if (text := f"{row['title']}\n{row['beginning']}")
    ]


async def list_latest(read: Read, library: LibraryId, *, limit: int) -> list[NewsItem]:
    """The events and articles that came last, whoever was told them; for a preview."""
    events = await read.fetch_all(
        "SELECT event_id FROM event WHERE library_id = :library AND withdrawn = 0"
        " AND kind IN ('meeting', 'agreement', 'figure') ORDER BY filed_at DESC, event_id DESC LIMIT :limit",
        {"library": library, "limit": limit},
    )
    articles = await read.fetch_all(
        "SELECT article_id FROM shelf WHERE library_id = :library ORDER BY article_id DESC LIMIT :limit",
        {"library": library, "limit": limit},
    )
    return [
        *await list_event_items(read, library, [row["event_id"] for row in events]),
        *await list_article_items(read, library, [row["article_id"] for row in articles]),
    ]


async def remove_old_news(write: Write, *, before: datetime) -> int:
    """Forget news that every digest of their library has passed, filed before this time; how many."""
    return await write.change(
        "DELETE FROM news WHERE filed_at < :before AND news_id <= coalesce((SELECT min(since_news) FROM digest"
        " WHERE digest.library_id = news.library_id AND state <> 'removed'), 9223372036854775807)",
        {"before": to_epoch(before)},
    )


async def _list_told(read: Read, digest_id: DigestId | None, told_in: int, marks: Iterable[str]) -> set[str]:
    wanted = sorted(set(marks))
    found: set[str] = set()
    for first in range(0, len(wanted), _AT_ONCE):
        rows = await read.fetch_all(
            "SELECT mark FROM told WHERE digest_id = :digest AND channel_id = :channel"
            " AND mark IN (SELECT value FROM json_each(:marks))",
            {"digest": digest_id or 0, "channel": told_in, "marks": json.dumps(wanted[first : first + _AT_ONCE])},
        )
        found.update(row["mark"] for row in rows)
    return found


async def _group(read: Read, sql: str, asked: dict[str, int | str]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for row in await read.fetch_all(sql, asked):
        found[row[0]].append(row[1])
    return found


def _names_of(row: Row) -> list[str]:
    return [row["publisher"], *(row["titles"] or "").splitlines()]


def _mark(kind: str, quote: str | None) -> str:
    """What a report says, as 32 letters: the same for the same sentence, whatever is understood from it later."""
    return hashlib.sha256(f"{kind}\n{quote or ''}".encode()).hexdigest()[:32]
