"""What a page says around its news: share lines, appeals, bylines, credits, lists of sources and related articles.

Judged line by line from its own words and from the heading it stands under, never by the site it comes from. The words
are in ``lexicon/boilerplate.toml``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from bot.reading.lexicon.lists import read_lexicon

# "By Jane Doe", "By Jane Doe and John Roe in Minsk": here capitals count.
_BYLINE = re.compile(
    r"(?:BY|By|by|Text by|Story by|Words by|Written by|Reported by)\s"
    r"(?:[A-Z][\w.’'-]{0,30}[ ,]{0,2}|and ){1,8}(?:\|.{0,80}|in [A-Z].{0,40}|[-–—/] ?[A-Z][\w. ]{1,30}:?)?"
)
_LIST_MARK = re.compile(r"^(?:\d{1,3}[.)]|[-•*–])\s+")
_MARKS = re.compile(r"[#*=_~.·•–—-]{2,}")
_ADDRESSED = re.compile(r"\b(?:you|your|us|our|we)\b", re.IGNORECASE)
CREDITED = "caption with a credit"
_CAPTION_WORDS = 10  # "The two premiers shake hands in Minsk." tells nothing that the article does not
_RUNNING = (".", "!", "?", "”", '"', ":", ";")


@dataclass(frozen=True, slots=True)
class LinePatterns:
    """Patterns of one sort, with lines that they must meet."""

    patterns: tuple[str, ...]
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Boilerplate:
    """boilerplate.toml."""

    end_headings: frozenset[str]
    asides: LinePatterns
    lines: LinePatterns
    appeals: LinePatterns
    captions: LinePatterns


@dataclass(frozen=True, slots=True)
class _Compiled:
    end_headings: frozenset[str]
    aside: re.Pattern[str]
    line: re.Pattern[str]
    appeal: re.Pattern[str]
    caption: re.Pattern[str]


@cache
def load_boilerplate() -> Boilerplate:
    """The word lists, read once."""
    return read_lexicon("boilerplate.toml", Boilerplate)


@cache
def _compiled() -> _Compiled:
    lists = load_boilerplate()
    return _Compiled(
        lists.end_headings,
        re.compile("(?:" + "|".join(lists.asides.patterns) + r")\s?:?", re.IGNORECASE),
        re.compile("|".join(lists.lines.patterns), re.IGNORECASE),
        re.compile(r"\b(?:" + "|".join(lists.appeals.patterns) + r")\b", re.IGNORECASE),
        re.compile("(?:" + "|".join(lists.captions.patterns) + r")\.?\s?$"),
    )


def has_words(line: str) -> bool:
    """Is a line made of words: two letters at least, and no flood of marks or of one endless run?"""
    letters = sum(map(str.isalpha, line))
    return letters >= 2 and (len(line) < 200 or (letters >= 0.4 * len(line) and line.count(" ") >= len(line) // 100))


def find_caption_end(line: str) -> int | None:
    """Where the sentences of a caption end and its credit begins; None where no whole sentence stands before it.

    ``line`` ends in a credit: "A meets B in Oslo on May 2. (Photo by C)".
    """
    found = _compiled().caption.search(line, max(0, len(line) - 150))
    if found is None:
        return None
    told = line[: found.start()].rstrip()
    whole = told.endswith((".", ".”", '."')) and len(told.split()) >= _CAPTION_WORDS
    return len(told) if whole else None


class Sieve:
    """Goes through the lines of one article in order and says which are no part of the news."""

    def __init__(self) -> None:
        self._under: str | None = None  # the kind of heading the last lines stand under: "end", "aside" or none
        self._prose = 0  # running lines seen so far

    def refuse(self, line: str) -> str | None:
        """Why the line is not read, in a few words; None when it is."""
        words = _compiled()
        bare = " ".join(line[:2000].split())
        if not has_words(bare):
            return "no words"
        if self._under == "end":
            return "after the end of the article"
        key = bare.strip("*_#:= ").lower()
        if key in words.end_headings and self._prose:
            self._under = "end"
            return "heading of what follows the article"
        if len(bare) <= 80 and words.aside.fullmatch(key):
            self._under = "aside"
            return "heading of other articles"
        item = _LIST_MARK.sub("", bare)
        if len(bare) <= 400 and (words.line.fullmatch(item) or _BYLINE.fullmatch(bare) or _MARKS.fullmatch(bare)):
            return "byline, credit, share line or menu"
        if self._is_appeal(bare):
            return "appeal to the reader"
        if len(bare) < 600 and words.caption.search(bare[-150:]):
            return CREDITED
        running = len(bare) >= 80 and bare.endswith(_RUNNING)
        if self._under == "aside" and not running:
            return "title of another article"
        self._under = None
        self._prose += running
        return None

    def _is_appeal(self, bare: str) -> bool:
        if "“" in bare or '"' in bare or _ADDRESSED.search(bare) is None:
            return False
        found = len(_compiled().appeal.findall(bare))
        return found >= 2 or (found == 1 and len(bare) < 250)
