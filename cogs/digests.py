"""What moderators do with digests: the commands under /digest."""

# ruff: noqa: PLR0917  # the parameters of a command are its options on the screen

from __future__ import annotations

from dataclasses import replace
from typing import Literal, TypeAlias, TypeVar

import discord
import structlog
from discord import app_commands
from discord.ext import commands

from bot.core.errors import NotFound, UserError
from bot.core.numbers import read_number
from bot.services.digests import OrderWords
from cogs.ui.cards import draw_notice
from cogs.ui.checks import is_moderator, require_moderator
from cogs.ui.completion import Choices, compose_choices, suggest
from cogs.ui.digests import (
    DIGEST_ITEMS,
    RemoveDigestButton,
    SaveDigestButton,
    SendDigestButton,
    compose_deliveries,
    compose_digest,
    compose_new,
    compose_why,
    draw_digests,
    draw_preview,
    send_now,
)
from cogs.ui.door import answer, library_of, services_of, start_waiting
from cogs.ui.posts import AboutButton
from storage.digests import Digest

log = structlog.get_logger(__name__)

When: TypeAlias = Literal["at once", "hourly", "daily", "weekdays", "weekly", "monthly"]
Length: TypeAlias = Literal["short", "medium", "long"]
_Command = TypeVar("_Command")


class ChannelOption(app_commands.Transformer):
    """A channel that a digest can post in."""

    @property
    def type(self) -> discord.AppCommandOptionType:
        """A channel."""
        return discord.AppCommandOptionType.channel

    @property
    def channel_types(self) -> list[discord.ChannelType]:
        """Those with messages that stay: no voice, no media."""
        kinds = discord.ChannelType
        return [
            kinds.text, kinds.news, kinds.news_thread, kinds.public_thread, kinds.private_thread, kinds.forum
        ]  # fmt: skip

    async def transform(
        self,
        interaction: discord.Interaction,  # noqa: ARG002  # discord.py's shape
        value: app_commands.AppCommandChannel | app_commands.AppCommandThread,
        /,
    ) -> Channel:
        """The channel as Discord names it."""
        return value


Channel: TypeAlias = app_commands.AppCommandChannel | app_commands.AppCommandThread
DigestChannel: TypeAlias = app_commands.Transform[Channel, ChannelOption]
Words: TypeAlias = app_commands.Range[str, 1, 400]

_HELP = {
    "channel": "where it posts: a text or announcement channel, a thread or a forum",
    "when": "how often",
    "at": "local time, such as 08:00; of an hourly one the minute counts",
    "days": "of a weekly one: Mon, Thu",
    "day": "of a monthly one: the day of the month",
    "zone": "time zone, such as Europe/Warsaw; the server's own where you leave it out",
    "any_of": "only what names one of these: China, Li Qiang, place Minsk, word trade, source BelTA",
    "all_of": "only what names all of these",
    "none_of": "nothing that names one of these",
    "kinds": "only these: meetings, agreements, figures, articles",
    "role": "role to mention; nobody is notified without one",
    "length": "how many entries: 5, 15 or 40; the rest are counted",
    "quiet": "hours without posts, such as 22:00-07:00",
    "nothing_new": "say so where nothing is new, instead of posting nothing",
    "thread": "go on in a thread where it is long",
    "publish": "of an announcement channel: publish it to the channels that follow it",
}


async def _suggest_digests(interaction: discord.Interaction, typed: str) -> Choices:
    try:
        if not await is_moderator(interaction):
            return []
        found = await services_of(interaction).digests.complete(library_of(interaction), typed)
    except Exception as error:  # a list of suggestions can't show an apology
        log.warning("no suggestions", what="digest", exc_info=error)
        return []
    return compose_choices([(line, str(number)) for number, line in found])


async def _suggest_zones(interaction: discord.Interaction, typed: str) -> Choices:
    return compose_choices([(zone, zone) for zone in services_of(interaction).digests.complete_zones(typed)])


def _names_digest(command: _Command) -> _Command:
    """A command whose one option names a digest."""
    described = app_commands.describe(digest="which one; choose while typing")(command)
    return app_commands.autocomplete(digest=_suggest_digests)(described)


