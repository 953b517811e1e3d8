"""What is taken off or refused before a parser sees markup, in time linear in its length.

Measured on made bombs: 40,000 attributes on one tag cost feedparser 16 CPU seconds and lxml 14, 40,000 entity
declarations cost feedparser 5; both grow with the square. So both are counted first. Scripts, styles, comments and very
long attribute values (pictures inside the page) hold no words and are dropped, which also makes parsing faster.
"""

from __future__ import annotations

import codecs
import re

from bot.core.errors import UserError

MAX_ATTRIBUTES = 1_000  # on one tag
MAX_ENTITIES = 100  # declarations in one document
MAX_VALUE = 4_096  # code points of one attribute value; longer ones are data, not words
MAX_TAG = 65_536  # code points of one tag once long values are off
_TOO_COMPLEX = "That is built in a way that can't be read safely."
_TAG_STOP = re.compile("[\"'>]")
_TAG_NAME = re.compile(r"[A-Za-z][A-Za-z0-9:]{0,40}")
_LINKED_DATA = re.compile(r"ld\+json", re.IGNORECASE | re.ASCII)
_ENTITY = re.compile(r"<!ENTITY", re.IGNORECASE | re.ASCII)
_REFERENCE = re.compile(r"&#([xX][0-9a-fA-F]+|[0-9]+)", re.ASCII)
_DECLARED = re.compile(rb"""(?:encoding|charset)\s{0,9}=\s{0,9}["']?([A-Za-z0-9_.:-]{1,40})""", re.IGNORECASE)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
)  # fmt: skip
# Text encodings of the web (WHATWG's list, by Python's names). Others ("zlib", "idna", "utf-7") are no text or hide it.
_ENCODINGS = frozenset({
    "utf-8", "ascii", "iso8859-1", "iso8859-2", "iso8859-3", "iso8859-4", "iso8859-5", "iso8859-6", "iso8859-7",
    "iso8859-8", "iso8859-9", "iso8859-10", "iso8859-13", "iso8859-14", "iso8859-15", "iso8859-16", "cp866", "cp874",
    "cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "koi8-r", "koi8-u",
    "mac-roman", "mac-cyrillic", "tis-620", "gb2312", "gbk", "gb18030", "big5", "big5hkscs", "euc_jp", "shift_jis",
    "cp932", "iso2022_jp", "euc_kr", "cp949", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be",
})  # fmt: skip


def decode_markup(content: bytes, declared: str | None = None) -> str:
    """The characters of a page or feed: byte order mark, then HTTP's charset, then the document's own, then UTF-8.

    Never raises: what is not in the encoding becomes U+FFFD. A declared encoding outside the web's list is ignored.
    """
    for mark, name in _BOMS:
        if content.startswith(mark):
            return content[len(mark) :].decode(name, "replace")
    wide = _guess_wide(content[:4])
    if wide:
        return content.decode(wide, "replace")
    inside = _DECLARED.search(content[:4096])
    names = [declared, inside[1].decode("ascii") if inside else None]
    for encoding in filter(None, map(find_encoding, names)):
        if encoding.startswith(("utf-16", "utf-32")):  # the declaration could be read, so it is not true
            continue
        text = content.decode(encoding, "replace")
        if encoding != "utf-8" or text.count("\ufffd") * 200 < len(text):
            return text
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        # A few broken bytes in UTF-8 stay UTF-8; otherwise it is the old Western encoding.
        text = content.decode("utf-8", "replace")
        return (
            text if error.start > 0 and text.count("\ufffd") * 200 < len(text) else content.decode("cp1252", "replace")
        )


def find_encoding(name: str | None) -> str | None:
    """Python's name of a text encoding of the web, None for anything else. ISO 8859-1 and ASCII mean Windows-1252."""
    if not name:
        return None
    try:
        found = codecs.lookup(name.strip()).name
    except (LookupError, ValueError):
        return None
    if found not in _ENCODINGS:
        return None
    return {"iso8859-1": "cp1252", "ascii": "cp1252", "gb2312": "gb18030", "gbk": "gb18030"}.get(found, found)


