"""What becomes of sources over time: entries that change, feeds that move, notices, tries, copies, a stop between."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.core.models import Article, LibraryId
from bot.intake.entries import ATTEMPTS
from bot.reading.processes.worker import Worker
from storage.audit import list_audit
from storage.sources import SourceState
from tests.intake.servers import redirect
from tests.services.source_world import (
    ACTOR,
    HERE,
    THERE,
    WORDS,
    World,
    compose_feed,
    compose_item,
    compose_page,
    count_announced,
    count_shelf,
    open_world,
)
from tests.shelf import list_articles

pytestmark = pytest.mark.asyncio(loop_scope="module")
RSS = "application/rss+xml"
CORRECTION = "A correction was made on Friday: the talks took place in Bergen."


async def articles_of(world: World, library: LibraryId = HERE) -> list[Article]:
    async with world.database.read() as read:
        return await list_articles(read, library)


def correct(item: str, words: str = CORRECTION) -> str:
    return item.replace("</p>]]>", f" {words}</p>]]>")


async def poll(world: World, **passed: float) -> None:
    world.pass_time(**(passed or {"hours": 2}))
    await world.poll.check_due()


# --- entries that change ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/feed", "/feed?token=abc"], ids=["public", "private"])
async def test_changed_entry_is_a_new_version_and_the_old_one_keeps_its_text_and_quotes(
    world: World, path: str
) -> None:
    world.site.put(path, compose_feed(compose_item(1), compose_item(2)), RSS)
    await world.service.add_url(HERE, world.site.url + path, actor=ACTOR)
    await world.reading.read_waiting()
    before = {article.title: article for article in await articles_of(world)}
    old = before["Report 1"].article_id
    world.site.put(path, compose_feed(correct(compose_item(1)), compose_item(2)), RSS)
    await poll(world)
    await world.reading.read_waiting()
    now = {article.title: article for article in await articles_of(world)}
    assert len(now) == 2
    assert CORRECTION in now["Report 1"].text
    assert now["Report 2"].article_id == before["Report 2"].article_id
    async with world.database.read() as read:
        kept = await read.fetch_one("SELECT text, replaced_by FROM article WHERE article_id = :id", {"id": old})
        quotes = await read.fetch_all(
            "SELECT quote.text, quote.start, article.text AS whole FROM quote JOIN report USING (report_id)"
            " JOIN article USING (article_id) WHERE article_id = :id",
            {"id": old},
        )
        filed = await read.fetch_all(
            "SELECT DISTINCT report.article_id FROM event_report JOIN report USING (report_id) ORDER BY 1"
        )
    assert kept is not None
    assert (kept["text"], kept["replaced_by"]) == (before["Report 1"].text, now["Report 1"].article_id)
    assert quotes
    assert all(row["whole"][row["start"] :].startswith(row["text"]) for row in quotes)
    assert {row[0] for row in filed} == {article.article_id for article in now.values()}


async def test_changed_entry_is_not_announced_again(world: World) -> None:
    world.site.put("/feed", compose_feed(compose_item(1)), RSS)
    await world.service.add_url(HERE, world.site.url + "/feed", actor=ACTOR)
    world.site.put("/feed", compose_feed(correct(compose_item(1))), RSS)
    await poll(world)
    assert await count_announced(world, HERE) == 0
    # Also where its address changes with its text, which makes it another page.
    moved = correct(compose_item(1), f"{CORRECTION} And once more.").replace("/story/1", "/story/1-corrected")
    world.site.put("/feed", compose_feed(moved), RSS)
    await poll(world)
    assert "once more" in "".join(article.text for article in await articles_of(world))
    assert await count_announced(world, HERE) == 0


async def test_check_tells_how_many_articles_changed(world: World) -> None:
    world.site.put("/feed", compose_feed(compose_item(1), compose_item(2)), RSS)
    added = await world.service.add_url(HERE, world.site.url + "/feed", actor=ACTOR)
    world.site.put("/feed", compose_feed(compose_item(3), correct(compose_item(1)), compose_item(2)), RSS)
    result = await world.service.check(HERE, added.source_id, actor=ACTOR)
    assert (result.new, result.changed, result.known) == (1, 1, 0)


async def test_entry_that_changes_back_becomes_its_first_version_again(world: World) -> None:
    for path in ("/feed", "/feed?token=abc"):
        world.site.put(path, compose_feed(compose_item(1)), RSS)
        library = HERE if path == "/feed" else THERE
        await world.service.add_url(library, world.site.url + path, actor=ACTOR)
        (first,) = await articles_of(world, library)
        for item in (correct(compose_item(1)), compose_item(1)):
            world.site.put(path, compose_feed(item), RSS)
            await poll(world)
        assert [article.article_id for article in await articles_of(world, library)] == [first.article_id]


async def test_feed_whose_texts_hold_a_clock_brings_a_version_a_day(world: World) -> None:
    world.site.put("/feed", compose_feed(compose_item(1)), RSS)
    await world.service.add_url(HERE, world.site.url + "/feed", actor=ACTOR)
    for hour in range(48):
        world.site.put("/feed", compose_feed(correct(compose_item(1), f"It is {hour} hours later.")), RSS)
        await poll(world, hours=1)
    async with world.database.read() as read:
        assert await read.fetch_value("SELECT count(*) FROM article") <= 1 + 3 + 2
    assert await count_shelf(world, HERE) == 1


async def test_entry_that_was_brought_before_changes_were_looked_for_counts_as_unchanged(world: World) -> None:
    world.site.put("/feed", compose_feed(compose_item(1)), RSS)
    await world.service.add_url(HERE, world.site.url + "/feed", actor=ACTOR)
    async with world.database.transaction() as write:
        await write.change("UPDATE feed_item SET text_hash = NULL", {})
    (first,) = await articles_of(world)
    world.site.put("/feed", compose_feed(correct(compose_item(1))), RSS)
    await poll(world)
    assert [article.article_id for article in await articles_of(world)] == [first.article_id]
    world.site.put("/feed", compose_feed(correct(compose_item(1), "And now it has changed in truth.")), RSS)
    await poll(world)
    (now,) = await articles_of(world)
    assert "changed in truth" in now.text


async def test_change_in_one_server_s_private_feed_touches_no_other_server(world: World) -> None:
    for library in (HERE, THERE):
        path = f"/feed?token={library}"
        world.site.put(path, compose_feed(compose_item(1)), RSS)
        await world.service.add_url(library, world.site.url + path, actor=ACTOR)
    (there,) = await articles_of(world, THERE)
    world.site.put(f"/feed?token={HERE}", compose_feed(correct(compose_item(1))), RSS)
    await poll(world)
    assert CORRECTION in (await articles_of(world, HERE))[0].text
    assert await articles_of(world, THERE) == [there]


# --- feeds that move -------------------------------------------------------------------------------------------------


async def find_url(world: World, source_id: object) -> str | None:
    return (await world.service.find_source(HERE, source_id)).url  # type: ignore[arg-type]  # an id as it was given


@pytest.mark.parametrize("status", [301, 308])
async def test_feed_that_moved_for_good_is_asked_at_its_new_address_from_then_on(world: World, status: int) -> None:
    world.site.put("/feed", compose_feed(compose_item(1)), RSS)
    added = await world.service.add_url(HERE, world.site.url + "/feed", actor=ACTOR)
    world.site.pages["/feed"] = redirect("/news.xml", status)
    world.site.put("/news.xml", compose_feed(compose_item(1), compose_item(2)), RSS)
    await poll(world)
    assert await find_url(world, added.source_id) == world.site.url + "/news.xml"
    asked = world.site.asked["/feed"]
    await poll(world)
    assert world.site.asked["/feed"] == asked
    assert await count_shelf(world, HERE) == 2
    async with world.database.read() as read:
        entry = (await list_audit(read, HERE))[0]
    assert (entry.action, entry.actor, entry.undo) == ("source.move", 0, None)
    assert "/news.xml" in entry.subject


@pytest.mark.parametrize(
    ("answer", "content"),
    [
        (redirect("/news.xml", 302), compose_feed(compose_item(1))),
        (redirect("/news.xml", 301), "<html><body><p>Welcome to our new site.</p></body></html>"),
        (redirect("http://10.0.0.1/feed", 301), ""),
        (redirect("/news.xml?token=abcdef", 301), compose_feed(compose_item(1))),
    ],
    ids=["for now", "no feed there", "inside", "an address with a key"],
)
async def test_feed_keeps_its_address_where_the_new_one_is_not_sure(world: World, answer: bytes, content: str) -> None:
    world.site.put("/feed", compose_feed(compose_item(1)), RSS)
    added = await world.service.add_url(HERE, world.site.url + "/feed", actor=ACTOR)
    world.site.pages["/feed"] = answer
    world.site.put("/news.xml", content, RSS)
    world.site.put("/news.xml?token=abcdef", content, RSS)
    await poll(world)
    assert await find_url(world, added.source_id) == world.site.url + "/feed"


async def test_feed_that_moved_to_one_that_is_here_already_is_paused_and_nothing_is_lost(world: World) -> None:
    world.site.put("/feed", compose_feed(compose_item(1)), RSS)
    world.site.put("/news.xml", compose_feed(compose_item(1), compose_item(2), title="The New Fjord"), RSS)
    old = await world.service.add_url(HERE, world.site.url + "/feed", actor=ACTOR)
    await world.service.add_url(HERE, world.site.url + "/news.xml", actor=ACTOR)
    world.site.pages["/feed"] = redirect("/news.xml", 301)
    await poll(world)
    source = await world.service.find_source(HERE, old.source_id)
    assert (source.state, source.url) == (SourceState.PAUSED, world.site.url + "/feed")
    assert await count_shelf(world, HERE) == 2
    async with world.database.read() as read:
        entry = (await list_audit(read, HERE))[0]
    assert (entry.action, entry.subject) == (
        "source.move",
        "The Fjord: paused, it is now the same feed as The New Fjord",
    )


async def test_feed_stays_where_the_other_at_its_new_address_is_not_checked(world: World) -> None:
    world.site.put("/feed", compose_feed(compose_item(1)), RSS)
    world.site.put("/news.xml", compose_feed(compose_item(2)), RSS)
    old = await world.service.add_url(HERE, world.site.url + "/feed", actor=ACTOR)
    other = await world.service.add_url(HERE, world.site.url + "/news.xml", actor=ACTOR)
    await world.service.pause(HERE, other.source_id, actor=ACTOR)
    world.site.pages["/feed"] = redirect("/news.xml", 301)
    await poll(world)
    source = await world.service.find_source(HERE, old.source_id)
    assert (source.state, source.url) == (SourceState.ACTIVE, world.site.url + "/feed")


# --- what moderators are told ----------------------------------------------------------------------------------------


async def break_feed(world: World) -> bytes:
    """A feed that fails often enough to be told of; its sound answer."""
    world.site.put("/feed", compose_feed(compose_item(1)), RSS)
    await world.service.add_url(HERE, world.site.url + "/feed", actor=ACTOR)
    sound = world.site.pages.pop("/feed")
    for _ in range(3):
        await poll(world, hours=25)
    return sound


NO_PAGE = "There is no page at that address."


async def test_notice_that_was_not_told_before_a_stop_is_told_after_it_once(
    tmp_path: Path, shared_worker: Worker
) -> None:
    path = tmp_path / "library.db"
    async with open_world(path, shared_worker) as before:
        await break_feed(before)  # and the bot stops before anything is told
    async with open_world(path, shared_worker) as after:
        assert await after.tell() == [NO_PAGE]
        assert await after.tell() == [NO_PAGE]


async def test_recovery_that_was_not_told_before_a_stop_is_told_after_it_once(
    tmp_path: Path, shared_worker: Worker
) -> None:
    path = tmp_path / "library.db"
    async with open_world(path, shared_worker) as before:
        sound = await break_feed(before)
        assert await before.tell() == [NO_PAGE]
        before.site.pages["/feed"] = sound
        await poll(before, hours=25)
    async with open_world(path, shared_worker) as after:
        assert await after.tell() == [None]
        assert await after.tell() == [None]


async def test_notice_that_can_t_be_sent_is_tried_again_as_the_same_until_it_is_taken(world: World) -> None:
    await break_feed(world)
    world.told.takes = False
    await world.tell()
    world.pass_time(minutes=1)
    world.told.takes = True
    await world.tell()
    await world.tell()
    assert len(world.told.notices) == 2
    assert world.told.notices[0] == world.told.notices[1]


async def test_failure_that_was_over_before_anybody_was_told_is_not_told(world: World) -> None:
    world.site.pages["/feed"] = await break_feed(world)
    await poll(world, hours=25)
    assert await world.tell() == []


async def test_recovery_is_told_where_the_failure_may_have_been(world: World) -> None:
    sound = await break_feed(world)
    world.told.takes = False  # as when the answer of Discord is lost
    await world.tell()
    world.told.takes = True
    world.site.pages["/feed"] = sound
    await poll(world, hours=25)
    assert await world.tell() == [NO_PAGE, None]


async def test_removed_source_has_nothing_more_to_tell(world: World) -> None:
    await break_feed(world)
    for row in (await world.service.list_sources(HERE)).sources:
        await world.service.remove(HERE, row.source.source_id, actor=ACTOR)
    assert await world.tell() == []


# --- pages that can't be fetched -------------------------------------------------------------------------------------


async def test_tries_at_a_page_are_counted_over_a_restart(tmp_path: Path, shared_worker: Worker) -> None:
    path, asked = tmp_path / "library.db", 0
    for turn in range(5):
        async with open_world(path, shared_worker) as world:
            world.pass_time(days=turn)
            world.site.put("/feed", compose_feed(compose_item(1, full=False)), RSS)
            world.site.pages["/story/1"] = b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n"
            if turn == 0:
                await world.service.add_url(HERE, world.site.url + "/feed", actor=ACTOR)
            else:  # the site has another port each time
                async with world.database.transaction() as write:
                    await write.change("UPDATE source SET url = :url", {"url": world.site.url + "/feed"})
                await world.poll.check_due()
            asked += world.site.asked["/story/1"]
            async with world.database.read() as read:
                counted = await read.fetch_value("SELECT count(*) FROM feed_attempt")
            assert counted == (1 if turn + 1 < ATTEMPTS else 0)
    assert asked == ATTEMPTS


# --- copies ----------------------------------------------------------------------------------------------------------

STORY = " ".join(f"{WORDS} Paragraph {n} of the report tells more about place number {n}." for n in range(6))


async def add_reprints(world: World, *paths: str) -> dict[str, int]:
    """Pages with nearly the same words; source ids by path."""
    sources = {}
    for path in paths:
        world.site.put(path, compose_page(f"Ministers meet {path}", STORY.replace("Tuesday", f"Tuesday ({path})")))
        added = await world.service.add_url(HERE, world.site.url + path, actor=ACTOR)
        sources[path] = int(added.source_id)
    return sources


async def list_copies(world: World) -> dict[str, str | None]:
    """Path of each article, and of what it is a copy of."""
    found = await articles_of(world)
    paths = {article.article_id: (article.url or "").removeprefix(world.site.url) for article in found}
    return {
        paths[article.article_id]: None if article.copy_of is None else paths.get(article.copy_of, "gone")
        for article in found
    }


@pytest.mark.parametrize("removed", ["/a", "/b", "/c"])
async def test_copies_stand_as_before_when_a_removal_is_undone(world: World, removed: str) -> None:
    sources = await add_reprints(world, "/a", "/b", "/c")
    before = await list_copies(world)
    assert before == {"/a": None, "/b": "/a", "/c": "/a"}
    audit_id = await world.service.remove(HERE, sources[removed], actor=ACTOR)  # type: ignore[arg-type]  # an id
    left = await list_copies(world)
    assert sorted(left) == sorted({"/a", "/b", "/c"} - {removed})
    assert list(left.values()).count(None) == 1, "one of those that are left stands for their words"
    assert "gone" not in left.values()
    await world.service.undo(HERE, audit_id, actor=ACTOR)
    assert await list_copies(world) == before


async def test_reprint_that_comes_when_the_original_was_removed_is_a_copy_of_what_is_left(world: World) -> None:
    sources = await add_reprints(world, "/a", "/b")
    await world.service.remove(HERE, sources["/a"], actor=ACTOR)  # type: ignore[arg-type]  # an id
    await add_reprints(world, "/c")
    assert await list_copies(world) == {"/b": None, "/c": "/b"}
