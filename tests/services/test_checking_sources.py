"""What checks of a source bring: new entries, new versions of a page, failures and their notices."""

from __future__ import annotations

import pytest

from bot.core.errors import UserError
from storage.sources import SourceState
from tests.services.source_world import (
    ACTOR,
    HERE,
    WORDS,
    World,
    compose_feed,
    compose_item,
    compose_page,
    count_announced,
    count_shelf,
)
from tests.shelf import list_articles

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_first_sight_of_a_feed_is_never_announced_and_what_comes_later_is(world: World) -> None:
    world.site.put("/feed", compose_feed(*(compose_item(n) for n in range(8))), "application/rss+xml")
    added = await world.service.add_url(HERE, world.site.url + "/feed", actor=ACTOR)
    assert added.new == 5
    assert added.note is not None
    world.pass_time(minutes=1)
    await world.poll.check_due()
    assert (await count_shelf(world, HERE), await count_announced(world, HERE)) == (8, 0)
    world.site.put("/feed", compose_feed(*(compose_item(n) for n in range(9))), "application/rss+xml")
    world.pass_time(hours=1)
    await world.poll.check_due()
    assert (await count_shelf(world, HERE), await count_announced(world, HERE)) == (9, 1)


async def test_old_entries_that_come_back_with_other_dates_are_not_new(world: World) -> None:
    world.site.put("/feed", compose_feed(compose_item(1), compose_item(2)), "application/rss+xml")
    await world.service.add_url(HERE, world.site.url + "/feed", actor=ACTOR)
    world.site.put("/feed", compose_feed(), "application/rss+xml")
    world.pass_time(hours=1)
    await world.poll.check_due()
    world.site.put("/feed", compose_feed(compose_item(1, day=29), compose_item(2, day=30)), "application/rss+xml")
    world.pass_time(hours=1)
    await world.poll.check_due()
    assert (await count_shelf(world, HERE), await count_announced(world, HERE)) == (2, 0)


async def test_entry_whose_guid_changes_each_time_stays_one_article(world: World) -> None:
    for turn in range(3):
        world.site.put("/feed", compose_feed(compose_item(1, guid=f"turn-{turn}")), "application/rss+xml")
        if turn == 0:
            await world.service.add_url(HERE, world.site.url + "/feed", actor=ACTOR)
        else:
            world.pass_time(hours=1)
            await world.poll.check_due()
    assert (await count_shelf(world, HERE), await count_announced(world, HERE)) == (1, 0)


async def test_changed_page_is_a_new_version_and_the_old_text_stays(world: World) -> None:
    world.site.put("/story", compose_page("Ministers meet in Oslo"))
    added = await world.service.add_url(HERE, world.site.url + "/story", actor=ACTOR)
    await world.reading.read_waiting()
    world.site.put("/story", compose_page("Ministers meet in Oslo", WORDS * 4 + " A correction was made on Friday."))
    world.pass_time(hours=7)
    await world.poll.check_due()
    async with world.database.read() as read:
        now_shown = await list_articles(read, HERE)
        old = await read.fetch_one("SELECT * FROM article WHERE article_id = :id", {"id": added.articles[0]})
    assert len(now_shown) == 1
    assert "A correction was made" in now_shown[0].text
    assert old is not None
    assert (old["replaced_by"], "A correction" in old["text"]) == (now_shown[0].article_id, False)


async def test_page_that_turns_into_a_stub_does_not_replace_its_article(world: World) -> None:
    world.site.put("/story", compose_page("Ministers meet in Oslo"))
    added = await world.service.add_url(HERE, world.site.url + "/story", actor=ACTOR)
    world.site.put(
        "/story", compose_page("Ministers meet in Oslo", "Please subscribe to read this story in our paper today.")
    )
    world.pass_time(hours=7)
    await world.poll.check_due()
    async with world.database.read() as read:
        assert [a.article_id for a in await list_articles(read, HERE)] == list(added.articles)


