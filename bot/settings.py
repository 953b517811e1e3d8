"""Settings: read once from the environment, checked all together, frozen.

Each setting is a field of ``Settings``; its variable is ``COMMUNIQUE_`` and the field's name in capitals, except for
the token, which has the name every Discord tool uses. ``NAME_FILE`` names a file that holds the value (Docker and
systemd secrets). deploy/env.example lists them all, and a test holds the two together.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError
from rapidfuzz import process

from bot.core.errors import UserError

PREFIX = "COMMUNIQUE_"
TOKEN = "DISCORD_TOKEN"  # noqa: S105  # the variable's name, not a token

# Three parts of base64 text, as Discord hands them out; catches a client secret or a placeholder put there by mistake.
_TOKEN_SHAPE = re.compile(r"[A-Za-z0-9_-]{18,40}\.[A-Za-z0-9_-]{5,10}\.[A-Za-z0-9_-]{25,50}")

LogLevel = Literal["debug", "info", "warning", "error"]
LogFormat = Literal["text", "json"]


class Settings(BaseModel):
    """Everything that can be set from outside. Durations and sizes carry their unit in the name."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True)

    token: SecretStr | None = None  # the bot's token; without one only the terminal and `try` work
    database: Path = Path("communique.db")  # the one file that holds everything
    log_level: LogLevel = "info"
    log_format: LogFormat = "text"
    max_articles: Annotated[int, Field(ge=1, le=10_000_000)] = 100_000  # in one library
    max_sources: Annotated[int, Field(ge=1, le=100_000)] = 500  # in one library
    max_text_mib: Annotated[int, Field(ge=1, le=1_000_000)] = 500  # of stored text in one library
    adds_per_minute: Annotated[int, Field(ge=1, le=10_000)] = 30  # by one library
    backup_dir: Path | None = None  # where a nightly copy of the database goes; none are made when unset
    backups_kept: Annotated[int, Field(ge=1, le=1000)] = 7


class SettingsError(UserError):
    """All faults of the settings at once, a line each."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)


def variable_of(name: str) -> str:
    """The environment variable that sets field ``name``."""
    return TOKEN if name == "token" else PREFIX + name.upper()


def read_settings(environ: Mapping[str, str], read_file: Callable[[str], str] | None = None) -> Settings:
    """The settings that an environment gives.

    ``read_file`` returns the text of a file named by a ``*_FILE`` variable. Raises ``SettingsError`` with every fault.
    No message ever holds the value of the token.
    """
    read_file = read_file or (lambda path: Path(path).read_text("utf-8"))
    faults: list[str] = []
    values: dict[str, str] = {}
    for name in Settings.model_fields:
        variable = variable_of(name)
        given, file = environ.get(variable, ""), environ.get(variable + "_FILE", "")
        if given and file:
            faults.append(f"{variable} and {variable}_FILE are both set; keep one.")
        elif file:
            try:
                values[name] = read_file(file).removeprefix("\ufeff").strip()
            except (OSError, UnicodeError):
                faults.append(f"{variable}_FILE names a file that can't be read: {file}")
        elif given.strip():
            values[name] = given.removeprefix("\ufeff").strip()
    faults.extend(_unknown_variables(environ))
    if "token" in values and not _TOKEN_SHAPE.fullmatch(values["token"]):
        faults.append(f"{TOKEN} does not look like a bot token (three parts with dots, without quotes or spaces).")
    settings: Settings | None = None
    try:
        settings = Settings.model_validate(values)
    except ValidationError as error:  # its own text would hold the values, so it is neither shown nor chained
        faults += [
            _fault_sentence(str(fault["loc"][0]), fault["type"], fault.get("ctx", {})) for fault in error.errors()
        ]
    if settings is None or faults:
        raise SettingsError(faults)
    return settings


def _unknown_variables(environ: Mapping[str, str]) -> list[str]:
    known = [variable_of(name) for name in Settings.model_fields]
    known += [variable + "_FILE" for variable in known]
    faults = []
    for variable in sorted(environ):
        if variable.startswith(PREFIX) and variable not in known:
            nearest = process.extractOne(variable, known)
            faults.append(f"{variable} is not a setting. Did you mean {nearest[0]}?")
    return faults


def _fault_sentence(name: str, fault: str, context: Mapping[str, object]) -> str:
    variable = variable_of(name)
    match fault:
        case "greater_than_equal":
            return f"{variable} must be at least {context['ge']}."
        case "less_than_equal":
            return f"{variable} must be at most {context['le']}."
        case "literal_error":
            choices = get_args(Settings.model_fields[name].annotation)
            return f"{variable} must be one of: {', '.join(choices)}."
        case "int_parsing" | "int_type" | "int_parsing_size":
            return f"{variable} must be a whole number."
        case _:
            return f"{variable} has a value that can't be used."
