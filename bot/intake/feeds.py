"""A feed becomes entries: RSS 0.9x, 1.0 and 2.0, Atom, JSON Feed. Pure; runs in the child process on hostile bytes.

feedparser is given bytes in memory and nothing else, after ``guard`` has counted what it can't bear. What a feed says
of an entry is taken as it is: no date is made up, a date that is none is none. An entry is known by its guid, else by
its link, else by its title and date, so that it is not brought twice when the rest changes.
"""

from __future__ import annotations

import calendar
import hashlib
import io
import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from bot.core.errors import UserError
from bot.core.text import normalise_line
from bot.core.urls import BadUrl, canonical_url, join_url
from bot.intake.guard import check_entities, check_tags, decode_markup, mend_references
from bot.intake.likeness import mark_text
from bot.intake.markup import read_markup
from bot.intake.records import MAX_TEXT, MIN_TEXT, FeedEntry, FeedText, TextMarks, WebDate
from bot.intake.web_dates import parse_web_date, web_date

MAX_ENTRIES = 500
PARSED_ENTRIES = 1_000  # given to feedparser; feeds list the newest first
FULL_TEXT = 700  # code points from which an entry's own text may be the whole article
ALL_TEXT = 6_000_000  # code points of all entries' texts together
_NO_FEED = "There is no feed at that address."
_BROKEN = "The feed at that address is damaged and can't be read."
_FEED_START = re.compile(r"<(?:[a-z][\w.-]{0,20}:)?(?:rss|feed|rdf|channel)[\s>]", re.IGNORECASE | re.ASCII)
_ITEM_END = re.compile(r"</(?:[a-z][\w.-]{0,20}:)?(?:item|entry)\s{0,9}>", re.IGNORECASE | re.ASCII)
_ANY_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_DECLARATION = re.compile(r"^\s{0,99}<\?xml[^>]{0,300}\?>")
_CUT_OFF = re.compile(
    r"(?:\[(?:…|\.\.\.|&hellip;)\]|…|\.\.\.|(?:read|continue|see) (?:more|reading|the full)\b.{0,80})\s*$",
    re.IGNORECASE,
)
_REFERS = re.compile(
    r"(?:the post .{1,300} (?:first )?appeared first on .{1,200}|continue reading .{0,200})$", re.IGNORECASE
)


def read_feed(content: bytes, url: str, charset: str | None) -> FeedText:
    """The feed in an answer from ``url``. Raises UserError when there is none, or when it can't be read safely."""
    text = decode_markup(content, charset)
    if text.lstrip()[:1] == "{":
        return _read_json_feed(text, url)
    check_entities(text)
    if not _FEED_START.search(text[:20_000]):
        raise UserError(_NO_FEED)
    check_tags(text)
    return _read_xml_feed(text, url)


def looks_like_feed(content: bytes, media_type: str) -> bool:
    """Is an answer more likely a feed than a page? Told by its first bytes, by the media type when they are silent."""
    start = content[:2_000].lstrip(b"\xef\xbb\xbf \t\r\n").replace(b"\0", b"")
    if start[:1] == b"{":
        return b"jsonfeed.org" in start or "feed+json" in media_type
    head = start.decode("latin-1")
    if re.search(r"<(?:!doctype\s+html|html)\b", head, re.IGNORECASE | re.ASCII):
        return False
    return _FEED_START.search(head) is not None or ("rss" in media_type or "atom" in media_type)


