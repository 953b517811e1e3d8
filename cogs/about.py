"""What the bot says about itself and this server's library: /help, /status, /privacy and /settings."""

# ruff: noqa: FBT001, FBT002  # the parameters of a command are its options on the screen

from __future__ import annotations

from zoneinfo import available_timezones

import discord
from discord import app_commands
from discord.ext import commands

from bot.core.errors import UserError
from bot.core.text import fold
from cogs.ui.cards import draw_notice
from cogs.ui.checks import is_moderator, require_manager
from cogs.ui.completion import Choices, compose_choices
from cogs.ui.door import answer, library_of, services_of, wait_for_work
from cogs.ui.help import compose_help, compose_privacy
from cogs.ui.reports import compose_settings, compose_status

_SOURCES_SHOWN = 10


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
        await answer(interaction, draw_notice(compose_status(held, page.sources)), private=private)

    @app_commands.command(description="What is kept, for how long, and who sees it")
    async def privacy(self, interaction: discord.Interaction) -> None:
        """Privacy, only to the person."""
        await answer(interaction, draw_notice(compose_privacy()), private=True)

    @app_commands.command(description="Who may moderate, where notices go; without options: what is set now")
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
        for name, value in changes.items():
            await service.change_setting(library, name, value, actor=interaction.user.id)
        text = compose_settings(await service.settings(library))
        await answer(interaction, draw_notice(f"Saved.\n{text}" if changes else text), private=True)


async def setup(bot: commands.Bot) -> None:
    """Add the commands."""
    await bot.add_cog(About())
