"""Words that only one library knows, the text that tells them, and the reader that knows how it is told."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, fields
from typing import Any

from bot.core.models import (
    Agreement,
    AgreementKind,
    AgreementStatus,
    ArticleText,
    Comparator,
    Facts,
    Figure,
    Meeting,
    MeetingKind,
    MeetingStatus,
    Person,
    Quote,
    Statement,
)
from bot.core.quotes import cut_quote
from bot.reading.processes.worker import Worker

NOBODY = 10**15  # a number that nothing has
CONSONANTS, VOWELS = "bdfgklmnprtvz", "aeiou"
SHARED = "The ministers of both countries met on Tuesday in the capital and spoke about trade for three hours. "


@dataclass(frozen=True)
class Words:
    """Words that only one library knows, one for each field."""

    first: str
    last: str
    other: str
    place: str
    topic: str
    word: str
    title: str
    publisher: str
    host: str

    @property
    def name(self) -> str:
        return f"{self.first} {self.last}"

    @classmethod
    def make(cls, chance: random.Random) -> Words:
        return cls(*(cls._word(chance) for _ in fields(cls)))

    @staticmethod
    def _word(chance: random.Random) -> str:
        return "".join(chance.choice(CONSONANTS) + chance.choice(VOWELS) for _ in range(5)).capitalize()

    def tell(self) -> str:
        return (
            f"{SHARED * 4}Minister {self.name} met Envoy {self.other} Baker in {self.place} on 20 August 2024. "
            f"Trade in {self.topic} surpassed $7 million in 2023. "
            f"Minister {self.name} and Envoy {self.other} Baker signed the {self.topic} agreement. "
            f"“We like {self.word},” said {self.name}."
        )


EVERYONE = Words("Whysch", "Cwychs", "Schywx", "Hwyschj", "schwych", "xyschw", "", "", "")  # like no word that is made


def sentence(text: str, beginning: str) -> Quote:
    start = text.index(beginning)
    return cut_quote(text, start, text.index(".", start) + 1)


class HandReader(Worker):
    """Reads the sentences of ``Words.tell`` by hand; parsing is done by the real child."""

    async def read_article(self, article: ArticleText) -> Facts:
        text = article.text
        found = re.search(r"Minister (\w+ \w+) met Envoy (\w+ Baker) in (\w+) on", text)
        about = re.search(r"Trade in (\w+) surpassed", text)
        if found is None or about is None:
            return Facts()
        name, other, place = found.groups()
        topic = about[1]
        met, trade = sentence(text, "Minister"), sentence(text, "Trade in")
        signed = sentence(text, f"Minister {name} and")
        said = sentence(text, "“We like")
        return Facts(
            (Meeting(MeetingKind.TALKS, (name, other), place, "2024-08-20", MeetingStatus.HELD, (met,)),),
            (
                Agreement(
                    AgreementKind.AGREEMENT, (name, other), f"{topic} agreement", AgreementStatus.SIGNED, None, None,
                    (signed,),
                ),
            ),
            (
                Figure(
                    "surpassed $7 million", "7000000", None, None, "USD", Comparator.MORE, f"trade in {topic}", None,
                    "2023", (trade,),
                ),
            ),
            (Person(name, "Minister", None, (met,)),),
            (Statement(name, said.text, direct=True, quotes=(said,)),),
        )  # fmt: skip

    async def run(self, job: Any, *arguments: Any, **options: Any) -> Any:
        return "sound" if job.name == "check_reader" else await super().run(job, *arguments, **options)
