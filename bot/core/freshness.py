"""What a server says about how long its answer holds and when to come back. Pure; garbage counts as silence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

FAR_S = 10 * 365 * 86_400  # ten years stand for every larger number
_VALIDATOR = 500  # characters of an ETag or Last-Modified that are kept


@dataclass(frozen=True, slots=True)
class Freshness:
    """What is needed to ask again politely."""

    etag: str | None = None
    last_modified: str | None = None
    max_age_s: int | None = None  # seconds for which the answer holds, None when the server is silent


NO_FRESHNESS = Freshness()


def read_freshness(
    *, etag: str | None, last_modified: str | None, cache_control: str | None, expires: str | None, now: datetime
) -> Freshness:
    """The freshness that response headers tell. Cache-Control wins over Expires (RFC 9111, 5.3)."""
    return Freshness(
        _fit_validator(etag), _fit_validator(last_modified), parse_max_age(cache_control) or parse_expires(expires, now)
    )


def parse_max_age(cache_control: str | None) -> int | None:
    """Seconds of ``max-age``; None when absent, zero or garbage."""
    for directive in (cache_control or "")[:2_000].split(","):
        name, _, value = directive.strip().partition("=")
        if name.lower() == "max-age":
            return _parse_seconds(value.strip('" ')) or None
    return None


def parse_expires(expires: str | None, now: datetime) -> int | None:
    """Seconds until ``Expires``; None when absent, past or garbage."""
    at = _parse_http_date(expires)
    return None if at is None or at <= now else min(int((at - now).total_seconds()), FAR_S)


def parse_retry_after(value: str | None, now: datetime) -> int | None:
    """Seconds to wait from ``Retry-After``, as a number or as a date; None when absent, negative, past or garbage."""
    text = (value or "").strip()
    seconds = _parse_seconds(text)
    return seconds if seconds is not None else parse_expires(text, now)


def _parse_seconds(text: str) -> int | None:
    if not (text.isascii() and text.isdigit()):
        return None
    return FAR_S if len(text) > 9 else int(text)


def _parse_http_date(value: str | None) -> datetime | None:
    try:
        at = parsedate_to_datetime((value or "")[:100])
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _fit_validator(value: str | None) -> str | None:
    """The header's value when it may be sent back as it is."""
    return value if value and len(value) <= _VALIDATOR and value.isascii() and value.isprintable() else None
