"""What was read from outside, before it is an article: the records that the parsers in the child process answer with.

``PageText`` (a page, a file or a pasted text) and ``FeedText`` with its ``FeedEntry`` rows become
``bot.core.models.NewArticle`` in ``bot.intake.intake``. All text in them is normalised (``bot.core.text``); dates are
what the source says, never guessed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

MAX_TEXT = 500_000  # code points of one article; a book has about as many
MIN_TEXT = 40  # below this there is no sentence to quote


class Found(StrEnum):
    """What a file or an address turned out to be."""

    PAGE = "page"
    FEED = "feed"
    TEXT = "text"
    PDF = "pdf"


@dataclass(frozen=True, slots=True)
class WebDate:
    """A date as a source gives it."""

    day: str  # ISO date in the source's own zone
    at: datetime | None  # the exact time, UTC, when the source gives one with its zone


@dataclass(frozen=True, slots=True)
class TextMarks:
    """What is measured on a text once, for language and near-copies."""

    language: str | None  # ISO 639-1; None when the text is too short to tell
    signature: bytes  # MinHash of its word sequences, see ``bot.intake.likeness``; empty when too short


@dataclass(frozen=True, slots=True)
class PageText:
    """One text with what it says about itself. Fields are None when the source does not say."""

    found: Found
    title: str | None
    publisher: str | None
    published: WebDate | None
    author: str | None
    canonical: str | None  # the address it gives for itself, as written there
    text: str  # "" when there is no article text
    marks: TextMarks
    feeds: tuple[str, ...]  # addresses of feeds that the page names, best first
    is_article: bool  # it says so itself, or has a date and an article's length
    note: str | None  # one plain sentence about what was left out, None when nothing was


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One entry of a feed."""

    identity: str  # stable, at most 512 bytes: guid, else canonical link, else a hash of title and date
    title: str
    link: str | None  # absolute http(s) address, else None
    published: WebDate | None
    author: str | None
    text: str  # the entry's own text, "" when it has none
    full: bool  # the text is the whole article, so the page need not be fetched
    marks: TextMarks
    text_hash: bytes | None  # SHA-256 of the text when it is the whole article, to see when it changes


@dataclass(frozen=True, slots=True)
class FeedText:
    """A feed, its entries newest first."""

    title: str | None
    ttl_s: int | None  # seconds that it asks to be left alone
    entries: tuple[FeedEntry, ...]  # at most 500
    left_out: int  # entries beyond that
