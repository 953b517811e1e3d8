import asyncio
import io
import json
import logging
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import structlog

from bot.intake.fetch import Fetcher
from bot.intake.fetch_faults import FetchFailed
from bot.log import BURST, LONGEST_VALUE, REMOVED, WINDOW_S, Sampler, start_logging, write_out

TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GabcdE.abcdefghijklmnopqrstuvwxyz0123456789ab"


@pytest.fixture(autouse=True)
def _logging_as_it_was() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    yield
    root.handlers = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def test_planted_secrets_never_reach_the_log() -> None:
    stream = io.StringIO()
    start_logging(level="debug", as_json=True, secrets=(TOKEN,), stream=stream)
    canaries = {
        "token": TOKEN,
        "header": "Authorization: Bot abcdefgh12345678",
        "webhook": "https://discord.com/api/webhooks/123456/canary-webhook-token",
        "interaction": "/interactions/99/canary-interaction-token/callback",
        "link": "https://example.org/feed?format=rss&access_token=canary-query-token",
    }
    log = structlog.get_logger("test")
    log.info("fields", **canaries)
    for value in canaries.values():
        logging.getLogger("some.library").warning("said %s", value)
    try:
        raise RuntimeError(f"broke with {TOKEN} and Bearer canary-bearer-token")
    except RuntimeError:
        log.exception("failed")
    printed = stream.getvalue()
    assert printed.count("\n") == 7
    for secret in (TOKEN, "abcdefgh12345678", "canary"):
        assert secret not in printed
    assert REMOVED in printed


def test_nothing_from_outside_can_forge_a_line() -> None:
    stream = io.StringIO()
    start_logging(level="info", as_json=False, stream=stream)
    structlog.get_logger("test").info("title", title='x\n2026-01-01 [error] forged\x1b[31m\u2028"}')
    logging.getLogger("other").warning("a\r\nb")
    assert stream.getvalue().count("\n") == 2
    assert "\x1b[31m" not in stream.getvalue()
    assert "\u2028" not in stream.getvalue()


def test_a_long_value_is_cut() -> None:
    assert len(write_out("x" * 1_000_000)) < LONGEST_VALUE + 100


def test_json_lines_carry_level_logger_and_time() -> None:
    stream = io.StringIO()
    start_logging(level="info", as_json=True, stream=stream)
    structlog.get_logger("bot.x").info("hello", count=3)
    line = json.loads(stream.getvalue())
    assert (line["event"], line["count"], line["level"], line["logger"]) == ("hello", 3, "info", "bot.x")
    assert line["timestamp"].endswith("Z")


def test_discords_payload_loggers_stay_quiet_in_debug() -> None:
    start_logging(level="debug", as_json=True, stream=io.StringIO())
    assert not logging.getLogger("discord.http").isEnabledFor(logging.DEBUG)


# --- storms ----------------------------------------------------------------------------------------------------------


def test_the_same_error_ten_thousand_times_is_a_few_lines_and_a_count(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1_700_000_000.0]
    monkeypatch.setattr(time, "time", lambda: now[0])
    monkeypatch.setattr(time, "time_ns", lambda: int(now[0] * 1e9))
    stream = io.StringIO()
    start_logging(level="info", as_json=True, stream=stream)
    log = structlog.get_logger("bot.storm")
    for number in range(10_000):
        log.error("job failed", job=number)
    assert stream.getvalue().count("\n") == BURST
    now[0] += WINDOW_S + 1
    log.error("job failed", job="last")
    last = json.loads(stream.getvalue().splitlines()[-1])
    assert (last["job"], last["left_out"]) == ("last", 10_000 - BURST)
    log.error("job failed", job="after")
    assert "left_out" not in json.loads(stream.getvalue().splitlines()[-1])


def test_a_storm_keeps_nothing_else_out_and_takes_no_memory() -> None:
    stream = io.StringIO()
    start_logging(level="info", as_json=True, stream=stream)
    storm, other = structlog.get_logger("bot.storm"), structlog.get_logger("bot.other")
    for _ in range(1_000):
        storm.error("job failed")
    storm.warning("job failed")
    storm.error("another")
    other.error("job failed")
    assert stream.getvalue().count("\n") == BURST + 3
    for number in range(5_000):
        logging.getLogger("library").error("said %s", number)
        logging.getLogger(f"library.{number}").error("said")
    (sampler,) = logging.getLogger().handlers[0].filters
    assert isinstance(sampler, Sampler)
    assert len(sampler._seen) <= 1_000


def test_address_that_could_not_be_fetched_is_not_in_the_log_and_neither_is_its_key() -> None:
    """What a feed's address holds may open it: in its query or in its path."""

    async def fetch_all() -> None:
        async with Fetcher(clock=lambda: datetime(2024, 9, 1, tzinfo=UTC)) as fetcher:
            for url in (
                "http://127.0.0.1/feed?token=canary-in-query",
                "https://10.0.0.1/canary-in-path/feed.xml",
                "http://localhost/canary-in-path?key=canary-in-query#canary",
            ):
                with pytest.raises(FetchFailed) as failure:
                    await fetcher.fetch(url)
                assert "canary" not in f"{failure.value!r}{failure.value}"

    stream = io.StringIO()
    start_logging(level="debug", as_json=True, stream=stream)
    asyncio.run(fetch_all())
    assert stream.getvalue().count("not fetched") == 3
    assert "canary" not in stream.getvalue()
