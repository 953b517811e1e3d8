"""Days and times as sites write them: what is written, or nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.intake.web_dates import parse_path_date, parse_web_date


@pytest.mark.parametrize(
    ("raw", "day", "exact"),
    [
        ("2024-08-22", "2024-08-22", None),
        ("2024-08-22T10:00:00Z", "2024-08-22", "2024-08-22T10:00:00+00:00"),
        ("2024-08-22T10:00:00", "2024-08-22", None),
        ("20240822", "2024-08-22", None),
        ("2024/08/22 10:00", "2024-08-22", None),
        ("2024-08-22T00:30:00+08:00", "2024-08-22", "2024-08-21T16:30:00+00:00"),
        ("Thu, 22 Aug 2024 10:00:00 +0200", "2024-08-22", "2024-08-22T08:00:00+00:00"),
        ("August 22, 2024", "2024-08-22", None),
        ("22nd August 2024", "2024-08-22", None),
        ("Aug. 22 2024", "2024-08-22", None),
        ("22.08.2024", "2024-08-22", None),
        ("22/08/2024", "2024-08-22", None),
        ("08/22/2024", "2024-08-22", None),
        ("04/04/2024", "2024-04-04", None),
        ("03/04/2024", None, None),
        ("31 February 2024", None, None),
        ("1970-01-01T00:00:00Z", None, None),
        ("0001-01-01", None, None),
        ("yesterday", None, None),
        ("", None, None),
        ("9999-99-99", None, None),
        ("2024", None, None),
        ("12 minutes ago", None, None),
        ("May 2024", None, None),
    ],
)
def test_date_is_what_is_written_or_none(raw: str, day: str | None, exact: str | None) -> None:
    found = parse_web_date(raw)
    assert (found.day if found else None) == day
    assert (found.at.isoformat() if found and found.at else None) == exact


@given(st.text(max_size=80))
def test_no_text_breaks_the_reading_of_dates(raw: str) -> None:
    parse_web_date(raw)
    parse_path_date(raw)
