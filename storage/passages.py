"""Pure: what a person typed -> words to look for; an article with its matches marked -> its passage and its rank."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.core.models import Quote
from bot.core.quotes import cut_quote
from bot.core.text import fold, normalise_text

MARK_BEGIN: Final = "\x01"  # stored text has no controls (bot.core.text), so a mark can't be part of it
MARK_END: Final = "\x02"
PASSAGE_LIMIT: Final = 320  # code points of a passage; a longer sentence is cut around its matches

_TYPED_LIMIT: Final = 256  # code points that are read of what was typed
_WORDS_LIMIT: Final = 32
_PIECES: Final = re.compile('(-?)(?:["“”„«»]([^"“”„«»]*)["“”„«»]?|([^\\s"“”„«»]+))')
_SENTENCE_ENDS: Final = re.compile("[.!?…]+[\"'”’»)\\]]*(?=\\s)|[\u3002\uff01\uff1f]+[\u300d\u300f”’\uff09]*|\n+")
# Scripts that put no spaces between words: Thai and Lao, Burmese, Khmer, kana, Han. The index takes a whole run of
# their signs for one word, so words in them are looked for in the texts themselves.
_SPACELESS: Final = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_FRESH_HALF_LIFE_DAYS: Final = 180.0


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to look for, as a person typed it."""

    phrases: tuple[str, ...] = ()  # words and phrases that must all stand in the article
    excluded: tuple[str, ...] = ()  # words and phrases that must not

    @property
    def spaceless(self) -> bool:
        """Is any of them written without spaces between words, so that the index can't tell where it stands?"""
        return any(_SPACELESS.search(phrase) for phrase in (*self.phrases, *self.excluded))

    @property
    def match(self) -> str:
        """The MATCH expression: quoted phrases alone, so nothing typed can be an operator. Empty without phrases."""
        if not self.phrases:
            return ""
        match = " AND ".join(_quoted(phrase) for phrase in self.phrases)
        if self.excluded:
            match = f"({match}) NOT ({' OR '.join(_quoted(phrase) for phrase in self.excluded)})"
        return match


def read_wanted(typed: str) -> Wanted:
    """What a person means: words, ``"phrases in quotes"``, ``-excluded``. Never raises; signs alone are ignored."""
    phrases: dict[str, None] = {}
    excluded: dict[str, None] = {}
    words = 0
    for minus, quoted, plain in _PIECES.findall(normalise_text(typed[: 4 * _TYPED_LIMIT])[:_TYPED_LIMIT]):
        phrase = " ".join((quoted or plain).split())
        words += len(phrase.split())
        if words > _WORDS_LIMIT:
            break
        if any(sign.isalnum() for sign in phrase):
            (excluded if minus else phrases)[phrase] = None
    return Wanted(tuple(phrases), tuple(phrase for phrase in excluded if phrase not in phrases))


def _quoted(phrase: str) -> str:
    return '"' + phrase.replace('"', '""') + '"'


@dataclass(frozen=True, slots=True)
class Marked:
    """A text and where its matches are."""

    text: str
    spans: tuple[tuple[int, int], ...]  # code points, in order, without overlaps


def read_marked(marked: str) -> Marked:
    """The text without its marks, and the spans that were between them."""
    pieces: list[str] = []
    spans: list[tuple[int, int]] = []
    length = 0
    for number, part in enumerate(marked.split(MARK_BEGIN)):
        inside, sign, outside = part.partition(MARK_END)
        if number and sign:
            spans.append((length, length + len(inside)))
        pieces += (inside, outside)
        length += len(inside) + len(outside)
    return Marked("".join(pieces), tuple(spans))


def mark_phrases(text: str, phrases: Sequence[str]) -> Marked:
    """The text, and where the phrases stand in it, whatever stands beside them."""
    found = re.finditer("|".join(re.escape(phrase) for phrase in phrases), text, re.IGNORECASE)
    return Marked(text, tuple(match.span() for match in found))


