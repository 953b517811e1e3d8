"""From a digest's options as typed to its order."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.calendar import find_zone, list_zones
from bot.core.errors import NotFound, UserError
from bot.core.filter import read_kinds, read_terms
from bot.core.orders import (
    DAY_NAMES,
    Filter,
    Length,
    Options,
    Order,
    name_calendar,
    read_calendar,
    read_quiet,
)
from bot.core.places import Gazetteer
from bot.core.text import fold


@dataclass(frozen=True, slots=True)
class OrderWords:
    """A digest's order as typed; None where an option was left out."""

    channel_id: int | None
    every: str
    at: str | None = None
    days: str | None = None
    day: int | None = None
    zone: str | None = None
    any_of: str | None = None
    all_of: str | None = None
    none_of: str | None = None
    kinds: str | None = None
    role_id: int | None = None
    length: str | None = None
    quiet: str | None = None
    say_nothing_new: bool | None = None
    in_thread: bool | None = None
    publish: bool | None = None


def read_order(words: OrderWords, gazetteer: Gazetteer, *, zone: str) -> Order:
    """The order that the words mean; ``zone`` holds where they name none. Raises UserError for what can't be read."""
    calendar = read_calendar(
        words.every, at=words.at, days=words.days, day=words.day, zone=read_zone(words.zone or zone)
    )
    asked = Filter(
        read_kinds(words.kinds),
        read_terms(words.any_of, gazetteer),
        read_terms(words.all_of, gazetteer),
        read_terms(words.none_of, gazetteer),
    )
    length = Length.MEDIUM if words.length is None else _read_length(words.length)
    options = Options(
        words.role_id,
        length,
        read_quiet(words.quiet),
        bool(words.say_nothing_new),
        bool(words.in_thread),
        bool(words.publish),
    )
    return Order(words.channel_id, calendar, asked, options)


def read_change(before: Order, words: OrderWords, gazetteer: Gazetteer) -> Order:
    """The order that the words make of another one; what they leave out stays, "none" empties a list."""
    calendar = before.calendar
    if words.every or words.at or words.days or words.day or words.zone:
        every = words.every or ("weekly" if words.days else name_calendar(calendar))
        days = words.days or ",".join(DAY_NAMES[day] for day in sorted(calendar.days))
        calendar = read_calendar(
            every,
            at=words.at or f"{calendar.at:%H:%M}",
            days=days,
            day=words.day or calendar.day,
            zone=read_zone(words.zone) if words.zone else calendar.zone,
        )
    kept, options = before.filter, before.options
    asked = Filter(
        kept.kinds if words.kinds is None else read_kinds(_emptied(words.kinds)),
        kept.any_of if words.any_of is None else read_terms(_emptied(words.any_of), gazetteer),
        kept.all_of if words.all_of is None else read_terms(_emptied(words.all_of), gazetteer),
        kept.none_of if words.none_of is None else read_terms(_emptied(words.none_of), gazetteer),
    )
    options = Options(
        words.role_id or options.role_id,
        options.length if words.length is None else _read_length(words.length),
        options.quiet if words.quiet is None else read_quiet(words.quiet),
        options.say_nothing_new if words.say_nothing_new is None else words.say_nothing_new,
        options.in_thread if words.in_thread is None else words.in_thread,
        options.publish if words.publish is None else words.publish,
    )
    return Order(words.channel_id or before.channel_id, calendar, asked, options)


def read_zone(typed: str) -> str:
    """The zone that is meant. Raises NotFound, with zones that may be meant."""
    if typed in list_zones():
        return typed
    near = list_zones_like(typed)[:3]
    if near and fold(near[0]) == fold(typed):
        return near[0]
    if near:
        raise NotFound(f"“{typed[:60]}” is not a time zone. Did you mean {' or '.join(near)}?", suggestions=near)
    find_zone(typed)
    return typed


def list_zones_like(typed: str) -> tuple[str, ...]:
    """Zones whose name holds what was typed, at most 25; those that end with it come first."""
    wanted = fold(typed)
    hits = [(zone, words) for zone in list_zones() if wanted in (words := fold(zone))]
    hits.sort(key=lambda hit: (not hit[1].endswith(wanted), f" {wanted}" not in f" {hit[1]}", hit[0]))
    return tuple(zone for zone, _ in hits[:25])


def _read_length(typed: str) -> Length:
    try:
        return Length(typed)
    except ValueError:
        raise UserError("The length is short, medium or long.") from None


def _emptied(typed: str) -> str:
    return "" if typed.strip().lower() in {"none", "nothing", "-"} else typed
