"""The place of a dateline, and how much of a line it takes."""

from __future__ import annotations

import pytest

from bot.reading.lexicon.lists import load_gazetteer
from bot.reading.parsing.datelines import find_dateline, match_dateline


@pytest.mark.parametrize(
    ("line", "city", "country"),
    [
        ("BEIJING, Aug 23 (Sample) -- The ministers met.", "Beijing", "China"),
        ("New Delhi: The ministers met.", "New Delhi", "India"),
        ("Thimphu [Bhutan], July 18 (Sample): The ministers met.", "Thimphu", "Bhutan"),
        ("Jakarta (SAMPLE) - The ministers met.", "Jakarta", "Indonesia"),
        ("Quito - The ministers met.", "Quito", "Ecuador"),
        ("AMMAN\n\nThe ministers met.", "Amman", "Jordan"),
        ("ACCRA, Ghana\n\nThe ministers met.", "Accra", "Ghana"),
        ("ASTANA, Kazakhstan, April 19. The ministers met.", "Astana", "Kazakhstan"),
        ("MINSK. 12 May. SAMPLE – The ministers met.", "Minsk", "Belarus"),
        ("ABU DHABI, 11th October, 2023 (SAMPLE) – The ministers met.", "Abu Dhabi", "United Arab Emirates"),
        ("Phnom Penh (SN), Oct. 12 – The ministers met.", "Phnom Penh", "Cambodia"),
        ("HAMILTON, New Zealand (Sample) -- The ministers met.", "Hamilton", "New Zealand"),
        ("Male, Feb 21 (SAMPLE) The ministers met.", "Male", "Maldives"),
        ("Parliament House, Suva, Fiji, Tuesday 5 May 2020 – The ministers met.", "Suva", "Fiji"),
        ("By A. Writer in Ottawa (Sample Daily)\n\nThe ministers met.", "Ottawa", "Canada"),
        ("Written by A Writer | Kathmandu |\n\nThe ministers met.", "Kathmandu", "Nepal"),
    ],
)
def test_the_place_of_a_dateline_is_found_with_its_country(line: str, city: str, country: str) -> None:
    found = find_dateline(line, load_gazetteer())
    assert found is not None
    assert (found.city, found.country) == (city, country)


@pytest.mark.parametrize(
    "line",
    [
        "The ministers met.",
        "Minister Li - a lawyer - spoke.",
        "Trade: up by 5.",
        "Peru: ministers meet",
        "Peru, Chile - talks",
        "",
    ],
)
def test_a_line_without_a_place_in_front_has_no_dateline(line: str) -> None:
    assert find_dateline(line, load_gazetteer()) is None
    assert match_dateline(line, load_gazetteer()) == 0


def test_a_dateline_is_cut_with_its_mark_and_space() -> None:
    line = "New Delhi: The ministers met."
    assert line[match_dateline(line, load_gazetteer()) :] == "The ministers met."


def test_a_route_between_two_cities_is_no_dateline() -> None:
    assert match_dateline("Minsk - Moscow trains run again.", load_gazetteer()) == 0


@pytest.mark.parametrize(
    "line",
    [
        "ASTANA, Kazakhstan, April 19. The ministers met.",
        "Male, Feb 21 (SAMPLE) The ministers met.",
        "Parliament House, Suva, Fiji, Tuesday 5 May 2020 – The ministers met.",
        "Ulaanbaatar /SAMPLE/. The ministers met.",
    ],
)
def test_a_dateline_without_a_dash_is_cut_too(line: str) -> None:
    assert line[match_dateline(line, load_gazetteer()) :] == "The ministers met."


def test_a_building_and_a_day_in_a_dateline_are_kept() -> None:
    found = find_dateline("Parliament House, Suva, Fiji, Tuesday 5 May 2020 – The ministers met.", load_gazetteer())
    assert found is not None
    assert (found.venue, found.day) == ("Parliament House", "Tuesday 5 May 2020")


def test_the_title_is_no_dateline() -> None:
    assert find_dateline("LIMA: Ministers meet\n\nThe ministers met.", load_gazetteer(), "LIMA: Ministers meet") is None


def test_a_place_of_a_byline_is_marked_as_such() -> None:
    found = find_dateline("By A. Writer, New Delhi\n\nThe ministers met.", load_gazetteer())
    assert found is not None
    assert found.byline
