"""The button that undoes a change from the log."""

from __future__ import annotations

import re
from typing import Any, Literal, Self, cast

import discord
from discord import ui

from cogs.ui.cards import draw_notice
from cogs.ui.checks import require_manager, require_moderator
from cogs.ui.door import LastingItem, answer, library_of, services_of, start_waiting
from cogs.ui.escape import escape


class UndoButton(LastingItem[ui.Button[Any]], template=r"cq:undo:(?P<of>[sfl]):(?P<audit>\d{1,19})"):
    """Undoes a change of sources (``s``), of facts (``f``) or of the library's settings (``l``)."""

    def __init__(self, of: Literal["s", "f", "l"], audit_id: int, label: str = "Undo") -> None:
        super().__init__(ui.Button(label=label, custom_id=f"cq:undo:{of}:{audit_id}"))
        self.of = of
        self.audit_id = audit_id

    @classmethod
    def read_id(cls, match: re.Match[str]) -> Self:
        """The button as its id tells it."""
        return cls(cast('Literal["s", "f", "l"]', match["of"]), int(match["audit"]))

    async def press(self, interaction: discord.Interaction) -> None:
        """Undo."""
        if self.of == "l":
            require_manager(interaction)
        else:
            await require_moderator(interaction)
        await start_waiting(interaction, private=True)
        services, library, actor = services_of(interaction), library_of(interaction), interaction.user.id
        if self.of == "s":
            told = await services.sources.undo(library, self.audit_id, actor=actor)
        elif self.of == "l":
            await services.library.undo_setting(library, self.audit_id, actor=actor)
            told = "Undone. /settings shows what is set now."
        else:
            await services.corrections.undo(library, self.audit_id, actor=actor)
            told = "Undone."
        await answer(interaction, draw_notice(escape(told)), private=True)
