import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.models import Quote
from bot.core.quotes import cut_quote, quote_holds

LETTERS = st.characters(exclude_categories=["Cs"])
TEXTS = st.text(LETTERS, min_size=1, max_size=200).filter(str.strip)


@st.composite
def texts_with_spans(draw: st.DrawFn) -> tuple[str, int, int]:
    """A text and a span of it that is not blank."""
    before, words, after = draw(st.text(LETTERS)), draw(TEXTS), draw(st.text(LETTERS))
    return before + words + after, len(before), len(before) + len(words)


@given(texts_with_spans())
def test_every_quote_that_is_cut_is_the_text_at_its_place(drawn: tuple[str, int, int]) -> None:
    text, start, end = drawn
    quote = cut_quote(text, start, end)
    assert text[quote.start : quote.end] == quote.text == text[start:end].strip()
    assert quote_holds(text, quote)


@given(TEXTS, st.data())
def test_a_changed_quote_does_not_hold(text: str, data: st.DataObject) -> None:
    quote = cut_quote(text, 0, len(text))
    place = data.draw(st.integers(0, len(quote.text) - 1))
    letter = data.draw(LETTERS.filter(lambda letter: letter != quote.text[place]))
    assert not quote_holds(text, Quote(quote.start, quote.end, quote.text[:place] + letter + quote.text[place + 1 :]))


@given(TEXTS)
def test_a_moved_quote_does_not_hold(text: str) -> None:
    quote = cut_quote(text + "!", 0, len(text) + 1)
    assert not quote_holds("?" + text + "!", quote)
    assert not quote_holds(text + "!", Quote(quote.start, quote.end + 1, quote.text))


@pytest.mark.parametrize(("start", "end"), [(0, 0), (3, 2), (-1, 2), (0, 99), (1, 3)])
def test_no_quote_is_cut_from_nothing(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="quote"):
        cut_quote("a   b", start, end)
