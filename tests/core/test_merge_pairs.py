"""How well reports of the same fact find each other: the pairs of merge_pairs.toml."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from bot.core.alike import read_place
from bot.core.merge import Told, compare_told
from bot.core.models import (
    Agreement,
    AgreementKind,
    AgreementStatus,
    ArticleId,
    Change,
    Comparator,
    Fact,
    Figure,
    Meeting,
    MeetingKind,
    MeetingStatus,
    Quote,
    ReportId,
)
from bot.core.names import Party, name_key
from bot.core.telling import read_keys
from bot.reading.lexicon.lists import load_gazetteer

PAIRS: list[dict[str, Any]] = tomllib.loads(Path(__file__).with_name("merge_pairs.toml").read_text())["pair"]
_PERSON = re.compile(r"(.+) \(([^,]+), (.+)\)")


def read_people(who: list[str]) -> tuple[list[str], dict[str, Party]]:
    names, people = [], {}
    for words in who:
        found = _PERSON.fullmatch(words)
        names.append(found[1] if found else words)
        if found:
            people[name_key(found[1])] = Party("person", found[1], found[2], (found[3],))
    return names, people


def build(side: dict[str, Any], number: int) -> Told:
    names, people = read_people(side.get("who", []))
    quotes = (Quote(0, len(side["said"]), side["said"]),)
    fact: Fact
    match side["fact"]:
        case "meeting":
            kind, status = MeetingKind(side["kind"]), MeetingStatus(side["status"])
            fact = Meeting(kind, tuple(names), side.get("place"), side.get("date"), status, quotes)
        case "agreement":
            fact = Agreement(
                AgreementKind(side["kind"]),
                tuple(names),
                side["about"],
                AgreementStatus(side["status"]),
                side.get("date"),
                side.get("place"),
                quotes,
            )
        case _:
            fact = Figure(
                side["surface"],
                side.get("value"),
                side.get("low"),
                side.get("high"),
                side["unit"],
                Comparator(side["comparator"]),
                side["measure"],
                Change(side["change"]) if "change" in side else None,
                side.get("period"),
                quotes,
            )
    keys = read_keys(fact, people, load_gazetteer())
    place = read_place(side.get("place"), load_gazetteer())
    return Told(ReportId(number), ArticleId(number), fact, keys.parties, place, side["published"], keys.topic)


def test_there_are_sixty_pairs_of_both_sorts() -> None:
    assert len(PAIRS) >= 60
    assert min(sum(1 for pair in PAIRS if pair["same"] is same) for same in (True, False)) >= 25
    assert len({pair["name"] for pair in PAIRS}) == len(PAIRS)


def test_merging_reaches_its_bars_on_the_pairs() -> None:
    wrong, missed, right = [], [], 0
    for pair in PAIRS:
        one, other = build(pair["one"], 1), build(pair["other"], 2)
        merged = compare_told(one, other) > 0
        right += merged and pair["same"]
        if merged and not pair["same"]:
            wrong.append(pair["name"])
        if pair["same"] and not merged:
            missed.append(pair["name"])
    assert right / (right + len(wrong)) >= 0.98, f"merged wrongly: {wrong}"
    assert right / (right + len(missed)) >= 0.80, f"missed: {missed}"


def test_the_order_of_two_reports_does_not_matter() -> None:
    for pair in PAIRS:
        one, other = build(pair["one"], 1), build(pair["other"], 2)
        assert (compare_told(one, other) > 0) == (compare_told(other, one) > 0), pair["name"]
