"""The whole reader: promises that hold for any text."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core.models import ArticleText, Facts
from bot.core.quotes import quote_holds
from bot.core.text import normalise_text
from bot.reading.parsing.language import find_unread_reason
from bot.reading.pipeline import RuleReader
from tests.reading.articles_for_tests import load_parser

PLANTED = (
    "Chinese Premier Li Qiang met Belarusian Prime Minister Roman Golovchenko in Minsk on August 22, 2024. "
    "Li said that trade between the two countries surpassed $8.4 billion in 2023."
)
# Paragraphs that name nobody.
AROUND = (
    "Prices of rice rose in the first half of the year.",
    "The harbour was closed because of heavy rain, and boats stayed out at sea.",
    "Weather",
    "Farmers sell most of their coffee abroad. Some of it stays at home.",
    "• a new bridge over the river",
)
WORDS = st.sampled_from(
    "the President Xi Jinping met Putin in Beijing on Friday and they agreed “we will sign” $5 billion, 12 percent of "
    "trade Mr. Secretary-General's counterpart ( ) — : . ? ! U.S. both sides the two countries said that which if not "
    "2024 Korea's \n \n- Photo: By Also read: Minister for of to a 1,000 % km² £3bn".split(" ")
)


@cache
def reader() -> RuleReader:
    return RuleReader(load_parser())


def read(text: str, title: str = "") -> Facts:
    return reader().read(ArticleText(title, "2024-08-23", text))


def moved(facts: Facts, by: int) -> list[object]:
    """The facts without their quotes, with the quotes' spans counted from an offset."""
    return [
        (
            type(fact).__name__,
            [getattr(fact, name) for name in fact.__slots__ if name != "quotes"],
            sorted((quote.start - by, quote.end - by) for quote in fact.quotes),
        )
        for fact in facts
    ]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.one_of(st.text(max_size=300), st.lists(WORDS, max_size=60).map(" ".join)), st.text(max_size=40))
def test_any_text_is_read_without_an_error_twice_the_same_and_with_true_quotes(raw: str, title: str) -> None:
    text = normalise_text(raw)
    facts = read(text, title)
    assert facts == read(text, title)
    for fact in facts:
        assert fact.quotes
        assert all(quote_holds(text, quote) for quote in fact.quotes)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.sampled_from(AROUND), max_size=3), st.lists(st.sampled_from(AROUND), max_size=3))
def test_paragraphs_around_change_nothing_in_a_paragraph(before: list[str], after: list[str]) -> None:
    text = "\n".join([*before, PLANTED, *after])
    found = moved(read(text), text.index(PLANTED))
    assert [fact for fact in found if fact in moved(read(PLANTED), 0)] == moved(read(PLANTED), 0)


def test_all_kinds_are_found_in_a_planted_paragraph() -> None:
    facts = read(PLANTED)
    assert [person.name for person in facts.people] == ["Li Qiang", "Roman Golovchenko"]
    assert facts.meetings[0].participants == ("Li Qiang", "Roman Golovchenko")
    assert facts.figures[0].value == "8400000000"
    assert facts.statements[0].speaker == "Li Qiang"
    assert facts.unread is None


def test_the_explanation_goes_with_the_same_facts() -> None:
    article = ArticleText("", "2024-08-23", PLANTED + "\n\nSource: Agencies")
    facts, trace = reader().read_explained(article)
    assert facts == reader().read(article)
    lines = trace.lines(article.text)
    assert any("people: Li Qiang, Premier, China" in line for line in lines)
    assert any("byline, credit" in line for line in lines)


@pytest.mark.parametrize(
    "text",
    [
        "Les deux pays ont signé mercredi à Paris un accord commercial qui entrera en vigueur l'an prochain, dit-on.",
        "Presiden Prabowo Subianto bertemu dengan Presiden Xi Jinping di Beijing untuk membahas kerja sama.",
        "Der Bundeskanzler hat am Mittwoch in Berlin den Präsidenten empfangen und mit ihm über den Handel gesprochen.",
        "中国和白俄罗斯同意加强在贸易、安全、能源和金融等领域的合作。",
        "Президент России принял в Москве министра иностранных дел Китая.",
    ],
)
def test_text_in_another_language_yields_nothing_and_says_so(text: str) -> None:
    facts = read(text)
    assert list(facts) == []
    assert facts.unread == "This text is not in English, so no facts were read from it."


@pytest.mark.parametrize("text", [PLANTED, "Xi met Putin.", "Wang Yi, Lavrov, Jaishankar", "12345", "", "***"])
def test_english_and_texts_too_short_to_tell_are_read(text: str) -> None:
    assert find_unread_reason(text) is None


@pytest.mark.slow
@pytest.mark.parametrize("flood", ["a", "(", '"', "Li ", "the two ", "U.S. ", "a\n", "$5 ", PLANTED + " "])
def test_a_megabyte_of_the_same_ends_and_says_what_was_not_read(flood: str) -> None:
    text = (flood * (1_000_000 // len(flood) + 1))[:1_000_000]
    facts = read(text)
    assert facts.unread is not None
    assert facts.unread.startswith(("This text is very long", "This text is not in English"))
