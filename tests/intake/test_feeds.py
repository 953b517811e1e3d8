"""Feeds of every kind, and hostile ones: what is read of them, and that nothing but our own refusal comes out."""

from __future__ import annotations

import json
import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.errors import UserError
from bot.intake.feeds import MAX_ENTRIES, looks_like_feed, read_feed
from bot.intake.parsing import PARSE_FEED, find_parser_weakness, run_parser
from bot.reading.processes.worker import Worker
from tests.shared import shared_file

URL = "https://news.example/feeds/all.xml"
LONG = "<p>The minister arrived on Monday and left on Friday after five days of talks with her hosts.</p>" * 12

RSS2 = f"""<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>News &amp; Views</title><link>https://news.example/</link>
<ttl>90</ttl><item><title>Talks &lt;b&gt;end&lt;/b&gt;</title><link>/a?utm_source=rss</link>
<guid isPermaLink="false">g1</guid>
<pubDate>Thu, 22 Aug 2024 23:30:00 -0400</pubDate><dc:creator>Ann Author</dc:creator>
<description>In short.</description>
<content:encoded><![CDATA[{LONG}]]></content:encoded></item>
<item><title>No date</title><link>https://news.example/b</link><description>Only a summary.</description>
</item></channel></rss>"""
RSS1 = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://news.example/"><title>Old feed</title>
<link>https://news.example/</link></channel><item rdf:about="https://news.example/a"><title>Talks end</title>
<link>https://news.example/a</link><dc:date>2024-08-22T10:00:00Z</dc:date></item></rdf:RDF>"""
RSS091 = """<rss version="0.91"><channel><title>Older feed</title><link>https://news.example/</link>
<item><title>Talks end</title><link>https://news.example/a</link></item></channel></rss>"""
ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Atom feed</title><link href="https://news.example/"/>
<entry><id>urn:1</id><title>Talks end</title><link rel="self" href="https://news.example/a.atom"/>
<link rel="alternate" href="https://news.example/a"/><published>2024-08-22T10:00:00+02:00</published>
<updated>2024-08-25T10:00:00Z</updated><author><name>Ann</name></author>
<content type="html">{LONG.replace("<", "&lt;")}</content>
</entry></feed>"""
JSON = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "JSON feed",
        "home_page_url": "https://news.example/",
        "items": [
            {
                "id": 1,
                "url": "https://news.example/a",
                "title": "Talks end",
                "content_html": LONG,
                "date_published": "2024-08-22T10:00:00Z",
                "authors": [{"name": "Ann"}],
            }
        ],
    }
)


@pytest.mark.parametrize(
    ("raw", "title", "full", "day"),
    [
        (RSS2, "News & Views", True, "2024-08-22"),
        (RSS1, "Old feed", False, "2024-08-22"),
        (RSS091, "Older feed", False, None),
        (ATOM, "Atom feed", True, "2024-08-22"),
        (JSON, "JSON feed", True, "2024-08-22"),
    ],
)
def test_every_kind_of_feed_is_read(raw: str, title: str, full: bool, day: str | None) -> None:  # noqa: FBT001
    feed = read_feed(raw.encode(), URL, None)
    first = feed.entries[0]
    assert (feed.title, first.title) == (title, "Talks end")
    assert (first.link, first.full, first.published.day if first.published else None) == (
        "https://news.example/a",
        full,
        day,
    )
    assert (first.marks.language == "en") is full


def test_what_a_feed_says_of_itself_and_of_time_is_kept() -> None:
    feed = read_feed(RSS2.encode(), URL, None)
    dated, undated = feed.entries
    assert feed.ttl_s == 5_400
    assert dated.author == "Ann Author"
    assert dated.identity == "g1"
    assert dated.published is not None
    assert dated.published.at is not None
    assert dated.published.at.isoformat() == "2024-08-23T03:30:00+00:00"
    assert (undated.published, undated.identity, undated.full) == (None, "https://news.example/b", False)


@pytest.mark.parametrize(
    "date",
    [
        "",
        "31 Feb 2024",
        "Thu, 01 Jan 0001 00:00:00 GMT",
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "9223372036854775808",
        "soon",
        "99/99/9999",
        "03/04/2024",
    ],
)
def test_date_that_is_none_is_no_date(date: str) -> None:
    feed = read_feed(RSS2.replace("Thu, 22 Aug 2024 23:30:00 -0400", date).encode(), URL, None)
    assert next(entry for entry in feed.entries if entry.title == "Talks end").published is None


def compose_rss(*items: str) -> bytes:
    return f"<rss version='2.0'><channel><title>T</title>{''.join(items)}</channel></rss>".encode()


def test_one_guid_for_all_entries_is_told_apart_by_their_links() -> None:
    items = [f"<item><guid>same</guid><title>T{n}</title><link>https://e.example/{n}</link></item>" for n in range(3)]
    assert len({entry.identity for entry in read_feed(compose_rss(*items), URL, None).entries}) == 3


def test_double_entry_comes_once() -> None:
    item = "<item><guid>1</guid><title>T</title><link>https://e.example/1</link></item>"
    assert len(read_feed(compose_rss(item, item), URL, None).entries) == 1


@pytest.mark.parametrize("guid", ["x" * 1_000_000, "  spaced\n\t guid  ", "é" * 400, "", "\x07"])
def test_identity_is_short_and_the_same_each_time(guid: str) -> None:
    raw = compose_rss(
        f"<item><guid isPermaLink='false'>{guid}</guid><title>T</title><link>https://e.example/1</link></item>"
    )
    once, again = (read_feed(raw, URL, None).entries[0].identity for _ in range(2))
    assert once == again
    assert 0 < len(once.encode()) <= 512


def test_identity_without_guid_and_link_is_title_and_date() -> None:
    item = "<item><title>T</title><pubDate>22 Aug 2024 10:00:00 GMT</pubDate><description>{}</description></item>"
    one, other = (read_feed(compose_rss(item.format(n)), URL, None).entries[0].identity for n in "ab")
    assert one == other


def test_newest_five_hundred_are_taken_and_the_rest_counted() -> None:
    items = [
        f"<item><title>T{n}</title><guid>{n}</guid>"
        f"<pubDate>{1 + n % 28} Aug {2000 + n // 28} 10:00:00 GMT</pubDate></item>"
        for n in range(600)
    ]
    feed = read_feed(compose_rss(*items), URL, None)
    assert (len(feed.entries), feed.left_out) == (MAX_ENTRIES, 100)
    assert feed.entries[0].title == "T599"
    days = [entry.published.day for entry in feed.entries if entry.published]
    assert days == sorted(days, reverse=True)


def test_only_web_links_of_an_entry_are_kept() -> None:
    for link in (
        "javascript:alert(1)",
        "file:///etc/passwd",
        "data:text/html,x",
        "http://user@h.example/",
        "ftp://e.example/",
    ):
        feed = read_feed(compose_rss(f"<item><title>T</title><link>{link}</link><guid>1</guid></item>"), URL, None)
        assert feed.entries[0].link is None


def test_hidden_and_scripted_words_of_an_entry_are_left_out() -> None:
    hidden = "<p style='display: none'>Hidden words.</p><!-- Comment words. --><style>p{}</style>"
    body = f"<script>evil()</script>{hidden}{LONG}"
    raw = compose_rss(f"<item><title>T</title><guid>1</guid><description><![CDATA[{body}]]></description></item>")
    text = read_feed(raw, URL, None).entries[0].text
    assert "The minister arrived" in text
    assert not re.search("evil|Hidden|Comment", text)


@pytest.mark.parametrize("ending", ["Read more", "[…]", "…", "Continue reading the full story at our site"])
def test_text_that_breaks_off_is_not_taken_for_the_whole_article(ending: str) -> None:
    raw = compose_rss(
        f"<item><title>T</title><guid>1</guid><description><![CDATA[{LONG} {ending}]]></description></item>"
    )
    assert not read_feed(raw, URL, None).entries[0].full


@pytest.mark.parametrize(
    ("encoding", "bom"),
    [
        ("utf-8", True),
        ("utf-8", False),
        ("utf-16-le", True),
        ("utf-16-be", True),
        ("utf-16-le", False),
        ("utf-16-be", False),
        ("utf-32-le", True),
        ("gb18030", False),
        ("shift_jis", False),
        ("koi8-r", False),
        ("cp1252", False),
    ],
)
def test_encoding_of_a_feed_is_found(encoding: str, bom: bool) -> None:  # noqa: FBT001
    word = {"gb18030": "中文", "shift_jis": "日本", "koi8-r": "мир", "cp1252": "Zoë"}.get(encoding, "Zoë 中文 мир")
    name = encoding if not encoding.startswith(("utf-16", "utf-32")) else encoding[:6]
    raw = (
        f'<?xml version="1.0" encoding="{name}"?>'
        + compose_rss(f"<item><title>{word}</title><guid>1</guid></item>").decode()
    )
    content = ("\ufeff" if bom else "").encode(encoding) + raw.encode(encoding)
    assert read_feed(content, URL, None).entries[0].title == word


@pytest.mark.parametrize(
    "codec", ["zlib_codec", "idna", "punycode", "utf-7", "rot13", "unicode_escape", "nonsense", "cp037"]
)
def test_declared_codec_that_is_no_text_of_the_web_is_ignored(codec: str) -> None:
    raw = f'<?xml version="1.0" encoding="{codec}"?>'.encode() + compose_rss(
        "<item><title>T\\u0041+AGE-</title></item>"
    )
    assert read_feed(raw, URL, codec).entries[0].title == "T\\u0041+AGE-"


def test_broken_characters_are_stored_as_sound_text() -> None:
    raw = compose_rss("<item><title>A\x00B</title><guid>1</guid></item>").replace(
        b"B</title>", b"B\xff\xc3\x80\xed\xa0\x80</title>"
    )
    title = read_feed(raw, URL, None).entries[0].title
    title.encode()
    assert title.startswith("A")
    assert "\x00" not in title


BIG = "word " * 1_600_000  # 8 MB


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "part",
    [
        f"<!--{BIG}-->",
        f'<item a="{BIG}"></item>',
        f"<item><description><![CDATA[{BIG}]]></description></item>",
        f"<item><title>{BIG}</title></item>",
        f"<?word {BIG}?>",
        "<item><title>" + "<" * 400_000 + "</title></item>",
        "<item><title>" + "&" * 2_000_000 + "</title></item>",
    ],
    ids=["comment", "attribute", "CDATA", "title", "instruction", "open tags", "ampersands"],
)
async def test_one_token_of_eight_megabytes_is_read_or_refused_within_the_child_s_limits(part: str) -> None:
    raw = compose_rss(f"{part}<item><title>T</title><guid>1</guid></item>")
    async with Worker(parsers=1) as worker:
        try:
            feed = await run_parser(worker, PARSE_FEED, raw, URL, None)
        except UserError as refusal:
            assert refusal.sentence.endswith(".")  # noqa: PT017  # ended, as is every job that is too slow
        else:
            assert feed.entries


@pytest.mark.parametrize(("version", "weak"), [((2, 5, 0), True), ((2, 6, 0), False), ((2, 7, 1), False)])
def test_old_xml_parser_is_told_of(*, version: tuple[int, int, int], weak: bool) -> None:
    assert (find_parser_weakness(version) is not None) is weak


@pytest.mark.parametrize(
    "reference", ["&#xD800;", "&#xdfff", "&#0;", "&#x0;", "&#1114112;", "&#x110000", "&#99999999999999999999;"]
)
def test_number_of_a_character_that_is_none_does_not_break_a_feed(reference: str) -> None:
    for tail in ("", "<title><title>"):  # the second is read by the lenient parser
        raw = compose_rss(f"<item><title>Talks {reference} end</title><guid>1</guid>{tail}</item>")
        entry = read_feed(raw, URL, None).entries[0]
        entry.title.encode()
        assert "\0" not in entry.title


@pytest.mark.parametrize("prefix", ["", "r:", "rss_2.0:"])
def test_feed_whose_names_have_a_prefix_is_a_feed(prefix: str) -> None:
    raw = f'<{prefix}rss version="2.0" xmlns:{prefix.rstrip(":") or "r"}="http://backend.userland.com/rss2">'.encode()
    assert looks_like_feed(raw, "")
    assert read_feed(raw + compose_rss("<item><guid>1</guid></item>"), URL, None).entries


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"<html><body>Log in</body></html>",
        b"{}",
        b"[]",
        b'{"items": 5}',
        b"{" * 100_000,
        b"plain words",
        b"\x00" * 5_000,
        b"\x89PNG",
        b"<!DOCTYPE html><html><head><title>Just a moment...</title></head></html>",
    ],
)
def test_what_is_no_feed_is_refused(raw: bytes) -> None:
    with pytest.raises(UserError, match="no feed"):
        read_feed(raw, URL, None)


@pytest.mark.parametrize(
    "raw",
    [
        b"<rss><channel><item " + b"".join(b'a%d="1" ' % n for n in range(40_000)) + b"></item></channel></rss>",
        b"<rss><channel><item a='>' " + b"".join(b"a%d='>' " % n for n in range(40_000)) + b"></item></channel></rss>",
        b"<rss " + b"".join(b'xmlns:n%d="u" ' % n for n in range(50_000)) + b"></rss>",
        b"<rss " + b"a" * 100_000 + b">",
        b"<!DOCTYPE r [" + b"".join(b'<!ENTITY e%d "x">' % n for n in range(40_000)) + b"]><rss></rss>",
    ],
)
def test_bomb_of_attributes_or_entities_is_refused_before_a_parser_sees_it(raw: bytes) -> None:
    with pytest.raises(UserError, match="safely"):
        read_feed(raw, URL, None)


def test_known_xml_bombs_give_no_file_and_no_flood() -> None:
    for path in sorted(shared_file("hostile/xml/defusedxml").iterdir()):
        raw = (
            path.read_bytes()
            .replace(b"<root", b"<rss><channel><item><title")
            .replace(b"</root>", b"</title></item></channel></rss>")
        )
        try:
            feed = read_feed(raw, URL, None)
        except UserError:
            continue
        assert all(len(entry.title) <= 300 and "root:" not in entry.title for entry in feed.entries), path.name


def test_entities_of_a_feed_s_own_are_not_expanded_without_end() -> None:
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    raw = f'<!DOCTYPE r [<!ENTITY l0 "lol">{levels}]>'.encode() + compose_rss(
        "<item><title>&l9;</title><guid>1</guid></item>"
    )
    assert len(read_feed(raw, URL, None).entries[0].title) <= 300


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400), st.integers(0, 4), st.integers(0, 2_000))
def test_no_bytes_raise_anything_but_our_own_refusal(noise: bytes, which: int, place: int) -> None:
    base = (RSS2, RSS1, RSS091, ATOM, JSON)[which].encode()
    place %= len(base)
    for raw in (noise, base[:place], base[:place] + noise + base[place:], base[:place] + noise):
        try:
            feed = read_feed(raw, URL, None)
        except UserError:
            continue
        assert all(0 < len(entry.identity.encode()) <= 512 for entry in feed.entries)


def test_spliced_and_flipped_feeds_raise_nothing_else() -> None:
    chance = random.Random(7)  # noqa: S311  # a fixed sweep, no secret
    feeds = [raw.encode() for raw in (RSS2, RSS1, ATOM)]
    for _ in range(150):
        one, other = chance.choice(feeds), chance.choice(feeds)
        raw = bytearray(one[: chance.randrange(len(one))] + other[chance.randrange(len(other)) :])
        for _ in range(3):
            raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
        try:
            read_feed(bytes(raw), URL, None)
        except UserError:
            continue


@pytest.mark.parametrize(
    ("raw", "media_type", "feed"),
    [
        (RSS2, "text/html", True),
        (ATOM, "", True),
        (RSS1, "text/xml", True),
        (JSON, "", True),
        ("<html></html>", "application/rss+xml", False),
        ("<!doctype html><p>feed", "", False),
        ("words", "application/rss+xml", True),
        ("words", "text/plain", False),
        ('{"a": 1}', "", False),
    ],
)
def test_feed_is_told_from_page_by_its_content(raw: str, media_type: str, feed: bool) -> None:  # noqa: FBT001
    assert looks_like_feed(raw.encode(), media_type) is feed
