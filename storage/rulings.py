"""What moderators decided about facts: taken apart, put together, put right. It follows what a fact says.

A report has a new id when its article is read again. So a decision stands with the fact's article, kind and best
quote (``ruled_report``), and is led to the report that tells it now (``find_ruled_again``).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from bot.core.models import ArticleId, EventId, LibraryId, ReportId
from storage.database import Read, Write

_RULED = 20  # reports of each entry that all of the other one are ruled about


@dataclass(frozen=True, slots=True)
class LostRuling:
    """A fact that was decided about and is no longer read from its article."""

    sentence: str
    split: bool
    joined: bool
    fields: tuple[tuple[str, str | None], ...]  # put right: field and value


# --- deciding --------------------------------------------------------------------------------------------------------


async def save_ruling(
    write: Write, library: LibraryId, reports: Iterable[ReportId], others: Iterable[ReportId], *, together: bool
) -> None:
    """From now on file each of these reports together with each of those, or never with any of them."""
    pairs = _pairs(reports, others)
    ruled = await _save_ruled(write, library, {report for pair in pairs for report in pair})
    await write.execute_many(
        "INSERT INTO ruling (ruled_id, other_id, together) VALUES (:one, :other, :ruling)"
        " ON CONFLICT (ruled_id, other_id) DO UPDATE SET together = excluded.together",
        [{"one": ruled[a], "other": ruled[b], "ruling": int(together)} for a, b in pairs if a in ruled and b in ruled],
    )


async def remove_ruling(
    write: Write, library: LibraryId, reports: Iterable[ReportId], others: Iterable[ReportId]
) -> None:
    """These reports are filed with those by what they tell again."""
    await write.execute_many(
        "DELETE FROM ruling"
        " WHERE ruled_id = (SELECT ruled_id FROM ruled_report WHERE report_id = :one AND library_id = :library)"
        " AND other_id = (SELECT ruled_id FROM ruled_report WHERE report_id = :other AND library_id = :library)",
        [{"library": library, "one": a, "other": b} for a, b in _pairs(reports, others)],
    )


async def keep_corrections(write: Write, library: LibraryId, article_id: ArticleId) -> None:
    """Before an article's reports leave their entries: what was put right in those that will be left without any."""
    rows = await write.fetch_all(
        "SELECT event_report.report_id, correction.field, correction.value, correction.corrected_at"
        " FROM report JOIN event_report USING (report_id) JOIN event USING (event_id) JOIN correction USING (event_id)"
        " WHERE report.article_id = :article AND event.library_id = :library AND NOT EXISTS ("
        "  SELECT 1 FROM event_report AS left_behind JOIN report AS beside USING (report_id)"
        "  WHERE left_behind.event_id = event.event_id AND beside.article_id <> :article)",
        {"article": article_id, "library": library},
    )
    if not rows:
        return
    ruled = await _save_ruled(write, library, {ReportId(row["report_id"]) for row in rows})
    await write.execute_many(
        "INSERT OR REPLACE INTO kept_correction (ruled_id, field, value, corrected_at)"
        " VALUES (:ruled, :field, :value, :at)",
        [
            {
                "ruled": ruled[ReportId(row["report_id"])],
                "field": row["field"],
                "value": row["value"],
                "at": row["corrected_at"],
            }
            for row in rows
        ],
    )


async def return_corrections(write: Write, library: LibraryId, report_id: ReportId, event_id: EventId) -> bool:
    """Put right in an entry what was put right of this report before, but for fields put right there; was anything?"""
    told = {"library": library, "report": report_id, "event": event_id}
    changed = await write.change(
        "INSERT OR IGNORE INTO correction (event_id, field, value, corrected_at)"
        " SELECT :event, field, value, corrected_at FROM kept_correction JOIN ruled_report USING (ruled_id)"
        " WHERE library_id = :library AND report_id = :report",
        told,
    )
    await write.change(
        "DELETE FROM kept_correction WHERE ruled_id IN"
        " (SELECT ruled_id FROM ruled_report WHERE library_id = :library AND report_id = :report)",
        told,
    )
    return changed > 0


