"""What a library holds, counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.core.errors import FaultError
from bot.core.models import FactKind, LibraryId, ReadState
from storage.database import Read
from storage.epoch import from_epoch
from storage.sources import SourceState

_ENDS = 100  # dated articles at each end of the shelf


@dataclass(frozen=True, slots=True)
class LibraryStatus:
    """The counts that ``/status`` and empty answers tell."""

    articles: int  # on the shelf
    by_read_state: Mapping[ReadState, int]  # the same, by how far their reading has come; every state is there
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
    """What the library holds; articles and events are counted as they come and go (``library_count``)."""
    asked = {"library": library}
    counted = {
        row["what"]: row["number"]
        for row in await read.fetch_all("SELECT what, number FROM library_count WHERE library_id = :library", asked)
    }
    # Ids follow publication, but days are those of the source's own zone: the ends are sought among some.
    published = await read.fetch_one(
        "SELECT (SELECT min(published) FROM (SELECT published FROM shelf"
        "  CROSS JOIN article INDEXED BY article_counted ON article.article_id = shelf.article_id"
        "  WHERE shelf.library_id = :library AND published IS NOT NULL ORDER BY shelf.article_id LIMIT :some))"
        " AS first,"
        " (SELECT max(published) FROM (SELECT published FROM shelf"
        "  CROSS JOIN article INDEXED BY article_counted ON article.article_id = shelf.article_id"
        "  WHERE shelf.library_id = :library AND published IS NOT NULL ORDER BY shelf.article_id DESC LIMIT :some))"
        " AS last",
        asked | {"some": _ENDS},
    )
    if published is None:
        raise FaultError("looking for the first and last day gave no row")
    sources = await read.fetch_all(
        "SELECT state, count(*), max(checked_at) FROM source"
        " WHERE library_id = :library AND state <> 'removed' GROUP BY state",
        asked,
    )
    return LibraryStatus(
        articles=sum(counted.get(state.value, 0) for state in ReadState),
        by_read_state={state: counted.get(state.value, 0) for state in ReadState},
        published_from=published["first"],
        published_until=published["last"],
        events={kind: counted.get(kind.value, 0) for kind in FactKind},
        sources={state: 0 for state in SourceState if state is not SourceState.REMOVED}
        | {SourceState(row[0]): row[1] for row in sources},
        last_check_at=max((from_epoch(row[2]) for row in sources if row[2] is not None), default=None),
    )
