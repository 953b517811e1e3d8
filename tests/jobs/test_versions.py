"""A page changes before or after it was told: it is told once, and each sentence stands in a version that is stored."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from bot.core.models import ArticleId, Fact, Facts, LibraryId, Meeting, NewArticle, SourceId
from bot.core.quotes import cut_quote
from bot.intake.filing import file_article, unfile_article
from bot.intake.intake import bring_in
from bot.intake.records import TextMarks
from bot.reading.lexicon.lists import load_gazetteer
from bot.services.gather import load_cards
from bot.services.passages import find_article_page
from storage.articles import mark_read, mark_unreadable
from storage.libraries import save_library
from storage.reports import save_reports
from storage.shelves import list_unfiled_holders, unshelve_source
from storage.sources import NewSource, SourceKind, SourceState, save_source
from tests.jobs.desk import Newsroom
from tests.services.made import HOME, NOW, meeting

FIRST = "Premier Li Qiang met Prime Minister Roman Golovchenko in Minsk on Tuesday."
SECOND = "Premier Li Qiang met Prime Minister Roman Golovchenko in the city of Minsk on Tuesday."
OTHER = "Premier Li Qiang met President Alexander Lukashenko in Minsk on Wednesday."
MET = meeting("Li Qiang", "Roman Golovchenko", place="Minsk", date="2024-08-20")
MET_OTHER = meeting("Li Qiang", "Alexander Lukashenko", place="Minsk", date="2024-08-21")
NOTHING = "The weather in Minsk was fine on Tuesday, and the market was full of people."


@dataclass
class Page:
    """A page on the web that the library holds, and that changes."""

    room: Newsroom
    source: SourceId
    library: LibraryId = HOME

    async def says(self, *sentences: str) -> ArticleId:
        """The page says this now; it waits to be read unless it was read before."""
        text = "\n".join(sentences)
        new = NewArticle(
            "Talks", "The Gazette", "2024-08-23", None, "https://news.example/talks", None, "en", text, False
        )
        async with self.room.database.transaction() as write:
            arrival = await bring_in(
                write, self.library, self.source, new, TextMarks("en", b""), baseline=False, now=self.room.clock()
            )
        return arrival.article_id

    async def is_read(self, article: ArticleId, said: dict[str, Meeting]) -> None:
        """The reading loop reads it: these facts, by their sentences."""
        async with self.room.database.transaction() as write:
            text = await write.fetch_value("SELECT text FROM article WHERE article_id = :id", {"id": article})
            facts: list[Fact] = []
            for sentence, fact in said.items():
                start = text.index(sentence)
                facts.append(_with_quote(fact, text, start, start + len(sentence)))
            await save_reports(write, article, Facts(meetings=tuple(f for f in facts if isinstance(f, Meeting))))
            await mark_read(write, article)
            for holder in await list_unfiled_holders(write, article):
                await file_article(write, holder, article, self.room.clock())


def _with_quote(fact: Meeting, text: str, start: int, end: int) -> Meeting:
    return Meeting(fact.kind, fact.participants, fact.place, fact.date, fact.status, (cut_quote(text, start, end),))


@pytest.fixture
async def page(room: Newsroom) -> Page:
    async with room.database.transaction() as write:
        await save_library(write, HOME, now=NOW)
        source = NewSource(SourceKind.PAGE, None, "Talks", "The Gazette", SourceState.DONE, None, 0)
        return Page(room, await save_source(write, HOME, source, now=NOW))


async def told(room: Newsroom) -> dict[str, int]:
    await room.run()
    return dict(room.discord.quotes())


async def test_a_fact_that_waits_to_be_sent_is_sent_in_the_old_words_while_the_new_version_is_not_read(
    room: Newsroom, page: Page
) -> None:
    await room.order()
    await page.is_read(await page.says(FIRST), {FIRST: MET})
    await room.digests.desk.compose_due()
    await page.says(SECOND)
    assert await told(room) == {FIRST: 1}


async def test_a_fact_that_waits_to_be_sent_is_sent_in_the_new_words_once_they_are_read(
    room: Newsroom, page: Page
) -> None:
    await room.order()
    await page.is_read(await page.says(FIRST), {FIRST: MET})
    await room.digests.desk.compose_due()
    await page.is_read(await page.says(SECOND), {SECOND: MET})
    assert await told(room) == {SECOND: 1}


async def test_a_digest_made_while_the_new_version_is_not_read_tells_the_fact_and_the_next_one_does_not(
    room: Newsroom, page: Page
) -> None:
    await room.order()
    await page.is_read(await page.says(FIRST), {FIRST: MET})
    new = await page.says(SECOND)
    assert await told(room) == {FIRST: 1}
    await page.is_read(new, {SECOND: MET})
    assert await told(room) == {FIRST: 1}


async def test_a_fact_told_before_its_page_changed_is_not_told_in_the_new_words_but_what_is_new_in_it_is(
    room: Newsroom, page: Page
) -> None:
    await room.order()
    await page.is_read(await page.says(FIRST), {FIRST: MET})
    assert await told(room) == {FIRST: 1}
    await page.is_read(await page.says(SECOND, OTHER), {SECOND: MET, OTHER: MET_OTHER})
    assert await told(room) == {FIRST: 1, OTHER: 1}


async def test_a_fact_that_the_new_version_does_not_tell_any_more_is_not_sent(room: Newsroom, page: Page) -> None:
    await room.order()
    await page.is_read(await page.says(FIRST), {FIRST: MET})
    await room.digests.desk.compose_due()
    await page.is_read(await page.says(NOTHING), {})
    assert await told(room) == {}
    assert await count_events(room) == 0


async def test_an_article_without_facts_that_waits_to_be_sent_is_sent_as_it_stands_now(
    room: Newsroom, page: Page
) -> None:
    await room.order()
    await page.is_read(await page.says(NOTHING), {})
    await room.digests.desk.compose_due()
    corrected = NOTHING.replace("fine", "warm")
    new = await page.says(corrected)
    assert await told(room) == {corrected: 1}
    await page.is_read(new, {})
    assert await told(room) == {corrected: 1}


async def test_an_article_without_facts_is_told_also_when_its_new_version_is_not_read_yet(
    room: Newsroom, page: Page
) -> None:
    await room.order()
    await page.is_read(await page.says(NOTHING), {})
    corrected = NOTHING.replace("fine", "warm")
    new = await page.says(corrected)
    assert await told(room) == {corrected: 1}
    await page.is_read(new, {})
    assert await told(room) == {corrected: 1}


async def test_the_page_of_an_article_and_the_reasons_of_a_digest_tell_the_fact_while_the_new_version_is_not_read(
    room: Newsroom, page: Page
) -> None:
    await room.order()
    await page.is_read(await page.says(FIRST), {FIRST: MET})
    await room.run()
    new = await page.says(SECOND)
    async with room.database.read() as read:
        shown_page = await find_article_page(read, HOME, new, None, size=5, gazetteer=load_gazetteer())
    assert [card.quote for card in shown_page.cards] == [FIRST]
    assert "not read yet · what the version before it tells" in (shown_page.note or "")
    _, verdicts = await room.digests.why(HOME, new)
    assert [(verdict.outcome, verdict.quote) for verdict in verdicts] == [("posted", FIRST)]


async def test_an_entry_keeps_its_number_when_its_page_changes(room: Newsroom, page: Page) -> None:
    await page.is_read(await page.says(FIRST), {FIRST: MET})
    before = await numbers(room)
    new = await page.says(SECOND)
    assert await numbers(room) == before
    await page.is_read(new, {SECOND: MET})
    assert await numbers(room) == before


async def test_a_page_that_changes_twice_before_it_is_read_and_one_that_changes_back_keep_their_fact(
    room: Newsroom, page: Page
) -> None:
    first = await page.says(FIRST)
    await page.is_read(first, {FIRST: MET})
    await page.says(SECOND)
    new = await page.says(f"{SECOND} It rained.")
    assert await shown(room) == [FIRST]
    await page.is_read(new, {SECOND: MET})
    assert await shown(room) == [SECOND]
    assert await page.says(FIRST) == first
    assert await shown(room) == [FIRST]
    assert await count_events(room) == 1


async def test_a_page_whose_new_version_can_not_be_read_keeps_what_was_read_last(room: Newsroom, page: Page) -> None:
    await page.is_read(await page.says(FIRST), {FIRST: MET})
    new = await page.says(SECOND)
    async with room.database.transaction() as write:
        await mark_unreadable(write, new, "It is too long.")
    assert await shown(room) == [FIRST]


async def test_a_source_removed_while_a_new_version_waits_takes_the_facts_of_the_old_one_with_it(
    room: Newsroom, page: Page
) -> None:
    await page.is_read(await page.says(FIRST), {FIRST: MET})
    await page.says(SECOND)
    async with room.database.transaction() as write:
        for gone in await unshelve_source(write, HOME, page.source):
            await unfile_article(write, HOME, gone)
    assert await shown(room) == []
    assert await count_events(room) == 0


async def count_events(room: Newsroom) -> int:
    async with room.database.read() as read:
        return int(await read.fetch_value("SELECT count(*) FROM event"))


async def numbers(room: Newsroom) -> list[int]:
    async with room.database.read() as read:
        return [row[0] for row in await read.fetch_all("SELECT number FROM event ORDER BY 1")]


async def shown(room: Newsroom) -> list[str]:
    """The sentence of each entry of the library, as its card shows it."""
    async with room.database.read() as read:
        ids = [row[0] for row in await read.fetch_all("SELECT event_id FROM event ORDER BY 1")]
        return [card.quote for card in await load_cards(read, HOME, ids, load_gazetteer())]
