"""Where a sentence tells of a meeting: the frames of ``lexicon/meetings.toml`` found over its tokens.

A frame is a verb with the places of its parties ("A meet with B") or a noun that is a meeting by itself ("talks").
A *trigger* is a frame found in a sentence; who takes part, when and where is read around it by the other parts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal, TypeAlias

from bot.core.models import MeetingKind
from bot.reading.lexicon.lists import lemma, read_lexicon
from bot.reading.parsing.syntax import Sentence, Token

Object: TypeAlias = Literal["person", "official", "side", "place"]
Effect: TypeAlias = Literal["held", "planned", "cancelled", "denied", "wished"]

# Between the verb and the last word of its frame stand adverbs, places and dates: "met in Munich today with".
_REACH = 14
# Between the verb and the other words of its frame: "paid a three-day official visit".
_NEAR = 6
_ADJACENT = frozenset(("A be in P", "A expect in P"))  # "is in P", "is expected in P": nothing between
_KEPT = 8_192  # words whose frames are remembered


@dataclass(frozen=True, slots=True)
class VerbFrame:
    """A line of ``verbs``; the words are explained in the file."""

    words: str
    kind: MeetingKind
    object: Object
    example: str

    @property
    def literals(self) -> tuple[str, ...]:
        """The words between the verb and the last place."""
        return tuple(word for word in self.words.split()[2:] if word.islower())

    @property
    def slot(self) -> str | None:
        """The place behind them: B, P or none."""
        last = self.words.split()[-1]
        return last if last in ("B", "P") else None


@dataclass(frozen=True, slots=True)
class NounFrame:
    """A line of ``nouns``."""

    words: str
    kind: MeetingKind
    example: str


@dataclass(frozen=True, slots=True)
class Governor:
    """A line of ``governors``: a verb on which a meeting noun hangs."""

    words: str
    effect: Effect
    example: str | None = None


@dataclass(frozen=True, slots=True)
class Words:
    """Plain word lists; what each is for is told in the file."""

    remote: frozenset[str]
    saying: frozenset[str]
    groups: frozenset[str]
    voices: frozenset[str]
    topics: frozenset[str]
    moving: frozenset[str]
    no_meetings: frozenset[str]
    separate: frozenset[str]
    tellers: frozenset[str]
    outside: frozenset[str]
    arriving: frozenset[str]
    loose: frozenset[str]
    bodily: frozenset[str]
    occurring: frozenset[str]


@dataclass(frozen=True, slots=True)
class MeetingLexicon:
    """The whole of ``meetings.toml``."""

    verbs: tuple[VerbFrame, ...]
    nouns: tuple[NounFrame, ...]
    governors: tuple[Governor, ...]
    before: Mapping[str, frozenset[str]]
    modifiers: Mapping[str, frozenset[str]]
    holders: Mapping[str, frozenset[str]]
    words: Words


@dataclass(frozen=True, slots=True)
class Trigger:
    """A frame found in a sentence."""

    sentence: Sentence
    first: int  # place of its first token
    last: int  # place behind its last
    head: int  # the verb or the noun
    kind: MeetingKind
    rule: str  # the frame's words, for the trace
    slot: str | None  # of a verb: B, P or none
    start: int  # of a verb with a slot: where the words of the slot begin
    object: Object  # what must stand there
    verb: bool


@cache
def load_meetings() -> MeetingLexicon:
    """The word list, read and checked once."""
    return read_lexicon("meetings.toml", MeetingLexicon)


@cache
def _verbs() -> Mapping[str, tuple[VerbFrame, ...]]:
    table: dict[str, list[VerbFrame]] = {}
    for frame in load_meetings().verbs:
        table.setdefault(frame.words.split()[1], []).append(frame)
    # The frame with the most words says the most.
    return {verb: tuple(sorted(frames, key=lambda frame: -len(frame.words.split()))) for verb, frames in table.items()}


@cache
def _nouns() -> Mapping[str, tuple[NounFrame, ...]]:
    table: dict[str, list[NounFrame]] = {}
    for frame in load_meetings().nouns:
        table.setdefault(_pieces(frame.words)[-1], []).append(frame)
    return {noun: tuple(sorted(frames, key=lambda frame: -len(frame.words.split()))) for noun, frames in table.items()}


@lru_cache(maxsize=_KEPT)
def _noun_frames(lower: str) -> tuple[NounFrame, ...]:
    """The frames that end with a noun, in this form or in the singular, the longest first."""
    singular, table = lemma(lower), _nouns()
    frames = (*table.get(lower, ()), *(table.get(singular, ()) if singular != lower else ()))
    return tuple(sorted(frames, key=lambda frame: -len(frame.words.split())))


@lru_cache(maxsize=_KEPT)
def _verb_frames(lower: str) -> tuple[VerbFrame, ...]:
    return _verbs().get(lemma(lower), ())


def _pieces(words: str) -> list[str]:
    """Words as the tokenizer cuts them: "sit-down" is three tokens."""
    return words.replace("-", " - ").split()


def is_finite(tokens: tuple[Token, ...], i: int) -> bool:
    """Does a clause of its own begin with this verb?"""
    return tokens[i].tag in ("VBD", "VBZ", "VBP", "MD")


def ends_reach(tokens: tuple[Token, ...], i: int) -> bool:
    """Is this a word that no argument of an earlier verb stands behind?"""
    token = tokens[i]
    if token.tag in ("WDT", "WP", "WRB", ":", "WP$") or token.text in (";", "—", "–"):
        return True
    if token.tag == "TO" and i + 1 < len(tokens) and tokens[i + 1].tag == "VB":
        return tokens[i - 1].lower != tokens[i + 1].lower  # "face to face" is no infinitive
    return is_finite(tokens, i)


def is_passive(sentence: Sentence, verb: int) -> bool:
    """Is the verb in the passive: "was received", "received by"?"""
    token = sentence.tokens[verb]
    if token.tag not in ("VBN", "VBD"):
        return False
    for i in range(verb - 1, max(-1, verb - 5), -1):
        before = sentence.tokens[i]
        if before.lower in ("be", "is", "are", "was", "were", "been", "being", "'s", "’s") and before.tag.startswith(
            "VB"
        ):
            return True
        if before.tag not in ("RB", "RBR", "VBN") or before.lower in ("has", "have", "had"):
            break
    following = sentence.tokens[verb + 1 : verb + 3]
    return (
        token.tag == "VBN" and bool(following) and following[0].lower == "by" and token.dep in ("acl", "advcl", "amod")
    )


def find_verbs(sentence: Sentence) -> Iterator[list[Trigger]]:
    """For each verb that has frames, the triggers it may be, the most telling first."""
    tokens = sentence.tokens
    for token in tokens:
        if not token.tag.startswith("VB"):
            continue
        frames = _verb_frames(token.lower)
        if frames and not (token.tag in ("VB", "VBP") and _is_noun(tokens, token.i)):
            found = [trigger for frame in frames for trigger in _match_verb(sentence, token.i, frame)]
            if found:
                yield found


def _match_verb(sentence: Sentence, verb: int, frame: VerbFrame) -> Iterator[Trigger]:
    tokens, literals = sentence.tokens, frame.literals
    at = verb + 1
    for number, word in enumerate(literals):
        preposition = number == len(literals) - 1 and frame.slot is not None
        adjacent = number == 0 and ((not preposition and word in ("up", "down")) or frame.words in _ADJACENT)
        reach = 1 if adjacent else _REACH if preposition and len(literals) == 1 else _NEAR
        stop = min(len(tokens), at + reach)
        hit = None
        for i in range(at, stop):
            if tokens[i].lower == word or (not preposition and lemma(tokens[i].lower) == word):
                hit = i
                break
            if ends_reach(tokens, i) or (tokens[i].tag == "VBG" and tokens[i - 1].tag == "IN"):
                break  # "spoke of holding talks with B": it is the talks that are with B
        if hit is None or (frame.words == "A meet with B" and _has_object(sentence, verb, hit)):
            return  # "met his counterpart A ahead of talks with B": the object is A
        at = hit + 1
    yield Trigger(sentence, verb, at, verb, frame.kind, frame.words, frame.slot, at, frame.object, verb=True)


def _has_object(sentence: Sentence, verb: int, before: int) -> bool:
    """Has the verb an object between itself and the word at ``before``?"""
    return any(
        child.dep == "dobj"
        and verb < child.i < before
        and child.entity not in ("DATE", "TIME")
        and child.lower != "face"  # "met face to face with"
        for child in sentence.children(verb)
    )


def _is_noun(tokens: tuple[Token, ...], i: int) -> bool:
    """Is the word a noun here, whatever the tagger says: "held a call with", "a future meet on Crete"?"""
    token = tokens[i]
    if i == 0 or (not token.tag.startswith("VB") and token.lower != "bilateral"):
        return False
    following = tokens[i + 1].tag if i + 1 < len(tokens) else "."
    before = tokens[i - 1]
    led = before.tag in ("DT", "JJ", "PRP$", "POS") or (
        before.tag == "NN" and before.dep == "compound" and before.head == i
    )
    return led and following in ("IN", ".", ",", "TO", "CC", "VBD")


def find_nouns(sentence: Sentence) -> Iterator[Trigger]:
    """Every meeting noun of a sentence, the longest words for it."""
    tokens, words = sentence.tokens, load_meetings().words
    for token in tokens:
        frames = _noun_frames(token.lower)
        if not frames:
            continue
        hyphened = token.i > 1 and tokens[token.i - 1].text == "-"
        if not token.tag.startswith("NN") and not hyphened and not _is_noun(tokens, token.i):
            continue
        for frame in frames:
            before = _pieces(frame.words)[:-1]
            if hyphened and not token.tag.startswith("NN") and "-" not in before:
                continue
            first = token.i - len(before)
            if first < 0 or [tokens[i].lower for i in range(first, token.i)] != before:
                continue
            if first and tokens[first - 1].lower in words.no_meetings:
                break
            if token.lower in words.no_meetings:
                break
            last = token.i + 1
            yield Trigger(sentence, first, last, token.i, frame.kind, frame.words, None, last, "side", verb=False)
            break
