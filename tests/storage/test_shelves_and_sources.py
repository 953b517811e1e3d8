from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta

import pytest

from bot.core.errors import FaultError
from bot.core.models import SourceId
from storage.articles import save_article
from storage.database import Database, Write
from storage.due import claim_due_in_turns
from storage.feed_items import SeenItem, list_seen_items, save_feed_item
from storage.shelves import list_unfiled_holders, mark_copy, reshelve_source, shelve_article, unshelve_source
from storage.sources import (
    NewSource,
    Source,
    SourceKind,
    SourceState,
    count_articles_of,
    find_source,
    find_source_by_url,
    list_articles_of,
    list_sources,
    mark_check_failed,
    mark_checked,
    mark_failure_announced,
    mark_paused,
    mark_removed,
    mark_restored,
    mark_resumed,
    remove_expired_sources,
    save_source,
)
from tests.shelf import list_articles
from tests.storage.made import AWAY, HOME, NOW, make_source, page, stock

HOUR = timedelta(hours=1)


async def test_article_stays_on_the_shelf_while_another_source_holds_it(database: Database) -> None:
    async with database.transaction() as write:
        one = await make_source(write, HOME, "https://a.example/feed")
        two = await make_source(write, HOME, "https://b.example/feed")
        saved = await stock(write, HOME, one, page("https://a.example/1"))
        assert not await shelve_article(write, HOME, saved.article_id, two, baseline=False, now=NOW)
        alone = await stock(write, HOME, one, page("https://a.example/2"))
        await mark_removed(write, HOME, one, now=NOW)
        assert await unshelve_source(write, HOME, one) == [alone.article_id]
        await mark_removed(write, HOME, two, now=NOW)
        assert await unshelve_source(write, HOME, two) == [saved.article_id]
        assert await list_articles(write, HOME) == []


async def test_removal_of_a_source_is_undone_whole(database: Database) -> None:
    async with database.transaction() as write:
        source = await make_source(write, HOME)
        for number in range(3):
            saved = await save_article(write, page(f"https://a.example/{number}"), owner=None, now=NOW)
            await shelve_article(write, HOME, saved.article_id, source, baseline=number == 0, now=NOW)
        shelf = "SELECT article_id, shelved_at, baseline, filed FROM shelf ORDER BY article_id"
        before = [tuple(row) for row in await write.fetch_all(shelf)]
        assert await mark_removed(write, HOME, source, now=NOW)
        left = await unshelve_source(write, HOME, source)
        assert await list_sources(write, HOME) == []
        assert await mark_restored(write, HOME, source, SourceState.ACTIVE, next_check_at=NOW)
        assert sorted(await reshelve_source(write, HOME, source)) == sorted(left)
        assert [tuple(row) for row in await write.fetch_all(shelf)] == before
        assert await reshelve_source(write, HOME, source) == []


async def test_removal_cannot_be_undone_when_the_url_was_added_again_or_time_is_over(database: Database) -> None:
    async with database.transaction() as write:
        old = await make_source(write, HOME)
        await mark_removed(write, HOME, old, now=NOW)
        await make_source(write, HOME)
        assert not await mark_restored(write, HOME, old, SourceState.ACTIVE, next_check_at=NOW)
        assert await remove_expired_sources(write, removed_before=NOW) == 0
        assert await remove_expired_sources(write, removed_before=NOW + HOUR) == 1
        assert await find_source(write, HOME, old) is None


async def test_copy_points_only_to_the_same_shelf(database: Database) -> None:
    async with database.transaction() as write:
        home, away = await make_source(write, HOME), await make_source(write, AWAY)
        one = await stock(write, HOME, home, page("https://a.example/1"))
        two = await stock(write, HOME, home, page("https://a.example/2"))
        elsewhere = await stock(write, AWAY, away, page("https://a.example/3"))
        await mark_copy(write, HOME, two.article_id, one.article_id)
        assert [article.copy_of for article in await list_articles(write, HOME)] == [one.article_id, None]
        for wrong in (elsewhere.article_id, two.article_id):
            with pytest.raises(FaultError, match="same shelf"):
                await mark_copy(write, HOME, two.article_id, wrong)
        newer = await save_article(write, page("https://a.example/1", "New words."), owner=None, now=NOW)
        listed = {article.article_id: article.copy_of for article in await list_articles(write, HOME)}
        assert listed == {newer.article_id: None, two.article_id: newer.article_id}
        assert await list_unfiled_holders(write, newer.article_id) == [HOME]


async def test_source_comes_back_as_it_was_given_and_only_in_its_library(database: Database) -> None:
    new = NewSource(SourceKind.PAGE, "https://a.example/", "A page", "The Gazette", SourceState.ACTIVE, NOW, added_by=7)
    async with database.transaction() as write:
        await make_source(write, AWAY)
        await make_source(write, HOME)
        source_id = await save_source(write, HOME, new, now=NOW)
        found = await find_source(write, HOME, source_id)
        assert found is not None
        for field in ("kind", "url", "title", "publisher", "state", "next_check_at", "added_by"):
            assert getattr(found, field) == getattr(new, field)
        assert found == await find_source_by_url(write, HOME, "https://a.example/")
        assert await find_source(write, AWAY, source_id) is None
        assert await find_source_by_url(write, AWAY, "https://a.example/") is None
        assert not await mark_paused(write, AWAY, source_id)
        assert not await mark_removed(write, AWAY, source_id, now=NOW)


