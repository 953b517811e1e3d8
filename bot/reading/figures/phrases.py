"""Nouns with what belongs to them, cut out of a parsed sentence as readable words.

What the parse hangs on a noun is more than its name: lists, clauses, dates and the number itself are left out here, and
group words such as "the two countries" are given as the names that the context knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet

from bot.core.dates import FoundDate
from bot.reading.context.context import Context, Mention
from bot.reading.figures.measure_antecedents import Antecedents
from bot.reading.figures.measure_pointers import Pointers
from bot.reading.figures.numerals import DASHES
from bot.reading.parsing.syntax import Sentence, Token

NOUNS = frozenset({"NN", "NNS", "NNP", "NNPS"})
_MOST_WORDS = 18
_NOT_IN_A_PHRASE = frozenset({"relcl", "advcl", "appos", "parataxis", "punct", "ccomp", "dep"})
_BESIDE = frozenset({"including", "like", "such", "as", "with", "since", "after", "before"})
_AT_A_TIME = frozenset({"in", "during", "over", "for"})
_TIMES = frozenset({"year", "quarter", "month", "week", "decade"})
NEW_THOUGHT = frozenset("since after before by as with during amid following despite under via including".split())
_LEADING = frozenset({"the", "a", "an", ",", "and", "-", "’s", "'s", ";", ":", "of"})
_TRAILING = frozenset("of in to for and or the a an by on at with from , - as its".split()) | {""}
_SUM = re.compile(
    r"(?:\b(?:of|by|worth) )?(?:\b[A-Z]{1,3})?[$€£¥₹][0-9][0-9.,]*(?: (?:million|billion|trillion|crore|lakh)\b)?"
)
_MARKS = ' ,;:-–—“”"'


class Phrases:
    """The words of one sentence, asked for by the noun or preposition at their head."""

    def __init__(self, context: Context, sentence: Sentence, dates: Sequence[FoundDate]) -> None:
        self._context = context
        self._sentence = sentence
        self._tokens = sentence.tokens
        self._dates = dates  # of the sentence, with offsets in the article's text
        self.pointers: Pointers | None = None  # set by whoever knows the two states that are told of
        self.antecedents: Antecedents | None = None
        self._below: dict[int, list[int]] = {}
        for token in sentence.tokens:
            if token.head != token.i:
                self._below.setdefault(token.head, []).append(token.i)

    def under(self, place: int) -> set[int]:
        """The places of a token and of everything below it."""
        found, waiting = {place}, [place]
        while waiting:
            for child in self._below.get(waiting.pop(), ()):
                if child not in found:
                    found.add(child)
                    waiting.append(child)
        return found

    def under_prepositions(self, place: int) -> set[int]:
        """What hangs on a noun by prepositions other than "of"."""
        preps = [
            i for i in self._below.get(place, ()) if self._tokens[i].dep == "prep" and self._tokens[i].lower != "of"
        ]
        return set().union(*(self.under(i) for i in preps))

    def phrase(self, head: int, taken: AbstractSet[int], *, keep_head: bool = True, clause: bool = False) -> str:
        """A noun with what belongs to it, without apposition, list and number; ``clause`` keeps "he used" behind it."""
        places = self._places(head, taken, clause=clause)
        if not keep_head:
            places.discard(head)
        return tidy_words(self.words(sorted(places)))

    def _places(self, head: int, taken: AbstractSet[int], *, clause: bool = False) -> set[int]:
        found, waiting = {head}, [head]
        while waiting:
            parent = waiting.pop()
            for child in self._below.get(parent, ()):
                token = self._tokens[child]
                if child in taken or child in found:
                    continue
                if not self._belongs(token, parent, clause=clause and parent == head):
                    continue
                if token.dep == "prep" and self._below.get(child) and taken >= set(self._below[child]):
                    continue
                found.add(child)
                waiting.append(child)
        return found

    def _belongs(self, token: Token, parent: int, *, clause: bool) -> bool:
        """Is a token under a noun part of its name, or a remark, a list or a clause beside it?"""
        if token.dep == "punct":
            return token.text in {"-", "–", "’", "'", "&"}
        if (
            token.i > parent
            and self._tokens[token.i - 1].text == ","
            and token.dep in {"acl", "prep", "relcl", "advcl", "amod"}
        ):
            return False
        if token.lower == "worth" and token.i > parent:
            return False  # what it is worth is another figure
        if self._is_short_form(token):
            return False
        if token.dep == "relcl":
            return clause and len(self._below.get(token.i, ())) < 8 and token.i - parent < 10
        if token.dep in {"advmod", "predet", "mark", "intj"} and token.i < parent and self._tokens[parent].tag in NOUNS:
            return False
        if token.dep == "nummod" and token.tag == "CD" and token.i < parent:
            return self._tokens[token.i + 1].text in DASHES  # "27-member bloc", "two-way trade"
        if token.dep in {"cc", "conj", "preconj"}:
            return not self._lists_numbers(parent) and not (clause and self._is_another_item(token, parent))
        return self._adds(token, parent) if token.dep == "prep" else token.dep not in _NOT_IN_A_PHRASE

    def _adds(self, prep: Token, parent: int) -> bool:
        """Does a preposition under a noun tell more of it, and not when it was or what else there is?"""
        if prep.lower == "among" and prep.i < parent:
            return False  # "arms, among them three rocket launchers"
        if prep.lower in _BESIDE:
            return prep.lower == "with" and prep.i == parent + 1
        if prep.lower == "according" or self.has_a_date(prep):
            return False
        if prep.lower in {"within", "over"} and self._has_numbers(prep.i):
            return False
        below = self._below.get(prep.i)
        # "In the current financial year" is no date, and tells no more.
        return not (prep.lower in _AT_A_TIME and below and self._tokens[below[0]].lower in _TIMES)

    def _is_short_form(self, token: Token) -> bool:
        """Is it the SAF of "Armed Forces (SAF) personnel"?"""
        beside = self._tokens[max(0, token.i - 1) : token.i + 2 : 2]
        return [mark.text for mark in beside] == ["(", ")"]

    def _lists_numbers(self, head: int) -> bool:
        """Is the noun one of a list of counted things: "14 tents, and 170,000 kits"?"""
        return any(
            token.dep == "conj" and any(self._tokens[place].tag == "CD" for place in self.under(token.i))
            for token in self._sentence.children(head)
        )

    def _is_another_item(self, token: Token, parent: int) -> bool:
        """Behind a counted noun: "kits, as well as masks"; but "teachers and students" are counted together."""
        if token.dep == "cc":
            return token.lower not in {"and", "or", "&"} or self._tokens[token.i - 1].text == ","
        return any(t.lower in {",", "well", "plus"} for t in self._tokens[parent + 1 : token.i])

    def has_a_date(self, token: Token, apart: AbstractSet[int] = frozenset()) -> bool:
        """Is there a date below a token, but for what is set apart?"""
        return any(
            date.start <= self._tokens[place].start < date.end
            for place in self.under(token.i) - apart
            for date in self._dates
        )

    def name_of(self, place: int) -> str:
        """The one name that the context knows for a pronoun; "" when there is none or several."""
        mention = self._context.mention_at(self._sentence.index, place)
        return mention.names[0] if mention is not None and len(mention.names) == 1 else ""

    def is_role(self, place: int) -> bool:
        """Does the word stand for a person by office alone: "the visiting minister"?"""
        mention = self._context.mention_at(self._sentence.index, place)
        return mention is not None and mention.how == "role" and mention.kind == "person"

    def join(self, heads: Iterable[int], taken: AbstractSet[int], *, of: bool = False) -> str:
        """The phrases of several heads without other numbers and dates; ``of`` cuts "of 196 km" off too."""
        said = []
        for head in heads:
            apart = self._with_numbers(head, of=of)
            if self._has_numbers(head, apart) or self.has_a_date(self._tokens[head], apart):
                continue
            if self._tokens[head].lower != "according":
                said.append(self.phrase(head, taken | apart))
        return " ".join(said)

    def _with_numbers(self, head: int, *, of: bool) -> set[int]:
        """What hangs by prepositions below a head, tells of other numbers or dates and may be left out."""
        apart: set[int] = set()
        for place in self.under(head) - {head}:
            if self._tokens[place].dep != "prep" or (self._tokens[place].lower == "of" and not of) or place in apart:
                continue
            if self._has_numbers(place) or self.has_a_date(self._tokens[place]):
                apart |= self.under(place)
        return apart

    def _has_numbers(self, head: int, apart: AbstractSet[int] = frozenset()) -> bool:
        aside = {*apart} | {
            t for place in self.under(head) if self._tokens[place].dep == "relcl" for t in self.under(place)
        }
        return any(
            self._tokens[place].tag == "CD" and not self._is_in_group(place) for place in self.under(head) - aside
        )

    def _is_in_group(self, place: int) -> bool:
        """Is it the two of "the two leaders"?"""
        mention = self._context.mention_at(self._sentence.index, place)
        return mention is not None and mention.how == "group"

    def words(self, places: Iterable[int]) -> str:
        """The words at places, spaced as in the text, with group words given as names."""
        pieces: list[str] = []
        before = -2
        done: set[tuple[int, int]] = set()
        places = list(places)
        lands, owned = self._pointed(places)
        for place in places:
            token = self._tokens[place]
            if place in lands:
                pieces.append(lands[place])
                before = place
                continue
            if place in owned:
                pieces.append(
                    (" " if before != place - 1 or self._tokens[before].end < token.start else "") + token.text
                )
                pieces.append(owned[place])
                before = place
                continue
            mention = self._context.mention_at(self._sentence.index, place)
            them = token.lower == "them" and place > 0 and self._tokens[place - 1].lower == "between"
            several = mention is not None and (mention.last - mention.first > 1 or them)
            if mention is not None and mention.how == "group" and several and self._are_states(mention):
                key = (mention.first, mention.last)
                if key not in done:
                    done.add(key)
                    pieces.append(" " + " and ".join(mention.names))
                before = place
                continue
            if mention is not None and mention.how == "capital" and mention.kind != "place":
                key = (mention.first, mention.last)
                if key not in done:
                    done.add(key)
                    pieces.append(" " + mention.names[0])
                before = place
                continue
            spaced = before != place - 1 or self._tokens[before].end < token.start
            pieces.append((" " if spaced else "") + token.text)
            before = place
        return "".join(pieces).strip()

    def _pointed(self, places: Sequence[int]) -> tuple[dict[int, str], dict[int, str]]:
        """The words that stand instead of those at places ("our countries"), and behind those ("its debts")."""
        instead: dict[int, str] = {}
        behind: dict[int, str] = {}
        if self.pointers is None:
            return instead, behind
        for place in places:
            token = self._tokens[place]
            if self.antecedents is not None and (fuller := self.antecedents.fuller(token)):
                det = min(t.i for t in self._sentence.children(place) if t.dep == "det")
                instead |= dict.fromkeys([x for x in range(det + 1, place) if x in places], "")
                instead[place] = " " + fuller
                continue
            if not self.pointers.points(token):
                continue
            if token.tag in {"PRP$", "WP$"}:
                if token.head not in places or token.head in behind or not (owner := self.pointers.owner(token)):
                    continue
                if not any(self._tokens[other].text == owner.split()[-1] for other in places):
                    instead[place] = ""
                    behind[token.head] = f" of {owner}"
            elif token.tag in NOUNS:
                first, names = self.pointers.land(token)
                if names:
                    instead |= dict.fromkeys(range(first, place), "")
                    owned = token.dep == "poss" and token.head in places and token.head not in behind
                    instead[place] = "" if owned else f" {names}"
                    if owned:
                        instead |= {t.i: "" for t in self._sentence.children(place) if t.tag == "POS"}
                        behind[token.head] = f" of {names}"
        return instead, behind

    def _are_states(self, mention: Mention) -> bool:
        return all(self._context.gazetteer.country(name) for name in mention.names)

    def extended(self, head: int, taken: AbstractSet[int]) -> str:
        """The phrase of a noun and the "in Yemen" right behind it, whatever the parse has hung that on."""
        places = self._places(head, taken)
        for _ in range(2):
            behind = max(places) + 1
            if behind >= len(self._tokens) or behind in taken:
                break
            token = self._tokens[behind]
            told = self.has_a_date(token) or (token.lower in {"within", "over"} and self._has_numbers(behind))
            if token.dep not in {"prep", "acl"} or token.lower in NEW_THOUGHT or told:
                break
            below = self._places(behind, taken)
            if min(below) < behind or len(places) + len(below) > _MOST_WORDS:
                break
            places |= below
        return self.words(sorted(places))


def tidy_words(words: str) -> str:
    """Words without brackets, and without marks and empty words at the end."""
    kept = words.replace("(", " ").replace(")", " ").split()
    while kept and kept[-1].lower().strip(",;:") in _TRAILING:
        kept.pop()
    return " ".join(kept).strip(_MARKS)


def without_sums(words: str) -> str:
    """Words without the sums in them: "bailout of $6 billion to be paid" is a bailout to be paid."""
    return " ".join(_SUM.sub(" ", words).split()) if any(sign in words for sign in "$€£¥₹") else words


def trim_words(words: str) -> str:
    """Tidy words without an article at the front, at most 18 of them."""
    kept = tidy_words(words).split()
    while kept and kept[0].lower() in _LEADING:
        kept.pop(0)
    return tidy_words(" ".join(kept[:_MOST_WORDS]))
