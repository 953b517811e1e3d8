"""``communique run``, ``try`` and ``check``."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import click

from bot.cli.console import WRONG_SETUP, current_settings, database_option, err, out
from bot.core.errors import UserError
from bot.intake.parsing import find_parser_weakness
from bot.log import start_logging
from bot.reading.parsing.model import find_model_fault
from bot.settings import Settings
from storage.backup import list_faults
from storage.database import Busy, Database, DiskFull, TooSlow
from storage.migrate import list_migrations, read_version

TRY_LATER = 69  # sysexits' EX_UNAVAILABLE: starting again later may help


def read_setup(database: Path | None) -> Settings:
    """The settings, or the end of the program with every fault on a line of its own."""
    try:
        return current_settings(database)
    except UserError as error:
        for line in error.sentence.splitlines():
            err.print(line, style="red", markup=False)
        sys.exit(WRONG_SETUP)


@click.command()
@database_option
def run(database: Path | None) -> None:
    """Serve on Discord, with the token in DISCORD_TOKEN or DISCORD_TOKEN_FILE."""
    settings = read_setup(database)
    if settings.token is None:
        err.print(
            "DISCORD_TOKEN is not set. deploy/README.md tells how to get one; communique try needs none.", style="red"
        )
        sys.exit(WRONG_SETUP)
    secrets = (settings.token.get_secret_value(),)
    start_logging(level=settings.log_level, as_json=settings.log_format == "json", secrets=secrets)
    from bot.connection import DiscordUnreachable  # bring discord.py, which only this command needs
    from bot.serving import serve

    try:
        asyncio.run(serve(settings))
    except (DiscordUnreachable, Busy, DiskFull, TooSlow) as error:
        err.print(error.sentence, style="red", markup=False)
        sys.exit(TRY_LATER)
    except UserError as error:
        err.print(error.sentence, style="red", markup=False)
        sys.exit(WRONG_SETUP)


@click.command(name="try")
@click.option("--port", type=click.IntRange(0, 65535), default=8765, show_default=True, help="0 takes any free one.")
def try_(port: int) -> None:
    """Open the bot in a local browser page on a simulated Discord, with sample articles."""
    start_logging(level="error", as_json=False)  # the page is for people; what the simulation warns of is not theirs
    try:
        from bot.tryout import run_tryout
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "simcord":
            raise
        raise UserError("communique try needs the simulated Discord, which make setup installs.") from None
    asyncio.run(run_tryout(port))


@click.command()
@click.option("--quick", is_flag=True, help="Open the database, but don't go through every page, quote and model file.")
@database_option
def check(*, quick: bool, database: Path | None) -> None:
    """Tell whether settings, XML parser, database, migrations and language model are sound, without Discord."""
    settings = read_setup(database)
    out.print("settings        sound" + ("" if settings.token else ", no token: only the terminal and try work"))
    # Old is no fault: the limits of the child process hold, and a host's Python is not always the operator's to change.
    out.print("XML parser      " + (find_parser_weakness() or "sound"), markup=False)
    told, faults = asyncio.run(_check_database(settings.database, quick=quick))
    out.print(f"database        {settings.database}: {told}", markup=False)
    if not quick:
        fault = find_model_fault()
        faults = (*faults, fault) if fault else faults
        out.print("language model  " + (fault or "sound, the pinned one"), markup=False)
    if faults:
        sys.exit(WRONG_SETUP)


async def _check_database(database: Path, *, quick: bool) -> tuple[str, tuple[str, ...]]:
    """A word about the database, and what is wrong with it.

    A file of an older version is no fault: the next start brings it up to date.
    """
    if not await asyncio.to_thread(database.exists):
        return "not there yet; it is made at the first start", ()
    try:
        version, known = read_version(database), len(list_migrations())
        if version < known:
            return "of an older version; the next start brings it up to date", ()
        async with await Database.open(database, writing=False):
            pass
        faults = () if quick else await list_faults(database)
    except UserError as error:
        faults = (error.sentence,)
    return "; ".join(faults) or "sound", faults


COMMANDS = (run, try_, check)
