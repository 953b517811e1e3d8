"""The same number told twice is one figure with both sentences; the fuller telling gives its fields."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from bot.core.models import Figure
from bot.core.text import fold

_POINTERS = ("that ", "this ", "those ", "these ", "such ")


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
