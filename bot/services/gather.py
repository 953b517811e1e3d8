"""Loading events as one library sees them: their best reports, counted sources, and the cards made from them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.core.cards import Card
from bot.core.compose import compose_card, keep_standing
from bot.core.models import Event, EventId, FactKind, LibraryId, ReportId
from bot.core.places import Gazetteer
from bot.core.summary import count_sources
from storage.database import Read
from storage.events import Member, list_corrections, list_heads, list_members
from storage.reports import list_reports, list_standing

SHOWN_REPORTS = 25  # sources behind one card; all of them are counted


async def load_events(
    read: Read,
    library: LibraryId,
    event_ids: Sequence[EventId],
    *,
    reports: int = SHOWN_REPORTS,
    withdrawn: bool = False,
) -> list[Event]:
    """These events in this order, each with its reports; those without a report this library can see are left out.

    Withdrawn ones are left out too; or, with ``withdrawn``, the others are.
    """
    heads = await list_heads(read, library, event_ids, withdrawn=withdrawn)
    members = await list_members(read, library, heads)
    chosen = {event_id: _choose(heads[event_id].kind, group, reports) for event_id, group in members.items()}
    loaded = {
        report.report_id: report
        for report in await list_reports(read, library, [key for keys in chosen.values() for key in keys])
    }
    corrections = await list_corrections(read, chosen)
    return [
        Event(
            event_id,
            heads[event_id].kind,
            tuple(loaded[key] for key in keys),
            sources=count_sources([(m.article_id, m.publisher, m.copy_of) for m in members[event_id]]),
            corrections=corrections.get(event_id, ()),
            number=heads[event_id].number,
        )
        for event_id, keys in chosen.items()
        if keys
    ]


def _choose(kind: FactKind, members: Iterable[Member], limit: int) -> list[ReportId]:
    """The reports that are shown when there are very many: own texts before copies; of a person the newest."""
    ordered = sorted(
        members, key=lambda member: (member.copy_of is not None, member.published or "9", member.report_id)
    )
    if kind is FactKind.PERSON:
        ordered.reverse()
        ordered.sort(key=lambda member: member.copy_of is not None)
    return [member.report_id for member in ordered[:limit]]


async def load_cards(
    read: Read,
    library: LibraryId,
    event_ids: Sequence[EventId],
    gazetteer: Gazetteer,
    *,
    reports: int = SHOWN_REPORTS,
    withdrawn: bool = False,
) -> list[Card]:
    """The cards of these events in this order; an event none of whose sentences stands any more has none."""
    events = await load_events(read, library, event_ids, reports=reports, withdrawn=withdrawn)
    return await compose_cards(read, events, gazetteer)


async def load_standing_events(read: Read, library: LibraryId, event_ids: Sequence[EventId]) -> list[Event]:
    """These events in this order with the sentences that stand in their articles now, without those that have none."""
    events = await load_events(read, library, event_ids)
    standing = await list_standing(read, [report.report_id for event in events for report in event.reports])
    kept = [keep_standing(event, standing) for event in events]
    return [event for event in kept if event is not None]


async def compose_cards(read: Read, events: Iterable[Event], gazetteer: Gazetteer) -> list[Card]:
    """The cards of loaded events, each quote compared with its article now."""
    held = list(events)
    standing = await list_standing(read, [report.report_id for event in held for report in event.reports])
    cards = [compose_card(event, standing, gazetteer) for event in held]
    return [card for card in cards if card is not None]
