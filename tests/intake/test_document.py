"""Files by their content: text, Markdown, HTML and PDF are read, everything else is refused, and bombs end in time."""

from __future__ import annotations

import io
import zlib
from collections.abc import AsyncIterator

import pypdf
import pytest
import pytest_asyncio
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.errors import UserError
from bot.intake.document import read_document, read_pasted
from bot.intake.lines import join_lines
from bot.intake.parsing import PARSE_DOCUMENT, PARSE_PAGE, run_parser
from bot.intake.records import Found
from bot.reading.processes.worker import Worker

WORDS = "The president of the republic received the king of the islands in the capital on Monday morning."
MORE = "They spoke about fishing rights and about a new line of ferries between their ports."


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared_worker() -> AsyncIterator[Worker]:
    async with Worker(parsers=1) as worker:
        yield worker


def make_pdf(content: bytes, *, packed: bool = False, extra: bytes = b"", pages: int = 1) -> bytes:
    """A PDF of our own making with one content stream for all its pages."""
    data = zlib.compress(content, 9) if packed else content
    packing = b"/Filter/FlateDecode" if packed else b""
    kids = b" ".join(b"%d 0 R" % (5 + n) for n in range(pages))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R" + extra + b">>",
        b"<</Type/Pages/Kids[" + kids + b"]/Count %d>>" % pages,
        b"<</Length %d%s>>stream\n" % (len(data), packing) + data + b"\nendstream",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        *[b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 3 0 R/Resources<</Font<</F1 4 0 R>>>>>>"] * pages,
    ]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    table = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + b"".join(
        b"%010d 00000 n \n" % at for at in places
    )
    return out + table + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(out))


def set_lines(*lines: str) -> bytes:
    return b"BT /F1 12 Tf 72 720 Td 14 TL " + b"".join(b"(" + line.encode() + b") Tj T* " for line in lines) + b"ET"


def test_plain_text_takes_its_first_line_as_title_when_it_stands_alone() -> None:
    page = read_document(f"King visits the republic\n\n{WORDS}\n\n{MORE}".encode(), "a.txt")
    assert (page.title, page.text, page.found) == ("King visits the republic", f"{WORDS}\n\n{MORE}", Found.TEXT)


def test_text_without_a_title_is_called_after_its_file() -> None:
    page = read_document(f"{WORDS}\n{MORE}".encode(), "../../king_visits-republic.txt")
    assert (page.title, page.published) == ("king visits republic", None)


def test_markdown_loses_its_marks_and_gives_its_head() -> None:
    head = '---\ntitle: "King visits"\ndate: 2024-08-22\npublisher: Islands Daily\nurl: https://e.example/a\n---\n\n'
    raw = f"{head}# Headline\n\n**{WORDS}** See [our map](https://e.example/map).\n\n> {MORE}"
    page = read_document(raw.encode(), "a.md")
    assert (page.title, page.publisher, page.canonical) == ("King visits", "Islands Daily", "https://e.example/a")
    assert page.published is not None
    assert page.published.day == "2024-08-22"
    assert page.text == f"{WORDS} See our map.\n\n{MORE}"


def test_lines_broken_at_a_margin_become_paragraphs() -> None:
    broken = """The president of the republic received the king of the islands in the
capital on Monday morning, and they walked through the gardens of the
palace until noon.

They spoke about fishing rights and about a new line of ferries that is
to run between their ports, which have been without one since the last
company closed."""
    joined = join_lines(broken)
    assert joined.count("\n") == 2
    assert "king of the islands in the capital on Monday" in joined


def test_paragraphs_of_one_line_each_are_left_alone() -> None:
    text = f"{WORDS}\n{MORE}\n{WORDS}\n{MORE}\n{WORDS}"
    assert join_lines(text) == text


def test_pdf_is_read_by_its_content_whatever_its_name() -> None:
    page = read_document(make_pdf(set_lines(WORDS, MORE)), "notes.txt")
    assert page.found is Found.PDF
    assert WORDS in page.text.replace("\n", " ")
    assert page.published is None
    assert page.note is not None


