"""A newsroom on a real file for every test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.database import Database
from tests.jobs.desk import Newsroom


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with await Database.open(tmp_path / "library.db") as opened:
        yield opened


@pytest.fixture
def room(database: Database) -> Newsroom:
    return Newsroom(database)
