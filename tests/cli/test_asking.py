from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import ACCORD, MEETING, TRADE, Terminal

REPORT_FIELDS = {"quote", "start", "end", "title", "publisher", "published", "url", "article_id"}
SENTENCE = MEETING.split(". ")[0] + "."


def ask_json(terminal: Terminal, *words: str) -> list[dict[str, Any]]:
    said = terminal.run("ask", *words, "--json")
    assert (said.code, said.err) == (0, "")
    rows = json.loads(said.out)
    assert isinstance(rows, list)
    return rows


@pytest.mark.parametrize(
    ("kind", "fields", "quote", "reports"),
    [
        ("meetings", {"participants", "place", "date", "status"}, SENTENCE, 2),
        ("agreements", {"parties", "subject", "status", "date", "place"}, ACCORD, 1),
        ("figures", {"surface", "value", "low", "high", "unit", "comparator", "measure", "change", "period"}, TRADE, 1),
    ],
)
def test_facts_come_as_json_with_the_guide_s_fields_and_every_report(
    stocked: Terminal, kind: str, fields: set[str], quote: str, reports: int
) -> None:
    rows = ask_json(stocked, kind, "--who", "China") if kind != "figures" else ask_json(stocked, kind)
    (row,) = [row for row in rows if quote in {report["quote"] for report in row["reports"]}]
    assert row["kind"]
    assert fields <= set(row)
    assert len(row["reports"]) == reports
    for report in row["reports"]:
        assert set(report) >= REPORT_FIELDS
        assert report["end"] - report["start"] == len(report["quote"])
    assert {report["publisher"] for report in row["reports"]} <= {"Minsk Courier", "Beijing Gazette"}


def test_people_and_articles_come_as_json_too(stocked: Terminal) -> None:
    people = ask_json(stocked, "people", "Li Qiang")
    assert {"person", "meeting"} <= {row["fact"] for row in people}
    assert all(set(report) >= REPORT_FIELDS for row in people for report in row["reports"])
    (found,) = ask_json(stocked, "search", "visa-free")
    assert found["reports"][0]["title"] == "Talks in Minsk"
    assert set(found["reports"][0]) >= REPORT_FIELDS


@pytest.mark.parametrize("kind", ["meetings", "agreements", "figures", "people"])
def test_answers_are_cards_with_quote_publisher_date_and_link(stocked: Terminal, kind: str) -> None:
    said = stocked.run("ask", kind)
    assert (said.code, said.err) == (0, "")
    assert "“" in said.out
    assert "Talks in Minsk · 2024-08-23 · https://courier.example/talks" in said.out


def test_one_event_of_two_sources_is_one_entry(stocked: Terminal) -> None:
    said = stocked.run("ask", "meetings", "--who", "Golovchenko", "--with", "Li Qiang", "--place", "Minsk")
    assert said.out.count("“") == 1
    assert "Reported by 2 sources" in said.out


def test_search_takes_words_as_they_are_typed(stocked: Terminal) -> None:
    said = stocked.run("ask", "search", "visa-free", "travel")
    assert said.code == 0
    assert "visa-free travel" in said.out
    for typed in ('"', "NEAR(", "a AND", "-", "*", "'; DROP TABLE article;--", "\\", "“", "col:x"):
        assert stocked.run("ask", "search", "--", typed).code in {0, 2}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["meetings", "--who", "Roman Golovchanko"], "Roman Golovchenko"),
        (["agreements", "--who", "Belarsu"], "Belarus"),
        (["meetings", "--since", "the day before yesterweek"], ""),
        (["meetings", "--until", "2024-13-40"], ""),
        (["meetings", "--since", "2025", "--until", "2024"], ""),
        (["meetings", "--status", "perhaps"], "planned"),
        (["meetings", "--who", "Ingvar Nobody"], "Ingvar Nobody"),
    ],
)
def test_a_question_that_can_t_be_read_is_a_sentence_with_what_may_be_meant(
    stocked: Terminal, words: list[str], told: str
) -> None:
    said = stocked.run("ask", *words)
    if said.code == 0:  # the name was understood in spite of its spelling
        assert told in said.out
        return
    assert said.code == 2
    assert said.out == ""
    assert told in said.err
    assert said.err.count("Did you mean") <= 1
    assert 1 <= len(said.err.strip().splitlines()) <= 2


def test_an_empty_answer_says_what_was_searched(stocked: Terminal) -> None:
    said = stocked.run("ask", "meetings", "--since", "2025")
    assert said.code == 0
    assert "2 articles" in said.out
    assert json.loads(stocked.run("ask", "meetings", "--since", "2025", "--json").out) == []


def test_a_longer_list_than_one_page_of_discord_can_be_asked_for(stocked: Terminal) -> None:
    short = stocked.run("ask", "people", "--limit", "1")
    assert short.out.count("“") == 1
    assert "--limit" in short.out
    assert "--limit" not in stocked.run("ask", "people", "--limit", "1000").out


def test_status_of_a_full_an_empty_and_a_missing_library(stocked: Terminal, terminal: Terminal) -> None:
    full = stocked.run("status")
    assert full.lines[0] == "2 articles, 2024-08-23 to 2024-08-24"
    empty = stocked.run("status", "--library", "77")
    assert (empty.code, empty.lines) == (0, ["The library is empty. Add something: communique add article.txt"])
    missing = terminal.run("status")
    assert missing.code == 2
    assert missing.sentence == f"There is no library at {terminal.database}."
    assert not terminal.database.exists(), "asking makes no file"


def test_status_tells_of_sources_and_their_last_check_also_where_they_brought_nothing(
    terminal: Terminal, tmp_path: Path
) -> None:
    feeds = tmp_path / "feeds.opml"
    feeds.write_text('<opml><body><outline text="F" xmlUrl="https://localhost/feed"/></body></opml>', "utf-8")
    assert terminal.run("source", "import", str(feeds)).code == 0
    assert terminal.run("status").lines[1:] == ["sources: 1 active"]
    assert terminal.run("source", "check", "1").code == 2, "that name is refused before anything is fetched"
    told = terminal.run("status").lines[1:]
    assert told[0] == "sources: 1 failing"
    assert re.fullmatch(r"last check of a source: \d{4}-\d\d-\d\d \d\d:\d\d UTC", told[1])


def test_what_another_server_holds_is_not_found_here(stocked: Terminal) -> None:
    for kind in ("meetings", "agreements", "figures"):
        assert json.loads(stocked.run("ask", kind, "--library", "77", "--json").out) == []
    asked = stocked.run("ask", "meetings", "--who", "Golovchenko", "--library", "77")
    assert asked.code == 2
    assert "Did you mean" not in asked.err
