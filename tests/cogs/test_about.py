from __future__ import annotations

from datetime import timedelta
from typing import Any
from unittest.mock import create_autospec

import discord
import pytest

from bot.core.errors import NotAllowed, UserError
from bot.services.sources import SourcePage
from cogs.ui.cards import draw_notice
from cogs.ui.checks import require_manager
from cogs.ui.help import compose_help, compose_privacy, compose_welcome
from cogs.ui.limits import MESSAGE_TEXT
from cogs.ui.undo import UndoButton
from storage.forgetting import FORGOTTEN
from storage.libraries import save_library
from storage.sources import NewSource, SourceKind, SourceState, mark_check_failed, save_source
from tests.cogs.library import MINSK_ONE, NOW, add_article
from tests.cogs.test_lookup import answer_of, text_of
from tests.cogs.world import World


async def test_help_names_every_command_and_those_for_moderators_only_to_them(world: World) -> None:
    member = text_of(answer_of(await world.member.slash(world.channel, "help")))
    moderator = text_of(answer_of(await world.moderator.slash(world.channel, "help")))
    for name in ("meetings", "agreements", "figures", "people", "search", "article", "timeline", "status", "privacy"):
        assert f"/{name}" in member
    assert "/source" not in member
    for command in world.env.bot.tree.get_commands():
        assert command.name in moderator.lower() or command.name == "Add to library"
    assert "Add to library" in moderator
    assert max(map(len, (moderator, compose_welcome(), compose_privacy()))) < MESSAGE_TEXT


async def test_help_is_within_the_limits_of_a_message() -> None:
    assert len(compose_help(moderator=True)) < MESSAGE_TEXT


async def test_privacy_is_told_only_to_the_person(world: World) -> None:
    message = answer_of(await world.member.slash(world.channel, "privacy"))
    assert message.ephemeral
    assert "30 days" in text_of(message)


async def test_status_counts_what_this_server_holds(world: World) -> None:
    sources: Any = world.services.sources
    sources.list_sources.return_value = SourcePage((), None)
    assert "empty" in text_of(answer_of(await world.member.slash(world.channel, "status")))
    await add_article(world.database, world.library, MINSK_ONE)
    text = text_of(answer_of(await world.member.slash(world.channel, "status")))
    assert "**1 article**" in text
    assert "1 meeting, 0 agreements, 0 figures, 1 person" in text
    assert "Last check" not in text, "nothing of it is checked"


async def test_status_says_first_what_does_not_work_and_no_more_once_it_does(world: World) -> None:
    troubles = world.services.troubles
    troubles.note("posting", "Posting stood still: a limit of Discord's did not end by itself.", NOW)
    troubles.note("posting", "Posting stands still.", NOW + timedelta(hours=1))
    told = text_of(answer_of(await world.member.slash(world.channel, "status")))
    assert told.startswith("⚠️ Posting stands still. Since <t:1725192000:f>.")
    troubles.clear("posting")
    assert "⚠️" not in text_of(answer_of(await world.member.slash(world.channel, "status")))


async def test_status_tells_when_a_source_was_last_checked(world: World) -> None:
    sources: Any = world.services.sources
    sources.list_sources.return_value = SourcePage((), None)
    async with world.database.transaction() as write:
        for url, at in (("https://a.example/feed", NOW - timedelta(hours=1)), ("https://b.example/feed", NOW)):
            await save_library(write, world.library, now=NOW)
            new = NewSource(SourceKind.FEED, url, "The Fjord", "The Fjord", SourceState.ACTIVE, NOW, 1)
            source_id = await save_source(write, world.library, new, now=NOW)
            await mark_check_failed(write, source_id, "It fails.", now=at, next_check_at=NOW)
    text = text_of(answer_of(await world.member.slash(world.channel, "status")))
    assert f"Last check of a source: <t:{int(NOW.timestamp())}:R>" in text


