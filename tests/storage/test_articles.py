from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.calendar import Calendar, Every
from bot.core.errors import FaultError
from bot.core.models import ReadState
from bot.core.orders import Order
from storage.articles import (
    COUNTER_BITS,
    FAILURES_ALLOWED,
    Outcome,
    claim_waiting,
    decide_second,
    find_article,
    find_current_article,
    find_public_article,
    first_id_on,
    mark_failed,
    mark_read,
    mark_unreadable,
    remove_unshelved,
    save_article,
)
from storage.database import Database
from storage.digests import save_digest
from storage.epoch import to_epoch
from storage.shelves import list_unfiled, mark_filed, shelve_article, unshelve_source
from tests.shelf import list_articles, list_holders
from tests.storage.made import AWAY, HOME, NOW, article_ids, count_rows, make_source, page, pasted, stock

URL = "https://news.example/minsk"


async def test_ids_follow_publication_and_not_arrival(database: Database) -> None:
    async with database.transaction() as write:
        late = await save_article(write, page("https://a.example/", published="2024-08-23"), owner=None, now=NOW)
        early = await save_article(write, page("https://b.example/", published="2024-08-22"), owner=None, now=NOW)
        undated = await save_article(write, page("https://c.example/", published=None), owner=None, now=NOW)
        assert await article_ids(write) == [early.article_id, late.article_id, undated.article_id]


async def test_same_second_counts_up(database: Database) -> None:
    async with database.transaction() as write:
        ids = [
            (await save_article(write, page(f"https://a.example/{i}"), owner=None, now=NOW)).article_id
            for i in range(5)
        ]
    assert [article_id - ids[0] for article_id in ids] == list(range(5))


async def test_full_second_goes_on_in_the_next(database: Database) -> None:
    async with database.transaction() as write:
        first = await save_article(write, page("https://a.example/1"), owner=None, now=NOW)
        last_of_second = ((first.article_id >> COUNTER_BITS) + 1 << COUNTER_BITS) - 1
        move = "UPDATE article SET article_id = :new WHERE article_id = :old"
        await write.change(move, {"new": last_of_second, "old": first.article_id})
        second = await save_article(write, page("https://a.example/2"), owner=None, now=NOW)
    assert second.article_id == last_of_second + 2  # counters begin at 1


@pytest.mark.parametrize(
    ("published", "published_at", "expected"),
    [
        ("2024-08-22", None, datetime(2024, 8, 22, 12, tzinfo=UTC)),
        ("2024-08-22", datetime(2024, 8, 22, 7, 30, tzinfo=UTC), datetime(2024, 8, 22, 7, 30, tzinfo=UTC)),
        # The page says the 23rd where it was written: a search from the 23rd finds it.
        ("2024-08-23", datetime(2024, 8, 22, 22, 0, tzinfo=UTC), datetime(2024, 8, 23, tzinfo=UTC)),
        ("2024-08-21", datetime(2024, 8, 22, 2, 0, tzinfo=UTC), datetime(2024, 8, 21, 23, 59, 59, tzinfo=UTC)),
        (None, datetime(2024, 8, 22, 7, 30, tzinfo=UTC), datetime(2024, 8, 22, 7, 30, tzinfo=UTC)),
        (None, None, NOW),
        ("no date", None, NOW),
        ("2099-01-01", None, NOW),
        (None, datetime(9999, 12, 31, 23, tzinfo=UTC), NOW),
        ("9999-12-31", None, NOW),
        ("1066-10-14", None, datetime(1970, 1, 1, tzinfo=UTC)),
        ("0001-01-01", datetime(1, 1, 1, tzinfo=UTC), datetime(1970, 1, 1, tzinfo=UTC)),
    ],
)
def test_second_of_an_article(published: str | None, published_at: datetime | None, expected: datetime) -> None:
    assert decide_second(published, published_at, NOW) == to_epoch(expected)


@given(
    st.dates(date(1970, 1, 1), NOW.date()),
    st.none() | st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.just(UTC)),  # noqa: DTZ001
)
def test_id_lies_in_the_day_that_is_shown(day: date, at: datetime | None) -> None:
    second = decide_second(day.isoformat(), at, NOW)
    assert first_id_on(day) <= second << COUNTER_BITS < first_id_on(day + timedelta(days=1))


