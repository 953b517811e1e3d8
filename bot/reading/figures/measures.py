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

from bot.core.dates import FoundDate
from bot.reading.context.context import Context
from bot.reading.figures.clause_grammar import LEVEL_VERBS
from bot.reading.figures.clause_words import OPINION_VERBS, SUM, ClauseWords
from bot.reading.figures.counted import is_time
from bot.reading.figures.gatherings import Gatherings
from bot.reading.figures.lengths import Lengths
from bot.reading.figures.measure_names import MeasureNames, is_visit
from bot.reading.figures.number_place import Place
from bot.reading.figures.phrases import NOUNS, Phrases, tidy_words, trim_words
from bot.reading.figures.quantities import Quantity, Sort
from bot.reading.figures.ranks import Ranks
from bot.reading.figures.worths import Worths
from bot.reading.lexicon.lists import lemma
from bot.reading.lexicon.units import direction_of_noun, direction_of_verb, plural_of, singular_of
from bot.reading.parsing.syntax import Sentence, Token

_MODIFIES = frozenset({"nummod", "compound", "amod", "nmod", "quantmod", "npadvmod"})
# Verbs whose object is what moves: "raised taxes", "cut 500 jobs".
_MOVES_ITS_OBJECT = frozenset("raise cut lower reduce boost gain lose shed slash expand narrow widen halve".split())
_SHARES = frozenset({"percent", "cent", "%", "pct"})
_STANDS = frozenset({"stand", "amount", "total"})
_NO_WHOLE = frozenset(
    "country region city province area world year years addition return total period quarter half month months "
    "time".split()
)
_UNIT_WORDS = frozenset("points percent dollars yuan euros yen pounds rubles %".split())
_EMPTY = frozenset("form shape kind part case signing addition".split())  # "in the form of a grant of $3 million"
_FATES = frozenset("death deaths killing killings loss injury injuries arrest arrests displacement".split())
_EQUAL = frozenset({"equal", "equivalent", "close", "amounting"})
_FEW = 2  # words of a phrase that says no more than what is counted
_SUMS = frozenset("amount sum total value volume volumes worth cost costs budget price average".split())
_LASTS = frozenset("duration length term validity lifetime lifespan".split())
_POINTERS = frozenset({"that", "this", "those", "these", "such", "its", "their"})


