from __future__ import annotations

import asyncio
import json
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any
from unittest.mock import create_autospec

import discord
import pytest
import simcord
from jsonschema import Draft202012Validator, ValidationError
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from bot.client import CommuniqueClient
from bot.core.cards import Page
from bot.core.errors import NotFound
from bot.core.models import LibraryId
from bot.services import Services
from bot.services.departures import DepartureService
from bot.services.library import LibraryService
from bot.services.lookup import LookupService
from bot.tree import CommuniqueTree
from storage.database import Database
from storage.libraries import list_libraries, save_library
from tests.cogs.discord_rules import walk
from tests.cogs.library import MINSK_ONE, NOW, add_article
from tests.cogs.world import World, client, database, make_client, services, world
from tests.shared import shared_file

__all__ = ["client", "database", "services", "world"]


def syncs(env: Any) -> int:
    return sum(1 for entry in env.http_requests if entry.method == "PUT" and entry.path.endswith("/commands"))


def text_of(message: Any) -> str:
    parts = [part if isinstance(part, dict) else part.to_dict() for part in message.components]
    return "\n".join(part["content"] for part in walk(parts) if part["type"] == 10)


async def test_the_bot_asks_for_servers_alone_and_can_mention_nobody(services: Services) -> None:
    client = make_client(services)
    assert client.intents == discord.Intents(guilds=True)
    assert client.allowed_mentions is not None
    assert not any((client.allowed_mentions.everyone, client.allowed_mentions.users, client.allowed_mentions.roles))


async def test_no_two_commands_share_a_name_and_all_live_in_servers_only(client: CommuniqueClient) -> None:
    commands = client.tree.get_commands()
    named = [(type(command).__name__ == "ContextMenu", command.name) for command in commands]
    assert len(named) == len(set(named))
    for command in commands:
        payload = command.to_dict(client.tree)
        assert payload["contexts"] == [0]
        assert payload["integration_types"] == [0]


async def test_discord_would_take_every_command(client: CommuniqueClient) -> None:
    spec = json.loads(shared_file("discord/openapi.json").read_text("utf-8"))
    # Discord's documentation knows media channels (16), which forums come with; its schema leaves them out.
    spec["components"]["schemas"]["ChannelTypes"]["oneOf"].append({"const": 16})
    registry: Registry[Any] = Registry().with_resource(
        "urn:discord", Resource.from_contents(spec, default_specification=DRAFT202012)
    )
    schema = Draft202012Validator(
        {"$ref": "urn:discord#/components/schemas/ApplicationCommandUpdateRequest"}, registry=registry
    )
    for command in client.tree.get_commands():
        payload = command.to_dict(client.tree)
        assert [describe(error) for error in schema.iter_errors(payload)] == []
        assert len(json.dumps(payload)) < 8000
        if payload["type"] == 1:
            for part in _leaves(payload):
                assert re.fullmatch(r"[a-z][a-z_-]{0,31}", part["name"])
                required = [option.get("required", False) for option in part.get("options", [])]
                assert required == sorted(required, reverse=True)


def describe(error: ValidationError) -> str:
    """The error in the branch that the schema means for this kind of option, without the whole command around it."""
    branches: dict[object, list[ValidationError]] = {}
    for inner in error.context or []:
        branches.setdefault(inner.schema_path[0], []).append(inner)
    for branch in branches.values():
        if not any(inner.path and inner.path[-1] == "type" for inner in branch):
            return "; ".join(describe(inner) for inner in branch)
    return f"{error.json_path}: {error.message}"[:300]


def _leaves(command: dict[str, Any]) -> list[dict[str, Any]]:
    inner = [option for option in command.get("options", []) if option["type"] in {1, 2}]
    return [leaf for option in inner for leaf in _leaves(option)] if inner else [command]


async def test_commands_are_sent_to_discord_once_until_they_change(services: Services) -> None:
    async with simcord.run(make_client(services)) as env:
        assert syncs(env) == 1
        await env.restart_bot(make_client(services))
        assert syncs(env) == 1

        class Changed(CommuniqueClient):
            async def sync_changed_commands(self) -> bool:
                self.tree.remove_command("privacy")
                return await super().sync_changed_commands()

        await env.restart_bot(Changed(services, CommuniqueTree))
        assert syncs(env) == 2


async def test_the_bot_starts_when_discord_refuses_its_commands_and_tries_again_next_time(services: Services) -> None:
    env = simcord.Env(make_client(services), check_errors=False)
    env.inject_error("PUT", "/applications/*/commands", status=400, code=50035)
    await env.start()
    try:
        assert await services.answers.find_synced_commands() is None
        await env.restart_bot(make_client(services))
        assert await services.answers.find_synced_commands() is not None
    finally:
        await env.shutdown()


