"""The form behind /source paste."""

from __future__ import annotations

from typing import Any

import discord
from discord import ui

from cogs.ui.checks import require_moderator
from cogs.ui.door import Form, library_of, services_of, start_waiting
from cogs.ui.limits import INPUT_TEXT
from cogs.ui.moderation import show_added


class PasteForm(Form, title="Add a text"):
    """One article, typed or pasted. Longer texts come as files."""

    headline: ui.Label[Any] = ui.Label(text="Title", component=ui.TextInput(max_length=300))
    publisher: ui.Label[Any] = ui.Label(
        text="Publisher",
        description="Who published it, as answers will name it",
        component=ui.TextInput(max_length=120),
    )
    published: ui.Label[Any] = ui.Label(
        text="Date",
        description="When it was published: 2024-08-22 or 22 August 2024",
        component=ui.TextInput(required=False, max_length=40),
    )
    link: ui.Label[Any] = ui.Label(
        text="Link",
        description="Where it can be read, if anywhere",
        component=ui.TextInput(required=False, max_length=2000),
    )
    body: ui.Label[Any] = ui.Label(
        text="Text",
        description="Up to 4,000 characters; for a longer one use /source upload",
        component=ui.TextInput(style=discord.TextStyle.paragraph, max_length=INPUT_TEXT),
    )

    async def on_submit(self, interaction: discord.Interaction) -> None:
        """Add the text and show what was read from it."""
        await require_moderator(interaction)
        await start_waiting(interaction, private=True)
        added = await services_of(interaction).sources.add_text(
            library_of(interaction),
            title=_typed(self.headline),
            publisher=_typed(self.publisher),
            published=_typed(self.published),
            url=_typed(self.link),
            text=_typed(self.body),
            actor=interaction.user.id,
        )
        await show_added(interaction, added)


def _typed(label: ui.Label[Any]) -> str:
    value = label.component
    return value.value if isinstance(value, ui.TextInput) else ""
