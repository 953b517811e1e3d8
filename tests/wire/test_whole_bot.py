"""The whole bot against a Discord on loopback that fails in every way it is known to: 0 lost, 0 doubled."""

from __future__ import annotations

import asyncio
import time
from collections import Counter, deque
from functools import partial
from pathlib import Path

import pytest

from storage.database import Database
from storage.deliveries import DeliveryState
from storage.digests import DigestState
from tests.wire.faults import Fault
from tests.wire.server import LoopbackDiscord
from tests.wire.stage import (
    CHANNEL,
    SERVER,
    bring_news,
    fill_many,
    list_digest_states,
    list_states,
    order_digest,
    start_bot,
    told_once,
    wait_states,
    wait_until,
)
from tests.wire.world import HISTORY, SEND, VIEW

pytestmark = pytest.mark.timeout(180)


async def test_the_bot_connects_tells_its_commands_and_posts_once(discord: LoopbackDiscord, path: Path) -> None:
    async with start_bot(discord, path) as bot:
        await bot.wait_ready()
        await wait_states(path, DeliveryState.SENT)
        await asyncio.sleep(1)
    told_once(discord)
    assert "digest" in {command["name"] for command in discord.world.commands}
    (message,) = discord.world.messages
    assert message.body["enforce_nonce"] is True
    assert message.body["flags"] & (1 << 12)


AFTER = [
    Fault("status", accepted=True, status=500),
    Fault("status", accepted=True, status=502),
    Fault("status", accepted=True, status=504),
    Fault("status", accepted=True, status=524),
    Fault("status", accepted=True, status=503),
    Fault("status", accepted=True, status=520),
    Fault("reset", accepted=True),
    Fault("close", accepted=True),
    Fault("cut", accepted=True),
    Fault("html", accepted=True),
    Fault("empty", accepted=True),
    Fault("garbage", accepted=True),
    Fault("slow", accepted=True, seconds=6),
    Fault("limit without time", accepted=True),
]
BEFORE = [
    Fault("status", status=503),
    Fault("reset"),
    Fault("limit", seconds=0.05),
    Fault("global limit", seconds=0.3),
]


@pytest.mark.parametrize("nonce_kept_s", [300.0, 0.0], ids=["nonce", "no-nonce"])
async def test_one_message_arrives_in_each_channel_whatever_becomes_of_its_answer(
    discord: LoopbackDiscord, tmp_path: Path, nonce_kept_s: float
) -> None:
    # Without the nonce, discord.py's own repetitions within seconds would double a message, so those are left out.
    repeated = {500, 502, 504, 524}
    faults = [f for f in [*AFTER, *BEFORE] if nonce_kept_s or f.way != "status" or f.status not in repeated]
    file = tmp_path / "library.db"
    for number, fault in enumerate(faults, start=1):
        discord.world.add_server(SERVER, CHANNEL + number)
        discord.faults_in[CHANNEL + number] = deque([fault])
        await order_digest(file, channel=CHANNEL + number)
    await bring_news(file, 1)
    discord.world.nonce_kept_s = nonce_kept_s
    async with start_bot(discord, file):
        await wait_states(file, *[DeliveryState.SENT] * len(faults), seconds=120)
    told = Counter(message.channel_id for message in discord.world.messages)
    met = {f"{fault}": told[CHANNEL + number] for number, fault in enumerate(faults, start=1)}
    assert set(met.values()) == {1}, met
    assert not any(discord.faults_in.values())


async def test_a_bot_killed_with_the_message_accepted_finds_it_in_the_history(
    discord: LoopbackDiscord, path: Path
) -> None:
    discord.world.nonce_kept_s = 0
    discord.faults.append(Fault("slow", accepted=True, seconds=30))
    async with start_bot(discord, path, deadline_s=60) as bot:
        await wait_until(lambda: len(discord.world.messages) == 1)
        await bot.kill()
    assert await list_states(path) == [DeliveryState.PENDING]
    async with start_bot(discord, path):
        await wait_states(path, DeliveryState.SENT)
    told_once(discord)


async def test_an_unknown_outcome_without_the_right_to_read_history_is_not_sent_again(
    discord: LoopbackDiscord, path: Path
) -> None:
    discord.world.rights[CHANNEL] = VIEW | SEND
    discord.faults.append(Fault("reset", accepted=True))
    async with start_bot(discord, path):
        await wait_states(path, DeliveryState.UNKNOWN)
        await wait_until(lambda: len(discord.world.messages) == 2)
    assert "may not read" in discord.world.messages[1].texts[0]
    assert set(discord.world.count_quotes().values()) == {1}


async def test_a_message_deleted_by_a_moderator_is_not_posted_again(discord: LoopbackDiscord, path: Path) -> None:
    async with start_bot(discord, path):
        await wait_states(path, DeliveryState.SENT)
        discord.world.messages[0].deleted = True
    async with start_bot(discord, path) as again:
        await again.wait_ready()
        await asyncio.sleep(1.5)
    told_once(discord)


