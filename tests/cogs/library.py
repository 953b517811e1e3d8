"""A small library for the tests of commands: real storage, real services, facts given by hand instead of read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from bot.core.models import (
    Agreement,
    AgreementKind,
    AgreementStatus,
    ArticleId,
    Comparator,
    Facts,
    Figure,
    LibraryId,
    Meeting,
    MeetingKind,
    MeetingStatus,
    NewArticle,
    Person,
    Quote,
)
from bot.core.quotes import cut_quote
from bot.core.text import normalise_text
from bot.intake.filing import file_article
from storage.articles import mark_read, save_article
from storage.database import Database
from storage.libraries import save_library
from storage.reports import save_reports
from storage.shelves import shelve_article
from storage.sources import NewSource, SourceKind, SourceState, save_source

NOW = datetime(2024, 9, 1, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Told:
    """An article and what is to be read from it."""

    title: str
    publisher: str
    published: str
    url: str | None
    text: str
    facts: Callable[[str], Facts]


def sentence(text: str, beginning: str) -> Quote:
    start = text.index(beginning)
    return cut_quote(text, start, text.index(".", start + len(beginning) - 1) + 1)


async def add_article(database: Database, library: LibraryId, told: Told) -> ArticleId:
    text = normalise_text(told.text)
    published_at = datetime.combine(date.fromisoformat(told.published), time(9), UTC)
    new = NewArticle(
        told.title, told.publisher, told.published, published_at, told.url, None, "en", text, private=False
    )
    async with database.transaction() as write:
        await save_library(write, library, now=NOW)
        source = NewSource(SourceKind.PAGE, None, told.title, told.publisher, SourceState.DONE, None, 0)
        source_id = await save_source(write, library, source, now=NOW)
        saved = await save_article(write, new, owner=None, now=NOW)
        await shelve_article(write, library, saved.article_id, source_id, baseline=False, now=NOW)
        await save_reports(write, saved.article_id, told.facts(text))
        await mark_read(write, saved.article_id)
        await file_article(write, library, saved.article_id, NOW)
    return saved.article_id


def meeting_in_minsk(text: str) -> Facts:
    quotes = (sentence(text, "Chinese Premier Li Qiang"),)
    return Facts(
        meetings=(
            Meeting(
                MeetingKind.TALKS,
                ("Li Qiang", "Roman Golovchenko"),
                "Minsk",
                "2024-08-22",
                MeetingStatus.HELD,
                quotes,
            ),
        ),
        people=(Person("Li Qiang", "Premier", "China", quotes),),
    )


MINSK_ONE = Told(
    "Li Qiang in Minsk",
    "Minsk Courier",
    "2024-08-22",
    "https://courier.example/li-qiang",
    "Chinese Premier Li Qiang held talks with Belarusian Prime Minister Roman Golovchenko in Minsk. It was Thursday.",
    meeting_in_minsk,
)
MINSK_TWO = Told(
    "Premiers meet",
    "Beijing Gazette",
    "2024-08-23",
    "https://gazette.example/premiers",
    "Visitors came. Chinese Premier Li Qiang and Prime Minister Roman Golovchenko met in Minsk on August 22.",
    meeting_in_minsk,
)
SCO = Told(
    "Belarus joins the SCO",
    "Astana Times Sample",
    "2024-07-04",
    "https://astana.example/sco",
    "Belarus became a full member of the Shanghai Cooperation Organization on 4 July. Trade surpassed $8.4 billion.",
    lambda text: Facts(
        agreements=(
            Agreement(
                AgreementKind.ACCESSION,
                ("Belarus", "Shanghai Cooperation Organization"),
                "full member of the Shanghai Cooperation Organization",
                AgreementStatus.IN_FORCE,
                "2024-07-04",
                None,
                (sentence(text, "Belarus became"),),
            ),
        ),
        figures=(
            Figure(
                "surpassed $8.4 billion", "8400000000", None, None, "USD", Comparator.MORE, "trade", None, None,
                (sentence(text, "Trade"),),
            ),
        ),
    ),
)  # fmt: skip


def numbered_meeting(number: int) -> Told:
    """One of many meetings on different days with different visitors."""
    day = date.fromordinal(date(2024, 1, 1).toordinal() + 3 * number).isoformat()
    visitor = f"{_FIRST[number % len(_FIRST)]} {_LAST[number // len(_FIRST)]}"
    return Told(
        f"Visit number {number}",
        "Visitors' Daily",
        day,
        f"https://visits.example/{number}",
        f"Foreign Minister {visitor} met Wang Yi in Beijing.",
        lambda text: Facts(
            meetings=(
                Meeting(
                    MeetingKind.TALKS, (visitor, "Wang Yi"), "Beijing", day, MeetingStatus.HELD,
                    (sentence(text, "Foreign Minister"),),
                ),
            )
        ),
    )  # fmt: skip


_FIRST = ("Anna", "Boris", "Carla", "Dmitri", "Elena", "Farid", "Greta")
_LAST = ("Novak", "Okafor", "Petersen")