async def test_same_page_is_found_again(database: Database) -> None:
    async with database.transaction() as write:
        first = await save_article(write, page(URL), owner=None, now=NOW)
        again = await save_article(write, page(URL, title="Another title"), owner=None, now=NOW)
        assert (again.article_id, again.outcome) == (first.article_id, Outcome.KNOWN)
        assert await count_rows(write, "article") == 1


async def test_changed_page_is_a_new_version_that_takes_the_place_on_every_shelf(database: Database) -> None:
    async with database.transaction() as write:
        old = await save_article(write, page(URL), owner=None, now=NOW)
        for library in (HOME, AWAY):
            await stock(write, library, await make_source(write, library), page(URL))
            await mark_read(write, old.article_id)
            await mark_filed(write, library, old.article_id)
        new = await save_article(write, page(URL, "Another text altogether."), owner=None, now=NOW)
        assert new.outcome is Outcome.NEWER
        assert new.replaced == old.article_id
        assert set(new.libraries) == {HOME, AWAY}
        assert await list_holders(write, old.article_id) == []
        assert await list_holders(write, new.article_id) == [HOME, AWAY]
        assert await find_article(write, HOME, old.article_id) is None
        current = await find_current_article(write, HOME, old.article_id)
        assert current is not None
        assert (current.article_id, current.read_state) == (new.article_id, ReadState.WAITING)
        assert await write.fetch_value("SELECT text FROM article WHERE article_id = :id", {"id": old.article_id})
        assert await write.fetch_value("SELECT min(filed) + max(filed) FROM shelf") == 0
        found = await find_public_article(write, URL)
        assert found is not None
        assert found.article_id == new.article_id


@pytest.mark.parametrize("private", [False, True])
async def test_new_version_is_no_news_where_the_one_before_was(database: Database, *, private: bool) -> None:
    first, second = (pasted("Version one."), pasted("Version two.")) if private else (page(URL), page(URL, "Newer."))
    owner = HOME if private else None
    async with database.transaction() as write:
        old = await stock(write, HOME, await make_source(write, HOME), first)
        order = Order(1, Calendar(Every.ARTICLE, "UTC"))
        await save_digest(write, HOME, order, user_id=None, now=NOW, next_at=None)
        await mark_read(write, old.article_id)
        await mark_filed(write, HOME, old.article_id)
        before = await write.fetch_all("SELECT news_id FROM news")
        new = await save_article(write, second, owner=owner, now=NOW, replaces=old.article_id)
        assert new.libraries == (HOME,)
        await mark_read(write, new.article_id)
        await mark_filed(write, HOME, new.article_id)
        after = await write.fetch_all("SELECT news_id, article_id FROM news")
        assert [row["news_id"] for row in after] == [row["news_id"] for row in before] != []
        assert [row["article_id"] for row in after] == [new.article_id]


async def test_private_text_takes_the_place_of_one_of_the_same_library_alone(database: Database) -> None:
    async with database.transaction() as write:
        old = await stock(write, HOME, await make_source(write, HOME), pasted("Version one."))
        public = await save_article(write, page(URL), owner=None, now=NOW)
        with pytest.raises(FaultError):
            await save_article(write, pasted("Other."), owner=AWAY, now=NOW, replaces=old.article_id)
        with pytest.raises(FaultError):
            await save_article(write, pasted("Other."), owner=HOME, now=NOW, replaces=public.article_id)
        new = await save_article(write, pasted("Version two."), owner=HOME, now=NOW, replaces=old.article_id)
        assert (new.outcome, new.replaced, new.libraries) == (Outcome.NEWER, old.article_id, (HOME,))
        with pytest.raises(FaultError):
            await save_article(write, pasted("Other."), owner=HOME, now=NOW, replaces=old.article_id)
        same = await save_article(write, pasted("Version two."), owner=HOME, now=NOW, replaces=new.article_id)
        assert same.outcome is Outcome.KNOWN
        back = await save_article(write, pasted("Version one."), owner=HOME, now=NOW, replaces=new.article_id)
        assert (back.article_id, back.outcome) == (old.article_id, Outcome.NEWER)
        assert [article.article_id for article in await list_articles(write, HOME)] == [old.article_id]


