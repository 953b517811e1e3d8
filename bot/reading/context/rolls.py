"""Lists of firms and things of which the language model takes some for people: "Baker Hughes, Chevron and Exelon"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.reading.context.bonds import NamedPerson
from bot.reading.lexicon.titles import load_titles
from bot.reading.parsing.syntax import Token

_ITEMS = 4  # in a list; of three names one that is no person says little about the others
_THINGS = 2  # items that are firms or things beyond doubt
_SMALL = frozenset("of de the & al for".split())
_JOINTS = frozenset((",", ";", "and", "&", "or"))


def drop_firms(tokens: Sequence[Token], people: Sequence[NamedPerson]) -> list[NamedPerson]:
    """The people without those whom only their look makes one, in a list that names firms as well."""
    loose = [person for person in people if person.group in (None, "military") and person.country is None]
    if not loose or sum(token.text in _JOINTS for token in tokens) < _ITEMS - 1:
        return list(people)
    gone: set[int] = set()
    for items in _list_rolls(tokens):
        taken = [person for person in loose if any(first <= person.name_first < last for first, last in items)]
        spans = {(person.name_first, person.name_last) for person in people}
        things = sum(_is_thing(tokens, first, last) for first, last in items if (first, last) not in spans)
        if things >= _THINGS and 2 * len(taken) <= len(items):
            gone.update(person.first for person in taken)
    return [person for person in people if person.first not in gone]


def _list_rolls(tokens: Sequence[Token]) -> Iterator[list[tuple[int, int]]]:
    """Rows of four and more capitalised items, each as its first token and the one behind its last."""
    items: list[tuple[int, int]] = []
    place = 0
    while place < len(tokens):
        end = place
        while end < len(tokens) and (
            tokens[end].text[:1].isupper() or (end > place and tokens[end].lower in _SMALL and tokens[end].text != ",")
        ):
            end += 1
        if end > place:
            items.append((place, end))
            place = end
        joined = end > 0 and place < len(tokens) and tokens[place].lower in _JOINTS
        if not joined or not items:
            if len(items) >= _ITEMS:
                yield items
            items = []
            place += 1
            continue
        while place < len(tokens) and tokens[place].lower in _JOINTS:
            place += 1
    if len(items) >= _ITEMS:
        yield items


def _is_thing(tokens: Sequence[Token], first: int, last: int) -> bool:
    words = tokens[first:last]
    shouted = any(word.text.isupper() and len(word.text) > 1 for word in words)
    named = any(word.lower in load_titles().words.no_person for word in words)
    return shouted or named or all(word.entity == "ORG" for word in words if word.lower not in _SMALL)
