"""Persons named in one sentence, with the office beside the name, before it is asked who they are.

A capitalised run is a person when an office or an honorific leads to it, when an office explains it after a comma, or
when the language model takes it for one and no word list knows better. The span of a name covers its office.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from bot.core.places import Hit
from bot.reading.context.bonds import NamedPerson
from bot.reading.context.offices import OFFICIAL, Office
from bot.reading.context.rolls import drop_firms
from bot.reading.context.titled import TitledNames
from bot.reading.lexicon.fame import famous_first_words, famous_names, famous_surnames, fold_word, name_parts
from bot.reading.lexicon.titles import load_titles
from bot.reading.parsing.syntax import Sentence

_MARKS = frozenset(("'s", "’s", "'", "’"))
# Behind these verbs an official's other side is named.
_CONTACT = frozenset("spoke speaks met meets called telephoned talked".split())
_MET = frozenset("met meets telephoned".split())
_TELLING_HOW = frozenset(
    "by over on via phone telephone the video call today yesterday separately also again , in".split()
)

_HOSTS = frozenset("host guest hostess".split())


@dataclass(frozen=True, slots=True)
class Reading:
    """What a sentence names, by word lists and model alone."""

    people: tuple[NamedPerson, ...]
    offices: tuple[Office, ...]  # those without a name beside them
    hits: tuple[Hit, ...]  # countries, bodies, places outside the people


def read_names(
    sentence: Sentence, hits: Sequence[Hit], offices: Sequence[Office], known: frozenset[str] = frozenset()
) -> Reading:
    """The people, unnamed offices and places of a sentence in which these offices stand.

    ``known`` are folded words by which people of the article are called; they are names also without a sign of it.
    """
    return _Names(sentence, hits, offices, known).read()


class _Names(TitledNames):
    """One sentence while its names are being read."""

    def read(self) -> Reading:
        for office in self.offices:
            self._after_office(office)
        for office in self.offices:
            self._before_office(office)
        self._after_honorifics()
        self._by_famous_row()
        self._by_model()
        self._by_company()
        self._by_contact()
        self._by_fame()
        if self.known:
            self._by_knowledge()
        self.people = drop_firms(self.tokens, sorted(self.people, key=lambda person: person.first))
        self.people = [self._with_host(person) for person in self._share_roles()]
        offices = tuple(office for office in self.offices if office not in self.used and office.head not in self.taken)
        covered = {place for person in self.people for place in range(person.first, person.last)}
        hits = tuple(hit for hit in self.hits if hit.first not in covered)
        return Reading(tuple(self.people), offices, hits)

    def _share_roles(self) -> list[NamedPerson]:
        """As in "Chile's President Gabriel Boric and Colombia's Gustavo Petro": the second is a president too."""
        people = list(self.people)
        for number, (one, two) in enumerate(pairwise(people), 1):
            joined = [token.lower for token in self.tokens[one.last : two.first]] == ["and"]
            owned = two.name_first > two.first and self.tokens[two.name_first - 1].text in _MARKS
            if (
                joined
                and owned
                and two.role is None
                and two.country
                and one.role
                and one.country not in (None, two.country)
            ):
                people[number] = replace(two, role=one.role, role_head=one.role_head, group=one.group)
        return people

    def _with_host(self, person: NamedPerson) -> NamedPerson:
        """The words "his host," before a person are part of the mention: "talks with his host, President A"."""
        tokens, first = self.tokens, person.first
        if first < 3 or tokens[first - 1].text != "," or tokens[first - 2].lower not in _HOSTS:
            return person
        owner = first - 3 if tokens[first - 3].tag == "PRP$" else first - 4
        return replace(person, first=owner) if owner >= 0 and tokens[owner].tag == "PRP$" else person

    # -- names by the model -------------------------------------------------------------------------------------

    def _by_model(self) -> None:
        if not any(token.entity == "PERSON" for token in self.tokens) or self.is_roll:
            return
        place = 0
        while place < len(self.tokens):
            token = self.tokens[place]
            if token.entity != "PERSON" or place in self.taken:
                place += 1
                continue
            end = place + 1
            while end < len(self.tokens) and self.tokens[end].entity == "PERSON" and not self.tokens[end].entity_start:
                end += 1
            start = self._skip_honorifics(place)
            if start > 0 and self._is_small_family(start - 1) and start - 1 not in self.taken:
                start -= 1
            while (
                start < end
                and not self._is_small_family(start)
                and (start in self.office_at or self.tokens[start].lower in load_titles().words.no_name)
            ):
                start += 1
            stop = self._name_end(start, after_title=False)
            if stop > start and self._is_person(start, stop) and not self._is_told(start, stop):
                self._add(start, stop, None, sure=False)
            place = max(end, stop)

    def _is_told(self, start: int, end: int) -> bool:
        """As in "Momen told Prothom Alo": who is told something, untitled and unknown, is a paper.

        Over 256 articles no person was told so but by an office or a surname named before.
        """
        if start == 0 or end - start < 2 or self.tokens[start - 1].lower != "told":
            return False
        words = self.text[self.tokens[start].start - self.base : self.tokens[end - 1].end - self.base]
        known = name_parts(words) in famous_names() or fold_word(self.tokens[end - 1].text) in self.known
        return not known

    # -- names without a sign -----------------------------------------------------------------------------------

    def _by_company(self) -> None:
        """As in "Kenji Nakagawa and Paul Redmond signed": who opens the sentence beside a person is one too."""
        end = self._name_end(0, after_title=False) if self.tokens else 0
        if not 2 <= end <= 4 or end + 1 >= len(self.tokens) or self.tokens[end].lower != "and":
            return
        beside = any(person.first == end + 1 for person in self.people)
        run = range(end)
        if beside and not any(place in self.at or place in self.taken for place in run) and not self._is_thing(0, end):
            self._add(0, end, None, sure=False)

    def _by_contact(self) -> None:
        """As in "The Secretary spoke today with Luhut Pandjaitan": the full name of one whom an official met."""
        if self.lowers.isdisjoint(_CONTACT):
            return
        for place, token in enumerate(self.tokens[:-2]):
            if token.lower not in _CONTACT or not token.tag.startswith("VB") or not self._has_official(place):
                continue
            start = self._behind_with(place, plain=token.lower in _MET)
            if start is None or start in self.taken or start in self.at:
                continue
            end = self._name_end(start, after_title=False)
            words = self.tokens[start:end]
            following = self.tokens[end].text if end < len(self.tokens) else "."
            whole = following[:1].islower() or following in (",", ".", ";", "(")
            if 2 <= end - start <= 4 and whole and not self._is_thing(start, end):
                lowers = {word.lower for word in words}
                shouted = any(len(word.text) > 2 and word.text.isupper() for word in words)
                if not shouted and not lowers & load_titles().words.no_person and following != "of":
                    self._add(start, end, None, sure=False)

    def _has_official(self, verb: int) -> bool:
        """Is the subject before a verb a person or office: no reporter speaks with a firm there?"""
        return any(person.last <= verb and person.role for person in self.people) or any(
            office.last <= verb and office.group in OFFICIAL for office in self.offices
        )

    def _behind_with(self, verb: int, *, plain: bool) -> int | None:
        """The place behind "with" after "spoke by phone on Monday"; with ``plain`` also that right behind the verb."""
        for place in range(verb + 1, min(verb + 9, len(self.tokens) - 1)):
            token = self.tokens[place]
            if token.lower in ("with", "to"):
                return place + 1 if plain or place > verb + 1 else None
            if not (token.entity in ("DATE", "TIME") or token.lower in _TELLING_HOW):
                return verb + 1 if plain and place == verb + 1 else None
        return None

    def _by_fame(self) -> None:
        """As in "Russia's Lavrov": a well-known surname behind the possessive of its own country."""
        first_words = famous_first_words()
        if not any(token.text in first_words or token.text in _MARKS for token in self.tokens):
            return
        for place, token in enumerate(self.tokens):
            if token.text in first_words and place not in self.taken and place not in self.at:
                self._add_famous(place)
            if (
                place < 2
                or place in self.taken
                or self.tokens[place - 1].text not in _MARKS
                or not token.text[:1].isupper()
            ):
                continue
            hit = self.at.get(place - 2)
            if hit is None or hit.kind not in ("country", "capital"):
                continue
            if famous_surnames().get(fold_word(token.text)) == hit.country:
                self._add(place, place + 1, None, sure=True)
            elif hit.kind == "country" and (end := self._end_of_owned(hit, place)):
                self._add(place, end, None, sure=True)

    def _by_famous_row(self) -> None:
        """As in "Macron and Orban held talks": two well-known surnames joined, and nobody else's."""
        surnames = famous_surnames()
        for place in range(len(self.tokens) - 2):
            one, two = self.tokens[place], self.tokens[place + 2]
            if self.tokens[place + 1].lower not in ("and", "met", "hosted", "received", "welcomed"):
                continue
            if not all(self._is_famous_alone(at, surnames) for at in (place, place + 2)):
                continue
            sides = [surnames[fold_word(token.text)] for token in (one, two)]
            if sides[0] != sides[1]:
                self._add(place, place + 1, None, sure=True, country=sides[0])
                self._add(place + 2, place + 3, None, sure=True, country=sides[1])

    def _is_famous_alone(self, place: int, surnames: Mapping[str, str]) -> bool:
        token = self.tokens[place]
        if len(token.text) < 4 or not token.text.istitle() or token.tag not in ("NNP", "NNPS"):
            return False
        near = (self.tokens[at] for at in (place - 1, place + 1) if 0 <= at < len(self.tokens))
        if place in self.taken or place in self.at or place in self.office_at or any(t.tag == "NNP" for t in near):
            return False
        return fold_word(token.text) in surnames

    def _add_famous(self, place: int) -> None:
        """A public figure by full name: "the government of Shigeru Ishiba"."""
        for end in range(min(place + 6, len(self.tokens)), place + 1, -1):
            words = self.text[self.tokens[place].start - self.base : self.tokens[end - 1].end - self.base]
            whole = self.tokens[end - 1].text[-1].isalnum() or self.tokens[end - 1].text[-1] == "."
            if whole and name_parts(words) in famous_names() and not self._is_thing(place, end):
                self._add(place, end, None, sure=True)
                return

    def _by_knowledge(self) -> None:
        """Names of people whom other sentences of the article name in full."""
        no_name = load_titles().words.no_name
        for place, token in enumerate(self.tokens):
            if (
                place in self.taken
                or not token.text[:1].isupper()
                or token.lower in no_name
                or fold_word(token.text) not in self.known
            ):
                continue
            end = place + 1
            while (
                end + 1 < len(self.tokens)
                and self._is_hyphened(end)
                and not self._joins_two(place, end)
                and fold_word(self.tokens[end + 1].text) in self.known
            ):
                end += 2  # "Al-Salem" in three tokens
            while (
                end < len(self.tokens)
                and self._is_name_word(self.tokens[end], end, place, after_title=False)
                and fold_word(self.tokens[end].text) in self.known
            ):
                end += 1
            hit = self.at.get(place)
            if hit is not None and not self._was_person(place):
                continue
            if not any(self._is_stranger(near, place) for near in (place - 1, end)):
                self._add(place, end, None, sure=False)
