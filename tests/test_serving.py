"""``communique run``: what it ticks, what it tells moderators, and how it ends."""

# ruff: noqa: ARG002  # a fake takes what the real one takes

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast
from unittest.mock import create_autospec

import discord
import pytest
from pydantic import SecretStr

from bot import serving
from bot.app import App, open_app
from bot.client import CommuniqueClient
from bot.connection import ConnectionRefused, DiscordUnreachable
from bot.core.errors import UserError
from bot.core.models import LibraryId, SourceId
from bot.core.outcome import Delivered, Refused, TryLater
from bot.jobs.deliver import DeliveryDesk, TokenRefused
from bot.outbox import Outbox
from bot.serving import ChannelNotices, list_jobs, serve
from bot.settings import Settings
from storage.articles import save_article
from storage.database import Database
from storage.source_notices import SourceNotice
from tests.cogs.discord_rules import live_marks
from tests.intake.servers import compose_answer, open_server
from tests.storage.made import HOME, make_source, pasted, stock

TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GabcdE.abcdefghijklmnopqrstuvwxyz0123456789ab"
NOW = datetime(2024, 9, 1, 12, tzinfo=UTC)


def settings_in(folder: Path) -> Settings:
    return Settings(database=folder / "library.db", token=SecretStr(TOKEN))


def list_children() -> list[int]:
    """The processes that this one has started and that have not ended."""
    found = []
    for task in Path("/proc/self/task").iterdir():
        with suppress(FileNotFoundError):
            found += [int(number) for number in (task / "children").read_text().split()]
    return found


class QuietClient(CommuniqueClient):
    """The real client without Discord: it never gets ready, and stays connected until it is cancelled."""

    async def login(self, token: str) -> None:
        assert token == TOKEN

    async def wait_for_session(self) -> None:
        """Sessions are free where there is no Discord."""

    async def connect(self, *, reconnect: bool = True) -> None:
        await asyncio.Event().wait()

    async def wait_until_ready(self) -> None:
        await asyncio.Event().wait()


# --- how it ends -----------------------------------------------------------------------------------------------------


@asynccontextmanager
async def discord_that_says(status: str, body: bytes, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[list[str]]:
    """A loopback stand-in for Discord's API that gives one answer to everything; yields the request lines."""
    asked: list[str] = []

    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        asked.append(head.split("\r\n")[0])
        writer.write(compose_answer(body, "application/json").replace(b"200 OK", status.encode(), 1))
        await writer.drain()

    async with open_server(speak) as port:
        monkeypatch.setattr(discord.http.Route, "BASE", f"http://127.0.0.1:{port}/api/v10")
        yield asked


async def test_a_refused_token_is_one_sentence_that_does_not_hold_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with discord_that_says(
        "401 Unauthorized", b'{"message": "401: Unauthorized", "code": 0}', monkeypatch
    ) as asked:
        with pytest.raises(TokenRefused) as refused:
            await serve(settings_in(tmp_path))
    assert asked == ["GET /api/v10/users/@me HTTP/1.1"], "asked once"
    assert refused.value.sentence == "Discord refused the token. Make a new one in the developer portal."
    assert list_children() == []


async def test_discord_out_of_reach_is_one_sentence_and_not_the_settings_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(discord.http.Route, "BASE", "http://127.0.0.1:9/api/v10")
    with pytest.raises(DiscordUnreachable) as refused:
        await serve(settings_in(tmp_path))
    assert refused.value.sentence.startswith("Discord can't be reached.")
    assert list_children() == []


@pytest.mark.parametrize(
    ("code", "expected"), [(4004, TokenRefused), (4012, ConnectionRefused), (1000, DiscordUnreachable)]
)
async def test_a_connection_that_the_gateway_ends_for_good_ends_the_bot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, expected: type[UserError]
) -> None:
    class Ended(QuietClient):
        async def connect(self, *, reconnect: bool = True) -> None:
            socket = create_autospec(discord.gateway.DiscordClientWebSocketResponse, instance=True)
            raise discord.ConnectionClosed(socket, shard_id=None, code=code)

    monkeypatch.setattr(serving, "CommuniqueClient", Ended)
    with pytest.raises(expected):
        await serve(settings_in(tmp_path))
    assert list_children() == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_ends_it_cleanly_and_no_child_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    """While the child is at work: an article waits to be read from the start."""
    async with await Database.open(tmp_path / "library.db") as database, database.transaction() as write:
        await stock(write, HOME, await make_source(write, HOME, None), pasted("Ministers met in Oslo. " * 200))
    monkeypatch.setattr(serving, "CommuniqueClient", QuietClient)
    task = asyncio.ensure_future(serve(settings_in(tmp_path)))
    async with asyncio.timeout(60):
        while not list_children():
            assert not task.done()
            await asyncio.sleep(0.02)
        os.kill(os.getpid(), number)
        await task
    assert list_children() == []
    async with await Database.open(tmp_path / "library.db") as database, database.transaction() as write:
        again = await save_article(write, pasted("Ministers met in Oslo. " * 200), owner=HOME, now=NOW)
    assert again.article_id, "the file is whole, and nobody holds it"


