"""Pages as eleven kinds of news site build them, and pages built to harm: what is read of them."""

from __future__ import annotations

import contextlib
import json
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.errors import UserError
from bot.core.text import normalise_text
from bot.intake.guard import decode_markup, tame_markup
from bot.intake.look import choose_address
from bot.intake.page import read_page

PARAGRAPHS = (
    "The prime ministers of two neighbouring countries met on Tuesday in the old town hall and spoke for three hours.",
    "After the talks they told reporters that a bridge over the border river will be built by the end of the decade.",
    "The opposition called the plan too slow, while mayors on both banks of the river welcomed it as overdue.",
    "A joint commission is to meet for the first time in October and will choose the place where the bridge is built.",
)
BODY = "".join(f"<p>{words}</p>" for words in PARAGRAPHS)
MENU = "<nav><ul>" + "".join(f"<li><a href='/{n}'>Section {n}</a></li>" for n in range(12)) + "</ul></nav>"
FOOT = "<footer><p>Terms of use. All rights reserved. Subscribe to our newsletter. Follow us.</p></footer>"
TITLE = "Two neighbours agree to build a bridge"


@dataclass(frozen=True)
class Site:
    """One site's way of building a page."""

    name: str
    head: str
    body: str
    day: str | None = "2024-08-20"
    publisher: str = "river.example"
    url: str = "https://www.river.example/news/bridge"


def linked(data: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(data)}</script>'


SITES = (
    Site(
        "agency with JSON-LD",
        f"<title>{TITLE} | River Agency</title>"
        + linked(
            {
                "@type": "NewsArticle",
                "headline": TITLE,
                "datePublished": "2024-08-20T22:30:00-04:00",
                "dateModified": "2024-08-23T00:00:00Z",
                "publisher": {"@type": "Organization", "name": "River Agency"},
                "author": [{"name": "Ann"}, {"name": "Bo"}],
            }
        ),
        f"{MENU}<main><article><h1>{TITLE}</h1>{BODY}</article></main>{FOOT}",
        publisher="River Agency",
    ),
    Site(
        "JSON-LD graph inside a comment",
        "<title>x</title><script type='application/ld+json'><!--\n"
        + json.dumps(
            {
                "@graph": [
                    {"@type": "WebSite", "name": "River"},
                    {
                        "@type": ["Article", "BlogPosting"],
                        "headline": TITLE,
                        "datePublished": "2024-08-20",
                        "publisher": {"name": "River Blog"},
                    },
                ]
            }
        )
        + "\n//--></script>",
        f"<div class=content><h1>{TITLE}</h1>{BODY}</div>",
        publisher="River Blog",
    ),
    Site(
        "newspaper with OpenGraph",
        f'<meta property="og:title" content="{TITLE} - The River"><meta property="og:site_name" content="The River">'
        '<meta property="og:type" content="article">'
        '<meta property="article:published_time" content="2024-08-20T05:00:00Z">',
        f"{MENU}<div id=story><h1>{TITLE}</h1><p class=byline>By Ann</p>{BODY}</div>{FOOT}",
        publisher="The River",
    ),
    Site(
        "ministry with Dublin Core",
        f'<title>{TITLE}</title><meta name="DC.title" content="{TITLE}">'
        '<meta name="DC.date.issued" content="2024-08-20">'
        '<meta name="DC.publisher" content="Ministry of Bridges">',
        f"<table><tr><td>{MENU}</td><td><h1>{TITLE}</h1>{BODY}</td></tr></table>",
        publisher="Ministry of Bridges",
    ),
    Site(
        "blog with microdata",
        f"<title>{TITLE}</title>",
        f"<article itemscope itemtype='http://schema.org/NewsArticle'><h1 itemprop=headline>{TITLE}</h1>"
        "<meta itemprop='datePublished' content='2024-08-20T10:00:00+00:00'>"
        f"<div itemprop=articleBody>{BODY}</div></article>",
    ),
    Site(
        "wire with a time element",
        f"<title>{TITLE} :: River Wire</title>",
        f"<article><h1>{TITLE}</h1><time class=updated datetime='2024-08-25T10:00'>x</time>"
        f"<time datetime='2024-08-20T10:00:00Z'>20 Aug</time>{BODY}</article>",
    ),
    Site(
        "government office with a visible date",
        f"<title>{TITLE}</title>",
        f"<div class='field-name-post-date'>20 August 2024</div><div class=body><h1>{TITLE}</h1>{BODY}</div>",
    ),
    Site(
        "American paper with a visible date",
        f"<title>{TITLE} | The River Post</title><meta property='og:site_name' content='The River Post'>",
        f"<h1>{TITLE}</h1><span class='entry-date'>Posted on Aug. 20, 2024, 9:30 a.m.</span>"
        f"<div class=entry>{BODY}</div>",
        publisher="The River Post",
    ),
    Site(
        "old site with the date in its address",
        f"<title>{TITLE}</title>",
        f"<font size=2><h1>{TITLE}</h1>{BODY}</font>",
        url="https://www.river.example/2024/08/20/bridge.html",
    ),
    Site(
        "German site with dots in its date",
        f"<title>{TITLE}</title><meta name='date' content='20.08.2024 18:00'>",
        f"<section><h1>{TITLE}</h1>{BODY}</section>",
    ),
    Site(
        "site that does not say when",
        f"<title>{TITLE}</title>",
        f"<article><h1>{TITLE}</h1>{BODY}</article><p>Copyright 2024</p>",
        day=None,
    ),
)


