"""A large library made in bulk: articles with facts of every kind, as filing would leave them, in minutes not hours."""

from __future__ import annotations

import hashlib
import json
import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.core.alike import topic_words
from bot.core.fields import fact_fields, kind_of
from bot.core.models import (
    Agreement,
    AgreementKind,
    AgreementStatus,
    Comparator,
    Fact,
    Figure,
    LibraryId,
    Meeting,
    MeetingKind,
    MeetingStatus,
    Person,
)
from bot.core.text import fold
from storage.database import Database, Write
from storage.libraries import save_library
from storage.sources import NewSource, SourceKind, SourceState, save_source
from tests.services.names import fill_with_names

COUNTRIES = (
    "China", "United States", "Russia", "India", "France", "Germany", "Japan", "Brazil", "Belarus", "Vietnam", "Egypt",
    "Kenya", "Laos", "Poland", "Turkey", "Italy", "Spain", "Greece", "Mexico", "Canada",
)  # fmt: skip
CITIES = ("Beijing", "Minsk", "Geneva", "Vienna", "Moscow", "Paris", "Berlin", "Tokyo", "Cairo", "Nairobi", "Hanoi")
TOPICS = (
    "trade energy finance security railway port visa health science education farming gas oil nuclear satellite border "
    "tourism water climate shipping steel grain fishing housing mining rescue police culture sport data"
).split()
START = datetime(2015, 1, 1, tzinfo=UTC)
FACTS = 5  # of one article
_BATCH = 2000


@dataclass
class _Rows:
    """What one batch writes, by statement."""

    rows: dict[str, list[dict[str, Any]]]

    def add(self, sql: str, **values: Any) -> None:
        self.rows.setdefault(sql, []).append(values)


_ARTICLE = (
    "INSERT INTO article (article_id, url, title, publisher, published, language, text, text_bytes, text_hash,"
    " read_state, added_at) VALUES (:id, :url, :title, :publisher, :day, 'en', :text, :bytes, :hash, 'read', 0)"
)
_SHELF = "INSERT INTO shelf (library_id, article_id, shelved_at, baseline, filed) VALUES (:library, :id, 0, 1, 1)"
_REPORT = (
    "INSERT INTO report (report_id, article_id, kind, ordinal, fields) VALUES (:id, :article, :kind, :ordinal, :fields)"
)
_QUOTE = "INSERT INTO quote (report_id, ordinal, start, end, text) VALUES (:id, 0, :start, :end, :text)"
_EVENT = (
    "INSERT INTO event (event_id, library_id, kind, day, last_day, status, filed_at)"
    " VALUES (:id, :library, :kind, :day, :day, :status, 0)"
)
_MEMBER = "INSERT INTO event_report (event_id, report_id, parties, filed_at) VALUES (:event, :report, :parties, 0)"
_PARTY = (
    "INSERT OR IGNORE INTO event_party (library_id, party_id, kind, day, event_id, role)"
    " VALUES (:library, :party, :kind, :day, :event, :role)"
)
_PLACE = (
    "INSERT INTO event_place (library_id, place, kind, day, event_id) VALUES (:library, :place, :kind, :day, :event)"
)
_WORD = "INSERT INTO event_word (library_id, word, kind, day, event_id) VALUES (:library, :word, :kind, :day, :event)"


async def make_library(database: Database, library: LibraryId, articles: int, names: int) -> list[str]:
    """Fill a library; returns the names of its people, the most used first. Every third report joins an event."""
    async with database.transaction() as write:
        await save_library(write, library, now=START)
        new = NewSource(SourceKind.FEED, "https://news.example/feed", "News", "News", SourceState.ACTIVE, START, 0)
        await save_source(write, library, new, now=START)
        people = await fill_with_names(write, library, names)
        countries = await _save_countries(write, library)
        first = int(await write.fetch_value("SELECT min(party_id) FROM party WHERE kind = 'person'"))
    for start in range(0, articles, _BATCH):
        rows = _Rows({})
        for number in range(start, min(articles, start + _BATCH)):
            _add_article(rows, library, number, people, countries, first)
        async with database.transaction() as write:
            for sql in (_ARTICLE, _SHELF, _REPORT, _QUOTE, _EVENT, _MEMBER, _PARTY, _PLACE, _WORD):
                await write.execute_many(sql, rows.rows.get(sql, []))
    return people


