"""What a library holds, counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from bot.core.errors import FaultError
from bot.core.models import FactKind, LibraryId, ReadState
from storage.articles import COUNTER_BITS
from storage.database import Read
from storage.epoch import from_epoch
from storage.sources import SourceState


@dataclass(frozen=True, slots=True)
class LibraryStatus:
    """The counts that ``/status`` and empty answers tell."""

    articles: int  # on the shelf
    by_read_state: Mapping[ReadState, int]  # the same, by how far their reading has come; every state is there
    text_bytes: int  # of the articles on the shelf
    published_from: str | None  # ISO date of the oldest dated article, None when there is none
    published_until: str | None  # of the newest
    events: Mapping[FactKind, int]  # not withdrawn ones; every kind is there
    sources: Mapping[SourceState, int]  # removed ones are not counted; every other state is there
    last_check_at: datetime | None  # newest check of any source

    @property
    def waiting(self) -> int:
        """Articles that are not read yet."""
        return self.by_read_state[ReadState.WAITING]


async def find_status(read: Read, library: LibraryId) -> LibraryStatus:
    """Count everything the library holds."""
    asked = {"library": library}
    # Sums in one pass: grouping would sort every article first.
    shelf = await read.fetch_one(
        "SELECT count(*) AS articles, sum(text_bytes) AS text_bytes, min(published) AS first, max(published) AS last,"
        " sum(read_state = 'waiting') AS waiting, sum(read_state = 'read') AS read,"
        " sum(read_state = 'unreadable') AS unreadable, sum(read_state = 'failed') AS failed FROM shelf"
        " CROSS JOIN article INDEXED BY article_counted ON article.article_id = shelf.article_id"
        " WHERE shelf.library_id = :library",
        asked,
    )
    if shelf is None:
        raise FaultError("counting gave no row")
    events = await read.fetch_all(
        "SELECT kind, count(*) FROM event WHERE library_id = :library AND withdrawn = 0 GROUP BY kind", asked
    )
    sources = await read.fetch_all(
        "SELECT state, count(*), max(checked_at) FROM source"
        " WHERE library_id = :library AND state <> 'removed' GROUP BY state",
        asked,
    )
    return LibraryStatus(
        articles=shelf["articles"],
        by_read_state={state: shelf[state.value] or 0 for state in ReadState},
        text_bytes=shelf["text_bytes"] or 0,
        published_from=shelf["first"],
        published_until=shelf["last"],
        events=dict.fromkeys(FactKind, 0) | {FactKind(row[0]): row[1] for row in events},
        sources={state: 0 for state in SourceState if state is not SourceState.REMOVED}
        | {SourceState(row[0]): row[1] for row in sources},
        last_check_at=max((from_epoch(row[2]) for row in sources if row[2] is not None), default=None),
    )


@dataclass(frozen=True, slots=True)
class Extent:
    """What a search of a library went through, for an empty answer."""

    articles: int
    first_day: date | None  # of publication, or arrival where that is unknown; None in an empty library
    last_day: date | None
    sources: int  # that were not removed


async def find_extent(read: Read, library: LibraryId) -> Extent:
    """How many articles, from when to when, of how many sources; quick enough for every empty answer."""
    row = await read.fetch_one(
        "SELECT (SELECT count(*) FROM shelf WHERE library_id = :library),"
        " (SELECT min(article_id) FROM shelf WHERE library_id = :library),"
        " (SELECT max(article_id) FROM shelf WHERE library_id = :library),"
        " (SELECT count(*) FROM source WHERE library_id = :library AND state <> 'removed')",
        {"library": library},
    )
    if row is None or not row[0]:
        return Extent(0, None, None, 0 if row is None else row[3])
    first, last = (from_epoch(article_id >> COUNTER_BITS).date() for article_id in (row[1], row[2]))
    return Extent(row[0], first, last, row[3])
