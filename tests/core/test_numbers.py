from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.numbers import MOST, read_number, say_count


@given(st.integers(0, MOST))
def test_every_number_that_something_can_have_is_read_as_typed(number: int) -> None:
    assert read_number(str(number)) == read_number(f" #{number} ") == number


@pytest.mark.parametrize("typed", [str(MOST + 1), "9" * 19, "#" + "9" * 20, "1" + "0" * 5_000])
def test_a_number_too_large_for_anything_is_one_that_nothing_has(typed: str) -> None:
    assert read_number(typed) == MOST


@pytest.mark.parametrize("typed", ["", "#", "twelve", "12a", "-1", "1.5", "1,000", "٣", "²", "# 1"])
def test_words_are_no_number(typed: str) -> None:
    assert read_number(typed) is None


@pytest.mark.parametrize(
    ("number", "noun", "said"),
    [
        (0, "article", "0 articles"),
        (1, "article", "1 article"),
        (2_000, "article", "2,000 articles"),
        (1, "person", "1 person"),
        (3, "person", "3 people"),
    ],
)
def test_a_count_agrees_with_its_noun(number: int, noun: str, said: str) -> None:
    assert say_count(number, noun) == said