@dataclass(frozen=True, slots=True)
class Passage:
    """The part of an article that answers best."""

    quote: Quote  # verbatim, at most PASSAGE_LIMIT code points
    marks: tuple[tuple[int, int], ...]  # the matches in it, offsets into ``quote.text``
    kinds: int  # how many different words of the question it holds


def choose_passage(body: Marked) -> Passage | None:
    """The sentence with the most different matches, the first of equals; the opening one when none is in the text.

    None only for a text without any sign that shows.
    """
    best: tuple[int, int, int, int] | None = None
    place = 0
    for start, end in _sentences(body.text):
        while place < len(body.spans) and body.spans[place][1] <= start:
            place += 1
        inside = place
        surfaces = set()
        while inside < len(body.spans) and body.spans[inside][0] < end:
            surfaces.add(_surface(body.text[slice(*body.spans[inside])]))
            inside += 1
        if body.text[start:end].strip() and (best is None or len(surfaces) > best[0]):
            best = (len(surfaces), start, end, place)
        if place == len(body.spans) and best is not None:
            break
    if best is None:
        return None
    kinds, start, end, first = best
    if end - start > PASSAGE_LIMIT:
        start, end = _window(body.text, start, end, body.spans[first][0] if kinds else start)
    quote = cut_quote(body.text, start, end)
    inside_marks = tuple(
        (begin - quote.start, until - quote.start)
        for begin, until in body.spans
        if quote.start <= begin and until <= quote.end
    )
    return Passage(quote, inside_marks, kinds)


def _sentences(text: str) -> list[tuple[int, int]]:
    ends = [found.end() for found in _SENTENCE_ENDS.finditer(text)]
    starts = [0, *ends]
    return [(start, end) for start, end in zip(starts, [*ends, len(text)], strict=True) if start < end]


def _window(text: str, start: int, end: int, match: int) -> tuple[int, int]:
    """About PASSAGE_LIMIT signs of a long sentence, a third of them before the match, cut between words."""
    left = max(start, min(match - PASSAGE_LIMIT // 3, end - PASSAGE_LIMIT))
    right = min(end, left + PASSAGE_LIMIT)
    if left > start:
        space = text.find(" ", left, match)
        left = space + 1 if space >= 0 else left
    if right < end:
        space = text.rfind(" ", match, right)
        right = space if space > match else right
    return (left, right) if text[left:right].strip() else (start, start + PASSAGE_LIMIT)


def _surface(words: str) -> str:
    """What makes two matches the same word: "agreed" and "agree" share their first letters."""
    return fold(words)[:5]


def score_article(title: Marked, body: Marked, passage: Passage | None, *, wanted: int, age_days: float) -> float:
    """How well an article answers, higher is better; a sum of parts that each lie between 0 and 1, weighted.

    Words close together (in one sentence) count most, then words in the title, then how often they come for the
    article's length (saturating, as in BM25), then freshness: ``age_days`` behind the newest match.
    """
    together = 0.0 if passage is None else min(1.0, passage.kinds / max(1, wanted))
    titled = min(1.0, len({_surface(title.text[slice(*span)]) for span in title.spans}) / max(1, wanted))
    often = len(body.spans) / (len(body.spans) + 1.2 * (0.25 + 0.75 * len(body.text) / 3000))
    early = 0.0 if not body.spans else 1.0 / (1.0 + body.spans[0][0] / 500)
    fresh = math.exp2(-max(0.0, age_days) / _FRESH_HALF_LIFE_DAYS)
    return 3.0 * together + 2.0 * titled + 1.0 * often + 0.5 * early + 1.0 * fresh


def choose_spelling(word: str, surfaces: Sequence[str]) -> str | None:
    """The word among ``surfaces`` (most frequent first) that was most likely meant; None when none is near enough."""
    from rapidfuzz.distance import OSA

    key = fold(word)
    allowed = 1 if len(key) < 6 else 2
    best: tuple[int, str] | None = None
    for surface in surfaces:
        distance = OSA.distance(key, fold(surface), score_cutoff=allowed)
        if 0 < distance <= allowed and (best is None or distance < best[0]):
            best = (distance, surface)
    return None if best is None else best[1]
