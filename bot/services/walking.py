"""Pages over several walks at once: the newest events of each filter, put together in one order."""

from __future__ import annotations

from collections.abc import Iterable

from bot.core.models import FactKind, LibraryId
from bot.core.queries import Cursor
from bot.services.questions import Question
from storage.database import Read
from storage.lookups import EventPlace, list_events, list_events_before

_TOP = 3_000_000  # a day beyond every date: a person's own entry stands above what they did


async def find_places(
    read: Read, library: LibraryId, question: Question, cursor: Cursor | None, size: int
) -> tuple[list[EventPlace], Cursor | None, Cursor | None]:
    """The places of one page, newest first, and the cursors of the page before and after."""
    start = None if cursor is None else EventPlace(cursor.day, cursor.event_id)
    if cursor is not None and cursor.back and start is not None:
        found = await _walk_back(read, library, question, start, size + 1)
        if len(found) <= size:
            # The first page again, whole, also when entries were added meanwhile.
            start, cursor = None, None
        else:
            page = found[-size:]
            return page, _cursor(page[0], back=True), _cursor(page[-1], back=False)
    found = await _walk(read, library, question, start, size + 1)
    page = found[:size]
    before = _cursor(page[0], back=True) if page and cursor is not None else None
    after = _cursor(page[-1], back=False) if len(found) > size else None
    return page, before, after


def _cursor(place: EventPlace, *, back: bool) -> Cursor:
    return Cursor(back, place.day, place.event_id)


def _mixed(question: Question) -> bool:
    """Does an answer hold people beside what they did? Then the people come first."""
    kinds = {wanted.kind for wanted in question.filters}
    return FactKind.PERSON in kinds and len(kinds) > 1


async def _walk(
    read: Read, library: LibraryId, question: Question, start: EventPlace | None, limit: int
) -> list[EventPlace]:
    found: list[EventPlace] = []
    for wanted in question.filters:
        if wanted.kind is FactKind.PERSON and _mixed(question):
            if start is not None and start.day < _TOP:
                continue
            places = await list_events(read, library, wanted, limit=limit)
            raised = (EventPlace(_TOP, place.event_id) for place in places)
            found += [place for place in raised if start is None or _order(place) < _order(start)]
        else:
            found += await list_events(read, library, wanted, after=start, limit=limit)
    return _in_order(found)[:limit]


async def _walk_back(
    read: Read, library: LibraryId, question: Question, start: EventPlace, limit: int
) -> list[EventPlace]:
    found: list[EventPlace] = []
    for wanted in question.filters:
        if wanted.kind is FactKind.PERSON and _mixed(question):
            places = await list_events(read, library, wanted, limit=limit)
            found += [place for p in places if _order(place := EventPlace(_TOP, p.event_id)) > _order(start)]
        else:
            found += await list_events_before(read, library, wanted, before=start, limit=limit)
    return _in_order(found)[-limit:]


def _order(place: EventPlace) -> tuple[int, int]:
    return place.day, place.event_id


def _in_order(places: Iterable[EventPlace]) -> list[EventPlace]:
    return sorted(set(places), key=_order, reverse=True)
