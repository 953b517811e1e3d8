"""Putting entries right, and undoing it."""

from __future__ import annotations

import pytest

from bot.core.cards import Card
from bot.core.errors import NotFound, QuotaReached, UserError
from bot.core.models import ArticleId, EventId, Meeting
from bot.core.queries import AgreementQuery, MeetingQuery
from bot.services.corrections import CorrectionService
from bot.services.lookup import LookupService
from storage.audit import list_audit
from storage.database import Database
from tests.services.made import AWAY, GOLOVCHENKO, HOME, LI, XI, add, add_minsk, clock, meeting

MODERATOR = 42


@pytest.fixture
def corrections(database: Database) -> CorrectionService:
    return CorrectionService(database, clock)


async def cards(lookup: LookupService) -> list[Card]:
    return list((await lookup.find(HOME, MeetingQuery())).cards)


async def event_of(lookup: LookupService) -> EventId:
    event_id = (await cards(lookup))[0].event_id
    assert event_id is not None
    return event_id


async def last_audit(database: Database) -> int:
    async with database.read() as read:
        return (await list_audit(read, HOME))[0].audit_id


async def test_a_withdrawn_entry_is_shown_nowhere_until_it_is_undone(
    database: Database, lookup: LookupService, corrections: CorrectionService
) -> None:
    one, _ = await add_minsk(database)
    event_id = await event_of(lookup)
    audit = await corrections.withdraw(HOME, event_id, actor=MODERATOR)
    assert await cards(lookup) == []
    assert event_id not in {card.event_id for card in (await lookup.article(HOME, one)).cards}
    with pytest.raises(NotFound):
        await lookup.sources_of(HOME, event_id)
    assert await corrections.undo(HOME, audit, actor=MODERATOR) == "fact.withdraw"
    assert len(await cards(lookup)) == 1
    with pytest.raises(UserError, match="already"):
        await corrections.undo(HOME, audit, actor=MODERATOR)


async def test_a_corrected_field_is_shown_marked_and_found_by(
    database: Database, lookup: LookupService, corrections: CorrectionService
) -> None:
    await add_minsk(database)
    event_id = await event_of(lookup)
    quotes = {line.quote for line in (await cards(lookup))[0].sources}
    await corrections.correct(HOME, event_id, "place", "Brest", actor=MODERATOR)
    await corrections.correct(HOME, event_id, "status", "Planned", actor=MODERATOR)
    audit = await corrections.correct(HOME, event_id, "date", "2024-09-01", actor=MODERATOR)
    (card,) = await cards(lookup)
    assert (dict(card.details)["Where"], dict(card.details)["Status"], card.date) == ("Brest", "planned", "2024-09-01")
    assert set(card.corrected) == {"Where", "Status", "When"}
    assert {line.quote for line in card.sources} == quotes
    assert (await lookup.find(HOME, MeetingQuery(place="Brest", status="planned", since="2024-09-01"))).cards
    assert not (await lookup.find(HOME, MeetingQuery(place="Minsk"))).cards
    await corrections.undo(HOME, audit, actor=MODERATOR)
    assert (await cards(lookup))[0].date == "2024-08-22"


async def test_corrected_names_are_found_and_the_old_ones_are_not(
    database: Database, lookup: LookupService, corrections: CorrectionService
) -> None:
    await add_minsk(database)
    event_id = await event_of(lookup)
    await corrections.correct(HOME, event_id, "who", "Li Qiang; Slovakia", actor=MODERATOR)
    card = (await lookup.find(HOME, MeetingQuery(who="China", with_="Slovakia"))).cards[0]
    assert dict(card.details)["Who"] == "Li Qiang, Slovakia"
    assert not (await lookup.find(HOME, MeetingQuery(who="Golovchenko"))).cards


