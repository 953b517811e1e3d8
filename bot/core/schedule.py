"""When a source is looked at next. Pure: the source's past and the server's wishes in, a time out.

A server's own wishes (Cache-Control, Expires, Retry-After, a feed's TTL) are honoured within 5 minutes to 24 hours.
Failures back off: 5 minutes, doubled each time, to 24 hours, for as long as it takes; a source is never dropped
silently. What is gone for good (410) is asked once a day.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

SHORTEST = timedelta(minutes=5)
LONGEST = timedelta(hours=24)
USUAL = timedelta(minutes=30)  # when the server says nothing
PAGE = timedelta(hours=6)  # a single page changes seldom
TELL_AFTER = 3  # failures in a row before moderators are told: one or two are a server's bad minute


def decide_next_check(
    source_id: int, now: datetime, *, usual: timedelta = USUAL, max_age_s: int | None = None, ttl_s: int | None = None
) -> datetime:
    """The next check after one that went well: the longest of what was asked for, within the limits.

    Up to a tenth is added, the same for one source each time, so that sources added together drift apart.
    """
    asked = max(usual, *(timedelta(seconds=seconds) for seconds in (max_age_s, ttl_s) if seconds), SHORTEST)
    pause = min(asked, LONGEST)
    return now + min(pause + pause * _spread(source_id), LONGEST)


def decide_next_attempt(
    source_id: int, now: datetime, *, failures: int, retry_after_s: int | None = None, gone: bool = False
) -> datetime:
    """The next check after a failed one; ``failures`` in a row, this one counted."""
    if gone:
        return now + LONGEST
    if retry_after_s is not None:
        return now + min(max(timedelta(seconds=retry_after_s), SHORTEST), LONGEST)
    pause = min(SHORTEST * (1 << min(max(failures, 1) - 1, 10)), LONGEST)
    return now + min(pause + pause * _spread(source_id), LONGEST)


def is_time_to_tell(failures: int, *, gone: bool) -> bool:
    """Should moderators hear that a source fails? At the third failure in a row; at once for one gone for good."""
    return gone or failures >= TELL_AFTER


def _spread(source_id: int) -> float:
    """A share of 0 to 0.1 that belongs to the source."""
    return hashlib.sha256(str(source_id).encode()).digest()[0] / 2_560
