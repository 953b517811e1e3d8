"""Feeds that are broken in every way a generator can think of: none raises anything but our own refusal.

A feed is built from parts that real feeds have, one in ten of them wrong; then cut, doubled, swapped and flipped; then
written in one encoding and declared in another. What comes out of the good ones is checked as well.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core.errors import UserError
from bot.intake.feeds import MAX_ENTRIES, looks_like_feed, read_feed
from bot.intake.records import MIN_TEXT, FeedText

URL = "https://news.example/feeds/all.xml"
ENCODINGS = (
    "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "cp1252", "iso8859-2", "koi8-r",
    "shift_jis", "euc_jp", "gb18030", "big5", "euc_kr", "cp1251", "utf-7", "cp037", "iso2022_jp", "ascii",
)  # fmt: skip
DECLARED = (
    *ENCODINGS,
    "",
    "x-unknown",
    "zlib_codec",
    "idna",
    "rot13",
    "unicode_escape",
    "UTF8",
    "utf-16 ; x",
    "\u0130",
)
MODULES = (
    ' xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:media="http://search.yahoo.com/mrss/" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"'
    ' xmlns:atom="http://www.w3.org/2005/Atom" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
)
NAMESPACES = (
    MODULES,
    ' xmlns="http://purl.org/rss/1.0/" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"',
    ' xmlns="http://www.w3.org/2005/Atom"',
    ' xmlns="http://purl.org/atom/ns#"',
    ' xmlns="http://backend.userland.com/rss2"',
    "",
    ' xmlns=""',
    ' xmlns:x="&bad;"',
)
ROOTS = ("rss", "rdf:RDF", "feed", "r:rss", "channel", "CHANNEL", "atom:feed", "html", "opml")
NAMES = (
    "title", "link", "guid", "id", "pubDate", "dc:date", "published", "updated", "modified", "issued", "created",
    "description", "summary", "content", "content:encoded", "author", "dc:creator", "name", "category", "ttl",
    "sy:updatePeriod", "sy:updateFrequency", "image", "url", "enclosure", "media:content", "media:group",
    "itunes:author", "source", "cloud", "textInput", "skipHours", "atom:link", "comments", "item", "entry",
    "channel", "div", "x:y",
    "tagline",
)  # fmt: skip
VALUES = (
    "", " ", "Talks end in Oslo", "https://news.example/a?utm_source=rss", "/a", "//other.example/b",
    "javascript:alert(1)",
    "http://[::1", "urn:uuid:1", "Thu, 22 Aug 2024 23:30:00 -0400", "2024-08-22T10:00:00Z", "2024-08-22",
    "31 Feb 2024",
    "0001-01-01", "9999-12-31T23:59:60+99:99", "Mon, 32 Foo 99999 25:61:61 XYZ", "9" * 400, "-1", "1e309", "90",
    "hourly",
    "<p>A &amp; B</p>", "&lt;b&gt;bold&lt;/b&gt;", "&nbsp;&#0;&#xD800;&#1114112;&#x;&unknown;", "<![CDATA[ ]]>",
    "<![CDATA[<p>" + "The minister arrived on Monday and left on Friday. " * 20 + "</p>]]>", "<!-- -->", "<!--",
    "]]>", "<",
    "a" * 3_000, "\u202e\u0000\u0007\ufffe\ud7ff", "é中文мирעברית🎉", "<script>x()</script>", "<div>" * 60, "%", "\\",
)  # fmt: skip
ATTRIBUTES = (
    "", ' type="html"', ' type="xhtml"', " type='text/plain' mode='base64'", ' mode="escaped"',
    ' href="/a" rel="alternate"',
    ' href="javascript:1"', ' rel="self" href=""', ' isPermaLink="false"', ' xml:lang="zz"',
    ' xml:base="http://[bad"',
    ' xml:base="//x.example/"', ' rdf:about="https://news.example/a"', ' a="1" a="2"', " a=b", ' "',
    ' url="x" length="-1"',
    ' type="application/octet-stream" mode="base64"', ' src="/a.html"',
)  # fmt: skip


@st.composite
def make_element(draw: st.DrawFn, depth: int = 2) -> str:
    name, attribute = draw(st.sampled_from(NAMES)), draw(st.sampled_from(ATTRIBUTES))
    if depth and draw(st.booleans()):
        inside = "".join(draw(st.lists(make_element(depth=depth - 1), max_size=5)))
    else:
        inside = draw(st.one_of(st.sampled_from(VALUES), st.text(max_size=30)))
    match draw(st.integers(0, 19)):
        case 0:
            return f"<{name}{attribute}>{inside}"
        case 1:
            return f"<{name}{attribute}/>"
        case 2:
            return f"{inside}</{name}>"
        case _:
            return f"<{name}{attribute}>{inside}</{name}>"


@st.composite
def make_xml_feed(draw: st.DrawFn) -> str:
    root, spaces = draw(st.sampled_from(ROOTS)), draw(st.sampled_from(NAMESPACES))
    parts = draw(st.lists(make_element(), max_size=6))
    item = draw(st.sampled_from(["item", "entry", "r:item", "ITEM"]))
    for _ in range(draw(st.integers(0, 3))):
        parts.append(f"<{item}>{''.join(draw(st.lists(make_element(), max_size=6)))}</{item}>")
    version = draw(st.sampled_from(["", ' version="2.0"', ' version="0.91"', ' version="&"', " version='9' "]))
    wrapped = "".join(parts) if root == "feed" else f"<channel>{''.join(parts)}</channel>"
    doctype = draw(
        st.sampled_from(["", "", "", "<!DOCTYPE rss>", '<!DOCTYPE r [<!ENTITY bad "x&bad;">]>', "<!DOCTYPE", "<?x"])
    )
    return f"{doctype}<{root}{version}{spaces}>{wrapped}</{root}>"


JSON_VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20), st.sampled_from(VALUES)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)),
    max_leaves=6,
)
JSON_NAMES = st.sampled_from(
    ["id", "url", "external_url", "title", "content_html", "content_text", "summary", "date_published", "date_modified",
     "author", "authors", "tags", "attachments", "name"]
)  # fmt: skip


@st.composite
def make_json_feed(draw: st.DrawFn) -> str:
    item = st.dictionaries(JSON_NAMES, JSON_VALUES, max_size=8)
    feed: dict[str, Any] = {
        "version": draw(st.one_of(st.just("https://jsonfeed.org/version/1.1"), JSON_VALUES)),
        "title": draw(JSON_VALUES),
        "home_page_url": draw(JSON_VALUES),
        "items": draw(st.one_of(st.lists(st.one_of(item, JSON_VALUES), max_size=4), JSON_VALUES)),
    }
    return json.dumps(feed, ensure_ascii=draw(st.booleans()))


@st.composite
def make_bytes(draw: st.DrawFn) -> tuple[bytes, str | None]:
    """A feed as a server sends it, and the charset that the server names."""
    text = draw(st.one_of(make_xml_feed(), make_xml_feed(), make_xml_feed(), make_json_feed()))
    declared, encoding = draw(st.sampled_from(DECLARED)), draw(st.sampled_from(ENCODINGS))
    if draw(st.booleans()):
        text = f'<?xml version="1.0" encoding="{declared}"?>{text}'
    for _ in range(draw(st.integers(0, 2))):
        at, until = sorted((draw(st.integers(0, len(text))), draw(st.integers(0, len(text)))))
        part = text[at:until]
        text = draw(
            st.sampled_from([text[:at], text[:at] + text[until:], text[:until] + part + text[until:], part + text])
        )
    raw = bytearray(text.encode(encoding, "replace"))
    for _ in range(draw(st.integers(0, 3))):
        if raw:
            raw[draw(st.integers(0, len(raw) - 1))] = draw(st.integers(0, 255))
    return bytes(raw), draw(st.sampled_from([None, None, *DECLARED]))


def check_sound(feed: FeedText) -> None:
    """What is promised of every feed that is read."""
    assert len(feed.entries) <= MAX_ENTRIES
    identities = [entry.identity for entry in feed.entries]
    assert len(set(identities)) == len(identities)
    for entry in feed.entries:
        assert 0 < len(entry.identity.encode()) <= 512
        assert entry.link is None or entry.link.startswith(("http://", "https://"))
        assert entry.text == "" or len(entry.text) >= MIN_TEXT
        assert entry.full is (entry.text_hash is not None)
        assert entry.published is None or entry.published.day[4:8:3] == "--"
        for text in (entry.title, entry.text, entry.author or "", feed.title or ""):
            text.encode()  # no half of a character
            assert "\0" not in text


def read(raw: bytes, charset: str | None) -> None:
    looks_like_feed(raw, charset or "")
    try:
        feed = read_feed(raw, URL, charset)
    except UserError as refusal:
        assert refusal.sentence.endswith(".")  # noqa: PT017  # a feed that is read is as good an end
        return
    check_sound(feed)
    # The same bytes give the same entries: nothing in them depends on when they are read.
    assert read_feed(raw, URL, charset) == feed


FEW = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@FEW
@given(make_bytes())
def test_no_broken_feed_raises_anything_but_our_own_refusal(made: tuple[bytes, str | None]) -> None:
    read(*made)


@pytest.mark.slow
@pytest.mark.timeout(1_800)
@settings(FEW, max_examples=5_000)
@given(make_bytes())
def test_no_broken_feed_of_thousands_raises_anything_but_our_own_refusal(made: tuple[bytes, str | None]) -> None:
    read(*made)
