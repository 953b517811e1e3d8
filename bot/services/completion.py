"""Completion while typing: names, places, topics and titles of one library, best first, despite typos."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.core.models import LibraryId
from bot.core.text import fold
from storage.database import Read
from storage.terms import (
    Term,
    What,
    list_terms_near,
    list_terms_of_two,
    list_terms_starting,
    list_terms_with_starts,
    list_top_terms,
    list_words_starting,
)
from storage.titles import complete_titles

Completed: TypeAlias = Literal["who", "place", "about", "title"]

LIMIT = 25  # Discord shows no more
_LONGEST = 100  # characters of a choice's name and value
_LOOKED_AT = 100  # terms ranked by how near they are
_TWO_WRONG_FROM = 6  # letters of a word in which two may be wrong
_WORDS_WALKED = 2000  # words of one beginning that such a word is compared with


@dataclass(frozen=True, slots=True)
class Choice:
    """One suggestion."""

    name: str  # what is shown, at most 100 characters
    value: str  # what is sent when it is chosen, at most 100 characters


async def find_choices(
    read: Read, library: LibraryId, what: Completed, typed: str, *, limit: int = LIMIT
) -> list[Choice]:
    """At most ``limit`` suggestions for what was typed so far; none for what nothing is like."""
    if what == "title":
        titles = await complete_titles(read, library, typed[:_LONGEST], limit=limit)
        return [Choice(_cut(found.title), str(found.article_id)) for found in titles]
    terms = await _find_terms(read, library, what, typed, limit)
    names = {_cut(term.name): None for term in terms if len(term.name) <= _LONGEST or what == "about"}
    return [Choice(name, name) for name in names][:limit]


async def _find_terms(read: Read, library: LibraryId, what: What, typed: str, limit: int) -> list[Term]:
    words = fold(typed[:_LONGEST]).split()[:8]
    if not words:
        return await list_top_terms(read, library, what, limit)
    if len(words) == 1:
        found = await list_terms_starting(read, library, what, words[0], limit)
    else:
        found = await list_terms_with_starts(read, library, what, words, _LOOKED_AT)
    exact = [term for term in found if set(words) <= set(term.words.split())]
    found = [*exact, *(term for term in found if term not in exact)]
    if len(found) < min(limit, 3) and not (exact and len(words) > 1):
        together = await list_terms_of_two(read, library, what, "".join(words), limit) if len(words) <= 2 else []
        found += [term for term in together if term not in found]
        near = await list_terms_near(read, library, what, words, _LOOKED_AT)
        found += _rank(words, (term for term in near if term not in found))
    if not found:
        mended = [await _mend_word(read, library, what, word) for word in words]
        near = await list_terms_near(read, library, what, mended, _LOOKED_AT) if mended != words else []
        found = _rank(words, near)
    return found[:limit]


async def _mend_word(read: Read, library: LibraryId, what: What, typed: str) -> str:
    """The known word that a long one with two letters wrong most likely means; else the word as typed."""
    if len(typed) < _TWO_WRONG_FROM:
        return typed
    # Misspelt words nearly always begin right, or with two letters swapped, missing or doubled among the first three.
    starts = dict.fromkeys((typed[:2], typed[0] + typed[2], typed[1] + typed[0], typed[1:3]))
    known = [word for start in starts for word in await list_words_starting(read, library, what, start, _WORDS_WALKED)]
    near = process.extract(typed, list(dict.fromkeys(known)), scorer=OSA.distance, score_cutoff=2, limit=1)
    return near[0][0] if near else typed


def _rank(typed: list[str], terms: Iterable[Term]) -> list[Term]:
    """Terms by how few letters lie between what was typed and their words; far ones are left out."""
    ranked = []
    for term in terms:
        known = term.words.split()
        distance = sum(min(_distance(word, other) for other in known) for word in typed)
        if distance <= max(2, sum(map(len, typed)) // 3):
            unused = max(0, len(known) - len(typed))
            ranked.append((distance, unused, -term.uses, term.term_id, term))
    ranked.sort(key=lambda item: item[:4])
    return [item[4] for item in ranked]


def _distance(typed: str, known: str) -> int:
    """Letters wrong, missing, extra or swapped; a word still being typed is compared with as much of the known one."""
    whole = OSA.distance(typed, known)
    return min(whole, 1 + OSA.distance(typed, known[: len(typed)])) if len(typed) >= 4 else whole


def _cut(name: str) -> str:
    return name if len(name) <= _LONGEST else name[: _LONGEST - 1].rsplit(" ", 1)[0] + "…"