@pytest.mark.parametrize(
    ("field", "value"),
    [("quote", "x"), ("date", "soon"), ("date", "2024-13"), ("status", "signed"), ("kind", "party"), ("who", "")],
)
async def test_what_can_not_be_put_right_is_refused_and_nothing_changes(
    database: Database, lookup: LookupService, corrections: CorrectionService, field: str, value: str
) -> None:
    await add_minsk(database)
    before = await cards(lookup)
    with pytest.raises(UserError):
        await corrections.correct(HOME, await event_of(lookup), field, value, actor=MODERATOR)
    assert await cards(lookup) == before


async def test_a_split_source_stays_apart_when_it_is_filed_again(
    database: Database, lookup: LookupService, corrections: CorrectionService
) -> None:
    from bot.intake.filing import file_article, unfile_article

    _, two = await add_minsk(database)
    event_id = await event_of(lookup)
    new = await corrections.split(HOME, event_id, two, actor=MODERATOR)
    assert {card.event_id for card in await cards(lookup)} == {event_id, new.event_id}
    assert [card.reported_by for card in await cards(lookup)] == [1, 1]
    async with database.transaction() as write:
        await unfile_article(write, HOME, two)
        await file_article(write, HOME, two, clock())
    assert len(await cards(lookup)) == 2


async def test_undoing_a_split_joins_the_sources_again(
    database: Database, lookup: LookupService, corrections: CorrectionService
) -> None:
    _, two = await add_minsk(database)
    event_id = await event_of(lookup)
    await corrections.split(HOME, event_id, two, actor=MODERATOR)
    await corrections.undo(HOME, await last_audit(database), actor=MODERATOR)
    (card,) = await cards(lookup)
    assert (card.event_id, card.reported_by) == (event_id, 2)


async def test_joined_entries_are_one_and_undoing_it_parts_them(
    database: Database, lookup: LookupService, corrections: CorrectionService
) -> None:
    await add_minsk(database)
    event_id = await event_of(lookup)
    told = meeting("Li Qiang", "Roman Golovchenko", place="Gomel", date="2024-08-25")
    await add(database, {"Li and Golovchenko met in Gomel.": (told, LI, GOLOVCHENKO)}, publisher="Third")
    other = next(card.event_id for card in await cards(lookup) if card.event_id != event_id)
    await corrections.join(HOME, event_id, other or EventId(0), actor=MODERATOR)
    (card,) = await cards(lookup)
    assert card.reported_by == 3
    assert "Gomel (Third)" in dict(card.disagreements)["Where"]
    await corrections.undo(HOME, await last_audit(database), actor=MODERATOR)
    assert sorted(card.reported_by for card in await cards(lookup)) == [1, 2]


async def joined_pair(
    database: Database, lookup: LookupService, corrections: CorrectionService
) -> tuple[EventId, EventId, ArticleId]:
    """The talks in Minsk and those in Gomel, both put right and the second one reported as wrong; not joined yet."""
    await add_minsk(database)
    event_id = await event_of(lookup)
    told = meeting("Li Qiang", "Roman Golovchenko", place="Gomel", date="2024-08-25")
    article = await add(database, {"Li and Golovchenko met in Gomel.": (told, LI, GOLOVCHENKO)}, publisher="Third")
    other = next(card.event_id for card in await cards(lookup) if card.event_id not in (None, event_id))
    assert other is not None
    await corrections.correct(HOME, event_id, "place", "Brest", actor=MODERATOR)
    await corrections.correct(HOME, other, "place", "Grodno", actor=MODERATOR)
    await corrections.correct(HOME, other, "date", "2024-08-23", actor=MODERATOR)
    await corrections.report_mistake(HOME, other, "It was on Friday.", reporter=7)
    return event_id, other, article


async def test_joining_keeps_what_was_put_right_and_reported_of_both(
    database: Database, lookup: LookupService, corrections: CorrectionService
) -> None:
    event_id, other, _ = await joined_pair(database, lookup, corrections)
    await corrections.join(HOME, event_id, other, actor=MODERATOR)
    (card,) = await cards(lookup)
    assert (dict(card.details)["Where"], card.date) == ("Brest", "2024-08-23")
    assert [mistake.event_id for mistake in await corrections.list_mistakes(HOME)] == [event_id]
    await corrections.undo(HOME, await last_audit(database), actor=MODERATOR)
    parted = {dict(card.details)["Where"]: card.date for card in await cards(lookup)}
    assert parted == {"Brest": "2024-08-22", "Grodno": "2024-08-23"}


