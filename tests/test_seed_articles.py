"""The whole way on three real articles: files in, read in the child, looked up as members do, quotes out."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.app import App, open_app
from bot.core.models import TERMINAL_LIBRARY
from bot.core.queries import AgreementQuery, FigureQuery, MeetingQuery, PeopleQuery, Query
from bot.services.sources import Said
from bot.settings import Settings
from tests.shared import shared_rows

BOILERPLATE = (
    "Leave a Comment",
    "Also read",
    "email address",
    "patron",
    "You May Also Like",
    "cup of coffee",
    "Pingback",
)


@pytest.fixture(scope="module")
def seeds() -> list[dict[str, Any]]:
    return [row for row in shared_rows("gold/dev.jsonl") if row["id"].startswith("seed-")]


@pytest.fixture
async def app(seeds: list[dict[str, Any]], tmp_path: Path) -> AsyncIterator[App]:
    async with open_app(Settings(database=tmp_path / "seeds.db"), paced=False) as opened:
        for row in seeds:
            said = Said(title=row["title"], publisher=row["id"], published=row["published"])
            content = row["text"].encode()
            await opened.services.sources.add_file(TERMINAL_LIBRARY, "article.txt", content, actor=0, overrides=said)
        await opened.reading.read_waiting()
        yield opened


async def answer(app: App, query: Query) -> list[dict[str, Any]]:
    return await app.services.lookup.answer(TERMINAL_LIBRARY, query)


async def test_three_articles_answer_with_their_sentences(app: App, seeds: list[dict[str, Any]]) -> None:
    (visit,) = await answer(app, MeetingQuery(who="Lukashenko"))
    assert (visit["kind"], visit["date"], visit["status"]) == ("visit", "2023-03-01", "held")
    assert visit["participants"] == ["Alexander Lukashenko", "China"]
    expected = "Alexander Lukashenko, the President of Belarus, visited China on March 1, 2023."
    assert visit["reports"][0]["quote"] == expected

    (moscow,) = await answer(app, MeetingQuery(who="Wang Yi", with_="Putin"))
    assert (moscow["place"], moscow["date"]) == ("Moscow", "2023-02-22")
    assert moscow["reports"][0]["quote"] == "The two met in Moscow on Wednesday February 22nd 2023."

    (minsk,) = await answer(app, MeetingQuery(who="Golovchenko", with_="Li Qiang"))
    assert minsk["place"] == "Minsk"
    assert {report["publisher"] for report in minsk["reports"]} == {"seed-002", "seed-004"}

    deepen = await answer(app, AgreementQuery(who="China", with_="Belarus", about="deepen cooperation sectors"))
    assert any("trade, security, energy, and finance" in row["subject"] and row["status"] == "agreed" for row in deepen)

    (joined,) = await answer(app, AgreementQuery(who="SCO"))
    assert (joined["kind"], joined["status"], joined["date"]) == ("accession", "in force", "2024-07-04")

    trade = [row for row in await answer(app, FigureQuery(about="trade")) if row["value"] == "8400000000"]
    assert len(trade) == 1
    assert (trade[0]["unit"], trade[0]["comparator"], trade[0]["period"]) == ("USD", ">", "2023")
    assert {report["publisher"] for report in trade[0]["reports"]} == {"seed-002", "seed-004"}

    cities = await answer(app, FigureQuery(about="cities"))
    assert cities
    assert all((row["value"], row["unit"]) == ("9", "city") for row in cities)

    everything = [
        row for kind in (MeetingQuery, AgreementQuery, FigureQuery, PeopleQuery) for row in await answer(app, kind())
    ]
    quotes = [report["quote"] for row in everything for report in row["reports"]]
    texts = "\n".join(row["text"] for row in seeds)
    assert len(quotes) > 20
    assert all(quote in texts for quote in quotes)
    assert not [quote for quote in quotes if any(words in quote for words in BOILERPLATE)]
