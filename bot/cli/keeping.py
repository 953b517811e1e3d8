"""``communique backup``: a checked copy of the database, and the way back."""

from __future__ import annotations

from pathlib import Path

import click

from bot.cli.console import asynchronous, current_settings, database_option, out
from bot.core.errors import UserError
from storage.backup import restore_backup, save_backup
from storage.database import Database


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--restore", is_flag=True, help="Put FILE in the database's place; stop the bot first.")
@database_option
@asynchronous
async def backup(*, file: Path, restore: bool, database: Path | None) -> None:
    """Copy the database to FILE while the bot runs, and check the copy."""
    settings = current_settings(database)
    if restore:
        await restore_backup(file, settings.database)
        out.print(f"{settings.database} is now the copy {file}.", markup=False)
        return
    if not settings.database.exists():
        raise UserError(f"There is no database at {settings.database}.")
    async with await Database.open(settings.database, writing=False) as opened:
        made = await save_backup(opened, file)
    out.print(f"{file}: {made.size >> 10:,} KiB, checked.", markup=False)


COMMANDS = (backup,)
