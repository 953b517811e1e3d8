"""Whether a digest is due: a pure function of its row and now.

What was missed is caught up with once: of all the times that passed, the latest counts, within a grace. What is new
waits for the next time otherwise; nothing is lost by a time that is left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, TypeAlias

from bot.core.calendar import Calendar, Every, Occurrence, find_zone, is_quiet, latest_occurrence, next_occurrence
from bot.core.orders import Options

# How late a digest may still come; after that the next one tells everything.
GRACE: Final = {
    Every.ARTICLE: timedelta.max,
    Every.HOUR: timedelta(hours=1),
    Every.DAY: timedelta(hours=6),
    Every.WEEK: timedelta(hours=24),
    Every.MONTH: timedelta(hours=72),
}


@dataclass(frozen=True, slots=True)
class Wait:
    """Nothing to do yet."""

    next_at: datetime | None  # None: when something is new


@dataclass(frozen=True, slots=True)
class Compose:
    """A posting is due."""

    occurrence: Occurrence
    next_at: datetime | None


@dataclass(frozen=True, slots=True)
class Skip:
    """The time has passed for too long."""

    occurrence: Occurrence
    next_at: datetime | None
    reason: str  # one plain sentence


Course: TypeAlias = Wait | Compose | Skip


def decide_due(calendar: Calendar, options: Options, *, last_at: datetime, now: datetime, news: int | None) -> Course:
    """What to do about a digest now. ``news`` is the newest thing that is new to it, None when there is none."""
    if calendar.every is Every.ARTICLE:
        if news is None:
            return Wait(None)
        if is_quiet(now, calendar.zone, options.quiet):
            return Wait(find_quiet_end(now, calendar, options))
        return Compose(Occurrence(now, f"news {news}"), None)
    occurrence = latest_occurrence(calendar, last_at, now)
    if occurrence is None:
        following = next_occurrence(calendar, max(last_at, now))
        return Wait(None if following is None else following.at)
    following = next_occurrence(calendar, now)
    next_at = None if following is None else following.at
    if is_quiet(now, calendar.zone, options.quiet):
        return Wait(find_quiet_end(now, calendar, options))
    if now - quiet_passed(occurrence.at, calendar, options) > GRACE[calendar.every]:
        hours = int((now - occurrence.at).total_seconds() // 3600)
        reason = f"The digest of {occurrence.key} was left out: the bot was away until {hours} hours after its time."
        return Skip(occurrence, next_at, reason)
    return Compose(occurrence, next_at)


def quiet_passed(at: datetime, calendar: Calendar, options: Options) -> datetime:
    """The time itself, or the end of the quiet hours it falls into."""
    return find_quiet_end(at, calendar, options) if is_quiet(at, calendar.zone, options.quiet) else at


def find_quiet_end(at: datetime, calendar: Calendar, options: Options) -> datetime:
    """When the quiet hours end that ``at`` lies in."""
    if options.quiet is None:
        return at
    local = at.astimezone(find_zone(calendar.zone))
    end = next_occurrence(Calendar(Every.DAY, calendar.zone, options.quiet[1]), local)
    return at if end is None else end.at


def list_next(calendar: Calendar, options: Options, after: datetime, count: int) -> tuple[datetime, ...]:
    """The next times a digest will post, quiet hours counted in; empty for one that posts at once."""
    found: list[datetime] = []
    at = after
    while len(found) < count:
        occurrence = next_occurrence(calendar, at)
        if occurrence is None:
            break
        at = occurrence.at
        posted = quiet_passed(at, calendar, options)
        if posted not in found:
            found.append(posted)
    return tuple(found)
