"""Pages of cards and the buttons under them, which still work after a restart.

A button's id holds all it needs: the key of the question (or the id of the event) and where to go on. Every press
looks both up again in the library of whoever pressed. The person who asked turns their own page; anyone else who
presses gets the page for themselves.
"""

from __future__ import annotations

import re
from typing import Any, Literal, Self

import discord
import structlog
from discord import ui

from bot.core.cards import Card, Page
from bot.core.errors import CommuniqueError
from bot.core.models import EventId
from bot.services.answers import Asked, compose_key
from cogs.ui.cards import draw_card, share_cards
from cogs.ui.details import DETAIL_ITEMS, DetailsButton
from cogs.ui.door import LastingItem, Panel, answer, library_of, services_of, wait_for_work
from cogs.ui.escape import fit_escaped
from cogs.ui.exports import EXPORT_ITEMS, ExportButton, PictureButton, compose_gallery, recall
from cogs.ui.limits import CUSTOM_ID, MESSAGE_TEXT, count_units
from cogs.ui.questions import can_be_drawn, draw_picture, find_page, list_exports
from cogs.ui.undo import UndoButton

log = structlog.get_logger(__name__)

_TITLE_ROOM = 300
_NOTE_ROOM = 700


def draw_page(page: Page, key: str | None = None, asked: Asked | None = None) -> Panel:
    """A page as one message within Discord's limits: title, at most five cards, note, and the buttons to go on.

    ``asked`` is the question behind the page and ``key`` where it is kept (``AnswerService.save``); without them
    there are no buttons to turn, export or draw.
    """
    panel = Panel(timeout=None)
    title = f"### {fit_escaped(page.title, _TITLE_ROOM)}"
    note = _compose_note(page)
    panel.add_item(ui.TextDisplay(title if page.cards or not note else f"{title}\n{note}"))
    cards = page.cards[:5]
    room = MESSAGE_TEXT - count_units(title) - count_units(note) - 2
    opened: set[EventId] = set()
    for card, share in zip(cards, share_cards(cards, room), strict=True):
        buttons = [] if card.event_id in opened else _card_buttons(card)
        panel.add_item(draw_card(card, share, buttons))
        if card.event_id is not None:
            opened.add(card.event_id)
    if cards and note:
        panel.add_item(ui.TextDisplay(note))
    row = _page_buttons(page, key, asked) if key and asked else []
    if row:
        panel.add_item(ui.ActionRow(*row))
    return panel


async def show_page(interaction: discord.Interaction, asked: Asked, *, private: bool) -> None:
    """Ask the question and send its first page; a timeline gets its picture as soon as it is drawn."""
    page = await wait_for_work(interaction, _find(interaction, asked, None), private=private)
    if not page.cards:
        await answer(interaction, draw_page(page), private=private)
        return
    # The question is kept behind the answer's back: its key is known before, and nobody presses within milliseconds.
    await answer(interaction, draw_page(page, compose_key(asked), asked), private=private)
    await services_of(interaction).answers.save(library_of(interaction), asked)
    if asked.command == "timeline":
        await _add_picture(interaction, asked, page)


async def _add_picture(interaction: discord.Interaction, asked: Asked, page: Page) -> None:
    try:
        picture = await draw_picture(services_of(interaction), library_of(interaction), asked)
    except CommuniqueError as error:
        log.warning("no picture", command=asked.command, reason=str(error))
        return
    if picture is None:
        return
    view = draw_page(page, compose_key(asked), asked)
    gallery, file = compose_gallery(picture, asked.command)
    first, *others = view.children
    view.clear_items()
    for item in (first, gallery, *others):
        view.add_item(item)
    await interaction.edit_original_response(view=view, attachments=[file])


async def _find(interaction: discord.Interaction, asked: Asked, cursor: str | None) -> Page:
    return await find_page(services_of(interaction), library_of(interaction), asked, cursor)


class TurnButton(
    LastingItem[ui.Button[Any]], template=r"cq:turn:(?P<key>[0-9a-f]{16}):(?P<way>[ba]):(?P<cursor>.{1,70})"
):
    """Goes to the page before or after."""

    def __init__(self, key: str, way: Literal["b", "a"], cursor: str) -> None:
        super().__init__(
            ui.Button(label="◀ Back" if way == "b" else "Next ▶", custom_id=f"cq:turn:{key}:{way}:{cursor}")
        )
        self.key = key
        self.cursor = cursor

    @classmethod
    def read_id(cls, match: re.Match[str]) -> Self:
        """The button as its id tells it."""
        return cls(match["key"], "b" if match["way"] == "b" else "a", match["cursor"])

    async def press(self, interaction: discord.Interaction) -> None:
        """Turn the page in place for the one who asked, give their own copy to anyone else."""
        asked = await recall(interaction, self.key)
        page = await _find(interaction, asked, self.cursor)
        view = draw_page(page, self.key, asked)
        if _is_asker(interaction):
            nobody = discord.AllowedMentions.none()
            await interaction.response.edit_message(view=view, attachments=[], allowed_mentions=nobody)
        else:
            await answer(interaction, view, private=True)


LASTING_ITEMS = (TurnButton, *DETAIL_ITEMS, *EXPORT_ITEMS, UndoButton)


def _card_buttons(card: Card) -> list[ui.Item[Any]]:
    """What opens the whole quote, every source and the way to report a mistake."""
    if card.event_id is None:
        return []
    many = len(card.sources)
    return [DetailsButton(card.event_id, 0, f"{many} articles" if many > 1 else "Details")]


def _page_buttons(page: Page, key: str, asked: Asked) -> list[ui.Item[Any]]:
    buttons: list[ui.Item[Any]] = []
    if page.before and len(page.before) + 27 <= CUSTOM_ID:
        buttons.append(TurnButton(key, "b", page.before))
    if page.after and len(page.after) + 27 <= CUSTOM_ID:
        buttons.append(TurnButton(key, "a", page.after))
    if list_exports(asked):
        buttons.append(ExportButton(key))
    if can_be_drawn(asked):
        buttons.append(PictureButton(key))
    return buttons


def _compose_note(page: Page) -> str:
    lines = [fit_escaped(page.note, _NOTE_ROOM)] if page.note else []
    if page.suggestions:
        names = ", ".join(f"**{fit_escaped(name, 80)}**" for name in page.suggestions[:5])
        lines.append(f"Did you mean {names}?")
    return "\n".join(lines)


def _is_asker(interaction: discord.Interaction) -> bool:
    message = interaction.message
    if message is None or message.interaction_metadata is None:
        return False
    return message.interaction_metadata.user.id == interaction.user.id
