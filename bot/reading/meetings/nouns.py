"""Meetings that a noun tells of: "talks between A and B", "A held a meeting with B", "the A-B summit in Hanoi"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.core.models import MeetingKind
from bot.reading.lexicon.lists import lemma
from bot.reading.meetings.attendance import is_there, read_comers
from bot.reading.meetings.candidates import CandidateMaker
from bot.reading.meetings.clauses import Clause, find_clause
from bot.reading.meetings.completion import complete_parties
from bot.reading.meetings.conference_names import read_conference
from bot.reading.meetings.frames import Trigger, load_meetings
from bot.reading.meetings.hanging import find_effect, find_occurring, find_top, is_staged, stand_phrase
from bot.reading.meetings.lists import read_list
from bot.reading.meetings.members import assign_sides, list_pair, read_joined, read_participation, read_title_parties
from bot.reading.meetings.parties import Party, fit_parties, is_contact, is_unmarked, sides_of
from bot.reading.meetings.phrases import Phrase, owns_each, read_phrase
from bot.reading.meetings.place import list_hits, name_hit
from bot.reading.meetings.remote import is_remote
from bot.reading.meetings.rounds import is_other_round
from bot.reading.meetings.settings import find_relative
from bot.reading.meetings.status import Standing, stand_verb
from bot.reading.meetings.subjects import find_subject, read_agent, read_subject
from bot.reading.meetings.tellings import Candidate, is_beside
from bot.reading.meetings.verbs import find_behind
from bot.reading.meetings.visits import VisitReader
from bot.reading.parsing.syntax import Token

# Behind these the subject of the verb was there too: "said after talks with".
_SHARING = frozenset("in at during after following since through via before ahead".split())
_OF_TWO = frozenset(("session", "summit"))  # talks where two states hold it, a conference of more
_ATTENDING = frozenset("join attend participate".split())
_ON_CALL = frozenset("in during on by via after following".split())
_TOWNS = frozenset("city capital town resort".split())
_EVE = 9  # words of "a day before the opening in Tunis of"
_ENDS = frozenset("opening start beginning close end conclusion".split())
_STANDING_BODIES = frozenset(("dialogue", "joint commission", "joint committee", "political consultations"))
_BEHIND = frozenset("after following since".split())
_DURING = frozenset(("during", "after", "following", "at"))
_HOSTING = frozenset(("host", "organise", "organize"))


class NounReader:
    """Reads the meeting nouns of one article."""

    def __init__(self, maker: CandidateMaker) -> None:
        self.maker = maker
        self.context = maker.context
        self.visits = VisitReader(maker)

    def read(self, trigger: Trigger) -> list[Candidate]:
        """The meetings that a noun tells of."""
        made = self._fill(trigger)
        if isinstance(made, str):
            self.maker.trace.refused(trigger.rule, trigger.sentence, made)
            return []
        return made

    def _fill(self, trigger: Trigger) -> list[Candidate] | str:
        """The candidates, or why there are none."""
        sentence = trigger.sentence
        if _is_modifier(trigger):
            return "it only names another thing"
        phrase = read_phrase(self.context, trigger)
        standing, verb = self._stand(trigger, phrase)
        if trigger.kind is MeetingKind.VISIT:
            return self.visits.fill_noun(trigger, phrase.owners, verb, standing, phrase.begin)
        wrong = self._check_phrase(trigger, phrase)
        if wrong:
            return wrong
        verb_end = find_occurring(sentence, trigger.head)
        if verb_end is not None:
            self._read_behind_verb(trigger, phrase, verb_end)
        subject = self._read_shared(trigger, phrase, verb)
        if len(subject) > 1 and len(sides_of(subject) - {""}) < 2 and _is_unnamed(trigger, phrase):
            return "its parties are all of one side"
        present = verb is not None and lemma(sentence.tokens[verb].lower) in ("be", "attend", "join")
        alone = present and len(subject) > 1 and not (phrase.named or phrase.others)
        if alone and is_unmarked(self.context, subject):
            return "who else was there: nobody says for whom"  # "A and B were also present at the luncheon"
        parties = self._gather(trigger, phrase, subject, verb)
        parties, standing = self._complete(trigger, phrase, verb, parties, standing)
        if trigger.kind is MeetingKind.SUMMIT and parties and len(sides_of(parties)) == 1 and parties[0].side:
            return "a conference with one side alone"
        end = max(phrase.end, verb_end or 0)
        if verb_end is not None:
            parties = parties or self._list_told(trigger, phrase)
        elif not parties and self._is_hosted(trigger, phrase, verb):
            parties = self._list_told(trigger, phrase)
        made = self.maker.make(trigger, parties, end, standing=standing, begin=phrase.begin)
        if not made:
            return "fewer than two parties are named with it"
        if trigger.kind is MeetingKind.TALKS and subject and phrase.others:
            made = [*made, *self.maker.make_gapped(trigger, subject, end)]
        return self._shape(trigger, phrase, verb, made)

    def _stand(self, trigger: Trigger, phrase: Phrase) -> tuple[Standing, int | None]:
        """How sure it is, and the verb on which it hangs."""
        standing, verb = stand_phrase(self.context, trigger, phrase.begin)
        if phrase.holder is not None:  # "a summit which A and B are to hold": that verb says how sure it is
            standing = stand_verb(trigger.sentence, phrase.holder)
        occurring = find_occurring(trigger.sentence, trigger.head)
        if occurring is not None and verb is not None and occurring - 1 > verb:  # "the talks were to have been held"
            standing = min(standing, stand_verb(trigger.sentence, occurring - 1))
        there = trigger.kind is MeetingKind.SUMMIT and is_there(trigger.sentence, phrase.begin)
        return Standing.HELD if there and standing is Standing.PLANNED else standing, verb

    def _list_told(self, trigger: Trigger, phrase: Phrase) -> list[Party]:
        """The parties of the talks told before, for "The talks took place in P"; their states, for another round."""
        if is_other_round(trigger, phrase.begin) and not phrase.others:
            return self.maker.memory.list_last_states(trigger)
        return self.maker.memory.list_last(trigger)

    def _is_hosted(self, trigger: Trigger, phrase: Phrase, verb: int | None) -> bool:
        """Is it "Gdansk hosted the second meeting"?"""
        hosting = verb is not None and lemma(trigger.sentence.tokens[verb].lower) == "host"
        staged = hosting and verb is not None and self._read_stage(trigger, verb) is not None
        return staged and is_other_round(trigger, phrase.begin)

    def _complete(
        self, trigger: Trigger, phrase: Phrase, verb: int | None, parties: list[Party], standing: Standing
    ) -> tuple[list[Party], Standing]:
        """The parties with those that only other words point to, and the standing that these leave."""
        if _is_of_one(trigger, phrase, parties):
            came = read_comers(self.context, trigger, phrase, verb)
            return fit_parties([*came.parties, *parties]), came.standing if came.standing is not None else standing
        if trigger.kind is not MeetingKind.SUMMIT and len(fit_parties(parties)) < 2:
            return complete_parties(self.maker, trigger, phrase, parties), standing
        return parties, standing

    def _gather(self, trigger: Trigger, phrase: Phrase, subject: Sequence[Party], verb: int | None) -> list[Party]:
        """All parties of the noun, with those that only its clause or the title gives."""
        sentence = trigger.sentence
        parties = [*subject, *phrase.owners, *phrase.named, *phrase.others]
        relative = find_relative(sentence, trigger.last)
        if trigger.kind in (MeetingKind.SUMMIT, MeetingKind.TALKS):
            clause = relative or find_clause(sentence, phrase.begin, max(phrase.end, trigger.last), self.maker.others)
            reach = clause.last if relative is None else len(sentence.tokens)
            joined, behind = read_participation(self.context, trigger, reach, self.maker.others)
            parties += joined
            phrase.end = max(phrase.end, behind) if joined else phrase.end
            if verb is not None and lemma(sentence.tokens[verb].lower) == "join":
                parties += read_joined(self.context, sentence, verb, phrase.begin)
        is_subject = sentence.tokens[find_top(sentence, trigger.head)].dep in ("nsubj", "nsubjpass")
        if not parties and is_subject:
            parties = read_title_parties(self.context, trigger, phrase.begin)
        parties = assign_sides(self.context, trigger, phrase.begin, parties)
        # Who only hosts it is no second party of it: "plans to host the Global Tea Summit".
        alone = verb is not None and lemma(sentence.tokens[verb].lower) in _HOSTING and len(sides_of(parties)) < 2
        conference = [] if alone else read_conference(self.context, trigger, parties)
        phrase.called = bool(conference)
        if conference:
            firms = {party.name for party in phrase.named}
            return [*(party for party in parties if party.name not in firms), *conference]
        if trigger.kind is MeetingKind.SUMMIT and is_staged(sentence, verb, phrase.begin, trigger.head):
            parties += self._read_host(trigger, phrase, fit_parties(parties))
        return parties

    def _check_phrase(self, trigger: Trigger, phrase: Phrase) -> str | None:
        """Why this noun is none of ours; None when it may be."""
        sentence = trigger.sentence
        before = sentence.tokens[phrase.begin - 1].lower if phrase.begin else ""
        if trigger.rule in ("call", "calls") and not phrase.others and before not in _ON_CALL:
            return None if is_remote(sentence, Clause(phrase.begin, trigger.last)) else "a call for something"
        unnamed = is_beside(trigger) and not phrase.named and all(party.kind == "person" for party in phrase.others)
        if unnamed and not read_participation(self.context, trigger, len(sentence.tokens))[0]:
            return "a conference without a name, beside which others met"
        bodies = any(party.kind == "body" for party in (*phrase.named, *phrase.others))
        if trigger.kind is MeetingKind.SUMMIT and not bodies and _is_in_general(trigger, phrase):
            return "conferences in general"
        if trigger.rule == "council" and self._is_body_itself(trigger):
            return "a body, no session of it"
        if _is_founded(trigger, phrase):
            return "a body or a row of talks that is set up"
        if trigger.rule in load_meetings().words.bodily and not bodies:
            return "no international body is named with it"
        return None

    def _is_body_itself(self, trigger: Trigger) -> bool:
        """Is it "at the UN Security Council": a body by its name?"""
        hits = list_hits(self.context, trigger.sentence)
        return any(hit.kind == "body" and hit.first < trigger.head < hit.last for hit in hits)

    def _shape(
        self, trigger: Trigger, phrase: Phrase, verb: int | None, made: list[Candidate]
    ) -> list[Candidate] | str:
        """What the phrase adds to the candidates: kind, stage, one for each owner."""
        sentence = trigger.sentence
        if trigger.kind is MeetingKind.TALKS and _is_bodys(phrase):
            for candidate in made:
                candidate.kind = MeetingKind.SUMMIT  # "a meeting of NATO foreign ministers"
        bodies = any(party.kind == "body" for candidate in made for party in candidate.parties)
        pair = list_pair(self.context, trigger, phrase.begin)
        two = len(pair) == 2 or len(fit_parties(phrase.named)) == 2
        attends = verb is not None and lemma(sentence.tokens[verb].lower) in _ATTENDING  # "attended a summit with B"
        of_two = (trigger.rule in _OF_TWO and not attends) or (trigger.kind is MeetingKind.SUMMIT and two)
        if of_two and not bodies and len(sides_of(made[0].parties) - {""}) == 2:
            made[
                0
            ].kind = MeetingKind.TALKS  # "the session of the Iranian-Omani commission", "the two presidents' summit"
        if _is_paid(trigger, verb):
            made = [replace(candidate, kind=MeetingKind.TALKS) for candidate in made]
        hosting = verb is not None and lemma(sentence.tokens[verb].lower) in _HOSTING
        for candidate in made:
            if verb is not None and hosting and candidate.place is None:
                candidate.place = self._read_stage(trigger, verb)
        if self._is_vague(made[0], trigger, phrase, verb):
            return "it is only named, neither when nor where"
        plural = sentence.tokens[trigger.head].tag == "NNS"
        if len(phrase.owners) > 1 and plural and owns_each(self.context, sentence, phrase.begin, trigger.first):
            made = [replace(made[0], parties=fit_parties([owner, *phrase.others])) for owner in phrase.owners]
        led = sentence.tokens[phrase.begin - 1].lower if phrase.begin else ""
        for candidate in made:  # "will go on with aid following the conference held on 5 April"
            if candidate.standing is Standing.PLANNED and led in _BEHIND and self.maker.is_over(candidate.date):
                candidate.standing = Standing.HELD
        article = sentence.tokens[phrase.begin].lower if phrase.begin < trigger.first else ""
        for candidate in made:
            bare = candidate.date is None and candidate.place is None
            candidate.definite = article in ("the", "this", "their") or (bool(phrase.owners) and bare)
        return [candidate for candidate in made if is_contact(candidate.parties)]

    def _read_behind_verb(self, trigger: Trigger, phrase: Phrase, verb_end: int) -> None:
        """Parties behind the verb: "will be attended by A", "are under way in Doha between A and B"."""
        start = find_behind(trigger.sentence, verb_end, ("by",))
        if start is None and not phrase.others:
            start = find_behind(trigger.sentence, verb_end, ("between", "among", "with"))
            phrase.joint = start is not None
        if start is not None:
            phrase.others = [*phrase.others, *read_list(self.context, trigger.sentence, start)[0]]

    def _read_shared(self, trigger: Trigger, phrase: Phrase, verb: int | None) -> list[Party]:
        """The subject of the verb, where it takes part in what the noun tells."""
        complete = phrase.joint or bool(phrase.owners)
        if phrase.joint and verb is not None and find_effect(trigger.sentence, verb) is Standing.HELD:
            # "A and B co-chaired consultations between the two countries": they are who stood for them
            subject = read_subject(self.context, trigger.sentence, verb)
            both = len(subject) > 1 and all(party.kind == "person" for party in subject)
            both = both and not any(party.kind == "person" for party in phrase.others)
            return subject if both and sides_of(subject) == sides_of(phrase.others) else []
        if verb is None or complete or not self._may_share(trigger, phrase, verb):
            return []
        subject = read_subject(self.context, trigger.sentence, verb)
        if phrase.others and not any(party.kind == "person" for party in subject):
            subject = read_agent(self.context, trigger.sentence, verb, phrase.begin) or subject
        subject = subject or self.maker.memory.list_leader(trigger.sentence, verb)
        if len(phrase.named) > 1:
            # "He co-chaired the India-Iran commission", "A and B concluded the Oman-Kenya forum": they stand for sides
            inside = sides_of(subject) <= sides_of(phrase.named) and all(party.kind == "person" for party in subject)
            moving = load_meetings().words.moving - {"be"}
            led = trigger.sentence.tokens[phrase.begin - 1].lower if phrase.begin else ""
            came = led == "for" and lemma(trigger.sentence.tokens[verb].lower) in moving
            held = came or find_effect(trigger.sentence, verb) is Standing.HELD
            attends = lemma(trigger.sentence.tokens[verb].lower) in _ATTENDING
            attends = attends and any(party.kind == "body" for party in phrase.named)
            return subject if ((inside and held) or attends) and not is_beside(trigger) else []
        # Who only announces a meeting takes part in it where two do so, or where it is "with" another.
        teller = lemma(trigger.sentence.tokens[verb].lower) in load_meetings().words.tellers
        return subject if not teller or phrase.others or len(sides_of(subject)) > 1 else []

    def _may_share(self, trigger: Trigger, phrase: Phrase, verb: int) -> bool:
        """Does the noun hang on the verb so that the verb's subject takes part: "held talks", "said after talks"?"""
        tokens, begin = trigger.sentence.tokens, phrase.begin
        words = load_meetings().words
        if phrase.unknown_owner:
            return False
        if is_beside(trigger):
            return verb in self.maker.others
        base = lemma(tokens[verb].lower)
        governs = find_effect(trigger.sentence, verb) is not None and base not in words.outside
        before = tokens[begin - 1] if begin else None
        if before is not None and before.lower == "of" and _is_day_before(tokens, begin):
            return False
        if before is not None and self._is_told_elsewhere(trigger, phrase, verb, before):
            return False
        if governs or before is None or before.tag not in ("IN", "TO", "RP", "VBG"):
            return governs
        if before.lower in ("for", "on"):
            return base in words.moving
        if begin > 1 and phrase.named and tokens[begin - 2].lower in words.topics:
            return False  # "discussed the developments in Sudan peace negotiations"
        ahead = before.lower == "of" and begin > 1 and tokens[begin - 2].lower == "ahead"
        return ahead or (before.lower in _SHARING and tokens[trigger.head].dep == "pobj")

    def _is_told_elsewhere(self, trigger: Trigger, phrase: Phrase, verb: int, before: Token) -> bool:
        """In "A and B held talks a day before the meeting of all members" the subject met at another event."""
        tokens = trigger.sentence.tokens
        own = [place for place in self.maker.others if place < phrase.begin and place != trigger.head]
        if not any(place == verb or (tokens[place].head == verb and tokens[place].dep == "dobj") for place in own):
            return False
        ahead = before.lower == "before" or (before.lower == "of" and tokens[before.i - 1].lower == "ahead")
        return ahead or (before.lower in _BEHIND and not (phrase.named or phrase.others))

    def _read_host(self, trigger: Trigger, phrase: Phrase, guests: Sequence[Party]) -> list[Party]:
        """The country in which one person attends a conference abroad takes part as its host."""
        sentence = trigger.sentence
        if len(guests) != 1 or guests[0].kind != "person":
            return []
        if sentence.tokens[trigger.last : trigger.last + 1] and sentence.tokens[trigger.last].lower == "of":
            return []  # "the plenary session of the G20 summit": the summit tells who holds it
        clause = find_clause(sentence, phrase.begin, max(phrase.end, trigger.last), self.maker.others)
        for hit in list_hits(self.context, sentence):
            near = sentence.tokens[hit.first - 1].lower if hit.first else ""
            if hit.country is None or near not in ("in", "at") or not clause.first <= hit.first < clause.last:
                continue
            abroad = hit.country != guests[0].side
            return [Party(hit.country, "country", hit.country, False, True, hit.first)] if abroad else []
        return []

    def _read_stage(self, trigger: Trigger, verb: int) -> str | None:
        """The country or city that hosts: "Kenya hosted talks between"."""
        sentence = trigger.sentence
        head = find_subject(sentence, verb)
        if head is not None and sentence.tokens[head].lower in _TOWNS:  # "the Polish city of Gdansk hosted"
            inside = [hit for hit in list_hits(self.context, sentence) if head < hit.first <= head + 2]
            return name_hit(sentence, inside[0]) if inside else None
        mention = self.context.mention_at(sentence.index, head) if head is not None else None
        if mention is None or mention.kind not in ("country", "place") or mention.how not in ("name", "capital"):
            return None
        hits = list_hits(self.context, sentence)
        return next((hit.name for hit in hits if hit.first == mention.first and hit.kind != "body"), None)

    def _is_vague(self, made: Candidate, trigger: Trigger, phrase: Phrase, verb: int | None) -> bool:
        """Background: neither date nor place, and no person named or no verb that holds it."""
        if made.date is not None or made.place is not None:
            return False
        if any(party.kind == "person" for party in made.parties) and (phrase.owners or phrase.others):
            return False
        if phrase.called and is_staged(trigger.sentence, verb, phrase.begin, trigger.head):
            return False  # a conference with a name of its own
        bare = not (phrase.named or phrase.others or phrase.owners)
        if made.standing is Standing.PLANNED or (bare and made.standing is Standing.CANCELLED):
            return True  # "agreed to postpone a summit": nobody says whose
        before = trigger.sentence.tokens[phrase.begin - 1].lower if phrase.begin else ""
        called = trigger.kind is MeetingKind.CALL and before == "in"  # "discussed trade in a telephone conversation"
        if called or before in _DURING or find_occurring(trigger.sentence, trigger.head) is not None:
            return False
        return not is_staged(trigger.sentence, verb, phrase.begin, trigger.head)


