"""The ways in which English writes a date, as patterns with a reader each; ``bot.core.dates`` tries them on a text.

A pattern is matched at one place only, never searched for, and repeats nothing without a bound. The rules are grouped
by the word that a date begins with, the longest way of writing first.
"""

from __future__ import annotations

import re

from bot.core import date_readers as readers
from bot.core.date_readers import COUNTS, Reader

_GAP = r"[ \n]{1,2}"
_TO = rf"(?P<sep>[ \n]?[-–—/][ \n]?|{_GAP}(?:to|through|until|till|and|&){_GAP})"
_NUMBER = rf"(?P<n>[0-9]{{1,3}}|{'|'.join(COUNTS)})"
_UNIT = r"(?P<unit>day|week|month|year)s?\b"


def _month(key: str) -> str:
    full = "January|February|March|April|May|June|July|August|September|October|November|December"
    return rf"(?P<{key}>(?:{full})\b|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b\.?)"


def _day(key: str) -> str:
    return rf"(?P<{key}>3[01]|[12][0-9]|0?[1-9])(?:st|nd|rd|th)?(?![0-9%A-Za-z]|[.:][0-9]|,[0-9]{{3}}(?![0-9]))"


def _year(key: str) -> str:
    return rf"(?P<{key}>(?:1[5-9]|20|21)[0-9]{{2}})(?![0-9%A-Za-z]|[.,:][0-9])"


def _tail(key: str) -> str:
    """The year behind a day or month: ", 2024", "of 2024", "last year", "of this year"."""
    return (
        rf"(?:,?{_GAP}(?:(?:of|in){_GAP})?(?:{_year(key)}|(?P<{key}r>this|last|next){_GAP}year\b)|,{_year(key + 'c')})?"
    )


def _weekday(key: str) -> str:
    full = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
    return rf"(?P<{key}>(?:{full})\b|(?:Mon|Tues|Tue|Wed|Thurs|Thu|Fri|Sat|Sun)\b\.?(?=,?[ \n]\(?[A-Z0-9]))"


Rule = tuple["re.Pattern[str]", Reader]


def _rule(pattern: str, reader: Reader) -> Rule:
    return re.compile(pattern, re.IGNORECASE | re.ASCII), reader


_M, _D, _Y, _T, _W = _month("m"), _day("d"), _year("y"), _tail("y"), _weekday("w")
_M2, _D2, _T2, _W2 = _month("m2"), _day("d2"), _tail("z"), _weekday("w2")
_ON = rf"(?:{_W},?{_GAP}\(?(?:the{_GAP})?)?"
_ON2 = rf"(?:{_W2},?{_GAP}(?:the{_GAP})?)?"
_OF = rf"{_GAP}(?:of{_GAP})?"
_FISCAL = rf"(?:fiscal{_GAP}(?:year{_GAP})?|FY(?:{_GAP})?)"
_PIECE_TAIL = rf"(?:,?{_GAP}(?:of{_GAP})?(?:the{_GAP})?{_FISCAL}?(?:{_Y}|(?P<yr>this|last|next){_GAP}year\b|year\b))?"
_DAYTIME = rf"(?:{_GAP}(?:morning|afternoon|evening|night)\b)?"

