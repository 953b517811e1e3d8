"""What the opening of an article gives to the meetings that are its news: the dateline's city and the day of the news.

"JAKARTA: Foreign Minister A held talks with B on Monday" names no place, and "A and B signed an accord on Friday" in
the first sentence gives the day of the talks that the second tells of. Background and plans are given neither.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.models import MeetingKind
from bot.core.spans import bounds_of
from bot.reading.context import Context
from bot.reading.lexicon import lemma
from bot.reading.meeting_candidates import Candidate
from bot.reading.meeting_frames import load_meetings
from bot.reading.meeting_merge import Record
from bot.reading.meeting_status import Standing
from bot.reading.syntax import Sentence

_OPENING = 3  # sentences that tell the news
_FRESH = 4  # days that news may be old
_GATHERINGS = frozenset("summit conference forum session assembly attend".split())
_FURTHER = frozenset("also later separately".split())
_EARLIER = frozenset("already later recent recently previous previously earlier former last ago since".split())


def fill_from_opening(context: Context, records: Sequence[Record]) -> None:
    """Gives the held meetings of the opening the place and day that they leave out."""
    opening = [sentence.index for sentence in context.sentences if not sentence.heading][:_OPENING]
    planned = {
        candidate.sentence.index
        for record in records
        for candidate in record.told
        if candidate.standing is not Standing.HELD
    }
    day = _find_news_day(context, opening[0]) if opening and opening[0] not in planned else None
    for record in records:
        if record.standing is not Standing.HELD:
            continue
        people = any(party.kind == "person" for party in record.parties)
        if record.date is None and people and _may_be_of_today(record):
            record.date = _find_own_day(context, record.told[0])
            if record.date is None and record.told[0].sentence.index in opening:
                record.date = day
        if record.told[0].sentence.index in opening:
            _fill_place(context, record, first=record.told[0].sentence.index == opening[0])
    news = [record for record in records if record.told[0].sentence.index in opening]
    for record in records:
        if record.standing is Standing.HELD:
            _fill_from_first(context, record, [each for each in news if each is not record])


def _fill_place(context: Context, record: Record, *, first: bool) -> None:
    """The city of the dateline, where one of those who met is at home there, for news of these days.

    What the ``first`` sentence tells without a day ("has held talks") is the news.
    """
    line = context.dateline
    if line is None or record.kind is MeetingKind.VISIT or record.kind is MeetingKind.CALL:
        return
    homes = {party.side for party in record.parties if party.kind == "person"}
    of_these_days = _is_fresh(context, record.date) or (first and record.date is None)
    if line.country in homes and of_these_days and record.place is None:
        record.place = line.city


def _fill_from_first(context: Context, record: Record, news: Sequence[Record]) -> None:
    """What "A also met B" leaves out: the day of what A did first, and the dateline's city where that was there."""
    told = record.told[0]
    further = told.also or bool(_FURTHER & {token.lower for token in told.sentence.tokens})
    if not further or record.kind is not MeetingKind.TALKS or context.dates(told.sentence.index):
        return
    people = {party.name for party in record.parties if party.kind == "person"}
    first = next((each for each in news if people & {party.name for party in each.parties}), None)
    if first is None or first.kind is not MeetingKind.TALKS or first.standing is not Standing.HELD:
        return
    if record.place not in (None, first.place):
        return
    if record.date is None and _is_fresh(context, first.date):
        record.date = first.date
    line = context.dateline
    if record.place is None and line is not None and first.place == line.city and record.date == first.date:
        record.place = first.place


def _is_fresh(context: Context, day: str | None) -> bool:
    bounds = bounds_of(day) if day else None
    if bounds is None or context.published is None:
        return False
    return -1 <= (context.published - bounds[1]).days <= _FRESH


def _may_be_of_today(record: Record) -> bool:
    """Are these talks or a call of the news, not a conference's, a trip's or one before?"""
    if record.kind is MeetingKind.VISIT:
        return False
    for candidate in record.told:
        if _GATHERINGS & set(candidate.rule.split()) or candidate.also:
            return False
        if _EARLIER & {token.lower for token in candidate.sentence.tokens}:
            return False
    return True


def _find_own_day(context: Context, told: Candidate) -> str | None:
    """The day of what was done in talks: "loans were pledged yesterday by A in talks with B"."""
    tokens = told.sentence.tokens
    noun = next((token.i for token in tokens if token.lower == told.rule), None)
    if noun is None or not any(token.lower in ("in", "during", "at") for token in tokens[max(0, noun - 4) : noun]):
        return None
    day = _find_news_day(context, told.sentence.index)
    if day is None:
        return None
    start = context.dates(told.sentence.index)[0].start
    before = next((t for t in reversed([t for t in tokens if t.end <= start][-2:]) if t.tag in ("VBD", "VBN")), None)
    return day if before is not None and lemma(before.lower) not in load_meetings().words.moving else None


def _find_news_day(context: Context, index: int) -> str | None:
    """The one day of the first sentence, when it lies right before publication."""
    found = context.dates(index)
    days = {each.iso for each in found}
    if len(days) != 1 or context.published is None or _is_of_saying(context.sentences[index], found[0].start):
        return None
    day = days.pop()
    bounds = bounds_of(day)
    if bounds is None or bounds[0] != bounds[1]:
        return None
    return day if 0 <= (context.published - bounds[0]).days <= _FRESH else None


def _is_of_saying(sentence: Sentence, start: int) -> bool:
    """Is it the day of "the ministry said on Monday"?"""
    before = [token for token in sentence.tokens if token.end <= start][-6:]
    saying = load_meetings().words.saying
    return any(token.tag.startswith("VB") and lemma(token.lower) in saying for token in before)
