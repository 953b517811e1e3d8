"""Joining two entries that tell the same, and splitting one that does not: choose, be asked, do, undo.

Every press checks again that the person is a moderator, and that the entries are still there.
"""

from __future__ import annotations

import re
from typing import Any, Self

import discord
from discord import ui

from bot.core.cards import Card
from bot.core.compose import say_date
from bot.core.errors import NotFound, UserError
from bot.core.models import ArticleId, EventId
from bot.core.numbers import read_number
from cogs.ui.buttons import NumberButton, PairButton
from cogs.ui.cards import compose_source, draw_card, draw_notice, share_cards
from cogs.ui.checks import require_moderator
from cogs.ui.door import Form, LastingItem, Panel, answer, library_of, services_of
from cogs.ui.escape import escape, plain
from cogs.ui.limits import MESSAGE_TEXT, count_units
from cogs.ui.undo import UndoButton

_CHOICE_ROOM = 100  # characters of a choice's label and of its description
_OFFERED = 25


class JoinButton(NumberButton, name="join", label="Join"):
    """Offers the entries that may tell the same as one."""

    async def press(self, interaction: discord.Interaction) -> None:
        """Offer them."""
        await require_moderator(interaction)
        services, library = services_of(interaction), library_of(interaction)
        event_id = EventId(self.number)
        card = await services.lookup.sources_of(library, event_id)
        likely = await services.corrections.list_likely(library, event_id, limit=_OFFERED)
        await answer(interaction, draw_offer(card, likely), private=True)


def draw_offer(card: Card, likely: list[Card]) -> Panel:
    """The entries that one may be joined with, the likest first, and the way to name another by its number."""
    event_id = card.event_id or EventId(0)
    panel = Panel(timeout=None)
    told = f"### Join entry {card.number} with which one?\n{escape(_compose_choice(card)[0])}"
    if not likely:
        told += "\nNo other entry here looks like it."
    panel.add_item(ui.TextDisplay(told))
    if likely:
        panel.add_item(ui.ActionRow(JoinSelect(event_id, likely)))
    panel.add_item(ui.ActionRow(OtherEntryButton(event_id)))
    return panel


def _compose_choice(card: Card) -> tuple[str, str]:
    """An entry in two lines: number, heading and day; who, or what is measured or said."""
    day = say_date(card.date) if card.date else ""
    named = dict(card.details)
    about = " · ".join(filter(None, (named.get(label) for label in ("Who", "About", "Value", "Measure", "Where"))))
    head = " · ".join(filter(None, [f"{card.number}", card.heading, day]))
    return plain(head, _CHOICE_ROOM), plain(about or card.quote, _CHOICE_ROOM)


class JoinSelect(LastingItem[ui.Select[Any]], template=r"cq:join-choose:(?P<event>\d{1,19})"):
    """The list of entries to join one with."""

    def __init__(self, event_id: EventId, likely: list[Card]) -> None:
        options = [
            discord.SelectOption(label=label, description=about, value=str(card.event_id))
            for card in likely[:_OFFERED]
            for label, about in [_compose_choice(card)]
        ]
        super().__init__(
            ui.Select(placeholder="Choose an entry", options=options, custom_id=f"cq:join-choose:{event_id}")
        )
        self.event_id = event_id

    @classmethod
    def read_id(cls, match: re.Match[str]) -> Self:
        """The list as its id tells it; what was chosen comes with the press."""
        return cls(EventId(int(match["event"])), [])

    async def press(self, interaction: discord.Interaction) -> None:
        """Ask whether these two are to be joined."""
        await require_moderator(interaction)
        chosen = self.item.values[0] if self.item.values else ""
        number = read_number(chosen)
        if number is None:
            raise NotFound("Choose an entry of the list.")
        await interaction.response.edit_message(view=await _draw_question(interaction, self.event_id, number))


class OtherEntryButton(NumberButton, name="join-number", label="Another, by its number"):
    """Opens the form in which another entry is named by its number."""

    async def press(self, interaction: discord.Interaction) -> None:
        """Open the form."""
        await require_moderator(interaction)
        await interaction.response.send_modal(OtherEntryForm(EventId(self.number)))


