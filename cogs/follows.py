"""What members follow for themselves: the commands under /follow."""

from __future__ import annotations

import discord
import structlog
from discord import app_commands
from discord.ext import commands

from bot.core.errors import NotFound, UserError
from bot.core.models import DigestId
from bot.core.numbers import read_number
from bot.core.orders import Filter, say_followed
from cogs.ui.cards import draw_notice
from cogs.ui.completion import Choices, compose_choices, suggest
from cogs.ui.digests import compose_follow
from cogs.ui.door import answer, library_of, services_of
from cogs.ui.escape import fit_escaped
from cogs.ui.limits import MESSAGE_TEXT, fit_text
from cogs.ui.posts import FollowedDetailsButton, StopFollowingButton

log = structlog.get_logger(__name__)

_CHANNEL = "mention me there instead of sending me a direct message"


async def _suggest_follows(interaction: discord.Interaction, typed: str) -> Choices:
    try:
        found = await services_of(interaction).follows.complete(library_of(interaction), interaction.user.id, typed)
    except Exception as error:  # a list of suggestions can't show an apology
        log.warning("no suggestions", what="follow", exc_info=error)
        return []
    return compose_choices([(line, str(digest_id)) for digest_id, line in found])


class Follows(commands.GroupCog, group_name="follow", group_description="Be told when something new comes"):
    """Follow names and words; told only to the person."""

    @app_commands.command(description="Be told what is new about a person, country or body")
    @app_commands.describe(who="a name; completes while you type", channel=_CHANNEL)
    @app_commands.autocomplete(who=suggest("who"))
    async def party(
        self,
        interaction: discord.Interaction,
        who: app_commands.Range[str, 1, 100],
        channel: discord.TextChannel | None = None,
    ) -> None:
        """One name."""
        asked = await services_of(interaction).follows.read_party(library_of(interaction), who)
        await _follow(interaction, asked, channel)

    @app_commands.command(description="Be told what is new about two together")
    @app_commands.describe(who="a name; completes while you type", other="the other one", channel=_CHANNEL)
    @app_commands.autocomplete(who=suggest("who"), other=suggest("who"))
    async def pair(
        self,
        interaction: discord.Interaction,
        who: app_commands.Range[str, 1, 100],
        other: app_commands.Range[str, 1, 100],
        channel: discord.TextChannel | None = None,
    ) -> None:
        """Two names."""
        asked = await services_of(interaction).follows.read_party(library_of(interaction), who, other)
        await _follow(interaction, asked, channel)

    @app_commands.command(description="Be told what is new with certain words")
    @app_commands.describe(words="all of them must be there, in any form", channel=_CHANNEL)
    async def words(
        self,
        interaction: discord.Interaction,
        words: app_commands.Range[str, 2, 100],
        channel: discord.TextChannel | None = None,
    ) -> None:
        """Words."""
        await _follow(interaction, services_of(interaction).follows.read_words(words), channel)

    @app_commands.command(name="list", description="What you follow here, and whether it reaches you")
    async def list_own(self, interaction: discord.Interaction) -> None:
        """The list."""
        own = await services_of(interaction).follows.list_own(library_of(interaction), interaction.user.id)
        if not own:
            text = "### You follow nothing here\nBegin with /follow party, /follow pair or /follow words."
        else:
            text = "\n".join(["### You follow", *(compose_follow(follow) for follow in own)])
        await answer(interaction, draw_notice(fit_text(text, MESSAGE_TEXT)), private=True)

    @app_commands.command(description="Follow something no longer")
    @app_commands.describe(what="which one; choose while typing")
    @app_commands.autocomplete(what=_suggest_follows)
    async def remove(self, interaction: discord.Interaction, what: app_commands.Range[str, 1, 100]) -> None:
        """The end of a follow."""
        follows, library, user_id = services_of(interaction).follows, library_of(interaction), interaction.user.id
        number = read_number(what)
        if number is not None:
            digest_id = DigestId(number)
        else:
            found = await follows.complete(library, user_id, what)
            if not found:
                raise NotFound("You don't follow that. /follow list shows everything you follow.")
            digest_id = found[0][0]
        gone = await follows.remove(library, user_id, digest_id)
        told = f"You no longer follow {fit_escaped(say_followed(gone.order.filter), 300)}."
        await answer(interaction, draw_notice(told), private=True)


async def _follow(interaction: discord.Interaction, asked: Filter, channel: discord.TextChannel | None) -> None:
    if channel is not None:
        _check_channel(interaction, channel)
    follows = services_of(interaction).follows
    channel_id = None if channel is None else channel.id
    _, new = await follows.follow(library_of(interaction), interaction.user.id, asked, channel_id=channel_id)
    where = "by direct message" if channel is None else f"in <#{channel.id}>"
    told = f"You {'' if new else 'again '}follow {fit_escaped(say_followed(asked), 300)}. What is new comes {where}."
    if channel is None:
        told += "\n-# Direct messages from this server must be open in your privacy settings; /follow list says if not."
    await answer(interaction, draw_notice(told), private=True)


def _check_channel(interaction: discord.Interaction, channel: discord.TextChannel) -> None:
    """Raises UserError unless the person may write there and the bot may too."""
    member, guild = interaction.user, interaction.guild
    if guild is None or not isinstance(member, discord.Member):
        raise UserError("This works in a server only.")
    rights = channel.permissions_for(member)
    if not rights.view_channel or not rights.send_messages:
        raise UserError("You may not write in that channel, so the bot does not mention you there.")
    own = channel.permissions_for(guild.me)
    if not own.view_channel or not own.send_messages:
        raise UserError("The bot may not write in that channel.")


async def setup(bot: commands.Bot) -> None:
    """Add the commands, and the buttons of every message ever sent to a follower."""
    bot.add_dynamic_items(StopFollowingButton, FollowedDetailsButton)
    await bot.add_cog(Follows())
