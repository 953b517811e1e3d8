"""Candidates become records: the same meeting told in several sentences is one, a trip with talks is the talks.

The order: follow-ups take what they leave out from what was told before; like candidates merge; a trip gives its dates
to the talks on it and goes; sentences that tell what was said at a meeting join its quotes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.core.models import MeetingKind
from bot.core.spans import bounds_of
from bot.reading.context.context import Context
from bot.reading.meetings.frames import load_meetings
from bot.reading.meetings.parties import Party, fit_parties, sides_of
from bot.reading.meetings.settings import stretch_trip
from bot.reading.meetings.status import Standing
from bot.reading.meetings.stays import find_stay
from bot.reading.meetings.tellings import Candidate
from bot.reading.parsing.syntax import Sentence

_ENDING = frozenset(
    "concluded concluding wrapped wrapping ended ending completed completing finished returned returning".split()
)
_OF_MANY = frozenset("forum conference assembly gathering roundtable retreat".split())
_FRESH = 3  # days that an arrival may be old while the talks are still to come
_JUST = 2  # days between an arrival and the talks
_LONG_AGO = 30  # days before publication; what happened earlier is no news
_SAID = frozenset(("A brief B", "A discuss with B", "A exchange views with B", "A discuss", "A review"))
_MONTH = 7  # letters of a month, "2024-08"
_LOOK_BACK = 6  # sentences between a conference and what is told of its sidelines


@dataclass(slots=True)
class Record:
    """One meeting with every candidate that tells it, in order of the text."""

    kind: MeetingKind
    parties: list[Party]
    place: str | None
    date: str | None
    standing: Standing
    told: list[Candidate]
    hosts: tuple[str, ...] = ()
    more: list[Sentence] = field(default_factory=list)  # further sentences that add to it
    trip: Record | None = None  # the trip on which it was, which is no record of its own

    @property
    def last(self) -> int:
        """Index of the last sentence that tells it."""
        return max(candidate.sentence.index for candidate in self.told)


def dates_agree(a: str | None, b: str | None) -> bool:
    """Can both be said of one event: one is unknown, or they overlap?"""
    if a is None or b is None:
        return True
    left, right = bounds_of(a), bounds_of(b)
    if left is None or right is None:
        return a == b
    return left[0] <= right[1] and right[0] <= left[1]


def are_near(trip: Record, record: Record) -> bool:
    """Can these talks be on that trip: their dates agree, or they are told beside it and lie within ten days?

    A trip is often dated by its first or last day alone ("wrapped up a visit on Tuesday").
    """
    if dates_agree(trip.date, record.date):
        return True
    left, right = bounds_of(trip.date or ""), bounds_of(record.date or "")
    if left is None or right is None:
        return False
    if 0 <= (right[0] - left[1]).days <= _JUST:
        return True  # the day after the arrival
    if abs(trip.last - record.last) > 3:
        return False
    return min(abs((left[0] - right[1]).days), abs((right[0] - left[1]).days)) <= 10


def _narrower(a: str | None, b: str | None) -> str | None:
    if a is None or b is None:
        return a or b
    left, right = bounds_of(a), bounds_of(b)
    if left is None or right is None:
        return a
    return b if right[1] - right[0] < left[1] - left[0] else a


def _longer_stay(a: str | None, b: str | None) -> str | None:
    """Of two dates of one trip its days, not that of its arrival alone; else the narrower."""
    for days, day in ((a, b), (b, a)):
        if days is not None and day is not None and days.count("-") == 4 and "/" not in day:
            return days
    return _narrower(a, b)


class Merger:
    """Puts the candidates of one article together."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.records: list[Record] = []

    def merge(self, candidates: Sequence[Candidate]) -> list[Record]:
        """The records of the candidates, which are in order of the text."""
        for candidate in candidates:
            if candidate.kind is MeetingKind.CALL:
                candidate.place = None  # each is at home, or the text says where one of them was
            self._inherit(candidate)
            for record in reversed(self.records):
                if self._is_same(record, candidate):
                    self._join(record, candidate)
                    break
            else:
                self.records.append(
                    Record(
                        candidate.kind, list(candidate.parties), candidate.place, candidate.date, candidate.standing,
                        [candidate], candidate.hosts,
                    )
                )  # fmt: skip
        self._settle_trips()
        return self.records

    # ------------------------------------------------------------ the same event?

    def _is_same(self, record: Record, candidate: Candidate) -> bool:
        if not self._kinds_agree(record, candidate):
            return False
        if not dates_agree(record.date, candidate.date) or not self._places_agree(record.place, candidate.place):
            return False
        if not self._standings_agree(record, candidate) or self._is_background(record, candidate):
            return False
        if record.kind is MeetingKind.VISIT and set(record.hosts) != set(candidate.hosts):
            return False  # "will visit Laos and Nepal this week", "leaves on Tuesday for Nepal"
        return self._parties_agree(record.parties, candidate.parties, also=candidate.also)

    def _is_background(self, record: Record, candidate: Candidate) -> bool:
        """Is it dated long before an article whose opening tells of the other, undated, as its news?"""
        opening = next((each.index for each in self.context.sentences if not each.heading), 0)
        if record.date is not None or candidate.date is None or record.told[0].sentence.index != opening:
            return False
        bounds, published = bounds_of(candidate.date), self.context.published
        return bounds is not None and published is not None and (published - bounds[1]).days > _LONG_AGO

    def _kinds_agree(self, record: Record, candidate: Candidate) -> bool:
        a, b = record.kind, candidate.kind
        if a is b:
            return True
        if MeetingKind.VISIT in (a, b) or candidate.around or any(told.around for told in record.told):
            return False
        if MeetingKind.CALL in (a, b):
            said = candidate.rule in _SAID and candidate.date is None and candidate.place is None
            return said and a is MeetingKind.CALL and set(candidate.names) == {party.name for party in record.parties}
        talks = record if a is MeetingKind.TALKS else candidate
        people = sum(party.kind == "person" for party in talks.parties)
        of_many = record.told[0].rule in _OF_MANY or candidate.rule in _OF_MANY
        if of_many and people > 1 and record.last != candidate.sentence.index:
            return False  # whom somebody met around a forum is no part of it
        return len(sides_of(record.parties)) == len(sides_of(candidate.parties))

    def _standings_agree(self, record: Record, candidate: Candidate) -> bool:
        a, b = record.standing, candidate.standing
        if a is b:
            return True
        if Standing.CANCELLED in (a, b):
            # What was planned can be called off; what was held can't.
            if candidate.kind is MeetingKind.VISIT and candidate.definite and b is Standing.HELD:
                return True  # "the purpose of his visit has become irrelevant"
            if Standing.HELD in (a, b):
                return candidate.date is not None and candidate.date == record.date
            return record.date == candidate.date or candidate.date is None or record.date is None
        beside = any(told.sentence is candidate.sentence for told in record.told)
        if candidate.kind is MeetingKind.VISIT and candidate.date is None and beside:
            return True  # "arrived on Monday for a visit which he is paying to P"
        # Told as held here and as ahead there: one event only when the words do not tell of a later one.
        if candidate.date is None:
            return candidate.definite and (candidate.place is None or record.place is not None)
        return candidate.date == record.date

    def _places_agree(self, a: str | None, b: str | None) -> bool:
        if a is None or b is None or a == b:
            return True
        one, two = a.casefold(), b.casefold()
        if one in two or two in one:
            return True
        gazetteer = self.context.gazetteer
        for city, country in ((a, b), (b, a)):
            state = gazetteer.country(country)
            if state is not None and state == _country_of(self.context, city):
                return True
        return False

    def _parties_agree(self, a: Sequence[Party], b: Sequence[Party], *, also: bool) -> bool:
        names_a, names_b = {party.name for party in a}, {party.name for party in b}
        if names_a == names_b:
            return True
        sides_a, sides_b = sides_of(a), sides_of(b)
        if "" in sides_a | sides_b and len(sides_a) == len(sides_b) == 2 and len((sides_a | sides_b) - {""}) == 2:
            return all(party.kind != "person" for party in a) or all(party.kind != "person" for party in b)
        if names_a <= names_b or names_b <= names_a:
            return len(names_a & names_b) >= 2
        if sides_a != sides_b or also:
            return False
        # A country told of here is the person who stood for it there; two other persons of a side are another meeting.
        return all(self._fits(party, b) for party in a) and all(self._fits(party, a) for party in b)

    def _fits(self, party: Party, others: Sequence[Party]) -> bool:
        if any(other.name == party.name for other in others):
            return True
        same = [other for other in others if other.side == party.side]
        return bool(same) and (party.kind != "person" or all(other.kind != "person" for other in same))

    # ------------------------------------------------------------ joining

    def _join(self, record: Record, candidate: Candidate) -> None:
        record.told.append(candidate)
        record.parties = fit_parties([*record.parties, *candidate.parties])
        trips = record.kind is MeetingKind.VISIT and candidate.kind is MeetingKind.VISIT
        record.date = (_longer_stay if trips else _narrower)(record.date, candidate.date)
        if record.place is None or (
            candidate.place
            and self.context.gazetteer.country(record.place)
            and not self.context.gazetteer.country(candidate.place)
        ):
            record.place = candidate.place or record.place
        bare = candidate.date is None and candidate.place is None
        # "his visit marks a new start", "their talks will coincide with"
        named_only = candidate.definite and (candidate.kind is MeetingKind.VISIT or bare)
        if record.standing is Standing.PLANNED and candidate.standing is Standing.HELD and not named_only:
            record.standing = Standing.HELD
        elif Standing.CANCELLED in (record.standing, candidate.standing):
            record.standing = Standing.CANCELLED

    def _inherit(self, candidate: Candidate) -> None:
        """What "he also met B" leaves out is the place and day of what was told right before."""
        told = [record for record in self.records if record.kind is not MeetingKind.VISIT]
        if candidate.beside and candidate.kind is MeetingKind.TALKS:
            self._inherit_beside(candidate)
        if not candidate.also or not told or candidate.kind is MeetingKind.VISIT:
            return
        names = {party.name for party in candidate.parties}
        near = [record for record in told if candidate.sentence.index - record.last <= 2]
        record = next((each for each in reversed(near) if names & {party.name for party in each.parties}), None)
        if record is None or record.standing is not candidate.standing or record.kind is MeetingKind.CALL:
            return
        if candidate.place is None and candidate.date in (None, record.date) and candidate.kind is not MeetingKind.CALL:
            candidate.place = record.place
        if candidate.date is None and record is told[-1]:
            candidate.date = record.date

    def _inherit_beside(self, candidate: Candidate) -> None:
        """Talks on the sidelines of a conference told before are where and when that was."""
        for record in reversed(self.records):
            if record.kind is MeetingKind.SUMMIT and record.standing is candidate.standing:
                if candidate.sentence.index - record.last <= _LOOK_BACK:
                    candidate.place = candidate.place or record.place
                    candidate.date = candidate.date or record.date
                return
        names = set(candidate.names)
        for record in reversed(self.records):  # "met B in Manila … will meet C on the sidelines of the gatherings"
            near = candidate.sentence.index - record.last <= _LOOK_BACK and record.kind is not MeetingKind.CALL
            if near and candidate.standing is Standing.PLANNED and names & {party.name for party in record.parties}:
                candidate.place = candidate.place or record.place
                return

    # ------------------------------------------------------------ trips

    def _settle_trips(self) -> None:
        """A trip with named talks gives them its dates and quotes and is no record of its own."""
        gone: list[Record] = []
        for trip in self.records:
            if trip.kind is not MeetingKind.VISIT:
                continue
            if "/" not in (trip.date or ""):
                ahead = trip.standing is not Standing.HELD
                trip.date = find_stay(self.context, trip.told[0].sentence.index, trip.date, ahead=ahead) or trip.date
            carried = [
                record for record in self.records if record.kind is not MeetingKind.VISIT and self._is_on(trip, record)
            ]
            for record in carried:
                self._carry(trip, record)
            if carried:
                gone.append(trip)
        self.records = [record for record in self.records if not any(record is trip for trip in gone)]

    def _carry(self, trip: Record, record: Record) -> None:
        """Give talks the place, the days and, where it is called off, the standing of the trip on which they are."""
        record.trip = trip
        if trip.standing is Standing.CANCELLED:
            record.standing = Standing.CANCELLED
        elif record.standing is Standing.PLANNED and "later in the day" in record.told[0].sentence.text:
            return  # on the day and in the city of what was told right before
        around = record.told[0].around  # a conference beside which they met: longer than the trip, or shorter
        if record.date is None and trip.date is not None and not around:
            days = self._list_days(trip) if record.standing is not Standing.HELD else trip.date
            # Of a tour that is over, its sentence does not say on which of its days each country was visited.
            one = len(trip.hosts) == 1 or record.standing is not Standing.HELD
            if one and ("/" in days or _covers_talks(trip)):
                record.date = days
                record.told.extend(trip.told)
        elif trip.date is not None and "/" in trip.date and len(record.date or "") == _MONTH:
            record.date = _narrower(record.date, trip.date)  # "next month" of a trip whose days a later sentence gives
        city = trip.place is not None and self.context.gazetteer.city(trip.place) == record.place
        if len(trip.hosts) == 1 and (record.place is None or (city and record.standing is Standing.PLANNED)):
            record.place = trip.place

    def _list_days(self, trip: Record) -> str:
        """The days of a trip of which the arrival and the length are told: "arrived on Monday for a two-day visit"."""
        day = trip.date or ""
        for told in trip.told:
            days = {found.iso for found in self.context.dates(told.sentence.index, ahead=True) if len(found.iso) == 10}
            if "/" not in day and len(days) < 2:
                day = stretch_trip(told.sentence, day) or day
        return day

    def _is_on(self, trip: Record, record: Record) -> bool:
        """Are these talks held on that trip?"""
        if record.kind is MeetingKind.CALL or not are_near(trip, record):
            return False
        if record.standing is not trip.standing and not self._is_under_way(trip, record):
            return False
        travellers = {party.name for party in trip.parties if party.name not in trip.hosts}
        if not travellers & {party.name for party in record.parties}:
            return False
        if record.place is not None:
            if record.place == trip.place:
                return True
            country = _country_of(self.context, record.place)
            if country is not None:  # else a venue of which no city is told
                return country in trip.hosts
        beside = trip.standing is Standing.CANCELLED and trip.told[0].sentence is record.told[0].sentence
        if beside and record.place is None:
            return True  # "a meeting of A and B during A's trip to P, which was cancelled"
        others = [party for party in record.parties if party.name not in travellers]
        if any(party.side in trip.hosts for party in others):
            return True
        ahead = trip.standing is record.standing is Standing.PLANNED
        reach = _LOOK_BACK if ahead else 3
        return any(party.side is None for party in others) and 0 <= record.last - trip.last <= reach

    def _is_under_way(self, trip: Record, record: Record) -> bool:
        """Are the talks yet to come on a trip that has begun: "is on a visit that began yesterday … he will meet"?

        What was to be done on a trip that is called off is called off too.
        """
        if record.standing is not Standing.PLANNED or trip.standing is Standing.PLANNED:
            return False
        if trip.standing is Standing.CANCELLED:
            return abs(record.told[0].sentence.index - trip.told[0].sentence.index) <= _LOOK_BACK
        near = 0 <= record.told[0].sentence.index - trip.told[0].sentence.index <= _LOOK_BACK
        if trip.date is None:  # "has travelled to P, where he will meet B"; "the visit of A, who will meet B"
            return near
        bounds, published = bounds_of(trip.date or ""), self.context.published
        if bounds is None or published is None:
            return False
        begun = (published - bounds[0]).days >= -1 and (published - bounds[1]).days <= _FRESH
        return begun and abs(record.told[0].sentence.index - trip.told[0].sentence.index) <= _LOOK_BACK


def _covers_talks(trip: Record) -> bool:
    """Is the date of the trip that of the talks on it? Not where it is the day of arrival or return alone."""
    if "/" in (trip.date or ""):
        return True
    ends = _ENDING & {token.lower for token in trip.told[0].sentence.tokens if token.tag.startswith("VB")}
    verb = trip.told[0].rule.split()[1:2]
    return not ends and not load_meetings().words.arriving.intersection(verb)


def _country_of(context: Context, place: str) -> str | None:
    """The country in which a place lies; of a venue with its city, the city's."""
    words = place.rsplit(", ", maxsplit=1)[-1]
    gazetteer = context.gazetteer
    found = gazetteer.country(words)
    if found:
        return found
    for hit in gazetteer.find(words.replace(",", " ,").split()):
        if hit.country:
            return hit.country
    return None
