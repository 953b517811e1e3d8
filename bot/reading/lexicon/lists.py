"""The word lists: ``lexicon/*.toml``, read once, each checked against its declared shape.

A shape is a frozen dataclass. Its fields say what a table of the file may hold::

    @dataclass(frozen=True, slots=True)
    class Verb:
        status: AgreementStatus          # an enum or Literal: one of its values
        particles: tuple[str, ...] = ()  # a list of non-empty words; may be left out
        example: str                     # required

    @dataclass(frozen=True, slots=True)
    class Commitments:
        verbs: Mapping[str, Verb]        # [verbs.agree] … any keys
        planned_words: frozenset[str]

    COMMITMENTS = read_lexicon("commitments.toml", Commitments)

A file that does not fit raises ``LexiconFault`` with one plain sentence that names the file, the place and the fault.
"""

from __future__ import annotations

import dataclasses
import tomllib
import types
import typing
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any, TypeVar

from bot.core.errors import FaultError
from bot.core.places import Body, Careful, Country, Gazetteer

T = TypeVar("T")


class LexiconFault(FaultError):  # noqa: N818  # a fault of ours, like its base
    """A word list does not have its declared shape."""


def read_lexicon(file: str, shape: type[T]) -> T:
    """The word list ``lexicon/<file>`` as a record of ``shape``; the same record each time.

    Raises LexiconFault when the file is missing, is no TOML or does not fit.
    """
    key: Any = shape  # a class is hashable, whatever a protocol check of `type[T]` says
    return typing.cast("T", _read_once(file, key))


@cache
def _read_once(file: str, shape: type) -> object:
    try:
        text = resources.files("bot.reading").joinpath("lexicon", file).read_text("utf-8")
    except OSError as error:
        raise LexiconFault(f"{file}: the word list is missing") from error
    return parse_lexicon(file, text, shape)


