"""Dates as news English writes them, found in a text and resolved to ISO against the day of publication.

One pass over the words of the text: a word that can begin a date ("Wednesday", "22", "last", "first") picks the few
patterns of ``bot.core.date_words`` that begin so, and these are matched at that place alone, so the time grows with the
length of the text.

How words without a year are resolved, where ``ahead`` says that the clause looks forward:

    on Thursday         the latest Thursday not after publication; ahead: the first one not before it
    last Friday         the latest Friday before publication; "next Friday": the first one after it
    July 4, in March    the latest not after publication; ahead: the first not before it, with a day of slack for zones;
                        more than ten months away: the nearest, for news gives the year of what is so far off
    last week, month    whole weeks (Monday to Sunday), months, years, counted from publication
    the same day        counted from the date named before it in this text, else from ``anchor``

A day that does not exist, a numeral that could be two days (03/04/2024) and a decade ("the 1990s") are no dates.
Words without a year are left out when the day of publication is unknown.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from bot.core.date_readers import COUNTS, MONTHS, WEEKDAYS, View
from bot.core.date_words import (
    WITH_A_COUNT_FIRST,
    WITH_A_WORD_FIRST,
    WITH_DAY_FIRST,
    WITH_MONTH_FIRST,
    WITH_WEEKDAY_FIRST,
    WITH_YEAR_FIRST,
    Rule,
)
from bot.core.spans import Span, bounds_of, month_span, shift, year_span


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date in a text."""

    start: int  # offset of its first code point in the text given
    end: int  # offset behind its last
    iso: str  # as in bot.core.models
    words: str  # exactly text[start:end]


_WORD = re.compile(r"(?<!\w)[A-Za-z0-9]{1,14}")
_STARTERS = frozenset(
    "the that this last next past previous coming upcoming following on over at during yesterday today tomorrow "
    "tonight first second third fourth q1 q2 q3 q4 h1 h2 fiscal fy spring summer autumn winter earlier later early "
    "late end start beginning middle mid".split()
)
# Every date holds a digit or one of these words; most sentences have neither.
_SIGNS = frozenset({*MONTHS, *WEEKDAYS, *"0123456789"}) | frozenset(
    "yesterday today tomorrow tonight day days week weeks weekend month months year years quarter quarters half night "
    "morning afternoon evening spring summer autumn winter".split()
)
_SIGN = re.compile("[a-z]+|[0-9]")
_FISCAL = re.compile(r"fy[0-9]{2,4}\Z")
# "early March", "late last year", "mid-2024", "the end of August": as precise as what follows.
_LEAD = re.compile(
    r"(?:early|late|earlier|later|mid|(?:the[ \n])?(?:end|start|beginning|middle)[ \n]of)(?:[ \n](?:in|on))?[ \n-]"
    r"(?:the[ \n])?",
    re.IGNORECASE | re.ASCII,
)
# Months that are also names of people or other words need a word before them when they stand by themselves.
_SHY_MONTHS = frozenset({"march", "may", "april", "june", "august"})
_BEFORE_MONTH = re.compile(
    r"(?:\b(?:in|of|since|by|until|till|during|from|to|between|and|or|after|before|through|for|early|late|mid|every|the"
    r"|around|this|last|next)[ \n-]|mid-|\()\Z",
    re.IGNORECASE | re.ASCII,
)
_NUMBER_AFTER = re.compile(r"[ \n][0-9]{1,2}(?![0-9]|,[0-9])")  # "February 30" is no month either
# Right before the date the text itself looks forward, whatever the caller knows of the clause.
_FORWARD = re.compile(
    r"(?:\b(?:scheduled|slated|set|due|planned|expected)[ \n](?:for|on|in)|\b(?:upcoming|by|until))[ \n]"
    r"(?:the[ \n])?\Z",
    re.IGNORECASE | re.ASCII,
)
_TO_DAY = re.compile(r"\)?,?[ \n](?:to|until|till|through)[ \n](?:the[ \n])?", re.IGNORECASE | re.ASCII)
_STRETCH = 31  # days between two days that are joined at most
_INEXACT = re.compile(r"\b(?:than|over|least|most|some|within)[ \n]\Z", re.IGNORECASE | re.ASCII)
_THE = re.compile(r"\bthe[ \n]\Z", re.IGNORECASE | re.ASCII)
# A four-digit number is a year behind a word in lower case that counts nothing, or at the head of a clause.
_YEAR_BEFORE = re.compile(
    r"(?:\A|\b[Mm]id-|[(\[\n;—–'\"“‘][ \n]?|[^0-9],[ \n]?"
    r"|\b(?:In|Since|By|From|Until|During|The|A|Between|Of|And|After|Before|Through)[ \n]"
    r"|\b[a-z][a-zé’']{0,20}[ \n]|[A-Za-z][’']s[ \n])\Z",
    re.ASCII,
)
_QUANTITY_BEFORE = re.compile(
    r"\b(?:no|nos|number|resolution|article|order|act|law|decree|flight|room|page|section|some|about|around|nearly|almost"
    r"|roughly|approximately|than|least|most|over|exactly|up[ \n]to|only|another)[ \n]\Z",
    re.IGNORECASE | re.ASCII,
)
_OLD_YEAR_BEFORE = re.compile(
    r"(?:\b(?:in|since|of|from|by|until|the|a|between|and|to|around|after|before)[ \n]|\()\Z", re.IGNORECASE
)
_NO_YEAR_AFTER = re.compile(
    r"[ \n-](?:people|men|women|children|troops|soldiers|dollars|euros|yuan|yen|per|percent|kilomet\w{1,4}|km"
    r"|met(?:er|re)s?|miles?|tons?|tonnes?|mw|megawatts?|hectares?|units?|jobs?|hours?|gmt|utc|local|Agenda|Vision|Strategy)\b",
    re.ASCII,
)


