"""An HTML page becomes the text of its article. Pure; runs in the child process on hostile bytes.

The order: characters (``guard.decode_markup``), what no parser should see taken off (``guard.tame_markup``), the tree,
what the page says about itself (``page_facts``), elements that a visitor can't see pruned, trafilatura for the text.
"""

from __future__ import annotations

import re
from urllib.parse import urljoin

from lxml import etree, html

from bot.core.errors import UserError
from bot.core.text import normalise_text
from bot.intake.guard import decode_markup, tame_markup
from bot.intake.likeness import mark_text
from bot.intake.page_facts import PageFacts, read_page_facts
from bot.intake.records import MAX_TEXT, MIN_TEXT, Found, PageText, TextMarks
from bot.intake.web_dates import parse_path_date

ARTICLE_LENGTH = 600  # code points from which undeclared text counts as an article
_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml")
_HIDING = re.compile(
    r"(?:^|;)\s{0,9}(?:display\s{0,9}:\s{0,9}none|visibility\s{0,9}:\s{0,9}hidden"
    r"|opacity\s{0,9}:\s{0,9}0(?:\.0{1,3})?|font-size\s{0,9}:\s{0,9}0(?:\.0{1,3})?(?:px|em|rem|pt|%)?)\s{0,9}(?:!|;|$)",
    re.IGNORECASE,
)
_COLOUR = re.compile(r"(?:^|;)\s{0,9}(background(?:-color)?|color)\s{0,9}:\s{0,9}([^;!]{1,40})", re.IGNORECASE)
_PAYWALL = re.compile(
    r"subscribe to (?:continue|read|keep reading)|to continue reading|already a subscriber|"
    r"this (?:article|content|story) is (?:only )?(?:for|available to) (?:paying )?subscribers|"
    r"subscribers only|unlock this (?:article|story)",
    re.IGNORECASE,
)
_MANY_BREAKS = re.compile(r"(?:<br\s{0,9}/?>\s{0,99}){3,}", re.IGNORECASE)  # trafilatura's time grows with their square
_WALLED = "Only the part of this page that is open to everyone was read."


def read_page(content: bytes, url: str | None, charset: str | None) -> PageText:
    """The article on a page.

    ``url`` is where the page was found in the end, ``charset`` what the server said. A page without article text has
    an empty text. Raises UserError when the markup can't be read safely or at all.
    """
    markup = _MANY_BREAKS.sub("<br><br>", tame_markup(decode_markup(content, charset)))
    tree = _read_tree(markup)
    facts = read_page_facts(tree, url)
    text = _extract_text(markup, tree, url)
    walled = facts.paid or (len(text) < 2_000 and _PAYWALL.search(html_text(tree)) is not None)
    published = facts.published or (parse_path_date(url) if url else None)
    return PageText(
        found=Found.PAGE,
        title=facts.title,
        publisher=facts.publisher,
        published=published,
        author=facts.author,
        canonical=facts.canonical,
        text=text,
        marks=mark_text(text) if text else TextMarks(None, b""),
        feeds=_list_feeds(tree, url),
        is_article=bool(text) and _is_article(facts, text, dated=published is not None, url=url),
        note=_WALLED if walled else None,
    )


def html_text(tree: html.HtmlElement) -> str:
    """The words of a tree, without order or form, cut at 20,000 code points: for looking something up in."""
    return " ".join(" ".join(tree.itertext()).split())[:20_000]


def _read_tree(markup: str) -> html.HtmlElement:
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=False)
    try:
        tree = html.document_fromstring(markup.encode(), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError) as error:
        raise UserError("There is no text on that page.") from error
    if not isinstance(tree, html.HtmlElement):
        raise UserError("There is no text on that page.")
    return tree


def _extract_text(markup: str, tree: html.HtmlElement, url: str | None) -> str:
    import trafilatura

    pruned = _prune_hidden(tree)
    source = html.tostring(tree, encoding="utf-8") if pruned else markup.encode()
    raw = trafilatura.extract(source, url=url, include_comments=False, include_tables=True, output_format="txt")
    text = normalise_text(raw or "")
    return text[:MAX_TEXT] if len(text) >= MIN_TEXT else ""


def _prune_hidden(tree: html.HtmlElement) -> bool:
    """Take out elements that a visitor can't see; tells whether there were any."""
    hidden = [
        element
        for element in tree.iter("*")
        if element.tag not in {"html", "body"}
        and (
            (element.get("hidden") is not None and element.get("hidden") != "until-found")
            or _hides(element.get("style"))
            or element.tag in {"template", "noscript", "dialog"}
        )
    ]
    for element in hidden:
        if element.getparent() is not None:
            element.drop_tree()
    return bool(hidden)


def _hides(style: str | None) -> bool:
    """Does an inline style make its element invisible?"""
    if not style:
        return False
    if _HIDING.search(style):
        return True
    colours = {name.lower()[:5]: _plain_colour(value) for name, value in _COLOUR.findall(style)}
    return "color" in colours and colours["color"] == colours.get("backg", "")


def _plain_colour(value: str) -> str:
    name = value.strip().lower()
    if re.fullmatch("#[0-9a-f]{3}", name):
        name = "#" + "".join(digit * 2 for digit in name[1:])
    return {"white": "#ffffff", "black": "#000000"}.get(name, name)


def _list_feeds(tree: html.HtmlElement, url: str | None) -> tuple[str, ...]:
    """The feeds that the page's head names, those of comments left out; at most 10."""
    feeds: list[str] = []
    for link in tree.iter("link"):
        kind = (link.get("type") or "").split(";")[0].strip().lower()
        named = f"{link.get('title') or ''} {link.get('href') or ''}".lower()
        if "alternate" in (link.get("rel") or "").lower() and kind in _FEED_TYPES and "comment" not in named:
            address = _join(url, link.get("href"))
            if address and address not in feeds:
                feeds.append(address)
    return tuple(feeds[:10])


def _join(base: str | None, link: str | None) -> str | None:
    """The absolute http(s) address of a link, resolved against the page's own address alone (never ``<base>``)."""
    if not link or len(link) > 2_000:
        return None
    try:
        address = urljoin(base or "", link.strip())
    except ValueError:
        return None
    return address if address.startswith(("http://", "https://")) else None


def _is_article(facts: PageFacts, text: str, *, dated: bool, url: str | None) -> bool:
    front = url is not None and re.fullmatch(r"https?://[^/]{1,300}/?(?:index\.\w{2,5})?", url) is not None
    if front:
        return facts.says_article
    return facts.says_article or (len(text) >= ARTICLE_LENGTH and (dated or not facts.says_listing))
