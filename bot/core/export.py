"""Answers as files: JSON as documented, CSV that no spreadsheet takes for a formula, ICS for calendars. Pure."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from icalendar import Calendar
from icalendar import Event as CalendarEvent

from bot.core.cards import Card
from bot.core.corrections import split_names
from bot.core.fields import fact_fields
from bot.core.models import Event, LibraryId, Meeting, MeetingStatus, Report
from bot.core.places import Gazetteer
from bot.core.spans import bounds_of
from bot.core.summary import summarise

# What a spreadsheet may take for the beginning of a formula (OWASP, CSV injection), also behind white space.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "|", "%", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_COLUMNS: Final = (
    "entry", "fact", "kind", "who", "what", "where", "date", "status", "value", "unit", "sources", "quote", "title",
    "publisher", "published", "link",
)  # fmt: skip


def answer_rows(events: Iterable[Event], gazetteer: Gazetteer) -> list[dict[str, Any]]:
    """Events as documented for ``communique ask --json``.

    ``fact`` is the kind of fact and ``kind`` the kind of meeting or agreement (of others, the kind of fact again).
    ``entry`` is the entry's number in its library. The fields are those of the report whose sentence comes first, with
    date, place and status as the reports come to together; each report has its sentence with its offsets in the stored
    text.
    """
    return [_row(event, gazetteer) for event in events if event.reports]


def _row(event: Event, gazetteer: Gazetteer) -> dict[str, Any]:
    summary = summarise(event, gazetteer)
    fields = fact_fields(summary.best.fact)
    for name, value in (("date", summary.date), ("period", summary.date), ("place", summary.place)):
        if name in fields:
            fields[name] = value
    if "status" in fields:
        fields["status"] = summary.status
    fields |= {field: value for field, value in event.corrections if field in fields}
    who = dict(event.corrections).get("who")
    if who:
        fields["participants" if "participants" in fields else "parties"] = split_names(who)
    reports = [row for report in summary.reports for row in _report_rows(report)]
    return (
        {"fact": event.kind.value, "kind": event.kind.value}
        | fields
        | {
            "entry": event.number,
            "sources": event.sources,
            "reports": reports,
        }
    )


def _report_rows(report: Report) -> list[dict[str, Any]]:
    """One row for each sentence of a report."""
    return [
        {
            "quote": quote.text,
            "start": quote.start,
            "end": quote.end,
            "title": report.title,
            "publisher": report.publisher,
            "published": report.published,
            "url": report.url,
            "article_id": report.article_id,
        }
        for quote in report.fact.quotes
    ]


def article_rows(cards: Iterable[Card]) -> list[dict[str, Any]]:
    """Found articles in the same shape, each with its passage."""
    return [
        {
            "fact": "article",
            "kind": "article",
            "title": card.heading,
            "reports": [
                {
                    "quote": line.quote,
                    "start": line.start,
                    "end": line.end,
                    "title": line.title,
                    "publisher": line.publisher,
                    "published": line.published,
                    "url": line.url,
                    "article_id": line.article_id,
                }
                for line in card.sources
            ],
        }
        for card in cards
    ]


def write_json(rows: Sequence[Mapping[str, Any]]) -> bytes:
    """The rows of an answer as JSON, UTF-8."""
    return (json.dumps(rows, ensure_ascii=False, indent=1) + "\n").encode()


def write_csv(rows: Iterable[Mapping[str, Any]]) -> bytes:
    """The rows of an answer as CSV (RFC 4180, UTF-8 with a mark that spreadsheets need): a row for each sentence."""
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    for row in rows:
        for report in row["reports"]:
            writer.writerow([_cell(value) for value in _cells(row, report)])
    return ("\ufeff" + text.getvalue()).encode()


def _cells(row: Mapping[str, Any], report: Mapping[str, Any]) -> Sequence[object]:
    who = row.get("participants") or row.get("parties") or [row.get("name") or row.get("speaker") or ""]
    what = row.get("subject") or row.get("measure") or row.get("role") or row.get("words") or ""
    value = row.get("value") or "–".join(part for part in (row.get("low"), row.get("high")) if part)
    return (
        row.get("entry", ""),
        row["fact"],
        row["kind"],
        "; ".join(who),
        what,
        row.get("place") or row.get("country") or "",
        row.get("date") or row.get("period") or "",
        row.get("status") or "",
        value,
        row.get("unit") or "",
        row.get("sources", 1),
        report["quote"],
        report["title"],
        report["publisher"],
        report["published"] or "",
        report["url"] or "",
    )


def _cell(value: object) -> str:
    """A cell that no spreadsheet takes for a formula: it gets an apostrophe, which spreadsheets read as "text"."""
    words = str(value).replace("\x00", "")
    return "'" + words if words.lstrip().startswith(_FORMULA) or words.startswith(_FORMULA) else words


def write_ics(events: Iterable[Event], library: LibraryId, now: datetime, gazetteer: Gazetteer) -> bytes:
    """Meetings that have a date of at most a month as whole-day entries of a calendar (RFC 5545)."""
    calendar = Calendar()
    calendar.add("prodid", "-//Communique//Meetings//EN")
    calendar.add("version", "2.0")
    for event in events:
        if not event.reports or not isinstance(event.reports[0].fact, Meeting):
            continue
        summary = summarise(event, gazetteer)
        span = bounds_of(summary.date) if summary.date else None
        if span is None or (span[1] - span[0]).days > 31:
            continue
        calendar.add_component(_entry(event, library, span, now, gazetteer))
    return bytes(calendar.to_ical())


def _entry(
    event: Event, library: LibraryId, span: tuple[date, date], now: datetime, gazetteer: Gazetteer
) -> CalendarEvent:
    summary = summarise(event, gazetteer)
    fact = summary.best.fact
    people = ", ".join(fact.participants) if isinstance(fact, Meeting) else ""
    kind = fact.kind.value.capitalize() if isinstance(fact, Meeting) else ""
    entry = CalendarEvent()
    entry.add("uid", f"{library}-{event.number}@communique")
    entry.add("dtstamp", now.astimezone(UTC))
    entry.add("summary", f"{kind} ({summary.status}): {people}")
    entry.add("dtstart", span[0])
    entry.add("dtend", span[1] + timedelta(days=1))
    if summary.place:
        entry.add("location", summary.place)
    if summary.best.url:
        entry.add("url", summary.best.url)
    said = [
        f"“{r.fact.quotes[0].text}”\n{r.publisher}, {r.published or 'undated'}"
        for r in summary.reports
        if r.fact.quotes
    ]
    entry.add("description", "\n\n".join(said[:10]))
    status = {MeetingStatus.HELD: "CONFIRMED", MeetingStatus.PLANNED: "TENTATIVE", MeetingStatus.CANCELLED: "CANCELLED"}
    entry.add("status", status[MeetingStatus(summary.status or "planned")])
    return entry
