"""What stands behind one entry: each source's own sentence, and the ways to put the entry right.

Anyone may report a mistake; moderators may correct a field, take a source out, join the entry with another that tells
the same, or withdraw it. The quote
itself can't be changed. Every change is in the log and can be undone there.
"""

from __future__ import annotations

import re
from typing import Any, Self

import discord
from discord import ui

from bot.core.cards import Card
from bot.core.corrections import FIELDS
from bot.core.models import ArticleId, EventId, FactKind
from bot.core.numbers import say_count
from cogs.ui.buttons import NumberButton
from cogs.ui.cards import draw_notice, draw_source
from cogs.ui.checks import is_moderator, require_moderator
from cogs.ui.door import Form, LastingItem, Panel, answer, library_of, services_of
from cogs.ui.escape import fit_escaped
from cogs.ui.joining import JOINING_ITEMS, JoinButton, SplitButton
from cogs.ui.limits import MESSAGE_TEXT, count_units, share_room
from cogs.ui.undo import UndoButton

_SHOWN = 5
_TITLE_ROOM = 300


def draw_details(card: Card, first: int = 0, *, moderator: bool = False) -> Panel:
    """Each source's own sentence behind one card, five to a message, from the ``first`` one."""
    panel = Panel(timeout=None)
    shown = card.sources[first : first + _SHOWN]
    title = f"### {fit_escaped(card.heading, _TITLE_ROOM)}"
    told = f"Entry {card.number} · reported by {say_count(card.reported_by, 'source')}"
    copies = sum(1 for source in card.sources if source.copied)
    if copies:
        told += f"; {say_count(copies, 'article')} {'repeats' if copies == 1 else 'repeat'} another's words"
    named = next((fit_escaped(value, _TITLE_ROOM) for label, value in card.details if label == "Who"), "")
    top = "\n".join(filter(None, [title, named, f"-# {told}"]))
    panel.add_item(ui.TextDisplay(top))
    shares = share_room([MESSAGE_TEXT] * len(shown), MESSAGE_TEXT - count_units(top))
    event_id = card.event_id
    splits = moderator and len({source.article_id for source in card.sources}) > 1
    seen: set[ArticleId] = set()
    for source, share in zip(shown, shares, strict=True):
        buttons = []
        if splits and event_id is not None and source.article_id not in seen:
            buttons.append(SplitButton(event_id, source.article_id))
        seen.add(source.article_id)
        panel.add_item(draw_source(source, share, buttons))
    if event_id is not None:
        panel.add_item(ui.ActionRow(*_panel_buttons(card, event_id, first, moderator=moderator)))
    return panel


def _panel_buttons(card: Card, event_id: EventId, first: int, *, moderator: bool) -> list[ui.Item[Any]]:
    row: list[ui.Item[Any]] = []
    if first:
        row.append(DetailsButton(event_id, max(0, first - _SHOWN), "◀ Back"))
    if first + _SHOWN < len(card.sources):
        row.append(DetailsButton(event_id, first + _SHOWN, "More ▶"))
    if not moderator:
        return [*row, ReportButton(event_id)]
    if card.kind is not None and FIELDS[card.kind]:
        row.append(CorrectButton(event_id, card.kind))
    return [*row, JoinButton(event_id), WithdrawButton(event_id)]


class DetailsButton(LastingItem[ui.Button[Any]], template=r"cq:event:(?P<event>\d{1,19}):(?P<first>\d{1,6})"):
    """Opens each source's own sentence, only for whoever pressed."""

    def __init__(self, event_id: EventId, first: int, label: str) -> None:
        super().__init__(ui.Button(label=label, custom_id=f"cq:event:{event_id}:{first}"))
        self.event_id = event_id
        self.first = first

    @classmethod
    def read_id(cls, match: re.Match[str]) -> Self:
        """The button as its id tells it."""
        return cls(EventId(int(match["event"])), int(match["first"]), "Details")

    async def press(self, interaction: discord.Interaction) -> None:
        """Show the sentences."""
        card = await services_of(interaction).lookup.sources_of(library_of(interaction), self.event_id)
        view = draw_details(card, self.first, moderator=await is_moderator(interaction))
        await answer(interaction, view, private=True)


