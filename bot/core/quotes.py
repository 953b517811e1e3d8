"""The only way to make a quote is to cut it out of its article, so a false one can't come into being."""

from __future__ import annotations

from bot.core.models import Quote


def cut_quote(text: str, start: int, end: int) -> Quote:
    """The quote ``text[start:end]``, without the white space at its ends.

    Raises ValueError when the span is empty, blank or outside the text.
    """
    if not 0 <= start < end <= len(text):
        raise ValueError(f"no quote at {start}:{end} of a text of {len(text)}")
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start == end:
        raise ValueError("a quote can't be blank")
    return Quote(start, end, text[start:end])


def quote_holds(text: str, quote: Quote) -> bool:
    """Does the quote stand in this text, word for word, at its place?

    Of what is stored a trigger asks the same, and ``bot.core.compose`` whenever it is shown.
    """
    return (
        bool(quote.text) and 0 <= quote.start < quote.end <= len(text) and text[quote.start : quote.end] == quote.text
    )
