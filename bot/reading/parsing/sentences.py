"""Text to paragraphs to whole sentences, before any parsing, so that the spans of quotes are ours and stay put.

Lines are paragraphs (a line is never glued to the next one, except where a text was wrapped at a fixed width). What is
no news (see ``boilerplate``) is cut. A dateline at the front of a paragraph is cut off its first sentence. A short line
without a final mark is a heading. Each paragraph carries the offsets at which its sentences begin; the parser keeps to
them. Everything here is linear in the length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.core.text import fold
from bot.reading.lexicon.lists import load_gazetteer
from bot.reading.parsing.boilerplate import CREDITED, Sieve, find_caption_end
from bot.reading.parsing.datelines import match_dateline
from bot.reading.parsing.syntax import Paragraph

MAX_TEXT = 200_000  # code points looked at in one article; a long treaty has 100,000
MAX_PIECES = 25_000  # words and marks read of one article: about five seconds of parsing
MAX_PARAGRAPHS = 3_000  # the longest of 662 articles has 93; each costs the parser about as much as ten words
MAX_PARAGRAPH = 2_500  # code points parsed at once: memory of the parser grows with it; 999 of 1000 are shorter
EARLY = 1_000  # code points from the head of a text in which "New Delhi:" is a dateline
MAX_SENTENCE = 1_400  # code points; the longest of 6,973 sentences of news and readouts has 1,371
MAX_SENTENCE_PIECES = 350  # words and marks; the longest of the same sentences has 326

# Words before a full stop that never end a sentence: titles, "No. 5", "Art. 3".
_NEVER_LAST = frozenset(
    "mr mrs ms messrs dr prof rev hon gen lt col maj capt cmdr adm sgt cpl brig sen rep gov amb pres sec supt st mt ft "
    "fr sr sra vs viz cf approx no nos art arts vol pp fig figs para paras e.g i.e al ambassador-at-large ph mme mlle "
    "rs dep min sept feb aug oct nov dec jan mar apr jun jul lt.gen maj.gen "
    # Honorifics of Asian press: "Dr. Md. Monowar Hossain", "Smt. Nirmala Sitharaman", "H.H. Sheikh Mohamed".
    "smt md mst mohd muhd h.e h.h h.m h.r.h hj hjh engr eng adv brig pte shri dato ir asst addl insp".split()
)
_TITLES = frozenset("mr mrs ms dr prof".split())  # behind another abbreviation too: "H.E.Mr. Li"
# Words before a full stop that may end one: it does when what follows looks like a beginning.
_MAYBE_LAST = frozenset(
    "u.s u.k u.n u.s.a e.u u.a.e d.c a.m p.m jr sr inc ltd co corp bros etc ph.d m.d b.a m.a bn mn p.r.c r.o.k "
    "u.s.s.r est govt dept univ assn".split()
)
# Words that begin a sentence far more often than they carry on a name.
_BEGINNERS = frozenset(
    "the a an this that these those it its he she they we i you his her their our in on at by for from with during "
    "after before since while when as if but and or so however meanwhile both all some many there here what who how "
    "according to under over despite although though also earlier later last no not each more most one two".split()
)
# Abbreviations that an office or a noun may follow: "U.S. Secretary of State" goes on, "in Washington, D.C. Secretary
# Blinken …" ends.
_STATES = frozenset("u.s u.k u.n u.s.a e.u u.a.e p.r.c r.o.k u.s.s.r".split())
_OFFICES = frozenset(
    "secretary president prime premier minister deputy assistant under vice foreign ambassador special chancellor king "
    "queen prince sheikh senator mr mrs ms dr".split()
)
_ENDING = frozenset(("d.c", "a.m", "p.m"))  # stand at a sentence's end more often than inside it
_DAYS = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december jan feb mar apr jun jul aug sept oct nov dec today yesterday".split()
)
_CITY_BODIES = frozenset(
    "circuit council court superior metropolitan police mayor national department attorney".split()
)
_ZONE_LETTERS = 5  # "EDT", "AEST"
_SPEECH = "said|says|asked|asks|added|told|replied|wrote|tweeted|exclaimed|warned|declared"
# A possible end: marks, then closing quotes, brackets and reference numbers, then a space or the end or a capital.
_END = re.compile(r"([.!?…]{1,10})((?:[\"”’'»)\]]|\[\d{1,3}\]){0,6})(?=(\s|$|[A-Z“\"]))")
_WORD_BEFORE = re.compile(r"[\w.&’'-]{1,20}$")
_WORD_AFTER = re.compile(r"[\s\"“‘'«(\[—–-]*([\w.’'-]{0,30})")
_SAID_AFTER = re.compile(rf"\s*(?:[A-Z][\w.’'-]{{0,30}}\s){{0,4}}(?:[a-z]{{1,12}}\s)?(?:{_SPEECH})\b")
_INITIAL = re.compile(r"(?:^|[^\w])(?:[A-Z]\.)?[A-Z]$")
_BULLET = re.compile(r"\s*(?:[•●▪■◦‣∙·*►➢✓–—-]+|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)])\s+")
_FINAL = tuple('.!?:;…”"')
_PIECE = re.compile(r"[^\W_]+|[^\w\s]|_")
_UNFINISHED = (*_FINAL, ",", "; and", "; or", ", and", ", or")  # a line of a list, or of a sentence in several lines
_INLINE_BULLET = re.compile(r"[.:;!?]\s{1,3}[•●▪■◦‣–—-]\s{1,3}(?=[A-Z])")
_BRACKET_GOES_ON = re.compile(r" ?\([^()]{1,80}\) [a-z]")
# A sentence with who wrote it behind, in brackets, after a dash or in capitals: "… at the talks. -- SAMPLE".
_SIGNED_BEHIND = re.compile(
    r"[.!?”\"] {0,2}(?:\([A-Z*/][^()]{0,40}\)|(?:--|[—–]) ?[A-Z][A-Za-z]{1,20}|[A-Z]{2,10}|Enditem)$"
)
_SIGNED_WORDS = 5  # of a sentence with its sign: "Ministers will meet on Monday. (Sample)"
_SMALL_NAME = re.compile(r"(?:al|el|as|ash|an|ad|ar|az|bin|ibn|de|van|von)[- ][A-Z]")

# A place, a date, an agency in brackets, then a dash: in capitals or not, each part may be missing.
_DATELINE = re.compile(
    r"\s*(?:[A-Z][A-Za-zÀ-ÿ.’'/ -]{1,40}(?:, [A-Z][A-Za-zÀ-ÿ. ]{1,30}){0,2}(?:,? (?:[A-Z][a-z]{2,8}\.? \d{1,2}|\d{1,2} "
    r"[A-Z][a-z]{2,8}\.?)(?:,? \d{4})?)?\s?)?(?:\([A-Z][A-Za-z.,&’'/ 0-9-]{1,40}\)\s?)?(?:—|--|–|-|:)\s*(?=[A-Z“\"])"
)
_CITY_DASH = re.compile(
    r"\s*[A-ZÀ-Ý][A-ZÀ-Ý.’'-]{2,}(?:[ ,/]{1,2}[A-ZÀ-Ý][A-Za-zÀ-ÿ.’'-]*){0,5}\s*(?:—|--|–| - )\s*(?=[A-Z“\"])"
)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the text that is not read."""

    start: int  # offset in the article's text
    end: int  # offset behind it
    why: str  # a few plain words