def _read_xml_feed(text: str, url: str) -> FeedText:
    import feedparser

    kept, total = _cut_entries(mend_references(_DECLARATION.sub("", text)))
    try:
        parsed = feedparser.parse(
            io.BytesIO(kept.encode("utf-8", "replace")),
            response_headers={"content-type": "application/xml; charset=utf-8", "content-location": url},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except (ValueError, TypeError, LookupError, AttributeError, AssertionError, ArithmeticError) as error:
        raise UserError(_BROKEN) from error  # what its lenient parser lets out for markup that is none
    if not parsed.get("version") and not parsed.entries:
        raise UserError(_NO_FEED)
    entries = [_read_entry(entry, url) for entry in parsed.entries]
    return _finish(entries, title=parsed.feed.get("title"), ttl_s=_read_ttl(parsed.feed), total=total)


def _cut_entries(text: str) -> tuple[str, int]:
    """The feed up to its 1,000th entry, and how many it has."""
    ends = [found.end() for found in _ITEM_END.finditer(text)]
    if len(ends) <= PARSED_ENTRIES:
        return text, len(ends)
    closing = "</feed>" if "</entry" in text[ends[0] - 12 : ends[0]].lower() else "</channel></rss>"
    return text[: ends[PARSED_ENTRIES - 1]] + closing, len(ends)


def _read_entry(entry: Any, url: str) -> FeedEntry:
    link = _entry_link(entry, url)
    published = _entry_date(entry)
    title = normalise_line(read_markup(str(entry.get("title") or "")))
    text, full = _entry_text(
        [str(part.get("value") or "") for part in entry.get("content") or ()], str(entry.get("summary") or "")
    )
    return FeedEntry(
        identity=_identify(entry.get("id"), link, title, published),
        title=title,
        link=link,
        published=published,
        author=normalise_line(str(entry.get("author") or ""), 200) or None,
        text=text,
        full=full,
        marks=TextMarks(None, b""),
        text_hash=None,
    )


def _entry_link(entry: Any, url: str) -> str | None:
    for link in entry.get("links") or ():
        if link.get("rel", "alternate") == "alternate":
            found = _link(url, link.get("href"))
            if found:
                return found
    found = _link(url, entry.get("link"))
    # A guid may be the only link.
    return found or (_link(None, entry.get("id")) if entry.get("guidislink") else None)


def _entry_date(entry: Any) -> WebDate | None:
    """The date of first publication; an update's date only when no other is given."""
    for name in ("published", "created", "updated"):
        if name not in entry:  # feedparser would warn, and give the one for the other
            continue
        raw = str(entry.get(name) or "")
        found = parse_web_date(raw)
        if found:
            return found
        moment = entry.get(f"{name}_parsed")
        if moment and _ANY_YEAR.search(raw):
            try:
                return web_date(datetime.fromtimestamp(calendar.timegm(moment), UTC))
            except (ValueError, OverflowError, OSError, TypeError):
                continue
    return None


def _entry_text(contents: Iterable[str], summary: str) -> tuple[str, bool]:
    """The entry's own text, and whether it is the whole article.

    It is when the feed carries it as content, or as a long summary, and it does not break off.
    """
    texts = [read_markup(part) for part in contents if part.strip()]
    body = max(texts, key=len, default="")
    short = read_markup(summary)
    text = body if len(body) >= len(short) else short
    last = text[-600:]
    trimmed = _REFERS.sub("", last)
    text = (text[: len(text) - len(last)] + trimmed).rstrip()
    long_enough = len(text) >= FULL_TEXT and (bool(body) or len(text) >= 2 * FULL_TEXT)
    return text[:MAX_TEXT], long_enough and _CUT_OFF.search(text[-100:]) is None


def _read_ttl(feed: Any) -> int | None:
    """Seconds that the feed asks to be left alone: RSS ``ttl`` in minutes, or the syndication module's period."""
    ttl = str(feed.get("ttl") or "").strip()
    if ttl.isascii() and ttl.isdigit() and len(ttl) <= 6:
        return int(ttl) * 60
    period = {"hourly": 3_600, "daily": 86_400, "weekly": 604_800}.get(
        str(feed.get("sy_updateperiod") or "").strip().lower()
    )
    frequency = str(feed.get("sy_updatefrequency") or "1").strip()
    if period is None or not (frequency.isascii() and frequency.isdigit()) or not 0 < int(frequency[:6]) <= 1_000:
        return None
    return period // int(frequency[:6])


def _read_json_feed(text: str, url: str) -> FeedText:
    """A JSON Feed, version 1 or 1.1 (jsonfeed.org)."""
    try:
        plain = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UserError(_NO_FEED) from error
    items = plain.get("items") if isinstance(plain, dict) else None
    if not isinstance(items, list) or not ("jsonfeed.org" in str(plain.get("version")) or "title" in plain):
        raise UserError(_NO_FEED)
    entries = [_read_json_item(item, url) for item in items[:PARSED_ENTRIES] if isinstance(item, dict)]
    return _finish(entries, title=plain.get("title"), ttl_s=None, total=len(items))


def _read_json_item(item: dict[str, Any], url: str) -> FeedEntry:
    link = _link(url, item.get("url")) or _link(url, item.get("external_url"))
    published = parse_web_date(_string(item.get("date_published")) or _string(item.get("date_modified")))
    title = normalise_line(_string(item.get("title")))
    bodies = [_string(item.get("content_html")), _string(item.get("content_text"))]
    text, full = _entry_text(bodies, _string(item.get("summary")))
    authors = item.get("authors") if isinstance(item.get("authors"), list) else [item.get("author")]
    names = [normalise_line(_string(author.get("name")), 100) for author in authors or () if isinstance(author, dict)]
    identity = item.get("id")
    return FeedEntry(
        identity=_identify(str(identity) if isinstance(identity, str | int | float) else None, link, title, published),
        title=title,
        link=link,
        published=published,
        author=", ".join(name for name in names[:5] if name) or None,
        text=text,
        full=full,
        marks=TextMarks(None, b""),
        text_hash=None,
    )


def _string(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _link(base: str | None, link: Any) -> str | None:
    """The canonical http(s) address of a link, None for any other."""
    if not isinstance(link, str) or not link.strip():
        return None
    try:
        return join_url(base, link) if base else canonical_url(link)
    except BadUrl:
        return None


def _identify(guid: Any, link: str | None, title: str, published: WebDate | None) -> str:
    """What an entry is known by, at most 512 bytes."""
    given = " ".join(str(guid or "").split())
    if given:
        encoded = given.encode("utf-8", "replace")
        return given if len(encoded) <= 500 and given.isprintable() else "sha256:" + hashlib.sha256(encoded).hexdigest()
    if link:
        return link if len(link) <= 500 else "sha256:" + hashlib.sha256(link.encode()).hexdigest()
    named = f"{title}\n{published.day if published else ''}"
    return "sha256:" + hashlib.sha256(named.encode("utf-8", "replace")).hexdigest()


def _finish(entries: list[FeedEntry], *, title: Any, ttl_s: int | None, total: int) -> FeedText:
    """The newest 500 entries, each with an identity of its own."""
    entries = _tell_apart(entries)
    # Undated entries keep the place that the feed gives them: behind the dated one before them.
    order: list[tuple[str, int]] = []
    day = "9999"
    for place, entry in enumerate(entries):
        if entry.published:
            day = entry.published.at.isoformat() if entry.published.at else entry.published.day
        order.append((day, -place))
    newest = sorted(range(len(entries)), key=lambda place: order[place], reverse=True)[:MAX_ENTRIES]
    left = ALL_TEXT
    kept: list[FeedEntry] = []
    for place in newest:
        entry = entries[place]
        left -= len(entry.text)
        text = entry.text if left >= 0 and len(entry.text) >= MIN_TEXT else ""
        full = entry.full and bool(text)
        marks = mark_text(text) if full else TextMarks(None, b"")
        text_hash = hashlib.sha256(text.encode()).digest() if full else None
        kept.append(replace(entry, text=text, full=full, marks=marks, text_hash=text_hash))
    name = normalise_line(read_markup(title), 200) if isinstance(title, str) else ""
    return FeedText(name or None, ttl_s, tuple(kept), max(total, len(entries)) - len(kept))


def _tell_apart(entries: list[FeedEntry]) -> list[FeedEntry]:
    """Where a feed gives one guid to several entries, link or title tell them apart; true doubles are dropped."""
    uses = Counter(entry.identity for entry in entries)
    apart: dict[str, FeedEntry] = {}
    for entry in entries:
        identity = entry.identity
        if uses[identity] > 1:
            identity = _identify(None, entry.link, entry.title, entry.published)
        apart.setdefault(identity, replace(entry, identity=identity))
    return list(apart.values())
