"""``communique try``: the real client, commands and services on a simulated Discord in a local browser page.

Everything is real but Discord itself, which SimCord plays: the library is a file in a temporary folder, and the
sample articles are read by the reader when the command starts. Nothing leaves the machine unless a source is added
by its address.
"""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
import tomllib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

import discord
import simcord
from rich.console import Console

from bot.app import App, now, open_app
from bot.client import CommuniqueClient
from bot.core.errors import UserError
from bot.core.models import ArticleId, DigestId, LibraryId
from bot.jobs.deliver import DeliveryDesk
from bot.jobs.scheduler import Job, Scheduler
from bot.outbox import Outbox
from bot.services.digests import OrderWords
from bot.settings import Settings
from bot.tree import CommuniqueTree
from cogs.ui.cards import draw_notice

SERVER = LibraryId(1_250_000_000_000_000_000)  # the simulated server
READING_S = 300.0  # for all samples; the first one also loads the language model

_WELCOME = """\
### Welcome. This is Communiqué, on a simulated Discord
This server's library holds ten sample articles. Type a command into the box below, for example:
**/meetings** who: `Li Qiang`
**/agreements** who: `China` with: `Belarus`
**/figures** about: `trade`
**/people** name: `Wang Yi`
**/search** words: `"Black Sea" grain`
**/timeline** who: `Xi Jinping`
**/status**, **/help** and, for moderators, **/digest list**
Names complete while you type, and typing errors are forgiven. The button with a number of articles under an answer \
opens what each source says. Above is a first digest: what is new, posted every morning.
### You are mia, a moderator
Add articles of your own with **/source paste**, **/source upload** or **/source add**. \
To see what others may do, switch to **ben**, a member, at the top of the page."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One sample article."""

    title: str
    publisher: str
    published: str  # ISO date
    url: str
    text: str


@dataclass(frozen=True, slots=True)
class Stage:
    """The simulated server; the page shows its one channel."""

    env: Any
    channel: Any
    moderator: Any
    member: Any
    delivery: DeliveryDesk


def load_samples() -> list[Sample]:
    """The sample articles, in the order of their files."""
    folder = files("bot").joinpath("samples")
    entries = sorted((entry for entry in folder.iterdir() if entry.name.endswith(".toml")), key=lambda each: each.name)
    return [Sample(**tomllib.loads(entry.read_text(encoding="utf-8"))) for entry in entries]


async def add_samples(app: App, library: LibraryId) -> list[ArticleId]:
    """Store the sample articles in a library, by the same way that /source paste takes."""
    added: list[ArticleId] = []
    for sample in load_samples():
        done = await app.services.sources.add_text(
            library,
            title=sample.title,
            publisher=sample.publisher,
            published=sample.published,
            url=sample.url,
            text=sample.text,
            actor=0,
        )
        added += done.articles
    return added


@contextlib.asynccontextmanager
async def open_stage(app: App) -> AsyncIterator[Stage]:
    """The bot in a simulated server with a channel, a moderator and a member, while the application is open."""
    client = CommuniqueClient(app.services, CommuniqueTree)
    # A press in the page waits until the bot has done what it began: reading a pasted text may take some seconds.
    env = simcord.Env(client, check_errors=False, settle_timeout=60.0)
    await env.start()
    try:
        await env.advance_time(max(0.0, (datetime.now(UTC) - env.now()).total_seconds()))
        if client.user is not None:
            await client.user.edit(username="Communiqué")
        guild = env.create_guild("Foreign desk", id=int(SERVER))
        channel = guild.create_text_channel("welcome", topic="Type a command in the box below")
        moderators = guild.create_role("Moderators", permissions=discord.Permissions(manage_guild=True))
        moderator = guild.add_member(env.create_user("mia", global_name="mia (moderator)"), roles=[moderators])
        member = guild.add_member(env.create_user("ben", global_name="ben (member)"))
        await env.settle()
        delivery = DeliveryDesk(app.database, Outbox(client), app.services.digests.load_entries, clock=now)
        yield Stage(env, channel, moderator, member, delivery)
    finally:
        await env.shutdown()


async def order_digest(app: App, stage: Stage) -> DigestId:
    """A digest every morning in the channel; what is filed from now on is new to it."""
    words = OrderWords(channel_id=stage.channel.id, every="daily", at="08:00", length="short")
    order = await app.services.digests.read_order(SERVER, words)
    return (await app.services.digests.create(SERVER, order, actor=0)).digest_id


async def post_first_messages(app: App, stage: Stage, digest_id: DigestId) -> None:
    """The first digest, and below it the words of welcome."""
    await app.services.digests.send(SERVER, digest_id, actor=0)
    await stage.delivery.post_due()
    await stage.env.bot.get_partial_messageable(stage.channel.id).send(view=draw_notice(_WELCOME))
    await stage.env.settle()


async def run_tryout(port: int) -> None:
    """Open everything, print the address, and serve until the page is closed or the program is stopped."""
    screen = Console()
    with tempfile.TemporaryDirectory(prefix="communique-try-") as folder:
        settings = Settings(database=Path(folder) / "try.db")
        async with (
            open_app(settings, clock=now, paced=False) as app,
            open_stage(app) as stage,
            asyncio.TaskGroup() as tasks,
        ):
            running = [tasks.create_task(app.reading.run())]
            with screen.status("Reading the sample articles; the first time takes some seconds longer…"):
                digest_id = await order_digest(app, stage)
                await _wait_read(app, await add_samples(app, SERVER), screen)
                await post_first_messages(app, stage, digest_id)
            running.append(tasks.create_task(Scheduler(_list_jobs(app, stage), app.services.troubles, clock=now).run()))
            await _show(stage, port, screen)
            for task in running:
                task.cancel()


def _list_jobs(app: App, stage: Stage) -> list[Job]:
    return [
        Job("making digests", app.services.digests.desk.compose_due, timedelta(seconds=20)),
        Job("posting digests", stage.delivery.post_due, timedelta(seconds=2)),
    ]


async def _wait_read(app: App, added: list[ArticleId], screen: Console) -> None:
    try:
        read = await app.services.sources.wait_read(added, READING_S)
    except UserError as error:
        screen.print(error.sentence, style="red", markup=False)
        return
    screen.print(f"{len(added)} sample articles read." if read else "Some samples are still being read.")


async def _show(stage: Stage, port: int, screen: Console) -> None:
    async with open_page(stage, port) as page:
        screen.print(f"Open this address in a browser:\n\n  {page.url}\n", soft_wrap=True, markup=False)
        screen.print(
            "Stop with Ctrl+C. The address works on this machine alone; keep it to yourself while it runs.",
            soft_wrap=True,
        )
        await page.wait_closed()


@contextlib.asynccontextmanager
async def open_page(stage: Stage, port: int) -> AsyncIterator[Any]:
    """The page on ``port`` of the loopback address, or on any free port where that is 0 or taken."""
    for wanted in (port or None, None):
        preview = stage.env.preview(
            stage.channel, viewers=(stage.moderator, stage.member), layout="channel", port=wanted
        )
        try:
            await preview.__aenter__()
        except simcord.SetupError:
            if wanted is None:
                raise
            continue
        try:
            yield preview
        finally:
            await preview.close()
        return
