"""The one function that fetches: every address that comes from outside goes through ``Fetcher.fetch``.

What may be connected to is decided three times: by name and literal before anything is looked up, by every address that
the name server gives (one bad one refuses the name), and by the final address when the socket is made. All of it again
at each of at most 5 redirects. No proxy from the environment, no cookies, no user names, no retry without certificate
checks, no connection kept for the next request. 20 seconds in all. At most 2 requests at once to a host, 16 in all, and
one for the same address: who asks for it meanwhile gets the same answer.

Refused, unreachable and silent addresses are told apart in the log only: a person sees one sentence for all of them, so
that nobody learns from the bot what stands behind its network's wall.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import Self

import aiohttp
import structlog
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from bot.core.addresses import AddressPolicy, PublicOnly
from bot.core.freshness import NO_FRESHNESS, Freshness, parse_retry_after, read_freshness
from bot.core.urls import BadUrl, WebUrl, follow_url, has_secret, parse_url
from bot.intake.body import FILE_CAP, Body, BodyBroken, BodyTooLarge
from bot.intake.fetch_faults import FetchFailed, FetchFault

log = structlog.get_logger(__name__)

TOTAL_S = 20.0
LOOK_UP_S = 5.0
REDIRECTS = 5
AT_ONCE = 16
AT_ONCE_PER_HOST = 2
ADDRESSES = 4  # of one name that are tried
MAX_HEADERS = 128
MAX_LINE = 8_190  # bytes of the status line and of each header
_REDIRECT = frozenset({301, 302, 303, 307, 308})
_PERMANENT = frozenset({301, 308})
_HEADERS = {
    "User-Agent": "Communique/0.1 (reads news feeds and articles for a library)",
    "Accept": "text/html,application/xhtml+xml,application/rss+xml,application/atom+xml,application/feed+json,"
    "application/xml;q=0.9,application/pdf;q=0.9,*/*;q=0.5",
    "Accept-Encoding": "gzip",
    "Accept-Language": "en,*;q=0.5",
}

LookUp = Callable[
    [str, int], Sequence[tuple[int, str]]
]  # host and port -> address family and literal address; blocking
MakeSocket = Callable[[int, int, int], socket.socket]  # family, type, protocol


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a server answered."""

    url: str  # where the content was found in the end
    moved_to: str | None  # the new address when the old one has moved there for good
    unchanged: bool  # the server says it is as it was (304); then there is no content
    content: bytes
    media_type: str  # lower case, "" when the server does not say
    charset: str | None
    freshness: Freshness


