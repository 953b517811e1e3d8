"""A candidate: one telling of a meeting, with who, how sure, where and when.

Verbs, nouns and visits find the parties in their own ways; what is the same for all of them is done here: the clause's
place and date, the status that they leave, the kind, and "bilateral meetings with A and B" as one meeting with each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.core.models import MeetingKind
from bot.core.spans import bounds_of
from bot.reading.context import Context
from bot.reading.explain import Trace
from bot.reading.lexicon import lemma
from bot.reading.meeting_dates import find_date, is_after
from bot.reading.meeting_frames import Trigger, ends_reach, is_finite, load_meetings
from bot.reading.meeting_lists import read_list
from bot.reading.meeting_parties import Party, fit_parties, is_contact, is_domestic, is_unmarked, sides_of
from bot.reading.meeting_place import Clause, find_clause, find_place
from bot.reading.meeting_remote import is_remote, is_spoken_call
from bot.reading.meeting_settings import (
    find_attached_day,
    find_place_before_where,
    find_place_behind_who,
    find_relative,
    find_set_day,
    find_set_place,
    find_that_day,
)
from bot.reading.meeting_status import Standing, find_verb_above, stand_verb
from bot.reading.meeting_subjects import read_subject
from bot.reading.syntax import Sentence

_LOOK_BACK = 3  # sentences between a conference and "the summit"
_FOLLOWS = 2  # sentences between a meeting and "The meeting was held in P"
_ROUND = 8  # sentences between "received several ministers" and the last of them
_CALLS_ON = frozenset(("A call on B", "courtesy call"))  # what officials of one state often do too
_NAMING = 14  # words between "on the sidelines" and "summit"
_TEAMS = frozenset(("delegation", "team", "mission"))
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
    beside: bool = False  # on the sidelines of a conference
    around: bool = False  # the conference on whose sidelines they met: never the same as the talks

    @property
    def names(self) -> tuple[str, ...]:
        """The parties' names in order."""
        return tuple(party.name for party in self.parties)


def _is_separate(sentence: Sentence, head: int) -> bool:
    """Does the sentence open with "In a separate meeting," or "Separately,"?"""
    return any(token.lower in ("separate", "separately", "another") for token in sentence.tokens[: min(head + 1, 5)])


def _is_plural(sentence: Sentence, start: int) -> bool:
    """Are several unnamed officials the other side: "a number of senior officials", "his counterparts"?"""
    groups = load_meetings().words.groups | {"colleagues"}
    return any(token.tag == "NNS" and token.lower in groups for token in sentence.tokens[start : start + 9])


def is_beside(trigger: Trigger) -> bool:
    """Is the noun a conference beside which others met: "on the margins of the G20 summit"?"""
    for token in reversed(trigger.sentence.tokens[max(0, trigger.first - _NAMING) : trigger.first]):
        if token.lower in _BESIDE:
            return True
        if token.tag[:2] in ("VB", "MD") and token.tag != "VBN":
            return False
    return False


def is_named(trigger: Trigger) -> bool:
    """Has the conference a name of its own: "the Seventh Lakes Summit", not "the summit"?"""
    tokens = trigger.sentence.tokens
    before = tokens[trigger.first - 1] if trigger.first else None
    return before is not None and tokens[trigger.head].text[:1].isupper() and before.tag in ("NNP", "NNPS")


def is_at(trigger: Trigger) -> bool:
    """Is the noun a conference at which others met: "met with B at the G20 summit"?"""
    if trigger.kind is not MeetingKind.SUMMIT:
        return False
    for token in reversed(trigger.sentence.tokens[max(0, trigger.first - 6) : trigger.first]):
        if token.lower in ("at", "during"):
            return True
        if token.tag[:2] not in ("NN", "JJ", "DT", "HY", "PO", "CD") and token.text not in ("-", "–"):
            return False
    return False


def join_beside(candidate: Candidate, told: Sequence[Candidate]) -> None:
    """Who met on the sidelines of a conference takes part in it, where its name does not give its two sides."""
    if sum(party.kind != "person" for party in candidate.parties) >= 2:
        return
    for other in told:
        if {party.name for party in other.parties} & {party.name for party in candidate.parties}:
            candidate.parties = fit_parties([*candidate.parties, *other.parties])


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


