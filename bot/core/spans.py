"""Stretches of the calendar: what a date in words resolves to, and how it is written as ISO.

The ISO text says no more than the words did: ``2024-08-22``, ``2024-08``, ``2024``, or two of these joined by ``/``.
Weeks run from Monday to Sunday (ISO 8601). Every function answers None, never an error, for a day that does not exist.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of days that is told with one precision."""

    first: date
    last: date
    iso: str


def day_span(year: int, month: int, day: int) -> Span | None:
    """One day; None for February 30."""
    try:
        return span_on(date(year, month, day))
    except ValueError:
        return None


def span_on(day: date) -> Span:
    """One day that is known to exist."""
    return Span(day, day, day.isoformat())


def month_span(year: int, month: int) -> Span | None:
    """A whole month; ``month`` may run past 1 to 12 and carries into the year."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    if not date.min.year <= year <= date.max.year:
        return None
    last = calendar.monthrange(year, month)[1]
    return Span(date(year, month, 1), date(year, month, last), f"{year:04d}-{month:02d}")


def year_span(year: int) -> Span | None:
    """A whole year."""
    if not date.min.year <= year <= date.max.year:
        return None
    return Span(date(year, 1, 1), date(year, 12, 31), f"{year:04d}")


def week_span(day: date) -> Span | None:
    """The week, Monday to Sunday, that holds a day."""
    monday = shift(day, -day.weekday())
    return join_spans(_one(monday), _one(shift(monday, 6))) if monday else None


def weekend_span(day: date) -> Span | None:
    """Saturday and Sunday of the week that holds a day."""
    saturday = shift(day, 5 - day.weekday())
    return join_spans(_one(saturday), _one(shift(saturday, 1))) if saturday else None


def months_span(year: int, first: int, last: int) -> Span | None:
    """Some whole months of a year, such as a quarter (1 to 3) or a half (7 to 12)."""
    return join_spans(month_span(year, first), month_span(year, last))


def join_spans(start: Span | None, end: Span | None) -> Span | None:
    """From the first day of one to the last day of the other; None when they run backwards."""
    if start is None or end is None or start.first > end.last or start.first > end.first:
        return None
    return start if start.iso == end.iso else Span(start.first, end.last, f"{start.iso}/{end.iso}")


def shift(day: date | None, days: int) -> date | None:
    """The day some days on (or back); None beyond the calendar."""
    try:
        return None if day is None else day + timedelta(days=days)
    except OverflowError:
        return None


def _one(day: date | None) -> Span | None:
    return None if day is None else span_on(day)


def bounds_of(iso: str) -> tuple[date, date] | None:
    """First and last day that an ISO text as in the module's first lines can mean; None when it is no such text."""
    start, _, end = iso.partition("/")
    first = _bounds_of_part(start)
    last = _bounds_of_part(end) if end else first
    return (first.first, last.last) if first and last and first.first <= last.last else None


def _bounds_of_part(part: str) -> Span | None:
    pieces = part.split("-")
    if not all(piece.isascii() and piece.isdigit() for piece in pieces) or len(pieces[0]) != 4:
        return None
    if any(len(piece) != 2 for piece in pieces[1:]):
        return None
    match [int(piece) for piece in pieces]:
        case [year]:
            return year_span(year)
        case [year, month] if 1 <= month <= 12:
            return month_span(year, month)
        case [year, month, day]:
            return day_span(year, month, day)
        case _:
            return None
