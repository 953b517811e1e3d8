from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.core.errors import NotFound, UserError
from bot.core.models import LibraryId
from storage.answers import remove_old_answers
from tests.cogs.discord_rules import walk
from tests.cogs.library import MINSK_ONE, MINSK_TWO, NOW, SCO, add_article, numbered_meeting
from tests.cogs.world import World, make_client


def text_of(message: Any) -> str:
    return "\n".join(part["content"] for part in walk(message.components) if part["type"] == 10)


def buttons_of(message: Any) -> dict[str, dict[str, Any]]:
    return {part["label"]: part for part in walk(message.components) if part["type"] == 2}


def answer_of(result: Any) -> Any:
    return result.response if result.response is not None else result.followups[0]


async def test_a_meeting_told_by_two_sources_is_one_card_with_its_quote_first(world: World) -> None:
    await add_article(world.database, world.library, MINSK_ONE)
    await add_article(world.database, world.library, MINSK_TWO)
    message = answer_of(await world.member.slash(world.channel, "meetings", who="Li Qiang"))
    assert not message.ephemeral
    text = text_of(message)
    assert text.count("reported by 2 sources") == 1
    assert text.split("\n")[1].startswith("> Chinese Premier Li Qiang")
    assert "Where: Minsk" in text
    links = [part["url"] for part in walk(message.components) if "url" in part]
    assert links[0] in {MINSK_ONE.url, MINSK_TWO.url}


async def test_the_button_opens_each_source_s_own_sentence_only_for_the_one_who_pressed(world: World) -> None:
    await add_article(world.database, world.library, MINSK_ONE)
    await add_article(world.database, world.library, MINSK_TWO)
    message = answer_of(await world.member.slash(world.channel, "meetings", who="China"))
    opened = answer_of(await world.moderator.click(message, label="2 articles"))
    assert opened.ephemeral
    assert "held talks with Belarusian Prime Minister" in text_of(opened)
    assert "met in Minsk on August 22" in text_of(opened)


async def test_pages_turn_after_a_restart_and_only_the_asker_turns_the_shared_page(world: World) -> None:
    for number in range(12):
        await add_article(world.database, world.library, numbered_meeting(number))
    message = answer_of(await world.member.slash(world.channel, "meetings", who="Wang Yi"))
    assert "◀ Back" not in buttons_of(message)
    first = text_of(message)

    await world.env.restart_bot(make_client(world.services))
    copy = answer_of(await world.moderator.click(message, label="Next ▶"))
    assert copy.ephemeral
    assert text_of(message) == first

    await world.member.click(message, label="Next ▶")
    second = text_of(message)
    assert second != first
    assert second == text_of(copy)
    await world.member.click(message, label="Next ▶")
    assert "Next ▶" not in buttons_of(message)
    await world.member.click(message, label="◀ Back")
    assert text_of(message) == second


async def test_a_button_carried_into_another_server_finds_nothing(world: World) -> None:
    await add_article(world.database, world.library, MINSK_ONE)
    message = answer_of(await world.member.slash(world.channel, "meetings", who="China"))
    key = buttons_of(message)["Export"]["custom_id"].rpartition(":")[2]
    assert await world.services.answers.find(world.library, key) is not None
    assert await world.services.answers.find(LibraryId(world.library + 1), key) is None


async def test_buttons_whose_question_is_forgotten_say_so(world: World) -> None:
    await add_article(world.database, world.library, MINSK_ONE)
    message = answer_of(await world.member.slash(world.channel, "meetings"))
    async with world.database.transaction() as write:
        await remove_old_answers(write, before=NOW + timedelta(days=1))
    told = answer_of(await world.member.click(message, label="Export"))
    assert told.ephemeral
    assert "expired" in text_of(told)


async def test_an_empty_library_says_so_and_what_to_do(world: World) -> None:
    message = answer_of(await world.member.slash(world.channel, "agreements"))
    assert "/source add" in text_of(message)


async def test_an_unknown_name_is_told_only_to_the_person_with_suggestions(world: World) -> None:
    await add_article(world.database, world.library, MINSK_ONE)
    message = answer_of(await world.member.slash(world.channel, "meetings", who="Li Qang"))
    assert "Li Qiang" in text_of(message)


async def test_a_date_that_is_none_gets_one_sentence_only_to_the_person(world: World) -> None:
    message = answer_of(await world.member.slash(world.channel, "meetings", since="the day of the tiger"))
    assert message.ephemeral
    assert "no date" in text_of(message)
    assert [type(error) for error in world.errors()] == [UserError]


async def test_private_answers_are_seen_by_the_person_alone(world: World) -> None:
    await add_article(world.database, world.library, SCO)
    message = answer_of(await world.member.slash(world.channel, "agreements", who="Belarus", private=True))
    assert message.ephemeral
    assert "Shanghai Cooperation Organization" in text_of(message)


async def test_nothing_of_another_server_is_found(world: World) -> None:
    await add_article(world.database, LibraryId(world.library + 1), SCO)
    message = answer_of(await world.member.slash(world.channel, "figures"))
    assert "8.4" not in text_of(message)
    assert await world.member.autocomplete(world.channel, "meetings", "who", "Belarus") == []


@pytest.mark.parametrize(
    ("command", "options", "found"),
    [
        ("agreements", {"about": "Shanghai"}, "full member"),
        ("figures", {"about": "trade"}, "8.4 billion"),
        ("people", {"name": "Li Qiang"}, "Premier"),
        ("search", {"words": "Shanghai"}, "Belarus joins the SCO"),
        ("article", {"title": "Belarus joins"}, "8.4 billion"),
        ("timeline", {"who": "Li Qiang"}, "Minsk"),
    ],
)
async def test_every_lookup_answers_with_the_sentence(
    world: World, command: str, options: dict[str, str], found: str
) -> None:
    await add_article(world.database, world.library, MINSK_ONE)
    await add_article(world.database, world.library, SCO)
    assert found in text_of(answer_of(await world.member.slash(world.channel, command, **options)))


@pytest.mark.parametrize("title", ["nothing of the sort", "12", "9" * 19, "9" * 90])
async def test_an_article_that_is_not_there_is_told_kindly(world: World, title: str) -> None:
    message = answer_of(await world.member.slash(world.channel, "article", title=title))
    assert message.ephemeral
    assert [type(error) for error in world.errors()] == [NotFound]


@pytest.mark.parametrize(
    ("typed", "name"), [("li qi", "Li Qiang"), ("Golovchenka", "Roman Golovchenko"), ("min", "Minsk")]
)
async def test_names_complete_while_typing(world: World, typed: str, name: str) -> None:
    await add_article(world.database, world.library, MINSK_ONE)
    option = "place" if name == "Minsk" else "who"
    choices = await world.member.autocomplete(world.channel, "meetings", option, typed)
    assert name in [choice["name"] for choice in choices]


@pytest.mark.parametrize(
    ("label", "beginning"), [("CSV (tables)", b""), ("JSON (programs)", b"["), ("ICS (calendars)", b"BEGIN:VCALENDAR")]
)
async def test_an_answer_is_exported_as_a_file_for_the_one_who_pressed(
    world: World, label: str, beginning: bytes
) -> None:
    await add_article(world.database, world.library, MINSK_ONE)
    message = answer_of(await world.member.slash(world.channel, "meetings"))
    offered = answer_of(await world.member.click(message, label="Export"))
    given = answer_of(await world.member.click(offered, label=label))
    assert given.ephemeral
    content = await given.attachments[0].read()
    assert content.removeprefix(b"\xef\xbb\xbf").startswith(beginning)
    assert b"Golovchenko" in content
