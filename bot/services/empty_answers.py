"""Empty answers: what was searched, and the nearest question that would be answered."""

from __future__ import annotations

from bot.core.compose import say_date
from bot.core.models import LibraryId
from bot.core.numbers import say_count
from bot.core.queries import Query
from bot.core.text import fold
from bot.services.completion import find_choices
from bot.services.questions import Question
from storage.database import Read
from storage.lookups import EventFilter, count_events, find_extent, without_filter
from storage.terms import What

_COUNTED = 100  # entries; more are not told apart
# What a question may be asked again without: the filter, what it is called on the screen, the options that set it.
_DROPPED = (
    ("status", "status", ("status",)),
    ("place", "place", ("place",)),
    ("words", "about", ("about",)),
    ("period", "the dates", ("since", "until")),
    ("with", "with", ("with",)),
)


async def compose_empty_note(read: Read, library: LibraryId, question: Question) -> str:
    """Why the answer is empty, in plain sentences."""
    searched = f"Nothing found in {await describe_extent(read, library)}."
    nearest = await _find_nearest(read, library, question)
    return f"{searched} {nearest}" if nearest else searched


async def describe_extent(read: Read, library: LibraryId) -> str:
    """What a lookup searches: "12 articles from 3 May 2023 to 23 August 2024"."""
    extent = await find_extent(read, library)
    if not extent.articles:
        return "this library, which is empty: a moderator can add articles with /source add"
    articles = say_count(extent.articles, "article")
    first, last = say_date(extent.first), say_date(extent.last)
    return f"{articles} from {first}" if first == last else f"{articles} from {first} to {last}"


async def suggest_instead(read: Read, library: LibraryId, query: Query) -> tuple[str, ...]:
    """Places and topics of this library that are like those typed, where nothing goes by the words typed."""
    found: list[str] = []
    asked: tuple[tuple[What, str | None], ...] = (("place", query.place), ("about", query.about))
    for what, typed in asked:
        if typed:
            names = [choice.name for choice in await find_choices(read, library, what, typed, limit=3)]
            if not any(fold(name) == fold(typed) for name in names):
                found += names
    return tuple(found)


async def _find_nearest(read: Read, library: LibraryId, question: Question) -> str | None:
    """The one filter without which most would be found."""
    best, label = 0, ""
    for name, said, options in _DROPPED:
        if not any(option in question.options for option in options) or len(question.options) < 2:
            continue
        changed = dict.fromkeys(without_filter(wanted, name) for wanted in question.filters)
        count = await _count(read, library, list(changed))
        if count > best:
            best, label = count, said
    if not best:
        return None
    many = f"{_COUNTED} or more" if best >= _COUNTED else str(best)
    return f"Without “{label}” there would be {many}."


async def _count(read: Read, library: LibraryId, filters: list[EventFilter]) -> int:
    total = 0
    for wanted in filters:
        total += await count_events(read, library, wanted, limit=_COUNTED)
    return min(total, _COUNTED)
