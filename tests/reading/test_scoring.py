"""Our score gives the very numbers of the yardstick's own script, on marked articles and on mutations of them."""

from __future__ import annotations

import copy
import importlib.util
import json
import random
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from bot.reading.scoring import KINDS, SLOTS, is_same_party, is_slot_right, score_articles

SHARED = Path(__file__).parents[2] / "../shared/gold"
TEXT = "Li Qiang met Roman Golovchenko in Minsk. Trade exceeded $8.4 billion. They agreed to build a park."


def quote(start: int, end: int) -> dict[str, Any]:
    return {"start": start, "end": end, "text": TEXT[start:end]}


def article(**facts: Any) -> dict[str, Any]:
    return {"id": "a", "text": TEXT, **{kind: [] for kind in KINDS}, **facts}


MEETING = {
    "kind": "talks",
    "participants": ["Li Qiang", "Roman Golovchenko"],
    "place": "Minsk",
    "date": None,
    "status": "held",
}
FIGURE = {"value": "8400000000", "unit": "USD", "comparator": ">", "measure": "trade", "change": None, "period": None}


def test_the_same_fact_is_found_and_strictly_right() -> None:
    score = score_articles(
        [article(meetings=[MEETING | {"quotes": [[0, 40]]}])],
        [article(meetings=[MEETING | {"quotes": [quote(0, 40)]}])],
    )
    kind = score.kinds["meetings"]
    assert (kind.found, kind.strict, kind.found_f1, kind.strict_f1) == (1, 1, 1.0, 1.0)
    assert (score.altered, score.certain) == (0, 0)


def test_one_wrong_slot_keeps_the_fact_found_but_not_strict() -> None:
    said = FIGURE | {"unit": "EUR", "quotes": [quote(41, 69)]}
    score = score_articles(
        [article(figures=[FIGURE | {"quotes": [[41, 69]]}])], [article(figures=[said])], errors="figures"
    )
    kind = score.kinds["figures"]
    assert (kind.found, kind.strict) == (1, 0)
    assert kind.slot_share("unit") == 0.0
    assert kind.slot_share("comparator") == 1.0
    assert [(error.verdict, dict(error.fields)) for error in score.errors] == [("WRONG", {"unit": ("USD", "EUR")})]


def test_another_sentence_is_another_fact() -> None:
    gold = article(figures=[FIGURE | {"quotes": [[41, 69]]}])
    score = score_articles([gold], [article(figures=[FIGURE | {"quotes": [quote(70, 98)]}])], errors="figures")
    assert score.kinds["figures"].found == 0
    assert [error.verdict for error in score.errors] == ["MISSED", "EXTRA"]


def test_a_planned_meeting_said_to_be_held_is_false_certainty() -> None:
    gold = article(meetings=[MEETING | {"status": "planned", "quotes": [[0, 40]]}])
    assert score_articles([gold], [article(meetings=[MEETING | {"quotes": [quote(0, 40)]}])]).certain == 1


@pytest.mark.parametrize(
    "quotes", [[], [{"start": 0, "end": 5, "text": "Other"}], [{"start": 3, "end": 3, "text": ""}]]
)
def test_a_quote_that_is_not_in_the_article_is_altered(quotes: list[dict[str, Any]]) -> None:
    assert score_articles([article()], [article(meetings=[MEETING | {"quotes": quotes}])]).altered == 1


def test_an_article_that_was_not_read_counts_as_missed() -> None:
    score = score_articles([article(meetings=[MEETING | {"quotes": [[0, 40]]}])], [])
    assert (score.kinds["meetings"].gold, score.kinds["meetings"].said, score.kinds["meetings"].recall) == (1, 0, 0.0)


def test_names_are_the_same_across_spellings_and_short_forms() -> None:
    assert is_same_party("Golovchenko", "Roman Golovchenko")
    assert is_same_party("the PRC", "China")
    assert is_same_party("Aliaksandr Lukashenka", "Alaksandr Lukashenka")
    assert not is_same_party("Li Qiang", "Li Keqiang Senior")
    assert not is_same_party("", "China")


