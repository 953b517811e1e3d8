from __future__ import annotations

import asyncio
import shutil

from bot.app import open_app
from bot.core.models import TERMINAL_LIBRARY
from bot.services.digests import OrderWords
from bot.settings import Settings
from tests.cli.conftest import MEETING, Terminal


async def order_digests(terminal: Terminal) -> None:
    async with open_app(Settings(database=terminal.database)) as app:
        digests = app.services.digests
        for any_of in ("China", "Iceland"):
            words = OrderWords(channel_id=5, every="daily", at="08:00", zone="Europe/Warsaw", any_of=any_of)
            await digests.create(TERMINAL_LIBRARY, await digests.read_order(TERMINAL_LIBRARY, words), actor=0)
        await digests.pause(TERMINAL_LIBRARY, (await digests.list_page(TERMINAL_LIBRARY))[0][1].digest_id, actor=0)


def test_digests_are_listed_previewed_and_explained(stocked: Terminal, terminal: Terminal) -> None:
    assert stocked.run("digest", "list").out.startswith("There are no digests here.")
    shutil.copy(stocked.database, terminal.database)
    asyncio.run(order_digests(terminal))
    first, second = terminal.run("digest", "list").lines
    assert first.startswith("#1 every day at 08:00 (Europe/Warsaw): everything naming China · next ")
    assert second.endswith("paused")

    shown = terminal.run("digest", "preview", "1")
    assert shown.code == 0
    assert MEETING.split(". ")[0] in shown.out
    assert "Next: " in shown.out
    assert "Nothing in the library passes its filter yet." in terminal.run("digest", "preview", "2").out

    why = terminal.run("digest", "why", "Talks", "in", "Minsk")
    assert why.lines[0] == "Talks in Minsk"
    assert any(line.startswith("  #1  meeting  passed over: it was here before the digest") for line in why.lines)

    for words in (["preview", "3"], ["why", "Nothing like it"], ["why", "999"], ["preview", "1", "--library", "77"]):
        said = terminal.run("digest", *words)
        assert (said.code, said.out) == (2, "")
        assert said.sentence
