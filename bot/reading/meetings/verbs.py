"""Meetings that a verb tells of: "A met B", "B was received by A", "A and B spoke by phone", "A arrived in P"."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.models import MeetingKind
from bot.reading.meetings.candidates import CandidateMaker
from bot.reading.meetings.clauses import Clause, find_clause
from bot.reading.meetings.frames import Trigger, ends_reach, is_passive, load_meetings
from bot.reading.meetings.lists import read_list
from bot.reading.meetings.members import read_participation
from bot.reading.meetings.parties import Party, sides_of
from bot.reading.meetings.place import find_place
from bot.reading.meetings.remote import is_remote
from bot.reading.meetings.status import Standing, find_governor
from bot.reading.meetings.subjects import read_agent, read_subject
from bot.reading.meetings.tellings import Candidate
from bot.reading.meetings.visits import VisitReader
from bot.reading.parsing.syntax import Sentence

_RETINUE = frozenset("advisers advisors aides cabinet delegation ministers officials staff team".split())
_COMPANY = 6  # words of "and his senior advisors, including"
_REACH = 12
_CLOSE = 3  # words between "discussed" and the day or place of it: "discussed water on April 22"
_ASIDE = frozenset("in at on , here today yesterday earlier late early audience visiting".split())
_SETTINGS = frozenset(("DATE", "TIME", "GPE", "LOC", "FAC", "ORG"))
_ALSO = 16  # words between "met with A, the head of …," and "and with B"
_TALKED = frozenset(("A discuss", "A review", "A examine"))
_SPOKEN = frozenset(("A agree", "A tell B"))  # they were together where a day or place of it is said
_BY = frozenset(("by", "on", "over", "via"))
_FRONTED = frozenset("in at on during when".split())
_GREETINGS = frozenset(("A meet B", "A receive B", "A welcome B", "A greet B", "A shake hands with B"))
_AIRPORTS = frozenset("airport airfield airbase tarmac".split())
_EVENTS = frozenset("conference briefing interview event ceremony forum rally".split())


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
        subject = self._read_doers(trigger)
        if trigger.slot == "P":
            return self.visits.fill_verb(trigger, subject)
        return self._fill_together(trigger, subject) if trigger.slot is None else self._fill_with(trigger, subject)

    def _fill_with(self, trigger: Trigger, subject: list[Party]) -> list[Candidate] | str:
        """Frames with an object: "A met B", "B was received by A"."""
        passive = is_passive(trigger.sentence, trigger.head)
        if passive and trigger.rule == "A discuss with B":  # "trade was discussed by A with B"
            subject, passive = read_agent(self.context, trigger.sentence, trigger.head, trigger.start - 1), False
        found = self._read_object(trigger, passive=passive)
        if isinstance(found, str):
            return found
        others, end = found
        if not others:
            return "no party where the frame wants one"
        wrong = self._check_object(trigger, subject if passive else others)
        if wrong or not subject:
            return wrong or "no party is its subject"
        visited = trigger.rule == "A host B" or _is_on_visit(trigger, end)
        if visited and not passive and all(_is_state(party) for party in subject):
            hosts = [party.name for party in subject]
            guests = [party for party in others if party.kind == "person"]
            made = self.visits.make(trigger, guests, hosts, hosts, end)
            if not isinstance(made, str) and trigger.rule != "A host B":
                for candidate in made:
                    candidate.kind = MeetingKind.VISIT
            return made
        wrong = _find_other_sense(trigger, end, passive=passive) or _find_silence(trigger, subject, others, end)
        if wrong:
            return wrong
        made = self.maker.make(trigger, [*subject, *others], end)
        for candidate in made:
            candidate.definite = _is_presupposed(trigger)
        if not made or passive:
            return made
        gapped = self.maker.make_gapped(trigger, subject, end)
        return made + (gapped or self._make_second(trigger, subject, end))

    def _make_second(self, trigger: Trigger, subject: Sequence[Party], end: int) -> list[Candidate]:
        """The second of "met with A, this year's laureate, and with B": each "with" is a meeting of its own."""
        tokens = trigger.sentence.tokens
        if not trigger.rule.endswith("with B"):
            return []
        for i in range(end, min(len(tokens) - 2, end + _ALSO)):
            if ends_reach(tokens, i):
                return []
            if tokens[i].lower != "and":
                continue
            near = (i + 1, i + 2) if tokens[i + 1].tag[:2] != "VB" else ()  # "and agreed with them" is no second one
            start = next((j for j in near if j < len(tokens) and tokens[j].lower == "with"), None)
            if start is not None:
                others, behind = read_list(self.context, trigger.sentence, start + 1)
                return self.maker.make(trigger, [*subject, *others], behind) if others else []
        return []

    def _read_doers(self, trigger: Trigger) -> list[Party]:
        """The subject; of "The delegation met" its leader, of "Their foreign ministers met" the two states told of."""
        subject = read_subject(self.context, trigger.sentence, trigger.head)
        if not subject and trigger.rule == "A meet" and trigger.sentence.tokens[0].lower == "their":
            return self.maker.memory.list_last_states(trigger)
        return subject or self.maker.memory.list_leader(trigger.sentence, trigger.head)

    def _read_object(self, trigger: Trigger, *, passive: bool) -> tuple[list[Party], int] | str:
        """The parties in the verb's last place, or why there can be none; the place behind them."""
        start: int | None = trigger.start
        if passive:
            start = find_behind(trigger.sentence, trigger.head + 1, ("by",))
            if start is None or trigger.start != trigger.head + 1:
                return "passive without an agent"
        begin = start or trigger.start
        if begin < len(trigger.sentence.tokens) and trigger.sentence.tokens[begin].text == ",":
            return "a comma ends the clause behind the verb"  # "whether the two would meet, Minister A said"
        others, end = read_list(self.context, trigger.sentence, begin)
        if not others and not passive and trigger.start == trigger.head + 1:
            others, end = self._read_far(trigger)
        return self._read_including(trigger, others, end)

    def _read_far(self, trigger: Trigger) -> tuple[list[Party], int]:
        """The object behind place and day: "received in Cairo on Monday the minister"."""
        tokens = trigger.sentence.tokens
        i = trigger.start
        while i < min(len(tokens), trigger.start + _REACH) and not ends_reach(tokens, i):
            mention = self.context.mention_at(trigger.sentence.index, i)
            seat = mention is not None and mention.how == "capital" and tokens[i - 1].lower in ("at", "in")
            if mention is not None and mention.kind != "place" and not seat:
                return read_list(self.context, trigger.sentence, i) if i > trigger.start else ([], i)
            if tokens[i].lower == "the" and i > trigger.start and tokens[i].dep == "det":
                i += 1
                continue
            if not (tokens[i].lower in _ASIDE or tokens[i].entity in _SETTINGS or mention):
                break
            i += 1
        return [], trigger.start

    def _read_including(self, trigger: Trigger, others: list[Party], end: int) -> tuple[list[Party], int]:
        """The people behind "hosted European leaders on Monday, including", "met A and his aides, including"."""
        start = find_behind(trigger.sentence, max(end, trigger.start), ("including",))
        named = any(party.kind == "person" for party in others)
        # "met President A and his advisors, including B and C"
        company = trigger.sentence.tokens[end - 1 : min(start, end + _COMPANY)] if start is not None else ()
        if named and not any(token.lower in _RETINUE for token in company):
            return others, end
        people, behind = read_list(self.context, trigger.sentence, start) if start is not None else ([], end)
        # Place and date stand before "including", so the clause goes on behind the verb.
        return ([*others, *people], end) if people and behind else (others, end)

    def _fill_together(self, trigger: Trigger, subject: list[Party]) -> list[Candidate] | str:
        """Frames whose parties are all the subject: "A and B met", "A and B discussed water on Monday"."""
        sentence = trigger.sentence
        told = subject
        subject = self._read_chaired(trigger, told)
        if trigger.rule == "A agree" and _is_to_postpone(trigger):
            return "what they agreed is of another meeting"
        talked = trigger.rule in _TALKED
        if talked and (sentence.tokens[trigger.head].tag != "VBD" or len(sides_of(subject)) < 2):
            return "no telling of what two discussed"
        spoken = trigger.rule in _SPOKEN
        if spoken and not _is_spoken(trigger, subject[:1], subject[1:], trigger.head + 1):
            return "what they agreed, and neither day nor place of it"
        objected = _has_object(sentence, trigger.head)
        if is_passive(sentence, trigger.head) or (objected and not talked and not spoken):
            return "the verb has an object of another kind"
        if len(subject) < 2:
            return "fewer than two parties are its subject"
        made = self.maker.make(trigger, subject, trigger.last)
        for candidate in made if subject is not told else ():
            candidate.kind = MeetingKind.SUMMIT
        fronted = sentence.tokens[0].lower in _FRONTED
        for candidate in made if talked else ():
            self._keep_near(trigger, candidate)
            if fronted and candidate.place is None and candidate.date is None:
                clause = Clause(0, min(party.at for party in subject))
                candidate.place = find_place(self.context, sentence, trigger.head, trigger.head + 1, clause)
        dated = bool(made) and (made[0].date is not None or (fronted and made[0].place is not None))
        if spoken and not dated and not (made and made[0].place):
            return "what they agreed, and neither day nor place of it"
        if talked and (not dated or any(place > trigger.head for place in self.maker.others)):
            return "what two discussed, and no date of it"
        if trigger.kind is MeetingKind.CALL and not dated:
            clause = find_clause(sentence, trigger.first, trigger.last)
            return made if is_remote(sentence, clause) else "they spoke of something"
        return made

    def _read_chaired(self, trigger: Trigger, subject: list[Party]) -> list[Party]:
        """With A, of "the ministers of the G7 met in Rome under the chairmanship of A"; else the subject itself."""
        if len(subject) != 1 or subject[0].kind != "body":
            return subject
        whole = len(trigger.sentence.tokens)
        return [*read_participation(self.context, trigger, whole, self.maker.others)[0], *subject]

    def _keep_near(self, trigger: Trigger, candidate: Candidate) -> None:
        """In "discussed investment in Angola with $1 billion this year" place and day are those of the topic."""
        tokens, verb = trigger.sentence.tokens, trigger.head
        own = any(
            token.tag == "IN" and (token.head == verb or token.i - verb <= _CLOSE)
            for token in tokens[verb + 1 : verb + _REACH]
            if token.lower in ("in", "at", "on")
        )
        if not own:
            candidate.place = candidate.date = None

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


