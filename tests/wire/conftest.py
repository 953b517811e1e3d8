from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.wire.server import LoopbackDiscord
from tests.wire.stage import CHANNEL, SERVER, bring_news, order_digest


@pytest.fixture
async def discord() -> AsyncIterator[LoopbackDiscord]:
    """A loopback Discord with one server and channel; at the end nothing was said that Discord does not know."""
    loopback = LoopbackDiscord()
    loopback.world.add_server(SERVER, CHANNEL)
    async with loopback.serve() as serving:
        yield serving
    assert loopback.world.faults == []


@pytest.fixture
async def path(tmp_path: Path) -> Path:
    """A file with a digest and one thing that is new to it."""
    file = tmp_path / "library.db"
    await order_digest(file)
    await bring_news(file, 1)
    return file
