from __future__ import annotations

from datetime import timedelta
from typing import Any

import discord

from bot.core.digest import Target
from bot.core.errors import NotAllowed, NotFound, UserError
from bot.core.outcome import Absent, Delivered, Found
from bot.jobs.deliver import DeliveryDesk
from bot.outbox import Outbox
from bot.services.digests import OrderWords
from storage.digests import Digest, DigestState
from tests.cogs.discord_rules import walk
from tests.cogs.library import MINSK_ONE, MINSK_TWO, NOW, SCO, add_article, numbered_meeting
from tests.cogs.test_lookup import answer_of, buttons_of, text_of
from tests.cogs.world import World, make_client


async def make_digest(world: World, **words: Any) -> Digest:
    order = await world.services.digests.read_order(
        world.library, OrderWords(world.channel.id, words.pop("every", "at once"), **words)
    )
    return await world.services.digests.create(world.library, order, actor=1)


def parts_of(message: discord.Message) -> list[dict[str, Any]]:
    return list(walk([component.to_dict() for component in message.components]))


def posted_text(message: discord.Message) -> str:
    return "\n".join(part["content"] for part in parts_of(message) if part["type"] == 10)


async def post(world: World) -> list[discord.Message]:
    """Make and send what is due; the new messages of the channel."""
    before = len(world.channel.history())
    desk = DeliveryDesk(
        world.database,
        Outbox(world.env.bot),
        world.services.digests.load_entries,
        clock=lambda: NOW,
        per_second=10_000,
    )
    await world.services.digests.desk.compose_due()
    while await desk.post_due():
        await world.env.settle()
    # The simulator also tells of a thread that was opened under a message, which Discord does not.
    new = sorted(world.channel.history(), key=lambda message: message.id)[before:]
    return [message for message in new if message.type is discord.MessageType.default]


async def test_create_shows_a_preview_and_saves_only_when_confirmed(world: World) -> None:
    await add_article(world.database, world.library, MINSK_ONE)
    shown = answer_of(
        await world.moderator.slash(
            world.channel, "digest create", channel=world.channel, when="daily", at="08:00", zone="Europe/Warsaw"
        )
    )
    assert shown.ephemeral
    text = text_of(shown)
    assert "every day at 08\\:00" in text
    assert text.count("<t:") >= 3
    assert "Chinese Premier Li Qiang" in text
    assert (await world.services.digests.list_page(world.library))[0] == []
    await world.env.restart_bot(make_client(world.services))
    await world.moderator.click(shown, label="Save")
    (saved,), _ = await world.services.digests.list_page(world.library)
    assert saved.state is DigestState.ACTIVE
    assert saved.order.channel_id == world.channel.id


async def test_only_an_announcement_channel_can_be_published(world: World) -> None:
    await world.moderator.slash(world.channel, "digest create", channel=world.channel, when="daily", publish=True)
    assert [type(error) for error in world.errors()] == [UserError]
    news = world.guild.create_news_channel("briefings")
    shown = answer_of(
        await world.moderator.slash(world.channel, "digest create", channel=news, when="daily", publish=True)
    )
    assert "is published" in text_of(shown)
    await world.moderator.click(shown, label="Save")
    await world.moderator.slash(world.channel, "digest edit", digest="1", channel=world.channel)
    assert [type(error) for error in world.errors()] == [UserError]
    changed = answer_of(
        await world.moderator.slash(world.channel, "digest edit", digest="1", channel=world.channel, publish=False)
    )
    assert "is published" not in text_of(changed)


async def test_members_can_not_order_a_digest_nor_confirm_one(world: World) -> None:
    await world.member.slash(world.channel, "digest create", channel=world.channel, when="daily")
    shown = answer_of(
        await world.moderator.slash(world.channel, "digest create", channel=world.channel, when="at once")
    )
    assert [type(error) for error in world.errors()] == [NotAllowed]
    assert "Save" in buttons_of(shown)
    assert await world.member.autocomplete(world.channel, "digest pause", "digest", "") == []


async def test_a_digest_posts_what_is_new_with_its_sentence_once_and_silently(world: World) -> None:
    await make_digest(world)
    await add_article(world.database, world.library, MINSK_ONE)
    await add_article(world.database, world.library, MINSK_TWO)
    await add_article(world.database, world.library, SCO)
    (message,) = await post(world)
    text = posted_text(message)
    assert text.count("reported by 2 sources") == 1
    assert "> Chinese Premier Li Qiang" in text
    assert text.index("Meetings held") < text.index("Agreements") < text.index("Figures")
    assert message.flags.suppress_notifications
    assert await post(world) == []


async def test_a_long_digest_goes_on_in_further_messages_within_the_limits(world: World) -> None:
    await make_digest(world, length="medium")
    for number in range(18):
        await add_article(world.database, world.library, numbered_meeting(number))
    messages = await post(world)
    assert len(messages) == 3
    assert "(2 of 3)" in posted_text(messages[1])
    assert "And 3 more: 3 meetings" in posted_text(messages[2]).replace("\\", "")
    for message in messages:
        assert len(parts_of(message)) <= 40


async def test_a_long_digest_goes_on_in_one_thread_under_its_first_message(world: World) -> None:
    await make_digest(world, in_thread=True)
    for number in range(12):
        await add_article(world.database, world.library, numbered_meeting(number))
    (message,) = await post(world)
    (thread,) = world.channel.threads
    assert thread.id == message.id
    assert [posted_text(each)[8:16] for each in thread.history()] == ["(2 of 3)", "(3 of 3)"]


