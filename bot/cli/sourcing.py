"""``communique add`` and ``communique source``: what moderators do with sources, from the terminal."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import click
from rich.progress import Progress

from bot.app import App, open_app
from bot.cli.console import (
    TERMINAL_ACTOR,
    asynchronous,
    checked_date,
    current_settings,
    database_option,
    err,
    library_option,
    on_library,
    out,
    read_input,
    say_error,
)
from bot.core.errors import NotFound, UserError
from bot.core.models import ArticleId, LibraryId, SourceId
from bot.core.numbers import read_number, say_count
from bot.services.sources import Added, Said, SourceRow, SourceService
from storage.sources import SourceState

WHOLE_FEED = 500  # entries brought in at once: no loop runs here that would bring the rest later
MANY = 4  # from so many on, a progress bar


def is_link(name: str) -> bool:
    """Is this argument a page or feed to fetch, not a file?"""
    return name.lower().startswith(("http://", "https://"))


async def add_one(app: App, library: LibraryId, name: str, said: Said) -> Added:
    """Bring in one file or link."""
    if is_link(name):
        return await app.services.sources.add_url(library, name, actor=TERMINAL_ACTOR, entries=WHOLE_FEED)
    content = read_input(name)
    return await app.services.sources.add_file(library, Path(name).name, content, actor=TERMINAL_ACTOR, overrides=said)


def print_added(added: Added) -> None:
    """One line about what was added."""
    what = f"{added.new} new" if added.new else "already there"
    parts = [added.title, added.publisher, str(added.kind), what, added.note or ""]
    out.print("+ " + " · ".join(part for part in parts if part), markup=False)


async def add_all(app: App, library: LibraryId, names: Iterable[str], said: Said, progress: Progress) -> int:
    """Bring in everything, read it, and return how many could not be brought in."""
    names = list(names)
    bringing = progress.add_task("Bringing in", total=len(names))
    refused = 0
    articles: list[ArticleId] = []
    for name in names:
        try:
            added = await add_one(app, library, name, said)
        except UserError as error:
            refused += 1
            err.print(f"{name}: ", end="", markup=False)
            say_error(error)
        else:
            articles.extend(added.articles)
            print_added(added)
        progress.advance(bringing)
    if articles:
        reading = progress.add_task("Reading", total=None)
        count = await app.reading.read_waiting()
        progress.update(reading, total=count or 1, completed=count or 1)
    return refused


@click.command()
@click.argument("names", metavar="PATH|URL…", nargs=-1, required=True)
@click.option("--title", help="The article's title.")
@click.option("--publisher", help="Who published it.")
@click.option("--published", callback=checked_date, help="Its date, as 2024-08-23.")
@click.option("--url", help="Its link.")
@library_option
@database_option
@asynchronous
async def add(
    *,
    names: tuple[str, ...],
    title: str | None,
    publisher: str | None,
    published: str | None,
    url: str | None,
    library: LibraryId,
    database: Path | None,
) -> None:
    """Bring in pages, feeds and files (txt, md, html, pdf), and read them."""
    said = Said(title=title, publisher=publisher, published=published, url=url)
    if len(names) > 1 and (title or url):
        raise UserError("--title and --url are about one article; name one file.")
    if any(is_link(name) for name in names) and said != Said():
        raise UserError("--title, --publisher, --published and --url are for files; a page says these itself.")
    async with open_app(current_settings(database), paced=False) as app:
        with Progress(console=err, transient=True, disable=len(names) < MANY) as progress:
            refused = await add_all(app, library, names, said, progress)
    if refused:
        raise SystemExit(2)


# --- communique source -----------------------------------------------------------------------------------------------

SHOWN_AT_ONCE = 100  # sources read from the database in one go
which = click.argument("source", metavar="SOURCE")


@click.group()
def source() -> None:
    """Look after sources. SOURCE is a source's number, or words of its title or address."""


async def find_one(sources: SourceService, library: LibraryId, typed: str) -> SourceId:
    """The source that a number or some words mean. Raises NotFound, or UserError when they fit several."""
    number = read_number(typed)
    if number is not None:
        return (await sources.find_source(library, SourceId(number))).source_id
    found = await sources.complete_sources(library, typed, limit=6)
    if not found:
        raise NotFound(f"There is no source like “{typed[:60]}” here. communique source list shows them all.")
    if len(found) > 1:
        named = ", ".join(f"#{source_id} {title[:40]}" for source_id, title in found[:5])
        raise UserError(f"“{typed[:60]}” fits several sources: {named}. Name one by its number.")
    return found[0][0]


def compose_source_line(row: SourceRow) -> str:
    """A source in one line: number, state, kind, title, address, articles, checks, and what is wrong."""
    each = row.source
    parts = [each.title or "untitled", each.url or each.publisher, say_count(row.articles, "article")]
    if each.checked_at:
        parts.append(f"checked {say_moment(each.checked_at)}")
    if each.next_check_at and each.state is not SourceState.PAUSED:
        parts.append(f"next {say_moment(each.next_check_at)}")
    if each.reason and each.state is SourceState.FAILING:
        parts.append(each.reason)
    head = f"#{each.source_id:<4} {each.state.value:<8} {each.kind.value:<5}"
    return f"{head} {' · '.join(part for part in parts if part)}"


