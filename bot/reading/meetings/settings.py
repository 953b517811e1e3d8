"""Place and day that a meeting takes from what its clause hangs on.

"Returned from Kyiv, where he had met B", "a trip that was planned for next week", "hours after A telephoned B",
"earlier in the day": the words are there, but not in the clause of the meeting itself.
"""

from __future__ import annotations

import re

from bot.core.spans import bounds_of, shift
from bot.reading.context.context import Context
from bot.reading.lexicon.lists import lemma
from bot.reading.meetings.clauses import Clause
from bot.reading.meetings.dates import find_date
from bot.reading.meetings.frames import Trigger, is_finite
from bot.reading.meetings.place import find_place, list_hits, name_hit
from bot.reading.parsing.syntax import Sentence, Token

_ARRANGED = frozenset(
    "hold plan schedule set slate due expect arrange take convene organise organize run last begin start end conclude "
    "come go continue open".split()
)
_BACK = 3  # sentences back in which the day stands that "earlier in the day" means
_THAT_DAY = re.compile(
    r"\b(?:(?:earlier|later) (?:in the|on the same|that|the same) day|(?:on )?the same day"
    r"|(?:hours|minutes|shortly|soon) after)\b",
    re.IGNORECASE,
)
_SAME_DAY = re.compile(
    r"\b(?:same|that) day\b|\b(?:earlier|later) in the day\b|^(?:later )?in the (?:morning|afternoon|evening)\b",
    re.IGNORECASE,
)
_DURATION = re.compile(
    r"\b(two|three|four|five|six|seven|eight|nine|ten|week|[2-9]|1[0-4])[ -](?:day\b(?!s? later)|long\b)",
    re.IGNORECASE | re.ASCII,
)
_COUNT = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "week": 7,
}  # fmt: skip
_ENDING = frozenset("conclude end wrap finish complete close".split())
_OTHER_TIME = frozenset("during after before following ahead".split())
_BEGINNING = frozenset("begin start kick open arrive embark commence launch land leave depart fly expect due".split())


def find_relative(sentence: Sentence, last: int) -> Clause | None:
    """The clause behind a noun that says when and where: "a trip, which was set for next week,"."""
    tokens = sentence.tokens
    for i in range(last, min(len(tokens), last + 13)):
        token = tokens[i]
        if token.tag == "WDT" and token.lower in ("which", "that"):
            verb = next((t for t in tokens[i + 1 : i + 6] if lemma(t.lower) in _ARRANGED), None)
            return Clause(i + 1, _find_end(sentence, verb.i + 1)) if verb is not None else None
        if token.tag == "TO" and [lemma(t.lower) for t in tokens[i + 1 : i + 3]] == ["be", "hold"]:
            return Clause(i, _find_end(sentence, i + 3))  # "the summit (NATO) to be held in P in May"
        if is_finite(tokens, i) or token.lower in _OTHER_TIME:
            return None
    return None


def _find_end(sentence: Sentence, start: int) -> int:
    tokens = sentence.tokens
    for i in range(start, len(tokens)):
        if tokens[i].text == ";" or is_finite(tokens, i) or tokens[i].tag in ("WDT", "WP", "WRB"):
            return i
    return len(tokens)


def find_set_day(context: Context, sentence: Sentence, relative: Clause, *, ahead: bool) -> str | None:
    """The date in a relative clause."""
    return find_date(context, sentence, relative.first, relative.first, relative, ahead=ahead)


def find_set_place(context: Context, sentence: Sentence, relative: Clause) -> str | None:
    """The place in a relative clause."""
    return find_place(context, sentence, relative.first, relative.first, relative)


def find_place_before_where(context: Context, sentence: Sentence, trigger: Trigger) -> str | None:
    """The city or country in "…, where he met B"."""
    tokens = sentence.tokens
    for i in range(trigger.first - 1, max(-1, trigger.first - 12), -1):
        if tokens[i].lower == "where" and tokens[i].tag == "WRB":
            for hit in list_hits(context, sentence):
                if hit.last <= i and hit.kind in _PLACES and all(map(_may_stand_between, tokens[hit.last : i])):
                    return name_hit(sentence, hit)
            return None
        if tokens[i].text in (";", "."):
            return None
    return None


def find_place_behind_who(context: Context, sentence: Sentence, start: int) -> str | None:
    """The place in "received B, who is in P (on a visit)" and "met B, who is visiting P"."""
    tokens = sentence.tokens
    who = next((t.i for t in tokens[start:] if t.lower == "who" and t.i and tokens[t.i - 1].text == ","), None)
    if who is None or not any(token.lower in _STAYING for token in tokens[who + 1 : who + 3]):
        return None
    for hit in list_hits(context, sentence):
        lead = tokens[hit.first - 1].lower if hit.first else ""
        if who < hit.first <= who + 10 and hit.kind in _PLACES and lead in ("in", "to", "visiting"):
            return name_hit(sentence, hit)
    return None


