"""``communique digest``: what digests are due, would post, and did with an article. Posting them is the bot's alone."""

from __future__ import annotations

import click

from bot.app import App
from bot.cli.asking import print_card
from bot.cli.console import on_library, out
from bot.cli.sourcing import say_moment
from bot.core.models import LibraryId
from bot.services.digests import DigestService, Verdict, say_digest
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
@on_library(writing=False)
async def list_(app: App, library: LibraryId) -> None:
    """List every digest and when it comes next."""
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
@on_library(writing=False)
async def preview(app: App, library: LibraryId, *, number: int) -> None:
    """Show what a digest would post now, and when it comes next."""
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
@on_library(writing=False)
async def why(app: App, library: LibraryId, *, article: tuple[str, ...]) -> None:
    """Say what each digest did with an article, and why. ARTICLE is its number, or words of its title."""
    article_id = await app.services.lookup.find_article(library, " ".join(article))
    title, verdicts = await app.services.digests.why(library, article_id)
    out.print(title or "untitled", style="bold", markup=False)
    for verdict in verdicts:
        out.print("  " + compose_verdict_line(verdict), markup=False)
    if not verdicts:
        out.print("  There are no digests, or nothing to tell was read from it.", markup=False)


COMMANDS = (digest,)