def parse_lexicon(file: str, text: str, shape: type[T]) -> T:
    """A record of ``shape`` from the text of a word list; raises LexiconFault like ``read_lexicon``."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise LexiconFault(f"{file}: not valid TOML: {error}") from error
    return typing.cast("T", _fit(table, shape, file))


def _fit(value: object, shape: Any, where: str) -> object:
    """The TOML value as the type ``shape`` asks for."""
    origin, args = typing.get_origin(shape), typing.get_args(shape)
    if origin in (typing.Union, types.UnionType):
        return _fit(value, next(arg for arg in args if arg is not type(None)), where)
    if origin is typing.Literal:
        return _fit_choice(value, args, where)
    if isinstance(shape, type) and issubclass(shape, Enum):
        return shape(_fit_choice(value, tuple(member.value for member in shape), where))
    if dataclasses.is_dataclass(shape) and isinstance(shape, type):
        return _fit_record(value, shape, where)
    if origin is tuple or origin is frozenset:
        if not isinstance(value, list):
            raise LexiconFault(f"{where}: must be a list")
        items = [_fit(item, args[0], f"{where}, item {number}") for number, item in enumerate(value, 1)]
        return tuple(items) if origin is tuple else frozenset(items)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        if not isinstance(value, dict):
            raise LexiconFault(f"{where}: must be a table")
        return MappingProxyType({key: _fit(item, args[1], f"{where}, {key}") for key, item in value.items()})
    return _fit_plain(value, shape, where)


def _fit_choice(value: object, choices: tuple[object, ...], where: str) -> object:
    if value not in choices:
        raise LexiconFault(f"{where}: must be one of {', '.join(map(str, choices))}, not {value!r}")
    return value


def _fit_plain(value: object, shape: Any, where: str) -> object:
    if shape not in (str, int, bool):
        raise LexiconFault(f"{where}: no shape for {shape}")
    if type(value) is not shape:
        raise LexiconFault(f"{where}: must be {shape.__name__}, not {value!r}")
    if isinstance(value, str) and (not value.strip() or value != value.strip()):
        raise LexiconFault(f"{where}: words may not be empty or padded with spaces")
    return value


def _fit_record(value: object, shape: type, where: str) -> object:
    if not isinstance(value, dict):
        raise LexiconFault(f"{where}: must be a table")
    hints = typing.get_type_hints(shape)
    fields = {field.name: field for field in dataclasses.fields(shape)}
    unknown = [key for key in value if key not in fields]
    if unknown:
        raise LexiconFault(f"{where}: unknown field {unknown[0]!r}")
    ready: dict[str, object] = {}
    for name, field in fields.items():
        if name in value:
            ready[name] = _fit(value[name], hints[name], f"{where}, {name}")
        elif field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING:
            raise LexiconFault(f"{where}: field {name!r} is missing")
    return shape(**ready)


@dataclass(frozen=True, slots=True)
class _CountryLine:
    """A line of countries.toml, keyed by the common short name; see ``bot.core.places.Country``."""

    official: str | None = None
    names: tuple[str, ...] = ()
    adj: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    capital: tuple[str, ...] = ()
    seats: tuple[str, ...] = ()
    cities: tuple[str, ...] = ()
    money: str | None = None


@dataclass(frozen=True, slots=True)
class _CarefulLine:
    person: bool = False
    not_near: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Countries:
    not_places: tuple[str, ...]
    office_words: tuple[str, ...]
    careful: Mapping[str, _CarefulLine]
    country: Mapping[str, _CountryLine]


@dataclass(frozen=True, slots=True)
class _BodyLine:
    short: tuple[str, ...] = ()
    one: bool = False
    seats: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Bodies:
    body: Mapping[str, _BodyLine]


@dataclass(frozen=True, slots=True)
class _Lemmas:
    regular: tuple[str, ...]  # base forms whose forms follow the rules of spelling
    doubled: tuple[str, ...]  # base forms that double their last letter: plan, planned
    verbs: Mapping[str, tuple[str, ...]]  # irregular: base form -> its other forms
    nouns: Mapping[str, tuple[str, ...]]  # base form -> its other forms


@cache
def load_gazetteer() -> Gazetteer:
    """The gazetteer of ``countries.toml`` and ``bodies.toml``, built once."""
    places = read_lexicon("countries.toml", _Countries)
    countries = [
        Country(
            name, line.official, line.names, line.adj, line.people, line.capital, line.seats, line.cities, line.money
        )
        for name, line in places.country.items()
    ]
    bodies = [
        Body(name, line.short, line.one, line.seats) for name, line in read_lexicon("bodies.toml", _Bodies).body.items()
    ]
    careful = [Careful(name, line.person, line.not_near, line.after) for name, line in places.careful.items()]
    return Gazetteer(countries, bodies, careful=careful, not_places=places.not_places, office_words=places.office_words)


def inflect(base: str, *, doubled: bool = False) -> tuple[str, ...]:
    """The other forms of a regular English verb: agree -> agrees, agreed, agreeing."""
    third = base + ("es" if base.endswith(("s", "x", "z", "ch", "sh", "o")) else "s")
    stem = base + base[-1] if doubled else base
    if base.endswith("y") and base[-2] not in "aeiou":
        return base[:-1] + "ies", base[:-1] + "ied", base + "ing"
    if base.endswith("e") and not doubled:
        return third, base + "d", (base if base.endswith(("ee", "oe", "ye")) else base[:-1]) + "ing"
    return third, stem + "ed", stem + "ing"


@cache
def _list_lemmas() -> Mapping[str, str]:
    lists = read_lexicon("lemmas.toml", _Lemmas)
    table: dict[str, str] = {}
    for base, forms in (*lists.verbs.items(), *lists.nouns.items()):
        for form in (base, *forms):
            table.setdefault(form, base)
    for base in lists.regular:
        for form in (base, *inflect(base)):
            table.setdefault(form, base)
    for base in lists.doubled:
        for form in (base, *inflect(base, doubled=True)):
            table.setdefault(form, base)
    return MappingProxyType(table)


def lemma(lower: str) -> str:
    """The base form of a word in lower case; the word itself when the table does not know it."""
    return _list_lemmas().get(lower, lower)


def list_forms(bases: Iterable[str]) -> frozenset[str]:
    """Every form, in lower case, whose lemma is one of these; the bases themselves too."""
    wanted = frozenset(bases)
    return wanted | {form for form, base in _list_lemmas().items() if base in wanted}