async def test_page_that_changes_back_is_its_earlier_version_again(database: Database) -> None:
    async with database.transaction() as write:
        source = await make_source(write, HOME)
        one = await stock(write, HOME, source, page(URL, "Version one."))
        two = await save_article(write, page(URL, "Version two."), owner=None, now=NOW)
        three = await save_article(write, page(URL, "Version three."), owner=None, now=NOW)
        back = await save_article(write, page(URL, "Version one."), owner=None, now=NOW)
        assert (back.article_id, back.outcome, back.replaced) == (one.article_id, Outcome.NEWER, three.article_id)
        assert [article.article_id for article in await list_articles(write, HOME)] == [one.article_id]
        current = await find_current_article(write, HOME, two.article_id)
        assert current is not None
        assert current.article_id == one.article_id


async def test_private_text_is_found_again_by_its_owner_alone(database: Database) -> None:
    async with database.transaction() as write:
        mine = await stock(write, HOME, await make_source(write, HOME, None), pasted("A confidential note."))
        again = await save_article(write, pasted("A confidential note."), owner=HOME, now=NOW)
        await make_source(write, AWAY, None)
        theirs = await save_article(write, pasted("A confidential note."), owner=AWAY, now=NOW)
        public = await save_article(write, page(URL, "A confidential note."), owner=None, now=NOW)
        assert (again.article_id, again.outcome) == (mine.article_id, Outcome.KNOWN)
        assert len({mine.article_id, theirs.article_id, public.article_id}) == 3
        assert theirs.outcome is public.outcome is Outcome.NEW
        assert await find_article(write, AWAY, mine.article_id) is None


async def test_private_text_with_the_link_of_a_public_page_never_becomes_that_page(database: Database) -> None:
    async with database.transaction() as write:
        await make_source(write, HOME, None)
        private = replace(pasted("My copy of the page, with notes."), url=URL)
        mine = await save_article(write, private, owner=HOME, now=NOW)
        public = await save_article(write, page(URL), owner=None, now=NOW)
        assert public.outcome is Outcome.NEW
        found = await find_public_article(write, URL)
        assert found is not None
        assert found.article_id == public.article_id != mine.article_id


async def test_private_text_without_an_owner_is_refused(database: Database) -> None:
    async with database.transaction() as write:
        with pytest.raises(FaultError, match="owner"):
            await save_article(write, pasted("Text."), owner=None, now=NOW)
        with pytest.raises(FaultError, match="owner"):
            await save_article(write, page(URL), owner=HOME, now=NOW)


async def test_text_of_an_article_never_changes(database: Database) -> None:
    async with database.transaction() as write:
        await save_article(write, page(URL), owner=None, now=NOW)
        with pytest.raises(Exception, match="never changes"):
            await write.change("UPDATE article SET text = 'forged'")


async def test_stored_article_comes_back_as_it_was_given(database: Database) -> None:
    given_article = page(URL, "Text \U0001d538 with é and 🕊.", published_at=datetime(2024, 8, 22, 7, 30, tzinfo=UTC))
    async with database.transaction() as write:
        saved = await stock(write, HOME, await make_source(write, HOME), given_article)
    async with database.read() as read:
        found = await find_article(read, HOME, saved.article_id)
    assert found is not None
    for field in ("title", "publisher", "published", "url", "author", "language", "text"):
        assert getattr(found, field) == getattr(given_article, field)
    assert (found.owner, found.added_at, found.copy_of, found.replaced_by) == (None, NOW, None, None)


