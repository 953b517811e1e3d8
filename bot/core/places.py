"""Countries and bodies by every name they go by, and where those names stand in a sentence.

Pure records and look-ups, filled from data files (``load_gazetteer`` in ``bot.reading.lexicon.lists``). By *pieces*:
a token without dots, accents, hyphens and apostrophes, its case kept, so "U.S." is "US" (and "us" is not), "Türkiye"
is "Turkiye", and "Guinea-Bissau" is found however a tokenizer cuts it. Linear in the number of tokens.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, TypeAlias

HitKind: TypeAlias = Literal["country", "adjective", "demonym", "capital", "city", "body"]

# Between two of these a name goes on ("Guinea-Bissau", "People's Republic"); any other mark ends it.
_GLUE = re.compile("[-\u2010\u2011\u2013/'\u2019\u2018`]")
_WORD = re.compile(r"[^\W_]+\+?")  # "OPEC+" is another body than OPEC
_BREAK = ""  # the piece of a comma, a bracket and other marks: part of no name
# Behind these a country's name or adjective tells of money and of nobody: "US dollars", "Indian rupees".
_MONEY = frozenset(
    "dollar dollars cent cents rupee rupees shilling shillings peso pesos dinar dinars dirham dirhams franc francs "
    "pound pounds riyal riyals ruble rubles rouble roubles lira liras yuan won yen baht ringgit rupiah taka tenge "
    "krona kronor krone kroner naira rand real reais".split()
)


@dataclass(frozen=True, slots=True)
class Country:
    """A state or territory that news speaks of as one."""

    name: str  # common short name, the one that facts carry
    official: str | None = None
    names: tuple[str, ...] = ()  # other names and spellings, short forms
    adjectives: tuple[str, ...] = ()
    demonyms: tuple[str, ...] = ()  # names of its people that are not an adjective with "s"
    capital: tuple[str, ...] = ()  # seats of government, the main one first, with other spellings
    seats: tuple[str, ...] = ()  # buildings and offices that stand for the government: "Kremlin"
    cities: tuple[str, ...] = ()  # other places where people meet
    currency: str | None = None  # ISO 4217


@dataclass(frozen=True, slots=True)
class Body:
    """An international or regional organisation, alliance, court, fund, agency or armed movement."""

    name: str  # full name
    short: tuple[str, ...] = ()  # short forms and other names
    one: bool = False  # acts as one party (EU, NATO, G7), so its members need not be named
    seats: tuple[str, ...] = ()  # places that stand for it: "Brussels"


@dataclass(frozen=True, slots=True)
class Careful:
    """A name that is often something else."""

    name: str
    person: bool = False  # also a first name or surname: no place beside another capitalised name
    not_near: tuple[str, ...] = ()  # words of the sentence that show it is the other thing
    after: tuple[str, ...] = ()  # a place only right after one of these words (as written, lower case)


@dataclass(frozen=True, slots=True)
class Hit:
    """A name found in a list of tokens."""

    first: int  # place of its first token
    last: int  # place behind its last token
    name: str  # canonical: the country's short name, the body's full name, the city's name
    kind: HitKind  # "capital" is also a building or office that stands for a government
    country: str | None  # the country named, or the one the city lies in; None for a body
    stands_for: str | None  # whom the word means when it acts: the country or body; None for other cities


@dataclass(frozen=True, slots=True)
class _Entry:
    pieces: tuple[str, ...]
    name: str
    kind: HitKind | None  # None: looks like a name and is none ("South China Sea")
    country: str | None
    stands_for: str | None


@lru_cache(4_096)
def split_pieces(token: str) -> tuple[str, ...]:
    """The pieces of one token; an empty piece for a mark that ends a name, nothing for glue."""
    plain = token.replace(".", "")
    if not plain.isascii():
        plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
        plain = plain.replace("ı", "i").replace("ø", "o").replace("ł", "l").replace("ə", "a")
    if not plain:
        return (_BREAK,)
    place = 0
    pieces: list[str] = []
    for word in _WORD.finditer(plain):
        if _GLUE.sub("", plain[place : word.start()]).strip():
            pieces.append(_BREAK)
        pieces.append(word.group())
        place = word.end()
    if _GLUE.sub("", plain[place:]).strip():
        pieces.append(_BREAK)
    return tuple(pieces)


def _pieces_of(words: str) -> tuple[str, ...]:
    pieces = [piece for token in words.split() for piece in split_pieces(token)]
    while pieces and not pieces[-1]:
        pieces.pop()
    while pieces and not pieces[0]:
        pieces.pop(0)
    return tuple(pieces)


def _plural(adjective: str) -> str | None:
    """The name of the people, where it is the adjective with an "s" ("Belarusians", "Iraqis")."""
    return adjective + "s" if adjective.endswith(("an", "i", "ek", "ik", "ot", "ab", "er")) else None


def _list_names(country: Country) -> Iterator[_Entry]:
    """The names, adjectives and peoples of a country."""
    own = country.name
    kinds: tuple[tuple[HitKind, tuple[str | None, ...]], ...] = (
        ("country", (own, country.official, *country.names)),
        ("adjective", country.adjectives),
        ("demonym", (*country.demonyms, *map(_plural, country.adjectives))),
    )
    for kind, names in kinds:
        for words in filter(None, names):
            yield _Entry(_pieces_of(words), own, kind, own, own)


class Gazetteer:
    """Every name of countries, their capitals and cities, and bodies."""

    def __init__(
        self,
        countries: Iterable[Country],
        bodies: Iterable[Body] = (),
        *,
        careful: Iterable[Careful] = (),
        not_places: Iterable[str] = (),
        office_words: Iterable[str] = (),
    ) -> None:
        """Where two things share a name, the first one given keeps it; countries come before cities and bodies.

        ``office_words`` are capitalised words that may stand beside a country's name without making it a person's
        ("Jordan Foreign Minister").
        """
        self.countries: Mapping[str, Country] = {country.name: country for country in countries}
        self.bodies: Mapping[str, Body] = {body.name: body for body in bodies}
        self._careful = {item.name: item for item in careful}
        self._office_words = frozenset(office_words)
        self._exact: dict[tuple[str, ...], _Entry] = {}
        self._loose: dict[str, _Entry] = {}
        for entry in self._list_entries(tuple(not_places)):
            self._exact.setdefault(entry.pieces, entry)
            joined = " ".join(entry.pieces).casefold()
            if len(joined) > 2:  # "US" is no "us", also for a person who types a name
                self._loose.setdefault(joined, entry)
        self._by_first: dict[str, list[_Entry]] = {}
        for entry in self._exact.values():
            self._by_first.setdefault(entry.pieces[0], []).append(entry)
            shouted = tuple(piece.upper() for piece in entry.pieces)  # a dateline or a heading in capitals
            if shouted != entry.pieces and shouted not in self._exact and len("".join(shouted)) > 3:
                loud = _Entry(shouted, entry.name, entry.kind, entry.country, entry.stands_for)
                self._by_first.setdefault(shouted[0], []).append(loud)
        for entries in self._by_first.values():
            entries.sort(key=lambda entry: -len(entry.pieces))

    def _list_entries(self, not_places: Iterable[str]) -> Iterator[_Entry]:
        """Every name with what it means, the strongest meaning first."""
        for words in not_places:
            yield _Entry(_pieces_of(words), words, None, None, None)
        for country in self.countries.values():
            yield from _list_names(country)
        seats = {_pieces_of(words): body.name for body in self.bodies.values() for words in body.seats}
        for country in self.countries.values():
            for words in (*country.capital, *country.seats):
                pieces = _pieces_of(words)
                yield _Entry(pieces, words, "capital", country.name, seats.get(pieces, country.name))
        for body in self.bodies.values():
            for words in (body.name, *body.short):
                yield _Entry(_pieces_of(words), body.name, "body", None, body.name)
        for country in self.countries.values():
            for words in country.cities:
                pieces = _pieces_of(words)
                yield _Entry(pieces, words, "city", country.name, seats.get(pieces))

    def _entry(self, words: str) -> _Entry | None:
        pieces = _pieces_of(words)
        if pieces and pieces[-1] == "s" and len(pieces) > 1 and pieces not in self._exact:
            pieces = pieces[:-1]  # "Belarus's"
        found = self._exact.get(pieces)
        if found is None and pieces[:1] in (("the",), ("The",)):
            pieces = pieces[1:]
            found = self._exact.get(pieces)
        return found or self._loose.get(" ".join(pieces).casefold())

    def country(self, words: str) -> str | None:
        """The common short name of the country that ``words`` name, as a noun, adjective or people; not a capital."""
        entry = self._entry(words)
        return entry.name if entry and entry.kind in ("country", "adjective", "demonym") else None

    def capital_of(self, words: str) -> str | None:
        """The country (or body, for "Brussels") that a capital or seat of government stands for."""
        entry = self._entry(words)
        return entry.stands_for if entry and entry.kind == "capital" else None

    def city(self, words: str) -> str | None:
        """The country in which a known city or capital lies."""
        entry = self._entry(words)
        return entry.country if entry and entry.kind in ("capital", "city") else None

    def body(self, words: str) -> str | None:
        """The full name of the body that ``words`` name."""
        entry = self._entry(words)
        return entry.name if entry and entry.kind == "body" else None

    def party(self, words: str) -> str | None:
        """The country or body that ``words`` name when they act: any name, adjective, capital or seat."""
        entry = self._entry(words)
        return entry.stands_for if entry else None

    def acts_as_one(self, body: str) -> bool:
        """Is this body (by full name) a party in its own right, like the EU?"""
        found = self.bodies.get(body)
        return found is not None and found.one

    def currency(self, country: str) -> str | None:
        """ISO 4217 code of the money of a country (by common short name)."""
        found = self.countries.get(country)
        return found.currency if found else None

    def find(self, words: Sequence[str]) -> list[Hit]:
        """The longest names in a list of tokens as written, in order, without overlap.

        One token may hold two hits ("U.S.-China").
        """
        pieces: list[str] = []
        owners: list[int] = []
        for i, token in enumerate(words):
            found = (token,) if token.isalpha() and token.isascii() else split_pieces(token)
            for piece in found:
                pieces.append(piece)
                owners.append(i)
        hits: list[Hit] = []
        place = 0
        while place < len(pieces):
            entry = self._longest(pieces, place) if pieces[place] in self._by_first else None
            if entry is None:
                place += 1
                continue
            behind = place + len(entry.pieces)
            if self._is_money(entry, words[owners[behind - 1]], pieces[behind : behind + 1]):
                place = behind
                continue
            if entry.kind is not None and self._is_meant(entry, pieces, place, behind):
                last = owners[behind - 1] + 1
                hits.append(Hit(owners[place], last, entry.name, entry.kind, entry.country, entry.stands_for))
            place = behind
        return hits

    def _longest(self, pieces: Sequence[str], place: int) -> _Entry | None:
        for entry in self._by_first.get(pieces[place], ()):
            size = len(entry.pieces)
            if size == 1 or tuple(pieces[place : place + size]) == entry.pieces:
                return entry
        return None

    def _is_money(self, entry: _Entry, token: str, after: Sequence[str]) -> bool:
        """Is it part of a currency's name: "US$5 million", "5 million Kenyan shillings"?"""
        if entry.kind not in ("country", "adjective"):
            return False
        return token.endswith("$") or (bool(after) and after[0] in _MONEY)

    def _is_meant(self, entry: _Entry, pieces: Sequence[str], first: int, behind: int) -> bool:
        """Is an ambiguous name the place here? Georgia the state, Jordan the man, the city of Nice."""
        rule = self._careful.get(" ".join(entry.pieces))
        if rule is None:
            return True
        before = pieces[first - 1] if first else _BREAK
        if rule.after and before.lower() not in rule.after:
            return False
        if rule.not_near and not set(rule.not_near).isdisjoint(pieces):
            return False
        if not rule.person:
            return True
        return not (self._is_name(before, first - 1, pieces) or self._is_name_at(behind, pieces))

    def _is_name_at(self, place: int, pieces: Sequence[str]) -> bool:
        return place < len(pieces) and self._is_name(pieces[place], place, pieces)

    def _is_name(self, piece: str, place: int, pieces: Sequence[str]) -> bool:
        """Does this piece look like a part of a person's name: capitalised, no office, no other known name?"""
        if len(piece) < 2 or not piece[0].isupper() or piece.isupper() or piece in self._office_words:
            return False
        if place == 0 and piece.endswith(("ing", "ed")):  # "Visiting Georgia, he said"
            return False
        return self._longest(pieces, place) is None
