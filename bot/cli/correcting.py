"""``communique entry``: what moderators put right in entries, from the terminal."""

from __future__ import annotations

import click

from bot.app import App
from bot.cli.asking import compose_source, print_card
from bot.cli.console import TERMINAL_ACTOR, on_library, out
from bot.core.errors import NotFound
from bot.core.models import EventId, LibraryId
from bot.core.numbers import say_count
from bot.services.corrections import CorrectionService

_LISTED = 50

which = click.argument("number", type=click.IntRange(1, 2**62))


@click.group()
def entry() -> None:
    """Put entries right. NUMBER is what communique ask says behind each."""


async def _show(app: App, library: LibraryId, number: int) -> EventId:
    """Print an entry with its sources numbered; its id. Raises NotFound."""
    event_id = await app.services.corrections.find_entry(library, number)
    card = await app.services.lookup.sources_of(library, event_id)
    print_card(card, sources=False)
    for place, source in enumerate(card.sources, start=1):
        out.print(f"  {place}. “{source.quote}”\n     {compose_source(source)}", style="dim", markup=False)
    return event_id


@entry.command()
@which
@on_library(writing=False)
async def show(app: App, library: LibraryId, *, number: int) -> None:
    """Show an entry, each source's own sentence, and entries that may tell the same."""
    event_id = await _show(app, library, number)
    likely = await app.services.corrections.list_likely(library, event_id, limit=5)
    if likely:
        out.print("\nMay tell the same:")
    for card in likely:
        out.print(f"  entry {card.number}: {card.heading}. “{card.quote}”", markup=False)


@entry.command()
@which
@click.argument("other", type=click.IntRange(1, 2**62))
@click.option("--yes", is_flag=True, help="Don't ask first.")
@on_library(writing=True)
async def join(app: App, library: LibraryId, *, number: int, other: int, yes: bool) -> None:
    """Put the sources of entry OTHER into entry NUMBER; asks first, and can be undone."""
    kept, joined = await _show(app, library, number), await _show(app, library, other)
    if not yes and not click.confirm(f"Join these two? The sources of entry {other} go into entry {number}."):
        out.print("Nothing was changed.")
        return
    done = await app.services.corrections.join(library, kept, joined, actor=TERMINAL_ACTOR)
    _say_done(f"Joined: entry {done.number} shows the sources of both.", done.audit_id)


@entry.command()
@which
@click.argument("source", type=click.IntRange(1, 1000))
@click.option("--yes", is_flag=True, help="Don't ask first.")
@on_library(writing=True)
async def split(app: App, library: LibraryId, *, number: int, source: int, yes: bool) -> None:
    """Make an entry of its own of what SOURCE (its place in communique entry show) tells; asks first."""
    event_id = await _show(app, library, number)
    sources = (await app.services.lookup.sources_of(library, event_id)).sources
    if source > len(sources):
        raise NotFound(f"Entry {number} has {say_count(len(sources), 'source')}.")
    if not yes and not click.confirm(f"Split source {source} off from entry {number}?"):
        out.print("Nothing was changed.")
        return
    done = await app.services.corrections.split(library, event_id, sources[source - 1].article_id, actor=TERMINAL_ACTOR)
    _say_done(f"Split: it is entry {done.number} now.", done.audit_id)


@entry.command()
@which
@on_library(writing=True)
async def withdraw(app: App, library: LibraryId, *, number: int) -> None:
    """Show an entry no more, also when it is reported again."""
    corrections = app.services.corrections
    event_id = await corrections.find_entry(library, number)
    audit_id = await corrections.withdraw(library, event_id, actor=TERMINAL_ACTOR)
    _say_done(f"Withdrawn: entry {number}.", audit_id)


@entry.command()
@which
@on_library(writing=True)
async def restore(app: App, library: LibraryId, *, number: int) -> None:
    """Show a withdrawn entry again; communique entry withdrawn lists them."""
    corrections = app.services.corrections
    event_id = await corrections.find_entry(library, number, withdrawn=True)
    audit_id = await corrections.restore(library, event_id, actor=TERMINAL_ACTOR)
    _say_done(f"Restored: entry {number}.", audit_id)


@entry.command()
@on_library(writing=False)
async def withdrawn(app: App, library: LibraryId) -> None:
    """List the withdrawn entries, newest first."""
    told = await _print_withdrawn(app.services.corrections, library)
    if not told:
        out.print("Nothing is withdrawn.")


async def _print_withdrawn(corrections: CorrectionService, library: LibraryId) -> bool:
    before, told = None, False
    while True:
        cards, before = await corrections.list_withdrawn(library, before=before, limit=_LISTED)
        for card in cards:
            print_card(card)
            told = True
        if before is None:
            return told


@entry.command()
@click.argument("change", type=click.IntRange(1, 2**62))
@on_library(writing=True)
async def undo(app: App, library: LibraryId, *, change: int) -> None:
    """Undo what was done to an entry; CHANGE is what the command said then."""
    await app.services.corrections.undo(library, change, actor=TERMINAL_ACTOR)
    out.print("Undone.")


def _say_done(told: str, audit_id: int) -> None:
    out.print(f"{told} Undo it with: communique entry undo {audit_id}", markup=False)


COMMANDS = (entry,)
