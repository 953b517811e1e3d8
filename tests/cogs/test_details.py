from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.core.errors import FaultError, NotAllowed, NotFound, UserError
from bot.core.models import EventId, Facts
from bot.services.pictures import Picture
from cogs.ui.cards import draw_notice
from cogs.ui.details import WithdrawButton
from cogs.ui.joining import JoinButton, JoinNowButton
from tests.cogs.discord_rules import walk
from tests.cogs.library import MINSK_ONE, MINSK_TWO, SCO, add_article, meeting_in_minsk
from tests.cogs.test_lookup import answer_of, buttons_of, text_of
from tests.cogs.world import World

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 60


async def open_details(world: World, actor: Any) -> Any:
    message = answer_of(await world.member.slash(world.channel, "meetings", who="Li Qiang"))
    label = "2 articles" if "2 articles" in buttons_of(message) else "Details"
    return answer_of(await actor.click(message, label=label))


async def fill(actor: Any, shown: Any, *values: Any) -> Any:
    ids = [part["component"]["custom_id"] for part in shown.modal["components"]]
    return answer_of(await actor.submit_modal(shown, dict(zip(ids, values, strict=True))))


async def test_a_member_s_report_stands_in_the_moderators_queue_until_it_is_settled(world: World) -> None:
    await add_article(world.database, world.library, MINSK_ONE)
    details = await open_details(world, world.member)
    assert set(buttons_of(details)) >= {"Report a mistake"}
    assert "Withdraw" not in buttons_of(details)
    shown = await world.member.click(details, label="Report a mistake")
    thanks = await fill(world.member, shown, "It was @everyone in [Moscow](https://evil.example)")
    assert "Thank you" in text_of(thanks)
    queue = answer_of(await world.moderator.slash(world.channel, "mistakes"))
    assert "Moscow" in text_of(queue)
    assert "](https" not in text_of(queue)
    await world.moderator.click(queue, label="Done")
    assert "There are none" in text_of(queue)


async def test_an_empty_report_is_refused(world: World) -> None:
    await add_article(world.database, world.library, MINSK_ONE)
    shown = await world.member.click(await open_details(world, world.member), label="Report a mistake")
    told = await fill(world.member, shown, "\u200b ")
    assert "what is wrong" in text_of(told)
    assert [type(error) for error in world.errors()] == [UserError]


async def test_a_moderator_s_correction_is_shown_as_one_and_can_be_undone(world: World) -> None:
    await add_article(world.database, world.library, MINSK_ONE)
    shown = await world.moderator.click(await open_details(world, world.moderator), label="Correct")
    done = await fill(world.moderator, shown, ["place"], "Brest")
    answer = text_of(answer_of(await world.member.slash(world.channel, "meetings")))
    assert "Where: Brest" in answer
    assert "Put right by moderators: Where" in answer
    assert "in Minsk" in answer  # the quote stays what the article says
    await world.moderator.click(done, label="Undo")
    assert "Where: Minsk" in text_of(answer_of(await world.member.slash(world.channel, "meetings")))


async def test_a_withdrawn_entry_is_gone_until_it_is_undone(world: World) -> None:
    await add_article(world.database, world.library, MINSK_ONE)
    details = await open_details(world, world.moderator)
    done = answer_of(await world.moderator.click(details, label="Withdraw"))
    assert "Golovchenko" not in text_of(answer_of(await world.member.slash(world.channel, "meetings")))
    gone = answer_of(await world.moderator.click(details, label="Withdraw"))
    assert gone.ephemeral
    assert [type(error) for error in world.errors()] == [NotFound]
    await world.moderator.click(done, label="Undo")
    assert "Golovchenko" in text_of(answer_of(await world.member.slash(world.channel, "meetings")))


async def test_what_is_not_the_same_event_is_split_by_a_moderator(world: World) -> None:
    await add_article(world.database, world.library, MINSK_ONE)
    await add_article(world.database, world.library, MINSK_TWO)
    details = await open_details(world, world.moderator)
    split = [part for part in _all_buttons(details) if part["label"] == "Not the same event"]
    assert len(split) == 2
    asked = answer_of(await world.moderator.click(details, custom_id=split[1]["custom_id"]))
    assert "Split this off from entry 1?" in text_of(asked)
    assert "reported by 2 sources" in text_of(answer_of(await world.member.slash(world.channel, "meetings")))
    await world.moderator.click(asked, label="Split")
    assert "It is entry" in text_of(asked)
    answer = text_of(answer_of(await world.member.slash(world.channel, "meetings")))
    assert answer.count("single source") == 2
    await world.moderator.click(asked, label="Undo")
    assert "reported by 2 sources" in text_of(answer_of(await world.member.slash(world.channel, "meetings")))


async def add_two_tellings(world: World) -> Any:
    """The talks in Minsk told by two papers that the rules hold apart; the moderator's details of one of them."""
    await add_article(world.database, world.library, MINSK_ONE)
    await add_article(world.database, world.library, replace(MINSK_TWO, facts=meeting_in_gomel))
    message = answer_of(await world.member.slash(world.channel, "meetings", place="Minsk"))
    return answer_of(await world.moderator.click(message, label="Details"))


def meeting_in_gomel(text: str) -> Facts:
    (held,) = meeting_in_minsk(text).meetings
    return Facts(meetings=(replace(held, place="Gomel", date="2024-08-29"),))


