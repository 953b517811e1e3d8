"""What the opening of an article gives to the meetings that are its news: the dateline's city and the day of the news.

"JAKARTA: Foreign Minister A held talks with B on Monday" names no place, and "A and B signed an accord on Friday" in
the first sentence gives the day of the talks that the second tells of. Background and plans are given neither.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.core.dates import find_dates
from bot.core.models import MeetingKind
from bot.core.spans import bounds_of
from bot.reading.context.context import Context
from bot.reading.lexicon.lists import lemma
from bot.reading.meetings.frames import load_meetings
from bot.reading.meetings.merge import Record
from bot.reading.meetings.place import list_hits, name_hit
from bot.reading.meetings.scene import FRESH, fill_from_scene, is_before_news, is_fresh, is_on_trip, is_where
from bot.reading.meetings.status import Standing
from bot.reading.meetings.tellings import Candidate
from bot.reading.parsing.syntax import Sentence

_OPENING = 3  # sentences that tell the news
_FAR = 18  # words between "told" and "after the talks"
_BESIDE = 6  # letters between a day and "in Oslo"
_TRIP = re.compile(r"\b(?:visit|trip|tour)\b")
_GATHERINGS = frozenset("summit conference forum session assembly attend".split())
_FURTHER = frozenset("also later separately".split())


def fill_from_opening(context: Context, records: Sequence[Record]) -> None:
    """Gives the held meetings of the opening the place and day that they leave out."""
    opening = [sentence.index for sentence in context.sentences if not sentence.heading][:_OPENING]
    ahead = {
        candidate.date
        for record in records
        for candidate in record.told
        if candidate.standing is not Standing.HELD and candidate.sentence.index in opening[:1]
    }
    day = _find_news_day(context, opening[0]) if opening else None
    day = day if day not in ahead else None
    for record in records:
        if record.standing is not Standing.HELD:
            continue
        people = any(party.kind == "person" for party in record.parties)
        if record.date is None and people and _may_be_of_today(record):
            record.date = _find_own_day(context, record.told[0])
            here = is_where(context, record, opening[0]) if opening else False
            if record.date is None and record.told[0].sentence.index in opening and here:
                record.date = day
            if record.date is None and _is_told_after(record.told[0]):
                _fill_from_words(context, record)
        if record.told[0].sentence.index in opening:
            _fill_place(context, record, first=record.told[0].sentence.index == opening[0])
        elif is_fresh(context, record.date) and record.kind is MeetingKind.TALKS:
            _fit_city(context, record)
    news = [record for record in records if record.told[0].sentence.index in opening]
    for record in records:
        if record.standing is Standing.HELD:
            _fill_from_first(context, record, [each for each in news if each is not record])
    fill_from_scene(context, records, day)


def _is_told_after(told: Candidate) -> bool:
    """Is it "told reporters after the talks with B": said on the day of the talks, where they were?"""
    tokens = told.sentence.tokens
    if any(words in told.sentence.text for words in ("before the press conference", "before the news conference")):
        return True
    noun = next((token.i for token in tokens if token.lower == told.rule), None)
    lead = [token.lower for token in tokens[max(0, noun - 4) : noun]] if noun is not None else []
    saying = load_meetings().words.saying
    before = tokens[max(0, (noun or 0) - _FAR) : noun]
    said = any(token.tag == "VBD" and lemma(token.lower) in saying for token in before)
    return said and bool({"after", "following"}.intersection(lead))


def _fill_from_words(context: Context, record: Record) -> None:
    """Day and place of what one of those who met said in a sentence right before: "A said on Monday in Oslo"."""
    known = {party.name for party in record.parties} | {party.side for party in record.parties}
    told = record.told[0].sentence.index
    for index in range(told - 1, max(-1, told - 1 - _OPENING), -1):
        sentence = context.sentences[index]
        days = [
            found
            for found in context.dates(index)
            if len(found.iso) == 10
            and is_fresh(context, found.iso)
            and ("joint press conference" in sentence.text or _is_of_saying(sentence, found.start))
        ]
        if sentence.heading or len(days) != 1 or not any(known & set(each.names) for each in context.mentions(index)):
            continue
        record.date = days[0].iso
        city = _find_place_of_words(context, sentence, days[0].start, days[0].end)
        if city is not None and record.place in (None, context.gazetteer.city(city)):
            record.place = city
        return


def _find_place_of_words(context: Context, sentence: Sentence, start: int, end: int) -> str | None:
    """The city right beside the day of a saying: "said on Monday in Oslo", "said in Oslo on Monday"."""
    for hit in list_hits(context, sentence):
        first, last = sentence.tokens[hit.first], sentence.tokens[hit.last - 1]
        beside = 0 < first.start - end < _BESIDE or 0 < start - last.end < _BESIDE
        if hit.kind in ("city", "capital") and beside and sentence.tokens[hit.first - 1].lower == "in":
            return name_hit(sentence, hit)
    return None


def _fill_place(context: Context, record: Record, *, first: bool) -> None:
    """The city of the dateline, where one of those who met is at home there, for news of these days.

    What the ``first`` sentence tells without a day ("has held talks") is the news. A city is more exact than the
    country that the sentence names ("who is on a visit to Kazakhstan").
    """
    line = context.dateline
    if record.kind is MeetingKind.VISIT or record.kind is MeetingKind.CALL:
        return
    if not (is_fresh(context, record.date) or (first and record.date is None)):
        return
    if line is not None:
        homes = {party.side for party in record.parties if party.kind == "person"}
        beside = any(told.around or told.beside for told in record.told)  # a conference, which is seldom at home
        if record.place is None and line.country in homes and not beside:
            record.place = f"{line.venue}, {line.city}" if first and line.venue else line.city
        _fit_city(context, record)
        news = first and record.kind is MeetingKind.TALKS
        if news and record.date is None and line.day is not None and _is_of_dateline(line.day, record):
            record.date = next((day.iso for day in find_dates(line.day, context.published) if len(day.iso) == 10), None)
    titled = _find_title_place(context)
    if titled is not None and (
        record.place == titled[1] or (record.place is None and record.kind is MeetingKind.TALKS)
    ):
        record.place = titled[0]


def _fit_city(context: Context, record: Record) -> None:
    """The dateline's city, which is more exact than its country."""
    line = context.dateline
    if line is not None and not line.byline and record.place == line.country and line.country != line.city:
        record.place = line.city


