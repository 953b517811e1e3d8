"""What became of a message that was to be posted, and what a look into a channel's history found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Delivered:
    """Discord has it."""

    message_id: int | None  # None: it was taken, and deleted since
    thread_id: int | None = None  # the thread it began, where further parts belong


@dataclass(frozen=True, slots=True)
class Refused:
    """Discord will not take it, now or later, until somebody changes something."""

    reason: str  # one plain sentence for the moderators
    form: bool = False  # True: the form of the message was refused, so a plainer one may pass


@dataclass(frozen=True, slots=True)
class TryLater:
    """It is not known to be there; sending again with the same nonce may succeed."""

    seconds: float  # how long to wait at least
    sent_perhaps: bool  # True: Discord may have it, so its history is looked at before it is sent again


@dataclass(frozen=True, slots=True)
class Blocked:
    """Discord wants nothing more from us for a while, whatever it is (Cloudflare), or for good (the token)."""

    reason: str  # for the log
    for_good: bool  # True: the token is refused; nothing will pass until a person changes it


Outcome: TypeAlias = Delivered | Refused | TryLater | Blocked


@dataclass(frozen=True, slots=True)
class Found:
    """The history holds the message."""

    message_id: int
    thread_id: int | None = None  # the forum's thread that it began


@dataclass(frozen=True, slots=True)
class Absent:
    """The history was read as far back as it could be, and the message is not in it."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """The history can't be read, so it proves nothing."""

    reason: str  # one plain sentence for the moderators


Sighting: TypeAlias = Found | Absent | Unreadable | TryLater | Refused | Blocked
