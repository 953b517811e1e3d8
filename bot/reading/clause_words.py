"""The clause around a number, in words: its verb, its subject, what its verb does with it.

Grammar only: which of these words say what a number measures is decided in ``bot.reading.measures``.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from bot.reading.lexicon import lemma
from bot.reading.phrases import NOUNS, Phrases
from bot.reading.syntax import Sentence, Token
from bot.reading.units import direction_of_verb

_SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "expl"})
_THANKS = frozenset("thank praise commend criticise criticize congratulate applaud blame".split())


class ClauseWords:
    """Answers questions about the clauses of one sentence."""

    def __init__(self, sentence: Sentence, phrases: Phrases) -> None:
        self.sentence = sentence
        self.tokens = sentence.tokens
        self.phrases = phrases

    def level_verb(self, token: Token) -> bool:
        """Does the verb above say that a level was reached: "total", "exceed", "rose to"?"""
        verb = self.verb_above(token.i)
        if verb is None:
            return False
        base = lemma(verb.lower)
        moved = direction_of_verb(base) is not None and token.dep == "pobj"
        return moved or base in {"total", "number", "reach", "exceed", "surpass", "stand", "amount", "hit"}

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
            subject = next((t for t in self.sentence.children(place) if t.dep in _SUBJECTS and t.dep != "expl"), None)
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
            if token.dep in {"relcl", "acl"} and self.tokens[token.head].tag in NOUNS:
                return self.named(self.tokens[token.head], taken | self.phrases.under(place))
            if token.dep not in {"xcomp", "conj", "advcl", "ccomp", "pcomp", "prep", "aux"} or token.head == place:
                return ""
            place = token.head
        return ""

    def named(self, noun: Token, taken: AbstractSet[int]) -> str:
        """A noun's phrase; of an apposition ("X, a region that …") the named thing, of a person the surname."""
        if noun.dep == "appos" and self.tokens[noun.head].tag in {"NNP", "NNPS"}:
            return self.phrases.phrase(noun.head, taken | self.phrases.under(noun.i))
        if noun.entity in {"TIME", "DATE"}:
            return ""
        if noun.tag == "PRP" and (name := self.phrases.name_of(noun.i)):
            return name
        numbers = {t.i for t in self.sentence.children(noun.i) if t.dep == "nummod"}
        return noun.text if noun.entity == "PERSON" else self.phrases.phrase(noun.i, taken | numbers)

    def with_clause(self, words: str, noun: Token, taken: AbstractSet[int]) -> str:
        """The words and what their clause says of them: "aircraft Vietnam has agreed to purchase from Boeing"."""
        for _ in range(4):  # of a list, the first carries the clause
            if noun.dep != "conj" or self.tokens[noun.head].tag not in NOUNS:
                break
            noun = self.tokens[noun.head]
        verb = self.tokens[noun.head]
        if noun.dep in {"nsubjpass", "nsubj"} and verb.tag.startswith("VB"):
            tail = [
                t.i
                for t in self.sentence.children(verb.i)
                if t.i > noun.i and t.dep in {"prep", "agent", "dobj", "oprd", "acomp", "attr"}
            ]
            did = verb.text if lemma(verb.lower) != "be" else ""
            return f"{words} {did} {self.phrases.join(tail, taken)}"
        if noun.dep == "dobj" and verb.tag.startswith("VB"):
            chain = self.chain(verb.i)
            top = chain[0]
            subject = self.subject_of(top, taken | self.phrases.under(noun.i))
            helpers = [
                t.i
                for v in chain
                for t in (*self.sentence.children(v), self.tokens[v])
                if t.dep in {"aux", "neg"} or t.i == v
            ]
            tail = [t.i for t in self.sentence.children(verb.i) if t.i > noun.i and t.dep in {"prep", "dative"}]
            return f"{words} {subject} {self.phrases.words(sorted(set(helpers)))} {self.phrases.join(tail, taken)}"
        return words

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