def find_day_behind_who(context: Context, sentence: Sentence, start: int) -> str | None:
    """The days in "will meet B, who is visiting on May 11 to 12" and "B, who will be in P from May 9 to 10"."""
    tokens = sentence.tokens
    who = next((t.i for t in tokens[start:] if t.lower == "who" and t.i and tokens[t.i - 1].text == ","), None)
    staying = _STAYING | {"visiting", "will", "arrives", "due"}
    if who is None or not any(token.lower in staying for token in tokens[who + 1 : who + 3]):
        return None
    behind = [day for day in context.dates(sentence.index, ahead=True) if day.start > tokens[who].start]
    published = context.published.isoformat() if context.published is not None else ""
    return behind[0].iso if behind and behind[0].iso[:10] >= published[: len(behind[0].iso[:10])] else None


_STAYING = frozenset("is was are were arrived visited visits".split())
_PLACES = frozenset(("city", "capital", "country"))
_BETWEEN = frozenset("on the day before a earlier in last late early ,".split())


def _may_stand_between(token: Token) -> bool:
    """Between a place and its "where": a date, a comma, the country of a city."""
    return token.lower in _BETWEEN or token.entity in ("DATE", "TIME", "GPE")


def find_attached_day(context: Context, sentence: Sentence, verb: int) -> str | None:
    """The date that the parse hangs on the verb itself, behind a clause: "met B, who was in Seoul, on June 4"."""
    for found in context.dates(sentence.index):
        first = next((token for token in sentence.tokens if token.end > found.start), None)
        if first is None or first.i < verb or not first.i or sentence.tokens[first.i - 1].lower != "on":
            continue
        if sentence.tokens[first.i - 1].head == verb:
            return found.iso
    return None


def find_that_day(context: Context, sentence: Sentence, first: int) -> str | None:
    """The day named before that "earlier in the day", "the same day" or "hours after" points to."""
    offset = sentence.tokens[min(first, len(sentence.tokens) - 1)].start - sentence.start
    found = _THAT_DAY.search(sentence.text)
    if found is None or (found.group().lower().endswith("after") and found.end() > offset):
        return None
    start = sentence.start + found.start()
    for index in range(sentence.index, max(-1, sentence.index - 1 - _BACK), -1):
        if index < sentence.index and is_before(context.sentences[index]):
            continue  # "had arrived on Wednesday"
        days = [
            day.iso
            for day in context.dates(index)
            if (index < sentence.index or day.end <= start) and "/" not in day.iso and len(day.iso) == 10
        ]
        if days:
            return days[-1]
    return context.published.isoformat() if context.published and "day" in found.group().lower() else None


def is_of_same_day(sentence: Sentence) -> bool:
    """Does the sentence tell of the day of what was told before: "Earlier in the day", "On the same day"?"""
    return _SAME_DAY.search(sentence.text) is not None


def is_before(sentence: Sentence) -> bool:
    """Does the sentence tell what had been before the news: "had met", "had arrived"?"""
    tokens = sentence.tokens
    return any(
        token.lower == "had" and any(t.tag == "VBN" for t in tokens[token.i + 1 : token.i + 4]) for token in tokens
    )


def stretch_trip(sentence: Sentence, day: str | None) -> str | None:
    """The days of "arrived on Monday for a two-day visit" and "is due on Friday for a two-day visit"."""
    verb = next((token.i for token in sentence.tokens if lemma(token.lower) in _BEGINNING), None)
    return stretch_visit(sentence, 0, len(sentence.tokens), verb, day)


def _stretch(words: str, day: str | None, *, begins: bool) -> str | None:
    """The days of a stay that begins or ends on ``day`` where ``words`` say how many; else the day."""
    bounds, found = bounds_of(day) if day else None, _DURATION.search(words)
    if bounds is None or bounds[0] != bounds[1] or found is None:
        return day
    count = _COUNT.get(found.group(1).lower()) or int(found.group(1))
    other = shift(bounds[0], count - 1 if begins else 1 - count)
    if other is None:
        return day
    first, last = sorted((bounds[0], other))
    return f"{first.isoformat()}/{last.isoformat()}"


def stretch_visit(sentence: Sentence, begin: int, last: int, verb: int | None, day: str | None) -> str | None:
    """The days of "concluded a three-day visit on Friday": three of them, Friday the last."""
    bounds = bounds_of(day) if day else None
    if bounds is None or bounds[0] != bounds[1] or verb is None:
        return day
    words = sentence.text[
        sentence.tokens[begin].start - sentence.start : sentence.tokens[last - 1].end - sentence.start
    ]
    if _DURATION.search(words) is None:
        return day
    base = lemma(sentence.tokens[verb].lower)
    relative = find_relative(sentence, last)
    if relative is not None:  # "paid a week-long visit, which came to an end on Friday"
        told = [lemma(token.lower) for token in sentence.tokens[relative.first : relative.first + 5]]
        base = next((word for word in told if word in _ENDING | _BEGINNING), base)
    if begin and sentence.tokens[begin - 1].lower in ("from", "after"):  # "came home on Friday from a two-day visit"
        base = "end"
    if base in _ENDING | _BEGINNING:
        return _stretch(words, day, begins=base in _BEGINNING)
    return day
