"""What a button continues: the question behind an answer, kept so that it still works after a restart.

A button's own text holds 100 characters, a question does not fit. So the question is kept once in its library under
a short key made from its words, and the button carries the key. The key opens nothing elsewhere: it is looked up
together with the library of whoever presses.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.models import LibraryId
from storage.answers import find_answer, find_note, remove_old_answers, save_answer, save_note
from storage.database import Database
from storage.libraries import save_library

KEPT = timedelta(days=180)  # buttons older than this say that they have expired
_SYNCED_COMMANDS = "synced commands"


@dataclass(frozen=True, slots=True)
class Asked:
    """One question as it was typed."""

    command: str  # "meetings", "search", …
    words: Mapping[str, str]  # option and what was typed there; empty options are left out


def compose_key(asked: Asked) -> str:
    """The key of a question, 16 hexadecimal digits, known before the question is kept."""
    return hashlib.sha256(_write_line(asked).encode()).hexdigest()[:16]


def _write_line(asked: Asked) -> str:
    # ASCII, because what was typed may hold half of a surrogate pair, which no UTF-8 can carry.
    return json.dumps({"command": asked.command, "words": dict(asked.words)}, sort_keys=True)


class AnswerService:
    """Keeps questions and finds them again."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    async def save(self, library: LibraryId, asked: Asked) -> str:
        """Keep a question; returns its key, the same for the same question."""
        answer_key = compose_key(asked)
        now = self._clock()
        async with self._database.transaction() as write:
            await save_library(write, library, now=now)
            await save_answer(write, library, answer_key, _write_line(asked), now=now)
        return answer_key

    async def find(self, library: LibraryId, answer_key: str) -> Asked | None:
        """The question behind a key in this library, None when it has expired or was asked elsewhere."""
        async with self._database.read() as read:
            line = await find_answer(read, library, answer_key)
        if line is None:
            return None
        stored = json.loads(line)
        return Asked(stored["command"], stored["words"])

    async def remove_old(self) -> int:
        """Forget questions that nobody asked for half a year; returns how many."""
        async with self._database.transaction() as write:
            return await remove_old_answers(write, before=self._clock() - KEPT)

    async def find_synced_commands(self) -> str | None:
        """The fingerprint of the commands that Discord was last given."""
        async with self._database.read() as read:
            return await find_note(read, _SYNCED_COMMANDS)

    async def save_synced_commands(self, fingerprint: str) -> None:
        """Note which commands Discord was given."""
        async with self._database.transaction() as write:
            await save_note(write, _SYNCED_COMMANDS, fingerprint)
