"""Persons named in one sentence, with the office beside the name, before it is asked who they are.

A capitalised run is a person when an office or an honorific leads to it, when an office explains it after a comma, or
when the language model takes it for one and no word list knows better. The span of a name covers its office.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.places import Hit
from bot.core.text import fold
from bot.reading.fame import famous_surnames
from bot.reading.names import NameGrammar
from bot.reading.offices import Office
from bot.reading.syntax import Sentence
from bot.reading.titles import COUNTERPART, load_titles, singular

_MARKS = frozenset(("'s", "’s", "'", "’"))
# Honorifics that are other words as well: alone before a name they say nothing.
_WEAK_HONORIFICS = frozenset(
    "the his her their u right royal excellency highness majesty st. fr. m. major tan tun lord lady general "
    "gen col".split()
)


@dataclass(frozen=True, slots=True)
class NamedPerson:
    """A person's name in a sentence; places are of tokens, ``last`` and ``name_last`` exclusive."""

    first: int  # of the whole mention, office and country included
    last: int
    name_first: int
    name_last: int
    words: str  # the name as written
    role: str | None
    role_head: str | None  # the head noun of the office in lower case: "minister"
    group: str | None  # sort of office, key of [heads] in titles.toml
    country: str | None
    sure: bool  # an office or an honorific says that it is a person; else the language model alone does


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


