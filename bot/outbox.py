"""Posts digests to Discord and says what became of each message; looks for them in a channel's history.

The nonce makes Discord refuse a second copy for some minutes; the history, in which our messages carry their nonce in
a button, holds for longer. Nothing here raises for an answer of Discord's: every answer is an outcome.

Seen in discord.py 2.7.1 and met here: it repeats 500, 502, 504 and 524 by itself, but raises for 503, 520 and broken
connections, though Discord may have taken the message; an accepted message whose answer is cut short surfaces as
KeyError, TypeError or JSONDecodeError; a send that is cancelled during a global 429 hangs every later request.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from datetime import datetime, timedelta
from typing import Any

import aiohttp
import discord
import structlog
from discord import ui

from bot.core.digest import DigestMessage, Target
from bot.core.models import LibraryId
from bot.core.outcome import Absent, Blocked, Delivered, Found, Outcome, Refused, Sighting, TryLater, Unreadable
from cogs.ui.cards import draw_notice
from cogs.ui.escape import plain
from cogs.ui.posts import draw_digest

log = structlog.get_logger(__name__)

_NONCE_LENGTH = 25
_DEADLINE_S = 60.0  # for one message; discord.py's own repetitions take up to 25 s
_SHORT_WAIT_S = 5.0
_HISTORY = 2000  # messages looked through at most

_CLOCKS_DIFFER = timedelta(minutes=2)  # ours and Discord's
_CANT_LOOK = "The bot may not read the channel's history; allow it to, so that it can look."

_UNKNOWN_MESSAGE = 10008  # a nonce that Discord remembers, of a message that was deleted since
_THREAD_EXISTS = 160004
_PUBLISHED = 40033
_BAD_FORM = 50035
# Discord's error codes that no repetition heals, with what a moderator can do about each.
_REFUSALS = {
    10003: "The channel no longer exists.",
    10004: "The bot is no longer in this server.",
    10007: "Only members of the server are told what is new there.",
    10013: "This person is no longer there.",
    50001: "The bot can't see the channel.",
    50007: "Direct messages from this server are closed.",
    50013: "The bot may not post in the channel; allow it to send messages there.",
    50008: "Messages can't be posted in a channel of this kind.",
    50083: "The thread is archived.",
    50278: "Direct messages from this server are closed.",
    160005: "The thread is locked.",
}
# What a lost connection and an answer cut short surface as.
_BROKEN = (OSError, aiohttp.ClientError, TypeError, KeyError, ValueError, AttributeError, TimeoutError)


class Outbox:
    """Posts messages through one connection to Discord."""

    def __init__(self, client: discord.Client, *, deadline_s: float = _DEADLINE_S) -> None:
        self._client = client
        self._deadline_s = deadline_s
        self._in_flight: dict[str, asyncio.Task[Outcome]] = {}
        self._looks: dict[str, asyncio.Task[Sighting]] = {}
        self._begun_s: dict[str, float] = {}  # when what is in flight began, by the loop's clock

    async def post(self, target: Target, message: DigestMessage) -> Outcome:
        """Post a message of a digest; without a role or person to mention nobody is notified."""
        view = draw_digest(message)
        allowed = discord.AllowedMentions(
            everyone=False,
            replied_user=False,
            roles=[discord.Object(message.role_id)] if message.role_id else False,
            users=[discord.Object(message.user_id)] if message.user_id else False,
        )
        silent = message.role_id is None and message.user_id is None and target.channel_id is not None
        title = plain(message.title, 90)
        work = self._post(target, view, nonce=message.nonce, allowed=allowed, silent=silent, title=title)
        return await self._wait(message.nonce, work)

    async def publish(self, channel_id: int, message_id: int) -> Outcome:
        """Publish a message of an announcement channel to the channels that follow it; twice is once."""
        key = f"publish {message_id}"
        if key in self._in_flight:
            return TryLater(_SHORT_WAIT_S, sent_perhaps=True)
        return await self._wait(key, self._publish(channel_id, message_id))

    async def tell(self, library: LibraryId, channel_id: int | None, sentence: str, *, nonce: str) -> Outcome:
        """Tell the moderators something: in the channel for notices, else where the bot may write."""
        refused: Outcome = Refused("There is no channel where the bot may write.")
        for place in self._list_places(library, channel_id):
            work = self._post(
                Target(place),
                draw_notice(sentence),
                nonce=nonce,
                allowed=discord.AllowedMentions.none(),
                silent=False,
                title="",
            )
            outcome = await self._wait(nonce, work)
            if not isinstance(outcome, Refused):
                return outcome
            refused = outcome
        return refused

    async def find(self, target: Target, nonce: str, *, since: datetime, tried_at: datetime | None = None) -> Sighting:
        """Look for a message of ours by its nonce in what was written since.

        With ``tried_at`` it is also seen whether what was written then, as the channel's last, was taken away. Without
        the right to read the history Discord shows an empty one, which proves nothing.
        """
        flying = self._in_flight.get(nonce)
        if flying is not None:
            await asyncio.wait({flying}, timeout=self._deadline_s)
            return TryLater(_SHORT_WAIT_S, sent_perhaps=True)
        look = self._looks.get(nonce)
        if look is None:
            look = self._looks[nonce] = asyncio.create_task(self._look(target, nonce, since, tried_at))
            look.add_done_callback(lambda _: self._looks.pop(nonce, None))
        # Not cancelled at the deadline either: a request that is cancelled during a global limit holds all the others.
        done, _ = await asyncio.wait({look}, timeout=self._deadline_s)
        return look.result() if done else TryLater(_SHORT_WAIT_S, sent_perhaps=True)

    # --- the way to Discord ------------------------------------------------------------------------------------------

    def is_held(self) -> bool:
        """Does every request wait for the end of a global limit?"""
        over = self._find_gate()
        return over is not None and not over.is_set()

    def release(self) -> None:
        """Let the requests go on."""
        over = self._find_gate()
        if over is not None:
            over.set()

    def find_longest_s(self) -> float:
        """For how many seconds the oldest message in flight has been; 0 when there is none."""
        now = asyncio.get_running_loop().time()
        return max((now - begun for begun in self._begun_s.values()), default=0.0)

    def _find_gate(self) -> asyncio.Event | None:
        # discord.py has no public way to ask; a test holds that it is still there.
        gate: object = self._client.http._global_over  # noqa: SLF001
        return gate if isinstance(gate, asyncio.Event) else None

    # --- posting -----------------------------------------------------------------------------------------------------

    async def _wait(self, nonce: str, work: Coroutine[Any, Any, Outcome]) -> Outcome:
        """The outcome within the deadline. A request in flight is never cancelled: it goes on by itself."""
        task = asyncio.ensure_future(work)
        self._in_flight[nonce] = task
        self._begun_s[nonce] = asyncio.get_running_loop().time()
        task.add_done_callback(lambda _: self._forget(nonce))
        done, _ = await asyncio.wait({task}, timeout=self._deadline_s)
        if not done:
            return TryLater(_SHORT_WAIT_S, sent_perhaps=True)
        return task.result()

    def _forget(self, nonce: str) -> None:
        self._in_flight.pop(nonce, None)
        self._begun_s.pop(nonce, None)

    async def _post(
        self,
        target: Target,
        view: ui.LayoutView,
        *,
        nonce: str,
        allowed: discord.AllowedMentions,
        silent: bool,
        title: str,
    ) -> Outcome:
        if not 0 < len(nonce) <= _NONCE_LENGTH:
            raise ValueError("a nonce has 1 to 25 characters")
        try:
            place = await self._open(target)
            if isinstance(place, discord.ForumChannel):
                # A post in a forum takes no nonce; the list of its threads is its history.
                made = await place.create_thread(name=title or "…", view=view, allowed_mentions=allowed, silent=silent)
                return Delivered(made.message.id, made.thread.id)
            # A nonce makes discord.py send enforce_nonce with it.
            message = await place.send(view=view, nonce=nonce, allowed_mentions=allowed, silent=silent)
        except discord.RateLimited as limited:
            return TryLater(limited.retry_after, sent_perhaps=False)
        except discord.HTTPException as failure:
            return _read_failure(failure)
        except _BROKEN as failure:
            log.warning("outcome unknown", channel=target.channel_id, reason=repr(failure))
            return TryLater(_SHORT_WAIT_S, sent_perhaps=True)
        return Delivered(message.id, target.under if message.channel.id == target.under else None)

    async def _publish(self, channel_id: int, message_id: int) -> Outcome:
        place = self._client.get_partial_messageable(channel_id)
        try:
            await place.get_partial_message(message_id).publish()
        except discord.RateLimited as limited:
            # Ten an hour in one channel.
            return TryLater(limited.retry_after, sent_perhaps=False)
        except discord.HTTPException as failure:
            return Delivered(message_id) if failure.code == _PUBLISHED else _read_failure(failure)
        except _BROKEN as failure:
            log.warning("outcome unknown", channel=channel_id, reason=repr(failure))
            return TryLater(_SHORT_WAIT_S, sent_perhaps=True)
        return Delivered(message_id)

    async def _open(self, target: Target) -> discord.PartialMessageable | discord.DMChannel | discord.ForumChannel:
        if target.channel_id is None:
            if target.library is not None:
                # What a server's library holds is for its members; Discord answers 10007 for one who has left.
                await self._client.http.get_member(target.library, target.user_id or 0)
            return await self._client.create_dm(discord.Object(target.user_id or 0))
        known = self._client.get_channel(target.channel_id)
        if isinstance(known, discord.ForumChannel):
            return known
        if target.under is not None and isinstance(known, discord.TextChannel):
            await _open_thread(known, target.under, target.thread_name)
            return self._client.get_partial_messageable(target.under)
        return self._client.get_partial_messageable(target.channel_id)

    def _list_places(self, library: LibraryId, channel_id: int | None) -> list[int]:
        """Channels where moderators may be told something, the best first."""
        places = [] if channel_id is None else [channel_id]
        guild = self._client.get_guild(library)
        if guild is not None:
            writable = [each for each in guild.text_channels if each.permissions_for(guild.me).send_messages]
            system = guild.system_channel
            places += [system.id] if system in writable and system is not None else []
            places += [each.id for each in writable[:2]]
        return list(dict.fromkeys(places))

    # --- looking back ------------------------------------------------------------------------------------------------

    async def _look(self, target: Target, nonce: str, since: datetime, tried_at: datetime | None) -> Sighting:
        try:
            return await self._find(target, nonce, since, tried_at)
        except discord.RateLimited as limited:
            return TryLater(limited.retry_after, sent_perhaps=True)
        except discord.HTTPException as failure:
            outcome = _read_failure(failure)
            if isinstance(outcome, Refused) and failure.code in {50001, 50013}:
                return Unreadable(_CANT_LOOK)
            return TryLater(_SHORT_WAIT_S, sent_perhaps=True) if isinstance(outcome, Delivered) else outcome
        except _BROKEN as failure:
            log.warning("history not read", channel=target.channel_id, reason=repr(failure))
            return TryLater(_SHORT_WAIT_S, sent_perhaps=True)

    async def _find(self, target: Target, nonce: str, since: datetime, tried_at: datetime | None) -> Sighting:
        known = None if target.channel_id is None else self._client.get_channel(target.channel_id)
        if isinstance(known, discord.ForumChannel):
            return await self._find_in_forum(known, nonce, since)
        allowed = _may_read(known) if target.channel_id is not None else True
        if allowed is False:
            return Unreadable(_CANT_LOOK)
        place = await self._open(target)
        if isinstance(place, discord.ForumChannel):
            return Unreadable("The channel has become a forum.")
        seen = set()
        async for message in place.history(limit=_HISTORY, after=since, oldest_first=False):
            if _carries(message, nonce):
                return Found(message.id)
            seen.add(message.id)
        if len(seen) >= _HISTORY:
            return Unreadable("Too much was written in the channel since to look through.")
        if not seen and allowed is None:
            return Unreadable("It can't be seen whether the bot may read the channel's history.")
        if (
            tried_at is not None
            and target.channel_id is not None
            and await self._was_newest_removed(place.id, seen, tried_at)
        ):
            return Unreadable("The newest message of the channel was deleted; it may have been this one.")
        return Absent()

    async def _was_newest_removed(self, channel_id: int, seen: set[int], tried_at: datetime) -> bool:
        """Was the last message of the channel written since we tried, and taken away?

        Discord goes on naming it as the channel's last. Where something was written after it nobody can know.
        """
        channel = await self._client.fetch_channel(channel_id)
        newest = getattr(channel, "last_message_id", None)
        return newest is not None and newest >= _snowflake(tried_at - _CLOCKS_DIFFER) and newest not in seen

    async def _find_in_forum(self, forum: discord.ForumChannel, nonce: str, since: datetime) -> Sighting:
        if _may_read(forum) is False:
            return Unreadable(_CANT_LOOK)
        async for thread in _list_own_threads(forum, since):
            async for message in thread.history(limit=20, oldest_first=True):
                if _carries(message, nonce):
                    return Found(message.id, thread.id)
        return Absent()


async def _open_thread(channel: discord.TextChannel, message_id: int, name: str) -> None:
    """A thread under a message has the message's id, so making it twice makes it once."""
    try:
        await channel.get_partial_message(message_id).create_thread(name=plain(name, 90), auto_archive_duration=1440)
    except discord.HTTPException as failure:
        if failure.code != _THREAD_EXISTS:
            raise


