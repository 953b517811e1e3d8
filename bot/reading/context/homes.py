"""The country of an official in the press of that official's own country, which does not say it.

"Foreign Minister A received her Vietnamese counterpart in Jakarta": A is no Vietnamese, and the place, the dateline and
the title speak for Indonesia. What speaks for a country is weighed, and the heaviest one counts where it stands out:
first beside a foreigner whom the official deals with, then where a traveller meets the official, then for the article
as a whole.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.core.places import Gazetteer
from bot.core.text import fold
from bot.reading.context.bonds import NamedPerson
from bot.reading.context.home_signs import (
    CONTACT,
    LEFT,
    TOP,
    TRAVEL,
    add_country,
    count_countries,
    is_met_too,
    is_retinue,
    list_speaking,
    may_be_of_state,
    weigh_place,
)
from bot.reading.context.mentions import Reading
from bot.reading.context.offices import OFFICIAL
from bot.reading.context.roster import Roster, RosterEntry
from bot.reading.context.told_of_office import may_hold
from bot.reading.lexicon.lists import lemma
from bot.reading.lexicon.titles import COUNTERPART, head_nouns, singular
from bot.reading.parsing.syntax import Sentence

_MARKS = frozenset(("'s", "’s", "'", "’"))
_UNDER = frozenset("in at to from on over with about of for against near".split())
_STANDING_FOR = frozenset("represent represents representing".split())
_VISITED = frozenset("visit visits visiting tour tours visited".split())
_JOURNEYS = frozenset("visit trip tour".split())
# The staff of a government that has no office of its own.
_STAFF = frozenset("presidential cabinet palace".split())
# Words of an office that hardly anybody but a state has: "chief of army staff", "head of the foreign ministry".
_STATE = frozenset(
    "army navy naval staff ministry government national opposition governor-general governor immigration "
    "customs".split()
)
_TEAMS = frozenset("delegation side team officials".split())

# How much each sign speaks, set on 30 articles of our own; beside a foreigner 1.5 is enough, for an article 2.
_DATELINE = 2.5
_DATELINE_ABROAD = 0.5
_PRESS = 2.5
_TITLE = 2.0
_OWN_OFFICE = 1.5  # somebody of the article holds an office that only that country has
_SPOKEN_FOR = 1.0  # "Japanese officials said"
_FOUND = 1.0  # an official has been found to be of it
_PAIR = 1.5  # one of the two countries that the article is about
_PARTNER = 3.0  # "the Vietnam-Oman consultation", beside an Omani
_LEADS = 0.5  # the title begins with it
_MARKED = 1.0  # less: the press of a country does not say it of its own officials
_UNMARKED = 1.25  # a country whose officials stand in it by office and name alone
_HOST_OF_PAIR = 3.0  # of the two countries the article is about, the one that a traveller did not go to
_ENOUGH = 1.5
_ENOUGH_FOR_ALL = 2.5


@dataclass(frozen=True, slots=True)
class Opening:
    """What stands before and above an article's text."""

    title: str
    dateline: str | None  # the country of its place
    press: str | None = None  # the country from whose side the agency writes that signs it


def list_title_countries(title: str, gazetteer: Gazetteer) -> list[str]:
    """The countries that a title names as actors, not as places or topics, each once."""
    words = [piece for word in title.split() for piece in _cut_marks(word)]
    found = [
        hit.country
        for hit in gazetteer.find(words)
        if hit.country is not None
        and hit.kind != "body"
        and not {word.lower() for word in words[max(0, hit.first - 1) : hit.first]} & (_UNDER | _MARKS | _VISITED)
        and not {word.lower() for word in words[hit.last : hit.last + 1]} & _JOURNEYS
    ]
    return list(dict.fromkeys(found))


def _cut_marks(word: str) -> list[str]:
    bare = word.rstrip(",.:;?!")
    for mark in sorted(_MARKS, key=len, reverse=True):
        bare = bare.removesuffix(mark)
    return [bare, word[len(bare) :]] if len(bare) < len(word) else [word]


