"""``communique digest``: what digests are due, would post, and did with an article. Posting them is the bot's alone."""

from __future__ import annotations

from pathlib import Path

import click

from bot.app import open_app
from bot.cli.asking import print_card
from bot.cli.console import asynchronous, current_settings, database_option, library_option, out
from bot.cli.sourcing import say_moment
from bot.core.errors import NotFound
from bot.core.models import ArticleId, LibraryId
from bot.services.digests import DigestService, Verdict, say_digest
from bot.services.lookup import LookupService
from storage.digests import Digest, DigestState


@click.group()
def digest() -> None:
    """Look at digests: what is due, what would be posted, and why something was not."""


def compose_digest_line(each: Digest) -> str:
    """A digest in one line: number, calendar, filter; what comes next, or what is wrong."""
    parts = [say_digest(each)]
    if each.state is DigestState.PAUSED:
        parts.append(f"paused{': ' + each.reason if each.reason else ''}")
    elif each.next_at is not None:
        parts.append(f"next {say_moment(each.next_at)}")
    return " · ".join(parts)


def compose_verdict_line(verdict: Verdict) -> str:
    """What a digest did with one thing that an article tells, in one line."""
    reason = f": {verdict.reason}" if verdict.reason else ""
    quote = f"  “{verdict.quote[:60]}”" if verdict.quote else ""
    return f"#{verdict.digest.number}  {verdict.what}  {verdict.outcome}{reason}{quote}"


@digest.command(name="list")
@library_option
@database_option
@asynchronous
async def list_(*, library: LibraryId, database: Path | None) -> None:
    """List every digest and when it comes next."""
    async with open_app(current_settings(database), writing=False) as app:
        page, after = await app.services.digests.list_page(library)
        if not page:
            out.print("There are no digests here. A moderator orders them with /digest create.", markup=False)
        while page:
            for each in page:
                out.print(compose_digest_line(each), markup=False)
            if after is None:
                break
            page, after = await app.services.digests.list_page(library, after=after)


@digest.command()
@click.argument("number", type=click.IntRange(1, 2**62))
@library_option
@database_option
@asynchronous
async def preview(*, number: int, library: LibraryId, database: Path | None) -> None:
    """Show what a digest would post now, and when it comes next."""
    async with open_app(current_settings(database), writing=False) as app:
        digests: DigestService = app.services.digests
        found = await digests.find_numbered(library, number)
        shown = await digests.preview(library, found.order, found)
    out.print(compose_digest_line(found), style="bold", markup=False)
    if shown.next_times:
        out.print("Next: " + ", ".join(say_moment(at) for at in shown.next_times), markup=False)
    if not shown.messages:
        out.print("Nothing in the library passes its filter yet.")
    elif shown.of_the_past:
        out.print("Nothing is new to it; these are the latest that pass its filter.")
    for message in shown.messages:
        for heading, cards in message.groups:
            out.print(f"\n{heading}", style="bold", markup=False)
            for card in cards:
                print_card(card)
        if message.note:
            out.print(message.note, markup=False)


@digest.command()
@click.argument("article", nargs=-1, required=True)
@library_option
@database_option
@asynchronous
async def why(*, article: tuple[str, ...], library: LibraryId, database: Path | None) -> None:
    """Say what each digest did with an article, and why. ARTICLE is its number, or words of its title."""
    async with open_app(current_settings(database), writing=False) as app:
        article_id = await find_article(app.services.lookup, library, " ".join(article))
        title, verdicts = await app.services.digests.why(library, article_id)
    out.print(title or "untitled", style="bold", markup=False)
    for verdict in verdicts:
        out.print("  " + compose_verdict_line(verdict), markup=False)
    if not verdicts:
        out.print("  There are no digests, or nothing to tell was read from it.", markup=False)


async def find_article(lookup: LookupService, library: LibraryId, typed: str) -> ArticleId:
    """The article that a number or words of a title mean. Raises NotFound."""
    if typed.isascii() and typed.isdecimal():
        return ArticleId(int(typed[:18]))
    choices = await lookup.complete(library, "title", typed)
    if not choices:
        raise NotFound(f"No article here has a title like “{typed[:60]}”.")
    return ArticleId(int(choices[0].value))


COMMANDS = (digest,)
