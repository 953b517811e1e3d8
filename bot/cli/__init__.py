"""The ``communique`` command.

    run      serve on Discord                        read     facts of a text, nothing stored
    try      the bot in the browser, without Discord score    marked articles against what is read
    add      bring in pages, feeds and files         source   list, check, pause, resume, remove; OPML
    ask      look up, as members do                  digest   what is due and what was posted
    status   what the library holds                  entry    join, split, withdraw, restore
    check    is everything sound?                    backup   copy the database; restore one

What opens the database takes ``--database FILE`` (or ``COMMUNIQUE_DATABASE``). Bad input ends with one sentence and
exit code 2, wrong settings or a database that can't be used with a sentence and 78, a fault of ours with an apology, a
short id that is in the log, and 70.
"""

from __future__ import annotations

import sys
from typing import Any

import click

from bot import __version__
from bot.cli.asking import COMMANDS as ASKING
from bot.cli.console import WRONG_SETUP, explain_fault, say_error
from bot.cli.correcting import COMMANDS as CORRECTING
from bot.cli.digesting import COMMANDS as DIGESTING
from bot.cli.keeping import COMMANDS as KEEPING
from bot.cli.reading import COMMANDS as READING
from bot.cli.running import COMMANDS as RUNNING
from bot.cli.sourcing import COMMANDS as SOURCING
from bot.core.errors import UserError
from bot.log import start_logging
from bot.settings import SettingsError
from storage.migrate import WrongFile


class _Door(click.Group):
    """The one door through which errors reach the terminal."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().main(*args, **kwargs)
        except UserError as error:
            say_error(error)
            sys.exit(WRONG_SETUP if isinstance(error, SettingsError | WrongFile) else 2)
        except (KeyboardInterrupt, BrokenPipeError):
            sys.exit(130)
        except Exception as error:  # noqa: BLE001  # the last door: logged with an id, told as an apology
            explain_fault(error)
            sys.exit(70)


@click.group(cls=_Door, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="communique")
def main() -> None:
    """Communiqué reads diplomatic news and answers with the sentence that says so."""
    start_logging(level="warning", as_json=False)  # on standard error: what is printed may be read by a program


for command in (*RUNNING, *SOURCING, *ASKING, *CORRECTING, *DIGESTING, *READING, *KEEPING):
    main.add_command(command)
