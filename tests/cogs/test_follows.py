from __future__ import annotations

from typing import Any

import pytest

from bot.core.errors import NotAllowed, NotFound, UserError
from bot.core.models import EventId, LibraryId
from storage.digests import DigestState, mark_paused
from tests.cogs.library import MINSK_ONE, MINSK_TWO, SCO, add_article, numbered_meeting
from tests.cogs.test_digests import parts_of, post, posted_text
from tests.cogs.test_lookup import answer_of, text_of
from tests.cogs.world import World, make_client


async def test_a_followed_name_comes_by_direct_message_once_without_the_server_s_buttons(world: World) -> None:
    told = answer_of(await world.member.slash(world.channel, "follow party", who="Li Qiang"))
    assert told.ephemeral
    assert "by direct message" in text_of(told)
    await add_article(world.database, world.library, MINSK_ONE)
    await add_article(world.database, world.library, MINSK_TWO)
    await add_article(world.database, world.library, SCO)
    assert await post(world) == []
    (message,) = world.member.user.dm_channel.history()
    assert "New about Li Qiang" in posted_text(message)
    assert "Shanghai" not in posted_text(message)
    names = [part["custom_id"].split(":")[1] for part in parts_of(message) if "custom_id" in part]
    assert names == ["followed", "digest", "unfollow"], "none that needs a server"
    await post(world)
    assert len(world.member.user.dm_channel.history()) == 1


async def follow_and_be_told(world: World) -> Any:
    """A direct message of a follow with two sources."""
    await world.member.slash(world.channel, "follow party", who="Li Qiang")
    await add_article(world.database, world.library, MINSK_ONE)
    await add_article(world.database, world.library, MINSK_TWO)
    await post(world)
    (message,) = world.member.user.dm_channel.history()
    return message


async def test_the_buttons_of_a_direct_message_show_every_source_and_end_the_follow_after_a_restart(
    world: World,
) -> None:
    message = await follow_and_be_told(world)
    await world.env.restart_bot(make_client(world.services))
    shown = (await world.member.user.click(message, label="2 articles")).response
    assert text_of(shown).count("> ") == 2
    assert "Minsk" in text_of(shown)
    told = (await world.member.user.click(message, label="Stop following")).response
    assert "You no longer follow Li Qiang" in text_of(told)
    assert await world.services.follows.list_own(world.library, world.member.id) == []
    await world.member.user.click(message, label="Stop following")
    assert [type(error) for error in world.errors()] == [NotFound]


async def test_nobody_else_can_press_a_follow_s_buttons(world: World) -> None:
    message = await follow_and_be_told(world)
    (nonce,) = {part["custom_id"].split(":")[2] for part in parts_of(message) if "custom_id" in part}
    (follow,) = await world.services.follows.list_own(world.library, world.member.id)
    ids = [part["custom_id"] for part in parts_of(message) if "custom_id" in part]
    event_id = EventId(next(int(each.split(":")[3]) for each in ids if each.startswith("cq:followed:")))
    follows, stranger = world.services.follows, world.moderator.id
    with pytest.raises(NotFound):
        await follows.stop(stranger, nonce)
    with pytest.raises(NotFound):
        await follows.find_card(stranger, nonce, event_id)
    with pytest.raises(NotFound):
        await follows.find_card(world.member.id, nonce, EventId(event_id + 1))
    assert (await follows.find_card(world.member.id, nonce, event_id)).event_id == event_id
    assert await follows.list_own(world.library, world.member.id) == [follow]


async def test_a_mention_in_a_channel_can_be_ended_by_its_member_alone(world: World) -> None:
    await world.member.slash(world.channel, "follow party", who="Li Qiang", channel=world.channel)
    await add_article(world.database, world.library, MINSK_ONE)
    (message,) = await post(world)
    await world.moderator.click(message, label="Stop following")
    assert [type(error) for error in world.errors()] == [NotFound]
    await world.member.click(message, label="Stop following")
    assert await world.services.follows.list_own(world.library, world.member.id) == []