def test_html_is_read_by_its_content_whatever_its_name() -> None:
    head = "<!-- x -->\n<html><head><title>King visits the republic</title></head>"
    raw = f"{head}<body><article><p>{WORDS}</p><p>{MORE}</p></article></body></html>"
    page = read_document(raw.encode(), "scan.pdf")
    assert (page.found, page.title) == (Found.PAGE, "King visits the republic")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"   \n",
        b"\0" * 1_000_000,
        b"PK\x03\x04" + b"x" * 100,
        b"\x7fELF" + b"x" * 100,
        b"\x89PNG\r\n\x1a\n",
        b"GIF89a",
        b"\x1f\x8b" + b"x" * 50,
        b"\xd0\xcf\x11\xe0" + b"x" * 50,
        b"{\\rtf1 words}",
        b"MZ" + b"\0" * 100,
        b"words\0words" * 50,
        b"Too short.",
        b"<rss><channel></channel></rss>",
        b"<?xml version='1.0'?><feed xmlns='x'></feed>",
        b"%PDF-1.4 broken",
        b"%PDF-1.4" + b"\0" * 10_000,
        b"<html><body></body></html>",
        "💥".encode() * 3,
    ],
)
def test_what_is_no_article_is_refused_in_one_sentence(content: bytes) -> None:
    with pytest.raises(UserError) as refusal:
        read_document(content, "x.txt")
    assert refusal.value.sentence.endswith(".")
    assert len(refusal.value.sentence) < 120


@pytest.mark.parametrize("name", ["x.html.exe", "../../x", "a\0b.txt", "n" * 255 + ".txt", "", ".", "CON", "x.pdf"])
def test_name_of_a_file_is_only_ever_shown(name: str) -> None:
    page = read_document(f"{WORDS}\n{MORE}".encode(), name)
    assert page.title
    assert "\0" not in page.title
    assert "/" not in page.title


def test_paste_takes_what_was_filled_in_and_leaves_the_rest() -> None:
    page = read_pasted("", "", "", "", f"King visits\n\n{WORDS}")
    assert (page.title, page.publisher, page.published, page.canonical) == ("King visits", None, None, None)
    page = read_pasted("Mine", "Daily", "22 August 2024", " https://e.example/a ", WORDS)
    assert page.published is not None
    assert (page.title, page.publisher, page.published.day, page.canonical) == (
        "Mine",
        "Daily",
        "2024-08-22",
        "https://e.example/a",
    )


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.binary(max_size=400), st.text(max_size=300).map(str.encode)))
def test_no_file_raises_anything_but_our_own_refusal(content: bytes) -> None:
    for raw in (content, b"%PDF-1.4\n" + content, b"<html>" + content, make_pdf(content)):
        try:
            page = read_document(raw, "x")
        except UserError:
            continue
        page.text.encode()


@pytest.mark.parametrize(
    "raw",
    [
        ("a" * 200_000).encode(),
        b"a\n" * 200_000,
        ("\u0301" * 50_000).encode(),
        ("שלום " * 20_000).encode(),
        ("😀" * 50_000).encode(),
        b"1,1," * 50_000,
        b"((((" * 50_000,
        b"aaaa" * 25_000 + b"!",
        b"[a](" * 20_000,
        b"**a" * 20_000,
        b"# " * 50_000,
    ],
    ids=lambda raw: repr(raw[:8]),
)
def test_endless_sameness_is_read_or_refused_in_linear_time(raw: bytes) -> None:
    try:
        read_document(raw, "x.md")
    except UserError:
        return


def pack_zeros(mib: int) -> bytes:
    """So many MiB of zeros as a Flate stream, made without holding them."""
    packer = zlib.compressobj(9)
    return b"".join(packer.compress(bytes(1 << 20)) for _ in range(mib)) + packer.flush()


