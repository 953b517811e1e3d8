"""Who is who while an article is filed."""

from __future__ import annotations

from pathlib import Path

from bot.core.models import LibraryId
from bot.core.names import Party
from bot.intake.party_book import PartyBook
from bot.reading.lexicon.lists import load_gazetteer
from storage.database import Database
from storage.libraries import save_library
from tests.storage.made import HOME, NOW


async def test_namesake_is_told_apart_from_one_who_got_a_fuller_name_since(tmp_path: Path) -> None:
    async with await Database.open(tmp_path / "library.db") as database, database.transaction() as write:
        await save_library(write, HOME, now=NOW)

        async def resolve(name: str, side: str) -> int:
            # A book for each, as for each article.
            return await PartyBook(write, LibraryId(HOME), load_gazetteer()).resolve(
                Party("person", name, side, ("Vice President",))
            )

        first = await resolve("Harris", "United States")
        assert await resolve("Kamala Harris", "United States") == first
        others = [await resolve("Harris", side) for side in ("Australia", "Ireland")]
        assert len({first, *others}) == 3
        assert [await resolve("Harris", side) for side in ("Australia", "Ireland")] == others
        assert await resolve("Harris", "United States") == first
