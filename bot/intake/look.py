"""What is at an address: an article, a feed, a site whose page names its feed, or a PDF. Fetches; stores nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.core.errors import UserError
from bot.core.freshness import NO_FRESHNESS, Freshness
from bot.core.urls import BadUrl, canonical_url, host_of, join_url, parse_url
from bot.intake.feeds import looks_like_feed
from bot.intake.fetch import Fetched, Fetcher
from bot.intake.parsing import PARSE_DOCUMENT, PARSE_FEED, PARSE_PAGE, run_parser
from bot.intake.records import FeedText, PageText
from bot.reading.processes.worker import Worker

FEEDS_TRIED = 3  # of those that a page names
_NOTHING = "There is no article and no feed at that address."
_UNREADABLE_TYPES = ("image/", "audio/", "video/", "font/", "application/zip", "application/octet-stream")
_SAME_SITE_PREFIXES = ("www.", "m.", "amp.", "mobile.")


@dataclass(frozen=True, slots=True)
class Look:
    """What was found at an address; either ``feed`` or ``page`` is set."""

    url: str  # canonical address of the feed or article
    feed: FeedText | None
    page: PageText | None
    freshness: Freshness
    moved_to: str | None = None  # the feed's address from now on, when the server says that it has moved for good


class Looker:
    """Looks at addresses with one fetcher and one worker."""

    def __init__(self, fetcher: Fetcher, worker: Worker) -> None:
        self._fetcher = fetcher
        self._worker = worker

    async def look_at(self, url: str) -> Look:
        """The article or feed at an address that a person gave. Raises UserError, one sentence."""
        fetched = await self._fetcher.fetch(url)
        if looks_like_feed(fetched.content, fetched.media_type):
            return await self._read_feed(fetched, patient=False)
        look = await self._read_page(fetched, patient=False)
        if look.page is not None and (look.page.is_article or not look.page.feeds):
            if not look.page.text:
                raise UserError(_NOTHING)
            return look
        return await self._look_at_feeds(look)

    async def look_at_feed(self, url: str, known: Freshness = NO_FRESHNESS) -> Look | None:
        """A feed that is looked at again; None when it has not changed. Raises UserError when there is none now."""
        fetched = await self._fetcher.fetch(url, known)
        return None if fetched.unchanged else await self._read_feed(fetched, patient=True)

    async def look_at_page(self, url: str, known: Freshness = NO_FRESHNESS) -> Look | None:
        """An article's page; None when it has not changed. Raises UserError when there is no article on it."""
        fetched = await self._fetcher.fetch(url, known)
        if fetched.unchanged:
            return None
        look = await self._read_page(fetched, patient=True)
        if look.page is None or not look.page.text:
            raise UserError(_NOTHING)
        return look

    async def _look_at_feeds(self, look: Look) -> Look:
        feeds = look.page.feeds if look.page else ()
        refusal = UserError(_NOTHING)
        for feed in feeds[:FEEDS_TRIED]:
            try:
                fetched = await self._fetcher.fetch(feed)
                return await self._read_feed(fetched, patient=False)
            except UserError as error:
                refusal = error
        if look.page is not None and look.page.text:
            return look
        raise refusal

    async def _read_feed(self, fetched: Fetched, *, patient: bool) -> Look:
        url = canonical_url(fetched.url)
        arguments = (fetched.content, url, fetched.charset)
        feed = await run_parser(self._worker, PARSE_FEED, *arguments, patient=patient)
        return Look(url, feed, None, fetched.freshness, url if fetched.moved_to else None)

    async def _read_page(self, fetched: Fetched, *, patient: bool) -> Look:
        url = canonical_url(fetched.url)
        content = fetched.content
        if b"%PDF-" in content[:1024] or fetched.media_type == "text/plain":
            name = url.rsplit("/", 1)[-1]
            page = await run_parser(self._worker, PARSE_DOCUMENT, content, name, patient=patient)
            return Look(url, None, replace(page, publisher=page.publisher or host_of(url)), fetched.freshness)
        if fetched.media_type.startswith(_UNREADABLE_TYPES) or b"\0" in content[:1024]:
            raise UserError("What is at that address is no article: it can't be read as text.")
        page = await run_parser(self._worker, PARSE_PAGE, content, url, fetched.charset, patient=patient)
        return Look(choose_address(url, page.canonical), None, page, fetched.freshness)


def choose_address(url: str, canonical: str | None) -> str:
    """The address by which a page is known: the one it gives for itself when that is on its own site, else its own.

    A page could otherwise take the place of another publisher's article.
    """
    if not canonical:
        return url
    try:
        own = join_url(url, canonical)
    except BadUrl:
        return url
    front = own.count("/") <= 3 and own.endswith("/")
    return own if same_site(own, url) and not front else url


def same_site(one: str, other: str) -> bool:
    """Do two canonical addresses belong to one site?

    Their hosts are equal but for "www." and its like, and so are their ports, where 80 and 443 are the same: behind
    another port stands another server, perhaps somebody else's.
    """
    return _bare_place(one) == _bare_place(other) is not None


def _bare_place(url: str) -> tuple[str, int] | None:
    try:
        parts = parse_url(url)
    except BadUrl:
        return None
    host = parts.host
    for prefix in _SAME_SITE_PREFIXES:
        host = host.removeprefix(prefix)
    return host, 443 if parts.port == 80 else parts.port
