"""What a person is shown, before it takes the form of a Discord message or of lines in a terminal.

A card is plain data: every string that came from an article is raw here and is escaped by whoever draws it
(``cogs.ui`` for Discord, ``bot.cli`` for the terminal). The quote comes first; the details are what was understood
from it.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.models import ArticleId, EventId, FactKind


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One source's own sentence behind a card."""

    article_id: ArticleId
    title: str
    publisher: str
    published: str | None  # ISO date
    url: str | None  # canonical link, None for pasted or uploaded texts
    quote: str  # verbatim sentence of the stored article
    start: int  # its offsets there
    end: int
    copied: bool  # the article repeats another one's words, so it confirms nothing by itself


@dataclass(frozen=True, slots=True)
class Step:
    """One step of how an event came about: "intended", "signed", "in force"."""

    status: str
    date: str | None  # ISO date of the step as told, else of publication
    source: SourceLine  # who says so, with the sentence


@dataclass(frozen=True, slots=True)
class Card:
    """One event (or one article, where ``event_id`` is None) as it is shown."""

    event_id: EventId | None
    kind: FactKind | None  # None for an article
    heading: str  # our own words: "Talks, held", "Agreement, signed"
    quote: str  # the best sentence, verbatim
    details: tuple[tuple[str, str], ...]  # label and value: ("Who", "Li Qiang, Roman Golovchenko"), ("Where", "Minsk")
    disagreements: tuple[tuple[str, str], ...]  # label and who says which, where sources differ
    sources: tuple[SourceLine, ...]  # best first; never empty
    reported_by: int  # independent sources: copies count once
    date: str | None  # ISO date of the event, None when the text does not say
    trail: tuple[Step, ...] = ()  # first step first; empty when there was only one
    corrected: tuple[str, ...] = ()  # labels of the details that a moderator put right
    number: int = 0  # the entry's number in its library, as people see and type it; 0 for an article


@dataclass(frozen=True, slots=True)
class Page:
    """One page of an answer."""

    title: str  # our own words: "Meetings of Li Qiang with Belarus"
    cards: tuple[Card, ...]
    note: str | None  # what was searched when nothing was found, or "did you mean"
    before: str | None  # opaque keyset cursor of the page before, None on the first
    after: str | None  # of the next page, None on the last
    suggestions: tuple[str, ...] = ()  # names that would answer, best first