async def test_a_message_deleted_before_its_answer_was_known_is_not_posted_again(
    discord: LoopbackDiscord, path: Path
) -> None:
    discord.faults.append(Fault("slow", accepted=True, seconds=4))
    async with start_bot(discord, path, deadline_s=1):
        await wait_until(lambda: len(discord.world.messages) == 1)
        discord.world.messages[0].deleted = True
        await wait_states(path, DeliveryState.SENT)
    told_once(discord)


async def lose_the_answer_and_delete(discord: LoopbackDiscord, path: Path) -> None:
    """A message whose answer is lost, then deleted; the bot is off until its nonce is forgotten."""
    discord.world.nonce_kept_s = 0
    discord.faults.append(Fault("slow", accepted=True, seconds=30))
    async with start_bot(discord, path) as bot:
        await wait_until(lambda: len(discord.world.messages) == 1)
        await bot.kill()
    discord.world.messages[0].deleted = True
    async with await Database.open(path) as database, database.transaction() as write:
        await write.change("UPDATE delivery SET tried_at = tried_at - 600")


async def test_a_message_deleted_before_it_was_looked_for_is_not_posted_again_when_it_was_the_channel_s_last(
    discord: LoopbackDiscord, path: Path
) -> None:
    """Neither nonce nor history know it any more, but Discord still names it as the channel's last."""
    await lose_the_answer_and_delete(discord, path)
    async with start_bot(discord, path):
        await wait_states(path, DeliveryState.UNKNOWN)
        await wait_until(lambda: len(discord.world.messages) == 2)
    assert "It is not known whether the digest" in "".join(discord.world.messages[1].texts)
    assert set(discord.world.count_quotes().values()) == {1}


async def test_a_message_deleted_where_others_have_written_since_comes_again_rather_than_being_lost(
    discord: LoopbackDiscord, path: Path
) -> None:
    """Nothing tells it from one that Discord never took: then none lost goes before none twice."""
    await lose_the_answer_and_delete(discord, path)
    discord.world.accept(CHANNEL, {"content": "Hello"})
    async with start_bot(discord, path):
        await wait_states(path, DeliveryState.SENT)
    deleted, _, again = discord.world.messages
    assert again.texts == deleted.texts


async def test_posts_are_published_in_an_announcement_channel_also_after_a_lost_answer(
    discord: LoopbackDiscord, tmp_path: Path
) -> None:
    file = tmp_path / "library.db"
    await order_digest(file, publish=True)
    await bring_news(file, 1)
    discord.publish_faults.extend([Fault("limit", seconds=0.1), Fault("status", status=503)])
    async with start_bot(discord, file):
        await wait_states(file, DeliveryState.SENT)
        await wait_until(lambda: not discord.publish_faults)
    async with await Database.open(file) as database, database.transaction() as write:
        await write.change("UPDATE delivery SET publish_at = 0 WHERE publish_at IS NOT NULL")
    async with start_bot(discord, file):
        await wait_until(lambda: bool(discord.world.published))
        await asyncio.sleep(1)
    assert discord.world.published == [discord.world.messages[0].message_id]
    told_once(discord)


async def test_a_form_that_discord_refuses_comes_once_in_plain(discord: LoopbackDiscord, path: Path) -> None:
    discord.faults.append(Fault("status", status=400, code=50035))
    async with start_bot(discord, path):
        await wait_states(path, DeliveryState.SENT)
    told_once(discord)
    kinds = {part["type"] for part in discord.world.messages[0].body["components"]}
    assert 17 not in kinds, "no containers"


async def test_a_limit_of_a_day_is_kept_without_a_request_more(discord: LoopbackDiscord, path: Path) -> None:
    discord.faults.append(Fault("limit", seconds=99_999))
    async with start_bot(discord, path) as bot:
        await bot.wait_ready()
        await wait_until(lambda: not discord.faults)
        await asyncio.sleep(2)
    assert await list_states(path) == [DeliveryState.PENDING]
    posts = [route for _, method, route in discord.world.requests if (method, route[-9:]) == ("POST", "/messages")]
    assert len(posts) == 1


@pytest.mark.parametrize("rights", [VIEW | HISTORY, 0])
async def test_a_lost_permission_pauses_the_digest_after_one_request(
    discord: LoopbackDiscord, path: Path, rights: int
) -> None:
    notices = CHANNEL + 1
    discord.world.add_server(SERVER, notices)
    discord.world.rights[CHANNEL] = rights
    async with start_bot(discord, path):
        await wait_states(path, DeliveryState.REFUSED)
        await wait_until(lambda: len(discord.world.messages) == 1)
        await asyncio.sleep(1.5)
    posts = [route for _, method, route in discord.world.requests if (method, route[-9:]) == ("POST", "/messages")]
    assert len(posts) == 2
    assert [message.channel_id for message in discord.world.messages] == [notices]
    assert await list_digest_states(path) == [DigestState.PAUSED]


