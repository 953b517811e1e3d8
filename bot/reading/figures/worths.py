"""What something is worth or costs: aircraft worth $8 billion, a war that costs Africa $5 billion a year."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from bot.reading.figures.clause_words import ClauseWords
from bot.reading.figures.number_place import Place
from bot.reading.figures.phrases import NOUNS, Phrases, trim_words
from bot.reading.figures.quantities import Quantity, Sort
from bot.reading.figures.signings import Signings, is_instrument
from bot.reading.lexicon.lists import lemma
from bot.reading.parsing.syntax import Sentence, Token

_DEEP = 5  # steps from "vegetables" up to "contract"
_READABLE = 12  # words; a clause that makes more is left out


class Worths:
    """Finds what the sums of one sentence are the worth or the cost of."""

    def __init__(self, sentence: Sentence, phrases: Phrases, clause: ClauseWords, signings: Signings) -> None:
        self.sentence = sentence
        self.tokens = sentence.tokens
        self.phrases = phrases
        self.clause = clause
        self.signings = signings

    def cost(self, quantity: Quantity, place: Place, taken: AbstractSet[int]) -> str:
        """Corruption costs Africa $5 billion: the cost of the subject to whom it costs."""
        verb = self.clause.verb_above(place.top)
        if quantity.sort is not Sort.MONEY or verb is None or lemma(verb.lower) != "cost":
            return ""
        subject = self.clause.subject_of(verb.i, taken)
        whom = [t.i for t in self.sentence.children(verb.i) if t.dep in {"dobj", "dative"} and t.i not in taken]
        to = f" to {self.phrases.join(whom[:1], taken)}" if whom else ""
        return f"cost of {subject}{to}" if subject else ""

    def worth(self, worth: Token, place: Place, taken: AbstractSet[int]) -> str:
        """Aircraft worth $8 billion; which is worth $8 billion."""
        owner = self.tokens[worth.head]
        below = taken | self.phrases.under(worth.i)
        if not owner.tag.startswith(("NN", "JJ")) and lemma(owner.lower) != "be" and worth.i:
            # "signed a loan agreement with Jordan worth $65 million": the object right before it.
            owner = next((t for t in self.sentence.children(owner.i) if t.dep == "dobj" and t.i < worth.i), owner)
            if owner.tag not in NOUNS and self.tokens[worth.i - 1].tag in NOUNS:
                owner = self.tokens[worth.i - 1]  # "authorised a drawdown worth $200 million"
        if owner.tag in NOUNS:
            owner = self._whole_of(owner)
            apart = any(t.lower == "with" for t in self.sentence.children(owner.i))
            if apart and is_instrument(owner):
                return self.phrases.phrase(owner.i, below)
            if signed := self.signings.signed(owner, below | {place.top, *taken}):
                return f"worth of {signed}"
            words = self.phrases.phrase(owner.i, below)
            if owner.dep != "dobj" or owner.i > worth.i:
                return words
            return f"worth of {self._of_holder(words, owner, place, below)}"
        subject = self.clause.subject_of(owner.i, below)
        # "We need $9 billion worth of ports": nobody is worth it.
        return f"worth of {subject}" if subject and lemma(owner.lower) == "be" else ""

    def _whole_of(self, noun: Token) -> Token:
        """The contract of "a contract on the supply of fruit and vegetables worth": what is signed has the worth."""
        place = noun
        for _ in range(_DEEP):
            head = self.tokens[place.head]
            if is_instrument(place):
                return place if place.tag == "NN" else noun
            if place.dep == "conj" and head.tag in NOUNS:
                place = head
            elif place.dep == "pobj" and head.lower in {"of", "on", "for"} and self.tokens[head.head].tag in NOUNS:
                place = self.tokens[head.head]
            else:
                break
        return noun

    def _of_holder(self, words: str, owner: Token, place: Place, taken: AbstractSet[int]) -> str:
        """The projects that Vietnam had in Laos: projects of Vietnam in Laos; else with their clause."""
        verb = self.tokens[owner.head]
        where = next((t for t in self.sentence.children(place.top) if t.lower == "in" and t.i > place.last), None)
        there = self.phrases.join([where.i], frozenset()) if where is not None else ""
        if lemma(verb.lower) == "have" and (subject := self.clause.subject_of(verb.i, taken)):
            return f"{words} of {trim_words(subject)} {there}"
        if lemma(verb.lower) == "include":  # "they include a contract worth $3 million"
            return words
        told = self.clause.with_clause(words, owner, taken)
        return told if len(told.split()) <= _READABLE else words
