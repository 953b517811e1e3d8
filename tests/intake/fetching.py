"""A fetcher for tests: it reaches loopback sites alone, counts its sockets, and its clock stands still."""

from __future__ import annotations

import socket
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest

from bot.core.addresses import AddressPolicy
from bot.intake.fetch import Fetcher, LookUp
from bot.intake.fetch_faults import FetchFailed
from tests.intake.servers import LoopbackOnly

NOW = datetime(2024, 9, 1, 12, tzinfo=UTC)
OUT_OF_REACH = "That address could not be reached."


class Sockets:
    """Counts every socket that is made, by where it is to be connected to."""

    def __init__(self) -> None:
        self.places: Counter[str] = Counter()

    def make(self, family: int, kind: int, protocol: int) -> socket.socket:
        made = _Watched(family, kind, protocol)
        made.places = self.places
        return made


class _Watched(socket.socket):
    places: Counter[str]

    def connect(self, address: object) -> None:
        assert isinstance(address, tuple)
        self.places[str(address[0])] += 1
        if address[0] != "127.0.0.1":
            raise OSError("no test connects to the world")
        super().connect(address)


@asynccontextmanager
async def fetching(
    *ports: int,
    policy: AddressPolicy | None = None,
    look_up: LookUp | None = None,
    sockets: Sockets | None = None,
    total_s: float = 5.0,
) -> AsyncIterator[Fetcher]:
    policy = policy or LoopbackOnly(set(ports))
    make = (sockets or Sockets()).make
    async with Fetcher(clock=lambda: NOW, policy=policy, look_up=look_up, make_socket=make, total_s=total_s) as fetcher:
        yield fetcher


async def fail(fetcher: Fetcher, url: str) -> FetchFailed:
    with pytest.raises(FetchFailed) as failure:
        await fetcher.fetch(url)
    return failure.value
