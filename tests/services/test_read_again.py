"""What moderators decided outlives a new reading of the articles, which gives every report a new id."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from bot.core.cards import Card
from bot.core.errors import UserError
from bot.core.models import ArticleId, EventId, Facts, Meeting, ReportId
from bot.core.queries import MeetingQuery
from bot.intake.filing import file_article, unfile_article
from bot.services.corrections import CorrectionService
from bot.services.lookup import LookupService
from storage.audit import AuditEntry, list_audit
from storage.database import Database
from storage.migrate import create_file, list_migrations, upgrade_file
from storage.reports import list_reports_of_article, save_reports
from storage.rulings import list_apart
from tests.services.made import AWAY, GOLOVCHENKO, HOME, LI, XI, add, add_minsk, clock, meeting

MODERATOR = 42
GOMEL = "Li and Golovchenko met in Gomel."


@pytest.fixture
def corrections(database: Database) -> CorrectionService:
    return CorrectionService(database, clock)


async def cards(lookup: LookupService) -> list[Card]:
    return list((await lookup.find(HOME, MeetingQuery())).cards)


async def reported(lookup: LookupService) -> list[int]:
    return sorted(card.reported_by for card in await cards(lookup))


async def entry_of(lookup: LookupService) -> EventId:
    (card,) = await cards(lookup)
    assert card.event_id is not None
    return card.event_id


async def add_gomel(database: Database) -> ArticleId:
    told = meeting("Li Qiang", "Roman Golovchenko", place="Gomel", date="2024-08-25")
    return await add(database, {GOMEL: (told, LI, GOLOVCHENKO)}, publisher="Third")


async def join_gomel(database: Database, lookup: LookupService, corrections: CorrectionService) -> ArticleId:
    """Minsk told by two and Gomel told by one, put together by a moderator."""
    await add_minsk(database)
    first = await entry_of(lookup)
    gomel = await add_gomel(database)
    (other,) = {card.event_id for card in await cards(lookup)} - {first}
    assert other is not None
    await corrections.join(HOME, first, other, actor=MODERATOR)
    return gomel


async def take_out(database: Database, article: ArticleId) -> tuple[Meeting, ...]:
    """Take the reports of an article out of their entries, as before it is read again; its meetings."""
    async with database.transaction() as write:
        reports = await list_reports_of_article(write, HOME, article)
        await unfile_article(write, HOME, article)
        # Something else is read in between, so that no report gets the id that it had.
        await save_reports(write, article, Facts())
        articles = await write.fetch_value("SELECT count(*) FROM article")
    guests = f"Xi Jinping met guest number {articles}."
    await add(database, {guests: (meeting("Xi Jinping", "Laos"), XI, LI, GOLOVCHENKO)}, library=AWAY)
    return tuple(report.fact for report in reports if isinstance(report.fact, Meeting))


async def put_back(database: Database, article: ArticleId, meetings: tuple[Meeting, ...]) -> None:
    async with database.transaction() as write:
        await save_reports(write, article, Facts(meetings=meetings))
        await file_article(write, HOME, article, clock())


async def read_again(database: Database, *articles: ArticleId) -> None:
    """All are taken out first, then all are filed."""
    told = [await take_out(database, article) for article in articles]
    for article, meetings in zip(articles, told, strict=True):
        await put_back(database, article, meetings)


async def log_of(database: Database) -> list[AuditEntry]:
    async with database.read() as read:
        return await list_audit(read, HOME)


async def ids_of(database: Database, article: ArticleId) -> list[ReportId]:
    async with database.read() as read:
        return [report.report_id for report in await list_reports_of_article(read, HOME, article)]


@pytest.mark.parametrize("order", ["one", "two", "both", "both, the other first"])
async def test_split_sources_stay_apart_when_they_are_read_again(
    database: Database, lookup: LookupService, corrections: CorrectionService, order: str
) -> None:
    one, two = await add_minsk(database)
    await corrections.split(HOME, await entry_of(lookup), two, actor=MODERATOR)
    again = {"one": [one], "two": [two], "both": [one, two], "both, the other first": [two, one]}[order]
    for _ in range(2):
        before = {report for article in again for report in await ids_of(database, article)}
        await read_again(database, *again)
        assert before.isdisjoint({report for article in again for report in await ids_of(database, article)})
        assert await reported(lookup) == [1, 1]


async def test_sources_that_nobody_split_are_one_entry_when_they_are_read_again(
    database: Database, lookup: LookupService
) -> None:
    await read_again(database, *await add_minsk(database))
    assert await reported(lookup) == [2]


async def test_joined_sources_stay_together_when_they_are_read_again(
    database: Database, lookup: LookupService, corrections: CorrectionService
) -> None:
    gomel = await join_gomel(database, lookup, corrections)
    await read_again(database, gomel)
    assert await reported(lookup) == [3]
    async with database.read() as read:
        all_of_it = [
            ArticleId(row[0])
            for row in await read.fetch_all(
                "SELECT article_id FROM shelf WHERE library_id = :library", {"library": HOME}
            )
        ]
    await read_again(database, *all_of_it)
    assert await reported(lookup) == [3]


async def test_a_joining_that_was_undone_is_not_remembered(
    database: Database, lookup: LookupService, corrections: CorrectionService
) -> None:
    gomel = await join_gomel(database, lookup, corrections)
    await corrections.undo(HOME, (await log_of(database))[0].audit_id, actor=MODERATOR)
    await read_again(database, gomel)
    assert await reported(lookup) == [1, 2]


@pytest.mark.parametrize("count", [1, 2], ids=["one of the sources", "all sources"])
async def test_a_corrected_field_stays_corrected_when_its_sources_are_read_again(
    database: Database, lookup: LookupService, corrections: CorrectionService, count: int
) -> None:
    articles = await add_minsk(database)
    await corrections.correct(HOME, await entry_of(lookup), "place", "Brest", actor=MODERATOR)
    for _ in range(2):
        await read_again(database, *articles[:count])
        (card,) = await cards(lookup)
        assert (dict(card.details)["Where"], card.corrected, card.reported_by) == ("Brest", ("Where",), 2)
        assert (await lookup.find(HOME, MeetingQuery(place="Brest"))).cards


async def test_a_correction_follows_the_sentence_when_something_else_is_read_of_it(
    database: Database, lookup: LookupService, corrections: CorrectionService
) -> None:
    gomel = await add_gomel(database)
    await corrections.correct(HOME, await entry_of(lookup), "date", "2024-08-24", actor=MODERATOR)
    (told,) = await take_out(database, gomel)
    await put_back(database, gomel, (replace(told, place="Homel"),))
    (card,) = await cards(lookup)
    assert (card.date, dict(card.details)["Where"]) == ("2024-08-24", "Homel")
    assert [line.action for line in await log_of(database)] == ["fact.correct"]


async def test_of_two_facts_in_one_sentence_only_the_one_that_was_corrected_is(
    database: Database, lookup: LookupService, corrections: CorrectionService
) -> None:
    both = "Li Qiang met Golovchenko in Gomel and Xi Jinping in Beijing."
    first = meeting("Li Qiang", "Roman Golovchenko", place="Gomel", date="2024-08-25")
    second = meeting("Li Qiang", "Xi Jinping", place="Beijing", date="2024-07-01")
    article = await add(database, {both: (first, second, LI, GOLOVCHENKO, XI)})
    beijing = next(card.event_id for card in await cards(lookup) if dict(card.details)["Where"] == "Beijing")
    await corrections.correct(HOME, beijing or EventId(0), "place", "Tianjin", actor=MODERATOR)
    told = await take_out(database, article)
    await put_back(database, article, told[::-1])
    assert {dict(card.details)["Where"] for card in await cards(lookup)} == {"Gomel", "Tianjin"}
    told = await take_out(database, article)
    await put_back(database, article, tuple(fact for fact in told if fact.place == "Gomel"))
    assert {dict(card.details)["Where"] for card in await cards(lookup)} == {"Gomel"}
    assert (await log_of(database))[0].subject == f"place: Tianjin; no longer read from “{both}”"


async def test_a_decision_about_a_fact_that_is_no_longer_read_is_said_once_in_the_log_and_kept(
    database: Database, lookup: LookupService, corrections: CorrectionService
) -> None:
    gomel = await join_gomel(database, lookup, corrections)
    told = await take_out(database, gomel)
    for _ in range(2):
        await put_back(database, gomel, ())
    assert [(line.action, line.subject, line.actor, line.undo) for line in await log_of(database)][:-1] == [
        ("fact.lost", f"joined; no longer read from “{GOMEL}”", 0, None)
    ]
    assert await reported(lookup) == [2]
    await put_back(database, gomel, told)
    assert await reported(lookup) == [3]


async def test_undoing_touches_no_other_entry_when_the_one_it_was_about_went(
    database: Database, lookup: LookupService, corrections: CorrectionService
) -> None:
    gomel = await add_gomel(database)
    event_id = await entry_of(lookup)
    await corrections.correct(HOME, event_id, "place", "Brest", actor=MODERATOR)
    async with database.transaction() as write:
        await unfile_article(write, HOME, gomel)
    await add_minsk(database)
    assert event_id in {card.event_id for card in await cards(lookup)}, "the id came again, for another entry"
    with pytest.raises(UserError, match="changed since"):
        await corrections.undo(HOME, (await log_of(database))[0].audit_id, actor=MODERATOR)


async def test_decisions_of_before_are_carried_into_the_new_tables(database: Database, tmp_path: Path) -> None:
    path = tmp_path / "older.db"
    steps = list_migrations()
    create_file(path, steps[:9])
    with closing(sqlite3.connect(path)) as older:
        older.executescript(
            """
            INSERT INTO library (library_id, created_at) VALUES (101, 0);
            INSERT INTO article (article_id, title, publisher, text_hash, text_bytes, text, added_at)
                VALUES (1, 'A', 'P', x'00', 4, 'One.', 0), (2, 'B', 'P', x'01', 4, 'Two.', 0);
            INSERT INTO report (report_id, article_id, kind, ordinal, fields)
                VALUES (1, 1, 'meeting', 0, '{}'), (2, 2, 'meeting', 0, '{}');
            INSERT INTO quote (report_id, ordinal, start, end, text) VALUES (1, 0, 0, 4, 'One.'), (2, 0, 0, 4, 'Two.');
            INSERT INTO report_ruling (library_id, report_id, other_id, together) VALUES (101, 1, 2, 0), (101, 2, 1, 0);
            """
        )
    upgrade_file(path)
    async with await Database.open(path) as upgraded, upgraded.read() as read:
        assert await list_apart(read, HOME, ReportId(1)) == {ReportId(2)}
        assert await list_apart(read, HOME, ReportId(2)) == {ReportId(1)}
        assert await list_apart(read, AWAY, ReportId(2)) == set()
