"""A file becomes text: plain text, Markdown, HTML or PDF, told by its content, not by its name. Pure; in the child.

Archives, programs, pictures and office files are refused: nothing is ever unpacked. The name only helps to name the
article when the file does not, and is never used as a path.
"""

from __future__ import annotations

import io
import re
from dataclasses import replace
from typing import Any

from bot.core.errors import UserError
from bot.core.text import normalise_line, normalise_text
from bot.intake.guard import decode_markup
from bot.intake.likeness import mark_text
from bot.intake.lines import join_lines
from bot.intake.page import read_page
from bot.intake.records import MAX_TEXT, MIN_TEXT, Found, PageText, WebDate
from bot.intake.web_dates import parse_web_date

MAX_PAGES = 200  # of a PDF
_NO_TEXT = "There is no text in that file."
_WRONG_KIND = "That kind of file can't be read. Text, Markdown, HTML and PDF can."
_FEED_FILE = "That file is a feed. Add the feed's address instead."
_BINARY = (
    b"PK\x03\x04", b"PK\x05\x06", b"\x7fELF", b"MZ", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"\x1f\x8b", b"BZh",
    b"7z\xbc\xaf", b"Rar!", b"\xd0\xcf\x11\xe0", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd", b"OggS", b"ID3", b"\x00\x00\x00\x1c",
    b"{\\rtf", b"SQLite format",
)  # fmt: skip
_BEFORE = r"\s{0,200}(?:<\?xml[^>]{0,200}>\s{0,200})?"
_HTML = re.compile(
    _BEFORE + r"(?:<!--[^>]{0,500}-->\s{0,200})?"
    r"<(?:!doctype\s+html|html|head|body|article|main|div|p|h1|meta|title|section)\b",
    re.IGNORECASE,
)
_FEED = re.compile(_BEFORE + r"(?:<[?!][^>]{0,500}>\s{0,200}){0,5}<(?:rss|feed|rdf:RDF)\b", re.IGNORECASE)
_MATTER_LINE = re.compile(r"^([A-Za-z_ -]{2,20}):\s{0,9}(\S.{0,499})$")
_MARKDOWN_HEADING = re.compile(r"^#{1,6}\s+(.{1,400}?)\s{0,9}#{0,6}$")
_MARKDOWN_LINK = re.compile(
    r"!?\[([^\[\]\n]{0,300})\]\(<?(?:https?:|/|#|mailto:)?[^()\s]{0,500}>?(?:\s\"[^\"\n]{0,200}\")?\)"
)
_MARKDOWN_STRESS = re.compile(r"(?<![\w*])(\*{1,3}|_{1,3})(?=\S)([^*_\n]{1,300})(?<=\S)\1(?![\w*])")


def read_document(content: bytes, name: str) -> PageText:
    """The text of a file.

    ``name`` is the file's name as shown. Raises UserError, one sentence, for what is empty, of the wrong kind, locked,
    or has no text.
    """
    if not content.strip(b" \t\r\n\x00"):
        raise UserError("That file is empty.")
    if b"%PDF-" in content[:1024]:
        return _read_pdf(content, name)
    if content.startswith(_BINARY):
        raise UserError(_WRONG_KIND)
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    if not wide and (b"\0" in content[:65536] or _count_controls(content[:65536]) > 20):
        raise UserError(_WRONG_KIND)
    text = decode_markup(content)
    if _FEED.match(text[:3000]):
        raise UserError(_FEED_FILE)
    if _HTML.match(text[:3000]):
        page = read_page(content, None, None)
        if not page.text:
            raise UserError(_NO_TEXT)
        return replace(page, title=page.title or _name_title(name), feeds=())
    return read_plain(text, name)


def read_plain(text: str, name: str) -> PageText:
    """A plain or Markdown text: title and date from its head when it has one. Raises UserError when it is too short."""
    if len(text) > MAX_TEXT * 4:
        raise UserError(f"That text is too long. An article may have up to {MAX_TEXT:,} characters.")
    matter, body = _split_matter(normalise_text(text))
    lines = body.split("\n")
    heading = _MARKDOWN_HEADING.match(lines[0])
    if heading or name.lower().endswith((".md", ".markdown")) or matter:
        body = "\n".join(_strip_markdown(line) for line in lines)
    title, body = _split_title(body, certain=heading is not None)
    return _finish(
        PageText(
            found=Found.TEXT,
            title=normalise_line(matter.get("title", "")) or title or _name_title(name),
            publisher=normalise_line(matter.get("publisher", "") or matter.get("source", "")) or None,
            published=parse_web_date(matter.get("date") or matter.get("published")),
            author=normalise_line(matter.get("author", "")) or None,
            canonical=matter.get("url") or matter.get("link"),
            text=join_lines(body),
            marks=mark_text(""),
            feeds=(),
            is_article=True,
            note=None,
        )
    )