@dataclass(frozen=True, slots=True)
class Division:
    """The text as the parser gets it."""

    paragraphs: tuple[Paragraph, ...]
    cut: tuple[Stretch, ...]
    shortened: int | None  # offset from which on nothing was read, because the text is too long; else None


def split_text(text: str, title: str = "") -> Division:
    """The paragraphs of ``text``, with boilerplate cut, and where each sentence begins."""
    paragraphs: list[Paragraph] = []
    cut: list[Stretch] = []
    sieve = Sieve()
    title_key = fold(title[:400])
    pieces = 0
    for start, stop in _blocks(text[:MAX_TEXT]):
        end = stop
        # A line too long for a heading or an appeal is judged by its beginning alone.
        why = sieve.refuse(text[start : min(end, start + MAX_PARAGRAPH)])
        told = find_caption_end(text[start:end]) if why == CREDITED else None
        if told is not None:
            # The caption tells a fact in a whole sentence; the credit behind it does not.
            end = start + told
            cut.append(Stretch(end, stop, "credit"))
        elif why is not None:
            cut.append(Stretch(start, end, why))
            continue
        line = text[start:end]
        skipped, heading = _front(line, title_key, early=start < EARLY)
        if skipped and not _BULLET.match(line[:skipped]):
            cut.append(Stretch(start, start + skipped, "dateline"))
        for paragraph in _pieces(text, start + skipped, end, heading=heading):
            pieces += _count_pieces(paragraph.text)
            if pieces > MAX_PIECES or len(paragraphs) == MAX_PARAGRAPHS:
                cut.append(Stretch(paragraph.start, len(text), "behind the longest text that is read"))
                return Division(tuple(paragraphs), tuple(cut), shortened=paragraph.start)
            paragraphs.append(paragraph)
    return Division(tuple(paragraphs), tuple(cut), shortened=MAX_TEXT if len(text) > MAX_TEXT else None)


