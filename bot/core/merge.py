"""Reports to events: are two tellings the same fact? Pure and conservative: a wrong merge is worse than a missed one.

``choose_event`` looks at the events a new report could belong to. An event is right when at least one of its reports
tells the same and none contradicts. When two events are equally right, the report stands by itself.

Each comparison answers with a strength: ``CLASH`` (these two can't be one fact), 0 (nothing says they are), or more.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from bot.core.alike import Place, compare_dates, compare_places, days_between
from bot.core.fields import fact_fields
from bot.core.merge_numbers import same_agreement, same_figure, same_statement
from bot.core.models import (
    Agreement,
    ArticleId,
    EventId,
    Fact,
    Figure,
    Meeting,
    MeetingKind,
    MeetingStatus,
    Person,
    ReportId,
    Statement,
)
from bot.core.names import Party, same_person

CLASH: Final = -1
SAME_WORDS: Final = 6  # a sentence repeated word for word, read the same way: a copied text
_TRAVEL: Final = frozenset({MeetingKind.TALKS, MeetingKind.VISIT})


@dataclass(frozen=True, slots=True)
class Told:
    """One report as merging sees it."""

    report_id: ReportId
    article_id: ArticleId
    fact: Fact
    parties: tuple[Party, ...]  # of a figure: the countries and bodies its measure or sentence names
    place: Place | None
    published: str | None  # ISO date of the article
    words: frozenset[str]  # stems of the subject, measure or words said


@dataclass(frozen=True, slots=True)
class Candidate:
    """An event that a new report could belong to."""

    event_id: EventId
    told: tuple[Told, ...]
    withdrawn: bool = False  # a moderator took it away


def choose_event(new: Told, candidates: Iterable[Candidate]) -> EventId | None:
    """The event that a new report belongs to, or None when it is one of its own.

    An event that already has a report of the same article is never chosen: the reader has told those apart. Between
    two that are equally right, a withdrawn one is: what was taken away must not come back as an event of its own.
    """
    best: list[tuple[int, Candidate]] = []
    for candidate in candidates:
        if any(told.article_id == new.article_id for told in candidate.told):
            continue
        strengths = [compare_told(new, told) for told in candidate.told]
        if strengths and min(strengths) >= 0 and max(strengths) > 0:
            best.append((max(strengths), candidate))
    best.sort(key=lambda pair: (-pair[0], not pair[1].withdrawn, pair[1].event_id))
    if not best or (len(best) > 1 and best[0][0] == best[1][0] and not best[0][1].withdrawn):
        return None
    return best[0][1].event_id


def compare_told(one: Told, other: Told) -> int:
    """How surely two reports of different articles tell the same fact."""
    if _same_words(one.fact, other.fact):
        return SAME_WORDS
    match one.fact, other.fact:
        case Meeting() as first, Meeting() as second:
            return _same_meeting(one, first, other, second)
        case Agreement() as first, Agreement() as second:
            return same_agreement(
                first,
                second,
                sides=(sides_of(one.parties), sides_of(other.parties)),
                words=(one.words, other.words),
                places=compare_places(one.place, other.place),
                published=(one.published, other.published),
            )
        case Figure() as first, Figure() as second:
            return same_figure(
                first,
                second,
                sides=(sides_of(one.parties), sides_of(other.parties)),
                words=(one.words, other.words),
                published=(one.published, other.published),
            )
        case Person(), Person():
            return 1 if same_person(one.parties[0], other.parties[0]) else CLASH
        case Statement() as first, Statement() as second:
            same = bool(_shared(one.parties, other.parties))
            return same_statement(first, second, words=(one.words, other.words)) if same else CLASH
        case _:
            return CLASH


def _same_words(one: Fact, other: Fact) -> bool:
    if not one.quotes or not other.quotes or len(one.quotes[0].text) < 30:
        return False
    return one.quotes[0].text == other.quotes[0].text and fact_fields(one) == fact_fields(other)


def sides_of(parties: Iterable[Party]) -> frozenset[str]:
    """The countries and bodies behind parties; a person whose side is not known stands for themselves."""
    return frozenset(party.side or party.key if party.kind == "person" else party.name for party in parties)


# --- meetings --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Overlap:
    """Who takes part in both of two tellings."""

    exact: int  # parties named in both
    people: int  # of these, persons
    loose: int  # a person in one, only their country in the other
    clash: bool  # someone takes part in one only, where the other one has someone else
    extra: int  # sides that only one of them has


def _shared(one: Sequence[Party], other: Sequence[Party]) -> list[tuple[Party, Party]]:
    pairs, left = [], list(other)
    for party in one:
        match = next((p for p in left if _is_same(party, p)), None)
        if match is not None:
            pairs.append((party, match))
            left.remove(match)
    return pairs


def _is_same(one: Party, other: Party) -> bool:
    if one.kind == "person" and other.kind == "person":
        return same_person(one, other)
    return one.key == other.key and one.kind == other.kind


def _side(party: Party) -> str:
    return party.side or party.key if party.kind == "person" else party.name


def _overlap(one: Sequence[Party], other: Sequence[Party]) -> _Overlap:
    pairs = _shared(one, other)
    first = [party for party in one if all(party is not a for a, _ in pairs)]
    second = [party for party in other if all(party is not b for _, b in pairs)]
    met = {_side(party) for pair in pairs for party in pair}
    loose = {
        _side(a) for a in first for b in second if _side(a) == _side(b) and (a.kind == "person") != (b.kind == "person")
    } - met
    ones = {_side(party) for party in first} - met - loose
    others = {_side(party) for party in second} - met - loose
    return _Overlap(
        exact=len(pairs),
        people=sum(1 for a, _ in pairs if a.kind == "person"),
        loose=len(loose),
        clash=bool(ones and others),
        extra=len(ones) + len(others),
    )


def _same_meeting(one: Told, first: Meeting, other: Told, second: Meeting) -> int:
    overlap = _overlap(one.parties, other.parties)
    crowd = MeetingKind.SUMMIT in (first.kind, second.kind)
    dates = compare_dates(first.date, second.date)
    places = compare_places(one.place, other.place)
    if dates == "apart":
        return CLASH
    if crowd:
        return _same_summit(first, second, overlap, dates=dates, places=places, apart=_days_apart(one, other))
    if overlap.clash or overlap.extra:
        return CLASH
    if overlap.exact + overlap.loose < 2 or not _kinds_agree(first, second):
        return 0
    if places == "other" and not (dates == "day" and overlap.people >= 2 and _near(one, other, 3)):
        return CLASH
    named = overlap.people >= 2
    settled = places in ("same", "within")
    match dates:
        case "day":
            sure = (
                named
                or settled
                or (overlap.people >= 1 and overlap.loose == 1)
                or (overlap.loose == 0 and places != "near")
            )
            return (5 if named else 3 if overlap.exact else 2) if sure and (overlap.exact or settled) else 0
        case "next":
            # A day's slack for time zones, for "on Thursday" read a day late, and for a plan that moved by a day; never
            # for repeated talks of states.
            patience = 4 if first.status == second.status else 14
            return 2 if named and places == "same" and _near(one, other, patience) else CLASH
        case "month":
            return (4 if named else 2) if not overlap.loose and (settled or (named and _near(one, other, 21))) else 0
        case "year":
            return 1 if named and settled and _near(one, other, 45) else 0
        case _:
            return _same_undated(one, first, other, second, overlap, settled=settled)


def _kinds_agree(one: Meeting, other: Meeting) -> bool:
    if one.kind == other.kind or {one.kind, other.kind} <= _TRAVEL:
        return True
    # "They spoke" is read as talks by one and as a call by another; a place shows that they met.
    return {one.kind, other.kind} == {MeetingKind.TALKS, MeetingKind.CALL} and one.place is None and other.place is None


def _same_undated(one: Told, first: Meeting, other: Told, second: Meeting, overlap: _Overlap, *, settled: bool) -> int:
    """At least one date is not told: only near days of publication and the very same parties say that it is one."""
    if overlap.loose and not (settled and overlap.people):
        return 0
    if not overlap.people and not settled:
        return 0
    if first.date is None and second.date is None:
        limit = 3 if first.status == second.status else 14
        return 2 if _near(one, other, limit) else 0
    dated, undated = (first, other) if first.date else (second, one)
    told = second if first.date else first
    ahead = days_between(undated.published, dated.date)
    if ahead is None or not _near(one, other, 30 if first.status != second.status else 7):
        return 0
    lookahead = 21 if told.status is not MeetingStatus.HELD else 1
    return 1 if -5 <= ahead <= lookahead else 0


def _same_summit(
    first: Meeting, second: Meeting, overlap: _Overlap, *, dates: str, places: str, apart: int | None
) -> int:
    """A conference of many: reports name different guests, so place and date must carry it.

    Talks on the sidelines of a conference are a meeting of their own, so both must be conferences, or the same people.
    """
    if first.kind != second.kind and (overlap.extra or overlap.loose):
        return CLASH
    if places in ("other", "near"):
        return CLASH
    met = overlap.exact + overlap.loose
    if met < 2:
        return 0
    same_people = overlap.extra == 0
    match dates:
        case "day":
            return 4 if same_people or places != "unsure" else 0
        case "next" | "month":
            return 3 if places in ("same", "within") and (same_people or met >= 3) else 0
        case "year":
            return 0
        case _:
            near = apart is not None and apart <= 4
            return 2 if near and same_people and (places in ("same", "within") or overlap.people >= 2) else 0


def _days_apart(one: Told, other: Told) -> int | None:
    apart = days_between(one.published, other.published)
    return None if apart is None else abs(apart)


def _near(one: Told, other: Told, days: int) -> bool:
    apart = _days_apart(one, other)
    return apart is not None and apart <= days
