"""What a stretch of time or space measures: the length of a railway, how long a war lasted, how long somebody spoke."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from bot.reading.clause_words import LEVEL_VERBS, ClauseWords
from bot.reading.lexicon import lemma
from bot.reading.number_place import Place
from bot.reading.phrases import NOUNS, Phrases, trim_words
from bot.reading.syntax import Sentence

_DIMENSIONS = {
    "long": "length",
    "wide": "width",
    "high": "height",
    "tall": "height",
    "deep": "depth",
    "thick": "thickness",
}
_HOLDING = frozenset({"valid", "effective"})
_LASTING = frozenset({"last", "span", "extend"})


class Lengths:
    """Finds what the lengths in one sentence are lengths of."""

    def __init__(self, sentence: Sentence, phrases: Phrases, clause: ClauseWords) -> None:
        self.sentence = sentence
        self.tokens = sentence.tokens
        self.phrases = phrases
        self.clause = clause

    def dimension(self, place: Place, taken: AbstractSet[int]) -> str:
        """The pipeline is 1,200 km long: its length."""
        after = self.tokens[place.last + 1] if place.last + 1 < len(self.tokens) else None
        dimension = _DIMENSIONS.get(after.lower) if after is not None else None
        if dimension is None or after is None:
            return ""
        owner = self.tokens[after.head]
        if owner.tag in NOUNS:  # "the railway, 136 km long,"
            words = self.phrases.phrase(owner.i, taken | self.phrases.under(after.i)) if owner.i < place.outer else ""
            return f"{dimension} of {trim_words(words)}" if words else ""
        subject = self.clause.subject_of(after.head, taken)
        return f"{dimension} of {trim_words(subject)}" if subject else ""

    def of_time(self, place: Place, taken: AbstractSet[int]) -> str:
        """What went on for the time that is the object or complement of a clause; "" when it does not say."""
        return self._object(place, taken) or self._doing(place, taken)

    def _object(self, place: Place, taken: AbstractSet[int]) -> str:
        """Have maintained a relationship for 32 years: the object of the clause, and whose it is."""
        verb = self.clause.verb_above(place.top)
        if verb is None:
            return ""
        child = next((t for t in self.sentence.children(verb.i) if t.dep == "dobj" and t.i != place.top), None)
        return "" if child is None else self.clause.with_clause(self.phrases.phrase(child.i, taken), child, taken)

    def _doing(self, place: Place, taken: AbstractSet[int]) -> str:
        """How long something went on: who did what; of "lasted" and the like, what lasted."""
        verb = self.clause.verb_above(place.top)
        if verb is None or verb.dep == "prep":  # "following ten years of talks"
            return ""
        subject = self.clause.subject_of(self.clause.chain(verb.i)[0], taken)
        attribute = next((t for t in self.sentence.children(verb.i) if t.dep == "attr" and t.i not in taken), None)
        if attribute is not None:
            return self.phrases.phrase(attribute.i, taken)
        base = lemma(verb.lower)
        if base in _LASTING or any(t.lower in _HOLDING for t in self.sentence.children(verb.i)):
            return f"length of {trim_words(subject)}" if subject else ""
        if base == "be":  # "had been in China for four days"
            where = [t.i for t in self.sentence.children(verb.i) if t.dep == "prep" and t.lower in {"in", "at"}]
            return f"{subject} {self.phrases.join(where, taken)}"
        if base in LEVEL_VERBS:
            return subject
        tail = [
            t.i
            for t in self.sentence.children(verb.i)
            if t.i > verb.i and t.dep in {"prep", "dobj", "attr", "oprd", "xcomp"}
        ]
        did = self.phrases.words(sorted({t.i for t in self.sentence.children(verb.i) if t.dep == "aux"} | {verb.i}))
        what = self.phrases.join([t for t in tail if not self.phrases.under(t) & taken], taken)
        return f"time {trim_words(subject)} {did} {what}" if subject else f"{did} {what}"
