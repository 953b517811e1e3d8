"""A process full of hostile web sites, so that what they send is no work of the process that is measured."""

from __future__ import annotations

import asyncio
import multiprocessing
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection

from tests.intake.servers import open_server

_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n"
_ITEM = b"<item><title>T</title><link>https://e.example/%d</link><guid>%d</guid></item>"
KINDS = (
    "slow body", "slow head", "without end", "gzip bomb", "one long comment", "ampersands", "open tags", "many entries",
    "nested", "attributes", "entities",
)  # fmt: skip


def _wrap(part: bytes) -> bytes:
    return b"<rss version='2.0'><channel><title>T</title>" + part + b"</channel></rss>"


def _make_bodies() -> dict[str, bytes]:
    packer = zlib.compressobj(9, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    bomb = b"".join(packer.compress(bytes(1 << 20)) for _ in range(500)) + packer.flush()
    return {
        "gzip bomb": bomb,
        "one long comment": _wrap(b"<!--" + b"word " * 1_600_000 + b"-->"),
        "ampersands": _wrap(b"<item><title>" + b"&" * 2_000_000 + b"</title></item>"),
        "open tags": _wrap(b"<item><title>" + b"<" * 400_000 + b"</title></item>"),
        "many entries": _wrap(b"".join(_ITEM % (n, n) for n in range(100_000)))[: 10 << 20],
        "nested": _wrap(b"<a>" * 100_000),
        "attributes": _wrap(b"<item " + b"".join(b'a%d="1" ' % n for n in range(40_000)) + b"></item>"),
        "entities": b"<!DOCTYPE r [" + b"".join(b'<!ENTITY e%d "x">' % n for n in range(40_000)) + b"]><rss></rss>",
    }


async def _serve(port: Connection) -> None:
    bodies = _make_bodies()

    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        kind = head.split(b" ")[1].decode("ascii").strip("/").replace("-", " ")
        body = bodies.get(kind, b"")
        match kind:
            case "slow head":
                writer.write(b"HTTP/1.1 200 OK\r\n")
                while True:
                    writer.write(b"X: 1\r\n")
                    await writer.drain()
                    await asyncio.sleep(0.2)
            case "slow body" | "without end":
                writer.write(_HEAD + b"\r\n<rss>")
                while True:
                    writer.write(b" " * (1 if kind == "slow body" else 1 << 16))
                    await writer.drain()
                    await asyncio.sleep(0.2 if kind == "slow body" else 0)
            case _:
                packed = b"Content-Encoding: gzip\r\n" if kind == "gzip bomb" else b""
                writer.write(_HEAD + packed + b"Content-Length: %d\r\n\r\n" % len(body) + body)
                await writer.drain()

    async with open_server(speak) as number:
        port.send(number)
        await asyncio.Event().wait()


def _run(port: Connection) -> None:
    asyncio.run(_serve(port))


@contextmanager
def open_hostile_sites() -> Iterator[int]:
    """The sites in a process of their own; the port at which all of them are."""
    spawning = multiprocessing.get_context("spawn")
    ours, theirs = spawning.Pipe()
    process = spawning.Process(target=_run, args=(theirs,), daemon=True)
    process.start()
    try:
        if not ours.poll(60):
            raise TimeoutError("the hostile sites did not start")
        yield int(ours.recv())
    finally:
        process.kill()
        process.join()
