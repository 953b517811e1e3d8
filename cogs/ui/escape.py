r"""Words that are not ours, made inert before they enter a Discord message.

Titles, names, quotes and whatever a person typed pass through ``escape`` wherever Discord reads markdown, and through
``plain`` where it shows text as it is (button labels, choices, form titles, file names). After it nothing can
ping, format, link, hide or leave its line:

* The text becomes one line without controls, bidirectional marks or hidden characters.
* Every sign that opens formatting, a mention, a timestamp, an emoji or a link gets a backslash. Discord drops a
  backslash before any sign that is neither letter nor digit, so the words look as they were written.
* ``discord.utils.escape_markdown`` is not used: it leaves masked links, and all but the first bracket of a line, alive.
* ``@everyone`` is searched by Discord in the raw text, where a backslash does not help; allowed mentions are none on
  every message, and a hair space behind the ``@`` keeps the words apart even where a client looks for them by itself.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from bot.core.text import normalise_text
from cogs.ui.limits import ELLIPSIS, count_units, cut_text, fit_text

_HAIR_SPACE = "\u200a"
_MARKS_PER_LETTER = 4
# Letters and signs that show nothing: a text of these alone would look empty.
_INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0") | {chr(c) for c in range(0xFE00, 0xFE10)}

_ALWAYS = str.maketrans({sign: "\\" + sign for sign in "\\`*_~|<>[]@#"})
# At the beginning of a line these make a list, a heading's underline, a rule or a small line.
_LINE_START = re.compile(r"^(?=[-+=])")
_SMALL = re.compile(r"(?<=^-)(?=\\#)")  # "-#" is also kept apart by a hair space: some look for it in the finished line
_NUMBERED = re.compile(r"^(\d{1,9})([.)])")
# A colon before a sign, or at the end, can begin a scheme ("https:") or an emoji's short name; a full stop inside a
# word makes a host ("discord.gg"). A number such as 8.4 keeps its point.
_COLON = re.compile(r":(?=\S|$)")
_HOST_DOT = re.compile(r"(?<=\w)\.(?=[^\W\d])|(?<=[^\W\d])\.(?=\d)")
_MASKED = re.compile(r"(\\\][ \\]*)\(")
_COMMAND = re.compile(r"(?<=<)/")
_EVERYONE = re.compile(r"(?<=@)(?=everyone|here)", re.IGNORECASE)


def tidy(raw: str) -> str:
    """One line of visible text: no controls, no hidden characters, at most four marks on a letter.

    Empty where nothing of the text would be seen. Never raises for any ``str``.
    """
    line = " ".join(normalise_text(raw).split())
    if any(unicodedata.combining(character) for character in line):
        line = _thin_marks(line)
    if all(character in _INVISIBLE or character == " " for character in line):
        return ""
    return line


def escape(raw: str) -> str:
    """The words as one inert line of Discord markdown; empty where there is nothing to see."""
    line = tidy(raw).translate(_ALWAYS)
    line = _SMALL.sub(_HAIR_SPACE, line)
    line = _LINE_START.sub(r"\\", line)
    line = _NUMBERED.sub(r"\1\\\2", line)
    line = _COLON.sub(r"\\:", line)
    line = _HOST_DOT.sub(r"\\.", line)
    line = _MASKED.sub(r"\1\\(", line)
    line = _COMMAND.sub(r"\\/", line)
    return _EVERYONE.sub(_HAIR_SPACE, line)


def fit_escaped(raw: str, limit: int) -> str:
    """``escape(raw)`` in at most ``limit`` UTF-16 units; too long a text is cut at a word before escaping."""
    return _fit(tidy(raw), limit, escape)


def plain(raw: str, limit: int, otherwise: str = ELLIPSIS) -> str:
    """One line for places without markdown (labels, choices, file names), never empty, at most ``limit`` units."""
    return fit_text(tidy(raw), limit) or otherwise


def quote_block(raw: str, limit: int) -> str:
    """A quote as Discord's block quote: one line, at most ``limit`` units in all; empty where nothing would be seen."""
    inner = fit_escaped(raw, limit - 2)
    return f"> {inner}" if inner else ""


def _fit(line: str, limit: int, dress: Callable[[str], str]) -> str:
    dressed = dress(line)
    if count_units(dressed) <= limit:
        return dressed
    # Escaping at most doubles a text (and adds a hair space to "@everyone"), so the longest fitting beginning is
    # found by halving; a beginning of half the room always fits.
    low, high = 0, min(len(line), limit)
    while low < high:
        middle = (low + high + 1) // 2
        if count_units(dress(line[:middle])) <= limit - 1:
            low = middle
        else:
            high = middle - 1
    short = cut_text(line, count_units(line[:low]))
    return dress(short) + ELLIPSIS if limit > 0 else ""


def _thin_marks(line: str) -> str:
    kept: list[str] = []
    marks = 0
    for character in line:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= _MARKS_PER_LETTER:
            kept.append(character)
    return "".join(kept)
