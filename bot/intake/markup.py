"""A piece of HTML inside a feed becomes paragraphs of plain text. Pure; runs in the child process."""

from __future__ import annotations

import re

from lxml import etree, html

from bot.core.errors import UserError
from bot.core.text import normalise_text
from bot.intake.guard import tame_markup

_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "br", "center", "dd", "details", "div", "dl", "dt", "figcaption",
    "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section",
    "table", "td", "th", "tr", "ul",
})  # fmt: skip
_WORDLESS = frozenset({
    "script", "style", "noscript", "template", "iframe", "object", "embed", "svg", "math", "form", "button", "select",
    "textarea", "video", "audio", "figure", "head", "title",
})  # fmt: skip
_MARKED = re.compile(r"<[a-zA-Z!/]|&[#a-zA-Z]")
DEPTH = 200  # nested elements followed; what lies deeper is left out


def read_markup(fragment: str) -> str:
    """The words of an HTML fragment, a paragraph for each block; plain text stays as it is. Normalised."""
    if not _MARKED.search(fragment):
        return normalise_text(fragment)
    try:
        tree = html.fragment_fromstring(f"<div>{tame_markup(fragment)}</div>")
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError, UserError):
        return ""
    kept: list[str] = []
    _collect(tree, kept, 0)
    lines = (" ".join(line.split()) for line in "".join(kept).split("\n"))
    return normalise_text("\n\n".join(line for line in lines if line))


def _collect(element: html.HtmlElement, kept: list[str], depth: int) -> None:
    if not isinstance(element.tag, str) or element.tag in _WORDLESS or depth > DEPTH or _is_hidden(element):
        return
    block = element.tag in _BLOCKS
    if block:
        kept.append("\n")
    kept.append(_flat(element.text))
    for child in element:
        _collect(child, kept, depth + 1)
        kept.append(_flat(child.tail))
    if block:
        kept.append("\n")


def _is_hidden(element: html.HtmlElement) -> bool:
    style = (element.get("style") or "").replace(" ", "").lower()
    return element.get("hidden") is not None or "display:none" in style or "visibility:hidden" in style


def _flat(text: str | None) -> str:
    return " ".join((text or "").split("\n")) if text else ""
