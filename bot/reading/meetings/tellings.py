"""A candidate: one telling of a meeting, with who, how sure, where and when; conferences beside which others met."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.models import MeetingKind
from bot.reading.meetings.clauses import BESIDE
from bot.reading.meetings.frames import Trigger
from bot.reading.meetings.parties import Party, fit_parties
from bot.reading.meetings.status import Standing
from bot.reading.parsing.syntax import Sentence

_NAMING = 14  # words between "on the sidelines" and "summit"


@dataclass(slots=True)
class Candidate:
    """One telling of a meeting."""

    kind: MeetingKind
    parties: list[Party]
    place: str | None
    date: str | None  # ISO
    standing: Standing
    sentence: Sentence
    rule: str  # words of the frame
    hosts: tuple[str, ...] = ()  # countries that a visit goes to
    also: bool = False  # told as a further one of the same kind: "also met"
    definite: bool = False  # "the meeting": told before, if told at all
    beside: bool = False  # on the sidelines of a conference
    unsettled: bool = False  # told so that it may still lie ahead, see meetings.unsettled
    around: bool = False  # the conference on whose sidelines they met: never the same as the talks

    @property
    def names(self) -> tuple[str, ...]:
        """The parties' names in order."""
        return tuple(party.name for party in self.parties)


def is_beside(trigger: Trigger) -> bool:
    """Is the noun a conference beside which others met: "on the margins of the G20 summit"?"""
    for token in reversed(trigger.sentence.tokens[max(0, trigger.first - _NAMING) : trigger.first]):
        if token.lower in BESIDE:
            return True
        if token.tag[:2] in ("VB", "MD") and token.tag != "VBN":
            return False
    return False


def is_named(trigger: Trigger) -> bool:
    """Has the conference a name of its own: "the Seventh Lakes Summit", not "the summit"?"""
    tokens = trigger.sentence.tokens
    before = tokens[trigger.first - 1] if trigger.first else None
    return before is not None and tokens[trigger.head].text[:1].isupper() and before.tag in ("NNP", "NNPS")


def is_at(trigger: Trigger) -> bool:
    """Is the noun a conference at which others met: "met with B at the G20 summit"?"""
    if trigger.kind is not MeetingKind.SUMMIT:
        return False
    for token in reversed(trigger.sentence.tokens[max(0, trigger.first - 6) : trigger.first]):
        if token.lower in ("at", "during"):
            return True
        if token.tag[:2] not in ("NN", "JJ", "DT", "HY", "PO", "CD") and token.text not in ("-", "–"):
            return False
    return False


def join_beside(candidate: Candidate, told: Sequence[Candidate]) -> None:
    """Who met on the sidelines of a conference takes part in it, where its name does not give its two sides."""
    if sum(party.kind != "person" for party in candidate.parties) >= 2:
        return
    for other in told:
        if {party.name for party in other.parties} & {party.name for party in candidate.parties}:
            candidate.parties = fit_parties([*candidate.parties, *other.parties])
