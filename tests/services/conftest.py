"""A real file for every test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.services.lookup import LookupService
from storage.database import Database
from tests.services.made import clock


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with await Database.open(tmp_path / "library.db") as opened:
        yield opened


@pytest.fixture
def lookup(database: Database) -> LookupService:
    return LookupService(database, clock)
