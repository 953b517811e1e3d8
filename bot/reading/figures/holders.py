"""Whose amount a number is: the value of "a total value of $2.9 billion", the tariffs of "tariffs of 20 percent".

a border of 450 km                              length of the border
trade stood at $3 billion, a decrease of 5 percent   trade
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from bot.reading.figures.clause_words import ClauseWords
from bot.reading.figures.lengths import Lengths
from bot.reading.figures.measure_names import MeasureNames, is_visit
from bot.reading.figures.number_place import Place
from bot.reading.figures.phrases import NOUNS
from bot.reading.figures.worths import Worths
from bot.reading.lexicon.units import direction_of_noun, singular_of
from bot.reading.parsing.syntax import Token

UNIT_WORDS = frozenset("points percent dollars yuan euros yen pounds rubles %".split())
_EQUAL = frozenset({"equal", "equivalent", "close", "amounting"})
_LASTS = frozenset("duration length term validity lifetime lifespan".split())


class Holders:
    """Finds the nouns of one sentence that hold its numbers as their amount."""

    def __init__(self, clause: ClauseWords, names: MeasureNames, lengths: Lengths, worths: Worths) -> None:
        self.sentence = clause.sentence
        self.tokens = clause.tokens
        self.phrases = clause.phrases
        self.clause = clause
        self.names = names
        self.lengths = lengths
        self.worths = worths

    def amount(self, place: Place, taken: AbstractSet[int]) -> str:
        """A total value of $2.9 billion, tariffs of 20 percent, aircraft worth $8 billion."""
        token = self.tokens[place.top]
        head = self.tokens[token.head]
        before = self.tokens[place.outer - 1] if place.outer else token
        if "worth" in {head.lower, before.lower}:
            return self.worths.worth(head if head.lower == "worth" else before, place, taken)
        if token.dep == "pobj" and head.lower in {"of", "at", "to", "by", "from", "between", "as"}:
            owner = self.tokens[head.head]
        elif token.dep in {"amod", "advmod", "acl", "appos", "prep", "nummod", "acomp"} and token.i > head.i:
            owner = head
        else:
            return ""
        owner = self.clause.thing_above(owner)
        if said := self._of_its_own(owner, head, taken):
            return said
        if owner.tag not in NOUNS or owner.i in taken or owner.lower in UNIT_WORDS:
            return ""
        if direction_of_noun(singular_of(owner.lower)) is not None and (said := self.moved(owner, taken)):
            return said
        below = taken | self.phrases.under(head.i if owner is not head else token.i)
        words = self.phrases.phrase(owner.i, below)
        if owner is head or len(words.split()) == 1:
            behind = self.tokens[place.last + 1] if place.last + 1 < len(self.tokens) else None
            if (
                behind is not None
                and behind.dep == "prep"
                and behind.lower in {"for", "on", "of", "in"}
                and not self.phrases.has_a_date(behind)
            ):
                words += " " + self.phrases.phrase(behind.i, taken)
        outer = self.tokens[owner.head]
        if owner.dep == "pobj" and outer.lower == "with":
            whole = self.tokens[outer.head]
            if whole.tag.startswith("VB"):
                whole = next((t for t in self.sentence.children(whole.i) if t.dep == "dobj"), whole)
            if whole.tag in NOUNS:
                return f"{words} of {self.phrases.phrase(whole.i, below | self.phrases.under(outer.i))}"
        told = owner.dep == "dobj" and (place.counted is None or owner.lower in _LASTS)
        return self.clause.with_clause(words, owner, below) if told else words

    def _of_its_own(self, owner: Token, prep: Token, taken: AbstractSet[int]) -> str:
        """A visit of three days, a border of 450 km, the grant, equal to 3 million euros; "" for anything else."""
        if owner.lower in _EQUAL and self.tokens[owner.head].tag in NOUNS:
            return self.phrases.phrase(owner.head, taken | self.phrases.under(owner.i))
        below = taken | self.phrases.under(prep.i)
        if prep.lower == "of" and is_visit(owner):
            return self.names.visit(owner, below)
        return self.lengths.of_line(owner, below) if prep.lower == "of" else ""

    def moved(self, owner: Token, taken: AbstractSet[int]) -> str:
        """A decrease of 5 percent in exports; trade stood at $3 billion, a decrease of 5 percent: what moved."""
        inside = next(
            (t for t in self.sentence.children(owner.i) if t.dep == "prep" and t.lower in {"in", "for"}), None
        )
        if inside is not None and not self.phrases.has_a_date(inside):
            thing = next((t.i for t in self.sentence.children(inside.i) if t.dep == "pobj"), None)
            return self.phrases.phrase(thing, taken) if thing is not None else ""
        named = [
            t
            for t in self.sentence.children(owner.i)
            if t.dep in {"compound", "amod"} and t.tag in NOUNS and t.i not in taken
        ]
        if owner.dep in {"dobj", "pobj", "nsubj", "attr"} and named:
            return ""  # "export growth of 5 percent"
        verb = self.clause.verb_above(owner.i)
        if owner.dep not in {"appos", "npadvmod", "dep", "conj"} and (verb is None or owner.dep != "dobj"):
            return ""
        return self.clause.subject_of(verb.i, taken) if verb is not None else ""
