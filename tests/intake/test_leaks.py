"""A day's fetches in a row: what the bot holds afterwards is what it held before."""

from __future__ import annotations

import asyncio
import gc
import os
from pathlib import Path

import pytest

from bot.core.errors import UserError
from bot.intake.fetch import Fetcher
from tests.intake.fetching import NOW
from tests.intake.servers import LoopbackOnly, Site, open_site, redirect

STATUS = Path("/proc/self/status")


def count_descriptors() -> int:
    if not Path("/proc/self/fd").exists():
        pytest.skip("only Linux tells how many files are open")
    return len(os.listdir("/proc/self/fd"))  # noqa: PTH208  # names are all that is wanted


def find_resident_mib() -> float:
    gc.collect()
    line = next(line for line in STATUS.read_text("ascii").splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def put_all_kinds(site: Site) -> list[str]:
    """Addresses of answers of all kinds, sound and not."""
    site.put("/page", "<p>" + "words " * 2_000)
    site.put("/etag", "x", ETag='"1"')
    site.pages["/moved"] = redirect("/page", 301)
    site.pages["/circle"] = redirect("/circle")
    site.pages["/inside"] = redirect("http://10.0.0.1/")
    site.pages["/cut"] = b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nx"
    site.pages["/noise"] = b"SSH-2.0\r\n"
    site.pages["/busy"] = b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n"
    names = ("page", "etag", "moved", "circle", "inside", "cut", "noise", "busy", "absent")
    return [f"{site.url}/{name}" for name in names] + ["http://localhost/", "http://127.0.0.1:6379/"]


async def fetch_often(fetcher: Fetcher, urls: list[str], times: int) -> None:
    for number in range(times):
        try:
            # Each address is a new one, as articles' are: what is remembered by address must be forgotten.
            await fetcher.fetch(f"{urls[number % len(urls)]}?n={number}" if number % 3 else urls[number % len(urls)])
        except UserError:
            continue


async def hold_steady(first: int, then: int) -> float:
    """Fetch; MiB that were kept for each further thousand."""
    async with open_site() as site, Fetcher(clock=lambda: NOW, policy=LoopbackOnly({site.port}), total_s=5) as fetcher:
        urls = put_all_kinds(site)
        await fetch_often(fetcher, urls, first)
        site.headers.clear()
        site.asked.clear()
        files, tasks, memory = count_descriptors(), len(asyncio.all_tasks()), find_resident_mib()
        await fetch_often(fetcher, urls, then)
        site.headers.clear()
        site.asked.clear()
        await asyncio.sleep(0.1)
        assert count_descriptors() <= files + 2
        assert len(asyncio.all_tasks()) <= tasks + 2
        assert not fetcher._running
        assert not fetcher._hosts
        return (find_resident_mib() - memory) / then * 1_000


async def test_fetches_leave_no_open_file_no_task_and_no_entry_in_a_table() -> None:
    await hold_steady(50, 250)


@pytest.mark.soak
@pytest.mark.timeout(1_800)
async def test_thousands_of_fetches_keep_less_than_a_mebibyte_for_each_thousand() -> None:
    assert await hold_steady(3_000, 12_000) < 1.0