async def test_a_deleted_channel_pauses_the_digest(discord: LoopbackDiscord, path: Path) -> None:
    del discord.world.rights[CHANNEL]
    discord.world.servers[SERVER] = []
    async with start_bot(discord, path):
        await wait_states(path, DeliveryState.REFUSED)
    assert await list_digest_states(path) == [DigestState.PAUSED]


async def test_a_ban_by_cloudflare_stops_all_requests(discord: LoopbackDiscord, path: Path) -> None:
    discord.faults.append(Fault("ban"))
    async with start_bot(discord, path) as bot:
        await bot.wait_ready()
        await wait_until(lambda: not discord.faults)
        await asyncio.sleep(2)
    posts = [route for _, method, route in discord.world.requests if (method, route[-9:]) == ("POST", "/messages")]
    assert len(posts) == 1
    assert await list_states(path) == [DeliveryState.PENDING]


async def test_a_refused_token_ends_the_bot_with_78(discord: LoopbackDiscord, path: Path) -> None:
    async with start_bot(discord, path) as bot:
        await bot.wait_ready()
        await wait_states(path, DeliveryState.SENT)
        discord.world.token = "another"
        await bot.kill()
    async with start_bot(discord, path) as bot:
        assert await bot.wait() == 78


async def test_dropped_connections_are_resumed_and_invalid_sessions_begin_anew(
    discord: LoopbackDiscord, path: Path
) -> None:
    async with start_bot(discord, path) as bot:
        await bot.wait_ready()
        await discord.sockets[-1].drop()
        await wait_until(lambda: discord.resumed == 1)
        discord.next_session_invalid = False
        await discord.sockets[-1].drop()
        await wait_until(lambda: discord.identified == 2)
        await wait_states(path, DeliveryState.SENT)
        assert bot.process.returncode is None
    told_once(discord)


async def test_many_digests_due_at_once_keep_the_pace_and_their_order(tmp_path: Path) -> None:
    loopback = LoopbackDiscord()
    file = tmp_path / "library.db"
    for number in range(40):
        loopback.world.add_server(SERVER, CHANNEL + number)
        await order_digest(file, channel=CHANNEL + number)
    await bring_news(file, 1)
    async with loopback.serve(), start_bot(loopback, file):
        await wait_until(lambda: len(loopback.world.messages) == 40)
    assert loopback.world.faults == []
    assert set(loopback.world.count_quotes().values()) == {1}
    posts = [at for at, method, route in loopback.world.requests if method == "POST" and route.endswith("/messages")]
    fastest = min(later - earlier for earlier, later in zip(posts, posts[30:], strict=False))
    assert fastest > 1.0  # 30 requests at 25 a second


async def test_a_command_is_answered_over_the_wire(discord: LoopbackDiscord, path: Path) -> None:
    async with start_bot(discord, path) as bot:
        await bot.wait_ready()
        number = await discord.ask(SERVER, CHANNEL, "meetings", who="Number1 Able")
        await wait_until(lambda: bool(discord.world.callbacks))
    (answer,) = discord.world.callbacks
    assert answer["interaction"] == str(number)
    assert "Minister Number1 Able" in str(answer)


@pytest.mark.slow
@pytest.mark.timeout(1800)
async def test_two_thousand_servers_due_in_one_minute_are_all_posted_in_order_while_lookups_are_answered(
    tmp_path: Path,
) -> None:
    loopback, file = LoopbackDiscord(judging=False), tmp_path / "library.db"
    servers = range(SERVER, SERVER + 2000)
    for server in servers:
        loopback.world.add_server(server, server + 1_000_000)
    await fill_many(file, {server: server + 1_000_000 for server in servers})
    waits: list[float] = []
    async with loopback.serve(), start_bot(loopback, file) as bot:
        await bot.wait_ready()
        while len(loopback.world.messages) < len(servers):
            answered, asked_at = len(loopback.world.callbacks), time.monotonic()
            await loopback.ask(SERVER, SERVER + 1_000_000, "meetings", who="Number1 Able")
            await wait_until(partial(_is_answered, loopback, answered), pause_s=0.002)
            waits.append(time.monotonic() - asked_at)
            await asyncio.sleep(0.25)
    assert Counter(message.channel_id for message in loopback.world.messages).most_common(1)[0][1] == 1
    order = [message.channel_id for message in loopback.world.messages]
    # In the order of waiting, give or take the eight that are on their way at a time and one round of claiming.
    assert max(abs(place - (channel - 1_000_000 - SERVER)) for place, channel in enumerate(order)) <= 250
    waits.sort()
    p99 = waits[int(len(waits) * 0.99)]
    posts = [at for at, method, route in loopback.world.requests if method == "POST" and route.endswith("/messages")]
    print(f"{len(order)} posted in {posts[-1] - posts[0]:.0f} s; {len(waits)} lookups, p99 {p99 * 1000:.0f} ms")  # noqa: T201


def _is_answered(discord: LoopbackDiscord, before: int) -> bool:
    return len(discord.world.callbacks) > before
