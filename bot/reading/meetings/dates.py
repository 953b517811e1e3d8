"""When: the date of the clause that tells of a meeting.

A date counts unless it is the date of a saying, of a journey told in the past, or belongs to another noun.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.core.dates import FoundDate
from bot.core.spans import bounds_of
from bot.reading.context.context import Context
from bot.reading.lexicon.lists import lemma
from bot.reading.meetings.clauses import Clause
from bot.reading.meetings.frames import load_meetings
from bot.reading.parsing.syntax import Sentence, Token

_DAY = 10  # letters of a single day, "2024-08-22"
POINTING = ("same day", "that day")
_FOUNDED = frozenset("launched established founded agreed announced signed".split())
_NEAR = 4  # words between a day and the talks after which something was said on it
# Further away than anything in a clause.
_FAR = 1000
# The date beside these is that of the opinion, not of the meeting that it is about.
_REACTING = frozenset("welcome hail praise laud applaud commend condemn denounce criticise criticize defend".split())
# Between a date and an event these say that the event came behind the date.
_LATER = frozenset(("afterwards", "afterward", "later", "thereafter", "soon"))


def find_date(
    context: Context, sentence: Sentence, first: int, last: int, clause: Clause, *, ahead: bool, visit: bool = True
) -> str | None:
    """The date of the event told at ``first:last``, ISO; None when its clause has none. ``visit``: is it a journey?"""
    best: tuple[int, str] | None = None
    for found in context.dates(sentence.index, ahead=ahead):
        span = _place_tokens(sentence, found)
        if span is None:
            continue
        start, end = span
        inside = context.mention_at(sentence.index, start)
        if inside is not None and inside.kind == "person":  # "Sun Weidong" is no Sunday
            continue
        if end <= first and _is_of_before(sentence, start, end, first, ahead=ahead):
            continue
        if end <= first and ahead and is_gone(found.iso, context.published):
            continue  # "was speaking yesterday ahead of the visit"
        if _is_of_other_time(sentence, found, start, ahead=ahead, visit=visit):
            continue
        outside = start < clause.first or start >= clause.last or _is_elsewhere(sentence, start, end, first, last)
        if outside and (ahead or not _is_said_after(sentence.tokens, end, first)):
            continue
        distance = start - last if start >= last else (first - end) + 1
        distance += _FAR if outside else 0  # any day of its own is nearer than that of what was said after it
        if start < first and any(other < start for other in clause.others):
            distance += _FAR  # "met A on Sunday and held talks with B last week": Sunday is the other meeting's
        if len(found.iso) == 4 and first <= start < last:
            distance += _FAR  # "today … the 2022 U.S.-EU Consultations": the year is part of the name
        if best is None or distance < best[0]:
            best = distance, found.iso
    return best[1] if best else None


def _is_of_other_time(sentence: Sentence, found: FoundDate, start: int, *, ahead: bool, visit: bool) -> bool:
    """Is it no day of an event: "since January", "the same day", "will visit P from tomorrow for the consultations"?"""
    if any(words in found.words.lower() for words in POINTING):
        return True  # the day of what was told before
    lead = sentence.tokens[start - 1].lower if start else ""
    begun = lead == "from" and not visit and len(found.iso) == _DAY
    return begun or (lead == "since" and not ahead)


def _is_of_before(sentence: Sentence, start: int, end: int, first: int, *, ahead: bool) -> bool:
    """Is the date before what is told at ``first`` that of something else?"""
    if _is_in_relative(sentence, start, end, first):
        return True  # "Doval, who arrived in Beijing on Tuesday, also called on": Tuesday is the day of the arrival
    if _LATER & {token.lower for token in sentence.tokens[end:first]}:
        return True  # "In May his party won, and soon after he visited"
    if ahead and _is_of_decision(sentence, start, end):
        return True  # "agreed on Tuesday to hold talks": Tuesday is the day of the agreement
    if ahead and any(token.tag == "VBD" and _is_arriving(token) for token in sentence.tokens[end:first]):
        return True  # "today left for Jeddah to attend": the day of the departure
    # "flew to Jakarta on Tuesday, where he is due to meet", "left California on Saturday after a meeting"
    return _is_behind_move(sentence, start) and (ahead or _is_past_noun(sentence, end, first))


def _is_arriving(verb: Token) -> bool:
    return lemma(verb.lower) in load_meetings().words.arriving


def _is_in_relative(sentence: Sentence, start: int, end: int, first: int) -> bool:
    """Does the date stand in a clause with "who" or "which" that ends before ``first``?"""
    tokens = sentence.tokens
    if not any(token.text == "," for token in tokens[end:first]):
        return False
    for i in range(start - 1, max(-1, start - 15), -1):
        if tokens[i].tag in ("WP", "WDT"):
            return True
        if tokens[i].text == ",":
            return False
    return False


def _is_behind_move(sentence: Sentence, start: int) -> bool:
    """Is the date at ``start`` that of a journey told in the past?"""
    for i in range(start - 1, max(-1, start - 9), -1):
        token = sentence.tokens[i]
        if token.tag.startswith("VB"):
            words = load_meetings().words
            return token.tag == "VBD" and lemma(token.lower) in words.moving | words.arriving
    return False


def _is_of_decision(sentence: Sentence, start: int, end: int) -> bool:
    """Does the date stand between a verb of the past and its infinitive?"""
    tokens = sentence.tokens
    if end >= len(tokens) or tokens[end].tag != "TO":
        return False
    before = next((t for t in reversed(tokens[max(0, start - 3) : start]) if t.tag.startswith("VB")), None)
    return before is not None and before.tag == "VBD" and lemma(before.lower) != "be"


def _is_past_noun(sentence: Sentence, end: int, first: int) -> bool:
    """Does "after" or "following" stand between the date and what it is asked for?"""
    return any(token.lower in ("after", "following") for token in sentence.tokens[end:first])


def _place_tokens(sentence: Sentence, found: FoundDate) -> tuple[int, int] | None:
    inside = [token.i for token in sentence.tokens if token.end > found.start and token.start < found.end]
    return (inside[0], inside[-1] + 1) if inside else None


def _is_elsewhere(sentence: Sentence, start: int, end: int, first: int, last: int) -> bool:
    """Is the date that of a saying, or of another noun ("the March 24 launch", "last month's accord")?"""
    tokens = sentence.tokens
    i = start - 1
    while i >= 0 and tokens[i].lower in ("on", "in", "late", "early", "earlier", ",", "by"):
        i -= 1
    if i >= 0 and tokens[i].tag.startswith("VB") and lemma(tokens[i].lower) in load_meetings().words.saying | {"ask"}:
        return not first <= i < last
    if _is_of_founding(tokens, start) or _is_of_opinion(sentence, start, end, first, last):
        return True
    if end < len(tokens) and start > 0:
        following = tokens[end]
        owner = following.tag == "POS" or following.lower in ("’s", "'s", "’", "'")
        before = tokens[start - 1]
        if owner or (before.tag in ("DT", "PRP$", "POS", "JJ") and following.tag in ("NN", "NNS", "JJ", "NNP", "VBN")):
            return _phrase_end(tokens, end) not in range(first, last + 1)
    if start == 0 and end < len(tokens) and tokens[end].tag == "POS":
        return _phrase_end(tokens, end) not in range(first, last + 1)
    return False


def _is_said_after(tokens: Sequence[Token], end: int, first: int) -> bool:
    """Is it "said on Monday after talks with B": what was said right after the talks was said on their day?"""
    return end < first <= end + _NEAR and tokens[end].lower in ("after", "following", "during", "in", "at")


def _is_of_founding(tokens: Sequence[Token], start: int) -> bool:
    """Is it the day of "these discussions, launched by C on May 4"?"""
    if not start or tokens[start - 1].tag != "IN":
        return False
    governor = tokens[tokens[start - 1].head]
    return governor.dep == "acl" and governor.lower in _FOUNDED


def _is_of_opinion(sentence: Sentence, start: int, end: int, first: int, last: int) -> bool:
    """Is it the day of "on Tuesday welcomed the outcome of the summit"?"""
    tokens = sentence.tokens
    for token in (*tokens[end : end + 2], *tokens[max(0, start - 2) : start]):
        if token.tag in ("VBD", "VBZ", "VBN") and lemma(token.lower) in _REACTING:
            return not first <= token.i < last
    return False


def _phrase_end(tokens: Sequence[Token], i: int) -> int:
    """The place of the head noun of the phrase that goes on at ``i``."""
    head = i
    while i < len(tokens) and (
        tokens[i].tag.startswith(("NN", "JJ", "POS", "HYPH", "VBN", "CD")) or tokens[i].text in ("-", "’s", "'s")
    ):
        head = i
        i += 1
    return head


def is_after(iso: str | None, published: date | None) -> bool:
    """Does the whole of the date lie after publication?"""
    if iso is None or published is None:
        return False
    first = iso.split("/", maxsplit=1)[0]
    return first > published.isoformat()[: len(first)]


def is_gone(iso: str | None, published: date | None) -> bool:
    """Does the whole of the date lie before publication?"""
    bounds = bounds_of(iso) if iso else None
    return bounds is not None and published is not None and bounds[1] < published
