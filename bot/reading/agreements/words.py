"""The shapes of the word lists about agreements: how parties commit themselves, and to which instruments."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal, TypeAlias

from bot.core.models import AgreementKind, AgreementStatus
from bot.reading.lexicon.lists import lemma, list_forms, read_lexicon
from bot.reading.parsing.syntax import Token

Complement: TypeAlias = Literal["to", "gerund", "on", "that", "thing", "aid", "for", "of"]


@dataclass(frozen=True, slots=True)
class Frame:
    """A governing word and what may follow it, see commitments.toml."""

    word: str  # lemma
    sort: Literal["verb", "adjective", "noun"]
    status: AgreementStatus
    takes: tuple[Complement, ...]
    example: str
    both: bool = False  # counts only with two parties as its subject


@dataclass(frozen=True, slots=True)
class Commitments:
    """commitments.toml."""

    acts: frozenset[str]
    acts_in: frozenset[str]
    trade_acts: frozenset[str]
    funding_acts: frozenset[str]
    giving_acts: frozenset[str]
    lent_nouns: frozenset[str]
    signing_acts: frozenset[str]
    accession_acts: frozenset[str]
    contacts: frozenset[str]
    adverse: frozenset[str]
    promising: frozenset[str]
    relief: frozenset[str]
    burdens: frozenset[str]
    aid_nouns: frozenset[str]
    relational: frozenset[str]
    adverse_nouns: frozenset[str]
    contact_nouns: frozenset[str]
    declaring: frozenset[str]
    opinions: frozenset[str]
    opinion_verbs: frozenset[str]
    hostile: frozenset[str]
    shared_fights: frozenset[str]
    calls: frozenset[str]
    open_words: frozenset[str]
    refusals: frozenset[str]
    conditions: frozenset[str]
    cut_after_comma: frozenset[str]
    side_words: frozenset[str]
    speakers: frozenset[str]
    business_words: frozenset[str]
    frame: tuple[Frame, ...]


@dataclass(frozen=True, slots=True)
class InstrumentWords:
    """Words for one sort of instrument."""

    words: tuple[str, ...]  # lower case, as a phrase
    kind: AgreementKind
    example: str
    named: AgreementKind | None = None  # the kind when the word is capitalised as part of a name


@dataclass(frozen=True, slots=True)
class InstrumentVerb:
    """A verb that makes, starts or ends an instrument or a membership."""

    word: str  # lemma
    status: AgreementStatus
    takes: Literal["instrument", "body", "either"]
    example: str
    particle: str | None = None
    both: bool = False


@dataclass(frozen=True, slots=True)
class Idiom:
    """Fixed words with an example."""

    words: tuple[str, ...]
    example: str


@dataclass(frozen=True, slots=True)
class Instruments:
    """instruments.toml."""

    noun: tuple[InstrumentWords, ...]
    verb: tuple[InstrumentVerb, ...]
    effect: tuple[Idiom, ...]  # the lemma of a verb and the words behind it that put an instrument in force
    standing: tuple[Idiom, ...]  # nouns for those bound by an instrument
    signing: tuple[Idiom, ...]  # nouns for the making of an instrument
    member: tuple[Idiom, ...]  # nouns for those that belong to a body
    leaving: tuple[Idiom, ...]  # nouns for the leaving of a body
    bargaining: tuple[Idiom, ...]  # nouns for the way to an instrument
    content: tuple[Idiom, ...]  # verbs that tell what is in an instrument
    goods: frozenset[str]  # what a deal is about that makes it a contract
    about: frozenset[str]
    several: frozenset[str]
    founding: frozenset[str]  # verbs by which states set up something together
    joint_bodies: frozenset[str]  # what they set up
    shared: frozenset[str]  # words that say that it is theirs together
    witnessing: frozenset[str]  # verbs under which a signing has taken place
    binding: frozenset[str]  # words of a title (folded) that tell of an agreement between those it names
    relating: frozenset[str]  # words of a title that tell of the relations of those it names


@cache
def load_commitments() -> Commitments:
    """The word list of commitments."""
    return read_lexicon("commitments.toml", Commitments)


@cache
def load_instruments() -> Instruments:
    """The word list of instruments."""
    return read_lexicon("instruments.toml", Instruments)


@cache
def frames_by_word() -> Mapping[str, tuple[Frame, ...]]:
    """The frames of each governing word; those that need two parties first."""
    table: dict[str, list[Frame]] = defaultdict(list)
    for frame in load_commitments().frame:
        table[frame.word].append(frame)
    return {word: tuple(sorted(frames, key=lambda frame: not frame.both)) for word, frames in table.items()}


@cache
def verbs_by_word() -> Mapping[str, InstrumentVerb]:
    """The instrument verb of each lemma."""
    return {verb.word: verb for verb in load_instruments().verb}


@cache
def trigger_words() -> frozenset[str]:
    """Every form of a word at which an agreement may be told, but for "will" and its like."""
    lists = load_instruments()
    idioms = (*lists.standing, *lists.signing, *lists.member, *lists.leaving, *lists.bargaining)
    words = {word for idiom in idioms for word in idiom.words} | {idiom.words[0] for idiom in lists.effect}
    return list_forms(words | lists.founding | set(frames_by_word()) | set(verbs_by_word()))


@cache
def _phrases() -> Mapping[str, tuple[tuple[tuple[str, ...], InstrumentWords], ...]]:
    """The phrases of instruments by their first word, the longest first."""
    table: dict[str, list[tuple[tuple[str, ...], InstrumentWords]]] = defaultdict(list)
    for item in load_instruments().noun:
        for words in item.words:
            phrase = tuple(words.split())
            table[phrase[0]].append((phrase, item))
    return {first: tuple(sorted(found, key=lambda entry: -len(entry[0]))) for first, found in table.items()}


@dataclass(frozen=True, slots=True)
class Instrument:
    """An instrument's name in a sentence."""

    first: int  # token places of the phrase, last exclusive
    last: int
    kind: AgreementKind