class Digests(commands.GroupCog, group_name="digest", group_description="What is new, posted on a calendar"):
    """Order, look after and remove digests; moderators only, told only to the person."""

    @app_commands.command(description="Order a digest; shows what it would post before it is saved")
    @app_commands.describe(**_HELP)
    @app_commands.autocomplete(zone=_suggest_zones)
    async def create(
        self,
        interaction: discord.Interaction,
        channel: DigestChannel,
        when: When,
        at: app_commands.Range[str, 1, 20] | None = None,
        days: app_commands.Range[str, 1, 80] | None = None,
        day: app_commands.Range[int, 1, 31] | None = None,
        zone: str | None = None,
        any_of: Words | None = None,
        all_of: Words | None = None,
        none_of: Words | None = None,
        kinds: app_commands.Range[str, 1, 80] | None = None,
        role: discord.Role | None = None,
        length: Length | None = None,
        quiet: app_commands.Range[str, 1, 30] | None = None,
        nothing_new: bool = False,  # noqa: FBT001, FBT002  # an option of a command
        thread: bool = False,  # noqa: FBT001, FBT002  # the same
        publish: bool = False,  # noqa: FBT001, FBT002  # the same
    ) -> None:
        """A new digest, shown first."""
        await require_moderator(interaction)
        _check_channel(interaction, channel)
        _check_publishing(channel, publish=publish)
        _check_role(interaction, role)
        await start_waiting(interaction, private=True)
        digests, library = services_of(interaction).digests, library_of(interaction)
        words = OrderWords(
            channel.id, when, at, days, day, zone, any_of, all_of, none_of, kinds,
            None if role is None else role.id, length, quiet, nothing_new, thread, publish,
        )  # fmt: skip
        order = await digests.read_order(library, words)
        preview = await digests.preview(library, order)
        draft = await digests.create(library, order, actor=interaction.user.id, draft=True)
        view = draw_preview(preview, compose_new(order), [SaveDigestButton(draft.digest_id)], new=True)
        await answer(interaction, view, private=True)

    @app_commands.command(name="list", description="Every digest, when it comes next, and what is wrong")
    async def list_all(self, interaction: discord.Interaction) -> None:
        """The list."""
        await require_moderator(interaction)
        await answer(interaction, await draw_digests(interaction, None), private=True)

    @app_commands.command(description="What a digest would post now, and its last postings")
    @_names_digest
    async def preview(self, interaction: discord.Interaction, digest: str) -> None:
        """A look ahead and back."""
        await require_moderator(interaction)
        await start_waiting(interaction, private=True)
        digests, library = services_of(interaction).digests, library_of(interaction)
        found = await _find_digest(interaction, digest)
        preview = await digests.preview(library, found.order, found)
        past = compose_deliveries(await digests.deliveries(library, found.digest_id))
        intro = (f"**Last postings**\n{past}\n" if past else "") + compose_digest(found)
        items = [] if preview.of_the_past else [SendDigestButton(found.digest_id)]
        await answer(interaction, draw_preview(preview, intro, items), private=True)

    @app_commands.command(description="Change a digest; what you leave out stays as it is")
    @app_commands.describe(digest="which one; choose while typing", **_HELP)
    @app_commands.autocomplete(digest=_suggest_digests, zone=_suggest_zones)
    async def edit(
        self,
        interaction: discord.Interaction,
        digest: str,
        channel: DigestChannel | None = None,
        when: When | None = None,
        at: app_commands.Range[str, 1, 20] | None = None,
        days: app_commands.Range[str, 1, 80] | None = None,
        day: app_commands.Range[int, 1, 31] | None = None,
        zone: str | None = None,
        any_of: Words | None = None,
        all_of: Words | None = None,
        none_of: Words | None = None,
        kinds: app_commands.Range[str, 1, 80] | None = None,
        role: discord.Role | None = None,
        length: Length | None = None,
        quiet: app_commands.Range[str, 1, 30] | None = None,
        nothing_new: bool | None = None,  # noqa: FBT001  # an option of a command
        thread: bool | None = None,  # noqa: FBT001  # the same
        publish: bool | None = None,  # noqa: FBT001  # the same
    ) -> None:
        """A change; "none" empties a list, the role "everyone" mentions nobody."""
        await require_moderator(interaction)
        digests, library = services_of(interaction).digests, library_of(interaction)
        found = await _find_digest(interaction, digest)
        if channel is not None:
            _check_channel(interaction, channel)
            _check_publishing(channel, publish=found.order.options.publish if publish is None else publish)
        elif publish and interaction.guild is not None:
            _check_publishing(interaction.guild.get_channel(found.order.channel_id or 0), publish=True)
        nobody = role is not None and role.is_default()
        if not nobody:
            _check_role(interaction, role)
        words = OrderWords(
            found.order.channel_id if channel is None else channel.id,
            when or "", at, days, day, zone, any_of, all_of, none_of, kinds,
            None if role is None or nobody else role.id, length, quiet, nothing_new, thread, publish,
        )  # fmt: skip
        order = await digests.read_change(found.order, words)
        if nobody:
            order = replace(order, options=replace(order.options, role_id=None))
        changed = await digests.edit(library, found.digest_id, order, actor=interaction.user.id)
        preview = await digests.preview(library, changed.order, changed)
        view = draw_preview(preview, f"### Changed\n{compose_digest(changed)}")
        await answer(interaction, view, private=True)

    @app_commands.command(description="Stop a digest until it is resumed")
    @_names_digest
    async def pause(self, interaction: discord.Interaction, digest: str) -> None:
        """A pause."""
        await _switch(interaction, digest, on=False)

    @app_commands.command(description="Go on with a paused digest, with all that is new since")
    @_names_digest
    async def resume(self, interaction: discord.Interaction, digest: str) -> None:
        """The end of a pause."""
        await _switch(interaction, digest, on=True)

    @app_commands.command(description="Remove a digest; asks first and can be undone")
    @_names_digest
    async def remove(self, interaction: discord.Interaction, digest: str) -> None:
        """The question before removing."""
        await require_moderator(interaction)
        found = await _find_digest(interaction, digest)
        view = draw_notice(
            f"### Remove this digest?\n{compose_digest(found)}", items=[RemoveDigestButton(found.digest_id)]
        )
        await answer(interaction, view, private=True)

    @app_commands.command(description="Post now what is new; the calendar stays as it is")
    @_names_digest
    async def send(self, interaction: discord.Interaction, digest: str) -> None:
        """A posting by hand."""
        await require_moderator(interaction)
        await start_waiting(interaction, private=True)
        found = await _find_digest(interaction, digest)
        told = await send_now(interaction, found.digest_id)
        await answer(interaction, draw_notice(told), private=True)

    @app_commands.command(description="Whether each digest posted an article, will, or passed it over, and why")
    @app_commands.describe(article="its title; choose while typing")
    @app_commands.autocomplete(article=suggest("title"))
    async def why(self, interaction: discord.Interaction, article: app_commands.Range[str, 1, 300]) -> None:
        """An explanation."""
        await require_moderator(interaction)
        services, library = services_of(interaction), library_of(interaction)
        article_id = await services_of(interaction).lookup.find_article(library_of(interaction), article)
        title, verdicts = await services.digests.why(library, article_id)
        await answer(interaction, draw_notice(compose_why(title, verdicts)), private=True)


