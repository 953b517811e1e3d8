"""What the bot says about itself and this server's library: /help, /status, /privacy and /settings."""

# ruff: noqa: FBT001, FBT002  # the parameters of a command are its options on the screen

from __future__ import annotations

import re
from typing import Any, Self
from zoneinfo import available_timezones

import discord
from discord import app_commands, ui
from discord.ext import commands

from bot.core.errors import UserError
from bot.core.text import fold
from cogs.ui.cards import draw_notice
from cogs.ui.checks import is_moderator, require_manager
from cogs.ui.completion import Choices, compose_choices
from cogs.ui.door import LastingItem, answer, library_of, services_of, start_waiting, wait_for_work
from cogs.ui.help import compose_forgetting, compose_forgotten, compose_help, compose_privacy
from cogs.ui.reports import compose_settings, compose_status
from cogs.ui.undo import UndoButton

_SOURCES_SHOWN = 10
_SETTINGS = {"moderator_role_id": "moderators", "notices_channel_id": "notices", "zone": "time zone"}


async def _suggest_zones(_interaction: discord.Interaction, typed: str) -> Choices:
    words = fold(typed).split()
    fitting = sorted(zone for zone in available_timezones() if all(word in fold(zone) for word in words))
    return compose_choices([(zone, zone) for zone in fitting])


class About(commands.Cog):
    """Help, status, privacy and settings."""

    @app_commands.command(name="help", description="What you can ask, with examples")
    async def show_help(self, interaction: discord.Interaction) -> None:
        """Help, only to the person."""
        moderator = await is_moderator(interaction)
        await answer(interaction, draw_notice(compose_help(moderator=moderator)), private=True)

    @app_commands.command(description="What this server's library holds, and when it was last checked")
    @app_commands.describe(private="show the answer to you alone")
    async def status(self, interaction: discord.Interaction, private: bool = False) -> None:
        """Counts, period and sources."""
        services, library = services_of(interaction), library_of(interaction)
        held = await wait_for_work(interaction, services.library.status(library), private=private)
        page = await services.sources.list_sources(library, limit=_SOURCES_SHOWN)
        await answer(
            interaction, draw_notice(compose_status(held, page.sources, services.troubles.list_all())), private=private
        )

    @app_commands.command(description="What is kept, for how long, and who sees it")
    async def privacy(self, interaction: discord.Interaction) -> None:
        """Privacy, only to the person."""
        await answer(interaction, draw_notice(compose_privacy(), items=[ForgetButton()]), private=True)

    @app_commands.command(
        description="Who may moderate, where notices go, digests' time zone; without options: what is set"
    )
    @app_commands.default_permissions(manage_guild=True)
    @app_commands.describe(
        moderators="role that may add and remove sources and digests",
        notices="channel that is told when a source fails or recovers",
        zone="time zone of digests that name none, such as Europe/Berlin",
        forget="set one of them back to nothing",
    )
    @app_commands.choices(
        forget=[
            app_commands.Choice(name="the moderators' role", value="moderator_role_id"),
            app_commands.Choice(name="the notices' channel", value="notices_channel_id"),
        ]
    )
    @app_commands.autocomplete(zone=_suggest_zones)
    async def settings(
        self,
        interaction: discord.Interaction,
        moderators: discord.Role | None = None,
        notices: discord.TextChannel | None = None,
        zone: str | None = None,
        forget: str | None = None,
    ) -> None:
        """Show or change the settings, only to the person."""
        require_manager(interaction)
        service, library = services_of(interaction).library, library_of(interaction)
        changes: dict[str, int | str | None] = {}
        if moderators is not None:
            if moderators.is_default():
                raise UserError("Everyone has that role. Choose one that only moderators have.")
            changes["moderator_role_id"] = moderators.id
        if notices is not None:
            changes["notices_channel_id"] = notices.id
        if zone is not None:
            changes["zone"] = zone
        if forget is not None:
            changes[forget] = None
        undos = []
        for name, value in changes.items():
            audit_id = await service.change_setting(library, name, value, actor=interaction.user.id)
            if audit_id is not None:
                label = "Undo" if len(changes) == 1 else f"Undo: {_SETTINGS[name]}"
                undos.append(UndoButton("l", audit_id, label))
        text = compose_settings(await service.settings(library))
        await answer(interaction, draw_notice(f"Saved.\n{text}" if changes else text, items=undos), private=True)


class ForgetButton(LastingItem[ui.Button[Any]], template="cq:forget"):
    """Asks whether the person is to be forgotten."""

    def __init__(self) -> None:
        super().__init__(ui.Button(label="Forget me", custom_id="cq:forget"))

    @classmethod
    def read_id(cls, match: re.Match[str]) -> Self:  # noqa: ARG003  # there is nothing in it
        """The button."""
        return cls()

    async def press(self, interaction: discord.Interaction) -> None:
        """Ask."""
        await answer(interaction, draw_notice(compose_forgetting(), items=[ForgetNowButton()]), private=True)


class ForgetNowButton(LastingItem[ui.Button[Any]], template="cq:forget-now"):
    """Forgets whoever presses, in every server; nobody can do it for somebody else."""

    def __init__(self) -> None:
        super().__init__(ui.Button(label="Forget me", style=discord.ButtonStyle.danger, custom_id="cq:forget-now"))

    @classmethod
    def read_id(cls, match: re.Match[str]) -> Self:  # noqa: ARG003  # the same
        """The button."""
        return cls()

    async def press(self, interaction: discord.Interaction) -> None:
        """Forget them."""
        await start_waiting(interaction, private=True)
        forgotten = await services_of(interaction).library.forget_person(interaction.user.id)
        await answer(interaction, draw_notice(compose_forgotten(forgotten)), private=True)


async def setup(bot: commands.Bot) -> None:
    """Add the commands and the buttons of /privacy."""
    bot.add_dynamic_items(ForgetButton, ForgetNowButton)
    await bot.add_cog(About())
