"""What one server adds is unseen by all others: random adds with a tagged secret in every field."""

from __future__ import annotations

import json
import random
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from bot.core.models import LibraryId
from bot.core.quotas import Quotas
from bot.jobs.reading import ReadingLoop
from bot.reading.processes.worker import Worker
from bot.services.library import LibraryService
from bot.services.sources import Said, SourceService
from storage.articles import find_article
from storage.database import Database
from storage.titles import complete_titles
from tests.shelf import list_articles

NOW = datetime(2024, 9, 1, 12, tzinfo=UTC)
LIBRARIES = [LibraryId(n) for n in (101, 202, 303, 404)]
SHARED = "The ministers of both countries met on Tuesday in the capital and spoke about trade for three hours. " * 6


async def test_no_answer_of_one_library_holds_a_secret_of_another(tmp_path: Path) -> None:
    chance = random.Random(20241)  # noqa: S311  # a fixed sweep, no secret
    database = await Database.open(tmp_path / "library.db")
    try:
        async with Worker(parsers=1) as worker:
            reading = ReadingLoop(database, worker, clock=lambda: NOW)
            quotas = Quotas(adds_per_minute=600, adds_per_minute_each=600)
            service = SourceService(database, worker, reading, clock=lambda: NOW, quotas=quotas)
            secrets: dict[LibraryId, set[str]] = {library: set() for library in LIBRARIES}
            for number in range(24):
                library = chance.choice(LIBRARIES)
                tag = f"Zq{library}x{number}"
                secrets[library].add(tag)
                # The same story everywhere, so that whatever compares texts would find the others' copies.
                text = f"{SHARED}{tag} was the code word of the day for the delegation that arrived last."
                if chance.random() < 0.5:
                    url = f"https://{tag}.example/{tag}"
                    added = await service.add_text(
                        library, title=f"T {tag}", publisher=f"P {tag}", published="", url=url, text=text, actor=library
                    )
                else:
                    said = Said(title=f"T {tag}", publisher=f"P {tag}")
                    added = await service.add_file(library, f"{tag}.txt", text.encode(), actor=library, overrides=said)
                if chance.random() < 0.2:
                    await service.remove(library, added.source_id, actor=library)
        for library in LIBRARIES:
            seen = await gather_everything(database, service, library)
            others = set().union(*(secrets[other] for other in LIBRARIES if other != library))
            assert not [tag for tag in others if tag in seen or tag.lower() in seen]
            assert any(tag in seen for tag in secrets[library])
    finally:
        await database.close()


async def gather_everything(database: Database, service: SourceService, library: LibraryId) -> str:
    """Everything that this library's people could be shown about sources and articles, as one text."""
    page = await service.list_sources(library, limit=1000)
    told: list[object] = [asdict(row) for row in page.sources]
    told.append(await service.complete_sources(library, "T", limit=1000))
    told.append((await service.export_opml(library)).decode())
    keeper = LibraryService(database, lambda: NOW)
    told.append(asdict(await keeper.status(library)))
    told.extend(asdict(entry) for entry in (await keeper.log(library)).entries)
    async with database.read() as read:
        articles = await list_articles(read, library)
        told.extend(asdict(article) for article in articles)
        told.extend(asdict(choice) for choice in await complete_titles(read, library, "T", limit=1000))
        held = {article.article_id for article in articles}
        # A copy mark never leads off this shelf.
        assert all(article.copy_of is None or article.copy_of in held for article in articles)
        for row in await read.fetch_all("SELECT article_id FROM article"):
            if row["article_id"] not in held:
                assert await find_article(read, library, row["article_id"]) is None
    return json.dumps(told, default=str)