def _pairs(reports: Iterable[ReportId], others: Iterable[ReportId]) -> list[tuple[ReportId, ReportId]]:
    """Every pair, both ways; of very many (a person named in thousands of articles) enough to hold them together."""
    ones, held = list(reports), list(others)
    pairs = dict.fromkeys([(a, b) for a in ones for b in held[:_RULED]] + [(a, b) for a in ones[:_RULED] for b in held])
    return list(dict.fromkeys(both for a, b in pairs for both in ((a, b), (b, a))))


async def _save_ruled(write: Write, library: LibraryId, reports: Iterable[ReportId]) -> dict[ReportId, int]:
    """Hold on to what these reports tell, by what it says; what it is held by."""
    ruled = {"library": library, "reports": json.dumps(list(reports))}
    await write.change(
        "INSERT OR IGNORE INTO ruled_report (library_id, article_id, kind, sentence, fields, alone, report_id)"
        " SELECT :library, report.article_id, report.kind, best.text, report.fields,"
        "  NOT EXISTS (SELECT 1 FROM report AS beside JOIN quote ON quote.report_id = beside.report_id"
        "   WHERE beside.article_id = report.article_id AND beside.kind = report.kind"
        "   AND beside.report_id <> report.report_id AND quote.ordinal = 0 AND quote.text = best.text),"
        "  report.report_id"
        " FROM json_each(:reports) AS decided JOIN report ON report.report_id = decided.value"
        " JOIN quote AS best ON best.report_id = report.report_id AND best.ordinal = 0",
        ruled,
    )
    rows = await write.fetch_all(
        "SELECT report_id, ruled_id FROM ruled_report"
        " WHERE report_id IN (SELECT value FROM json_each(:reports)) AND library_id = :library",
        ruled,
    )
    return {ReportId(row["report_id"]): int(row["ruled_id"]) for row in rows}


# --- an article that is read again -----------------------------------------------------------------------------------


async def save_rulings_move(write: Write, library: LibraryId, *, old: ArticleId, new: ArticleId) -> None:
    """What was decided about the facts of one version of a page is about those of its next version."""
    await write.change(
        "UPDATE ruled_report SET article_id = :new, report_id = NULL WHERE article_id = :old AND library_id = :library",
        {"library": library, "old": old, "new": new},
    )


async def find_ruled_again(write: Write, library: LibraryId, article_id: ArticleId) -> list[LostRuling]:
    """Lead what was decided about an article's facts to what is read from it now; what is not found for the first time.

    It is the same fact when it is of one kind with the same best quote: the only such fact then and now, or one with
    all its fields the same. What is not found is kept, for another reading.
    """
    place = {"library": library, "article": article_id}
    await write.change(
        "DELETE FROM ruled_report WHERE article_id = :article AND library_id = :library AND report_id IS NULL"
        " AND NOT EXISTS (SELECT 1 FROM ruling WHERE ruling.ruled_id = ruled_report.ruled_id)"
        " AND NOT EXISTS (SELECT 1 FROM kept_correction AS kept WHERE kept.ruled_id = ruled_report.ruled_id)",
        place,
    )
    decided = await write.fetch_all(
        "SELECT ruled_id, kind, sentence, fields, alone, lost FROM ruled_report"
        " WHERE article_id = :article AND library_id = :library AND report_id IS NULL ORDER BY ruled_id",
        place,
    )
    if not decided:
        return []
    told = await write.fetch_all(
        "SELECT report.report_id, kind, fields, text AS sentence, EXISTS (SELECT 1 FROM ruled_report"
        "  WHERE ruled_report.report_id = report.report_id AND library_id = :library) AS taken"
        " FROM report JOIN quote ON quote.report_id = report.report_id AND quote.ordinal = 0"
        " WHERE report.article_id = :article ORDER BY report.ordinal",
        place,
    )
    taken = {row["report_id"] for row in told if row["taken"]}
    lost = []
    for fact in decided:
        same = [row for row in told if (row["kind"], row["sentence"]) == (fact["kind"], fact["sentence"])]
        alone = len(same) == 1
        found = [
            row["report_id"]
            for row in same
            if row["report_id"] not in taken and (row["fields"] == fact["fields"] or (alone and fact["alone"]))
        ]
        if found:
            taken.add(found[0])
            await write.change(
                "UPDATE ruled_report SET report_id = :report, alone = :alone, lost = 0,"
                " fields = (SELECT fields FROM report WHERE report_id = :report) WHERE ruled_id = :ruled",
                {"ruled": fact["ruled_id"], "report": found[0], "alone": int(alone)},
            )
        elif not fact["lost"]:
            await write.change("UPDATE ruled_report SET lost = 1 WHERE ruled_id = :ruled", {"ruled": fact["ruled_id"]})
            lost.append(await _find_lost(write, fact["ruled_id"], fact["sentence"]))
    return lost