async def test_a_forum_gets_a_post_with_the_rest_in_it_and_it_is_found_again(world: World) -> None:
    forum = world.guild.create_forum_channel("Briefings")
    order = await world.services.digests.read_order(world.library, OrderWords(forum.id, "at once"))
    digest = await world.services.digests.create(world.library, order, actor=1)
    for number in range(7):
        await add_article(world.database, world.library, numbered_meeting(number))
    await post(world)
    (thread,) = forum.threads
    assert [("(1 of 2)" in posted_text(each), "(2 of 2)" in posted_text(each)) for each in thread.history()] == [
        (True, False),
        (False, True),
    ]
    deliveries = await world.services.digests.deliveries(world.library, digest.digest_id)
    since = thread.history()[0].created_at - timedelta(hours=1)
    outbox = Outbox(world.env.bot)
    seen = await outbox.find(Target(forum.id), deliveries[-1].nonce, since=since)
    assert isinstance(seen, Found)
    assert seen.thread_id == deliveries[-1].thread_id == thread.id
    assert await outbox.find(Target(forum.id), "a" * 24, since=since) == Absent()


async def test_the_button_under_a_posted_digest_says_what_it_is(world: World) -> None:
    await make_digest(world, any_of="China")
    await add_article(world.database, world.library, MINSK_ONE)
    (message,) = await post(world)
    told = answer_of(await world.member.click(message, label="About this digest"))
    assert told.ephemeral
    assert "everything naming China" in text_of(told)


async def test_a_mentioned_role_is_the_only_one_notified(world: World) -> None:
    role = world.guild.create_role("News", mentionable=True)
    await make_digest(world, role_id=role.id)
    await add_article(world.database, world.library, MINSK_ONE)
    (message,) = await post(world)
    assert f"<@&{role.id}>" in posted_text(message)
    assert not message.flags.suppress_notifications


async def test_list_pause_resume_remove_and_undo(world: World) -> None:
    digest = await make_digest(world, every="daily", at="18:00", zone="UTC")
    listed = answer_of(await world.moderator.slash(world.channel, "digest list"))
    assert f"#{digest.digest_id}" in text_of(listed).replace("\\", "")
    await world.moderator.slash(world.channel, "digest pause", digest=str(digest.digest_id))
    assert (await world.services.digests.find(world.library, digest.digest_id)).state is DigestState.PAUSED
    await world.moderator.slash(world.channel, "digest resume", digest=str(digest.digest_id))
    assert (await world.services.digests.find(world.library, digest.digest_id)).state is DigestState.ACTIVE
    asked = answer_of(await world.moderator.slash(world.channel, "digest remove", digest=str(digest.digest_id)))
    await world.moderator.click(asked, label="Remove")
    assert (await world.services.digests.list_page(world.library))[0] == []
    await world.moderator.click(asked, label="Undo")
    assert len((await world.services.digests.list_page(world.library))[0]) == 1


async def test_edit_changes_what_is_named_and_keeps_the_rest(world: World) -> None:
    digest = await make_digest(world, every="daily", at="18:00", zone="Europe/Warsaw", any_of="China")
    await world.moderator.slash(world.channel, "digest edit", digest=str(digest.digest_id), at="07:30")
    changed = await world.services.digests.find(world.library, digest.digest_id)
    assert f"{changed.order.calendar.at:%H:%M} {changed.order.calendar.zone}" == "07:30 Europe/Warsaw"
    assert changed.order.filter == digest.order.filter
    await world.moderator.slash(world.channel, "digest edit", digest=str(digest.digest_id), any_of="none")
    assert (await world.services.digests.find(world.library, digest.digest_id)).order.filter.any_of == ()


async def test_why_says_for_each_digest_what_became_of_an_article(world: World) -> None:
    await make_digest(world, any_of="China")
    await make_digest(world, any_of="Brazil")
    await add_article(world.database, world.library, MINSK_ONE)
    await post(world)
    told = answer_of(await world.moderator.slash(world.channel, "digest why", article="Li Qiang in Minsk"))
    text = text_of(told)
    assert "posted" in text
    assert "asks for any of Brazil" in text


async def test_bad_words_get_one_plain_sentence(world: World) -> None:
    for options in ({"at": "25:99"}, {"zone": "Warsow"}, {"quiet": "all night"}, {"kinds": "rumours"}):
        await world.moderator.slash(world.channel, "digest create", channel=world.channel, when="daily", **options)
        (error,) = world.errors()
        assert isinstance(error, UserError)
        assert error.sentence.endswith((".", "?"))
    await world.moderator.slash(world.channel, "digest pause", digest="77")
    assert [type(error) for error in world.errors()] == [NotFound]


async def test_zones_complete_while_typing(world: World) -> None:
    choices = await world.moderator.autocomplete(world.channel, "digest create", "zone", "wars")
    assert "Europe/Warsaw" in [choice["name"] for choice in choices]


async def test_a_message_in_the_history_is_found_by_its_nonce_and_a_deleted_one_is_not(world: World) -> None:
    await make_digest(world)
    await add_article(world.database, world.library, MINSK_ONE)
    (message,) = await post(world)
    (nonce,) = [
        part["custom_id"].rpartition(":")[2]
        for part in parts_of(message)
        if part.get("custom_id", "").startswith("cq:digest:")
    ]
    outbox = Outbox(world.env.bot)
    since = message.created_at - timedelta(hours=1)
    assert await outbox.find(Target(world.channel.id), nonce, since=since) == Found(message.id)
    assert await outbox.find(Target(world.channel.id), "a" * 24, since=since) == Absent()
    await message.delete()
    assert await outbox.find(Target(world.channel.id), nonce, since=since) == Absent()
    assert isinstance(
        await outbox.tell(world.library, world.channel.id, "Something happened.", nonce="notice"), Delivered
    )