@pytest.mark.parametrize("site", SITES, ids=lambda site: site.name)
def test_title_date_publisher_and_text_of_a_page(site: Site) -> None:
    page = read_page(build(site), site.url, None)
    assert (page.title, page.publisher) == (TITLE, site.publisher)
    assert (page.published.day if page.published else None) == site.day
    for words in PARAGRAPHS:
        assert words in page.text
    assert "Terms of use" not in page.text
    assert "Section 3" not in page.text
    assert page.marks.language == "en"


def build(site: Site) -> bytes:
    return (
        f"<!doctype html><html lang=en><head><meta charset=utf-8>{site.head}</head><body>{site.body}</body></html>"
    ).encode()


@pytest.mark.parametrize("site", SITES, ids=lambda site: site.name)
def test_text_of_a_page_is_what_trafilatura_finds_with_the_same_options(site: Site) -> None:
    import trafilatura

    theirs = trafilatura.extract(
        build(site), url=site.url, include_comments=False, include_tables=True, output_format="txt"
    )
    assert read_page(build(site), site.url, None).text == normalise_text(theirs or "")


def test_more_titles_and_dates_are_found_than_trafilatura_finds() -> None:
    import trafilatura

    found = {"title": [0, 0], "day": [0, 0]}  # ours, theirs
    for site in SITES:
        ours = read_page(build(site), site.url, None)
        theirs = trafilatura.extract_metadata(build(site).decode(), default_url=site.url)
        found["title"][0] += ours.title == TITLE
        found["title"][1] += theirs.title == TITLE
        found["day"][0] += (ours.published.day if ours.published else None) == site.day
        found["day"][1] += theirs.date == site.day
    assert found["title"][0] == found["day"][0] == len(SITES)
    assert found["title"][0] > found["title"][1]
    assert found["day"][0] > found["day"][1]


def test_day_is_the_publisher_s_own_and_the_time_is_exact() -> None:
    page = read_page(f"<head>{SITES[0].head}</head>{SITES[0].body}".encode(), SITES[0].url, None)
    assert page.published is not None
    assert page.published.at is not None
    assert (page.published.day, page.published.at.isoformat()) == ("2024-08-20", "2024-08-21T02:30:00+00:00")
    assert page.author == "Ann, Bo"


def test_feeds_of_a_site_are_named_and_those_of_comments_are_not() -> None:
    links = "".join(
        f'<link rel="alternate" type="{kind}" title="{title}" href="{href}">'
        for kind, title, href in [
            ("application/rss+xml", "News", "/feed"),
            ("application/rss+xml", "Comments", "/comments/feed"),
            ("application/atom+xml", "Atom", "//other.example/atom"),
            ("text/html", "x", "/x"),
            ("application/feed+json", "J", "javascript:1"),
        ]
    )
    page = read_page(
        f"<base href='http://127.0.0.1/'><head>{links}</head><p>Hi</p>".encode(), "https://e.example/a/", None
    )
    assert page.feeds == ("https://e.example/feed", "https://other.example/atom")
    assert not page.is_article


@pytest.mark.parametrize(
    "hidden",
    [
        "<p style='display:none'>{}</p>",
        "<p style='color:red;visibility : hidden !important'>{}</p>",
        "<div hidden><p>{}</p></div>",
        "<p style='font-size:0px'>{}</p>",
        "<p style='opacity:0.0'>{}</p>",
        "<p style='color:#fff;background-color:white'>{}</p>",
        "<noscript><p>{}</p></noscript>",
        "<template><p>{}</p></template>",
        "<!-- <p>{}</p> -->",
        "<script>'{}'</script>",
        "<style>/* {} */</style>",
        "<iframe srcdoc='{}'></iframe>",
    ],
)
def test_words_that_a_visitor_can_t_see_are_never_read(hidden: str) -> None:
    secret = "The two kings signed a secret treaty about the moon in the last hour of the night before they left."
    page = read_page(
        f"<html><body><article><h1>{TITLE}</h1>{BODY}{hidden.format(secret)}</article></body></html>".encode(),
        None,
        None,
    )
    assert PARAGRAPHS[3] in page.text
    assert "moon" not in page.text


@pytest.mark.parametrize(
    "body",
    ["", "<script>x()</script>", "<noscript>Turn on scripts</noscript>", "<p>Accept cookies?</p>", "<p>&nbsp;</p>"],
)
def test_page_without_an_article_has_no_text(body: str) -> None:
    try:
        page = read_page(f"<html><head><title>T</title></head><body>{body}</body></html>".encode(), None, None)
    except UserError:
        return
    assert not page.is_article
    assert page.text == ""


