"""What "the agreement", "the two documents" or "the deal" may point back to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.models import AgreementKind
from bot.reading.agreements.words import find_phrases
from bot.reading.parsing.syntax import Sentence

_POINTERS = frozenset(("the", "this", "that", "these", "those", "such", "both"))
# Between "the" and "agreement": words that add nothing of its own.
_PLAIN = frozenset(
    "new latest two three four five six seven eight nine ten said same above-mentioned landmark historic latest final "
    "bilateral joint formal official signed other".split()
)
_EARLIER = frozenset(("first", "earlier", "previous", "original", "initial"))
_DECISIONS = frozenset(("decision", "decisions", "move", "step"))  # these may mean an accession too
_WIDE = frozenset((AgreementKind.AGREEMENT,))  # words of this kind ("deal", "document") may mean any instrument
_CEREMONIES = (("the", "signing", "ceremony"), ("the", "ceremony"), ("the", "signing"))  # "… took place today"
_LONGEST = 5  # words of a pointer
_WITHIN = 13  # words from the head of a sentence in which one stands


@dataclass(frozen=True, slots=True)
class Pointer:
    """Words such as "the agreement"."""

    kind: AgreementKind | None  # of the instrument that it says; None for "this decision"
    bare: bool  # nothing stands between "the" and the instrument but "new", "two" and the like
    last: int  # word behind its last

    def may_mean(self, kind: AgreementKind) -> bool:
        """May it mean an agreement of this kind? Nobody calls an accession a deal."""
        if self.kind is None:
            return True
        if self.kind in _WIDE:
            return kind is not AgreementKind.ACCESSION
        if self.kind is AgreementKind.JOINT_STATEMENT:
            return kind is self.kind
        return kind in (self.kind, AgreementKind.AGREEMENT)


def read_pointer(subject: str) -> Pointer | None:
    """The pointer that a whole subject is: "the MoUs", "the two documents", "the power purchase agreement"."""
    words = subject.lower().split(" with ")[0].split()  # "the document with his German counterpart"
    if words[1:2] and words[1] in _EARLIER:
        return None  # "since the first development agreement was signed in 2019": not today's
    found = _pointer_at(words, 0)
    return found if found is not None and found.last == len(words) else None


def says_no_more(subject: str) -> bool:
    """Does a subject say nothing but that there is an instrument: "an agreement", "the latest deal"?"""
    words = subject.lower().split()
    if words and words[0] in ("a", "an"):
        words = ["the", *words[1:]]
    found = _pointer_at(words, 0) if words else None
    return found is not None and found.bare and found.last == len(words) and found.kind is not None


def find_pointer(sentence: Sentence) -> Pointer | None:
    """The first bare pointer near the head of a sentence: "The deal was reached …", "On Monday, the pact …"."""
    words = [token.lower for token in sentence.tokens[: _WITHIN + _LONGEST]]
    for ceremony in _CEREMONIES:
        if tuple(words[: len(ceremony)]) == ceremony:
            return Pointer(None, True, len(ceremony))
    for place in range(min(_WITHIN, len(words))):
        found = _pointer_at(words, place) if words[place] in _POINTERS else None
        if found is not None and found.bare:
            return found
    return None


def _pointer_at(words: Sequence[str], place: int) -> Pointer | None:
    """The longest pointer that begins at ``place``."""
    if words[place] not in _POINTERS:
        return None
    for last in range(min(place + _LONGEST, len(words)), place + 1, -1):
        if words[last - 1] in _DECISIONS:
            return Pointer(None, all(word in _PLAIN for word in words[place + 1 : last - 1]), last)
        for first in range(place + 1, last):
            items = find_phrases(words[first:last])
            if len(items) == 1 and " ".join(words[first:last]) in items[0].words:
                return Pointer(items[0].kind, all(word in _PLAIN for word in words[place + 1 : first]), last)
    return None
