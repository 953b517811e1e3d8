"""The clause that tells of a meeting: from its trigger to the next verb of its own on the right, the last on the left.

Place, day and further parties are looked for in it, not under the tree's head.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.reading.lexicon.lists import lemma
from bot.reading.meetings.frames import is_finite, load_meetings
from bot.reading.parsing.syntax import Sentence, Token

_BREAKS = frozenset(
    "after before following ahead since because although though if unless amid as during despite".split()
)
BESIDE = frozenset("sidelines margins sideline margin fringes".split())


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of tokens, ``last`` exclusive."""

    first: int
    last: int
    others: tuple[int, ...] = ()  # places of other triggers on its left


def find_clause(sentence: Sentence, first: int, last: int, others: Sequence[int] = ()) -> Clause:
    """The clause around the trigger ``first:last``; ``others`` are the places of the sentence's other triggers."""
    left, right = _find_left(sentence, first), find_right(sentence, last)
    if first and sentence.tokens[first - 1].lower in ("and", "but") and any(place < first for place in others):
        subject = any(token.dep in ("nsubj", "nsubjpass") for token in sentence.tokens[first:last])
        left = first if subject else left  # "one was held in May, and the last talks took place in June"
    for place in others:
        if last <= place < right:
            right = min(right, _find_joint(sentence, last, place) or right)
    return Clause(left, right, tuple(place for place in others if place < first))


def _find_joint(sentence: Sentence, last: int, place: int) -> int | None:
    """The first comma or "and" between ``last`` and ``place``: there the next event begins."""
    depth = 0
    for token in sentence.tokens[last:place]:
        depth += (token.text == "(") - (token.text == ")")
        if depth > 0:
            continue
        if token.text == "," or token.lower in ("and", "but"):
            return token.i if token.i > last else None
    return None


def _find_left(sentence: Sentence, first: int) -> int:
    tokens = sentence.tokens
    saying = load_meetings().words.saying
    for i in range(first - 1, -1, -1):
        token = tokens[i]
        if token.text in (";", ":", "—") or token.lower in ("which", "who", "while", "because", "although"):
            return i + 1
        if token.lower == "that" and token.tag in ("IN", "WDT"):
            return i + 1
        if token.tag.startswith("VB") and lemma(token.lower) in saying and token.dep != "amod":
            return _behind_saying(sentence, i)
    return 0


def _behind_saying(sentence: Sentence, verb: int) -> int:
    """The place behind a verb of saying and its own date: "said on Tuesday (that)"."""
    i = verb + 1
    tokens = sentence.tokens
    while i < len(tokens) and (
        tokens[i].entity in ("DATE", "TIME")
        or tokens[i].lower in ("on", "in", "late", "early", "earlier", "a", "statement", ",")
    ):
        i += 1
    return i


def find_right(sentence: Sentence, last: int) -> int:
    """The place at which the clause that goes on at ``last`` ends."""
    tokens = sentence.tokens
    for i in range(last, len(tokens)):
        token = tokens[i]
        if token.text in (";", ":", "—") or token.tag in ("WDT", "WP", "WRB", "WP$"):
            return i
        if (token.lower in _BREAKS and token.tag in ("IN", "VBG", "RB")) or _is_reason(sentence, i):
            return i
        if (
            token.lower == "that"
            and token.tag in ("IN", "WDT", "DT")
            and i + 1 < len(tokens)
            and tokens[i + 1].tag not in ("NN", ".")
        ):
            return i
        if token.tag == "TO" and i + 1 < len(tokens) and tokens[i + 1].tag == "VB" and not _goes_on_beside(tokens, i):
            return i
        if token.tag == "CC" and i + 1 < len(tokens) and tokens[i + 1].tag in ("VB", "VBD", "VBG", "VBZ", "VBP", "VBN"):
            return i
        if is_finite(tokens, i):
            return _before_subject(sentence, i, last)
    return len(tokens)


def _goes_on_beside(tokens: Sequence[Token], i: int) -> bool:
    """Does the clause go on behind its purpose: "met B to discuss fishing on the sidelines of the summit"?"""
    for token in tokens[i + 2 : i + 25]:
        if token.lower in BESIDE:
            return True
        if token.tag in ("VBD", "VBZ", "VBP", "MD", "WDT", "WP", "WRB") or token.text == ";":
            return False
    return False


def _is_reason(sentence: Sentence, i: int) -> bool:
    """Do words for a reason begin at ``i``: "on account of", "owing to", "due to"?"""
    words = [token.lower for token in sentence.tokens[i : i + 2]]
    behind = sentence.tokens[i + 2].tag if i + 2 < len(sentence.tokens) else ""
    return behind != "VB" and words in (["on", "account"], ["owing", "to"], ["due", "to"], ["thanks", "to"])


def _before_subject(sentence: Sentence, verb: int, last: int) -> int:
    """The last comma or "and" before a finite verb: its subject begins there."""
    for i in range(verb - 1, last, -1):
        if sentence.tokens[i].text == "," or sentence.tokens[i].tag == "CC":
            return i
    return verb
