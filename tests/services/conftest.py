"""A real file for every test; for tests of sources a whole bot without Discord, and one child process for a module."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.reading.processes.worker import Worker
from bot.services.lookup import LookupService
from storage.database import Database
from tests.services.made import clock
from tests.services.source_world import World, open_world


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with await Database.open(tmp_path / "library.db") as opened:
        yield opened


@pytest.fixture
def lookup(database: Database) -> LookupService:
    return LookupService(database, clock)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared_worker() -> AsyncIterator[Worker]:
    async with Worker() as worker:
        yield worker


@pytest_asyncio.fixture(loop_scope="module")
async def world(tmp_path: Path, shared_worker: Worker) -> AsyncIterator[World]:
    async with open_world(tmp_path / "library.db", shared_worker) as opened:
        yield opened
