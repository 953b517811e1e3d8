"""Reports: one fact as one stored article tells it, with its quotes."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence

from bot.core.fields import fact_fields, fact_from_fields, kind_of
from bot.core.models import ArticleId, Fact, FactKind, Facts, LibraryId, Quote, Report, ReportId
from storage.database import Read, Row, Write
from storage.versions import JOIN_SHELF

_REPORTS = """
    SELECT report.report_id, report.article_id, report.kind, report.fields,
           article.title, article.publisher, article.published, article.url, shelf.copy_of
    FROM report
    JOIN article USING (article_id)
"""


async def save_reports(write: Write, article_id: ArticleId, facts: Facts) -> list[ReportId]:
    """Save what was read from an article, in the order of ``facts``, in place of what was read before.

    What was read before must not stand in an event any more (``unfile_article``). A quote that is not in the article
    word for word is refused by the file itself with sqlite3.IntegrityError, and nothing is saved.
    """
    await write.change("DELETE FROM report WHERE article_id = :article", {"article": article_id})
    first = 1 + int(await write.fetch_value("SELECT coalesce(max(report_id), 0) FROM report"))
    reports, quotes = [], []
    for ordinal, fact in enumerate(facts):
        fields = json.dumps(fact_fields(fact), ensure_ascii=False)
        reports.append(
            {"id": first + ordinal, "article": article_id, "kind": kind_of(fact), "ordinal": ordinal, "fields": fields}
        )
        quotes += [
            {"id": first + ordinal, "ordinal": place, "start": quote.start, "end": quote.end, "text": quote.text}
            for place, quote in enumerate(dict.fromkeys(fact.quotes))
        ]
    await write.execute_many(
        "INSERT INTO report (report_id, article_id, kind, ordinal, fields)"
        " VALUES (:id, :article, :kind, :ordinal, :fields)",
        reports,
    )
    await write.execute_many(
        "INSERT INTO quote (report_id, ordinal, start, end, text) VALUES (:id, :ordinal, :start, :end, :text)", quotes
    )
    return [ReportId(first + ordinal) for ordinal in range(len(reports))]


async def list_reports_of_article(read: Read, library: LibraryId, article_id: ArticleId) -> list[Report]:
    """Every report of one article on this library's shelf, in the article's order; none when it is not there."""
    rows = await read.fetch_all(
        _REPORTS
        + " JOIN shelf ON shelf.article_id = report.article_id AND shelf.library_id = :library"
        + " WHERE report.article_id = :article ORDER BY report.ordinal",
        {"library": library, "article": article_id},
    )
    return await _with_quotes(read, rows)


async def list_reports(read: Read, library: LibraryId, report_ids: Iterable[ReportId]) -> list[Report]:
    """These reports as far as this library can see them, in order of their ids.

    Those of a version that another one on its shelf has replaced are among them.
    """
    rows = await read.fetch_all(
        _REPORTS  # noqa: S608  # a join of ours
        + JOIN_SHELF
        + " WHERE report.report_id IN (SELECT value FROM json_each(:ids)) ORDER BY report.report_id",
        {"library": library, "ids": json.dumps(list(report_ids))},
    )
    return await _with_quotes(read, rows)


async def list_facts_of_article(read: Read, article_id: ArticleId) -> list[tuple[ReportId, Fact]]:
    """What was read from an article, without quotes and whoever holds it: for keeping counts, never for showing."""
    rows = await read.fetch_all(
        "SELECT report_id, kind, fields FROM report WHERE article_id = :article ORDER BY ordinal",
        {"article": article_id},
    )
    return [
        (ReportId(row["report_id"]), fact_from_fields(FactKind(row["kind"]), json.loads(row["fields"]), ()))
        for row in rows
    ]


async def list_standing(read: Read, report_ids: Iterable[ReportId]) -> dict[tuple[ArticleId, int, int], str]:
    """What stands in the articles now at the place of each quote of these reports; keys are article, start and end."""
    rows = await read.fetch_all(
        "SELECT report.article_id, quote.start, quote.end,"
        " substr(article.text, quote.start + 1, quote.end - quote.start) AS standing"
        " FROM quote JOIN report USING (report_id) JOIN article USING (article_id)"
        " WHERE quote.report_id IN (SELECT value FROM json_each(:ids))",
        {"ids": json.dumps(list(report_ids))},
    )
    return {(ArticleId(row["article_id"]), row["start"], row["end"]): row["standing"] for row in rows}


async def _with_quotes(read: Read, rows: Sequence[Row]) -> list[Report]:
    quotes: dict[int, list[Quote]] = defaultdict(list)
    ids = json.dumps([row["report_id"] for row in rows])
    for row in await read.fetch_all(
        "SELECT report_id, start, end, text FROM quote"
        " WHERE report_id IN (SELECT value FROM json_each(:ids)) ORDER BY report_id, ordinal",
        {"ids": ids},
    ):
        quotes[row["report_id"]].append(Quote(row["start"], row["end"], row["text"]))
    return [_report(row, tuple(quotes[row["report_id"]])) for row in rows]


def _report(row: Row, quotes: tuple[Quote, ...]) -> Report:
    return Report(
        report_id=ReportId(row["report_id"]),
        article_id=ArticleId(row["article_id"]),
        fact=fact_from_fields(FactKind(row["kind"]), json.loads(row["fields"]), quotes),
        title=row["title"],
        publisher=row["publisher"],
        published=row["published"],
        url=row["url"],
        copy_of=None if row["copy_of"] is None else ArticleId(row["copy_of"]),
    )