def test_pdf_that_is_locked_is_refused_with_the_reason_and_one_without_a_password_is_read() -> None:
    for password, told in (("secret", "locked"), ("", None)):
        writer = pypdf.PdfWriter(clone_from=io.BytesIO(make_pdf(set_lines(WORDS, MORE))))
        writer.encrypt(password, "owner", algorithm="RC4-128")
        locked = io.BytesIO()
        writer.write(locked)
        if told is None:
            assert WORDS in read_document(locked.getvalue(), "x.pdf").text
        else:
            with pytest.raises(UserError, match=told):
                read_document(locked.getvalue(), "x.pdf")


def test_only_the_first_two_hundred_pages_of_a_pdf_are_read_and_that_is_said() -> None:
    page = read_document(make_pdf(set_lines(WORDS), pages=230), "x.pdf")
    assert page.text.count(WORDS) == 200
    assert "first 200 of 230 pages" in (page.note or "")


@pytest.mark.parametrize(
    "hidden",
    [b"1 1 1 rg", b"3 Tr", b"1 0 0 1 -5000 -5000 cm", b"0.001 0 0 0.001 0 0 cm"],
    ids=["white", "without ink", "off the page", "too small to see"],
)
def test_text_of_a_pdf_is_never_told_without_saying_that_it_may_differ_from_what_is_seen(hidden: bytes) -> None:
    page = read_document(make_pdf(set_lines(WORDS) + b" q " + hidden + b" " + set_lines(MORE) + b" Q"), "x.pdf")
    assert WORDS in page.text
    assert "may differ" in (page.note or "")


def make_bomb(name: str) -> bytes:
    """A PDF that is built to harm, or broken."""
    match name:
        case "operators":
            return make_pdf(b"BT /F1 1 Tf " + b"(a) Tj " * 800_000 + b"ET", packed=True)
        case "nested stream":
            return make_pdf(zlib.compress(b"(x) Tj " * 1_000_000), packed=True)
        case "flate bomb of 70 MB":
            return make_pdf(pack_zeros(70)).replace(b"/Length", b"/Filter/FlateDecode/Length", 1)
        case "flate bomb of 500 MB":
            return make_pdf(pack_zeros(500)).replace(b"/Length", b"/Filter/FlateDecode/Length", 1)
        case "flate in flate":
            twice = b"/Filter[/FlateDecode/FlateDecode]/Length"
            return make_pdf(zlib.compress(pack_zeros(200), 9)).replace(b"/Length", twice, 1)
        case "many pages":
            return make_pdf(b"BT /F1 1 Tf " + b"(a) Tj " * 2_000 + b"ET", pages=2_000)
        case "kids in a circle":
            return make_pdf(set_lines(WORDS)).replace(b"/Kids[5 0 R]", b"/Kids[2 0 R]")
        case "no table of places":
            return make_pdf(set_lines(WORDS, MORE)).partition(b"xref")[0]
        case "cut short":
            return make_pdf(set_lines(WORDS, MORE))[:200]
        case "zeros":
            return b"%PDF-1.4\n" + bytes(1 << 20)
        case "only its first line":
            return b"%PDF-1.7\n"
        case _:
            return make_pdf(set_lines(WORDS, MORE), extra=b"/OpenAction<</S/JavaScript/JS(app.alert(1))>>")


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    "name",
    [
        "operators", "nested stream", "flate bomb of 70 MB", "flate bomb of 500 MB", "flate in flate", "many pages",
        "kids in a circle", "no table of places", "cut short", "zeros", "only its first line", "scripts", "attributes",
    ],
)  # fmt: skip
async def test_bomb_ends_within_its_limits_and_the_child_goes_on(shared_worker: Worker, name: str) -> None:
    try:
        if name == "attributes":
            page = b"<p " + b"a=1 " * 20_000 + b">"
            await run_parser(shared_worker, PARSE_PAGE, page, "https://e.example/", None)
        else:
            await run_parser(shared_worker, PARSE_DOCUMENT, make_bomb(name), "x.pdf")
    except UserError as refusal:
        assert refusal.sentence.endswith(".")  # noqa: PT017  # a text is as good an end
    sound = await run_parser(shared_worker, PARSE_DOCUMENT, f"{WORDS}\n{MORE}".encode(), "x.txt")
    assert sound.text == f"{WORDS}\n{MORE}"
