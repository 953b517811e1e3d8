from __future__ import annotations

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.calendar import Calendar, Every
from bot.core.errors import UserError
from bot.core.orders import (
    NEWS_KINDS,
    WEEKDAYS,
    Filter,
    Length,
    Options,
    Term,
    TermKind,
    calendar_from,
    filter_from,
    name_calendar,
    options_from,
    read_calendar,
    read_days,
    read_quiet,
    read_time,
    say_calendar,
    say_filter,
    write_calendar,
    write_filter,
    write_options,
)

TIMES = st.times().map(lambda at: at.replace(second=0, microsecond=0))
TERMS = st.builds(Term, st.sampled_from(TermKind), st.text(min_size=1), st.text(min_size=1))
LISTS = st.lists(TERMS, max_size=4).map(tuple)


@pytest.mark.parametrize(
    ("typed", "at"),
    [("8", time(8)), ("08:30", time(8, 30)), ("7 pm", time(19)), ("12am", time(0)), ("12 PM", time(12)),
     ("18.05", time(18, 5)), ("0:00", time(0)), ("9h", time(9))],
)  # fmt: skip
def test_times_are_read_as_people_write_them(typed: str, at: time) -> None:
    assert read_time(typed) == at


@pytest.mark.parametrize("typed", ["", "25:00", "8:60", "13 pm", "noon", "8:5", "-1", "٣", "1:2:3", "0 am", "8" * 4000])
def test_what_is_no_time_is_refused_in_a_sentence(typed: str) -> None:
    with pytest.raises(UserError):
        read_time(typed)


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        ("Mon, Thu", {0, 3}),
        ("tuesdays and friday", {1, 4}),
        ("weekdays", set(WEEKDAYS)),
        ("weekend", {5, 6}),
        ("", set()),
    ],
)
def test_days_are_read_as_people_write_them(typed: str, days: set[int]) -> None:
    assert read_days(typed) == days


@pytest.mark.parametrize("typed", ["Someday", "t", "Mon Xyz"])
def test_what_is_no_day_is_refused(typed: str) -> None:
    with pytest.raises(UserError):
        read_days(typed)


def test_quiet_hours_may_span_midnight_and_may_not_be_everything() -> None:
    assert read_quiet("22:00 to 7") == (time(22), time(7))
    assert read_quiet("off") is None
    for typed in ("22:00", "9-9"):
        with pytest.raises(UserError):
            read_quiet(typed)


@pytest.mark.parametrize("every", ["at once", "hourly", "daily", "weekdays", "weekly", "monthly"])
def test_every_calendar_is_read_named_and_said(every: str) -> None:
    calendar = read_calendar(every, at="09:15", days=None, day=None, zone="Europe/Warsaw")
    assert name_calendar(calendar) == every
    assert say_calendar(calendar)
    assert calendar_from(write_calendar(calendar)) == calendar


def test_an_unknown_zone_or_pace_is_refused() -> None:
    for every, zone in (("daily", "Mars/Olympus"), ("yearly", "UTC")):
        with pytest.raises(UserError):
            read_calendar(every, at=None, days=None, day=None, zone=zone)


@given(st.sampled_from(Every), TIMES, st.frozensets(st.integers(0, 6)), st.integers(1, 31))
def test_calendars_are_kept_whole(every: Every, at: time, days: frozenset[int], day: int) -> None:
    calendar = Calendar(every, "Europe/Warsaw", at, days, day)
    assert calendar_from(write_calendar(calendar)) == calendar


@given(st.frozensets(st.sampled_from(NEWS_KINDS)), LISTS, LISTS, LISTS)
def test_filters_are_kept_whole(
    kinds: frozenset[str], any_of: tuple[Term, ...], all_of: tuple[Term, ...], none_of: tuple[Term, ...]
) -> None:
    asked = Filter(kinds, any_of, all_of, none_of)
    assert filter_from(write_filter(asked)) == asked
    assert say_filter(asked)


@given(
    st.builds(
        Options,
        st.none() | st.integers(1, 2**62),
        st.sampled_from(Length),
        st.none() | st.tuples(TIMES, TIMES),
        st.booleans(),
        st.booleans(),
        st.booleans(),
    )
)
def test_options_are_kept_whole(options: Options) -> None:
    assert options_from(write_options(options)) == options


def test_options_of_before_publishing_could_be_ordered_are_read() -> None:
    kept = '{"role": null, "length": "short", "quiet": null, "say_nothing_new": false, "in_thread": false}'
    assert options_from(kept) == Options(length=Length.SHORT)
