"""Digests that are all due at once, made into deliveries while members look things up."""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from datetime import time as time_of_day

from bot.core.calendar import Calendar, Every
from bot.core.fields import fact_fields
from bot.core.models import ArticleId, LibraryId, Meeting, MeetingKind, MeetingStatus, NewArticle
from bot.core.orders import Order
from bot.jobs.compose import DigestDesk
from storage.articles import mark_read, save_article
from storage.database import Database, Write
from storage.digests import save_digest
from storage.libraries import save_library
from tests.bench.printed import Ask, measure_ms, say, say_figure, say_times, watch_loop

DUE = datetime(2026, 11, 20, 8, tzinfo=UTC)
LOOKUP_MS = 250.0  # p99 while everything is due (issue of digests)
DIGESTS = 5  # of one server
NEWS = 3  # articles that are new to each server, with one meeting each


@dataclass
class _Clock:
    now: datetime

    def __call__(self) -> datetime:
        return self.now


async def measure_digests(database: Database, servers: int, ask: Ask) -> None:
    """Make ``servers`` libraries with five digests each, all due in one minute; print how long making them takes."""
    count = servers * DIGESTS
    await _make_servers(database, servers)
    desk = DigestDesk(database, clock=_Clock(DUE + timedelta(seconds=30)))
    await desk.plan_all()  # what a bot does at its start
    say(f"Digests: {count:,} of {servers:,} servers due in one minute, {NEWS} new events each, on the same file")
    waited: list[float] = []

    async def look_up() -> None:
        while True:
            waited.extend(await measure_ms(ask, 1))
            await asyncio.sleep(0.02)

    looking = asyncio.create_task(look_up())
    async with watch_loop() as late:
        started = time.perf_counter()
        while await desk.compose_due():
            pass
        took = time.perf_counter() - started
    looking.cancel()
    await asyncio.wait({looking})
    async with database.read(deadline_s=None) as read:
        made = int(await read.fetch_value("SELECT count(*) FROM delivery WHERE state = 'pending'"))
    say_figure(
        "composed", f"{made:,} in {took:.1f} s, {1000 * took / count:.1f} ms each", f"{count:,}", within=made == count
    )
    say_times("lookups meanwhile", waited, LOOKUP_MS)
    say_times("event loop late meanwhile", late)


async def _make_servers(database: Database, servers: int) -> None:
    async with database.transaction() as write:
        reports = [await _save_report(write, number) for number in range(NEWS)]
        first = 1 + int(await write.fetch_value("SELECT max(library_id) FROM library"))
        event = 1 + int(await write.fetch_value("SELECT max(event_id) FROM event"))
    for number in range(servers):
        library = LibraryId(first + number)
        async with database.transaction() as write:
            await save_library(write, library, now=DUE)
            for place in range(DIGESTS):
                order = Order(5000 + place, Calendar(Every.DAY, "UTC", at=time_of_day(8)))
                created = DUE - timedelta(days=1, minutes=-1)
                await save_digest(write, library, order, user_id=None, now=created, next_at=DUE)
            for article_id, report in reports:
                await _file(write, library, article_id, report, event)
                event += 1


async def _save_report(write: Write, number: int) -> tuple[ArticleId, int]:
    """A public article with one meeting: its id and its report's."""
    text = f"Minister Able{number} Oke met Envoy Baker{number} Ure in Minsk at {time.time_ns()}."
    url = f"https://news.example/digest/{time.time_ns()}"
    new = NewArticle(text, "Gazette", "2026-11-19", None, url, None, "en", text, private=False)
    saved = await save_article(write, new, owner=None, now=DUE)
    await mark_read(write, saved.article_id)
    names = (f"Able{number} Oke", f"Baker{number} Ure")
    fact = Meeting(MeetingKind.TALKS, names, "Minsk", "2026-11-19", MeetingStatus.HELD, ())
    report = await write.execute(
        "INSERT INTO report (article_id, kind, ordinal, fields) VALUES (:article, 'meeting', 0, :fields)",
        {"article": saved.article_id, "fields": json.dumps(fact_fields(fact))},
    )
    await write.execute(
        "INSERT INTO quote (report_id, ordinal, start, end, text) VALUES (:report, 0, 0, :end, :text)",
        {"report": report, "end": len(text), "text": text},
    )
    return saved.article_id, report


async def _file(write: Write, library: LibraryId, article_id: ArticleId, report: int, event: int) -> None:
    row = {"library": library, "article": article_id, "report": report, "event": event}
    await write.execute(
        "INSERT INTO shelf (library_id, article_id, shelved_at, baseline, filed) VALUES (:library, :article, 0, 0, 1)",
        row,
    )
    await write.execute(
        "INSERT INTO event (event_id, library_id, kind, day, last_day, status, filed_at)"
        " VALUES (:event, :library, 'meeting', 20776, 20776, 'held', 0)",
        row,
    )
    await write.execute(
        "INSERT INTO event_report (event_id, report_id, parties, filed_at) VALUES (:event, :report, '[]', 0)", row
    )
