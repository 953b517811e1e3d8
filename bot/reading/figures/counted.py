"""What a bare number counts, and whether it counts anything: names, ages, list marks and "the two countries" do not."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.reading.figures.numerals import DASHES
from bot.reading.figures.quantities import Quantity, Sort
from bot.reading.lexicon.lists import lemma
from bot.reading.lexicon.units import direction_of_verb, load_units, singular_of
from bot.reading.parsing.syntax import Sentence, Token

_NOUNS = frozenset({"NN", "NNS", "NNP", "NNPS"})
_INSIDE = frozenset({"JJ", "JJR", "JJS", "VBN", "VBG", "HYPH", "POS", "AFX", *_NOUNS})
_BETWEEN = frozenset({"RB", "RBS", "CC", "CD"})
_TIMES = frozenset("second minute hour day week month year decade century night weekend quarter".split())
_RARE_WITHIN = frozenset(("year", "month", "decade"))  # "discuss the first order in two days" looks ahead
_DEFINITE = frozenset("the these those our their both its his her all your my other".split())
_WHICH = frozenset("last this next past previous same that every".split())
_ABBREVIATED = re.compile(r"[A-Z][A-Za-z]{0,5}[A-Z]s")  # "MoUs", "FTAs": more than one of what is abbreviated
_KEPT = frozenset({"mark", "celebrate", "commemorate", "observe"})
_WHOLE = frozenset("the these those its their our his her".split())
_MODEL = frozenset({"CD", "SYM", "HYPH"})
_FIXED_TAILS = frozenset("understanding intent state parliament congress".split())
_LAW_BOOKS = frozenset({"u.s.c.", "u.s.c", "usc", "c.f.r.", "cfr", "fr", "§"})
# Behind a number and a hyphen these describe a way of doing: "two-way trade", "four-eye talks".
_IDIOMS = frozenset(
    "way eye step state side time track fold hand tier third quarter half person piece child party".split()
)
# What somebody pays or makes, and what is told of it is how long it takes.
VISITS = frozenset("visit trip tour stay journey flight mission stop stopover sojourn pilgrimage voyage".split())
_DESCRIBED = 4  # tokens of "day state visit"
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


def find_bar(sentence: Sentence, quantity: Quantity, first: int, last: int, counted: Counted | None) -> str | None:
    """Why the number in tokens ``first`` to ``last`` is no figure, in a few plain words; None when it may be one."""
    if _is_age(sentence, first, last, counted):
        return "an age"
    if _is_anniversary(sentence, last):
        return "an anniversary"
    if quantity.sort is not Sort.BARE:
        return None
    if _is_in_a_name(sentence, quantity, first, last, counted):
        return "part of a name or a reference"
    if counted is None:
        return None
    return _bar_of_noun(sentence, quantity, first, counted)


def _is_age(sentence: Sentence, first: int, last: int, counted: Counted | None) -> bool:
    tokens = sentence.tokens
    before = tokens[first - 1].lower if first else ""
    if before in {"aged", "ages", "age"} or (
        before == "of" and first > 1 and tokens[first - 2].lower in {"age", "ages"}
    ):
        return True
    after = [token.lower for token in tokens[last + 1 : last + 6]]
    if after[:2] == ["years", "old"] or after[:3] == ["years", "of", "age"] or after[:4] == ["-", "year", "-", "old"]:
        return True
    if after[:2] in (["year", "olds"], ["year", "old"]) or after[:1] == ["years-old"]:
        return True
    if after[:1] == ["-year"] and "old" in after[:3]:
        return True
    # "Brenton Tarrant, 28, appeared"
    name = tokens[first - 2].tag in {"NNP", "NNPS"} if first > 1 else False
    return before == "," and name and counted is None and after[:1] in ([","], ["."])


def _is_anniversary(sentence: Sentence, last: int) -> bool:
    return any(token.lower.startswith("anniversar") for token in sentence.tokens[last + 1 : last + 5])


def _is_in_a_name(sentence: Sentence, quantity: Quantity, first: int, last: int, counted: Counted | None) -> bool:
    tokens, bars = sentence.tokens, load_units().bars
    number = tokens[first]
    before = tokens[first - 1] if first else None
    dated = (
        first > 1 and before is not None and is_time(before.lower) and tokens[first - 2].lower in _WHICH
    )  # "last week 92 men"
    if (
        before is not None
        and before.lower in bars.name_words
        and (not quantity.spelled or before.text[:1].isupper())
        and not dated
    ):
        return True
    if (
        before is not None
        and before.text == "."
        and first > 1
        and tokens[first - 2].lower in {"no", "nos", "art", "vol"}
    ):
        return True
    if counted is not None and any(
        t.lower in _LAW_BOOKS for t in tokens[last + 1 : counted.head + 1]
    ):  # "19 U.S.C. 1862"
        return True
    proper = before is not None and before.tag in {"NNP", "NNPS"}
    if proper and counted is not None and number.head < first and number.dep in {"nummod", "appos", "npadvmod"}:
        return True
    if proper and counted is None:
        return True
    follower = tokens[last + 1] if last + 1 < len(tokens) else None
    capital = (
        quantity.spelled
        and number.text[:1].isupper()
        and first > 0
        and tokens[first - 1].text not in {"“", '"', ":", "—"}
    )
    if capital and (proper or (follower is not None and follower.text[:1].isupper())):
        return True
    if capital and first > 1 and tokens[first - 1].lower == "of" and tokens[first - 2].text[:1].isupper():
        return True  # "the Group of Seven leaders"
    # "Group of Seven", "P5+1"
    return capital and counted is None


def _bar_of_noun(sentence: Sentence, quantity: Quantity, first: int, counted: Counted) -> str | None:
    tokens, bars = sentence.tokens, load_units().bars
    noun, small = tokens[counted.head], quantity.high == quantity.low and quantity.low <= 20
    last_word = counted.unit.rpartition(" ")[2].lower()
    before = [token.lower for token in tokens[max(0, first - 3) : first]]
    if before[-3:] in (["one", "of", "the"], ["some", "of", "the"]) and not counted.hyphenated:
        return "points to one of many"
    definite = _is_definite(sentence, first)
    group = last_word in bars.group_nouns or counted.unit in bars.group_nouns
    title = quantity.spelled and first > 0 and tokens[first].text[:1].isupper()
    if counted.hyphenated and (last_word in _IDIOMS or title):
        return "describes a way of doing, or part of a name"
    if counted.hyphenated and quantity.low > 1 and not (group and quantity.low == 2):
        return None  # "the two-day visit", "the three-nation tour": it describes what it stands before
    if group and small and (quantity.low == 2 or (definite and quantity.low <= 10)):
        return "points to the parties"
    few = quantity.spelled and (quantity.low <= 3 or before[-1:] in (["these"], ["those"]))
    if definite and ((small and last_word in bars.pointed_nouns) or few):
        return "points to what was named before"
    grows = last_word == "time" and direction_of_verb(lemma(tokens[noun.head].lower)) is not None
    if last_word in bars.empty_nouns and small and not grows:  # "trade has grown 1.5 times"
        return "counts nothing"
    named = noun.tag in {"NNP", "NNPS"} and noun.text[:1].isupper() and noun.entity not in {"NORP", ""}
    if named and quantity.spelled and not _ABBREVIATED.fullmatch(noun.text):
        return "part of a name or a reference"
    if quantity.low != 1 and _is_singular(noun, counted):
        return "number and noun do not agree"
    if quantity.low == quantity.high == 1:
        return _bar_of_one(sentence, quantity, first, counted)
    if is_time(counted.unit):
        outer = token_at(sentence, sentence.start + quantity.start)
        # "The first meeting in more than seven years", but "ran it in less than two hours".
        rare = any(token.lower in {"first", "only"} or token.tag == "JJS" for token in sentence.tokens[:outer])
        since = tokens[outer - 1].lower == "in" and counted.unit in _RARE_WITHIN
        if since and any(token.lower == "first" and token.tag == "JJ" for token in tokens[: outer - 1]):
            return None  # "the first visit in seven years": the time since the last
        return _bar_of_time(sentence, quantity, min(outer, first) if rare else first, counted)
    return None


def _is_definite(sentence: Sentence, first: int) -> bool:
    """Does "the", "its" or the like stand before the number: "the three", "the other three", not "the day three"?"""
    tokens = sentence.tokens
    near = tokens[first - 1] if first else None
    if near is None or near.lower in _DEFINITE or near.lower in {"'s", "’s"}:
        return near is not None
    return first > 1 and tokens[first - 2].lower in _DEFINITE and near.tag not in _NOUNS


def _is_singular(noun: Token, counted: Counted) -> bool:
    """Is the noun a plain singular, as in "the 709 crackdown"? Names and nouns like "aircraft" may stand for many."""
    plain = noun.tag == "NN" and not counted.hyphenated and not noun.text[:1].isupper()
    return plain and not noun.lower.endswith("s") and load_units().singulars.get(noun.lower, "") == ""


def _bar_of_one(sentence: Sentence, quantity: Quantity, first: int, counted: Counted) -> str | None:
    """The word counts only right beside its noun: "one count of murder", "one person was killed"."""
    before = sentence.tokens[first - 1].lower if first else ""
    if not quantity.spelled and before in {"", "("}:
        return "a mark of a list"
    noun = sentence.tokens[counted.head]
    if counted.hyphenated and is_time(counted.unit):  # "a one-day visit": both marked ones are figures
        behind = sentence.tokens[counted.head + 1 : counted.head + _DESCRIBED]
        return None if any(token.lower in VISITS for token in behind) else "the word one"
    if counted.hyphenated or is_time(counted.unit) or noun.tag != "NN" or counted.head > first + 2:
        return "the word one"
    if before in {
        "no",
        "any",
        "this",
        "that",
        "the",
        "each",
        "every",
        "another",
        "only",
        "not",
        "just",
        "as",
        "than",
        "'s",
        "’s",
    }:
        return "the word one"
    return None


def _bar_of_time(sentence: Sentence, quantity: Quantity, first: int, counted: Counted) -> str | None:
    """A stretch of time is out where it only places something else in time: "two weeks later", "in three days"."""
    after = sentence.tokens[counted.head + 1].lower if counted.head + 1 < len(sentence.tokens) else ""
    before = sentence.tokens[first - 1].lower if first and sentence.tokens[first - 1].tag[:2] != "VB" else ""
    if after in {"ago", "later", "earlier", "before", "after", "hence", "prior", "apart", "time"}:
        return "places something in time"
    governor = sentence.tokens[sentence.tokens[counted.head].head]
    if lemma(governor.lower) in _KEPT and after == "of":
        return "an anniversary"
    if (
        before
        in {"last", "next", "past", "coming", "previous", "first", "every", "within", "after", "in", "before", "until"}
        and after != "of"
    ):
        lead = [token.lower for token in sentence.tokens[max(0, first - 3) : first - 1]]
        going_on = not {"over", "in", "during", "within"} & set(lead)  # "over the past five years" only dates a change
        stretch = before in {"last", "past"} and quantity.low >= 5 and counted.unit in {"year", "decade"} and going_on
        return None if stretch else "places something in time"
    return None
