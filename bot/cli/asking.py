"""``communique ask`` and ``communique status``: the lookups of members, from the same services and cards."""

from __future__ import annotations

import json
from dataclasses import replace

import click

from bot.app import App
from bot.cli.console import on_library, out
from bot.core.cards import Card, Page, SourceLine
from bot.core.models import LibraryId
from bot.core.numbers import say_count
from bot.core.queries import AgreementQuery, FigureQuery, MeetingQuery, PeopleQuery, Query, SearchQuery
from bot.services.lookup import LookupService
from storage.status import LibraryStatus

QUERIES: dict[str, type[Query]] = {
    "meetings": MeetingQuery,
    "agreements": AgreementQuery,
    "figures": FigureQuery,
    "people": PeopleQuery,
    "search": SearchQuery,
}


def compose_query(kind: str, words: str, options: dict[str, str | None]) -> Query:
    """The question a command line asks. Words without an option are the name for people and the topic elsewhere."""
    given = {name: value for name, value in options.items() if value}
    if words:
        match kind:
            case "search":
                given["words"] = words
            case "people":
                given.setdefault("who", words)
            case _:
                given.setdefault("about", words)
    return QUERIES[kind](**given)


def print_page(page: Page) -> None:
    """An answer as lines: the quote first, then what was understood, then where it stands."""
    out.print(page.title, style="bold", markup=False)
    for card in page.cards:
        out.print()
        print_card(card)
    if page.note:
        out.print(page.note, markup=False)
    if page.suggestions:
        out.print("Did you mean " + " · ".join(page.suggestions[:5]) + "?", markup=False)
    if page.after:
        out.print("\nThere is more: --limit shows a longer list.", style="dim", markup=False)


def print_card(card: Card, *, sources: bool = True) -> None:
    """One entry, with a line for each source unless they are told apart."""
    out.print(f"“{card.quote}”", markup=False)
    shown = [card.heading, *(f"{label} {value}" for label, value in card.details)]
    shown += [f"entry {card.number}"] if card.number else []
    out.print("  " + " · ".join(shown), style="cyan", markup=False)
    for label, who_says_which in card.disagreements:
        out.print(f"  Sources differ on {label.lower()}: {who_says_which}", style="yellow", markup=False)
    if len(card.trail) > 1:
        out.print("  " + " → ".join(f"{step.status} ({step.date})" for step in card.trail), markup=False)
    if card.reported_by > 1:
        out.print(f"  Reported by {say_count(card.reported_by, 'source')}", markup=False)
    for source in card.sources if sources else ():
        out.print(f"  {compose_source(source)}", style="dim", markup=False)


def compose_source(source: SourceLine) -> str:
    """Publisher, title, date and link of a source in one line."""
    parts = [source.publisher, source.title, source.published or "undated", source.url or "no link"]
    return " · ".join(part for part in parts if part) + (" · copied text" if source.copied else "")


@click.command()
@click.argument("kind", type=click.Choice(list(QUERIES)))
@click.argument("words", nargs=-1)
@click.option("--who", help="A person, country or body.")
@click.option("--with", "with_", help="The other one of a pair; the order does not matter.")
@click.option("--about", help="Words of the subject or of what is measured.")
@click.option("--place", help="Where.")
@click.option("--since", help="2024, March 2023, last month, 2023-03-01, 3 weeks.")
@click.option("--until", help="The same.")
@click.option("--status", help="held, planned, cancelled; intended, agreed, signed, in force, ended.")
@click.option("--limit", type=click.IntRange(1, 1000), default=10, show_default=True, help="How many entries.")
@click.option("--json", "as_json", is_flag=True, help="All entries as a JSON list.")
@on_library(writing=False)
async def ask(
    app: App,
    library: LibraryId,
    *,
    kind: str,
    words: tuple[str, ...],
    limit: int,
    as_json: bool,
    **options: str | None,
) -> None:
    """Look up meetings, agreements, figures, people or articles, as members do."""
    query = compose_query(kind, " ".join(words), options)
    if as_json:
        click.echo(json.dumps(await app.services.lookup.answer(library, query), ensure_ascii=False, indent=1))
    else:
        print_page(await find_many(app.services.lookup, library, query, limit))


async def find_many(lookup: LookupService, library: LibraryId, query: Query, limit: int) -> Page:
    """The first ``limit`` entries as one page, however many pages they are on Discord."""
    page = await lookup.find(library, query, size=limit)
    cards, after = list(page.cards), page.after
    while after is not None and len(cards) < limit:
        more = await lookup.find(library, query, after, size=limit - len(cards))
        cards, after = [*cards, *more.cards], more.after
    return replace(page, cards=tuple(cards), after=after)


def compose_status(held: LibraryStatus) -> list[str]:
    """What a library holds, as lines."""
    if held.articles:
        articles = say_count(held.articles, "article")
        lines = [f"{articles}, {held.published_from or 'undated'} to {held.published_until or 'undated'}"]
        lines.append(" · ".join(f"{count:,} {state}" for state, count in held.by_read_state.items() if count))
        lines.append(" · ".join(f"{kind} {count:,}" for kind, count in held.events.items()))
    else:
        lines = ["The library is empty. Add something: communique add article.txt"]
    sources = " · ".join(f"{count:,} {state}" for state, count in held.sources.items() if count)
    if sources:
        lines.append(f"sources: {sources}")
    if held.last_check_at:
        lines.append(f"last check of a source: {held.last_check_at:%Y-%m-%d %H:%M} UTC")
    return lines


@click.command()
@on_library(writing=False)
async def status(app: App, library: LibraryId) -> None:
    """Say what the library holds."""
    for line in compose_status(await app.services.library.status(library)):
        out.print(line, markup=False)


COMMANDS = (ask, status)
