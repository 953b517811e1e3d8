"""What adding a text, a file or an address brings into a library, and what is refused."""

from __future__ import annotations

import pytest

from bot.core.errors import UserError
from bot.core.models import ArticleId
from bot.services.sources import Said
from storage.articles import find_article
from storage.sources import SourceKind
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
    count_shelf,
)
from tests.shelf import list_articles

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_pasted_text_becomes_an_article_of_this_library_alone(world: World) -> None:
    added = await world.service.add_text(
        HERE, title="Talks in Oslo", publisher="The Fjord", published="20 August 2024", url="", text=WORDS, actor=ACTOR
    )
    assert (added.kind, added.title, added.publisher, added.language) == (
        SourceKind.TEXT,
        "Talks in Oslo",
        "The Fjord",
        "en",
    )
    assert (added.new, added.known) == (1, 0)
    async with world.database.read() as read:
        article = await find_article(read, HERE, added.articles[0])
        assert article is not None
        assert (article.published, article.owner) == ("2024-08-20", HERE)
        assert await find_article(read, THERE, added.articles[0]) is None


async def test_same_text_pasted_twice_is_known_and_no_second_source_is_made(world: World) -> None:
    once, twice = [
        await world.service.add_text(HERE, title="T", publisher="P", published="", url="", text=WORDS, actor=ACTOR)
        for _ in range(2)
    ]
    assert (twice.articles, twice.new, twice.known) == (once.articles, 0, 1)
    assert len((await world.service.list_sources(HERE)).sources) == 1


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"text": "   "}, "There is no text."),
        ({"text": "Too short."}, "too short"),
        ({"text": WORDS * 3_000}, "too long"),
        ({"published": "soon"}, "That date is not understood."),
        ({"published": "31 February 2024"}, "That date is not understood."),
        ({"url": "not a link"}, "not a valid web address"),
    ],
)
async def test_bad_paste_is_refused_in_one_sentence_and_nothing_is_stored(
    world: World, given: dict[str, str], sentence: str
) -> None:
    fields = {"title": "T", "publisher": "P", "published": "", "url": "", "text": WORDS} | given
    with pytest.raises(UserError) as refusal:
        await world.service.add_text(HERE, actor=ACTOR, **fields)
    assert sentence in refusal.value.sentence
    assert await count_shelf(world, HERE) == 0
    assert (await world.service.list_sources(HERE)).sources == ()


async def test_uploaded_file_takes_what_the_person_says_over_what_it_says_itself(world: World) -> None:
    content = compose_page("A headline of the page").encode()
    said = Said(title="What I say", publisher="Me", published="2024-01-02", url="https://example.com/a?utm_medium=x")
    added = await world.service.add_file(HERE, "../../etc/passwd", content, actor=ACTOR, overrides=said)
    async with world.database.read() as read:
        article = await find_article(read, HERE, added.articles[0])
    assert article is not None
    assert (article.title, article.publisher, article.published) == ("What I say", "Me", "2024-01-02")
    assert article.url == "https://example.com/a"


async def test_page_is_found_shown_and_added(world: World) -> None:
    world.site.put("/story", compose_page("Ministers meet in Oslo"))
    found = await world.service.look_at_url(HERE, world.site.url + "/story?utm_source=mail")
    assert (found.kind, found.title, found.publisher) == (SourceKind.PAGE, "Ministers meet in Oslo", "The Fjord")
    assert found.facts is not None
    assert await count_shelf(world, HERE) == 0
    added = await world.service.add_url(HERE, world.site.url + "/story", actor=ACTOR)
    assert (added.new, added.title, added.language) == (1, "Ministers meet in Oslo", "en")
    assert world.site.asked["/story"] == 1
    async with world.database.read() as read:
        article = await find_article(read, HERE, added.articles[0])
    assert article is not None
    assert (article.published, article.url) == ("2024-08-20", world.site.url + "/story")


async def test_same_address_added_twice_is_one_source(world: World) -> None:
    world.site.put("/story", compose_page("Ministers meet in Oslo"))
    first = await world.service.add_url(HERE, world.site.url + "/story", actor=ACTOR)
    again = await world.service.add_url(HERE, world.site.url + "/story?fbclid=1#top", actor=ACTOR)
    assert (again.source_id, again.new, again.articles) == (first.source_id, 0, first.articles)


async def test_feed_of_a_site_is_found_from_its_page(world: World) -> None:
    head = '<link rel="alternate" type="application/rss+xml" href="/feed.xml">'
    world.site.put("/", f"<html><head><title>The Fjord</title>{head}</head><body><p>News.</p></body></html>")
    world.site.put("/feed.xml", compose_feed(compose_item(1), compose_item(2)), "application/rss+xml")
    added = await world.service.add_url(HERE, world.site.url, actor=ACTOR)
    assert (added.kind, added.title, added.new) == (SourceKind.FEED, "The Fjord", 2)
    page = await world.service.list_sources(HERE)
    assert page.sources[0].source.url == world.site.url + "/feed.xml"
    assert page.sources[0].articles == 2


