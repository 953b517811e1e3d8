"""Meetings at which nobody travelled: by phone, by video, on a screen."""

from __future__ import annotations

from bot.core.models import MeetingKind
from bot.reading.meetings.clauses import Clause
from bot.reading.meetings.frames import Trigger, load_meetings
from bot.reading.parsing.syntax import Sentence

# Behind "virtual" these are a meeting or the way of one.
_MEANT = frozenset(
    "talks meeting meetings summit conference call session consultations dialogue mode format platform link".split()
)
_NO_MEANS = frozenset(("online", "virtual", "video", "phone", "telephone", "zoom"))  # "online fraud", "phone makers"


def has_remote(sentence: Sentence) -> bool:
    """Does the sentence name a phone, a screen or the like?"""
    return is_remote(sentence, Clause(0, len(sentence.tokens)))


def is_remote(sentence: Sentence, clause: Clause) -> bool:
    """Does the clause tell of a phone, a screen or the like?"""
    remote = load_meetings().words.remote
    return any(
        token.lower in remote and not (token.lower in _NO_MEANS and _is_modifier(sentence, token.i))
        for token in sentence.tokens[clause.first : clause.last]
    )


def _is_modifier(sentence: Sentence, place: int) -> bool:
    """Does "online" belong to another noun than a meeting: "online fraud"?"""
    following = sentence.tokens[place + 1] if place + 1 < len(sentence.tokens) else None
    if following is None or following.tag[:2] not in ("NN", "JJ"):
        return False
    return not any(token.lower in _MEANT for token in sentence.tokens[place + 1 : place + 5])


def is_spoken_call(trigger: Trigger) -> bool:
    """Is it "a phone call", however many take part, not a conference by video?"""
    return trigger.kind is MeetingKind.CALL and not trigger.rule.startswith(("video", "virtual", "tele"))
