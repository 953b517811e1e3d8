"""Articles of 600 words: of the press where it lies beside the project, else of our own marked articles and samples.

Our own are written to be dense: they tell about five times as many facts a word as the press does.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from itertools import chain, cycle
from pathlib import Path

from bot.core.models import ArticleText
from bot.core.text import normalise_text
from tests.shared import SHARED, shared_rows

WORDS = 600
_PRESS = "corpus/press.jsonl"
_TREE = Path(__file__).parents[2]


def say_origin() -> str:
    """What the articles are made of."""
    return "paragraphs of the press" if (SHARED / _PRESS).exists() else "our own dense paragraphs"


@cache
def list_paragraphs() -> tuple[str, ...]:
    """Every paragraph there is, in order of the articles."""
    if (SHARED / _PRESS).exists():
        texts = [row["text"] for row in shared_rows(_PRESS)]
    else:
        files = chain((_TREE / "tests/reading/marked").glob("*.toml"), (_TREE / "bot/samples").glob("*.toml"))
        texts = [tomllib.loads(path.read_text("utf-8"))["text"] for path in sorted(files)]
    return tuple(line for text in texts for line in normalise_text(text).split("\n") if line.strip())


def make_articles(count: int) -> list[ArticleText]:
    """So many articles of about 600 words, dated on different days; the paragraphs come in another order each round."""
    paragraphs = cycle(chain(list_paragraphs(), reversed(list_paragraphs())))
    return [_make_article(number, paragraphs) for number in range(count)]


def _make_article(number: int, paragraphs: Iterator[str]) -> ArticleText:
    lines: list[str] = []
    words = 0
    while words < WORDS:
        line = next(paragraphs)
        words += len(line.split())
        lines.append(line)
    day = f"2025-{number // 28 % 12 + 1:02}-{number % 28 + 1:02}"
    return ArticleText(f"News of the day, number {number}", day, "\n".join(lines))
