"""Tellings that leave open whether a meeting is over: "Mutua's visit comes as trade grows", "he meets her on Friday".

By themselves they pass for held, as most are. Where the same article tells of that meeting as planned or cancelled,
and nowhere in the past tense as held, they are no firmer than that: in doubt the weaker status is said.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.spans import bounds_of
from bot.reading.context.context import Context
from bot.reading.lexicon.lists import lemma
from bot.reading.meetings.frames import Trigger
from bot.reading.meetings.hanging import find_verb
from bot.reading.meetings.parties import sides_of
from bot.reading.meetings.status import Standing
from bot.reading.meetings.tellings import Candidate
from bot.reading.parsing.syntax import Sentence

_AIMS = frozenset("aim agenda focus goal objective purpose".split())
_FOUNDING = frozenset("create establish found initiate launch set".split())  # of a dialogue, a forum
_WEEK = 7
_PERFECT = frozenset(("has", "have", "'ve", "’ve"))


def is_unsettled(trigger: Trigger, begin: int) -> bool:
    """Is the meeting told in the present tense, or does no verb say that it was held?"""
    sentence = trigger.sentence
    if trigger.verb:
        return _is_present(sentence, trigger.head)
    verb = find_verb(sentence, begin, trigger.head)
    if verb is None or _is_present(sentence, verb):
        return True
    if _is_aimed_at(sentence, trigger.head) or lemma(sentence.tokens[verb].lower) in _FOUNDING:
        return True
    lead = sentence.tokens[begin - 1].lower if begin else ""
    return lead == "than"  # "no appointments other than a meeting of A and B"


def _is_aimed_at(sentence: Sentence, noun: int) -> bool:
    """Is it "the purpose of his visit"?"""
    of = sentence.tokens[sentence.tokens[noun].head]
    return of.lower in ("of", "for") and sentence.tokens[of.head].lower in _AIMS


def _is_present(sentence: Sentence, verb: int) -> bool:
    token = sentence.tokens[verb]
    helping = [child.lower for child in sentence.children(verb) if child.dep in ("aux", "auxpass")]
    if token.tag in ("VBG", "VBN"):  # "who is visiting Oslo", "the visit is seen as a signal"
        return any(word in ("is", "are") for word in helping) and not _PERFECT.intersection(helping)
    plain = token.tag in ("VBZ", "VBP") or (token.tag == "VB" and token.dep == "ROOT" and not helping)
    return plain and not _PERFECT.intersection(helping)


def weaken_unsettled(context: Context, candidates: Sequence[Candidate]) -> None:
    """Gives each unsettled telling the standing and the day of what else the article tells of that meeting."""
    for candidate in candidates:
        if candidate.standing is not Standing.HELD or not candidate.unsettled:
            continue
        told = [other for other in candidates if not other.unsettled and _is_same(candidate, other)]
        open_ = [other for other in told if other.standing is not Standing.HELD and not _is_past(context, other.date)]
        if told and len(open_) == len(told):
            nearest = min(told, key=lambda other: abs(other.sentence.index - candidate.sentence.index))
            candidate.standing, candidate.date = nearest.standing, nearest.date


def _is_same(candidate: Candidate, other: Candidate) -> bool:
    """Do the same people of the same sides meet, or visit, as far as the days told allow?"""
    if candidate.sentence is other.sentence:  # "are meeting here to co-chair a session": what they meet for
        return False
    people = {party.name for party in candidate.parties if party.kind == "person"}
    sides, others = sides_of(candidate.parties) - {""}, sides_of(other.parties) - {""}
    if not people & set(other.names) or not (sides <= others or others <= sides):
        return False
    if candidate.date is None or other.date is None:
        return candidate.date is None
    one, two = bounds_of(candidate.date), bounds_of(other.date)
    if one is None or two is None:
        return False
    # A weekday in the present tense is taken for the last one, where it may be the next; "this year" holds any day.
    return abs((one[0] - two[0]).days) in (0, _WEEK) or one[0] <= two[0] <= two[1] <= one[1]


def _is_past(context: Context, day: str | None) -> bool:
    bounds = bounds_of(day) if day else None
    return bounds is not None and context.published is not None and bounds[1] < context.published
