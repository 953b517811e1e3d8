"""Which interactions are to be answered: each once, and none that nobody waits for any more. Pure but for its memory.

After a short loss of the connection Discord sends again what it sent meanwhile: an interaction may come twice, or when
its person has long been told that the bot does not answer. Doing what it asks then would surprise them.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from enum import Enum, auto

REMEMBERED = 10_000  # interactions
COMPARED = 100  # of the latest ones
LATE_S = 60.0  # Discord waits three seconds for a first answer; the rest is room for a busy machine


class Arrival(Enum):
    """What an interaction is."""

    NEW = auto()
    REPEATED = auto()
    LATE = auto()


class Arrivals:
    """Judges interactions as they come.

    How late one is is seen beside the others: the two clocks, Discord's in the id and ours, need not agree.
    """

    def __init__(self) -> None:
        self._seen: OrderedDict[int, None] = OrderedDict()
        self._gaps_s: deque[float] = deque(maxlen=COMPARED)

    def judge(self, interaction_id: int, *, asked_s: float, now_s: float) -> Arrival:
        """What this one is. ``asked_s`` is by Discord's clock, ``now_s`` by one of ours that is never set."""
        if interaction_id in self._seen:
            return Arrival.REPEATED
        self._seen[interaction_id] = None
        if len(self._seen) > REMEMBERED:
            self._seen.popitem(last=False)
        gap_s = now_s - asked_s
        self._gaps_s.append(gap_s)
        return Arrival.LATE if gap_s - min(self._gaps_s) > LATE_S else Arrival.NEW
