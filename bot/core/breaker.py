"""When to stop asking Discord for a while. Pure but for what it remembers.

Discord bans an address after 10,000 invalid requests (401, 403, 404) in ten minutes; it is left long before that.
A ban shows as an answer that Cloudflare gives in Discord's place.
"""

from __future__ import annotations

from collections import deque
from datetime import datetime, timedelta

MOST_INVALID = 50  # in WINDOW
WINDOW = timedelta(minutes=10)
FIRST_PAUSE = timedelta(minutes=10)
LONGEST_PAUSE = timedelta(hours=12)


class Breaker:
    """Counts what was refused; open while nothing may be sent."""

    def __init__(self) -> None:
        self._invalid: deque[datetime] = deque()
        self._pause = FIRST_PAUSE
        self.open_until: datetime | None = None

    def is_open(self, now: datetime) -> bool:
        """May nothing be sent now?"""
        # A pause that lies too far ahead was set by a clock that has been put right since.
        if self.open_until is not None and not now < self.open_until <= now + LONGEST_PAUSE:
            self.open_until = None
        return self.open_until is not None

    def note_success(self) -> None:
        """Discord took a message."""
        self._pause = FIRST_PAUSE

    def note_refusal(self, now: datetime) -> None:
        """Discord called a request invalid; too many of them open the breaker."""
        self._invalid.append(now)
        while self._invalid and self._invalid[0] <= now - WINDOW:
            self._invalid.popleft()
        if len(self._invalid) >= MOST_INVALID:
            self._invalid.clear()
            self.note_block(now)

    def note_block(self, now: datetime) -> None:
        """Discord, or Cloudflare before it, shuts us out: each time for twice as long."""
        self.open_until = now + self._pause
        self._pause = min(2 * self._pause, LONGEST_PAUSE)
