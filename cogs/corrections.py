"""The moderators' queue of mistakes that members reported, and what was withdrawn: /mistakes."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands, ui
from discord.ext import commands

from bot.core.models import EventId
from cogs.ui.buttons import ListTurnButton, NumberButton
from cogs.ui.cards import draw_card, draw_notice, share_cards
from cogs.ui.checks import require_moderator
from cogs.ui.dates import show_moment
from cogs.ui.details import DetailsButton
from cogs.ui.door import Panel, answer, library_of, services_of
from cogs.ui.escape import fit_escaped
from cogs.ui.limits import MESSAGE_TEXT, count_units
from cogs.ui.reports import name_actor
from cogs.ui.undo import UndoButton

_SHOWN = 8  # each takes four of the forty components of a message
_WITHDRAWN_SHOWN = 4


class Corrections(commands.Cog):
    """Mistakes that members reported."""

    @app_commands.command(description="Mistakes that members reported, and what was withdrawn (for moderators)")
    async def mistakes(self, interaction: discord.Interaction) -> None:
        """The queue, oldest first."""
        await require_moderator(interaction)
        await answer(interaction, await _draw_queue(interaction), private=True)


class SettleButton(NumberButton, name="settle", label="Done"):
    """Takes a mistake out of the queue."""

    async def press(self, interaction: discord.Interaction) -> None:
        """Settle it and show what is left."""
        await require_moderator(interaction)
        corrections, library = services_of(interaction).corrections, library_of(interaction)
        await corrections.settle_mistake(library, self.number, actor=interaction.user.id)
        await interaction.response.edit_message(view=await _draw_queue(interaction))


class WithdrawnButton(ListTurnButton, name="withdrawn", first="Withdrawn entries"):
    """Lists what was withdrawn, newest first."""

    async def draw(self, interaction: discord.Interaction) -> Panel:
        """The page that it turns to."""
        return await _draw_withdrawn(interaction, self.after)


class RestoreButton(NumberButton, name="restore", label="Restore"):
    """Shows a withdrawn entry again."""

    async def press(self, interaction: discord.Interaction) -> None:
        """Restore, and offer to undo it."""
        await require_moderator(interaction)
        corrections, library = services_of(interaction).corrections, library_of(interaction)
        audit_id = await corrections.restore(library, EventId(self.number), actor=interaction.user.id)
        await answer(
            interaction, draw_notice("Restored. It is shown again.", items=[UndoButton("f", audit_id)]), private=True
        )


async def _draw_withdrawn(interaction: discord.Interaction, before: int | None) -> Panel:
    corrections, library = services_of(interaction).corrections, library_of(interaction)
    cards, after = await corrections.list_withdrawn(library, before=before, limit=_WITHDRAWN_SHOWN)
    if not cards:
        return draw_notice("### Withdrawn entries\nThere are none.")
    title = "### Withdrawn entries, newest first"
    panel = Panel(timeout=None)
    panel.add_item(ui.TextDisplay(title))
    for card, share in zip(cards, share_cards(cards, MESSAGE_TEXT - count_units(title)), strict=True):
        buttons = [] if card.event_id is None else [RestoreButton(card.event_id)]
        panel.add_item(draw_card(card, share, buttons))
    if after is not None:
        panel.add_item(ui.ActionRow(WithdrawnButton(after)))
    return panel


async def _draw_queue(interaction: discord.Interaction) -> Panel:
    mistakes = await services_of(interaction).corrections.list_mistakes(library_of(interaction), limit=_SHOWN)
    withdrawn = WithdrawnButton(None)
    if not mistakes:
        return draw_notice("### Reported mistakes\nThere are none.", items=[withdrawn])
    panel = Panel(timeout=None)
    panel.add_item(ui.TextDisplay("### Reported mistakes, oldest first"))
    opened: set[int] = set()
    for mistake in mistakes:
        told = f"{name_actor(mistake.reporter)}, {show_moment(mistake.reported_at)}: {fit_escaped(mistake.words, 350)}"
        panel.add_item(ui.TextDisplay(told))
        row: list[ui.Item[Any]] = [SettleButton(mistake.mistake_id)]
        if mistake.event_id not in opened:
            row.insert(0, DetailsButton(mistake.event_id, 0, "Look at the entry"))
            opened.add(mistake.event_id)
        panel.add_item(ui.ActionRow(*row))
    panel.add_item(ui.ActionRow(withdrawn))
    return panel


async def setup(bot: commands.Bot) -> None:
    """Add the command and its buttons."""
    bot.add_dynamic_items(SettleButton, WithdrawnButton, RestoreButton)
    await bot.add_cog(Corrections())