def _guess_wide(start: bytes) -> str | None:
    """UTF-16 or UTF-32 without a byte order mark, told by where the zero bytes of "<" stand."""
    patterns = {b"<\0\0\0": "utf-32-le", b"\0\0\0<": "utf-32-be"}
    if start in patterns:
        return patterns[start]
    if len(start) == 4 and start[0:1] == b"<" and start[1] == 0 and start[3] == 0:
        return "utf-16-le"
    if len(start) == 4 and start[0] == 0 and start[1:2] == b"<" and start[2] == 0:
        return "utf-16-be"
    return None


def check_entities(markup: str) -> None:
    """Raises UserError for more than 100 entity declarations."""
    if sum(1 for _ in zip(_ENTITY.finditer(markup), range(MAX_ENTITIES + 1), strict=False)) > MAX_ENTITIES:
        raise UserError(_TOO_COMPLEX)


def mend_references(markup: str) -> str:
    """Numbers of characters that are none ("&#xD800;", "&#0;", "&#99999999;") made U+FFFD, as browsers do.

    feedparser raises UnicodeEncodeError or ValueError for them.
    """
    return _REFERENCE.sub(lambda found: found[0] if _is_character(found[1]) else "&#65533", markup)


def _is_character(number: str) -> bool:
    digits = number.lstrip("xX0")
    if not digits or len(digits) > 8:
        return False
    code = int(digits, 16 if number[0] in "xX" else 10)
    return code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF


def check_tags(markup: str) -> None:
    """Raises UserError for a tag with more than 1,000 attributes or 64 Ki code points."""
    tame_markup(markup, html=False)


def tame_markup(markup: str, *, html: bool = True) -> str:
    """Markup without comments, styles, scripts (JSON-LD stays) and very long attribute values.

    With ``html`` off nothing but long values is taken out: a feed may carry markup inside CDATA. Raises UserError for a
    tag with more than 1,000 attributes or, its long values off, 64 Ki code points.
    """
    kept: list[str] = []
    at = 0
    while (start := markup.find("<", at)) != -1:
        kept.append(markup[at:start])
        if html and markup.startswith("<!--", start):
            end = markup.find("-->", start + 2)
            at = len(markup) if end == -1 else end + 3
            continue
        name = _TAG_NAME.match(markup, start + 1)
        if name is None:
            kept.append("<")
            at = start + 1
            continue
        tag, at = _take_tag(markup, start)
        lower = name[0].lower()
        if html and lower in {"script", "style"}:
            end = _find_closing(markup, lower, at)
            if lower == "script" and _LINKED_DATA.search(tag):
                kept.append(tag + markup[at:end])
            else:
                kept.append(f"<{lower}>")
            at = end
            continue
        kept.append(tag)
    kept.append(markup[at:])
    return "".join(kept)


def _take_tag(markup: str, start: int) -> tuple[str, int]:
    """The tag that begins at ``start``, long values emptied, and the offset behind it."""
    kept: list[str] = []
    at, size, attributes = start, 0, 0
    while True:
        stop = _TAG_STOP.search(markup, at, at + MAX_TAG)
        piece = markup[at : stop.start() if stop else min(len(markup), at + MAX_TAG)]
        kept.append(piece)
        size += len(piece)
        attributes += max(piece.count("="), len(piece.split()))
        if attributes > MAX_ATTRIBUTES or size > MAX_TAG:
            raise UserError(_TOO_COMPLEX)
        if stop is None:
            if at + MAX_TAG < len(markup):
                raise UserError(_TOO_COMPLEX)
            return "".join(kept), len(markup)
        if stop[0] == ">":
            kept.append(">")
            return "".join(kept), stop.end()
        if not piece.rstrip().endswith("="):  # a stray quotation mark is no start of a value
            kept.append(" ")
            at = stop.end()
            continue
        end = markup.find(stop[0], stop.end())
        if end == -1:
            return "".join(kept), len(markup)
        value = markup[stop.end() : end]
        kept.append(stop[0] + (value if len(value) <= MAX_VALUE else "") + stop[0])
        size += min(len(value), MAX_VALUE)
        at = end + 1


def _find_closing(markup: str, name: str, at: int) -> int:
    """The offset of ``</name``, whatever its case; the end of the markup when there is none."""
    found = re.compile(f"</{name}", re.IGNORECASE | re.ASCII).search(markup, at)
    return found.start() if found else len(markup)
