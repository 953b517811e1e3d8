"""No address inside is ever reached, whatever way leads to it, and nobody can tell what stands there."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator

import pytest

from bot.core.urls import BadUrl
from bot.intake.fetch import Fetcher
from bot.intake.fetch_faults import FetchFailed, FetchFault
from tests.intake.fetching import NOW, OUT_OF_REACH, Sockets, fail, fetching
from tests.intake.servers import LoopbackOnly, open_server, open_site, redirect
from tests.shared import shared_rows


def hostile_urls() -> list[str]:
    return [row["url"] for row in shared_rows("hostile/ssrf_urls.jsonl")]


async def test_no_socket_is_made_for_any_address_of_the_hostile_list() -> None:
    urls, sockets, asked = hostile_urls(), Sockets(), []

    def look_up(host: str, _: int) -> list[tuple[int, str]]:
        asked.append(host)
        return [(socket.AF_INET, "127.0.0.1")]  # every name leads inside

    async with Fetcher(clock=lambda: NOW, look_up=look_up, make_socket=sockets.make) as fetcher:
        for url in urls:
            with pytest.raises((BadUrl, FetchFailed)):
                await fetcher.fetch(url)
    assert len(urls) > 1_600
    assert len(asked) > 90, "names of the list get as far as being looked up"
    # Two addresses of the list are truly public; nothing else got as far as a socket.
    assert set(sockets.places) <= {"::ffff:d83a:d6ce", "3ffe::1"}


async def test_redirect_to_each_hostile_address_reaches_nothing() -> None:
    urls, sockets = hostile_urls()[::7], Sockets()

    def look_up(_: str, __: int) -> list[tuple[int, str]]:
        return [(socket.AF_INET, "10.0.0.1")]

    async with open_site() as site:

        class FirstHopOnly(LoopbackOnly):
            def allows_name(self, host: str) -> bool:
                return bool(host)

        async with fetching(policy=FirstHopOnly({site.port}), look_up=look_up, sockets=sockets) as fetcher:
            for number, url in enumerate(urls):
                if "\r" in url or "\n" in url or f":{site.port}" in url or not url.isascii():
                    continue
                site.pages[f"/{number}"] = redirect(url)
                with pytest.raises(FetchFailed):
                    await fetcher.fetch(f"{site.url}/{number}")
    assert set(sockets.places) == {"127.0.0.1"}
    assert sockets.places["127.0.0.1"] < 2 * len(urls)


async def test_name_with_one_bad_address_is_refused_whole() -> None:
    sockets = Sockets()

    def look_up(_: str, __: int) -> list[tuple[int, str]]:
        return [(socket.AF_INET, "93.184.216.34"), (socket.AF_INET, "10.0.0.5")]

    async with Fetcher(clock=lambda: NOW, look_up=look_up, make_socket=sockets.make) as fetcher:
        assert (await fail(fetcher, "http://mixed.example/")).sentence == OUT_OF_REACH
    assert not sockets.places


@pytest.mark.parametrize("address", ["::ffff:10.0.0.1", "::1", "fe80::1", "64:ff9b::7f00:1", "2002:7f00:1::1"])
async def test_name_with_a_bad_ipv6_address_is_refused(address: str) -> None:
    sockets = Sockets()
    found = [(socket.AF_INET6, address)]
    async with Fetcher(clock=lambda: NOW, look_up=lambda _, __: found, make_socket=sockets.make) as fetcher:
        assert (await fail(fetcher, "http://six.example/")).sentence == OUT_OF_REACH
    assert not sockets.places


async def test_address_that_was_checked_is_the_one_connected_to() -> None:
    answers: Iterator[list[tuple[int, str]]] = iter([[(socket.AF_INET, "127.0.0.1")], [(socket.AF_INET, "10.0.0.1")]])
    asked, sockets = [], Sockets()

    def look_up(host: str, _: int) -> list[tuple[int, str]]:
        asked.append(host)
        return next(answers)

    async with open_site() as site:
        site.put("/a", "x")
        policy = LoopbackOnly({site.port}, frozenset({"rebind.example"}))
        async with fetching(policy=policy, look_up=look_up, sockets=sockets) as fetcher:
            url = f"http://rebind.example:{site.port}/a"
            assert (await fetcher.fetch(url)).content == b"x"
            assert (await fail(fetcher, url)).fault is FetchFault.UNREACHABLE
    assert (len(asked), dict(sockets.places)) == (2, {"127.0.0.1": 1})


async def test_at_most_four_addresses_of_a_name_are_tried() -> None:
    sockets = Sockets()
    found = [(socket.AF_INET, f"93.184.216.{n}") for n in range(100)]
    async with Fetcher(clock=lambda: NOW, look_up=lambda _, __: found, make_socket=sockets.make) as fetcher:
        await fail(fetcher, "http://many.example/")
    assert 1 <= len(sockets.places) <= 4


@pytest.mark.parametrize("error", [OSError("no"), UnicodeError("label"), socket.gaierror(-2, "unknown")])
async def test_name_that_can_t_be_looked_up_is_out_of_reach(error: Exception) -> None:
    def look_up(_: str, __: int) -> list[tuple[int, str]]:
        raise error

    async with Fetcher(clock=lambda: NOW, look_up=look_up) as fetcher:
        assert (await fail(fetcher, "http://nowhere.example/")).sentence == OUT_OF_REACH


async def test_refused_unreachable_silent_and_blocked_sound_the_same() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        closed = taken.getsockname()[1]

        async def keep_silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.read()

        async def reset(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.transport.abort()

        async def greet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(b"SSH-2.0-OpenSSH_9.6 secret-banner\r\n")
            await writer.drain()

        async with open_server(keep_silent) as silent, open_server(reset) as resetting, open_server(greet) as banner:
            ports = (closed, silent, resetting, banner)
            async with fetching(*ports, total_s=0.5) as fetcher:
                failures = [await fail(fetcher, f"http://127.0.0.1:{port}/") for port in (*ports, 6379)]
                failures.append(await fail(fetcher, "http://10.0.0.1/"))
                failures.append(await fail(fetcher, "http://localhost/"))
    assert {failure.sentence for failure in failures} == {OUT_OF_REACH}
    assert failures[1].fault is FetchFault.TIME
    assert failures[-1].fault is FetchFault.REFUSED
