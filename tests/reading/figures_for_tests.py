"""The figures of a text, read without the rest of the reader."""

from __future__ import annotations

from functools import cache

from bot.core.models import ArticleText, Figure
from bot.reading.context.context import build_context
from bot.reading.explain import Trace
from bot.reading.figures.read import read_figures
from bot.reading.parsing.sentences import split_text
from bot.reading.parsing.syntax import SpacyParser

PUBLISHED = "2024-08-23"


@cache
def parser() -> SpacyParser:
    return SpacyParser()


def read(text: str, trace: Trace | None = None) -> tuple[Figure, ...]:
    article = ArticleText("Trade", PUBLISHED, text)
    sentences = parser().parse(split_text(text, article.title).paragraphs)
    return read_figures(build_context(article, sentences), trace or Trace())


def only(text: str) -> Figure:
    figures = read(text)
    assert len(figures) == 1, figures
    return figures[0]


def number(figure: Figure) -> str:
    return figure.value if figure.value is not None else f"{figure.low}..{figure.high}"
