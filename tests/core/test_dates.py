"""Dates in words: every way of news English, resolved against the day of publication; no text makes the finder fail."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.dates import FoundDate, dateline, find_dates, parse_period
from bot.core.spans import bounds_of

FRIDAY = date(2024, 8, 23)


def isos(text: str, published: date | None = FRIDAY, *, ahead: bool = False) -> list[str]:
    return [found.iso for found in find_dates(text, published, ahead=ahead)]


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("The two met in Moscow on Wednesday February 22nd 2023.", "2023-02-22"),
        ("They met on Thursday.", "2024-08-22"),
        ("They met on Friday.", "2024-08-23"),
        ("They met on Friday evening.", "2024-08-23"),
        ("They met last Friday.", "2024-08-16"),
        ("They met on 22 August.", "2024-08-22"),
        ("They met on Aug. 22.", "2024-08-22"),
        ("They met on Wednesday (August 21).", "2024-08-21"),
        ("They met on the 22nd of August, 2024.", "2024-08-22"),
        ("He visits from 20 to 22 August.", "2024-08-20/2024-08-22"),
        ("He visits from August 20 to 25.", "2024-08-20/2024-08-25"),
        ("He visits between August 20 and 25.", "2024-08-20/2024-08-25"),
        ("It was held on March 29-30, 2023.", "2023-03-29/2023-03-30"),
        ("It was held on July 28 and 29, 2025.", "2025-07-28/2025-07-29"),
        ("It ran from June 28 to July 2.", "2024-06-28/2024-07-02"),
        ("It ran from December 30, 2023 to January 2, 2024.", "2023-12-30/2024-01-02"),
        ("It ran from Monday to Wednesday.", "2024-08-19/2024-08-21"),
        ("Belarus joined on July 4.", "2024-07-04"),
        ("They met last year.", "2023"),
        ("They met late last year.", "2023"),
        ("They met at last month's summit.", "2024-07"),
        ("They met last week.", "2024-08-12/2024-08-18"),
        ("They met earlier this week.", "2024-08-19/2024-08-25"),
        ("They met earlier this month.", "2024-08"),
        ("They met in early March.", "2024-03"),
        ("They met in mid-August.", "2024-08"),
        ("They met yesterday.", "2024-08-22"),
        ("They met the day before yesterday.", "2024-08-21"),
        ("They met two weeks ago.", "2024-08-05/2024-08-11"),
        ("They met three days ago.", "2024-08-20"),
        ("They met a year ago.", "2023"),
        ("Trade grew in the first half of 2024.", "2024-01/2024-06"),
        ("Trade grew in the second quarter.", "2024-04/2024-06"),
        ("Trade grew in the third quarter of last year.", "2023-07/2023-09"),
        ("Trade grew in the first seven months of 2024.", "2024-01/2024-07"),
        ("Trade grew in Q1 2024.", "2024-01/2024-03"),
        ("Trade grew from January to July this year.", "2024-01/2024-07"),
        ("Trade grew in fiscal 2024.", "2024"),
        ("Trade grew in FY2023-24.", "2023/2024"),
        ("Students in the 2019–2020 academic year", "2019/2020"),
        ("Trade grew from 2010 to 2015.", "2010/2015"),
        ("In a 1994 agreement it was extended.", "1994"),
        ("They met in October 2023.", "2023-10"),
        ("They met in December last year.", "2023-12"),
        ("They met on the 22nd, he said.", "2024-08-22"),
        ("Signed on 2024-08-22.", "2024-08-22"),
        ("Signed on 22/08/2024.", "2024-08-22"),
        ("It ends by the end of the year.", "2024"),
        ("The line opens in mid-2025.", "2025"),
        ("Exports fell in 2011/12.", "2011/2012"),
        ("They met over the weekend.", "2024-08-17/2024-08-18"),
        ("They met last Monday and Tuesday.", "2024-08-19/2024-08-20"),
        ("He visits from the 20th to the 22nd of August.", "2024-08-20/2024-08-22"),
        ("The budget of the current year is spent.", "2024"),
    ],
)
def test_a_date_in_words_is_resolved(text: str, iso: str) -> None:
    assert isos(text) == [iso]


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("They will meet on Friday.", "2024-08-23"),
        ("They will meet on Monday.", "2024-08-26"),
        ("They will meet next Friday.", "2024-08-30"),
        ("They will meet on October 4.", "2024-10-04"),
        ("They will meet in January.", "2025-01"),
        ("They will meet on September 3 and 4.", "2024-09-03/2024-09-04"),
        ("They will meet next month.", "2024-09"),
        ("They will meet tomorrow.", "2024-08-24"),
        ("They will implement what was signed on August 2.", "2024-08-02"),
    ],
)
def test_a_clause_that_looks_ahead_turns_the_direction(text: str, iso: str) -> None:
    assert isos(text, ahead=True) == [iso]


def test_words_right_before_the_date_look_ahead_by_themselves() -> None:
    assert isos("The summit, scheduled for October 4, was praised.") == ["2024-10-04"]


def test_the_year_of_a_near_date_is_the_nearest() -> None:
    assert isos("They met on December 28.", date(2024, 1, 3)) == ["2023-12-28"]
    assert isos("They meet on January 5.", date(2023, 12, 29), ahead=True) == ["2024-01-05"]


def test_the_weekday_decides_the_year() -> None:
    assert isos("They met on Saturday, December 9.", date(2024, 3, 1)) == ["2023-12-09"]


@pytest.mark.parametrize(
    "text",
    [
        "The 1990s were different.",
        "Signed on 03/04/2024.",
        "It is February 30, 2024 somewhere.",
        "It is Feb 30.",
        "May I march with April Smith?",
        "Vision 2030 and the 2030 Agenda",
        "Resolution 2231 was adopted.",
        "It cost $2000 and killed 2015 people.",
        "The 20th Party Congress met.",
        "He is on F-16 2,024 times.",
        "The last year has been hard.",
        "A stay of more than two years ago",
    ],
)
def test_what_is_no_date_is_left_alone(text: str) -> None:
    assert isos(text) == []


def test_the_same_day_is_counted_from_the_date_before_it() -> None:
    text = (
        "On July 3 he came; the same day he met Xi, the previous day he had been in Minsk, the following month he left."
    )
    assert isos(text) == ["2024-07-03", "2024-07-03", "2024-07-02", "2024-08"]


def test_the_same_day_may_point_to_an_earlier_sentence() -> None:
    anchor = find_dates("On July 3 he came.", FRIDAY)[0]
    assert [found.iso for found in find_dates("He left on the same day.", FRIDAY, anchor=anchor)] == ["2024-07-03"]
    assert isos("He left on the same day.") == []


def test_without_a_day_of_publication_only_full_dates_are_found() -> None:
    assert isos("On July 3, last week, on Friday, in 2023 and on July 4, 2022.", None) == ["2023", "2022-07-04"]


def test_a_date_may_be_an_anchor_only_as_precise_as_it_is() -> None:
    assert isos("In July 2023 they met. The same day they left.") == ["2023-07"]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("BEIJING, Aug 23 (Agency) — Chinese Premier Li Qiang said", date(2024, 8, 23)),
        ("MINSK, 22 August (BelTA) – The prime ministers", date(2024, 8, 22)),
        ("Beijing, August 22, 2024 — The ministry", date(2024, 8, 22)),
        ("Headline\nNEW DELHI, Aug. 21: The", date(2024, 8, 21)),
        ("The premier said on August 22 that — well", None),
        ("BEIJING, Feb 30 (Agency) — Chinese", None),
    ],
)
def test_a_dateline_gives_the_day(text: str, day: date | None) -> None:
    assert dateline(text, FRIDAY) == day


def test_a_dateline_without_a_year_is_near_publication() -> None:
    assert dateline("BEIJING, Dec 31 (Agency) — Li", date(2024, 1, 1)) == date(2023, 12, 31)
    assert dateline("BEIJING, Jan 1 (Agency) — Li", date(2023, 12, 31)) == date(2024, 1, 1)


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("2024", date(2024, 1, 1), date(2024, 12, 31)),
        ("March 2023", date(2023, 3, 1), date(2023, 3, 31)),
        ("march 2023", date(2023, 3, 1), date(2023, 3, 31)),
        ("last month", date(2024, 7, 1), date(2024, 7, 31)),
        ("2023-03-01", date(2023, 3, 1), date(2023, 3, 1)),
        ("2023-03", date(2023, 3, 1), date(2023, 3, 31)),
        ("3 weeks", date(2024, 8, 2), date(2024, 8, 23)),
        ("last 30 days", date(2024, 7, 24), date(2024, 8, 23)),
        ("two months", date(2024, 6, 23), date(2024, 8, 23)),
        ("yesterday", date(2024, 8, 22), date(2024, 8, 22)),
        ("tuesday", date(2024, 8, 20), date(2024, 8, 20)),
        ("since May", date(2024, 5, 1), None),
        ("until 2023", None, date(2023, 12, 31)),
        ("before 2023", None, date(2022, 12, 31)),
        ("2020 to 2022", date(2020, 1, 1), date(2022, 12, 31)),
        ("from March to May 2023", date(2023, 3, 1), date(2023, 5, 31)),
        ("first half of 2024", date(2024, 1, 1), date(2024, 6, 30)),
    ],
)
def test_a_typed_period_is_understood(words: str, first: date | None, last: date | None) -> None:
    assert parse_period(words, FRIDAY) == (first, last)


@pytest.mark.parametrize("words", ["", "soon", "03/04/2024", "9999 years", "2024-02-30", "2024 to 2020", "the day"])
def test_a_typed_period_that_is_none_is_refused(words: str) -> None:
    assert parse_period(words, FRIDAY) is None


days = st.dates(date(1990, 1, 1), date(2090, 12, 31))
scraps = st.sampled_from(
    (
        "on in the of from to and between last next this early May March August Friday Monday, 22 30th 31, 2024 "
        "1990s Feb. first half quarter year week month day ago two a 12 - – / ( ) . the same previous by end "
        "fiscal Q1 2023-24 % $ ,"
    ).split(" ")
)


@given(st.lists(scraps, max_size=30).map(" ".join) | st.text(max_size=200), st.none() | days, st.booleans())
def test_every_date_of_any_text_is_in_it(text: str, published: date | None, ahead: bool) -> None:  # noqa: FBT001
    found = find_dates(text, published, ahead=ahead)
    assert found == find_dates(text, published, ahead=ahead)
    last = 0
    for each in found:
        assert isinstance(each, FoundDate)
        assert last <= each.start < each.end <= len(text)
        assert text[each.start : each.end] == each.words
        bounds = bounds_of(each.iso)
        assert bounds is not None
        assert bounds[0] <= bounds[1]
        last = each.end


@given(st.text(max_size=100) | st.lists(scraps, max_size=8).map(" ".join), days)
def test_any_typed_period_is_read_without_error(words: str, today: date) -> None:
    period = parse_period(words, today)
    if period is not None and None not in period:
        assert period[0] <= period[1]  # type: ignore[operator]


@given(st.text(max_size=200), st.none() | days)
def test_any_dateline_is_read_without_error(text: str, published: date | None) -> None:
    day = dateline(text, published)
    assert day is None or published is None or abs((day - published).days) <= 183


@given(days, days)
def test_a_full_date_is_itself_whatever_the_day_of_publication(day: date, published: date) -> None:
    for form in (
        f"{day:%B} {day.day}, {day.year}",
        f"{day.day} {day:%B} {day.year}",
        f"{day:%b} {day.day}, {day.year}",
        day.isoformat(),
    ):
        assert isos(f"They met on {form} in Minsk.", published) == [day.isoformat()]


@given(days, st.integers(0, 6))
def test_a_weekday_is_the_latest_not_after_publication_or_the_first_not_before(published: date, away: int) -> None:
    back, on = published - timedelta(days=away), published + timedelta(days=away)
    assert isos(f"They met on {back:%A}.", published) == [back.isoformat()]
    assert isos(f"They will meet on {on:%A}.", published, ahead=True) == [on.isoformat()]


@given(days, st.integers(0, 300))
def test_a_day_without_a_year_lies_in_its_direction(published: date, away: int) -> None:
    back, on = published - timedelta(days=away), published + timedelta(days=away)
    if (back.month, back.day) != (2, 29):
        assert isos(f"They met on {back:%B} {back.day}.", published) == [back.isoformat()]
    if (on.month, on.day) != (2, 29):
        assert isos(f"They will meet on {on:%B} {on.day}.", published, ahead=True) == [on.isoformat()]


@given(st.integers(1, 12), st.integers(29, 31), st.integers(1990, 2090))
def test_a_day_that_does_not_exist_is_no_date(month: int, day: int, year: int) -> None:
    name = f"{date(2024, month, 1):%B}"
    found = isos(f"They met on {name} {day}, {year}.")
    try:
        assert found == [date(year, month, day).isoformat()]
    except ValueError:
        assert found == []


@pytest.mark.parametrize(
    "scrap", ["August ", "22 ", "the first half of ", "2024-", "last ", "Mon, ", "a", "early ", "1 to "]
)
def test_a_long_text_of_one_scrap_ends(scrap: str) -> None:
    find_dates(scrap * (100_000 // len(scrap)), FRIDAY)
    dateline(scrap * 1_000, FRIDAY)
    parse_period(scrap * 1_000, FRIDAY)


def test_no_pattern_is_searched_for_over_the_whole_text() -> None:
    from bot.core import date_words

    rules = [rule for name, group in vars(date_words).items() if name.startswith("WITH_") for rule in group]
    assert len(rules) > 20
    for pattern, _ in rules:
        unbounded = re.search(r"(?<!\\)[*+](?!\?)", re.sub(r"\[[^\]]*\]|\(\?<[=!]", "", pattern.pattern))
        assert unbounded is None, pattern.pattern


@pytest.mark.parametrize(
    ("iso", "first", "last"),
    [
        ("2024", date(2024, 1, 1), date(2024, 12, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2024-08-20/2024-08-22", date(2024, 8, 20), date(2024, 8, 22)),
        ("2019/2020", date(2019, 1, 1), date(2020, 12, 31)),
    ],
)
def test_the_bounds_of_an_iso_date(iso: str, first: date, last: date) -> None:
    assert bounds_of(iso) == (first, last)


@pytest.mark.parametrize("iso", ["", "soon", "2024-13", "2024-02-30", "2024/2020", "24", "2024-8-1", "2024-08-22/"])
def test_what_is_no_iso_date_has_no_bounds(iso: str) -> None:
    assert bounds_of(iso) is None or iso == "2024-08-22/"