class HomeFinder:
    """Gives countries to the officials of one article who have none yet."""

    def __init__(
        self,
        opening: Opening,
        sentences: Sequence[Sentence],
        readings: Sequence[Reading],
        roster: Roster,
        gazetteer: Gazetteer,
    ) -> None:
        self.sentences = sentences
        self.readings = readings
        self.roster = roster
        self.everywhere = count_countries(readings, roster)
        self.words = [piece for word in opening.title.split() for piece in _cut_marks(word)]
        self.title_hits = gazetteer.find(self.words)
        self.votes: dict[str, float] = defaultdict(float)
        if opening.press is not None:
            self.votes[opening.press] += _PRESS
        if opening.dateline is not None:
            abroad = opening.press not in (None, opening.dateline)  # a correspondent with travelling officials
            self.votes[opening.dateline] += _DATELINE_ABROAD if abroad else _DATELINE
        for country in list_title_countries(opening.title, gazetteer):
            self.votes[country] += _TITLE
        for hit in self.title_hits:
            if hit.country is not None and hit.first and self.words[hit.first - 1].lower() in _STANDING_FOR:
                self.votes[hit.country] += _SPOKEN_FOR  # "A to represent Jamaica at the summit"
        self.leads = next(iter(list_title_countries(" ".join(opening.title.split()[:2]), gazetteer)), None)
        self.pair = _find_pair(self.everywhere)
        for country in {country for sentence, reading in self._pairs() for country in list_speaking(sentence, reading)}:
            self.votes[country] += _SPOKEN_FOR
        self.marked = {
            person.country
            for reading in readings
            for person in reading.people
            if person.country and person.group in TOP | {"minister", "envoy"}
        }
        # A press calls its own officials by office and name alone.
        self.unmarked = {
            entry.countries.most_common(1)[0][0]
            for entry in roster.entries
            if entry.countries and not entry.stated and entry.roles and entry.groups & OFFICIAL
        }
        self.homes: set[str] = set()  # countries of officials that were found
        self.foes: dict[str, set[str]] = {}  # countries of those who met a person

    def _pairs(self) -> Iterator[tuple[Sentence, Reading]]:
        return zip(self.sentences, self.readings, strict=True)

    def find_beside(self, waiting: Mapping[str, RosterEntry], own_offices: set[str]) -> None:
        """Give countries to those of ``waiting`` who deal with foreigners; ``own_offices`` as said at _OWN_OFFICE."""
        for country in own_offices:
            self.votes[country] += _OWN_OFFICE
        self.unmarked -= own_offices
        for name in waiting:
            add_country(waiting[name], self._by_title(waiting[name]))
        for sentence, reading in self._pairs():
            for person in reading.people:
                entry = self.roster.find_person(person.words, person)
                if entry is not None and entry.name in waiting:
                    self._note_foe(sentence, reading, person, entry)
                    spokes = (person.role_head or "").startswith("spokes")  # tells of others' contacts
                    waits = not (entry.countries or sentence.heading or spokes)
                    if waits and _deals_for_state(person) and may_be_of_state(sentence, person):
                        found = self._beside(sentence, reading, person, entry)
                        found = found if found is not None and may_hold(entry, found) else None
                        add_country(entry, found)
                        self.homes.update([found] if found is not None else [])

    def find_for_article(self, waiting: Mapping[str, RosterEntry]) -> None:
        """Give the country of the article to those of ``waiting`` of whom nothing else is said."""
        for country in self.homes:
            self.votes[country] += _FOUND
        owned = self._list_owned()
        for entry in waiting.values():
            if not entry.countries and self._is_official(entry) and entry.name not in owned:
                found = self._of_article(entry)
                add_country(entry, found if found is not None and may_hold(entry, found) else None)

    def _by_title(self, entry: RosterEntry) -> str | None:
        """As in a title "… Meets Jamaican Prime Minister Holness": the country before the name and its office."""
        for place, word in enumerate(self.words):
            if fold(word) != entry.parts[-1] or len(entry.parts[-1]) < 3:
                continue
            for hit in self.title_hits:
                between = self.words[hit.last : place]
                close = hit.last <= place and len(between) <= 6 and all(word[:1].isupper() for word in between)
                if (
                    close
                    and hit.kind in ("adjective", "country")
                    and any(fold(word) in head_nouns() for word in between)
                ):
                    return hit.country
        return None

    # -- beside a foreigner ---------------------------------------------------------------------------------------

    def _beside(self, sentence: Sentence, reading: Reading, person: NamedPerson, entry: RosterEntry) -> str | None:
        """The country of an official who deals with somebody of another one in this sentence."""
        others = self._others(sentence, reading, person, entry)
        weights: dict[str, float] = defaultdict(float)
        for hit in reading.hits:
            if hit.country is not None and hit.kind != "body":
                weights[hit.country] += weigh_place(sentence, reading, person, hit)
        if not others and max(weights.values(), default=0.0) < LEFT:
            return None
        for country, vote in self.votes.items():
            weights[country] += vote
        for country in self.pair:
            weights[country] += _PAIR
        for country in _list_partners(sentence, reading, others):
            weights[country] += _PARTNER
        for other in others | self._bearers(entry):
            weights.pop(other, None)
        return _heaviest(weights, _ENOUGH) if len(others) < 2 else None

    def _others(self, sentence: Sentence, reading: Reading, person: NamedPerson, entry: RosterEntry) -> set[str]:
        """The countries of those whom the official deals with in the sentence."""
        if not any(lemma(token.lower) in CONTACT for token in sentence.tokens):
            return set()
        found: set[str | None] = {
            office.country
            for office in reading.offices
            if office.group == COUNTERPART or (not office.plural and office.first > person.last)
        }
        found |= {
            hit.country
            for hit in reading.hits
            if hit.last < len(sentence.tokens)
            and sentence.tokens[hit.last].lower in _TEAMS
            and "other" not in {token.lower for token in sentence.tokens[max(0, hit.first - 3) : hit.first]}
        }
        for other in reading.people:
            of = self.roster.find_person(other.words, other)
            beside = is_retinue(sentence, other, person) or is_met_too(sentence, reading, other, person)
            if of is not None and of is not entry and of.countries and not beside:
                found.add(of.countries.most_common(1)[0][0])
        return {country for country in found if country is not None}

    def _note_foe(self, sentence: Sentence, reading: Reading, person: NamedPerson, entry: RosterEntry) -> None:
        """Remember of which country the one is who meets this person."""
        at = next(
            (
                token.i
                for token in reversed(sentence.tokens[: person.first])
                if lemma(token.lower) in CONTACT and token.lower != "with"
            ),
            None,
        )
        if at is None:
            return
        for other in reversed(reading.people):
            of = self.roster.find_person(other.words, other)
            if other.last <= at and of is not None and of is not entry:
                self.foes.setdefault(entry.name, set()).update(of.countries)
                return

    # -- the article as a whole -----------------------------------------------------------------------------------

    def _is_official(self, entry: RosterEntry) -> bool:
        spokes = any(
            head and head.startswith("spokes") and not {"for", "of"} & set(role.split())
            for _, role, head in entry.roles
        )
        staff = any(
            _STAFF & set(role.lower().split())
            or (_STATE & set(role.lower().split()) and not {"for", "to"} & set(role.split()))
            for _, role, _ in entry.roles
        )
        return spokes or staff or bool(entry.groups & {"state", "government", "minister"})

    def _list_owned(self) -> set[str]:
        """Officials of something that is no state: "the Fund's Director-General A"."""
        return {
            entry.name
            for sentence, reading in self._pairs()
            for person in reading.people
            if person.role and not may_be_of_state(sentence, person)
            if (entry := self.roster.find_person(person.words, person)) is not None
        }

    def _of_article(self, entry: RosterEntry) -> str | None:
        """The country from which the article speaks, for an official of whom it says nothing else."""
        weights: dict[str, float] = defaultdict(float, self.votes)
        if self.leads is not None:
            weights[self.leads] += _LEADS
        for country in self.marked:
            weights[country] -= _MARKED
        for country in self.unmarked - self.marked:
            weights[country] += _UNMARKED
        if len(self.pair) == 2 and len(self.marked & set(self.pair)) == 1:
            weights[next(country for country in self.pair if country not in self.marked)] += _UNMARKED
        visited = self.list_visited(entry)
        for country in visited:
            weights.pop(country, None)
        if len(self.pair) == 2 and len(visited & set(self.pair)) == 1:
            weights[next(country for country in self.pair if country not in visited)] += _HOST_OF_PAIR
        found = _heaviest(weights, _ENOUGH_FOR_ALL, margin=1.0)
        # Hardly of the country that stands out: better nothing than a guess.
        return found if found not in self.foes.get(entry.name, set()) | self._bearers(entry) else None

    def list_visited(self, entry: RosterEntry) -> set[str]:
        """The countries to which the article says that a person travelled."""
        found = self._list_destinations(entry)
        for index in entry.seen:
            sentence, reading = self.sentences[index], self.readings[index]
            for hit in reading.hits:
                if hit.country is None or hit.kind == "body":
                    continue
                near = sentence.tokens[max(0, hit.first - 4) : hit.first]
                travelled = any(lemma(token.lower) in TRAVEL for token in near)
                before = [person for person in reading.people if person.last <= hit.first]
                if travelled and before and self.roster.find_person(before[-1].words, before[-1]) is entry:
                    found.add(hit.country)
        return found

    def _list_destinations(self, entry: RosterEntry) -> set[str]:
        """As in a title "Minister A's Travel to Fiji", "A to Visit Fiji"."""
        at = next((place for place, word in enumerate(self.words) if fold(word) == entry.parts[-1]), None)
        if at is None:
            return set()
        gone = next(
            (place for place in range(at + 1, len(self.words)) if lemma(self.words[place].lower()) in TRAVEL), None
        )
        return {
            hit.country
            for hit in self.title_hits
            if gone is not None and hit.country is not None and hit.first > gone and hit.kind != "body"
        }

    def _bearers(self, entry: RosterEntry) -> set[str]:
        """The countries whose president or premier another person is, when this one is a president or premier."""
        heads = _list_heads(entry)
        return {
            country
            for other in self.roster.entries
            if other is not entry and other.groups & TOP and entry.groups & TOP
            if heads & _list_heads(other)
            for country in other.countries
        }