async def test_conditional_requests_are_made_and_nothing_changes_on_304(world: World) -> None:
    world.site.put("/feed", compose_feed(compose_item(1)), "application/rss+xml", ETag='"v1"')
    added = await world.service.add_url(HERE, world.site.url + "/feed", actor=ACTOR)
    result = await world.service.check(HERE, added.source_id, actor=ACTOR)
    assert world.site.headers[-1]["if-none-match"] == '"v1"'
    assert (result.new, result.known) == (0, 0)
    assert result.note is not None


async def test_failing_source_is_told_of_once_and_once_when_it_is_well(world: World) -> None:
    world.site.put("/feed", compose_feed(compose_item(1)), "application/rss+xml")
    added = await world.service.add_url(HERE, world.site.url + "/feed", actor=ACTOR)
    page = world.site.pages.pop("/feed")
    for _ in range(6):
        world.pass_time(hours=25)
        await world.poll.check_due()
        await world.tell()
    source = await world.service.find_source(HERE, added.source_id)
    assert (source.state, source.failures, source.reason) == (
        SourceState.FAILING,
        6,
        "There is no page at that address.",
    )
    assert await world.tell() == ["There is no page at that address."]
    world.site.pages["/feed"] = page
    world.pass_time(hours=25)
    await world.poll.check_due()
    assert (await world.tell())[1:] == [None]
    assert (await world.tell())[1:] == [None]
    assert (await world.service.find_source(HERE, added.source_id)).state is SourceState.ACTIVE


async def test_failures_back_off_and_never_stop(world: World) -> None:
    world.site.put("/feed", compose_feed(compose_item(1)), "application/rss+xml")
    added = await world.service.add_url(HERE, world.site.url + "/feed", actor=ACTOR)
    world.site.pages.clear()
    waits = []
    for _ in range(11):
        world.pass_time(days=2)
        await world.poll.check_due()
        source = await world.service.find_source(HERE, added.source_id)
        assert source.next_check_at is not None
        waits.append((source.next_check_at - world.now[0]).total_seconds() / 60)
    assert 5 <= waits[0] <= 6
    assert waits == sorted(waits)
    assert waits[-1] == 24 * 60


async def test_source_that_is_gone_is_told_of_at_once(world: World) -> None:
    world.site.put("/feed", compose_feed(compose_item(1)), "application/rss+xml")
    await world.service.add_url(HERE, world.site.url + "/feed", actor=ACTOR)
    world.site.pages["/feed"] = b"HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n"
    world.pass_time(hours=1)
    await world.poll.check_due()
    assert await world.tell() == ["The site says that this page is gone for good."]


@pytest.mark.parametrize("answer", [b"<html><body>Please log in</body></html>", b"", b"\x89PNG....", b"<rss", b"{}"])
async def test_feed_that_turns_into_something_else_fails_with_a_reason(world: World, answer: bytes) -> None:
    world.site.put("/feed", compose_feed(compose_item(1)), "application/rss+xml")
    added = await world.service.add_url(HERE, world.site.url + "/feed", actor=ACTOR)
    world.site.put("/feed", answer)
    world.pass_time(hours=1)
    await world.poll.check_due()
    source = await world.service.find_source(HERE, added.source_id)
    if answer != b"<rss":  # a feed that was cut off is read as far as it goes
        assert source.state is SourceState.FAILING
    assert await count_shelf(world, HERE) == 1


async def test_paused_source_is_not_checked_and_a_resumed_one_is(world: World) -> None:
    world.site.put("/feed", compose_feed(compose_item(1)), "application/rss+xml")
    added = await world.service.add_url(HERE, world.site.url + "/feed", actor=ACTOR)
    assert (await world.service.pause(HERE, added.source_id, actor=ACTOR)).state is SourceState.PAUSED
    with pytest.raises(UserError):
        await world.service.pause(HERE, added.source_id, actor=ACTOR)
    world.pass_time(days=2)
    assert await world.poll.check_due() == 0
    assert (await world.service.resume(HERE, added.source_id, actor=ACTOR)).state is SourceState.ACTIVE
    assert await world.poll.check_due() == 1
