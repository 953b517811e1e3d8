"""What each answer of Discord's means for a message."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from unittest.mock import create_autospec

import aiohttp
import discord
import pytest

from bot.core.digest import DigestMessage, Target
from bot.core.outcome import Blocked, Delivered, Outcome, Refused, TryLater
from bot.outbox import Outbox, _read_failure

JSON = {"Content-Type": "application/json"}
VIA = {**JSON, "Via": "1.1 google"}
HTML = {"Content-Type": "text/html"}


def failure(status: int, code: int = 0, headers: dict[str, str] | None = None) -> discord.HTTPException:
    response = create_autospec(aiohttp.ClientResponse, instance=True, spec_set=True)
    response.status, response.reason, response.headers = status, "said", headers or JSON
    return discord.HTTPException(response, {"code": code, "message": "said"})


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (failure(401), Blocked),
        (failure(403, 50013), Refused),
        (failure(403, 50001), Refused),
        (failure(403, 50007), Refused),
        (failure(403), Refused),
        (failure(403, 0, HTML), Blocked),
        (failure(404, 10003), Refused),
        (failure(404, 10008), Delivered),
        (failure(404), Refused),
        (failure(400, 50035), Refused),
        (failure(413), Refused),
        (failure(429, 0, VIA), TryLater),
        (failure(429, 0, JSON), Blocked),
        (failure(429, 0, {**HTML, "Via": "1.1"}), Blocked),
        (failure(503), TryLater),
        (failure(520), TryLater),
    ],
)
def test_every_answer_is_an_outcome(answer: discord.HTTPException, outcome: type[Outcome]) -> None:
    assert isinstance(_read_failure(answer), outcome)


def test_only_a_refused_token_is_for_good_and_only_a_server_s_fault_may_have_been_taken() -> None:
    assert _read_failure(failure(401)) == Blocked("Discord does not accept the bot's token.", for_good=True)
    banned = _read_failure(failure(429, 0, HTML))
    assert isinstance(banned, Blocked)
    assert not banned.for_good
    assert [_read_failure(failure(status, 0, VIA)) for status in (429, 503)] == [
        TryLater(60, sent_perhaps=False),
        TryLater(5, sent_perhaps=True),
    ]
    assert [getattr(_read_failure(failure(status)), "form", None) for status in (400, 413, 404)] == [True, True, False]


async def test_a_request_in_flight_is_not_cancelled_by_the_deadline_nor_sent_beside_itself() -> None:
    client = create_autospec(discord.Client, instance=True, spec_set=True)
    client.get_channel.return_value = None
    place = create_autospec(discord.PartialMessageable, instance=True)
    client.get_partial_messageable.return_value = place
    answered, cancelled = asyncio.Event(), False

    async def send(**_: object) -> discord.Message:
        nonlocal cancelled
        try:
            await answered.wait()
        except asyncio.CancelledError:
            cancelled = True
            raise
        message: discord.Message = create_autospec(discord.Message, instance=True)
        message.id, message.channel.id = 7, 5
        return message

    place.send = send
    outbox = Outbox(client, deadline_s=0.05)
    message = DigestMessage("New", (), "Nothing new.", 0, 1, "a" * 24)
    assert await outbox.post(Target(5), message) == TryLater(5, sent_perhaps=True)
    looked = await outbox.find(Target(5), "a" * 24, since=datetime(2026, 1, 1, tzinfo=UTC))
    assert looked == TryLater(5, sent_perhaps=True)
    assert not cancelled
    answered.set()
    await asyncio.sleep(0.05)
    assert not outbox._in_flight


async def test_a_nonce_that_discord_would_not_take_is_a_fault_of_ours() -> None:
    client = create_autospec(discord.Client, instance=True, spec_set=True)
    with pytest.raises(ValueError, match="25"):
        await Outbox(client).post(Target(5), DigestMessage("New", (), "x", 0, 1, "a" * 26))
