"""Tells moderators that a source fails, and that it is well again: each once, also after a stop in between.

What is to be told stands on the source's row since the check that found it, in the same transaction. It is marked as
tried before it is sent and as told when there is an outcome; what was cut off in between is sent again under the same
nonce, which Discord takes for the same message. A failure that was over before anybody was told is not told.
"""

from __future__ import annotations

from typing import Protocol

from storage.database import Database
from storage.source_notices import SourceNotice, list_source_notices, mark_notice_told, mark_notice_tried

AT_ONCE = 20


class Teller(Protocol):
    """Takes notices to the moderators of a library."""

    async def tell(self, notice: SourceNotice) -> bool:
        """Bring one notice; False when it is to be tried again later."""
        ...


class SourceNotices:
    """What is still to be told about sources."""

    def __init__(self, database: Database, teller: Teller) -> None:
        self._database = database
        self._teller = teller

    async def tell_due(self) -> int:
        """Tell what is still to be told; how many notices were brought, or have nowhere to go."""
        async with self._database.read() as read:
            notices = await list_source_notices(read, limit=AT_ONCE)
        told = 0
        for notice in notices:
            async with self._database.transaction() as write:
                holds = await mark_notice_tried(write, notice)
            if not holds or not await self._teller.tell(notice):
                continue
            async with self._database.transaction() as write:
                await mark_notice_told(write, notice)
            told += 1
        return told