def find_dates(
    text: str, published: date | None, *, ahead: bool = False, anchor: FoundDate | None = None
) -> list[FoundDate]:
    """Every date in a text, in order and without overlap; never raises.

    Give a clause or sentence with its own ``ahead``; ``anchor`` is the last date before it, for "the same day".
    """
    if _SIGNS.isdisjoint(_SIGN.findall(text.lower())):
        return []
    last = _span_of(anchor.iso) if anchor else None
    found: list[FoundDate] = []
    behind = 0
    for match in _WORD.finditer(text):
        start = match.start()
        if start < behind:
            continue
        rules = _rules_for(text, start, match[0])
        if not rules:
            continue
        view = View(published, ahead or bool(_FORWARD.search(text, max(0, start - 24), start)), last)
        hit = _date_at(text, start, rules, view)
        if hit is None:
            continue
        behind, last = hit
        found.append(FoundDate(start, behind, last.iso, text[start:behind]))
        if len(found) > 1 and (joined := _join_days(text, found[-2], found[-1])) is not None:
            found[-2:] = [joined]
    return found


def _join_days(text: str, first: FoundDate, last: FoundDate) -> FoundDate | None:
    """Two days with "to" between them as one stretch: "Sunday (Aug 25) to Tuesday (Aug 27)"."""
    if not _TO_DAY.fullmatch(text, first.end, last.start) or not len(first.iso) == len(last.iso) == 10:
        return None
    begin, end = date.fromisoformat(first.iso), date.fromisoformat(last.iso)
    if not 0 < (end - begin).days <= _STRETCH:
        return None
    return FoundDate(first.start, last.end, f"{first.iso}/{last.iso}", text[first.start : last.end])


