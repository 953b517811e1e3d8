"""The one function that fetches, against hostile servers on loopback."""

from __future__ import annotations

import asyncio
import gzip
import json
import socket
import tracemalloc
import zlib
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.core.addresses import AddressPolicy
from bot.core.freshness import Freshness
from bot.core.urls import BadUrl
from bot.intake.body import PAGE_CAP
from bot.intake.fetch import AT_ONCE, AT_ONCE_PER_HOST, Fetcher, LookUp
from bot.intake.fetch_faults import FetchFailed, FetchFault
from tests.intake.servers import LoopbackOnly, Speak, compose_answer, open_server, open_site, redirect

SSRF = Path(__file__).parents[2] / "../shared/hostile/ssrf_urls.jsonl"
NOW = datetime(2024, 9, 1, 12, tzinfo=UTC)
OUT_OF_REACH = "That address could not be reached."


class Sockets:
    """Counts every socket that is made, by where it is to be connected to."""

    def __init__(self) -> None:
        self.places: Counter[str] = Counter()

    def make(self, family: int, kind: int, protocol: int) -> socket.socket:
        made = _Watched(family, kind, protocol)
        made.places = self.places
        return made


class _Watched(socket.socket):
    places: Counter[str]

    def connect(self, address: object) -> None:
        assert isinstance(address, tuple)
        self.places[str(address[0])] += 1
        if address[0] != "127.0.0.1":
            raise OSError("no test connects to the world")
        super().connect(address)


@asynccontextmanager
async def fetching(
    *ports: int,
    policy: AddressPolicy | None = None,
    look_up: LookUp | None = None,
    sockets: Sockets | None = None,
    total_s: float = 5.0,
) -> AsyncIterator[Fetcher]:
    policy = policy or LoopbackOnly(set(ports))
    make = (sockets or Sockets()).make
    async with Fetcher(clock=lambda: NOW, policy=policy, look_up=look_up, make_socket=make, total_s=total_s) as fetcher:
        yield fetcher


async def fail(fetcher: Fetcher, url: str) -> FetchFailed:
    with pytest.raises(FetchFailed) as failure:
        await fetcher.fetch(url)
    return failure.value


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


async def test_no_socket_is_made_for_any_address_of_the_hostile_list() -> None:
    if not SSRF.exists():
        pytest.skip("the list of hostile addresses is not beside the project")
    sockets, asked = Sockets(), []

    def look_up(host: str, _: int) -> list[tuple[int, str]]:
        asked.append(host)
        return [(socket.AF_INET, "127.0.0.1")]  # every name leads inside

    urls = [json.loads(line)["url"] for line in SSRF.read_text("utf-8").splitlines()]
    async with Fetcher(clock=lambda: NOW, look_up=look_up, make_socket=sockets.make) as fetcher:
        for url in urls:
            with pytest.raises((BadUrl, FetchFailed)):
                await fetcher.fetch(url)
    assert len(urls) > 1_600
    # Two addresses of the list are truly public; nothing else got as far as a socket.
    assert set(sockets.places) <= {"::ffff:d83a:d6ce", "3ffe::1"}


async def test_redirect_to_each_hostile_address_reaches_nothing() -> None:
    if not SSRF.exists():
        pytest.skip("the list of hostile addresses is not beside the project")
    urls = [json.loads(line)["url"] for line in SSRF.read_text("utf-8").splitlines()][::7]
    sockets = Sockets()

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


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_redirect_inside_is_never_followed(status: int) -> None:
    async with open_site() as site, open_site() as canary, fetching(site.port) as fetcher:
        site.pages["/a"] = redirect(canary.url + "/secret", status)
        assert (await fail(fetcher, site.url + "/a")).fault is FetchFault.REFUSED
    assert not canary.asked


async def test_private_address_at_the_end_of_a_chain_is_never_reached() -> None:
    async with open_site() as site, open_site() as canary, fetching(site.port) as fetcher:
        for n in range(3):
            site.pages[f"/{n}"] = redirect(f"/{n + 1}")
        site.pages["/3"] = redirect(canary.url + "/secret")
        assert (await fail(fetcher, site.url + "/0")).fault is FetchFault.REFUSED
    assert not canary.asked


async def test_five_redirects_are_followed_and_six_are_not() -> None:
    async with open_site() as site, fetching(site.port) as fetcher:
        for n in range(6):
            site.pages[f"/{n}"] = redirect(f"{n + 1}")
        site.put("/5", "end")
        assert (await fetcher.fetch(site.url + "/0")).url == site.url + "/5"
        site.pages["/5"] = redirect("/6")
        site.put("/6", "end")
        assert (await fail(fetcher, site.url + "/0")).fault is FetchFault.REDIRECTS


async def test_circle_of_redirects_ends_at_its_second_turn() -> None:
    async with open_site() as site, fetching(site.port) as fetcher:
        site.pages["/a"], site.pages["/b"] = redirect("/b"), redirect("/a")
        assert (await fail(fetcher, site.url + "/a")).fault is FetchFault.REDIRECTS
    assert site.asked == {"/a": 1, "/b": 1}


