"""How everything under ``cogs`` answers an interaction, reaches the services, and lets errors out by the one door.

A lookup usually takes milliseconds and is answered at once. Where the work takes longer than a moment, Discord is told
that an answer is coming (it waits three seconds at most), and the answer follows.
"""

from __future__ import annotations

import asyncio
import re
from abc import ABC, abstractmethod
from collections.abc import Coroutine, Sequence
from typing import Any, Generic, Protocol, Self, TypeVar, cast

import discord
import structlog
from discord import ui

from bot.core.arrivals import Arrival, Arrivals
from bot.core.errors import NotAllowed
from bot.core.models import LibraryId
from bot.services import Services

log = structlog.get_logger(__name__)

_T = TypeVar("_T")
_Item = TypeVar("_Item", bound=ui.Item[Any])

MOMENT_S = 1.0  # Discord gives up after three seconds; a third leaves time for the way


class _ErrorDoor(Protocol):
    async def on_error(self, interaction: discord.Interaction, error: Exception, /) -> None: ...


class _Client(Protocol):
    @property
    def services(self) -> Services: ...

    @property
    def tree(self) -> _ErrorDoor: ...

    @property
    def arrivals(self) -> Arrivals: ...


def services_of(interaction: discord.Interaction) -> Services:
    """The services of the client that received the interaction."""
    return cast("_Client", interaction.client).services


def library_of(interaction: discord.Interaction) -> LibraryId:
    """The library of the server where the interaction happened. Raises NotAllowed outside of servers."""
    if interaction.guild_id is None:
        raise NotAllowed("This works in a server only.")
    return LibraryId(interaction.guild_id)


async def is_to_be_answered(interaction: discord.Interaction) -> bool:
    """Is it new? One that came before, or comes too late for anyone to wait for it, is passed over."""
    arrivals = cast("_Client", interaction.client).arrivals
    now_s = asyncio.get_running_loop().time()
    arrival = arrivals.judge(interaction.id, asked_s=interaction.created_at.timestamp(), now_s=now_s)
    if arrival is not Arrival.NEW:
        log.info("interaction passed over", interaction=interaction.id, because=arrival.name.lower())
    return arrival is Arrival.NEW


async def report_error(interaction: discord.Interaction, error: Exception) -> None:
    """Hand an error of a button or form to the one door."""
    await cast("_Client", interaction.client).tree.on_error(interaction, error)


async def wait_for_work(interaction: discord.Interaction, work: Coroutine[Any, Any, _T], *, private: bool) -> _T:
    """The result of the work; when it takes longer than a moment, Discord is told to wait."""
    task = asyncio.ensure_future(work)
    try:
        done, _ = await asyncio.wait({task}, timeout=MOMENT_S)
        if not done and not interaction.response.is_done():
            await start_waiting(interaction, private=private)
        return await task
    finally:
        task.cancel()


async def start_waiting(interaction: discord.Interaction, *, private: bool) -> None:
    """Tell Discord that an answer is coming; ``private`` must be the same as in the answer."""
    interaction.extras["private"] = private
    await interaction.response.defer(ephemeral=private, thinking=True)


async def answer(
    interaction: discord.Interaction,
    view: ui.LayoutView,
    *,
    private: bool,
    files: Sequence[discord.File] = (),
) -> None:
    """Send the answer, whether or not Discord was told to wait. Nothing in it can ping."""
    nobody = discord.AllowedMentions.none()
    if interaction.response.is_done():
        interaction.extras["answered"] = True
        await interaction.followup.send(view=view, files=list(files), ephemeral=private, allowed_mentions=nobody)
    else:
        await interaction.response.send_message(
            view=view, files=list(files), ephemeral=private, allowed_mentions=nobody
        )


class LastingItem(ui.DynamicItem[_Item], ABC, Generic[_Item], template="never"):
    """A button or menu that still works after a restart: all it knows is in its own id.

    discord.py drops the errors of such items, so the press goes through the door here.
    """

    @classmethod
    async def from_custom_id(
        cls,
        interaction: discord.Interaction,  # noqa: ARG003  # discord.py's shape
        item: ui.Item[Any],  # noqa: ARG003  # the same
        match: re.Match[str],
        /,
    ) -> Self:
        """The item as its id tells it."""
        return cls.read_id(match)

    @classmethod
    @abstractmethod
    def read_id(cls, match: re.Match[str]) -> Self:
        """The item whose id matched the template."""

    async def interaction_check(self, interaction: discord.Interaction, /) -> bool:
        """Answer each press once."""
        return await is_to_be_answered(interaction)

    async def callback(self, interaction: discord.Interaction) -> None:
        """Answer the press, or tell the error."""
        try:
            await self.press(interaction)
        except Exception as error:  # noqa: BLE001  # the one door takes everything and says so in the log
            await report_error(interaction, error)

    @abstractmethod
    async def press(self, interaction: discord.Interaction) -> None:
        """What the item does."""


class Form(ui.Modal):
    """A form whose errors leave by the one door."""

    async def interaction_check(self, interaction: discord.Interaction, /) -> bool:
        """Take each form once."""
        return await is_to_be_answered(interaction)

    async def on_error(  # type: ignore[override]  # discord.py's own form differs from its base in the same way
        self, interaction: discord.Interaction, error: Exception, /
    ) -> None:
        """Tell the error."""
        await report_error(interaction, error)


class Panel(ui.LayoutView):
    """A message made of components; its errors leave by the one door."""

    async def on_error(self, interaction: discord.Interaction, error: Exception, item: ui.Item[Any], /) -> None:  # noqa: ARG002  # discord.py's shape
        """Tell the error."""
        await report_error(interaction, error)
