"""The ``communique`` command in this process, on a real file, with an environment of its own."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import structlog
from click.testing import CliRunner

from bot.cli import main


@dataclass(frozen=True)
class Said:
    """What a command said and how it ended."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()

    @property
    def sentence(self) -> str:
        """Standard error as one line; there must be one."""
        (line,) = self.err.strip().splitlines()
        return line


@dataclass(frozen=True)
class Terminal:
    """Runs commands on one database; nothing of the real environment is seen."""

    database: Path
    environ: Mapping[str, str] = field(default_factory=dict)

    def run(self, *words: str, given: str | bytes = "") -> Said:
        hidden = {"DISCORD_TOKEN": None, "DISCORD_TOKEN_FILE": None, "COMMUNIQUE_DATABASE": str(self.database)}
        handlers = list(logging.getLogger().handlers)
        try:
            ended = CliRunner(env={**hidden, **self.environ}).invoke(main, list(words), input=given)
        finally:
            logging.getLogger().handlers = handlers
            structlog.reset_defaults()
        assert ended.exception is None or isinstance(ended.exception, SystemExit), ended.exception
        assert "Traceback" not in ended.output
        return Said(ended.exit_code, ended.stdout, ended.stderr)


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    """A terminal with a database that is not there yet."""
    return Terminal(tmp_path / "library.db")


MEETING = (
    "Chinese Premier Li Qiang met Belarusian Prime Minister Roman Golovchenko in Minsk on 22 August 2024. "
    "It rained all day in the city and the streets were empty."
)
TRADE = "Trade between China and Belarus surpassed $8.4 billion in 2023."
ACCORD = "China and Belarus signed an agreement on visa-free travel in Minsk on 22 August 2024."


@pytest.fixture(scope="session")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Terminal:
    """A library with two articles, brought in by the command itself; not to be written to."""
    folder = tmp_path_factory.mktemp("stocked")
    terminal = Terminal(folder / "library.db")
    (folder / "one.txt").write_text(f"Talks in Minsk\n\n{MEETING}\n\n{TRADE} {ACCORD}\n", "utf-8")
    (folder / "two.md").write_text(f"# Premiers meet\n\n{MEETING}\n", "utf-8")
    url = "https://courier.example/talks"
    one = terminal.run(
        "add", str(folder / "one.txt"), "--publisher", "Minsk Courier", "--published", "2024-08-23", "--url", url
    )
    assert (one.code, one.err) == (0, "")
    assert one.lines == ["+ Talks in Minsk · Minsk Courier · file · 1 new"]
    two = terminal.run("add", str(folder / "two.md"), "--publisher", "Beijing Gazette", "--published", "2024-08-24")
    assert two.code == 0
    return terminal
