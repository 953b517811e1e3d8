"""The fuller name that a thing had before: "the programme" for the "Programme for Clean Ports of Peru" told of above.

A noun with "the" or "this" and nothing else points back. The nearest one before it with the same noun and with more
words of its own is meant; words that would make the measure long stay as they are.
"""

from __future__ import annotations

from collections.abc import Callable

from bot.reading.context.context import Context
from bot.reading.parsing.syntax import Sentence, Token

_POINTING = frozenset({"the", "this", "that", "these", "those"})
_BACK = 3  # sentences before this one
_FAR = 100  # tokens of a sentence
_MOST = 7  # words of a fuller name
_NOUNS = frozenset({"NN", "NNS", "NNP", "NNPS"})
# Nouns that mean something else each time.
_PLAIN = frozenset(
    "year month week day period time sum amount number total country nation government people president minister "
    "leader side party end part rest world economy war region area value world capital state".split()
)

Phrase = Callable[[Sentence, int], str]


class Antecedents:
    """Finds the fuller names for the nouns of one sentence."""

    def __init__(self, context: Context, sentence: Sentence, phrase: Phrase) -> None:
        """``phrase`` gives the words of the noun at a place of a sentence."""
        self._context = context
        self._sentence = sentence
        self._phrase = phrase

    def fuller(self, noun: Token) -> str:
        """The fuller name without its article; "" where the noun points to nothing told before."""
        if noun.tag not in {"NN", "NNS"} or noun.lower in _PLAIN:
            return ""
        if not noun.i or self._sentence.tokens[noun.i - 1].tag not in {"DT", "CD"}:
            return ""
        if self._context.mention_at(self._sentence.index, noun.i) is not None:
            return ""
        below = list(self._sentence.children(noun.i))
        if not any(t.dep == "det" and t.lower in _POINTING for t in below):
            return ""
        if any(t.dep not in {"det", "nummod", "punct", "case"} for t in below):
            return ""
        for index in range(self._sentence.index, max(-1, self._sentence.index - _BACK - 1), -1):
            sentence = self._context.sentences[index]
            last = noun.i if index == self._sentence.index else len(sentence.tokens)
            for token in reversed(sentence.tokens[max(0, last - _FAR) : last]):
                if token.lower != noun.lower or token.tag not in _NOUNS:
                    continue
                words = self._phrase(sentence, token.i)
                owned = "'" in words or "’" in words
                if not owned and 1 < len(words.split()) <= _MOST and any(word[:1].isupper() for word in words.split()):
                    return words
        return ""
