"""What a rank is a rank of: the "second-largest trading partner of Belarus"."""

from __future__ import annotations

from bot.reading.figures.number_place import Place
from bot.reading.figures.phrases import NOUNS, Phrases
from bot.reading.parsing.syntax import Sentence


class Ranks:
    """Words the ranks of one sentence."""

    def __init__(self, sentence: Sentence, phrases: Phrases) -> None:
        self.sentence = sentence
        self.tokens = sentence.tokens
        self.phrases = phrases

    def rank(self, place: Place) -> str:
        """The phrase with its rank, and whose it is: "second-largest trading partner of Belarus"."""
        after = self.tokens[place.last + 1] if place.last + 1 < len(self.tokens) else None
        if after is not None and after.dep == "prep":  # "ranks third among investors"
            return f"{self.phrases.words(range(place.first, after.i))} {self.phrases.phrase(after.i, frozenset())}"
        noun = next(
            (
                t.i
                for t in self.tokens[place.last + 1 : place.last + 6]
                if t.tag in NOUNS and not self._noun_follows(t.i)
            ),
            None,
        )
        if noun is None:
            noun = self.tokens[place.top].head if self.tokens[self.tokens[place.top].head].tag in NOUNS else place.last
        owner = [t for t in self.sentence.children(noun) if t.dep == "poss" and t.i < place.first]
        words = self.phrases.words(range(place.first, noun + 1))
        tail = self.phrases.phrase(noun, frozenset(range(noun)), keep_head=False)
        marks = {t.i for t in self.tokens if t.tag == "POS"}
        whose = " of " + self.phrases.phrase(owner[0].i, marks) if owner else ""
        return f"{words}{whose} {tail}"

    def _noun_follows(self, place: int) -> bool:
        return place + 1 < len(self.tokens) and self.tokens[place + 1].tag in NOUNS