async def test_settings_are_changed_by_who_may_manage_the_server(world: World) -> None:
    role = world.guild.create_role("Editors")
    await world.env.settle()
    told = answer_of(await world.moderator.slash(world.channel, "settings", moderators=role, zone="Europe/Berlin"))
    assert told.ephemeral
    assert "Saved" in text_of(told)
    settings = await world.services.library.settings(world.library)
    assert (settings.moderator_role_id, settings.zone) == (role.id, "Europe/Berlin")
    told = answer_of(await world.moderator.slash(world.channel, "settings", forget="moderator_role_id"))
    assert (await world.services.library.settings(world.library)).moderator_role_id is None


async def test_nobody_makes_everyone_a_moderator(world: World) -> None:
    await world.moderator.slash(world.channel, "settings", moderators=world.guild.default_role)
    assert [type(error) for error in world.errors()] == [UserError]
    assert (await world.services.library.settings(world.library)).moderator_role_id is None


async def test_a_zone_that_is_none_is_refused_and_zones_complete(world: World) -> None:
    await world.moderator.slash(world.channel, "settings", zone="Atlantis/Capital")
    assert [isinstance(error, UserError) for error in world.errors()] == [True]
    choices = await world.moderator.autocomplete(world.channel, "settings", "zone", "berl")
    assert [choice["value"] for choice in choices] == ["Europe/Berlin"]


@pytest.mark.parametrize("typed", ["", "e", "\ud800", "x" * 100])
async def test_zones_never_fail_to_complete(world: World, typed: str) -> None:
    choices = await world.moderator.autocomplete(world.channel, "settings", "zone", typed)
    assert len(choices) <= 25


def test_the_moderator_role_alone_does_not_open_the_settings() -> None:
    asking = create_autospec(discord.Interaction, instance=True)
    asking.permissions = discord.Permissions.none()
    with pytest.raises(NotAllowed):
        require_manager(asking)


async def test_a_changed_setting_is_undone_by_its_button_and_by_the_log_s(world: World) -> None:
    told = answer_of(await world.moderator.slash(world.channel, "settings", zone="Europe/Berlin"))
    await world.moderator.click(told, label="Undo")
    assert (await world.services.library.settings(world.library)).zone == "UTC"
    await world.moderator.slash(world.channel, "settings", zone="Asia/Tokyo")
    listed = answer_of(await world.moderator.slash(world.channel, "source log"))
    await world.moderator.click(listed, label="Undo")
    assert (await world.services.library.settings(world.library)).zone == "UTC"
    await world.moderator.click(told, label="Undo")
    assert [type(error) for error in world.errors()] == [UserError]


async def test_undoing_a_setting_is_refused_to_who_may_not_change_it(world: World) -> None:
    audit_id = await world.services.library.change_setting(world.library, "zone", "Asia/Tokyo", actor=1)
    view = draw_notice("A button that wandered here.", items=[UndoButton("l", audit_id or 0)])
    message = await world.env.bot.get_partial_messageable(world.channel.id).send(view=view)
    await world.env.settle()
    await world.member.click(message, label="Undo")
    assert [type(error) for error in world.errors()] == [NotAllowed]
    assert (await world.services.library.settings(world.library)).zone == "Asia/Tokyo"


async def test_a_person_is_forgotten_after_a_question(world: World) -> None:
    await world.services.library.change_setting(world.library, "zone", "Asia/Tokyo", actor=world.member.id)
    await world.services.library.change_setting(world.library, "zone", "Europe/Berlin", actor=world.moderator.id)
    privacy = answer_of(await world.member.slash(world.channel, "privacy"))
    asked = answer_of(await world.member.click(privacy, label="Forget me"))
    assert "can't be undone" in text_of(asked)
    actors = [entry.actor for entry in (await world.services.library.log(world.library)).entries]
    assert actors == [world.moderator.id, world.member.id]
    done = answer_of(await world.member.click(asked, label="Forget me"))
    assert "1 change forgotten" in text_of(done)
    actors = [entry.actor for entry in (await world.services.library.log(world.library)).entries]
    assert actors == [world.moderator.id, FORGOTTEN]
    listed = answer_of(await world.moderator.slash(world.channel, "source log"))
    assert "somebody who asked to be forgotten" in text_of(listed)
    again = answer_of(await world.member.click(asked, label="Forget me"))
    assert "Nothing here named you" in text_of(again)
