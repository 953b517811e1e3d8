"""Buttons that give an answer in another form: as a file, or as a picture. Only whoever presses gets it."""

from __future__ import annotations

import io
import re
from typing import Any, Self, cast

import discord
from discord import ui

from bot.core.errors import NotFound, UserError
from bot.services.answers import Asked
from bot.services.pictures import Picture
from cogs.ui.buttons import KeyButton
from cogs.ui.cards import draw_notice
from cogs.ui.door import LastingItem, Panel, answer, library_of, services_of, wait_for_work
from cogs.ui.escape import plain
from cogs.ui.limits import ALT_TEXT, FILE_BYTES
from cogs.ui.questions import ExportKind, draw_picture, export_page, list_exports

_KIND_LABELS: dict[ExportKind, str] = {"csv": "CSV (tables)", "json": "JSON (programs)", "ics": "ICS (calendars)"}
_EXPIRED = "These buttons have expired. Please ask again."


async def recall(interaction: discord.Interaction, key: str) -> Asked:
    """The question behind a key in this server. Raises NotFound when it has expired or was asked elsewhere."""
    asked = await services_of(interaction).answers.find(library_of(interaction), key)
    if asked is None:
        raise NotFound(_EXPIRED)
    return asked


class ExportButton(KeyButton, name="export", label="Export"):
    """Offers the whole answer as a file."""

    async def press(self, interaction: discord.Interaction) -> None:
        """Ask which kind of file."""
        asked = await recall(interaction, self.key)
        choices = [ExportAsButton(self.key, kind) for kind in list_exports(asked)]
        view = draw_notice("Export this answer, with quotes and links, as:", items=choices)
        await answer(interaction, view, private=True)


class ExportAsButton(LastingItem[ui.Button[Any]], template=r"cq:as:(?P<kind>csv|json|ics):(?P<key>[0-9a-f]{16})"):
    """Gives the whole answer as a file of one kind."""

    def __init__(self, key: str, kind: ExportKind) -> None:
        super().__init__(ui.Button(label=_KIND_LABELS[kind], custom_id=f"cq:as:{kind}:{key}"))
        self.key = key
        self.kind = kind

    @classmethod
    def read_id(cls, match: re.Match[str]) -> Self:
        """The button as its id tells it."""
        return cls(match["key"], cast("ExportKind", match["kind"]))

    async def press(self, interaction: discord.Interaction) -> None:
        """Send the file."""
        asked = await recall(interaction, self.key)
        work = export_page(services_of(interaction), library_of(interaction), asked, self.kind)
        content = await wait_for_work(interaction, work, private=True)
        if len(content) > FILE_BYTES:
            raise UserError("That is too much for one file (10 MB). Narrow the question, for example with since.")
        name = f"{asked.command}.{self.kind}"
        view = draw_notice("Here it is.")
        view.add_item(ui.File(f"attachment://{name}"))
        await answer(interaction, view, private=True, files=[discord.File(io.BytesIO(content), name)])


class PictureButton(KeyButton, name="picture", label="Picture"):
    """Draws the answer."""

    async def press(self, interaction: discord.Interaction) -> None:
        """Send the picture."""
        asked = await recall(interaction, self.key)
        work = draw_picture(services_of(interaction), library_of(interaction), asked)
        picture = await wait_for_work(interaction, work, private=True)
        if picture is None:
            raise NotFound("There is too little in this answer to draw.")
        gallery, file = compose_gallery(picture, asked.command)
        view = Panel(timeout=None)
        view.add_item(gallery)
        await answer(interaction, view, private=True, files=[file])


def compose_gallery(picture: Picture, name: str) -> tuple[ui.MediaGallery[Any], discord.File]:
    """A picture with its words, and the file that goes with it."""
    file = discord.File(io.BytesIO(picture.png), f"{name}.png")
    item = discord.MediaGalleryItem(f"attachment://{file.filename}", description=plain(picture.alt, ALT_TEXT))
    return ui.MediaGallery(item), file


EXPORT_ITEMS = (ExportButton, ExportAsButton, PictureButton)
