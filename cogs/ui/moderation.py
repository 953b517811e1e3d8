"""What moderators see while they add, list and remove: panels with buttons that ask, do and undo.

Every press checks again that the person is a moderator of the server where the button stands.
"""

from __future__ import annotations

from typing import Any

import discord
from discord import ui

from bot.core.errors import UserError
from bot.core.models import SourceId
from bot.services.adding import Added
from cogs.ui.buttons import ListTurnButton, NumberButton
from cogs.ui.cards import draw_notice
from cogs.ui.checks import require_moderator
from cogs.ui.digests import UndoDigestButton
from cogs.ui.door import Panel, answer, library_of, services_of
from cogs.ui.escape import escape
from cogs.ui.limits import MESSAGE_TEXT, fit_text
from cogs.ui.pages import draw_page
from cogs.ui.reports import compose_added, compose_found, compose_going, compose_log_entry, compose_source
from cogs.ui.undo import UndoButton
from storage.audit import AuditEntry

READING_S = 12.0  # how long a command waits for the first facts; reading goes on behind it


async def add_url(interaction: discord.Interaction, url: str) -> None:
    """Show what stands behind the address, then save it and show what was read. Discord is already waiting."""
    sources, library = services_of(interaction).sources, library_of(interaction)
    found = await sources.look_at_url(library, url)
    await interaction.edit_original_response(view=draw_notice(compose_found(found)))
    await show_added(interaction, await sources.add_url(library, url, actor=interaction.user.id))


async def show_added(interaction: discord.Interaction, added: Added) -> None:
    """Tell what was added; for a single article also what was read from it. Discord is already waiting."""
    services, library = services_of(interaction), library_of(interaction)
    trouble = None
    try:
        read = await services.sources.wait_read(added.articles[:1], READING_S)
    except UserError as error:
        read, trouble = False, error.sentence  # it is stored all the same, and is read when the reader works again
    told = compose_added(added, read=read)
    if trouble:
        told += f"\n{escape(trouble)}"
    if read and len(added.articles) == 1:
        panel = draw_page(await services.lookup.article(library, added.articles[0]))
        first = panel.children[0]
        if isinstance(first, ui.TextDisplay):
            first.content = fit_text(told, 900)
    else:
        panel = draw_notice(told)
    panel.add_item(ui.ActionRow(AskRemoveButton(added.source_id, "Remove again")))
    await interaction.edit_original_response(view=panel)


async def show_going(interaction: discord.Interaction, source_id: SourceId) -> None:
    """Ask before a source is removed."""
    going = await services_of(interaction).sources.what_goes(library_of(interaction), source_id)
    await answer(interaction, draw_notice(compose_going(going), items=[RemoveButton(source_id)]), private=True)


async def draw_sources(interaction: discord.Interaction, after: int | None) -> Panel:
    """A page of the list of sources."""
    wanted = None if after is None else SourceId(after)
    page = await services_of(interaction).sources.list_sources(library_of(interaction), wanted)
    if not page.sources:
        return draw_notice("### Sources\nThere are none yet. Add one with /source add, paste or upload.")
    lines = ["### Sources", *(compose_source(row) for row in page.sources)]
    turns = SourcesTurnButton.list_turns(after, None if page.after is None else int(page.after))
    return draw_notice(fit_text("\n".join(lines), MESSAGE_TEXT), items=turns)


async def draw_log(interaction: discord.Interaction, cursor: str | None) -> Panel:
    """A page of the log, with buttons that undo what can be undone."""
    page = await services_of(interaction).library.log(library_of(interaction), cursor)
    if not page.entries:
        return draw_notice("### Log\nNothing was changed yet.")
    panel = Panel(timeout=None)
    panel.add_item(ui.TextDisplay("### Log"))
    for entry in page.entries:
        line: ui.TextDisplay[Any] = ui.TextDisplay(compose_log_entry(entry))
        undo = _undo_button(entry)
        panel.add_item(line if undo is None else ui.Section(line, accessory=undo))
    if page.after is not None:
        panel.add_item(ui.ActionRow(LogTurnButton(int(page.after))))
    return panel


def _undo_button(entry: AuditEntry) -> ui.Item[Any] | None:
    """What undoes a change of the log; None where it can't be undone (any more)."""
    if entry.undo is None or entry.undone_at is not None:
        return None
    match entry.action.partition(".")[0]:
        case "source":
            return UndoButton("s", entry.audit_id)
        case "setting":
            return UndoButton("l", entry.audit_id)
        case "digest":
            return UndoDigestButton(entry.audit_id)
        case _:
            return UndoButton("f", entry.audit_id)


class AskRemoveButton(NumberButton, name="ask-remove", label="Remove"):
    """Asks whether a source is to be removed."""

    async def press(self, interaction: discord.Interaction) -> None:
        """Ask."""
        await require_moderator(interaction)
        await show_going(interaction, SourceId(self.number))


class RemoveButton(NumberButton, name="remove", label="Remove", style=discord.ButtonStyle.danger):
    """Removes a source."""

    async def press(self, interaction: discord.Interaction) -> None:
        """Remove, and offer to undo it."""
        await require_moderator(interaction)
        sources, library = services_of(interaction).sources, library_of(interaction)
        audit_id = await sources.remove(library, SourceId(self.number), actor=interaction.user.id)
        view = draw_notice(
            "Removed. This can be undone for 30 days, here or in /source log.", items=[UndoButton("s", audit_id)]
        )
        await interaction.response.edit_message(view=view)


class SourcesTurnButton(ListTurnButton, name="sources"):
    """Turns the list of sources."""

    async def draw(self, interaction: discord.Interaction) -> Panel:
        """The page that it turns to."""
        return await draw_sources(interaction, self.after)


class LogTurnButton(ListTurnButton, name="log", following="Older ▶"):
    """Shows older changes."""

    async def draw(self, interaction: discord.Interaction) -> Panel:
        """The page that it turns to."""
        return await draw_log(interaction, None if self.after is None else str(self.after))


MODERATION_ITEMS = (AskRemoveButton, RemoveButton, SourcesTurnButton, LogTurnButton)
