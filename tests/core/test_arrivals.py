from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.core.arrivals import LATE_S, REMEMBERED, Arrival, Arrivals


def judge_all(*asked: tuple[int, float, float]) -> list[Arrival]:
    arrivals = Arrivals()
    return [arrivals.judge(number, asked_s=asked_s, now_s=now_s) for number, asked_s, now_s in asked]


def test_the_same_one_is_answered_once() -> None:
    assert judge_all((1, 0, 0), (2, 1, 1), (1, 2, 2)) == [Arrival.NEW, Arrival.NEW, Arrival.REPEATED]


def test_one_that_comes_late_is_seen_beside_the_others() -> None:
    assert judge_all((1, 0, 0.2), (2, 10, 10 + LATE_S + 1))[-1] is Arrival.LATE
    assert judge_all((1, 0, 0.2), (2, 10, 10 + LATE_S - 1))[-1] is Arrival.NEW


@given(st.floats(-1e9, 1e9), st.lists(st.floats(0, LATE_S / 2), min_size=1, max_size=300))
def test_clocks_that_differ_by_years_make_nothing_late(apart_s: float, delays_s: list[float]) -> None:
    asked = [(n, 100.0 * n + apart_s, 100.0 * n + delay_s) for n, delay_s in enumerate(delays_s)]
    assert set(judge_all(*asked)) == {Arrival.NEW}


def test_what_is_remembered_is_bounded() -> None:
    arrivals = Arrivals()
    for number in range(REMEMBERED + 50):
        arrivals.judge(number, asked_s=0, now_s=0)
    assert len(arrivals._seen) == REMEMBERED