class ReportButton(NumberButton, name="report", label="Report a mistake"):
    """Opens the form in which a member says what is wrong."""

    async def press(self, interaction: discord.Interaction) -> None:
        """Open the form."""
        await interaction.response.send_modal(MistakeForm(EventId(self.number)))


class MistakeForm(Form, title="Report a mistake"):
    """A member's words about an entry, for the moderators' queue."""

    words: ui.Label[Any] = ui.Label(
        text="What is wrong?",
        description="Moderators will look at it. The quote itself can't be changed.",
        component=ui.TextInput(style=discord.TextStyle.paragraph, max_length=500),
    )

    def __init__(self, event_id: EventId) -> None:
        super().__init__(timeout=900)
        self._event_id = event_id

    async def on_submit(self, interaction: discord.Interaction) -> None:
        """Queue it."""
        said = self.words.component.value if isinstance(self.words.component, ui.TextInput) else ""
        corrections, library = services_of(interaction).corrections, library_of(interaction)
        await corrections.report_mistake(library, self._event_id, said, reporter=interaction.user.id)
        await answer(interaction, draw_notice("Thank you. The moderators will look at it."), private=True)


class CorrectButton(LastingItem[ui.Button[Any]], template=r"cq:correct:(?P<kind>[a-z]{1,12}):(?P<event>\d{1,19})"):
    """Opens the form in which a moderator puts a field right."""

    def __init__(self, event_id: EventId, kind: FactKind) -> None:
        super().__init__(ui.Button(label="Correct", custom_id=f"cq:correct:{kind.value}:{event_id}"))
        self.event_id = event_id
        self.kind = kind

    @classmethod
    def read_id(cls, match: re.Match[str]) -> Self:
        """The button as its id tells it."""
        return cls(EventId(int(match["event"])), FactKind(match["kind"]))

    async def press(self, interaction: discord.Interaction) -> None:
        """Open the form."""
        await require_moderator(interaction)
        await interaction.response.send_modal(CorrectForm(self.event_id, self.kind))


class CorrectForm(Form, title="Correct an entry"):
    """Another value for one field of an entry."""

    field: ui.Label[Any] = ui.Label(text="What", component=ui.Select())
    value: ui.Label[Any] = ui.Label(
        text="How it should be",
        description="A date like 2024-08-22; several names with ; between them; none to leave it empty",
        component=ui.TextInput(max_length=200),
    )

    def __init__(self, event_id: EventId, kind: FactKind) -> None:
        super().__init__(timeout=900)
        self._event_id = event_id
        if isinstance(self.field.component, ui.Select):
            for name in FIELDS[kind]:
                self.field.component.add_option(label=name, value=name)

    async def on_submit(self, interaction: discord.Interaction) -> None:
        """Correct it."""
        await require_moderator(interaction)
        field, value = self.field.component, self.value.component
        if not isinstance(field, ui.Select) or not isinstance(value, ui.TextInput):
            return
        corrections, library = services_of(interaction).corrections, library_of(interaction)
        audit_id = await corrections.correct(
            library, self._event_id, field.values[0], value.value, actor=interaction.user.id
        )
        view = draw_notice("Corrected. The entry says that moderators put it right.", items=[UndoButton("f", audit_id)])
        await answer(interaction, view, private=True)


class WithdrawButton(NumberButton, name="withdraw", label="Withdraw", style=discord.ButtonStyle.danger):
    """Shows an entry no more."""

    async def press(self, interaction: discord.Interaction) -> None:
        """Withdraw, and offer to undo it."""
        await require_moderator(interaction)
        corrections, library = services_of(interaction).corrections, library_of(interaction)
        audit_id = await corrections.withdraw(library, EventId(self.number), actor=interaction.user.id)
        told = "Withdrawn. It is shown no more, also when it is reported again; /mistakes lists it."
        view = draw_notice(told, items=[UndoButton("f", audit_id)])
        await answer(interaction, view, private=True)


DETAIL_ITEMS = (DetailsButton, ReportButton, CorrectButton, WithdrawButton, *JOINING_ITEMS)
