"""Figures: which numbers of an article say something about the world, what they measure, for when, and the change.

sentence -> quantities (numbers with units) -> bars (names, ages, list marks …) -> counted noun -> measure
         -> change, period -> records -> the same number told twice is one record with both sentences
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from bot.core.dates import FoundDate, find_dates
from bot.core.models import Change, Comparator, Figure
from bot.core.quotes import cut_quote
from bot.core.spans import bounds_of
from bot.core.text import fold
from bot.reading.context.context import Context
from bot.reading.explain import Trace
from bot.reading.figures.counted import Counted, find_bar, find_counted, is_time, token_at
from bot.reading.figures.currencies import resolve_currency
from bot.reading.figures.measures import MeasureReader
from bot.reading.figures.number_place import Place, find_place
from bot.reading.figures.periods import PeriodReader
from bot.reading.figures.phrases import trim_words
from bot.reading.figures.quantities import Quantity, Sort, find_quantities
from bot.reading.figures.threads import follow
from bot.reading.lexicon.lists import lemma
from bot.reading.lexicon.units import direction_of_noun, direction_of_verb, load_units, singular_of
from bot.reading.parsing.syntax import Sentence, Token

_ELIDED_WITHIN = 20  # tokens between a counted noun and the number that leaves it out
_ELIDED_WORDS = 14
_CLOSE = 2  # sentences over which a number can take over from the one before
_NEAR = 20  # code points behind a share within which "more than" stands
_ASIDE = 6  # words of "representing a sharp rise of"
_THAN = frozenset({"more", "less", "higher", "lower", "fewer"})
_CONVERTS = frozenset({"(", "(or", "(i.e.", "(about", "(around", "(approximately", "(some", "[", ", or"})
_MOVES_ON = frozenset({"to", "from", "year on year to", "year-on-year to", "annually to", "year on year from"})
_NO_CHANGE_UP = frozenset({"make", "take", "open", "set", "put", "back"})  # "makes up 90 percent"


def read_figures(context: Context, trace: Trace) -> tuple[Figure, ...]:
    """Every figure of an article, each number once, in the order of the text."""
    found: list[Figure] = []
    anchor: FoundDate | None = None
    last: int | None = None  # the sentence that told the last figure
    for sentence in context.sentences:
        dates = find_dates(sentence.text, context.published, anchor=anchor)
        anchor = next((date for date in reversed(dates) if _is_past(date, context.published)), anchor)
        quantities = (
            () if sentence.heading else find_quantities(sentence.text, [(date.start, date.end) for date in dates])
        )
        if quantities:
            near = last is not None and sentence.index - last <= _CLOSE
            for figure in _SentenceReader(context, sentence, dates, trace).figures(quantities):
                found.append(follow(figure, found, context.gazetteer, near=near or last == sentence.index))
                last = sentence.index
    return merge_figures(found)


def _is_past(date: FoundDate, published: dt.date | None) -> bool:
    """Can "the same day" in a telling of what happened point to this date?"""
    bounds = bounds_of(date.iso)
    return bounds is not None and (published is None or bounds[0] <= published)


class _SentenceReader:
    """Reads the figures of one sentence."""

    def __init__(self, context: Context, sentence: Sentence, dates: Sequence[FoundDate], trace: Trace) -> None:
        self.context = context
        self.sentence = sentence
        self.tokens = sentence.tokens
        self.trace = trace
        self.dates = [replace(date, start=date.start + sentence.start, end=date.end + sentence.start) for date in dates]
        self.measures = MeasureReader(context, sentence, self.dates)
        self.periods = PeriodReader(sentence, self.dates)
        self.counted: Counted | None = None  # the last noun that was counted in the sentence

    def figures(self, quantities: Iterable[Quantity]) -> Iterable[Figure]:
        """The figures among the sentence's quantities, in order."""
        before: tuple[Quantity, Figure] | None = None
        for quantity in quantities:
            converts = before is not None and self._goes_on(before[0], quantity)
            figure = self._figure(quantity, before[1].measure if before and converts else "")
            if converts and before is not None and figure is not None and figure.unit == before[1].unit:
                figure = self._in_other_money(figure, before[0], quantity)
            if figure is not None:
                if (
                    before is not None
                    and not converts
                    and self._names_a_person(figure)
                    and figure.unit == before[1].unit
                ):
                    figure = replace(figure, measure=before[1].measure)  # "… to $5 billion and later to $10 billion"
                if converts and before is not None:
                    figure = replace(figure, period=self._period_after(before, quantity))
                goes_on = converts or (before is not None and figure.measure == before[1].measure)
                if goes_on and before is not None and figure.period is None and figure.change is not None:
                    figure = replace(figure, period=before[1].period)  # "$412 million in 2025, 8 percent more"
                before = quantity, figure
                yield figure

    def _in_other_money(self, figure: Figure, before: Quantity, quantity: Quantity) -> Figure:
        """The Nepali rupees of "INR 807 million (Rs 1.29 billion)": a bracket tells the sum in other money."""
        if quantity.sort is not Sort.MONEY or not self._in_bracket(quantity) or figure.value == _plain(before.low):
            return figure
        last = token_at(self.sentence, self.sentence.start + quantity.end - 1)
        other = resolve_currency(self.context, self.sentence, quantity, last, barred=figure.unit)
        return replace(figure, unit=other.unit)

    def _figure(self, quantity: Quantity, converted: str) -> Figure | None:
        """The figure of one number; ``converted`` is the measure of the number that it only repeats in another unit."""
        base = self.sentence.start
        first = token_at(self.sentence, base + quantity.core)
        quantity = resolve_currency(
            self.context, self.sentence, quantity, token_at(self.sentence, base + quantity.end - 1)
        )
        last = token_at(self.sentence, base + quantity.end - 1)
        counted = find_counted(self.sentence, first, last) if quantity.sort is Sort.BARE else None
        surface = self.sentence.text[quantity.start : quantity.end]
        why = find_bar(self.sentence, quantity, first, last, counted)
        outer = token_at(self.sentence, base + quantity.start)
        place = find_place(self.sentence, outer, first, last, counted)
        unit = counted.unit if counted else quantity.unit
        elided = ""
        if why is None and unit is None:
            unit, why = self._unit_of_level(place)
            if unit is None:
                unit, elided = self._elided(place)
                why = None if unit is not None else why
        if why is not None:
            self.trace.refused("figures", self.sentence, f"{surface!r}: {why}")
            return None
        measure = converted or elided or self.measures.measure(quantity, place)
        if not measure and counted:
            measure = " ".join(t.text for t in self.tokens[counted.first : counted.head + 1])
        if not measure:
            self.trace.refused("figures", self.sentence, f"{surface!r}: nothing measured")
            return None
        if counted is not None and not is_time(counted.unit):
            self.counted = counted
        end = self.tokens[counted.head].end - base if counted else quantity.end
        self.trace.found("figures", self.sentence, f"{self.sentence.text[quantity.start : end]!r}: {measure}")
        single = quantity.low == quantity.high
        return Figure(
            surface=self.sentence.text[quantity.start : end],
            value=_plain(quantity.low) if single else None,
            low=None if single else _plain(quantity.low),
            high=None if single else _plain(quantity.high),
            unit=unit,
            comparator=self._comparator(quantity, unit, first),
            measure=measure,
            change=self._change(quantity, place),
            period=None
            if surface.endswith("long")
            else self.periods.period(place, money=quantity.sort is Sort.MONEY),  # "a week-long stay" is undated
            quotes=(cut_quote(self.context.article.text, self.sentence.start, self.sentence.end),),
        )

    def _unit_of_level(self, place: Place) -> tuple[str | None, str | None]:
        """The unit of a number without a noun ("the death toll rose to 45"), or why it is no figure."""
        token = self.tokens[place.top]
        head = self.tokens[token.head]
        verb = self.tokens[head.head] if token.dep == "pobj" and head.lower in {"to", "at", "by", "from"} else head
        base = lemma(verb.lower)
        levels = direction_of_verb(base) is not None or base in {
            "reach",
            "exceed",
            "surpass",
            "stand",
            "total",
            "hit",
            "double",
            "triple",
            "be",
        }
        subject = next((t for t in self.sentence.children(verb.i) if t.dep in {"nsubj", "nsubjpass"}), None)
        if subject is None and verb.dep == "xcomp":  # "is expected to double to 50 million"
            governor = self.sentence.children(verb.head)
            subject = next((t for t in governor if t.dep in {"nsubj", "nsubjpass"}), None)
        if (
            not verb.tag.startswith("VB")
            or not levels
            or subject is None
            or token.dep not in {"pobj", "dobj", "npadvmod"}
        ):
            return None, "no unit and nothing counted"
        if subject.lower in {"toll", "casualties", "deaths", "fatalities", "population"}:
            return "person", None
        if subject.lower == "number":
            of = next((t for t in self.sentence.children(subject.i) if t.lower == "of"), None)
            noun = next((t for t in self.sentence.children(of.i) if t.dep == "pobj"), None) if of else None
            return (singular_of(noun.lower), None) if noun else (None, "no unit and nothing counted")
        return (singular_of(subject.lower), None) if subject.tag == "NNS" else (None, "no unit and nothing counted")

    def _elided(self, place: Place) -> tuple[str | None, str]:
        """Unit and measure of a number whose noun was said before: "of the 55 members, only 27 have ratified"."""
        if self.counted is None or place.last + 1 >= len(self.tokens):
            return None, ""
        follower = self.tokens[place.last + 1]
        between = {token.lower for token in self.tokens[self.counted.head + 1 : place.outer]}
        token = self.tokens[place.top]
        if token.lower == "one" and self.tokens[place.outer - 1].lower in {"including", "like", "with", "as"}:
            return None, ""
        verb = self.tokens[token.head]
        if (which := self._of_which(place)) is not None:
            return which
        does = token.dep in {"nsubj", "nsubjpass"} and verb.tag.startswith("VB")
        joined = bool(between & {"and", "while", "or", "but", ","}) and follower.dep == "prep"
        if not (does or joined) or place.first - self.counted.head > _ELIDED_WITHIN or follower.lower == "of":
            return None, ""
        noun = self.tokens[self.counted.head]
        end = self._end_of_clause(place.last + 1)
        rest = self.measures.phrases.words(range(place.last + 1, end))
        return self.counted.unit, trim_words(f"{noun.text} {rest}")

    def _end_of_clause(self, first: int) -> int:
        """The place of the next comma or the like, or a few words on."""
        end = first
        while end < len(self.tokens) and end - first < _ELIDED_WORDS and self.tokens[end].text not in {",", ";", "."}:
            end += 1
        return end

    def _of_which(self, place: Place) -> tuple[str, str] | None:
        """Five accords, two of which open the market: the unit, and the noun with what is told of these."""
        words = [token.lower for token in self.tokens[place.last + 1 : place.last + 3]]
        if self.counted is None or words not in (["of", "which"], ["of", "whom"]):
            return None
        end = self._end_of_clause(place.last + 3)
        noun = self.tokens[self.counted.head].text
        told = self.measures.phrases.words(range(place.last + 3, end))
        return self.counted.unit, trim_words(f"{noun} {'who' if words[1] == 'whom' else 'that'} {told}")

    def _names_a_person(self, figure: Figure) -> bool:
        """Is a person, or a pronoun, all that a number is said to measure?"""
        said = figure.measure
        return said.lower() in {"it", "he", "she", "they"} or self.context.roster.find_person(said) is not None

    def _goes_on(self, before: Quantity, quantity: Quantity) -> bool:
        """Does a number measure what the one before it did: "8 billion yuan ($1 billion), up 4 percent"?"""
        between = self.sentence.text[before.end : quantity.start].strip()
        if between in _CONVERTS or (between in {";", "/", ","} and self._in_bracket(quantity)):
            return quantity.sort in {Sort.MONEY, Sort.MEASURE}
        if between in _MOVES_ON:
            return True
        if quantity.sort is not Sort.SHARE or "," not in between:
            return False
        words = load_units().change
        near = between.rpartition(" ")[2].lower()
        if near in words.up_words | words.down_words:
            return True
        behind = self.sentence.text[quantity.end : quantity.end + _NEAR].split()[:2]
        if near.endswith(",") and len(behind) > 1 and behind[0] in _THAN and behind[1] == "than":
            return True  # "totalled $5 billion in 2016, 2.1 percent more than in 2015"
        aside = between.rpartition(",")[2].lower().split()  # "…, an increase of 5 percent"
        return (
            1 < len(aside) <= _ASIDE
            and aside[-1] == "of"
            and any(direction_of_noun(word) is not None for word in aside)
        )

    def _period_after(self, before: tuple[Quantity, Figure], quantity: Quantity) -> str | None:
        """The period of the number before; of "up 4 percent from $412 million a year earlier" the year before it."""
        period = before[1].period
        from_ = self.sentence.text[before[0].end : quantity.start].strip().endswith("from")
        if not from_ or period is None or not self.periods.compares_with_year_before(quantity.end):
            return None if from_ else period
        return self.periods.year_before(period)

    def _in_bracket(self, quantity: Quantity) -> bool:
        """Is it a further conversion, as the pounds of "$5 million (4 million euros; £3 million)"?"""
        before = self.sentence.text[: quantity.start]
        return before.rfind("(") > before.rfind(")")

    def _comparator(self, quantity: Quantity, unit: str | None, first: int) -> Comparator:
        """The sign as read; but "over" before a stretch of time is a preposition, unless it has one before it."""
        before = self.tokens[first - 1].lower if first else ""
        if before == "over" and is_time(unit) and self.tokens[max(0, first - 2)].tag != "IN":
            return Comparator.EQUAL
        return quantity.comparator

    def _change(self, quantity: Quantity, place: Place) -> Change | None:
        """The direction, when the number is the size of a change and not a level."""
        words = load_units().change
        before = self.tokens[place.outer - 1] if place.outer else None
        near = before.lower if before is not None else ""
        after = place.top if place.counted else place.last
        follower = self.tokens[after + 1].lower if after + 1 < len(self.tokens) else ""
        token = self.tokens[place.top]
        head = self.tokens[token.head]
        if quantity.sort is Sort.RANK or near in {"to", "from", "at"}:
            return None
        if before is not None and before.dep == "prt" and lemma(self.tokens[before.head].lower) in _NO_CHANGE_UP:
            return None
        if near in words.up_words or follower in {"higher", "more"}:
            return Change.UP
        if near in words.down_words or follower in {"lower", "less", "fewer"}:
            return Change.DOWN
        if before is not None and before.tag.startswith("VB") and quantity.sort is Sort.SHARE:
            return direction_of_verb(lemma(before.lower))
        if quantity.sort in {Sort.SHARE, Sort.MONEY} and (said := self._change_of_noun(token, after)) is not None:
            return said
        by = token.dep == "pobj" and head.lower == "by"
        verb = self.tokens[head.head] if by else head
        if not verb.tag.startswith("VB") or (token.dep not in {"dobj", "npadvmod", "advmod"} and not by):
            return None
        return self._change_by(verb.i, quantity, by=by, direct=token.dep == "dobj")

    def _change_of_noun(self, token: Token, last: int) -> Change | None:
        """A 12 percent increase, an increase of 12 percent, growth of 5 percent."""
        for noun in self.tokens[last + 1 : last + 4]:
            if noun.tag in {"NN", "NNS"}:
                direction = direction_of_noun(singular_of(noun.lower))
                if direction is not None and (token.head == noun.i or noun.i <= last + 2):
                    return direction
            elif noun.tag not in {"JJ", "HYPH", "VBG"}:
                break
        head = self.tokens[token.head]
        if token.dep == "pobj" and head.lower == "of" and self.tokens[head.head].tag in {"NN", "NNS"}:
            return direction_of_noun(singular_of(self.tokens[head.head].lower))
        return None

    def _change_by(self, verb: int, quantity: Quantity, *, by: bool, direct: bool) -> Change | None:
        direction = direction_of_verb(lemma(self.tokens[verb].lower))
        passive = any(t.dep in {"nsubjpass", "auxpass"} for t in self.sentence.children(verb))
        # "Cut 500 jobs", "raise $5 billion": the object is what is cut, not the size of a change of something else.
        if direct and quantity.sort is not Sort.SHARE and not by and not passive:
            transitive = {"raise", "cut", "lower", "reduce", "boost", "expand", "lose", "shed", "gain", "slash"}
            if lemma(self.tokens[verb].lower) in transitive:
                return None
        return direction


