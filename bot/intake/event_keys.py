"""The keys of an event, composed from its reports: what it is found by, and when it happened."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime

from bot.core.alike import read_place
from bot.core.corrections import split_names
from bot.core.models import Event, Fact, FactKind, Figure, PartyId, Report
from bot.core.places import Gazetteer
from bot.core.spans import bounds_of
from bot.core.summary import Summary, summarise
from bot.core.telling import read_keys, read_party
from bot.core.text import fold
from bot.intake.party_book import PartyBook
from storage.events import EventKeys, PartyRole

_EPOCH = date(1970, 1, 1)


async def compose_keys(event: Event, parties: Iterable[PartyId], book: PartyBook, gazetteer: Gazetteer) -> EventKeys:
    """The keys of an event whose reports name these parties."""
    summary = summarise(event, gazetteer)
    put_right = dict(event.corrections)
    named = list(dict.fromkeys(parties))
    if put_right.get("who"):
        corrected = [read_party(name, {}, gazetteer) for name in split_names(put_right["who"] or "")]
        named = [await book.resolve(party) for party in corrected]
    roles: dict[PartyId, PartyRole] = dict.fromkeys(await book.list_sides(named), "side")
    places: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    for report in event.reports:
        keys = read_keys(report.fact, {}, gazetteer)
        places, words = places | keys.places, words | keys.words
        for party in keys.beside:
            beside = await book.find(party)
            if beside is not None:
                roles[beside] = "side"
    if "place" in put_right:
        place = read_place(put_right["place"], gazetteer)
        places = place.keys if place else frozenset()
    roles |= dict.fromkeys(named, "party")
    first, last = _days_of_event(event, summary)
    mark = mark_of(event.reports[0].fact)
    return EventKeys(event.kind, first, last, summary.status, mark, roles, places, words)


def _days_of_event(event: Event, summary: Summary) -> tuple[int, int]:
    if event.kind is FactKind.PERSON:
        # Who was named last stands first.
        return max(days_of(None, [report]) for report in event.reports)
    return days_of(summary.date, event.reports)


def days_of(told: str | None, reports: Iterable[Report]) -> tuple[int, int]:
    """First and last day, counted from 1970-01-01; without a date told, the day of the first publication."""
    bounds = bounds_of(told) if told else None
    if bounds is None:
        published = min((report.published for report in reports if report.published), default=None)
        bounds = bounds_of(published) if published else None
    if bounds is None:
        # Ids of articles are the second of publication or arrival, shifted by 20 bits.
        day = datetime.fromtimestamp(min(report.article_id for report in reports) >> 20, UTC).date()
        bounds = (day, day)
    return (bounds[0] - _EPOCH).days, (bounds[1] - _EPOCH).days


def mark_of(fact: Fact) -> str | None:
    """Of a figure, its unit and value: reports of the same number meet by it."""
    if not isinstance(fact, Figure):
        return None
    return f"{fold(fact.unit or '')} {fact.value or f'{fact.low} {fact.high}'}"
