"""The fields of a fact as plain data and back: the one place that knows which fields a kind of fact has.

Field names and values are those of docs/reading.md; quotes are kept apart, because they are stored and checked alone.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from enum import Enum
from typing import Any, Final

from bot.core.models import (
    Agreement,
    AgreementKind,
    AgreementStatus,
    Change,
    Comparator,
    Fact,
    FactKind,
    Figure,
    Meeting,
    MeetingKind,
    MeetingStatus,
    Person,
    Quote,
    Statement,
)

_KIND_OF: Final[Mapping[type[Fact], FactKind]] = {
    Meeting: FactKind.MEETING,
    Agreement: FactKind.AGREEMENT,
    Figure: FactKind.FIGURE,
    Person: FactKind.PERSON,
    Statement: FactKind.STATEMENT,
}


def kind_of(fact: Fact) -> FactKind:
    """The kind of a fact."""
    return _KIND_OF[type(fact)]


def fact_fields(fact: Fact) -> dict[str, Any]:
    """Every field but the quotes, as JSON can hold it."""
    return {
        field.name: _plain(getattr(fact, field.name)) for field in dataclasses.fields(fact) if field.name != "quotes"
    }


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    return list(value) if isinstance(value, tuple) else value


def fact_from_fields(kind: FactKind, fields: Mapping[str, Any], quotes: tuple[Quote, ...]) -> Fact:
    """The fact of ``fact_fields``. Raises KeyError or ValueError for fields that no fact of this kind has."""
    match kind:
        case FactKind.MEETING:
            return Meeting(
                MeetingKind(fields["kind"]),
                tuple(fields["participants"]),
                fields["place"],
                fields["date"],
                MeetingStatus(fields["status"]),
                quotes,
            )
        case FactKind.AGREEMENT:
            return Agreement(
                AgreementKind(fields["kind"]),
                tuple(fields["parties"]),
                fields["subject"],
                AgreementStatus(fields["status"]),
                fields["date"],
                fields["place"],
                quotes,
            )
        case FactKind.FIGURE:
            return Figure(
                fields["surface"],
                fields["value"],
                fields["low"],
                fields["high"],
                fields["unit"],
                Comparator(fields["comparator"]),
                fields["measure"],
                Change(fields["change"]) if fields["change"] else None,
                fields["period"],
                quotes,
            )
        case FactKind.PERSON:
            return Person(fields["name"], fields["role"], fields["country"], quotes)
        case FactKind.STATEMENT:
            return Statement(fields["speaker"], fields["words"], fields["direct"], quotes)
