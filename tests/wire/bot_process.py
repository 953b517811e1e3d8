"""The whole bot in a process of its own, talking to a loopback Discord.

    python -m tests.wire.bot_process PORT FILE DEADLINE_S

Nothing of it is replaced but Discord's addresses, the pace of its ticks and how long it waits: for an answer, for a
sign of life, before it connects again.
"""

from __future__ import annotations

import asyncio
import sys
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import discord
from pydantic import SecretStr
from yarl import URL

from bot import serving
from bot.app import App
from bot.client import CommuniqueClient
from bot.connection import DiscordUnreachable, stay_connected
from bot.core.errors import UserError
from bot.jobs.deliver import DeliveryDesk
from bot.jobs.scheduler import Job
from bot.log import start_logging
from bot.outbox import Outbox
from bot.services import Services
from bot.settings import Settings
from bot.tree import CommuniqueTree

TICK = timedelta(milliseconds=300)
SIGN_OF_LIFE_S = 6.0
_list_jobs = serving.list_jobs


class QuickClient(CommuniqueClient):
    """The bot's own client, at a test's pace."""

    def __init__(self, services: Services, tree_class: type[CommuniqueTree]) -> None:
        super().__init__(services, tree_class)
        self._connection.heartbeat_timeout = SIGN_OF_LIFE_S


def list_quick_jobs(app: App, posting: DeliveryDesk, outbox: Outbox) -> list[Job]:
    """The bot's own jobs, at a test's pace."""
    print("ready", flush=True)  # noqa: T201  # the test waits for it
    jobs = _list_jobs(app, posting, outbox)
    return [replace(job, every=min(job.every, TICK)) if job.soon else job for job in jobs]


def main() -> int:
    port, path, deadline_s = sys.argv[1:4]
    start_logging(level="warning", as_json=False)
    discord.http.Route.BASE = f"http://127.0.0.1:{port}/api/v10"
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = URL(f"ws://127.0.0.1:{port}/gateway/")
    vars(serving).update(
        list_jobs=list_quick_jobs,
        Outbox=partial(Outbox, deadline_s=float(deadline_s)),
        CommuniqueClient=QuickClient,
        stay_connected=partial(stay_connected, pause=TICK, longest=TICK),
    )
    try:
        asyncio.run(serving.serve(Settings(database=Path(path), token=SecretStr("loopback-token"))))
    except UserError as error:
        print(error.sentence, flush=True)  # noqa: T201  # as the command line does
        return 69 if isinstance(error, DiscordUnreachable) else 78
    return 0


if __name__ == "__main__":
    sys.exit(main())
