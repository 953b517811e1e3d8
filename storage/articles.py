"""Articles: stored once, versioned when a page changes, read when their turn comes.

Ids follow publication order (``second << 20 | counter``), so that "newest first" is the order of the table and a
period is a range of ids. The day of an id is the day of publication that is shown.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Final

from bot.core.errors import FaultError
from bot.core.models import Article, ArticleId, LibraryId, NewArticle, ReadState
from storage.database import Read, Row, Write
from storage.epoch import from_epoch, to_epoch, to_epoch_or_none

COUNTER_BITS: Final = 20  # a million articles in one second; ids stay below 2**53 (exact in JSON) until the year 2242
FAILURES_ALLOWED: Final = 3  # times the reader may break off on one article
_CLAIMS_ALLOWED: Final = 9  # more than failures, as a claim is also lost when the bot is stopped meanwhile
_FUTURE_ALLOWED: Final = timedelta(days=1)  # a date "tomorrow" is today somewhere; later ones are mistakes


class Outcome(StrEnum):
    """What became of a candidate article."""

    NEW = "new"
    KNOWN = "known"  # stored already, nothing was written
    NEWER = "newer"  # a page whose text has changed: stored as its next version


@dataclass(frozen=True, slots=True)
class Saved:
    """An article that is stored now, and how."""

    article_id: ArticleId
    outcome: Outcome
    replaced: ArticleId | None = None  # the version before, when NEWER
    libraries: tuple[LibraryId, ...] = ()  # where this version took the place of the one before, when NEWER


def first_id_of(second: int) -> ArticleId:
    """The smallest id an article published in this epoch second (0 or later) can have."""
    return ArticleId(max(0, second) << COUNTER_BITS)


def first_id_on(day: date) -> ArticleId:
    """The smallest id an article published on this day can have: ``first <= id < first of the day after``."""
    return first_id_of(to_epoch(datetime.combine(day, time.min, UTC)))


def decide_second(published: str | None, published_at: datetime | None, now: datetime) -> int:
    """The epoch second an article is ordered by.

    The exact time, kept within the day that is shown as its date; noon of that day when there is no time; the time
    of arrival when there is no date or one more than a day ahead. Before 1970 is 1970.
    """
    day = _read_day(published)
    if day is None:
        at = published_at or now
    else:
        begins = datetime.combine(day, time.min, UTC)
        at = begins + timedelta(hours=12)
        if published_at is not None:
            at = min(max(published_at, begins), begins + timedelta(days=1, seconds=-1))
    if at > now + _FUTURE_ALLOWED:
        at = now
    return max(0, to_epoch(at))


def _read_day(published: str | None) -> date | None:
    try:
        return None if published is None else date.fromisoformat(published)
    except ValueError:
        return None


async def save_article(
    write: Write, new: NewArticle, *, owner: LibraryId | None, now: datetime, replaces: ArticleId | None = None
) -> Saved:
    """Store a candidate unless it is stored already.

    A public page is the same by its URL, a private text (``owner`` given) by its words, or as the next version of
    ``replaces``. An article whose words changed is stored as a new version: every shelf that held the one before holds
    it instead, the quotes of the old version stay with the old version. One that changed back becomes its earlier
    version again. Raises FaultError when ``new.private`` and ``owner`` disagree, and when ``replaces`` is another's.
    """
    if new.private != (owner is not None):
        raise FaultError("a private text has an owner, a public page has none")
    text_hash = hashlib.sha256(new.text.encode()).digest()
    if owner is not None and replaces is not None:
        return await _save_private_version(write, new, replaces, owner, text_hash=text_hash, now=now)
    known = await _find_same(write, new, owner, text_hash)
    if known is None:
        return Saved(await _insert_article(write, new, owner, text_hash, now), Outcome.NEW)
    if known["text_hash"] == text_hash:
        return Saved(ArticleId(known["article_id"]), Outcome.KNOWN)
    return await _save_version(write, new, ArticleId(known["article_id"]), text_hash, now)


async def _save_private_version(
    write: Write, new: NewArticle, replaces: ArticleId, owner: LibraryId, *, text_hash: bytes, now: datetime
) -> Saved:
    sql = "SELECT text_hash FROM article WHERE article_id = :id AND owner_library_id = :owner AND replaced_by IS NULL"
    current = await write.fetch_value(sql, {"id": replaces, "owner": owner})
    if current is None:
        raise FaultError("a private text replaces only the current version of one of the same library")
    if current == text_hash:
        return Saved(replaces, Outcome.KNOWN)
    return await _save_version(write, new, replaces, text_hash, now, owner=owner)


async def _find_same(write: Write, new: NewArticle, owner: LibraryId | None, text_hash: bytes) -> Row | None:
    if owner is not None:
        return await write.fetch_one(
            "SELECT article_id, text_hash FROM article WHERE text_hash = :text_hash AND owner_library_id = :owner",
            {"text_hash": text_hash, "owner": owner},
        )
    if new.url is not None:
        return await write.fetch_one(
            "SELECT article_id, text_hash FROM article"
            " WHERE url = :url AND owner_library_id IS NULL AND replaced_by IS NULL",
            {"url": new.url},
        )
    return await write.fetch_one(
        "SELECT article_id, text_hash FROM article"
        " WHERE text_hash = :text_hash AND owner_library_id IS NULL AND url IS NULL",
        {"text_hash": text_hash},
    )


async def _save_version(
    write: Write, new: NewArticle, old: ArticleId, text_hash: bytes, now: datetime, *, owner: LibraryId | None = None
) -> Saved:
    earlier = await write.fetch_value(
        "SELECT article_id FROM article WHERE text_hash = :text_hash AND owner_library_id IS :owner"
        " AND (owner_library_id IS NOT NULL OR url = :url) AND article_id <> :old",
        {"text_hash": text_hash, "url": new.url, "owner": owner, "old": old},
    )
    newest = await _claim_id(write, new, now) if earlier is None else ArticleId(earlier)
    # The old version steps back first: only one version of a page may be the current one.
    step_back = "UPDATE article SET replaced_by = :new WHERE article_id = :old OR replaced_by = :old"
    await write.change(step_back, {"new": newest, "old": old})
    if earlier is None:
        await _insert_article(write, new, owner, text_hash, now, article_id=newest)
    else:
        await write.change("UPDATE article SET replaced_by = NULL WHERE article_id = :id", {"id": newest})
    return Saved(newest, Outcome.NEWER, old, await _move_shelves(write, old, newest))


async def _move_shelves(write: Write, old: ArticleId, new: ArticleId) -> tuple[LibraryId, ...]:
    ids = {"old": old, "new": new}
    libraries = await write.fetch_all("SELECT library_id FROM shelf WHERE article_id = :old", ids)
    await write.change("UPDATE OR REPLACE shelf SET article_id = :new, filed = 0 WHERE article_id = :old", ids)
    await write.change("UPDATE OR REPLACE shelf_source SET article_id = :new WHERE article_id = :old", ids)
    await write.change("UPDATE shelf SET copy_of = :new WHERE copy_of = :old", ids)
    await write.change("UPDATE feed_item SET article_id = :new WHERE article_id = :old", ids)
    # What was told as news under the old version is not news under the new one.
    await write.change("UPDATE OR IGNORE news SET article_id = :new WHERE article_id = :old", ids)
    await write.change("UPDATE OR IGNORE delivery_item SET article_id = :new WHERE article_id = :old", ids)
    return tuple(LibraryId(row[0]) for row in libraries)


async def _claim_id(write: Write, new: NewArticle, now: datetime) -> ArticleId:
    second = decide_second(new.published, new.published_at, now)
    while True:
        first, end = first_id_of(second), first_id_of(second + 1)
        last = await write.fetch_value(
            "SELECT max(article_id) FROM article WHERE article_id >= :first AND article_id < :end",
            {"first": first, "end": end},
        )
        claimed = first + 1 if last is None else int(last) + 1
        if claimed < end:
            return ArticleId(claimed)
        second += 1


async def _insert_article(
    write: Write,
    new: NewArticle,
    owner: LibraryId | None,
    text_hash: bytes,
    now: datetime,
    *,
    article_id: ArticleId | None = None,
) -> ArticleId:
    claimed = await _claim_id(write, new, now) if article_id is None else article_id
    await write.execute(
        "INSERT INTO article (article_id, url, title, publisher, author, published, published_at, language,"
        " text, text_hash, text_bytes, owner_library_id, added_at)"
        " VALUES (:article_id, :url, :title, :publisher, :author, :published, :published_at,"
        " :language, :text, :text_hash, :text_bytes, :owner, :now)",
        {
            "article_id": claimed,
            "url": new.url,
            "title": new.title,
            "publisher": new.publisher,
            "author": new.author,
            "published": new.published,
            "published_at": to_epoch_or_none(new.published_at),
            "language": new.language,
            "text": new.text,
            "text_hash": text_hash,
            "text_bytes": len(new.text.encode()),
            "owner": owner,
            "now": to_epoch(now),
        },
    )
    return claimed


async def find_article(read: Read, library: LibraryId, article_id: ArticleId) -> Article | None:
    """The article, when it stands on this library's shelf."""
    row = await read.fetch_one(
        "SELECT article.*, shelf.copy_of FROM shelf JOIN article USING (article_id)"
        " WHERE shelf.library_id = :library AND shelf.article_id = :article_id",
        {"library": library, "article_id": article_id},
    )
    return None if row is None else read_article_row(row)


