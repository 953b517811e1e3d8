from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from storage.migrate import create_file, list_migrations
from tests.cli.conftest import Terminal

PLACEHOLDERS = ["your-token-here", "MTIz.abc", "Bot MTIzNDU2Nzg5MDEyMzQ1Njc4.GabcdE.abcdefghijklmnopqrstuvwxyz01234"]


def write_sql(path: Path, *lines: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for line in lines:
            connection.execute(line)


def test_check_finds_a_sound_library_sound_and_a_missing_one_no_fault(stocked: Terminal, terminal: Terminal) -> None:
    said = stocked.run("check")
    assert (said.code, said.err) == (0, "")
    assert f"{stocked.database}: sound" in said.out
    missing = terminal.run("check", "--quick")
    assert missing.code == 0
    assert "it is made at the first start" in missing.out
    assert not terminal.database.exists()


@pytest.mark.parametrize("weakness", [None, "The XML parser of this Python (expat 2.5.0) is old."])
def test_check_tells_of_an_old_parser_which_is_no_fault(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, weakness: str | None
) -> None:
    monkeypatch.setattr("bot.cli.running.find_parser_weakness", lambda: weakness)
    said = terminal.run("check", "--quick")
    assert said.code == 0
    assert f"XML parser      {weakness or 'sound'}" in said.lines


def spoil(path: Path, fault: str, sound: Path) -> None:
    """A file at ``path`` that can't be used."""
    match fault:
        case "newer":
            create_file(path)
            write_sql(path, f"PRAGMA user_version = {len(list_migrations()) + 1}")
        case "foreign":
            write_sql(path, "CREATE TABLE recipe (title)")
        case "text":
            path.write_text("These are the notes of somebody else. " * 100, "utf-8")
        case "empty":
            path.touch()
        case _:
            shutil.copy(sound, path)
            with path.open("r+b") as opened:
                opened.seek(4096 * 3)
                opened.write(b"\xff" * 4096 * 20)


@pytest.mark.parametrize("words", [["check"], ["check", "--quick"]])
@pytest.mark.parametrize("fault", ["newer", "foreign", "text", "empty"])
def test_check_tells_a_wrong_file_in_one_sentence(
    terminal: Terminal, stocked: Terminal, fault: str, words: list[str]
) -> None:
    path = terminal.database
    spoil(path, fault, stocked.database)
    before = path.read_bytes()
    said = terminal.run(*words)
    assert said.code == 78
    (line,) = [line for line in said.lines if line.startswith("database")]
    told = line.removeprefix(f"database        {path}: ")
    assert told.startswith(str(path))
    assert told.endswith(".")
    assert path.read_bytes() == before


def test_check_finds_pages_that_were_written_over(terminal: Terminal, stocked: Terminal) -> None:
    spoil(terminal.database, "pages", stocked.database)
    said = terminal.run("check")
    assert said.code == 78
    assert f"{terminal.database}: sound" not in said.out


@pytest.mark.parametrize("words", [["ask", "meetings"], ["status"], ["add", __file__], ["source", "list"]])
def test_no_command_touches_a_newer_file(terminal: Terminal, stocked: Terminal, words: list[str]) -> None:
    spoil(terminal.database, "newer", stocked.database)
    before = terminal.database.read_bytes()
    refused = terminal.run(*words)
    assert refused.code == 78
    assert "newer Communiqué" in refused.sentence
    assert terminal.database.read_bytes() == before


def test_a_file_of_an_older_version_is_sound_for_the_next_start_brings_it_up_to_date(terminal: Terminal) -> None:
    create_file(terminal.database, list_migrations()[:1])
    for words in (["check"], ["check", "--quick"]):
        said = terminal.run(*words)
        assert said.code == 0
        assert "older version" in said.out


def test_a_quote_that_was_changed_behind_the_program_s_back_is_a_fault(terminal: Terminal, stocked: Terminal) -> None:
    shutil.copy(stocked.database, terminal.database)
    with closing(sqlite3.connect(terminal.database)) as connection:
        triggers = [row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'")]
        for name in triggers:
            connection.execute(f'DROP TRIGGER "{name}"')
        connection.execute("UPDATE quote SET text = 'They never met.' WHERE start = (SELECT min(start) FROM quote)")
        connection.commit()
    said = terminal.run("check")
    assert said.code == 78
    assert "is not in its article" in said.out


def test_wrong_settings_are_told_a_line_each(terminal: Terminal) -> None:
    environ = {"COMMUNIQUE_MAX_SOURCES": "many", "COMMUNIQUE_LOG_LEVEL": "loud", "COMMUNIQUE_TYPO": "x"}
    wrong = Terminal(terminal.database, environ)
    for words in (["check"], ["run"], ["status"]):
        said = wrong.run(*words)
        assert said.code == 78
        assert len(said.err.strip().splitlines()) == 3


def test_a_backup_is_made_checked_and_put_back(stocked: Terminal, terminal: Terminal, tmp_path: Path) -> None:
    copy = tmp_path / "copies" / "copy.db"
    made = stocked.run("backup", str(copy))
    assert made.code == 0
    assert "checked" in made.out
    assert stocked.run("backup", str(copy)).code == 2, "a copy is never written over"

    create_file(terminal.database)
    restored = terminal.run("backup", "--restore", str(copy))
    assert restored.code == 0
    assert terminal.run("ask", "meetings").out == stocked.run("ask", "meetings").out
    assert terminal.database.with_name("library.db.replaced").exists()


def test_a_backup_that_can_t_be_used_changes_nothing(terminal: Terminal, tmp_path: Path) -> None:
    create_file(terminal.database)
    before = terminal.database.read_bytes()
    foreign = tmp_path / "foreign.db"
    foreign.write_text("no database", "utf-8")
    assert terminal.run("backup", "--restore", str(foreign)).code == 78
    assert terminal.run("backup", "--restore", str(tmp_path / "none.db")).code == 2
    assert terminal.database.read_bytes() == before
    nowhere = Terminal(tmp_path / "nowhere.db")
    said = nowhere.run("backup", str(tmp_path / "copy.db"))
    assert (said.code, said.sentence) == (2, f"There is no database at {nowhere.database}.")


def test_run_without_a_token_says_where_to_get_one(terminal: Terminal) -> None:
    said = terminal.run("run")
    assert (said.code, said.out) == (78, "")
    assert said.sentence.startswith("DISCORD_TOKEN is not set.")
    assert not terminal.database.exists()


@pytest.mark.parametrize("token", PLACEHOLDERS)
def test_run_with_a_token_that_is_none_never_shows_it(terminal: Terminal, token: str) -> None:
    said = Terminal(terminal.database, {"DISCORD_TOKEN": token}).run("run")
    assert said.code == 78
    assert "does not look like a bot token" in said.sentence
    assert token not in said.err + said.out
    assert not terminal.database.exists()
