"""The trigger that refuses a quote that is not in its article, on the file itself."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core.text import normalise_text
from storage.migrate import create_file

# Letters beyond the basic plane, marks that combine, pictures made of several signs, and plain words.
SIGNS = st.one_of(st.characters(codec="utf-8"), st.sampled_from("a b . é \U0001d538 🕊 e\u0301 \u0302 👩🚀 한 ß"))
TEXTS = st.text(SIGNS, min_size=1, max_size=60).map(normalise_text).filter(bool)


@st.composite
def spans(draw: st.DrawFn) -> tuple[str, int, int]:
    """A stored text and a span of it."""
    text = draw(TEXTS)
    start = draw(st.integers(0, len(text) - 1))
    return text, start, draw(st.integers(start + 1, len(text)))


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    path: Path = tmp_path_factory.mktemp("quotes") / "library.db"
    create_file(path)
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        yield connection


def store(file: sqlite3.Connection, text: str, start: int, end: int, quote: str) -> None:
    """One article, one report, one quote, and away with them."""
    file.execute("BEGIN")
    try:
        file.execute(
            "INSERT INTO article (article_id, title, publisher, text, text_hash, text_bytes, added_at)"
            " VALUES (1, 't', 'p', ?, x'00', 0, 0)",
            (text,),
        )
        file.execute(
            "INSERT INTO report (report_id, article_id, kind, ordinal, fields) VALUES (1, 1, 'meeting', 0, '{}')"
        )
        file.execute("INSERT INTO quote VALUES (1, 0, ?, ?, ?)", (start, end, quote))
    finally:
        file.execute("ROLLBACK")


@given(span=spans())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300, deadline=None)
def test_every_slice_of_an_article_is_accepted(file: sqlite3.Connection, span: tuple[str, int, int]) -> None:
    text, start, end = span
    store(file, text, start, end, text[start:end])


@given(span=spans(), other=TEXTS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300, deadline=None)
def test_every_altered_quote_is_refused(file: sqlite3.Connection, span: tuple[str, int, int], other: str) -> None:
    text, start, end = span
    true = text[start:end]
    altered = {true[:-1], true + "x", "x" + true, true[1:], true.upper(), true.replace("\n", " "), other}
    for false in altered - {true}:
        with pytest.raises(sqlite3.IntegrityError, match="not in its article"):
            store(file, text, start, end, false)


@pytest.mark.parametrize(
    ("text", "start", "end", "quote"),
    [
        ("\U0001d538\U0001d539 met. They agreed.", 8, 20, "They agreed."),
        ("🕊🕊🕊 Peace was signed.", 4, 21, "Peace was signed."),
        ("Ca\u0323\u0302p nhat. Hai ben.", 12, 20, "Hai ben."),  # marks that no single sign stands for
        ("👩‍🚀 said yes.", 4, 13, "said yes."),
    ],
)
def test_offsets_are_code_points_whatever_stands_before(
    file: sqlite3.Connection, text: str, start: int, end: int, quote: str
) -> None:
    assert text[start:end] == quote
    store(file, text, start, end, quote)
    with pytest.raises(sqlite3.IntegrityError, match="not in its article"):
        store(file, text, start + 1, end + 1, quote)


def test_quote_that_goes_past_the_end_of_its_article_is_refused(file: sqlite3.Connection) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="not in its article"):
        store(file, "Short.", 0, 7, "Short. ")


def test_composed_and_decomposed_letters_are_not_the_same_quote(file: sqlite3.Connection) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="not in its article"):
        store(file, "é.", 0, 2, "e\u0301")