async def _find_lost(read: Read, ruled_id: int, sentence: str) -> LostRuling:
    ruled = {"ruled": ruled_id}
    rulings = await read.fetch_all("SELECT DISTINCT together FROM ruling WHERE ruled_id = :ruled", ruled)
    fields = await read.fetch_all(
        "SELECT field, value FROM kept_correction WHERE ruled_id = :ruled ORDER BY field", ruled
    )
    kinds = {row["together"] for row in rulings}
    return LostRuling(sentence, 0 in kinds, 1 in kinds, tuple((row["field"], row["value"]) for row in fields))


# --- asking ----------------------------------------------------------------------------------------------------------


async def are_apart(read: Read, library: LibraryId, reports: Iterable[ReportId], others: Iterable[ReportId]) -> bool:
    """Did a moderator take any of these reports apart from any of those?"""
    row = await read.fetch_one(
        "SELECT 1 FROM ruled_report AS one JOIN ruling USING (ruled_id)"
        " JOIN ruled_report AS other ON other.ruled_id = ruling.other_id"
        " WHERE one.library_id = :library AND together = 0"
        " AND one.report_id IN (SELECT value FROM json_each(:reports))"
        " AND other.report_id IN (SELECT value FROM json_each(:others)) LIMIT 1",
        {"library": library, "reports": json.dumps(list(reports)), "others": json.dumps(list(others))},
    )
    return row is not None


async def list_apart(read: Read, library: LibraryId, report_id: ReportId) -> set[ReportId]:
    """The reports that a moderator took apart from this one."""
    rows = await read.fetch_all(
        "SELECT other.report_id FROM ruled_report AS one JOIN ruling USING (ruled_id)"
        " JOIN ruled_report AS other ON other.ruled_id = ruling.other_id"
        " WHERE one.report_id = :report AND one.library_id = :library AND together = 0 AND other.report_id IS NOT NULL",
        {"library": library, "report": report_id},
    )
    return {ReportId(row[0]) for row in rows}


async def find_event_ruled(read: Read, library: LibraryId, report_id: ReportId) -> EventId | None:
    """The event with a report that a moderator put together with this one."""
    row = await read.fetch_one(
        "SELECT event.event_id FROM ruled_report AS one JOIN ruling USING (ruled_id)"
        " JOIN ruled_report AS other ON other.ruled_id = ruling.other_id"
        " JOIN event_report ON event_report.report_id = other.report_id"
        " JOIN event ON event.event_id = event_report.event_id AND event.library_id = :library"
        " WHERE one.report_id = :report AND one.library_id = :library AND together = 1"
        " ORDER BY event.event_id LIMIT 1",
        {"library": library, "report": report_id},
    )
    return None if row is None else EventId(row[0])