def _plain(number: Decimal) -> str:
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def merge_figures(figures: Sequence[Figure]) -> tuple[Figure, ...]:
    """The same number told twice is one record with both sentences; the fuller telling gives the fields."""
    merged: list[Figure] = []
    by_number: dict[tuple[str | None, str | None, str | None], list[int]] = {}
    for figure in figures:
        key = (figure.value, figure.low, figure.high)
        for place in by_number.get(key, ()):
            if _same(merged[place], figure):
                merged[place] = _joined(merged[place], figure)
                break
        else:
            by_number.setdefault(key, []).append(len(merged))
            merged.append(figure)
    return tuple(merged)


_POINTERS = ("that ", "this ", "those ", "these ", "such ")


def _same(one: Figure, other: Figure) -> bool:
    """Do two figures with the same number tell the same thing?"""
    if one.comparator != other.comparator or one.change != other.change or set(one.quotes) & set(other.quotes):
        return False
    if one.unit != other.unit and not set((one.unit or "").split()) & set((other.unit or "").split()):
        return False
    if one.period and other.period and one.period != other.period:
        return False
    names, others = _names(one.measure), _names(other.measure)
    if names and others and not (names <= others or others <= names):
        return False
    if other.measure.lower().startswith(_POINTERS):
        return set(fold(one.measure).split()) & set(fold(other.measure).split()[1:]) != set()
    a, b = Counter(fold(one.measure).split()), Counter(fold(other.measure).split())
    alike = 2 * sum((a & b).values()) / max(1, sum(a.values()) + sum(b.values()))
    # A number of three figures and more is hardly met twice by chance; a small one needs the same words.
    digits = (one.value or one.high or "").strip("0").replace(".", "")
    telling = len(digits) > 2 or Decimal(one.value or one.high or "0") >= 1000
    return alike >= (0.4 if telling else 0.75) and (telling or min(sum(a.values()), sum(b.values())) > 2)


def _names(measure: str) -> set[str]:
    """The capitalised words; a headline's or sentence's first word is one by its place alone."""
    words = measure.split()
    first = {words[0]} if len(words) > 1 and words[1].islower() else set()
    return {word for word in words if word[:1].isupper()} - {"The", "We", "They", "It", "He", "She"} - first


def _joined(one: Figure, other: Figure) -> Figure:
    """One record; the first telling that has words of its own says what is measured."""
    measure = other.measure if one.measure.lower().startswith(_POINTERS) else one.measure
    return replace(one, measure=measure, period=one.period or other.period, quotes=(*one.quotes, *other.quotes))
