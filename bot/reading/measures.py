"""What a number measures, in the words of its sentence.

The parse says how the number hangs on its clause, and that picks the words:

    a $3 billion loan to Minsk                the noun behind it                    loan to Minsk
    72 percent of all transits                what it is a part of                  all transits
    $13 billion in bilateral trade            what it consists of                   bilateral trade
    a total value of $2.9 billion             the noun it is the amount of          total value
    trade exceeded $8 billion, rose to $8 bn  the subject                           trade
    bought 50 aircraft from Boeing            what is counted, who, what they did   aircraft Vietnam bought from Boeing
    nine people were killed in the attack     what is counted and what became of it people killed in the attack

Words such as "the two countries" are given as the names they stand for, where the context knows them.
"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from bot.core.dates import FoundDate
from bot.reading.context import Context
from bot.reading.counted import Counted, is_time
from bot.reading.lexicon import lemma
from bot.reading.phrases import NOUNS, Phrases, trim_words
from bot.reading.quantities import Quantity, Sort
from bot.reading.syntax import Sentence, Token
from bot.reading.units import direction_of_verb

_MODIFIES = frozenset({"nummod", "compound", "amod", "nmod", "quantmod", "npadvmod"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "expl"})
_LEVEL_VERBS = frozenset(
    "be reach exceed surpass total stand amount hit pass cross top average account make become remain equal come "
    "represent constitute comprise near approach number measure span cover stay estimate value".split()
)
_TRANSPARENT = frozenset("total average combined sum maximum minimum median mean estimate record".split())
# Verbs whose object is what moves: "raised taxes", "cut 500 jobs".
_MOVES_ITS_OBJECT = frozenset("raise cut lower reduce boost gain lose shed slash expand narrow widen halve".split())
_NO_WHOLE = frozenset("country region city province area world year years addition return total".split())
_UNIT_WORDS = frozenset("points percent dollars yuan euros yen pounds rubles %".split())
_LASTING = frozenset("last span run take continue extend".split())
_FATES = frozenset("death deaths killing killings loss injury injuries arrest arrests displacement".split())
_POINTERS = frozenset({"that", "this", "those", "these", "such", "its", "their"})


@dataclass(frozen=True, slots=True)
class Place:
    """Where a number stands in its parsed sentence."""

    outer: int  # place of its first token, with words such as "more than"
    first: int  # the same without them
    last: int  # place of its last token, unit or counted noun left out
    top: int  # the token by which it, with what it counts, hangs on the clause
    counted: Counted | None


def find_place(sentence: Sentence, outer: int, first: int, last: int, counted: Counted | None) -> Place:
    """The place of a number whose own tokens are ``first`` to ``last``, with its comparator from ``outer`` on."""
    while outer < first and sentence.tokens[outer].tag.startswith("VB"):  # "exceeded $5 billion": the verb governs
        outer += 1
    lead = sentence.tokens[outer - 2] if outer > 1 and sentence.tokens[outer - 1].lower == "of" else None
    if lead is not None and lead.lower in _TRANSPARENT:  # "a total of 14 documents", "an average of 5 percent"
        return Place(outer - 2, first, last, lead.i, counted)
    if counted is not None and not counted.hyphenated:
        return Place(outer, first, last, counted.head, counted)
    end = last if counted is None else counted.head
    top = last
    for place in range(outer, end + 1):
        token = sentence.tokens[place]
        if not outer <= token.head <= end or token.head == place:
            top = place
    # "From 25% to 18%" is parsed as one number: the preposition before it tells where it hangs.
    before = sentence.tokens[outer - 1] if outer else None
    if before is not None and before.dep == "prep" and sentence.tokens[top].head != before.i:
        top = next((token.i for token in sentence.children(before.i) if token.dep == "pobj"), top)
    return Place(outer, first, last, top, counted)


class MeasureReader:
    """Finds the words of one sentence that say what its numbers measure."""

    def __init__(self, context: Context, sentence: Sentence, dates: Sequence[FoundDate]) -> None:
        self.sentence = sentence
        self.tokens = sentence.tokens
        self.phrases = Phrases(context, sentence, dates)

    def measure(self, quantity: Quantity, place: Place) -> str:
        """The measure of a number; "" when the sentence does not say."""
        taken = frozenset(range(place.outer, place.last + 1))
        return trim_words(self._resolved(self._read(quantity, place, taken), place))

    def _resolved(self, words: str, place: Place) -> str:
        """For "that rate" the words that the same noun had before it in the sentence."""
        pieces = words.split()
        if len(pieces) < 2 or pieces[0].lower() not in _POINTERS or pieces[1][:1].isupper():
            return words
        noun = pieces[1].lower()
        for token in reversed(self.tokens[: place.first]):
            if token.lower == noun and token.tag in NOUNS and self.tokens[max(0, token.i - 1)].lower not in _POINTERS:
                return " ".join([self.phrases.phrase(token.i, frozenset()), *pieces[2:]])
        return words

    def _read(self, quantity: Quantity, place: Place, taken: AbstractSet[int]) -> str:
        if quantity.sort is Sort.RANK:
            return self._rank(place)
        if moved := self._of_moved(quantity, place, taken):
            return moved
        if place.counted is not None and not place.counted.hyphenated:
            return self._of_counted(place, taken)
        return (
            self._of_modified(place, taken)
            or self._of_whole(quantity, place, taken)
            or self._of_owner(place, taken)
            or self._of_subject(place, taken)
            or self._of_anything(place, taken)
        )

    # -- ways in which a number hangs on its clause ------------------------------------------------------------------

    def _of_moved(self, quantity: Quantity, place: Place, taken: AbstractSet[int]) -> str:
        """Rose 12 percent, fell by 3 percent to $5 billion: who rose, whatever the parse makes of the number."""
        if quantity.sort is Sort.BARE or not place.outer:
            return ""
        before = self.tokens[place.outer - 1]
        if before.lower in {"by", "to", "at"} and before.i:
            before = self.tokens[before.i - 1]
        base = lemma(before.lower)
        if not before.tag.startswith("VB") or direction_of_verb(base) is None or base in _MOVES_ITS_OBJECT:
            return ""
        return self._subject_of(before.i, taken)

    def _rank(self, place: Place) -> str:
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

    def _of_counted(self, place: Place, taken: AbstractSet[int]) -> str:
        noun = self.tokens[place.top]
        if place.counted is not None and is_time(place.counted.unit):
            taken |= {place.counted.head}
            of_what = self._complement(place.top, ("of",))
            if of_what is not None:
                return self._with_clause(self.phrases.phrase(of_what, taken), noun, taken)
            return self._of_owner(place, taken) or self._of_clause_object(place, taken) or self._of_doing(place, taken)
        if noun.dep in {"dobj", "attr", "pobj"} and self._level_verb(noun):
            return self._of_subject(place, taken) or self.phrases.phrase(place.top, taken)
        if noun.dep == "nsubj" and self.tokens[noun.head].tag.startswith("JJ"):  # "left 42 people dead"
            verb = self.tokens[self.tokens[noun.head].head]
            left = verb.text if verb.tag.startswith("VB") and lemma(verb.lower) != "be" else ""
            state = self.phrases.phrase(noun.head, taken | self.phrases.under(noun.i))
            return f"{self.phrases.phrase(place.top, taken)} {left} {state}"
        words = self.phrases.phrase(place.top, taken, clause=True)
        whole = self.tokens[self.tokens[noun.head].head]
        if noun.dep == "pobj" and self.tokens[noun.head].lower == "of" and whole.tag in NOUNS:
            words = f"{self.phrases.phrase(whole.i, taken | self.phrases.under(noun.head))} of {words}"
            return self._with_clause(words, whole, taken) if whole.lower in _FATES else words
        return self._with_clause(words, noun, taken)

    def _of_modified(self, place: Place, taken: AbstractSet[int]) -> str:
        """A $3 billion loan: the noun that the number describes."""
        token = self.tokens[place.top]
        if place.counted is not None:
            taken |= {place.counted.head, place.last + 1}
        for _ in range(3):
            head = self.tokens[token.head]
            if token.dep not in _MODIFIES or head.i == token.i:
                return ""
            if head.tag in NOUNS and head.i > place.last:
                return self.phrases.extended(head.i, taken)
            token = head
        return ""

    def _of_whole(self, quantity: Quantity, place: Place, taken: AbstractSet[int]) -> str:
        """72 percent of all transits; $13 billion in bilateral trade."""
        ways = ("of", "in", "for", "on") if quantity.sort is Sort.MONEY else ("of",)
        whole = self._complement(place.top, ways) or self._next_complement(place, ways)
        if whole is None or whole in taken or not self._is_a_whole(whole):
            return ""
        words = self._resolved(self.phrases.extended(whole, taken), place)
        top = self.tokens[place.top]
        if quantity.unit == "%":
            words = "share of " + words
        return self._with_clause(words, top, taken | self.phrases.under(whole))

    def _is_a_whole(self, place: int) -> bool:
        """Can money be "in" it, as in "$5 billion in loans"? Not in a place or at a time."""
        noun = self.tokens[place]
        named = noun.entity in {"GPE", "LOC", "DATE", "TIME"} and self.tokens[noun.head].lower != "of"
        return not named and noun.lower not in _NO_WHOLE and not self.phrases.has_a_date(noun)

    def _next_complement(self, place: Place, ways: tuple[str, ...]) -> int | None:
        """The noun behind "of" that stands right behind the number, wherever the parse has hung it."""
        after = place.last + 1
        if after >= len(self.tokens) or self.tokens[after].lower not in ways[:2]:
            return None
        return next((t.i for t in self.sentence.children(after) if t.dep == "pobj"), None)

    def _of_owner(self, place: Place, taken: AbstractSet[int]) -> str:
        """A total value of $2.9 billion, tariffs of 20 percent, aircraft worth $8 billion."""
        token = self.tokens[place.top]
        head = self.tokens[token.head]
        before = self.tokens[place.outer - 1] if place.outer else token
        if "worth" in {head.lower, before.lower}:
            return self._of_worth(head if head.lower == "worth" else before, taken)
        if token.dep == "pobj" and head.lower in {"of", "at", "to", "by", "from", "between", "as"}:
            owner = self.tokens[head.head]
        elif token.dep in {"amod", "advmod", "acl", "appos", "prep", "nummod", "acomp"} and token.i > head.i:
            owner = head
        else:
            return ""
        if owner.tag not in NOUNS or owner.i in taken or owner.lower in _UNIT_WORDS:
            return ""
        below = taken | self.phrases.under(head.i if owner is not head else token.i)
        words = self.phrases.phrase(owner.i, below)
        if owner is head:
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
        return self._with_clause(words, owner, below) if owner.dep == "dobj" and not place.counted else words

    def _of_worth(self, worth: Token, taken: AbstractSet[int]) -> str:
        """Aircraft worth $8 billion; which is worth $8 billion."""
        owner = self.tokens[worth.head]
        below = taken | self.phrases.under(worth.i)
        if owner.tag in NOUNS:
            return self.phrases.phrase(owner.i, below)
        subject = self._subject_of(owner.i, below)
        return f"worth of {subject}" if subject else ""

    def _of_subject(self, place: Place, taken: AbstractSet[int]) -> str:
        """Trade exceeded $8 billion; trade rose 12 percent to $8 billion; the rate stands at 5 percent."""
        verb = self._verb_above(place.top)
        if verb is None:
            return ""
        token = self.tokens[place.top]
        base = lemma(verb.lower)
        mover = base in _LEVEL_VERBS or direction_of_verb(base) is not None
        objects = [t for t in self.sentence.children(verb.i) if t.dep == "dobj" and t.i not in taken and t.i != token.i]
        if objects and (token.dep != "dobj" or not mover):
            words = self.phrases.phrase(objects[0].i, taken)
            about = [
                t.i
                for t in self.sentence.children(verb.i)
                if t.i > objects[0].i
                and t.lower in {"on", "of", "for", "between"}
                and not self.phrases.under(t.i) & taken
            ]
            return f"{words} {self.phrases.join(about, taken)}"
        if mover or token.dep in {"attr", "npadvmod", "pobj", "acomp", "prep"}:
            return self._subject_of(verb.i, taken)
        return self._with_clause("", token, taken)

    def _of_clause_object(self, place: Place, taken: AbstractSet[int]) -> str:
        """Have maintained a relationship for 32 years: the object of the clause, and whose it is."""
        verb = self._verb_above(place.top)
        if verb is None:
            return ""
        child = next((t for t in self.sentence.children(verb.i) if t.dep == "dobj" and t.i != place.top), None)
        return "" if child is None else self._with_clause(self.phrases.phrase(child.i, taken), child, taken)

    def _of_doing(self, place: Place, taken: AbstractSet[int]) -> str:
        """How long something went on: who did what; of "lasted" and the like, what lasted."""
        verb = self._verb_above(place.top)
        if verb is None:
            return ""
        subject = self._subject_of(self._chain(verb.i)[0], taken)
        attribute = next((t for t in self.sentence.children(verb.i) if t.dep == "attr" and t.i not in taken), None)
        if attribute is not None:
            return self.phrases.phrase(attribute.i, taken)
        if lemma(verb.lower) in _LEVEL_VERBS | _LASTING:
            return subject
        tail = [
            t.i
            for t in self.sentence.children(verb.i)
            if t.i > verb.i and t.dep in {"prep", "dobj", "attr", "oprd", "xcomp"}
        ]
        return (
            f"{subject} {verb.text} {self.phrases.join([t for t in tail if not self.phrases.under(t) & taken], taken)}"
        )

    def _of_anything(self, place: Place, taken: AbstractSet[int]) -> str:
        head = self.tokens[self.tokens[place.top].head]
        if head.tag in NOUNS and head.i not in taken:
            return self.phrases.phrase(head.i, taken)
        verb = self._verb_above(place.top)
        return self._subject_of(verb.i, taken) if verb is not None else ""

    # -- clauses -----------------------------------------------------------------------------------------------------

    def _level_verb(self, token: Token) -> bool:
        verb = self._verb_above(token.i)
        if verb is None:
            return False
        base = lemma(verb.lower)
        moved = direction_of_verb(base) is not None and token.dep == "pobj"
        return moved or base in {"total", "number", "reach", "exceed", "surpass", "stand", "amount", "hit"}

    def _verb_above(self, place: int) -> Token | None:
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

    def _subject_of(self, verb: int, taken: AbstractSet[int]) -> str:
        """The subject of a verb, of the verb that governs it, or the noun that its clause describes."""
        place = verb
        for _ in range(5):
            token = self.tokens[place]
            subject = next((t for t in self.sentence.children(place) if t.dep in _SUBJECTS and t.dep != "expl"), None)
            if subject is not None and subject.tag not in {"WDT", "WP"}:
                return self._named(subject, taken)
            if token.dep in {"relcl", "acl"} and self.tokens[token.head].tag in NOUNS:
                return self._named(self.tokens[token.head], taken | self.phrases.under(place))
            if token.dep not in {"xcomp", "conj", "advcl", "ccomp", "pcomp", "prep", "aux"} or token.head == place:
                return ""
            place = token.head
        return ""

    def _named(self, noun: Token, taken: AbstractSet[int]) -> str:
        """A noun's phrase; of an apposition ("X, a region that …") the named thing, of a person the surname."""
        if noun.dep == "appos" and self.tokens[noun.head].tag in {"NNP", "NNPS"}:
            return self.phrases.phrase(noun.head, taken | self.phrases.under(noun.i))
        if noun.entity in {"TIME", "DATE"}:
            return ""
        numbers = {t.i for t in self.sentence.children(noun.i) if t.dep == "nummod"}
        return noun.text if noun.entity == "PERSON" else self.phrases.phrase(noun.i, taken | numbers)

    def _with_clause(self, words: str, noun: Token, taken: AbstractSet[int]) -> str:
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
            chain = self._chain(verb.i)
            top = chain[0]
            subject = self._subject_of(top, taken | self.phrases.under(noun.i))
            helpers = [
                t.i
                for v in chain
                for t in (*self.sentence.children(v), self.tokens[v])
                if t.dep in {"aux", "neg"} or t.i == v
            ]
            tail = [t.i for t in self.sentence.children(verb.i) if t.i > noun.i and t.dep in {"prep", "dative"}]
            return f"{words} {subject} {self.phrases.words(sorted(set(helpers)))} {self.phrases.join(tail, taken)}"
        return words

    def _chain(self, verb: int) -> list[int]:
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

    def _complement(self, place: int, ways: tuple[str, ...]) -> int | None:
        """The noun under a preposition right behind a token."""
        for child in self.sentence.children(place):
            if child.dep == "prep" and child.lower in ways and child.i > place:
                return next((t.i for t in self.sentence.children(child.i) if t.dep == "pobj"), None)
        return None