def say_moment(at: datetime) -> str:
    """A time for the terminal: "2024-09-01 12:00 UTC"."""
    return f"{at:%Y-%m-%d %H:%M} UTC"


@source.command(name="list")
@on_library(writing=False)
async def list_(app: App, library: LibraryId) -> None:
    """List every source with how it is doing."""
    page = await app.services.sources.list_sources(library, limit=SHOWN_AT_ONCE)
    if not page.sources:
        out.print("There are no sources yet. Add one: communique add article.txt", markup=False)
    while page.sources:
        for row in page.sources:
            out.print(compose_source_line(row), markup=False)
        if page.after is None:
            break
        page = await app.services.sources.list_sources(library, page.after, limit=SHOWN_AT_ONCE)


@source.command()
@which
@on_library(writing=True)
async def check(app: App, library: LibraryId, *, source: str) -> None:
    """Look at a source now, and read what is new."""
    source_id = await find_one(app.services.sources, library, source)
    checked = await app.services.sources.check(library, source_id, actor=TERMINAL_ACTOR)
    await app.reading.read_waiting()
    changed = f" {checked.changed:,} changed," if checked.changed else ""
    told = f"{checked.source.title}: {checked.new:,} new,{changed} {checked.known:,} known. {checked.note or ''}"
    out.print(told.rstrip(), markup=False)


@source.command()
@which
@on_library(writing=True)
async def pause(app: App, library: LibraryId, *, source: str) -> None:
    """Stop looking at a source; its articles stay."""
    source_id = await find_one(app.services.sources, library, source)
    paused = await app.services.sources.pause(library, source_id, actor=TERMINAL_ACTOR)
    out.print(f"Paused: {paused.title}. Go on with: communique source resume {source_id}", markup=False)


@source.command()
@which
@on_library(writing=True)
async def resume(app: App, library: LibraryId, *, source: str) -> None:
    """Look at a paused source again."""
    source_id = await find_one(app.services.sources, library, source)
    resumed = await app.services.sources.resume(library, source_id, actor=TERMINAL_ACTOR)
    out.print(f"Resumed: {resumed.title}.", markup=False)


@source.command()
@which
@click.option("--yes", is_flag=True, help="Don't ask first.")
@on_library(writing=True)
async def remove(app: App, library: LibraryId, *, source: str, yes: bool) -> None:
    """Remove a source and the articles that only it holds; asks first, and can be undone."""
    source_id = await find_one(app.services.sources, library, source)
    going = await app.services.sources.what_goes(library, source_id)
    articles = say_count(going.articles, "article")
    question = f"Remove {going.source.title}? {articles} that no other source holds will go with it."
    if not yes and not click.confirm(question):
        out.print("Nothing was removed.")
        return
    audit_id = await app.services.sources.remove(library, source_id, actor=TERMINAL_ACTOR)
    told = f"Removed: {going.source.title}. Bring it back within 30 days with: communique source undo {audit_id}"
    out.print(told, markup=False)


@source.command()
@click.argument("number", type=click.IntRange(1, 2**62))
@on_library(writing=True)
async def undo(app: App, library: LibraryId, *, number: int) -> None:
    """Undo what was done to a source; NUMBER is what the command said then."""
    out.print(await app.services.sources.undo(library, number, actor=TERMINAL_ACTOR), markup=False)


@source.command(name="export")
@click.argument("file", default="-", type=click.Path(dir_okay=False, allow_dash=True))
@on_library(writing=False)
async def export_feeds(app: App, library: LibraryId, *, file: str) -> None:
    """Write the list of feeds as OPML to FILE, or to standard output."""
    content = await app.services.sources.export_opml(library)
    if file == "-":
        click.echo(content, nl=False)
        return
    write_new(Path(file), content)
    out.print(f"{file}: {say_count(content.count(b'xmlUrl'), 'feed')}.", markup=False)


def write_new(path: Path, content: bytes) -> None:
    """Write a file that is not there yet. Raises UserError."""
    try:
        with path.open("xb") as opened:
            opened.write(content)
    except FileExistsError:
        raise UserError(f"{path} exists already; name another file.") from None
    except OSError as error:
        raise UserError(f"{path} can't be written: {error.strerror}.") from None


@source.command(name="import")
@click.argument("file")
@library_option
@database_option
@asynchronous
async def import_feeds(*, file: str, library: LibraryId, database: Path | None) -> None:
    """Add the feeds of an OPML list; a running bot fetches them, or communique source check."""
    content = read_input(file)
    async with open_app(current_settings(database), paced=False) as app:
        imported = await app.services.sources.import_opml(library, content, actor=TERMINAL_ACTOR)
    out.print(f"{say_count(imported.added, 'feed')} added, {imported.known:,} already there.", markup=False)
    for address, sentence in imported.refused:
        err.print(f"{address}: {sentence}", style="red", markup=False)
    if imported.refused:
        raise SystemExit(2)


COMMANDS = (add, source)