async def test_one_who_has_left_the_server_is_told_nothing_more_of_it(world: World) -> None:
    message = await follow_and_be_told(world)
    world.guild.remove_member(world.member)
    await world.env.settle()
    await world.member.user.click(message, label="2 articles")
    assert [type(error) for error in world.errors()] == [NotAllowed]
    await add_article(world.database, world.library, numbered_meeting(3))
    await add_article(world.database, world.library, SCO)
    await post(world)
    assert len(world.member.user.dm_channel.history()) == 1


async def test_a_pair_is_told_only_together_and_words_in_any_form(world: World) -> None:
    await world.member.slash(world.channel, "follow pair", who="China", other="Golovchenko", channel=world.channel)
    await world.member.slash(world.channel, "follow words", words="trades", channel=world.channel)
    await add_article(world.database, world.library, SCO)
    (words,) = await post(world)
    assert "Trade surpassed" in posted_text(words)
    assert f"<@{world.member.id}>" in posted_text(words)
    await add_article(world.database, world.library, MINSK_ONE)
    messages = await post(world)
    assert [("Li Qiang" in posted_text(message)) for message in messages] == [True]


async def test_a_mistyped_name_gets_did_you_mean_and_an_unheard_one_is_taken(world: World) -> None:
    await add_article(world.database, world.library, MINSK_ONE)
    await world.member.slash(world.channel, "follow party", who="Golovchenok")
    raised = world.errors()
    told = answer_of(await world.member.slash(world.channel, "follow party", who="Xyzzyq Plughov"))
    assert [type(error) for error in raised] in ([NotFound], [])
    assert "Xyzzyq Plughov" in text_of(told)


async def test_list_and_remove_are_each_person_s_own(world: World) -> None:
    await world.member.slash(world.channel, "follow party", who="China")
    own = await world.services.follows.list_own(world.library, world.member.id)
    assert len(own) == 1
    others = answer_of(await world.moderator.slash(world.channel, "follow list"))
    assert "nothing" in text_of(others)
    await world.moderator.slash(world.channel, "follow remove", what=str(own[0].digest_id))
    assert [type(error) for error in world.errors()] == [NotFound]
    assert await world.services.follows.list_own(LibraryId(world.library + 1), world.member.id) == []
    await world.member.slash(world.channel, "follow remove", what="China")
    assert await world.services.follows.list_own(world.library, world.member.id) == []


async def test_following_twice_is_said_and_follows_are_no_digests(world: World) -> None:
    await world.member.slash(world.channel, "follow party", who="China")
    await world.member.slash(world.channel, "follow party", who="China")
    assert [type(error) for error in world.errors()] == [UserError]
    (follow,) = await world.services.follows.list_own(world.library, world.member.id)
    listed = answer_of(await world.moderator.slash(world.channel, "digest list"))
    assert "There are none yet" in text_of(listed)
    await world.moderator.slash(world.channel, "digest remove", digest=str(follow.digest_id))
    assert [type(error) for error in world.errors()] == [NotFound]


async def test_closed_direct_messages_stop_a_follow_and_are_said_and_following_again_goes_on(world: World) -> None:
    await world.member.slash(world.channel, "follow party", who="China")
    (follow,) = await world.services.follows.list_own(world.library, world.member.id)
    async with world.database.transaction() as write:
        await mark_paused(write, follow.digest_id, reason="Direct messages from this server are closed.")
    listed = answer_of(await world.member.slash(world.channel, "follow list"))
    assert "Direct messages from this server are closed" in text_of(listed)
    told = answer_of(await world.member.slash(world.channel, "follow party", who="China"))
    assert "again" in text_of(told)
    (again,) = await world.services.follows.list_own(world.library, world.member.id)
    assert again.state is DigestState.ACTIVE
    assert again.digest_id == follow.digest_id
