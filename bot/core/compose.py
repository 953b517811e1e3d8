"""Events to cards: the quote first, then what was understood from it, then where reports differ.

Every sentence on a card is compared again with what stands in its article at that moment. A report none of whose
sentences stands there word for word is left out, and an event without any is not shown at all.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from bot.core.cards import Card, SourceLine, Step
from bot.core.corrections import split_names
from bot.core.models import (
    Agreement,
    Article,
    ArticleId,
    Event,
    Figure,
    Meeting,
    Person,
    Quote,
    Report,
    Statement,
)
from bot.core.names import fuller_name, name_words, words_agree
from bot.core.places import Gazetteer
from bot.core.summary import Summary, count_sources, summarise
from bot.core.text import fold

Standing = Mapping[tuple[ArticleId, int, int], str]

_ACCORDING: Final = re.compile(r"\b[Aa]ccording to ((?:the )?[^,.;:()]{2,80})")
_MONTHS: Final = "January February March April May June July August September October November December".split()
_NAMED: Final = 12  # parties, offices or publishers listed before "and N more"


def compose_card(event: Event, standing: Standing, gazetteer: Gazetteer) -> Card | None:
    """The card of an event, None when no sentence of it stands in its article any more."""
    whole = keep_standing(event, standing)
    if whole is None:
        return None
    summary = summarise(whole, gazetteer)
    details = [detail for detail in _list_details(whole, summary) if detail[1]]
    said = _ACCORDING.search(summary.best.fact.quotes[0].text)
    if said:
        details.append(("According to", said[1].strip()))
    return Card(
        event_id=event.event_id,
        kind=event.kind,
        heading=_head(whole, summary),
        quote=summary.best.fact.quotes[0].text,
        details=tuple(details),
        disagreements=_list_disagreements(summary),
        sources=tuple(_line(report) for report in summary.reports),
        reported_by=whole.sources,
        date=summary.date,
        trail=tuple(
            Step(status, getattr(report.fact, "date", None) or report.published, _line(report))
            for status, report in summary.trail
        ),
        corrected=tuple(_LABELS.get(field, field.capitalize()) for field in summary.corrected),
        number=event.number,
    )


def keep_standing(event: Event, standing: Standing) -> Event | None:
    """The event with the reports and sentences that still stand in their articles; None without any."""
    sound = tuple(checked for report in event.reports if (checked := _check(report, standing)) is not None)
    if not sound:
        return None
    shown = count_sources([(report.article_id, report.publisher, report.copy_of) for report in sound])
    # Reports beyond those that are shown count as well, unless one that was to be shown is gone.
    sources = max(event.sources, shown) if len(sound) == len(event.reports) else shown
    return replace(event, reports=sound, sources=sources)


_LABELS: Final = {
    "date": "When", "place": "Where", "status": "Status", "period": "Period", "kind": "Kind", "value": "Value",
    "role": "Office", "country": "For", "who": "Who",
}  # fmt: skip


def _check(report: Report, standing: Standing) -> Report | None:
    """The report with the sentences that still stand in its article, None without any."""
    quotes = tuple(quote for quote in report.fact.quotes if _stands(report.article_id, quote, standing))
    if not quotes:
        return None
    if quotes == report.fact.quotes:
        return report
    return replace(report, fact=replace(report.fact, quotes=quotes))


def _stands(article_id: ArticleId, quote: Quote, standing: Standing) -> bool:
    return bool(quote.text) and standing.get((article_id, quote.start, quote.end)) == quote.text


def _line(report: Report) -> SourceLine:
    quote = report.fact.quotes[0]
    return SourceLine(
        article_id=report.article_id,
        title=report.title,
        publisher=report.publisher,
        published=report.published,
        url=report.url,
        quote=quote.text,
        start=quote.start,
        end=quote.end,
        copied=report.copy_of is not None,
    )


def compose_article_card(article: Article, quote: Quote) -> Card:
    """The card of an article with a passage cut out of it."""
    line = SourceLine(
        article.article_id,
        article.title,
        article.publisher,
        article.published,
        article.url,
        quote.text,
        quote.start,
        quote.end,
        article.copy_of is not None,
    )
    return Card(None, None, article.title, quote.text, (), (), (line,), 1, article.published)


# --- what was understood ---------------------------------------------------------------------------------------------


def _head(event: Event, summary: Summary) -> str:
    put_right = dict(event.corrections)
    match summary.best.fact:
        case Meeting(kind=kind) | Agreement(kind=kind):
            told = put_right.get("kind") or kind.value
            return f"{told.capitalize()}, {summary.status}"
        case Figure(change=change):
            return "Figure" if change is None else f"Figure, {change.value}"
        case Person(name=name):
            return name
        case Statement(direct=direct):
            return "Quoted words" if direct else "Reported words"


def _list_details(event: Event, summary: Summary) -> list[tuple[str, str]]:
    match summary.best.fact:
        case Meeting():
            return [
                ("Who", list_names(_names(event, "participants"))),
                ("Where", summary.place or ""),
                ("When", say_date(summary.date)),
                ("Status", summary.status or ""),
            ]
        case Agreement(subject=subject):
            return [
                ("Who", list_names(_names(event, "parties"))),
                ("About", subject),
                ("Where", summary.place or ""),
                ("When", say_date(summary.date)),
                ("Status", summary.status or ""),
            ]
        case Figure() as figure:
            value = dict(event.corrections).get("value") or figure.surface
            return [("Value", value), ("Measure", figure.measure), ("Period", say_date(summary.date))]
        case Person():
            return _person_details(event)
        case Statement(speaker=speaker):
            return [("Who", speaker)]


def _names(event: Event, field: str) -> list[str]:
    """Who takes part according to all reports, each once in the fullest form; what most reports name comes first."""
    corrected = dict(event.corrections).get("who")
    if corrected:
        return split_names(corrected)
    found: list[tuple[str, int]] = []
    for report in event.reports:
        for name in getattr(report.fact, field):
            place = next((i for i, (known, _) in enumerate(found) if _same_name(known, name)), None)
            if place is None:
                found.append((name, 1))
            else:
                known, count = found[place]
                found[place] = (fuller_name(known, name), count + 1)
    return [name for name, _ in sorted(found, key=lambda item: -item[1])]


def _same_name(one: str, other: str) -> bool:
    """Within one event, where sides were compared before: another spelling, or a part of the fuller name."""
    first, second = name_words(one), name_words(other)
    shorter, longer = sorted((first, second), key=len)
    if len(shorter) == 1 and len(longer) > 1:
        return shorter[0] == longer[-1]
    return all(any(words_agree(word, known) for known in longer) for word in shorter)


def _person_details(event: Event) -> list[tuple[str, str]]:
    offices: dict[str, tuple[str, list[str]]] = {}
    countries: dict[str, int] = {}
    put_right = dict(event.corrections)
    for report in sorted(event.reports, key=lambda report: report.published or ""):
        if not isinstance(report.fact, Person):
            continue
        if report.fact.role:
            offices.setdefault(fold(report.fact.role), (report.fact.role, []))[1].append(report.published or "")
        if report.fact.country:
            countries[report.fact.country] = countries.get(report.fact.country, 0) + 1
    said = []
    for words, days in sorted(offices.values(), key=lambda office: (-len(office[1]), office[0])):
        known = sorted(day for day in days if day)
        # Days on which it was said; the office may have been held before and after.
        span = "" if not known else known[0] if known[0] == known[-1] else f"{known[0]}/{known[-1]}"
        when = f" (reported {say_date(span)})" if span else ""
        said.append(words + when)
    return [
        ("Office", put_right.get("role") or "; ".join(said[:6])),
        ("For", put_right.get("country") or max(countries, key=lambda name: countries[name], default="")),
    ]


def list_names(names: Sequence[str]) -> str:
    """Names in a row, at most twelve and how many more."""
    if len(names) <= _NAMED:
        return ", ".join(names)
    return ", ".join(names[:_NAMED]) + f" and {len(names) - _NAMED} more"


def say_date(iso: str | None) -> str:
    """An ISO date in words as precise as it is: "22 August 2024", "August 2024", "2024", "20 to 22 August 2024"."""
    if not iso:
        return ""
    first, _, last = iso.partition("/")
    if not last:
        return _say(first)
    if first[:7] == last[:7] and len(first) == len(last) == 10:
        return f"{int(first[8:])} to {_say(last)}"
    return f"{_say(first)} to {_say(last)}"


def _say(iso: str) -> str:
    parts = iso.split("-")
    if len(parts) == 1:
        return parts[0]
    month = _MONTHS[int(parts[1]) - 1]
    return f"{month} {parts[0]}" if len(parts) == 2 else f"{int(parts[2])} {month} {parts[0]}"


def _list_disagreements(summary: Summary) -> tuple[tuple[str, str], ...]:
    rows = []
    for difference in summary.differences:
        label = _LABELS.get(difference.field, difference.field.capitalize())
        views = []
        for value, reports in difference.views:
            publishers = list(dict.fromkeys(report.publisher for report in reports))
            said = say_date(value) if difference.field == "date" else value
            views.append(f"{said} ({list_names(publishers)})")
        rows.append((label, "; ".join(views)))
    return tuple(rows)
