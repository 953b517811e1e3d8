"""Filing: the reports of an article find their events in one library.

For each report: who takes part is matched with the people, countries and bodies the library knows; the events it could
belong to are gathered; ``bot.core.merge`` decides; the event's keys are composed anew from all its reports.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from bot.core.alike import read_place
from bot.core.corrections import mark_fact
from bot.core.fields import kind_of
from bot.core.merge import Candidate, Told, choose_event
from bot.core.models import ArticleId, Event, EventId, Fact, FactKind, LibraryId, PartyId, Report, ReportId
from bot.core.names import Party
from bot.core.places import Gazetteer
from bot.core.telling import Keys, list_people, list_terms, read_keys, read_topic
from bot.intake.event_keys import compose_keys, days_of, mark_of
from bot.intake.party_book import PartyBook
from bot.reading.lexicon.lists import load_gazetteer
from storage.audit import save_audit
from storage.database import Write
from storage.event_neighbours import list_candidates
from storage.events import (
    EventKeys,
    list_corrections,
    list_events_of_article,
    list_events_of_party,
    list_filed_reports,
    list_heads,
    list_members,
    list_parties_of_events,
    mark_withdrawn,
    remove_event,
    remove_event_reports,
    save_event,
    save_event_keys,
    save_event_report,
)
from storage.parties import change_party_uses, remove_unused_parties
from storage.reports import list_facts_of_article, list_reports, list_reports_of_article
from storage.rulings import (
    LostRuling,
    find_event_ruled,
    find_ruled_again,
    keep_corrections,
    list_apart,
    return_corrections,
    save_rulings_move,
)
from storage.shelves import mark_filed
from storage.terms import change_term_uses, save_term
from storage.versions import list_filed_versions
from storage.withdrawals import is_withdrawn, save_withdrawn_marks

_LARGEST: Final = 60  # reports of one event that its keys are composed from and a new one is compared with
# How far apart in days the events of a kind are looked for, how many parties they must share at least (of two or
# more), and how many are compared. A status moves on over a year and more; a figure is told again for about as long.
_WINDOW: Final = {
    FactKind.MEETING: (60, 2, 80),
    FactKind.AGREEMENT: (550, 2, 120),
    FactKind.FIGURE: (400, 1, 80),
    FactKind.STATEMENT: (7, 1, 40),
}


async def file_article(
    write: Write, library: LibraryId, article_id: ArticleId, now: datetime, *, gazetteer: Gazetteer | None = None
) -> None:
    """Let every report of an article stand in one of this library's events. Filing it again changes nothing.

    The reports of the version before it are taken out only then, so that an event of which both tell stays the same
    event. Does nothing for an article that is not on the library's shelf.
    """
    versions = await list_filed_versions(write, library, article_id)
    for version in versions:
        await save_rulings_move(write, library, old=version, new=article_id)
    await _follow_rulings(write, library, article_id, now)
    reports = await list_reports_of_article(write, library, article_id)
    filed = await list_filed_reports(write, library, article_id)
    filer = _Filer(write, library, now, gazetteer or load_gazetteer(), list_people(r.fact for r in reports))
    for report in reports:
        if report.report_id not in filed:
            await filer.file_report(report)
    for version in versions:
        await _unfile_reports(write, library, version, gazetteer)
        await save_rulings_move(write, library, old=version, new=article_id)
    if versions:
        await _follow_rulings(write, library, article_id, now)
        await filer.return_corrections(article_id)
    await mark_filed(write, library, article_id)


async def unfile_article(
    write: Write, library: LibraryId, article_id: ArticleId, *, gazetteer: Gazetteer | None = None
) -> None:
    """Take an article's reports out of this library's events; an event without reports goes with its parties.

    With them go those of earlier versions that stand for it. Works whether the article still stands on the shelf or
    has just left it.
    """
    for version in (article_id, *await list_filed_versions(write, library, article_id)):
        await _unfile_reports(write, library, version, gazetteer)
    await mark_filed(write, library, article_id, filed=False)


async def _unfile_reports(write: Write, library: LibraryId, article_id: ArticleId, gazetteer: Gazetteer | None) -> None:
    filed = await list_filed_reports(write, library, article_id)
    for report_id, fact in await list_facts_of_article(write, article_id):
        if report_id in filed:
            await _change_terms(write, library, fact, -1)
    await keep_corrections(write, library, article_id)
    events = await remove_event_reports(write, library, article_id)
    for event_id in dict.fromkeys(events):
        await refresh_event(write, library, event_id, gazetteer=gazetteer or load_gazetteer())


async def refresh_event(
    write: Write, library: LibraryId, event_id: EventId, *, gazetteer: Gazetteer, book: PartyBook | None = None
) -> None:
    """Compose an event's keys anew from its reports and corrections; remove it when it has no reports left."""
    before = (await list_parties_of_events(write, library, [event_id])).get(event_id, {})
    members = (await list_members(write, library, [event_id], limit=_LARGEST))[event_id]
    if not members:
        await remove_event(write, event_id)
        await change_party_uses(write, dict.fromkeys(before, -1))
        await remove_unused_parties(write, library, before)
        return
    reports = await list_reports(write, library, [member.report_id for member in members])
    corrections = (await list_corrections(write, [event_id])).get(event_id, ())
    event = Event(event_id, kind_of(reports[0].fact), tuple(reports), corrections=corrections)
    book = book or PartyBook(write, library, gazetteer)
    keys = await compose_keys(event, [party for member in members for party in member.parties], book, gazetteer)
    await save_event_keys(write, library, event_id, keys)
    gone, come = before.keys() - keys.parties.keys(), keys.parties.keys() - before.keys()
    if gone or come:
        await change_party_uses(write, dict.fromkeys(come, 1) | dict.fromkeys(gone, -1))
    if gone:
        await remove_unused_parties(write, library, gone)