async def _save_countries(write: Write, library: LibraryId) -> dict[str, int]:
    found = {}
    for name in COUNTRIES:
        found[name] = await write.execute(
            "INSERT INTO party (library_id, kind, key, name, uses) VALUES (:library, 'country', :key, :name, 100000)",
            {"library": library, "key": fold(name), "name": name},
        )
    return found


def _add_article(  # noqa: PLR0917  # one straight list of rows
    rows: _Rows, library: LibraryId, number: int, people: list[str], countries: dict[str, int], first: int
) -> None:
    chance = random.Random(number)  # noqa: S311
    at = START + timedelta(minutes=40 * number)
    day = (at - datetime(1970, 1, 1, tzinfo=UTC)).days
    article = int(at.timestamp()) << 20 | 1
    told = _make_facts(chance, people, at)
    text = "\n".join(sentence for sentence, _, _ in told)
    rows.add(
        _ARTICLE,
        id=article,
        url=f"https://news.example/{number}",
        title=f"{told[0][0][:80]} ({number})",
        publisher=f"Paper {number % 300}",
        day=f"{at:%Y-%m-%d}",
        text=text,
        bytes=len(text.encode()),
        hash=hashlib.sha256(text.encode()).digest(),
    )
    rows.add(_SHELF, library=library, id=article)
    for ordinal, (sentence, fact, who) in enumerate(told):
        report = number * FACTS + ordinal + 1
        start = text.index(sentence)
        kind = kind_of(fact)
        rows.add(_REPORT, id=report, article=article, kind=kind, ordinal=ordinal, fields=json.dumps(fact_fields(fact)))
        rows.add(_QUOTE, id=report, start=start, end=start + len(sentence), text=sentence)
        parties = [first + place if isinstance(place, int) else countries[place] for place in who]
        joins = number % 3 == 2
        event = report - FACTS if joins else report
        rows.add(_MEMBER, event=event, report=report, parties=json.dumps(parties))
        if joins:
            continue
        rows.add(_EVENT, id=event, library=library, kind=kind, day=day, status=getattr(fact, "status", None))
        link = {"library": library, "kind": kind, "day": day, "event": event}
        for party in parties:
            rows.add(_PARTY, **link, party=party, role="party")
        for place in who:
            if isinstance(place, int):
                rows.add(_PARTY, **link, party=countries[COUNTRIES[place % 20]], role="side")
        where = getattr(fact, "place", None)
        if where:
            rows.add(_PLACE, **link, place=fold(where))
        for word in topic_words(sentence):
            rows.add(_WORD, **link, word=word)


def _make_facts(chance: random.Random, people: list[str], at: datetime) -> list[tuple[str, Fact, list[int | str]]]:
    """A sentence, the fact it tells, and who takes part: places of people in the list, names of countries."""

    def someone() -> int:
        return int(len(people) * chance.random() ** 6)

    told: list[tuple[str, Fact, list[int | str]]] = []
    for number in range(2):
        one, other, city = someone(), someone(), chance.choice(CITIES)
        said = f"{people[one]} met {people[other]} in {city} on {at:%d %B %Y} for the {number + 1}. time."
        status = MeetingStatus.HELD if chance.random() < 0.8 else MeetingStatus.PLANNED
        fact = Meeting(MeetingKind.TALKS, (people[one], people[other]), city, f"{at:%Y-%m-%d}", status, ())
        told.append((said, fact, [one, other]))
    a, b = chance.sample(COUNTRIES, 2)
    topics = chance.sample(TOPICS, 3)
    said = f"{a} and {b} agreed to work together on {', '.join(topics)}, officials said."
    told.append((said, Agreement(AgreementKind.AGREEMENT, (a, b), " ".join(topics), AgreementStatus.AGREED, None, None, ()), [a, b]))  # noqa: E501  # fmt: skip
    value = chance.randrange(1, 9999)
    said = f"Trade in {topics[0]} between {a} and {b} reached ${value} million in {at.year - 1}."
    measure = f"trade in {topics[0]} between {a} and {b}"
    told.append((said, Figure(f"${value} million", f"{value}000000", None, None, "USD", Comparator.EQUAL, measure, None, str(at.year - 1), ()), [a, b]))  # noqa: E501  # fmt: skip
    one = someone()
    said = f"Minister {people[one]} of {COUNTRIES[one % 20]} did not answer questions on {topics[1]}."
    told.append((said, Person(people[one], "Minister", COUNTRIES[one % 20], ()), [one]))
    return told
