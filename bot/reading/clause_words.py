"""The clause around a number, in words: its verb, its subject, what its verb does with it.

Grammar only: which of these words say what a number measures is decided in ``bot.reading.measures``.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from bot.reading.lexicon import lemma
from bot.reading.phrases import NOUNS, Phrases, trim_words
from bot.reading.syntax import Sentence, Token
from bot.reading.units import direction_of_verb

# Verbs that say how much something is.
LEVEL_VERBS = frozenset(
    "be reach exceed surpass total stand last amount hit pass cross top average account make become remain equal come "
    "represent constitute comprise near approach number measure span cover stay estimate value".split()
)
# Verbs by which a share of people tells what it thinks.
OPINION_VERBS = frozenset(
    "say think believe trust support oppose want feel agree disagree approve favour favor expect hope fear see".split()
)
# "The $3 billion set aside for roads": money for what.
_SET_ASIDE = frozenset("set allocated earmarked reserved needed required raised collected approved budgeted".split())
_SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "expl"})
_NEAR = 8  # tokens behind a verb; what stands further off says no more of the thing counted
_LONG = 8  # words of a measure that leave no room for who does it
_SHORT = 6  # words of a subject that may stand in the middle of a measure
_TOLD = 12  # words of a clause that tell what it says
# "Struck the town, killing 14 people": people killed by what did it.
_HARMED = {
    "killing": "killed",
    "injuring": "injured",
    "wounding": "wounded",
    "displacing": "displaced",
    "affecting": "affected",
}
# Verbs whose participle does not end in "ed".
_IRREGULAR = frozenset(
    "taking giving making building bringing leaving holding sending selling buying getting keeping losing spending "
    "seeing hitting cutting putting setting winning meeting paying saying telling leading going coming having being "
    "doing drawing driving flying writing growing knowing throwing striking shooting fighting finding feeding binding "
    "becoming bearing breaking catching choosing dealing eating forgetting hearing hiding laying lending reading "
    "running seeking showing speaking standing stealing teaching thinking understanding wearing costing letting".split()
)
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
        whole = self.tokens[noun.head]
        described = any(t.lower in {"a", "an"} for t in self.sentence.children(noun.i))
        if noun.dep == "appos" and described and whole.tag in NOUNS:  # "the war, a conflict that has lasted …"
            return self.phrases.phrase(whole.i, taken | self.phrases.under(noun.i))
        if noun.entity in {"TIME", "DATE"}:
            return ""
        if (noun.tag == "PRP" or self.phrases.is_role(noun.i)) and (name := self.phrases.name_of(noun.i)):
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
            did = self._done(verb, share=words.startswith("share of"))
            near = [place for place in tail if place - verb.i <= _NEAR]
            return f"{words} {did} {self.phrases.join(near[:2], taken)}"
        if noun.dep == "dobj" and verb.tag.startswith("VB"):
            chain = self.chain(verb.i)
            top = chain[0]
            subject = self.subject_of(top, taken | self.phrases.under(noun.i))
            if (harmed := _HARMED.get(verb.lower)) and subject:
                return f"{words} {harmed} by {trim_words(subject)}"
            behind = [t for t in self.sentence.children(verb.i) if t.i > noun.i and t.dep in {"prep", "dative"}]
            tail = [t.i for t in behind if self.tokens[min(t.i + 1, len(self.tokens) - 1)].lower != "order"][:2]
            if len(subject.split()) > _SHORT and verb.lower.endswith("ed"):  # "companies attracted to Oman"
                return f"{words} {verb.text} {self.phrases.join(tail, taken)}"
            if verb.tag == "VBG" and not any(t.dep == "aux" for t in self.sentence.children(verb.i)):
                apart = verb.i > 0 and self.tokens[verb.i - 1].text == ","
                done = "" if apart else _participle(verb.lower)
                by = f"{done} by {trim_words(subject)}" if done and 0 < len(subject.split()) <= _SHORT else ""
                if by and len(words.split()) > _LONG and noun.tag == "NNS" and noun.text in words.split():
                    words = self.phrases.phrase(noun.i, taken | self.phrases.under_prepositions(noun.i))
                return f"{words} {by or self.phrases.join(tail, taken)}"  # "thanked Oman for hosting 30 guests"
            helpers = [
                t.i
                for v in chain
                for t in (*self.sentence.children(v), self.tokens[v])
                if t.dep in {"aux", "neg"} or t.i == v
            ]
            return f"{words} {subject} {self.phrases.words(sorted(set(helpers)))} {self.phrases.join(tail, taken)}"
        return words

    def _done(self, verb: Token, *, share: bool) -> str:
        """The verb behind what is counted, with its "not"; a plain "is" says nothing, except of a share."""
        below = list(self.sentence.children(verb.i))
        if any(t.dep == "neg" for t in below):
            return self.phrases.words(sorted({t.i for t in below if t.dep in {"aux", "auxpass", "neg"}} | {verb.i}))
        if lemma(verb.lower) != "be":
            return verb.text
        return f"that {verb.text}" if share else ""

    def set_aside(self, sum_: Token) -> str:
        """The funds set aside for roads, of a sum without another noun; "" where nothing is said of it."""
        done = next((t for t in self.sentence.children(sum_.i) if t.dep == "acl" and t.i > sum_.i), None)
        if done is None or done.lower not in _SET_ASIDE:
            return ""
        tail = [t.i for t in self.sentence.children(done.i) if t.dep in {"prep", "advmod", "prt"} and t.i > done.i]
        near = [place for place in tail if self.tokens[place].lower in {"aside", "for", "to", "by"}]
        return f"funds {done.text} {self.phrases.join(near, frozenset())}"

    def told_by(self, verb: Token) -> str:
        """The words of a clause from its verb on, up to its first mark."""
        first = min([verb.i, *(t.i for t in self.sentence.children(verb.i) if t.dep in {"aux", "auxpass", "neg"})])
        last = first
        while last < len(self.tokens) and last - first < _TOLD and self.tokens[last].tag not in {",", ".", ":", "''"}:
            last += 1
        return self.phrases.words(range(first, last))

    def with_among(self, words: str, noun: Token) -> str:
        """Among the goods delivered to Peru were 40 tents: the tents are delivered to Peru."""
        for _ in range(4):
            if noun.dep != "conj":
                break
            noun = self.tokens[noun.head]
        among = next((t for t in self.sentence.children(noun.head) if t.lower == "among" and t.i < noun.i), None)
        if among is None or not self.tokens[noun.head].tag.startswith("VB"):
            return words
        goods = next((t for t in self.sentence.children(among.i) if t.dep == "pobj"), None)
        done = next((t for t in self.sentence.children(goods.i) if t.dep == "acl"), None) if goods else None
        return f"{words} {self.phrases.phrase(done.i, frozenset())}" if done is not None else words

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


def _participle(gerund: str) -> str:
    """Hosted for hosting, carried for carrying; "" for irregular verbs."""
    stem = gerund.removesuffix("ing")
    if gerund in _IRREGULAR or stem == gerund:
        return ""
    if stem.endswith("y") and stem[-2:-1] not in set("aeiou"):
        return stem[:-1] + "ied"
    return stem + ("d" if stem.endswith("e") else "ed")