def _find_other_sense(trigger: Trigger, end: int, *, passive: bool) -> str | None:
    """Why the verb means something else here; None when it may tell of a meeting."""
    tokens, verb = trigger.sentence.tokens, trigger.head
    if trigger.rule == "A call B" and not passive and not _ends_call(trigger.sentence, end):
        return "it says what they called them"
    if trigger.rule in _GREETINGS and _is_at_airport(trigger):
        return "a welcome at an airport"
    if trigger.kind is MeetingKind.CALL and _is_at_event(trigger):
        return "they spoke at an event"
    if tokens[verb].tag == "VBG" and verb and tokens[verb - 1].lower == "by":
        return "it is only a means to something"  # "by hosting the leader of X in Kabul"
    return None


def _find_silence(trigger: Trigger, subject: Sequence[Party], others: Sequence[Party], end: int) -> str | None:
    """Why "A told B" tells of no meeting; None when it may."""
    if trigger.rule not in _SPOKEN or _is_spoken(trigger, subject, others, end):
        return None
    return "what one told another, and neither day nor place of it"


def _is_spoken(trigger: Trigger, some: Sequence[Party], others: Sequence[Party], end: int) -> bool:
    """Do people of two sides say or agree something on a day or in a place that is told right beside the verb?"""
    tokens = trigger.sentence.tokens
    both = [*some, *others]
    sides = sides_of(both) - {""}
    if tokens[trigger.head].tag != "VBD" or len(sides) < 2 or any(party.kind != "person" for party in both):
        return False
    end += end < len(tokens) and tokens[end].text == ","  # "told his counterpart, B, in Baghdad"
    near = tokens[end : end + 2]
    dated = any(token.entity in ("DATE", "TIME") for token in near)
    dated = dated or (near != () and near[0].lower in _BY and near[-1].lower in load_meetings().words.remote)
    placed = any(token.lower in ("in", "at", "on") and token.tag == "IN" for token in near[:1])
    return dated or placed or tokens[0].lower in _FRONTED


