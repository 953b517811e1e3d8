"""What moderators do with sources: /source … and "Add to library" on a message."""

# ruff: noqa: PLR0917  # the parameters of a command are its options on the screen

from __future__ import annotations

import io
import re
from typing import TypeVar

import discord
from discord import app_commands
from discord.ext import commands

from bot.core.errors import NotFound, UserError
from bot.core.models import SourceId
from bot.core.numbers import read_number, say_count
from bot.services.sources import Said, check_size
from cogs.ui.cards import draw_notice
from cogs.ui.checks import require_moderator
from cogs.ui.completion import suggest_sources
from cogs.ui.door import answer, library_of, services_of, start_waiting
from cogs.ui.escape import escape, fit_escaped
from cogs.ui.forms import PasteForm
from cogs.ui.limits import MESSAGE_TEXT, fit_text
from cogs.ui.moderation import MODERATION_ITEMS, add_url, draw_log, draw_sources, show_added, show_going
from cogs.ui.reports import compose_added

_Command = TypeVar("_Command")

_LINKS = 5  # links of one message that are added
_LINK = re.compile(r"https?://[^\s<>\"`|\\^{}]{1,1900}")
_HOST = re.compile(r"https?://[\w\[]")
_REFUSALS = 10  # addresses of a list that are named as refused


def _names_source(command: _Command) -> _Command:
    """A command whose one option names a source."""
    described = app_commands.describe(source="which one; choose while typing")(command)
    return app_commands.autocomplete(source=suggest_sources)(described)


class Sources(commands.GroupCog, group_name="source", group_description="What this server's library is fed with"):
    """Add, look after and remove sources; moderators only, told only to the person."""

    @app_commands.command(description="Add a page or a feed; a site's address finds its feed")
    @app_commands.describe(url="its address, such as https://example.org/news")
    async def add(self, interaction: discord.Interaction, url: app_commands.Range[str, 1, 2000]) -> None:
        """A page or feed."""
        await require_moderator(interaction)
        await start_waiting(interaction, private=True)
        await add_url(interaction, url)

    @app_commands.command(description="Add a text: opens a form")
    async def paste(self, interaction: discord.Interaction) -> None:
        """A pasted text."""
        await require_moderator(interaction)
        await interaction.response.send_modal(PasteForm())

    @app_commands.command(description="Add txt, md, html or pdf files")
    @app_commands.describe(
        file="up to 10 MB",
        title="its title; read from the file where you leave it out",
        publisher="who published it",
        published="when: 2024-08-22 or 22 August 2024",
        link="where it can be read",
        file2="one more; title, publisher, date and link are for the first",
        file3="one more",
        file4="one more",
        file5="one more",
    )
    async def upload(
        self,
        interaction: discord.Interaction,
        file: discord.Attachment,
        title: app_commands.Range[str, 1, 300] | None = None,
        publisher: app_commands.Range[str, 1, 120] | None = None,
        published: app_commands.Range[str, 1, 40] | None = None,
        link: app_commands.Range[str, 1, 2000] | None = None,
        file2: discord.Attachment | None = None,
        file3: discord.Attachment | None = None,
        file4: discord.Attachment | None = None,
        file5: discord.Attachment | None = None,
    ) -> None:
        """Files."""
        await require_moderator(interaction)
        await start_waiting(interaction, private=True)
        sources, library, actor = services_of(interaction).sources, library_of(interaction), interaction.user.id
        first = await sources.add_file(
            library,
            file.filename,
            await _download(file),
            actor=actor,
            overrides=Said(title=title, publisher=publisher, published=published, url=link),
        )
        more = [each for each in (file2, file3, file4, file5) if each is not None]
        if not more:
            await show_added(interaction, first)
            return
        told = [compose_added(first, read=False)]
        for each in more:
            try:
                added = await sources.add_file(library, each.filename, await _download(each), actor=actor)
                told.append(compose_added(added, read=False))
            except UserError as error:
                told.append(f"### Not added: {fit_escaped(each.filename, 100)}\n{escape(error.sentence)}")
        await answer(interaction, draw_notice(fit_text("\n".join(told), MESSAGE_TEXT)), private=True)

    @app_commands.command(name="list", description="Every source, with how it is doing")
    async def list_all(self, interaction: discord.Interaction) -> None:
        """The list."""
        await require_moderator(interaction)
        await answer(interaction, await draw_sources(interaction, None), private=True)

    @app_commands.command(description="Look at a source now")
    @_names_source
    async def check(self, interaction: discord.Interaction, source: str) -> None:
        """An early check."""
        await require_moderator(interaction)
        await start_waiting(interaction, private=True)
        source_id = await _find_source(interaction, source)
        sources, library = services_of(interaction).sources, library_of(interaction)
        checked = await sources.check(library, source_id, actor=interaction.user.id)
        changed = f" {checked.changed:,} changed," if checked.changed else ""
        told = f"Checked: {say_count(checked.new, 'article')} new,{changed} {checked.known:,} known."
        await answer(interaction, draw_notice(f"{told}\n{escape(checked.note or '')}".strip()), private=True)

    @app_commands.command(description="Stop looking at a source; its articles stay")
    @_names_source
    async def pause(self, interaction: discord.Interaction, source: str) -> None:
        """A pause."""
        await require_moderator(interaction)
        source_id = await _find_source(interaction, source)
        paused = await services_of(interaction).sources.pause(
            library_of(interaction), source_id, actor=interaction.user.id
        )
        told = f"Paused: {fit_escaped(paused.title, 200)}. /source resume goes on."
        await answer(interaction, draw_notice(told), private=True)

    @app_commands.command(description="Look at a paused source again")
    @_names_source
    async def resume(self, interaction: discord.Interaction, source: str) -> None:
        """The end of a pause."""
        await require_moderator(interaction)
        source_id = await _find_source(interaction, source)
        resumed = await services_of(interaction).sources.resume(
            library_of(interaction), source_id, actor=interaction.user.id
        )
        await answer(interaction, draw_notice(f"Resumed: {fit_escaped(resumed.title, 200)}."), private=True)

    @app_commands.command(description="Remove a source; asks first and can be undone")
    @_names_source
    async def remove(self, interaction: discord.Interaction, source: str) -> None:
        """The question before removing."""
        await require_moderator(interaction)
        await show_going(interaction, await _find_source(interaction, source))

    @app_commands.command(description="What moderators changed, with undo")
    async def log(self, interaction: discord.Interaction) -> None:
        """The log."""
        await require_moderator(interaction)
        await answer(interaction, await draw_log(interaction, None), private=True)

    @app_commands.command(name="export", description="The list of feeds as an OPML file")
    async def export_feeds(self, interaction: discord.Interaction) -> None:
        """OPML out."""
        await require_moderator(interaction)
        content = await services_of(interaction).sources.export_opml(library_of(interaction))
        view = draw_notice("The feeds of this server's library.")
        view.add_item(discord.ui.File("attachment://sources.opml"))
        file = discord.File(io.BytesIO(content), "sources.opml")
        await answer(interaction, view, private=True, files=[file])

    @app_commands.command(name="import", description="Add every feed of an OPML file")
    @app_commands.describe(file="an OPML file, as feed readers export it")
    async def import_feeds(self, interaction: discord.Interaction, file: discord.Attachment) -> None:
        """OPML in."""
        await require_moderator(interaction)
        await start_waiting(interaction, private=True)
        sources, library = services_of(interaction).sources, library_of(interaction)
        done = await sources.import_opml(library, await _download(file), actor=interaction.user.id)
        lines = [f"{say_count(done.added, 'source')} added, {done.known:,} already here."]
        lines += [f"- {fit_escaped(url, 100)}: {escape(sentence)}" for url, sentence in done.refused[:_REFUSALS]]
        if len(done.refused) > _REFUSALS:
            lines.append(f"and {len(done.refused) - _REFUSALS:,} more could not be added")
        await answer(interaction, draw_notice(fit_text("\n".join(lines), MESSAGE_TEXT)), private=True)