async def _switch(interaction: discord.Interaction, typed: str, *, on: bool) -> None:
    """Pause a digest, or resume it."""
    await require_moderator(interaction)
    digests, library = services_of(interaction).digests, library_of(interaction)
    found = await _find_digest(interaction, typed)
    change, told = (digests.resume, "Resumed") if on else (digests.pause, "Paused")
    changed = await change(library, found.digest_id, actor=interaction.user.id)
    await answer(interaction, draw_notice(f"{told}.\n{compose_digest(changed)}"), private=True)


async def _find_digest(interaction: discord.Interaction, typed: str) -> Digest:
    """A chosen suggestion is a digest's number; words typed by hand stand for the best suggestion for them."""
    digests, library = services_of(interaction).digests, library_of(interaction)
    number = read_number(typed)
    if number is None:
        found = await digests.complete(library, typed)
        if not found:
            raise NotFound("There is no digest like that here. /digest list shows them all.")
        number = found[0][0]
    return await digests.find_numbered(library, number)


def _check_channel(interaction: discord.Interaction, channel: Channel) -> None:
    """Raises UserError, with what to allow, for a channel that the bot could not post in."""
    guild = interaction.guild
    if guild is None or guild.me is None:
        return
    known = channel.resolve()
    if known is None:
        raise UserError("The bot can't see that channel. Allow it to view the channel.")
    rights = known.permissions_for(guild.me)
    in_thread = isinstance(known, discord.Thread)
    needed = {
        "View Channel": rights.view_channel,
        "Send Messages in Threads" if in_thread else "Send Messages": (
            rights.send_messages_in_threads if in_thread else rights.send_messages
        ),
        "Read Message History": rights.read_message_history,
    }
    missing = [name for name, held in needed.items() if not held]
    if missing:
        raise UserError(f"The bot can't post there yet. Allow it in that channel: {', '.join(missing)}.")


def _check_publishing(channel: object, *, publish: bool) -> None:
    """Raises UserError where posts can't be published."""
    if publish and getattr(channel, "type", None) is not discord.ChannelType.news:
        raise UserError("Only posts in an announcement channel can be published. Choose one, or set publish to False.")


def _check_role(interaction: discord.Interaction, role: discord.Role | None) -> None:
    """Raises UserError for a role that must not or can't be mentioned."""
    if role is None:
        return
    if role.is_default():
        raise UserError("A digest does not mention everyone. Choose a role that people can leave.")
    guild = interaction.guild
    if guild is None or guild.me is None:
        return
    if not role.mentionable and not guild.me.guild_permissions.mention_everyone:
        raise UserError(f"“{role.name}” can't be mentioned by the bot. Allow anyone to mention it in its settings.")


async def setup(bot: commands.Bot) -> None:
    """Add the commands, and the buttons of every digest ever posted."""
    bot.add_dynamic_items(AboutButton, *DIGEST_ITEMS)
    await bot.add_cog(Digests())
