"""A candidate: one telling of a meeting, with who, how sure, where and when.

Verbs, nouns and visits find the parties in their own ways; what is the same for all of them is done here: the clause's
place and date, the status that they leave, the kind, and "bilateral meetings with A and B" as one meeting with each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.models import MeetingKind
from bot.core.spans import bounds_of
from bot.reading.context import Context
from bot.reading.explain import Trace
from bot.reading.lexicon import lemma
from bot.reading.meeting_dates import find_date, is_after
from bot.reading.meeting_frames import Trigger, load_meetings
from bot.reading.meeting_parties import Party, fit_parties, is_contact, sides_of
from bot.reading.meeting_place import Clause, find_clause, find_place
from bot.reading.meeting_status import Standing, find_verb_above, stand_verb
from bot.reading.syntax import Sentence

_BESIDE = frozenset(("margins", "sidelines", "margin", "sideline"))


@dataclass(slots=True)
class Candidate:
    """One telling of a meeting."""

    kind: MeetingKind
    parties: list[Party]
    place: str | None
    date: str | None  # ISO
    standing: Standing
    sentence: Sentence
    rule: str  # words of the frame
    hosts: tuple[str, ...] = ()  # countries that a visit goes to
    also: bool = False  # told as a further one of the same kind: "also met"
    definite: bool = False  # "the meeting": told before, if told at all

    @property
    def names(self) -> tuple[str, ...]:
        """The parties' names in order."""
        return tuple(party.name for party in self.parties)


def is_beside(trigger: Trigger) -> bool:
    """Is the noun a conference beside which others met: "on the margins of the G20 summit"?"""
    return any(token.lower in _BESIDE for token in trigger.sentence.tokens[max(0, trigger.first - 7) : trigger.first])


def join_beside(candidate: Candidate, told: Sequence[Candidate]) -> None:
    """Who met on the sidelines of a conference takes part in it, where its name does not give its two sides."""
    if sum(party.kind != "person" for party in candidate.parties) >= 2:
        return
    for other in told:
        if {party.name for party in other.parties} & {party.name for party in candidate.parties}:
            candidate.parties = fit_parties([*candidate.parties, *other.parties])


def is_remote(sentence: Sentence, clause: Clause) -> bool:
    """Does the clause tell of a phone, a screen or the like?"""
    remote = load_meetings().words.remote
    return any(token.lower in remote for token in sentence.tokens[clause.first : clause.last])


def has_moved(sentence: Sentence, place: int) -> bool:
    """Is the verb above token ``place`` a journey told in the past?"""
    verb = find_verb_above(sentence, place)
    return (
        verb is not None
        and sentence.tokens[verb].tag == "VBD"
        and lemma(sentence.tokens[verb].lower) in load_meetings().words.moving
        and stand_verb(sentence, verb) is Standing.HELD
    )


class CandidateMaker:
    """Makes the candidates of one article."""

    def __init__(self, context: Context, trace: Trace) -> None:
        self.context = context
        self.trace = trace
        self.others: tuple[int, ...] = ()  # places of all triggers of the sentence at hand

    def make(
        self,
        trigger: Trigger,
        parties: Sequence[Party],
        end: int,
        *,
        standing: Standing | None = None,
        begin: int | None = None,
    ) -> list[Candidate]:
        """The candidates of a trigger: none, one, or one with each of several parties.

        ``end`` is the place behind its parties, ``begin`` that of a noun's phrase; ``standing`` is the verb's own
        where it is None.
        """
        sentence = trigger.sentence
        ready = fit_parties(parties)
        if standing is None:
            standing = stand_verb(sentence, trigger.head)
        if standing is Standing.DENIED:
            self.trace.refused(trigger.rule, sentence, "denied or not said to have been")
            return []
        if not is_contact(ready):
            return []
        first = begin if begin is not None else trigger.first
        last = trigger.head + 1 if trigger.verb else trigger.last
        clause = find_clause(sentence, first, max(end, trigger.last), self.others)
        day, standing = self._find_day(trigger, first, last, clause, standing)
        place = find_place(self.context, sentence, first, last, clause)
        people = sum(party.kind == "person" for party in ready)
        if trigger.slot == "B" and day is None and place is None and people < 2:
            self.trace.refused(trigger.rule, sentence, "neither when nor where, and only one of them named")
            return []
        if standing is Standing.WISHED:
            self.trace.refused(trigger.rule, sentence, "only wished for, and no date")
            return []
        also = any(token.lower == "also" for token in sentence.tokens[max(0, trigger.head - 4) : trigger.head + 1])
        made = []
        for some in self._separate(trigger, ready, first):
            kind = self._fit_kind(trigger, some, clause, place)
            made.append(Candidate(kind, some, place, day, standing, sentence, trigger.rule, also=also))
        return made

    def settle(self, standing: Standing, day: str | None) -> Standing:
        """A wish with a date is planned, and so is a held event with a later date."""
        if standing is Standing.WISHED and day is not None:
            return Standing.PLANNED
        if standing is Standing.HELD and is_after(day, self.context.published):
            return Standing.PLANNED
        return standing

    def _find_day(
        self, trigger: Trigger, first: int, last: int, clause: Clause, standing: Standing
    ) -> tuple[str | None, Standing]:
        """The date of the clause, and the standing in its light."""
        sentence = trigger.sentence
        ahead = standing is not Standing.HELD
        day = find_date(self.context, sentence, first, last, clause, ahead=ahead)
        if ahead and has_moved(sentence, trigger.head):
            past = day if day is not None else find_date(self.context, sentence, first, last, clause, ahead=False)
            if self._is_over(past):
                return past, min(Standing.HELD, self.settle(Standing.HELD, past))
        return day, self.settle(standing, day)

    def _is_over(self, day: str | None) -> bool:
        """Are the days gone of "travelled to China for talks from July 25 to 26"? Then the talks were held."""
        bounds = bounds_of(day) if day else None
        published = self.context.published
        if bounds is None or published is None:
            return False
        # A single day is that of the arrival: the talks may be yet to come on the next.
        return (published - bounds[1]).days >= (0 if bounds[0] != bounds[1] else 2)

    def _fit_kind(self, trigger: Trigger, parties: Sequence[Party], clause: Clause, place: str | None) -> MeetingKind:
        if trigger.kind not in (MeetingKind.TALKS, MeetingKind.CALL):
            return trigger.kind
        if is_remote(trigger.sentence, clause):
            return MeetingKind.CALL
        if trigger.kind is MeetingKind.CALL and (place is None or not trigger.verb):
            return MeetingKind.CALL
        return MeetingKind.SUMMIT if len(sides_of(parties)) > 2 else MeetingKind.TALKS

    def _separate(self, trigger: Trigger, parties: list[Party], first: int) -> list[list[Party]]:
        """The parties of each meeting: "bilateral meetings with A and with B" is one with each."""
        tokens = trigger.sentence.tokens
        near = {token.lower for token in tokens[max(0, first - 2) : trigger.last + 2]}
        plural = trigger.slot is not None if trigger.verb else tokens[trigger.head].tag == "NNS"
        if len(parties) < 3 or not plural or not near & load_meetings().words.separate:
            return [parties]
        side = parties[0].side
        leads = [party for party in parties if party.side == side] if side else parties[:1]
        return [[*leads, party] for party in parties if party not in leads]
