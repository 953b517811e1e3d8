from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from bot.reading.processes.worker import Worker

NOW = datetime(2024, 9, 1, 12, tzinfo=UTC)


@pytest.fixture
def clock() -> object:
    return lambda: NOW


@pytest.fixture
async def worker() -> AsyncIterator[Worker]:
    async with Worker() as opened:
        yield opened
