"""When a digest is due: one occurrence for each local date of its zone that exists, whatever the clocks do. Pure.

A digest's calendar is told in local time ("weekdays at 08:00 in Europe/Warsaw"). Its occurrences are computed date by
date, so that a time which daylight saving skips falls on the next valid minute, one which it repeats comes once (the
first time), and a date which a zone never had (Samoa, 30 December 2011) has none. Every occurrence has a key that is
unique for its digest: the local date it is for, so that no restart, change of zone or wrong clock can make it twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from bot.core.errors import UserError

_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)
# A month that lacks the day takes its last one, so 62 days always hold a monthly occurrence.
_LONGEST_WAIT_DAYS = 64


class Every(StrEnum):
    """How often."""

    ARTICLE = "article"  # as soon as something new is there
    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Calendar:
    """A standing order for times. ``zone`` is an IANA name."""

    every: Every
    zone: str
    at: time = time(8)  # local, whole minutes; of an hourly calendar only the minute counts
    days: frozenset[int] = frozenset()  # weekly: 0 is Monday
    day: int = 1  # monthly: 1 to 31; a shorter month takes its last day


@dataclass(frozen=True, slots=True, order=True)
class Occurrence:
    """One time that a calendar names."""

    at: datetime  # aware UTC
    key: str  # unique for its digest: the local date, or for hourly ones the hour in UTC


@cache
def find_zone(name: str) -> ZoneInfo:
    """The zone of an IANA name. Raises UserError for a name that is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise UserError(f"“{name[:60]}” is not a time zone. Choose one like Europe/Warsaw or UTC.") from None


@cache
def list_zones() -> tuple[str, ...]:
    """Every IANA name that places go by, in order."""
    return tuple(sorted(name for name in available_timezones() if "/" in name or name == "UTC"))


def resolve_local(day: date, at: time, zone: ZoneInfo) -> datetime | None:
    """The instant (aware UTC) of a local date and time; None for a date that the zone never had.

    A repeated time is its first passing; a skipped one is the first minute that exists after it.
    """
    wall = datetime.combine(day, at.replace(fold=0), zone)
    instant = wall.astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) == wall.replace(tzinfo=None):
        return instant
    # Skipped: the offset before the gap puts it too late, the one behind it too early; the clocks change between.
    early, late = wall.replace(fold=1).astimezone(UTC), instant
    offset = late.astimezone(zone).utcoffset()
    while late - early > timedelta(seconds=1):
        middle = early + (late - early) / 2
        if middle.astimezone(zone).utcoffset() == offset:
            late = middle
        else:
            early = middle
    change = late.replace(microsecond=0)
    existed = day in ((change - timedelta(seconds=1)).astimezone(zone).date(), change.astimezone(zone).date())
    return change if existed else None


def is_on(calendar: Calendar, day: date) -> bool:
    """Does a local date belong to the calendar?"""
    match calendar.every:
        case Every.DAY:
            return True
        case Every.WEEK:
            return day.weekday() in calendar.days
        case Every.MONTH:
            last = (day.replace(day=28) + 4 * _DAY).replace(day=1) - _DAY
            return day.day == min(calendar.day, last.day)
        case Every.HOUR | Every.ARTICLE:
            return False


def find_occurrence(calendar: Calendar, day: date) -> Occurrence | None:
    """The occurrence for a local date; None when there is none on it."""
    if not is_on(calendar, day):
        return None
    instant = resolve_local(day, calendar.at, find_zone(calendar.zone))
    return None if instant is None else Occurrence(instant, day.isoformat())


def list_occurrences(calendar: Calendar, after: datetime) -> Iterator[Occurrence]:
    """Occurrences later than ``after`` (aware), soonest first, without end; none for a calendar that has no times."""
    match calendar.every:
        case Every.ARTICLE:
            return
        case Every.HOUR:
            hour = after.astimezone(UTC).replace(minute=calendar.at.minute, second=0, microsecond=0)
            if hour <= after:
                hour += _HOUR
            while True:
                yield Occurrence(hour, hour.strftime("%Y-%m-%dT%H:%MZ"))
                hour += _HOUR
        case Every.DAY | Every.WEEK | Every.MONTH:
            # The day before too: a skipped time can fall behind midnight.
            day = after.astimezone(find_zone(calendar.zone)).date() - _DAY
            since = day
            while day - since <= timedelta(days=_LONGEST_WAIT_DAYS):
                occurrence = find_occurrence(calendar, day)
                if occurrence is not None and occurrence.at > after:
                    yield occurrence
                    since = day
                day += _DAY


def next_occurrence(calendar: Calendar, after: datetime) -> Occurrence | None:
    """The first occurrence later than ``after``; None for a calendar without times (at once)."""
    return next(list_occurrences(calendar, after), None)


def latest_occurrence(calendar: Calendar, after: datetime, until: datetime) -> Occurrence | None:
    """The last occurrence later than ``after`` and not later than ``until``: what a gap is caught up with, once."""
    found = None
    for occurrence in list_occurrences(calendar, max(after, until - timedelta(days=_LONGEST_WAIT_DAYS))):
        if occurrence.at > until:
            return found
        found = occurrence
    return found


def is_quiet(at: datetime, zone: str, quiet: tuple[time, time] | None) -> bool:
    """Is an instant within quiet hours (local, from and to; they may span midnight)?"""
    if quiet is None:
        return False
    start, end = quiet
    local = at.astimezone(find_zone(zone)).time()
    return start <= local < end if start <= end else local >= start or local < end
