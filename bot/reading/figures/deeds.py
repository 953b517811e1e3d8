"""What happens with, in or to a few counted things of which their noun says too little.

won the election with 92,153 votes       votes with which Ito won the election
floods leading to 750 deaths             deaths caused by floods
students from 20 countries               countries of students
Tunisia, a nation of 11 million people   people of Tunisia
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from bot.reading.figures.clause_words import ClauseWords
from bot.reading.figures.number_place import TRANSPARENT
from bot.reading.figures.phrases import NOUNS, tidy_words, trim_words
from bot.reading.lexicon.lists import lemma
from bot.reading.parsing.syntax import Token

_PLACING = frozenset({"in", "from", "across", "throughout"})
_LANDS = frozenset("nation country land state city region island market republic kingdom archipelago".split())
_FATES = frozenset("death deaths killing killings loss injury injuries arrest arrests displacement".split())
_FEW = 6  # words of what stands in counted places
_CAUSING = frozenset({"lead", "result"})


class Deeds:
    """Words what the clauses of one sentence tell of its counted nouns."""

    def __init__(self, clause: ClauseWords) -> None:
        self.sentence = clause.sentence
        self.tokens = clause.tokens
        self.phrases = clause.phrases
        self.clause = clause

    def of_place(self, noun: Token, words: str, taken: AbstractSet[int]) -> str:
        """Guests from 20 countries, offices in 12 cities: the countries of the guests, the cities of the offices."""
        prep = self.tokens[noun.head]
        thing = self.tokens[prep.head]
        if noun.dep != "pobj" or prep.lower not in _PLACING or thing.tag not in NOUNS or thing.i in taken:
            return ""
        below = taken | self.phrases.under(prep.i)
        told = trim_words(self.phrases.phrase(thing.i, below))
        return "" if self._counts(thing.i, below) or len(told.split()) > _FEW else f"{words} of {told}"

    def of_part(self, noun: Token, whole: Token, words: str, taken: AbstractSet[int]) -> str:
        """The deaths of 29 miners, a group of four lawmakers; of "Chad, a nation of 11 million people" its people."""
        below = taken | self.phrases.under(noun.head)
        if whole.lower in _LANDS and words == "people":
            named = self.tokens[whole.head] if whole.dep == "appos" else whole
            below |= self.phrases.under(whole.i) if named is not whole else set()
            return f"people of {trim_words(self.phrases.phrase(named.i, below))}"
        words = f"{self.phrases.phrase(whole.i, below)} of {words}"
        return self.clause.with_clause(words, whole, taken) if whole.lower in _FATES else words

    def _first_counted(self, noun: Token) -> Token:
        """The first of a list of counted nouns, or the total of which the noun is told; else the noun itself."""
        carrier = self.clause.carrier(noun)
        counted = any(t.tag == "CD" for t in self.sentence.children(carrier.i))
        return carrier if counted or carrier.lower in TRANSPARENT else noun

    def of_deed(self, noun: Token, words: str, taken: AbstractSet[int]) -> str:
        """Won the election with 92,153 votes, is home to 120 million people: the noun and its clause."""
        taken = taken | self.phrases.under(noun.i)
        noun = self._first_counted(noun)
        prep = self.tokens[noun.head]
        above = self.tokens[prep.head]
        if noun.dep != "pobj" or prep.lower not in {"with", "by", "to", "against", "in", "on", "from", "for", "at"}:
            return ""
        if above.tag in NOUNS and above.dep not in {"attr", "dobj", "pobj"}:
            return ""
        verb = above if above.tag.startswith("VB") else self.clause.verb_above(above.i)
        if verb is None:
            return ""
        below = taken | self.phrases.under(noun.i)
        subject = self.clause.subject_of(self.clause.chain(verb.i)[0], below)
        if subject and lemma(verb.lower) in _CAUSING and prep.lower in {"to", "in"}:
            return f"{words} caused by {subject}"  # "floods leading to 30 deaths"
        if not self.clause.is_finite(verb):
            return ""
        objects = [
            t.i
            for t in self.sentence.children(verb.i)
            if t.i > verb.i and t.i < prep.i and t.dep in {"dobj", "attr", "acomp", "prep", "advmod"}
        ]
        if prep.lower == "by" and (
            prep.dep == "agent" or any(t.dep == "auxpass" for t in self.sentence.children(verb.i))
        ):
            return f"{words} that {verb.text} {subject}" if subject and prep.dep == "agent" else ""
        below |= self.phrases.under(prep.i)
        told = self.phrases.join(objects, below)
        own = trim_words(subject)
        told = tidy_words(told).removesuffix(f" of {own}")  # "Japan lifted its curbs"
        did = f"{own} {verb.text} {told}" if own and own.lower() != "it" else ""
        return f"{words} {prep.text} which {did}" if did else ""

    def _counts(self, place: int, taken: AbstractSet[int]) -> bool:
        """Does another number stand under a word?"""
        return any(self.tokens[t].tag == "CD" for t in self.phrases.under(place) - taken)
