from __future__ import annotations

from dataclasses import fields
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import NotFound, UserError
from storage.database import Database
from storage.epoch import from_epoch, to_epoch
from storage.libraries import save_library
from storage.settings import _CHECKS, LibrarySettings, Value, check_setting, find_settings, save_setting
from tests.storage.made import AWAY, HOME, NOW


def test_every_setting_has_a_check_and_an_allowed_default() -> None:
    assert set(_CHECKS) == {field.name for field in fields(LibrarySettings)}
    for field in fields(LibrarySettings):
        assert check_setting(field.name, getattr(LibrarySettings(), field.name)) == field.default


async def test_setting_is_kept_for_its_library_alone(database: Database) -> None:
    async with database.transaction() as write:
        for library in (HOME, AWAY):
            await save_library(write, library, now=NOW)
        assert await save_setting(write, HOME, "zone", "Europe/Minsk") == "UTC"
        assert await save_setting(write, HOME, "zone", "Asia/Shanghai") == "Europe/Minsk"
        await save_setting(write, HOME, "moderator_role_id", 2**63 - 1)
        assert await find_settings(write, HOME) == LibrarySettings(zone="Asia/Shanghai", moderator_role_id=2**63 - 1)
        assert await find_settings(write, AWAY) == LibrarySettings()


async def test_stored_value_that_is_no_longer_allowed_has_its_default(database: Database) -> None:
    async with database.transaction() as write:
        await save_library(write, HOME, now=NOW)
        for name, value in (("zone", '"Mars/Olympus"'), ("notices_channel_id", "not JSON"), ("gone", "1")):
            await write.change(
                "INSERT INTO library_setting VALUES (:library, :name, :value)",
                {"library": HOME, "name": name, "value": value},
            )
        assert await find_settings(write, HOME) == LibrarySettings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("zone", "Mars/Olympus"),
        ("zone", "../../etc/passwd"),
        ("zone", ""),
        ("zone", None),
        ("zone", "a\x00b"),
        ("zone", "Europe"),
        ("moderator_role_id", 0),
        ("moderator_role_id", -1),
        ("moderator_role_id", 2**63),
        ("moderator_role_id", "7"),
        ("moderator_role_id", True),
        ("notices_channel_id", 1.5),
    ],
)
def test_value_that_is_not_allowed_is_refused_with_a_sentence(name: str, value: Value) -> None:
    with pytest.raises(UserError) as refused:
        check_setting(name, value)
    assert refused.value.sentence.endswith(".")


def test_unknown_setting_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(NotFound) as refused:
        check_setting("colour", 1)
    assert "zone" in refused.value.suggestions


@given(st.integers(0, 2**33))
def test_time_comes_back_as_it_was_stored(seconds: int) -> None:
    at = from_epoch(seconds)
    assert at.tzinfo is UTC
    assert to_epoch(at) == seconds
    assert to_epoch(at.astimezone(timezone(timedelta(hours=8)))) == seconds


def test_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        to_epoch(datetime(2024, 1, 1))  # noqa: DTZ001  # the very mistake