def _list_partners(sentence: Sentence, reading: Reading, others: set[str]) -> Iterator[str]:
    """The other half of "Vietnam-Oman" and of "Vietnam and Oman held …, led by A and his Omani counterpart B"."""
    for one, two in pairwise(hit for hit in reading.hits if hit.country is not None and hit.kind != "body"):
        mark = sentence.tokens[one.last].lower if one.last + 1 == two.first else ""
        if mark in ("-", "–", "—", "and") and one.country is not None and two.country is not None:
            if two.country in others:
                yield one.country
            elif one.country in others:
                yield two.country


def _deals_for_state(person: NamedPerson) -> bool:
    """Is the office one in which people deal with foreigners for their state?

    Of 17 officials of other sorts (bishops, chiefs of staff, secretaries-general, prosecutors) who stood beside
    foreigners in 350 articles, three were of the country that seemed likely.
    """
    words = set((person.role or "").lower().replace("-", " ").split())
    if "secretary" in words and words & {"general", "chief"} and not words & _STATE:
        return False
    if words & {"parliament", "assembly"}:
        return True
    return person.group in TOP | {"minister", "envoy"} or (person.role_head or "").startswith("congress")


def _list_heads(entry: RosterEntry) -> set[str]:
    """The offices of a person, those of a deputy left out: a country has several vice presidents."""
    return {
        singular(head)
        for _, role, head in entry.roles
        if head and not {"vice", "deputy", "former", "elect"} & set(role.lower().replace("-", " ").split())
    }


def _find_pair(counts: Counter[str]) -> tuple[str, ...]:
    """The two countries that an article names most, where they stand out."""
    ranked = counts.most_common(3)
    if len(ranked) < 2 or (len(ranked) == 3 and ranked[1][1] < 1.5 * ranked[2][1]):
        return ()
    return ranked[0][0], ranked[1][0]


def _heaviest(weights: Mapping[str, float], enough: float, margin: float = 0.5) -> str | None:
    ranked = sorted(weights.items(), key=lambda item: -item[1])
    if not ranked or ranked[0][1] < enough:
        return None
    return ranked[0][0] if len(ranked) == 1 or ranked[0][1] - ranked[1][1] >= margin else None