class _Names(NameGrammar):
    """One sentence while its names are being read."""

    def __init__(self, sentence: Sentence, hits: Sequence[Hit], known: frozenset[str]) -> None:
        super().__init__(sentence, hits, known)
        self.used: set[Office] = set()
        self.people: list[NamedPerson] = []

    def read(self) -> Reading:
        for office in self.offices:
            self._after_office(office)
        for office in self.offices:
            self._before_office(office)
        self._after_honorifics()
        self._by_model()
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
        place = self._skip_honorifics(office.last)
        comma = False
        if (
            place < len(self.tokens)
            and self.tokens[place].text == ","
            and (not office.plural or office.group == COUNTERPART)
        ):
            comma = True
            place = self._skip_honorifics(place + 1)
        end = self._name_end(place, after_title=not comma)
        if end == place:
            return
        if comma and not self._explains(office, place, end):
            return
        if not comma and not self._leads(office, place, end):
            return
        countries = self._row_countries(office) if office.group == COUNTERPART else []
        self._add(place, end, office, sure=True, country=countries[0] if countries else None)
        if office.plural:
            self._add_row(end, office, countries[1:])

    def _leads(self, office: Office, place: int, end: int) -> bool:
        """Does a name directly behind the office belong to it?"""
        token = self.tokens[office.head]
        lead = self.tokens[place]
        if place in self.at and end - place == 1 and lead.entity != "PERSON":
            return False
        if self._is_thing(place, end):
            return False
        return token.text[:1].isupper() or lead.entity == "PERSON" or lead.tag in ("NNP", "NNPS")

    def _explains(self, office: Office, place: int, end: int) -> bool:
        """In "the foreign minister, Wang Yi," is the name the office's? It must look like a person and end there."""
        following = self.tokens[end].text if end < len(self.tokens) else "."
        if following not in (",", ".", ";", ")", ":", "—", "–") and not self._is_verb(end):
            return False
        if place in self.at and end - place == 1:
            return False
        if (
            office.first > 0
            and self.tokens[office.first - 1].text == ","
            and self._name_before(office.first - 1) is not None
        ):
            return False  # "A, the premier, B": the premier is A
        looks = any(token.entity == "PERSON" for token in self.tokens[place:end])
        return looks or (end - place >= 2 and following in (",", ".") and office.country is not None)

    def _row_countries(self, office: Office) -> list[str]:
        """The countries of "his Greek, Cypriot and French counterparts", in order."""
        countries = [office.country] if office.country else []
        place = office.first
        while place >= 2 and self.tokens[place - 1].lower in (",", "and") and countries:
            before = (
                place - 3 if self.tokens[place - 2].text == "," and self.tokens[place - 1].lower == "and" else place - 2
            )
            hit = self.at.get(before)
            if hit is None or hit.kind != "adjective" or hit.country is None:
                break
            countries.insert(0, hit.country)
            place = hit.first
        return countries

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
            and self.tokens[start - 1].text[:1].isupper()
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

    def _name_before(self, place: int) -> NamedPerson | None:
        return next((person for person in self.people if person.name_last == place), None)

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
        named, behind_country = self._country_behind(last) if last == end else (None, last)
        if named is not None:
            country, last = country or named, behind_country
        if given is None and first > 0 and country is None:
            first, country = self._country_before(first)
        self.taken.update(range(first, last))
        words = self.text[self.tokens[start].start - self.base : self.tokens[end - 1].end - self.base]
        self.people.append(NamedPerson(first, last, start, end, words, role, head, group, country, sure))

    def _role(self, office: Office) -> str:
        tokens = self.tokens[office.role_first : office.role_last]
        words = self.text[tokens[0].start - self.base : tokens[-1].end - self.base]
        if office.plural and office.role_last == office.head + 1:
            return words[: len(words) - len(tokens[-1].text)] + singular(
                tokens[-1].text
            )  # "lawyers A and B": a lawyer each
        return words

    def _office_behind(self, end: int) -> Office | None:
        """As in "Li Qiang, the Chinese premier," and "Scott Bessent, Secretary of Treasury"."""
        if end >= len(self.tokens) or self.tokens[end].lower not in (
            ",",
            "(",
            "—",
            "–",
            "is",
            "was",
            "became",
            "remains",
        ):
            return None
        place = end + 1
        linked = self.tokens[end].text.isalpha()
        if linked and not self.tokens[end].tag.startswith("V"):
            return None
        if place < len(self.tokens) and self.tokens[place].lower in (
            "the",
            "a",
            "an",
            "his",
            "her",
            "their",
            "its",
            "who",
        ):
            if self.tokens[place].lower == "who":
                place += 1
                if place < len(self.tokens) and self.tokens[place].lower in ("is", "was", "serves", "served"):
                    place += 1
                if place < len(self.tokens) and self.tokens[place].lower in ("the", "a", "an", "as"):
                    place += 1
            else:
                place += 1
        office = self.office_at.get(place)
        if office is None or office.first != place or office.plural or office in self.used:
            return None
        following = self.tokens[office.last] if office.last < len(self.tokens) else None
        # "A, President B and …" is a row of two people.
        if (
            following is not None
            and following.text[:1].isupper()
            and following.tag in ("NNP", "NNPS")
            and office.last not in self.at
        ):
            return None
        return office

    def _country_behind(self, end: int) -> tuple[str | None, int]:
        """As in "Anwar Ibrahim of Malaysia"."""
        if end + 1 < len(self.tokens) and self.tokens[end].lower == "of":
            place = end + 1
            if self.tokens[place].lower == "the" and place + 1 < len(self.tokens):
                place += 1
            hit = self.at.get(place)
            if hit is not None and hit.first == place and hit.kind == "country":
                return hit.country, hit.last
        return None, end

    def _country_before(self, first: int) -> tuple[int, str | None]:
        """As in "China's Wang Yi", "Iranian Abbas Araghchi"."""
        mark = self.tokens[first - 1].text in _MARKS
        place = first - 2 if mark else first - 1
        if self.tokens[first - 1].text == "," and first >= 3 and self.tokens[first - 3].lower in ("a", "an"):
            nation = self.at.get(first - 2)  # "An Australian, Brenton Tarrant"
            if nation is not None and nation.kind in ("adjective", "demonym"):
                return nation.first, nation.country
        hit = self.at.get(place)
        if (
            hit is not None
            and hit.last == place + 1
            and (hit.kind in ("country", "capital") if mark else hit.kind == "adjective")
        ):
            return hit.first, hit.country
        return first, None
