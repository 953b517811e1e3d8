"""Numbers as people type them and as they read them. Pure."""

from __future__ import annotations

from typing import Final

MOST: Final = 2**63 - 1  # the largest that the file can be asked for; nothing has it
_DIGITS: Final = 20  # more only make it larger still, and Python reads no more than some thousands
_PLURALS: Final = {"person": "people"}


def read_number(typed: str) -> int | None:
    """The number meant by "12" or "#12", as typed or as a chosen suggestion; None for words.

    One that is too large for anything to have it is ``MOST``.
    """
    digits = typed.strip().removeprefix("#")
    if not (digits.isascii() and digits.isdecimal()):
        return None
    return min(int(digits[:_DIGITS]), MOST)


def say_count(number: int, noun: str) -> str:
    """A number with its noun: "1 article", "2,000 articles", "3 people"."""
    if number == 1:
        return f"1 {noun}"
    return f"{number:,} {_PLURALS.get(noun, noun + 's')}"
