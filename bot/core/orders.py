"""What a digest is told to do: its calendar, filter and options, as they are typed, kept and shown. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import time
from enum import StrEnum
from typing import Any, Final

from bot.core.calendar import Calendar, Every, find_zone
from bot.core.errors import UserError

DAY_NAMES: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
WEEKDAYS: Final = frozenset(range(5))
NEWS_KINDS: Final = ("meeting", "agreement", "figure", "article")


class Length(StrEnum):
    """How many entries a posting shows; the rest are counted."""

    SHORT = "short"
    MEDIUM = "medium"
    LONG = "long"

    @property
    def entries(self) -> int:
        """At most so many: one, three or eight messages of five."""
        return {"short": 5, "medium": 15, "long": 40}[self.value]


class TermKind(StrEnum):
    """What a term of a filter is compared with."""

    PARTY = "party"
    PLACE = "place"
    WORD = "word"
    SOURCE = "source"


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that a filter asks for."""

    kind: TermKind
    name: str  # as typed, or the party's own name
    key: str  # what is compared: folded name, place key, or stems


@dataclass(frozen=True, slots=True)
class Filter:
    """Which news a digest tells. An empty one takes everything."""

    kinds: frozenset[str] = frozenset()  # of NEWS_KINDS; empty: all
    any_of: tuple[Term, ...] = ()
    all_of: tuple[Term, ...] = ()
    none_of: tuple[Term, ...] = ()


@dataclass(frozen=True, slots=True)
class Options:
    """How a digest posts."""

    role_id: int | None = None  # Discord role that is mentioned; without one the post makes no sound
    length: Length = Length.MEDIUM
    quiet: tuple[time, time] | None = None  # local, from and to; nothing is posted within
    say_nothing_new: bool = False  # a line where there is nothing new
    in_thread: bool = False  # a long one goes on in a thread under its first message
    publish: bool = False  # of an announcement channel: to the channels that follow it, too


@dataclass(frozen=True, slots=True)
class Order:
    """A digest as it was ordered."""

    channel_id: int | None  # None: direct messages
    calendar: Calendar
    filter: Filter = field(default_factory=Filter)
    options: Options = field(default_factory=Options)


# --- typed words -----------------------------------------------------------------------------------------------------


def read_time(typed: str) -> time:
    """A local time of day: "8", "08:00", "8.30", "7 pm". Raises UserError for anything else."""
    words = typed.strip().lower().replace(".", ":").replace(" ", "")
    after_noon = words.endswith("pm")
    twelve = after_noon or words.endswith("am")
    hour, _, minute = words.removesuffix("am").removesuffix("pm").removesuffix("h").partition(":")
    digits = hour.isascii() and hour.isdecimal() and len(hour) <= 2 and (not minute or len(minute) == 2)
    if digits and (not minute or (minute.isascii() and minute.isdecimal())):
        hours, minutes = int(hour), int(minute or 0)
        if twelve and 1 <= hours <= 12:
            hours = hours % 12 + (12 if after_noon else 0)
        elif twelve:
            hours = 24
        if hours < 24 and minutes < 60:
            return time(hours, minutes)
    raise UserError(f"“{typed[:40]}” is not a time of day. Write it like 08:00 or 18:30.")


def read_quiet(typed: str | None) -> tuple[time, time] | None:
    """Quiet hours: "22:00-07:00". None for none. Raises UserError for anything else."""
    if not typed or typed.strip().lower() in {"none", "off", "no"}:
        return None
    start, dash, end = typed.replace("–", "-").replace(" to ", "-").partition("-")
    if not dash:
        raise UserError(f"“{typed[:40]}” are not quiet hours. Write them like 22:00-07:00.")
    found = (read_time(start), read_time(end))
    if found[0] == found[1]:
        raise UserError("Quiet hours that begin and end at the same time leave no time to post.")
    return found


def read_days(typed: str | None) -> frozenset[int]:
    """Days of the week: "Mon, Thu", "weekdays", "weekend". Empty for none. Raises UserError for other words."""
    days: set[int] = set()
    for word in (typed or "").lower().replace(";", ",").replace(" and ", ",").replace(" ", ",").split(","):
        if not word:
            continue
        if word in {"weekdays", "weekday", "workdays"}:
            days |= WEEKDAYS
        elif word in {"weekend", "weekends"}:
            days |= {5, 6}
        else:
            found = [number for number, name in enumerate(DAY_NAMES) if name.lower().startswith(word.rstrip("s"))]
            if len(word) < 2 or len(found) != 1:
                raise UserError(f"“{word[:30]}” is not a day of the week. Write days like Mon, Thu.")
            days.add(found[0])
    return frozenset(days)


def read_calendar(every: str, *, at: str | None, days: str | None, day: int | None, zone: str) -> Calendar:
    """The calendar of the options of a command. Raises UserError for what can't be read.

    ``every`` is one of: at once, hourly, daily, weekdays, weekly, monthly.
    """
    find_zone(zone)
    when = time(8) if at is None else read_time(at)
    match every:
        case "at once":
            return Calendar(Every.ARTICLE, zone)
        case "hourly":
            return Calendar(Every.HOUR, zone, time(0) if at is None else when)
        case "daily":
            return Calendar(Every.DAY, zone, when)
        case "weekdays":
            return Calendar(Every.WEEK, zone, when, WEEKDAYS)
        case "weekly":
            return Calendar(Every.WEEK, zone, when, read_days(days) or frozenset({0}))
        case "monthly":
            if day is not None and not 1 <= day <= 31:
                raise UserError("The day of the month is a number from 1 to 31.")
            return Calendar(Every.MONTH, zone, when, day=day or 1)
        case _:
            raise UserError("A digest comes at once, hourly, daily, weekdays, weekly or monthly.")