def test_a_slot_is_right_by_its_own_rule() -> None:
    assert is_slot_right("measure", {"measure": "bilateral trade"}, {"measure": "the trade"})
    assert not is_slot_right("measure", {"measure": "bilateral trade volume"}, {"measure": "exports"})
    assert is_slot_right("comparator", {"comparator": None}, {"comparator": "="})
    assert is_slot_right("place", {"place": "Minsk, Belarus"}, {"place": "Minsk"})
    assert not is_slot_right("date", {"date": "2024-08"}, {"date": "2024-08-22"})


def load_yardstick() -> ModuleType:
    path = SHARED / "score.py"
    if not path.is_file():
        pytest.skip("the yardstick lies beside the project (../shared/gold/score.py) and is not here")
    spec = importlib.util.spec_from_file_location("yardstick", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def said_version(row: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """A reader's answer made from the marks: facts dropped, doubled, their slots and quotes changed."""
    answer: dict[str, Any] = {"id": row["id"], "text": row["text"]}
    for kind in KINDS:
        facts: list[dict[str, Any]] = []
        for marked in row.get(kind, []):
            for _ in range(chance.choice((0, 1, 1, 1, 2))):
                fact = copy.deepcopy(marked)
                fact["quotes"] = [{"start": a, "end": b, "text": row["text"][a:b]} for a, b in marked["quotes"]]
                mutate(kind, fact, row, chance)
                facts.append(fact)
        chance.shuffle(facts)
        answer[kind] = facts
    return answer


def mutate(kind: str, fact: dict[str, Any], row: dict[str, Any], chance: random.Random) -> None:
    for slot in SLOTS[kind]:
        match chance.randrange(6):
            case 0:
                fact[slot] = None
            case 1:
                other = chance.choice(row[kind])
                fact[slot] = copy.deepcopy(other.get(slot))
            case 2 if isinstance(fact.get(slot), str):
                words = fact[slot].split()
                fact[slot] = " ".join(words[: chance.randrange(len(words) + 1)])
            case 3 if isinstance(fact.get(slot), list):
                fact[slot] = [name.split()[-1] for name in fact[slot]][: chance.randrange(4)]
            case _:
                pass
    match chance.randrange(8):
        case 0:
            fact["quotes"] = []
        case 1:
            fact["quotes"][0]["text"] = fact["quotes"][0]["text"][:-9]
        case 2:
            start = chance.randrange(max(1, len(row["text"]) - 200))
            fact["quotes"] = [{"start": start, "end": start + 150, "text": row["text"][start : start + 150]}]
        case 3 if kind == "people":
            fact["name"] = fact["name"].upper().replace("E", "É", 1)
        case 4 if kind == "figures":
            fact.pop("value", None)
        case _:
            pass


@pytest.mark.parametrize("seed", range(3))
def test_our_table_is_the_yardsticks_table(seed: int) -> None:
    yardstick = load_yardstick()
    rows = [json.loads(line) for line in (SHARED / "dev.jsonl").read_text("utf-8").splitlines() if line.strip()]
    chance = random.Random(seed)  # noqa: S311  # mutations, not secrets
    said = [said_version(row, chance) for row in rows if chance.random() < 0.95]
    theirs = yardstick.score(rows, said)
    ours = score_articles(rows, said)
    assert (ours.articles, ours.altered, ours.certain) == (theirs["articles"], theirs["altered"], theirs["certain"])
    for name, kind in ours.kinds.items():
        table = theirs[name]
        assert (kind.gold, kind.said) == (table["gold"], table["said"])
        assert {"p": kind.precision, "r": kind.recall, "f1": kind.found_f1} == pytest.approx(table["found"])
        assert kind.strict_f1 == pytest.approx(table["strict"]["f1"])
        assert {slot: kind.slot_share(slot) for slot in SLOTS[name]} == pytest.approx(table["slots"])


def test_the_printed_table_is_the_same_line_for_line(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    yardstick = load_yardstick()
    gold = SHARED / "dev.jsonl"
    rows = [json.loads(line) for line in gold.read_text("utf-8").splitlines() if line.strip()]
    chance = random.Random(9)  # noqa: S311  # mutations, not secrets
    said = [said_version(row, chance) for row in rows]
    answers = tmp_path / "said.jsonl"
    answers.write_text("\n".join(json.dumps(row) for row in said), "utf-8")
    monkeypatch.setattr("sys.argv", ["score.py", str(gold), str(answers)])
    yardstick.main()
    assert capsys.readouterr().out.splitlines() == score_articles(rows, said).lines()
