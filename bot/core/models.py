"""The records that pass between the stages of Communiqué, one word per thing.

An *article* holds stored text. A *quote* is one sentence of it, cut by offset. A *fact* is one meeting, agreement,
figure, person or statement as one article tells it, with its quotes; once stored it is a *report*. Reports of the
same fact in different articles are one *event*.

What each field means and how it is marked is told in docs/reading.md. All records are frozen. Offsets count
Unicode code points of the stored text. Times are aware UTC and end in ``_at``. Dates of facts are ISO strings as
precise as the text allows: ``2024-08-22``, ``2024-08``, ``2024``, or a range ``2024-08-20/2024-08-22``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType, TypeAlias

LibraryId = NewType("LibraryId", int)  # the Discord server's id; 0 is the terminal's own library
ArticleId = NewType("ArticleId", int)  # publication second << 20 | counter, so ids follow publication order
SourceId = NewType("SourceId", int)
ReportId = NewType("ReportId", int)
EventId = NewType("EventId", int)
PartyId = NewType("PartyId", int)
DigestId = NewType("DigestId", int)
DeliveryId = NewType("DeliveryId", int)

TERMINAL_LIBRARY = LibraryId(0)


class FactKind(StrEnum):
    """The kinds of fact; the value is the table and JSON name of one."""

    MEETING = "meeting"
    AGREEMENT = "agreement"
    FIGURE = "figure"
    PERSON = "person"
    STATEMENT = "statement"


class MeetingKind(StrEnum):
    """What sort of contact a meeting was."""

    TALKS = "talks"
    VISIT = "visit"
    CALL = "call"
    SUMMIT = "summit"


class MeetingStatus(StrEnum):
    """How sure it is that a meeting took place; in doubt the weaker one is said."""

    HELD = "held"
    PLANNED = "planned"
    CANCELLED = "cancelled"


class AgreementKind(StrEnum):
    """What sort of instrument carries an agreement."""

    TREATY = "treaty"
    MEMORANDUM = "memorandum"
    JOINT_STATEMENT = "joint statement"
    CONTRACT = "contract"
    ACCESSION = "accession"
    CEASEFIRE = "ceasefire"
    AGREEMENT = "agreement"


class AgreementStatus(StrEnum):
    """How firm an agreement is; in doubt the weaker one is said."""

    INTENDED = "intended"
    AGREED = "agreed"
    SIGNED = "signed"
    IN_FORCE = "in force"
    ENDED = "ended"


class Comparator(StrEnum):
    """How a figure relates to its value: "surpassed" is ``>``, "nearly" is ``~``."""

    EQUAL = "="
    MORE = ">"
    AT_LEAST = ">="
    LESS = "<"
    AT_MOST = "<="
    ABOUT = "~"


class Change(StrEnum):
    """The direction of a figure that is a change."""

    UP = "up"
    DOWN = "down"


@dataclass(frozen=True, slots=True, order=True)
class Quote:
    """One whole sentence of an article; make it with ``bot.core.quotes.cut_quote``, which slices the text."""

    start: int  # offset of the first code point
    end: int  # offset behind the last code point
    text: str  # exactly text[start:end] of the article


@dataclass(frozen=True, slots=True)
class Meeting:
    """A contact between named parties, at least one of them a state, a body, or a person acting for one."""

    kind: MeetingKind
    participants: tuple[str, ...]  # fullest names, a person instead of the side they stand for
    place: str | None  # the most exact place named for it
    date: str | None  # ISO, see the module
    status: MeetingStatus
    quotes: tuple[Quote, ...]  # best first


@dataclass(frozen=True, slots=True)
class Agreement:
    """Parties commit to something, or one accedes to, ratifies, suspends or leaves an instrument."""

    kind: AgreementKind
    parties: tuple[str, ...]  # countries and bodies before people
    subject: str  # the words of the text that say what was agreed
    status: AgreementStatus
    date: str | None  # ISO, only when the text ties it to this commitment
    place: str | None
    quotes: tuple[Quote, ...]  # best first


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that says something about the world. Either ``value`` or both ``low`` and ``high`` are set."""

    surface: str  # the number with its unit and comparator as written
    value: str | None  # decimal string
    low: str | None  # decimal string, of a range
    high: str | None  # decimal string, of a range
    unit: str | None  # ISO currency code, %, percentage points, rank, or the counted noun in the singular
    comparator: Comparator
    measure: str  # what is measured, from the text
    change: Change | None  # set when the number is the size of a change
    period: str | None  # ISO period or as-of date
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """A named person in the article body."""

    name: str  # fullest form in the text, without title
    role: str | None  # office as written nearest to the name, without the country adjective
    country: str | None  # the country they act for or come from, if the text says it
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """Something a person or body is quoted as saying."""

    speaker: str  # fullest name in the text
    words: str  # the words said (direct) or the clause that reports them (indirect), verbatim from the text
    direct: bool  # True when the words stand in quotation marks
    quotes: tuple[Quote, ...]  # the sentence or sentences that hold the words


