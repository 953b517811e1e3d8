"""Where and when somebody is while an article tells whom they met, one after the other.

"President A held talks with B in Hanoi on Tuesday. … A later met C": the second meeting is on the same day in the same
city. It takes what it leaves out from the nearest meeting or trip told before that shares a person with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.core.models import MeetingKind
from bot.core.spans import bounds_of
from bot.reading.context.context import Context
from bot.reading.meetings.frames import load_meetings
from bot.reading.meetings.merge import Record, dates_agree
from bot.reading.meetings.place import list_hits, name_hit
from bot.reading.meetings.settings import is_before
from bot.reading.meetings.status import Standing
from bot.reading.meetings.stays import TRIPS
from bot.reading.parsing.syntax import Sentence

FRESH = 4  # days that news may be old
# The sentence tells of another time than the news.
_EARLIER = frozenset("already recent recently previous previously earlier former last ago since when".split())
_OF_TRIP = 3  # sentences between a trip and "During the trip"


def fill_from_scene(context: Context, records: Sequence[Record], news_day: str | None) -> None:
    """Give talks the place and day of what was told before of one of those who met.

    ``news_day`` is the day of the opening sentence: what is told later of a person named in it has that day.
    """
    ordered = sorted(records, key=lambda record: record.told[0].sentence.index)
    for record in ordered:
        if record.kind not in (MeetingKind.VISIT, MeetingKind.CALL):
            _fit_own_city(context, record)
        if record.standing is not Standing.HELD or record.kind in (MeetingKind.VISIT, MeetingKind.CALL):
            continue
        if record.place is not None and record.date is not None and not context.gazetteer.country(record.place):
            continue
        on_trip = is_on_trip(record)
        if record.kind is MeetingKind.SUMMIT and not on_trip:
            continue  # a conference may last longer than what is told beside it
        if not on_trip and (_is_past(record) or not _has_people(record)):
            continue
        for scene in _list_scenes(context, ordered, record, on_trip=on_trip):
            _take_over(context, scene, record, on_trip=on_trip)
        if not on_trip:
            _fill_from_opening(context, record, news_day)


def _fit_own_city(context: Context, record: Record) -> None:
    """The one city of the country in the same sentence: "is on a visit to Rwanda, said in Kigali that her talks"."""
    country = context.gazetteer.country(record.place) if record.place is not None else None
    sentence = record.told[0].sentence
    if country is None:
        return
    cities = {
        name_hit(sentence, hit)
        for hit in list_hits(context, sentence)
        if hit.kind in ("city", "capital") and hit.country == country and hit.first
        if sentence.tokens[hit.first - 1].lower in ("in", "at")
    }
    if len(cities) == 1:
        record.place = cities.pop()


def _has_people(record: Record) -> bool:
    return any(party.kind == "person" for party in record.parties)


def is_on_trip(record: Record) -> bool:
    """As in "During the trip, he met B": on what was told right before, whenever that was."""
    tokens = record.told[0].sentence.tokens[:6]
    lead = [token.lower for token in tokens[:2]]
    pointing = lead[:1] == ["during"] or lead in (["on", "the"], ["on", "this"])
    return pointing and any(token.lower in TRIPS for token in tokens)


def _is_past(record: Record) -> bool:
    """Is it told as what had been before the news, or with a day of its own?"""
    return any(is_before_news(candidate.sentence) for candidate in record.told[:1])


def is_before_news(sentence: Sentence) -> bool:
    """Does the sentence tell of another time: "had met", "recently", "last year"?"""
    return bool(_EARLIER & {token.lower for token in sentence.tokens}) or is_before(sentence)


def _list_scenes(context: Context, ordered: Sequence[Record], record: Record, *, on_trip: bool) -> Iterator[Record]:
    """The records told before that share a person with this one, the nearest first."""
    first = record.told[0].sentence.index
    people = {party.name for party in record.parties if party.kind == "person"}
    for scene in reversed(ordered):
        at = scene.told[0].sentence.index
        if (
            scene.told[0].around
            or scene is record
            or at > first
            or scene.standing is not Standing.HELD
            or scene.kind is MeetingKind.CALL
        ):
            continue
        if at == first and ordered.index(scene) > ordered.index(record):
            continue
        if not people & {party.name for party in scene.parties if party.kind == "person"}:
            continue
        of_trip = on_trip and first - scene.last <= _OF_TRIP
        if of_trip or is_fresh(context, scene.date) or (scene.date is None and at <= _opening(context)):
            yield scene


def _fill_from_opening(context: Context, record: Record, news_day: str | None) -> None:
    """Day and place of a person of whom the opening says where they are: "A, who is in Lima for the summit"."""
    first, sentence = _opening(context), record.told[0].sentence
    people = {party.name for party in record.parties if party.kind == "person"}
    mentions = [mention for mention in context.mentions(first) if people & set(mention.names)]
    if not mentions or sentence.index == first or context.dates(sentence.index):
        return
    if record.place is not None and context.gazetteer.country(record.place):
        return
    if record.date is None and record.place is None:
        record.place = _find_stay(context, first)
    if is_where(context, record, first):
        record.date = record.date or news_day


def _find_stay(context: Context, index: int) -> str | None:
    """The place in "A, who is in P" and "A is in P on a visit"."""
    sentence = context.sentences[index]
    for hit in list_hits(context, sentence):
        lead = [token.lower for token in sentence.tokens[max(0, hit.first - 2) : hit.first]]
        if hit.kind in ("city", "capital", "country") and lead in (
            ["is", "in"],
            ["is", "visiting"],
            ["currently", "in"],
        ):
            return name_hit(sentence, hit)
    return None


def _opening(context: Context) -> int:
    return next((sentence.index for sentence in context.sentences if not sentence.heading), 0)


def _take_over(context: Context, scene: Record, record: Record, *, on_trip: bool) -> None:
    own = context.dates(record.told[0].sentence.index)
    city = scene.place.rsplit(", ", maxsplit=1)[-1] if scene.place is not None else None
    if city is not None and context.gazetteer.city(city) is None and context.gazetteer.country(city) is None:
        city = None  # a building of which no city is told: others are received elsewhere
        if record.place is not None:
            return
    if record.place is not None and city is not None and city != record.place:
        # The country stands in its own clause; that it was in the same city, only the same day says.
        one_day = record.date is not None and "/" not in record.date  # over several days they may be elsewhere too
        if one_day and record.date == scene.date and record.place == context.gazetteer.city(city):
            record.place = city
        return
    if record.date is None and own:
        return
    if record.date is None and scene.date is not None and _covers(scene, on_trip=on_trip):
        record.date = scene.date
    if record.place is None and dates_agree(record.date, scene.date):
        record.place = city


def _covers(scene: Record, *, on_trip: bool) -> bool:
    """Is the scene's date that of what happened there? Not the day of an arrival alone, nor one day of a stay."""
    if on_trip:
        return scene.date is not None and "/" in scene.date
    if scene.kind is not MeetingKind.VISIT:
        return True
    verb = scene.told[0].rule.split()[1:2]
    return "/" in (scene.date or "") or not load_meetings().words.arriving.intersection(verb)


def is_fresh(context: Context, day: str | None) -> bool:
    """Does the date lie in the days right before publication?"""
    bounds = bounds_of(day) if day else None
    if bounds is None or context.published is None:
        return False
    return -1 <= (context.published - bounds[1]).days <= FRESH


def is_where(context: Context, record: Record, index: int) -> bool:
    """May these talks be where the opening is: no country is told, or one that the opening or the dateline names?"""
    country = _country_of(context, record.place)
    if country is None or record.told[0].sentence.index == index:
        return True
    named = {hit.country for hit in list_hits(context, context.sentences[index])} - {None}
    line = {context.dateline.country} if context.dateline is not None else set()
    return not named or country in named | line


def _country_of(context: Context, place: str | None) -> str | None:
    words = place.rsplit(", ", maxsplit=1)[-1] if place is not None else ""
    return context.gazetteer.city(words) or context.gazetteer.country(words)
