"""``communique add`` and ``communique source``: what moderators do, from the terminal."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click
from rich.progress import Progress

from bot.app import App, open_app
from bot.cli.console import (
    asynchronous,
    checked_date,
    current_settings,
    database_option,
    err,
    library_option,
    out,
    read_input,
    say_error,
)
from bot.core.errors import UserError
from bot.core.models import ArticleId, LibraryId
from bot.services.sources import Added, Said

TERMINAL_ACTOR = 0  # in the audit log
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


COMMANDS = (add,)
