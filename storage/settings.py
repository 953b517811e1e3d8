"""The settings of one library, as its moderators choose them."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Final, TypeAlias, TypeGuard
from zoneinfo import ZoneInfo

from bot.core.errors import NotFound, UserError
from bot.core.models import LibraryId
from storage.database import Read, Write

Value: TypeAlias = int | str | None


@dataclass(frozen=True, slots=True)
class LibrarySettings:
    """What a library's moderators may choose, with what holds until they do."""

    moderator_role_id: int | None = None  # Discord role that may do what Manage Server may; None: no such role
    notices_channel_id: int | None = None  # where a failing source is told of; None: where it was added
    zone: str = "UTC"  # IANA time zone of digests that name none


def _is_whole(value: Value) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def _check_id(value: Value) -> Value:
    if value is None or (_is_whole(value) and 0 < value < 2**63):
        return value
    raise UserError("That is not the id of a role or channel.")


def _check_zone(value: Value) -> Value:
    try:
        ZoneInfo(str(value))
    except (KeyError, ValueError, OSError) as error:  # unknown, not a name at all, a folder of the zones
        raise UserError("That time zone is not known. Write it like Europe/Berlin.") from error
    return str(value)


_CHECKS: Final[dict[str, Callable[[Value], Value]]] = {
    "moderator_role_id": _check_id,
    "notices_channel_id": _check_id,
    "zone": _check_zone,
}


async def find_settings(read: Read, library: LibraryId) -> LibrarySettings:
    """The library's settings; what was never chosen, or is no longer allowed, has its default."""
    rows = await read.fetch_all("SELECT name, value FROM library_setting WHERE library_id = :l", {"l": library})
    known = {field.name for field in fields(LibrarySettings)}
    chosen = {}
    for row in rows:
        if row["name"] in known:
            try:
                chosen[row["name"]] = check_setting(row["name"], json.loads(row["value"]))
            except (UserError, json.JSONDecodeError):
                continue
    return LibrarySettings(**chosen)  # type: ignore[arg-type]  # each value was checked for its name


async def save_setting(write: Write, library: LibraryId, name: str, value: Value) -> Value:
    """Choose a setting; the value before. Raises UserError for a name or value that is not allowed."""
    checked = check_setting(name, value)
    before: Value = getattr(await find_settings(write, library), name)
    await write.change(
        "INSERT INTO library_setting (library_id, name, value) VALUES (:library, :name, :value)"
        " ON CONFLICT DO UPDATE SET value = excluded.value",
        {"library": library, "name": name, "value": json.dumps(checked)},
    )
    return before


def check_setting(name: str, value: Value) -> Value:
    """The value as it is stored. Raises NotFound for an unknown name, UserError for a value that is not allowed."""
    if name not in _CHECKS:
        raise NotFound("There is no setting by that name.", suggestions=tuple(sorted(_CHECKS)))
    return _CHECKS[name](value)
