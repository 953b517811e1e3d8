from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.core.quotas import DEFAULT_QUOTAS
from tests.cli.conftest import MEETING, Terminal

PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8


def count_rows(database: Path, table: str) -> int:
    with closing(sqlite3.connect(database)) as connection:
        return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def test_many_files_come_in_and_each_that_can_t_is_told_in_its_own_sentence(terminal: Terminal, tmp_path: Path) -> None:
    good = [tmp_path / f"good-{number}.txt" for number in range(3)]
    for number, path in enumerate(good):
        path.write_text(f"Report {number}\n\nThe ministers of country number {number} met. {MEETING}", "utf-8")
    (tmp_path / "empty.txt").touch()
    (tmp_path / "blank.txt").write_text(" \n\t\n", "utf-8")
    (tmp_path / "picture.txt").write_bytes(PICTURE)
    (tmp_path / "long.txt").write_text("Ministers met. " * 350_000, "utf-8")
    (tmp_path / "huge.txt").write_bytes(b"x" * (10 * 1024 * 1024 + 1))
    (tmp_path / "folder").mkdir()
    bad = [
        tmp_path / name
        for name in ("empty.txt", "blank.txt", "picture.txt", "long.txt", "huge.txt", "folder", "no.txt")
    ]

    said = terminal.run("add", *map(str, [*good[:2], *bad, *good[2:]]))
    assert said.code == 2
    assert [line.split(" · ")[0] for line in said.lines] == [f"+ Report {number}" for number in range(3)]
    told = said.err.strip().splitlines()
    assert [line.partition(": ")[0] for line in told] == [str(path) for path in bad]
    sentences = [line.partition(": ")[2] for line in told]
    assert all(sentence[0].isupper() or sentence.startswith("/") for sentence in sentences)
    assert all(sentence.endswith((".", "?")) for sentence in sentences)
    assert "folder" in sentences[5]
    assert count_rows(terminal.database, "article") == 3
    assert count_rows(terminal.database, "source") == 3, "nothing half-stored"
    assert terminal.run("status").lines[0].startswith("3 articles")

    again = terminal.run("add", str(good[0]))
    assert again.code == 0
    assert "already" in again.out
    assert count_rows(terminal.database, "article") == 3


def test_whoever_sits_at_the_terminal_is_not_slowed_down(terminal: Terminal, tmp_path: Path) -> None:
    for number in range(DEFAULT_QUOTAS.adds_per_minute + 1):
        text = f"Report {number}\n\nThe harbour of town number {number} was closed by ice for a week."
        (tmp_path / f"{number}.txt").write_text(text, "utf-8")
    said = terminal.run("add", *sorted(map(str, tmp_path.glob("*.txt"))))
    assert (said.code, len(said.lines)) == (0, DEFAULT_QUOTAS.adds_per_minute + 1)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--published", "yesterday", "FILE"], "is not a date"),
        (["--published", "2024-02-30", "FILE"], "is not a date"),
        (["--url", "ftp://example.org/a", "FILE"], ""),
        (["--title", "Two", "FILE", "OTHER"], "name one file"),
        (["--title", "A page", "https://example.org/"], "a page says these itself"),
        (["http://127.0.0.1:9/secret"], ""),
        (["http://[::1]/"], ""),
        (["http://metadata.google.internal/"], ""),
        (["https://"], ""),
        (["http://example.org:22/"], ""),
    ],
)
def test_what_can_t_be_added_is_one_sentence_and_nothing_is_stored(
    terminal: Terminal, tmp_path: Path, words: list[str], told: str
) -> None:
    (tmp_path / "FILE").write_text(MEETING, "utf-8")
    (tmp_path / "OTHER").write_text(MEETING, "utf-8")
    said = terminal.run("add", *(str(tmp_path / word) if word.isupper() else word for word in words))
    assert said.code == 2
    assert told in said.sentence
    assert said.out == ""
    if terminal.database.exists():
        assert count_rows(terminal.database, "article") == 0
        assert count_rows(terminal.database, "source") == 0


def test_refused_addresses_are_told_alike_so_that_nothing_inside_can_be_probed(terminal: Terminal) -> None:
    addresses = ["http://127.0.0.1/", "http://10.0.0.7/", "http://169.254.169.254/latest/", "http://localhost/"]
    said = terminal.run("add", *addresses)
    assert said.code == 2
    sentences = {line.partition(": ")[2] for line in said.err.strip().splitlines()}
    assert len(sentences) == 1


def test_an_argument_is_needed_and_help_is_there_for_every_command(terminal: Terminal) -> None:
    said = terminal.run("add")
    assert said.code == 2
    assert "Missing argument" in said.err
    for command in ("add", "ask", "source", "digest", "read", "score", "check", "backup", "run", "try", "status"):
        helped = terminal.run(command, "--help")
        assert helped.code == 0
        assert helped.out.startswith("Usage: ")
