"""When digests are made and what is in them: schedules, clocks and daylight saving, a test for each case.

T01 to T07 and T15 (which times a calendar names) are in tests/core/test_calendar.py.
"""

from __future__ import annotations

import asyncio
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.core.models import DigestId, Facts, Meeting
from bot.intake.filing import file_article, unfile_article
from bot.jobs.compose import CLAIMED
from bot.services.digests import OrderWords
from storage.reports import list_facts_of_article, save_reports
from storage.shelves import shelve_article, unshelve_source
from tests.jobs.desk import Newsroom
from tests.services.made import AWAY, HOME, add, add_minsk, meeting


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


async def live(room: Newsroom, until: datetime, step: timedelta = timedelta(minutes=5)) -> None:
    while room.clock.now < until:
        room.clock.now += step
        await room.run()


@pytest.mark.parametrize("away", [timedelta(minutes=2), timedelta(hours=2), timedelta(days=3, hours=2)])
async def test_a_digest_due_while_the_bot_was_away_is_caught_up_once_and_covers_the_gap(
    room: Newsroom, away: timedelta
) -> None:
    await room.order("daily", at="08:00")
    await room.news(1)
    room.clock.now = at("2026-11-20T07:59")
    await room.run()
    await room.news(2)
    room.clock.now += away
    for _ in range(4):
        await room.run()
        room.clock.move(minutes=1)
    assert len(room.discord.messages) == 1
    assert len(room.discord.quotes()) == 2


async def test_after_the_grace_the_digest_is_left_out_with_a_note_and_the_next_one_tells_everything(
    room: Newsroom,
) -> None:
    digest = await room.order("daily", at="08:00")
    await room.news(1)
    room.clock.now = at("2026-11-20T14:01")
    await room.run()
    assert room.discord.messages == []
    assert "left out" in (room.discord.told or [""])[0]
    assert "left out" in ((await room.digests.find(HOME, digest.digest_id)).reason or "")
    await live(room, at("2026-11-21T08:01"))
    assert len(room.discord.messages) == 1
    assert len(room.discord.told) == 1


@pytest.mark.parametrize("back", [timedelta(hours=1), timedelta(days=1), timedelta(days=3650)])
async def test_a_clock_set_back_brings_no_second_digest_for_the_same_date(room: Newsroom, back: timedelta) -> None:
    await room.order("daily", at="08:00")
    await room.news(1)
    await live(room, at("2026-11-20T08:05"))
    room.clock.now -= back
    await room.news(2)
    await live(room, room.clock.now + timedelta(hours=3), timedelta(minutes=20))
    room.clock.now = at("2026-11-20T08:10")
    await room.run()
    titles = [message.title for _, _, message in room.discord.messages]
    assert len(titles) == len(set(titles))
    await live(room, at("2026-11-21T08:05"), timedelta(minutes=30))
    assert room.discord.quotes().total() == 2


@pytest.mark.parametrize("ahead", [timedelta(hours=1), timedelta(days=10), timedelta(days=3650)])
async def test_a_clock_that_stood_ahead_does_not_silence_a_digest(room: Newsroom, ahead: timedelta) -> None:
    await room.order("daily", at="08:00")
    await room.news(1)
    await live(room, at("2026-11-20T08:05"))
    true_time = room.clock.now
    room.clock.now += ahead
    await room.news(2)
    await room.run()
    room.clock.now = true_time
    await room.news(3)
    await live(room, at("2026-11-22T08:05"), timedelta(minutes=30))
    assert len(room.discord.quotes()) == 3
    assert set(room.discord.quotes().values()) == {1}


async def test_a_machine_that_slept_eight_hours_catches_up_once(room: Newsroom) -> None:
    await room.order("hourly")
    await room.news(1)
    room.clock.move(hours=8, minutes=3)
    for _ in range(3):
        await room.run()
    assert len(room.discord.messages) == 1


