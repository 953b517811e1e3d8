"""Reports and events on a real file: filing is repeatable, libraries are apart, false quotes are refused."""

from __future__ import annotations

import sqlite3

import pytest

from bot.core.fields import fact_fields, fact_from_fields, kind_of
from bot.core.models import (
    ArticleId,
    Fact,
    FactKind,
    Facts,
    LibraryId,
    Meeting,
    MeetingKind,
    MeetingStatus,
    Quote,
)
from bot.intake.filing import file_article, unfile_article
from storage.database import Database, Write
from storage.reports import list_reports_of_article, save_reports
from tests.services.made import (
    AWAY,
    GOLOVCHENKO,
    HOME,
    LI,
    NOW,
    add,
    add_minsk,
    agreement,
    figure,
    meeting,
    statement,
)

TABLES = ("event", "event_report", "event_party", "event_place", "event_word", "party", "party_spelling", "term")


async def dump(write: Write, library: LibraryId) -> list[tuple[object, ...]]:
    """Everything a library's events are made of, without the ids that filing anew may change."""
    rows = await write.fetch_all(
        "SELECT event.kind, event.day, event.last_day, event.status, event.mark, party.name, event_party.role"
        " FROM event LEFT JOIN event_party USING (event_id) LEFT JOIN party USING (party_id)"
        " WHERE event.library_id = :library ORDER BY 1, 2, 3, 4, 5, 6, 7",
        {"library": library},
    )
    terms = await write.fetch_all(
        "SELECT what, name, words, uses FROM term WHERE library_id = :library ORDER BY 1, 2, 3", {"library": library}
    )
    return [tuple(row) for row in (*rows, *terms)]


async def test_filing_an_article_again_changes_nothing(database: Database) -> None:
    one, two = await add_minsk(database)
    async with database.transaction() as write:
        before = await dump(write, HOME)
        for article in (one, two, one):
            await file_article(write, HOME, article, NOW)
        assert await dump(write, HOME) == before


async def test_unfiling_and_filing_leads_to_the_same_events(database: Database) -> None:
    one, two = await add_minsk(database)
    async with database.transaction() as write:
        before = await dump(write, HOME)
        for article in (one, two):
            await unfile_article(write, HOME, article)
            await unfile_article(write, HOME, article)
        for table in TABLES:
            assert await write.fetch_value(f"SELECT count(*) FROM {table}") == 0, table
        for article in (one, two):
            await file_article(write, HOME, article, NOW)
        assert await dump(write, HOME) == before


async def test_an_article_that_has_left_the_shelf_can_still_be_unfiled(database: Database) -> None:
    one, _ = await add_minsk(database)
    async with database.transaction() as write:
        await write.change("DELETE FROM shelf WHERE article_id = :id", {"id": one})
        assert await list_reports_of_article(write, HOME, one) == []
        await unfile_article(write, HOME, one)
        assert await write.fetch_value("SELECT count(*) FROM event WHERE kind = 'figure'") == 0
        assert await write.fetch_value("SELECT count(*) FROM event WHERE kind = 'meeting'") == 1


async def test_an_article_that_is_not_on_the_shelf_files_nothing(database: Database) -> None:
    one, _ = await add_minsk(database)
    async with database.transaction() as write:
        await file_article(write, AWAY, one, NOW)
        assert await dump(write, AWAY) == []


async def test_one_public_article_stands_in_the_events_of_each_library_alone(database: Database) -> None:
    said = {"Li Qiang met Golovchenko in Minsk.": (meeting("Li Qiang", "Roman Golovchenko", place="Minsk"), LI, GOLOVCHENKO)}  # noqa: E501  # fmt: skip
    first, second = await add(database, said), await add(database, said, library=AWAY)
    assert first == second
    async with database.transaction() as write:
        assert await dump(write, HOME) == await dump(write, AWAY)
        await unfile_article(write, AWAY, second)
        assert await dump(write, AWAY) == []
        assert await dump(write, HOME) != []


async def test_removing_a_library_leaves_nothing_of_it(database: Database) -> None:
    await add_minsk(database)
    async with database.transaction() as write:
        await write.change("DELETE FROM library WHERE library_id = :id", {"id": HOME})
        for table in (*TABLES, "term_word", "term_typo"):
            assert await write.fetch_value(f"SELECT count(*) FROM {table}") == 0, table


@pytest.mark.parametrize("quote", [Quote(0, 5, "Other"), Quote(0, 4, "Short"), Quote(9000, 9005, "Words")])
async def test_a_report_with_a_false_quote_is_refused_whole(database: Database, quote: Quote) -> None:
    one, _ = await add_minsk(database)
    false = Meeting(MeetingKind.TALKS, ("A", "B"), None, None, MeetingStatus.HELD, (quote,))
    with pytest.raises(sqlite3.IntegrityError, match="not in its article"):
        async with database.transaction() as write:
            await save_reports(write, one, Facts(meetings=(false,)))
    async with database.read() as read:
        assert len(await list_reports_of_article(read, HOME, one)) == 5


async def test_a_quote_can_not_be_changed_later(database: Database) -> None:
    await add_minsk(database)
    with pytest.raises(sqlite3.IntegrityError, match="never changes"):
        async with database.transaction() as write:
            await write.change("UPDATE quote SET text = 'X'")


async def test_reports_come_back_as_they_were_saved(database: Database) -> None:
    told: tuple[Fact, ...] = (
        meeting("A B", "China", place="Minsk", date="2024-08-20/2024-08-22", status="cancelled", kind="summit"),
        agreement("a pact", "China", "Laos", status="in force", kind="treaty", place="Vienna"),
        figure("$5", "5", "USD", "price", "2024"),
        statement("Li Qiang", "words"),
        GOLOVCHENKO,
    )
    article = await add(database, {f"Sentence number {number} stands here.": fact for number, fact in enumerate(told)})
    async with database.read() as read:
        stored = await list_reports_of_article(read, HOME, article)
    assert {kind_of(report.fact) for report in stored} == set(FactKind)
    for report in stored:
        fact = report.fact
        assert fact_from_fields(kind_of(fact), fact_fields(fact), fact.quotes) == fact
        assert fact_fields(fact) in [fact_fields(one) for one in told]


async def test_a_date_without_any_clue_counts_from_the_articles_arrival(database: Database) -> None:
    article = await add(database, {"Li Qiang met Golovchenko.": (meeting("Li Qiang", "Laos"), LI)}, published=None)
    async with database.read() as read:
        day = await read.fetch_value("SELECT day FROM event WHERE kind = 'meeting'")
    assert day == (ArticleId(article) >> 20) // 86400
