"""How far the reading of given articles has come, whichever library holds them; for waiting, never for showing."""

from __future__ import annotations

from collections.abc import Iterable

from bot.core.models import ArticleId
from storage.database import Read


async def any_waiting(read: Read, article_ids: Iterable[ArticleId]) -> bool:
    """Is at least one of these still to be read?"""
    for article_id in article_ids:
        sql = "SELECT read_state FROM article WHERE article_id = :article"
        if await read.fetch_value(sql, {"article": article_id}) == "waiting":
            return True
    return False