WITH_MONTH_FIRST: tuple[Rule, ...] = (
    _rule(rf"{_ON}{_M}{_GAP}{_D}(?:,?{_GAP}{_Y})?{_TO}{_ON2}{_M2}{_GAP}{_D2}{_T2}", readers.read_days_of_two_months),
    _rule(rf"{_ON}{_M}{_GAP}{_D}{_TO}{_D2}{_T}", readers.read_days_of_month),
    _rule(rf"{_ON}{_M}{_GAP}{_D}{_T}", readers.read_full_day),
    _rule(rf"{_M}(?:{_GAP}{_Y})?{_TO}{_M2}(?!{_GAP}[0-9]{{1,2}}\b){_T2}", readers.read_two_months),
    _rule(rf"{_M}{_T}", readers.read_month_and_year),
)
WITH_DAY_FIRST: tuple[Rule, ...] = (
    _rule(
        r"(?P<y>[12][0-9]{3})(?P<s>[-/.])(?P<m>[0-9]{1,2})(?P=s)(?P<d>[0-9]{1,2})(?![0-9])", readers.read_numeric_day
    ),
    _rule(
        r"(?P<a>[0-9]{1,2})(?P<s>[-/.])(?P<b>[0-9]{1,2})(?P=s)(?P<y>[12][0-9]{3})(?![0-9])", readers.read_numeral_day
    ),
    _rule(rf"{_ON}{_D}{_OF}{_M}(?:,?{_GAP}{_Y})?{_TO}{_ON2}{_D2}{_OF}{_M2}{_T2}", readers.read_days_of_two_months),
    _rule(rf"{_ON}{_D}{_TO}(?:the{_GAP})?{_D2}{_OF}{_M}{_T}", readers.read_days_of_month),
    _rule(rf"{_ON}{_D}{_OF}{_M}{_T}", readers.read_full_day),
)
WITH_WEEKDAY_FIRST: tuple[Rule, ...] = (
    _rule(rf"{_W}{_TO}{_W2}{_DAYTIME}", readers.read_two_weekdays),
    _rule(rf"{_W}{_DAYTIME}(?:{_GAP}(?:of{_GAP})?(?P<week>last|this|next){_GAP}week\b)?", readers.read_weekday_alone),
)
WITH_YEAR_FIRST: tuple[Rule, ...] = (
    _rule(
        rf"{_Y}(?P<sep>[-–—/])(?P<z>[0-9]{{4}}|[0-9]{{2}})(?![0-9A-Za-z%-])",
        readers.read_years,
    ),
    _rule(
        rf"{_Y}{_GAP}(?P<sep>to|through|until){_GAP}(?P<z>(?:1[5-9]|20|21)[0-9]{{2}})(?![0-9%A-Za-z])",
        readers.read_years,
    ),
    _rule(_Y, readers.read_year_only),
)
WITH_A_COUNT_FIRST: tuple[Rule, ...] = (
    _rule(rf"{_NUMBER}{_GAP}{_UNIT}{_GAP}(?P<way>ago|earlier|before|later|from{_GAP}now)\b", readers.read_ago),
)
WITH_A_WORD_FIRST: tuple[Rule, ...] = (
    _rule(
        rf"(?P<near>yesterday|today|tomorrow){_TO}(?:the{_GAP})?(?:{_W},?{_GAP}\(?)?(?:{_M}{_GAP}{_D}|{_day('e')}{_OF}{_month('n')})\b",
        readers.read_near_to_day,
    ),
    _rule(rf"(?P<near>yesterday|today|tomorrow){_TO}{_W}", readers.read_near_to_weekday),
    _rule(
        rf"(?P<near>the{_GAP}day{_GAP}before{_GAP}yesterday|the{_GAP}day{_GAP}after{_GAP}tomorrow|yesterday|today|tomorrow"
        rf"|tonight|last{_GAP}night|this{_GAP}(?:morning|afternoon|evening)){_DAYTIME}\b",
        readers.read_near_day,
    ),
    _rule(
        rf"(?P<which>this{_GAP}past|this{_GAP}coming|last|past|previous|this|next|coming|following){_GAP}{_W}"
        rf"(?:{_TO}{_W2})?",
        readers.read_which_weekday,
    ),
    _rule(rf"(?P<which>last|this|next){_GAP}{_M}(?!{_GAP}[0-9])", readers.read_which_month),
    _rule(
        rf"(?:(?:earlier|later|early|late|end|start|beginning|middle){_GAP}(?:in|of){_GAP})(?P<which>the){_GAP}"
        r"(?P<part>week|month|year)\b",
        readers.read_part_near,
    ),
    _rule(
        rf"(?P<which>last|this|next|the{_GAP}current|(?:this{_GAP})?coming|upcoming){_GAP}(?P<part>week|weekend|month|quarter|year)\b"
        rf"(?!{_GAP}of\b)",
        readers.read_part_near,
    ),
    _rule(
        rf"(?P<lead>over|at|during){_GAP}(?:the|this){_GAP}weekend\b(?!{_GAP}of\b)",
        readers.read_weekend,
    ),
    _rule(
        rf"(?P<which>the){_GAP}(?P<part>day|week|month|year){_GAP}(?P<before>before)\b(?!{_GAP}yesterday)",
        readers.read_anchored,
    ),
    _rule(
        rf"(?P<which>(?:the|that){_GAP}same|the{_GAP}(?:previous|preceding|following|next)|that){_GAP}"
        r"(?P<part>day|week|month|year)\b",
        readers.read_anchored,
    ),
    _rule(
        rf"(?:the{_GAP})?(?P<nth>first|second|third|fourth|1st|2nd|3rd|4th){_GAP}(?:(?P<months>[0-9]{{1,2}}|two|three|four|five"
        rf"|six|seven|eight|nine|ten|eleven){_GAP}(?=months|quarters))?(?P<piece>half|quarters?|months)\b{_PIECE_TAIL}",
        readers.read_piece_of_year,
    ),
    _rule(rf"(?P<letter>[QH])(?P<short>[1-4])\b{_PIECE_TAIL}", readers.read_piece_of_year),
    _rule(rf"{_FISCAL}{_Y}(?P<sep>[-–—/])(?P<z>[0-9]{{4}}|[0-9]{{2}})(?![0-9A-Za-z%-])", readers.read_years),
    _rule(rf"{_FISCAL}{_Y}", readers.read_year_only),
    _rule(
        rf"(?:(?P<which>this){_GAP})?(?:spring|summer|autumn|winter)\b{_T}",
        readers.read_season,
    ),
    _rule(
        rf"(?:on{_GAP})?(?:the{_GAP})(?P<d>3[01]|[12]?[0-9])(?:st|nd|rd|th)(?:{_GAP}of{_GAP}(?P<which>the|this|last){_GAP}month\b"
        r"|(?=[ \n]?(?:[.,;)]|\Z)))",
        readers.read_day_of_this_month,
    ),
    _rule(rf"(?:the{_GAP})?{_D}{_OF}{_M}{_T}", readers.read_full_day),
)
