"""Texts in other languages: stored, said to be unread, found by their words, and no fact read from them."""

from __future__ import annotations

import tomllib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.app import App, open_app
from bot.core.models import TERMINAL_LIBRARY, ReadState
from bot.core.queries import AgreementQuery, FigureQuery, MeetingQuery, PeopleQuery, SearchQuery
from bot.services.sources import Said
from bot.settings import Settings
from storage.articles import find_article
from storage.status import find_status

TEXTS: dict[str, dict[str, str]] = tomllib.loads(Path(__file__).with_name("other_languages.toml").read_text("utf-8"))


@pytest.fixture
async def app(tmp_path: Path) -> AsyncIterator[App]:
    async with open_app(Settings(database=tmp_path / "languages.db"), paced=False) as opened:
        yield opened


async def test_texts_in_other_languages_are_kept_and_found_but_not_read(app: App) -> None:
    added = {}
    for language, sample in TEXTS.items():
        said = Said(title=f"A text in {language}", publisher="Sample", published="2024-08-22")
        content = sample["text"].encode()
        result = await app.services.sources.add_file(TERMINAL_LIBRARY, "text.txt", content, actor=0, overrides=said)
        (added[language],) = result.articles
    await app.reading.read_waiting()

    async with app.database.read() as read:
        for language, article_id in added.items():
            article = await find_article(read, TERMINAL_LIBRARY, article_id)
            assert article is not None
            assert article.read_state is ReadState.UNREADABLE, language
            assert article.read_reason == "This text is not in English, so no facts were read from it."
            assert article.text == TEXTS[language]["text"]
        status = await find_status(read, TERMINAL_LIBRARY)
    assert status.articles == len(TEXTS)
    assert not any(status.events.values())

    lookup = app.services.lookup
    for query in (MeetingQuery(), AgreementQuery(), FigureQuery(), PeopleQuery()):
        assert await lookup.answer(TERMINAL_LIBRARY, query) == []
    for language, sample in TEXTS.items():
        page = await lookup.find(TERMINAL_LIBRARY, SearchQuery(words=sample["word"]))
        assert [card.sources[0].title for card in page.cards] == [f"A text in {language}"], language
        shown = await lookup.article(TERMINAL_LIBRARY, added[language])
        assert "not in English" in str(shown), language