async def test_feed_with_summaries_has_its_pages_fetched(world: World) -> None:
    world.site.put("/feed", compose_feed(compose_item(1, full=False)), "application/rss+xml")
    world.site.put("/story/1", compose_page("Report 1", day="2024-08-19"))
    added = await world.service.add_url(HERE, world.site.url + "/feed", actor=ACTOR)
    async with world.database.read() as read:
        article = await find_article(read, HERE, added.articles[0])
    assert article is not None
    assert (article.published, article.url, article.owner) == ("2024-08-19", world.site.url + "/story/1", None)
    assert WORDS.strip() in article.text


async def test_feed_can_t_put_words_under_another_site_s_address(world: World) -> None:
    item = compose_item(1).replace("/story/1?utm_source=rss", "http://paper.example/story")
    world.site.put("/feed", compose_feed(item), "application/rss+xml")
    added = await world.service.add_url(HERE, world.site.url + "/feed", actor=ACTOR)
    async with world.database.read() as read:
        article = await find_article(read, HERE, added.articles[0])
    assert article is not None
    assert article.owner == HERE


async def test_page_can_t_take_another_site_s_address(world: World) -> None:
    head = '<link rel="canonical" href="https://paper.example/story">'
    world.site.put("/story", compose_page("Ministers meet in Oslo", head=head))
    added = await world.service.add_url(HERE, world.site.url + "/story", actor=ACTOR)
    async with world.database.read() as read:
        article = await find_article(read, HERE, added.articles[0])
    assert article is not None
    assert article.url == world.site.url + "/story"


async def test_reprint_of_a_wire_text_is_a_copy_in_this_library_only(world: World) -> None:
    story = " ".join(f"{WORDS} Paragraph {n} of the report tells more about place number {n}." for n in range(6))
    for path, library in (("/wire", HERE), ("/reprint", HERE), ("/wire", THERE)):
        text = story if path == "/wire" else story.replace("Tuesday", "Tuesday evening")
        world.site.put(path, compose_page(f"Ministers meet {path}", text))
        await world.service.add_url(library, world.site.url + path, actor=ACTOR)
    async with world.database.read() as read:
        here = await list_articles(read, HERE)
        there = await list_articles(read, THERE)
    copies = {article.url: article.copy_of for article in here}
    original = next(article for article in here if article.url == world.site.url + "/wire")
    assert copies == {world.site.url + "/wire": None, world.site.url + "/reprint": original.article_id}
    assert [article.copy_of for article in there] == [None]


async def test_future_date_is_dropped_and_an_undated_page_has_none(world: World) -> None:
    world.site.put("/future", compose_page("From the future", day="2029-01-01"))
    world.site.put("/undated", compose_page("Without a date").replace("article:published_time", "x"))
    for path in ("/future", "/undated"):
        added = await world.service.add_url(HERE, world.site.url + path, actor=ACTOR)
        async with world.database.read() as read:
            article = await find_article(read, HERE, added.articles[0])
        assert article is not None
        assert article.published is None


async def test_address_with_a_key_in_it_stays_private(world: World) -> None:
    world.site.put("/feed?token=abc", compose_feed(compose_item(1)), "application/rss+xml")
    added = await world.service.add_url(HERE, world.site.url + "/feed?token=abc", actor=ACTOR)
    async with world.database.read() as read:
        article = await find_article(read, HERE, added.articles[0])
    assert article is not None
    assert article.owner == HERE


@pytest.mark.parametrize("path", ["/missing", "/empty", "/picture", "/loop", "/inside"])
async def test_address_without_anything_is_refused_and_nothing_is_stored(world: World, path: str) -> None:
    world.site.put("/empty", "<html><body></body></html>")
    world.site.put("/picture", b"\x89PNG\r\n\x1a\n\0\0", "image/png")
    world.site.pages["/loop"] = redirect("/loop")
    world.site.pages["/inside"] = redirect("http://10.0.0.1/")
    with pytest.raises(UserError) as refusal:
        await world.service.add_url(HERE, world.site.url + path, actor=ACTOR)
    assert refusal.value.sentence.endswith(".")
    assert (await world.service.list_sources(HERE)).sources == ()


async def test_waiting_ends_when_the_article_is_read(world: World) -> None:
    added = await world.service.add_text(HERE, title="T", publisher="P", published="", url="", text=WORDS, actor=ACTOR)
    assert not await world.service.wait_read(added.articles, 0.01)
    await world.reading.read_waiting()
    assert await world.service.wait_read(added.articles, 1)
    assert await world.service.wait_read([ArticleId(1)], 1)
