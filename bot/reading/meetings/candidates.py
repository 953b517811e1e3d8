"""Makes candidates: the tellings of a meeting that a trigger and its parties give.

Verbs, nouns and visits find the parties in their own ways; what is the same for all of them is done here: the clause's
place and date, the status that they leave, the kind, and "bilateral meetings with A and B" as one meeting with each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.core.models import MeetingKind
from bot.core.spans import bounds_of
from bot.reading.context.context import Context
from bot.reading.explain import Trace
from bot.reading.lexicon.lists import lemma
from bot.reading.meetings.clauses import BESIDE, Clause, find_clause
from bot.reading.meetings.dates import find_date, is_after
from bot.reading.meetings.frames import Trigger, ends_reach, is_finite, load_meetings
from bot.reading.meetings.lists import read_list
from bot.reading.meetings.memory import MeetingMemory
from bot.reading.meetings.parties import Party, fit_parties, is_contact, is_domestic, is_unmarked, sides_of
from bot.reading.meetings.place import find_place
from bot.reading.meetings.remote import is_remote, is_spoken_call
from bot.reading.meetings.settings import (
    find_attached_day,
    find_day_behind_who,
    find_place_before_where,
    find_place_behind_who,
    find_relative,
    find_set_day,
    find_set_place,
    find_that_day,
    is_of_same_day,
)
from bot.reading.meetings.status import Standing, find_verb_above, stand_verb
from bot.reading.meetings.tellings import Candidate
from bot.reading.meetings.unsettled import is_unsettled
from bot.reading.parsing.syntax import Sentence

_MEMBERS = frozenset("counterparts ministers leaders presidents chiefs".split())
_CALLS_ON = frozenset(("A call on B", "courtesy call"))  # what officials of one state often do too


def _is_separate(sentence: Sentence, head: int) -> bool:
    """Does the sentence open with "In a separate meeting," or "Separately,"?"""
    return any(token.lower in ("separate", "separately", "another") for token in sentence.tokens[: min(head + 1, 5)])


def is_leaving(sentence: Sentence, verb: int) -> bool:
    """Is it "A leaves Tuesday", "the two meet on Friday": the present for what is to come?"""
    token = sentence.tokens[verb]
    if token.tag not in ("VBZ", "VBP") or any(child.dep in ("aux", "auxpass") for child in sentence.children(verb)):
        return False
    moving = load_meetings().words.moving
    return lemma(token.lower) in moving - {"be"} and token.dep in ("ROOT", "conj")


def has_moved(sentence: Sentence, place: int) -> bool:
    """Is the verb above token ``place`` a journey told in the past?"""
    verb = find_verb_above(sentence, place)
    if verb and sentence.tokens[verb].tag == "VB" and sentence.tokens[verb - 1].tag == "TO":
        verb = find_verb_above(sentence, verb)  # "travelled to Myanmar on Friday to hold talks"
    return (
        verb is not None
        and sentence.tokens[verb].tag == "VBD"
        and lemma(sentence.tokens[verb].lower) in load_meetings().words.moving
        and stand_verb(sentence, verb) is Standing.HELD
    )


def _meets_members(sentence: Sentence, parties: Sequence[Party]) -> bool:
    """Is it "met his ASEAN counterparts", "the foreign ministers of the G7": the members of a body, who are many?"""
    for party in parties:
        near = sentence.tokens[max(0, party.at - 5) : party.at + 5]
        if party.kind == "body" and any(token.lower in _MEMBERS for token in near):
            return True
    return False


class CandidateMaker:
    """Makes the candidates of one article."""

    def __init__(self, context: Context, trace: Trace) -> None:
        self.context = context
        self.trace = trace
        self.memory = MeetingMemory(context)
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
        ready = fit_parties(party for party in parties if not self._is_noun_itself(trigger, party))
        if standing is None:
            standing = stand_verb(sentence, trigger.head)
        if standing is Standing.DENIED:
            self.trace.refused(trigger.rule, sentence, "denied or not said to have been")
            return []
        if trigger.rule == "A call on B" and all(party.kind != "person" for party in ready):
            self.trace.refused(trigger.rule, sentence, "a demand on a state, no call")
            return []
        at_home = trigger.rule in _CALLS_ON and is_unmarked(self.context, ready)
        if not is_contact(ready) or at_home or is_domestic(self.context, ready):
            return []
        first = begin if begin is not None else trigger.first
        last = trigger.head + 1 if trigger.verb else trigger.last
        clause = find_clause(sentence, first, max(end, trigger.last), self.others)
        day, standing = self._find_day(trigger, first, last, clause, standing)
        place = find_place(self.context, sentence, first, last, clause)
        day, place, standing = self._find_setting(trigger, day, place, standing)
        people = sum(party.kind == "person" for party in ready)
        if trigger.slot == "B" and day is None and place is None and people < 2:
            self.trace.refused(trigger.rule, sentence, "neither when nor where, and only one of them named")
            return []
        if standing is Standing.WISHED:
            self.trace.refused(trigger.rule, sentence, "only wished for, and no date")
            return []
        near = sentence.tokens[max(0, trigger.head - (4 if trigger.verb else 9)) : trigger.head + 1]
        also = any(token.lower == "also" for token in near) or _is_separate(sentence, trigger.head)
        beside = any(token.lower in BESIDE for token in sentence.tokens)
        made = []
        unsettled = is_unsettled(trigger, first)
        apart = any(token.lower == "separately" for token in sentence.tokens[end : end + 2])
        for some in self._separate(trigger, ready, first, apart=apart):
            kind = self._fit_kind(trigger, some, clause, place)
            candidate = Candidate(kind, some, place, day, standing, sentence, trigger.rule, also=also, beside=beside)
            candidate.unsettled = unsettled
            made.append(candidate)
        return made

    def make_gapped(self, trigger: Trigger, subject: Sequence[Party], end: int) -> list[Candidate]:
        """The second of "met A on Sept 6, and B on Sept 5"."""
        tokens = trigger.sentence.tokens
        joint = next((i for i in range(end, min(len(tokens), end + 10)) if tokens[i].lower == "and"), None)
        if joint is None or not any(token.entity == "DATE" for token in tokens[end:joint]):
            return []
        if any(ends_reach(tokens, i) for i in range(end, joint)):
            return []
        start = joint + 1 + (tokens[joint + 1 : joint + 2] != () and tokens[joint + 1].lower in ("with", "by"))
        others, behind = read_list(self.context, trigger.sentence, start)
        dated = any(token.entity == "DATE" for token in tokens[behind : behind + 6])
        if not any(party.kind == "person" for party in others) or not dated or tokens[behind].tag != "IN":
            return []
        if any(is_finite(tokens, i) for i in range(joint, min(len(tokens), behind + 3))):
            return []
        made = self.make(replace(trigger, first=joint, start=joint + 1), [*subject, *others], behind)
        for candidate in made:
            clause = Clause(joint + 1, len(tokens))
            candidate.date = find_date(self.context, trigger.sentence, joint, behind, clause, ahead=False)
            candidate.place = find_place(self.context, trigger.sentence, joint, behind, clause) or candidate.place
            candidate.also = True  # a meeting of its own
        return made

    def _is_noun_itself(self, trigger: Trigger, party: Party) -> bool:
        """Is it the "Culture Ministerial" of "the G20 Culture Ministerial", taken for somebody's name?"""
        mention = None if trigger.verb else self.context.mention_at(trigger.sentence.index, trigger.head)
        return mention is not None and mention.kind == "person" == party.kind and party.name in mention.names

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
        ahead = standing is not Standing.HELD or is_leaving(sentence, trigger.head)
        if trigger.rule == "A be due in P" and sentence.tokens[trigger.head].tag in ("VBD", "VBN"):
            ahead = False  # "had been due in P in March"
        visit = trigger.kind is MeetingKind.VISIT
        day = find_date(self.context, sentence, first, last, clause, ahead=ahead, visit=visit)
        if ahead and has_moved(sentence, trigger.head):
            past = day if day is not None else find_date(self.context, sentence, first, last, clause, ahead=False)
            if self.is_over(past):
                return past, min(Standing.HELD, self.settle(Standing.HELD, past))
        return day, self.settle(standing, day)

    def _find_setting(
        self, trigger: Trigger, day: str | None, place: str | None, standing: Standing
    ) -> tuple[str | None, str | None, Standing]:
        """Day and place that the clause leaves out and what it hangs on gives."""
        sentence = trigger.sentence
        relative = None if trigger.verb else find_relative(sentence, trigger.last)
        if relative is not None:
            set_day = find_set_day(self.context, sentence, relative, ahead=standing is not Standing.HELD)
            if set_day is not None and (day is None or (trigger.kind is MeetingKind.VISIT and "/" in set_day)):
                day = set_day  # "left on March 11 for a visit, which runs from March 11 to 14"
                standing = self.settle(standing, day)
            place = place or find_set_place(self.context, sentence, relative)
        place = find_place_before_where(self.context, sentence, trigger) or place
        if place is None and trigger.verb and trigger.kind is MeetingKind.TALKS and standing is Standing.HELD:
            place = find_place_behind_who(self.context, sentence, trigger.start)
        if day is None and standing is Standing.PLANNED and trigger.kind is MeetingKind.TALKS:
            day = find_day_behind_who(self.context, sentence, trigger.start)
        if trigger.verb and day is None and standing is Standing.HELD:
            day = find_attached_day(self.context, sentence, trigger.head)
        if day is None and standing is Standing.HELD and is_of_same_day(sentence):
            day = self.memory.find_last_day(sentence)
        if day is None and standing is Standing.HELD:
            day = find_that_day(self.context, sentence, trigger.first)
        return day, place, standing

    def is_over(self, day: str | None) -> bool:
        """Are the days gone of "travelled to China for talks from July 25 to 26"? Then the talks were held."""
        bounds = bounds_of(day) if day else None
        published = self.context.published
        if bounds is None or published is None:
            return False
        # A single day is that of the arrival: the talks may be yet to come on the same day.
        return (published - bounds[1]).days >= (0 if bounds[0] != bounds[1] else 1)

    def _fit_kind(self, trigger: Trigger, parties: Sequence[Party], clause: Clause, place: str | None) -> MeetingKind:
        if trigger.kind not in (MeetingKind.TALKS, MeetingKind.CALL):
            return trigger.kind
        many = len(sides_of(parties) - {""}) > 2 or _meets_members(trigger.sentence, parties)
        relative = None if trigger.verb else find_relative(trigger.sentence, trigger.last)  # "which was held virtually"
        remote = is_remote(trigger.sentence, clause)
        if remote or (relative is not None and is_remote(trigger.sentence, relative)):
            return MeetingKind.SUMMIT if many and not is_spoken_call(trigger) else MeetingKind.CALL
        if trigger.kind is MeetingKind.CALL and (place is None or not trigger.verb):
            shown = trigger.verb and trigger.sentence.tokens[trigger.head].tag == "VBZ"  # a picture's "A speaks with B"
            return MeetingKind.TALKS if shown else MeetingKind.CALL
        return MeetingKind.SUMMIT if many else MeetingKind.TALKS

    def _separate(self, trigger: Trigger, parties: list[Party], first: int, *, apart: bool) -> list[list[Party]]:
        """The parties of each meeting: "bilateral meetings with A and with B" is one with each."""
        tokens = trigger.sentence.tokens
        near = {token.lower for token in tokens[max(0, first - 2) : trigger.last + 2]}
        plural = trigger.slot is not None if trigger.verb else tokens[trigger.head].tag == "NNS"
        one_on_one = {"one", "-", "on"} <= near  # "met one-on-one with A and B"
        apart = apart or one_on_one or bool(near & load_meetings().words.separate)
        calls = trigger.kind is MeetingKind.CALL and not trigger.verb  # "phone calls with A and B" is one with each
        side = parties[0].side
        others = [party for party in parties[1:] if party.side != side]
        # "held meetings with A and B" of two countries is one with each; of one country they may have sat together
        each = trigger.rule == "meeting" and len(sides_of(others)) == len(others) and tokens[first].tag != "PRP$"
        if len(parties) < 3 or not plural or not (apart or calls or each):
            return [parties]
        leads = [party for party in parties if party.side == side] if side else parties[:1]
        return [[*leads, party] for party in parties if party not in leads]
