import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from bot.log import LONGEST_VALUE, REMOVED, start_logging, write_out

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
