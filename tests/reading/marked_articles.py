"""Marked articles as ``communique score`` takes them, and what the reader says of them.

``tests/reading/marked/*.toml`` are articles of our own: each fact has the fields of docs/reading.md, and its quotes are
the first words of their sentences. A field that is left out is empty.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bot.cli.reading import facts_row
from bot.core.models import ArticleText
from bot.core.text import normalise_text
from bot.reading.parsing.sentences import split_text
from bot.reading.pipeline import RuleReader
from bot.reading.scoring import KINDS, Score, score_articles
from tests.reading.articles_for_tests import load_parser

OWN = Path(__file__).with_name("marked")


def list_own() -> list[dict[str, Any]]:
    """Our own marked articles, with the span of each quote. Raises ValueError for a quote that is not in its text."""
    return [_with_spans(tomllib.loads(path.read_text("utf-8"))) for path in sorted(OWN.glob("*.toml"))]


def _with_spans(row: dict[str, Any]) -> dict[str, Any]:
    text = row["text"] = normalise_text(row["text"])
    spans = []
    for paragraph in split_text(text, row["title"]).paragraphs:
        for start, end in zip(paragraph.begins, (*paragraph.begins[1:], len(paragraph.text)), strict=True):
            length = len(paragraph.text[start:end].rstrip())
            spans.append((paragraph.start + start, paragraph.start + start + length))
    for kind in KINDS:
        for fact in row.setdefault(kind, []):
            fact["quotes"] = [_span(text, beginning, spans, row["id"]) for beginning in fact["quotes"]]
    return row


def _span(text: str, beginning: str, spans: Sequence[tuple[int, int]], article: str) -> list[int]:
    at = text.find(beginning)
    for start, end in spans:
        if start <= at < end:
            return [start, end]
    raise ValueError(f"{article}: no sentence of its text begins with {beginning!r}")


def score_reader(rows: Sequence[dict[str, Any]]) -> Score:
    """The score of the reader as it is over marked articles."""
    reader = RuleReader(load_parser())
    said = [
        facts_row(row["id"], row["text"], reader.read(ArticleText(row["title"], row["published"], row["text"])))
        for row in rows
    ]
    return score_articles(rows, said)