@app_commands.context_menu(name="Add to library")
async def add_message_links(interaction: discord.Interaction, message: discord.Message) -> None:
    """Add what the links of a message lead to, at most five."""
    await require_moderator(interaction)
    links = find_links(message.content)
    if not links:
        raise UserError("There is no link in this message.")
    await start_waiting(interaction, private=True)
    if len(links) == 1:
        await add_url(interaction, links[0])
        return
    sources, library = services_of(interaction).sources, library_of(interaction)
    told = []
    for link in links[:_LINKS]:
        try:
            told.append(compose_added(await sources.add_url(library, link, actor=interaction.user.id), read=False))
        except UserError as error:
            told.append(f"### Not added: {fit_escaped(link, 100)}\n{escape(error.sentence)}")
    if len(links) > _LINKS:
        told.append(f"-# The first {_LINKS} of {len(links)} links were looked at.")
    await answer(interaction, draw_notice(fit_text("\n".join(told), MESSAGE_TEXT)), private=True)


def find_links(text: str) -> list[str]:
    """The http(s) links of a message, each once, without the punctuation of the sentence around them."""
    found = []
    for match in _LINK.finditer(text):
        link = match.group().rstrip(".,;:!?'*_~")
        while link.endswith(")") and link.count(")") > link.count("("):
            link = link[:-1].rstrip(".,;:!?'*_~")
        if _HOST.match(link):
            found.append(link)
    return list(dict.fromkeys(found))


async def _download(file: discord.Attachment) -> bytes:
    check_size(file.size)
    try:
        return await file.read()
    except discord.HTTPException as failure:
        raise UserError("Discord did not hand the file over. Please upload it again.") from failure


async def _find_source(interaction: discord.Interaction, typed: str) -> SourceId:
    """A chosen suggestion is a source's id; words typed by hand stand for the best suggestion for them."""
    number = read_number(typed)
    if number is not None:
        return SourceId(number)
    found = await services_of(interaction).sources.complete_sources(library_of(interaction), typed)
    if not found:
        raise NotFound("There is no source like that here. /source list shows them all.")
    return found[0][0]


async def setup(bot: commands.Bot) -> None:
    """Add the commands, the message menu, and the buttons of every answer ever given."""
    bot.add_dynamic_items(*MODERATION_ITEMS)
    bot.tree.add_command(add_message_links)
    await bot.add_cog(Sources())
