"""Discord's limits on what a message may hold, and fitting texts into them.

Source of the numbers: Discord's documentation of messages, components and modals (API v10, July 2026). Lengths are
counted in UTF-16 units, the way Discord's own clients count, so an emoji outside the basic plane counts twice; a
text that fits by this count fits by every other.
"""

from __future__ import annotations

import unicodedata

MESSAGE_TEXT = 4000  # characters of all text in one Components V2 message
BUTTON_LABEL = 80
BUTTON_URL = 512
CUSTOM_ID = 100
INPUT_TEXT = 4000
CHOICES = 25
CHOICE_NAME = 100
CHOICE_VALUE = 100
FILE_BYTES = 10 * 1024 * 1024
ALT_TEXT = 1024

ELLIPSIS = "…"


def count_units(text: str) -> int:
    """Length of a text in UTF-16 units."""
    return len(text) + sum(1 for character in text if character > "\uffff")


def fit_text(text: str, limit: int) -> str:
    """The text, or its beginning with "…", in at most ``limit`` UTF-16 units; cut at a space where one is near."""
    if count_units(text) <= limit:
        return text
    return cut_text(text, limit - 1) + ELLIPSIS


def cut_text(text: str, limit: int) -> str:
    """The longest beginning of at most ``limit`` UTF-16 units that ends with a word (or at least a whole character)."""
    used = 0
    end = 0
    for character in text:
        used += 2 if character > "\uffff" else 1
        if used > limit:
            break
        end += 1
    if end < len(text):
        while end and unicodedata.combining(text[end]):
            end -= 1
        # A word longer than a fifth of the room is cut inside rather than dropped whole.
        space = text.rfind(" ", max(0, end - max(20, limit // 5)), end + 1)
        if space > 0:
            end = space
    return text[:end].rstrip(" ,;:")


def share_room(lengths: list[int], room: int) -> list[int]:
    """How much of ``room`` each text may take: short ones get all they ask for, long ones share the rest evenly."""
    shares = [0] * len(lengths)
    left = max(0, room)
    for done, index in enumerate(sorted(range(len(lengths)), key=lengths.__getitem__)):
        shares[index] = min(lengths[index], left // (len(lengths) - done))
        left -= shares[index]
    return shares