def name_calendar(calendar: Calendar) -> str:
    """How often, in the words of the command's option."""
    match calendar.every:
        case Every.ARTICLE:
            return "at once"
        case Every.HOUR:
            return "hourly"
        case Every.DAY:
            return "daily"
        case Every.WEEK:
            return "weekdays" if calendar.days == WEEKDAYS else "weekly"
        case Every.MONTH:
            return "monthly"


# --- shown words -----------------------------------------------------------------------------------------------------


def say_calendar(calendar: Calendar) -> str:
    """A calendar in words: "weekdays at 08:00 (Europe/Warsaw)"."""
    at = f"{calendar.at:%H:%M}"
    match calendar.every:
        case Every.ARTICLE:
            return "as soon as something is new"
        case Every.HOUR:
            return f"every hour at minute {calendar.at.minute}"
        case Every.DAY:
            return f"every day at {at} ({calendar.zone})"
        case Every.WEEK if calendar.days == WEEKDAYS:
            return f"on weekdays at {at} ({calendar.zone})"
        case Every.WEEK:
            names = [DAY_NAMES[day] for day in sorted(calendar.days)]
            days = " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))
            return f"every {days} at {at} ({calendar.zone})"
        case Every.MONTH:
            return f"on day {calendar.day} of each month at {at} ({calendar.zone})"


def say_filter(asked: Filter) -> str:
    """A filter in words: "meetings and figures naming any of China, place Minsk, but nothing naming Russia"."""
    told = " and ".join(f"{kind}s" for kind in NEWS_KINDS if kind in asked.kinds) or "everything"
    wanted = [
        _say_terms(terms, label) for terms, label in ((asked.any_of, "any of"), (asked.all_of, "all of")) if terms
    ]
    if wanted:
        told += f" naming {' and '.join(wanted)}"
    if asked.none_of:
        told += f", but nothing naming {_say_terms(asked.none_of, 'any of')}"
    return told


def _say_terms(terms: Sequence[Term], label: str) -> str:
    names = ", ".join(say_term(term) for term in terms)
    return names if len(terms) == 1 else f"{label} {names}"


def say_followed(asked: Filter) -> str:
    """What a member follows: "Li Qiang", "China and Belarus", "word trade"."""
    return " and ".join(say_term(term) for term in (*asked.any_of, *asked.all_of))


def say_term(term: Term) -> str:
    """A term in words: parties by their names alone, the others with what they are."""
    return term.name if term.kind is TermKind.PARTY else f"{term.kind.value} {term.name}"


# --- kept words ------------------------------------------------------------------------------------------------------


def write_calendar(calendar: Calendar) -> str:
    """A calendar as JSON."""
    return json.dumps(
        {
            "every": calendar.every.value,
            "zone": calendar.zone,
            "at": f"{calendar.at:%H:%M}",
            "days": sorted(calendar.days),
            "day": calendar.day,
        }
    )


def calendar_from(text: str) -> Calendar:
    """The calendar that ``write_calendar`` wrote."""
    kept = json.loads(text)
    at = time.fromisoformat(kept["at"])
    return Calendar(Every(kept["every"]), kept["zone"], at, frozenset(kept["days"]), kept["day"])


def write_filter(asked: Filter) -> str:
    """A filter as JSON."""
    return json.dumps(
        {
            "kinds": sorted(asked.kinds),
            "any": [_write_term(term) for term in asked.any_of],
            "all": [_write_term(term) for term in asked.all_of],
            "none": [_write_term(term) for term in asked.none_of],
        },
        ensure_ascii=False,
    )


def filter_from(text: str) -> Filter:
    """The filter that ``write_filter`` wrote."""
    kept = json.loads(text)
    any_of, all_of, none_of = (tuple(_term_from(term) for term in kept[name]) for name in ("any", "all", "none"))
    return Filter(frozenset(kept["kinds"]), any_of, all_of, none_of)


def _write_term(term: Term) -> dict[str, str]:
    return {"kind": term.kind.value, "name": term.name, "key": term.key}


def _term_from(kept: Mapping[str, str]) -> Term:
    return Term(TermKind(kept["kind"]), kept["name"], kept["key"])


def write_options(options: Options) -> str:
    """Options as JSON."""
    quiet = None if options.quiet is None else [f"{each:%H:%M}" for each in options.quiet]
    return json.dumps(
        {
            "role": options.role_id,
            "length": options.length.value,
            "quiet": quiet,
            "say_nothing_new": options.say_nothing_new,
            "in_thread": options.in_thread,
            "publish": options.publish,
        }
    )


def options_from(text: str) -> Options:
    """The options that ``write_options`` wrote."""
    kept: dict[str, Any] = json.loads(text)
    quiet = kept["quiet"] and (time.fromisoformat(kept["quiet"][0]), time.fromisoformat(kept["quiet"][1]))
    return Options(
        kept["role"],
        Length(kept["length"]),
        quiet or None,
        kept["say_nothing_new"],
        kept["in_thread"],
        kept.get("publish", False),  # not there in digests of before it could be ordered
    )