async def test_waiting_articles_are_claimed_newest_first_and_libraries_take_turns(database: Database) -> None:
    async with database.transaction() as write:
        big, small = await make_source(write, HOME), await make_source(write, AWAY)
        for day in range(1, 21):
            await stock(write, HOME, big, page(f"https://a.example/{day}", published=f"2024-08-{day:02}"))
        old = await stock(write, AWAY, small, page("https://b.example/", published="2001-01-01"))
        claimed = await claim_waiting(write, 4)
        assert old.article_id in {article.article_id for article in claimed}
        of_big = [article.published for article in claimed if article.article_id != old.article_id]
        assert of_big == ["2024-08-20", "2024-08-19", "2024-08-18"][: len(of_big)]
        turns = [(await claim_waiting(write, 1))[0].article_id == old.article_id for _ in range(4)]
        assert turns in ([True, False, True, False], [False, True, False, True])


async def test_article_on_two_shelves_is_claimed_once(database: Database) -> None:
    async with database.transaction() as write:
        for library in (HOME, AWAY):
            await stock(write, library, await make_source(write, library), page(URL))
        assert len(await claim_waiting(write, 10)) == 1


async def test_article_that_breaks_the_reader_is_given_up_after_the_third_time(database: Database) -> None:
    async with database.transaction() as write:
        saved = await stock(write, HOME, await make_source(write, HOME), page(URL))
        states = []
        while claimed := await claim_waiting(write, 10):
            states.append(await mark_failed(write, claimed[0].article_id, "The reader broke off."))
        assert states == [ReadState.WAITING] * (FAILURES_ALLOWED - 1) + [ReadState.FAILED]
        found = await find_article(write, HOME, saved.article_id)
        assert found is not None
        assert (found.read_state, found.read_reason) == (ReadState.FAILED, "The reader broke off.")


async def test_article_that_kills_the_whole_bot_is_given_up_too(database: Database) -> None:
    async with database.transaction() as write:
        saved = await stock(write, HOME, await make_source(write, HOME), page(URL))
        claims = 0
        while await claim_waiting(write, 10):
            claims += 1
        assert 3 < claims < 20
        found = await find_article(write, HOME, saved.article_id)
        assert found is not None
        assert found.read_state is ReadState.FAILED


async def test_read_article_waits_for_filing_and_an_unreadable_one_does_not(database: Database) -> None:
    async with database.transaction() as write:
        source = await make_source(write, HOME)
        readable = await stock(write, HOME, source, page("https://a.example/1"))
        foreign = await stock(write, HOME, source, page("https://a.example/2", "Ein deutscher Text."))
        await mark_read(write, readable.article_id)
        await mark_unreadable(write, foreign.article_id, "This text is not English.")
        assert await list_unfiled(write, limit=10) == [(HOME, readable.article_id)]
        assert await claim_waiting(write, 10) == []
        await mark_filed(write, HOME, readable.article_id)
        assert await list_unfiled(write, limit=10) == []


async def test_article_on_no_shelf_is_swept_with_its_versions_and_its_words(database: Database) -> None:
    async with database.transaction() as write:
        source = await make_source(write, HOME)
        await stock(write, HOME, source, page(URL, "Old words."))
        await save_article(write, page(URL, "New words."), owner=None, now=NOW)
        kept = await stock(
            write, HOME, await make_source(write, HOME, "https://b.example/feed"), page("https://b.example/")
        )
        assert await remove_unshelved(write) == 0
        await unshelve_source(write, HOME, source)
        assert await remove_unshelved(write) == 0, "it can still be put back"
        await write.change("DELETE FROM source WHERE source_id = :id", {"id": source})
        assert await remove_unshelved(write) == 1
        assert await article_ids(write) == [kept.article_id]
        found = await write.fetch_all("SELECT rowid FROM article_words WHERE article_words MATCH 'words'")
        assert found == []


async def test_shelving_through_another_librarys_source_or_text_is_refused(database: Database) -> None:
    async with database.transaction() as write:
        home, away = await make_source(write, HOME, None), await make_source(write, AWAY, None)
        private = await stock(write, HOME, home, pasted("A secret."))
        public = await save_article(write, page(URL), owner=None, now=NOW)
        with pytest.raises(FaultError, match="same library"):
            await shelve_article(write, AWAY, private.article_id, away, baseline=False, now=NOW)
        with pytest.raises(FaultError, match="same library"):
            await shelve_article(write, AWAY, public.article_id, home, baseline=False, now=NOW)