def _finish(page: PageText) -> PageText:
    text = normalise_text(page.text)
    if len(text) < MIN_TEXT:
        raise UserError("That text is too short: there is no sentence in it to quote.")
    if len(text) > MAX_TEXT:
        raise UserError(f"That text is too long. An article may have up to {MAX_TEXT:,} characters.")
    return replace(page, text=text, marks=mark_text(text))


def _count_controls(content: bytes) -> int:
    return len(content) - len(content.translate(None, bytes((*range(9), *range(14, 27), *range(28, 32)))))


def _split_matter(text: str) -> tuple[dict[str, str], str]:
    """The head of lines such as ``Title: …`` between ``---`` lines, and the rest."""
    if not text.startswith("---\n"):
        return {}, text
    head, mark, body = text[4:].partition("\n---\n")
    if not mark or len(head) > 5_000:
        return {}, text
    found = (_MATTER_LINE.match(line) for line in head.split("\n"))
    matter = {line[1].strip().lower(): line[2].strip().strip("\"'") for line in found if line}
    return (matter, body.strip("\n ")) if matter else ({}, text)


def _split_title(body: str, *, certain: bool) -> tuple[str | None, str]:
    """A first line that stands alone and is no sentence is the title and leaves the body."""
    first, _, rest = body.partition("\n")
    line = first.strip()
    alone = rest.startswith("\n") or certain
    if line and rest.strip() and len(line) <= 200 and (certain or (alone and line[-1] not in '.!?:;,…"”')):
        return normalise_line(line), rest.strip("\n ")
    return None, body


def _strip_markdown(line: str) -> str:
    heading = _MARKDOWN_HEADING.match(line)
    plain = heading[1] if heading else line.removeprefix("> ")
    plain = _MARKDOWN_LINK.sub(r"\1", plain)
    return _MARKDOWN_STRESS.sub(r"\2", plain)


def _name_title(name: str) -> str:
    """A title made from a file's name; "Untitled" when there is nothing in it."""
    stem = name.replace("\\", "/").rsplit("/", 1)[-1]
    stem = stem.rsplit(".", 1)[0] if "." in stem[1:] else stem
    return normalise_line(stem.replace("_", " ").replace("-", " ")) or "Untitled"


def _read_pdf(content: bytes, name: str) -> PageText:
    import pypdf
    from pypdf.errors import PyPdfError

    try:
        reader = pypdf.PdfReader(io.BytesIO(content), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise UserError("That PDF is locked with a password.")
        total = len(reader.pages)
        texts = [_read_pdf_page(reader, number) for number in range(min(total, MAX_PAGES))]
        title, author = _read_pdf_facts(reader)
    except (
        PyPdfError,
        ValueError,
        TypeError,
        KeyError,
        IndexError,
        AttributeError,
        OSError,
        NotImplementedError,
    ) as error:
        raise UserError("That PDF is damaged and can't be read.") from error
    body = join_lines(normalise_text("\n\n".join(texts)))
    if len(body) < MIN_TEXT:
        raise UserError("There is no text in that PDF; it may hold pictures of pages.")
    note = "The text was taken out of a PDF and may differ a little from what the page shows."
    if total > MAX_PAGES:
        note = f"Only the first {MAX_PAGES} of {total} pages were read. {note}"
    if title is None:
        title, body = _split_title(body, certain=False)
    return _finish(
        PageText(
            found=Found.PDF,
            title=title or _name_title(name),
            publisher=None,
            published=None,  # a PDF's own dates tell when the file was made, not when it was published
            author=author,
            canonical=None,
            text=body[:MAX_TEXT],
            marks=mark_text(""),
            feeds=(),
            is_article=True,
            note=note,
        )
    )


def _read_pdf_page(reader: Any, number: int) -> str:
    text = reader.pages[number].extract_text()
    return text if isinstance(text, str) else ""


def _read_pdf_facts(reader: Any) -> tuple[str | None, str | None]:
    facts = reader.metadata
    if facts is None:
        return None, None
    title = normalise_line(str(facts.title or ""))
    author = normalise_line(str(facts.author or ""))
    # Word processors put the file's name there.
    if len(title) < 8 or re.search(r"\.(?:docx?|pdf|indd|qxd|tex)$|^microsoft word", title, re.IGNORECASE):
        title = ""
    return title or None, author or None


def read_pasted(title: str, publisher: str, published: str, url: str, text: str) -> PageText:
    """A pasted text with what the person said about it; an empty field is one that was not filled in.

    Raises UserError for a date that is none and for a text that is too short or too long.
    """
    page = read_plain(text, "")
    day = _read_typed_date(published)
    return replace(
        page,
        title=normalise_line(title) or (page.title if page.title != "Untitled" else _first_words(page.text)),
        publisher=normalise_line(publisher) or page.publisher,
        published=day or page.published,
        canonical=url.strip() or page.canonical,
    )


def _read_typed_date(published: str) -> WebDate | None:
    if not published.strip():
        return None
    day = parse_web_date(published)
    if day is None:
        raise UserError("That date is not understood. Write it like 2024-08-22 or 22 August 2024.")
    return day


def _first_words(text: str) -> str:
    return normalise_line(text.split("\n", 1)[0], 80)
