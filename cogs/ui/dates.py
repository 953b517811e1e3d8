"""Dates of facts as Discord shows them: a whole day as a timestamp in the reader's own language, less as words."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def show_date(iso: str) -> str:
    """``2024-08-22`` as a timestamp, ``2024-08`` as "August 2024", ``2024`` as it is, a range with a dash.

    A timestamp is a moment and a day is none; noon UTC falls on the same day from UTC-12 to UTC+11. Anything that is
    no such date comes back empty, so that no unknown text enters a message this way.
    """
    first, slash, last = iso.partition("/")
    if slash:
        ends = [shown for shown in (show_date(first), show_date(last)) if shown]
        return " – ".join(dict.fromkeys(ends))
    match first.split("-"):
        case [year, month, day]:
            try:
                noon = datetime.combine(date(int(year), int(month), int(day)), time(12), UTC)
            except ValueError:
                return ""
            return show_moment(noon, "D")
        case [year, month] if year.isdecimal() and month.isdecimal() and 1 <= int(month) <= 12:
            return f"{_MONTHS[int(month) - 1]} {int(year)}"
        case [year] if year.isdecimal() and len(year) <= 4:
            return str(int(year))
        case _:
            return ""


def show_moment(at: datetime, style: str = "R") -> str:
    """A moment as a Discord timestamp: ``R`` relative, ``D`` the day, ``f`` day and time."""
    return f"<t:{int(at.timestamp())}:{style}>"
