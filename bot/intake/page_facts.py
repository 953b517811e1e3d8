"""What a page says about itself: title, publisher, date, author, canonical link.

Sources in order of trust: JSON-LD of an article, OpenGraph and article tags, other meta tags, microdata and ``<time>``,
then the visible heading and byline. Each field is taken from the first source that has it; nothing is inferred.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml import html

from bot.core.text import fold, normalise_line
from bot.intake.records import WebDate
from bot.intake.web_dates import parse_web_date

_ARTICLE_TYPES = re.compile(r"(?:article|posting|report|pressrelease|newsrelease)$", re.IGNORECASE)
_PUBLISHED = (
    "article:published_time", "og:article:published_time", "og:published_time", "datepublished", "parsely-pub-date",
    "sailthru.date", "dc.date.issued", "dcterms.issued", "dc.date", "dcterms.date", "dc.date.created",
    "dcterms.created", "article.published", "publishdate", "publish-date", "publish_date", "published_date",
    "published-date", "publication_date", "citation_publication_date", "citation_date", "pubdate", "pub_date", "date",
    "cxenseparse:recs:publishtime", "article_date_original", "originalpublicationdate", "article:publish_date",
    "release_date", "bt:pubdate",
)  # fmt: skip
_TITLES = ("og:title", "headline", "dc.title", "dcterms.title", "citation_title", "parsely-title", "sailthru.title",
           "twitter:title", "title")  # fmt: skip
_PUBLISHERS = (
    "og:site_name",
    "publisher",
    "dc.publisher",
    "dcterms.publisher",
    "application-name",
    "citation_publisher",
)
_AUTHORS = ("author", "article:author", "dc.creator", "dcterms.creator", "parsely-author", "sailthru.author", "byl",
            "citation_author")  # fmt: skip
_DATED = re.compile(
    r"(?:^|[\s_-])(?:dates?|datetime|published|publish|pubdate|posted|timestamp|dateline|time)(?:$|[\s_-])"
    r"|(?:publish|post|entry|article|news|story|created)[-_]?(?:date|time|on)|date[-_]?(?:publish|post|line|time)",
    re.IGNORECASE,
)
_UPDATED = re.compile(r"updated|modified|revised", re.IGNORECASE)
_SUFFIX = re.compile(r"\s+[|\-–—·:»]\s+")
MAX_LINKED_DATA = 200  # objects looked at on one page


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What a page says about itself; None where it is silent."""

    title: str | None
    publisher: str | None
    published: WebDate | None
    author: str | None
    canonical: str | None  # as written
    says_article: bool  # its type is an article
    says_listing: bool  # its type is a site, a list or a search
    paid: bool  # it says that the rest is for subscribers


def read_page_facts(tree: html.HtmlElement, url: str | None) -> PageFacts:
    """Everything the page says about itself."""
    article, types = _find_linked_article(tree)
    meta = _read_meta(tree)
    publisher = _first(_name_of(article.get("publisher")), *(meta.get(name) for name in _PUBLISHERS))
    title = _first(
        _text_of(article.get("headline")),
        meta.get("og:title"),
        _heading(tree),
        *(meta.get(name) for name in _TITLES),
        _title(tree),
    )
    return PageFacts(
        title=_trim_title(title, publisher, _heading(tree), url) if title else None,
        publisher=publisher or _host_name(url),
        published=_find_published(tree, article, meta),
        author=_first(_name_of(article.get("author")), *(_person(meta.get(name)) for name in _AUTHORS)),
        canonical=_find_canonical(tree, meta),
        says_article=bool(article) or meta.get("og:type", "").lower() in {"article", "news", "newsarticle"},
        says_listing=not article and (meta.get("og:type", "").lower() == "website" or "CollectionPage" in types),
        paid=str(article.get("isAccessibleForFree", "")).lower() == "false",
    )


def _find_published(tree: html.HtmlElement, article: dict[str, Any], meta: dict[str, str]) -> WebDate | None:
    for raw in (article.get("datePublished"), article.get("dateCreated"), *(meta.get(name) for name in _PUBLISHED)):
        found = parse_web_date(_text_of(raw))
        if found:
            return found
    return _find_marked_date(tree) or _find_visible_date(tree)


def _find_marked_date(tree: html.HtmlElement) -> WebDate | None:
    """The date in microdata or the page's first ``<time>`` that is not an update's."""
    for element in tree.xpath("//*[@itemprop='datePublished' or @property='datePublished' or @pubdate]"):
        found = parse_web_date(element.get("content") or element.get("datetime") or element.text_content()[:200])
        if found:
            return found
    times = tree.xpath("//article//time | //main//time") or tree.xpath("//time")
    for element in times[:20]:
        if _UPDATED.search(f"{element.get('class') or ''} {element.get('itemprop') or ''}"):
            continue
        found = parse_web_date(element.get("datetime") or element.text_content()[:200])
        if found:
            return found
    return None


