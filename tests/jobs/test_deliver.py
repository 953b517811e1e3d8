"""None lost, none twice: what becomes of a message under each way Discord can fail."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.core.digest import DigestMessage
from bot.core.outcome import Blocked, Delivered, Refused, TryLater
from bot.jobs.deliver import MOST_ATTEMPTS, TokenRefused
from bot.services.corrections import CorrectionService
from storage.deliveries import DeliveryState, list_deliveries
from storage.digests import Digest, DigestState
from tests.jobs.desk import Newsroom, took
from tests.services.made import HOME

NOT_TAKEN = TryLater(5, sent_perhaps=False)
MAYBE = TryLater(5, sent_perhaps=True)


async def states(room: Newsroom, digest: Digest) -> list[DeliveryState]:
    async with room.database.read() as read:
        return [each.state for each in reversed(await list_deliveries(read, digest.digest_id, limit=100))]


@pytest.mark.parametrize(
    "plan",
    [
        [NOT_TAKEN],
        [NOT_TAKEN, NOT_TAKEN, NOT_TAKEN],
        [MAYBE],
        [took()],
        [took(), took()],
        [MAYBE, took(), MAYBE],
        [TryLater(4000, sent_perhaps=False)],
        [Blocked("Cloudflare", for_good=False)],
        [Blocked("Cloudflare", for_good=False), took()],
    ],
)
@pytest.mark.parametrize("pause", [timedelta(seconds=10), timedelta(minutes=7), timedelta(hours=3)])
async def test_a_message_arrives_once_however_discord_fails(
    room: Newsroom, plan: list[object], pause: timedelta
) -> None:
    digest = await room.order()
    await room.news(1)
    room.discord.plan.extend(plan)
    await room.run()

    async def settled() -> bool:
        return DeliveryState.PENDING not in await states(room, digest)

    for _ in range(3000):
        if await settled():
            break
        room.clock.now += pause
        await room.run()
    assert await states(room, digest) == [DeliveryState.SENT]
    assert set(room.discord.quotes().values()) == {1}


async def test_an_accepted_message_whose_nonce_is_forgotten_is_found_in_the_history(room: Newsroom) -> None:
    digest = await room.order()
    await room.news(1)
    room.discord.plan.append(took())
    await room.run()
    assert await states(room, digest) == [DeliveryState.PENDING]
    room.clock.move(hours=1)
    await room.run()
    assert len(room.discord.messages) == 1
    assert await states(room, digest) == [DeliveryState.SENT]


async def test_without_a_readable_history_an_unknown_outcome_is_not_sent_again_and_told_once(room: Newsroom) -> None:
    digest = await room.order()
    await room.news(1)
    room.discord.plan.append(MAYBE)
    room.discord.readable = False
    await room.run()
    for _ in range(5):
        room.clock.move(hours=1)
        await room.run()
    assert await states(room, digest) == [DeliveryState.UNKNOWN]
    assert room.discord.messages == []
    assert len(room.discord.told) == 1


async def test_a_message_that_a_moderator_removed_is_not_posted_again(room: Newsroom) -> None:
    await room.order()
    await room.news(1)
    await room.run()
    room.discord.deleted.add(room.discord.messages[0][0])
    room.clock.move(hours=30)
    await room.delivery.start()
    await room.run()
    assert len(room.discord.messages) == 1


async def test_a_refusal_pauses_the_digest_and_tells_moderators_once(room: Newsroom) -> None:
    digest = await room.order("hourly")
    await room.news(1)
    room.discord.plan.append(Refused("The bot may not post in the channel."))
    for _ in range(30):
        room.clock.move(hours=1)
        await room.run()
    paused = await room.digests.find(HOME, digest.digest_id)
    assert paused.state is DigestState.PAUSED
    assert paused.reason == "The bot may not post in the channel."
    assert room.discord.requests == 1
    assert len(room.discord.told) == 1
    assert "paused" in room.discord.told[0]


async def test_what_a_refused_digest_was_to_tell_comes_when_it_is_resumed(room: Newsroom) -> None:
    digest = await room.order(length="long")
    for number in range(12):
        await room.news(number)
    # The first of three messages passes, then the bot loses its right.
    room.discord.plan.extend([took(Delivered(77)), Refused("The bot can't see the channel.")])
    await room.run()
    assert len(room.discord.messages) == 1
    await room.news(50)
    room.clock.move(hours=2)
    await room.run()
    assert len(room.discord.messages) == 1
    await room.digests.resume(HOME, digest.digest_id, actor=1)
    await room.run()
    assert len(room.discord.quotes()) == 13
    assert set(room.discord.quotes().values()) == {1}


async def test_parts_come_in_order_and_none_before_the_one_ahead_of_it(room: Newsroom) -> None:
    await room.order(length="long")
    for number in range(17):
        await room.news(number)
    room.discord.plan.extend([MAYBE, took(), NOT_TAKEN])
    await room.pass_time(timedelta(minutes=6), lambda: len(room.discord.messages) == 4)
    assert [message.part for _, _, message in room.discord.messages] == [0, 1, 2, 3]


async def test_cloudflare_opens_the_breaker_for_all_and_each_time_for_longer(room: Newsroom) -> None:
    await room.order(channel=1)
    await room.order(channel=2)
    await room.news(1)
    room.discord.plan.extend([Blocked("Cloudflare", for_good=False)] * 2)
    await room.run()
    asked = room.discord.requests
    room.clock.move(minutes=9)
    await room.run()
    assert room.discord.requests == asked
    room.clock.move(minutes=2)
    await room.pass_time(timedelta(minutes=1), lambda: len(room.discord.messages) == 2)


async def test_fifty_refusals_in_ten_minutes_stop_all_requests(room: Newsroom) -> None:
    for number in range(50):
        await room.order(channel=100 + number)
    for number in range(20):
        await room.order(channel=300 + number, library=type(HOME)(303))
    await room.news(1)
    await room.news(2, library=type(HOME)(303))
    room.discord.plan.extend([Refused("The channel no longer exists.")] * 70)
    for _ in range(10):
        await room.run()
        room.clock.move(seconds=20)
    assert room.discord.requests <= 50 + 8


async def test_a_refused_token_stops_everything(room: Newsroom) -> None:
    await room.order()
    await room.news(1)
    room.discord.plan.append(Blocked("Discord does not accept the bot's token.", for_good=True))
    with pytest.raises(TokenRefused):
        await room.run()


async def test_a_form_that_discord_refuses_is_sent_once_more_in_plain(room: Newsroom) -> None:
    digest = await room.order()
    await room.news(1)
    room.discord.plan.append(Refused("Discord refused the message.", form=True))
    await room.run()
    assert [message.plain for _, _, message in room.discord.messages] == [True]
    await room.news(2)
    room.discord.plan.extend([Refused("Discord refused the message.", form=True)] * 2)
    await room.run()
    assert await states(room, digest) == [DeliveryState.SENT, DeliveryState.REFUSED]
    assert (await room.digests.find(HOME, digest.digest_id)).state is DigestState.ACTIVE


async def test_after_a_start_what_is_pending_is_looked_for_first_because_the_file_may_be_an_old_copy(
    room: Newsroom,
) -> None:
    digest = await room.order()
    await room.news(1)
    await room.digests.desk.compose_due()
    async with room.database.read() as read:
        (pending,) = await list_deliveries(read, digest.digest_id, limit=5)
    assert not pending.doubtful
    message = DigestMessage("New", (), None, 0, 1, pending.nonce)
    room.discord.messages.append((9000, pending.nonce, message))
    room.clock.move(days=2)
    await room.delivery.start()
    await room.delivery.post_due()
    assert len(room.discord.messages) == 1
    assert await states(room, digest) == [DeliveryState.SENT]


async def test_what_was_withdrawn_before_it_was_sent_is_not_told(room: Newsroom) -> None:
    digest = await room.order()
    await room.news(1)
    await room.digests.desk.compose_due()
    corrections = CorrectionService(room.database, room.clock)
    async with room.database.read() as read:
        event_id = await read.fetch_value("SELECT event_id FROM event WHERE kind = 'meeting'")
    await corrections.withdraw(HOME, event_id, actor=1)
    await room.run()
    assert room.discord.messages == []
    assert await states(room, digest) == [DeliveryState.REFUSED]


async def test_trying_for_ever_ends_with_unknown_and_a_word_to_the_moderators(room: Newsroom) -> None:
    digest = await room.order()
    await room.news(1)
    room.discord.plan.extend([MAYBE] * (MOST_ATTEMPTS + 5))
    for _ in range(MOST_ATTEMPTS + 5):
        await room.run()
        room.clock.move(hours=1)
    assert await states(room, digest) == [DeliveryState.UNKNOWN]
    assert len(room.discord.told) == 1


async def test_pausing_while_a_message_is_on_its_way_finishes_what_was_begun_and_tells_the_rest_later(
    room: Newsroom,
) -> None:
    digest = await room.order(length="long")
    for number in range(7):
        await room.news(number)
    room.discord.plan.append(took(MAYBE))
    await room.run()
    await room.digests.pause(HOME, digest.digest_id, actor=1)
    room.clock.move(minutes=10)
    await room.run()
    assert len(room.discord.messages) == 2
    await room.news(99)
    await room.run()
    await room.digests.resume(HOME, digest.digest_id, actor=1)
    await room.run()
    assert set(room.discord.quotes().values()) == {1}
    assert len(room.discord.quotes()) == 8


async def test_two_desks_over_one_file_post_once(room: Newsroom) -> None:
    await room.order()
    await room.news(1)
    other = room.make_delivery()
    await asyncio.gather(room.digests.desk.compose_due(), room.digests.desk.compose_due())
    await asyncio.gather(room.delivery.post_due(), other.post_due())
    assert len(room.discord.messages) == 1