class _Budget:
    """The seconds that one fetch has for all its requests; waiting for a place at a host is not counted."""

    def __init__(self, total_s: float) -> None:
        self._left_s = total_s

    @contextlib.asynccontextmanager
    async def spend(self) -> AsyncIterator[None]:
        """Spend what is left. Raises TimeoutError when it is used up."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        try:
            async with asyncio.timeout(max(self._left_s, 0)):
                yield
        finally:
            self._left_s -= loop.time() - began


class Fetcher:
    """Fetches with every guard on: ``async with Fetcher(clock=…) as fetcher: await fetcher.fetch(url)``.

    ``policy``, ``look_up``, ``make_socket`` and ``trust`` are there for tests, which fetch from loopback with
    certificates of their own making, and count sockets. There is no way to fetch without a check of certificates.
    """

    def __init__(
        self,
        *,
        clock: Callable[[], datetime],
        policy: AddressPolicy | None = None,
        look_up: LookUp | None = None,
        make_socket: MakeSocket = socket.socket,
        trust: ssl.SSLContext | None = None,
        total_s: float = TOTAL_S,
    ) -> None:
        self._clock = clock
        self._policy = policy or PublicOnly()
        self._look_up = look_up or look_up_name
        self._make_socket = make_socket
        self._trust = trust
        self._total_s = total_s
        self._threads = ThreadPoolExecutor(max_workers=2 * AT_ONCE, thread_name_prefix="look-up")
        self._all = asyncio.Semaphore(AT_ONCE)
        self._hosts: dict[str, tuple[asyncio.Semaphore, int]] = {}
        self._running: dict[tuple[str, Freshness], asyncio.Task[Fetched]] = {}
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """End every request and close."""
        running = list(self._running.values())
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        if self._session is not None:
            await self._session.close()
            self._session = None
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def fetch(self, url: str, known: Freshness = NO_FRESHNESS) -> Fetched:
        """What is at ``url``; unchanged when it still is what ``known`` describes.

        Raises BadUrl for what is no address and FetchFailed for everything else, both with one plain sentence.
        """
        target = parse_url(url)
        key = (str(target), Freshness(known.etag, known.last_modified))
        task = self._running.get(key)
        if task is None:
            task = asyncio.create_task(self._fetch(target, known))
            self._running[key] = task
            task.add_done_callback(lambda done: self._forget(key, done))
        return await asyncio.shield(task)

    def _forget(self, key: tuple[str, Freshness], task: asyncio.Task[Fetched]) -> None:
        self._running.pop(key, None)
        if not task.cancelled():
            task.exception()  # looked at: those who asked may all have been cancelled

    async def _fetch(self, target: WebUrl, known: Freshness) -> Fetched:
        async with self._all:
            try:
                return await self._follow(target, known)
            except FetchFailed as error:
                log.info("not fetched", host=target.host, fault=error.fault.value, status=error.status)
                raise

    async def _follow(self, start: WebUrl, known: Freshness) -> Fetched:
        url, seen, permanent, downgraded = start, {str(start)}, True, False
        budget = _Budget(self._total_s)
        while True:
            answer = await self._request(url, known, budget)
            if isinstance(answer, Fetched):
                moved = str(url) if permanent and url != start else None
                return Fetched(
                    str(url),
                    moved,
                    answer.unchanged,
                    answer.content,
                    answer.media_type,
                    answer.charset,
                    answer.freshness,
                )
            status, location = answer
            permanent = permanent and status in _PERMANENT
            try:
                following = follow_url(url, location)
            except BadUrl as error:
                raise FetchFailed(FetchFault.REDIRECTS) from error
            if url.scheme == "https" and following.scheme == "http":
                if downgraded or has_secret(str(start)):
                    raise FetchFailed(FetchFault.REDIRECTS)
                downgraded = True
            url = following
            if str(url) in seen or len(seen) > REDIRECTS:
                raise FetchFailed(FetchFault.REDIRECTS)
            seen.add(str(url))

    async def _request(self, url: WebUrl, known: Freshness, budget: _Budget) -> Fetched | tuple[int, str]:
        """One request: what was fetched, or status and address of a redirect."""
        self._check(url)
        async with self._host_slot(url.host):
            try:
                async with (
                    budget.spend(),
                    self._open().get(
                        URL(str(url), encoded=True),
                        headers=_conditions(known),
                        allow_redirects=False,
                    ) as response,
                ):
                    return await self._read(response)
            except FetchFailed:
                raise
            except (TimeoutError, aiohttp.ServerTimeoutError) as error:
                raise FetchFailed(FetchFault.TIME) from error
            except (aiohttp.ClientConnectorCertificateError, aiohttp.ClientSSLError, ssl.SSLError) as error:
                raise FetchFailed(FetchFault.CERTIFICATE) from error
            except (aiohttp.ClientConnectorError, ConnectionError, OSError) as error:
                raise FetchFailed(FetchFault.UNREACHABLE) from error
            except BodyTooLarge as error:
                raise FetchFailed(FetchFault.SIZE) from error
            except (aiohttp.ClientError, BodyBroken, ValueError, LookupError, AssertionError, RuntimeError) as error:
                raise FetchFailed(FetchFault.BROKEN) from error

    def _check(self, url: WebUrl) -> None:
        literal = is_literal(url.host)
        allowed = self._policy.allows_address(url.host) if literal else self._policy.allows_name(url.host)
        if not allowed or not self._policy.allows_port(url.port):
            raise FetchFailed(FetchFault.REFUSED)

    async def _read(self, response: aiohttp.ClientResponse) -> Fetched | tuple[int, str]:
        now = self._clock()
        headers = response.headers
        freshness = read_freshness(
            etag=headers.get("ETag"),
            last_modified=headers.get("Last-Modified"),
            cache_control=headers.get("Cache-Control"),
            expires=headers.get("Expires"),
            now=now,
        )
        if response.status in _REDIRECT:
            places = headers.getall("Location", [])
            if len(places) != 1 or not places[0].strip():
                raise FetchFailed(FetchFault.REDIRECTS)
            return response.status, places[0]
        media_type, charset = _read_media_type(headers.get("Content-Type", ""))
        if response.status == 304:
            return Fetched("", None, True, b"", media_type, charset, freshness)
        if response.status != 200:
            retry = parse_retry_after(headers.get("Retry-After"), now)
            fault = FetchFault.GONE if response.status == 410 else FetchFault.STATUS
            raise FetchFailed(fault, status=response.status, retry_after_s=retry)
        content = await _read_body(response, page="html" in media_type)
        return Fetched("", None, False, content, media_type, charset, freshness)

    @contextlib.asynccontextmanager
    async def _host_slot(self, host: str) -> AsyncIterator[None]:
        """One of the two places that each host has; the table forgets a host when nobody is there any more."""
        slots, users = self._hosts.get(host, (asyncio.Semaphore(AT_ONCE_PER_HOST), 0))
        self._hosts[host] = (slots, users + 1)
        try:
            async with slots:
                yield
        finally:
            slots, users = self._hosts.pop(host)
            if users > 1:
                self._hosts[host] = (slots, users - 1)

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            connector = aiohttp.TCPConnector(
                resolver=_CheckedResolver(self._look_up, self._policy, self._threads),
                socket_factory=self._make_checked_socket,
                ssl=self._trust or True,
                use_dns_cache=False,
                force_close=True,
                limit=AT_ONCE,
            )
            self._session = aiohttp.ClientSession(
                connector=connector,
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=False,
                trust_env=False,
                headers=_HEADERS,
                max_line_size=MAX_LINE,
                max_field_size=MAX_LINE,
                max_headers=MAX_HEADERS,
                timeout=aiohttp.ClientTimeout(total=self._total_s),
            )
        return self._session

    def _make_checked_socket(self, info: aiohttp.AddrInfoType) -> socket.socket:
        """A socket for one final address, or PermissionError: the last check, which nothing goes round."""
        family, kind, protocol, _, place = info
        if not self._policy.allows_address(str(place[0])) or not self._policy.allows_port(int(place[1])):
            raise PermissionError("that address is not one to connect to")
        made = self._make_socket(family, kind, protocol)
        made.setblocking(False)
        return made


class _CheckedResolver(AbstractResolver):
    """Asks the system's name service; one address that may not be connected to refuses the whole name."""

    def __init__(self, look_up: LookUp, policy: AddressPolicy, threads: ThreadPoolExecutor) -> None:
        self._look_up = look_up
        self._policy = policy
        self._threads = threads

    async def resolve(
        self,
        host: str,
        port: int = 0,
        family: socket.AddressFamily = socket.AF_UNSPEC,  # noqa: ARG002  # aiohttp's; both families are asked for
    ) -> list[ResolveResult]:
        """The addresses of a name, at most 4. Raises OSError when there are none or one of them is refused."""
        loop = asyncio.get_running_loop()
        async with asyncio.timeout(LOOK_UP_S):
            found = await loop.run_in_executor(self._threads, self._look_up, host, port)
        if not found:
            raise OSError("no address")
        if not all(self._policy.allows_address(address) for _, address in found):
            raise PermissionError("that name leads to an address that is not one to connect to")
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=socket.AddressFamily(kind),
                proto=0,
                flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
            )
            for kind, address in found[:ADDRESSES]
        ]

    async def close(self) -> None:
        """Nothing is held."""


