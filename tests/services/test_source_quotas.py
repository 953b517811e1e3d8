"""How much a library may hold, and how fast it may be filled."""

from __future__ import annotations

import pytest

from bot.core.errors import QuotaReached
from bot.core.models import LibraryId
from bot.core.quotas import Quotas
from bot.services.sources import SourceService
from tests.services.source_world import (
    ACTOR,
    HERE,
    THERE,
    WORDS,
    World,
    count_shelf,
)

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_quotas_of_sources_articles_and_pace_refuse_in_one_sentence(world: World) -> None:
    async def add(quotas: Quotas, n: int) -> None:
        service = SourceService(
            world.database, world.service._worker, world.reading, clock=lambda: world.now[0], quotas=quotas
        )
        text = f"{WORDS} Number {n}."
        await service.add_text(HERE, title=f"T{n}", publisher="P", published="", url="", text=text, actor=ACTOR)

    await add(Quotas(), 0)
    with pytest.raises(QuotaReached, match="1 source,"):
        await add(Quotas(sources=1), 1)
    with pytest.raises(QuotaReached, match="1 article,"):
        await add(Quotas(articles=1), 1)
    with pytest.raises(QuotaReached, match="MiB"):
        await add(Quotas(text_bytes=100), 1)
    with pytest.raises(QuotaReached, match="minute"):
        await add(Quotas(adds_per_minute_each=0), 1)
    assert await count_shelf(world, HERE) == 1


async def test_thousand_pastes_in_a_minute_are_a_few_of_one_person_and_some_more_of_one_server(world: World) -> None:
    quotas = Quotas()
    service = SourceService(world.database, world.service._worker, world.reading, clock=lambda: world.now[0])

    async def paste(library: LibraryId, actor: int, number: int) -> bool:
        text = f"{WORDS} Number {number}."
        try:
            await service.add_text(library, title="T", publisher="P", published="", url="", text=text, actor=actor)
        except QuotaReached:
            return False
        return True

    one = sum([await paste(HERE, ACTOR, number) for number in range(1_000)])
    others = sum([await paste(HERE, 100 + number % 50, number) for number in range(1_000)])
    assert (one, one + others) == (quotas.adds_per_minute_each, quotas.adds_per_minute) == (10, 30)
    assert await paste(THERE, ACTOR, 0), "one server's storm is not another's"
    assert await count_shelf(world, HERE) <= quotas.adds_per_minute
    world.pass_time(seconds=61)
    assert await paste(HERE, ACTOR, 2_000)
