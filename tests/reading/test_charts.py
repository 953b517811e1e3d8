"""Pictures: drawn from any words, readable, with words for those who can't see them."""

from __future__ import annotations

from datetime import date

import pytest

from bot.core.chart_orders import (
    ChartOrder,
    Entry,
    FigureChart,
    Link,
    NetworkChart,
    Point,
    TimelineChart,
    compose_alt,
    compose_network,
)
from bot.reading.charts import draw, say_number

HOSTILE = "$8 \\frac{x}{ $9 <b>_^ 中国 \U0001f600 مرحبا %s {0}"
ORDERS: list[ChartOrder] = [
    FigureChart(
        HOSTILE,
        HOSTILE,
        tuple(Point(date(2020 + n, 7, 1), str(2020 + n), 1e9 * n, 1.5e9 * n, HOSTILE, "A") for n in range(3)),
    ),
    FigureChart("One value", "%", (Point(date(2020, 1, 1), "2020", 0, 0, "0", "A"),) * 2),
    TimelineChart(HOSTILE, tuple(Entry("2024", HOSTILE, bool(n % 2), bool(n % 3)) for n in range(24)), 5),
    TimelineChart("One", (Entry("2024", "A, B", agreement=False, firm=True),), 0),
    NetworkChart(HOSTILE, HOSTILE, tuple(Link(HOSTILE, n) for n in range(1, 19))),
    NetworkChart("One", "China", (Link("Laos", 1),)),
]


@pytest.mark.parametrize("order", ORDERS)
def test_any_words_are_drawn_as_a_picture_on_a_ground_of_its_own(order: ChartOrder) -> None:
    png = draw(order)
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    assert 5_000 < len(png) < 2_000_000


@pytest.mark.parametrize("order", ORDERS)
def test_every_picture_is_told_in_words(order: ChartOrder) -> None:
    alt = compose_alt(order)
    assert alt.startswith(order.title)
    assert len(alt) <= 1000


def test_numbers_of_an_axis_are_short() -> None:
    assert [say_number(n) for n in (8.4e9, 1.2e12, 5e6, 1200, 0.25)] == ["8.4 bn", "1.2 tn", "5 m", "1,200", "0.25"]


def test_those_met_most_come_first_and_nobody_met_is_no_picture() -> None:
    order = compose_network("Who", "China", [("Laos", 1), ("Belarus", 3)])
    assert order is not None
    assert [link.name for link in order.links] == ["Belarus", "Laos"]
    assert compose_network("Who", "China", []) is None