async def find_current_article(read: Read, library: LibraryId, article_id: ArticleId) -> Article | None:
    """The same, or the newest version of it: for links and buttons made before the page changed."""
    row = await read.fetch_one(
        "SELECT article.*, shelf.copy_of FROM shelf JOIN article USING (article_id) WHERE shelf.library_id = :library"
        " AND shelf.article_id IN (:article_id, (SELECT replaced_by FROM article WHERE article_id = :article_id))",
        {"library": library, "article_id": article_id},
    )
    return None if row is None else read_article_row(row)


async def find_public_article(read: Read, url: str) -> Article | None:
    """The current version of a public page by its canonical URL, for intake; ``copy_of`` is not known here."""
    row = await read.fetch_one(
        "SELECT article.*, NULL AS copy_of FROM article"
        " WHERE url = :url AND owner_library_id IS NULL AND replaced_by IS NULL",
        {"url": url},
    )
    return None if row is None else read_article_row(row)


def read_article_row(row: Row) -> Article:
    """The record of a row with every column of ``article`` and a ``copy_of``."""
    owner, copy_of, replaced_by = row["owner_library_id"], row["copy_of"], row["replaced_by"]
    return Article(
        article_id=ArticleId(row["article_id"]),
        title=row["title"],
        publisher=row["publisher"],
        published=row["published"],
        url=row["url"],
        author=row["author"],
        language=row["language"],
        text=row["text"],
        owner=None if owner is None else LibraryId(owner),
        read_state=ReadState(row["read_state"]),
        read_reason=row["read_reason"],
        added_at=from_epoch(row["added_at"]),
        copy_of=None if copy_of is None else ArticleId(copy_of),
        replaced_by=None if replaced_by is None else ArticleId(replaced_by),
    )


