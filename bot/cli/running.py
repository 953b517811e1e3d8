"""``communique run``, ``try`` and ``check``."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import click

from bot.cli.console import current_settings, database_option, err, out
from bot.core.errors import UserError
from bot.log import start_logging
from bot.reading.model import find_model_fault
from bot.settings import Settings
from storage.backup import list_faults
from storage.database import Database

NO_DISCORD = 69  # sysexits' EX_UNAVAILABLE: starting again later may help
WRONG_SETUP = 78  # sysexits' EX_CONFIG: starting again will not mend it


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
    from bot.serving import DiscordUnreachable, serve  # brings discord.py, which only this command needs

    try:
        asyncio.run(serve(settings))
    except DiscordUnreachable as error:
        err.print(error.sentence, style="red", markup=False)
        sys.exit(NO_DISCORD)
    except UserError as error:
        err.print(error.sentence, style="red", markup=False)
        sys.exit(WRONG_SETUP)


@click.command(name="try")
@click.option("--port", type=click.IntRange(0, 65535), default=8765, show_default=True, help="0 takes any free one.")
def try_(port: int) -> None:
    """Open the bot in a local browser page on a simulated Discord, with sample articles."""
    try:
        from bot.tryout import run_tryout
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "simcord":
            raise
        raise UserError("communique try needs the simulated Discord, which make setup installs.") from None
    start_logging(level="warning", as_json=False)
    asyncio.run(run_tryout(port))


@click.command()
@click.option("--quick", is_flag=True, help="Open the database, but don't go through every page, quote and model file.")
@database_option
def check(*, quick: bool, database: Path | None) -> None:
    """Tell whether settings, database, migrations and language model are sound, without Discord."""
    settings = read_setup(database)
    faults: list[str] = []
    out.print("settings        sound" + ("" if settings.token else ", no token: only the terminal and try work"))
    if settings.database.exists():
        found = asyncio.run(_check_opening(settings.database) if quick else list_faults(settings.database))
        faults += found
        out.print(f"database        {settings.database}: " + ("sound" if not found else "; ".join(found)), markup=False)
    else:
        out.print(f"database        {settings.database}: not there yet; it is made at the first start", markup=False)
    if not quick:
        fault = find_model_fault()
        faults += [fault] if fault else []
        out.print("language model  " + (fault or "sound, the pinned one"), markup=False)
    if faults:
        sys.exit(WRONG_SETUP)


async def _check_opening(database: Path) -> tuple[str, ...]:
    """Can the file be opened: is it ours, of this version, and readable?"""
    try:
        async with await Database.open(database, writing=False):
            return ()
    except UserError as error:
        return (error.sentence,)


COMMANDS = (run, try_, check)
