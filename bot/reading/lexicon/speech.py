"""The verbs of saying, ``lexicon/speech.toml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from bot.reading.lexicon.lists import read_lexicon


@dataclass(frozen=True, slots=True)
class SpeechExample:
    """A text and the statement in it."""

    text: str
    speaker: str
    words: str
    direct: bool


@dataclass(frozen=True, slots=True)
class SpeechGroup:
    """Verbs of one sort."""

    words: frozenset[str]
    indirect: frozenset[str]
    example: SpeechExample


@dataclass(frozen=True, slots=True)
class Speech:
    """speech.toml."""

    verbs: Mapping[str, SpeechGroup]


@cache
def load_speech() -> Speech:
    """The verbs of saying, read once."""
    return read_lexicon("speech.toml", Speech)


@cache
def saying_verbs() -> tuple[frozenset[str], frozenset[str]]:
    """Verbs with quoted words, and those of them that report without quotation marks, in their base form."""
    groups = load_speech().verbs.values()
    indirect = frozenset().union(*(group.indirect for group in groups))
    return frozenset().union(indirect, *(group.words for group in groups)), indirect
