"""The institution whose office is named: "Department of Foreign Affairs (DFA) Secretary", "Federal Bank chairman"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.core.places import Hit
from bot.reading.lexicon.titles import head_nouns, load_titles
from bot.reading.parsing.syntax import Token

# One of these makes a capitalised run before an office an institution.
_INSTITUTIONS = frozenset(
    "department ministry office bureau board bank corporation council commission service agency authority committee "
    "fund institute university party company organisation organization association federation chamber command corps "
    "union secretariat administration centre center foundation politburo senate reserve group court academy".split()
)
_INSIDE = frozenset(("of", "for", "and", "&", "the", "on"))
_LONGEST = 12  # words


def find_institution(tokens: Sequence[Token], place: int, floor: int, at: Mapping[int, Hit]) -> tuple[int, str | None]:
    """Where the institution before ``place`` begins, and the country of its own name; ``place`` when there is none.

    The country or adjective that only stands before it ("the Polish Ministry of Finance") is left out.
    """
    end = _before_short(tokens, place, floor)
    first, start = end, end
    country: str | None = None
    while start > floor and end - start < _LONGEST:
        token = tokens[start - 1]
        hit = at.get(start - 1)
        if hit is not None and hit.kind != "body":
            owner = _owner(tokens, hit, end, floor)
            if owner is None:
                break
            country = country if owner else hit.country
            start = hit.first
        elif token.lower in _INSIDE and start < end and start - 1 > floor:
            start -= 1
            continue
        elif _is_part(token):
            start -= 1
        else:
            break
        first = start
    while first < end and tokens[first].lower in _INSIDE:
        first += 1
    words = [token.lower for token in tokens[first:end]]
    return (first, country) if _is_institution(words) else (place, None)


def _before_short(tokens: Sequence[Token], place: int, floor: int) -> int:
    """The place before "(DFA)", the short form of an institution; ``place`` where none stands."""
    if place - 4 < floor or tokens[place - 1].text != ")" or tokens[place - 3].text != "(":
        return place
    return place - 3 if tokens[place - 2].text.isupper() and len(tokens[place - 2].text) > 1 else place


def _owner(tokens: Sequence[Token], hit: Hit, end: int, floor: int) -> bool | None:
    """Is a place part of the name: behind "of" (True), or first in it ("White House", False)? None when it is not."""
    before = tokens[hit.first - 1] if hit.first > floor else None
    if before is not None and before.lower == "of" and hit.kind in ("country", "city"):
        return True
    if hit.kind == "capital" and hit.last - hit.first > 1 and hit.last < end:
        return False
    behind = hit.last == end and before is not None and before.lower in _INSTITUTIONS
    return True if behind and hit.kind == "country" else None


def _is_part(token: Token) -> bool:
    words = load_titles()
    return (
        token.text[:1].isupper()
        and token.tag in ("NNP", "NNPS", "NN", "NNS", "JJ")
        and token.entity not in ("PERSON", "DATE", "TIME", "NORP", "GPE")
        and token.lower not in words.words.no_name
        and token.lower not in words.honorifics
        and token.lower not in head_nouns()
    )


def _is_institution(words: Sequence[str]) -> bool:
    """Do the words name one? With "of" inside, by their first: "Department of Finance" and no "Sons of Department"."""
    if not words or _INSTITUTIONS.isdisjoint(words):
        return False
    small = next((number for number, word in enumerate(words) if word in ("of", "for", "on")), None)
    return small is None or not _INSTITUTIONS.isdisjoint(words[:small])