def _is_to_postpone(trigger: Trigger) -> bool:
    """Is it "agreed on Thursday to postpone a summit": by phone or by letter, nobody says?"""
    behind = trigger.sentence.tokens[trigger.head + 1 : trigger.head + _REACH]
    verb = next((token for token in behind if token.tag == "VB"), None)
    return verb is not None and find_governor(verb.lower) is Standing.CANCELLED


def _is_at_airport(trigger: Trigger) -> bool:
    """Is it "was met at the airport by officials", "was greeted upon his arrival"?"""
    tokens = trigger.sentence.tokens
    near = [token.lower for token in tokens[max(0, trigger.head - _REACH) : trigger.head + _REACH * 2]]
    fixed = any(
        token.tag.startswith("VB") and token.tag != "VBG" for token in tokens[trigger.head + 1 : trigger.head + 8]
    )
    return not fixed and bool(_AIRPORTS.intersection(near))


def _is_at_event(trigger: Trigger) -> bool:
    """Is it "speaking at a news conference with B"?"""
    return any(token.lower in _EVENTS for token in trigger.sentence.tokens[trigger.head + 1 : trigger.start])


def _is_on_visit(trigger: Trigger, end: int) -> bool:
    """In "Thailand will receive President A on his official visit" the state is the host of a visit."""
    if trigger.rule not in ("A receive B", "A welcome B"):
        return False
    near = [token.lower for token in trigger.sentence.tokens[end : end + 8]]
    return near[:1] in (["on"], ["for"], ["during"]) and "visit" in near