def _date_at(text: str, start: int, rules: tuple[Rule, ...], view: View) -> tuple[int, Span] | None:
    """The end and the span of the date that begins at a word, if one does."""
    for pattern, reader in rules:
        match = pattern.match(text, start)
        if match is None or not _is_written_as_a_date(match, text):
            continue
        span = reader(match, view)
        if span is not None:
            end = match.end()
            if "(" in text[start:end] and text.startswith(")", end):
                return end + 1, span
            # The full stop of "Aug." belongs to the date only inside the sentence.
            return end - text[start:end].endswith("."), span
    lead = _LEAD.match(text, start)
    follower = lead and _WORD.match(text, lead.end())
    if not lead or not follower or _LEAD.match(text, lead.end()):
        return None
    if text[lead.end() - 1] == "-" and follower[0].isdigit():  # "mid-2024"; "mid-20" is none
        year = WITH_YEAR_FIRST[-1:]
        return _date_at(text, lead.end(), year, view)
    return _date_at(text, lead.end(), _rules_for(text, lead.end(), follower[0]), view)


def _rules_for(text: str, start: int, word: str) -> tuple[Rule, ...]:
    """The rules whose dates can begin with a word; none for nearly every word of a text."""
    lower = word.lower()
    if word[0].isdigit():
        before, two_before = text[start - 1 : start], text[max(0, start - 2) : max(0, start - 1)]
        if before in {"$", "€", "£", "¥", "#"} or (before and before in "-–/.,:" and two_before.isalnum()):
            return ()
        return (*WITH_DAY_FIRST, *WITH_A_COUNT_FIRST, *WITH_YEAR_FIRST, *WITH_A_WORD_FIRST)
    if lower in MONTHS:
        return WITH_MONTH_FIRST
    if lower in WEEKDAYS:
        return (*WITH_MONTH_FIRST[:3], *WITH_DAY_FIRST, *WITH_WEEKDAY_FIRST)
    if lower in COUNTS:
        return WITH_A_COUNT_FIRST
    return WITH_A_WORD_FIRST if lower in _STARTERS or _FISCAL.match(lower) else ()


def _is_written_as_a_date(match: re.Match[str], text: str) -> bool:
    """Do the capitals and the words around it allow that this is a date?"""
    groups = match.groupdict()
    for key in ("m", "m2", "w", "w2"):
        name = groups.get(key)
        if name and name[0].isalpha() and not name[0].isupper():
            return False
    start, end = match.span()
    before = slice(max(0, start - 24), start)
    words = match[0]
    if words.isdigit():  # a year by itself
        if not _YEAR_BEFORE.search(text[before]) or _QUANTITY_BEFORE.search(text[before]):
            return False
        if _NO_YEAR_AFTER.match(text, end) or text[end : end + 1] in {"-", "–"}:
            return False
        return words[:2] in {"19", "20"} or bool(_OLD_YEAR_BEFORE.search(text[before]))
    if groups.get("m") == words:  # a month by itself
        if (len(words.rstrip(".")) < 4 and words != "May") or _NUMBER_AFTER.match(text, end):
            return False
        if words.lower() in _SHY_MONTHS and not _BEFORE_MONTH.search(text[before]):
            return False
    if "way" in groups and _INEXACT.search(text[before]):  # "more than two years ago"
        return False
    # "The last year" is a stretch of time that ends now, "last year" is the year before this one.
    return not (groups.get("part") and groups.get("which") in {"last", "next"} and _THE.search(text[before]))


def _span_of(iso: str) -> Span | None:
    bounds = bounds_of(iso)
    return Span(*bounds, iso) if bounds else None


_DATELINE = re.compile(
    r"(?:^|\n)[ ]?(?:[A-Z][\w.'’-]{1,20}[ ,/]{1,2}(?:[A-Za-z][\w.'’-]{0,20}[ ,/]{1,2}){0,5})?"
    r"(?P<date>[A-Z][a-z]{2,8}\.?[ ][0-9]{1,2}(?:,[ ][0-9]{4})?|[0-9]{1,2}[ ][A-Z][a-z]{2,8}\.?(?:,?[ ][0-9]{4})?)"
    r"[.,]?[ ]?(?:[(/][^()/\n]{1,40}[)/][ ]?(?:--|[-—–:])?|--|[-—–:])(?![0-9])",
)