def _front(line: str, title_key: str, *, early: bool) -> tuple[int, bool]:
    """How many code points of bullet or dateline the line begins with, and whether it is a heading.

    ``early`` says that it stands at the head of the text.
    """
    bullet = _BULLET.match(line[:40])
    if bullet is not None and bullet.end() < len(line):
        return bullet.end(), False
    if is_heading(line) or (title_key and len(line) < 400 and fold(line) == title_key):
        return 0, True
    cut = _match_dateline(line[:120])
    return cut or (match_dateline(line[:200], load_gazetteer()) if early else 0), False


def _count_pieces(text: str) -> int:
    """About as many tokens as the parser will make of the text."""
    return len(_PIECE.findall(text))


def is_heading(line: str) -> bool:
    """A title, heading or menu line: short, and without the mark that ends a sentence."""
    bare = line.strip()
    if not bare or bare.rstrip("*_ ").endswith(_UNFINISHED):
        return False
    words = bare.split(maxsplit=30)
    if _SIGNED_BEHIND.search(bare[-60:]) is not None and len(words) >= _SIGNED_WORDS:
        return False  # a sentence, and who wrote it
    if len(words) <= 14:
        return True
    if len(words) > 25:
        return False
    long_words = [word for word in words if len(word) > 3]
    return sum(word[0].isupper() for word in long_words) >= 0.6 * len(long_words)


def sentence_starts(text: str) -> Iterator[int]:
    """The offsets at which sentences of a paragraph begin, the first one included.

    A full stop after an abbreviation or an initial ends a sentence only where a word follows that often begins one.
    """
    yield 0
    for match in _END.finditer(text):
        marks, closers, after = match.group(1), match.group(2), match.group(3)
        at = match.end()
        rest = text[at : at + 120]
        if not rest.strip():
            return
        if after and not after.isspace() and not _is_glued(text, match, rest):
            continue
        following = _WORD_AFTER.match(rest)
        word = following.group(1) if following else ""
        if word and word[0].islower() and not _SMALL_NAME.match(rest.lstrip()):
            continue
        if closers and marks[-1] in "?!" and _SAID_AFTER.match(rest):
            continue
        if marks == "." and not closers.strip("’'") and _is_abbreviated(text, match.start(), word):
            continue
        yield at + len(rest) - len(rest.lstrip())


def _is_abbreviated(text: str, stop: int, following: str) -> bool:
    """Is the full stop at ``stop`` part of an abbreviation that carries on into ``following``?"""
    before = _WORD_BEFORE.search(text[max(0, stop - 20) : stop])
    if before is None:
        return False
    word = before.group().lower().strip("’'-")
    if word in _NEVER_LAST or word.rsplit(".", 1)[-1] in _TITLES:
        # "No. 5" carries on, "he said no. The" ends.
        return (
            word not in ("no", "art", "min", "mar", "sec", "sr")
            or following[:1].isdigit()
            or before.group()[:1].isupper()
        )
    if _BRACKET_GOES_ON.match(text, stop + 1):
        return True
    if word in _MAYBE_LAST or _INITIAL.search(text[max(0, stop - 4) : stop]):
        if word in _ENDING:
            return _carries_on(word, text, stop, following)
        begins = _BEGINNERS if word in _STATES else _BEGINNERS | _OFFICES
        return following.lower().rstrip(".") not in begins
    return False


def _carries_on(word: str, text: str, stop: int, following: str) -> bool:
    """Does a sentence go on behind "Washington, D.C." or "6 p.m.": a day, a time zone, a body of the city?"""
    lower = following.lower().rstrip(".")
    if lower in _BEGINNERS | _OFFICES:
        return False
    if lower in _DAYS or not following[:1].isupper():
        return True
    if word == "d.c":
        return lower in _CITY_BODIES or not text[max(0, stop - 16) : stop].lower().endswith("washington, d.c")
    zone = following.isupper() and len(following) <= _ZONE_LETTERS
    return zone or " time" in text[stop : stop + 40].partition(",")[0].lower()


