"""Loopback servers for tests that fetch, and the policy that lets a fetcher reach them and nothing else."""

from __future__ import annotations

import asyncio
import ssl
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field


@dataclass
class LoopbackOnly:
    """Lets the fetcher reach 127.0.0.1 on the ports of a test's own servers; everything else is refused."""

    ports: set[int] = field(default_factory=set)
    names: frozenset[str] = frozenset()

    def allows_name(self, host: str) -> bool:
        return host in self.names

    def allows_address(self, address: str) -> bool:
        return address == "127.0.0.1"

    def allows_port(self, port: int) -> bool:
        return port in self.ports


Answer = Callable[[str, dict[str, str]], bytes]  # path and request headers -> the raw answer
Speak = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Site:
    """A loopback web server whose pages are set by the test."""

    port: int = 0
    scheme: str = "http"
    pages: dict[str, bytes] = field(default_factory=dict)  # path -> raw answer
    asked: Counter[str] = field(default_factory=Counter)  # path -> requests
    headers: list[dict[str, str]] = field(default_factory=list)  # of each request
    at_once: int = 0
    most_at_once: int = 0
    pause_s: float = 0.0

    @property
    def url(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}"

    def put(self, path: str, body: bytes | str, media_type: str = "text/html; charset=utf-8", **headers: str) -> None:
        content = body.encode() if isinstance(body, str) else body
        self.pages[path] = compose_answer(content, media_type, **headers)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            path = head[0].split(" ")[1]
            self.asked[path] += 1
            self.headers.append(
                {line.split(":", 1)[0].lower(): line.split(":", 1)[1].strip() for line in head[1:] if ":" in line}
            )
            await asyncio.sleep(self.pause_s)
            answer = self.pages.get(path, b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
            etag = self.headers[-1].get("if-none-match")
            if etag and f"ETag: {etag}".encode() in answer:
                answer = b"HTTP/1.1 304 Not Modified\r\n\r\n"
            writer.write(answer)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            self.at_once -= 1
            writer.close()


def compose_answer(content: bytes, media_type: str = "text/html; charset=utf-8", **headers: str) -> bytes:
    """A plain 200 answer; header names are written with underscores for hyphens."""
    extra = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {media_type}\r\nContent-Length: {len(content)}\r\n{extra}\r\n"
    return head.encode() + content


def redirect(place: str, status: int = 302) -> bytes:
    """An answer that leads elsewhere."""
    return f"HTTP/1.1 {status} Moved\r\nLocation: {place}\r\nContent-Length: 0\r\n\r\n".encode()


@asynccontextmanager
async def open_site() -> AsyncIterator[Site]:
    """A site on loopback."""
    site = Site()
    async with open_server(site.serve) as port:
        site.port = port
        yield site


@asynccontextmanager
async def open_server(speak: Speak, *, encrypted: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    """A raw server on loopback; its port. Connections still open at the end are ended."""
    tasks: set[asyncio.Task[None]] = set()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        try:
            with suppress(ConnectionError, asyncio.CancelledError, asyncio.IncompleteReadError):
                await speak(reader, writer)
        finally:
            tasks.discard(task)
            writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=encrypted)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for task in list(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await server.wait_closed()
