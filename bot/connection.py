"""Stays connected to Discord's gateway, and ends the bot only where connecting again is of no use.

discord.py heals most losses of the connection by itself. It does not heal a first connection that says nothing, nor
garbled data (seen in discord.py 2.7.1: AttributeError, zlib.error, ValueError come out of ``connect``); here the
connection is made anew after these, later each time. A bot may begin 1,000 sessions a day; Discord makes the token
invalid for one that begins more, so the number that is left is asked for before each.
"""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Final

import aiohttp
import discord
import structlog

from bot.client import CommuniqueClient
from bot.core.errors import UserError
from bot.jobs.deliver import TokenRefused

log = structlog.get_logger(__name__)

FIRST_PAUSE: Final = timedelta(seconds=5)
LONGEST_PAUSE: Final = timedelta(minutes=10)
WELL_AFTER: Final = timedelta(minutes=10)  # a connection that held for so long was a good one
_TOKEN_REFUSED: Final = "Discord refused the token. Make a new one in the developer portal."  # noqa: S105  # a sentence
# What the gateway ends for good (Discord's documentation of its close codes), with what to do about it.
_ENDS: Final = {
    4010: "Discord does not know this part (shard) of the bot.",
    4011: "The bot is in more servers than one connection may serve.",
    4012: "Discord no longer speaks with this version of the bot. Upgrade it.",
    4013: "Discord does not know what the bot asks to be told. Upgrade it.",
    4014: "Discord does not let the bot be told what it asks for. Upgrade it.",
}


class DiscordUnreachable(UserError):  # noqa: N818  # reads as what happened, like the errors of bot.core.errors
    """There was no way to Discord at the start, or there is none any more; starting again later may find one."""


class ConnectionRefused(UserError):  # noqa: N818  # the same
    """Discord will not have this bot as it is; starting again will not mend it."""


async def stay_connected(
    client: CommuniqueClient, token: str, *, pause: timedelta = FIRST_PAUSE, longest: timedelta = LONGEST_PAUSE
) -> None:
    """Serve until cancelled. Raises UserError for what a new connection can't mend."""
    await _log_in(client, token)
    loop, wait = asyncio.get_running_loop(), pause
    while not client.is_closed():
        began_s = loop.time()
        try:
            await client.wait_for_session()
            await client.connect()
        except discord.PrivilegedIntentsRequired:
            raise ConnectionRefused(_ENDS[4014]) from None
        except discord.ConnectionClosed as closed:  # those that discord.py does not heal by connecting again
            raise _read_end(closed) from None
        except Exception as failure:  # noqa: BLE001  # whatever it was, a connection anew is the answer
            log.warning("connection lost", reason=repr(failure), again_in_s=wait.total_seconds())
        else:
            break
        await _hang_up(client)
        if loop.time() - began_s > WELL_AFTER.total_seconds():
            wait = pause
        await asyncio.sleep(wait.total_seconds())
        wait = min(2 * wait, longest)
    raise DiscordUnreachable("Discord ended the connection.")


async def _log_in(client: CommuniqueClient, token: str) -> None:
    try:
        await client.login(token)
    except discord.LoginFailure:
        raise TokenRefused(_TOKEN_REFUSED) from None
    except (OSError, aiohttp.ClientError, discord.DiscordServerError) as failure:
        log.warning("no way to discord", reason=repr(failure))
        raise DiscordUnreachable("Discord can't be reached. Is this machine connected?") from None


def _read_end(closed: discord.ConnectionClosed) -> UserError:
    if closed.code == 4004:
        return TokenRefused(_TOKEN_REFUSED)
    told = _ENDS.get(closed.code)
    if told is not None:
        return ConnectionRefused(told)
    log.warning("connection closed", code=closed.code)
    return DiscordUnreachable("Discord ended the connection.")


async def _hang_up(client: CommuniqueClient) -> None:
    """Close what is left of a connection, so that its heartbeats end."""
    socket: discord.gateway.DiscordWebSocket | None = client.ws
    if socket is not None:
        try:
            await socket.close(code=4000)
        except (OSError, RuntimeError, aiohttp.ClientError) as failure:
            log.info("connection was gone already", reason=repr(failure))
