"""Not more than so many things in a minute, counted for each key. Pure but for what it remembers; bounded."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Hashable
from datetime import datetime, timedelta

_MINUTE = timedelta(minutes=1)
KEYS = 10_000  # remembered at most; the longest unused are forgotten


class Pace:
    """Counts what was done in the last minute, for each key."""

    def __init__(self) -> None:
        self._done: OrderedDict[Hashable, deque[datetime]] = OrderedDict()

    def allow(self, key: Hashable, now: datetime, per_minute: int) -> bool:
        """Count one more, unless there were ``per_minute`` in the last minute."""
        times = self._done.setdefault(key, deque())
        self._done.move_to_end(key)
        while times and times[0] <= now - _MINUTE:
            times.popleft()
        if len(times) >= per_minute:
            return False
        times.append(now)
        if len(self._done) > KEYS:
            self._done.popitem(last=False)
        return True
