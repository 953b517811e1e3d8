"""Looks whether the bot's loops still get on, heals what it can and tells the rest in /status.

discord.py holds back every request while Discord's global limit lasts. A request that is cancelled in that time leaves
it held for ever (seen in discord.py 2.7.1): nothing is posted any more and nothing says so. No wait that discord.py was
allowed to begin is longer than a minute, so a hold of two is stuck, and letting go of it is safe.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final, Protocol

import structlog

from bot.core.breaker import Breaker
from bot.core.errors import UserError
from bot.core.troubles import Troubles

log = structlog.get_logger(__name__)

STUCK: Final = timedelta(minutes=2)
# discord.py tries a message five times, each for at most five minutes; what takes longer than that will never end.
HOPELESS: Final = timedelta(minutes=30)
TOLD_FOR: Final = timedelta(hours=1)  # how long a standstill that is over stays in /status
_POSTING: Final = "posting"
_READING: Final = "reading"


class Line(Protocol):
    """The way to Discord."""

    def is_held(self) -> bool:
        """Does every request wait for the end of a global limit?"""
        ...

    def release(self) -> None:
        """Let the requests go on."""
        ...

    def find_longest_s(self) -> float:
        """For how many seconds the oldest message in flight has been; 0 when there is none."""
        ...


class Reader(Protocol):
    """What reads articles."""

    @property
    def trouble(self) -> str | None:
        """Why nothing is read at all, in one sentence."""
        ...


class Standstill(UserError):  # noqa: N818  # reads as what happened, like the errors of bot.core.errors
    """Nothing gets through to Discord and nothing will; a new start may."""


class Watch:
    """One look around, made again and again. Times come from ``clock`` (aware UTC)."""

    def __init__(
        self, line: Line, breaker: Breaker, reader: Reader, troubles: Troubles, *, clock: Callable[[], datetime]
    ) -> None:
        self._line = line
        self._breaker = breaker
        self._reader = reader
        self._troubles = troubles
        self._clock = clock
        self._held_since: datetime | None = None
        self._told_at: datetime | None = None

    async def look(self) -> None:
        """Look once. Raises Standstill when only a new start can help."""
        now = self._clock()
        self._look_at_reading(now)
        if self._line.find_longest_s() > HOPELESS.total_seconds():
            raise Standstill("A message has been on its way to Discord for half an hour; a new start may help.")
        if not self._line.is_held():
            self._held_since = None
            self._look_at_breaker(now)
            return
        # A clock that was set back must not make the wait longer.
        self._held_since = now if self._held_since is None else min(self._held_since, now)
        if now - self._held_since < STUCK:
            self._troubles.note(_POSTING, "Discord asked the bot to wait before it posts again.", self._held_since)
            return
        log.error("discord.py is stuck in a global limit; it is let go", since=self._held_since.isoformat())
        told = "Posting stood still: a limit of Discord's did not end by itself. The bot has gone on."
        self._troubles.note(_POSTING, told, self._held_since)
        self._told_at, self._held_since = now, None
        self._line.release()

    def _look_at_breaker(self, now: datetime) -> None:
        if self._breaker.is_open(now):
            self._troubles.note(_POSTING, "Discord takes no posts from the bot now; it waits and goes on.", now)
        elif self._told_at is None or not self._told_at <= now < self._told_at + TOLD_FOR:
            self._troubles.clear(_POSTING)

    def _look_at_reading(self, now: datetime) -> None:
        if self._reader.trouble is None:
            self._troubles.clear(_READING)
        else:
            self._troubles.note(_READING, f"New articles are not read. {self._reader.trouble}", now)