async def test_joined_sources_stay_together_when_one_is_filed_again(
    database: Database, lookup: LookupService, corrections: CorrectionService
) -> None:
    from bot.intake.filing import file_article, unfile_article

    event_id, other, article = await joined_pair(database, lookup, corrections)
    await corrections.join(HOME, event_id, other, actor=MODERATOR)
    async with database.transaction() as write:
        await unfile_article(write, HOME, article)
        await file_article(write, HOME, article, clock())
    assert [card.reported_by for card in await cards(lookup)] == [3]


async def test_undoing_a_joining_of_what_was_split_keeps_it_split(
    database: Database, lookup: LookupService, corrections: CorrectionService
) -> None:
    from bot.intake.filing import file_article, unfile_article

    _, two = await add_minsk(database)
    event_id = await event_of(lookup)
    split = await corrections.split(HOME, event_id, two, actor=MODERATOR)
    joined = await corrections.join(HOME, event_id, split.event_id, actor=MODERATOR)
    await corrections.undo(HOME, joined.audit_id, actor=MODERATOR)
    async with database.transaction() as write:
        await unfile_article(write, HOME, two)
        await file_article(write, HOME, two, clock())
    assert [card.reported_by for card in await cards(lookup)] == [1, 1]


async def test_entries_that_may_tell_the_same_are_offered_the_likest_first(
    database: Database, lookup: LookupService, corrections: CorrectionService
) -> None:
    event_id, other, _ = await joined_pair(database, lookup, corrections)
    third = meeting("Li Qiang", "Xi Jinping", place="Beijing", date="2024-08-20")
    await add(database, {"Li saw Xi.": (third, LI, XI)}, publisher="Fourth")
    await add_minsk(database, AWAY)
    likely = await corrections.list_likely(HOME, event_id)
    assert (likely[0].event_id, len(likely)) == (other, 2)


async def test_numbers_count_within_one_library_and_never_come_twice(
    database: Database, lookup: LookupService, corrections: CorrectionService
) -> None:
    await add_minsk(database, AWAY)
    event_id, other, _ = await joined_pair(database, lookup, corrections)
    numbers = {card.event_id: card.number for card in await cards(lookup)}
    assert numbers[event_id] == 1
    joined = await corrections.join(HOME, event_id, other, actor=MODERATOR)
    assert (joined.event_id, joined.number) == (event_id, 1)
    with pytest.raises(NotFound, match=f"number {numbers[other]} here"):
        await corrections.find_entry(HOME, numbers[other])
    assert await corrections.find_entry(HOME, 1) == event_id
    async with database.read() as read:
        entry = (await list_audit(read, HOME))[0]
    assert entry.subject == f"entry 1, with entry {numbers[other]}"


async def refile(database: Database, article: ArticleId) -> None:
    """Read the article again, with the same result: its reports are new and stand in new events."""
    from bot.core.models import Facts
    from bot.intake.filing import file_article, unfile_article
    from storage.reports import list_reports_of_article, save_reports

    async with database.transaction() as write:
        facts = [report.fact for report in await list_reports_of_article(write, HOME, article)]
        await unfile_article(write, HOME, article)
        again = Facts(meetings=tuple(fact for fact in facts if isinstance(fact, Meeting)))
        await save_reports(write, article, again)
        await file_article(write, HOME, article, clock())


