"""Times in the file are whole epoch seconds UTC; everywhere else they are aware datetimes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def to_epoch(at: datetime) -> int:
    """Seconds since 1970-01-01 UTC, rounded down. Raises ValueError for a time without a zone."""
    if at.tzinfo is None:
        raise ValueError("a time without a zone can't be stored")
    return (at - _EPOCH) // timedelta(seconds=1)


def from_epoch(seconds: int) -> datetime:
    """The aware UTC time of so many seconds since 1970-01-01."""
    return _EPOCH + timedelta(seconds=seconds)


def to_epoch_or_none(at: datetime | None) -> int | None:
    """The same for a time that may not be set."""
    return None if at is None else to_epoch(at)


def from_epoch_or_none(seconds: int | None) -> datetime | None:
    """The same for a column that may be NULL."""
    return None if seconds is None else from_epoch(seconds)
