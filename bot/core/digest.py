"""What a digest says: which news, in which groups and messages, and what becomes of sending them. Pure."""

from __future__ import annotations

import base64
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from bot.core.cards import Card
from bot.core.compose import say_date
from bot.core.filter import NewsItem, find_objection
from bot.core.models import AgreementStatus, ArticleId, EventId, LibraryId, MeetingStatus
from bot.core.orders import Filter

CARDS_PER_MESSAGE: Final = 5  # six components each, of the 40 that Discord allows
_GROUPS: Final = (
    "Meetings held",
    "Meetings planned",
    "Meetings cancelled",
    "Agreements",
    "Agreements intended",
    "Figures",
    "Other articles",
)
_PLURALS: Final = {"meeting": "meetings", "agreement": "agreements", "figure": "figures", "article": "other articles"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that a message shows, by its id. One of the two is set."""

    event_id: EventId | None = None
    article_id: ArticleId | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One message of a digest: headings with their entries."""

    title: str
    groups: tuple[tuple[str, tuple[Entry, ...]], ...]
    note: str | None
    part: int  # from 0
    parts: int

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Everything it shows, in order."""
        return tuple(entry for _, entries in self.groups for entry in entries)


@dataclass(frozen=True, slots=True)
class DigestMessage:
    """One message as it is drawn: the cards as they stand when it is sent."""

    title: str
    groups: tuple[tuple[str, tuple[Card, ...]], ...]
    note: str | None
    part: int
    parts: int
    nonce: str  # in the message too, by which its history is searched
    role_id: int | None = None  # mentioned, in the first message only
    user_id: int | None = None  # mentioned: whose follow it is
    direct: bool = False  # a direct message, where a server's buttons find no library
    plain: bool = False  # drawn as short as it can be: Discord refused the full form


@dataclass(frozen=True, slots=True)
class Target:
    """Where a message goes. One of the first two is set."""

    channel_id: int | None
    user_id: int | None = None  # direct messages of this person
    library: LibraryId | None = None  # of direct messages: the server that they must still be a member of
    under: int | None = None  # a message of the channel, in whose thread it goes
    thread_name: str = ""


@dataclass(frozen=True, slots=True)
class Selection:
    """What a digest tells this time."""

    parts: tuple[Part, ...]  # empty: nothing to post
    shown: tuple[NewsItem, ...]
    counted: tuple[NewsItem, ...]  # beyond the length; counted in a line


NOTHING: Final = Selection((), (), ())


def select_news(
    items: Iterable[NewsItem], asked: Filter, *, title: str, entries: int, nothing_new: bool = False
) -> Selection:
    """Choose what passes the filter, the most reported first in each group; beyond ``entries`` they are counted.

    With ``nothing_new`` an empty selection still says so.
    """
    passed = [item for item in items if not item.baseline and find_objection(asked, item) is None]
    # Newer filing first among equals: that is what a reader has not seen elsewhere yet.
    ranked = sorted(passed, key=lambda item: (-item.reported_by, item.kind == "article", -item.news_id))
    shown, counted = ranked[:entries], ranked[entries:]
    if not shown:
        quiet = Part(title, (), "Nothing new.", 0, 1)
        return Selection((quiet,), (), ()) if nothing_new else NOTHING
    shown.sort(key=lambda item: (_GROUPS.index(_group_of(item)), -item.reported_by, -item.news_id))
    return Selection(split_parts(shown, title, _compose_note(counted)), tuple(shown), tuple(counted))


def split_parts(items: Sequence[NewsItem], title: str, note: str | None) -> tuple[Part, ...]:
    """Messages of at most five entries, in order; headings are repeated where a group goes on."""
    pages = [items[first : first + CARDS_PER_MESSAGE] for first in range(0, len(items), CARDS_PER_MESSAGE)]
    parts = []
    for number, page in enumerate(pages):
        groups: dict[str, list[Entry]] = {}
        for item in page:
            groups.setdefault(_group_of(item), []).append(Entry(item.event_id, item.article_id))
        last = number == len(pages) - 1
        kept = tuple((heading, tuple(entries)) for heading, entries in groups.items())
        parts.append(Part(title, kept, note if last else None, number, len(pages)))
    return tuple(parts)


def _group_of(item: NewsItem) -> str:
    match item.kind, item.status:
        case "meeting", MeetingStatus.PLANNED.value:
            return "Meetings planned"
        case "meeting", MeetingStatus.CANCELLED.value:
            return "Meetings cancelled"
        case "meeting", _:
            return "Meetings held"
        case "agreement", AgreementStatus.INTENDED.value:
            return "Agreements intended"
        case "agreement", _:
            return "Agreements"
        case "figure", _:
            return "Figures"
        case _:
            return "Other articles"


def _compose_note(counted: Sequence[NewsItem]) -> str | None:
    if not counted:
        return None
    kinds = Counter(item.kind for item in counted)
    told = ", ".join(f"{kinds[kind]:,} {_PLURALS[kind]}" for kind in _PLURALS if kinds[kind])
    return f"And {len(counted):,} more: {told}. Look them up with /meetings, /agreements, /figures and /search."


def compose_title(key: str, *, by_hand: bool = False, followed: str | None = None) -> str:
    """The title of an occurrence: with its date where it stands for one; of a follow, what is followed."""
    if followed is not None:
        return f"New about {followed}"
    day = key[:10]
    try:
        return f"What is new, {say_date(date.fromisoformat(day).isoformat())}"
    except ValueError:
        return "What is new so far" if by_hand else "New"


def make_nonce(seed: str, occurrence: str, part: int, channel_id: int) -> str:
    """24 characters that are the same for the same part of the same occurrence, and for no other.

    ``seed`` is the digest's own.
    """
    line = f"{seed}\n{occurrence}\n{part}\n{channel_id}"
    return base64.b32encode(hashlib.sha256(line.encode()).digest()[:15]).decode().lower()


# --- kept words ------------------------------------------------------------------------------------------------------


def write_part(part: Part) -> str:
    """A part as JSON."""
    groups = [[heading, [[entry.event_id, entry.article_id] for entry in entries]] for heading, entries in part.groups]
    kept = {"title": part.title, "groups": groups, "note": part.note, "part": part.part, "parts": part.parts}
    return json.dumps(kept, ensure_ascii=False)


def part_from(text: str) -> Part:
    """The part that ``write_part`` wrote."""
    kept = json.loads(text)
    groups = tuple(
        (heading, tuple(Entry(event_id, article_id) for event_id, article_id in entries))
        for heading, entries in kept["groups"]
    )
    return Part(kept["title"], groups, kept["note"], kept["part"], kept["parts"])
