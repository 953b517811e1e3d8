"""Visits: someone who acts for a state goes to another one.

A verb tells of it ("arrived in Hanoi") or a noun ("his trip to Laos").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.core.models import MeetingKind
from bot.core.places import Hit
from bot.core.spans import bounds_of
from bot.reading.context.homes import list_title_countries
from bot.reading.lexicon.lists import lemma
from bot.reading.meetings.candidates import CandidateMaker, has_moved
from bot.reading.meetings.frames import Trigger, ends_reach, is_passive, load_meetings
from bot.reading.meetings.hanging import find_occurring
from bot.reading.meetings.lists import read_list
from bot.reading.meetings.parties import Party, fit_parties, make_parties, sides_of
from bot.reading.meetings.place import goes_on, list_hits
from bot.reading.meetings.settings import stretch_visit
from bot.reading.meetings.status import Standing, find_verb_above, find_word, stand_verb
from bot.reading.meetings.subjects import read_subject
from bot.reading.meetings.tellings import Candidate
from bot.reading.parsing.syntax import Sentence

_REACH = 12
_DUE = frozenset(("A be due in P", "A expect in P"))
_STOPS = 24  # words between "tour" and "takes him to"
_ROUNDS = frozenset(("tour", "trip", "visit"))
_TAKING = frozenset(("take", "bring", "lead", "carry"))
# Between "travel to" and the next place.
_BETWEEN = frozenset(
    ", and to in as well then the both of neighboring neighbouring capital city ( ) ’s 's republic".split()
)
_PAYING = frozenset("pay make undertake conduct".split())
_OTHER_TIME = frozenset("after before following since".split())


_HERE = frozenset("country kingdom sultanate emirate republic".split())


class VisitReader:
    """Reads the visits of one article."""

    def __init__(self, maker: CandidateMaker) -> None:
        self.maker = maker
        self.context = maker.context

    def fill_verb(self, trigger: Trigger, subject: Sequence[Party]) -> list[Candidate] | str:
        """The visit of a verb with a place behind it, or why it is none."""
        if is_passive(trigger.sentence, trigger.head) is not (trigger.rule == "A expect in P"):
            return "the subject does not go there"
        hosts, places, end = self.read_hosts(trigger.sentence, trigger.start)
        standing = _stand_due(trigger) if trigger.rule in _DUE else None
        return self.make(trigger, _people(subject), hosts, places, end, standing=standing)

    def fill_noun(
        self, trigger: Trigger, owners: Sequence[Party], verb: int | None, standing: Standing, begin: int
    ) -> list[Candidate] | str:
        """The visit of a noun: "A's visit to P", "a visit by A to P", "A is on a visit to P"."""
        sentence = trigger.sentence
        payer = None if owners else self._find_payer(trigger)
        if payer is not None:
            owners, standing = payer
        travellers, hosts, places, end = self._read_behind(trigger, list(owners))
        end = max(end, find_occurring(sentence, trigger.head) or end)
        if verb is not None and travellers and not hosts and verb < begin:
            subject = read_subject(self.context, sentence, verb)  # "Serbia expects a visit by A"
            hosts = places = [party.name for party in subject if party.kind == "country"]
        abroad = any(token.lower in ("abroad", "overseas") for token in sentence.tokens[begin : trigger.last + 2])
        at_home = not hosts and bool(travellers) and not abroad
        if at_home:
            hosts = places = self._read_home(travellers)
        if verb is not None and not travellers:
            travellers = read_subject(self.context, sentence, verb)
        if not hosts:
            hosts, places = self._read_here(sentence, travellers)
        called = self._read_courtesy(trigger, _people(travellers), standing)
        if called:
            return called
        made = self.make(trigger, _people(travellers), hosts, places, end, standing=standing)
        if isinstance(made, str):
            return made
        if at_home and not any(candidate.date for candidate in made):
            return "neither where to nor when"
        for candidate in made:
            candidate.date = stretch_visit(sentence, begin, trigger.last, verb, candidate.date)
            candidate.definite = bool(owners) and candidate.date is None  # "his visit": told before, if told at all
            candidate.standing = self.maker.settle(standing, candidate.date)
            if candidate.standing is Standing.PLANNED and self._has_left(trigger, candidate.date):
                candidate.standing = Standing.HELD
        if trigger.rule in _ROUNDS:
            self._settle_stops(trigger, made, end)
        return [candidate for candidate in made if candidate.standing not in (Standing.DENIED, Standing.WISHED)]

    def _find_payer(self, trigger: Trigger) -> tuple[list[Party], Standing] | None:
        """As in "the visit (that) President A is to pay to P": the traveller behind the noun, and how sure it is."""
        tokens = trigger.sentence.tokens
        place = trigger.last
        while place < len(tokens) and (tokens[place].lower in ("that", "which", "the") or tokens[place].text == ","):
            place += 1
        mention = self.context.mention_at(trigger.sentence.index, place)
        if mention is None or mention.kind != "person" or mention.first != place:
            return None
        for token in tokens[mention.last : mention.last + 6]:
            if lemma(token.lower) in _PAYING and token.tag.startswith("VB"):
                return make_parties(self.context, mention), stand_verb(trigger.sentence, token.i)
            if token.tag[:2] not in ("VB", "MD", "TO", "RB"):
                return None
        return None

    def _has_left(self, trigger: Trigger, day: str | None) -> bool:
        """In "departed on Monday for a visit to P" the visit is under way, unless it begins on a later day."""
        bounds = bounds_of(day) if day else None
        published = self.context.published
        if day is None and has_moved(trigger.sentence, trigger.head):
            verb = find_verb_above(trigger.sentence, trigger.head)  # "arrived for a visit": it is under way
            return verb is not None and lemma(trigger.sentence.tokens[verb].lower) in ("arrive", "land", "come")
        if bounds is None or published is None or bounds[0] > published:
            return False
        return has_moved(trigger.sentence, trigger.head)

    def _read_courtesy(self, trigger: Trigger, travellers: Sequence[Party], standing: Standing) -> list[Candidate]:
        """The talks of "a courtesy visit to Prime Minister B": the host is a person."""
        tokens = trigger.sentence.tokens
        if not travellers or trigger.last >= len(tokens) or tokens[trigger.last].lower not in ("to", "with"):
            return []
        hosts, end = read_list(self.context, trigger.sentence, trigger.last + 1)
        if not hosts or any(party.kind != "person" for party in hosts):
            return []
        if not sides_of(hosts).isdisjoint(sides_of(travellers)):
            return []
        talks = replace(trigger, kind=MeetingKind.TALKS)
        return self.maker.make(talks, [*travellers, *hosts], end, standing=standing)

    def _read_home(self, travellers: Sequence[Party]) -> list[str]:
        """The country whose press tells of a visit without saying where to: that of the dateline, else of the title."""
        sides = sides_of(travellers)
        context = self.context
        if context.dateline is not None:
            return [context.dateline.country] if context.dateline.country not in sides else []
        titled = [
            state for state in list_title_countries(context.article.title, context.gazetteer) if state not in sides
        ]
        return titled if len(titled) == 1 else []

    def _read_here(self, sentence: Sentence, travellers: Sequence[Party]) -> tuple[list[str], list[str]]:
        """Country and place of the dateline for "arrived here on a visit", "is expected in the country for a visit"."""
        line = self.context.dateline
        if line is None or line.country in sides_of(travellers):
            return [], []
        words = [token.lower for token in sentence.tokens]
        for i, word in enumerate(words):
            if word == "here" or (word == "capital" and words[max(0, i - 2) : i] in (["in", "the"], ["at", "the"])):
                return [line.country], [line.city]
            if word in _HERE and words[max(0, i - 2) : i] == ["in", "the"]:
                return [line.country], [line.country]
        return [], []

    def _read_behind(self, trigger: Trigger, travellers: list[Party]) -> tuple[list[Party], list[str], list[str], int]:
        sentence = trigger.sentence
        hosts: list[str] = []
        places: list[str] = []
        end = trigger.last
        paid = bool(travellers) and travellers[0].at > trigger.head
        for i in range(trigger.last, min(len(sentence.tokens), trigger.last + _REACH)):
            stops = i > trigger.last and ends_reach(sentence.tokens, i)
            if (stops and not paid) or (hosts and travellers):
                break
            if sentence.tokens[i].lower in _OTHER_TIME:
                break  # "on a visit after two days in Moscow"
            word = sentence.tokens[i].lower
            if not hosts and i == trigger.last and trigger.rule in _ROUNDS:
                hosts, places, end = self._read_stops(trigger)
                if hosts:
                    break
            if word in ("to", "of", "in", "across", "through") and not hosts:
                hosts, places, end = self.read_hosts(sentence, i + 1)
            if (word == "by" or (word == "of" and i in (trigger.last, end))) and not travellers:
                found, behind = read_list(self.context, sentence, i + 1)
                travellers = [party for party in found if party.kind == "person" or party.acting]
                end = max(end, behind)
        return travellers, hosts, places, end

    def _read_stops(self, trigger: Trigger) -> tuple[list[str], list[str], int]:
        """Where a tour goes: "a tour (of the region) that will also take him to P and Q"."""
        tokens = trigger.sentence.tokens
        for i in range(trigger.last, min(len(tokens), trigger.last + _STOPS)):
            if not tokens[i].tag.startswith("VB") or lemma(tokens[i].lower) not in _TAKING:
                continue
            to = next((j for j in range(i + 1, min(len(tokens), i + 6)) if tokens[j].lower == "to"), None)
            if to is not None:
                return self.read_hosts(trigger.sentence, to + 1)
        return [], [], trigger.last

    def _settle_stops(self, trigger: Trigger, made: Sequence[Candidate], end: int) -> None:
        """What "will also take him to P" leaves of a tour: it lies ahead, and its day is not that of the arrival."""
        tokens = trigger.sentence.tokens
        taking = [token for token in tokens[trigger.last : end] if lemma(token.lower) in _TAKING]
        verb = next((token for token in taking if token.tag.startswith("VB")), None)
        if verb is None:
            return
        for candidate in made:
            if "/" not in (candidate.date or ""):
                candidate.date = None
            ahead = verb.tag in ("VB", "VBZ", "VBP")
            if ahead and not self.maker.is_over(candidate.date):
                candidate.standing = min(candidate.standing, Standing.PLANNED)

    def make(
        self,
        trigger: Trigger,
        travellers: Sequence[Party],
        hosts: Sequence[str],
        places: Sequence[str],
        end: int,
        *,
        standing: Standing | None = None,
    ) -> list[Candidate] | str:
        """The visit of travellers to countries, or why it is none; ``standing`` is the verb's own where None."""
        if not travellers:
            return "nobody goes"
        if not hosts:
            return "it goes to no country or city"
        travellers = [party for party in travellers if party.official and not _is_any(trigger.sentence, party)]
        if not travellers:
            return "the traveller acts for no state or body"
        abroad = [host for host in hosts if host not in sides_of(travellers)]
        if not abroad:
            return "the journey stays in the traveller's own country"
        parties = fit_parties([*travellers, *(Party(host, "country", host, False, True, end) for host in abroad)])
        made = self.maker.make(trigger, parties, end, standing=standing)
        loose = trigger.verb and trigger.rule.split()[1] in load_meetings().words.loose
        if trigger.verb and _is_next_step(trigger):
            return "it is only where one goes on to"
        loose = loose and not any(token.lower in ("visit", "trip") for token in trigger.sentence.tokens[trigger.last :])
        if loose and not any(candidate.date for candidate in made):
            return "it may be no visit, and has no date"
        for candidate in made:
            candidate.hosts = tuple(abroad)
            where = [place for place, host in zip(places, hosts, strict=False) if host in abroad]
            candidate.place = _join_places(where if len(places) == len(hosts) else places)
        return made

    def read_hosts(self, sentence: Sentence, start: int) -> tuple[list[str], list[str], int]:
        """Countries and places listed from ``start`` on, and the place behind the list."""
        hosts: list[str] = []
        places: list[str] = []
        hits = {hit.first: hit for hit in list_hits(self.context, sentence) if _is_place(sentence, hit)}
        i = end = start
        while i < len(sentence.tokens) and i - end < 7:
            hit = hits.get(i)
            mention = self.context.mention_at(sentence.index, i)
            if mention is not None and mention.kind == "person":
                if hosts or not _is_owner(sentence, mention.last):
                    break
                i = mention.last + 1
            elif hit is not None and hit.country:
                if _is_owner(sentence, hit.last) or (hit.kind == "capital" and goes_on(sentence, hit)):
                    if hosts:
                        break
                    i = hit.last
                    continue
                if hit.country not in hosts or hit.kind != "country":
                    places.append(hit.name)
                if hit.country not in hosts:
                    hosts.append(hit.country)
                i = end = hit.last
            elif _may_stand_between(sentence, i):
                i += 1
            else:
                break
        return hosts, places, end


