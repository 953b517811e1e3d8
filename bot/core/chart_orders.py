"""What is drawn, as plain data: a figure over time, a timeline, who met whom. Made from events; drawn in the child.

Every text is raw here. ``compose_alt`` says in words what a picture shows, for those who can't see it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Final, TypeAlias

from bot.core.alike import compare_words, topic_words
from bot.core.compose import list_names, say_date
from bot.core.models import Agreement, Event, Figure, Meeting
from bot.core.places import Gazetteer
from bot.core.spans import bounds_of
from bot.core.summary import summarise
from bot.core.telling import find_parties
from bot.core.text import fold

_POINTS: Final = 40  # more can't be told apart
_ENTRIES: Final = 24
_LINKS: Final = 18
_LABEL: Final = 70  # characters of one label


@dataclass(frozen=True, slots=True)
class Point:
    """One reported number."""

    day: date  # middle of its period, else of the event
    when: str  # in words
    low: float  # equal to ``high`` for a single number
    high: float
    label: str  # as written in the article
    publisher: str


@dataclass(frozen=True, slots=True)
class FigureChart:
    """One measure over time."""

    title: str
    unit: str
    points: tuple[Point, ...]  # in order of time


@dataclass(frozen=True, slots=True)
class Entry:
    """One meeting or agreement on a timeline."""

    when: str  # in words
    label: str
    agreement: bool
    firm: bool  # held, agreed, signed or in force; not planned, intended, cancelled or ended


@dataclass(frozen=True, slots=True)
class TimelineChart:
    """Meetings and agreements in order of time."""

    title: str
    entries: tuple[Entry, ...]  # oldest first
    more: int  # how many older ones are left out


@dataclass(frozen=True, slots=True)
class Link:
    """Somebody that the centre met."""

    name: str
    meetings: int


@dataclass(frozen=True, slots=True)
class NetworkChart:
    """Who met whom: one party and those it met."""

    title: str
    centre: str
    links: tuple[Link, ...]  # most meetings first


ChartOrder: TypeAlias = FigureChart | TimelineChart | NetworkChart


def compose_figure_chart(title: str, events: Iterable[Event], gazetteer: Gazetteer) -> FigureChart | None:
    """The measure with most dated numbers among these events; None without two numbers of one measure."""
    groups: list[tuple[tuple[object, ...], frozenset[str], list[Point]]] = []
    for event in events:
        fact = event.reports[0].fact if event.reports else None
        if not isinstance(fact, Figure) or fact.unit == "rank":
            continue
        point = _point(event, fact, gazetteer)
        if point is None:
            continue
        parties = frozenset(party.name for party in find_parties(fact.measure, gazetteer))
        key = (fact.unit or "", fact.change, parties)
        names = {word for name in parties for word in fold(name).split()}
        words = topic_words(fact.measure, without=names)
        for known, other, points in groups:
            if known == key and (words == other or compare_words(words, other).overall >= 0.6):
                points.append(point)
                break
        else:
            groups.append((key, words, [point]))
    groups.sort(key=lambda group: -len({point.day for point in group[2]}))
    if not groups or len({point.day for point in groups[0][2]}) < 2:
        return None
    points = sorted(groups[0][2], key=lambda point: point.day)[-_POINTS:]
    return FigureChart(title, str(groups[0][0][0]), tuple(points))


def _point(event: Event, fact: Figure, gazetteer: Gazetteer) -> Point | None:
    summary = summarise(event, gazetteer)
    told = summary.date or summary.best.published
    bounds = bounds_of(told) if told else None
    try:
        numbers = [float(Decimal(text)) for text in (fact.value, fact.low, fact.high) if text is not None]
    except InvalidOperation:
        return None
    if bounds is None or not numbers:
        return None
    middle = bounds[0] + timedelta(days=(bounds[1] - bounds[0]).days // 2)
    return Point(middle, say_date(told), min(numbers), max(numbers), _cut(fact.surface), summary.best.publisher)


def compose_timeline(title: str, events: Sequence[Event], gazetteer: Gazetteer) -> TimelineChart | None:
    """The newest meetings and agreements among these events, oldest first; None without any that has a date."""
    entries = []
    for event in events:
        if not event.reports:
            continue
        summary = summarise(event, gazetteer)
        fact = summary.best.fact
        if summary.date is None or not isinstance(fact, Meeting | Agreement):
            continue
        if isinstance(fact, Meeting):
            label = list_names(fact.participants[:4]) + (f", {summary.place}" if summary.place else "")
        else:
            label = f"{list_names(fact.parties[:3])}: {fact.subject}"
        firm = summary.status in {"held", "agreed", "signed", "in force"}
        if not firm:
            label = f"({summary.status}) {label}"
        bounds = bounds_of(summary.date)
        entries.append(
            (
                bounds[0] if bounds else date.min,
                Entry(say_date(summary.date), _cut(label), isinstance(fact, Agreement), firm),
            )
        )
    if not entries:
        return None
    entries.sort(key=lambda item: item[0])
    kept = tuple(entry for _, entry in entries[-_ENTRIES:])
    return TimelineChart(title, kept, len(entries) - len(kept))


def compose_network(title: str, centre: str, met: Iterable[tuple[str, int]]) -> NetworkChart | None:
    """Whom one party met how often, the most often first; None when it met nobody."""
    links = sorted((Link(_cut(name), meetings) for name, meetings in met), key=lambda link: (-link.meetings, link.name))
    return NetworkChart(title, centre, tuple(links[:_LINKS])) if links else None


def compose_alt(order: ChartOrder) -> str:
    """What the picture shows, in at most 1,000 characters."""
    said = ""
    match order:
        case FigureChart(points=points):
            said = "; ".join(f"{point.when}: {point.label}" for point in points)
        case TimelineChart(entries=entries):
            said = "; ".join(f"{entry.when}: {entry.label}" for entry in entries)
        case NetworkChart(links=links):
            said = "; ".join(f"{link.name}: {link.meetings}" for link in links)
    alt = f"{order.title}. {said}."
    return alt if len(alt) <= 1000 else alt[:999].rsplit(" ", 1)[0] + "…"


def _cut(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= _LABEL else line[: _LABEL - 1].rsplit(" ", 1)[0] + "…"
