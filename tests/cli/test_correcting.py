"""Putting entries right from the terminal."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli.conftest import Terminal

FIRST = "Chinese Premier Li Qiang met Belarusian Prime Minister Roman Golovchenko in Minsk on 22 August 2024."
SECOND = "Chinese Premier Li Qiang met Belarusian Prime Minister Roman Golovchenko in Gomel on 29 August 2024."
REST = "It rained all day in the city and the streets were empty of people."


@pytest.fixture
def told_twice(terminal: Terminal, tmp_path: Path) -> Terminal:
    """Two meetings of the same two, each of one source."""
    for name, said, day in (("one", FIRST, "2024-08-23"), ("two", SECOND, "2024-08-30")):
        (tmp_path / f"{name}.txt").write_text(f"Talks {name}\n\n{said} {REST}\n", "utf-8")
        added = terminal.run("add", str(tmp_path / f"{name}.txt"), "--publisher", name, "--published", day)
        assert added.code == 0
    return terminal


def numbers_of(terminal: Terminal) -> dict[str, str]:
    """The number of each entry by the place its sentence names."""
    said = terminal.run("ask", "meetings", "--who", "Li Qiang")
    return {
        place: number
        for quote, number in re.findall(r"“([^”]+)”\n[^“]*?entry (\d+)", said.out)
        for place in ("Minsk", "Gomel")
        if place in quote
    }


def test_entries_are_joined_after_a_question_and_parted_again(told_twice: Terminal) -> None:
    numbers = numbers_of(told_twice)
    shown = told_twice.run("entry", "show", numbers["Minsk"])
    assert f"entry {numbers['Gomel']}: Talks, held." in shown.out
    kept = told_twice.run("entry", "join", numbers["Minsk"], numbers["Gomel"], given="n\n")
    assert "Nothing was changed." in kept.out
    joined = told_twice.run("entry", "join", numbers["Minsk"], numbers["Gomel"], "--yes")
    assert (joined.code, joined.err) == (0, "")
    assert len(numbers_of(told_twice)) == 1
    change = re.search(r"communique entry undo (\d+)", joined.out)
    assert change is not None
    assert told_twice.run("entry", "undo", change[1]).out == "Undone.\n"
    assert len(numbers_of(told_twice)) == 2
    again = numbers_of(told_twice)
    assert told_twice.run("entry", "join", again["Minsk"], again["Gomel"], "--yes").code == 0
    assert "Split: it is entry" in told_twice.run("entry", "split", numbers["Minsk"], "2", "--yes").out
    assert len(numbers_of(told_twice)) == 2


def test_an_entry_is_withdrawn_listed_and_restored(told_twice: Terminal) -> None:
    number = numbers_of(told_twice)["Gomel"]
    assert told_twice.run("entry", "withdrawn").out == "Nothing is withdrawn.\n"
    assert told_twice.run("entry", "withdraw", number).code == 0
    assert "Gomel" not in numbers_of(told_twice)
    assert SECOND in told_twice.run("entry", "withdrawn").out
    assert told_twice.run("entry", "restore", number).code == 0
    assert numbers_of(told_twice)["Gomel"] == number


def test_what_is_not_there_is_refused_with_a_sentence(told_twice: Terminal) -> None:
    numbers = numbers_of(told_twice)
    for words in (
        ("entry", "show", "999"),
        ("entry", "join", numbers["Minsk"], numbers["Minsk"], "--yes"),
        ("entry", "split", numbers["Minsk"], "7", "--yes"),
        ("entry", "split", numbers["Minsk"], "1", "--yes"),
        ("entry", "restore", numbers["Minsk"]),
        ("entry", "undo", "999"),
    ):
        said = told_twice.run(*words)
        assert said.code == 2, words
        assert said.sentence.endswith("."), words