class MeasureReader:
    """Finds the words of one sentence that say what its numbers measure."""

    def __init__(self, context: Context, sentence: Sentence, dates: Sequence[FoundDate]) -> None:
        self.sentence = sentence
        self.tokens = sentence.tokens
        self.phrases = Phrases(context, sentence, dates)
        self.clause = ClauseWords(sentence, self.phrases)
        self.names = MeasureNames(context, sentence, self.phrases, self.clause)
        self.gatherings = Gatherings(sentence, self.phrases, self.clause)
        self.lengths = Lengths(sentence, self.phrases, self.clause)
        self.ranks = Ranks(sentence, self.phrases)
        self.worths = Worths(sentence, self.phrases, self.clause, self.names.signings)

    def measure(self, quantity: Quantity, place: Place) -> str:
        """The measure of a number; "" when the sentence does not say."""
        taken = frozenset(range(place.outer, place.last + 1))
        if quantity.sort is Sort.MONEY and (named := self.names.transfer(self.tokens[place.top])):
            return named
        words = self._resolved(self._read(quantity, place, taken), place)
        if quantity.sort is Sort.MONEY:
            words = self.names.with_lender(words, self.tokens[place.top])
        words = trim_words(self.names.with_traders(words)).replace(" The ", " the ")
        if quantity.sort is Sort.MONEY:
            return self.names.owners.with_owner(words)
        if place.counted is not None and is_time(place.counted.unit):
            return self.names.owners.with_talkers(words)
        return self.names.owners.with_scene(words) if place.counted is not None else words

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
            return self.ranks.rank(place)
        of_gdp = [t.lower for t in self.tokens[place.last + 1 : place.last + 3]] == ["of", "gdp"]
        if of_gdp and (level := self._of_level(self.tokens[place.top], taken)):
            return f"{level} as a share of GDP"  # "the deficit stands at 3 percent of GDP"
        if moved := self._of_moved(quantity, place, taken):
            return moved
        if costs := self.worths.cost(quantity, place, taken):
            return costs
        if long := self.lengths.dimension(place, taken):
            return long
        if place.counted is not None and not place.counted.hyphenated:
            return self._of_counted(place, taken)
        return (
            self._of_modified(quantity, place, taken)
            or self._of_sum(quantity, place, taken)
            or self._of_whole(quantity, place, taken)
            or self._of_owner(place, taken)
            or self._of_subject(place, taken, SUM if quantity.sort is Sort.MONEY else "")
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
        moves = direction_of_verb(base) is not None or base in _STANDS
        if not before.tag.startswith("VB") or not moves or base in _MOVES_ITS_OBJECT:
            return ""
        return self.clause.subject_of(before.i, taken)

    def _of_sum(self, quantity: Quantity, place: Place, taken: AbstractSet[int]) -> str:
        """A line of credit of $450 million for solar projects: whose sum it is, before what it is for."""
        token = self.tokens[place.top]
        head = self.tokens[token.head]
        owner = self.tokens[head.head]
        if quantity.sort is not Sort.MONEY or token.dep != "pobj" or head.lower != "of" or owner.tag not in NOUNS:
            return ""
        if owner.lower in _SUMS:
            return ""
        if owner.lower in _UNIT_WORDS and self.tokens[head.i - 1].tag in NOUNS:  # "yen and grants of $5 million"
            owner = self.tokens[head.i - 1]
        outer = self.tokens[owner.head]
        whole = self.tokens[outer.head]
        below = taken | self.phrases.under(token.i) | {head.i}
        words = self.phrases.phrase(owner.i, below)
        line = outer.lower == "of" and owner.dep == "pobj" and whole.tag in {"NN", "NNS"}
        counts = any(self.tokens[t].tag == "CD" for t in self.phrases.under(outer.i) - taken) if line else False
        if line and not counts and whole.lower not in _EMPTY:  # "a line of credit"
            words = f"{self.phrases.phrase(whole.i, below | self.phrases.under(outer.i))} of {words}"
        whole_for = self.clause.complement(place.top, ("for", "in")) or self._next_complement(place, ("for", "in"))
        if whole_for is not None and self._is_a_whole(whole_for):
            words += f" {self.tokens[self.tokens[whole_for].head].lower} {self.phrases.phrase(whole_for, taken)}"
        return self.clause.with_clause(words, owner, below) if owner.dep == "dobj" and whole_for is None else words

    def _of_counted(self, place: Place, taken: AbstractSet[int]) -> str:
        noun = self.tokens[place.top]
        if place.counted is not None and is_time(place.counted.unit):
            taken |= {place.counted.head}
            of_what = self.clause.complement(place.top, ("of",))
            if of_what is not None:
                return self.clause.with_clause(self.phrases.phrase(of_what, taken), noun, taken)
            return self._of_owner(place, taken) or self.lengths.of_time(place, taken)
        if signed := self.names.signings.signed(noun, taken):
            return signed
        times = place.counted is not None and place.counted.unit == "time"
        if times or (noun.dep in {"dobj", "attr", "pobj"} and self.clause.level_verb(noun)):
            return self._of_subject(place, taken) or self.phrases.phrase(place.top, taken)
        if noun.dep == "nsubj" and self.tokens[noun.head].tag.startswith("JJ"):  # "left 42 people dead"
            verb = self.tokens[self.tokens[noun.head].head]
            left = verb.text if verb.tag.startswith("VB") and lemma(verb.lower) != "be" else ""
            state = self.phrases.phrase(noun.head, taken | self.phrases.under(noun.i))
            return f"{self.phrases.phrase(place.top, taken)} {left} {state}"
        # What is done to it says more than who or which it is.
        done = noun.dep in {"dobj", "nsubjpass"} and self.tokens[noun.head].tag.startswith("VB")
        words = self.phrases.phrase(place.top, taken, clause=not done)
        if came := self.gatherings.came(noun, taken):
            return came
        if under := self.names.signings.under_agreement(noun, words, taken):
            return under
        if noun.dep == "pobj" and len(words.split()) <= _FEW and (said := self._of_deed(noun, words, taken)):
            return said
        whole = self.tokens[self.tokens[noun.head].head]
        part_of = noun.dep == "pobj" and self.tokens[noun.head].lower == "of" and whole.i not in taken
        part_of = part_of and whole.lower not in _SHARES  # "12 percent of the 3 million arrivals"
        if noun.dep == "pobj" and whole.i in taken:  # "a quarter of a million people fled"
            return self.clause.with_clause(words, whole, taken)
        if part_of and whole.tag in NOUNS:
            words = f"{self.phrases.phrase(whole.i, taken | self.phrases.under(noun.head))} of {words}"
            return self.clause.with_clause(words, whole, taken) if whole.lower in _FATES else words
        return self.clause.with_clause(self.clause.with_among(words, noun), noun, taken)

    def _of_deed(self, noun: Token, words: str, taken: AbstractSet[int]) -> str:
        """Won the election with 92,153 votes, is home to 120 million people: the noun and its clause."""
        prep = self.tokens[noun.head]
        above = self.tokens[prep.head]
        if prep.lower not in {"with", "by", "to", "against", "in", "on", "from", "for", "at"}:
            return ""
        if above.tag in NOUNS and above.dep not in {"attr", "dobj", "pobj"}:
            return ""
        verb = above if above.tag.startswith("VB") else self.clause.verb_above(above.i)
        if verb is None:
            return ""
        below = taken | self.phrases.under(noun.i)
        subject = self.clause.subject_of(self.clause.chain(verb.i)[0], below)
        objects = [
            t.i
            for t in self.sentence.children(verb.i)
            if t.i > verb.i and t.i < prep.i and t.dep in {"dobj", "attr", "acomp", "prep", "advmod"}
        ]
        if prep.lower == "by" and (
            prep.dep == "agent" or any(t.dep == "auxpass" for t in self.sentence.children(verb.i))
        ):
            return f"{words} that {verb.text} {subject}" if subject and prep.dep == "agent" else ""
        told = " ".join(self.phrases.phrase(place, below | self.phrases.under(prep.i)) for place in objects)
        own = trim_words(subject)
        told = tidy_words(told).removesuffix(f" of {own}")  # "Japan lifted its curbs"
        did = f"{own} {verb.text} {told}" if own and own.lower() != "it" else ""
        return f"{words} {prep.text} which {did}" if did else ""

    def _of_modified(self, quantity: Quantity, place: Place, taken: AbstractSet[int]) -> str:
        """A $3 billion loan: the noun that the number describes."""
        token = self.tokens[place.top]
        if place.counted is not None:
            taken |= {place.counted.head, place.last + 1}
        for _ in range(3):
            head = self.tokens[token.head]
            if token.dep not in _MODIFIES or head.i == token.i:
                return ""
            if head.tag in NOUNS and head.i > place.last and head.lower not in _UNIT_WORDS:
                head = self._end_of_compound(head)
                lasting = is_time(quantity.unit if place.counted is None else place.counted.unit)
                return self._of_described(head, place, taken, lasting=lasting)
            token = head
        return ""

    def _end_of_compound(self, noun: Token) -> Token:
        """The delegation of "a politico-economic delegation"."""
        for _ in range(3):
            head = self.tokens[noun.head]
            if noun.dep not in _MODIFIES or head.tag not in NOUNS or head.i <= noun.i:
                break
            noun = head
        return noun

    def _of_described(self, noun: Token, place: Place, taken: AbstractSet[int], *, lasting: bool) -> str:
        """A two-day visit: whose; a 10-member bloc: its members."""
        if lasting and is_visit(noun):
            return self.names.visit(noun, taken)
        if size := self.lengths.size(noun, place, taken, lasting=lasting):
            return size
        words = self.phrases.extended(noun.i, taken)
        if noun.dep == "attr" and not lasting and place.counted is not None:  # "the CIS is a nine-member bloc"
            words = self.clause.subject_of(noun.head, taken) or words
        return words if lasting or place.counted is None else f"{plural_of(place.counted.unit)} of {trim_words(words)}"

    def _of_whole(self, quantity: Quantity, place: Place, taken: AbstractSet[int]) -> str:
        """72 percent of all transits; $13 billion in bilateral trade."""
        money = quantity.sort is Sort.MONEY
        if money and (aside := self.clause.set_aside(self.tokens[place.top])):
            return aside
        ways = ("of", "in", "for", "on", "as") if money else ("of",)
        whole = self.clause.complement(place.top, ways) or self._next_complement(place, ways)
        if whole is not None and self.tokens[whole].tag == "PRP":  # "$3 million of it as grants for schools"
            behind = next((t for t in self.tokens[whole + 1 : whole + 2] if t.lower == "as"), None)
            whole = next((t.i for t in self.sentence.children(behind.i) if t.dep == "pobj"), None) if behind else None
        if whole is None or whole in taken or not self._is_a_whole(whole) or self.clause.is_deed(place.top, whole):
            return ""
        top = self.tokens[place.top]
        clause = self.sentence.children(top.head)
        # What its clause brings along is not said twice: "coal Jakarta will export to Vietnam".
        carried = top.dep == "dobj" and any(t.i > top.i and t.lower in {"to", "from"} for t in clause)
        noun = self.phrases.phrase(whole, taken) if carried else self.phrases.extended(whole, taken)
        words = self._resolved(noun, place)
        if quantity.unit == "%":
            words = "share of " + words
        return self.clause.with_clause(words, top, taken | self.phrases.under(whole))

    def _of_level(self, top: Token, taken: AbstractSet[int]) -> str:
        """The deficit of "the deficit stands at 3 percent of GDP"; "" where no verb tells a level."""
        prep = self.tokens[top.head]
        verb = self.tokens[prep.head] if prep.dep == "prep" else prep
        base = lemma(verb.lower)
        level = verb.tag.startswith("VB") and (base in LEVEL_VERBS or direction_of_verb(base) is not None)
        return trim_words(self.clause.subject_of(verb.i, taken)) if level else ""

    def _is_a_whole(self, place: int) -> bool:
        """Can money be "in" it, as in "$5 billion in loans"? Not in a place or at a time."""
        noun = self.tokens[place]
        named = noun.entity in {"GPE", "LOC", "DATE", "TIME"} and self.tokens[noun.head].lower != "of"
        owned = noun.lower == "total" and any(t.dep == "poss" for t in self.sentence.children(place))
        return not named and (noun.lower not in _NO_WHOLE or owned) and not self.phrases.has_a_date(noun)

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
            return self.worths.worth(head if head.lower == "worth" else before, place, taken)
        if token.dep == "pobj" and head.lower in {"of", "at", "to", "by", "from", "between", "as"}:
            owner = self.tokens[head.head]
        elif token.dep in {"amod", "advmod", "acl", "appos", "prep", "nummod", "acomp"} and token.i > head.i:
            owner = head
        else:
            return ""
        if said := self._of_its_own(owner, head, taken):
            return said
        if owner.tag not in NOUNS or owner.i in taken or owner.lower in _UNIT_WORDS:
            return ""
        if direction_of_noun(singular_of(owner.lower)) is not None and (said := self._of_movement(owner, taken)):
            return said
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

    def _of_movement(self, owner: Token, taken: AbstractSet[int]) -> str:
        """A decrease of 5 percent in exports; trade stood at $3 billion, a decrease of 5 percent: what moved."""
        inside = next(
            (t for t in self.sentence.children(owner.i) if t.dep == "prep" and t.lower in {"in", "for"}), None
        )
        if inside is not None and not self.phrases.has_a_date(inside):
            thing = next((t.i for t in self.sentence.children(inside.i) if t.dep == "pobj"), None)
            return self.phrases.phrase(thing, taken) if thing is not None else ""
        named = [t for t in self.sentence.children(owner.i) if t.dep in {"compound", "amod"} and t.tag in NOUNS]
        if owner.dep in {"dobj", "pobj", "nsubj", "attr"} and named:
            return ""  # "export growth of 5 percent"
        verb = self.clause.verb_above(owner.i)
        if owner.dep not in {"appos", "npadvmod", "dep", "conj"} and (verb is None or owner.dep != "dobj"):
            return ""
        return self.clause.subject_of(verb.i, taken) if verb is not None else ""

    def _of_subject(self, place: Place, taken: AbstractSet[int], only: str = "") -> str:
        """Trade exceeded $8 billion; trade rose 12 percent to $8 billion; the rate stands at 5 percent.

        ``only`` is what to call a number that nothing names but its verb.
        """
        verb = self.clause.verb_above(place.top)
        if verb is None:
            return ""
        token = self.tokens[place.top]
        if token.dep in {"nsubj", "nsubjpass"} and self.tokens[place.last].lower in _SHARES:
            return self._share(verb)
        base = lemma(verb.lower)
        mover = base in LEVEL_VERBS or direction_of_verb(base) is not None
        share = "share" if self.tokens[place.last].lower in _SHARES else ""
        if (only or share) and (asked := self.clause.asked_for(token, taken)):
            return f"{only or share} {asked}"
        more = self.tokens[token.head]
        if token.dep == "npadvmod" and more.lower == "more" and more.dep == "dobj":  # "invested $5 billion more"
            return self.clause.with_clause(only, more, taken | {more.i})
        objects = [
            t
            for t in self.sentence.children(verb.i)
            if t.dep == "dobj" and t.i not in taken and t.i != token.i and not (mover and t.tag in {"CD", "$"})
        ]
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
        if token.dep == "dobj" and base in _MOVES_ITS_OBJECT and not objects:
            return self.clause.with_clause(only, token, taken)
        if mover or token.dep in {"attr", "npadvmod", "pobj", "acomp", "prep"}:
            return self.clause.subject_of(verb.i, taken)
        return self.clause.with_clause(only, token, taken)

    def _share(self, verb: Token) -> str:
        """76 percent say they trust it; of the funds, 70 percent have been spent."""
        first = self.tokens[0]
        whole = next((t for t in self.sentence.children(0) if t.dep == "pobj"), None) if first.lower == "of" else None
        told = self.clause.told_by(verb)
        if whole is not None and whole.tag in NOUNS:
            of_what = trim_words(self.clause.set_aside(whole) or self.phrases.phrase(whole.i, frozenset()))
            return f"share of {of_what} that {told}"
        return f"share who {told}" if lemma(verb.lower) in OPINION_VERBS else f"share that {told}"

    def _of_anything(self, place: Place, taken: AbstractSet[int]) -> str:
        head = self.tokens[self.tokens[place.top].head]
        if head.tag in NOUNS and head.i not in taken:
            return self.phrases.phrase(head.i, taken)
        verb = self.clause.verb_above(place.top)
        return self.clause.subject_of(verb.i, taken) if verb is not None else ""
