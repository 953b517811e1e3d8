from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogs.ui.escape import escape, fit_escaped, plain, quote_block, tidy
from cogs.ui.limits import count_units, cut_text, fit_text, share_room
from tests.cogs.discord_rules import HIDDEN, hostile_texts, live_marks

# Texts built from the pieces that mean something to Discord, in any order.
PIECES = st.sampled_from(
    (
        *("@everyone", "@here", "<@123>", "<@&123>", "<#123>", "</cmd:123>", "<t:0:R>", "<a:x:123>", ":smile:", "[a]("),
        *(")", "http://", "https://e.example", "discord.gg/x", "`", "```", "**", "__", "~~", "||", "# ", "-# ", "> "),
        *(">>> ", "- ", "* ", "+ ", "1. ", "2) ", "===", "---", "\n", "\r\n", "\u2028", " ", "\\", "\u202e", "\u200b"),
        *(
            "word",
            "8.4",
            "U.S.",
            "é",
            "z\u0301\u0301\u0301\u0301\u0301",
            "😀",
            "\ud800",
            "\x00",
            "&amp;",
            "mailto:x@y.example",
        ),
    )
)
TEXTS = st.one_of(st.lists(PIECES, max_size=12).map("".join), st.text(max_size=200))


@given(TEXTS)
def test_nothing_of_any_text_is_alive_after_escaping(text: str) -> None:
    assert live_marks(escape(text)) == []


def test_nothing_of_the_hostile_texts_is_alive_after_escaping() -> None:
    assert [text for text in hostile_texts() if live_marks(escape(text))] == []


@given(TEXTS, st.integers(1, 300))
def test_a_fitted_text_is_inert_and_no_longer_than_asked(text: str, limit: int) -> None:
    fitted = fit_escaped(text, limit)
    assert count_units(fitted) <= limit
    assert live_marks(fitted) == []


@given(TEXTS, st.integers(3, 300))
def test_a_quote_block_is_one_line_that_cannot_be_left(text: str, limit: int) -> None:
    block = quote_block(text, limit)
    assert count_units(block) <= limit
    assert block == "" or re.fullmatch(r"> [^\n]+", block)
    assert live_marks(block.removeprefix("> ")) == []


@pytest.mark.parametrize(
    "words",
    [
        "Trade surpassed $8.4 billion in 2023, up 12.5%, Prime Minister Li Qiang said.",
        'The U.S. and the EU agreed on "rules-based" trade (see Annex 1).',
        "Über 3,000 * 2 = 6_000 #tag",
        "5. März",
    ],
)
def test_words_read_the_same_once_discord_drops_the_backslashes(words: str) -> None:
    assert re.sub(r"\\([^0-9A-Za-z\s])", r"\1", escape(words)) == words


def test_marks_piled_on_a_letter_are_thinned_to_four() -> None:
    assert tidy("z" + "\u0335" * 40) == "z" + "\u0335" * 4


@pytest.mark.parametrize("nothing", ["", "   ", "\n\n", "\u200b\u202e", "\u3164", "\u2800 \u2800", "\U000e0041"])
def test_a_text_that_shows_nothing_is_empty(nothing: str) -> None:
    assert escape(nothing) == ""
    assert plain(nothing, 80, otherwise="Untitled") == "Untitled"


@given(TEXTS, st.integers(1, 100))
def test_a_label_is_never_empty_too_long_or_hiding_something(text: str, limit: int) -> None:
    label = plain(text, limit)
    assert 1 <= count_units(label) <= limit
    assert not HIDDEN.search(label)


@pytest.mark.parametrize("sign", ["a", "@", "]", "] ", ":", "1", ".", "a.", "\\", "\u0301", "`", "@everyone"])
def test_a_long_run_of_one_sign_is_fitted(sign: str) -> None:
    assert count_units(fit_escaped(sign * 100_000, 500)) <= 500


@given(st.text(max_size=100), st.integers(1, 60))
def test_a_cut_keeps_a_beginning_and_says_so(text: str, limit: int) -> None:
    fitted = fit_text(text, limit)
    assert count_units(fitted) <= limit
    assert fitted == text or (fitted.endswith("…") and text.startswith(cut_text(text, limit - 1)))


@given(st.lists(st.integers(0, 3000), max_size=10), st.integers(0, 4000))
def test_nobody_gets_more_room_than_they_ask_or_than_there_is(lengths: list[int], room: int) -> None:
    shares = share_room(lengths, room)
    assert sum(shares) <= room
    assert all(share <= length for share, length in zip(shares, lengths, strict=True))
    if sum(lengths) <= room:
        assert shares == lengths
    elif lengths:
        assert min(room // len(lengths), *lengths) <= min(shares)
