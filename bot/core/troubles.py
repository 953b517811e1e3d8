"""What does not work at the moment, for /status. Pure but for what it remembers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that does not work."""

    sentence: str  # plain, for anyone: no paths, no library's error
    since: datetime


class Troubles:
    """Keeps one trouble for each name until it is over."""

    def __init__(self) -> None:
        self._now: dict[str, Trouble] = {}

    def note(self, name: str, sentence: str, now: datetime) -> None:
        """It does not work; it has not since the first of these notes in a row."""
        known = self._now.get(name)
        self._now[name] = Trouble(sentence, now) if known is None else replace(known, sentence=sentence)

    def clear(self, name: str) -> None:
        """It works."""
        self._now.pop(name, None)

    def list_all(self) -> tuple[Trouble, ...]:
        """Everything that does not work, the longest first."""
        return tuple(sorted(self._now.values(), key=lambda trouble: trouble.since))
