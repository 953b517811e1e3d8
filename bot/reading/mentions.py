"""Persons named in one sentence, with the office beside the name, before it is asked who they are.

A capitalised run is a person when an office or an honorific leads to it, when an office explains it after a comma, or
when the language model takes it for one and no word list knows better. The span of a name covers its office.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.core.places import Hit
from bot.core.text import fold
from bot.reading.bonds import NamedPerson, OfficeBonds
from bot.reading.fame import famous_surnames
from bot.reading.offices import Office
from bot.reading.syntax import Sentence
from bot.reading.titles import COUNTERPART, load_titles

_MARKS = frozenset(("'s", "’s", "'", "’"))
# Honorifics that are other words as well: alone before a name they say nothing.
_WEAK_HONORIFICS = frozenset(
    "the his her their u right royal excellency highness majesty st. fr. m. major tan tun lord lady general "
    "gen col".split()
)


_ROLL = 8  # semicolons in one sentence


@dataclass(frozen=True, slots=True)
class Reading:
    """What a sentence names, by word lists and model alone."""

    people: tuple[NamedPerson, ...]
    offices: tuple[Office, ...]  # those without a name beside them
    hits: tuple[Hit, ...]  # countries, bodies, places outside the people


def read_names(sentence: Sentence, hits: Sequence[Hit], known: frozenset[str] = frozenset()) -> Reading:
    """The people, unnamed offices and places of a sentence.

    ``known`` are folded words by which people of the article are called; they are names also without a sign of it.
    """
    return _Names(sentence, hits, known).read()


class _Names(OfficeBonds):
    """One sentence while its names are being read."""

    @cached_property
    def is_roll(self) -> bool:
        """Is the sentence a roll of names, "Doe, Jane; King, John", in which nothing shows where a name ends?"""
        return sum(token.text == ";" for token in self.tokens) >= _ROLL

    def read(self) -> Reading:
        for office in self.offices:
            self._after_office(office)
        for office in self.offices:
            self._before_office(office)
        self._after_honorifics()
        self._by_model()
        self._by_company()
        self._by_fame()
        if self.known:
            self._by_knowledge()
        self.people.sort(key=lambda person: person.first)
        offices = tuple(office for office in self.offices if office not in self.used and office.head not in self.taken)
        covered = {place for person in self.people for place in range(person.first, person.last)}
        hits = tuple(hit for hit in self.hits if hit.first not in covered)
        return Reading(tuple(self.people), offices, hits)

    # -- names behind an office ---------------------------------------------------------------------------------

    def _after_office(self, office: Office) -> None:
        """Premier Li Qiang; the foreign minister, Wang Yi; ministers A, B and C; counterparts, B, C and D."""
        if office in self.used or self.is_roll:
            return
        place = self._skip_honorifics(office.last)
        comma = False
        rank: Office | None = None
        if (
            place < len(self.tokens)
            and self.tokens[place].text == ","
            and (not office.plural or office.group == COUNTERPART)
        ):
            comma = True
            place = self._skip_honorifics(place + 1)
        rank = self._rank_at(place, royal=not comma)
        place = rank.last if rank is not None else place
        end = self._name_end(place, after_title=not comma)
        if end == place:
            return
        if comma and not self._explains(office, place, end):
            return
        if not comma and not self._leads(office, place, end):
            return
        if rank is not None:
            self.used.add(rank)
        countries = self._row_countries(office) if office.group == COUNTERPART else []
        self._add(place, end, office, sure=True, country=countries[0] if countries else None)
        if office.plural:
            self._add_row(end, office, countries[1:])

    def _add_row(self, place: int, office: Office, countries: Sequence[str]) -> None:
        """The further names of "ministers A, B and C"; ``countries`` go to them in order."""
        given = iter(countries)
        while place < len(self.tokens) and self.tokens[place].lower in (",", "and", "&"):
            start = place + 1
            if start < len(self.tokens) and self.tokens[start].lower == "and":
                start += 1
            start = self._skip_honorifics(start)
            end = self._name_end(start, after_title=False)
            if end == start or start in self.office_at or start in self.at:
                return
            self._add(start, end, office, sure=True, alone=True, country=next(given, None))
            place = end

    def _before_office(self, office: Office) -> None:
        """Find a name that an office explains after a comma: "Gáspár Maróth, the Hungarian commissioner"."""
        if office in self.used or office.plural:
            return
        place = office.first - 1
        if place > 0 and self.tokens[place].lower in ("the", "a", "an", "his", "her", "its"):
            place -= 1
        if place < 2 or self.tokens[place].text != ",":
            return
        start = place
        while (
            start > 0
            and place - start < 6
            and (
                self.tokens[start - 1].text[:1].isupper()
                or (self.tokens[start - 1].lower in load_titles().words.particles and start < place)
            )
            and start - 1 not in self.office_at
            and start - 1 not in self.taken
        ):
            start -= 1
        start = self._skip_honorifics(start)
        while start < place and (
            self.tokens[start].lower in load_titles().words.no_name or self.tokens[start].tag not in ("NNP", "NNPS")
        ):
            start += 1
        if (
            place - start < 2
            or any(at in self.at for at in range(start, place))
            or self._name_end(start, after_title=False) != place
        ):
            return
        if not {token.lower for token in self.tokens[start:place]} & load_titles().words.no_person and self._ends_there(
            office
        ):
            self._add(start, place, None, sure=True)

    # -- names behind an honorific ------------------------------------------------------------------------------

    def _after_honorifics(self) -> None:
        honorifics = load_titles().honorifics
        for place, token in enumerate(self.tokens):
            if place in self.taken or token.lower not in honorifics or not token.text[:1].isupper():
                continue
            if token.lower in _WEAK_HONORIFICS and not (
                token.lower == "m." and place + 1 < len(self.tokens) and self.tokens[place + 1].entity == "PERSON"
            ):
                continue
            start = self._skip_honorifics(place)
            end = self._name_end(start, after_title=True)
            if end > start and start not in self.taken and not self._is_thing(start, end):
                self._add(start, end, None, sure=True, lead=place)

    # -- names by the model -------------------------------------------------------------------------------------

    def _by_model(self) -> None:
        if self.is_roll:
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
            if stop > start and self._is_person(start, stop):
                self._add(start, stop, None, sure=False)
            place = max(end, stop)

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

    def _by_fame(self) -> None:
        """As in "Russia's Lavrov": a well-known surname behind the possessive of its own country."""
        for place, token in enumerate(self.tokens):
            if (
                place < 2
                or place in self.taken
                or self.tokens[place - 1].text not in _MARKS
                or not token.text[:1].isupper()
            ):
                continue
            hit = self.at.get(place - 2)
            if (
                hit is not None
                and hit.kind in ("country", "capital")
                and famous_surnames().get(fold(token.text)) == hit.country
            ):
                self._add(place, place + 1, None, sure=True)

    def _by_knowledge(self) -> None:
        """Names of people whom other sentences of the article name in full."""
        no_name = load_titles().words.no_name
        for place, token in enumerate(self.tokens):
            if (
                place in self.taken
                or not token.text[:1].isupper()
                or token.lower in no_name
                or fold(token.text) not in self.known
            ):
                continue
            end = place + 1
            while (
                end + 1 < len(self.tokens) and self._is_hyphened(end) and fold(self.tokens[end + 1].text) in self.known
            ):
                end += 2  # "Al-Salem" in three tokens
            while (
                end < len(self.tokens)
                and self._is_name_word(self.tokens[end], end, place, after_title=False)
                and fold(self.tokens[end].text) in self.known
            ):
                end += 1
            hit = self.at.get(place)
            if hit is not None and not self._was_person(place):
                continue
            if not any(self._is_stranger(near, place) for near in (place - 1, end)):
                self._add(place, end, None, sure=False)

    # -- pieces -------------------------------------------------------------------------------------------------

    def _add(
        self,
        start: int,
        end: int,
        office: Office | None,
        *,
        sure: bool,
        lead: int | None = None,
        alone: bool = False,
        country: str | None = None,
    ) -> None:
        """Keep the name ``start:end`` with the office before it, or the one that follows it."""
        if self._is_empty(start, end):
            return
        first = start if lead is None else lead
        last = end
        role = head = group = None
        given = office
        if office is not None:
            if not alone:
                first = min(first, office.first)
            self.used.add(office)
        behind = self._office_behind(end)
        if behind is not None and (office is None or alone):
            given = behind
            last = behind.last
            sure = True
            self.used.add(behind)
        if given is not None and given.group == COUNTERPART:
            country = country or given.country
            model = next((person for person in self.people if person.role and person.last <= given.first), None)
            if model is not None:  # "Egyptian foreign minister A and his Greek counterpart": a foreign minister too
                role, head, group = model.role, model.role_head, model.group
        elif given is not None:
            role, head, group, country = self._role(given), self.tokens[given.head].lower, given.group, given.country
        elif lead is not None:
            role = load_titles().short.get(self.tokens[lead].lower)
            group = "honorific"
        if behind is not None and given is office and country is None and behind.country is not None:
            country, last = behind.country, behind.last  # "Sultan Rahim, King of Malaysia"
            self.used.add(behind)
        if last == end:
            named, last = self._country_behind(last)
            country = country or named
        if country is None and first > 0:
            first, country = self._country_before(first) if given is None else (first, self._owner_of_its(first))
        self.taken.update(range(first, last))
        words = self.text[self.tokens[start].start - self.base : self.tokens[end - 1].end - self.base]
        self.people.append(NamedPerson(first, last, start, end, words, role, head, group, country, sure))
