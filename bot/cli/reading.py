"""``communique read`` and ``communique score``: what the reader finds in a text, nothing stored."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import click
from rich.progress import track

from bot.cli.console import checked_date, err, out, read_input
from bot.core.errors import UserError
from bot.core.fields import fact_fields
from bot.core.models import ArticleText, Fact, Facts
from bot.core.text import normalise_line, normalise_text
from bot.reading.pipeline import RuleReader
from bot.reading.scoring import score_articles

KINDS = ("meetings", "agreements", "figures", "people", "statements")


def fact_row(fact: Fact) -> dict[str, Any]:
    """A fact as JSON: its fields and its quotes with their offsets."""
    quotes = [{"start": quote.start, "end": quote.end, "text": quote.text} for quote in fact.quotes]
    return {**fact_fields(fact), "quotes": quotes}


def facts_row(name: object, text: str, facts: Facts) -> dict[str, Any]:
    """Everything read from one article as one line of ``communique read --jsonl``."""
    row: dict[str, Any] = {"id": name, "text": text}
    row |= {kind: [fact_row(fact) for fact in getattr(facts, kind)] for kind in KINDS}
    return row | ({"unread": facts.unread} if facts.unread else {})


def read_lines(lines: Iterable[str]) -> Iterator[tuple[dict[str, Any], ArticleText]]:
    """Articles of a JSON-lines text, each with its row; a bad line is named by its number."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            article = ArticleText(
                title=normalise_line(str(row.get("title") or "")),
                published=row.get("published") or None,
                text=normalise_text(str(row["text"])),
            )
        except (ValueError, KeyError, TypeError, AttributeError):
            sentence = f"Line {number} is not an article; it needs JSON with id, title, published and text."
            raise UserError(sentence) from None
        yield row, article


def check_marks(row: dict[str, Any]) -> None:
    """Raises UserError when an article is not marked as docs/reading.md tells."""
    for kind in KINDS[:4]:
        facts = row.get(kind)
        try:
            sound = all(0 <= start < end <= len(row["text"]) for fact in facts or () for start, end in fact["quotes"])
        except (TypeError, ValueError, KeyError):
            sound = False
        if facts is None or not sound:
            name = str(row.get("id"))[:60]
            raise UserError(f"Article “{name}” is not marked: {kind} must be a list of facts, each with its quotes.")


def print_facts(facts: Facts) -> None:
    """Facts for a person: a line about each, and its sentences."""
    if facts.unread:
        out.print(facts.unread, style="yellow", markup=False)
    for kind in KINDS:
        found: tuple[Fact, ...] = getattr(facts, kind)
        if found:
            out.print(f"{kind.capitalize()} ({len(found)})", style="bold", markup=False)
        for fact in found:
            said = {name: value for name, value in fact_fields(fact).items() if value not in (None, [], "")}
            shown = (f"{name} {', '.join(value) if isinstance(value, list) else value}" for name, value in said.items())
            out.print("  " + " · ".join(shown), markup=False)
            for quote in fact.quotes:
                out.print(f"    “{quote.text}”  [{quote.start}:{quote.end}]", style="dim", markup=False)
    if not any(facts) and not facts.unread:
        out.print("Nothing found in this text.", markup=False)


@click.command()
@click.argument("file", default="-")
@click.option("--title", default="", help="The article's title, where the text does not begin with it.")
@click.option("--published", callback=checked_date, help="Its date, as 2024-08-22: “on Thursday” is resolved by it.")
@click.option("--json", "as_json", is_flag=True, help="Facts as one JSON object.")
@click.option(
    "--jsonl", is_flag=True, help="One article per line in ({id, title, published, text}), its facts per line out."
)
@click.option("--explain", is_flag=True, help="Which rule found what, and what was refused and why.")
def read(*, file: str, title: str, published: str | None, as_json: bool, jsonl: bool, explain: bool) -> None:
    """Read facts from a text without storing anything. FILE is a text file, or - for standard input."""
    if file == "-" and sys.stdin.isatty():
        err.print("Paste the text, then press Ctrl-D.", style="dim")
    raw = read_input(file).decode("utf-8", errors="replace")
    reader = RuleReader()
    if jsonl:
        for row, article in read_lines(raw.split("\n")):
            click.echo(json.dumps(facts_row(row.get("id"), article.text, reader.read(article)), ensure_ascii=False))
        return
    article = ArticleText(title=normalise_line(title), published=published, text=normalise_text(raw))
    if not article.text:
        raise UserError("There is no text to read.")
    if explain:
        facts, trace = reader.read_explained(article)
        for line in trace.lines(article.text):
            out.print(line, markup=False)
        print_facts(facts)
    elif as_json:
        click.echo(json.dumps(facts_row(None, article.text, reader.read(article)), ensure_ascii=False, indent=1))
    else:
        print_facts(reader.read(article))


@click.command()
@click.argument("gold", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--errors", type=click.Choice(KINDS[:4]), help="Show each miss, extra and wrong slot of one kind.")
def score(*, gold: Path, errors: str | None) -> None:
    """Score the reader over marked articles. GOLD has one per line, as docs/reading.md tells."""
    rows = list(read_lines(gold.read_text("utf-8", errors="replace").split("\n")))
    for row, _ in rows:
        check_marks(row)
    reader = RuleReader()
    said = [
        facts_row(row.get("id"), article.text, reader.read(article))
        for row, article in track(rows, description="Reading …", console=err, transient=True)
    ]
    result = score_articles([row for row, _ in rows], said, errors=errors)
    for line in result.lines():
        click.echo(line)


COMMANDS = (read, score)
