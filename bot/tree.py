"""The one door through which errors reach a person.

Commands, buttons and forms all end here when something goes wrong: a ``UserError`` is told in its own sentence, only
to the person; everything else becomes an apology with a short id, and the log holds the error under that id.
"""

from __future__ import annotations

import secrets
from typing import Any

import discord
import structlog
from discord import app_commands

from bot.core.errors import UserError
from cogs.ui.cards import draw_notice
from cogs.ui.door import is_to_be_answered
from cogs.ui.escape import escape

log = structlog.get_logger(__name__)

# Discord's answers that mean nobody is there to read an apology: the interaction has expired, or was answered.
_GONE = frozenset({10062, 40060, 10015, 50027})


class CommuniqueTree(app_commands.CommandTree[Any]):
    """The command tree; commands exist in servers only."""

    def __init__(self, client: discord.Client) -> None:
        super().__init__(
            client,
            allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=False, private_channel=False),
            allowed_installs=app_commands.AppInstallationType(guild=True, user=False),
        )

    async def interaction_check(self, interaction: discord.Interaction, /) -> bool:
        """Take each command once, and none that comes too late."""
        return await is_to_be_answered(interaction)

    async def on_error(self, interaction: discord.Interaction, error: Exception, /) -> None:
        """Tell the person, and the log where it is ours. Never raises for a failing answer."""
        cause = _unwrap(error)
        match cause:
            case UserError():
                sentence = cause.sentence
                suggestions = cause.suggestions
            case app_commands.CommandNotFound() | app_commands.CommandSignatureMismatch():
                sentence = "This command has changed. Reload Discord (Ctrl+R) and try again."
                suggestions = ()
            case app_commands.NoPrivateMessage():
                sentence = "This works in a server only."
                suggestions = ()
            case app_commands.TransformerError() | app_commands.CheckFailure():
                sentence = "That can't be done here with these options."
                suggestions = ()
            case _ if _is_gone(cause):
                log.info("too late to answer", command=_name(interaction), reason=str(cause))
                return
            case _:
                error_id = secrets.token_hex(3)
                log.error("failed", error_id=error_id, command=_name(interaction), exc_info=cause)
                sentence = f"Sorry, something went wrong on our side. If it happens again, report the id {error_id}."
                suggestions = ()
        await _tell(interaction, sentence, suggestions)


async def _tell(interaction: discord.Interaction, sentence: str, suggestions: tuple[str, ...]) -> None:
    if suggestions:
        sentence = f"{sentence} Did you mean {', '.join(suggestions[:5])}?"
    view = draw_notice(escape(sentence))
    try:
        if not interaction.response.is_done():
            await interaction.response.send_message(view=view, ephemeral=True)
            return
        in_public = _waits_in_public(interaction)
        if in_public:
            # What follows first would take the place of the public "thinking…" and be public too.
            await interaction.edit_original_response(view=draw_notice("-# Only the person who asked sees the answer."))
        await interaction.followup.send(view=view, ephemeral=True)
        if in_public:
            await interaction.delete_original_response()
    except discord.HTTPException as failure:
        log.info("an error could not be told", command=_name(interaction), reason=str(failure))


def _waits_in_public(interaction: discord.Interaction) -> bool:
    deferred = interaction.response.type is discord.InteractionResponseType.deferred_channel_message
    return deferred and not interaction.extras.get("private", False) and not interaction.extras.get("answered", False)


def _unwrap(error: BaseException) -> BaseException:
    if isinstance(error, app_commands.CommandInvokeError):
        return error.original
    if isinstance(error, app_commands.TransformerError) and isinstance(error.__cause__, UserError):
        return error.__cause__
    return error


def _is_gone(error: BaseException) -> bool:
    return isinstance(error, discord.HTTPException) and error.code in _GONE


def _name(interaction: discord.Interaction) -> str:
    if interaction.command is not None:
        return interaction.command.qualified_name
    return "button or form"
