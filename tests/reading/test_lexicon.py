"""The word lists: each fits its shape, and a list that does not is refused with one plain sentence."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

import pytest

from bot.core.errors import FaultError
from bot.reading.agreements.words import load_commitments, load_instruments
from bot.reading.lexicon.lists import (
    LexiconFault,
    _list_lemmas,
    inflect,
    lemma,
    load_gazetteer,
    parse_lexicon,
    read_lexicon,
)


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True, slots=True)
class Leaf:
    word: str
    colour: Colour = Colour.RED
    side: Literal["left", "right"] | None = None


@dataclass(frozen=True, slots=True)
class Tree:
    leaf: tuple[Leaf, ...]
    words: frozenset[str] = frozenset()
    counts: Mapping[str, int] = dataclasses.field(default_factory=dict)
    old: bool = False


GOOD = """
words = ["a", "b", "a"]
old = true
[counts]
x = 1
[[leaf]]
word = "oak"
colour = "blue"
side = "left"
[[leaf]]
word = "elm"
"""


def test_a_list_that_fits_becomes_a_frozen_record() -> None:
    tree = parse_lexicon("tree.toml", GOOD, Tree)
    assert tree.leaf == (Leaf("oak", Colour.BLUE, "left"), Leaf("elm"))
    assert tree.words == {"a", "b"}
    assert (tree.counts["x"], tree.old) == (1, True)
    with pytest.raises(TypeError):
        tree.counts["y"] = 2  # type: ignore[index]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("leaf = 3", "tree.toml, leaf: must be a list"),
        ("leaf = [3]", "tree.toml, leaf, item 1: must be a table"),
        ("", "tree.toml: field 'leaf' is missing"),
        ("leaf = []\nroot = 1", "tree.toml: unknown field 'root'"),
        ("[[leaf]]\nword = ''", "tree.toml, leaf, item 1, word: words may not be empty or padded with spaces"),
        ("[[leaf]]\nword = ' x'", "tree.toml, leaf, item 1, word: words may not be empty or padded with spaces"),
        ("[[leaf]]\nword = 5", "tree.toml, leaf, item 1, word: must be str, not 5"),
        (
            "[[leaf]]\nword = 'x'\ncolour = 'green'",
            "tree.toml, leaf, item 1, colour: must be one of red, blue, not 'green'",
        ),
        ("[[leaf]]\nword = 'x'\nside = 'up'", "tree.toml, leaf, item 1, side: must be one of left, right, not 'up'"),
        ("leaf = []\ncounts = 1", "tree.toml, counts: must be a table"),
        ("leaf = []\n[counts]\nx = true", "tree.toml, counts, x: must be int, not True"),
    ],
)
def test_a_list_that_does_not_fit_is_refused_with_its_place(text: str, fault: str) -> None:
    with pytest.raises(LexiconFault, match="tree") as caught:
        parse_lexicon("tree.toml", text, Tree)
    assert str(caught.value) == fault


def test_what_is_no_toml_is_refused() -> None:
    with pytest.raises(LexiconFault, match="not valid TOML"):
        parse_lexicon("tree.toml", "leaf = [", Tree)


def test_a_missing_list_is_a_fault_of_ours() -> None:
    with pytest.raises(FaultError, match="the word list is missing"):
        read_lexicon("none.toml", Tree)


def test_a_list_is_read_once() -> None:
    assert load_commitments() is load_commitments()
    assert load_instruments() is load_instruments()
    assert load_gazetteer() is load_gazetteer()


@pytest.mark.parametrize(
    ("form", "base"),
    [
        ("met", "meet"),
        ("agreed", "agree"),
        ("planned", "plan"),
        ("committed", "commit"),
        ("applied", "apply"),
        ("pledges", "pledge"),
        ("discusses", "discuss"),
        ("withdrew", "withdraw"),
        ("parties", "party"),
        ("memoranda", "memorandum"),
        ("unheard-of", "unheard-of"),
    ],
)
def test_a_form_has_its_lemma(form: str, base: str) -> None:
    assert lemma(form) == base


@pytest.mark.parametrize(
    ("base", "forms"),
    [
        ("agree", ("agrees", "agreed", "agreeing")),
        ("pledge", ("pledges", "pledged", "pledging")),
        ("ratify", ("ratifies", "ratified", "ratifying")),
        ("reach", ("reaches", "reached", "reaching")),
        ("stay", ("stays", "stayed", "staying")),
    ],
)
def test_regular_verbs_are_inflected_by_rule(base: str, forms: tuple[str, str, str]) -> None:
    assert inflect(base) == forms
    assert all(lemma(form) == base for form in forms)


def test_every_verb_of_the_lists_of_agreements_has_its_forms() -> None:
    verbs = {frame.word for frame in load_commitments().frame if frame.sort == "verb"}
    verbs |= {verb.word for verb in load_instruments().verb}
    known = Counter(_list_lemmas().values())
    assert {verb for verb in verbs if known[verb] < 3} == set()


@pytest.mark.parametrize(("form", "base"), [("struck", "strike"), ("sought", "seek"), ("recommitted", "recommit")])
def test_irregular_verbs_are_listed(form: str, base: str) -> None:
    assert lemma(form) == base
