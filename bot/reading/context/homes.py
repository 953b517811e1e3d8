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

from bot.core.places import Gazetteer, Hit
from bot.core.text import fold
from bot.reading.context.bonds import NamedPerson
from bot.reading.context.mentions import Reading
from bot.reading.context.offices import OFFICIAL
from bot.reading.context.roster import Roster, RosterEntry
from bot.reading.lexicon.lists import lemma
from bot.reading.lexicon.titles import COUNTERPART, head_nouns, singular
from bot.reading.parsing.syntax import Sentence, Token

TOP = frozenset(("state", "government"))  # a country has one head of state and one of government

# What two sides do with each other; the nouns among them too.
_CONTACT = frozenset(
    "meet receive host welcome greet call talk talks hold sign ink exchange agree discuss co-chair speak phone "
    "telephone initial conclude witness meeting consultations discussions counterpart see".split()
)
TRAVEL = frozenset("travel visit fly go come arrive return head tour trip journey land leave depart".split())
_MARKS = frozenset(("'s", "’s", "'", "’"))
_UNDER = frozenset("in at to from on over with about of for against near".split())
_STANDING_FOR = frozenset("represent represents representing".split())
_VISITED = frozenset("visit visits visiting tour tours visited".split())
_JOURNEYS = frozenset("visit trip tour".split())
# The staff of a government that has no office of its own.
_STAFF = frozenset("presidential cabinet palace".split())
# Words of an office that hardly anybody but a state has: "chief of army staff", "head of the foreign ministry".
_STATE = frozenset(
    "army navy naval staff ministry government opposition governor-general governor immigration customs".split()
)
# Whose office it is, when a possessive mark stands before it: "the President's press secretary".
_OWN = frozenset(
    "president premier minister king queen sultan government country nation ministry army navy kingdom pm".split()
)
_MANY = frozenset("summit forum conference sidelines margins assembly session congress".split())
_TEAMS = frozenset("delegation side team officials".split())
_SAYING = frozenset("say announce report confirm tell add state".split())

