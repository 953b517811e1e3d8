"""Sources end to end: loopback sites, the real fetcher, the real child process, a real file."""

from __future__ import annotations

import pytest

from bot.core.errors import NotFound, QuotaReached, UserError
from bot.core.models import ArticleId, LibraryId, SourceId
from bot.core.quotas import Quotas
from bot.services.sources import Said, SourceService
from storage.articles import find_article
from storage.quotas import find_quotas
from storage.sources import SourceKind, SourceState
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


async def test_quotas_of_sources_articles_and_pace_refuse_in_one_sentence(world: World) -> None:
    async def add(quotas: Quotas, n: int) -> None:
        service = SourceService(
            world.database, world.service._worker, world.reading, clock=lambda: world.now[0], quotas=quotas
        )
        text = f"{WORDS} Number {n}."
        await service.add_text(HERE, title=f"T{n}", publisher="P", published="", url="", text=text, actor=ACTOR)

    await add(Quotas(), 0)
    with pytest.raises(QuotaReached, match="1 sources"):
        await add(Quotas(sources=1), 1)
    with pytest.raises(QuotaReached, match="1 articles"):
        await add(Quotas(articles=1), 1)
    with pytest.raises(QuotaReached, match="MiB"):
        await add(Quotas(text_bytes=100), 1)
    with pytest.raises(QuotaReached, match="minute"):
        await add(Quotas(adds_per_minute_each=0), 1)
    assert await count_shelf(world, HERE) == 1


async def test_waiting_ends_when_the_article_is_read(world: World) -> None:
    added = await world.service.add_text(HERE, title="T", publisher="P", published="", url="", text=WORDS, actor=ACTOR)
    assert not await world.service.wait_read(added.articles, 0.01)
    await world.reading.read_waiting()
    assert await world.service.wait_read(added.articles, 1)
    assert await world.service.wait_read([ArticleId(1)], 1)


async def test_thousand_pastes_in_a_minute_are_a_few_of_one_person_and_some_more_of_one_server(world: World) -> None:
    async with world.database.read() as read:
        quotas = await find_quotas(read, HERE, Quotas())
    service = SourceService(world.database, world.service._worker, world.reading, clock=lambda: world.now[0])

    async def paste(library: LibraryId, actor: int, number: int) -> bool:
        text = f"{WORDS} Number {number}."
        try:
            await service.add_text(library, title="T", publisher="P", published="", url="", text=text, actor=actor)
        except QuotaReached:
            return False
        return True

    one = sum([await paste(HERE, ACTOR, number) for number in range(1_000)])
    others = sum([await paste(HERE, 100 + number % 50, number) for number in range(1_000)])
    assert (one, one + others) == (quotas.adds_per_minute_each, quotas.adds_per_minute) == (10, 20)
    assert await paste(THERE, ACTOR, 0), "one server's storm is not another's"
    assert await count_shelf(world, HERE) <= quotas.adds_per_minute
    world.pass_time(seconds=61)
    assert await paste(HERE, ACTOR, 2_000)
