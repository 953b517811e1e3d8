"""When two agreements, two figures or two statements are one: by what they are about.

Part of ``bot.core.merge``; strengths mean the same here.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Final, TypeAlias

from bot.core.alike import Likeness, PlaceRelation, compare_dates, compare_words, days_between, numbers_in
from bot.core.models import Agreement, AgreementKind, AgreementStatus, Comparator, Figure, Statement
from bot.core.text import fold

_CLASH: Final = -1
_Sides: TypeAlias = tuple[frozenset[str], frozenset[str]]
_Words: TypeAlias = tuple[frozenset[str], frozenset[str]]
_Days: TypeAlias = tuple[str | None, str | None]
_ORDER: Final = tuple(AgreementStatus)
# Pledges are given again at each occasion: the same words weeks later are another pledge.
_SOFT: Final = frozenset({AgreementStatus.INTENDED, AgreementStatus.AGREED})
_RESTATED: Final = 30  # days
_LARGE: Final = 10_000  # counts from here on are seldom the same by chance


def same_agreement(
    one: Agreement, other: Agreement, *, sides: _Sides, words: _Words, places: PlaceRelation, published: _Days
) -> int:
    """Two tellings of one commitment: the same parties, a like object, and dates that do not exclude each other."""
    if not _parties_agree(*sides) or places == "other":
        return _CLASH
    likeness = compare_words(*words)
    numbers = numbers_in(words[0]), numbers_in(words[1])
    if numbers[0] and numbers[1] and not numbers[0] & numbers[1]:
        return _CLASH
    if _kinds_differ(one, other) and likeness.overall < 0.6:
        return 0
    apart = _apart(published)
    dates = compare_dates(one.date, other.date)
    same_day = dates == "day" or (dates in ("unknown", "month") and apart is not None and apart <= 3)
    if one.status == other.status and dates == "apart":
        return _CLASH
    if one.status != other.status and not _follows(one, other, published):
        return 0
    if AgreementKind.ACCESSION == one.kind == other.kind:
        # Who joins what is told by the parties; the words add little ("full member of").
        return 2 if one.status == other.status and (same_day or dates == "month") else 0
    if AgreementKind.CEASEFIRE == one.kind == other.kind and same_day:
        return 2  # nor do the same foes agree on two of them in one day; terms with other numbers clash above
    if same_day:
        if likeness.telling >= 2 and likeness.covered >= 0.6:
            return 3
        return 2 if likeness.telling and likeness.overall >= 0.45 else 0
    # Months later the same two states agree on like things again: most of the words must be the same.
    if apart is None or apart > (_RESTATED if one.status == other.status and one.status in _SOFT else 550):
        return 0
    if one.status != other.status and likeness.telling and likeness.overall >= 0.85:
        return 1  # "the extradition treaty", signed and then ratified
    enough = 0.5 if one.status != other.status else 0.6
    return 1 if likeness.telling >= 2 and likeness.overall >= enough else 0


def _parties_agree(one: frozenset[str], other: frozenset[str]) -> bool:
    shared = one & other
    if one == other:
        return bool(shared)
    return len(shared) >= 2 and (one <= other or other <= one)


def _kinds_differ(one: Agreement, other: Agreement) -> bool:
    loose = {AgreementKind.AGREEMENT, AgreementKind.TREATY}
    return one.kind != other.kind and one.kind not in loose and other.kind not in loose


def _follows(one: Agreement, other: Agreement, published: _Days) -> bool:
    """Can the firmer of two statuses be what became of the other? What is planned after it was signed is a new plan."""
    (weak, weak_day), (firm, firm_day) = sorted(
        ((one, published[0]), (other, published[1])), key=lambda pair: _ORDER.index(pair[0].status)
    )
    planned_at, done_at = weak.date or weak_day, firm.date or firm_day
    gap = days_between(planned_at, done_at)
    return gap is None or gap >= -30


def _apart(published: _Days) -> int | None:
    gap = days_between(*published)
    return None if gap is None else abs(gap)


def same_figure(one: Figure, other: Figure, *, sides: _Sides, words: _Words, published: _Days) -> int:
    """Two tellings of one number: the same unit, a like measure, the same period, and the same value.

    A value up to a tenth apart is one figure told differently only when measure, period and countries are the same.
    """
    if fold(one.unit or "") != fold(other.unit or "") or (one.unit == "%") != (other.unit == "%"):
        return _CLASH
    if one.change and other.change and one.change != other.change:
        return _CLASH
    periods = compare_dates(one.period, other.period)
    if periods in ("apart", "next") or (periods in ("month", "year") and one.period != other.period):
        return _CLASH
    if sides[0] and sides[1] and not (sides[0] <= sides[1] or sides[1] <= sides[0]):
        return _CLASH
    likeness = compare_words(*words)
    apart = _apart(published)
    match _compare_values(one, other):
        case "equal":
            return _same_number(one, other, sides=sides, likeness=likeness, periods=periods, apart=apart)
        case "close":
            told = periods != "unknown" and one.change == other.change
            same = likeness.overall >= 0.75 and likeness.telling >= 1 and sides[0] == sides[1] and bool(sides[0])
            return 1 if told and same and one.unit != "rank" else _CLASH
        case _:
            return _CLASH


def _same_number(
    one: Figure, other: Figure, *, sides: _Sides, likeness: Likeness, periods: str, apart: int | None
) -> int:
    overall, telling, covered = likeness.overall, likeness.telling, likeness.covered
    if periods == "unknown" and (apart is None or apart > (400 if one.period or other.period else 60)):
        return 0
    if (one.change is None) != (other.change is None) and overall < 0.6:
        return 0
    if _is_rare(one):
        return 3 if telling and (overall >= 0.4 or covered >= 0.75) else 0
    # "Three days", "20 percent": such numbers are everywhere, so nearly all of the measure must be the same.
    largest = max((abs(number) for number in _numbers(one) or ()), default=Decimal(0))
    enough = 0.5 if largest >= _LARGE else 0.6
    return 2 if telling and overall >= enough and sides[0] == sides[1] else 0


def _is_rare(figure: Figure) -> bool:
    """A number that two articles hardly name by chance: of three digits that are not zero, or an amount of money."""
    if figure.unit and len(figure.unit) == 3 and figure.unit.isupper():
        return True
    digits = (figure.value or f"{figure.low}{figure.high}").replace(".", "").strip("0")
    return len(digits) >= 3


def _compare_values(one: Figure, other: Figure) -> str:
    first, second = _numbers(one), _numbers(other)
    if first is None or second is None:
        return "other"
    if first == second:
        return "equal"
    if len(first) != len(second) or {one.comparator, other.comparator} & {Comparator.LESS, Comparator.AT_MOST}:
        return "other"
    largest = max(abs(n) for n in (*first, *second))
    close = all(abs(a - b) <= largest / 10 for a, b in zip(first, second, strict=True))
    return "close" if close else "other"


def _numbers(figure: Figure) -> tuple[Decimal, ...] | None:
    try:
        if figure.value is not None:
            return (Decimal(figure.value),)
        if figure.low is not None and figure.high is not None:
            return Decimal(figure.low), Decimal(figure.high)
    except InvalidOperation:
        return None
    return None


def same_statement(one: Statement, other: Statement, *, words: _Words) -> int:
    """Two tellings of one statement: mostly the same words, whoever cut them shorter."""
    likeness = compare_words(*words)
    return 1 if likeness.covered >= 0.9 and min(map(len, words)) >= 4 and one.direct == other.direct else 0
