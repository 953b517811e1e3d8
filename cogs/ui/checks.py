"""Who may do what. Asked at every command, button and form again: what Discord shows or hides is only a hint."""

from __future__ import annotations

import discord

from bot.core.errors import NotAllowed
from cogs.ui.door import library_of, services_of


async def is_moderator(interaction: discord.Interaction) -> bool:
    """Is this person a moderator here: may manage the server, or has the role from the settings?"""
    if _manages_server(interaction):
        return True
    role_id = (await services_of(interaction).library.settings(library_of(interaction))).moderator_role_id
    member = interaction.user
    return role_id is not None and isinstance(member, discord.Member) and member.get_role(role_id) is not None


async def require_moderator(interaction: discord.Interaction) -> None:
    """Raises NotAllowed for everyone but moderators."""
    if not await is_moderator(interaction):
        raise NotAllowed(
            "Only moderators can do this: people who may manage the server, or who have the role set in /settings."
        )


def require_manager(interaction: discord.Interaction) -> None:
    """Raises NotAllowed for everyone who may not manage the server."""
    if not _manages_server(interaction):
        raise NotAllowed("Only people who may manage the server can change its settings.")


def _manages_server(interaction: discord.Interaction) -> bool:
    return interaction.permissions.manage_guild or interaction.permissions.administrator
