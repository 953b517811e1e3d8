"""Servers that send too much, too slowly, packed too often or in no known form are cut off with an error of ours."""

from __future__ import annotations

import asyncio
import gzip
import tracemalloc
import zlib

import pytest

from bot.intake.body import PAGE_CAP
from bot.intake.fetch_faults import FetchFailed, FetchFault
from tests.intake.fetching import fail, fetching
from tests.intake.servers import Speak, compose_answer, open_server, open_site


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


async def test_plain_server_behind_https_is_an_error_of_ours() -> None:
    async with open_site() as site, fetching(site.port, total_s=0.5) as fetcher:
        failure = await fail(fetcher, f"https://127.0.0.1:{site.port}/")
    assert failure.fault in {FetchFault.CERTIFICATE, FetchFault.UNREACHABLE, FetchFault.TIME}