async def _follow_rulings(write: Write, library: LibraryId, article_id: ArticleId, now: datetime) -> None:
    for lost in await find_ruled_again(write, library, article_id):
        await save_audit(write, library, actor=0, action="fact.lost", subject=_tell_lost(lost), now=now)


def _tell_lost(lost: LostRuling) -> str:
    """What the log says of a decision about a fact that is no longer read."""
    decided = ["split"] * lost.split + ["joined"] * lost.joined
    decided += [f"{field}: {value or 'none'}" for field, value in lost.fields]
    return f"{', '.join(decided)}; no longer read from “{lost.sentence[:80]}”"


async def _change_terms(write: Write, library: LibraryId, fact: Fact, by: int) -> None:
    for what in ("place", "about"):
        keys = [term.key for term in list_terms(fact) if term.what == what]
        if keys:
            await change_term_uses(write, library, what, keys, by)


class _Filer:
    """Files the reports of one article in one library."""

    def __init__(
        self, write: Write, library: LibraryId, now: datetime, gazetteer: Gazetteer, people: dict[str, Party]
    ) -> None:
        self._write = write
        self._library = library
        self._now = now
        self._gazetteer = gazetteer
        self._people = people
        self._book = PartyBook(write, library, gazetteer)

    async def file_report(self, report: Report) -> None:
        """Let one report stand in its event, an old one or a new one."""
        keys = read_keys(report.fact, self._people, self._gazetteer)
        parties = list(dict.fromkeys([await self._book.resolve(party) for party in keys.parties]))
        for party in keys.beside:
            await self._book.resolve(party)
        event_id = await self._choose(report, keys, parties)
        if event_id is None:
            alone = Event(EventId(0), kind_of(report.fact), (report,))
            new = await compose_keys(alone, parties, self._book, self._gazetteer)
            event_id = await save_event(self._write, self._library, new, now=self._now)
            await save_event_report(self._write, event_id, report.report_id, parties, now=self._now)
            await change_party_uses(self._write, dict.fromkeys(new.parties, 1))
            if await is_withdrawn(self._write, self._library, mark_fact(report.fact)):
                await mark_withdrawn(self._write, self._library, event_id, withdrawn=True)
        else:
            if await list_heads(self._write, self._library, [event_id], withdrawn=True):
                await save_withdrawn_marks(self._write, self._library, [mark_fact(report.fact)])
            await save_event_report(self._write, event_id, report.report_id, parties, now=self._now)
            await refresh_event(self._write, self._library, event_id, gazetteer=self._gazetteer, book=self._book)
        await self._return_corrections(report.report_id, event_id)
        for term in list_terms(report.fact):
            await save_term(
                self._write, self._library, term.what, key=term.key, name=term.name, words=term.key.split(), uses=1
            )

    async def return_corrections(self, article_id: ArticleId) -> None:
        """Put right again what was put right in entries that have just gone."""
        for report_id, event_id in (await list_events_of_article(self._write, self._library, article_id)).items():
            await self._return_corrections(report_id, event_id)

    async def _return_corrections(self, report_id: ReportId, event_id: EventId) -> None:
        if await return_corrections(self._write, self._library, report_id, event_id):
            await refresh_event(self._write, self._library, event_id, gazetteer=self._gazetteer, book=self._book)

    async def _choose(self, report: Report, keys: Keys, parties: Sequence[PartyId]) -> EventId | None:
        kind = kind_of(report.fact)
        ruled = await find_event_ruled(self._write, self._library, report.report_id)
        if ruled is not None:
            return ruled
        if kind is FactKind.PERSON:
            same = await list_events_of_party(self._write, self._library, kind, parties[0], limit=1)
            return same[0] if same else None
        # A side counts as shared, so that "China" meets Li Qiang.
        linked = list(dict.fromkeys([*parties, *await self._book.list_sides(parties)]))
        days, shared, limit = _WINDOW[kind]
        told = getattr(report.fact, "date", None) or getattr(report.fact, "period", None)
        first, last = days_of(told, [report])
        wanted = EventKeys(
            kind, first, last, mark=mark_of(report.fact), parties=dict.fromkeys(linked, "party"), places=keys.places
        )
        found = await list_candidates(
            self._write, self._library, wanted, days=days, shared=min(shared, len(linked)) or 1, limit=limit
        )
        if not found:
            return None
        known = await self._book.list_known(parties)
        new = _told(report, [known[party] for party in parties], self._gazetteer)
        return choose_event(new, await self._load_candidates(found, report.report_id))

    async def _load_candidates(self, event_ids: Sequence[EventId], report_id: ReportId) -> list[Candidate]:
        apart = await list_apart(self._write, self._library, report_id)
        members = await list_members(self._write, self._library, event_ids, limit=_LARGEST)
        withdrawn = await list_heads(self._write, self._library, event_ids, withdrawn=True)
        ids = [member.report_id for group in members.values() for member in group]
        reports = {report.report_id: report for report in await list_reports(self._write, self._library, ids)}
        known = await self._book.list_known(
            party for group in members.values() for member in group for party in member.parties
        )
        candidates = []
        for event_id, group in members.items():
            if apart.isdisjoint(member.report_id for member in group):
                told = [
                    _told(reports[member.report_id], [known[party] for party in member.parties], self._gazetteer)
                    for member in group
                ]
                candidates.append(Candidate(event_id, tuple(told), withdrawn=event_id in withdrawn))
                await asyncio.sleep(0)  # whoever asks something meanwhile need not wait for the rest
        return candidates


def _told(report: Report, parties: Sequence[Party], gazetteer: Gazetteer) -> Told:
    fact = report.fact
    place = read_place(getattr(fact, "place", None), gazetteer)
    topic = read_topic(fact, gazetteer)
    return Told(report.report_id, report.article_id, fact, tuple(parties), place, report.published, topic)
