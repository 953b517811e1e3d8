"""The date that a number is for: "in 2023", "last year", the day of the deed that it counts.

A number takes the date right behind it, else the nearest one in its own clause. Dates to which something is only
compared ("than the year before") and dates of what is said ("said on Thursday") are none of it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.core.dates import FoundDate
from bot.reading.figures.clause_grammar import LEVEL_VERBS
from bot.reading.figures.counted import is_time, token_at
from bot.reading.figures.number_place import Place
from bot.reading.lexicon.lists import lemma
from bot.reading.lexicon.units import direction_of_verb
from bot.reading.parsing.syntax import Sentence

_SAYING = frozenset("say tell announce report release publish state note add write show estimate reveal".split())
_TIME_NOUNS = frozenset("year quarter half season term period month cycle academic fiscal financial".split())
_BEGINNINGS = frozenset({"beginning", "start"})
_YEAR, _MONTH, _DAY = len("2024"), len("2024-08"), len("2024-08-22")
_SPAN = 60  # code points behind a number or verb that may tell its time
_YEAR_BEFORE = re.compile(
    r"(?: [a-z]+)? (?:(?:over|in|during|for) )?(?:the )?"
    r"(?:(?:same|corresponding|previous) (?:period|time|months?|quarter) )?(?:of |in |a )?(?:the )?"
    r"(?:year before|year earlier|year ago|last year|previous year|year-ago period|preceding year)"
)
_THE_YEAR_BEFORE = re.compile(
    r" (?:in |for )?(?:the (?:year before|year earlier|previous year)|a year (?:before|earlier))\b"
)
_HARM = frozenset(
    "killed killing kill wounded wounding injured injuring hurt died dead death deaths injuries casualties fatalities "
    "victims seized seizing arrested arresting captured freed fired tests dropped".split()
)
_STEPS = 4  # from "people" up to the "killing" of "killing 19 people, including 17 visitors"
_SAME_PERIOD = re.compile(r" (?:in|during|over|for) the (?:same|corresponding) (?:period|time|months?|quarter) ")
_OF_A_PERIOD = frozenset({"in", "for", "during", "by", "as", "at", "on", "of", "through", "over"})


class PeriodReader:
    """Finds the dates that the numbers of one sentence are for."""

    def __init__(self, sentence: Sentence, dates: Sequence[FoundDate], published: str | None = None) -> None:
        """``dates`` are those of the sentence, with offsets in the article's text; ``published`` the article's day."""
        self.published = published
        self.sentence = sentence
        self.tokens = sentence.tokens
        self.dates = dates

    def period(self, place: Place) -> str | None:
        """The date in the number's own clause that says for when it holds; the nearest of several.

        A day or month is that of a level ("reserves stood at $5 billion on 31 March"), of people harmed or of what was
        taken by force. Of 155 marked figures with a day in their sentence 135 have no period: the day on which money
        was pledged, talks were held or papers were signed is none. Of those that count the dead and wounded 4 of 5 do.
        """
        if (earlier := self._year_earlier(place)) is not None:
            return earlier
        if (so_far := self._since(place)) is not None:
            return so_far
        dates = [date for date in self.dates if not self._compares(date)]
        if not self._has_a_day(place):
            dates = [date for date in dates if len(date.iso.partition("/")[0]) != _DAY]
        if not dates or (place.counted is not None and place.counted.hyphenated):
            return None
        if (own := self._beside(place, dates)) is not None:
            return own
        if not self._has_a_day(place):
            dates = [date for date in dates if len(date.iso) != _MONTH]
        if self._is_old_level(place):
            return None
        if place.counted is not None and is_time(place.counted.unit):  # "stayed for three days last month" is undated
            after = place.counted.head + 1
            since = after < len(self.tokens) and self.tokens[after].lower == "since"
            dates = [date for date in dates if len(date.iso) == _YEAR and not since]
        if (told := self._of_when(place, dates)) is not None:
            return told
        return self._nearest(place, dates)

    def _has_a_day(self, place: Place) -> bool:
        """Can a day be its period: does it count people harmed, or stand at or move to a level?"""
        if place.counted is not None:
            return not is_time(place.counted.unit) and self._is_harmed(place)
        return self._is_level(place)

    def _is_harmed(self, place: Place) -> bool:
        """Does the number count the dead, the wounded or what was taken by force?"""
        token = self.tokens[place.top]
        near = [token, *self.sentence.children(token.i), *self.sentence.children(token.head)]
        for _ in range(_STEPS):
            token = self.tokens[token.head]
            near.append(token)
        return any(token.lower in _HARM for token in near)

    def _is_level(self, place: Place) -> bool:
        """Does a verb say that something stood at, or moved to, the number?"""
        head = self.tokens[self.tokens[place.top].head]
        verb = self.tokens[head.head] if head.dep == "prep" else head
        finite = verb.tag in {"VBD", "VBZ", "VBP", "VB", "VBN"} and verb.dep != "acl"
        base = lemma(verb.lower)
        return finite and (base in LEVEL_VERBS or direction_of_verb(base) is not None)

    def _since(self, place: Place) -> str | None:
        """2019/2024 for what has been given, counted or reached since 2019, in an article of 2024.

        Of 5 marked figures with a year or month behind "since" 4 have such a period.
        """
        if self.published is None or (place.counted is not None and is_time(place.counted.unit)):
            return None
        for date in self.dates:
            first = token_at(self.sentence, date.start)
            if len(date.iso) > _MONTH or not first or self.tokens[first - 1].lower != "since":
                continue
            since = self.tokens[self.tokens[first - 1].head]
            perfect = any(t.lower in {"has", "have"} and t.dep == "aux" for t in self.sentence.children(since.i))
            if since.i in self._above(place) and perfect and _BEGINNINGS.isdisjoint(date.words.lower().split()):
                now = self.published[: len(date.iso)]
                return f"{date.iso}/{now}" if date.iso < now else None
        return None

    def _year_earlier(self, place: Place) -> str | None:
        """2021 for the second number of "rose to $5 billion in 2022 from $4 billion the year before"."""
        if not place.outer or self.tokens[place.outer - 1].lower not in {"from", "with", "to", "against", "than"}:
            return None
        end = self.tokens[place.last].end - self.sentence.start
        behind = self.sentence.text[end : end + _SPAN].lower()
        if behind.startswith(" ("):  # "from RM36 million (US$7 million) in the same period last year"
            behind = behind.partition(")")[2]
        if _THE_YEAR_BEFORE.match(behind) is None and _SAME_PERIOD.match(behind) is None:
            return None
        before = [date for date in self.dates if date.end <= self.tokens[place.outer].start and len(date.iso) != _DAY]
        return self.year_before(before[-1].iso) if before else None

    def _nearest(self, place: Place, dates: Sequence[FoundDate]) -> str | None:
        """Of the dates that hang on the number's own clause the nearest."""
        above = self._above(place)
        best: tuple[int, FoundDate] | None = None
        for date in dates:
            first = token_at(self.sentence, date.start)
            governor, preposition = self._governor(first, date)
            if governor is not None and self.tokens[governor].tag in {"NNP", "NNPS"}:
                governor = self._verb_behind(date, governor)
            if preposition == "from" and "/" in date.iso and len(date.iso.partition("/")[0]) < _DAY:
                preposition = "in"  # "from January to April 2023"
            if preposition == "since" and not _BEGINNINGS.isdisjoint(date.words.lower().split()):
                preposition = "in"  # "since the beginning of this year"
            if (
                preposition not in {"", *_OF_A_PERIOD}
                or governor is None
                or governor not in above
                or self.tokens[governor].tag == "NNP"
            ):
                continue
            if lemma(self.tokens[governor].lower) in _SAYING and place.top != governor:
                continue
            distance = abs(first - place.top)
            if best is None or distance < best[0]:
                best = distance, date
        return best[1].iso if best else None

    def _is_old_level(self, place: Place) -> bool:
        """Is it the 25 of "fell from 25 to 21 in 2024"?"""
        before = self.tokens[place.outer - 1].lower if place.outer else ""
        return before == "from" and any(token.lower == "to" for token in self.tokens[place.last : place.last + 3])

    def _of_when(self, place: Place, dates: Sequence[FoundDate]) -> str | None:
        """The year of "in 2022, when trade rose 8 percent", "when he came in 2009, they signed 14 agreements"."""
        if not any(token.lower == "when" for token in self.tokens):
            return None
        verbs = [self.tokens[t] for t in self._above(place) if self.tokens[t].tag.startswith("VB")]
        for verb in verbs:
            below = list(self.sentence.children(verb.i))
            if verb.dep in {"relcl", "advcl"} and any(t.lower == "when" and t.i < verb.i for t in below):
                first = min(t.i for t in below if t.lower == "when")
                before = [date for date in dates if 0 <= self.tokens[first].start - date.end <= len(", ")]
                return before[-1].iso if before else None
            lead = next((t for t in below if t.dep == "advcl" and t.i < verb.i), None)
            if lead is None or not any(t.lower == "when" for t in self.sentence.children(lead.i)):
                continue
            inside = [date for date in dates if self.tokens[0].start <= date.start < self.tokens[lead.i].end + _SPAN]
            inside = [date for date in inside if date.end <= verb.start and len(date.iso) < _DAY]
            if len(inside) == 1:
                return inside[0].iso
        return None

    def year_before(self, period: str) -> str | None:
        """The period a year before, where the sentence compares with "the same period last year"."""
        sides = period.split("/")
        if not all(side[:4].isdigit() and len(side) < _DAY for side in sides):
            return None
        return "/".join(f"{int(side[:4]) - 1:04d}{side[4:]}" for side in sides)

    def compares_with_year_before(self, end: int) -> bool:
        """Do the words behind a number, from an offset in the sentence, name the year before: "a year earlier"?"""
        words = self.sentence.text[end : end + _SPAN].lower()
        return _YEAR_BEFORE.match(words) is not None

    def _verb_behind(self, date: FoundDate, governor: int) -> int:
        """The verb right behind "on Thursday" that the parse has hung on the subject: "Oman on Thursday signed"."""
        place = token_at(self.sentence, date.end)
        while place < len(self.tokens) and self.tokens[place].tag in {"RB", ",", "VBZ", "VBP"}:
            place += 1
        found = place < len(self.tokens) and self.tokens[place].tag in {"VBD", "VBN"}
        return place if found else governor

    def _compares(self, date: FoundDate) -> bool:
        """Is it no date of the number: "a year", "than the year before", "on the previous year", "a year before"?"""
        words = date.words.lower().split()
        if words[:1] in (["a"], ["an"], ["per"]) or words[-1:] in (["before"], ["earlier"]) or "previous" in words:
            return True
        before = self.tokens[max(0, token_at(self.sentence, date.start) - 1)].lower
        if before == "since" and not _BEGINNINGS.isdisjoint(words):
            return False  # "rose 20 percent since the beginning of this year": the year so far
        if before == "over" and "next" in words:  # "over the next year" is no calendar year
            return True
        return before in {"than", "since"} or (before == "from" and "previous" in words)

    def _beside(self, place: Place, dates: Sequence[FoundDate]) -> str | None:
        """The date right behind the number: "$15 billion last year", "8 percent in 2023"."""
        after = (place.counted.head if place.counted is not None else place.last) + 1
        if after < len(self.tokens) and self.tokens[after].lower in {"in", "for", "as"}:
            after += 1 + (self.tokens[after].lower == "as")
        if after >= len(self.tokens):
            return None
        start = self.tokens[after].start
        return next((date.iso for date in dates if date.start <= start < date.end), None)

    def _above(self, place: Place) -> set[int]:
        """The number's tokens and what it hangs on, up to its clause's verb or the noun that its clause describes."""
        chain: set[int] = set(range(place.outer, place.last + 1)) | {place.top}
        token, verbs = self.tokens[place.top], 0
        for _ in range(12):
            head = self.tokens[token.head]
            verbs += token.tag.startswith("VB")
            apart = token.dep in {"advcl", "ccomp"} and (token.tag != "VBG" or self._has_subject(token.i))
            if head.i == token.i or verbs > 2 or apart:  # but "attacked it on Monday, killing 14"
                break
            chain.add(head.i)
            if token.dep in {"relcl", "acl"}:
                break
            token = head
        for governor in [place for place in chain if self.tokens[place].tag.startswith("VB")]:
            below = list(self.sentence.children(governor))
            chain |= {
                t.i
                for t in below
                if t.dep in {"dobj", "nsubj", "nsubjpass"}
                # "Killed 14 and wounded 30 on Tuesday": one day for both.
                or (t.dep == "conj" and t.tag == self.tokens[governor].tag and not self._has_subject(t.i))
            }
            # "Its deficit in 2023 stands at", "the target for exports in 2023 remains at"
            for subject in below:
                if subject.dep in {"nsubj", "nsubjpass"}:
                    chain |= self._nouns_under(subject.i)
        return chain

    def _nouns_under(self, place: int) -> set[int]:
        """The nouns under a noun by "of", "for" and the like."""
        found: set[int] = set()
        waiting = [place]
        while waiting:
            for child in self.sentence.children(waiting.pop()):
                if child.dep in {"prep", "pobj"} and child.i not in found:
                    found.add(child.i)
                    waiting.append(child.i)
        return {t for t in found if self.tokens[t].dep == "pobj"}

    def _has_subject(self, verb: int) -> bool:
        return any(t.dep in {"nsubj", "nsubjpass"} for t in self.sentence.children(verb))

    def _governor(self, first: int, date: FoundDate) -> tuple[int | None, str]:
        """What a date hangs on, and by which preposition ("" for none)."""
        token = self.tokens[first]
        for _ in range(6):
            head = self.tokens[token.head]
            if head.i == token.i:
                return token.i, ""
            if head.end <= date.start or head.start >= date.end:
                if head.tag in {"IN", "TO"} or head.dep == "prep":
                    outer = self.tokens[head.head]
                    if outer.dep == "prep" and outer.i == head.i - 1:
                        outer = self.tokens[outer.head]
                    return outer.i, head.lower
                if head.lower not in _TIME_NOUNS:
                    return head.i, ""
            token = head
        return None, ""
