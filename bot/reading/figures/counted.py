"""What a bare number counts: the noun behind it, and the unit that it makes."""

from __future__ import annotations

from dataclasses import dataclass

from bot.reading.figures.numerals import DASHES
from bot.reading.lexicon.units import load_units, singular_of
from bot.reading.parsing.syntax import Sentence, Token

_NOUNS = frozenset({"NN", "NNS", "NNP", "NNPS"})
_INSIDE = frozenset({"JJ", "JJR", "JJS", "VBN", "VBG", "HYPH", "POS", "AFX", *_NOUNS})
_TIMES = frozenset("second minute hour day week month year decade century night weekend quarter".split())
_WHOLE = frozenset("the these those its their our his her".split())
_MODEL = frozenset({"CD", "SYM", "HYPH"})
_FIXED_TAILS = frozenset("understanding intent state parliament congress".split())
_BRACKETED = 4  # tokens of "(SAF) personnel"
_REACH = 10  # a counted noun is at most so many words behind its number


@dataclass(frozen=True, slots=True)
class Counted:
    """The noun that a number counts."""

    first: int  # place of the first token of its phrase behind the number
    head: int  # place of the noun itself
    unit: str  # the noun in the singular, with the nouns before it: "vaccine dose"
    hyphenated: bool  # "a 20-room mansion": the noun is part of an adjective


def token_at(sentence: Sentence, offset: int) -> int:
    """The place of the token that covers an offset in the article's text, or begins first behind it."""
    low, high = 0, len(sentence.tokens) - 1
    while low < high:
        middle = (low + high) // 2
        if sentence.tokens[middle].end <= offset:
            low = middle + 1
        else:
            high = middle
    return low


def find_counted(sentence: Sentence, first: int, last: int) -> Counted | None:
    """The noun counted by the number in tokens ``first`` to ``last``; None when there is none."""
    tokens = sentence.tokens
    place = last + 1
    if place + 1 < len(tokens) and tokens[place].text in DASHES and tokens[place].start == tokens[last].end:
        noun = place + 1
        if tokens[noun].lower.endswith("ed"):  # "a two-legged animal"
            return None
        if tokens[noun].tag in {*_NOUNS, "JJ"} and tokens[noun].start == tokens[place].end:
            return Counted(noun, noun, singular_of(tokens[noun].lower), hyphenated=True)
        return None
    if _is_unhyphened(sentence, place) and not tokens[last].lower.startswith("one"):
        return Counted(place, place, singular_of(tokens[place].lower), hyphenated=True)
    if (of := _find_part(sentence, last)) is not None:
        return of
    head = _head_by_parse(sentence, first, last)
    if head is None:
        head = _head_by_order(sentence, place)
    if head is None:
        return None
    head = _behind_short_form(sentence, head)
    return Counted(place, head, _unit_of(sentence, place, head), hyphenated=False)


def _behind_short_form(sentence: Sentence, head: int) -> int:
    """The personnel of "1,000 Singapore Armed Forces (SAF) personnel": what a name with its short form describes."""
    behind = sentence.tokens[head + 1 : head + 5]
    if len(behind) < _BRACKETED or behind[0].text != "(" or behind[2].text != ")":
        return head
    return behind[3].i if behind[3].tag == "NNS" and sentence.tokens[head].tag in {"NNP", "NNPS"} else head


def _find_part(sentence: Sentence, last: int) -> Counted | None:
    """The provinces in "20 of the 34 provinces", "seven of its members": what a part is counted of."""
    tokens = sentence.tokens
    if last + 3 >= len(tokens) or tokens[last + 1].lower != "of" or tokens[last + 2].lower not in _WHOLE:
        return None
    head = _head_by_order(sentence, last + 3)
    if head is None or tokens[head].tag not in {"NNS", "NNPS"} or tokens[last].lower == "one":
        return None
    return Counted(last + 1, head, _unit_of(sentence, last + 3, head), hyphenated=False)


def _is_unhyphened(sentence: Sentence, place: int) -> bool:
    """Is it the day of "a two day visit", written without its hyphen?"""
    if place + 1 >= len(sentence.tokens):
        return False
    noun, follower = sentence.tokens[place], sentence.tokens[place + 1]
    before = sentence.tokens[max(0, place - 2)].lower
    one = noun.tag == "NN" or (before in {"a", "an"} and follower.tag == "NN")  # "a 5 years grace period"
    return singular_of(noun.lower) in _TIMES and one and (follower.tag in _NOUNS or follower.tag == "JJ")


def _head_by_parse(sentence: Sentence, first: int, last: int) -> int | None:
    for place in range(last, first - 1, -1):
        token = sentence.tokens[place]
        head = sentence.tokens[token.head]
        if token.dep == "nummod" and head.tag in _NOUNS and last < head.i <= last + _REACH:
            between = sentence.tokens[last + 1 : head.i]
            if all(
                t.tag in _INSIDE or t.text in {",", "and", "or", "&"} or t.tag in {"RB", "RBS", "CC", "CD", "SYM"}
                for t in between
            ):
                return _last_of_compound(sentence, head)
    return None


def _last_of_compound(sentence: Sentence, noun: Token) -> int:
    """The noun that ends a compound, where the parse gives the number to its first part: "vaccine" of "doses"."""
    tokens = sentence.tokens
    for _ in range(3):
        head = tokens[noun.head]
        if noun.dep != "compound" or noun.tag != "NN" or head.i != noun.i + 1 or head.tag not in _NOUNS:
            break
        noun = head
    return noun.i


def _head_by_order(sentence: Sentence, place: int) -> int | None:
    """The last noun of the run of adjectives and nouns behind the number."""
    head = None
    for token in sentence.tokens[place : place + _REACH]:
        if token.tag in _NOUNS:
            head = token.i
        elif head is not None and token.tag in _MODEL and sentence.tokens[head].tag in {"NNP", "NNPS"}:
            continue  # "six Boeing 787-9 aircraft"
        elif head is not None or (token.tag not in _INSIDE and token.tag != "CD"):
            break
    return head


def _unit_of(sentence: Sentence, first: int, head: int) -> str:
    tokens = sentence.tokens
    noun = tokens[head]
    name = noun.tag in {"NNP", "NNPS"}
    plain = noun.lower.endswith("s") and not noun.lower.endswith(("ss", "ies"))
    words = [noun.text[:-1] if name and plain else singular_of(noun.text if name else noun.lower)]
    if words == ["other"]:
        return "person"
    place = head - 1
    # "Passenger aircraft", but of "second-hand ships" the ships alone.
    while (
        place >= first
        and tokens[place].tag == "NN"
        and not tokens[place].text[:1].isupper()
        and tokens[place - 1].text not in DASHES
    ):
        words.insert(0, tokens[place].lower)
        place -= 1
    pair = f"{tokens[head - 1].lower} {words[-1]}" if head > first else ""
    if pair in load_units().bars.fixed_pairs and len(words) == 1:
        words = [pair]
    if head + 2 < len(tokens) and tokens[head + 1].lower == "of" and tokens[head + 2].lower in _FIXED_TAILS:
        words.append(f"of {tokens[head + 2].lower}")
    return " ".join(words)


def is_time(unit: str | None) -> bool:
    """Is it a unit of time?"""
    return unit in _TIMES
