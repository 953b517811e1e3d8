"""Where a number stands in its parsed sentence, and by which word it hangs on the clause."""

from __future__ import annotations

from dataclasses import dataclass

from bot.reading.figures.counted import Counted
from bot.reading.parsing.syntax import Sentence

TRANSPARENT = frozenset("total average combined sum maximum minimum median mean estimate record".split())


@dataclass(frozen=True, slots=True)
class Place:
    """Where a number stands in its parsed sentence."""

    outer: int  # place of its first token, with words such as "more than"
    first: int  # the same without them
    last: int  # place of its last token, unit or counted noun left out
    top: int  # the token by which it, with what it counts, hangs on the clause
    counted: Counted | None


def find_place(sentence: Sentence, outer: int, first: int, last: int, counted: Counted | None) -> Place:
    """The place of a number whose own tokens are ``first`` to ``last``, with its comparator from ``outer`` on."""
    while outer < first and sentence.tokens[outer].tag.startswith("VB"):  # "exceeded $5 billion": the verb governs
        outer += 1
    lead = sentence.tokens[outer - 2] if outer > 1 and sentence.tokens[outer - 1].lower == "of" else None
    if lead is not None and lead.lower in TRANSPARENT:  # "a total of 14 documents", "an average of 5 percent"
        thing = counted is not None and not counted.hyphenated
        return Place(outer - 2, first, last, counted.head if counted is not None and thing else lead.i, counted)
    if counted is not None and not counted.hyphenated:
        return Place(outer, first, last, _larger_part(sentence, first, counted.head), counted)
    end = last if counted is None else counted.head
    top = last
    for place in range(outer, end + 1):
        token = sentence.tokens[place]
        if not outer <= token.head <= end or token.head == place:
            top = place
    # "From 25% to 18%" is parsed as one number: the preposition before it tells where it hangs.
    before = sentence.tokens[outer - 1] if outer else None
    if before is not None and before.dep == "prep" and sentence.tokens[top].head != before.i:
        top = next((token.i for token in sentence.children(before.i) if token.dep == "pobj"), top)
    return Place(outer, first, last, top, counted)


def _larger_part(sentence: Sentence, first: int, head: int) -> int:
    """The hours of "two hours and 20 minutes", which the clause holds; else the noun that is counted."""
    token = sentence.tokens[head]
    return token.head if token.dep == "conj" and first < token.head < head else head
