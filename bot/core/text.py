"""Text: normalised once before it is stored, folded only on copies of words.

Offsets of quotes point into normalised text, so ``normalise_text`` runs before anything is stored or read and its
result never changes afterwards. Folding (case, accents, punctuation) is for keys and comparison, never for display.
"""

from __future__ import annotations

import re
import unicodedata

from anyascii import anyascii

# One kind of line end: CRLF, CR, NEL, LINE SEPARATOR and PARAGRAPH SEPARATOR all become \n.
_LINE_ENDS = re.compile("\r\n|[\r\x85\u2028\u2029\x0b\x0c]")
# Controls, lone surrogates, non-characters, bidirectional controls, zero-width and tag characters carry no words and
# can hide some: they are dropped, a tab and the exotic spaces become a space (Unicode TR36).
_DROPPED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)
_SPACES = re.compile("[\t\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_MANY_BREAKS = re.compile("\n{3,}")
_WORDS = re.compile("[^a-z0-9]+")


def normalise_text(raw: str) -> str:
    """Text as it is stored: NFC, one kind of line end, no controls, no hidden characters, no lone surrogates.

    Idempotent. Never raises for any ``str``. The result encodes to UTF-8.
    """
    text = _LINE_ENDS.sub("\n", raw)
    text = _DROPPED.sub("", text)
    text = _SPACES.sub(" ", unicodedata.normalize("NFC", text))
    # Line by line, because a pattern for "spaces before a line end" is quadratic on a long run of spaces.
    text = "\n".join(line.rstrip(" ") for line in text.split("\n"))
    return _MANY_BREAKS.sub("\n\n", text).strip("\n ")


def normalise_line(raw: str, limit: int = 300) -> str:
    """A title, publisher or name as one line of at most ``limit`` code points, cut at a word with "…"."""
    line = " ".join(normalise_text(raw).split())
    if len(line) <= limit:
        return line
    return line[: limit - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"


def fold(words: str) -> str:
    """The comparison key of words: ASCII, lower case, single spaces, no punctuation; apostrophes vanish."""
    plain = anyascii(words).casefold().replace("'", "").replace("`", "")
    return _WORDS.sub(" ", plain).strip()