class OtherEntryForm(Form, title="Join with another entry"):
    """The number of another entry."""

    number: ui.Label[Any] = ui.Label(
        text="Number of the other entry",
        description="It stands at the top of what Details shows.",
        component=ui.TextInput(max_length=12),
    )

    def __init__(self, event_id: EventId) -> None:
        super().__init__(timeout=900)
        self._event_id = event_id

    async def on_submit(self, interaction: discord.Interaction) -> None:
        """Ask whether these two are to be joined."""
        await require_moderator(interaction)
        typed = self.number.component.value if isinstance(self.number.component, ui.TextInput) else ""
        number = read_number(typed)
        if number is None:
            raise UserError("Write the number of an entry, such as 12.")
        other = await services_of(interaction).corrections.find_entry(library_of(interaction), number)
        await answer(interaction, await _draw_question(interaction, self._event_id, other), private=True)


async def _draw_question(interaction: discord.Interaction, event_id: EventId, other_id: int) -> Panel:
    """Both entries side by side, and the button that joins them."""
    lookup, library = services_of(interaction).lookup, library_of(interaction)
    cards = [await lookup.sources_of(library, event_id), await lookup.sources_of(library, EventId(other_id))]
    told = (
        f"### Join these two?\nThe sources of entry {cards[1].number} go into entry {cards[0].number}. "
        "What was put right in either stays; this can be undone."
    )
    panel = Panel(timeout=None)
    panel.add_item(ui.TextDisplay(told))
    room = MESSAGE_TEXT - count_units(told)
    for card, share in zip(cards, share_cards(cards, room), strict=True):
        panel.add_item(draw_card(card, share))
    panel.add_item(ui.ActionRow(JoinNowButton(event_id, EventId(other_id))))
    return panel


class JoinNowButton(PairButton, name="join-now", label="Join", style=discord.ButtonStyle.primary):
    """Joins two entries."""

    async def press(self, interaction: discord.Interaction) -> None:
        """Join, and offer to undo it."""
        await require_moderator(interaction)
        corrections, library = services_of(interaction).corrections, library_of(interaction)
        joined = await corrections.join(library, EventId(self.number), EventId(self.other), actor=interaction.user.id)
        told = f"Joined. Entry {joined.number} now shows the sources of both."
        view = draw_notice(told, items=[UndoButton("f", joined.audit_id)])
        await interaction.response.edit_message(view=view)


class SplitButton(PairButton, name="split", label="Not the same event"):
    """Asks whether what one article tells is another event."""

    async def press(self, interaction: discord.Interaction) -> None:
        """Ask."""
        await require_moderator(interaction)
        card = await services_of(interaction).lookup.sources_of(library_of(interaction), EventId(self.number))
        source = next((each for each in card.sources if each.article_id == self.other), None)
        if source is None:
            raise NotFound("This article is not a source of this entry any more.")
        told = (
            f"### Split this off from entry {card.number}?\n"
            "It becomes an entry of its own and is not put together with this one again; this can be undone."
        )
        lines = compose_source(source, MESSAGE_TEXT - count_units(told) - 1)
        view = draw_notice("\n".join([told, *lines]), items=[SplitNowButton(self.number, self.other)])
        await answer(interaction, view, private=True)


class SplitNowButton(PairButton, name="split-now", label="Split", style=discord.ButtonStyle.primary):
    """Takes what one article tells out of an entry, into one of its own."""

    async def press(self, interaction: discord.Interaction) -> None:
        """Split, and offer to undo it."""
        await require_moderator(interaction)
        corrections, library = services_of(interaction).corrections, library_of(interaction)
        split = await corrections.split(library, EventId(self.number), ArticleId(self.other), actor=interaction.user.id)
        view = draw_notice(f"Split. It is entry {split.number} now.", items=[UndoButton("f", split.audit_id)])
        await interaction.response.edit_message(view=view)


JOINING_ITEMS = (JoinButton, JoinSelect, OtherEntryButton, JoinNowButton, SplitButton, SplitNowButton)
