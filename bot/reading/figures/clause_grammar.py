"""The grammar of the clause around a number: its verb, its subject, what stands under a preposition."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from bot.reading.figures.number_place import TRANSPARENT
from bot.reading.figures.phrases import NOUNS, Phrases
from bot.reading.lexicon.lists import lemma
from bot.reading.lexicon.units import direction_of_verb
from bot.reading.parsing.syntax import Sentence, Token

# Verbs that say how much something is.
LEVEL_VERBS = frozenset(
    "be reach exceed surpass total stand last amount hit pass cross top average account make become remain equal come "
    "represent constitute comprise near approach number measure weigh span cover stay estimate value".split()
)
_SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "expl"})
_TOWARD = frozenset({"to", "for", "in", "from", "with", "toward", "towards"})
_TOTALS = frozenset("number numbers toll total count figure population membership cases it they".split())
_ROMAN = frozenset("IVX")
_THANKS = frozenset("thank praise commend criticise criticize congratulate applaud blame".split())


class ClauseGrammar:
    """Answers questions about the clauses of one sentence."""

    def __init__(self, sentence: Sentence, phrases: Phrases) -> None:
        self.sentence = sentence
        self.tokens = sentence.tokens
        self.phrases = phrases

    def carrier(self, noun: Token) -> Token:
        """The noun that stands in the clause for this one: a list's first, the "total" of "a total of 12 ships"."""
        for _ in range(4):
            above = self.tokens[noun.head]
            if noun.dep == "conj" and above.tag in NOUNS:
                noun = above
            elif noun.dep == "pobj" and above.lower == "of" and self.tokens[above.head].lower in TRANSPARENT:
                noun = self.tokens[above.head]
            else:
                break
        return noun

    def level_verb(self, token: Token) -> bool:
        """Does the verb above say that a level was reached: "total", "exceed", "rose to"?"""
        verb = self.verb_above(token.i)
        if verb is None:
            return False
        base = lemma(verb.lower)
        subject = next((t for t in self.sentence.children(verb.i) if t.dep == "nsubj"), None)
        if base == "reach" and subject is not None and subject.lower not in _TOTALS:
            return False  # "the grants reach 120 countries"
        moved = direction_of_verb(base) is not None and token.dep == "pobj"
        return moved or base in {"total", "number", "reach", "exceed", "surpass", "stand", "amount", "hit"}

    def is_finite(self, verb: Token) -> bool:
        """Does the verb stand in a tense: "leads", "has led", "will lead", "is leading", not "leading to"?"""
        if verb.dep == "conj" and self.tokens[verb.head].tag.startswith("VB"):  # "will meet Ito and fly to Oman"
            return self.is_finite(self.tokens[verb.head])
        helped = any(t.dep in {"aux", "auxpass"} and t.lower != "to" for t in self.sentence.children(verb.i))
        return helped or verb.tag in {"VBD", "VBZ", "VBP"}

    def verb_above(self, place: int) -> Token | None:
        """The verb that governs a token, through prepositions and the like."""
        token = self.tokens[place]
        for _ in range(5):
            head = self.tokens[token.head]
            if head.i == token.i:
                return None
            if head.tag.startswith("VB"):
                return head
            token = head
        return None

    def subject_of(self, verb: int, taken: AbstractSet[int]) -> str:
        """The subject of a verb, of the verb that governs it, or the noun that its clause describes."""
        place = verb
        for _ in range(5):
            token = self.tokens[place]
            subjects = [t for t in self.sentence.children(place) if t.dep in _SUBJECTS and t.dep != "expl"]
            subject = next((t for t in subjects if t.dep != "csubj"), subjects[0] if subjects else None)
            if len(subjects) > 1 and subjects[0].end == subjects[1].start:  # "re-exports", each part a subject
                return "".join(t.text for t in subjects)
            says = self.tokens[token.head]
            if subject is not None and subject.lower == "it" and token.dep == "ccomp" and says.i < subject.i:
                place = says.i  # "Qatar announced it will invest"
                continue
            if subject is not None and subject.tag not in {"WDT", "WP"}:
                return self.named(subject, taken)
            if token.dep == "pcomp" and says.lower == "for":
                done = [t for t in self.sentence.children(says.head) if t.dep == "dobj" and t.i < says.i]
                if done and lemma(self.tokens[says.head].lower) in _THANKS:
                    return self.named(done[0], taken | self.phrases.under(says.i))
            if token.dep == "acl" and token.tag == "VB":  # "Oman's decision to unfreeze"
                owner = next((t for t in self.sentence.children(token.head) if t.dep == "poss"), None)
                if owner is not None and owner.tag in NOUNS:
                    return self.named(owner, taken | {t.i for t in self.sentence.children(owner.i) if t.tag == "POS"})
            if token.dep in {"relcl", "acl"} and self.tokens[token.head].tag in NOUNS:
                thing = self.thing_above(self.tokens[token.head]) if token.tag == "VBN" else self.tokens[token.head]
                return self.named(thing, taken | self.phrases.under(place))
            if token.dep not in {"xcomp", "conj", "advcl", "ccomp", "pcomp", "prep", "aux"} or token.head == place:
                return ""
            place = token.head
        return ""

    def named(self, noun: Token, taken: AbstractSet[int]) -> str:
        """A noun's phrase; of an apposition ("X, a region that …") the named thing, of a person the surname."""
        if noun.dep == "appos" and self.tokens[noun.head].tag in {"NNP", "NNPS"}:
            return self.phrases.phrase(noun.head, taken | self.phrases.under(noun.i))
        whole = self.tokens[noun.head]
        described = any(t.lower in {"a", "an"} for t in self.sentence.children(noun.i))
        if noun.dep == "appos" and described and whole.tag in NOUNS:  # "the war, a conflict that has lasted …"
            return self.phrases.phrase(whole.i, taken | self.phrases.under(noun.i))
        if noun.entity in {"TIME", "DATE"}:
            return ""
        if (noun.tag == "PRP" or self.phrases.is_role(noun.i)) and (name := self.phrases.name_of(noun.i)):
            return name
        numbers = {t.i for t in self.sentence.children(noun.i) if t.dep == "nummod"}
        surname = len(noun.text) > 2 and not set(noun.text) <= _ROMAN  # not the II of "Elizabeth II"
        return noun.text if noun.entity == "PERSON" and surname else self.phrases.phrase(noun.i, taken | numbers)

    def thing_above(self, noun: Token) -> Token:
        """The guarantee of "a guarantee for Chile, valued at": what stands to, for or in a name."""
        for _ in range(3):
            prep = self.tokens[noun.head]
            above = self.tokens[prep.head]
            if noun.tag not in {"NNP", "NNPS"} or noun.dep != "pobj" or prep.lower not in _TOWARD:
                break
            if above.tag.startswith("VB"):  # "offers a loan to Chile of $5 million"
                above = next((t for t in self.sentence.children(above.i) if t.dep == "dobj" and t.i < noun.i), noun)
            if above.tag not in {"NN", "NNS"}:
                break
            noun = above
        return noun

    def chain(self, verb: int) -> list[int]:
        """The verbs from the one with a subject down to this one: "has agreed to purchase"."""
        chain = [verb]
        for _ in range(3):
            token = self.tokens[chain[0]]
            has_subject = any(t.dep in _SUBJECTS for t in self.sentence.children(chain[0]))
            if has_subject or token.dep not in {"xcomp", "conj"} or not self.tokens[token.head].tag.startswith("VB"):
                break
            chain = [token.head, *chain] if token.dep == "xcomp" else chain
            if token.dep == "conj":
                break
        return chain

    def complement(self, place: int, ways: tuple[str, ...]) -> int | None:
        """The noun under a preposition right behind a token."""
        for child in self.sentence.children(place):
            if child.dep == "prep" and child.lower in ways and child.i > place:
                return next((t.i for t in self.sentence.children(child.i) if t.dep == "pobj"), None)
        return None