def _is_presupposed(trigger: Trigger) -> bool:
    """Is it "before meeting B": a meeting that is told elsewhere, if at all?"""
    tokens, verb = trigger.sentence.tokens, trigger.head
    return verb > 0 and tokens[verb].tag == "VBG" and tokens[verb - 1].lower in ("before", "after", "of")


def _is_state(party: Party) -> bool:
    return party.kind == "country" and not party.acting


def _ends_call(sentence: Sentence, end: int) -> bool:
    """Is there nothing behind "called Xi" that he was called?"""
    if end >= len(sentence.tokens):
        return True
    token = sentence.tokens[end]
    behind = sentence.tokens[end + 1].tag if end + 1 < len(sentence.tokens) else ""
    if token.tag == "TO" and behind == "VB":
        return True  # "called Xi to congratulate him"
    day = token.entity in ("DATE", "TIME") or token.lower in ("today", "yesterday")
    return token.tag in ("IN", ".", "RB", "CC") or token.text == "," or day


def _has_object(sentence: Sentence, verb: int) -> bool:
    """Has the verb an object of its own, no day and nothing behind "to": "are meeting here to co-chair the session"?"""
    return any(
        child.dep in ("dobj", "attr") and child.i > verb and child.entity not in ("DATE", "TIME")
        for child in sentence.children(verb)
        if not any(token.lower == "to" for token in sentence.tokens[verb + 1 : child.i])
    )
