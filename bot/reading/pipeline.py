"""An article's text in, facts with quotes out.

The order of the stages:

language     a text that is not English is not read
sentences    lines, paragraphs, whole sentences; boilerplate and datelines cut
syntax       words, tags, dependencies, entities
context      who is named, and whom pronouns, surnames and group words mean
people, meetings, agreements, figures, statements    one reader each over the same context
"""

from __future__ import annotations

from typing import Protocol

from bot.core.models import ArticleText, Facts
from bot.reading.agreements.read import read_agreements
from bot.reading.context.context import Context, build_context
from bot.reading.explain import Recorder, Trace
from bot.reading.figures.read import read_figures
from bot.reading.meetings.read import read_meetings
from bot.reading.parsing.language import find_unread_reason
from bot.reading.parsing.sentences import split_text
from bot.reading.parsing.syntax import Parser, SpacyParser
from bot.reading.people import read_people
from bot.reading.statements import read_statements


class Reader(Protocol):
    """What the rest of the product needs of an engine that reads."""

    def read(self, article: ArticleText) -> Facts:
        """The facts of an article. Never raises for any text; the same text gives the same facts."""
        ...


class RuleReader:
    """Reads with rules over a dependency parse."""

    def __init__(self, parser: Parser | None = None) -> None:
        """Loads the language model when no parser is given: about a second."""
        self._parser = parser if parser is not None else SpacyParser()

    def read(self, article: ArticleText) -> Facts:
        """The facts of an article. ``unread`` says so when the text, or its end, was not read."""
        return self._read(article, Trace())

    def read_explained(self, article: ArticleText) -> tuple[Facts, Recorder]:
        """The same facts, with what every rule found and refused."""
        trace = Recorder()
        return self._read(article, trace), trace

    def _read(self, article: ArticleText, trace: Trace) -> Facts:
        reason = find_unread_reason(article.text)
        if reason is not None:
            return Facts(unread=reason)
        division = split_text(article.text, article.title)
        for stretch in division.cut:
            trace.cut(stretch.start, stretch.end, stretch.why)
        context = build_context(article, self._parser.parse(division.paragraphs))
        facts = read_context(context, trace)
        if division.shortened is None:
            return facts
        told = f"This text is very long: only its first {division.shortened:,} characters were read."
        return Facts(facts.meetings, facts.agreements, facts.figures, facts.people, facts.statements, unread=told)


def read_context(context: Context, trace: Trace) -> Facts:
    """The facts of an article whose context is known."""
    meetings = read_meetings(context, trace)
    return Facts(
        meetings=meetings,
        agreements=read_agreements(context, trace, meetings),
        figures=read_figures(context, trace),
        people=read_people(context, trace),
        statements=read_statements(context, trace),
    )
