"""Answers as files, and pictures' data."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

from icalendar import Calendar

from bot.core.chart_orders import FigureChart, NetworkChart, TimelineChart, compose_alt
from bot.core.queries import AgreementQuery, FigureQuery, MeetingQuery, SearchQuery, TimelineQuery
from bot.services.lookup import LookupService
from storage.database import Database
from tests.services.made import GOLOVCHENKO, HOME, LI, add, add_minsk, agreement, figure, meeting


async def test_json_has_the_fields_and_each_sources_sentence_with_offsets(
    database: Database, lookup: LookupService
) -> None:
    one, two = await add_minsk(database)
    (row,) = json.loads(await lookup.export(HOME, MeetingQuery(who="Li Qiang"), "json"))
    assert {name: row[name] for name in ("fact", "kind", "participants", "place", "date", "status")} == {
        "fact": "meeting",
        "kind": "talks",
        "participants": ["Li Qiang", "Roman Golovchenko"],
        "place": "Minsk",
        "date": "2024-08-22",
        "status": "held",
    }
    assert {report["article_id"] for report in row["reports"]} == {one, two}
    assert set(row["reports"][0]) == {
        "quote",
        "start",
        "end",
        "title",
        "publisher",
        "published",
        "url",
        "article_id",
    }
    assert all(report["end"] - report["start"] == len(report["quote"]) for report in row["reports"])
    (found,) = await lookup.answer(HOME, SearchQuery(words="energy"))
    assert found["fact"] == "article"


async def test_csv_cells_start_no_formula(database: Database, lookup: LookupService) -> None:
    said = '=HYPERLINK("https://evil.example","China and Laos agreed on a railway.")'
    await add(
        database,
        {said: agreement("+build a railway", "China", "Laos")},
        publisher="@cmd",
        title="-2+3",
    )
    table = list(csv.reader(io.StringIO((await lookup.export(HOME, AgreementQuery(), "csv")).decode("utf-8-sig"))))
    assert len(table) == 2
    row = dict(zip(table[0], table[1], strict=True))
    assert row["quote"] == "'" + said
    assert (row["publisher"], row["title"], row["what"]) == ("'@cmd", "'-2+3", "'+build a railway")


async def test_ics_holds_dated_meetings_as_whole_days(database: Database, lookup: LookupService) -> None:
    await add_minsk(database)
    await add(
        database, {"Li Qiang visits Laos in 2025.": (meeting("Li Qiang", "Laos", date="2025", status="planned"), LI)}
    )
    await add(
        database,
        {
            "Li Qiang will meet Golovchenko in Beijing from 3 to 4 May.": (
                meeting(
                    "Li Qiang", "Roman Golovchenko", place="Beijing", date="2025-05-03/2025-05-04", status="planned"
                ),
                LI,
                GOLOVCHENKO,
            )
        },
        published="2025-04-20",
    )
    calendar = Calendar.from_ical(await lookup.export(HOME, MeetingQuery(), "ics"))
    entries: dict[str, Any] = {}
    for entry in calendar.walk("VEVENT"):
        entries[str(entry.decoded("dtstart"))] = entry
    assert set(entries) == {"2024-08-22", "2025-05-03"}
    assert str(entries["2025-05-03"].decoded("dtend")) == "2025-05-05"
    assert entries["2025-05-03"]["status"] == "TENTATIVE"
    assert "Premier Li Qiang met" in entries["2024-08-22"]["description"]


async def test_pictures_are_chosen_from_the_answer(database: Database, lookup: LookupService) -> None:
    await add_minsk(database)
    for year, value in ((2021, "3800000000"), (2022, "5000000000")):
        surface = f"${value[0]}.{value[1]} billion"
        await add(
            database,
            {f"Trade of Belarus with China was {surface} in {year}.": figure(surface, value, "USD", "trade of Belarus with China", str(year))},  # noqa: E501
        )  # fmt: skip
    order = await lookup.chart(HOME, FigureQuery(about="trade"))
    assert isinstance(order, FigureChart)
    assert [point.high for point in order.points] == [3.8e9, 5.0e9, 8.4e9]
    assert "2022: $5.0 billion" in compose_alt(order)
    line = await lookup.chart(HOME, TimelineQuery(who="China"))
    assert isinstance(line, TimelineChart)
    assert [entry.when for entry in line.entries] == ["22 August 2024"]
    met = await lookup.chart(HOME, MeetingQuery(who="China"))
    assert isinstance(met, NetworkChart)
    assert [(link.name, link.meetings) for link in met.links] == [("Roman Golovchenko", 1)]
    assert await lookup.chart(HOME, FigureQuery(about="trade", since="2023")) is None
