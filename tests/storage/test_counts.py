"""The counters of /status: whatever comes and goes, they say what counting everything would say."""

from __future__ import annotations

import random

import pytest

from bot.core.models import FactKind, LibraryId, NewArticle, ReadState
from storage.database import Database, Read, Write
from storage.events import EventKeys, mark_withdrawn, remove_event, save_event
from storage.libraries import remove_library, save_library
from storage.status import find_status
from tests.storage.made import AWAY, HOME, NOW, make_source, page, pasted, stock


async def count_all(read: Read, library: LibraryId) -> tuple[dict[ReadState, int], dict[FactKind, int]]:
    """Everything a library holds, counted row by row."""
    states = await read.fetch_all(
        "SELECT read_state, count(*) FROM shelf JOIN article USING (article_id) WHERE library_id = :l GROUP BY 1",
        {"l": library},
    )
    kinds = await read.fetch_all(
        "SELECT kind, count(*) FROM event WHERE library_id = :l AND withdrawn = 0 GROUP BY 1", {"l": library}
    )
    return (
        dict.fromkeys(ReadState, 0) | {ReadState(row[0]): row[1] for row in states},
        dict.fromkeys(FactKind, 0) | {FactKind(row[0]): row[1] for row in kinds},
    )


def _some_page(chance: random.Random) -> NewArticle:
    """One of few pages in one of few versions, so that a newer one meets an older one that stands there already."""
    return page(f"https://news.example/{chance.randint(1, 8)}", f"Version {chance.randint(1, 3)}.")


async def step(write: Write, chance: random.Random, number: int) -> str:
    """Change something, as filing, reading, removing and forgetting do."""
    library = chance.choice((HOME, AWAY))
    shelved = await write.fetch_all("SELECT library_id, article_id FROM shelf ORDER BY article_id, library_id")
    events = await write.fetch_all("SELECT event_id, library_id, withdrawn FROM event ORDER BY event_id")
    one, event = chance.choice(shelved or [None]), chance.choice(events or [None])
    doing = chance.choice(("page", "page", "pasted", "unshelve", "delete", "state", "state", "event", "event",
                           "withdraw", "drop", "library"))  # fmt: skip
    match doing:
        case "page":
            source = await make_source(write, library, f"https://news.example/feed{number}")
            await stock(write, library, source, _some_page(chance))
        case "pasted":
            source = await make_source(write, library, None)
            await stock(write, library, source, pasted(f"Only here: {number}."))
        case "unshelve" if one is not None:
            await write.change(
                "DELETE FROM shelf WHERE library_id = :l AND article_id = :a", {"l": one[0], "a": one[1]}
            )
        case "delete" if one is not None:
            await write.change("DELETE FROM article WHERE article_id = :a", {"a": one[1]})
        case "state" if one is not None:
            state = chance.choice(list(ReadState))
            await write.change("UPDATE article SET read_state = :s WHERE article_id = :a", {"s": state, "a": one[1]})
        case "event":
            await save_library(write, library, now=NOW)
            await save_event(write, library, EventKeys(chance.choice(list(FactKind)), number, number), now=NOW)
        case "withdraw" if event is not None:
            await mark_withdrawn(write, LibraryId(event[1]), event[0], withdrawn=not event[2])
        case "drop" if event is not None:
            await remove_event(write, event[0])
        case "library" if number % 10 == 0:
            await remove_library(write, library)
        case _:
            return ""
    return doing


@pytest.mark.parametrize("seed", range(4))
async def test_counters_say_what_counting_everything_says(database: Database, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  # no secret
    for number in range(120):
        async with database.transaction() as write:
            doing = await step(write, chance, number)
        async with database.read() as read:
            for library in (HOME, AWAY):
                held = await find_status(read, library)
                counted = await count_all(read, library)
                assert (held.by_read_state, held.events) == counted, f"after step {number}, {doing}"
                assert held.articles == sum(counted[0].values())


async def test_the_first_and_last_day_go_by_what_the_sources_say(database: Database) -> None:
    async with database.transaction() as write:
        source = await make_source(write, HOME)
        for day in ("2024-03-02", "2024-03-01", None, "2023-12-31", "2024-05-05"):
            await stock(write, HOME, source, page(None, f"Of {day}.", published=day))
    async with database.read() as read:
        held = await find_status(read, HOME)
    assert (held.published_from, held.published_until) == ("2023-12-31", "2024-05-05")
