"""What is done once in a while: copies of the file, and forgetting what nobody needs any more."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import structlog

from storage.backup import save_backup
from storage.database import Database
from storage.deliveries import remove_old_deliveries
from storage.digests import remove_drafts, remove_old_digests
from storage.feed_items import remove_old_attempts
from storage.news import remove_old_news
from storage.sources import remove_expired_sources

log = structlog.get_logger(__name__)

UNDO_KEPT = timedelta(days=30)  # how long a removal can be undone
DRAFTS_KEPT = timedelta(days=1)
ATTEMPTS_KEPT = timedelta(days=30)  # at entries that have left their feed
NEWS_KEPT = timedelta(days=60)  # of what every digest has passed
TEXTS_KEPT = timedelta(days=90)  # of messages that were sent
BACKUP_FROM_HOUR = 3  # UTC


class Housekeeping:
    """Forgets and copies. Times come from ``clock`` (aware UTC)."""

    def __init__(
        self,
        database: Database,
        *,
        clock: Callable[[], datetime],
        backups: Path | None = None,
        kept: int = 7,
    ) -> None:
        self._database = database
        self._clock = clock
        self._backups = backups
        self._kept = kept

    async def tidy(self) -> int:
        """Forget what is past its time; how many rows."""
        now = self._clock()
        async with self._database.transaction() as write:
            gone = await remove_drafts(write, before=now - DRAFTS_KEPT)
            gone += await remove_old_digests(write, before=now - UNDO_KEPT)
            gone += await remove_expired_sources(write, removed_before=now - UNDO_KEPT)
            gone += await remove_old_attempts(write, before=now - ATTEMPTS_KEPT)
            gone += await remove_old_news(write, before=now - NEWS_KEPT)
            gone += await remove_old_deliveries(write, before=now - TEXTS_KEPT)
        return gone

    async def save_nightly(self) -> Path | None:
        """Make the night's copy unless it is there; its path, None where nothing was to do. Old copies go."""
        now = self._clock()
        if self._backups is None or now.hour < BACKUP_FROM_HOUR:
            return None
        target = self._backups / f"communique-{now:%Y-%m-%d}.db"
        if target.exists():
            return None
        self._backups.mkdir(parents=True, exist_ok=True)
        await save_backup(self._database, target)
        copies = sorted(self._backups.glob("communique-????-??-??.db"))
        for old in copies[: -self._kept]:
            old.unlink(missing_ok=True)
        log.info("backup made", file=str(target))
        return target