async def test_same_url_twice_in_one_library_is_refused_by_the_file(database: Database) -> None:
    async with database.transaction() as write:
        await make_source(write, HOME)
        with pytest.raises(sqlite3.IntegrityError):
            await make_source(write, HOME)
        await make_source(write, AWAY)


async def claim(write: Write, now: datetime) -> list[Source]:
    return await claim_due_in_turns(write, now=now, limit=5, lease=timedelta(minutes=10))


async def test_due_sources_are_claimed_once_and_again_when_their_check_never_ended(database: Database) -> None:
    async with database.transaction() as write:
        source = await make_source(write, HOME)
        assert await claim(write, NOW - HOUR) == []
        assert [due.source_id for due in await claim(write, NOW)] == [source]
        assert await claim(write, NOW) == []
        assert len(await claim(write, NOW + HOUR)) == 1


async def test_failing_source_says_why_is_told_once_and_recovers(database: Database) -> None:
    async with database.transaction() as write:
        source = await make_source(write, HOME)
        reason = "The page was not found."
        for failures in (1, 2):
            assert await mark_check_failed(write, source, reason, now=NOW, next_check_at=NOW + HOUR) == failures
        found = await find_source(write, HOME, source)
        assert found is not None
        assert (found.state, found.reason, found.next_check_at) == (SourceState.FAILING, reason, NOW + HOUR)
        assert await mark_failure_announced(write, source, now=NOW)
        assert not await mark_failure_announced(write, source, now=NOW)
        well = {"now": NOW, "next_check_at": NOW + HOUR, "etag": '"e"', "last_modified": None}
        await mark_checked(write, source, **well, baseline=True)  # type: ignore[arg-type]  # a plain dict
        found = await find_source(write, HOME, source)
        assert found is not None
        assert (found.state, found.reason, found.failures) == (SourceState.ACTIVE, None, 0)
        assert (found.etag, found.baseline_at, found.announced_failure) == ('"e"', NOW, False)


async def test_check_that_ends_after_a_pause_or_removal_leaves_the_source_at_rest(database: Database) -> None:
    async with database.transaction() as write:
        source = await make_source(write, HOME)
        assert await mark_paused(write, HOME, source)
        await mark_checked(write, source, now=NOW, next_check_at=NOW, etag=None, last_modified=None)
        await mark_check_failed(write, source, "Too late.", now=NOW, next_check_at=NOW)
        assert await claim(write, NOW + HOUR) == []
        assert await mark_resumed(write, HOME, source, now=NOW)
        assert not await mark_resumed(write, HOME, source, now=NOW)
        assert len(await claim(write, NOW)) == 1


async def test_items_of_a_feed_are_remembered(database: Database) -> None:
    async with database.transaction() as write:
        source = await make_source(write, HOME)
        saved = await stock(write, HOME, source, page("https://a.example/1"))
        await save_feed_item(write, source, "guid-1", None, now=NOW)
        await save_feed_item(write, source, "guid-1", saved.article_id, now=NOW)
        await save_feed_item(write, source, "guid-1", None, now=NOW)
        seen = await list_seen_items(write, source, ["guid-1", "guid-2", "guid-1"])
        assert seen == {"guid-1": SeenItem(saved.article_id, None, 0, NOW)}
        assert await write.fetch_value("SELECT article_id FROM feed_item") == saved.article_id
        newer = await save_article(write, page("https://a.example/1", "New words."), owner=None, now=NOW)
        assert await write.fetch_value("SELECT article_id FROM feed_item") == newer.article_id


async def test_sources_are_listed_in_order_with_what_they_brought(database: Database) -> None:
    async with database.transaction() as write:
        ids: list[SourceId] = []
        for number in range(5):
            ids.append(await make_source(write, HOME, f"https://{number}.example/feed"))
            for item in range(number):
                await stock(write, HOME, ids[-1], page(f"https://{number}.example/{item}"))
        first = await list_sources(write, HOME, limit=3)
        rest = await list_sources(write, HOME, after=first[-1].source_id, limit=3)
        assert [source.source_id for source in first + rest] == ids
        assert await count_articles_of(write, HOME, ids) == dict(zip(ids, range(5), strict=True))
        assert set((await count_articles_of(write, AWAY, ids)).values()) == {0}
        whole = await list_articles_of(write, HOME, ids[4])
        assert whole == sorted(whole, reverse=True)
        assert await list_articles_of(write, HOME, ids[4], before=whole[1]) == whole[2:]
        assert await list_articles_of(write, AWAY, ids[4]) == []
