"""Readers of dates: what a matched pattern of ``bot.core.date_words`` says becomes a ``Span``, or None when no date.

Each reader says in its first line which words it reads.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from bot.core.spans import (
    Span,
    day_span,
    join_spans,
    month_span,
    months_span,
    shift,
    span_on,
    week_span,
    weekend_span,
    year_span,
)

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
            "september sept sep", "october oct", "november nov", "december dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
WEEKDAYS = {
    name: number
    for number, names in enumerate(
        "monday mon,tuesday tues tue,wednesday wed,thursday thurs thu,friday fri,saturday sat,sunday sun".split(",")
    )
    for name in names.split()
}  # fmt: skip
COUNTS = {
    word: number
    for number, word in enumerate(
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen".split(), start=1
    )
} | {"a": 1, "an": 1, "twenty": 20, "thirty": 30}
# News gives the year of what is further away than this.
_FAR_DAYS, _FAR_MONTHS = 305, 10
_STAY = 31  # days that "from today until" reaches ahead at most
_ORDINALS = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4}


@dataclass(frozen=True, slots=True)
class View:
    """What a reader knows beside the words."""

    published: date | None
    ahead: bool  # the clause looks forward
    anchor: Span | None  # what "the same day" points to


Reader = Callable[["re.Match[str]", View], Span | None]


def _month_of(words: str) -> int:
    return MONTHS[words.lower().rstrip(".")]


def weekday_of(words: str) -> int:
    """0 for Monday."""
    return WEEKDAYS[words.lower().rstrip(".")]


def _year_of(match: re.Match[str], view: View, key: str = "y") -> int | None:
    """The year said by the tail ``key`` of a pattern, if any."""
    found = match.groupdict()
    if said := found.get(key) or found.get(key + "c"):
        return int(said)
    if (relative := found.get(key + "r")) and view.published:
        return view.published.year + {"last": -1, "this": 0, "next": 1}[relative.lower()]
    return None


def _nearest_day(month: int, day: int, view: View, weekday: int | None = None) -> Span | None:
    """A day of the year without its year, in the direction of the view; a weekday that fits one year alone decides."""
    if view.published is None:
        return None
    around = range(view.published.year - 8, view.published.year + 9)  # February 29 is at most 8 years away
    days = [span.first for year in around if (span := day_span(year, month, day))]
    if weekday is not None:
        near = [d for d in days if d.weekday() == weekday and abs(d.year - view.published.year) <= 1]
        if len(near) == 1:
            return span_on(near[0])
    # One day of slack: an agency east of the publisher is already in tomorrow.
    today = view.published
    back = max((d for d in days if (d - today).days <= (0 if view.ahead else 1)), default=None)
    on = min((d for d in days if (d - today).days >= (-1 if view.ahead else 0)), default=None)
    if back is None or on is None:
        return None
    wanted, other = (on, back) if view.ahead else (back, on)
    far = abs((wanted - today).days) > _FAR_DAYS and abs((other - today).days) < _FAR_DAYS
    return span_on(other if far else wanted)


def _nearest_month(month: int, view: View) -> Span | None:
    if view.published is None:
        return None
    year, away = view.published.year, month - view.published.month
    if view.ahead:
        return month_span(year + (away < 0 and 12 + away < _FAR_MONTHS), month)
    return month_span(year - (away > 0 and 12 - away < _FAR_MONTHS), month)


def read_full_day(match: re.Match[str], view: View, month: str = "m", day: str = "d", year: str = "y") -> Span | None:
    """Wednesday, August 22nd, 2024; 22 August; Aug. 22 last year."""
    number, day_number = _month_of(match[month]), int(match[day])
    if (said := _year_of(match, view, year)) is not None:
        return day_span(said, number, day_number)
    weekday = match.groupdict().get("w")
    return _nearest_day(number, day_number, view, weekday_of(weekday) if weekday else None)


def read_days_of_month(match: re.Match[str], view: View) -> Span | None:
    """June 9 to 12, 2025; 20-22 August; June 9 and 10, but not "June 9 and 15"."""
    between = match.string[max(0, match.start() - 8) : match.start()].lower() == "between "
    if not between and match["sep"].strip().lower() in {"and", "&"} and int(match["d2"]) != int(match["d"]) + 1:
        return None
    # A stretch of days that is under way has begun, and lies ahead as long as it has not ended.
    edge = read_full_day(match, view, day="d2" if view.ahead else "d")
    if edge is None:
        return None
    year, month = edge.first.year, edge.first.month
    return join_spans(day_span(year, month, int(match["d"])), day_span(year, month, int(match["d2"])))


def read_days_of_two_months(match: re.Match[str], view: View) -> Span | None:
    """June 28 to July 2; December 30, 2023 - January 2, 2024."""
    if match["sep"].strip().lower() in {"and", "&"}:
        return None
    first, last = (_month_of(match["m"]), int(match["d"])), (_month_of(match["m2"]), int(match["d2"]))
    turns = first[0] > last[0]  # over New Year
    year, year2 = _year_of(match, view), _year_of(match, view, "z")
    if year is None and year2 is None:
        edge = _nearest_day(*last, view) if view.ahead else _nearest_day(*first, view)
        if edge is None:
            return None
        year = edge.first.year - (turns and view.ahead)
    if year is None and year2 is not None:
        year = year2 - turns
    if year is None:
        return None
    return join_spans(day_span(year, *first), day_span(year + turns if year2 is None else year2, *last))


def read_month_and_year(match: re.Match[str], view: View) -> Span | None:
    """March 2023, July last year, in February."""
    month = _month_of(match["m"])
    year = _year_of(match, view)
    return _nearest_month(month, view) if year is None else month_span(year, month)


def read_two_months(match: re.Match[str], view: View) -> Span | None:
    """January to June 2024; from November 2023 to March 2024."""
    month, month2 = _month_of(match["m"]), _month_of(match["m2"])
    year2 = _year_of(match, view, "z")
    last = _nearest_month(month2, view) if year2 is None else month_span(year2, month2)
    if last is None:
        return None
    year = _year_of(match, view)
    return join_spans(month_span(last.first.year - (month > month2) if year is None else year, month), last)


def read_numeric_day(match: re.Match[str], _view: View) -> Span | None:
    """2024-08-22, 2024/8/22."""
    return day_span(int(match["y"]), int(match["m"]), int(match["d"]))


def read_numeral_day(match: re.Match[str], _view: View) -> Span | None:
    """22/08/2024 or 08/22/2024; None where both orders give a day."""
    a, b, year = int(match["a"]), int(match["b"]), int(match["y"])
    spans = {span for span in (day_span(year, b, a), day_span(year, a, b)) if span}
    return spans.pop() if len(spans) == 1 else None


def read_years(match: re.Match[str], view: View) -> Span | None:
    """2019-2020, 2019/20, from 2010 to 2015; 2024-08 is a month."""
    first, second = int(match["y"]), match["z"]
    if len(second) == 4:
        return join_spans(year_span(first), year_span(int(second)))
    if int(second) == (first + 1) % 100:
        return join_spans(year_span(first), year_span(first + 1))
    return (
        month_span(first, int(second))
        if match["sep"] == "-" and 1 <= int(second) <= 12
        else read_year_only(match, view)
    )


def read_year_only(match: re.Match[str], _view: View) -> Span | None:
    """2024, fiscal 2024, FY2024."""
    return year_span(int(match["y"]))


def read_weekday_alone(match: re.Match[str], view: View) -> Span | None:
    """On Thursday; Thursday last week."""
    if view.published is None:
        return None
    wanted, today = weekday_of(match["w"]), view.published.weekday()
    if week := match.groupdict().get("week"):
        return _some_day(view, wanted - today + {"last": -7, "this": 0, "next": 7}[week.lower()])
    return _some_day(view, (wanted - today) % 7 if view.ahead else -((today - wanted) % 7))


def read_which_weekday(match: re.Match[str], view: View) -> Span | None:
    """Last Friday, next Friday, this Friday, next Monday and Tuesday."""
    if view.published is None:
        return None
    away = (weekday_of(match["w"]) - view.published.weekday()) % 7
    which = match["which"].lower()
    if which in {"last", "past", "previous", "this past"}:
        start = away - 7
    elif which in {"next", "coming", "this coming", "following"}:
        start = away or 7
    else:
        start = weekday_of(match["w"]) - view.published.weekday()
    if not match["w2"]:
        return _some_day(view, start)
    length = (weekday_of(match["w2"]) - weekday_of(match["w"])) % 7
    if match["sep"].strip().lower() in {"and", "&"} and length != 1:
        return None
    return join_spans(_some_day(view, start), _some_day(view, start + length))


def read_weekend(_match: re.Match[str], view: View) -> Span | None:
    """Over the weekend: the latest one that has begun; ahead: the one that has not ended."""
    if view.published is None:
        return None
    begun = view.published.weekday() >= WEEKDAYS["sat"]
    day = view.published if begun or view.ahead else shift(view.published, -7)
    return weekend_span(day) if day else None


def read_two_weekdays(match: re.Match[str], view: View) -> Span | None:
    """Monday to Wednesday, Tuesday and Wednesday."""
    if view.published is None:
        return None
    first, last, today = weekday_of(match["w"]), weekday_of(match["w2"]), view.published.weekday()
    length = (last - first) % 7
    if match["sep"].strip().lower() in {"and", "&"} and length != 1:
        return None
    start = (last - today) % 7 - length if view.ahead else -((today - first) % 7)
    return join_spans(_some_day(view, start), _some_day(view, start + length))


def _some_day(view: View, away: int) -> Span | None:
    day = shift(view.published, away)
    return span_on(day) if day else None


_NEAR_DAYS = {
    "the day before yesterday": -2, "yesterday": -1, "last night": -1, "today": 0, "tonight": 0, "tomorrow": 1,
    "the day after tomorrow": 2,
}  # fmt: skip


def read_near_day(match: re.Match[str], view: View) -> Span | None:
    """Today, yesterday evening, the day before yesterday."""
    words = " ".join(match["near"].lower().split())
    return _some_day(view, _NEAR_DAYS.get(words, 0))


def read_near_to_day(match: re.Match[str], view: View) -> Span | None:
    """From today until Wednesday (Jan 18); tomorrow to 7 May."""
    first = read_near_day(match, view)
    month, day = ("m", "d") if match["m"] else ("n", "e")
    last = _nearest_day(_month_of(match[month]), int(match[day]), View(first.first if first else None, True, None))
    return join_spans(first, last) if first and last and (last.first - first.first).days <= _STAY else None


def read_near_to_weekday(match: re.Match[str], view: View) -> Span | None:
    """From today until Wednesday, but not "today and Wednesday"."""
    first = read_near_day(match, view)
    if first is None or match["sep"].strip().lower() in {"and", "&"}:
        return None
    away = (weekday_of(match["w"]) - first.first.weekday()) % 7
    return join_spans(first, _some_day(View(first.first, True, None), away))


def read_part_near(match: re.Match[str], view: View) -> Span | None:
    """Last week, this month, next year, the previous quarter, the weekend."""
    which = (match["which"] or "this").lower()
    step = {"last": -1, "previous": -1, "next": 1, "coming": 1, "upcoming": 1}.get(which, 0)
    return _part(view.published, match["part"].lower(), step)


def _part(day: date | None, part: str, step: int) -> Span | None:
    """The week, month … that is ``step`` away from the one that holds a day."""
    if day is None:
        return None
    if part == "year":
        return year_span(day.year + step)
    if part == "month":
        return month_span(day.year, day.month + step)
    if part == "quarter":
        start = month_span(day.year, (day.month - 1) // 3 * 3 + 1 + 3 * step)
        return start and months_span(start.first.year, start.first.month, start.first.month + 2)
    moved = shift(day, (1 if part == "day" else 7) * step)
    if moved is None:
        return None
    return span_on(moved) if part == "day" else weekend_span(moved) if part == "weekend" else week_span(moved)


def read_ago(match: re.Match[str], view: View) -> Span | None:
    """Three days ago, two weeks ago, a year ago, three days from now; as precise as its unit."""
    words = match["n"].lower()
    number = int(words) if words.isdigit() else COUNTS[words]
    back = match["way"].lower() in {"ago", "earlier", "before"}
    base = view.published if match["way"].lower() in {"ago", "from now"} or view.anchor is None else view.anchor.first
    return _part(base, match["unit"].lower(), -number if back else number)


def read_anchored(match: re.Match[str], view: View) -> Span | None:
    """The same day, that month, the following day, the year before: counted from the date named before."""
    if view.anchor is None:
        return None
    which = match["which"].lower().removeprefix("the ")
    if which in {"same", "that", "that same"}:
        step, base = 0, view.anchor.first
    elif which in {"previous", "preceding"} or match.groupdict().get("before"):
        step, base = -1, view.anchor.first
    else:
        step, base = 1, view.anchor.last
    part = match["part"].lower()
    # A day can't be told from a month, nor a month from a year.
    if len(view.anchor.iso.split("/")[0]) < {"day": 10, "week": 10, "month": 7, "year": 4}[part]:
        return None
    if part == "day" and step == 0:
        return view.anchor if view.anchor.first == view.anchor.last else None
    return _part(base, part, step)


def read_piece_of_year(match: re.Match[str], view: View) -> Span | None:
    """The first half of 2024, the second quarter, the first seven months of this year, Q1 2024."""
    found = match.groupdict()
    which = (found.get("nth") or found.get("short") or "1").lower()
    nth = int(which) if which.isdigit() else _ORDINALS[which]
    piece = (found.get("piece") or found.get("letter") or "").lower()
    if found.get("months"):
        words = found["months"].lower()
        count = int(words) if words.isdigit() else COUNTS[words]
        first, last = 1, count * (3 if piece.startswith("quarter") else 1)
        if nth != 1:
            return None
    else:
        length = 6 if piece in {"half", "h"} else 3
        first, last = (nth - 1) * length + 1, nth * length
    if last > 12:
        return None
    year = _year_of(match, view)
    if year is None and view.published:
        begun = first <= view.published.month
        year = view.published.year + (0 if begun or view.ahead else -1)
        if view.ahead and last < view.published.month and not match[0].lower().endswith("year"):
            year += 1
    return None if year is None else months_span(year, first, last)


def read_day_of_this_month(match: re.Match[str], view: View) -> Span | None:
    """On the 22nd; the 22nd of last month."""
    if view.published is None:
        return None
    which = (match["which"] or "").lower()
    steps = {"last": (-1,), "this": (0,), "the": (0,)}.get(which, (0, 1) if view.ahead else (0, -1))
    for step in steps:
        month = month_span(view.published.year, view.published.month + step)
        span = month and day_span(month.first.year, month.first.month, int(match["d"]))
        if span and (which or (span.first >= view.published if view.ahead else span.first <= view.published)):
            return span
    return None


def read_which_month(match: re.Match[str], view: View) -> Span | None:
    """Last August, this May, next June."""
    if view.published is None:
        return None
    month, today = _month_of(match["m"]), view.published
    step = {"last": -1 if month >= today.month else 0, "next": 1 if month <= today.month else 0}
    return month_span(today.year + step.get(match["which"].lower(), 0), month)


def read_season(match: re.Match[str], view: View) -> Span | None:
    """Summer 2024, this spring: seasons differ between hemispheres, so the year is all that is certain."""
    year = _year_of(match, view)
    if year is None and match["which"] and view.published:
        year = view.published.year
    return None if year is None else year_span(year)
