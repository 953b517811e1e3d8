"""What a parser child loads before it is fenced in: every library of the parsers, and the table of languages."""

from __future__ import annotations

import encodings.idna  # noqa: F401  # codecs are loaded by name, which a fenced child does late

import feedparser  # noqa: F401  # loading is the purpose
import pypdf  # noqa: F401
import trafilatura  # noqa: F401

from bot.intake.likeness import mark_text


def warm_up() -> None:
    """Load what is loaded at first use."""
    mark_text("The foreign ministers met on Tuesday and agreed that their countries will work together on trade. " * 4)
