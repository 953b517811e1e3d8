"""Whether a number counts anything: names, ages, addresses, list marks and "the two countries" do not."""

from __future__ import annotations

import re

from bot.core.models import Comparator
from bot.reading.figures.counted import Counted, is_time, token_at
from bot.reading.figures.numerals import ORDINALS
from bot.reading.figures.quantities import Quantity, Sort
from bot.reading.lexicon.lists import lemma
from bot.reading.lexicon.units import direction_of_verb, load_units
from bot.reading.parsing.syntax import Sentence, Token

_NOUNS = frozenset({"NN", "NNS", "NNP", "NNPS"})
_RARE_WITHIN = frozenset(("year", "month", "decade"))  # "discuss the first order in two days" looks ahead
_DEFINITE = frozenset("the these those our their both its his her all your my other".split())
_WHICH = frozenset("last this next past previous same that every".split())
_ABBREVIATED = re.compile(r"[A-Z][A-Za-z]{0,5}[A-Z]s")  # "MoUs", "FTAs": more than one of what is abbreviated
_YEARS = range(1900, 2101)
SPANNING = frozenset({"next", "coming"})
_SUM = 3  # tokens of "$ 6 million"
_OLDER = ("older", "over", "above", "younger", "under")
_KEPT = frozenset({"mark", "celebrate", "commemorate", "observe"})
_LAW_BOOKS = frozenset({"u.s.c.", "u.s.c", "usc", "c.f.r.", "cfr", "fr", "§"})
# What somebody pays or makes, and what is told of it is how long it takes.
VISITS = frozenset("visit trip tour stay journey flight mission stop stopover sojourn pilgrimage voyage".split())
_DESCRIBED = 4  # tokens of "day state visit"
# Behind a number and a hyphen these describe a way of doing: "two-way trade", "four-eye talks".
_IDIOMS = frozenset(
    "way eye step state side time track fold hand tier third quarter half person piece child party".split()
)


def find_bar(sentence: Sentence, quantity: Quantity, first: int, last: int, counted: Counted | None) -> str | None:
    """Why the number in tokens ``first`` to ``last`` is no figure, in a few plain words; None when it may be one."""
    if _is_age(sentence, first, last, counted):
        return "an age"
    if _is_anniversary(sentence, last):
        return "an anniversary"
    if quantity.sort is Sort.MEASURE and quantity.spelled and _is_titled(sentence, first):
        return "part of a name or a reference"
    if counted is not None and counted.hyphenated and _follows_a_count(sentence, first):
        return "describes what another number counts"
    if quantity.sort is not Sort.BARE:
        return None
    if counted is not None and _is_address(sentence.tokens[counted.head]):
        return "an address"
    if _is_in_a_name(sentence, quantity, first, last, counted):
        return "part of a name or a reference"
    if counted is None:
        return None
    return _bar_of_noun(sentence, quantity, first, counted)


def _follows_a_count(sentence: Sentence, first: int) -> bool:
    """Is it the 8 of "42 million 8-ounce bottles", and not the three of "a $6 million three-year plan"?"""
    before = sentence.tokens[max(0, first - _SUM) : first]
    return bool(before) and before[-1].tag == "CD" and not any(token.tag == "$" for token in before)


def _is_titled(sentence: Sentence, first: int) -> bool:
    """Is it the One of "Last One Mile", between or before words with capitals?"""
    tokens = sentence.tokens
    before, behind = tokens[max(0, first - 1)], tokens[min(first + 1, len(tokens) - 1)]
    return first > 0 and all(token.text[:1].isupper() for token in (before, tokens[first], behind))


def _is_address(noun: Token) -> bool:
    """Is it the Road of "24 Cedar Road"?"""
    return noun.text[:1].isupper() and noun.lower in load_units().bars.address_words


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
    if after[:1] == ["years"] and after[1:3] in [[way, word] for way in ("or", "and") for word in _OLDER]:
        return True  # "at least 18 years or older"
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
    if _is_of_a_name(quantity, tokens[first], noun):
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
        if since and any(token.lower in ORDINALS or token.lower == "first" for token in tokens[: outer - 1]):
            return None  # "the first visit in seven years", "the third summit in nine months"
        return _bar_of_time(sentence, quantity, min(outer, first) if rare else first, counted)
    return None


def _is_of_a_name(quantity: Quantity, number: Token, noun: Token) -> bool:
    """Is it the number of "the Five Eyes", "the 2030 Agenda", and not of "2,030 Kenyans", "two MoUs"?"""
    if not quantity.spelled:
        return noun.tag == "NNP" and quantity.low in _YEARS and "," not in number.text
    named = noun.tag in {"NNP", "NNPS"} and noun.text[:1].isupper() and noun.entity not in {"NORP", ""}
    return named and _ABBREVIATED.fullmatch(noun.text) is None


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
    tells = noun.dep == "nsubj" and lemma(sentence.tokens[noun.head].lower) != "die"
    if tells and quantity.spelled and quantity.comparator is Comparator.EQUAL:
        return "the word one"  # "One senator said": of the marked figures none is so told
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
        lasting = before in {"last", "past"} and quantity.low >= 5 and counted.unit in {"year", "decade"} and going_on
        ahead = before in SPANNING and quantity.low > 1 and counted.unit in _RARE_WITHIN
        return None if lasting or ahead else "places something in time"
    return None