async def test_a_withdrawn_fact_does_not_come_back_by_later_reports_nor_by_reading_again(
    database: Database, lookup: LookupService, corrections: CorrectionService
) -> None:
    one, two = await add_minsk(database)
    await corrections.withdraw(HOME, await event_of(lookup), actor=MODERATOR)
    told = meeting("Li Qiang", "Roman Golovchenko", place="Minsk", date="2024-08-22")
    three = await add(database, {"The premiers met in Minsk, a third paper says.": (told, LI, GOLOVCHENKO)})
    assert await cards(lookup) == []
    for article in (one, two, three):
        await refile(database, article)
    assert await cards(lookup) == []


async def test_what_was_withdrawn_and_read_again_can_be_restored(
    database: Database, lookup: LookupService, corrections: CorrectionService
) -> None:
    one, two = await add_minsk(database)
    await corrections.withdraw(HOME, await event_of(lookup), actor=MODERATOR)
    for article in (one, two):
        await refile(database, article)
    ((card,), more) = await corrections.list_withdrawn(HOME)
    assert (card.reported_by, more) == (2, None)
    assert await corrections.list_withdrawn(AWAY) == ([], None)
    assert await corrections.find_entry(HOME, card.number, withdrawn=True) == card.event_id
    await corrections.restore(HOME, card.event_id or EventId(0), actor=MODERATOR)
    assert len(await cards(lookup)) == 1
    for article in (one, two):
        await refile(database, article)
    assert len(await cards(lookup)) == 1
    assert await corrections.list_withdrawn(HOME) == ([], None)


async def test_entries_of_two_kinds_can_not_be_joined_nor_the_last_source_split(
    database: Database, lookup: LookupService, corrections: CorrectionService
) -> None:
    one, _ = await add_minsk(database)
    agreement = (await lookup.find(HOME, AgreementQuery())).cards[0].event_id or EventId(0)
    with pytest.raises(UserError, match="meeting and agreement"):
        await corrections.join(HOME, await event_of(lookup), agreement, actor=MODERATOR)
    with pytest.raises(UserError, match="no other source"):
        await corrections.split(HOME, agreement, one, actor=MODERATOR)


async def test_nothing_can_be_changed_from_another_library(
    database: Database, lookup: LookupService, corrections: CorrectionService
) -> None:
    one, _ = await add_minsk(database)
    event_id = await event_of(lookup)
    audit = await corrections.withdraw(HOME, event_id, actor=MODERATOR)
    for attempt in (
        corrections.withdraw(AWAY, event_id, actor=MODERATOR),
        corrections.restore(AWAY, event_id, actor=MODERATOR),
        corrections.correct(AWAY, event_id, "place", "x", actor=MODERATOR),
        corrections.split(AWAY, event_id, one, actor=MODERATOR),
        corrections.report_mistake(AWAY, event_id, "wrong", reporter=1),
        corrections.undo(AWAY, audit, actor=MODERATOR),
    ):
        with pytest.raises(NotFound):
            await attempt


async def test_reported_mistakes_queue_up_and_are_settled_once(
    database: Database, lookup: LookupService, corrections: CorrectionService
) -> None:
    await add_minsk(database)
    event_id = await event_of(lookup)
    mistake = await corrections.report_mistake(HOME, event_id, " It was in   Brest. ", reporter=7)
    assert [(m.mistake_id, m.words, m.reporter) for m in await corrections.list_mistakes(HOME)] == [
        (mistake, "It was in Brest.", 7)
    ]
    audit = await corrections.settle_mistake(HOME, mistake, actor=MODERATOR)
    assert await corrections.list_mistakes(HOME) == []
    with pytest.raises(NotFound):
        await corrections.settle_mistake(HOME, mistake, actor=MODERATOR)
    await corrections.undo(HOME, audit, actor=MODERATOR)
    assert len(await corrections.list_mistakes(HOME)) == 1
    for number in range(9):
        await corrections.report_mistake(HOME, event_id, f"again {number}", reporter=7)
    with pytest.raises(QuotaReached):
        await corrections.report_mistake(HOME, event_id, "once more", reporter=7)
    with pytest.raises(UserError):
        await corrections.report_mistake(HOME, event_id, " \u200b ", reporter=8)