def dateline(text: str, published: date | None) -> date | None:
    """The day that a dateline ("BEIJING, Aug 23 (Agency) —") at the head of an article gives; None without one.

    Looked for in the first 600 characters, at the beginning of a line. A day without a year is the one nearest to
    publication on either side.
    """
    for match in _DATELINE.finditer(text[:600]):
        for ahead in (False, True):
            found = find_dates(match["date"], published, ahead=ahead)
            bounds = bounds_of(found[0].iso) if found and found[0].words == match["date"].rstrip(".") else None
            if bounds and bounds[0] == bounds[1] and (published is None or abs((bounds[0] - published).days) <= 183):
                return bounds[0]
    return None


_AMOUNT = re.compile(
    r"(?:(?:the )?(?:last|past) )?([0-9]{1,4}|[a-z]{1,8}) (day|week|month|year)s?( ago)?\Z", re.IGNORECASE | re.ASCII
)
_OPEN = re.compile(r"(since|from|after|until|till|before|up to|to) ", re.IGNORECASE | re.ASCII)
_JOINED = re.compile(r" (?:to|until|till|and|through|-|–|—) | ?\.\. ?", re.IGNORECASE | re.ASCII)


def parse_period(words: str, today: date) -> tuple[date | None, date | None] | None:
    """First and last day of a period that a person typed: "2024", "March 2023", "last month", "3 weeks".

    "3 weeks" is the three weeks up to today; "since May" and "until May" leave one side open (None). None when the
    words are no period, or could be two ("03/04/2024"). Never raises.
    """
    plain = " ".join(words.split())[:80]
    if (whole := _period_of(re.sub(r"\A(?:from|between) (?=.* )", "", plain, flags=re.IGNORECASE), today)) is not None:
        return whole
    plain = re.sub(r"\A(?:from|between) (?=.* (?:to|and|until|till|-) )", "", plain, flags=re.IGNORECASE)
    parts = _JOINED.split(plain)
    if len(parts) == 2:
        first, last = _period_of(parts[0], today), _period_of(parts[1], today)
        if first and last and first[0] <= last[1]:
            return first[0], last[1]
        return None
    if opened := _OPEN.match(plain):
        period = _period_of(plain[opened.end() :], today)
        if period:
            match opened[1].lower():
                case "since" | "from":
                    return period[0], None
                case "after":
                    return shift(period[1], 1), None
                case "before":
                    return None, shift(period[0], -1)
                case _:
                    return None, period[1]
    return None


def _period_of(words: str, today: date) -> tuple[date, date] | None:
    if amount := _AMOUNT.match(words):
        number = int(amount[1]) if amount[1].isdigit() else COUNTS.get(amount[1].lower(), 0)
        if number:
            start = _back(today, number, amount[2].lower())
            if amount[3] is None:
                return (start, today) if start else None
    spelt = " ".join(
        word.capitalize() if word.lower().strip(",.") in MONTHS or word.lower().strip(",.") in WEEKDAYS else word
        for word in words.lower().removeprefix("in ").removeprefix("on ").split()
    )
    if re.fullmatch(r"[12][0-9]{3}", spelt):
        year = year_span(int(spelt))
        return (year.first, year.last) if year else None
    month = MONTHS.get(spelt.lower().strip(".,"))
    if month:
        span = month_span(today.year - (month > today.month), month)
        return (span.first, span.last) if span else None
    if spelt.lower().strip(".") in WEEKDAYS:
        spelt = next(name for name, n in WEEKDAYS.items() if n == WEEKDAYS[spelt.lower().strip(".")]).capitalize()
    found = find_dates(spelt, today)
    if len(found) == 1 and found[0].words == spelt.rstrip("."):
        return bounds_of(found[0].iso)
    return None


def _back(today: date, number: int, unit: str) -> date | None:
    if unit in {"day", "week"}:
        return shift(today, -number * (7 if unit == "week" else 1))
    start = month_span(today.year, today.month - number * (12 if unit == "year" else 1))
    return start.first.replace(day=min(today.day, start.last.day)) if start else None
