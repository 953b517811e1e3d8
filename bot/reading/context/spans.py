"""Where a run of tokens stands in its sentence: its outer token, whether it is a subject, how deep it stands."""

from __future__ import annotations

from bot.reading.parsing.syntax import Sentence, Token

_STYLES = (("majesty",), ("highness",), ("royal", "highness"), ("excellency",), ("holiness",), ("serene", "highness"))
_GATHERINGS = frozenset("summit forum meeting session conference assembly".split())


def names_gathering(sentence: Sentence, head: Token) -> bool:
    """Does a body's name only say which gathering is meant: "the G20 summit", and not "the ASEAN-EU summit"?"""
    if any(token.text in ("-", "–") for token in sentence.tokens[max(0, head.i - 3) : head.i + 2]):
        return False
    return head.dep in ("compound", "nmod") and sentence.tokens[head.head].lower in _GATHERINGS


def outer_token(sentence: Sentence, first: int, last: int) -> Token:
    """The token of a span whose head stands outside it."""
    for place in range(first, last):
        token = sentence.tokens[place]
        if not first <= token.head < last or token.head == token.i:
            return token
    return sentence.tokens[last - 1]


def is_subject(sentence: Sentence, first: int, last: int) -> bool:
    """Is a span the subject of a clause, or joined to one that is?"""
    token = outer_token(sentence, first, last)
    for _ in range(6):
        if token.dep in ("nsubj", "nsubjpass"):
            return True
        if token.dep not in ("conj", "appos"):
            return False
        token = sentence.tokens[token.head]
    return False


def depth_of(sentence: Sentence, first: int, last: int) -> int:
    """Steps from the root of the sentence to a span; members of a row and appositions stand as deep as its head."""
    token = outer_token(sentence, first, last)
    steps = 0
    for _ in range(12):
        if token.head == token.i:
            return steps
        steps += token.dep not in ("conj", "appos")
        token = sentence.tokens[token.head]
    return steps


def is_style(sentence: Sentence, first: int) -> bool:
    """Does a word open "His Majesty", "Her Royal Highness", and is no pronoun?"""
    following = (tuple(token.lower for token in sentence.tokens[first + 1 : first + 2 + more]) for more in (0, 1))
    return any(words in _STYLES for words in following) and sentence.tokens[first + 1].text[:1].isupper()
