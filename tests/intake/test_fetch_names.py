"""What stands behind a name: every address of the list as an answer and as a redirect, and name servers that fail."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_address

import pytest

from bot.core.addresses import PublicOnly
from bot.core.urls import BadUrl
from bot.intake import fetch
from bot.intake.fetch import Fetcher
from bot.intake.fetch_faults import FetchFailed, FetchFault
from tests.intake.fetching import NOW, OUT_OF_REACH, Sockets, fail, fetching
from tests.intake.servers import LoopbackOnly, open_site, redirect
from tests.shared import shared_rows


class PublicAndOneSite(PublicOnly):
    """The real policy, and the test's own site."""

    def __init__(self, port: int) -> None:
        self._port = port

    def allows_address(self, address: str) -> bool:
        return address == "127.0.0.1" or super().allows_address(address)

    def allows_port(self, port: int) -> bool:
        return port == self._port or super().allows_port(port)


def family_of(address: str) -> int:
    return socket.AF_INET6 if ip_address(address).version == 6 else socket.AF_INET


async def test_every_address_of_the_list_as_the_answer_of_a_name_gets_its_verdict() -> None:
    vectors = shared_rows("hostile/ip_vectors.jsonl")
    answers = {f"n{number}.example": vector["ip"] for number, vector in enumerate(vectors)}

    def look_up(host: str, _: int) -> list[tuple[int, str]]:
        return [(family_of(answers[host]), answers[host])]

    verdicts = {"allow": 0, "block": 0}
    for number, vector in enumerate(vectors):
        sockets = Sockets()
        async with Fetcher(clock=lambda: NOW, look_up=look_up, make_socket=sockets.make) as fetcher:
            assert (await fail(fetcher, f"http://n{number}.example/")).sentence == OUT_OF_REACH
        verdict = vector["expect"].partition(":")[0]
        verdicts[verdict] += 1
        assert len(sockets.places) == (1 if verdict == "allow" else 0), vector["ip"]
    assert verdicts == {"allow": 76, "block": 243}


async def test_every_address_of_the_list_as_the_end_of_a_redirect_gets_its_verdict() -> None:
    vectors = shared_rows("hostile/ip_vectors.jsonl")
    async with open_site() as site:
        for number, vector in enumerate(vectors):
            address = vector["ip"]
            if address == "127.0.0.1":  # the site's own; as a literal and as an answer it has its verdict elsewhere
                continue
            host = f"[{address}]" if ":" in address else address
            site.pages[f"/{number}"] = redirect(f"http://{host}/")
            sockets = Sockets()
            async with fetching(policy=PublicAndOneSite(site.port), sockets=sockets) as fetcher:
                await fail(fetcher, f"{site.url}/{number}")
            reached = {place for place in sockets.places if place != "127.0.0.1"}
            assert bool(reached) is (vector["expect"] == "allow"), address


async def test_inside_an_open_port_and_a_closed_one_are_the_same_because_neither_is_tried() -> None:
    async with open_site() as site:
        sockets = Sockets()
        async with Fetcher(clock=lambda: NOW, make_socket=sockets.make) as fetcher:
            failures = [
                await fail(fetcher, url) for url in (f"{site.url}/", "http://127.0.0.1:80/", "http://10.0.0.1/")
            ]
        assert {(failure.sentence, failure.fault) for failure in failures} == {(OUT_OF_REACH, FetchFault.REFUSED)}
        assert not sockets.places
        assert not site.asked


@contextmanager
def silent_for_ever() -> Iterator[threading.Event]:
    """A name server that does not answer until the test is over."""
    over = threading.Event()
    try:
        yield over
    finally:
        over.set()


async def test_silent_name_server_is_given_up_and_keeps_nobody_else_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "LOOK_UP_S", 0.3)  # 5 seconds in earnest; every name is given up before a page would be
    assert fetch.LOOK_UP_S < fetch.TOTAL_S
    with silent_for_ever() as over:

        def look_up(host: str, _: int) -> list[tuple[int, str]]:
            if host.startswith("silent"):
                over.wait(30)
            return [(socket.AF_INET, "127.0.0.1")]

        async with open_site() as site:
            site.put("/", "x")
            names = frozenset({"sound.example", *(f"silent{n}.example" for n in range(fetch.AT_ONCE))})
            policy = LoopbackOnly({site.port}, names)
            async with fetching(policy=policy, look_up=look_up) as fetcher:
                waiting = [
                    asyncio.create_task(fetcher.fetch(f"http://silent{n}.example:{site.port}/"))
                    for n in range(fetch.AT_ONCE)
                ]
                await asyncio.sleep(0)
                assert (await fetcher.fetch(f"http://sound.example:{site.port}/")).content == b"x"
                ended = await asyncio.gather(*waiting, return_exceptions=True)
                over.set()
    assert {type(each) for each in ended} == {FetchFailed}
    assert {each.sentence for each in ended if isinstance(each, FetchFailed)} == {OUT_OF_REACH}


async def test_answer_that_comes_late_is_checked_all_the_same() -> None:
    sockets = Sockets()

    def look_up(_: str, __: int) -> list[tuple[int, str]]:
        threading.Event().wait(0.2)
        return [(socket.AF_INET, "10.0.0.1")]

    async with Fetcher(clock=lambda: NOW, look_up=look_up, make_socket=sockets.make) as fetcher:
        assert (await fail(fetcher, "http://late.example/")).fault is FetchFault.UNREACHABLE
    assert not sockets.places


@pytest.mark.parametrize(
    "error",
    [
        socket.gaierror(socket.EAI_NONAME, "Name or service not known"),
        socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution"),  # SERVFAIL, and names in a circle
        socket.gaierror(socket.EAI_FAIL, "Non-recoverable failure in name resolution"),
        socket.gaierror(-5, "No address associated with hostname"),
    ],
)
async def test_name_that_does_not_resolve_is_out_of_reach(error: OSError) -> None:
    def look_up(_: str, __: int) -> list[tuple[int, str]]:
        raise error

    async with Fetcher(clock=lambda: NOW, look_up=look_up) as fetcher:
        assert (await fail(fetcher, "http://nowhere.example/")).sentence == OUT_OF_REACH


@pytest.mark.parametrize("host", ["a" * 64 + ".example", ".".join(["a" * 60] * 5), "a..example", "-a.example"])
async def test_name_that_can_be_none_is_refused_before_it_is_looked_up(host: str) -> None:
    asked: list[str] = []

    def look_up(name: str, _: int) -> list[tuple[int, str]]:
        asked.append(name)
        return []

    async with Fetcher(clock=lambda: NOW, look_up=look_up) as fetcher:
        with pytest.raises(BadUrl):
            await fetcher.fetch(f"http://{host}/")
    assert not asked


async def test_no_more_than_four_of_five_hundred_addresses_are_tried() -> None:
    sockets = Sockets()
    found = [(socket.AF_INET, f"93.184.{n // 250}.{n % 250 + 1}") for n in range(500)]
    async with Fetcher(clock=lambda: NOW, look_up=lambda _, __: found, make_socket=sockets.make) as fetcher:
        await fail(fetcher, "http://many.example/")
    assert 1 <= len(sockets.places) <= fetch.ADDRESSES