def _is_glued(text: str, match: re.Match[str], rest: str) -> bool:
    """As in "in Minsk.The two": without a space a sentence ends between a small-lettered word and a capital."""
    before = text[max(0, match.start() - 3) : match.start()]
    return len(before) == 3 and before.isalpha() and before.islower() and rest[:2].isalpha() and rest[1].islower()


def _match_dateline(front: str) -> int:
    """Length of the dateline at the front of a paragraph, 0 without one."""
    for pattern in (_CITY_DASH, _DATELINE):
        match = pattern.match(front)
        if match is not None and _is_dateline(match.group()):
            return match.end()
    return 0


def _is_dateline(words: str) -> bool:
    """A place in capitals, an agency in brackets, or a date: else it is a name before a dash in running text."""
    bare = words.strip(" —–-:")
    if words.rstrip().endswith(":") and "(" not in bare:
        return False
    return (
        "(" in bare
        or bool(re.search(r"\d", bare))
        or (bare.split(",")[0].isupper() and len(bare) > 3 and ":" not in words)
    )


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """The blocks of the text; a list written on one line ("… include: - India will …") is one block an item."""
    for start, end in _lines(text):
        at = start
        for match in _INLINE_BULLET.finditer(text, start, end):
            if text[match.start()] != "." or not _is_abbreviated(text, match.start(), ""):
                yield at, match.start() + 1
                at = match.start() + 1
        yield at, end


def _lines(text: str) -> Iterator[tuple[int, int]]:
    """The non-blank lines of the text, lines wrapped at a fixed width joined."""
    run: list[tuple[int, int]] = []
    at = 0
    for line in text.split("\n"):
        if line.strip():
            run.append((at, at + len(line)))
        elif run:
            yield from _unwrapped(text, run)
            run = []
        at += len(line) + 1
    yield from _unwrapped(text, run)


def _unwrapped(text: str, run: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Join the lines of a run of non-blank lines that carry on in the next one."""
    widths = [end - start for start, end in run[:-1]]
    wrapped = len(widths) >= 2 and min(widths) >= 50 and max(widths) <= 110 and max(widths) - min(widths) <= 25
    open_start: int | None = None
    for place, (start, end) in enumerate(run):
        first = start if open_start is None else open_start
        following = run[place + 1] if place + 1 < len(run) else None
        if following is not None and not _BULLET.match(text[following[0] : following[0] + 40]):
            bare = text[start:end].rstrip()
            goes_on = text[following[0] : following[0] + 40].lstrip()[:1].islower()
            if wrapped or (end - start >= 40 and goes_on and not bare.endswith(_FINAL)):
                open_start = first
                continue
        open_start = None
        yield first, end


def _pieces(text: str, start: int, end: int, *, heading: bool) -> Iterator[Paragraph]:
    """A block as paragraphs that the parser can bear, cut between sentences, or between words where one is endless."""
    block = text[start:end]
    begins = [start + offset for offset in sentence_starts(block)]
    piece_start = start
    breaks: list[int] = []
    for place, begin in enumerate(begins):
        stop = begins[place + 1] if place + 1 < len(begins) else end
        for at in _bearable(text, begin, stop):
            if breaks and at[1] - piece_start > MAX_PARAGRAPH:
                yield _paragraph(text, piece_start, at[0], breaks, heading=heading)
                piece_start, breaks = at[0], []
            if not breaks:
                piece_start = at[0]
            breaks.append(at[0] - piece_start)
    if breaks:
        yield _paragraph(text, piece_start, end, breaks, heading=heading)


def _paragraph(text: str, start: int, end: int, breaks: list[int], *, heading: bool) -> Paragraph:
    body = text[start:end].rstrip()
    return Paragraph(start, body, heading, tuple(at for at in breaks if at < len(body)))


def _bearable(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """One sentence's span, or several where it is longer than a parser bears, cut at a space if there is one."""
    while end - start > MAX_SENTENCE or (
        end - start > MAX_SENTENCE_PIECES and _count_pieces(text[start:end]) > MAX_SENTENCE_PIECES
    ):
        stop = min(end, start + MAX_SENTENCE)
        for number, piece in enumerate(_PIECE.finditer(text, start, stop)):
            if number == MAX_SENTENCE_PIECES:
                stop = piece.start()
                break
        space = text.rfind(" ", start + 1, stop)
        at = space + 1 if space > start else stop
        yield start, at
        start = at
    if end > start:
        yield start, end
