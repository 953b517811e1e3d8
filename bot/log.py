"""Structured logs with secrets removed.

``start_logging`` sends every library's records and our own through the same chain: a line is one event with its
fields, as text for people or JSON for collectors. The same event told again and again is told with a count instead.
Known secrets (the token) and what looks like one (authorisation
headers, webhook and interaction tokens, secrets in a link's query) never reach the output; values are cut, and line
breaks and terminal escapes are written out, so that nothing from outside can forge a line.
"""

from __future__ import annotations

import logging
import logging.config
import re
import sys
from collections import OrderedDict
from collections.abc import MutableMapping
from dataclasses import dataclass
from typing import Any, TextIO

import structlog

# The longest value that is logged: 2 KB keeps a line readable and a flood small.
LONGEST_VALUE = 2_000
REMOVED = "[removed]"
WINDOW_S = 30.0
BURST = 20  # times that one event is told in a window; a storm of ten thousand is 20 lines and then a count
_EVENTS = 1_000  # that are counted at once; the longest unused are forgotten

_SECRETS = re.compile(
    r"(?P<keep>(?:Bot|Bearer|Basic)\s+)[\w.~+/=-]{8,}"  # authorisation headers
    r"|(?P<hook>/(?:webhooks|interactions)/\d+/)[\w.-]{8,}"  # webhook and interaction tokens in a path
    r"|(?P<query>[?&](?:[\w-]{0,40}(?:token|key|secret|sig|signature|auth|password|code))=)[^&\s\"']+",  # in a query
    re.IGNORECASE,
)
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")

# Loggers that print payloads or headers when they are talkative; never below this level.
_PINNED = {
    "discord.http": logging.INFO,
    "discord.gateway": logging.INFO,
    "aiohttp": logging.INFO,
    "aiosqlite": logging.INFO,
}


def remove_secrets(text: str, secrets: tuple[str, ...] = ()) -> str:
    """``text`` without the given secrets and without what looks like one."""
    for secret in secrets:
        text = text.replace(secret, REMOVED)
    return _SECRETS.sub(lambda m: (m["keep"] or m["hook"] or m["query"]) + REMOVED, text)


def write_out(text: str, secrets: tuple[str, ...] = ()) -> str:
    """``text`` as it may stand in a log line: no secret, no control character, at most ``LONGEST_VALUE`` long."""
    safe = remove_secrets(text, secrets)
    if len(safe) > LONGEST_VALUE:
        safe = safe[:LONGEST_VALUE] + f"… ({len(safe)} characters)"
    return _CONTROLS.sub(lambda m: m[0].encode("unicode_escape").decode(), safe)


class _Cleaner:
    """A structlog processor that writes out every value; tracebacks keep their line ends."""

    def __init__(self, secrets: tuple[str, ...]) -> None:
        self._secrets = secrets

    def __call__(self, logger: object, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:  # noqa: ARG002  # structlog's shape
        for key, value in event.items():
            if key == "exception":
                event[key] = remove_secrets(str(value), self._secrets)
            elif not isinstance(value, int | float | bool | None):
                event[key] = write_out(str(value), self._secrets)
        return event


class Sampler(logging.Filter):
    """Lets the same event through ``BURST`` times in ``WINDOW_S`` seconds; the next one after that carries the count.

    Events are the same when logger, level and message are; their fields may differ, as in a storm they do. Time is that
    of the records themselves.
    """

    def __init__(self) -> None:
        super().__init__()
        self._seen: OrderedDict[tuple[str, int, str], _Burst] = OrderedDict()

    def filter(self, record: logging.LogRecord) -> bool:
        """May this record be printed?"""
        event = record.msg
        told = str(event.get("event", "")) if isinstance(event, dict) else str(event)
        key = (record.name, record.levelno, told[:200])
        burst = self._seen.pop(key, None)
        left_out = 0
        if burst is None or not 0 <= record.created - burst.began < WINDOW_S:
            left_out = burst.left_out if burst else 0
            burst = _Burst(record.created)
        self._seen[key] = burst
        if len(self._seen) > _EVENTS:
            self._seen.popitem(last=False)
        burst.told += 1
        if burst.told > BURST:
            burst.left_out += 1
            return False
        if left_out:
            note = {"left_out": left_out}
            record.msg = {**event, **note} if isinstance(event, dict) else f"{event} ({left_out} more were left out)"
        return True


@dataclass(slots=True)
class _Burst:
    """How often one event was told since a moment."""

    began: float  # epoch seconds
    told: int = 0
    left_out: int = 0


def start_logging(*, level: str, as_json: bool, secrets: tuple[str, ...] = (), stream: TextIO | None = None) -> None:
    """Send all logs of the process to ``stream`` (standard error by default)."""
    stream = stream or sys.stderr
    before: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    last: Any = structlog.processors.JSONRenderer(ensure_ascii=False)
    if not as_json:
        last = structlog.dev.ConsoleRenderer(colors=stream.isatty(), exception_formatter=structlog.dev.plain_traceback)
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=before,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            _Cleaner(secrets),
            last,
        ],
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter)
    handler.addFilter(Sampler())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())
    for name, lowest in _PINNED.items():
        logging.getLogger(name).setLevel(max(lowest, root.level))
    structlog.configure(
        processors=[*before, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
