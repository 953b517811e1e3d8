from __future__ import annotations

import re
import socket
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp
import pytest
import pytest_asyncio

from bot.app import App, open_app
from bot.core.queries import AgreementQuery, FigureQuery, MeetingQuery
from bot.settings import Settings
from bot.tryout import (
    SERVER,
    Stage,
    add_samples,
    load_samples,
    open_page,
    open_stage,
    order_digest,
    post_first_messages,
)
from cogs.ui.cards import compose_link
from tests.cogs.discord_rules import walk
from tests.cogs.test_lookup import answer_of, text_of


def test_every_sample_says_that_it_is_one_and_has_its_date_and_link() -> None:
    samples = load_samples()
    assert len(samples) >= 7
    assert len({sample.url for sample in samples}) == len(samples)
    assert len({sample.publisher for sample in samples}) > 1
    for sample in samples:
        assert "sample text written for Communiqué" in sample.publisher
        assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", sample.published)
        assert compose_link(sample.url) == sample.url
        assert 400 < len(sample.text) < 2500


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def app(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[App]:
    folder: Path = tmp_path_factory.mktemp("try")
    async with open_app(Settings(database=folder / "try.db"), paced=False) as opened:
        yield opened


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(app: App) -> AsyncIterator[Stage]:
    """The page's server with the samples read by the real reader; made once, for it takes seconds."""
    async with open_stage(app) as opened:
        digest_id = await order_digest(app, opened)
        await add_samples(app, SERVER)
        await app.reading.read_waiting()
        await post_first_messages(app, opened, digest_id)
        yield opened


in_one_loop = pytest.mark.asyncio(loop_scope="module")


@in_one_loop
async def test_the_samples_answer_as_the_welcome_promises(app: App, stage: Stage) -> None:
    lookup = app.services.lookup
    meetings = await lookup.find(SERVER, MeetingQuery(who="Li Qiang", with_="Belarus"))
    assert any(card.reported_by >= 2 for card in meetings.cards)
    agreements = await lookup.find(SERVER, AgreementQuery(who="Belarus", about="Shanghai Cooperation Organisation"))
    assert any("full member" in card.quote for card in agreements.cards)
    figures = await lookup.find(SERVER, FigureQuery(about="trade"))
    assert any("$8.4 billion" in card.quote for card in figures.cards)


@in_one_loop
async def test_the_samples_stay_in_the_server_of_the_page(app: App, stage: Stage) -> None:
    status = await app.services.library.status(SERVER)
    assert status.articles == len(load_samples())
    assert status.waiting == 0
    assert (status.published_from, status.published_until) == ("2022-07-22", "2024-12-06")


@in_one_loop
async def test_every_command_that_the_welcome_names_exists_and_answers(stage: Stage) -> None:
    welcome = stage.channel.last_message
    text = "\n".join(part.content for part in welcome.components)
    named = set(re.findall(r"\*\*/([a-z ]+)\*\*", text))
    offered = set(stage.moderator.available_commands(stage.channel))
    assert named
    assert named <= offered
    for command, option, value in re.findall(r"\*\*/([a-z]+)\*\* (\w+): `([^`]+)`", text):
        message = answer_of(await stage.member.slash(stage.channel, command, **{option: value}))
        assert not message.ephemeral
        assert "Nothing found" not in text_of(message)
        assert "> " in text_of(message)
    assert stage.env.errors == []


@in_one_loop
async def test_the_first_digest_stands_above_the_welcome(stage: Stage) -> None:
    digest, welcome = stage.channel.history()[:2]
    assert digest.id < welcome.id
    text = "\n".join(
        part["content"] for part in walk([part.to_dict() for part in digest.components]) if part["type"] == 10
    )
    assert len(re.findall(r"(?m)^> ", text)) == 5


@in_one_loop
async def test_the_page_is_served_on_the_loopback_address_even_when_the_port_is_taken(stage: Stage) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        async with open_page(stage, taken.getsockname()[1]) as page:
            parts = urlsplit(page.url)
            assert parts.hostname == "127.0.0.1"
            async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{parts.port}/") as response:
                assert response.status == 200
                assert "html" in (response.content_type or "")
