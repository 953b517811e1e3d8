"""What a moderator may put right in an entry, how what they typed is read, and what a withdrawal holds on to. Pure.

The quote is never among it: it is what the article says. Nor is what an agreement is about or what a figure measures,
which are words of the article too; an entry that got those wrong is withdrawn.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from typing import Final

from bot.core.errors import UserError
from bot.core.fields import kind_of
from bot.core.models import (
    Agreement,
    AgreementKind,
    AgreementStatus,
    Fact,
    FactKind,
    Figure,
    Meeting,
    MeetingKind,
    MeetingStatus,
    Person,
    Statement,
)
from bot.core.names import name_key
from bot.core.spans import bounds_of
from bot.core.text import fold, normalise_line

FIELDS: Final = {
    FactKind.MEETING: ("who", "kind", "date", "place", "status"),
    FactKind.AGREEMENT: ("who", "kind", "date", "place", "status"),
    FactKind.FIGURE: ("value", "period"),
    FactKind.PERSON: ("role", "country"),
    FactKind.STATEMENT: (),
}
_WORDS: Final = {
    (FactKind.MEETING, "status"): tuple(str(status.value) for status in MeetingStatus),
    (FactKind.MEETING, "kind"): tuple(str(kind.value) for kind in MeetingKind),
    (FactKind.AGREEMENT, "status"): tuple(str(status.value) for status in AgreementStatus),
    (FactKind.AGREEMENT, "kind"): tuple(str(kind.value) for kind in AgreementKind),
}
_EMPTY: Final = frozenset({"", "none", "unknown", "-", "–", "—"})
_NEVER_EMPTY: Final = frozenset({"who", "kind", "status", "value"})


def read_correction(kind: FactKind, field: str, typed: str) -> str | None:
    """The value to show; None for an empty field. Raises UserError for a field or value that can't be."""
    if field not in FIELDS[kind]:
        names = ", ".join(FIELDS[kind])
        raise UserError(
            f"In this entry you can correct: {names}." if names else "Nothing in this entry can be corrected."
        )
    value = normalise_line(typed, 200)
    if fold(value) in _EMPTY or value in _EMPTY:
        if field in _NEVER_EMPTY:
            raise UserError(f"The {field} can't be empty. Withdraw the entry if it is wrong altogether.")
        return None
    match field:
        case "date" | "period":
            return _read_date(value)
        case "status" | "kind":
            return _choose(field, value, _WORDS[kind, field])
        case "who":
            who = split_names(value)
            if not who:
                raise UserError("Name who takes part, separated by semicolons.")
            return "; ".join(who)
        case _:
            return value


def split_names(value: str) -> list[str]:
    """The names of a corrected "who"."""
    return [name for part in value.split(";") if (name := " ".join(part.split()))]


def _choose(field: str, value: str, known: Sequence[str]) -> str:
    for word in known:
        if fold(word) == fold(value):
            return word
    raise UserError(f"“{value[:60]}” is not a {field} that this entry can have. Choose one of: {', '.join(known)}.")


def _read_date(value: str) -> str:
    """ISO as in ``bot.core.models``, so that a correction is as precise as is known and no more."""
    plain = value.replace(" to ", "/").replace(" ", "")
    bounds = bounds_of(plain)
    if bounds is None or bounds[0] < date(1500, 1, 1):
        raise UserError(
            f"“{value[:60]}” is no date. Write 2024-08-22, 2024-08, 2024, or two of these with a / between."
        )
    return plain


def mark_fact(fact: Fact) -> str:
    """What stays withdrawn when its article is read again: the kind, the sentence, and who or what it is about.

    A better reading that tells something else of the same sentence has another mark. A person is one wherever named.
    """
    about: list[str]
    match fact:
        case Meeting(participants=names):
            about = sorted(name_key(name) for name in names)
        case Agreement(parties=parties, subject=subject):
            about = [*sorted(fold(party) for party in parties), fold(subject)]
        case Figure() as figure:
            about = [figure.unit or "", figure.value or f"{figure.low} {figure.high}"]
        case Person(name=name, country=country):
            about = [name_key(name), fold(country or "")]
        case Statement(words=words):
            about = [fold(words)]
    sentence = fact.quotes[0].text if fact.quotes and not isinstance(fact, Person) else ""
    return hashlib.sha256("\n".join([kind_of(fact).value, sentence, *about]).encode()).hexdigest()[:32]
