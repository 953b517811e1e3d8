"""Where quotation marks open and close."""

from __future__ import annotations

import re
from collections.abc import Iterator

_CLOSERS = {"“": "”", '"': '"', "„": "“", "«": "»"}
_OPENER = re.compile("[" + "".join(_CLOSERS) + "]")


def find_quoted(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The spans inside quotation marks between two offsets of a paragraph; one left open runs to its end."""
    at = start
    while (opened := _OPENER.search(text, at, end)) is not None:
        at = opened.start()
        closer = _CLOSERS[text[at]]
        if text[at] == '"' and at + 1 < end and text[at + 1].isspace():
            at += 1
            continue
        close = text.find(closer, at + 1, end)
        stop = close if close >= 0 else end
        if stop > at + 1:
            yield at + 1, stop
        at = stop + 1
