"""How much one library may hold and how fast it may be filled. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.errors import QuotaReached
from bot.core.numbers import say_count

_MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Quotas:
    """The limits of each library, from the bot's settings."""

    articles: int = 100_000
    sources: int = 500
    text_bytes: int = 500 * _MIB  # of all its articles' text
    adds_per_minute: int = 30  # by commands and forms of one library
    adds_per_minute_each: int = 10  # by one person


@dataclass(frozen=True, slots=True)
class Held:
    """What a library holds now."""

    articles: int
    sources: int
    text_bytes: int


def check_quotas(held: Held, quotas: Quotas, *, new_source: bool) -> None:
    """Raises QuotaReached with the limit that stands in the way of one more source or article."""
    if new_source and held.sources >= quotas.sources:
        sources = say_count(held.sources, "source")
        raise QuotaReached(f"This library holds {sources}, as many as it may. Remove one first.")
    if held.articles >= quotas.articles:
        articles = say_count(held.articles, "article")
        raise QuotaReached(f"This library holds {articles}, as many as it may. Remove a source first.")
    if held.text_bytes >= quotas.text_bytes:
        mib = quotas.text_bytes // _MIB
        raise QuotaReached(f"This library holds {mib:,} MiB of text, as much as it may. Remove a source first.")


DEFAULT_QUOTAS = Quotas()
