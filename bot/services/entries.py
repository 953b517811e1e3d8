"""The cards behind the entries of a digest, as they stand now."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from bot.core.cards import Card
from bot.core.compose import compose_article_card
from bot.core.digest import Entry
from bot.core.models import LibraryId, Quote
from bot.core.places import Gazetteer
from bot.core.quotes import cut_quote
from bot.services.gather import load_cards
from storage.articles import find_current_article
from storage.database import Read

_SENTENCE_END: Final = re.compile(r"[.!?][\"'”’)]{0,2}(?=\s|$)")
_QUOTE_ROOM: Final = 400  # characters of the first sentence of an article


async def load_entries(
    read: Read, library: LibraryId, entries: Sequence[Entry], gazetteer: Gazetteer
) -> Mapping[Entry, Card]:
    """The cards of entries; those of which no sentence stands any more are left out.

    An article that was changed since is shown as it stands now.
    """
    wanted = [entry.event_id for entry in entries if entry.event_id is not None]
    found = {Entry(event_id=card.event_id): card for card in await load_cards(read, library, wanted, gazetteer)}
    for entry in entries:
        if entry.article_id is None:
            continue
        article = await find_current_article(read, library, entry.article_id)
        if article is None or article.text.isspace():
            continue
        found[entry] = compose_article_card(article, cut_first_sentence(article.text))
    return found


def cut_first_sentence(text: str) -> Quote:
    """The first sentence of a text that is not blank; at most 400 characters, cut at a word."""
    start = len(text) - len(text.lstrip())
    line_end = text.find("\n", start)
    line = text[start : len(text) if line_end < 0 else line_end][:4000]
    match = _SENTENCE_END.search(line, min(20, len(line)))
    end = match.end() if match else len(line.rstrip())
    if end > _QUOTE_ROOM:
        end = line.rfind(" ", 0, _QUOTE_ROOM)
        end = end if end > 0 else _QUOTE_ROOM
    return cut_quote(text, start, start + end)
