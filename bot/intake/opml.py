"""Lists of feeds as OPML, in and out. Reading runs in the child process: no entities, no DTD, no network."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

from lxml import etree

from bot.core.errors import UserError
from bot.core.text import normalise_line
from bot.intake.guard import check_tags, decode_markup

MAX_FEEDS = 1_000  # of one list
_NO_LIST = "That is no list of feeds. An OPML file has an outline with an xmlUrl for each feed."


@dataclass(frozen=True, slots=True)
class Outline:
    """One feed of a list."""

    url: str  # as written
    title: str  # "" when the list gives none


@dataclass(frozen=True, slots=True)
class FeedList:
    """The feeds of a list, in its order."""

    feeds: tuple[Outline, ...]
    left_out: int  # feeds beyond the first 1,000


def read_opml(content: bytes) -> FeedList:
    """The feeds in an OPML file. Raises UserError when it is none, or declares entities."""
    text = decode_markup(content)
    if "<!DOCTYPE" in text.upper() or "<!ENTITY" in text.upper():
        raise UserError(_NO_LIST)
    check_tags(text)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True)
    start = text.find("<opml")
    try:
        root = etree.fromstring(text[start:].encode(), parser=parser) if start >= 0 else None
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UserError(_NO_LIST) from error
    if root is None:
        raise UserError(_NO_LIST)
    found = [
        Outline(
            (element.get("xmlUrl") or "").strip()[:2_000],
            normalise_line(element.get("title") or element.get("text") or ""),
        )
        for element in root.iter("outline")
        if (element.get("xmlUrl") or "").strip()
    ]
    if not found:
        raise UserError(_NO_LIST)
    return FeedList(tuple(found[:MAX_FEEDS]), max(0, len(found) - MAX_FEEDS))


def compose_opml(feeds: Iterable[tuple[str, str]]) -> bytes:
    """An OPML 2.0 file of titles and addresses."""
    lines = [
        f'    <outline type="rss" text={quoteattr(title)} title={quoteattr(title)} xmlUrl={quoteattr(url)}/>'
        for title, url in feeds
    ]
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<opml version="2.0">\n  <head><title>Sources</title></head>\n'
    return (head + "  <body>\n" + "\n".join(lines) + "\n  </body>\n</opml>\n").encode()
