"""What the one function that fetches asks for, and what it says came back."""

from __future__ import annotations

import asyncio
import socket

import pytest

from bot.core.freshness import Freshness
from bot.intake.fetch import AT_ONCE, AT_ONCE_PER_HOST
from bot.intake.fetch_faults import FetchFault
from tests.intake.fetching import Sockets, fail, fetching
from tests.intake.servers import LoopbackOnly, open_site


async def test_page_is_fetched_with_its_type_and_validators() -> None:
    async with open_site() as site, fetching(site.port) as fetcher:
        site.put("/a", "hello", "Text/HTML; Charset=UTF-8", ETag='"1"', Last_Modified="x", Cache_Control="max-age=60")
        fetched = await fetcher.fetch(site.url + "/a#part")
    assert (fetched.content, fetched.media_type, fetched.charset) == (b"hello", "text/html", "UTF-8")
    assert fetched.freshness == Freshness('"1"', "x", 60)
    assert (fetched.url, fetched.moved_to, fetched.unchanged) == (site.url + "/a", None, False)


async def test_request_carries_no_cookie_no_credential_and_offers_gzip_alone() -> None:
    async with open_site() as site, fetching(site.port) as fetcher:
        site.put("/a", "x", Set_Cookie="a=b; Path=/")
        await fetcher.fetch(site.url + "/a")
        await fetcher.fetch(site.url + "/a")
    assert all("cookie" not in headers and "authorization" not in headers for headers in site.headers)
    assert {headers["accept-encoding"] for headers in site.headers} == {"gzip"}


async def test_proxy_of_the_environment_is_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    async with open_site() as site, fetching(site.port) as fetcher:
        site.put("/a", "x")
        assert (await fetcher.fetch(site.url + "/a")).content == b"x"


@pytest.mark.parametrize(
    ("status", "retry", "seconds", "passing"),
    [
        (429, "10", 10, True),
        (429, "-1", None, True),
        (503, "Sun, 01 Sep 2024 13:00:00 GMT", 3_600, True),
        (503, "Sun, 01 Sep 2020 13:00:00 GMT", None, True),
        (429, "soon", None, True),
        (404, "", None, False),
        (403, "", None, False),
        (500, "", None, True),
        (429, "9" * 30, 315_360_000, True),
    ],
)
async def test_status_is_told_with_when_to_come_back(
    status: int,
    retry: str,
    seconds: int | None,
    passing: bool,  # noqa: FBT001
) -> None:
    async with open_site() as site, fetching(site.port) as fetcher:
        site.pages["/a"] = f"HTTP/1.1 {status} X\r\nRetry-After: {retry}\r\nContent-Length: 0\r\n\r\n".encode()
        failure = await fail(fetcher, site.url + "/a")
    assert (failure.fault, failure.status, failure.retry_after_s) == (FetchFault.STATUS, status, seconds)
    assert failure.passing is passing


async def test_gone_is_told_apart_from_missing() -> None:
    async with open_site() as site, fetching(site.port) as fetcher:
        site.pages["/a"] = b"HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n"
        assert (await fail(fetcher, site.url + "/a")).fault is FetchFault.GONE


async def test_hundred_who_ask_for_one_address_share_one_request() -> None:
    async with open_site() as site, fetching(site.port) as fetcher:
        site.pause_s = 0.05
        site.put("/a", "x")
        answers = await asyncio.gather(*(fetcher.fetch(site.url + "/a") for _ in range(100)))
    assert {answer.content for answer in answers} == {b"x"}
    assert site.asked["/a"] == 1


async def test_one_who_gives_up_does_not_take_the_answer_from_the_others() -> None:
    async with open_site() as site, fetching(site.port) as fetcher:
        site.pause_s = 0.05
        site.put("/a", "x")
        first, second = (asyncio.create_task(fetcher.fetch(site.url + "/a")) for _ in range(2))
        await asyncio.sleep(0.01)
        first.cancel()
        assert (await second).content == b"x"
        with pytest.raises(asyncio.CancelledError):
            await first


async def test_two_requests_at_once_to_a_host_and_the_table_of_hosts_empties() -> None:
    async with open_site() as site, fetching(site.port) as fetcher:
        site.pause_s = 0.01
        for n in range(30):
            site.put(f"/{n}", "x")
        await asyncio.gather(*(fetcher.fetch(f"{site.url}/{n}") for n in range(30)))
        assert site.most_at_once == AT_ONCE_PER_HOST
        assert not fetcher._hosts
        assert not fetcher._running


async def test_sixteen_requests_at_once_in_all() -> None:
    names = frozenset(f"n{n}.example" for n in range(40))
    async with open_site() as site:
        site.pause_s = 0.05
        site.put("/", "x")
        policy = LoopbackOnly({site.port}, names)
        found = [(socket.AF_INET, "127.0.0.1")]
        async with fetching(policy=policy, look_up=lambda _, __: found, total_s=20) as fetcher:
            await asyncio.gather(*(fetcher.fetch(f"http://{name}:{site.port}/") for name in names))
        assert 2 < site.most_at_once <= AT_ONCE


async def test_each_request_has_a_connection_of_its_own() -> None:
    sockets = Sockets()
    async with open_site() as site, fetching(site.port, sockets=sockets) as fetcher:
        site.put("/a", "x")
        for _ in range(3):
            await fetcher.fetch(site.url + "/a")
    assert sockets.places["127.0.0.1"] == 3