async def claim_waiting(write: Write, limit: int) -> list[Article]:
    """Up to ``limit`` articles to read next: newest first within a library, libraries in turn.

    Counts the attempt, so that an article on which the bot itself dies is given up after some. Articles on no shelf
    are not read. ``copy_of`` is not known here.
    """
    libraries = await write.fetch_all(
        # Steps from library to library through the index, as a plain DISTINCT would visit every waiting article.
        "WITH RECURSIVE step (library_id) AS ("
        " SELECT min(library_id) FROM shelf WHERE filed = 0"
        " UNION ALL SELECT (SELECT min(library_id) FROM shelf WHERE filed = 0 AND shelf.library_id > step.library_id)"
        " FROM step WHERE step.library_id IS NOT NULL)"
        " SELECT library_id FROM step JOIN library USING (library_id) ORDER BY read_turn, library_id LIMIT :limit",
        {"limit": limit},
    )
    claimed: dict[int, Article] = {}
    turn = await write.fetch_value("SELECT max(read_turn) + 1 FROM library")
    for place, library in enumerate(libraries):
        share = -(-(limit - len(claimed)) // (len(libraries) - place))
        rows = await write.fetch_all(
            "SELECT article.*, NULL AS copy_of FROM shelf JOIN article USING (article_id)"
            " WHERE shelf.library_id = :library AND shelf.filed = 0 AND article.read_state = 'waiting'"
            " ORDER BY shelf.article_id DESC LIMIT :limit",
            {"library": library[0], "limit": share},
        )
        claimed |= {row["article_id"]: read_article_row(row) for row in rows}
        served = {"turn": turn + place, "library": library[0]}
        await write.change("UPDATE library SET read_turn = :turn WHERE library_id = :library", served)
    given_up = await _count_claims(write, list(claimed))
    return [article for article_id, article in claimed.items() if article_id not in given_up]


async def _count_claims(write: Write, article_ids: list[int]) -> set[int]:
    given_up = set()
    for article_id in article_ids:
        attempts = await write.fetch_value(
            "UPDATE article SET read_attempts = read_attempts + 1 WHERE article_id = :id RETURNING read_attempts",
            {"id": article_id},
        )
        if attempts > _CLAIMS_ALLOWED:
            await _mark(write, ArticleId(article_id), ReadState.FAILED, "The reader broke off on this article.")
            given_up.add(article_id)
    return given_up


async def mark_read(write: Write, article_id: ArticleId) -> None:
    """Its facts are stored; each library files them with ``shelves.mark_filed``."""
    await _mark(write, article_id, ReadState.READ, None)


async def mark_unreadable(write: Write, article_id: ArticleId, reason: str) -> None:
    """The reader refused it for good, with one plain sentence why."""
    await _mark(write, article_id, ReadState.UNREADABLE, reason)


async def mark_failed(write: Write, article_id: ArticleId, reason: str) -> ReadState:
    """The reader broke off: WAITING for another attempt, or FAILED after the third."""
    sql = "SELECT read_attempts FROM article WHERE article_id = :id"
    attempts = await write.fetch_value(sql, {"id": article_id})
    if attempts is not None and attempts < FAILURES_ALLOWED:
        return ReadState.WAITING
    await _mark(write, article_id, ReadState.FAILED, reason)
    return ReadState.FAILED


async def _mark(write: Write, article_id: ArticleId, state: ReadState, reason: str | None) -> None:
    await write.change(
        "UPDATE article SET read_state = :state, read_reason = :reason WHERE article_id = :id",
        {"id": article_id, "state": state.value, "reason": reason},
    )
    # What can't be read has nothing to file.
    nothing_to_file = state in {ReadState.UNREADABLE, ReadState.FAILED}
    sql = "UPDATE shelf SET filed = :filed WHERE article_id = :id"
    await write.change(sql, {"id": article_id, "filed": int(nothing_to_file)})


async def remove_unshelved(write: Write, *, limit: int = 200) -> int:
    """Delete up to ``limit`` articles that no library holds any more, with their versions and facts; how many.

    Articles of a removed source are kept while its removal can still be undone.
    """
    return await write.change(
        "DELETE FROM article WHERE article_id IN (SELECT article_id FROM article AS old"
        " INDEXED BY article_current WHERE replaced_by IS NULL"
        " AND NOT EXISTS (SELECT 1 FROM shelf WHERE shelf.article_id = old.article_id)"
        " AND NOT EXISTS (SELECT 1 FROM shelf_source WHERE shelf_source.article_id = old.article_id) LIMIT :limit)",
        {"limit": limit},
    )
