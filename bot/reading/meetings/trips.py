"""Where an article's traveller is, and on which days: what the talks on that trip leave out.

"Foreign Minister A arrived here on Thursday on a two-day visit. … A is scheduled to meet President B": the talks are
in the city of the dateline, on the two days. A plan takes what it leaves out from the trip of one who will be there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.core.models import MeetingKind
from bot.core.spans import bounds_of
from bot.reading.context.context import Context
from bot.reading.lexicon.lists import lemma
from bot.reading.meetings.frames import load_meetings
from bot.reading.meetings.merge import Record
from bot.reading.meetings.place import list_hits, name_hit
from bot.reading.meetings.scene import FRESH, is_before_news, is_fresh
from bot.reading.meetings.settings import stretch_trip
from bot.reading.meetings.status import Standing
from bot.reading.meetings.stays import TRIPS
from bot.reading.parsing.syntax import Sentence

_OPENING = 6  # sentences in which the trip is told
_TO = frozenset("to in at for on visiting".split())
_BEING = frozenset("is was be been currently".split())
_OWN_COUNTRY = frozenset("country kingdom republic island".split())


@dataclass(frozen=True, slots=True)
class Trip:
    """One sentence's telling of a trip."""

    told: int  # index of the sentence
    names: frozenset[str]  # who travels
    place: str | None
    days: str | None  # ISO; a range where its length is told


def fill_from_trips(context: Context, records: Sequence[Record]) -> None:
    """Give planned talks the place and days of the trip that one of those taking part is on, or about to go on."""
    open_ = [record for record in records if record.kind in (MeetingKind.TALKS, MeetingKind.SUMMIT)]
    trips = list(_list_trips(context)) if open_ else []
    for record in open_:
        names = {party.name for party in record.parties if party.kind == "person"}
        told = record.told[0].sentence.index
        trip = next((each for each in reversed(trips) if each.told < told and each.names & names), None)
        if record.standing is Standing.PLANNED:
            _fill_later_today(context, record, [each for each in records if _is_before(context, each, record, names)])
            _fill_plan(context, record, trip)
        elif record.standing is Standing.HELD and record.kind is MeetingKind.TALKS and trip is not None:
            news = is_fresh(context, record.date) and not is_before_news(record.told[0].sentence)
            record.place = trip.place if news and record.place is None else record.place


def _fill_plan(context: Context, record: Record, trip: Trip | None) -> None:
    if trip is None:
        return
    if trip.place is not None and record.place is not None and context.gazetteer.city(trip.place) == record.place:
        record.place = trip.place  # "is travelling to Suva … will meet leaders in Fiji"
    venue = record.place is not None and _is_venue(context, record.place)
    there = venue or record.place in (None, trip.place)
    if record.date is None and there and not context.dates(record.told[0].sentence.index, ahead=True):
        record.date = trip.days
    if record.place is None:
        record.place = trip.place
    elif venue and trip.place is not None and context.gazetteer.city(trip.place):
        record.place = f"{record.place}, {trip.place}"


def _is_venue(context: Context, place: str) -> bool:
    """A building, of which no city is told."""
    words = place.rsplit(", ", maxsplit=1)[-1]
    return context.gazetteer.country(words) is None and context.gazetteer.city(words) is None


def _is_before(context: Context, scene: Record, record: Record, names: set[str]) -> bool:
    """Was this told and held before, these days, with one of the same people?"""
    return (
        scene.standing is Standing.HELD
        and scene.kind is MeetingKind.TALKS
        and scene.told[0].sentence.index < record.told[0].sentence.index
        and is_fresh(context, scene.date)
        and bool(names & {party.name for party in scene.parties})
    )


