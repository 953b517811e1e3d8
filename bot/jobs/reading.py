"""The loop that reads waiting articles in the background: newest first, one at a time, never lost.

``wake`` tells it that something waits; it also looks by itself once a minute. Reading takes place in the child process,
outside any transaction; then facts, state and filing are stored in one. An article whose reading was cut off by a stop
of the bot is still waiting at the next start.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from datetime import datetime

import structlog

from bot.core.errors import UserError
from bot.core.models import Article, ArticleId, ArticleText, Facts
from bot.intake.filing import file_article
from bot.reading.processes.worker import CHECK_READER, Ending, JobEnded, Worker
from storage.articles import claim_waiting, mark_failed, mark_read, mark_unreadable
from storage.database import Database, Write
from storage.readings import any_waiting
from storage.reports import save_reports
from storage.shelves import list_unfiled, list_unfiled_holders

log = structlog.get_logger(__name__)

LOOK_S = 60.0  # how often the loop looks without being woken
CLAIM = 8  # articles claimed at once; few, so that a newer one is not kept waiting behind them
RETRY_S = 60.0  # until a reader that can't work (no language model) is tried again
_REASONS = {
    Ending.TIME: "Reading this article took too long.",
    Ending.MEMORY: "This article is too complex to read.",
}


class ReadingLoop:
    """Reads what waits. ``run`` is one task for the life of the bot; ``read_waiting`` is for the terminal."""

    def __init__(self, database: Database, worker: Worker, *, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._worker = worker
        self._clock = clock
        self._waiting = asyncio.Event()
        self._progress = asyncio.Condition()
        self._checked = False  # the reader has shown that it works
        self.trouble: str | None = None  # why nothing is read at all, in one sentence; None when all is well

    def wake(self) -> None:
        """Something waits to be read."""
        self._waiting.set()

    async def run(self) -> None:
        """Read until cancelled."""
        left_unfiled = True
        while True:
            self._waiting.clear()
            pause_s = LOOK_S
            try:
                if left_unfiled:
                    await self.file_read()
                    left_unfiled = False
                await self.read_waiting()
            except UserError as error:
                log.warning("the reader can't work", reason=error.sentence)
                pause_s = RETRY_S
            except Exception:  # the loop outlives every fault; what it was at still waits
                log.exception("reading broke off")
                pause_s = RETRY_S
            try:
                async with asyncio.timeout(pause_s):
                    await self._waiting.wait()
            except TimeoutError:
                continue

    async def read_waiting(self) -> int:
        """Read everything that waits; how many articles. Raises UserError when the reader can't work at all."""
        count = 0
        while True:
            if self.trouble is not None or count == 0:
                await self._check_reader()
            async with self._database.transaction() as write:
                articles = await claim_waiting(write, CLAIM)
            if not articles:
                return count
            for article in articles:
                await self._read(article)
                count += 1
                await self._tell_progress()

    async def wait_read(self, article_ids: Iterable[ArticleId], timeout_s: float) -> bool:
        """Wait until none of these articles waits any more; False when ``timeout_s`` ran out or nothing can be read."""
        wanted = list(article_ids)
        self.wake()
        try:
            async with asyncio.timeout(timeout_s), self._progress:
                while await self._any_waiting(wanted):
                    if self.trouble is not None:
                        return False
                    await self._progress.wait()
        except TimeoutError:
            return False
        return True

    async def file_read(self) -> None:
        """File what was read but not filed in every library that holds it, as after a crash between the two."""
        while True:
            async with self._database.read() as read:
                unfiled = await list_unfiled(read, limit=100)
            if not unfiled:
                return
            for library, article_id in unfiled:
                async with self._database.transaction() as write:
                    await file_article(write, library, article_id, self._clock())

    async def _check_reader(self) -> None:
        if self.trouble is None and self._checked:
            return
        try:
            await self._worker.run(CHECK_READER, patient=True)
        except JobEnded as error:
            self.trouble = "The reader can't start; the reason is in the log."
            await self._tell_progress()
            raise UserError(self.trouble) from error
        except UserError as error:
            self.trouble = error.sentence
            await self._tell_progress()
            raise
        self.trouble, self._checked = None, True

    async def _read(self, article: Article) -> None:
        try:
            facts = await self._worker.read_article(ArticleText(article.title, article.published, article.text))
        except JobEnded as error:
            log.warning("article not read", article=article.article_id, ending=error.ending.value)
            reason = _REASONS.get(error.ending, "The reader broke off on this article.")
            async with self._database.transaction() as write:
                await mark_failed(write, article.article_id, reason)
            return
        try:
            async with self._database.transaction() as write:
                await self._save(write, article.article_id, facts)
        except Exception:  # facts that can't be stored are a fault of the reader's, and must not stop the others
            log.exception("facts not stored", article=article.article_id)
            async with self._database.transaction() as write:
                await mark_failed(write, article.article_id, "The facts of this article could not be stored.")

    async def _save(self, write: Write, article_id: ArticleId, facts: Facts) -> None:
        if facts.unread is not None:
            await mark_unreadable(write, article_id, facts.unread)
            return
        await save_reports(write, article_id, facts)
        await mark_read(write, article_id)
        for library in await list_unfiled_holders(write, article_id):
            await file_article(write, library, article_id, self._clock())

    async def _any_waiting(self, article_ids: list[ArticleId]) -> bool:
        async with self._database.read() as read:
            return await any_waiting(read, article_ids)

    async def _tell_progress(self) -> None:
        async with self._progress:
            self._progress.notify_all()