async def test_a_digest_that_can_not_be_made_says_so_is_tried_less_and_less_and_keeps_no_other(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = await room.order(channel=5)
    well = await room.order(channel=6)
    real, tries, mended = room.digests.desk.compose, 0, False

    async def compose(digest_id: DigestId, *, by_hand: bool = False) -> int:
        nonlocal tries
        if digest_id == broken.digest_id:
            tries += 1
            if not mended:
                raise RuntimeError("broken")
        return await real(digest_id, by_hand=by_hand)

    monkeypatch.setattr(room.digests.desk, "compose", compose)
    await room.news(1)
    for _ in range(60):
        await room.run()
        room.clock.move(minutes=1)
    assert await room.digests.deliveries(HOME, broken.digest_id) == []
    assert len(await room.digests.deliveries(HOME, well.digest_id)) == 1
    assert tries == 7, "at once, at the next tick, then after 1, 2, 4, 8 and 16 minutes"
    assert "could not be made" in ((await room.digests.find(HOME, broken.digest_id)).reason or "")
    mended = True
    room.clock.move(hours=1)
    await room.run()
    assert len(await room.digests.deliveries(HOME, broken.digest_id)) == 1
    assert (await room.digests.find(HOME, broken.digest_id)).reason is None


async def test_two_schedulers_make_an_occurrence_once(room: Newsroom) -> None:
    digest = await room.order("daily", at="08:00")
    await room.news(1)
    room.clock.now = at("2026-11-20T08:00")
    await asyncio.gather(*(room.digests.desk.compose(digest.digest_id) for _ in range(5)))
    await room.run()
    assert len(room.discord.messages) == 1


async def test_one_digest_that_fails_does_not_keep_the_others_and_comes_at_the_next_tick(room: Newsroom) -> None:
    await room.order("daily", at="08:00")
    await room.order("daily", at="08:00", channel=6)
    await room.news(1)
    room.clock.now = at("2026-11-20T08:00")
    failures = iter([True])

    def fail_once(name: str) -> None:
        if name == "chosen" and next(failures, False):
            raise RuntimeError

    room.digests.desk._step = fail_once
    await room.run()
    assert len(room.discord.messages) == 1
    await room.run()
    assert len(room.discord.messages) == 2


async def test_a_digest_changed_between_choosing_and_writing_is_made_anew(room: Newsroom) -> None:
    digest = await room.order("daily", at="08:00")
    await room.news(1)
    room.clock.now = at("2026-11-20T08:00")
    order = await room.digests.read_change(digest.order, OrderWords(77, ""))

    class Moved(Exception):  # noqa: N818  # an interruption
        pass

    def interrupt(name: str) -> None:
        if name == "chosen":
            raise Moved

    room.digests.desk._step = interrupt
    with pytest.raises(Moved):
        await room.digests.desk.compose(digest.digest_id)
    room.digests.desk._step = lambda _: None
    await room.digests.edit(HOME, digest.digest_id, order, actor=1)
    room.clock.move(minutes=1)
    await room.digests.desk.plan_all()
    await room.run()
    async with room.database.read() as read:
        channels = [row[0] for row in await read.fetch_all("SELECT channel_id FROM delivery")]
    assert set(channels) <= {77}


async def test_editing_moves_nothing_backward(room: Newsroom) -> None:
    digest = await room.order("daily", at="08:30", zone="Europe/Warsaw")
    await room.news(1)
    await live(room, at("2026-11-20T07:35"))
    assert len(room.discord.messages) == 1
    order = await room.digests.read_change(digest.order, OrderWords(None, "", at="10:00", zone="America/New_York"))
    await room.digests.edit(HOME, digest.digest_id, order, actor=1)
    await room.news(2)
    await live(room, at("2026-11-20T23:00"), timedelta(minutes=15))
    assert len(room.discord.messages) == 1
    await live(room, at("2026-11-21T16:00"), timedelta(minutes=15))
    assert len(room.discord.messages) == 2


async def test_many_due_at_once_are_all_made_in_one_round(room: Newsroom) -> None:
    for number in range(40):
        await room.order("daily", at="08:00", channel=number + 1)
    await room.news(1)
    room.clock.now = at("2026-11-20T08:00")
    assert CLAIMED >= 40
    await room.run()
    assert len(room.discord.messages) == 40


async def test_news_before_and_after_the_hour_come_in_one_digest_each(room: Newsroom) -> None:
    await room.order("daily", at="08:00")
    await room.news(1)
    room.clock.now = at("2026-11-20T08:00")
    await room.run()
    await room.news(2)
    await live(room, at("2026-11-21T08:05"), timedelta(minutes=30))
    assert [len(message.groups[0][1]) for _, _, message in room.discord.messages] == [1, 1]
    assert set(room.discord.quotes().values()) == {1}


async def test_nothing_new_posts_nothing_unless_it_was_asked_to_say_so(room: Newsroom) -> None:
    await room.order("daily", at="08:00")
    await room.order("daily", at="08:00", channel=6, say_nothing_new=True)
    await live(room, at("2026-11-20T08:05"))
    assert [message.note for _, _, message in room.discord.messages] == ["Nothing new."]


async def test_more_than_its_length_is_counted_and_not_told_later(room: Newsroom) -> None:
    await room.order("daily", at="08:00", length="short")
    for number in range(9):
        await room.news(number)
    await live(room, at("2026-11-22T08:05"), timedelta(minutes=30))
    (message,) = [message for _, _, message in room.discord.messages]
    assert message.note is not None
    assert message.note.startswith("And 4 more: 4 meetings.")


async def test_quiet_hours_hold_news_back_until_they_end(room: Newsroom) -> None:
    await room.order(quiet="22:00-07:30")
    room.clock.now = at("2026-11-20T22:30")
    await room.news(1)
    await live(room, at("2026-11-21T07:15"), timedelta(minutes=10))
    assert room.discord.messages == []
    await live(room, at("2026-11-21T07:45"))
    assert len(room.discord.messages) == 1


async def test_only_what_is_filed_after_the_digest_was_made_is_new(room: Newsroom) -> None:
    await add_minsk(room.database)
    await room.order()
    await room.run()
    assert room.discord.messages == []


async def test_an_event_told_by_two_is_told_once_and_a_later_report_of_it_not_again(room: Newsroom) -> None:
    await room.order()
    await add_minsk(room.database)
    await room.run()
    first = room.discord.quotes().total()
    await add(
        room.database,
        {"Premier Li Qiang and Roman Golovchenko held talks, the ministry said.": meeting(
            "Li Qiang", "Roman Golovchenko", place="Minsk", date="2024-08-22"
        )},
        publisher="A third paper",
        published="2024-08-23",
    )  # fmt: skip
    await room.run()
    assert room.discord.quotes().total() == first


async def test_articles_of_a_new_feed_are_not_told(room: Newsroom) -> None:
    await room.order()
    article = await room.news(1)
    async with room.database.transaction() as write:
        await write.change("UPDATE shelf SET baseline = 1 WHERE article_id = :a", {"a": article})
    await room.run()
    assert room.discord.messages == []


async def test_an_article_without_facts_is_told_with_its_first_sentence(room: Newsroom) -> None:
    await room.order()
    await add(room.database, {"The harbour was quiet on Friday. Nothing else happened.": ()}, title="A quiet day")
    await room.run()
    ((_, _, message),) = room.discord.messages
    assert [(heading, [card.quote for card in cards]) for heading, cards in message.groups] == [
        ("Other articles", ["The harbour was quiet on Friday."])
    ]


async def test_nothing_of_another_library_is_told(room: Newsroom) -> None:
    await room.order()
    await room.order(library=AWAY, channel=9)
    await room.news(1, library=AWAY)
    await room.run()
    async with room.database.read() as read:
        rows = await read.fetch_all("SELECT channel_id FROM delivery")
    assert [row[0] for row in rows] == [9]


async def test_a_page_that_is_read_again_is_not_told_again(room: Newsroom) -> None:
    await room.order()
    article = await room.news(1)
    await room.run()
    # The page changed a little: its events are taken back and filed anew, under ids that may be the old ones.
    async with room.database.transaction() as write:
        await unfile_article(write, HOME, article)
    await room.run()
    async with room.database.transaction() as write:
        await file_article(write, HOME, article, room.clock())
    await room.run()
    assert room.discord.quotes().total() == 1
    await room.news(2)
    await room.run()
    assert room.discord.quotes().total() == 2


async def test_what_a_better_reader_understands_from_the_same_sentence_is_not_told_again(room: Newsroom) -> None:
    await room.order()
    article = await room.news(1)
    await room.run()
    async with room.database.transaction() as write:
        await unfile_article(write, HOME, article)
        ((_, fact),) = await list_facts_of_article(write, article)
        assert isinstance(fact, Meeting)
        await save_reports(write, article, Facts(meetings=(replace(fact, date="2024-05-05", place="Minsk"),)))
        await file_article(write, HOME, article, room.clock())
    await room.run()
    assert room.discord.quotes().total() == 1


async def test_a_source_removed_and_brought_back_tells_nothing_twice(room: Newsroom) -> None:
    await room.order()
    article = await room.news(1)
    await room.run()
    async with room.database.transaction() as write:
        source = await write.fetch_value("SELECT source_id FROM shelf_source WHERE article_id = :a", {"a": article})
        for gone in await unshelve_source(write, HOME, source):
            await unfile_article(write, HOME, gone)
    async with room.database.transaction() as write:
        await shelve_article(write, HOME, article, source, baseline=False, now=room.clock())
        await file_article(write, HOME, article, room.clock())
    await room.run()
    assert room.discord.quotes().total() == 1


@pytest.mark.parametrize("seed", range(6))
async def test_whatever_happens_everything_is_told_exactly_once(room: Newsroom, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  # chance in a test, not a secret
    await room.order(chance.choice(["daily", "hourly", "at once", "weekdays"]), at="08:00", length="long")
    number = 0
    for _ in range(60):
        match chance.randrange(6):
            case 0 | 1:
                number += 1
                await room.news(number)
            case 2:
                room.clock.move(minutes=chance.randrange(1, 900))
            case 3:
                room.clock.move(minutes=-chance.randrange(1, 50))
            case 4:
                await room.delivery.start()
            case _:
                await room.run()
    await live(room, room.clock.now + timedelta(days=5), timedelta(hours=1))
    assert len(room.discord.quotes()) == number
    assert set(room.discord.quotes().values()) <= {1}