@dataclass(frozen=True, slots=True)
class Round:
    """A row of meetings told in one sentence, "received a number of ministers on Monday", and named in the next."""

    sentence: int
    names: frozenset[str]  # who met them
    place: str | None
    date: str | None


class CandidateMaker:
    """Makes the candidates of one article."""

    def __init__(self, context: Context, trace: Trace) -> None:
        self.context = context
        self.trace = trace
        self._stage: tuple[int, str, str] | None = None  # sentence, place and day of the last conference
        self._round: Round | None = None  # the last row of meetings whose others come in the next sentences
        self._leader: list[Party] = []  # of the delegation told of last
        self._last: Candidate | None = None  # the last telling of talks or a call
        self.told: list[Candidate] = []  # every telling so far
        self.invited: tuple[int, Party, Party] | None = None  # sentence, guest and host of "at the invitation of B"
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
        near = sentence.tokens[max(0, trigger.head - 4) : trigger.head + 1]
        also = any(token.lower == "also" for token in near) or _is_separate(sentence, trigger.head)
        beside = any(token.lower in _BESIDE for token in sentence.tokens)
        made = []
        for some in self._separate(trigger, ready, first):
            kind = self._fit_kind(trigger, some, clause, place)
            made.append(Candidate(kind, some, place, day, standing, sentence, trigger.rule, also=also, beside=beside))
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

    def note_stages(self, verbs: Sequence[Sequence[Trigger]], nouns: Sequence[Trigger]) -> None:
        """Remember where and when a conference is told to be, whoever takes part: "leaders gathered in Arusha"."""
        for trigger in (*(triggers[0] for triggers in verbs), *nouns):
            if trigger.kind is not MeetingKind.SUMMIT or is_beside(trigger):
                continue
            sentence = trigger.sentence
            clause = find_clause(sentence, trigger.first, trigger.last, self.others)
            place = find_place(self.context, sentence, trigger.first, trigger.last, clause)
            day = find_date(self.context, sentence, trigger.first, trigger.last, clause, ahead=False)
            if place is not None and day is not None and not is_after(day, self.context.published):
                self._stage = sentence.index, place, day

    def note_last(self, made: Sequence[Candidate]) -> None:
        """Remember the last meeting told, for "The meeting was held in P on D" behind it."""
        self.told += made
        self._last = next((each for each in reversed(made) if each.kind is not MeetingKind.VISIT), self._last)

    def list_last(self, trigger: Trigger) -> list[Party]:
        """The parties of the meeting told right before, for "The talks took place in P"."""
        told, tokens = self._last, trigger.sentence.tokens
        if told is None or trigger.kind is MeetingKind.VISIT or trigger.sentence.index - told.sentence.index > _FOLLOWS:
            return []
        lead = tokens[max(0, trigger.first - 2) : trigger.first]
        bare = any(token.lower in ("the", "their", "this") for token in lead) and trigger.first <= 3
        alike = told.kind is trigger.kind or trigger.kind is MeetingKind.TALKS
        return list(told.parties) if bare and alike else []

    def list_row(self, sentence: int) -> frozenset[str]:
        """Who met a row of people that are named in the sentences behind, where that was told right before."""
        told = self._round
        return told.names if told is not None and 0 < sentence - told.sentence <= _ROUND else frozenset()

    def note_invited(self, sentence: Sentence, made: Sequence[Candidate]) -> None:
        """Remember guest and host of a trip made "at the invitation of B"."""
        trip = next((each for each in made if each.kind is MeetingKind.VISIT), None)
        tokens = sentence.tokens
        at = next((i for i in range(len(tokens) - 2) if tokens[i].lower == "invitation"), None)
        if trip is None or at is None or tokens[at + 1].lower not in ("of", "from", "by"):
            return
        guests = [party for party in trip.parties if party.kind == "person"]
        hosts = [party for party in read_list(self.context, sentence, at + 2)[0] if party.kind == "person"]
        if len(guests) == 1 and len(hosts) == 1 and guests[0].name != hosts[0].name:
            self.invited = sentence.index, guests[0], hosts[0]

    def note_leader(self, sentence: Sentence) -> None:
        """Remember who leads "a delegation led by A"."""
        tokens = sentence.tokens
        for token in tokens:
            if token.lower not in ("led", "headed") or token.i + 1 >= len(tokens):
                continue
            before = {other.lower for other in tokens[max(0, token.i - 6) : token.i]}
            if tokens[token.i + 1].lower == "by" and before & _TEAMS:
                people = [party for party in read_list(self.context, sentence, token.i + 2)[0] if party.official]
                self._leader = people[:1] if people and people[0].kind == "person" else self._leader

    def list_leader(self, sentence: Sentence, verb: int) -> list[Party]:
        """Who leads "the delegation" that is the subject of ``verb``, where it was told before."""
        subjects = [child for child in sentence.children(verb) if child.dep == "nsubj"]
        bare = subjects and subjects[0].lower in _TEAMS and subjects[0].i <= 3
        if not bare or self.context.mention_at(sentence.index, subjects[0].i) is not None:
            return []
        return list(self._leader)

    def list_last_states(self, trigger: Trigger) -> list[Party]:
        """The two states of the meeting told before, for "Their foreign ministers last met in P"."""
        told = self._last
        if told is None or trigger.sentence.index - told.sentence.index > _ROUND:
            return []
        sides = [party.side for party in told.parties if party.side]
        states = list(dict.fromkeys(side for side in sides if self.context.gazetteer.country(side)))
        at = trigger.first
        return [Party(state, "country", state, True, True, at) for state in states] if len(states) == 2 else []

    def fill_from_stage(self, candidate: Candidate) -> None:
        """Place and day of "the summit" told of right before."""
        if self._stage is None or candidate.kind is not MeetingKind.SUMMIT or not candidate.definite:
            return
        index, place, day = self._stage
        bare = candidate.place is None and candidate.date is None and candidate.standing is Standing.HELD
        if bare and 0 < candidate.sentence.index - index <= _LOOK_BACK:
            candidate.place, candidate.date = place, day

    def note_round(self, triggers: Sequence[Trigger]) -> None:
        """Remember where and when somebody met several who are named in the sentences behind."""
        for trigger in triggers:
            sentence = trigger.sentence
            if trigger.kind is not MeetingKind.TALKS or not _is_plural(sentence, trigger.last):
                continue
            verb = trigger.head if trigger.verb else find_verb_above(sentence, trigger.head)
            if verb is None or stand_verb(sentence, verb) is not Standing.HELD:
                continue
            subject = read_subject(self.context, sentence, verb)
            clause = find_clause(sentence, trigger.first, trigger.last)
            day = find_date(self.context, sentence, trigger.first, trigger.last, clause, ahead=False)
            wide = Clause(clause.first, len(sentence.tokens))
            place = find_place(self.context, sentence, trigger.first, trigger.last, wide)
            if subject and (day or place):
                names = frozenset(party.name for party in subject)
                self._round = Round(sentence.index, names, place, day)

    def fill_from_round(self, candidate: Candidate) -> None:
        """Place and day of the row to which a meeting without its own belongs."""
        told = self._round
        if told is None or candidate.kind is not MeetingKind.TALKS or candidate.standing is not Standing.HELD:
            return
        near = 0 < candidate.sentence.index - told.sentence <= _ROUND
        if near and candidate.date is None and candidate.place is None and told.names & set(candidate.names):
            candidate.place, candidate.date = told.place, told.date

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
        day = find_date(self.context, sentence, first, last, clause, ahead=ahead)
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
        if trigger.verb and day is None and standing is Standing.HELD:
            day = find_attached_day(self.context, sentence, trigger.head)
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
        many = len(sides_of(parties) - {""}) > 2
        relative = None if trigger.verb else find_relative(trigger.sentence, trigger.last)  # "which was held virtually"
        remote = is_remote(trigger.sentence, clause)
        if remote or (relative is not None and is_remote(trigger.sentence, relative)):
            return MeetingKind.SUMMIT if many and not is_spoken_call(trigger) else MeetingKind.CALL
        if trigger.kind is MeetingKind.CALL and (place is None or not trigger.verb):
            shown = trigger.verb and trigger.sentence.tokens[trigger.head].tag == "VBZ"  # a picture's "A speaks with B"
            return MeetingKind.TALKS if shown else MeetingKind.CALL
        return MeetingKind.SUMMIT if many else MeetingKind.TALKS

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
