"""Answers of a child are checked field by field."""

from __future__ import annotations

import pytest

from bot.core.models import (
    Agreement,
    AgreementKind,
    AgreementStatus,
    Change,
    Comparator,
    Facts,
    Figure,
    Meeting,
    MeetingKind,
    MeetingStatus,
    Person,
    Quote,
    Statement,
)  # fmt: skip
from bot.reading.processes.wire import WireError, decode_record, encode_record


def test_facts_travel_whole() -> None:
    quote = Quote(0, 3, "A b")
    facts = Facts(
        meetings=(Meeting(MeetingKind.TALKS, ("A", "B"), None, "2024", MeetingStatus.HELD, (quote,)),),
        agreements=(Agreement(AgreementKind.TREATY, ("A",), "x", AgreementStatus.SIGNED, None, "P", (quote,)),),
        figures=(Figure("$1", "1", None, None, "USD", Comparator.ABOUT, "trade", Change.UP, None, (quote,)),),
        people=(Person("A", None, "B", (quote,)),),
        statements=(Statement("A", "b", True, (quote,)),),
    )
    assert decode_record(Facts, encode_record(facts)) == facts


@pytest.mark.parametrize(
    "plain",
    [None, 1, [], {}, {"start": "0", "end": 1, "text": "x"}, {"start": 0, "end": 1}, {"start": 0, "end": 1, "text": 5},
     {"start": True, "end": 1, "text": "x"}, {"start": 0, "end": 1, "text": "x", "more": 1}],
)  # fmt: skip
def test_answer_that_does_not_fit_its_record_is_refused(plain: object) -> None:
    with pytest.raises(WireError):
        decode_record(Quote, plain)
