from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any
from unittest.mock import AsyncMock

import pytest
import pytest_asyncio

from bot.core.errors import NotAllowed, UserError
from bot.core.models import ArticleText, Facts, SourceId
from bot.core.quotes import cut_quote
from bot.jobs.reading import ReadingLoop
from bot.reading.processes.worker import Worker
from bot.services.adding import Added, Found
from bot.services.sources import SourceService
from cogs.sources import find_links
from cogs.ui.cards import draw_notice
from cogs.ui.moderation import RemoveButton
from storage.sources import SourceKind
from tests.cogs.library import NOW, meeting_in_minsk
from tests.cogs.test_lookup import answer_of, buttons_of, text_of
from tests.cogs.world import World, make_client

TEXT = "Chinese Premier Li Qiang held talks with Prime Minister Roman Golovchenko in Minsk. It was a sunny Thursday."
PASTED = {
    "Title": "Li Qiang in Minsk",
    "Publisher": "Minsk Courier",
    "Date": "22 August 2024",
    "Link": "",
    "Text": TEXT,
}


class HandReader(Worker):
    """Reads by hand what these tests need; everything else of the worker is real."""

    async def read_article(self, article: ArticleText) -> Facts:
        if "Chinese Premier Li Qiang" in article.text:
            return meeting_in_minsk(article.text)
        return Facts()

    async def run(self, job: Any, *arguments: Any, **options: Any) -> Any:
        if job.name == "check_reader":
            return "sound"
        return await super().run(job, *arguments, **options)


@pytest_asyncio.fixture
async def fed(world: World) -> AsyncIterator[World]:
    """The world with the real source service behind the commands."""
    async with HandReader() as worker:
        reading = ReadingLoop(world.database, worker, clock=lambda: NOW)
        task = asyncio.ensure_future(reading.run())
        sources = SourceService(world.database, worker, reading, clock=lambda: NOW)
        world.services = replace(world.services, sources=sources)
        world.env.settle_timeout = 30.0
        await world.env.restart_bot(make_client(world.services))
        try:
            yield world
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task


async def paste(world: World, **changes: str) -> Any:
    shown = await world.moderator.slash(world.channel, "source paste")
    assert shown.modal is not None
    labels = {part["label"]: part["component"]["custom_id"] for part in shown.modal["components"]}
    values = {labels[label]: value for label, value in (PASTED | changes).items()}
    return answer_of(await world.moderator.submit_modal(shown, values))


@pytest.mark.parametrize(
    ("command", "options"),
    [
        ("source add", {"url": "https://example.org"}),
        ("source paste", {}),
        ("source list", {}),
        ("source check", {"source": "1"}),
        ("source pause", {"source": "1"}),
        ("source resume", {"source": "1"}),
        ("source remove", {"source": "1"}),
        ("source log", {}),
        ("source export", {}),
        ("mistakes", {}),
    ],
)
async def test_members_are_told_that_this_is_for_moderators(
    world: World, command: str, options: dict[str, str]
) -> None:
    told = answer_of(await world.member.slash(world.channel, command, **options))
    assert told.ephemeral
    assert "Only moderators" in text_of(told)
    assert [type(error) for error in world.errors()] == [NotAllowed]


async def test_the_role_from_the_settings_makes_a_moderator(world: World) -> None:
    role = world.guild.create_role("Editors")
    editor = world.guild.add_member(world.env.create_user("eve"), roles=[role])
    await world.env.settle()
    await world.services.library.change_setting(world.library, "moderator_role_id", role.id, actor=0)
    told = answer_of(await editor.slash(world.channel, "source log"))
    assert "Nothing was changed" not in text_of(told)
    assert world.errors() == []


async def test_a_pasted_text_is_read_shown_and_found(fed: World) -> None:
    told = await paste(fed)
    assert told.ephemeral
    assert "Added: Li Qiang in Minsk" in text_of(told)
    assert "> Chinese Premier Li Qiang held talks" in text_of(told)
    found = answer_of(await fed.member.slash(fed.channel, "meetings", who="Golovchenko"))
    assert "Minsk Courier" in text_of(found)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [({"Text": "   "}, "no text"), ({"Date": "the day after"}, "date"), ({"Link": "no link"}, "address")],
)
async def test_a_bad_form_gets_one_sentence_and_nothing_is_stored(
    fed: World, changes: dict[str, str], sentence: str
) -> None:
    told = await paste(fed, **changes)
    assert told.ephemeral
    assert sentence in text_of(told).lower()
    assert [isinstance(error, UserError) for error in fed.errors()] == [True]
    assert (await fed.services.library.status(fed.library)).articles == 0


