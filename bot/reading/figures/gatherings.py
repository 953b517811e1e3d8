"""Who came to a gathering, and from how many countries.

The forum drew heads of state from 37 countries and 5,000 delegates
countries of heads of state at the forum; delegates at the forum
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from bot.reading.figures.clause_words import ClauseWords
from bot.reading.figures.phrases import NOUNS, Phrases, trim_words
from bot.reading.lexicon.lists import lemma
from bot.reading.parsing.syntax import Sentence, Token

_DRAWING = frozenset({"attract", "draw", "gather", "assemble", "unite"})
_EVENTS = frozenset(
    "forum summit conference meeting expo exhibition fair event festival ceremony gathering congress session symposium "
    "convention workshop seminar roundtable".split()
)
_NEAR = 4  # tokens between those who came and "from"


class Gatherings:
    """Names those who are counted as guests of a gathering in one sentence."""

    def __init__(self, sentence: Sentence, phrases: Phrases, clause: ClauseWords) -> None:
        self._sentence = sentence
        self._tokens = sentence.tokens
        self._phrases = phrases
        self._clause = clause

    def came(self, noun: Token, taken: AbstractSet[int]) -> str:
        """What is counted and the gathering that drew it; "" where no gathering did."""
        verb = self._clause.verb_above(noun.i)
        if verb is None or lemma(verb.lower) not in _DRAWING or noun.i < verb.i:
            return ""
        subject = next((t for t in self._sentence.children(verb.i) if t.dep == "nsubj"), None)
        if subject is None or subject.lower not in _EVENTS:
            return ""
        came_from = noun.i + 1 < len(self._tokens) and self._tokens[noun.i + 1].lower == "from"
        guests = "" if came_from else self._guests(noun)
        of = f" of {trim_words(guests)}" if guests else ""
        words = self._phrases.phrase(noun.i, set(taken) | self._phrases.under_prepositions(noun.i))
        return f"{words}{of} at {trim_words(self._phrases.phrase(subject.i, taken))}"

    def _guests(self, noun: Token) -> str:
        """Those who came from what is counted: the delegates of "delegates from 37 countries"; "" for themselves."""
        for _ in range(3):  # of a list, the first stands under "from"
            if noun.dep != "conj" or self._tokens[self._tokens[noun.head].head].lower != "from":
                break
            noun = self._tokens[noun.head]
        prep = self._tokens[noun.head]
        if noun.dep != "pobj" or prep.lower != "from":
            return ""
        near = [t for t in self._tokens[max(0, prep.i - _NEAR) : prep.i] if t.tag in NOUNS and t.tag.endswith("S")]
        if not near:
            return ""
        numbers = {t.i for t in self._tokens if t.tag == "CD" or t.dep == "quantmod"}
        return self._phrases.phrase(near[-1].i, numbers | self._phrases.under(prep.i) | {prep.i})
