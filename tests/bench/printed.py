"""What a benchmark prints: each line says what was measured, the figure, and its limit or its peer."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

Ask = Callable[[], Awaitable[object]]
_WIDTH = 46
_LOOK_S = 0.005  # how often the event loop is looked at


def say(line: str = "") -> None:
    """Print at once, so that a long run is seen to go on."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def say_figure(what: str, figure: str, limit: str = "", *, within: bool | None = None) -> None:
    """One line of a table."""
    verdict = "" if within is None else "   within" if within else "   NOT WITHIN"
    say(f"  {what:{_WIDTH}} {figure:34}{f'limit {limit}' if limit else ''}{verdict}")


def share_of(sorted_times: Sequence[float], share: float) -> float:
    """The value below which this share of sorted values lies; 0.0 of none."""
    return sorted_times[min(len(sorted_times) - 1, int(len(sorted_times) * share))] if sorted_times else 0.0


def say_times(what: str, times_ms: Sequence[float], limit_ms: float | None = None) -> None:
    """p50 and p99 of milliseconds, beside a limit on p99."""
    ranked = sorted(times_ms)
    p50, p99 = share_of(ranked, 0.5), share_of(ranked, 0.99)
    figure = f"p50 {p50:7.1f}   p99 {p99:7.1f} ms"
    if limit_ms is None:
        say_figure(what, figure)
    else:
        say_figure(what, figure, f"p99 {limit_ms:.0f} ms", within=p99 <= limit_ms)


async def measure_ms(ask: Ask, rounds: int) -> list[float]:
    """How long a question takes, each time."""
    times = []
    for _ in range(rounds):
        started = time.perf_counter()
        await ask()
        times.append((time.perf_counter() - started) * 1000)
    return times


@asynccontextmanager
async def watch_loop() -> AsyncIterator[list[float]]:
    """How late the event loop comes back to a task that only sleeps, in milliseconds, while the block runs."""
    late: list[float] = []

    async def look() -> None:
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + _LOOK_S
            await asyncio.sleep(_LOOK_S)
            late.append(max(0.0, loop.time() - due) * 1000)

    task = asyncio.create_task(look())
    try:
        yield late
    finally:
        task.cancel()
        await asyncio.wait({task})


def find_peak_mb(pid: int) -> float | None:
    """The most memory a process has had at once, in MB; None where the system does not tell (only Linux does)."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text("ascii").splitlines()
    except OSError:
        return None
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), None)


def find_cpu_s(pid: int) -> float:
    """The CPU seconds a process has used; 0.0 where the system does not tell."""
    try:
        fields = Path(f"/proc/{pid}/schedstat").read_text("ascii").split()
    except OSError:
        return 0.0
    return int(fields[0]) / 1e9