# How much each sign speaks, set on 30 articles of our own; beside a foreigner 1.5 is enough, for an article 2.
_DATELINE = 2.5
_DATELINE_ABROAD = 0.5
_PRESS = 2.5
_TITLE = 2.0
_OWN_OFFICE = 1.5  # somebody of the article holds an office that only that country has
_SPOKEN_FOR = 1.0  # "Japanese officials said"
_FOUND = 1.0  # an official has been found to be of it
_BEFORE = 9.0  # "had been in Lima, where she met Foreign Minister A"
_LEFT = 3.0  # "left Accra for Abidjan"
_GUEST = 3.0  # "met B of Kenya, who visited Korea"
_BEHIND = 1.5  # "met the Polish minister in Seoul"
_PAIR = 1.5  # one of the two countries that the article is about
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
        for country in {country for sentence, reading in self._pairs() for country in _speaking(sentence, reading)}:
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
                    if not (entry.countries or sentence.heading or spokes) and _may_be_of_state(sentence, person):
                        found = self._beside(sentence, reading, person, entry)
                        add_country(entry, found)
                        self.homes.update([found] if found is not None else [])

    def find_for_article(self, waiting: Mapping[str, RosterEntry]) -> None:
        """Give the country of the article to those of ``waiting`` of whom nothing else is said."""
        for country in self.homes:
            self.votes[country] += _FOUND
        owned = self._list_owned()
        for entry in waiting.values():
            if not entry.countries and self._is_official(entry) and entry.name not in owned:
                add_country(entry, self._of_article(entry))

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
                weights[hit.country] += _weigh_place(sentence, reading, person, hit)
        if not others and max(weights.values(), default=0.0) < _LEFT:
            return None
        for country, vote in self.votes.items():
            weights[country] += vote
        for country in self.pair:
            weights[country] += _PAIR
        for other in others | self._bearers(entry):
            weights.pop(other, None)
        return _heaviest(weights, _ENOUGH) if len(others) < 2 else None

    def _others(self, sentence: Sentence, reading: Reading, person: NamedPerson, entry: RosterEntry) -> set[str]:
        """The countries of those whom the official deals with in the sentence."""
        if not any(lemma(token.lower) in _CONTACT for token in sentence.tokens):
            return set()
        found: set[str | None] = {
            office.country
            for office in reading.offices
            if office.group == COUNTERPART or (not office.plural and office.first > person.last)
        }
        found |= {
            hit.country
            for hit in reading.hits
            if hit.last < len(sentence.tokens) and sentence.tokens[hit.last].lower in _TEAMS
        }
        for other in reading.people:
            of = self.roster.find_person(other.words, other)
            beside = _is_retinue(sentence, other, person) or _is_met_too(sentence, reading, other, person)
            if of is not None and of is not entry and of.countries and not beside:
                found.add(of.countries.most_common(1)[0][0])
        return {country for country in found if country is not None}

    def _note_foe(self, sentence: Sentence, reading: Reading, person: NamedPerson, entry: RosterEntry) -> None:
        """Remember of which country the one is who meets this person."""
        at = next(
            (
                token.i
                for token in reversed(sentence.tokens[: person.first])
                if lemma(token.lower) in _CONTACT and token.lower != "with"
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
            if person.role and not _may_be_of_state(sentence, person)
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
        visited = self._list_visited(entry)
        for country in visited:
            weights.pop(country, None)
        if len(self.pair) == 2 and len(visited & set(self.pair)) == 1:
            weights[next(country for country in self.pair if country not in visited)] += _HOST_OF_PAIR
        found = _heaviest(weights, _ENOUGH_FOR_ALL, margin=1.0)
        # Hardly of the country that stands out: better nothing than a guess.
        return found if found not in self.foes.get(entry.name, set()) | self._bearers(entry) else None

    def _list_visited(self, entry: RosterEntry) -> set[str]:
        """The countries to which the article says that a person travelled."""
        found: set[str] = set()
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


def count_countries(readings: Sequence[Reading], roster: Roster) -> Counter[str]:
    """How often an article names each country, those of its people once each."""
    counts: Counter[str] = Counter(hit.country for reading in readings for hit in reading.hits if hit.country)
    for entry in roster.entries:
        for country in entry.countries:
            counts[country] += 1
    return counts


def add_country(entry: RosterEntry, country: str | None) -> None:
    """Give a person a country, where they have none."""
    if country is not None and not entry.countries:
        entry.countries[country] += 1


def _heaviest(weights: Mapping[str, float], enough: float, margin: float = 0.5) -> str | None:
    ranked = sorted(weights.items(), key=lambda item: -item[1])
    if not ranked or ranked[0][1] < enough:
        return None
    return ranked[0][0] if len(ranked) == 1 or ranked[0][1] - ranked[1][1] >= margin else None


def _speaking(sentence: Sentence, reading: Reading) -> Iterator[str]:
    """As in "Japanese officials said": countries whose officials tell what the article tells."""
    for office in reading.offices:
        following = sentence.tokens[office.last] if office.last < len(sentence.tokens) else None
        if office.plural and office.country and following is not None and lemma(following.lower) in _SAYING:
            yield office.country


def _may_be_of_state(sentence: Sentence, person: NamedPerson) -> bool:
    """Has the person an office, and not one that belongs to something else by its words: "the Fund's director"?"""
    owner = sentence.tokens[person.first - 1] if person.first else None
    spokes = (person.role_head or "").startswith("spokes")
    own = owner is not None and person.first > 1 and sentence.tokens[person.first - 2].lower in _OWN
    return person.group in OFFICIAL and (owner is None or owner.tag != "POS" or spokes or own)


def _is_retinue(sentence: Sentence, one: NamedPerson, two: NamedPerson) -> bool:
    """Is one of the two named as company of the other: "accompanied by", "together with his minister"?"""
    first, last = sorted((one, two), key=lambda person: person.first)
    between = {token.lower for token in sentence.tokens[first.last : last.first]}
    company = bool(between & {"accompanied", "accompanying", "alongside", "appointed", "named"})
    return company and len(between) <= 6 and "who" not in between


def _is_met_too(sentence: Sentence, reading: Reading, other: NamedPerson, person: NamedPerson) -> bool:
    """Are both met by a third: "held meetings with Minister A, Minister B and Chairwoman C"?"""
    named = {place for each in reading.people for place in range(each.first, each.last)}
    between = {token.lower for token in sentence.tokens[other.last : person.first] if token.i not in named}
    before = [lemma(token.lower) for token in sentence.tokens[: other.first]]
    return bool(between) and between <= {"and", ",", "the"} and any(word in _CONTACT for word in before)


def _weigh_place(sentence: Sentence, reading: Reading, person: NamedPerson, hit: Hit) -> float:
    """How much a place of the sentence speaks for its country being that of the official."""
    tokens = sentence.tokens
    if hit.kind in ("adjective", "demonym") or (hit.kind == "capital" and hit.stands_for != hit.country):
        return 0.0
    near = tokens[max(0, hit.first - 3) : hit.first]
    lead = near[-1] if near else None
    crowded = any(token.lower in _MANY for token in tokens)
    if lead is None or (crowded and lemma(lead.lower) != "visit"):
        return 0.0
    moved = any(lemma(token.lower) in TRAVEL for token in near)
    if hit.last <= person.first:
        first = reading.people[0].first
        if lemma(lead.lower) in ("leave", "depart") or (lemma(near[0].lower) == "return" and lead.lower == "to"):
            return 0.0 if first < hit.first else _LEFT
        arrived = moved or lead.lower in ("in", "to")
        return _BEFORE if arrived and hit.kind != "city" and _meets_after(tokens, hit.last, person) else 0.0
    if person.first == reading.people[0].first and lemma(lead.lower) in ("leave", "depart"):
        return _LEFT if hit.kind != "city" and person.group in TOP | {"minister"} else 0.0
    traveller = next((other for other in reversed(reading.people) if other.last <= hit.first), person)
    if moved and lead.lower not in ("in", "at"):
        return _GUEST if traveller is not person and lemma(lead.lower) == "visit" else 0.0
    return _BEHIND if lead.lower in ("in", "at") else 0.0


def _meets_after(tokens: Sequence[Token], start: int, person: NamedPerson) -> bool:
    """Is the official met between the place and the name: "…, where she met Foreign Minister A"?"""
    between = [lemma(token.lower) for token in tokens[start : person.first]]
    return any(word in _CONTACT for word in between)