# --- jobs and notices ------------------------------------------------------------------------------------------------


@pytest.fixture
async def app(tmp_path: Path) -> AsyncIterator[App]:
    backups = tmp_path / "backups"
    async with open_app(Settings(database=tmp_path / "library.db", backup_dir=backups)) as opened:
        yield opened


def make_desk(app: App, outbox: Outbox) -> DeliveryDesk:
    return DeliveryDesk(app.database, outbox, app.services.digests.load_entries, clock=lambda: NOW)


async def test_everything_that_must_be_done_again_and_again_is_done_and_works_on_an_empty_library(
    app: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "now", lambda: NOW)  # the night's copy is made from three o'clock on
    outbox = create_autospec(Outbox, instance=True, spec_set=True)
    outbox.is_held.return_value, outbox.find_longest_s.return_value = False, 0.0
    jobs = list_jobs(app, make_desk(app, outbox), outbox)
    names = [job.name for job in jobs]
    assert len(set(names)) == len(names)
    assert {
        "making digests",
        "posting digests",
        "telling moderators of digests",
        "telling moderators of sources",
        "tidying up",
        "copying the database",
        "looking after the bot",
        "sweeping",
    } <= set(names)
    assert all(timedelta(seconds=1) <= job.every <= timedelta(days=1) for job in jobs)
    for job in jobs:
        await job.work()
    assert len(list((tmp_path / "backups").glob("*.db"))) == 1


@pytest.fixture
def outbox() -> Any:
    return create_autospec(Outbox, instance=True, spec_set=True)


@pytest.mark.parametrize("title", ["[a](https://evil.example)", "@everyone **x**", "<@1> `", "||s||\n# h", "x" * 5000])
@pytest.mark.parametrize("reason", ["It answers with an error (404).", None])
async def test_a_notice_goes_to_the_chosen_channel_with_the_title_made_inert(
    app: App, outbox: Any, title: str, reason: str | None
) -> None:
    outbox.tell.return_value = Delivered(1)
    await app.services.library.change_setting(HOME, "notices_channel_id", 55, actor=1)
    notice = SourceNotice(HOME, SourceId(3), title, reason, NOW)
    assert await ChannelNotices(app, cast("Outbox", outbox)).tell(notice)
    (call,) = outbox.tell.await_args_list
    library, channel, sentence = call.args
    assert (library, channel) == (HOME, 55)
    assert 0 < len(call.kwargs["nonce"]) <= 25
    assert len(sentence) < 1000
    shown = sentence.partition("**")[2].rpartition("**")[0]
    assert live_marks(shown) == []
    assert ("well again" in sentence) is (reason is None)


async def test_a_notice_that_is_tried_again_carries_the_same_nonce_and_a_later_one_another(
    app: App, outbox: Any
) -> None:
    outbox.tell.return_value = TryLater(5.0, sent_perhaps=True)
    notices = ChannelNotices(app, cast("Outbox", outbox))
    first = SourceNotice(HOME, SourceId(3), "The Fjord", "It fails.", NOW)
    for each in (first, first, replace(first, at=NOW + timedelta(days=1)), replace(first, reason=None)):
        assert not await notices.tell(each)
    nonces = [call.kwargs["nonce"] for call in outbox.tell.await_args_list]
    assert nonces[0] == nonces[1]
    assert len(set(nonces)) == 3


async def test_a_notice_that_no_channel_takes_is_in_the_log_and_breaks_nothing(
    app: App, outbox: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    outbox.tell.return_value = Refused("The bot can't see the channel.")
    notice = SourceNotice(LibraryId(9), SourceId(3), "The Fjord", None, NOW)
    assert await ChannelNotices(app, cast("Outbox", outbox)).tell(notice)
    assert outbox.tell.await_args.args[1] is None
    assert "notice not posted" in capsys.readouterr().out


async def test_what_a_job_says_about_the_token_reaches_the_person(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Ready(QuietClient):
        async def wait_until_ready(self) -> None:
            return

    async def refuse() -> None:
        raise TokenRefused("Discord does not accept the bot's token.")

    def only_refuse(app: App, posting: DeliveryDesk, outbox: Outbox) -> Sequence[object]:
        first = list_jobs(app, posting, outbox)[0]
        return [type(first)("post", refuse, timedelta(hours=1))]

    monkeypatch.setattr(serving, "CommuniqueClient", Ready)
    monkeypatch.setattr(serving, "list_jobs", cast("Callable[..., Any]", only_refuse))
    with pytest.raises(UserError, match="does not accept the bot's token"):
        await serve(settings_in(tmp_path))
