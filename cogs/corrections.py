"""The moderators' queue of mistakes that members reported, and what was withdrawn: /mistakes."""

from __future__ import annotations

import re
from typing import Any, Self

import discord
from discord import app_commands, ui
from discord.ext import commands

from bot.core.models import EventId
from cogs.ui.cards import draw_card, draw_notice, share_cards
from cogs.ui.checks import require_moderator
from cogs.ui.dates import show_moment
from cogs.ui.details import DetailsButton
from cogs.ui.door import LastingItem, Panel, answer, library_of, services_of
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


class WithdrawnButton(LastingItem[ui.Button[Any]], template=r"cq:withdrawn:(?P<before>\d{0,18})"):
    """Lists what was withdrawn."""

    def __init__(self, before: int | None, label: str) -> None:
        super().__init__(ui.Button(label=label, custom_id=f"cq:withdrawn:{'' if before is None else before}"))
        self.before = before

    @classmethod
    def read_id(cls, match: re.Match[str]) -> Self:
        """The button as its id tells it."""
        return cls(int(match["before"]) if match["before"] else None, "Withdrawn entries")

    async def press(self, interaction: discord.Interaction) -> None:
        """Show them, newest first."""
        await require_moderator(interaction)
        await interaction.response.edit_message(view=await _draw_withdrawn(interaction, self.before))


class RestoreButton(LastingItem[ui.Button[Any]], template=r"cq:restore:(?P<event>\d{1,19})"):
    """Shows a withdrawn entry again."""

    def __init__(self, event_id: EventId) -> None:
        super().__init__(ui.Button(label="Restore", custom_id=f"cq:restore:{event_id}"))
        self.event_id = event_id

    @classmethod
    def read_id(cls, match: re.Match[str]) -> Self:
        """The button as its id tells it."""
        return cls(EventId(int(match["event"])))

    async def press(self, interaction: discord.Interaction) -> None:
        """Restore, and offer to undo it."""
        await require_moderator(interaction)
        corrections, library = services_of(interaction).corrections, library_of(interaction)
        audit_id = await corrections.restore(library, self.event_id, actor=interaction.user.id)
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
        panel.add_item(ui.ActionRow(WithdrawnButton(after, "Next ▶")))
    return panel


async def _draw_queue(interaction: discord.Interaction) -> Panel:
    mistakes = await services_of(interaction).corrections.list_mistakes(library_of(interaction), limit=_SHOWN)
    withdrawn = WithdrawnButton(None, "Withdrawn entries")
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
