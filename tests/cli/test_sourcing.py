from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Terminal

OPML = """<?xml version="1.0"?><opml version="2.0"><body>
<outline type="rss" text="The Fjord" xmlUrl="https://fjord.example/feed"/>
<outline type="rss" text="The Lake" xmlUrl="https://lake.example/feed.xml"/>
<outline type="rss" text="Bad" xmlUrl="gopher://lake.example/"/>
</body></opml>"""


@pytest.fixture
def fed(terminal: Terminal, tmp_path: Path) -> Terminal:
    """A library with two feeds that nothing has fetched yet."""
    path = tmp_path / "feeds.opml"
    path.write_text(OPML, "utf-8")
    said = terminal.run("source", "import", str(path))
    assert said.code == 2, "one address is none"
    assert said.lines == ["2 feeds added, 0 already there."]
    assert said.sentence.startswith("gopher://lake.example/: ")
    return terminal


def test_feeds_are_listed_paused_resumed_removed_and_brought_back(fed: Terminal, tmp_path: Path) -> None:
    first, second = fed.run("source", "list").lines
    assert first.startswith("#1    active   feed  The Fjord · https://fjord.example/feed · 0 articles")
    assert "The Lake" in second

    assert fed.run("source", "pause", "fjord").out.startswith("Paused: The Fjord.")
    assert "paused" in fed.run("source", "list").lines[0]
    again = fed.run("source", "pause", "1")
    assert (again.code, again.sentence) == (2, "That source is not being checked, so there is nothing to pause.")
    assert fed.run("source", "resume", "#1").out == "Resumed: The Fjord.\n"

    kept = fed.run("source", "remove", "The Lake", given="n\n")
    assert "Nothing was removed." in kept.out
    removed = fed.run("source", "remove", "The Lake", given="y\n")
    assert "0 articles that no other source holds will go with it" in removed.out
    assert len(fed.run("source", "list").lines) == 1
    number = removed.out.strip().rpartition(" ")[2]
    assert fed.run("source", "undo", number).code == 0
    assert len(fed.run("source", "list").lines) == 2
    assert fed.run("source", "undo", number).sentence == "That was undone already."

    exported = tmp_path / "out.opml"
    assert fed.run("source", "export", str(exported)).out == f"{exported}: 2 feeds.\n"
    assert fed.run("source", "export").out == exported.read_text("utf-8")
    assert fed.run("source", "export", str(exported)).code == 2, "a file is never written over"
    assert fed.run("source", "import", str(exported)).lines == ["0 feeds added, 2 already there."]


def test_a_source_that_is_not_there_or_could_be_several_is_one_sentence(fed: Terminal) -> None:
    for words in (["pause", "99"], ["check", "The Sea"], ["remove", "--yes", "#0"], ["resume", "1" * 40]):
        said = fed.run("source", *words)
        assert (said.code, said.out) == (2, "")
        assert said.sentence.startswith("There is no source like")
    several = fed.run("source", "pause", "the")
    assert several.code == 2
    assert "#1 The Fjord, #2 The Lake" in several.sentence
    elsewhere = fed.run("source", "pause", "1", "--library", "77")
    assert elsewhere.sentence.startswith("There is no source like")


def test_a_list_that_is_none_is_one_sentence_and_adds_nothing(terminal: Terminal, tmp_path: Path) -> None:
    path = tmp_path / "list.opml"
    for content in (b"", b"<html>not a list</html>"):
        path.write_bytes(content)
        said = terminal.run("source", "import", str(path))
        assert said.code == 2
        assert said.sentence
    assert terminal.run("source", "list").out.startswith("There are no sources yet.")
    assert terminal.run("source", "import", str(tmp_path / "none")).code == 2


def test_what_was_added_once_is_not_checked_again(stocked: Terminal) -> None:
    listed = stocked.run("source", "list").lines
    assert [line.split()[1:3] for line in listed] == [["done", "file"], ["done", "file"]]