def test_paywall_is_told() -> None:
    wall = (
        f"<article><h1>{TITLE}</h1><p>{PARAGRAPHS[0]}</p></article><div class=wall>Subscribe to continue reading.</div>"
    )
    assert read_page(wall.encode(), None, None).note is not None
    paid = linked({"@type": "NewsArticle", "headline": TITLE, "isAccessibleForFree": False})
    assert read_page(f"<head>{paid}</head><article>{BODY}</article>".encode(), None, None).note is not None


@pytest.mark.parametrize(
    "raw",
    [
        "<div>" * 100_000,
        "<b><i><u>" * 250 + "words",
        "<" * 400_000,
        "<title>" + "&" * 1_000_000,
        "<br>" * 32_000,
        "<!--" + "x" * 4_000_000,
        "<p a='" + "x" * 4_000_000,
        "<table>" + "<tr><td colspan=1000>x</td></tr>" * 4_000 + "</table>",
        "<script type='application/ld+json'>" + "[" * 200_000 + "</script>",
        "<p>" + "a" * 1_000_000,
        "<p>" + "1," * 200_000,
        "<p style='" + "color:" * 600 + "'>x",
        "<meta property='og:title' content='" + "(" * 4_000 + "'>",
    ],
    ids=lambda raw: raw[:20],
)
def test_page_that_is_built_to_harm_ends_with_a_text_or_our_refusal(raw: str) -> None:
    try:
        read_page(raw.encode(), "https://e.example/a", None)
    except UserError as refusal:
        assert refusal.sentence.endswith(".")  # noqa: PT017  # a text is as good an end


@pytest.mark.parametrize(
    "tag",
    [
        "<p " + " ".join(f"a{n}=1" for n in range(40_000)) + ">",
        "<p " + "a " * 40_000 + ">",
        "<p " + "a='>' " * 40_000 + ">",
        "<html " + "".join(f"xmlns:n{n}='u' " for n in range(50_000)) + ">",
    ],
)
def test_tag_with_thousands_of_attributes_is_refused(tag: str) -> None:
    with pytest.raises(UserError, match="safely"):
        read_page((tag + BODY).encode(), None, None)


def test_pictures_inside_the_page_do_not_make_it_too_complex() -> None:
    picture = f"<img alt=x src='data:image/png;base64,{'A' * 300_000}'>"
    page = read_page(f"<article><h1>{TITLE}</h1>{picture}{BODY}</article>".encode(), None, None)
    assert PARAGRAPHS[0] in page.text
    assert len(tame_markup(picture)) < 100


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="<>/='\"! -abpdivscrtyle&;\n", max_size=300))
def test_taming_never_raises_anything_else_and_keeps_plain_words(raw: str) -> None:
    with contextlib.suppress(UserError):
        tame_markup(raw)
    assert tame_markup("plain & simple > words") == "plain & simple > words"


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_raise_anything_but_our_own_refusal(raw: bytes) -> None:
    for content in (raw, b"<html><body><p>" + raw, SITES[0].head.encode() + raw):
        try:
            read_page(content, "https://e.example/a", None)
        except UserError:
            continue


@pytest.mark.parametrize(
    ("content", "declared", "text"),
    [
        ("é".encode(), None, "é"),
        ("é".encode("cp1252"), None, "é"),
        ("é".encode("cp1252"), "iso-8859-1", "é"),
        (b"<meta charset=windows-1251>\xec\xe8\xf0", None, "<meta charset=windows-1251>мир"),
        ("\ufeffé".encode("utf-16-le"), "utf-8", "é"),
        (b"\x93x\x94", "ascii", "“x”"),
        (b"x", "zlib_codec", "x"),
        ("мир".encode(), "iso-8859-1", None),
    ],
)
def test_characters_are_decoded_as_the_web_does(content: bytes, declared: str | None, text: str | None) -> None:
    decoded = decode_markup(content, declared)
    assert text is None or decoded == text


@pytest.mark.parametrize(
    ("own", "known_as"),
    [
        ("https://e.example/canonical", "https://e.example/canonical"),
        ("/canonical", "https://e.example/canonical"),
        ("https://www.e.example/c?utm_source=x", "https://www.e.example/c"),
        ("https://m.e.example/c", "https://m.e.example/c"),
        ("http://e.example/c", "http://e.example/c"),
        ("https://e.example:8443/c", "https://e.example/a"),
        ("https://other.example/c", "https://e.example/a"),
        ("https://e.example/", "https://e.example/a"),
        ("javascript:1", "https://e.example/a"),
        ("", "https://e.example/a"),
        (None, "https://e.example/a"),
    ],
)
def test_page_is_known_by_its_canonical_address_on_its_own_site_only(own: str | None, known_as: str) -> None:
    assert choose_address("https://e.example/a", own) == known_as
