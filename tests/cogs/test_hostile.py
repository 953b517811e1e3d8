"""Hostile words all the way: stored as title, publisher, name and text, and asked for by command."""

from __future__ import annotations

import re
from typing import Any

from bot.core.models import Facts, Meeting, MeetingKind, MeetingStatus
from bot.core.quotes import cut_quote
from bot.core.text import normalise_line
from tests.cogs.discord_rules import hostile_texts, live_marks, walk
from tests.cogs.library import Told, add_article
from tests.cogs.test_lookup import answer_of, buttons_of, text_of
from tests.cogs.world import World

_OWN = re.compile(r"(\\.)|\*\*|<t:-?\d+:[RDf]>|^(?:### |-# |> )|: |, | · ")


def hostile_article(number: int, words: str) -> Told:
    name = normalise_line(words, 200)
    text = f"{name} met Wang Yi in Beijing today. And then?"

    def read(stored: str) -> Facts:
        quote = cut_quote(stored, 0, stored.index(" today.") + 7)
        day = f"2024-{1 + number % 8:02}-{1 + number // 8:02}"
        meeting = Meeting(MeetingKind.TALKS, (name, "Wang Yi"), name[:40], day, MeetingStatus.HELD, (quote,))
        return Facts(meetings=(meeting,))

    return Told(name, name, "2024-08-22", f"https://e{number}.example/{number}", text, read)


async def test_hostile_words_show_inert_in_every_answer_and_ping_nobody(world: World) -> None:
    texts = [text for text in hostile_texts() if normalise_line(text, 200)]
    for number, words in enumerate(texts[:: max(1, len(texts) // 40)][:40]):
        await add_article(world.database, world.library, hostile_article(number, words))
    message = answer_of(await world.member.slash(world.channel, "meetings", who="Wang Yi"))
    pages = 0
    alive: list[str] = []
    while True:
        pages += 1
        alive += _alive(message)
        opened = next(part for part in walk(message.components) if part.get("label") == "Details")
        alive += _alive(answer_of(await world.member.click(message, custom_id=opened["custom_id"])))
        if "Next ▶" not in buttons_of(message):
            break
        await world.member.click(message, label="Next ▶")
    assert pages >= 6
    assert alive == []


async def test_hostile_words_typed_into_commands_come_back_inert(world: World) -> None:
    await add_article(world.database, world.library, hostile_article(1, "Li Qiang"))
    for words in [text for text in hostile_texts() if 0 < len(text) <= 100][::45]:
        for command, option in (("meetings", "who"), ("search", "words"), ("figures", "about"), ("article", "title")):
            message = answer_of(await world.member.slash(world.channel, command, **{option: words}))
            assert _alive(message) == [], (command, words)
        assert len(await world.member.autocomplete(world.channel, "meetings", "who", words)) <= 25
    world.errors()


def _alive(message: Any) -> list[str]:
    found = []
    if message.message.mention_everyone or message.message.raw_mentions or message.message.raw_role_mentions:
        found.append("a ping")
    for line in text_of(message).split("\n"):
        inner = _OWN.sub(lambda match: match[1] or " ", line).strip()
        found += [f"{mark} in {line}" for mark in live_marks(inner)]
    return found
