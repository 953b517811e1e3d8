from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.calendar import (
    Calendar,
    Every,
    find_occurrence,
    find_zone,
    is_quiet,
    latest_occurrence,
    list_occurrences,
    list_zones,
    next_occurrence,
)
from bot.core.errors import UserError

# Zones whose clocks change at midnight, by half an hour, by whole days, or often.
ODD_ZONES = ["Africa/Cairo", "Asia/Beirut", "America/Santiago", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Gaza"]
ODD_ZONES += ["America/Havana", "Africa/Casablanca", "Asia/Kathmandu", "Antarctica/Troll", "Europe/Warsaw", "UTC"]


def daily(zone: str, at: time = time(8)) -> Calendar:
    return Calendar(Every.DAY, zone, at)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_a_skipped_time_comes_at_the_next_valid_minute() -> None:
    # Warsaw, 30 March 2025: 02:00 becomes 03:00.
    occurrence = find_occurrence(daily("Europe/Warsaw", time(2, 30)), date(2025, 3, 30))
    assert occurrence is not None
    assert occurrence.at == utc("2025-03-30T01:00")
    assert occurrence.at.astimezone(ZoneInfo("Europe/Warsaw")).time() == time(3)


def test_a_midnight_that_is_skipped_comes_at_one() -> None:
    # Cairo, 25 April 2025: 00:00 becomes 01:00.
    occurrence = find_occurrence(daily("Africa/Cairo", time(0, 0)), date(2025, 4, 25))
    assert occurrence is not None
    assert occurrence.at.astimezone(ZoneInfo("Africa/Cairo")) == datetime(
        2025, 4, 25, 1, tzinfo=ZoneInfo("Africa/Cairo")
    )


def test_a_repeated_time_comes_once_the_first_time() -> None:
    # Warsaw, 26 October 2025: 03:00 becomes 02:00.
    calendar = daily("Europe/Warsaw", time(2, 30))
    times = list(islice(list_occurrences(calendar, utc("2025-10-25T12:00")), 2))
    assert [t.at for t in times] == [utc("2025-10-26T00:30"), utc("2025-10-27T01:30")]


def test_a_date_that_never_was_has_no_occurrence() -> None:
    assert find_occurrence(daily("Pacific/Apia"), date(2011, 12, 30)) is None
    assert find_occurrence(daily("Pacific/Apia"), date(2011, 12, 31)) is not None


@given(
    st.sampled_from(ODD_ZONES),
    st.times().map(lambda t: t.replace(second=0, microsecond=0)),
    st.datetimes(datetime(2009, 1, 1), datetime(2037, 1, 1)),  # noqa: DTZ001  # hypothesis wants naive bounds
)
def test_each_local_date_that_exists_has_exactly_one_occurrence(zone: str, at: time, start: datetime) -> None:
    calendar, after = daily(zone, at), start.replace(tzinfo=UTC)
    times = list(islice(list_occurrences(calendar, after), 400))
    assert times == sorted(times)
    assert times[0].at > after
    keys = [date.fromisoformat(t.key) for t in times]
    missing = {keys[0] + timedelta(days=n) for n in range((keys[-1] - keys[0]).days + 1)} - set(keys)
    assert len(set(keys)) == len(keys)
    for day in missing:
        noon = datetime.combine(day, time(12), ZoneInfo(zone))
        assert noon.astimezone(UTC).astimezone(ZoneInfo(zone)).date() != day


@given(st.sampled_from(ODD_ZONES), st.datetimes(datetime(2009, 1, 1), datetime(2037, 1, 1)), st.integers(0, 59))  # noqa: DTZ001  # naive bounds
def test_the_next_is_never_before_now_and_stays_when_asked_again(zone: str, start: datetime, minute: int) -> None:
    for calendar in (
        daily(zone, time(0, minute)),
        Calendar(Every.HOUR, zone, time(0, minute)),
        Calendar(Every.WEEK, zone, time(23, minute), days=frozenset({5, 6})),
        Calendar(Every.MONTH, zone, time(12, minute), day=31),
    ):
        after = start.replace(tzinfo=UTC)
        occurrence = next_occurrence(calendar, after)
        assert occurrence is not None
        assert occurrence.at > after
        assert next_occurrence(calendar, occurrence.at - timedelta(seconds=1)) == occurrence
        assert latest_occurrence(calendar, after, occurrence.at) == occurrence


def test_a_month_without_the_day_takes_its_last() -> None:
    calendar = Calendar(Every.MONTH, "UTC", time(9), day=31)
    keys = [t.key for t in islice(list_occurrences(calendar, utc("2024-01-31T10:00")), 4)]
    assert keys == ["2024-02-29", "2024-03-31", "2024-04-30", "2024-05-31"]


def test_weekdays_leave_out_the_weekend() -> None:
    calendar = Calendar(Every.WEEK, "Asia/Tokyo", time(7), days=frozenset(range(5)))
    keys = [t.key for t in islice(list_occurrences(calendar, utc("2026-11-19T23:00")), 3)]
    assert keys == ["2026-11-23", "2026-11-24", "2026-11-25"]


def test_a_long_gap_is_caught_up_with_its_last_occurrence_alone() -> None:
    latest = latest_occurrence(daily("UTC"), utc("2020-01-01T00:00"), utc("2026-11-21T07:59"))
    assert latest is not None
    assert latest.key == "2026-11-20"
    assert latest_occurrence(daily("UTC"), utc("2026-11-20T08:00"), utc("2026-11-21T07:59")) is None


def test_at_once_has_no_times() -> None:
    assert next_occurrence(Calendar(Every.ARTICLE, "UTC"), utc("2026-01-01T00:00")) is None


def test_an_hourly_digest_comes_each_hour_also_when_clocks_change() -> None:
    calendar = Calendar(Every.HOUR, "Europe/Warsaw", time(0, 15))
    times = list(islice(list_occurrences(calendar, utc("2025-10-25T22:00")), 6))
    assert [b.at - a.at for a, b in pairwise(times)] == [timedelta(hours=1)] * 5


def test_a_zone_that_is_none_is_said() -> None:
    for name in ("Mars/Base", "", "../etc/passwd", "x" * 500, "Europe"):
        with pytest.raises(UserError, match="not a time zone"):
            find_zone(name)


def test_quiet_hours_may_span_midnight() -> None:
    night = (time(22), time(7))
    assert is_quiet(utc("2026-01-01T23:30"), "UTC", night)
    assert is_quiet(utc("2026-01-01T05:30"), "Europe/Warsaw", night)
    assert not is_quiet(utc("2026-01-01T06:30"), "Europe/Warsaw", night)
    assert not is_quiet(utc("2026-01-01T23:30"), "UTC", None)
    assert is_quiet(utc("2026-01-01T13:00"), "UTC", (time(12), time(14)))


@pytest.mark.slow
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("zone", list_zones())
def test_ten_years_of_every_zone_at_each_quarter_hour(zone: str) -> None:
    info, first = ZoneInfo(zone), datetime(2025, 1, 1, tzinfo=UTC)
    instants = [first + timedelta(hours=n) for n in range(10 * 366 * 24)]
    existing = sorted({instant.astimezone(info).date() for instant in instants})[1:-1]
    offsets = {instant: instant.astimezone(info).utcoffset() for instant in instants}
    changes = {late.date() for early, late in pairwise(instants) if offsets[early] != offsets[late]}
    near = {day + timedelta(days=n) for day in changes for n in range(-2, 3)}
    for quarter in range(96):
        calendar = daily(zone, time(quarter // 4, quarter % 4 * 15))
        # Away from a change of offset all quarters of a day move alike, so one of them stands for the day.
        days = [day for day in existing if quarter == 0 or day in near]
        times = [find_occurrence(calendar, day) for day in days]
        assert None not in times
        assert all(a.at < b.at for a, b in pairwise(times) if a and b)
