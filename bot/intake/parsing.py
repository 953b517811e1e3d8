"""The parsers by name, and one way to run them: in a child process, with one plain sentence when that ends badly."""

from __future__ import annotations

import pyexpat
from typing import Any, TypeVar

from bot.core.errors import UserError
from bot.intake.opml import FeedList
from bot.intake.records import FeedText, PageText
from bot.reading.processes.worker import Ending, Job, JobEnded, Worker

Result = TypeVar("Result")

PARSE_PAGE = Job("parse_page", "bot.intake.page:read_page", PageText)
PARSE_DOCUMENT = Job("parse_document", "bot.intake.document:read_document", PageText)
PARSE_FEED = Job("parse_feed", "bot.intake.feeds:read_feed", FeedText)
PARSE_OPML = Job("parse_opml", "bot.intake.opml:read_opml", FeedList)
PARSE_PASTED = Job("parse_pasted", "bot.intake.document:read_pasted", PageText)

_COMPLEX = "That is too large or too complex to read."
_BROKEN = "That could not be read: it is damaged, or built in an unusual way."


async def run_parser(worker: Worker, job: Job[Result], *arguments: Any, patient: bool = False) -> Result:
    """What a parser made of its input. Raises UserError, one sentence, for every input that can't be read."""
    try:
        return await worker.run(job, *arguments, patient=patient)
    except JobEnded as error:
        complex_input = error.ending in {Ending.TIME, Ending.MEMORY, Ending.DEPTH, Ending.SIZE}
        raise UserError(_COMPLEX if complex_input else _BROKEN) from error


def find_parser_weakness(version: tuple[int, int, int] = pyexpat.version_info) -> str | None:
    """What is weak in this machine's XML parser, in one sentence; None when nothing is.

    Before 2.6.0 expat takes time that grows with the square of a very long token (CVE-2023-52425). The child's limits
    hold all the same: 8 MB in one comment, attribute or CDATA took 0.9 to 1.6 CPU seconds with 2.5.0.
    """
    if version >= (2, 6, 0):
        return None
    number = ".".join(map(str, version))
    return f"The XML parser of this Python (expat {number}) is old, so a hostile feed takes longer to be refused."
