"""The whole bot in a process of its own, talking to a loopback Discord.

    python -m tests.wire.bot_process PORT FILE DEADLINE_S

Nothing of it is replaced but Discord's addresses, the pace of its ticks and how long it waits for an answer.
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
from bot.core.errors import UserError
from bot.jobs.deliver import DeliveryDesk
from bot.jobs.scheduler import Job
from bot.log import start_logging
from bot.outbox import Outbox
from bot.settings import Settings

TICK = timedelta(milliseconds=300)
_list_jobs = serving.list_jobs


def list_quick_jobs(app: App, posting: DeliveryDesk) -> list[Job]:
    """The bot's own jobs, at a test's pace."""
    print("ready", flush=True)  # noqa: T201  # the test waits for it
    return [replace(job, every=min(job.every, TICK)) if job.soon else job for job in _list_jobs(app, posting)]


def main() -> int:
    port, path, deadline_s = sys.argv[1:4]
    start_logging(level="warning", as_json=False)
    discord.http.Route.BASE = f"http://127.0.0.1:{port}/api/v10"
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = URL(f"ws://127.0.0.1:{port}/gateway/")
    vars(serving).update(list_jobs=list_quick_jobs, Outbox=partial(Outbox, deadline_s=float(deadline_s)))
    try:
        asyncio.run(serving.serve(Settings(database=Path(path), token=SecretStr("loopback-token"))))
    except UserError as error:
        print(error.sentence, flush=True)  # noqa: T201  # as the command line does
        return 78
    return 0


if __name__ == "__main__":
    sys.exit(main())
