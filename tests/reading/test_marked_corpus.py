"""The reader over marked articles: scores that may only rise.

``floors.toml`` keeps the scores reached. ``python -m tests.reading.test_marked_corpus`` raises it to the scores of the
reader as it is; it lowers nothing. A floor is lowered by hand, with the reason in the change that does so.
"""

from __future__ import annotations

import math
import sys
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from bot.reading.scoring import KINDS, Score
from tests.reading.marked_articles import list_own, score_reader
from tests.shared import shared_rows

FLOORS = Path(__file__).with_name("floors.toml")
LAG = 0.02  # a floor this far below its score guards too little
CORPORA = ("own", "shared")
HEAD = """\
# Scores that the reader has reached over marked articles (F1 as docs/reading.md tells), rounded down. They only rise:
# `python -m tests.reading.test_marked_corpus` raises them. "own" is tests/reading/marked, "shared" is gold/dev.jsonl of
# the data beside the project. At most `certain` facts may be told as firmer than their text tells them.
"""


@cache
def score(corpus: str) -> Score:
    return score_reader(list_own() if corpus == "own" else shared_rows("gold/dev.jsonl"))


@cache
def floors() -> dict[str, Any]:
    return tomllib.loads(FLOORS.read_text("utf-8"))


def reached(corpus: str, kind: str) -> dict[str, float]:
    """The scores now, rounded down to hundredths."""
    tally = score(corpus).kinds[kind]
    return {"found": math.floor(100 * tally.found_f1) / 100, "strict": math.floor(100 * tally.strict_f1) / 100}


@pytest.mark.parametrize("corpus", CORPORA)
@pytest.mark.parametrize("kind", KINDS)
def test_no_score_falls_below_its_floor(corpus: str, kind: str) -> None:
    floor, now = floors()[corpus][kind], reached(corpus, kind)
    assert {name: value for name, value in now.items() if value < floor[name]} == {}, "\n".join(score(corpus).lines())


@pytest.mark.parametrize("corpus", CORPORA)
@pytest.mark.parametrize("kind", KINDS)
def test_no_floor_lags_behind_its_score(corpus: str, kind: str) -> None:
    floor, now = floors()[corpus][kind], reached(corpus, kind)
    higher = {name: value for name, value in now.items() if value - floor[name] >= LAG - 1e-9}
    assert higher == {}, "The reader got better: run `python -m tests.reading.test_marked_corpus` to raise the floors."


@pytest.mark.parametrize("corpus", CORPORA)
def test_no_quote_is_altered_and_nothing_planned_is_told_as_done(corpus: str) -> None:
    result = score(corpus)
    assert result.altered == 0
    assert result.certain <= floors()[corpus]["certain"]


def test_each_of_our_own_articles_marks_facts_with_whole_sentences() -> None:
    for row in list_own():
        assert all(row["text"][start:end] for kind in KINDS for fact in row[kind] for start, end in fact["quotes"])
        assert any(row[kind] for kind in KINDS)


def compose_floors() -> str:
    """The text of floors.toml, no floor below what it was."""
    before = tomllib.loads(FLOORS.read_text("utf-8")) if FLOORS.exists() else {}
    lines = [HEAD]
    for corpus in CORPORA:
        old = before.get(corpus, {})
        lines.append(f"[{corpus}]\ncertain = {min(score(corpus).certain, old.get('certain', 99))}")
        for kind in KINDS:
            floor = {
                name: max(value, old.get(kind, {}).get(name, 0.0)) for name, value in reached(corpus, kind).items()
            }
            lines.append(f"{kind} = {{ found = {floor['found']:.2f}, strict = {floor['strict']:.2f} }}")
        lines.append("")
    return "\n".join(lines)


if __name__ == "__main__":
    FLOORS.write_text(compose_floors(), "utf-8")
    for each in CORPORA:
        sys.stdout.write("\n".join([each, *score(each).lines(), ""]))