def look_up_name(host: str, port: int) -> list[tuple[int, str]]:
    """The addresses of a name from the system. Blocks; raises OSError or UnicodeError when there are none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG)
    return [(family, str(place[0])) for family, _, _, _, place in found]


def is_literal(host: str) -> bool:
    """Is this host (of a parsed address) a literal IP address?"""
    return ":" in host or host.replace(".", "").isdigit()


async def _read_body(response: aiohttp.ClientResponse, *, page: bool) -> bytes:
    encoding = [part.strip().lower() for part in response.headers.getall("Content-Encoding", [])]
    packed = [name for name in ",".join(encoding).replace(" ", "").split(",") if name and name != "identity"]
    if packed not in ([], ["gzip"], ["x-gzip"]):
        raise FetchFailed(FetchFault.ENCODING)
    if response.content_length is not None and response.content_length > FILE_CAP:
        raise BodyTooLarge
    body = Body(gzip=bool(packed), page=page)
    async for chunk in response.content.iter_any():
        body.feed(chunk)
    return body.finish()


def _conditions(known: Freshness) -> dict[str, str]:
    conditions = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
    return {name: value for name, value in conditions.items() if value}


def _read_media_type(header: str) -> tuple[str, str | None]:
    """Type and charset of a Content-Type header."""
    media_type, *parameters = header[:500].split(";")
    for parameter in parameters:
        name, _, value = parameter.strip().partition("=")
        if name.strip().lower() == "charset":
            return media_type.strip().lower(), value.strip("\"' ")[:40] or None
    return media_type.strip().lower(), None