def _is_day_before(tokens: Sequence[Token], begin: int) -> bool:
    """Is it "a day before the opening in Tunis of | the conference": told only to say when something else was?"""
    lead = [token.lower for token in tokens[max(0, begin - _EVE) : begin]]
    return bool({"before", "after", "eve", "ahead"}.intersection(lead)) and bool(_ENDS.intersection(lead))


def _is_founded(trigger: Trigger, phrase: Phrase) -> bool:
    """Is it "the launch of | an Energy Security Dialogue", "the establishment of | a joint commission"?"""
    lead = [token.lower for token in trigger.sentence.tokens[max(0, phrase.begin - 2) : phrase.begin]]
    named = trigger.kind is MeetingKind.SUMMIT or trigger.rule in _STANDING_BODIES
    return named and lead[-1:] == ["of"] and lead[:1] in (["launch"], ["establishment"], ["creation"], ["launching"])


def _is_modifier(trigger: Trigger) -> bool:
    """Is the noun only the first part of another: "the summit communique"?"""
    tokens = trigger.sentence.tokens
    token = tokens[trigger.head]
    following = tokens[trigger.head + 1] if trigger.head + 1 < len(tokens) else None
    compound = token.dep in ("compound", "nmod") and token.head > trigger.head
    cut = following is not None and following.lower.startswith("co-")  # "the conference co-hosted by"
    return compound and not cut and following is not None and following.tag.startswith("NN")