@pytest.mark.parametrize(
    "place",
    [
        "",
        "file:///etc/passwd",
        "ftp://127.0.0.1/",
        "javascript:1",
        "http://user@127.0.0.1/",
        "http:\\\\127.0.0.1",
        "//",
        "http://",
    ],
)
async def test_redirect_to_nowhere_is_refused(place: str) -> None:
    async with open_site() as site, fetching(site.port) as fetcher:
        site.pages["/a"] = redirect(place)
        assert (await fail(fetcher, site.url + "/a")).fault is FetchFault.REDIRECTS


async def test_two_places_in_one_redirect_are_refused() -> None:
    async with open_site() as site, fetching(site.port) as fetcher:
        site.pages["/a"] = b"HTTP/1.1 302 Moved\r\nLocation: /b\r\nLocation: /c\r\nContent-Length: 0\r\n\r\n"
        assert (await fail(fetcher, site.url + "/a")).fault is FetchFault.REDIRECTS


async def test_place_that_moved_for_good_is_told() -> None:
    async with open_site() as site, fetching(site.port) as fetcher:
        site.pages["/old"], site.pages["/now"] = redirect("/new", 301), redirect("/new", 302)
        site.put("/new", "x")
        assert (await fetcher.fetch(site.url + "/old")).moved_to == site.url + "/new"
        assert (await fetcher.fetch(site.url + "/now")).moved_to is None


@pytest.mark.parametrize(
    ("header", "content", "fault"),
    [
        ("gzip, gzip", gzip.compress(gzip.compress(b"x", mtime=0), mtime=0), FetchFault.ENCODING),
        ("x-unknown", b"x", FetchFault.ENCODING),
        ("identity, br", b"x", FetchFault.ENCODING),
        ("br", b"\x0b\x02\x80hello\x03", FetchFault.ENCODING),
        ("zstd", b"\x28\xb5\x2f\xfd", FetchFault.ENCODING),
        ("deflate", zlib.compress(b"x"), FetchFault.ENCODING),
        ("gzip", b"plain after all", FetchFault.BROKEN),
        ("gzip", gzip.compress(b"words " * 5_000, mtime=0)[:-30], FetchFault.BROKEN),
        ("gzip", gzip.compress(b"", mtime=0) * 200, FetchFault.SIZE),
        ("gzip", gzip.compress(b"\0" * (200 << 20), mtime=0), FetchFault.SIZE),
    ],
)
async def test_content_packed_otherwise_than_once_with_gzip_is_refused(
    header: str, content: bytes, fault: FetchFault
) -> None:
    async with open_site() as site, fetching(site.port) as fetcher:
        site.put("/a", content, Content_Encoding=header)
        assert (await fail(fetcher, site.url + "/a")).fault is fault


@pytest.mark.parametrize("tail", [b"", b"\0" * 100, b"garbage", gzip.compress(b"!", mtime=0)])
async def test_gzip_is_unpacked_once(tail: bytes) -> None:
    async with open_site() as site, fetching(site.port) as fetcher:
        site.put("/a", gzip.compress(b"words " * 50_000) + tail, Content_Encoding="gzip")
        content = (await fetcher.fetch(site.url + "/a")).content
    assert content.startswith(b"words words")
    assert len(content) == 300_000 + (len(tail) == len(gzip.compress(b"!")))


async def test_gzip_body_without_its_header_is_left_packed() -> None:
    async with open_site() as site, fetching(site.port) as fetcher:
        site.put("/a", gzip.compress(b"x"))
        assert (await fetcher.fetch(site.url + "/a")).content[:2] == b"\x1f\x8b"


