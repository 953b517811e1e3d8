"""Lines become paragraphs: what a typewriter, a mail program or a PDF broke at the margin is joined again. Pure."""

from __future__ import annotations

import re
import statistics

_ENDS = re.compile(r"""[.!?:;…]["'”’»)\]]{0,3}$""")
_ITEM = re.compile(r"^(?:[-*•–·▪◦]|\(?[0-9a-z]{1,3}[.)])\s", re.IGNORECASE)
_BROKEN_WORD = re.compile(r"[a-z]-$")
LEAST_LINES = 4  # fewer can't show that they were broken at a margin


def join_lines(text: str) -> str:
    """The text with lines that were broken at a margin joined to paragraphs; other texts as they are.

    A margin is there when most lines that do not end a sentence are about as long as the longest.
    """
    lines = text.split("\n")
    margin = _find_margin([line for line in lines if line])
    if margin is None:
        return text
    paragraphs: list[str] = []
    open_line = False  # does the last paragraph go on?
    for line in lines:
        if not line:
            open_line = False
        elif open_line and not _ITEM.match(line):
            paragraphs[-1] = _join(paragraphs[-1], line)
            open_line = _goes_on(line, margin)
        else:
            paragraphs.append(line)
            open_line = _goes_on(line, margin)
    return "\n\n".join(paragraphs)


def _find_margin(lines: list[str]) -> int | None:
    if len(lines) < LEAST_LINES:
        return None
    lengths = sorted(len(line) for line in lines)
    width = lengths[int(len(lengths) * 0.9)]
    if not 30 <= width <= 160:
        return None
    running = [len(line) for line in lines if not _ENDS.search(line)]
    if len(running) < LEAST_LINES - 1 or statistics.median(running) < 0.75 * width:
        return None
    return width


def _goes_on(line: str, margin: int) -> bool:
    """Does the paragraph go on after this line? A sentence that ends well before the margin ends it."""
    return len(line) >= 0.6 * margin if _ENDS.search(line) is None else len(line) >= 0.85 * margin


def _join(paragraph: str, line: str) -> str:
    if _BROKEN_WORD.search(paragraph) and line[:1].islower():
        return paragraph[:-1] + line
    return f"{paragraph} {line}"