async def test_two_entries_that_tell_the_same_are_joined_after_a_question_and_parted_again(world: World) -> None:
    details = await add_two_tellings(world)
    offered = answer_of(await world.moderator.click(details, label="Join"))
    (menu,) = [part for part in walk(offered.components) if part["type"] == 3]
    assert [option["label"] for option in menu["options"]] == ["3 · Talks, held · 29 August 2024"]
    await world.moderator.select(offered, [menu["options"][0]["value"]], custom_id=menu["custom_id"])
    assert "The sources of entry 3 go into entry 1." in text_of(offered)
    assert "Gomel" in text_of(offered)
    assert "reported by 2" not in text_of(answer_of(await world.member.slash(world.channel, "meetings")))
    await world.moderator.click(offered, label="Join")
    assert "Joined. Entry 1" in text_of(offered)
    assert "reported by 2 sources" in text_of(answer_of(await world.member.slash(world.channel, "meetings")))
    await world.moderator.click(offered, label="Undo")
    answer = text_of(answer_of(await world.member.slash(world.channel, "meetings")))
    assert answer.count("single source") == 2


async def test_an_entry_to_join_can_be_named_by_its_number_and_a_wrong_one_is_refused(world: World) -> None:
    details = await add_two_tellings(world)
    await add_article(world.database, world.library, SCO)
    offered = answer_of(await world.moderator.click(details, label="Join"))
    for typed, told in (("3", "The sources of entry 3"), ("99", "under the number 99"), ("x", "Write the number")):
        shown = await world.moderator.click(offered, label="Another, by its number")
        assert told in text_of(await fill(world.moderator, shown, typed))
    shown = await world.moderator.click(offered, label="Another, by its number")
    asked = await fill(world.moderator, shown, "#4")
    await world.moderator.click(asked, label="Join")
    shown = await world.moderator.click(offered, label="Another, by its number")
    asked = await fill(world.moderator, shown, "1")
    await world.moderator.click(asked, label="Join")
    kinds = [type(error) for error in world.errors()]
    assert kinds == [NotFound, UserError, UserError, UserError]


async def test_joining_is_refused_to_members(world: World) -> None:
    await add_two_tellings(world)
    offering, joining = JoinButton(EventId(1)), JoinNowButton(EventId(1), EventId(3))
    view = draw_notice("Buttons that wandered here.", items=[offering, joining])
    message = await world.env.bot.get_partial_messageable(world.channel.id).send(view=view)
    await world.env.settle()
    for button in (offering, joining):
        await world.member.click(message, custom_id=button.custom_id)
    assert [type(error) for error in world.errors()] == [NotAllowed, NotAllowed]
    assert "reported by 2" not in text_of(answer_of(await world.member.slash(world.channel, "meetings")))


async def test_what_was_withdrawn_is_listed_for_moderators_and_restored_from_there(world: World) -> None:
    await add_article(world.database, world.library, MINSK_ONE)
    details = await open_details(world, world.moderator)
    await world.moderator.click(details, label="Withdraw")
    queue = answer_of(await world.moderator.slash(world.channel, "mistakes"))
    await world.moderator.click(queue, label="Withdrawn entries")
    assert "Golovchenko" in text_of(queue)
    done = answer_of(await world.moderator.click(queue, label="Restore"))
    assert "shown again" in text_of(done)
    assert "Golovchenko" in text_of(answer_of(await world.member.slash(world.channel, "meetings")))
    await world.moderator.click(queue, label="Restore")
    assert [type(error) for error in world.errors()] == [NotFound]
    await world.moderator.click(done, label="Undo")
    assert "Golovchenko" not in text_of(answer_of(await world.member.slash(world.channel, "meetings")))


async def test_a_moderator_s_panel_is_useless_in_a_member_s_hands(world: World) -> None:
    await add_article(world.database, world.library, MINSK_ONE)
    async with world.database.read() as read:
        event_id = await read.fetch_value("SELECT event_id FROM event WHERE kind = 'meeting'")
    view = draw_notice("A button that wandered here.", items=[WithdrawButton(event_id)])
    message = await world.env.bot.get_partial_messageable(world.channel.id).send(view=view)
    await world.env.settle()
    await world.member.click(message, label="Withdraw")
    assert [type(error) for error in world.errors()] == [NotAllowed]
    assert "Golovchenko" in text_of(answer_of(await world.member.slash(world.channel, "meetings")))


async def test_a_picture_comes_with_its_words(world: World) -> None:
    await add_article(world.database, world.library, SCO)
    pictures: Any = world.services.pictures
    pictures.draw.return_value = Picture(PNG, "Trade over time @everyone")
    message = answer_of(await world.member.slash(world.channel, "figures"))
    drawn = answer_of(await world.member.click(message, label="Picture"))
    assert drawn.ephemeral
    assert drawn.attachments[0].filename == "figures.png"
    pictures.draw.return_value = None
    told = answer_of(await world.member.click(message, label="Picture"))
    assert "too little" in text_of(told)
    assert [type(error) for error in world.errors()] == [NotFound]


async def test_a_timeline_comes_with_its_picture_and_without_where_none_can_be_drawn(world: World) -> None:
    await add_article(world.database, world.library, MINSK_ONE)
    pictures: Any = world.services.pictures
    pictures.draw.return_value = Picture(PNG, "Who met when")
    message = answer_of(await world.member.slash(world.channel, "timeline", who="Li Qiang"))
    assert [part["items"][0]["description"] for part in walk(message.components) if part["type"] == 12] == [
        "Who met when"
    ]
    assert "Golovchenko" in text_of(message)
    pictures.draw.side_effect = FaultError("the child failed")
    message = answer_of(await world.member.slash(world.channel, "timeline", who="Li Qiang"))
    assert "Golovchenko" in text_of(message)
    assert world.errors() == []


def _all_buttons(message: Any) -> list[dict[str, Any]]:
    return [part for part in walk(message.components) if part["type"] == 2]
