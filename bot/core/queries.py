"""What a person asks, as typed: one record for each lookup. Empty options are None.

Reading the words (dates, statuses, names) is the service's part; here are only the shapes and the plain rules for them.
"""

from __future__ import annotations

import base64
import binascii
import zlib
from dataclasses import dataclass, fields
from datetime import date
from typing import ClassVar, Final

from bot.core.dates import parse_period
from bot.core.errors import UserError
from bot.core.models import AgreementStatus, EventId, FactKind, MeetingStatus
from bot.core.text import fold

_LONGEST: Final = 200  # characters of one option that are looked at


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """One question. Every option that is set must hold."""

    who: str | None = None  # a person, country or body
    with_: str | None = None  # the other one of a pair; the order does not matter
    place: str | None = None
    about: str | None = None  # words of the subject, the measure or the sentence
    since: str | None = None  # "2024", "March 2023", "3 weeks"
    until: str | None = None
    status: str | None = None
    words: str | None = None  # of a search

    command: ClassVar[str] = ""
    kinds: ClassVar[tuple[FactKind, ...]] = ()

    @property
    def options(self) -> dict[str, str]:
        """The options that are set, by their names on the screen."""
        named = {field.name.rstrip("_"): getattr(self, field.name) for field in fields(self)}
        return {name: value for name, value in named.items() if value}


class MeetingQuery(Query):
    """``/meetings``."""

    __slots__ = ()
    command = "meetings"
    kinds = (FactKind.MEETING,)


class AgreementQuery(Query):
    """``/agreements``."""

    __slots__ = ()
    command = "agreements"
    kinds = (FactKind.AGREEMENT,)


class FigureQuery(Query):
    """``/figures``."""

    __slots__ = ()
    command = "figures"
    kinds = (FactKind.FIGURE,)


class PeopleQuery(Query):
    """``/people``; ``who`` is the name."""

    __slots__ = ()
    command = "people"
    kinds = (FactKind.PERSON,)


class TimelineQuery(Query):
    """``/timeline``."""

    __slots__ = ()
    command = "timeline"
    kinds = (FactKind.MEETING, FactKind.AGREEMENT)


class SearchQuery(Query):
    """``/search``; ``words`` as typed."""

    __slots__ = ()
    command = "search"


QUERIES: Final = {
    query.command: query
    for query in (MeetingQuery, AgreementQuery, FigureQuery, PeopleQuery, TimelineQuery, SearchQuery)
}


def clean_option(value: str | None) -> str | None:
    """An option without white space around it, at most 200 characters; None when nothing is left."""
    words = " ".join((value or "").split())[:_LONGEST].strip()
    return words or None


def read_since(words: str | None, today: date) -> date | None:
    """The first day of what was typed for ``since``. Raises UserError for words that are no date."""
    if words is None:
        return None
    first, last = _period("since", words, today)
    return first or last


def read_until(words: str | None, today: date) -> date | None:
    """The last day of what was typed for ``until``. Raises UserError for words that are no date."""
    if words is None:
        return None
    first, last = _period("until", words, today)
    return last or first


def _period(option: str, words: str, today: date) -> tuple[date | None, date | None]:
    period = parse_period(words, today)
    if period is None or period == (None, None):
        raise UserError(
            f"“{words[:60]}” is no date that can be read for {option}."
            " Try 2024, March 2023, last month, 2023-03-01 or 3 weeks."
        )
    return period


def read_status(words: str | None, kinds: tuple[FactKind, ...]) -> str | None:
    """The status that was typed. Raises UserError, with those there are, for another word."""
    if words is None:
        return None
    known = [
        *(status.value for status in MeetingStatus if FactKind.MEETING in kinds),
        *(status.value for status in AgreementStatus if FactKind.AGREEMENT in kinds),
    ]
    for status in known:
        if fold(status) == fold(words):
            return status
    if not known:
        raise UserError("Only meetings and agreements have a status.")
    raise UserError(f"“{words[:60]}” is not a status. Choose one of: {', '.join(known)}.")


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in an answer, from where the next or previous page goes on."""

    back: bool  # True: the page before this place
    day: int
    event_id: EventId


def write_cursor(cursor: Cursor, question: str) -> str:
    """An opaque text of at most 60 characters that only continues the same question."""
    line = f"{int(cursor.back)}.{cursor.day}.{cursor.event_id}"
    check = zlib.crc32(f"{question}\n{line}".encode())
    return base64.urlsafe_b64encode(f"{line}.{check:08x}".encode()).decode().rstrip("=")


def read_cursor(text: str | None, question: str) -> Cursor | None:
    """The place behind a cursor; None for none. Raises UserError for one that was altered or is of another question."""
    if text is None:
        return None
    try:
        padded = text + "=" * (-len(text) % 4)
        line, _, check = base64.b64decode(padded, altchars=b"-_", validate=True).decode("ascii").rpartition(".")
        back, day, event_id = (int(part) for part in line.split("."))
        cursor = Cursor(bool(back), day, EventId(event_id))
    except (ValueError, binascii.Error):
        raise UserError(_STALE) from None
    if (
        len(text) > 90
        or write_cursor(cursor, question) != text
        or check != f"{zlib.crc32(f'{question}{chr(10)}{line}'.encode()):08x}"
    ):
        raise UserError(_STALE)
    if abs(cursor.day) >= 2**40 or not 0 <= event_id < 2**63:
        raise UserError(_STALE)
    return cursor


_STALE: Final = "This page is no longer there. Ask again."