async def test_a_file_is_added_and_one_of_the_wrong_kind_is_refused(fed: World) -> None:
    good = {"file": ("talks.txt", TEXT.encode()), "title": "Talks", "publisher": "Courier", "published": "2024-08-22"}
    told = answer_of(await fed.moderator.slash(fed.channel, "source upload", **good))
    assert "Added: Talks" in text_of(told)
    told = answer_of(await fed.moderator.slash(fed.channel, "source upload", file=("a.txt", b"MZ\x00\x01" * 50)))
    assert told.ephemeral
    assert [isinstance(error, UserError) for error in fed.errors()] == [True]
    assert (await fed.services.library.status(fed.library)).articles == 1


async def test_a_source_is_listed_removed_and_put_back(fed: World) -> None:
    await paste(fed)
    listed = answer_of(await fed.moderator.slash(fed.channel, "source list"))
    assert "Li Qiang in Minsk" in text_of(listed)
    (choice,) = await fed.moderator.autocomplete(fed.channel, "source remove", "source", "li qiang")
    asked = answer_of(await fed.moderator.slash(fed.channel, "source remove", source=choice["value"]))
    assert "1 article that no other source holds" in text_of(asked)
    await fed.moderator.click(asked, label="Remove")
    assert "Removed" in text_of(asked)
    assert (await fed.services.library.status(fed.library)).articles == 0
    await fed.moderator.click(asked, label="Undo")
    assert (await fed.services.library.status(fed.library)).articles == 1
    log = answer_of(await fed.moderator.slash(fed.channel, "source log"))
    assert "source add" in text_of(log)


async def test_a_member_who_presses_a_moderator_s_button_changes_nothing(fed: World) -> None:
    added = await paste(fed)
    button = buttons_of(added)["Remove again"]
    message = await fed.env.bot.get_partial_messageable(fed.channel.id).send(
        view=_view_with(button["custom_id"].rpartition(":")[2])
    )
    await fed.env.settle()
    told = answer_of(await fed.member.click(message, label="Remove"))
    assert "Only moderators" in text_of(told)
    assert (await fed.services.library.status(fed.library)).articles == 1
    assert [type(error) for error in fed.errors()] == [NotAllowed]


def _view_with(source_id: str) -> Any:
    return draw_notice("A button that wandered here.", items=[RemoveButton(SourceId(int(source_id)))])


async def test_members_are_offered_no_source_names(fed: World) -> None:
    await paste(fed)
    assert await fed.member.autocomplete(fed.channel, "source remove", "source", "li") == []


async def test_an_address_shows_what_was_found_and_then_what_was_added_in_one_message(world: World) -> None:
    sources = _answering(world)
    result = await world.moderator.slash(world.channel, "source add", url="https://feeds.example/all")
    assert text_of(answer_of(result)).startswith("### Added: All news")
    edits = [entry for entry in world.env.http_requests if entry.method == "PATCH"]
    assert len(edits) == 2
    sources.add_url.assert_awaited_once()


async def test_links_of_a_message_are_added_and_a_message_without_links_says_so(world: World) -> None:
    sources = _answering(world)
    message = await world.member.send(world.channel, "See https://a.example/x, and (https://b.example/y).")
    await world.moderator.context_menu(world.channel, "Add to library", message)
    assert [call.args[1] for call in sources.add_url.await_args_list] == ["https://a.example/x", "https://b.example/y"]
    plain = await world.member.send(world.channel, "nothing here")
    told = answer_of(await world.moderator.context_menu(world.channel, "Add to library", plain))
    assert told.ephemeral
    assert [type(error) for error in world.errors()] == [UserError]


def _answering(world: World) -> Any:
    sources: Any = world.services.sources
    sources.look_at_url = AsyncMock(
        return_value=Found(
            SourceKind.FEED, "https://feeds.example/all", "All news", "Example", "en", 2, ("One", "Two"), None, None
        )
    )
    sources.add_url = AsyncMock(
        return_value=Added(SourceId(1), SourceKind.FEED, "All news", "Example", "en", (), 0, 0, None)
    )
    sources.wait_read = AsyncMock(return_value=True)
    return sources


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("https://a.example/x.", ["https://a.example/x"]),
        ("<https://a.example/x>", ["https://a.example/x"]),
        ("(https://a.example/x_(y))", ["https://a.example/x_(y)"]),
        ("[Title](https://a.example/x)", ["https://a.example/x"]),
        ("**https://a.example/x**", ["https://a.example/x"]),
        ("https://a.example/x https://a.example/x", ["https://a.example/x"]),
        ("ftp://a.example javascript:alert(1) none", []),
    ],
)
def test_links_are_found_without_the_signs_around_them(text: str, links: list[str]) -> None:
    assert find_links(text) == links


def test_links_are_found_in_a_message_of_one_sign() -> None:
    assert find_links("https://" + ")" * 4000) == []
    assert len(find_links("https://a" * 400)) == 2  # a link ends at 1,900 characters


def test_quotes_of_the_hand_reader_are_cut_from_the_text() -> None:
    fact = meeting_in_minsk(TEXT).meetings[0]
    assert fact.quotes[0] == cut_quote(TEXT, fact.quotes[0].start, fact.quotes[0].end)
