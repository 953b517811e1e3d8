"""Lookups: a question as typed in, a page of cards out. What ``/meetings`` and the like and ``communique ask`` call."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Literal

from bot.core.cards import Card, Page
from bot.core.chart_orders import ChartOrder, compose_figure_chart, compose_network, compose_timeline
from bot.core.errors import NotFound, UserError
from bot.core.export import answer_rows, article_rows, write_csv, write_ics, write_json
from bot.core.models import ArticleId, Event, EventId, LibraryId
from bot.core.numbers import read_number
from bot.core.queries import (
    FigureQuery,
    MeetingQuery,
    PeopleQuery,
    Query,
    SearchQuery,
    read_cursor,
    write_cursor,
)
from bot.reading.lexicon.lists import load_gazetteer
from bot.services.completion import Choice, Completed, find_choices
from bot.services.empty_answers import compose_empty_note, suggest_instead
from bot.services.gather import load_cards, load_standing_events
from bot.services.passages import find_article_page, find_passages
from bot.services.questions import read_question
from bot.services.walking import find_places
from storage.database import Database, Read
from storage.events import count_met

_DRAWN = 200  # events a picture is chosen from
_COMPLETED_WITHIN_S = 1.0  # Discord waits three
_EXPORTED = 1000  # events of one export
_PAGE_SIZES = range(1, 26)


class LookupService:
    """Answers questions about one library at a time. ``clock`` gives an aware UTC time."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock
        self._gazetteer = load_gazetteer()

    async def find(self, library: LibraryId, query: Query, cursor: str | None = None, size: int = 5) -> Page:
        """The page of any question, newest first; of a search, the best of the newest first.

        Raises UserError when it can't be read, NotFound when a name is unknown.
        """
        size = min(max(size, _PAGE_SIZES.start), _PAGE_SIZES.stop - 1)
        async with self._database.read() as read:
            if isinstance(query, SearchQuery):
                return await find_passages(read, library, query, cursor, size=size, now=self._clock())
            return await self._find_events(read, library, query, cursor, size)

    async def _find_events(self, read: Read, library: LibraryId, query: Query, cursor: str | None, size: int) -> Page:
        question = await read_question(read, library, query, self._gazetteer, self._clock().date())
        key = f"{library} {query.command} {sorted(query.options.items())}"
        places, before, after = await find_places(read, library, question, read_cursor(cursor, key), size)
        cards = await load_cards(read, library, [place.event_id for place in places], self._gazetteer)
        note, others = question.note, question.others
        if not cards and cursor is None:
            note = await compose_empty_note(read, library, question)
            others = await suggest_instead(read, library, query)
        return Page(
            title=question.title,
            cards=tuple(cards),
            note=note,
            before=None if before is None else write_cursor(before, key),
            after=None if after is None else write_cursor(after, key),
            suggestions=others,
        )

    async def article(
        self, library: LibraryId, article_id: ArticleId, cursor: str | None = None, size: int = 5
    ) -> Page:
        """One article and every fact read from it, in its order. Raises NotFound when it is not in the library."""
        size = min(max(size, _PAGE_SIZES.start), _PAGE_SIZES.stop - 1)
        async with self._database.read() as read:
            return await find_article_page(read, library, article_id, cursor, size=size, gazetteer=self._gazetteer)

    async def sources_of(self, library: LibraryId, event_id: EventId) -> Card:
        """The whole card of an event with each source's own sentence. Raises NotFound when it is gone."""
        async with self._database.read() as read:
            cards = await load_cards(read, library, [event_id], self._gazetteer, reports=100)
        if not cards:
            raise NotFound("This entry is no longer in the library.")
        return cards[0]

    async def events(self, library: LibraryId, query: Query, limit: int = _EXPORTED) -> tuple[Event, ...]:
        """The events behind an answer, newest first, whose sentences all stand in their articles; none for a search."""
        if isinstance(query, SearchQuery):
            return ()
        async with self._database.read(deadline_s=20) as read:
            question = await read_question(read, library, query, self._gazetteer, self._clock().date())
            places, _, _ = await find_places(read, library, question, None, limit)
            return tuple(await load_standing_events(read, library, [place.event_id for place in places]))

    async def answer(self, library: LibraryId, query: Query) -> list[dict[str, Any]]:
        """The whole answer as rows for JSON, see ``bot.core.export``."""
        if isinstance(query, SearchQuery):
            return article_rows((await self.find(library, query, None, _PAGE_SIZES.stop - 1)).cards)
        return answer_rows(await self.events(library, query), self._gazetteer)

    async def chart(self, library: LibraryId, query: Query) -> ChartOrder | None:
        """What a picture of the answer shows; None when there is too little to draw.

        Figures over time, a timeline, and for meetings of one party whom it met. Errors as for ``find``.
        """
        if isinstance(query, SearchQuery):
            return None
        async with self._database.read(deadline_s=20) as read:
            question = await read_question(read, library, query, self._gazetteer, self._clock().date())
            if isinstance(query, MeetingQuery | PeopleQuery):
                if question.who is None:
                    return None
                met = await count_met(read, library, question.filters[0].parties[0], limit=_DRAWN)
                return compose_network(f"Who met {question.who}", question.who, met)
            places, _, _ = await find_places(read, library, question, None, _DRAWN)
            events = await load_standing_events(read, library, [place.event_id for place in places])
        if isinstance(query, FigureQuery):
            return compose_figure_chart(question.title, events, self._gazetteer)
        return compose_timeline(question.title, events, self._gazetteer)

    async def export(self, library: LibraryId, query: Query, form: Literal["csv", "json", "ics"]) -> bytes:
        """The answer as a file, at most a thousand entries; ICS holds its meetings that have a date."""
        match form:
            case "csv":
                return write_csv(await self.answer(library, query))
            case "json":
                return write_json(await self.answer(library, query))
            case "ics":
                return write_ics(await self.events(library, query), library, self._clock(), self._gazetteer)

    async def find_article(self, library: LibraryId, typed: str) -> ArticleId:
        """The article that was meant: a number is its id, words stand for the best suggestion. Raises NotFound."""
        number = read_number(typed)
        if number is not None:
            return ArticleId(number)
        choices = await self.complete(library, "title", typed)
        if not choices:
            raise NotFound("No article here has a title like that. Type a few of its words, or search for them.")
        return ArticleId(int(choices[0].value))

    async def complete(self, library: LibraryId, what: Completed, typed: str) -> list[Choice]:
        """At most 25 suggestions while typing; none, never an error, for what nothing is like."""
        try:
            return await self._database.ask(
                lambda read: find_choices(read, library, what, typed), deadline_s=_COMPLETED_WITHIN_S
            )
        except UserError:
            return []  # too slow: while somebody types, no suggestion is better than a late one
