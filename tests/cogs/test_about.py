from __future__ import annotations

from typing import Any
from unittest.mock import create_autospec

import discord
import pytest

from bot.core.errors import NotAllowed, UserError
from bot.services.sources import SourcePage
from cogs.ui.checks import require_manager
from cogs.ui.help import compose_help, compose_privacy, compose_welcome
from cogs.ui.limits import MESSAGE_TEXT
from tests.cogs.library import MINSK_ONE, add_article
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
