from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import create_autospec

import discord
import pytest
import pytest_asyncio
import simcord

from bot.client import CommuniqueClient
from bot.core.errors import UserError
from bot.core.models import LibraryId
from bot.services import Services
from bot.services.answers import AnswerService
from bot.services.corrections import CorrectionService
from bot.services.departures import DepartureService
from bot.services.digests import DigestService
from bot.services.follows import FollowService
from bot.services.library import LibraryService
from bot.services.lookup import LookupService
from bot.services.pictures import PictureService
from bot.services.sources import SourceService
from bot.tree import CommuniqueTree
from storage.database import Database
from tests.cogs.library import NOW


@pytest_asyncio.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await Database.open(tmp_path / "library.db")
    try:
        yield opened
    finally:
        await opened.close()


@pytest.fixture
def services(database: Database) -> Services:
    library = LibraryService(database, lambda: NOW)
    pictures = create_autospec(PictureService, instance=True, spec_set=True)
    pictures.draw.return_value = None
    return Services(
        library=library,
        # The reader child is too slow for these tests; those that add sources give the answers themselves.
        sources=create_autospec(SourceService, instance=True, spec_set=True),
        lookup=LookupService(database, lambda: NOW),
        answers=AnswerService(database, lambda: NOW),
        departures=DepartureService(database, library, lambda: NOW),
        corrections=CorrectionService(database, lambda: NOW),
        pictures=pictures,
        digests=DigestService(database, lambda: NOW),
        follows=FollowService(database, lambda: NOW),
    )


@dataclass
class World:
    """A server with a channel, a moderator and a member, and the bot in it."""

    env: Any
    guild: Any
    channel: Any
    moderator: Any
    member: Any
    services: Services
    database: Database
    looked_at: int = 0  # errors that a test has seen already

    @property
    def library(self) -> LibraryId:
        return LibraryId(self.guild.id)

    def errors(self) -> list[BaseException]:
        """What commands raised since the last look, without the wrapping of discord.py."""
        raised = self.env.errors_since(self.looked_at)
        self.looked_at += len(raised)
        return [getattr(error, "original", error) for error in raised]


def make_client(services: Services) -> CommuniqueClient:
    return CommuniqueClient(services, CommuniqueTree)


@pytest_asyncio.fixture
async def client(services: Services) -> AsyncIterator[CommuniqueClient]:
    bot = make_client(services)
    env = simcord.Env(bot)
    await env.start()
    try:
        yield bot
    finally:
        await env.shutdown()


@pytest_asyncio.fixture
async def world(services: Services, database: Database) -> AsyncIterator[World]:
    env = simcord.Env(make_client(services), check_errors=False)
    await env.start()
    try:
        guild = env.create_guild("Foreign desk")
        channel = guild.create_text_channel("general")
        owner = guild.create_role("Moderators", permissions=_manage())
        moderator = guild.add_member(env.create_user("mod"), roles=[owner])
        member = guild.add_member(env.create_user("ann"))
        await env.settle()
        world = World(env, guild, channel, moderator, member, services, database)
        yield world
        unexpected = [error for error in world.errors() if not isinstance(error, UserError)]
        assert unexpected == []
    finally:
        await env.shutdown()


def _manage() -> discord.Permissions:
    return discord.Permissions(manage_guild=True)
