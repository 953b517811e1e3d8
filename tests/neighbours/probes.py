"""What is asked with: a neighbour's words and numbers, or nobody's; and what an answer tells."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Awaitable
from dataclasses import asdict, dataclass, is_dataclass

from bot.core.errors import UserError
from bot.core.models import ArticleId, DigestId, EventId, SourceId
from tests.neighbours.words import NOBODY, Words
from tests.neighbours.world import Holding


@dataclass(frozen=True)
class Probe:
    """Words and numbers to ask with: a neighbour's, or nobody's."""

    words: Words
    article: ArticleId
    source: SourceId
    event: EventId
    digest: DigestId
    follow: DigestId
    audit: int
    mistake: int
    key: str

    @classmethod
    def of(cls, holding: Holding, chance: random.Random) -> Probe:
        return cls(
            chance.choice(holding.words), chance.choice(holding.articles), chance.choice(holding.sources),
            chance.choice(holding.events), holding.digest, holding.follow, chance.choice(holding.audits),
            holding.mistake, holding.key,
        )  # fmt: skip

    @classmethod
    def nobody(cls, chance: random.Random) -> Probe:
        return cls(
            Words.make(chance), ArticleId(NOBODY), SourceId(NOBODY), EventId(NOBODY), DigestId(NOBODY),
            DigestId(NOBODY), NOBODY, NOBODY, "f" * 16,
        )  # fmt: skip

    def hide(self, said: str) -> str:
        """What was said, with the words that were asked with taken out; no answer repeats a number."""
        for name, word in asdict(self.words).items():
            said = re.sub(rf"{word[:7]}\w*", f"({name})", said, flags=re.IGNORECASE)
        # Keys and cursors are made from the question, so they differ with its words.
        return re.sub(r"\b[0-9a-f]{16}\b", "(key)", said.replace(self.key, "(key)"))


async def say(asking: Awaitable[object]) -> str:
    """Everything an answer holds, or the error's whole sentence, as text."""
    try:
        answer = await asking
    except UserError as error:
        return f"{type(error).__name__}: {error.sentence} {error.suggestions}"
    return write(answer)


def write(answer: object) -> str:
    if isinstance(answer, bytes):
        return answer.decode()

    def write_other(value: object) -> object:
        return asdict(value) if is_dataclass(value) and not isinstance(value, type) else repr(value)

    return json.dumps([answer], default=write_other, ensure_ascii=False)


def leaked(said: str, holding: Holding) -> list[str]:
    """Words of a holding that stand in what was said."""
    folded = said.lower()
    return [word for words in holding.words for word in asdict(words).values() if word.lower() in folded]
