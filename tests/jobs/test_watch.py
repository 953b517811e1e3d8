"""A way to Discord that is stuck is noticed, told in /status, and freed; one that never will be ends the bot."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from bot.core.breaker import Breaker
from bot.core.troubles import Troubles
from bot.jobs.watch import HOPELESS, STUCK, TOLD_FOR, Standstill, Watch

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)


@dataclass
class Way:
    """A way to Discord, and a reader."""

    held: bool = False
    longest_s: float = 0
    trouble: str | None = None

    def is_held(self) -> bool:
        return self.held

    def release(self) -> None:
        self.held = False

    def find_longest_s(self) -> float:
        return self.longest_s


class Post:
    """A watch over a way, with a clock."""

    def __init__(self) -> None:
        self.way, self.breaker, self.troubles, self.now = Way(), Breaker(), Troubles(), NOW
        self.watch = Watch(self.way, self.breaker, self.way, self.troubles, clock=lambda: self.now)

    async def look(self, after: timedelta = timedelta(0)) -> str:
        self.now += after
        await self.watch.look()
        return " ".join(trouble.sentence for trouble in self.troubles.list_all())


async def test_a_limit_that_ends_by_itself_is_told_while_it_lasts_and_left_alone() -> None:
    post = Post()
    post.way.held = True
    assert "asked the bot to wait" in await post.look()
    assert "asked the bot to wait" in await post.look(timedelta(seconds=60))
    assert post.way.held
    post.way.held = False
    assert await post.look(timedelta(seconds=10)) == ""


async def test_a_limit_that_does_not_end_is_let_go_logged_and_told_for_an_hour(
    capsys: pytest.CaptureFixture[str],
) -> None:
    post = Post()
    post.way.held = True
    await post.look()
    told = await post.look(STUCK)
    assert not post.way.held
    assert "stood still" in told
    assert post.troubles.list_all()[0].since == NOW
    assert "stuck in a global limit" in capsys.readouterr().out
    assert "stood still" in await post.look(TOLD_FOR / 2)
    assert await post.look(TOLD_FOR) == ""


async def test_two_limits_after_each_other_are_not_one_long_one() -> None:
    post = Post()
    for _ in range(4):
        post.way.held = True
        await post.look(timedelta(seconds=50))
        post.way.held = False
        await post.look(timedelta(seconds=50))
    post.way.held = True
    await post.look()
    assert post.way.held


async def test_a_clock_that_is_set_back_does_not_keep_it_stuck() -> None:
    post = Post()
    post.way.held = True
    await post.look()
    await post.look(-timedelta(days=1))
    await post.look(STUCK)
    assert not post.way.held


async def test_a_message_on_its_way_for_half_an_hour_ends_the_bot() -> None:
    post = Post()
    post.way.longest_s = HOPELESS.total_seconds()
    await post.look()
    post.way.longest_s += 1
    with pytest.raises(Standstill):
        await post.look()


async def test_a_shut_out_bot_and_a_reader_that_does_not_work_are_told_until_they_do() -> None:
    post = Post()
    post.breaker.note_block(NOW)
    post.way.trouble = "The language model is missing."
    told = await post.look()
    assert "takes no posts" in told
    assert "New articles are not read. The language model is missing." in told
    post.way.trouble = None
    assert await post.look(timedelta(hours=13)) == ""
