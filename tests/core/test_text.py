import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from bot.core.text import fold, normalise_line, normalise_text

ANY_TEXT = st.text(st.characters(codec=None), max_size=400)


@given(ANY_TEXT)
def test_any_text_is_normalised_once_and_for_all(raw: str) -> None:
    text = normalise_text(raw)
    assert normalise_text(text) == text
    assert unicodedata.is_normalized("NFC", text)
    assert text.encode("utf-8").decode("utf-8") == text
    assert "\r" not in text
    assert "\x00" not in text
    assert "\n\n\n" not in text


@given(ANY_TEXT)
def test_a_line_has_no_break_and_keeps_its_limit(raw: str) -> None:
    line = normalise_line(raw, 40)
    assert len(line) <= 40
    assert "\n" not in line


def test_hidden_characters_vanish_and_words_stay() -> None:
    hidden = "Pay\u200bments\u202e of \U000e0041\U000e0042five\xadmillion\ud800"
    assert normalise_text(hidden) == "Payments of fivemillion"


def test_all_line_ends_become_one_kind() -> None:
    assert normalise_text("a\r\nb\rc\u2028d\u2029e\x85f") == "a\nb\nc\nd\ne\nf"


def test_a_megabyte_of_spaces_is_quick() -> None:
    assert normalise_text("a" + " " * 1_000_000 + "b").count(" ") == 1_000_000
    assert normalise_text(" " * 1_000_000) == ""


def test_folding_drops_accents_case_and_marks() -> None:
    assert fold("  Çavuşoğlu’s “Côte d'Ivoire” ") == "cavusoglus cote divoire"
    assert fold("Lukashenko") == fold("LUKASHENKO!")
    assert fold("Владимир") == "vladimir"
