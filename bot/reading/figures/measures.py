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
from bot.reading.figures.deeds import Deeds
from bot.reading.figures.gatherings import Gatherings
from bot.reading.figures.holders import UNIT_WORDS, Holders
from bot.reading.figures.lengths import Lengths
from bot.reading.figures.measure_names import MeasureNames, is_visit
from bot.reading.figures.number_place import Place
from bot.reading.figures.phrases import NOUNS, Phrases, trim_words, without_sums
from bot.reading.figures.quantities import Quantity, Sort
from bot.reading.figures.ranks import Ranks
from bot.reading.figures.worths import Worths
from bot.reading.lexicon.lists import lemma
from bot.reading.lexicon.units import direction_of_noun, direction_of_verb, plural_of, singular_of
from bot.reading.parsing.syntax import Sentence, Token

_MODIFIES = frozenset({"nummod", "compound", "amod", "nmod", "quantmod", "npadvmod"})
# Verbs whose object is what moves: "raised taxes", "cut 500 jobs".
_MOVES_ITS_OBJECT = frozenset("raise cut lower reduce boost gain lose shed slash expand narrow widen halve".split())
_BESIDE_VERBS = frozenset({"attr", "npadvmod", "pobj", "acomp", "prep"})
_MOVED = frozenset({"to", "from", "by", "up", "down", "with", "than", "against"})
_SHARES = frozenset({"percent", "cent", "%", "pct"})
_STANDS = frozenset({"stand", "amount", "total"})
_NO_WHOLE = frozenset(
    "country region city province area world year years addition return total period quarter half month months "
    "time".split()
)
_EMPTY = frozenset("form shape kind part case signing addition".split())  # "in the form of a grant of $3 million"
_FEW = 2  # words of a phrase that says no more than what is counted
_SUMS = frozenset("amount sum total value volume volumes worth cost costs budget price average".split())
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
        self.deeds = Deeds(self.clause)
        self.holders = Holders(self.clause, self.names, self.lengths, self.worths)

    def measure(self, quantity: Quantity, place: Place) -> str:
        """The measure of a number; "" when the sentence does not say."""
        taken = frozenset(range(place.outer, place.last + 1))
        if quantity.sort is Sort.MONEY and (named := self.names.transfer(self.tokens[place.top])):
            return named
        words = self._resolved(self._read(quantity, place, taken), place)
        if quantity.sort is Sort.MONEY:
            words = self.names.with_lender(words, self.tokens[place.top])
        words = trim_words(without_sums(self.names.with_traders(words))).replace(" The ", " the ")
        if quantity.sort is Sort.MONEY:
            return self.names.owners.with_owner(words, self.tokens[place.top])
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
            state = quantity.sort is Sort.SHARE and self.names.is_state(moved)  # "Indonesia grew 5 percent"
            return f"economy of {moved}" if state else moved
        if costs := self.worths.cost(quantity, place, taken):
            return costs
        if long := self.lengths.dimension(place, taken) or self.lengths.distance(quantity.unit, place, taken):
            return long
        if place.counted is not None and not place.counted.hyphenated:
            return self._of_counted(place, taken)
        return (
            self._of_modified(quantity, place, taken)
            or self._of_sum(quantity, place, taken)
            or self._of_whole(quantity, place, taken)
            or self.holders.amount(place, taken)
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
        owner = self.clause.thing_above(self.tokens[head.head])
        if quantity.sort is not Sort.MONEY or token.dep != "pobj" or head.lower != "of" or owner.tag not in NOUNS:
            return ""
        if owner.lower in _SUMS:
            return ""
        if owner.lower in UNIT_WORDS and self.tokens[head.i - 1].tag in NOUNS:  # "yen and grants of $5 million"
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
            return self.holders.amount(place, taken) or self.lengths.of_time(place, taken)
        if signed := self.names.signings.signed(noun, taken):
            return signed
        times = place.counted is not None and place.counted.unit == "time"
        if times or (noun.dep in {"dobj", "attr", "pobj"} and self.clause.level_verb(noun)):
            own = self.phrases.phrase(place.top, taken)
            told = any(t.dep in {"acl", "relcl"} for t in self.sentence.children(noun.i))  # "326 seats needed to win"
            return own if told and not times else self._of_subject(place, taken) or own
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
        bare = len([word for word in words.split() if word not in {"and", "or"}]) <= _FEW
        if bare and (said := self.deeds.of_deed(noun, words, taken)):
            return said
        if bare and (said := self.deeds.of_place(noun, words, taken)):
            return said
        whole = self.tokens[self.tokens[noun.head].head]
        if noun.dep == "pobj" and whole.i in taken:  # "a quarter of a million people fled"
            return self.clause.with_clause(words, whole, taken)
        part_of = noun.dep == "pobj" and self.tokens[noun.head].lower == "of" and whole.tag in NOUNS
        if part_of and whole.lower not in _SHARES:  # "12 percent of the 3 million arrivals"
            return self.deeds.of_part(noun, whole, words, taken)
        return self.clause.with_clause(self.clause.with_among(words, noun), noun, taken)

    def _of_modified(self, quantity: Quantity, place: Place, taken: AbstractSet[int]) -> str:
        """A $3 billion loan: the noun that the number describes."""
        token = self.tokens[place.top]
        if place.counted is not None:
            taken |= {place.counted.head, place.last + 1}
        for _ in range(3):
            head = self.tokens[token.head]
            if token.dep not in _MODIFIES or head.i == token.i:
                return ""
            if head.tag in NOUNS and head.i > place.last and head.lower not in UNIT_WORDS:
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
        if direction_of_noun(singular_of(noun.lower)) is not None and (moved := self.holders.moved(noun, taken)):
            return moved  # "saw a 12 percent increase"
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
        above = self.tokens[self.tokens[top.head].head]
        said = len(words.split()) > 1 or quantity.unit == "%"
        if not said and top.dep == "pobj" and self.tokens[top.head].lower == "of" and above.tag in NOUNS:
            words = f"{self.phrases.phrase(above.i, taken | self.phrases.under(top.head))} of {words}"  # a delivery
        if quantity.unit == "%":
            words = "share of " + words
        elif money and self.tokens[self.tokens[whole].head].lower == "for" and top.dep == "dobj":
            words = f"{SUM} for {words}"  # "secured $20 billion for homeowners"
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
        mover = mover and not self.clause.is_made_available(verb)
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
        before = self.tokens[max(0, place.outer - 1)].lower  # "shot up 16%", "would be brought to $500 million"
        timed = is_time(singular_of(token.lower))  # "the flight took an hour and a half"
        if mover or (token.dep in _BESIDE_VERBS and (timed or before in _MOVED)):
            return self.clause.subject_of(verb.i, taken)
        told = self.clause.with_clause(only, token, taken)
        source = [t.i for t in self.sentence.children(token.i) if t.i > token.i and t.lower in {"from", "for"}]
        return f"{told} {self.phrases.join(source, taken)}" if told == only else told

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
