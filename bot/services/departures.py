"""Servers that sent the bot away: their libraries wait a month for its return, then they are deleted."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime, timedelta

from bot.core.models import TERMINAL_LIBRARY, LibraryId
from bot.services.library import LibraryService
from storage.database import Database
from storage.departures import list_left, mark_back, mark_left
from storage.libraries import list_libraries

KEPT = timedelta(days=30)


class DepartureService:
    """Notes where the bot is and is not."""

    def __init__(self, database: Database, library: LibraryService, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._library = library
        self._clock = clock

    async def mark_left(self, library: LibraryId) -> None:
        """The bot was sent away."""
        async with self._database.transaction() as write:
            await mark_left(write, library, now=self._clock())

    async def mark_back(self, library: LibraryId) -> bool:
        """The bot was invited; whether it had been here before and its library is still there."""
        async with self._database.transaction() as write:
            return await mark_back(write, library)

    async def compare(self, present: Collection[LibraryId]) -> None:
        """Note every change that happened while the bot was off: ``present`` are all the servers it is in."""
        async with self._database.transaction() as write:
            for library in await list_libraries(write):
                if library in present:
                    await mark_back(write, library)
                elif library != TERMINAL_LIBRARY:
                    await mark_left(write, library, now=self._clock())

    async def remove_departed(self) -> int:
        """Delete the libraries of servers left a month ago; how many."""
        async with self._database.read() as read:
            departed = await list_left(read, before=self._clock() - KEPT)
        for library in departed:
            await self._library.remove(library)
        return len(departed)
