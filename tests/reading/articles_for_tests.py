"""One language model for all tests that read text, and a short way to a context."""

from __future__ import annotations

from functools import cache

from bot.core.models import ArticleText
from bot.reading.context.context import Context, Mention, build_context
from bot.reading.parsing.sentences import split_text
from bot.reading.parsing.syntax import SpacyParser


@cache
def load_parser() -> SpacyParser:
    return SpacyParser()


def context_of(text: str, title: str = "", published: str = "2024-08-23") -> Context:
    article = ArticleText(title, published, text)
    return build_context(article, load_parser().parse(split_text(text, title).paragraphs))


def meant_by(context: Context, words: str) -> tuple[str, ...] | None:
    """Whom the last mention that is written as ``words`` means, without an article before it; None when left open."""
    found: Mention | None = None
    for sentence in context.sentences:
        for mention in context.mentions(sentence.index):
            if context.article.text[mention.start : mention.end].lower() == words.lower():
                found = mention
    return found.names if found is not None else None
