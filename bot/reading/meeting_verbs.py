"""Meetings that a verb tells of: "A met B", "B was received by A", "A and B spoke by phone", "A arrived in P"."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.models import MeetingKind
from bot.reading.meeting_candidates import Candidate, CandidateMaker, is_remote
from bot.reading.meeting_frames import Trigger, ends_reach, is_passive
from bot.reading.meeting_lists import read_list
from bot.reading.meeting_parties import Party, sides_of
from bot.reading.meeting_place import find_clause
from bot.reading.meeting_subjects import read_subject
from bot.reading.meeting_visits import VisitReader
from bot.reading.syntax import Sentence

_REACH = 12


def find_behind(sentence: Sentence, start: int, words: Sequence[str]) -> int | None:
    """The place behind the first of the words from ``start`` on, inside the clause."""
    for i in range(start, min(len(sentence.tokens), start + _REACH)):
        if sentence.tokens[i].lower in words:
            return i + 1
        if ends_reach(sentence.tokens, i):
            return None
    return None


class VerbReader:
    """Reads the verbs of one article."""

    def __init__(self, maker: CandidateMaker) -> None:
        self.maker = maker
        self.context = maker.context
        self.visits = VisitReader(maker)

    def read(self, triggers: Sequence[Trigger]) -> list[Candidate]:
        """The meetings that one verb tells of, by the first of its frames that has parties."""
        first_reason = ""
        for trigger in triggers:
            made = self._fill(trigger)
            if not isinstance(made, str):
                return made
            first_reason = first_reason or made
        self.maker.trace.refused(triggers[0].rule, triggers[0].sentence, first_reason)
        return []

    def _fill(self, trigger: Trigger) -> list[Candidate] | str:
        """The candidates, or why there are none."""
        subject = read_subject(self.context, trigger.sentence, trigger.head)
        if trigger.slot == "P":
            return self.visits.fill_verb(trigger, subject)
        if trigger.slot is None:
            return self._fill_together(trigger, subject)
        passive = is_passive(trigger.sentence, trigger.head)
        start: int | None = trigger.start
        if passive:
            start = find_behind(trigger.sentence, trigger.head + 1, ("by",))
            if start is None or trigger.start != trigger.head + 1:
                return "passive without an agent"
        others, end = read_list(self.context, trigger.sentence, start or trigger.start)
        others, end = self._read_including(trigger, others, end)
        if not others:
            return "no party where the frame wants one"
        wrong = self._check_object(trigger, subject if passive else others)
        if wrong:
            return wrong
        if not subject:
            return "no party is its subject"
        if trigger.rule == "A host B" and not passive and all(_is_state(party) for party in subject):
            hosts = [party.name for party in subject]
            guests = [party for party in others if party.kind == "person"]
            return self.visits.make(trigger, guests, hosts, hosts, end)
        if trigger.rule == "A call B" and not passive and not _ends_call(trigger.sentence, end):
            return "it says what they called them"
        return self.maker.make(trigger, [*subject, *others], end)

    def _read_including(self, trigger: Trigger, others: list[Party], end: int) -> tuple[list[Party], int]:
        """The people behind "hosted European leaders in Paris on Monday, including"."""
        if any(party.kind == "person" for party in others):
            return others, end
        start = find_behind(trigger.sentence, max(end, trigger.start), ("including",))
        people, behind = read_list(self.context, trigger.sentence, start) if start is not None else ([], end)
        # Place and date stand before "including", so the clause goes on behind the verb.
        return ([*others, *people], end) if people and behind else (others, end)

    def _fill_together(self, trigger: Trigger, subject: list[Party]) -> list[Candidate] | str:
        """Frames whose parties are all the subject: "A and B met", "A and B discussed water on Monday"."""
        sentence = trigger.sentence
        talked = trigger.rule == "A discuss"
        if talked and (sentence.tokens[trigger.head].tag != "VBD" or len(sides_of(subject)) < 2):
            return "no telling of what two discussed"
        if is_passive(sentence, trigger.head) or _has_object(sentence, trigger.head) is not talked:
            return "the verb has an object of another kind"
        if len(subject) < 2:
            return "fewer than two parties are its subject"
        made = self.maker.make(trigger, subject, trigger.last)
        dated = bool(made) and made[0].date is not None
        if talked and (not dated or any(place > trigger.head for place in self.maker.others)):
            return "what two discussed, and no date of it"
        if trigger.kind is MeetingKind.CALL and not dated:
            clause = find_clause(sentence, trigger.first, trigger.last)
            return made if is_remote(sentence, clause) else "they spoke of something"
        return made

    def _check_object(self, trigger: Trigger, others: Sequence[Party]) -> str | None:
        """Why these can't be the object of this frame; None when they can."""
        if trigger.object == "side":
            return None
        direct = trigger.start == trigger.head + 1
        if not any(party.acting or (party.kind == "body" and not direct) for party in others) and (
            direct or trigger.object == "official"
        ):
            return "the object is no person, office or delegation"
        if trigger.object == "official" and not any(party.official for party in others):
            return "the object acts for no state or body"
        return None


def _is_state(party: Party) -> bool:
    return party.kind == "country" and not party.acting


def _ends_call(sentence: Sentence, end: int) -> bool:
    """Is there nothing behind "called Xi" that he was called?"""
    if end >= len(sentence.tokens):
        return True
    token = sentence.tokens[end]
    return token.tag in ("IN", ".", "RB", "CC") or token.text == "," or token.entity in ("DATE", "TIME")


def _has_object(sentence: Sentence, verb: int) -> bool:
    return any(
        child.dep in ("dobj", "attr") and child.i > verb and child.entity not in ("DATE", "TIME")
        for child in sentence.children(verb)
    )