def _fill_later_today(context: Context, record: Record, scenes: Sequence[Record]) -> None:
    """On the day and in the city of what A has done already: "A will also call on C later in the day"."""
    text = record.told[0].sentence.text.lower()
    for scene in reversed(scenes):
        if record.date is None and any(words in text for words in ("later in the day", "later today", "the same day")):
            record.date = scene.date
        city = scene.place.rsplit(", ", maxsplit=1)[-1] if scene.place else None
        country = context.gazetteer.city(city) if city else None
        if country and record.date == scene.date and record.place in (None, country):
            record.place = city
            return


def _list_trips(context: Context) -> Iterator[Trip]:
    told = [sentence for sentence in context.sentences if not sentence.heading][:_OPENING]
    for sentence in told:
        at = _find_trip_word(sentence)
        if at is None:
            continue
        names = _find_traveller(context, sentence, at)
        if not names:
            continue
        place = _find_place(context, sentence, {context.side(name) for name in names})
        if place is not None:
            yield Trip(sentence.index, names, place, _find_days(context, sentence))


def _find_trip_word(sentence: Sentence) -> int | None:
    """The first word that tells of a trip: "arrived", "visit"."""
    arriving = load_meetings().words.arriving
    for token in sentence.tokens:
        if token.lower == "visiting" and not (token.i and sentence.tokens[token.i - 1].lower in _BEING):
            continue  # "his visiting counterpart"
        if token.lower in {"visiting", *TRIPS} or (token.tag.startswith("VB") and lemma(token.lower) in arriving):
            return token.i
    return None


def _find_traveller(context: Context, sentence: Sentence, at: int) -> frozenset[str]:
    """The first person named before the word of the trip, or behind "by"."""
    people = [mention for mention in context.mentions(sentence.index) if mention.kind == "person"]
    before = [mention for mention in people if mention.first < at]
    behind = [m for m in people if m.first > at and "by" in [t.lower for t in sentence.tokens[at : m.first]]]
    return frozenset((before or behind)[0].names) if before or behind else frozenset()


def _find_place(context: Context, sentence: Sentence, homes: set[str | None]) -> str | None:
    """The city that the trip goes to, else the country; "here" and "the country" are the dateline's."""
    tokens = sentence.tokens
    line = context.dateline
    found: list[tuple[bool, str]] = []
    for hit in list_hits(context, sentence):
        if hit.kind not in ("city", "capital", "country") or hit.country in homes or hit.first == 0:
            continue
        lead = [token.lower for token in tokens[max(0, hit.first - 2) : hit.first]]
        if lead[-1] in _TO or (lead[-1] in ("the", "neighbouring") and lead[0] in _TO):
            found.append((hit.kind == "country", name_hit(sentence, hit)))
    if found:
        return min(found, key=lambda each: each[0])[1]
    if line is None or line.byline or line.country in homes:
        return None
    for token in tokens:
        lead = [t.lower for t in tokens[max(0, token.i - 2) : token.i]]
        if token.lower == "here" or (
            token.lower in {"capital", *_OWN_COUNTRY} and lead[-1:] == ["the"] and lead[0] in _TO
        ):
            return line.country if token.lower in _OWN_COUNTRY else line.city
    return None


def _find_days(context: Context, sentence: Sentence) -> str | None:
    """The days of the trip: a range as told, or the first day with "four-day"; not the day on which it ended."""
    for found in context.dates(sentence.index, ahead=not any(token.tag == "VBD" for token in sentence.tokens)):
        bounds = bounds_of(found.iso)
        if bounds is None or context.published is None or (context.published - bounds[1]).days > FRESH:
            continue
        if found.iso.count("-") == 4:
            return found.iso
        days = stretch_trip(sentence, found.iso)
        if days != found.iso:
            return days
        ahead = bounds[0] >= context.published and not _is_setting_out(sentence)
        if bounds[0] == bounds[1] and (ahead or "one-day" in sentence.text):
            return found.iso
    return None


def _is_setting_out(sentence: Sentence) -> bool:
    return any(t.tag.startswith("VB") and lemma(t.lower) in load_meetings().words.arriving for t in sentence.tokens)