def _find_visible_date(tree: html.HtmlElement) -> WebDate | None:
    """The date in a short line that its class or id calls a date of publication."""
    for looked, element in enumerate(
        tree.iter("span", "p", "div", "li", "small", "td", "em", "strong", "b", "dd", "a")
    ):
        if looked > 5_000:
            return None
        named = f"{element.get('class') or ''} {element.get('id') or ''}"
        if len(named) > 1 and _DATED.search(named[:300]) and not _UPDATED.search(named[:300]):
            words = " ".join(element.text_content()[:400].split())
            found = parse_web_date(words) if len(words) <= 120 else None
            if found:
                return found
    return None


def _find_linked_article(tree: html.HtmlElement) -> tuple[dict[str, Any], set[str]]:
    """The first JSON-LD object that is an article ({} when there is none) and the types of all objects."""
    types: set[str] = set()
    best: dict[str, Any] = {}
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        try:
            plain = json.loads(_bare_json(script.text or ""), strict=False)
        except (ValueError, RecursionError):
            continue
        for item in _walk_linked_data(plain):
            named = item.get("@type")
            kinds = [str(kind) for kind in (named if isinstance(named, list) else [named])]
            types.update(kinds)
            if any(_ARTICLE_TYPES.search(kind) for kind in kinds) and len(item.keys()) > len(best) / 2:
                best = best or item
    return best, types


def _bare_json(raw: str) -> str:
    """JSON without the comment and CDATA marks that some sites put around it, and without a trailing semicolon."""
    bare = raw.strip()
    for mark in ("<!--", "//<![CDATA[", "/*<![CDATA[*/", "<![CDATA["):
        bare = bare.removeprefix(mark).strip()
    for mark in ("//-->", "-->", "//]]>", "/*]]>*/", "]]>", ";"):
        bare = bare.removesuffix(mark).strip()
    return bare


def _walk_linked_data(plain: Any) -> Iterator[dict[str, Any]]:
    waiting, seen = [plain], 0
    while waiting and seen < MAX_LINKED_DATA:
        item = waiting.pop(0)
        seen += 1
        if isinstance(item, list):
            waiting.extend(item[:50])
        elif isinstance(item, dict):
            yield item
            waiting.extend(
                item[key]
                for key in ("@graph", "mainEntity", "mainEntityOfPage")
                if isinstance(item.get(key), dict | list)
            )


def _read_meta(tree: html.HtmlElement) -> dict[str, str]:
    """The page's meta tags by lower-case name, the first of each."""
    meta: dict[str, str] = {}
    for element in tree.iter("meta"):
        content = (element.get("content") or "").strip()
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            name = (element.get(attribute) or "").strip().lower()
            if name and content:
                meta.setdefault(name, content[:1_000])
    return meta


def _find_canonical(tree: html.HtmlElement, meta: dict[str, str]) -> str | None:
    for link in tree.iter("link"):
        if (link.get("rel") or "").strip().lower() == "canonical" and link.get("href"):
            return str(link.get("href")).strip()[:2_000]
    return meta.get("og:url")


def _heading(tree: html.HtmlElement) -> str | None:
    """The page's only first-level heading, or the one inside its article."""
    headings = tree.xpath("//article//h1 | //main//h1") or tree.xpath("//h1")
    lines = [normalise_line(heading.text_content()[:1_000]) for heading in headings[:5]]
    lines = [line for line in lines if len(line) > 8]
    return lines[0] if lines else None


def _title(tree: html.HtmlElement) -> str | None:
    found = tree.find(".//title")
    return found.text_content()[:1_000] if found is not None else None


def _trim_title(title: str, publisher: str | None, heading: str | None, url: str | None) -> str:
    """The title without the site's name at its end or beginning."""
    line = normalise_line(title)
    if heading and fold(heading) and fold(heading) in fold(line):
        return heading
    pieces = _SUFFIX.split(line)
    if len(pieces) < 2:
        return line
    names = {fold(publisher or ""), fold(_host_name(url) or "")} - {""}
    host = fold((_host_name(url) or "").rsplit(".", 1)[0]).replace(" ", "")
    for piece, rest in ((pieces[-1], line[: line.rfind(pieces[-1])]), (pieces[0], line[len(pieces[0]) :])):
        key = fold(piece)
        if key and (key in names or any(key in name or name in key for name in names) or key.replace(" ", "") == host):
            bare = rest.strip(" |-–—·:»")
            return bare if len(bare) > 8 else line
    return line


def _host_name(url: str | None) -> str | None:
    found = re.match(r"https?://(?:www\.)?([^/:?#]{1,253})", url or "")
    return found[1] if found else None


def _first(*values: str | None) -> str | None:
    for value in values:
        line = normalise_line(value) if value else ""
        if line:
            return line
    return None


def _text_of(value: Any) -> str | None:
    if isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, dict):
        value = value.get("@value") or value.get("name")
    return value if isinstance(value, str) else None


def _name_of(value: Any) -> str | None:
    """The name of a person or organisation in JSON-LD; several are joined."""
    if isinstance(value, list):
        names = [name for name in map(_name_of, value[:5]) if name]
        return ", ".join(names) or None
    if isinstance(value, dict):
        value = value.get("name")
        return _name_of(value) if isinstance(value, list) else (value if isinstance(value, str) else None)
    return _person(value) if isinstance(value, str) else None


def _person(value: str | None) -> str | None:
    """A name, or None when an address stands in its place."""
    return value if value and "://" not in value and not value.startswith("@") else None
