"""What an event comes to when all its reports are put together: status, date, place, and where they differ.

Nothing is averaged and nothing is guessed: each value is one that a report told, and where reports exclude each other
every value is kept with those who tell it. An older report never undoes a newer one: once reported held, a meeting
stays held; once signed, an agreement stays signed until a later report says that it ended.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from bot.core.alike import compare_dates, compare_places, days_in, read_place
from bot.core.models import (
    Agreement,
    AgreementStatus,
    Event,
    Figure,
    Meeting,
    MeetingStatus,
    Report,
)
from bot.core.places import Gazetteer
from bot.core.spans import bounds_of
from bot.core.text import fold

_AGREEMENT_ORDER: Final = tuple(AgreementStatus)
_LATE: Final = "9999"  # sorts behind every date


@dataclass(frozen=True, slots=True)
class Difference:
    """A field on which reports exclude each other: each value with the reports that tell it, the chosen one first."""

    field: str  # "date", "place", "status", "value"
    views: tuple[tuple[str, tuple[Report, ...]], ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """What is said of an event as a whole."""

    best: Report  # whose sentence is shown first
    reports: tuple[Report, ...]  # best first
    status: str | None
    date: str | None  # ISO; of a figure its period
    place: str | None
    differences: tuple[Difference, ...]
    trail: tuple[tuple[str, Report], ...]  # status and the first report that tells it, oldest first; empty for one
    corrected: tuple[str, ...]  # fields a moderator put right


def summarise(event: Event, gazetteer: Gazetteer) -> Summary:
    """Put the reports of an event together. Raises ValueError for an event without reports."""
    if not event.reports:
        raise ValueError(f"event {event.event_id} has no reports")
    put_right = dict(event.corrections)
    status, trail = _decide_status(event.reports)
    status = put_right.get("status", status)
    firm = [report for report in event.reports if _status_of(report) == status] or list(event.reports)
    date, date_views = _decide_date(firm, event.reports)
    place, place_views = _decide_place(firm, event.reports, gazetteer)
    found = [("date", date_views), ("place", place_views), ("value", _list_values(event.reports))]
    found.append(("status", _list_statuses(event.reports, status)))
    differences = [Difference(field, views) for field, views in found if len(views) > 1 and field not in put_right]
    date_field = "period" if isinstance(event.reports[0].fact, Figure) else "date"
    date, place = put_right.get(date_field, date), put_right.get("place", place)
    ranked = tuple(sorted(event.reports, key=lambda report: _rank(report, status, date)))
    return Summary(ranked[0], ranked, status, date, place, tuple(differences), trail, tuple(put_right))


def count_sources(heads: Sequence[tuple[int, str, int | None]]) -> int:
    """Independent sources among (article, publisher, article it copies): copies and one publisher's texts are one."""
    groups: dict[object, object] = {}

    def root(key: object) -> object:
        while groups.setdefault(key, key) != key:
            key = groups[key]
        return key

    for article, publisher, copy_of in heads:
        whose = root(("publisher", fold(publisher) or publisher))
        groups[whose] = root(("text", article if copy_of is None else copy_of))
    return len({root(("text", article if copy_of is None else copy_of)) for article, _, copy_of in heads})


def _status_of(report: Report) -> str | None:
    fact = report.fact
    return fact.status.value if isinstance(fact, Meeting | Agreement) else None


def _date_of(report: Report) -> str | None:
    match report.fact:
        case Meeting(date=date) | Agreement(date=date):
            return date
        case Figure(period=period):
            return period
        case _:
            return None


def _told_at(report: Report) -> str:
    return report.published or _LATE


def _decide_status(reports: Sequence[Report]) -> tuple[str | None, tuple[tuple[str, Report], ...]]:
    told = [(status, report) for report in reports if (status := _status_of(report)) is not None]
    if not told:
        return None, ()
    in_order = sorted(told, key=lambda pair: (_told_at(pair[1]), _step(pair[0]), pair[1].report_id))
    current = in_order[0][0]
    trail = [in_order[0]]
    for status, report in in_order[1:]:
        if _moves(current, status, later=_told_at(report) > _told_at(trail[-1][1])):
            current = status
            trail.append((status, report))
    return current, tuple(trail) if len(trail) > 1 else ()


def _step(status: str) -> int:
    """Order of statuses told on one day: the weaker first, so that the day's news ends with the firmest."""
    order = [MeetingStatus.PLANNED, MeetingStatus.CANCELLED, MeetingStatus.HELD, *_AGREEMENT_ORDER]
    return [str(step.value) for step in order].index(status)


def _moves(current: str, status: str, *, later: bool) -> bool:
    """Does a report move an event from its current status to another?"""
    if current in (status, MeetingStatus.HELD.value):
        return False
    if status in (MeetingStatus.HELD.value, MeetingStatus.CANCELLED.value):
        return True
    if status == MeetingStatus.PLANNED.value:
        return later  # planned again after it was called off
    if status == AgreementStatus.ENDED.value:
        return later
    return _step(status) > _step(current) and current != AgreementStatus.ENDED.value


