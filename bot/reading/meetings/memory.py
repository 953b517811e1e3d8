"""What an article has told before of its meetings, which a later sentence leaves out.

"The talks took place in P" are those told last, "the summit" is where the leaders gathered, "the delegation" is led by
whom the text named, and "received several ministers on Monday" gives the day to those named in the sentences behind.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.models import MeetingKind
from bot.reading.context.context import Context
from bot.reading.meetings.dates import find_date, is_after
from bot.reading.meetings.frames import Trigger, load_meetings
from bot.reading.meetings.lists import read_list
from bot.reading.meetings.parties import Party
from bot.reading.meetings.place import Clause, find_clause, find_place
from bot.reading.meetings.status import Standing, find_verb_above, stand_verb
from bot.reading.meetings.subjects import read_subject
from bot.reading.meetings.tellings import Candidate, is_beside
from bot.reading.parsing.syntax import Sentence

_LOOK_BACK = 3  # sentences between a conference and "the summit"
_FOLLOWS = 2  # sentences between a meeting and "The meeting was held in P"
_ROUND = 8  # sentences between "received several ministers" and the last of them
_TEAMS = frozenset(("delegation", "team", "mission"))


@dataclass(frozen=True, slots=True)
class Round:
    """A row of meetings told in one sentence, "received a number of ministers on Monday", and named in the next."""

    sentence: int
    names: frozenset[str]  # who met them
    place: str | None
    date: str | None


class MeetingMemory:
    """What the sentences read so far have told, of one article."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self._stage: tuple[int, str, str] | None = None  # sentence, place and day of the last conference
        self._round: Round | None = None  # the last row of meetings whose others come in the next sentences
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


def _is_plural(sentence: Sentence, start: int) -> bool:
    """Are several unnamed officials the other side: "a number of senior officials", "his counterparts"?"""
    groups = load_meetings().words.groups | {"colleagues"}
    return any(token.tag == "NNS" and token.lower in groups for token in sentence.tokens[start : start + 9])
