"""Dates as pages, feeds and files write them. What is ambiguous or impossible is no date: nothing is guessed."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime

from bot.intake.records import WebDate

FIRST_YEAR = 1980  # placeholders such as 1970-01-01 and year 1 are no dates of publication
LAST_YEAR = 2100
_MONTHS = {
    name: number
    for number, names in enumerate(
        ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
         "september sep sept", "october oct", "november nov", "december dec"),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_ISO = re.compile(
    r"\b((?:19|20)\d\d)([-/.]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)"
    r"(?:[T ]{1,2}(\d\d):?(\d\d)(?::?(\d\d)(?:[.,]\d{1,9})?)?)?\s?(Z\b|UTC\b|GMT\b|[+-]\d\d:?\d\d\b)?",
    re.IGNORECASE,
)
_DAY_MONTH = re.compile(r"\b([0-3]?\d)(?:st|nd|rd|th)?[\s.-]{1,2}([A-Za-z]{3,9})\.?,?[\s.-]{1,2}((?:19|20)\d\d)\b")
_MONTH_DAY = re.compile(r"\b([A-Za-z]{3,9})\.?\s{1,2}([0-3]?\d)(?:st|nd|rd|th)?,?\s{1,2}((?:19|20)\d\d)\b")
_NUMBERS = re.compile(r"\b([0-3]?\d)([./-])([0-3]?\d)\2((?:19|20)\d\d)\b")
_RFC_YEAR = re.compile(r"[A-Za-z]{3,9}[\s-]{1,3}(?:(?:19|20)\d\d|\d\d)\b")
_PATH = re.compile(r"/((?:19|20)\d\d)[/-](0?[1-9]|1[0-2])[/-](0?[1-9]|[12]\d|3[01])(?:[/_-]|$)")


def parse_web_date(raw: str | None) -> WebDate | None:
    """The date in a machine-readable attribute or a short visible line, None when there is none or two readings fit."""
    if not raw:
        return None
    words = raw.strip()[:200]
    return _parse_iso(words) or _parse_rfc(words) or _parse_words(words)


def parse_path_date(path: str) -> WebDate | None:
    """The day in an address such as ``/2024/08/22/talks``, as publishers put it there."""
    found = _PATH.search(path[:500])
    return _day(int(found[1]), int(found[2]), int(found[3])) if found else None


def web_date(at: datetime) -> WebDate | None:
    """The record of an exact time; None when the year is a placeholder. A time without a zone gives the day alone."""
    found = _day(at.year, at.month, at.day)
    if found is None or at.tzinfo is None:
        return found
    try:
        return WebDate(found.day, at.astimezone(UTC))
    except (OverflowError, ValueError):
        return None


def _parse_iso(words: str) -> WebDate | None:
    found = _ISO.search(words)
    if found is None:
        return None
    year, _, month, day, hour, minute, second, zone = found.groups()
    plain = _day(int(year), int(month), int(day))
    if plain is None or hour is None or zone is None:
        return plain
    offset = "+00:00" if zone.upper() in {"Z", "UTC", "GMT"} else zone
    try:
        at = datetime.fromisoformat(f"{year}-{month}-{day}T{hour}:{minute}:{second or '00'}{offset}")
    except ValueError:
        return plain
    return web_date(at)


def _parse_rfc(words: str) -> WebDate | None:
    if not _RFC_YEAR.search(words):  # the library takes year 1 for 2001
        return None
    try:
        at = parsedate_to_datetime(words)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    # "-0000" and unknown zone names give a naive time: the day holds, the instant does not.
    return web_date(at)


def _parse_words(words: str) -> WebDate | None:
    for pattern, order in ((_DAY_MONTH, (3, 2, 1)), (_MONTH_DAY, (3, 1, 2))):
        for found in pattern.finditer(words):
            month = _MONTHS.get(found[order[1]].lower())
            if month is not None:
                return _day(int(found[order[0]]), month, int(found[order[2]]))
    numbers = _NUMBERS.search(words)
    if numbers is None:
        return None
    one, mark, other, year = int(numbers[1]), numbers[2], int(numbers[3]), int(numbers[4])
    if mark == "." or one > 12:  # 22.08.2024 is day first wherever dots are used; 22/08/2024 can only be
        return _day(year, other, one)
    if other > 12:
        return _day(year, one, other)
    return _day(year, one, other) if one == other else None


def _day(year: int, month: int, day: int) -> WebDate | None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        return WebDate(date(year, month, day).isoformat(), None)
    except ValueError:
        return None
