"""Numbers with their units, before any grammar."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reading.figures.quantities import Sort, find_quantities
from bot.reading.lexicon.units import singular_of


@pytest.mark.parametrize(
    ("text", "surface", "value"),
    [
        ("twenty-five ships", "twenty-five", 25),
        ("one hundred and fifty ships", "one hundred and fifty", 150),
        ("half a million ships", "half a million", 500_000),
        ("two and a half million ships", "two and a half million", 2_500_000),
        ("two dozen ships", "two dozen", 24),
        ("1,200 ships", "1,200", 1_200),
        ("a million ships", "a million", 1_000_000),
        ("3.25 ships", "3.25", Decimal("3.25")),
        ("500+ ships", "500+", 500),
    ],
)
def test_a_number_is_read_in_digits_and_words(text: str, surface: str, value: Decimal) -> None:
    (quantity,) = find_quantities(text)
    assert text[quantity.start : quantity.end] == surface
    assert quantity.low == quantity.high == value
    assert quantity.sort is Sort.BARE


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("$5-10 million", 5_000_000, 10_000_000, "USD"),
        ("between $5 and $10 million", 5_000_000, 10_000_000, "USD"),
        ("8 to 16 billion euros", 8_000_000_000, 16_000_000_000, "EUR"),
        ("ranging from 5 to 7 percent", 5, 7, "%"),
        ("20–25%", 20, 25, "%"),
    ],
)
def test_a_range_keeps_both_ends(text: str, low: int, high: int, unit: str) -> None:
    (quantity,) = find_quantities(text)
    assert (quantity.low, quantity.high, quantity.unit) == (Decimal(low), Decimal(high), unit)


def test_from_and_to_are_two_numbers() -> None:
    assert [quantity.low for quantity in find_quantities("rose from 5 percent to 7 percent")] == [5, 7]


@pytest.mark.parametrize(
    "text",
    ["F-16", "COVID-19", "G20", "A320neo", "10:30 a.m.", "24/7", "17+1", "see www.example.org/2024", "No. 1430/2019"],
)
def test_digits_of_names_times_and_addresses_are_no_numbers(text: str) -> None:
    assert find_quantities(text) == []


def test_barred_stretches_hold_no_numbers() -> None:
    assert find_quantities("in 2024", [(3, 7)]) == []


@given(st.text(max_size=300), st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), max_size=3))
def test_any_text_gives_quantities_within_it_and_in_order(text: str, barred: list[tuple[int, int]]) -> None:
    last = 0
    for quantity in find_quantities(text, barred):
        assert quantity.start <= quantity.core < quantity.end <= len(text)
        assert quantity.low <= quantity.high
        assert quantity.core >= last
        last = quantity.end


@pytest.mark.parametrize("scrap", ["9", "one hundred ", "$", "1,", "half a ", "2-", "million ", "a@", "(5) "])
def test_a_long_text_of_one_scrap_ends(scrap: str) -> None:
    find_quantities(scrap * (50_000 // len(scrap)))


@pytest.mark.parametrize(
    ("plural", "singular"),
    [
        ("cities", "city"), ("people", "person"), ("vaccine doses", "vaccine dose"), ("aircraft", "aircraft"),
        ("boxes", "box"), ("businesses", "business"), ("buses", "bus"), ("crisis", "crisis"), ("women", "woman"),
    ],
)  # fmt: skip
def test_a_plural_has_its_singular(plural: str, singular: str) -> None:
    assert singular_of(plural) == singular
