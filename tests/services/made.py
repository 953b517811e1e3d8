"""Small libraries for the tests of lookups: real storage, facts given by hand, each with its own sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import TypeVar

from bot.core.cards import Card
from bot.core.models import (
    Agreement,
    AgreementKind,
    AgreementStatus,
    ArticleId,
    Comparator,
    Fact,
    Facts,
    Figure,
    LibraryId,
    Meeting,
    MeetingKind,
    MeetingStatus,
    NewArticle,
    Person,
    Statement,
)
from bot.core.queries import Query
from bot.core.quotes import cut_quote
from bot.intake.filing import file_article
from bot.services.lookup import LookupService
from storage.articles import mark_read, save_article
from storage.database import Database
from storage.libraries import save_library
from storage.reports import save_reports
from storage.shelves import mark_copy, shelve_article
from storage.sources import NewSource, SourceKind, SourceState, save_source

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
HOME = LibraryId(101)
AWAY = LibraryId(202)
_Kind = TypeVar("_Kind")


def clock() -> datetime:
    return NOW


def meeting(*who: str, **fields: str | None) -> Meeting:
    kind, status = MeetingKind(fields.get("kind") or "talks"), MeetingStatus(fields.get("status") or "held")
    return Meeting(kind, who, fields.get("place"), fields.get("date"), status, ())


def agreement(subject: str, *who: str, **fields: str | None) -> Agreement:
    kind = AgreementKind(fields.get("kind") or "agreement")
    status = AgreementStatus(fields.get("status") or "agreed")
    return Agreement(kind, who, subject, status, fields.get("date"), fields.get("place"), ())


def figure(surface: str, value: str, unit: str, measure: str, period: str | None = None) -> Figure:
    return Figure(surface, value, None, None, unit, Comparator.EQUAL, measure, None, period, ())


def person(name: str, role: str | None, country: str | None) -> Person:
    return Person(name, role, country, ())


def statement(speaker: str, words: str) -> Statement:
    return Statement(speaker, words, direct=True, quotes=())


LI = person("Li Qiang", "Premier", "China")
GOLOVCHENKO = person("Roman Golovchenko", "Prime Minister", "Belarus")
LUKASHENKO = person("Alexander Lukashenko", "President", "Belarus")
XI = person("Xi Jinping", "President", "China")


async def add(
    database: Database,
    said: Mapping[str, Fact | tuple[Fact, ...]],
    *,
    library: LibraryId = HOME,
    publisher: str = "The Gazette",
    published: str | None = "2024-08-23",
    title: str | None = None,
    copy_of: ArticleId | None = None,
    private: bool = False,
) -> ArticleId:
    """An article made of these sentences, read as these facts, on the shelf and filed."""
    text = "\n".join(said)
    facts: list[Fact] = []
    for sentence, told in said.items():
        start = text.index(sentence)
        quote = cut_quote(text, start, start + len(sentence))
        facts += [replace(fact, quotes=(quote,)) for fact in (told if isinstance(told, tuple) else (told,))]
    heading = title or next(iter(said))[:60]
    url = None if private else f"https://news.example/{abs(hash((publisher, text, published)))}"
    new = NewArticle(heading, publisher, published, None, url, None, "en", text, private)
    async with database.transaction() as write:
        await save_library(write, library, now=NOW)
        source = NewSource(SourceKind.PAGE, None, heading, publisher, SourceState.DONE, None, 0)
        source_id = await save_source(write, library, source, now=NOW)
        saved = await save_article(write, new, owner=library if private else None, now=NOW)
        await shelve_article(write, library, saved.article_id, source_id, baseline=False, now=NOW)
        if copy_of is not None:
            await mark_copy(write, library, saved.article_id, copy_of)
        await save_reports(write, saved.article_id, _sorted(facts))
        await mark_read(write, saved.article_id)
        await file_article(write, library, saved.article_id, NOW)
    return saved.article_id


def _sorted(facts: list[Fact]) -> Facts:
    return Facts(
        _only(facts, Meeting),
        _only(facts, Agreement),
        _only(facts, Figure),
        _only(facts, Person),
        _only(facts, Statement),
    )


def _only(facts: list[Fact], kind: type[_Kind]) -> tuple[_Kind, ...]:
    return tuple(fact for fact in facts if isinstance(fact, kind))


async def add_minsk(database: Database, library: LibraryId = HOME) -> tuple[ArticleId, ArticleId]:
    """The talks of Li and Golovchenko in Minsk, told by two publishers."""
    one = await add(
        database,
        {
            "Premier Li Qiang met Prime Minister Roman Golovchenko in Minsk.": (
                meeting("Li Qiang", "Roman Golovchenko", place="Minsk"),
                LI,
                GOLOVCHENKO,
            ),
            "Trade between China and Belarus surpassed $8.4 billion in 2023.": figure(
                "surpassed $8.4 billion", "8400000000", "USD", "trade between China and Belarus", "2023"
            ),
            "They agreed to deepen cooperation in energy and finance.": agreement(
                "deepen cooperation in energy and finance", "China", "Belarus", place="Minsk"
            ),
        },
        library=library,
        publisher="The Gazette",
    )
    two = await add(
        database,
        {
            "Li Qiang was received by his host Golovchenko on Thursday.": (
                meeting("Li Qiang", "Roman Golovchenko", date="2024-08-22"),
                LI,
                GOLOVCHENKO,
            ),
        },
        library=library,
        publisher="Minsk Daily",
        published="2024-08-24",
    )
    return one, two


async def only_card(lookup: LookupService, query: Query, library: LibraryId = HOME) -> Card:
    page = await lookup.find(library, query)
    assert len(page.cards) == 1, [card.quote for card in page.cards]
    return page.cards[0]


def details(card: Card) -> dict[str, str]:
    return dict(card.details)