def _is_of_dateline(day: str, record: Record) -> bool:
    """Does the first sentence tell what was done on the day of the dateline: "Oslo, May 5, 2021 – A met B"?

    Not in the perfect ("has received"), unless the dateline gives the weekday too.
    """
    tokens = record.told[0].sentence.tokens
    return "day" in day or not any(token.lower in ("has", "have") and token.dep == "aux" for token in tokens)


def _find_title_place(context: Context) -> tuple[str, str] | None:
    """The city that the title puts the news in, with its country: "A, B meet in Da Nang"."""
    words = [word.strip(",.:;?!’'") for word in context.article.title.split()]
    found = [
        hit
        for hit in context.gazetteer.find(words)
        if hit.kind in ("city", "capital") and hit.first and words[hit.first - 1].lower() in ("in", "at")
    ]
    if len(found) != 1 or found[0].country is None:
        return None
    return " ".join(words[found[0].first : found[0].last]), found[0].country


def _fill_from_first(context: Context, record: Record, news: Sequence[Record]) -> None:
    """What "A also met B" leaves out: the day of what A did first, and the dateline's city where that was there."""
    told = record.told[0]
    further = told.also or bool(_FURTHER & {token.lower for token in told.sentence.tokens})
    if not further or record.kind is not MeetingKind.TALKS or context.dates(told.sentence.index) or is_on_trip(record):
        return
    people = {party.name for party in record.parties if party.kind == "person"}
    first = next((each for each in news if people & {party.name for party in each.parties}), None)
    if first is None or first.kind is not MeetingKind.TALKS or first.standing is not Standing.HELD:
        return
    if record.place not in (None, first.place):
        return
    if record.date is None and is_fresh(context, first.date):
        record.date = first.date
    line = context.dateline
    if record.place is None and line is not None and first.place == line.city and record.date == first.date:
        record.place = first.place


def _may_be_of_today(record: Record) -> bool:
    """Are these talks or a call of the news, not a conference's, a trip's or one before?"""
    if record.kind is MeetingKind.VISIT or is_on_trip(record) or record.told[0].around:
        return False
    for candidate in record.told:
        if _GATHERINGS & set(candidate.rule.split()) or candidate.also:
            return False
        later = any(token.lower == "later" for token in candidate.sentence.tokens)
        if later or is_before_news(candidate.sentence):
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
    """The one day of these days in the first sentence; not that of a saying, a journey or a clause with "who".

    Of 34 held talks without a date of their own in articles with such a day, 19 had that day; of those whose opening
    tells of an arrival or return, none of 6.
    """
    sentence = context.sentences[index]
    days: dict[str, int] = {}
    for found in context.dates(index):
        bounds = bounds_of(found.iso)
        if bounds is None or bounds[0] != bounds[1] or context.published is None:
            continue
        aside = _is_aside(sentence, found.start) or _is_of_saying(sentence, found.start)
        if 0 <= (context.published - bounds[0]).days <= FRESH and not aside:
            days.setdefault(found.iso, found.start)
    if len(days) != 1:
        return None
    day, start = days.popitem()
    return None if _is_of_journey(sentence, start) else day


def _is_aside(sentence: Sentence, start: int) -> bool:
    """Does the day stand in a clause with "who" or "which", or behind "since"?"""
    for token in reversed([token for token in sentence.tokens if token.end <= start][-8:]):
        if token.tag in ("WP", "WDT") or token.lower == "since":
            return True
        if token.text == ",":
            return False
    return False


def _is_of_journey(sentence: Sentence, start: int) -> bool:
    """Is it the day of an arrival or a return alone?"""
    before = [token for token in sentence.tokens if token.end <= start][-8:]
    verb = next((token for token in reversed(before) if token.tag in ("VBD", "VBZ", "VBN")), None)
    begun = verb is not None and lemma(verb.lower) in ("begin", "start", "embark") and _TRIP.search(sentence.text)
    return verb is not None and (bool(begun) or lemma(verb.lower) in load_meetings().words.arriving)


def _is_of_saying(sentence: Sentence, start: int) -> bool:
    """Is it the day of "the ministry said on Monday"?"""
    before = [token for token in sentence.tokens if token.end <= start][-6:]
    saying = load_meetings().words.saying
    return any(token.tag.startswith("VB") and lemma(token.lower) in saying for token in before)
