"""Small words around numbers."""

from __future__ import annotations

_PLURALS = {"person": "people"}


def count(number: int, noun: str) -> str:
    """A number with its noun: "1 article", "2,000 articles", "3 people"."""
    if number == 1:
        return f"1 {noun}"
    return f"{number:,} {_PLURALS.get(noun, noun + 's')}"
