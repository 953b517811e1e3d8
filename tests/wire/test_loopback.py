"""The loopback Discord itself: it judges, remembers nonces, hides history and fails as it is told to."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from tests.wire.faults import Fault
from tests.wire.judge import is_spec_here, list_answer_faults, list_message_faults, list_request_faults
from tests.wire.server import LoopbackDiscord
from tests.wire.world import SEND, VIEW

CHANNEL = 500_000_000_000_000_002
ROUTE = "/channels/{channel_id}/messages"
TEXT = {"flags": 1 << 15, "components": [{"type": 10, "content": "Hello"}]}


@pytest.fixture
async def discord() -> AsyncIterator[LoopbackDiscord]:
    loopback = LoopbackDiscord()
    loopback.world.add_server(1, CHANNEL)
    async with loopback.serve() as serving:
        yield serving


async def ask(discord: LoopbackDiscord, method: str, path: str, body: Any = None, token: str | None = None) -> Any:
    headers = {"Authorization": f"Bot {token or discord.world.token}"}
    url = f"http://127.0.0.1:{discord.port}/api/v10{path}"
    async with aiohttp.ClientSession() as session, session.request(method, url, json=body, headers=headers) as answer:
        return answer.status, await answer.json()


async def test_the_same_nonce_is_the_same_message_until_it_is_forgotten(discord: LoopbackDiscord) -> None:
    body = {**TEXT, "nonce": "n1", "enforce_nonce": True}
    _, first = await ask(discord, "POST", f"/channels/{CHANNEL}/messages", body)
    _, again = await ask(discord, "POST", f"/channels/{CHANNEL}/messages", body)
    discord.world.nonce_kept_s = 0
    _, later = await ask(discord, "POST", f"/channels/{CHANNEL}/messages", body)
    assert first["id"] == again["id"] != later["id"]
    assert discord.world.faults == []


async def test_history_is_empty_without_the_right_to_read_it(discord: LoopbackDiscord) -> None:
    await ask(discord, "POST", f"/channels/{CHANNEL}/messages", TEXT)
    assert len((await ask(discord, "GET", f"/channels/{CHANNEL}/messages"))[1]) == 1
    discord.world.rights[CHANNEL] = VIEW | SEND
    assert await ask(discord, "GET", f"/channels/{CHANNEL}/messages") == (200, [])


async def test_wrong_tokens_unknown_channels_and_missing_rights_are_told_apart(discord: LoopbackDiscord) -> None:
    assert (await ask(discord, "POST", f"/channels/{CHANNEL}/messages", TEXT, token="wrong"))[0] == 401
    assert (await ask(discord, "POST", "/channels/7/messages", TEXT))[1]["code"] == 10003
    discord.world.rights[CHANNEL] = VIEW
    assert (await ask(discord, "POST", f"/channels/{CHANNEL}/messages", TEXT))[1]["code"] == 50013


async def test_a_fault_after_acceptance_keeps_the_message_and_one_before_does_not(discord: LoopbackDiscord) -> None:
    discord.faults.extend([Fault("status", accepted=True, status=503), Fault("status", status=503)])
    for _ in range(2):
        assert (await ask(discord, "POST", f"/channels/{CHANNEL}/messages", TEXT))[0] == 503
    assert len(discord.world.messages) == 1


@pytest.mark.parametrize("way", ["reset", "close", "cut"])
async def test_a_connection_breaks_as_it_is_told_to(discord: LoopbackDiscord, way: Any) -> None:
    discord.faults.append(Fault(way, accepted=True))
    with pytest.raises((aiohttp.ClientError, OSError)):
        await ask(discord, "POST", f"/channels/{CHANNEL}/messages", TEXT)
    assert len(discord.world.messages) == 1


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ({}, "empty"),
        ({"flags": 1 << 15, "components": [], "content": ""}, "empty"),
        ({**TEXT, "content": "x"}, "beside"),
        ({"content": "x" * 2001}, "2,000"),
        ({**TEXT, "nonce": "x" * 26}, "nonce"),
        ({**TEXT, "enforce_nonce": True}, "nonce"),
        ({**TEXT, "components": [{"type": 10, "content": "x" * 4001}]}, "4,000"),
        ({**TEXT, "components": [{"type": 10, "content": "x"}] * 41}, "41"),
    ],
)
def test_rules_that_the_schema_does_not_state_are_judged(body: dict[str, Any], word: str) -> None:
    assert any(word in fault for fault in list_message_faults(body))
    assert list_message_faults(TEXT) == []


@pytest.mark.skipif(not is_spec_here(), reason="../shared/discord/openapi.json is not beside the project")
def test_requests_and_answers_are_judged_by_the_schema() -> None:
    assert list_request_faults("POST", ROUTE, TEXT) == []
    assert list_request_faults("POST", ROUTE, {"content": 5})
    assert list_answer_faults("POST", ROUTE, 200, {"id": "x"})
    assert list_answer_faults("GET", "/users/@me", 200, {})
