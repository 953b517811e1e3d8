"""Another of the same row: "The previous round was held in P", "the first took place in 2021", "Q hosted the third".

Such a sentence names nobody: the sides are those of the talks told before. By GUIDE they are states, for who stood for
them at another round nobody says.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.core.models import MeetingKind
from bot.reading.lexicon.lists import lemma
from bot.reading.meetings.frames import Trigger
from bot.reading.parsing.syntax import Sentence, Token

ROUNDS = frozenset("previous last first second third fourth fifth sixth seventh eighth ninth tenth next".split())
_NOUNS = frozenset("round one edition".split())
_TAKING_PLACE = frozenset("be hold take host convene".split())
_LEAD = 6  # words of "The fifth round of political"


def find_rounds(sentence: Sentence) -> Iterator[Trigger]:
    """The words that mean a meeting only behind another: "The previous one was", "the first round took place"."""
    tokens = sentence.tokens
    for token in tokens[1:-2]:
        before = tokens[token.i - 1]
        noun = token.lower in _NOUNS and _is_counted(sentence, token.i)
        alone = token.lower in ROUNDS and before.lower == "the" and token.tag in ("JJ", "RB", "NN")
        if not noun and not alone:
            continue
        if _is_taking_place(tokens[token.i + 1], tokens[token.i + 2]) and _is_subject(sentence, token):
            first, last = token.i if noun else token.i + 1, token.i + 1
            kind = MeetingKind.TALKS
            yield Trigger(sentence, first, last, token.i, kind, "round", None, last, "side", verb=False)


def _is_counted(sentence: Sentence, i: int) -> bool:
    """Does "previous" or "fifth" stand before the noun at ``i``: "the last in-person | round"?"""
    for token in reversed(sentence.tokens[max(0, i - 4) : i]):
        if token.lower in ROUNDS:
            return True
        if token.tag[:2] not in ("JJ", "NN", "HY", "IN"):
            return False
    return False


def _is_taking_place(verb: Token, behind: Token) -> bool:
    """Is it "was held", "will be", "took place"?"""
    if verb.tag == "MD":
        return lemma(behind.lower) in _TAKING_PLACE
    return verb.tag.startswith("VB") and lemma(verb.lower) in ("be", "take")


def _is_subject(sentence: Sentence, token: Token) -> bool:
    return token.dep in ("nsubj", "nsubjpass") and sentence.tokens[token.head].tag.startswith("VB")


def is_other_round(trigger: Trigger, begin: int) -> bool:
    """Is it "The previous round of talks", "the fifth dialogue": one of the row to which the talks told belong?

    ``begin`` is the place of the noun's phrase.
    """
    tokens = trigger.sentence.tokens
    if any(token.lower in ROUNDS for token in tokens[begin : trigger.last]) and tokens[begin].lower == "the":
        return True
    lead = [token.lower for token in tokens[: trigger.first]]
    return lead[:1] == ["the"] and len(lead) <= _LEAD and bool(ROUNDS.intersection(lead))
