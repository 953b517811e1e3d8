from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import ACCORD, MEETING, TRADE, Terminal

TEXT = f"{MEETING}\r\n\r\n{TRADE} {ACCORD}\n"
KINDS = ("meetings", "agreements", "figures", "people")


def test_a_text_is_read_from_a_file_or_from_standard_input_and_nothing_is_stored(
    terminal: Terminal, tmp_path: Path
) -> None:
    path = tmp_path / "article.txt"
    path.write_bytes(TEXT.encode())
    said = terminal.run("read", str(path), "--published", "2024-08-23")
    assert (said.code, said.err) == (0, "")
    assert "Meetings (1)" in said.out
    assert terminal.run("read", "-", "--published", "2024-08-23", given=TEXT).out == said.out
    assert not terminal.database.exists()


def test_json_has_the_normalised_text_and_quotes_cut_from_it(terminal: Terminal) -> None:
    row = json.loads(terminal.run("read", "--json", given=TEXT).out)
    assert "\r" not in row["text"]
    assert all(row[kind] for kind in KINDS)
    for kind in KINDS:
        for fact in row[kind]:
            assert fact["quotes"]
            for quote in fact["quotes"]:
                assert row["text"][quote["start"] : quote["end"]] == quote["text"]


def test_lines_keep_their_order_and_ids(terminal: Terminal) -> None:
    articles = [
        {"id": "b-2", "title": "Talks", "published": "2024-08-23", "text": MEETING},
        {"id": 7, "title": None, "published": None, "text": ""},
        {"id": "ä", "title": "Trade", "published": "2024-08-23", "text": f"{TRADE}\u2028{ACCORD}"},
    ]
    given = "\n\n".join(json.dumps(article, ensure_ascii=False) for article in articles) + "\n"
    said = terminal.run("read", "--jsonl", given=given)
    assert (said.code, said.err) == (0, "")
    rows = [json.loads(line) for line in said.out.split("\n") if line]
    assert [row["id"] for row in rows] == ["b-2", 7, "ä"]
    assert all(set(KINDS) <= set(row) for row in rows)
    assert rows[0]["meetings"]
    assert not any(rows[1][kind] for kind in KINDS)


@pytest.mark.parametrize("line", ["{", "[]", '{"id": 1}', "null", '"text"'])
def test_a_bad_line_is_named_by_its_number(terminal: Terminal, line: str) -> None:
    good = json.dumps({"id": 1, "text": "Nothing happened."})
    said = terminal.run("read", "--jsonl", given=f"{good}\n{line}\n")
    assert said.code == 2
    assert said.sentence.startswith("Line 2 is not an article")
    assert len(said.lines) == 1, "what was read before it has been said"


def test_explain_tells_which_rule_found_what(terminal: Terminal) -> None:
    said = terminal.run("read", "--explain", given=TEXT)
    assert said.code == 0
    assert len(said.lines) > len(terminal.run("read", given=TEXT).lines)


@pytest.mark.parametrize(
    ("words", "given", "told"),
    [
        (["read"], " \n ", "There is no text to read."),
        (["read", "missing.txt"], "", "can't be read"),
        (["read", "."], "", "is a folder"),
        (["read", "--published", "soon"], MEETING, "is not a date"),
    ],
)
def test_bad_input_is_one_sentence(terminal: Terminal, words: list[str], given: str, told: str) -> None:
    said = terminal.run(*words, given=given)
    assert said.code == 2
    assert told in said.sentence


def test_score_compares_marked_articles_with_what_is_read(terminal: Terminal, tmp_path: Path) -> None:
    row = json.loads(terminal.run("read", "--json", given=TEXT).out)
    gold = {"id": "own", "title": "", "published": None, "text": row["text"]}
    for kind in KINDS:
        gold[kind] = [{**fact, "quotes": [[q["start"], q["end"]] for q in fact["quotes"]]} for fact in row[kind]]
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps(gold) + "\n", "utf-8")
    said = terminal.run("score", str(path))
    assert said.code == 0
    assert "1.00" in said.out, "what is read is all that is marked"
    bad = tmp_path / "bad.jsonl"
    for line in ("{}", '{"text": "A."}', json.dumps({**gold, "figures": [{"quotes": [[5, 2]]}]}), json.dumps(row)):
        bad.write_text(line + "\n", "utf-8")
        refused = terminal.run("score", str(bad))
        assert (refused.code, refused.out) == (2, "")
        assert refused.sentence
    assert terminal.run("score", str(tmp_path / "none")).code == 2


def test_marks_of_a_text_that_grows_shorter_when_it_is_normalised_are_taken(terminal: Terminal, tmp_path: Path) -> None:
    text = "Trade rose.   \r\n\r\n\r\n\r\n" + MEETING
    marks: dict[str, list[object]] = {"meetings": [], "agreements": [], "figures": [], "people": []}
    marked = marks | {"meetings": [{"participants": ["X"], "quotes": [[len(text) - len(MEETING), len(text)]]}]}
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps({"id": "x", "title": "", "published": None, "text": text, **marked}) + "\n", "utf-8")
    assert terminal.run("score", str(path)).code == 0


def test_the_installed_command_works_in_a_process_of_its_own(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "bot", "read", "--jsonl"],
        input=json.dumps({"id": "x", "published": "2024-08-23", "text": MEETING}) + "\n",
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        env={"PATH": "", "LANG": "C", "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    assert json.loads(ended.stdout)["id"] == "x"
    assert list(tmp_path.iterdir()) == []
