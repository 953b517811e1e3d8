"""Calls that would go round the one fetch function, or hand a parser more than bytes, occur nowhere in the product."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PRODUCT = [path for folder in ("bot", "cogs", "storage") for path in sorted((ROOT / folder).rglob("*.py"))]
FETCHING = {"fetch_url", "fetch_response", "urlopen", "urlretrieve", "PdfWriter", "XSLT", "XInclude"}


def list_calls(path: Path) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node


def test_no_library_fetches_by_itself() -> None:
    assert PRODUCT
    for path in PRODUCT:
        for name, _ in list_calls(path):
            assert name.rsplit(".", 1)[-1] not in FETCHING, path
            assert not name.startswith(("requests.", "httpx.", "urllib.request.", "http.client.")), path


def test_feedparser_is_given_bytes_in_memory_and_nothing_else() -> None:
    given = [
        ast.unparse(call.args[0]) for path in PRODUCT for name, call in list_calls(path) if name == "feedparser.parse"
    ]
    assert given
    assert all(argument.startswith("io.BytesIO(") for argument in given)


def test_aiohttp_makes_requests_in_one_module() -> None:
    users = [
        path.relative_to(ROOT).as_posix()
        for path in PRODUCT
        if any(name == "aiohttp.ClientSession" for name, _ in list_calls(path))
    ]
    assert users == ["bot/intake/fetch.py"]
