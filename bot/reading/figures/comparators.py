"""The words beside a number that say how it relates to the true one: "more than", "up to", "or so"."""

from __future__ import annotations

import re

from bot.core.models import Comparator
from bot.reading.lexicon.units import comparators_after, comparators_before

_FAR = 40  # code points before a number in which such words stand
_BEHIND = 24


def find_comparator(text: str, core: int, end: int) -> tuple[Comparator, int, int]:
    """The sign of the number at ``core`` to ``end``, and the number's bounds with the words that say so."""
    offset = max(0, core - _FAR)
    before = " ".join(text[offset:core].lower().replace("(", " ").split())
    for words, sign in comparators_before():
        if before.endswith(words) and not before[: -len(words)][-1:].isalpha():
            spaced = r"\s+".join(re.escape(word) for word in words.split())
            said = re.search(spaced + r"\W{0,3}\Z", text[offset:core], re.IGNORECASE)
            return sign, offset + said.start() if said else core, end
    if text.startswith("+", end):
        return Comparator.MORE, core, end + 1
    after = text[end : end + _BEHIND].lower()
    for words, sign in comparators_after():
        if after.startswith((" " + words, "-" + words)):
            return sign, core, end
    return Comparator.EQUAL, core, end
