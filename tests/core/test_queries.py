"""What is typed, cursors, corrections and cells: nothing a person sends does harm."""

from __future__ import annotations

import contextlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.corrections import read_correction
from bot.core.errors import UserError
from bot.core.export import write_csv
from bot.core.models import EventId, FactKind
from bot.core.queries import Cursor, MeetingQuery, read_cursor, read_since, read_until, write_cursor

TODAY = date(2026, 11, 21)


@given(st.booleans(), st.integers(-(10**6), 4 * 10**6), st.integers(0, 2**62), st.text(max_size=30))
def test_a_cursor_leads_back_to_its_place_and_is_short(back: bool, day: int, event: int, question: str) -> None:  # noqa: FBT001
    cursor = Cursor(back, day, EventId(event))
    text = write_cursor(cursor, question)
    assert len(text) <= 70
    assert read_cursor(text, question) == cursor
    with pytest.raises(UserError):
        read_cursor(text, question + "x")


@given(st.text(max_size=100))
def test_any_other_text_is_no_cursor(text: str) -> None:
    with pytest.raises(UserError):
        read_cursor(text, "question")


@given(st.text(max_size=60))
def test_any_text_for_a_date_is_read_or_refused_in_a_sentence(text: str) -> None:
    for read in (read_since, read_until):
        with contextlib.suppress(UserError):
            assert isinstance(read(text, TODAY), date)


def test_since_begins_and_until_ends_the_period_typed() -> None:
    assert read_since("2024", TODAY) == date(2024, 1, 1)
    assert read_until("March 2023", TODAY) == date(2023, 3, 31)
    assert read_since("3 weeks", TODAY) == date(2026, 10, 31)
    assert read_since(None, TODAY) is None


def test_only_options_that_are_set_count() -> None:
    assert MeetingQuery(who="a", with_="b", since="").options == {"who": "a", "with": "b"}


@given(st.sampled_from(list(FactKind)), st.sampled_from(["who", "date", "place", "status", "kind", "x"]), st.text())
def test_any_correction_is_read_or_refused_in_a_sentence(kind: FactKind, field: str, typed: str) -> None:
    with contextlib.suppress(UserError):
        value = read_correction(kind, field, typed)
        assert value is None or 0 < len(value) <= 200


@given(st.text(max_size=50))
def test_no_cell_of_a_table_starts_a_formula(words: str) -> None:
    report = {"quote": words, "title": words, "publisher": words, "published": None, "url": None}
    table = write_csv([{"fact": "meeting", "kind": words, "participants": [words], "reports": [report]}]).decode()
    for cell in table.replace("\r\n", ",").split('","'):
        assert not cell.lstrip('"').startswith(("=", "+", "-", "@", "\t"))