Fact: TypeAlias = Meeting | Agreement | Figure | Person | Statement


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything read from one article."""

    meetings: tuple[Meeting, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    figures: tuple[Figure, ...] = ()
    people: tuple[Person, ...] = ()
    statements: tuple[Statement, ...] = ()
    unread: str | None = None  # one plain sentence when the text could not be read ("not English"), else None

    def __iter__(self) -> Iterator[Fact]:
        return iter((*self.meetings, *self.agreements, *self.figures, *self.people, *self.statements))


@dataclass(frozen=True, slots=True)
class ArticleText:
    """What the reader is given: the text as stored and what is known about it."""

    title: str
    published: str | None  # ISO date of publication, None when unknown
    text: str  # normalised, see bot.core.text


class ReadState(StrEnum):
    """How far the reading of an article has come."""

    WAITING = "waiting"
    READ = "read"
    UNREADABLE = "unreadable"  # not English, or refused by the reader; the reason is in Article.read_reason
    FAILED = "failed"  # the reader broke off; tried again at most twice


@dataclass(frozen=True, slots=True)
class NewArticle:
    """A candidate that came in from outside, not yet stored."""

    title: str
    publisher: str
    published: str | None  # ISO date, None when the source does not say
    published_at: datetime | None  # the exact time where the source gives one
    url: str | None  # canonical, None for pasted or uploaded texts without a link
    author: str | None
    language: str | None  # ISO 639-1 as detected, None when too short to tell
    text: str  # normalised
    private: bool  # pasted or uploaded: belongs to one library alone


@dataclass(frozen=True, slots=True)
class Article:
    """A stored article."""

    article_id: ArticleId
    title: str
    publisher: str
    published: str | None  # ISO date, None when unknown
    url: str | None
    author: str | None
    language: str | None
    text: str
    owner: LibraryId | None  # the library a private text belongs to; None for a public page
    read_state: ReadState
    read_reason: str | None  # one plain sentence when unreadable or failed
    added_at: datetime
    copy_of: ArticleId | None  # the article whose words this one repeats (wire text), None when its own
    replaced_by: ArticleId | None  # a newer version of the same page


@dataclass(frozen=True, slots=True)
class Report:
    """One fact as one stored article tells it."""

    report_id: ReportId
    article_id: ArticleId
    fact: Fact
    title: str  # of the article, for showing the source
    publisher: str
    published: str | None
    url: str | None
    copy_of: ArticleId | None  # set when the article repeats another one's words


@dataclass(frozen=True, slots=True)
class Event:
    """The reports of the same fact that one library can see, best first; what is shown is composed from them."""

    event_id: EventId
    kind: FactKind
    reports: tuple[Report, ...]
    sources: int = 0  # independent sources that report it, also beyond ``reports``; 0: not counted, count ``reports``
    corrections: tuple[tuple[str, str | None], ...] = ()  # field and value that a moderator put right
    number: int = 0  # as people see and type it: counts within one library; 0: not stored