def _is_place(sentence: Sentence, hit: Hit) -> bool:
    """A country or city, or "the Chinese capital"."""
    behind = sentence.tokens[hit.last].lower if hit.last < len(sentence.tokens) else ""
    return hit.kind in ("country", "capital", "city") or (hit.kind == "adjective" and behind == "capital")


def _stand_due(trigger: Trigger) -> Standing:
    """Planned, or called off: "had been due in P in March, but the visit was called off"."""
    tokens = trigger.sentence.tokens
    off = any(
        find_word("modifiers", token.lower) is Standing.CANCELLED
        or (token.lower == "called" and tokens[token.i + 1 : token.i + 2] and tokens[token.i + 1].lower == "off")
        for token in tokens[trigger.last :]
    )
    return Standing.CANCELLED if off else min(Standing.PLANNED, stand_verb(trigger.sentence, trigger.head))


def _is_next_step(trigger: Trigger) -> bool:
    """As in "met B on Tuesday before leaving for Kuala Lumpur": no day and no news of its own."""
    tokens, verb = trigger.sentence.tokens, trigger.head
    led = verb > 0 and tokens[verb - 1].lower == "before" and tokens[verb].tag == "VBG"
    return led and not any(token.entity == "DATE" for token in tokens[verb:])


def _join_places(places: Sequence[str]) -> str:
    """Several places as a text names them: "Hanoi, Manila and Jakarta"."""
    return " and ".join(filter(None, (", ".join(places[:-1]), *places[-1:])))


def _is_any(sentence: Sentence, party: Party) -> bool:
    """Is it "the first visit by a US President": whoever it is?"""
    lead = sentence.tokens[max(0, party.at - 2) : party.at]
    return party.kind == "country" and any(token.lower in ("a", "an", "any") for token in lead)


def _people(parties: Sequence[Party]) -> list[Party]:
    return [party for party in parties if party.kind == "person" or party.acting]


def _is_owner(sentence: Sentence, i: int) -> bool:
    return i < len(sentence.tokens) and (sentence.tokens[i].tag == "POS" or sentence.tokens[i].lower in ("’s", "'s"))


def _may_stand_between(sentence: Sentence, i: int) -> bool:
    token = sentence.tokens[i]
    if token.lower in _BETWEEN or token.tag in ("DT", "JJ", "PRP$"):
        return True
    # "Novi Sad, Serbia": a town that no list knows
    return token.tag == "NNP" and i + 1 < len(sentence.tokens) and sentence.tokens[i + 1].text in (",", ")")
