"""The list of a library's sources: its pages, what stays out of it, what leaves it, and how it travels as OPML."""

from __future__ import annotations

import pytest

from bot.core.errors import NotFound, UserError
from bot.core.models import SourceId
from tests.services.source_world import (
    ACTOR,
    HERE,
    THERE,
    WORDS,
    World,
    compose_feed,
    compose_item,
    count_shelf,
)

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_list_pages_through_all_sources(world: World) -> None:
    for n in range(5):
        text = f"{WORDS} Number {n}."
        await world.service.add_text(HERE, title=f"T{n}", publisher="P", published="", url="", text=text, actor=ACTOR)
    seen: list[SourceId] = []
    after: SourceId | None = None
    while True:
        page = await world.service.list_sources(HERE, after, limit=2)
        seen += [row.source.source_id for row in page.sources]
        after = page.after
        if after is None:
            break
    assert len(seen) == len(set(seen)) == 5


async def test_source_of_another_library_can_t_be_seen_or_touched(world: World) -> None:
    world.site.put("/feed", compose_feed(compose_item(1), title="Tagged-secret-feed"), "application/rss+xml")
    added = await world.service.add_url(HERE, world.site.url + "/feed", actor=ACTOR)
    assert (await world.service.list_sources(THERE)).sources == ()
    assert await world.service.complete_sources(THERE, "Tagged") == []
    assert await world.service.complete_sources(HERE, "tagged") == [(added.source_id, "Tagged-secret-feed")]
    for act in (world.service.check, world.service.pause, world.service.resume, world.service.remove):
        with pytest.raises(NotFound):
            await act(THERE, added.source_id, actor=ACTOR)
    with pytest.raises(NotFound):
        await world.service.what_goes(THERE, added.source_id)
    assert b"Tagged" not in await world.service.export_opml(THERE)


async def test_article_in_two_feeds_comes_once_and_stays_until_both_are_removed(world: World) -> None:
    for path in ("/one", "/two"):
        world.site.put(path, compose_feed(compose_item(1)), "application/rss+xml")
    one = await world.service.add_url(HERE, world.site.url + "/one", actor=ACTOR)
    two = await world.service.add_url(HERE, world.site.url + "/two", actor=ACTOR)
    assert (two.new, two.known, two.articles) == (0, 1, one.articles)
    assert (await world.service.what_goes(HERE, one.source_id)).articles == 0
    await world.service.remove(HERE, one.source_id, actor=ACTOR)
    assert await count_shelf(world, HERE) == 1
    assert (await world.service.what_goes(HERE, two.source_id)).articles == 1
    await world.service.remove(HERE, two.source_id, actor=ACTOR)
    assert await count_shelf(world, HERE) == 0


async def test_removal_takes_the_articles_and_undo_brings_them_back(world: World) -> None:
    world.site.put("/feed", compose_feed(compose_item(1), compose_item(2)), "application/rss+xml")
    added = await world.service.add_url(HERE, world.site.url + "/feed", actor=ACTOR)
    await world.service.add_url(THERE, world.site.url + "/feed", actor=ACTOR)
    await world.reading.read_waiting()
    assert (await world.service.what_goes(HERE, added.source_id)).articles == 2
    audit_id = await world.service.remove(HERE, added.source_id, actor=ACTOR)
    assert (await count_shelf(world, HERE), await count_shelf(world, THERE)) == (0, 2)
    with pytest.raises(NotFound):
        await world.service.find_source(HERE, added.source_id)
    with pytest.raises(NotFound):
        await world.service.undo(THERE, audit_id, actor=ACTOR)
    assert "is back" in await world.service.undo(HERE, audit_id, actor=ACTOR)
    assert await count_shelf(world, HERE) == 2
    with pytest.raises(UserError):
        await world.service.undo(HERE, audit_id, actor=ACTOR)


async def test_feeds_travel_as_opml(world: World) -> None:
    world.site.put("/feed", compose_feed(compose_item(1), title="A &amp; B 'the' \"news\""), "application/rss+xml")
    await world.service.add_url(HERE, world.site.url + "/feed", actor=ACTOR)
    opml = await world.service.export_opml(HERE)
    imported = await world.service.import_opml(THERE, opml, actor=ACTOR)
    assert (imported.added, imported.known, imported.refused) == (1, 0, ())
    again = await world.service.import_opml(THERE, opml, actor=ACTOR)
    assert (again.added, again.known) == (0, 1)
    assert (await world.service.list_sources(THERE)).sources[0].source.title == "A & B 'the' \"news\""
    await world.poll.check_due()
    assert await count_shelf(world, THERE) == 1


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<opml></opml>",
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><opml><body><outline xmlUrl="https://e.example/&a;"/></body></opml>',
        b"hello",
    ],
)
async def test_list_that_is_none_is_refused(world: World, content: bytes) -> None:
    with pytest.raises(UserError, match="no list of feeds"):
        await world.service.import_opml(HERE, content, actor=ACTOR)


async def test_bad_addresses_in_a_list_are_named_and_the_others_added(world: World) -> None:
    opml = b'<opml><body><outline xmlUrl="file:///etc/passwd"/><outline text="Good" xmlUrl="https://e.example/f"/></body></opml>'
    imported = await world.service.import_opml(HERE, opml, actor=ACTOR)
    assert imported.added == 1
    assert [url for url, _ in imported.refused] == ["file:///etc/passwd"]
