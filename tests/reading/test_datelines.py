"""The place of a dateline, and how much of a line it takes."""

from __future__ import annotations

import pytest

from bot.reading.datelines import find_dateline, match_dateline
from bot.reading.lexicon import load_gazetteer


@pytest.mark.parametrize(
    ("line", "city", "country"),
    [
        ("BEIJING, Aug 23 (Sample) -- The ministers met.", "Beijing", "China"),
        ("New Delhi: The ministers met.", "New Delhi", "India"),
        ("Thimphu [Bhutan], July 18 (Sample): The ministers met.", "Thimphu", "Bhutan"),
        ("Jakarta (SAMPLE) - The ministers met.", "Jakarta", "Indonesia"),
        ("Quito - The ministers met.", "Quito", "Ecuador"),
        ("AMMAN\n\nThe ministers met.", "Amman", "Jordan"),
    ],
)
def test_the_place_of_a_dateline_is_found_with_its_country(line: str, city: str, country: str) -> None:
    found = find_dateline(line, load_gazetteer())
    assert found is not None
    assert (found.city, found.country) == (city, country)


@pytest.mark.parametrize("line", ["The ministers met.", "Minister Li - a lawyer - spoke.", "Trade: up by 5.", ""])
def test_a_line_without_a_place_in_front_has_no_dateline(line: str) -> None:
    assert find_dateline(line, load_gazetteer()) is None
    assert match_dateline(line, load_gazetteer()) == 0


def test_a_dateline_is_cut_with_its_mark_and_space() -> None:
    line = "New Delhi: The ministers met."
    assert line[match_dateline(line, load_gazetteer()) :] == "The ministers met."


def test_a_route_between_two_cities_is_no_dateline() -> None:
    assert match_dateline("Minsk - Moscow trains run again.", load_gazetteer()) == 0
