"""Expressions for several parties: "they", "both sides", "the two countries", "the foreign ministers", "our leaders".

Each has a type, which says what it can mean: words for countries never take persons, words for leaders persons only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.reading.parsing.syntax import Sentence, Token

_OPENING = frozenset("they them the both these two their all our".split())
_NUMBERS = {"two": 2, "both": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_SIDES = frozenset("sides parties delegations".split())
_STATES = frozenset(
    "countries nations states neighbours neighbors governments peoples capitals economies allies powers militaries "
    "republics administrations".split()
)
_ANY_LEADERS = frozenset(
    "leaders officials pair duo men women politicians diplomats heads chiefs principals interlocutors dignitaries "
    "statesmen counterparts representatives".split()
)
_LEADERS = _ANY_LEADERS | frozenset(
    "presidents premiers ministers envoys secretaries advisors advisers kings chancellors negotiators ambassadors "
    "generals commanders".split()
)
_NOUNS = _SIDES | _STATES | _LEADERS
# Without a number these are those of somebody else, or any at all: "our allies", "the states", "in all countries".
_LOOSE = frozenset("allies powers capitals economies militaries states administrations".split())
_GATHERINGS = frozenset("meeting summit conference session statement retreat consultation gathering talks".split())
PRIME_MINISTER = "prime minister"
_HEADS = {"state": "head of state", "government": "head of government"}
_DONE_BY_TWO = frozenset("held met discussed agreed signed exchanged spoke talked also".split())
_BEFORE_NOUN = frozenset("foreign prime defence defense finance trade top national security economic".split())


@dataclass(frozen=True, slots=True)
class GroupWords:
    """An expression for several parties; places of tokens, ``last`` exclusive."""

    first: int
    last: int
    kind: str  # "sides", "states", "leaders", "ours" ("our leaders": those of the states that speak) or "any"
    count: int | None  # how many there must be, None when the words do not say
    head: str | None  # "foreign minister" in "the two foreign ministers", None when any person will do


def find_groups(sentence: Sentence) -> list[GroupWords]:
    """The expressions for several parties in a sentence."""
    tokens = sentence.tokens
    found: list[GroupWords] = []
    behind = 0
    for token in tokens:
        group = _group_at(tokens, token.i) if token.lower in _OPENING and token.i >= behind else None
        if group is not None:
            found.append(group)
            behind = group.last
    return found


def _group_at(tokens: Sequence[Token], place: int) -> GroupWords | None:
    lower = tokens[place].lower
    if lower in ("they", "them"):
        return GroupWords(place, place + 1, "any", None, None)
    count = _NUMBERS.get(lower)
    end = place + 1
    if lower == "our":
        return _our_group(tokens, place)
    while end < len(tokens) and tokens[end].lower in ("the", "of", "these", "their") and lower in ("both", "all"):
        end += 1
    if end < len(tokens) and tokens[end].lower in _NUMBERS:
        count = _NUMBERS[tokens[end].lower]
        end += 1
    while end < len(tokens) and tokens[end].lower in _BEFORE_NOUN:
        end += 1
    if end < len(tokens) and tokens[end].lower in _NOUNS and tokens[end].tag[:1] == "N":
        if lower == "two" and place and tokens[place - 1].tag not in (",", "IN", "CC", ".", ":", "``"):
            return None  # "the two sides" is met at "the"
        return _noun_group(tokens, place, end, count)
    if count is not None and lower in ("the", "both", "these") and _stands_alone(tokens, place, end):
        return GroupWords(place, end, "any", count, None)
    return None


def _our_group(tokens: Sequence[Token], place: int) -> GroupWords | None:
    """As in "we, the governments of A and B, … our leaders": those who speak in a joint text."""
    end = place + 1
    count = _NUMBERS.get(tokens[end].lower) if end < len(tokens) else None
    end += count is not None
    if end >= len(tokens) or tokens[end].lower not in _STATES | {"leaders"} or tokens[end].tag[:1] != "N":
        return None
    if count is None and tokens[end].lower in _LOOSE:
        return None  # "our allies" are not those who speak
    return GroupWords(place, end + 1, "ours", count, None)


def _noun_group(tokens: Sequence[Token], place: int, end: int, count: int | None) -> GroupWords | None:
    """As in "The two countries", "both sides", "the foreign ministers"; ``end`` is the noun's place."""
    noun = tokens[end].lower
    following = [token.lower for token in tokens[end + 1 : end + 3]]
    if following[:1] == ["of"] and noun == "heads":
        head = _HEADS.get(following[-1])
        return GroupWords(place, end + 3, "leaders", count, head) if head is not None and count else None
    if following[:1] == ["of"] and (count is None or noun in _SIDES):
        return None  # "the leaders of France and Germany" are named; "both sides of the border"
    if count is None and following[:1] and following[0] in ("from", "in", "who", "that", "to"):
        return None
    if count is None and tokens[end + 1 : end + 2] and tokens[end + 1].tag == "POS" and following[-1] in _GATHERINGS:
        return None  # "the foreign ministers' meeting" is one of many
    lead = tokens[place].lower
    if noun in _SIDES:
        return GroupWords(place, end + 1, "sides", count, None)
    if noun in _STATES:
        loose = count is None and (lead in ("their", "all") or noun in _LOOSE)
        return None if loose else GroupWords(place, end + 1, "states", count, None)
    if lead == "their":
        return None
    if noun in ("pair", "duo"):
        return GroupWords(place, end + 1, "leaders", 2, None)
    return GroupWords(place, end + 1, "leaders", count, _head_of(tokens[end - 1].lower, noun))


def _head_of(before: str, noun: str) -> str | None:
    """The office in the singular, with the word that tells one of its holders from others; None for "leaders"."""
    if noun in _ANY_LEADERS:
        return None
    if noun == "premiers":
        return PRIME_MINISTER
    one = noun[:-3] + "y" if noun.endswith("ies") else noun[:-1]
    return f"{before} {one}" if one == "minister" and before in ("prime", "foreign") else one


def _stands_alone(tokens: Sequence[Token], first: int, end: int) -> bool:
    """As in "The two met", "both agreed": a verb follows, or the words are an object by themselves."""
    if tokens[first].lower == "both" and (
        tokens[end - 1].dep in ("preconj", "cc") or (end < len(tokens) and tokens[end].tag in ("NNP", "NNPS", "PRP"))
    ):
        return False
    if end >= len(tokens):
        return True
    following = tokens[end]
    if following.lower == "sides":
        return False
    if first == 0 and following.lower in _DONE_BY_TWO:  # often read as "the two held talks", talks that two held
        return True
    alone = tokens[end - 1].dep in ("nsubj", "nsubjpass", "pobj", "dobj", "conj")
    return following.tag in ("VBD", "VBP", "VBZ", "MD", "RB", ".", ",", "VBN") and alone