async def test_a_fault_becomes_an_apology_with_an_id_that_is_in_the_log(
    services: Services, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    lookup = create_autospec(LookupService, instance=True, spec_set=True)
    lookup.find.side_effect = RuntimeError("secret of the machine")
    async with simcord.run(make_client(replace(services, lookup=lookup)), check_errors=False) as env:
        guild = env.create_guild()
        channel = guild.create_text_channel("general")
        result = await guild.add_member(env.create_user("ann")).slash(channel, "meetings")
    assert result.response is not None
    told = text_of(result.response)
    assert result.response.ephemeral
    assert "secret" not in told
    error_id = re.search(r"report the id ([0-9a-f]{6})", told)
    assert error_id is not None
    assert error_id[1] in capsys.readouterr().out


async def test_an_error_after_a_public_wait_is_still_told_only_to_the_person(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cogs.ui.door.MOMENT_S", 0.01)
    lookup = create_autospec(LookupService, instance=True, spec_set=True)

    async def slow(*_: object) -> None:
        await asyncio.sleep(0.2)
        raise NotFound("Nobody of that name @everyone is here.", suggestions=("Wang Yi",))

    lookup.find.side_effect = slow
    async with simcord.run(make_client(replace(services, lookup=lookup)), check_errors=False) as env:
        guild = env.create_guild()
        channel = guild.create_text_channel("general")
        result = await guild.add_member(env.create_user("ann")).slash(channel, "meetings")
        (told,) = result.followups
        assert told.ephemeral
        assert "Did you mean Wang Yi?" in text_of(told)
        assert [message for message in channel.history() if not message.flags.ephemeral] == []


async def test_a_slow_answer_is_announced_and_then_given(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cogs.ui.door.MOMENT_S", 0.01)
    lookup = create_autospec(LookupService, instance=True, spec_set=True)

    async def slow(*_: object) -> Page:
        await asyncio.sleep(0.2)
        return Page("Meetings", (), "Nothing found.", None, None)

    lookup.find.side_effect = slow
    async with simcord.run(make_client(replace(services, lookup=lookup))) as env:
        guild = env.create_guild()
        channel = guild.create_text_channel("general")
        await guild.add_member(env.create_user("ann")).slash(channel, "meetings")
        (callback,) = [entry for entry in env.http_requests if entry.path.endswith("/callback")]
        assert callback.json is not None
        assert callback.json["type"] == 5
        assert "Nothing found" in text_of(channel.last_message)


async def test_completion_stays_empty_when_something_fails(services: Services) -> None:
    lookup = create_autospec(LookupService, instance=True, spec_set=True)
    lookup.complete.side_effect = RuntimeError("secret of the machine")
    async with simcord.run(make_client(replace(services, lookup=lookup))) as env:
        guild = env.create_guild()
        channel = guild.create_text_channel("general")
        assert await guild.add_member(env.create_user("ann")).autocomplete(channel, "meetings", "who", "li") == []


async def test_a_fault_behind_a_button_leaves_by_the_same_door(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    await add_article(world.database, world.library, MINSK_ONE)
    message = (await world.member.slash(world.channel, "meetings")).response

    async def broken(*_: object) -> None:
        raise RuntimeError("secret of the machine")

    monkeypatch.setattr(type(world.services.answers), "find", broken)
    told = (await world.member.click(message, label="Export")).response
    assert told.ephemeral
    assert "something went wrong" in text_of(told)
    assert [type(error) for error in world.errors()] == [RuntimeError]


async def test_a_server_that_invites_the_bot_is_told_what_to_type_first(services: Services) -> None:
    client = make_client(services)
    guild = create_autospec(discord.Guild, instance=True)
    guild.id = 5
    guild.system_channel = create_autospec(discord.TextChannel, instance=True)
    guild.system_channel.permissions_for.return_value = discord.Permissions(send_messages=True)
    await client.on_guild_join(guild)
    (said,) = guild.system_channel.send.await_args_list
    (text,) = said.kwargs["view"].children
    assert "/source add" in text.content
    guild.system_channel.permissions_for.return_value = discord.Permissions.none()
    await client.on_guild_join(guild)
    assert guild.system_channel.send.await_count == 1


async def test_an_interaction_that_has_expired_is_noted_and_nothing_else_happens(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    world.env.inject_error("POST", "/interactions/*/callback", status=404, code=10062)
    result = await world.member.slash(world.channel, "privacy")
    assert not result.acknowledged
    assert result.followups == []
    assert "too late to answer" in capsys.readouterr().out
    assert [type(error) for error in world.errors()] == [discord.NotFound]


async def test_a_server_that_sends_the_bot_away_keeps_its_library_for_thirty_days(database: Database) -> None:
    now = NOW
    library = LibraryService(database, lambda: now)
    departures = DepartureService(database, library, lambda: now)
    here, gone, back = LibraryId(5), LibraryId(6), LibraryId(7)
    async with database.transaction() as write:
        for each in (LibraryId(0), here, gone, back):
            await save_library(write, each, now=now)
    await departures.compare({here})
    assert await departures.mark_back(back)
    now = NOW + timedelta(days=29)
    assert await departures.remove_departed() == 0
    now = NOW + timedelta(days=31)
    await departures.compare({here, back})
    assert await departures.remove_departed() == 1
    async with database.read() as read:
        assert set(await list_libraries(read)) == {LibraryId(0), here, back}