async def _list_own_threads(forum: discord.ForumChannel, since: datetime) -> AsyncIterator[discord.Thread]:
    for thread in await forum.guild.active_threads():
        if thread.parent_id == forum.id and thread.owner_id == forum.guild.me.id and thread.id >= _snowflake(since):
            yield thread


def _snowflake(at: datetime) -> int:
    return discord.utils.time_snowflake(at)


def _may_read(channel: object) -> bool | None:
    """May the bot read the history? None where that can't be known."""
    if isinstance(channel, discord.abc.GuildChannel | discord.Thread):
        rights = channel.permissions_for(channel.guild.me)
        return rights.view_channel and rights.read_message_history
    return None


def _carries(message: discord.Message, nonce: str) -> bool:
    """Does a message have our button with this nonce? Only ours can: people can't post buttons."""
    left = list(message.components)
    while left:
        component = left.pop()
        custom_id = getattr(component, "custom_id", None)
        if isinstance(custom_id, str) and custom_id.endswith(f":{nonce}"):
            return True
        left += getattr(component, "children", None) or []
    return False


def _read_failure(failure: discord.HTTPException) -> Outcome:
    if failure.code in _REFUSALS:
        return Refused(_REFUSALS[failure.code])
    match failure.status:
        case 401:
            return Blocked("Discord does not accept the bot's token.", for_good=True)
        case 429:
            return _read_limit(failure)
        case 404 if failure.code == _UNKNOWN_MESSAGE:
            # It was there, and somebody has taken it away: it is not posted again.
            return Delivered(None)
        case 404:
            return Refused("The channel no longer exists.")
        case 403:
            return _read_forbidden(failure)
        case 400 | 413:
            log.error("discord refused the form of a message", code=failure.code, reason=failure.text)
            form = failure.code in {_BAD_FORM, 0, 50006, 40005} or failure.status == 413
            return Refused("Discord refused the message; this is a fault of ours and is in the log.", form=form)
        case _:
            return TryLater(_SHORT_WAIT_S, sent_perhaps=True)


def _read_limit(failure: discord.HTTPException) -> Outcome:
    """Discord itself names a time and comes through a proxy of its own; anything else is Cloudflare's ban."""
    if failure.response.headers.get("Via") and failure.response.headers.get("Content-Type") == "application/json":
        return TryLater(_DEADLINE_S, sent_perhaps=False)
    return Blocked("Too many requests: Cloudflare shuts the bot out.", for_good=False)


def _read_forbidden(failure: discord.HTTPException) -> Outcome:
    if failure.response.headers.get("Content-Type") != "application/json":
        return Blocked("Cloudflare refuses the bot's requests.", for_good=False)
    return Refused("Discord does not let the bot post in the channel.")
