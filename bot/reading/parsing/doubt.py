"""Clauses that a sentence does not vouch for: rumours, untruths, conditions turned round, what was left undone.

Meetings and agreements have each their own way to weigh what a verb's auxiliaries and the verbs above it say. What is
here undoes a clause for both of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from bot.reading.lexicon.lists import lemma, read_lexicon
from bot.reading.parsing.syntax import Sentence, Token

_NOT = frozenset(("not", "n't", "n’t", "never", "no", "hardly", "neither", "nor"))
_TURNED = frozenset(("had", "were", "should"))
_BORNE_OUT = frozenset(("confirm", "prove", "verify"))
_OPENING = frozenset(("that", "whether", "if"))
_AUXILIARIES = frozenset("has have had having is are was were be been will would should".split())
_ORDINALS = frozenset("first second third fourth fifth last only".split())
_CLAUSE = 30  # words between "that" and its verb: names with their offices are long
_LINKS = 5  # verbs coordinated one under the other


@dataclass(frozen=True, slots=True)
class Doubt:
    """doubt.toml."""

    rumours: frozenset[str]
    untrue: frozenset[str]
    true: frozenset[str]
    undone: frozenset[str]
    unsaid: frozenset[str]


@cache
def load_doubt() -> Doubt:
    """The word list of doubt."""
    return read_lexicon("doubt.toml", Doubt)


def is_doubted(sentence: Sentence, verb: int) -> bool:
    """Does the sentence tell of what the verb says without saying that it was done?"""
    place = verb
    for _ in range(_LINKS):
        token = sentence.tokens[place]
        if not token.tag.startswith(("VB", "MD")):
            return False
        if _is_clause_doubted(sentence, place) or _is_left_undone(sentence, token) or _is_unsaid(sentence, token):
            return True
        partner = find_partner(sentence, place)
        if partner is None:
            return False
        place = partner
    return False


def find_partner(sentence: Sentence, verb: int) -> int | None:
    """The verb whose auxiliaries and governors this one shares: "travelled" of "has not travelled there and met B"."""
    tokens, token = sentence.tokens, sentence.tokens[verb]
    joint = _word_before(sentence, verb)
    if joint is not None and joint.lower in ("and", "or", "nor"):
        # The nearest verb before it: the model often hangs the second of two gerunds on the verb above both.
        verbs = (tokens[place] for place in range(joint.i - 1, max(-1, joint.i - _CLAUSE), -1))
        nearest = next((each for each in verbs if each.tag.startswith("VB") and each.lower not in _AUXILIARIES), None)
        if nearest is not None and _is_alike(nearest, token):
            return nearest.i
    head = tokens[token.head]
    return head.i if token.dep == "conj" and head.i < verb and _is_alike(head, token) else None


def _is_alike(first: Token, second: Token) -> bool:
    """Are they verbs in one form? What the model takes for a past tense is a participle as often: "met", "held"."""
    if not first.tag.startswith("VB"):
        return False
    return (
        first.tag == second.tag
        or (second.tag in ("VB", "VBP") and first.tag == "VB")
        or (second.tag == "VBD" and first.tag == "VBN")
    )


def _is_clause_doubted(sentence: Sentence, verb: int) -> bool:
    """Is it the clause of "rumours that A met B", "it is not true that A met B", "had A met B, …"?"""
    tokens = sentence.tokens
    for place in range(verb - 1, max(-1, verb - _CLAUSE), -1):
        token = tokens[place]
        if token.lower in _OPENING and token.tag == "IN" and place:
            return _casts_doubt(sentence, place - 1)
        if token.lower in _TURNED and token.tag in ("VBD", "MD") and (place == 0 or tokens[place - 1].text == ","):
            turned = place + 1 < verb and not tokens[place + 1].tag.startswith(("VB", "RB", "TO", "IN"))
            return turned and tokens[-1].text != "?"
        if token.tag.startswith(("VB", "MD")) and token.lower not in _AUXILIARIES:
            return False
    return False


def _casts_doubt(sentence: Sentence, place: int) -> bool:
    """Does the word before "that" take its clause back?"""
    lists, token = load_doubt(), sentence.tokens[place]
    base = lemma(token.lower)
    if base in lists.rumours and token.tag.startswith("NN"):
        above = sentence.tokens[token.head]
        behind = any(child.dep == "nsubjpass" and child.i == place for child in sentence.children(above.i))
        return not (lemma(above.lower) in _BORNE_OUT and (behind or token.dep == "dobj"))
    if base in lists.untrue:
        return True
    lead = sentence.tokens[max(0, place - 3) : place]
    return base in lists.true and any(word.lower in _NOT for word in lead)


def _is_left_undone(sentence: Sentence, verb: Token) -> bool:
    """Is it the gerund of "left without signing", "ruled out meeting", "was prevented from meeting"?"""
    undone = load_doubt().undone
    before = _word_before(sentence, verb.i) if verb.tag == "VBG" else None
    if before is None:
        return False
    if lemma(before.lower) in undone:
        return True
    return any(
        f"{lemma(word.lower)} {before.lower}" in undone for word in sentence.tokens[max(0, before.i - 6) : before.i]
    )


def _is_unsaid(sentence: Sentence, verb: Token) -> bool:
    """Is it the infinitive of "is unable to sign", "it is time for A to sign"?"""
    to = next((child for child in sentence.children(verb.i) if child.lower == "to" and child.dep == "aux"), None)
    if to is None:
        return False
    before = _word_before(sentence, to.i)
    if before is not None and _leaves_unsaid(sentence, before.i):
        return True
    # "It is time for the two to sign": the words between are those of who should.
    for place in range(max(1, sentence.tokens[verb.head].i), to.i):
        if sentence.tokens[place].lower == "for" and _leaves_unsaid(sentence, place - 1):
            return True
    return False


def _leaves_unsaid(sentence: Sentence, place: int) -> bool:
    ordinal = place > 0 and sentence.tokens[place - 1].lower in _ORDINALS  # "the first time for the two to meet"
    return lemma(sentence.tokens[place].lower) in load_doubt().unsaid and not ordinal


def _word_before(sentence: Sentence, place: int) -> Token | None:
    """The word before a token, adverbs passed over."""
    while place > 0:
        place -= 1
        token = sentence.tokens[place]
        if token.tag not in ("RB", "RBR") or token.lower == "out":
            return token
    return None
