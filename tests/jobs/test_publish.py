"""Posts of an announcement channel are published where that was ordered, once, and never hold up the posting."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from bot.core.outcome import Blocked, Delivered, Outcome, Refused, TryLater
from bot.jobs.deliver import TokenRefused
from bot.jobs.publish import PublishDesk
from tests.jobs.desk import CHANNEL, Newsroom
from tests.services.made import HOME


@dataclass
class FakePublisher:
    """Publishes everything, but for what is planned."""

    plan: deque[Outcome] = field(default_factory=deque)
    asked: list[tuple[int, int]] = field(default_factory=list)

    async def publish(self, channel_id: int, message_id: int) -> Outcome:
        self.asked.append((channel_id, message_id))
        return self.plan.popleft() if self.plan else Delivered(message_id)


@pytest.fixture
def publisher() -> FakePublisher:
    return FakePublisher()


@pytest.fixture
def desk(room: Newsroom, publisher: FakePublisher) -> PublishDesk:
    return PublishDesk(room.database, publisher, room.delivery.breaker, clock=room.clock)


async def post(room: Newsroom, *, publish: bool = True, articles: int = 1) -> list[int]:
    """A digest with so many articles, posted; the messages."""
    await room.order(publish=publish)
    for number in range(articles):
        await room.news(number + 1)
    await room.run()
    return [message_id for message_id, _, _ in room.discord.messages]


async def test_what_was_posted_is_published_once(room: Newsroom, desk: PublishDesk, publisher: FakePublisher) -> None:
    messages = await post(room, articles=7)
    assert len(messages) == 2
    await desk.publish_due()
    await desk.publish_due()
    assert publisher.asked == [(CHANNEL, message) for message in messages]


async def test_nothing_is_published_without_its_being_ordered(
    room: Newsroom, desk: PublishDesk, publisher: FakePublisher
) -> None:
    assert await post(room, publish=False)
    assert await desk.publish_due() == 0
    assert publisher.asked == []


async def test_a_channel_that_has_published_enough_waits_as_long_as_discord_says(
    room: Newsroom, desk: PublishDesk, publisher: FakePublisher
) -> None:
    messages = await post(room, articles=7)
    publisher.plan.append(TryLater(1800, sent_perhaps=False))
    await desk.publish_due()
    assert [message for _, message in publisher.asked] == messages[:1], "the second is not even asked for"
    room.clock.move(minutes=29)
    await desk.publish_due()
    room.clock.move(minutes=1)
    await desk.publish_due()
    assert sorted(message for _, message in publisher.asked[1:]) == messages


async def test_what_can_not_be_published_is_said_in_the_list_and_not_tried_again(
    room: Newsroom, desk: PublishDesk, publisher: FakePublisher
) -> None:
    await post(room)
    publisher.plan.append(Refused("The bot may not post in the channel; allow it to send messages there."))
    await desk.publish_due()
    assert await desk.publish_due() == 0
    ((digest,), _) = await room.digests.list_page(HOME)
    assert "A post was not published. The bot may not post" in (digest.reason or "")


async def test_after_a_day_of_no_answer_it_is_given_up(
    room: Newsroom, desk: PublishDesk, publisher: FakePublisher
) -> None:
    await post(room)
    publisher.plan.extend([TryLater(5, sent_perhaps=True)] * 100)
    for _ in range(50):
        await desk.publish_due()
        room.clock.now += timedelta(hours=1)
    assert len(publisher.asked) == 26


async def test_a_refused_token_ends_it_and_a_ban_stops_all_requests(
    room: Newsroom, desk: PublishDesk, publisher: FakePublisher
) -> None:
    await post(room)
    publisher.plan.append(Blocked("Cloudflare", for_good=False))
    await desk.publish_due()
    assert room.delivery.breaker.is_open(room.clock.now)
    await desk.publish_due()
    assert len(publisher.asked) == 1
    room.clock.move(hours=1)
    publisher.plan.append(Blocked("token", for_good=True))
    with pytest.raises(TokenRefused):
        await desk.publish_due()
