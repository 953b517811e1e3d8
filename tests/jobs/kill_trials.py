"""Runs a small newsroom in processes that are killed, and counts what its Discord was told.

    python -m tests.jobs.kill_trials random COUNT SEED FOLDER     killed at COUNT random moments
    python -m tests.jobs.kill_trials steps STEP… FOLDER           each process killed at the next of these steps

Modules are loaded once; each process is a fork of this one, so a trial takes a fraction of a second. The Discord is a
file to which accepted messages are appended; it remembers no nonces at all, so only the history keeps a message from
coming twice. Prints one line of JSON.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import shutil
import signal
import sqlite3
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.core.digest import DigestMessage, Target
from bot.core.models import Facts, LibraryId, Meeting, MeetingKind, MeetingStatus, NewArticle
from bot.core.outcome import Absent, Delivered, Found, Outcome, Sighting
from bot.core.quotes import cut_quote
from bot.intake.filing import file_article
from bot.jobs.compose import DigestDesk
from bot.jobs.deliver import DeliveryDesk
from bot.reading.lexicon.lists import load_gazetteer
from bot.services.digests import DigestService, OrderWords
from storage.articles import mark_read, save_article
from storage.database import Database
from storage.libraries import save_library
from storage.reports import save_reports
from storage.shelves import shelve_article
from storage.sources import NewSource, SourceKind, SourceState, save_source

HOME = LibraryId(101)
ARTICLES = 9  # two messages of five and less
STEPS = (
    "ordering", "ordered", "adding", "stored", "added", "chosen", "composed", "sending", "marked", "accepting",
    "accepted", "posted", "recorded",
)  # fmt: skip


def now() -> datetime:
    return datetime.now(UTC)


class FileDiscord:
    """Appends what it accepts to a file; a line is written whole or not at all."""

    def __init__(self, path: Path, step: Callable[[str], None]) -> None:
        self._path = path
        self._step = step

    async def post(self, target: Target, message: DigestMessage) -> Outcome:
        self._step("accepting")
        await asyncio.sleep(0.001)
        quotes = [card.quote for _, cards in message.groups for card in cards]
        line = json.dumps({"nonce": message.nonce, "channel": target.channel_id, "quotes": quotes}) + "\n"
        with self._path.open("ab", buffering=0) as file:
            file.write(line.encode())
        self._step("accepted")
        await asyncio.sleep(0.001)
        return Delivered(self._count())

    async def find(self, target: Target, nonce: str, *, since: datetime, tried_at: datetime | None) -> Sighting:  # noqa: ARG002  # the shape
        await asyncio.sleep(0.001)
        for number, line in enumerate(read_lines(self._path)):
            if line["nonce"] == nonce:
                return Found(number + 1)
        return Absent()

    async def tell(self, library: LibraryId, channel_id: int | None, sentence: str, *, nonce: str) -> Outcome:  # noqa: ARG002  # the same
        return Delivered(1)

    def _count(self) -> int:
        return len(read_lines(self._path))


def read_lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_bytes().splitlines()] if path.exists() else []


async def live(folder: Path, step: Callable[[str], None]) -> None:
    """Order a digest, bring in the articles one by one, post; what is done already is not done again."""
    async with await Database.open(folder / "library.db") as database:
        digests = DigestService(database, now)
        digests.desk = DigestDesk(database, clock=now, step=step)
        outbox = FileDiscord(folder / "discord.jsonl", step)
        delivery = DeliveryDesk(database, outbox, digests.load_entries, clock=now, step=step, per_second=100_000)
        await delivery.start()
        if not (await digests.list_page(HOME))[0]:
            step("ordering")
            order = await digests.read_order(HOME, OrderWords(5, "at once", zone="UTC"))
            await digests.create(HOME, order, actor=1)
            step("ordered")
        for number in range(ARTICLES):
            await bring_in(database, number, step)
            if number % 3 == 2:
                await digests.desk.compose_due()
                await delivery.post_due()
        await digests.desk.compose_due()
        while await delivery.post_due():
            continue


async def bring_in(database: Database, number: int, step: Callable[[str], None]) -> None:
    text = f"Minister Number{number} Able met Envoy Number{number} Baker in Minsk."
    step("adding")
    async with database.transaction() as write:
        await save_library(write, HOME, now=now())
        new = NewArticle(f"Talks {number}", "Gazette", "2024-08-23", None, None, None, "en", text, private=True)
        known = await write.fetch_value("SELECT 1 FROM source WHERE title = :t", {"t": new.title})
        if known:
            return
        source = NewSource(SourceKind.TEXT, None, new.title, "Gazette", SourceState.DONE, None, 0)
        source_id = await save_source(write, HOME, source, now=now())
        saved = await save_article(write, new, owner=HOME, now=now())
        await shelve_article(write, HOME, saved.article_id, source_id, baseline=False, now=now())
        step("stored")
        quote = cut_quote(text, 0, len(text))
        names = (f"Number{number} Able", f"Number{number} Baker")
        day = f"2024-08-{number + 1:02}"
        met = Meeting(MeetingKind.TALKS, names, "Minsk", day, MeetingStatus.HELD, (quote,))
        await save_reports(write, saved.article_id, Facts(meetings=(met,)))
        await mark_read(write, saved.article_id)
        await file_article(write, HOME, saved.article_id, now())
    step("added")


def run(folder: Path, kill_at: tuple[str, int] | None = None, kill_after_s: float | None = None) -> bool:
    """One life of the bot in a process of its own; True when it came to its end by itself."""
    child = os.fork()
    if child == 0:
        try:
            seen: Counter[str] = Counter()

            def step(name: str) -> None:
                seen[name] += 1
                if kill_at == (name, seen[name]):
                    os.kill(os.getpid(), signal.SIGKILL)

            asyncio.run(live(folder, step))
        except BaseException as error:  # noqa: BLE001  # the parent tells from the code
            sys.stderr.write(f"{error!r}\n")
            os._exit(3)
        os._exit(0)
    if kill_after_s is not None:
        time.sleep(kill_after_s)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status) != 0:
        raise RuntimeError("a life ended with an error")
    return os.WIFEXITED(status)


def judge(folder: Path) -> dict[str, int]:
    """How much was lost, doubled or spoilt."""
    with closing(sqlite3.connect(folder / "library.db")) as opened:
        sound = opened.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        sound = sound and opened.execute("PRAGMA foreign_key_check").fetchall() == []
        pending = opened.execute("SELECT count(*) FROM delivery WHERE state <> 'sent'").fetchone()[0]
    told: Counter[str] = Counter()
    for line in read_lines(folder / "discord.jsonl"):
        told.update(line["quotes"])
    return {
        "lost": ARTICLES - len(told),
        "doubled": sum(count - 1 for count in told.values()),
        "unsound": int(not sound),
        "left": pending,
    }


def is_sound(folder: Path) -> bool:
    path = folder / "library.db"
    if not path.exists():
        return True
    with closing(sqlite3.connect(path)) as opened:
        return opened.execute("PRAGMA quick_check").fetchall() == [("ok",)]


def run_random(count: int, seed: int, folder: Path) -> dict[str, int]:
    chance = random.Random(seed)  # noqa: S311  # moments, not secrets
    total: Counter[str] = Counter()
    started = time.monotonic()
    run(_fresh(folder / "measured"))
    life_s = time.monotonic() - started
    trial = 0
    while total["kills"] < count:
        trial += 1
        place = _fresh(folder / f"trial{trial}")
        # At most six deaths in one story; then it may live.
        for _ in range(min(6, count - total["kills"])):
            if run(place, kill_after_s=chance.uniform(0, life_s)):
                break
            total["kills"] += 1
            total["unsound"] += int(not is_sound(place))
        run(place)
        total.update(judge(place))
        shutil.rmtree(place)
    return dict(total) | {"trials": trial}


def run_steps(steps: list[str], folder: Path) -> dict[str, int]:
    """Each ``name:number`` ends one life at that step's so-and-so-many-th time."""
    place = _fresh(folder / "steps")
    kills = 0
    for wanted in steps:
        name, _, number = wanted.partition(":")
        kills += not run(place, kill_at=(name, int(number or 1)))
    run(place)
    return judge(place) | {"kills": kills}


def _fresh(place: Path) -> Path:
    place.mkdir(parents=True)
    return place


if __name__ == "__main__":
    load_gazetteer()  # once, before the forks
    match sys.argv[1:]:
        case ["random", how_many, seeded, at]:
            print(json.dumps(run_random(int(how_many), int(seeded), Path(at))))  # noqa: T201  # its answer
        case ["steps", *named, at]:
            print(json.dumps(run_steps(named, Path(at))))  # noqa: T201  # the same
        case _:
            sys.exit("random COUNT SEED FOLDER, or steps STEP… FOLDER")