def find_instruments(tokens: Sequence[Token]) -> list[Instrument]:
    """The longest instrument phrases of a sentence, in order, without overlap."""
    return [
        Instrument(place, place + size, _kind_at(tokens, place, size, item))
        for place, size, item in _matches([token.lower for token in tokens])
        if size > 1 or tokens[place].tag[:2] != "VB"  # to grant, to order
    ]


def find_phrases(words: Sequence[str]) -> list[InstrumentWords]:
    """The instruments that words in lower case name."""
    return [item for _, _, item in _matches(words)]


def _matches(words: Sequence[str]) -> Iterator[tuple[int, int, InstrumentWords]]:
    table = _phrases()
    behind = 0
    for place, word in enumerate(words):
        if place < behind or word not in table:
            continue
        for phrase, item in table[word]:
            if tuple(words[place : place + len(phrase)]) == phrase:
                behind = place + len(phrase)
                yield place, len(phrase), item
                break


def _kind_at(tokens: Sequence[Token], place: int, size: int, item: InstrumentWords) -> AgreementKind:
    """A generic word takes the kind of a name where it is one: "the Trade and Investment Framework Agreement"."""
    if item.named is None or not tokens[place + size - 1].text[0].isupper():
        return item.kind
    before = place - 1
    while before > 1 and tokens[before - 1].text == "-":
        before -= 2  # "the General Co-operation Agreement"
    named = place > 0 and tokens[before].text[0].isupper() and tokens[before].tag[:2] in ("NN", "JJ", "CD")
    goes_on = place + size < len(tokens) and tokens[place + size].lower in ("on", "of", "for")
    return item.named if named or goes_on else item.kind


def base_form(token: Token) -> str:
    """The lemma of a token."""
    return lemma(token.lower)
