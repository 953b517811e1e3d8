from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from discord.flags import MessageFlags
from discord.http import handle_message_parameters
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bot.core.cards import Card, Page, SourceLine
from bot.core.models import ArticleId, EventId, FactKind
from bot.services.answers import Asked
from cogs.ui.cards import compose_card, compose_link, draw_link
from cogs.ui.details import draw_details
from cogs.ui.door import Panel
from cogs.ui.limits import count_units
from cogs.ui.pages import draw_page
from tests.cogs.discord_rules import broken_limits, hostile_texts, live_marks, walk
from tests.cogs.test_escape import TEXTS

LONG = st.one_of(TEXTS, st.sampled_from(["word " * 900, "😀" * 2100, "@" * 2500, "http://e.example/" * 150, "\u3164"]))
DATES = st.one_of(
    st.none(), st.sampled_from(["2024", "2024-08", "2024-08-22", "2024-08-20/2024-08-22", "soon", "9999-99-99"])
)
URLS = st.one_of(
    st.none(), TEXTS, TEXTS.map(lambda text: f"https://example.org/{text}"), TEXTS.map(lambda t: f"https://{t}.com/")
)
SOURCES = st.builds(
    SourceLine,
    st.integers(1, 2**62).map(ArticleId),
    LONG,
    LONG,
    DATES,
    URLS,
    LONG,
    st.just(0),
    st.just(1),
    st.booleans(),
)
PAIRS = st.lists(st.tuples(TEXTS, LONG), max_size=8).map(tuple)
CARDS = st.builds(
    Card,
    st.one_of(st.none(), st.integers(1, 2**62).map(EventId)),
    st.one_of(st.none(), st.sampled_from(FactKind)),
    LONG, LONG, PAIRS, PAIRS,
    st.lists(SOURCES, min_size=1, max_size=7).map(tuple),
    st.integers(1, 40),
    DATES,
)  # fmt: skip
PAGES = st.builds(
    Page, LONG, st.lists(CARDS, max_size=5).map(tuple), st.one_of(st.none(), LONG),
    st.one_of(st.none(), st.text("abcdef.0123456789", max_size=90)), st.one_of(st.none(), st.just("19957.12")),
    st.lists(TEXTS, max_size=8).map(tuple),
)  # fmt: skip
# Examples are large, and shrinking them takes minutes for little.
BIG = settings(
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    deadline=None,
    max_examples=25,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
pytestmark = pytest.mark.filterwarnings("ignore::hypothesis.errors.HypothesisWarning")  # about printing large examples
KEY = "0123456789abcdef"
ASKED = Asked("meetings", {"who": "China"})
OWN = ("### ", "**", "-# ", "> ", "> …")


def payload_of(view: Panel) -> dict[str, Any]:
    with handle_message_parameters(view=view, flags=MessageFlags(components_v2=True)) as parameters:
        assert parameters.payload is not None
        return dict(parameters.payload)


def parts_of(view: Panel) -> list[dict[str, Any]]:
    parts: list[dict[str, Any]] = payload_of(view)["components"]
    return parts


@BIG
@given(PAGES)
def test_any_page_is_a_message_that_discord_takes(page: Page) -> None:
    assert broken_limits(payload_of(draw_page(page, KEY, ASKED))) == []


@BIG
@given(CARDS, st.sampled_from([0, 5]))
def test_any_card_s_sources_are_a_message_that_discord_takes(card: Card, first: int) -> None:
    assert broken_limits(payload_of(draw_details(card, first, moderator=True))) == []


@settings(deadline=None)
@given(CARDS, st.integers(500, 4000))
def test_a_card_keeps_its_room(card: Card, room: int) -> None:
    assert count_units("\n".join(compose_card(card, room))) <= room


def make_card(text: str = "Li Qiang met Roman Golovchenko in Minsk.") -> Card:
    source = SourceLine(
        ArticleId(1), text, text, "2024-08-22", "https://www.example.org/a", text, 0, len(text), copied=False
    )
    return Card(
        EventId(7), FactKind.MEETING, text, text, ((text, text),), ((text, text),), (source, source), 2, "2024-08-22"
    )


def own_marks_removed(line: str) -> str:
    line = line.removeprefix("### ").removeprefix("-# ").removeprefix("> ").replace("Did you mean **", "")
    line = re.sub(r"(\\.)|\*\*|<t:1724328000:D>|: ", lambda match: match[1] or " ", line)
    return line.strip()


def test_hostile_words_are_inert_in_every_field_of_a_page() -> None:
    alive = []
    for text in hostile_texts():
        page = Page(text, (make_card(text),), text, None, None, (text,))
        shown = [*parts_of(draw_page(page, KEY, ASKED)), *parts_of(draw_details(make_card(text)))]
        lines = {line for part in walk(shown) if part["type"] == 10 for line in part["content"].split("\n")}
        alive += [(text, line) for line in {own_marks_removed(line) for line in lines} if live_marks(line)]
    assert alive == []


def test_the_quote_comes_first_then_what_it_says_then_who_says_so() -> None:
    source = SourceLine(
        ArticleId(1), "Title", "BelTA", "2024-08-22", "https://eng.belta.by/x", "They met.", 0, 9, copied=False
    )
    card = Card(
        EventId(1), FactKind.MEETING, "Talks, held", "They met.", (("Where", "Minsk"),), (), (source,), 2, "2024-08-22"
    )
    assert "\n".join(compose_card(card, 700)).split("\n") == [
        "> They met\\.".replace("\\.", "."),
        "**Talks, held** · <t:1724328000:D>",
        "Where: Minsk",
        "-# BelTA, <t:1724328000:D> · reported by 2 sources",
    ]


def test_a_quote_that_is_cut_can_be_opened_whole() -> None:
    card = replace(make_card("word " * 500), sources=make_card("word " * 500).sources[:1])
    shown = parts_of(draw_page(Page("Meetings", (card,) * 5, None, None, None)))
    assert "Details" in [part.get("label") for part in walk(shown)]
    assert not any("word " * 499 in part.get("content", "") for part in walk(shown))
    assert any("word " * 499 in part.get("content", "") for part in walk(parts_of(draw_details(card))))


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://www.reuters.com/world/a?b=c", "reuters.com"),
        ("https://\u0440\u0430\u0443\u0440\u0430l.com/", "xn--l-7sba6dbr.com"),
        ("http://example.org:8080/x", "example.org"),
    ],
)
def test_a_link_button_names_the_host_it_leads_to(url: str, shown: str) -> None:
    button = draw_link(url)
    assert button is not None
    assert button.label == shown


@pytest.mark.parametrize(
    "url",
    [
        *(None, "", "javascript:alert(1)", "ftp://example.org", "https://user:pass@example.org/", "https://"),
        *("//example.org", "https://example.org/" + "a" * 600, "https://\u2028.com", "https://[::1"),
        *("https://" + "a" * 80 + ".com/", "https://example.org/\ud800"),
    ],
)
def test_what_is_no_plain_web_address_gets_no_button(url: str | None) -> None:
    assert draw_link(url) is None


def test_a_link_is_plain_ascii_that_cannot_break_out_of_anything() -> None:
    assert (
        compose_link("https://ok.example/)[x](http://evil>)#f") == "https://ok.example/%29%5Bx%5D%28http://evil%3E%29"
    )