def _is_unnamed(trigger: Trigger, phrase: Phrase) -> bool:
    """Is the other side somebody who is no party ("a meeting with community leaders"), or nobody?"""
    if phrase.named or phrase.others:
        return False
    tokens = trigger.sentence.tokens
    behind = tokens[trigger.last].lower if trigger.last < len(tokens) else ""
    return behind in ("with", "of") or trigger.kind is MeetingKind.SUMMIT


def _is_paid(trigger: Trigger, verb: int | None) -> bool:
    """Is it "paid a call on B", for which one goes to B?"""
    return trigger.rule == "call" and verb is not None and lemma(trigger.sentence.tokens[verb].lower) == "pay"


def _is_in_general(trigger: Trigger, phrase: Phrase) -> bool:
    """Is it "cooperation at multilateral forums": several of no name?"""
    tokens = trigger.sentence.tokens
    inside = tokens[phrase.begin : trigger.first]
    bare = all(token.tag.startswith("JJ") for token in inside)
    return tokens[trigger.head].tag == "NNS" and bare and not phrase.others and not phrase.owners


def _is_of_one(trigger: Trigger, phrase: Phrase, parties: Sequence[Party]) -> bool:
    """Is only its body named with a conference?"""
    alone = bool(parties) and all(party.kind == "body" for party in fit_parties(parties))
    return alone and (trigger.kind is MeetingKind.SUMMIT or _is_bodys(phrase)) and not is_beside(trigger)


def _is_bodys(phrase: Phrase) -> bool:
    """Is it the meeting of a body, not one between two sides?"""
    if phrase.joint or len(fit_parties(phrase.named)) > 1 or any(party.kind == "person" for party in phrase.others):
        return False
    own = [] if phrase.beside else phrase.others
    return any(party.kind == "body" for party in (*phrase.named, *own))
