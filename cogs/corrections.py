"""The moderators' queue of mistakes that members reported: /mistakes."""

from __future__ import annotations

import re
from typing import Any, Self

import discord
from discord import app_commands, ui
from discord.ext import commands

from cogs.ui.cards import draw_notice
from cogs.ui.checks import require_moderator
from cogs.ui.dates import show_moment
from cogs.ui.details import DetailsButton
from cogs.ui.door import LastingItem, Panel, answer, library_of, services_of
from cogs.ui.escape import fit_escaped

_SHOWN = 8  # each takes four of the forty components of a message


class Corrections(commands.Cog):
    """Mistakes that members reported."""

    @app_commands.command(description="Mistakes that members reported (for moderators)")
    async def mistakes(self, interaction: discord.Interaction) -> None:
        """The queue, oldest first."""
        await require_moderator(interaction)
        await answer(interaction, await _draw_queue(interaction), private=True)


class SettleButton(LastingItem[ui.Button[Any]], template=r"cq:settle:(?P<mistake>\d{1,19})"):
    """Takes a mistake out of the queue."""

    def __init__(self, mistake_id: int) -> None:
        super().__init__(ui.Button(label="Done", custom_id=f"cq:settle:{mistake_id}"))
        self.mistake_id = mistake_id

    @classmethod
    def read_id(cls, match: re.Match[str]) -> Self:
        """The button as its id tells it."""
        return cls(int(match["mistake"]))

    async def press(self, interaction: discord.Interaction) -> None:
        """Settle it and show what is left."""
        await require_moderator(interaction)
        corrections, library = services_of(interaction).corrections, library_of(interaction)
        await corrections.settle_mistake(library, self.mistake_id, actor=interaction.user.id)
        await interaction.response.edit_message(view=await _draw_queue(interaction))


async def _draw_queue(interaction: discord.Interaction) -> Panel:
    mistakes = await services_of(interaction).corrections.list_mistakes(library_of(interaction), limit=_SHOWN)
    if not mistakes:
        return draw_notice("### Reported mistakes\nThere are none.")
    panel = Panel(timeout=None)
    panel.add_item(ui.TextDisplay("### Reported mistakes, oldest first"))
    opened: set[int] = set()
    for mistake in mistakes:
        who = f"<@{mistake.reporter}>" if mistake.reporter else "the terminal"
        told = f"{who}, {show_moment(mistake.reported_at)}: {fit_escaped(mistake.words, 350)}"
        panel.add_item(ui.TextDisplay(told))
        row: list[ui.Item[Any]] = [SettleButton(mistake.mistake_id)]
        if mistake.event_id not in opened:
            row.insert(0, DetailsButton(mistake.event_id, 0, "Look at the entry"))
            opened.add(mistake.event_id)
        panel.add_item(ui.ActionRow(*row))
    return panel


async def setup(bot: commands.Bot) -> None:
    """Add the command and its button."""
    bot.add_dynamic_items(SettleButton)
    await bot.add_cog(Corrections())
