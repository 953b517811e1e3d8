"""Figures: which numbers of an article say something about the world, what they measure, for when, and the change.

sentence -> quantities (numbers with units) -> bars (names, ages, list marks …) -> counted noun -> measure
         -> change, period -> records -> the same number told twice is one record with both sentences
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from bot.core.dates import FoundDate, find_dates
from bot.core.models import Comparator, Figure
from bot.core.quotes import cut_quote
from bot.core.spans import bounds_of
from bot.reading.context.context import Context
from bot.reading.explain import Trace
from bot.reading.figures.bars import find_bar
from bot.reading.figures.changes import Changes
from bot.reading.figures.counted import Counted, find_counted, is_time, token_at
from bot.reading.figures.currencies import resolve_currency
from bot.reading.figures.measures import MeasureReader
from bot.reading.figures.merge import merge_figures
from bot.reading.figures.number_place import Place, find_place
from bot.reading.figures.periods import PeriodReader
from bot.reading.figures.phrases import trim_words
from bot.reading.figures.quantities import Quantity, Sort, find_quantities
from bot.reading.figures.tellable import find_flaw
from bot.reading.figures.threads import follow
from bot.reading.lexicon.lists import lemma
from bot.reading.lexicon.units import direction_of_noun, direction_of_verb, load_units, singular_of
from bot.reading.parsing.syntax import Sentence

_ELIDED_WITHIN = 20  # tokens between a counted noun and the number that leaves it out
_ELIDED_WORDS = 14
_CLOSE = 2  # sentences over which a number can take over from the one before
_NEAR = 20  # code points behind a share within which "more than" stands
_FEW = 12  # a number in words up to which "over" may be a preposition
_ASIDE = 6  # words of "representing a sharp rise of"
_LISTS = frozenset({":", "—", "–"})
_PARTS = ("including", "among them", "of them", "of whom", "of which")
_OTHERS = frozenset({"more", "others", "further"})
_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
_THAN = frozenset({"more", "less", "higher", "lower", "fewer"})
_CONVERTS = frozenset({"(", "(or", "(i.e.", "(about", "(around", "(approximately", "(some", "[", ", or"})
_MOVES_ON = frozenset({"to", "from", "year on year to", "year-on-year to", "annually to", "year on year from"})


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
                told = follow(figure, found, context.gazetteer, near=near or last == sentence.index)
                if flaw := find_flaw(told, context, sentence):
                    trace.refused("figures", sentence, f"{told.surface!r}: {flaw}")
                    continue
                found.append(told)
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
        self.changes = Changes(sentence)
        self.periods = PeriodReader(sentence, self.dates, context.article.published)
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
                if before is not None and (part := self._of_part(before, figure, quantity)):
                    figure = replace(figure, measure=part, period=figure.period or before[1].period)
                if before is not None and self._is_share_of(before[0], quantity):
                    figure = replace(figure, measure=f"share of {before[1].measure}", period=before[1].period)
                if converts and before is not None:
                    figure = replace(figure, period=self._period_after(before, quantity))
                goes_on = converts or (before is not None and figure.measure == before[1].measure)
                if goes_on and before is not None and figure.period is None and figure.change is not None:
                    figure = replace(figure, period=before[1].period)  # "$412 million in 2025, 8 percent more"
                before = quantity, figure
                yield figure

    def _is_share_of(self, before: Quantity, quantity: Quantity) -> bool:
        """Is it the 4 percent of "203,091 votes (4 percent)", a share of what was counted?"""
        text = self.sentence.text
        alone = text[before.end : quantity.start].endswith("(") and text.startswith(")", quantity.end)
        return alone and quantity.sort is Sort.SHARE and before.sort is Sort.BARE

    def _of_part(self, before: tuple[Quantity, Figure], figure: Figure, quantity: Quantity) -> str:
        """The women killed by gunmen, of "killing 19 people, including four women": what is told of the whole."""
        between = self.sentence.text[before[0].end : quantity.start].strip().lower()
        whole = before[1].measure.split()
        listed = (
            not _LISTS.isdisjoint(between) and quantity.sort is Sort.BARE
        )  # "five guns: two rifles and three pistols"
        if not (between.endswith(_PARTS) or listed) or len(figure.measure.split()) > 1 or len(whole) <= 1:
            return ""
        noun = next((i for i, word in enumerate(whole) if singular_of(word.lower()) == before[1].unit), None)
        return " ".join([figure.measure, *whole[noun + 1 :]]) if noun is not None else ""

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
        quantity = self._compared(quantity, unit, first)
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
            comparator=quantity.comparator,
            measure=measure,
            change=self.changes.change(quantity, place),
            period=None if surface.endswith("long") else self.periods.period(place),  # "a week-long stay" is undated
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
        return self.counted.unit, trim_words(f"{noun.text} {self._told_of_others(place.last + 1, end)}")

    def _told_of_others(self, first: int, end: int) -> str:
        """The "wounded in the attack" of "and seven more were wounded in the attack"; else "that were Cuban"."""
        while first < end and self.tokens[first].lower in _OTHERS:
            first += 1
        verb = first
        while verb < end and lemma(self.tokens[verb].lower) in {"be", "have"}:
            verb += 1
        passive = verb > first and lemma(self.tokens[verb - 1].lower) == "be"
        if passive and verb < end and self.tokens[verb].tag == "VBN":
            first = verb
        told = self.measures.phrases.words(range(first, end))
        return f"that {told}" if first < end and self.tokens[first].tag in _FINITE else told

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

    def _compared(self, quantity: Quantity, unit: str | None, first: int) -> Quantity:
        """The number without the "over" of "handed over 10 doses", "won over two rivals", "over the last two years"."""
        near = self.tokens[first - 1] if first else None
        if near is not None and near.lower == "over":
            stretch = is_time(unit) and self.tokens[max(0, first - 2)].tag != "IN"
            few = near.dep == "prep" and quantity.spelled and quantity.high <= _FEW
            if near.tag == "RP" or stretch or few:
                return replace(quantity, comparator=Comparator.EQUAL, start=quantity.core)
        return quantity


def _plain(number: Decimal) -> str:
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
