"""``communique run``: the application, the Discord client and the jobs, until they are told to stop.

The client connects; once it is ready, what was left pending is looked for in Discord's history and the jobs begin to
tick. SIGTERM or Ctrl-C ends all of it: nothing new is begun, and what was cut off is found again at the next start.
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
from datetime import timedelta

import discord
import structlog

from bot.app import App, now, open_app
from bot.client import CommuniqueClient
from bot.connection import DiscordUnreachable, stay_connected
from bot.core.digest import make_nonce
from bot.core.errors import UserError
from bot.core.outcome import Blocked, Delivered, TryLater
from bot.jobs.deliver import DeliveryDesk
from bot.jobs.housekeeping import Housekeeping
from bot.jobs.poll import PollLoop
from bot.jobs.publish import PublishDesk
from bot.jobs.scheduler import Job, Scheduler, list_digest_jobs, list_keeping_jobs, list_watch_jobs
from bot.jobs.source_notices import SourceNotices
from bot.jobs.watch import Standstill, Watch
from bot.outbox import Outbox
from bot.settings import Settings
from bot.tree import CommuniqueTree
from cogs.ui.escape import escape, fit_escaped
from storage.source_notices import SourceNotice

log = structlog.get_logger(__name__)

_TITLE_ROOM = 200  # characters of a source's title in a notice


class ChannelNotices:
    """Brings what moderators should hear about a source to their channel for notices."""

    def __init__(self, app: App, outbox: Outbox) -> None:
        self._app = app
        self._outbox = outbox

    async def tell(self, notice: SourceNotice) -> bool:
        """Post one notice; False when Discord can't take it now. Where no channel takes it, /source list still has it.

        The nonce is the same each time it is tried, so that Discord drops a second copy.
        """
        title = fit_escaped(notice.title, _TITLE_ROOM)
        sentence = (
            f"The source **{title}** is well again."
            if notice.reason is None
            else f"**{title}**: {escape(notice.reason)}"
        )
        settings = await self._app.services.library.settings(notice.library)
        kind = "well" if notice.reason is None else "failing"
        nonce = make_nonce(f"source {notice.source_id}", f"{notice.at.isoformat()} {kind}", 0, 0)
        outcome = await self._outbox.tell(notice.library, settings.notices_channel_id, sentence, nonce=nonce)
        if not isinstance(outcome, Delivered):
            log.warning("notice not posted", library=notice.library, source=notice.source_id, outcome=repr(outcome))
        return not isinstance(outcome, TryLater | Blocked)


def list_jobs(app: App, posting: DeliveryDesk, outbox: Outbox) -> list[Job]:
    """Everything that is done again and again, with how often."""
    services, settings = app.services, app.settings
    house = Housekeeping(app.database, clock=now, backups=settings.backup_dir, kept=settings.backups_kept)

    async def sweep() -> None:
        await services.departures.remove_departed()
        await services.answers.remove_old()
        await services.library.sweep()

    publishing = PublishDesk(app.database, outbox, posting.breaker, clock=now)
    watch = Watch(outbox, posting.breaker, app.reading, services.troubles, clock=now)
    notices = SourceNotices(app.database, ChannelNotices(app, outbox))

    async def tell_of_sources() -> None:
        if not posting.breaker.is_open(now()):
            await notices.tell_due()

    return [
        *list_digest_jobs(services.digests.desk, posting),
        Job("publishing digests", publishing.publish_due, timedelta(seconds=10)),
        *list_keeping_jobs(house),
        *list_watch_jobs(watch),
        Job("telling moderators of sources", tell_of_sources, timedelta(seconds=20)),
        Job("sweeping", sweep, timedelta(hours=6), soon=False),
    ]


async def serve(settings: Settings) -> None:
    """Serve on Discord until SIGTERM or Ctrl-C. Raises UserError when the token or the database can't be used."""
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    async with open_app(settings) as app:
        serving = asyncio.create_task(_serve(app), name="serving")
        stop = asyncio.create_task(stopping.wait(), name="stopping")
        await asyncio.wait({serving, stop}, return_when=asyncio.FIRST_COMPLETED)
        stop.cancel()
        if not serving.done():
            log.info("stopping")
            serving.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await serving


async def _serve(app: App) -> None:
    if app.settings.token is None:
        raise UserError("DISCORD_TOKEN is not set.")
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # no voice, so nothing to warn of
    client = CommuniqueClient(app.services, CommuniqueTree)
    outbox = Outbox(client)
    posting = DeliveryDesk(app.database, outbox, app.services.digests.load_entries, clock=now)
    poll = PollLoop(app.database, app.services.sources.watch, clock=now)

    async def work_when_ready() -> None:
        await client.wait_until_ready()
        await posting.start()
        log.info("ready", servers=len(client.guilds))
        await Scheduler(list_jobs(app, posting, outbox), app.services.troubles, clock=now).run()

    try:
        async with client, asyncio.TaskGroup() as tasks:
            tasks.create_task(app.reading.run(), name="reading")
            tasks.create_task(poll.run(), name="polling")
            tasks.create_task(work_when_ready(), name="jobs")
            await stay_connected(client, app.settings.token.get_secret_value())
    except BaseExceptionGroup as group:
        # One sentence is worth more than a group of one: what a task of ours says goes to the person.
        sentences = group.subgroup(UserError)
        if sentences is None:
            raise
        told = _leaves(sentences)[0]
        if isinstance(told, Standstill):
            raise DiscordUnreachable(told.sentence) from None
        raise told from None


def _leaves(group: BaseExceptionGroup[UserError]) -> list[UserError]:
    found: list[UserError] = []
    for error in group.exceptions:
        found.extend(_leaves(error) if isinstance(error, BaseExceptionGroup) else [error])
    return found