def _decide_date(
    firm: Sequence[Report], reports: Sequence[Report]
) -> tuple[str | None, tuple[tuple[str, tuple[Report, ...]], ...]]:
    """The date most sources tell, the most exact one of those that agree; and the dates that exclude each other."""
    if firm and isinstance(firm[0].fact, Agreement):
        reports = firm  # signing and taking effect have dates of their own
    dated = [report for report in reports if _date_of(report)]
    groups = _group(dated, _date_of, lambda one, other: compare_dates(one, other) not in ("apart", "next"), _exactness)
    pool = [value for value, who in groups if any(report in firm for report in who)]
    if not groups:
        return None, ()
    chosen = pool[0] if pool else groups[0][0]
    views = sorted(groups, key=lambda view: view[0] != chosen)
    return chosen, tuple(views)


def _decide_place(
    firm: Sequence[Report], reports: Sequence[Report], gazetteer: Gazetteer
) -> tuple[str | None, tuple[tuple[str, tuple[Report, ...]], ...]]:
    def place_of(report: Report) -> str | None:
        return report.fact.place if isinstance(report.fact, Meeting | Agreement) else None

    def agree(one: str, other: str) -> bool:
        return compare_places(read_place(one, gazetteer), read_place(other, gazetteer)) not in ("other", "near")

    def exactness(words: str) -> int:
        place = read_place(words, gazetteer)
        return -len(place.parts) if place else 0

    groups = _group([report for report in reports if place_of(report)], place_of, agree, exactness)
    if not groups:
        return None, ()
    pool = [value for value, who in groups if any(report in firm for report in who)]
    chosen = pool[0] if pool else groups[0][0]
    return chosen, tuple(sorted(groups, key=lambda view: view[0] != chosen))


def _group(
    reports: Sequence[Report],
    value_of: Callable[[Report], str | None],
    agree: Callable[[str, str], bool],
    exactness: Callable[[str], int],
) -> list[tuple[str, tuple[Report, ...]]]:
    """Reports whose values agree, most sources first; each group's value is its most exact one."""
    groups: list[list[Report]] = []
    values = {report.report_id: value_of(report) or "" for report in reports}
    for report in sorted(reports, key=lambda report: (exactness(values[report.report_id]), report.report_id)):
        for group in groups:
            if all(agree(values[report.report_id], values[other.report_id]) for other in group):
                group.append(report)
                break
        else:
            groups.append([report])
    groups.sort(key=lambda group: (-_count(group), _told_at(group[0])))
    return [(values[group[0].report_id], tuple(group)) for group in groups]


def _count(reports: Sequence[Report]) -> int:
    return count_sources([(report.article_id, report.publisher, report.copy_of) for report in reports])


def _exactness(iso: str) -> int:
    bounds = bounds_of(iso)
    return days_in(bounds) if bounds else 10**6


def _list_values(reports: Sequence[Report]) -> tuple[tuple[str, tuple[Report, ...]], ...]:
    """The numbers as written, where they are not the same number."""
    views: dict[object, list[Report]] = {}
    for report in reports:
        if isinstance(report.fact, Figure):
            number = (report.fact.value, report.fact.low, report.fact.high)
            views.setdefault(number, []).append(report)
    found = [(_surface(who[0]), tuple(who)) for who in views.values()]
    return tuple(sorted(found, key=lambda view: -_count(view[1])))


def _surface(report: Report) -> str:
    return report.fact.surface if isinstance(report.fact, Figure) else ""


def _list_statuses(reports: Sequence[Report], status: str | None) -> tuple[tuple[str, tuple[Report, ...]], ...]:
    """Statuses that exclude the one shown and were told no earlier: a plan that was carried out is no contradiction."""
    firm = [report for report in reports if _status_of(report) == status]
    if status is None or not firm:
        return ()
    since = min(map(_told_at, firm))
    against: dict[str, list[Report]] = {}
    for report in reports:
        other = _status_of(report)
        if other and other != status and _told_at(report) >= since and not _is_earlier_step(other, status):
            against.setdefault(other, []).append(report)
    if not against:
        return ()
    return ((status, tuple(firm)), *((other, tuple(who)) for other, who in against.items()))


def _is_earlier_step(other: str, status: str) -> bool:
    """A late report that still speaks of the plan does not deny what became of it, unless it was called off."""
    if MeetingStatus.CANCELLED.value in (other, status) or AgreementStatus.ENDED.value in (other, status):
        return False
    return _step(other) == 0 or other == AgreementStatus.INTENDED.value


def _rank(report: Report, status: str | None, date: str | None) -> tuple[object, ...]:
    """Whose sentence is shown first: one that tells the status and date shown, is no copy, and is a readable length."""
    quote = report.fact.quotes[0].text if report.fact.quotes else ""
    told = _date_of(report)
    return (
        not quote,
        _status_of(report) != status,
        report.copy_of is not None,
        date is not None and (told is None or compare_dates(told, date) in ("apart", "next")),
        getattr(report.fact, "place", "") is None,
        not 40 <= len(quote) <= 400,
        _told_at(report),
        report.report_id,
    )
