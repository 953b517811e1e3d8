"""The Discord client: connects, loads the commands, tells Discord about them when they changed.

It knows no rules of its own. It asks for the servers alone (no messages, no members) and can mention nobody.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from typing import Any

import discord
import structlog
from discord import app_commands
from discord.ext import commands

from bot.core.arrivals import Arrivals
from bot.core.models import LibraryId
from bot.services import Services
from cogs.ui.cards import draw_notice
from cogs.ui.help import compose_welcome

log = structlog.get_logger(__name__)

EXTENSIONS = ("cogs.about", "cogs.lookup", "cogs.sources", "cogs.corrections", "cogs.digests", "cogs.follows")


_SESSIONS_KEPT = 20  # of the day's 1,000, for whoever starts the bot by hand
_BETWEEN_SESSIONS_S = 5.0  # Discord lets a bot begin one in five seconds


class SessionsSpent(Exception):  # noqa: N818  # reads as what happened
    """Too many sessions were begun today; one more could cost the token."""


class CommuniqueClient(commands.Bot):
    """One connection to Discord, with the services that its commands call."""

    def __init__(self, services: Services, tree_class: type[app_commands.CommandTree[Any]]) -> None:
        super().__init__(
            command_prefix=commands.when_mentioned,
            help_command=None,
            intents=discord.Intents(guilds=True),
            allowed_mentions=discord.AllowedMentions.none(),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
            # A send that is cancelled while discord.py waits out a global limit hangs every later request, so long
            # waits raise instead (seen in discord.py 2.7.1).
            max_ratelimit_timeout=60.0,
            tree_cls=tree_class,
        )
        self.services = services
        self.arrivals = Arrivals()

    async def wait_for_session(self) -> None:
        """Wait until Discord lets the bot begin one more session. Raises discord.py's errors when it can't be asked."""
        _, _, limit = await self.http.get_bot_gateway()
        if limit["remaining"] <= _SESSIONS_KEPT:
            wait_s = limit["reset_after"] / 1000
            log.error("too many sessions were begun today; the bot waits", left=limit["remaining"], wait_s=wait_s)
            await asyncio.sleep(wait_s)

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:  # noqa: ARG002  # discord.py's shape
        """Before a session that discord.py begins by itself, because Discord gave up the one before."""
        if initial:
            return
        await asyncio.sleep(_BETWEEN_SESSIONS_S)
        _, _, limit = await self.http.get_bot_gateway()
        if limit["remaining"] <= _SESSIONS_KEPT:
            raise SessionsSpent

    async def setup_hook(self) -> None:
        """Load every group of commands, then tell Discord about them if they changed."""
        for extension in EXTENSIONS:
            await self.load_extension(extension)
        await self.sync_changed_commands()

    async def sync_changed_commands(self) -> bool:
        """Send the commands to Discord when they differ from what it was last given; returns whether it was done.

        The bot also starts when Discord refuses: the commands it knows still work.
        """
        fingerprint = self.compose_fingerprint()
        if await self.services.answers.find_synced_commands() == fingerprint:
            return False
        try:
            await self.tree.sync()
        except discord.HTTPException as failure:
            log.warning("commands not synced", status=failure.status, code=failure.code, reason=failure.text)
            return False
        await self.services.answers.save_synced_commands(fingerprint)
        log.info("commands synced")
        return True

    def compose_fingerprint(self) -> str:
        """A hash over the commands as Discord is given them, and over whose they are."""
        payload = [command.to_dict(self.tree) for command in self.tree.get_commands()]
        payload.sort(key=lambda command: (command["type"], command["name"]))
        line = json.dumps([self.application_id, payload], sort_keys=True, default=str)
        return hashlib.sha256(line.encode()).hexdigest()

    async def on_ready(self) -> None:
        """Note which servers the bot is in now: it may have been invited or sent away while it was off."""
        await self.services.departures.compare({LibraryId(guild.id) for guild in self.guilds})
        log.info("connected", servers=len(self.guilds))

    async def on_message(self, message: discord.Message, /) -> None:
        """Messages are not read: everything is asked by command."""

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Say hello where the server wants such messages; a library from before is there again."""
        returned = await self.services.departures.mark_back(LibraryId(guild.id))
        log.info("joined", server=guild.id, returned=returned)
        channel = guild.system_channel
        if channel is not None and channel.permissions_for(guild.me).send_messages:
            try:
                await channel.send(view=draw_notice(compose_welcome()))
            except discord.HTTPException as failure:
                log.info("no welcome", server=guild.id, reason=failure.text)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """The bot was sent away (an outage does not come here): the library waits for its end."""
        await self.services.departures.mark_left(LibraryId(guild.id))
        log.info("left", server=guild.id)