def make_bomb(mib: int) -> bytes:
    """So many MiB of zeros as gzip, made without holding them."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    return packer.compress(b"<p>") + b"".join(packer.compress(bytes(1 << 20)) for _ in range(mib)) + packer.flush()


@pytest.mark.parametrize("encoding", ["gzip", "x-gzip", "deflate", "br", "zstd"])
async def test_bomb_of_500_mib_takes_less_than_its_cap_of_memory(encoding: str) -> None:
    bomb = make_bomb(500)
    assert len(bomb) < 1 << 20
    async with open_site() as site, fetching(site.port, total_s=20) as fetcher:
        site.put("/a", bomb, Content_Encoding=encoding)
        tracemalloc.start()
        try:
            fault = (await fail(fetcher, site.url + "/a")).fault
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    # What was not offered to the server is not unpacked at all.
    assert fault is (FetchFault.SIZE if "gzip" in encoding else FetchFault.ENCODING)
    assert peak < 20 << 20


def answer_with(head: bytes, *parts: bytes, endless: bytes = b"", pause_s: float = 0.0) -> Speak:
    """A server that answers with a head and parts, then with ``endless`` for ever."""

    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(head)
        for part in parts:
            writer.write(part)
            await writer.drain()
        while endless:
            writer.write(endless)
            await writer.drain()
            await asyncio.sleep(pause_s)

    return speak


OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
FAULTS: dict[str, tuple[Speak, set[FetchFault]]] = {
    "infinite": (answer_with(OK + b"\r\n", endless=b"x" * 65_536), {FetchFault.SIZE}),
    "slow": (answer_with(OK + b"\r\n", endless=b"x", pause_s=0.05), {FetchFault.TIME}),
    "slow headers": (answer_with(OK, endless=b"X-A: 1\r\n", pause_s=0.05), {FetchFault.TIME}),
    "endless hints": (
        answer_with(b"", endless=b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"),
        {FetchFault.TIME, FetchFault.BROKEN},
    ),
    "many headers": (answer_with(OK, *[b"X-%d: 1\r\n" % n for n in range(10_000)], b"\r\nx"), {FetchFault.BROKEN}),
    "big header": (answer_with(OK + b"X: " + b"a" * 1_000_000, b"\r\n\r\nx"), {FetchFault.BROKEN}),
    "length too large": (answer_with(OK + b"Content-Length: 99000000000\r\n\r\nx"), {FetchFault.SIZE}),
    "length negative": (answer_with(OK + b"Content-Length: -1\r\n\r\nx"), {FetchFault.BROKEN}),
    "two lengths": (answer_with(OK + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nxx"), {FetchFault.BROKEN}),
    "length too high": (answer_with(OK + b"Content-Length: 1000\r\n\r\nx"), {FetchFault.BROKEN}),
    "length and chunks": (
        answer_with(OK + b"Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n"),
        {FetchFault.BROKEN},
    ),
    "chunk extensions": (answer_with(CHUNKED, endless=b"1;" + b"a" * 60_000), {FetchFault.BROKEN, FetchFault.TIME}),
    "tiny chunks": (answer_with(CHUNKED, endless=b"1\r\nx\r\n" * 50, pause_s=0.001), {FetchFault.TIME}),
    "trailers": (
        answer_with(CHUNKED + b"1\r\nx\r\n0\r\n", endless=b"X-A: 1\r\n" * 100),
        {FetchFault.BROKEN, FetchFault.TIME},
    ),
    "old http": (answer_with(b"<html>no head at all</html>"), {FetchFault.BROKEN}),
    "second protocol": (answer_with(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), {FetchFault.BROKEN}),
    "nothing": (answer_with(b""), {FetchFault.BROKEN, FetchFault.UNREACHABLE}),
}


@pytest.mark.parametrize("name", FAULTS)
async def test_hostile_server_is_cut_off_with_an_error_of_ours(name: str) -> None:
    speak, faults = FAULTS[name]
    async with open_server(speak) as port, fetching(port, total_s=1.0) as fetcher:
        failure = await fail(fetcher, f"http://127.0.0.1:{port}/")
    assert failure.fault in faults
    assert "SSH" not in failure.sentence


async def test_length_that_is_too_low_never_lets_the_rest_in() -> None:
    speak = answer_with(OK + b"Content-Length: 3\r\n\r\nabcdef")
    async with open_server(speak) as port, fetching(port) as fetcher:
        try:
            assert (await fetcher.fetch(f"http://127.0.0.1:{port}/")).content == b"abc"
        except FetchFailed as failure:
            assert failure.fault is FetchFault.BROKEN  # noqa: PT017  # either is safe; which one is a matter of packets


async def test_hundred_cookies_are_dropped() -> None:
    cookies = b"".join(b"Set-Cookie: c%d=%s\r\n" % (n, b"x" * 4_000) for n in range(100))
    async with (
        open_server(answer_with(OK + cookies + b"Content-Length: 1\r\n\r\nx")) as port,
        fetching(port) as fetcher,
    ):
        assert (await fetcher.fetch(f"http://127.0.0.1:{port}/")).content == b"x"


@pytest.mark.parametrize(
    ("media_type", "start", "size", "fits"),
    [
        ("text/html", b"<html>", PAGE_CAP - 10, True),
        ("text/html", b"<html>", PAGE_CAP + 10, False),
        ("", b"<!doctype html>", PAGE_CAP + 10, False),
        ("application/rss+xml", b"<rss>", 2 * PAGE_CAP - 10, True),
        ("application/rss+xml", b"<rss>", 2 * PAGE_CAP + 10, False),
        ("application/pdf", b"%PDF-", 2 * PAGE_CAP - 10, True),
    ],
)
async def test_size_that_is_taken_depends_on_what_it_is(
    media_type: str,
    start: bytes,
    size: int,
    fits: bool,  # noqa: FBT001
) -> None:
    async with open_site() as site, fetching(site.port) as fetcher:
        site.pages["/a"] = compose_answer(start + b"x" * (size - len(start)), media_type)
        if fits:
            assert len((await fetcher.fetch(site.url + "/a")).content) == size
        else:
            assert (await fail(fetcher, site.url + "/a")).fault is FetchFault.SIZE


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


async def test_plain_server_behind_https_is_an_error_of_ours() -> None:
    async with open_site() as site, fetching(site.port, total_s=0.5) as fetcher:
        failure = await fail(fetcher, f"https://127.0.0.1:{site.port}/")
    assert failure.fault in {FetchFault.CERTIFICATE, FetchFault.UNREACHABLE, FetchFault.TIME}
