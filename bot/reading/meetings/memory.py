"""What an article has told before of its meetings, which a later sentence leaves out.

"The talks took place in P" are those told last, "the summit" is where the leaders gathered, "the delegation" is led by
whom the text named, and "received several ministers on Monday" gives the day to those named in the sentences behind.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.models import MeetingKind
from bot.reading.context.context import Context
from bot.reading.meetings.clauses import Clause, find_clause
from bot.reading.meetings.dates import find_date, is_after
from bot.reading.meetings.frames import Trigger, load_meetings
from bot.reading.meetings.lists import read_list
from bot.reading.meetings.parties import Party
from bot.reading.meetings.place import find_place
from bot.reading.meetings.remote import is_remote
from bot.reading.meetings.status import Standing, find_verb_above, stand_verb
from bot.reading.meetings.subjects import read_subject
from bot.reading.meetings.tellings import Candidate, is_beside
from bot.reading.parsing.syntax import Sentence

_LOOK_BACK = 3  # sentences between a conference and "the summit"
_FOLLOWS = 2  # sentences between a meeting and "The meeting was held in P"
_ROUND = 8  # sentences between "received several ministers" and the last of them
_DAY = 10  # letters of a single day, "2024-08-22"
_CALLS = 12  # sentences between "held telephone conversations with" and the last of them
_LEAD = 4  # words of "The two-day"
_OBJECT = 16  # words between "received" and "heads of diplomatic missions"
_APART = frozenset("separately separate individually credence credentials".split())
_TEAMS = frozenset(("delegation", "team", "mission"))


@dataclass(frozen=True, slots=True)
class Round:
    """A row of meetings told in one sentence, "received a number of ministers on Monday", and named in the next."""

    sentence: int
    names: frozenset[str]  # who met them
    place: str | None
    date: str | None
    standing: Standing
    parties: tuple[Party, ...]  # the same
    apart: bool  # each by himself: "separately"
    remote: bool  # "a series of online meetings", "telephone conversations"


class MeetingMemory:
    """What the sentences read so far have told, of one article."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self._stage: tuple[int, str, str] | None = None  # sentence, place and day of the last conference
        self.round: Round | None = None  # the last row of meetings whose others come in the next sentences
        self._leader: list[Party] = []  # of the delegation told of last
        self._last: Candidate | None = None  # the last telling of talks or a call
        self.told: list[Candidate] = []  # every telling so far
        self.invited: tuple[int, Party, Party] | None = None  # sentence, guest and host of "at the invitation of B"

    def note_stages(self, triggers: Sequence[Trigger], others: Sequence[int]) -> None:
        """Remember where and when a conference is told to be, whoever takes part: "leaders gathered in Arusha"."""
        for trigger in triggers:
            if trigger.kind is not MeetingKind.SUMMIT or is_beside(trigger):
                continue
            sentence = trigger.sentence
            clause = find_clause(sentence, trigger.first, trigger.last, others)
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
        lead = tokens[: trigger.first] if trigger.first <= _LEAD and tokens[0].lower == "the" else lead
        bare = any(token.lower in ("the", "their", "this") for token in lead) and trigger.first <= _LEAD
        alike = told.kind is trigger.kind or trigger.kind is MeetingKind.TALKS
        return list(told.parties) if bare and alike else []

    def find_last_day(self, sentence: Sentence) -> str | None:
        """The day of the meeting told before, for "On the same day, A met B"; None where that is far away."""
        near = [told for told in self.told if sentence.index - told.sentence.index <= _ROUND]
        held = [told for told in near if told.standing is Standing.HELD]
        return next((told.date for told in reversed(held) if told.date is not None and len(told.date) == _DAY), None)

    def list_row(self, sentence: int) -> frozenset[str]:
        """Who met a row of people that are named in the sentences behind, where that was told right before."""
        told = self.round
        reach = _CALLS if told is not None and told.remote else _ROUND
        return told.names if told is not None and 0 < sentence - told.sentence <= reach else frozenset()

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
        """The states of the meeting told before, for "Their foreign ministers last met in P", "The last round was"."""
        told = self._last
        if told is None or trigger.sentence.index - told.sentence.index > _ROUND:
            return []
        sides = list(dict.fromkeys(party.side for party in told.parties))
        if len(sides) < 2 or not all(side and self.context.gazetteer.country(side) for side in sides):
            return []
        return [Party(side, "country", side, True, True, trigger.first) for side in sides if side]

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
            row = trigger.kind in (MeetingKind.TALKS, MeetingKind.CALL) and _is_plural(sentence, trigger.last)
            if not row or (trigger.kind is MeetingKind.CALL and sentence.tokens[trigger.head].tag != "NNS"):
                continue
            verb = trigger.head if trigger.verb else find_verb_above(sentence, trigger.head)
            standing = stand_verb(sentence, verb) if verb is not None else Standing.DENIED
            if verb is None or standing not in (Standing.HELD, Standing.PLANNED):
                continue
            subject = read_subject(self.context, sentence, verb)
            clause = find_clause(sentence, trigger.first, trigger.last)
            ahead = standing is Standing.PLANNED
            day = None if ahead else find_date(self.context, sentence, trigger.first, trigger.last, clause, ahead=ahead)
            wide = Clause(clause.first, len(sentence.tokens))
            remote = trigger.kind is MeetingKind.CALL or is_remote(sentence, clause)
            place = None if remote else find_place(self.context, sentence, trigger.first, trigger.last, wide)
            if subject and (day or place):
                names = frozenset(party.name for party in subject)
                self.round = Round(
                    sentence.index, names, place, day, standing, tuple(subject), _is_apart(sentence), remote
                )

    def fill_from_round(self, candidate: Candidate) -> None:
        """Place and day of the row to which a meeting without its own belongs."""
        told = self.round
        if told is None or candidate.kind is not MeetingKind.TALKS or candidate.standing is not told.standing:
            return
        near = 0 < candidate.sentence.index - told.sentence <= (_CALLS if told.remote else _ROUND)
        if told.remote and near and candidate.place is None and told.names & set(candidate.names):
            candidate.kind = MeetingKind.CALL if candidate.date in (None, told.date) else candidate.kind
        open_ = candidate.date is None or candidate.standing is Standing.PLANNED
        if near and open_ and candidate.place is None and told.names & set(candidate.names):
            candidate.place, candidate.date = told.place, candidate.date or told.date


def _is_plural(sentence: Sentence, start: int) -> bool:
    """Are several unnamed officials the other side: "a number of senior officials", "his counterparts"?"""
    groups = load_meetings().words.groups | {"colleagues"}
    return any(token.tag == "NNS" and token.lower in groups for token in sentence.tokens[start : start + _OBJECT])


def _is_apart(sentence: Sentence) -> bool:
    """Were they met one by one?"""
    return any(token.lower in _APART for token in sentence.tokens)
