"""The place of a dateline: "BEIJING, Aug 23 (Agency) —", "New Delhi:", "Thimphu [Bhutan], July 18 (Agency):"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.core.places import Gazetteer

_LINES = 5  # a dateline stands in the first lines that are not blank
_FRONT = re.compile(
    r"\s{0,8}(?P<place>[A-ZÀ-Ý][\w.'’-]{1,20}(?: [A-ZÀ-Ý][\w.'’-]{1,20}){0,3})"
    r"(?P<rest>(?:,? \(?[A-Z][\w.,&’' /-]{1,40}\)?|,? \[[A-Z][\w ]{1,30}\]|,? [0-9]{1,2}(?:st|nd|rd|th)?"
    r"(?: [A-Z][a-z]{2,8}\.?)?"
    r"(?:,? [0-9]{4})?){0,4})\s?(?:—|--|–|-|:|/|\|)"
)
_ALONE = re.compile(r"\s{0,8}(?P<place>[A-ZÀ-Ý][A-ZÀ-Ý.'’-]{1,20}(?: [A-ZÀ-Ý][A-ZÀ-Ý.'’-]{1,20}){0,2})\s{0,8}\Z")


@dataclass(frozen=True, slots=True)
class Dateline:
    """Where an article was written."""

    city: str  # in title case
    country: str


def match_dateline(line: str, gazetteer: Gazetteer) -> int:
    """Length of the dateline at the front of a paragraph, its mark and space included; 0 without one."""
    found = _FRONT.match(line[:160])
    if found is None:
        return 0
    words, behind = found["place"].split(), line[found.end() : found.end() + 40]
    following = behind.split()[:1]
    if not behind[:1].isspace() or not following or not (following[0][:1].isupper() or following[0][0] in '“"'):
        return 0
    city = any(
        hit.first == 0 and hit.last == len(words) and hit.kind in ("city", "capital") for hit in gazetteer.find(words)
    )
    route = any(hit.first == 0 and hit.kind in ("city", "capital") for hit in gazetteer.find(following))
    return found.end() + len(behind) - len(behind.lstrip()) if city and not route else 0


def find_dateline(text: str, gazetteer: Gazetteer) -> Dateline | None:
    """The place of the dateline at the head of a text; None without one, or where nobody knows the place."""
    for line in [line for line in text[:2_000].splitlines() if line.strip()][:_LINES]:
        found = _FRONT.match(line[:160]) or _ALONE.match(line[:80])
        if found is None:
            continue
        words = found["place"].split()
        for hit in gazetteer.find(words):
            if hit.first == 0 and hit.last == len(words) and hit.kind in ("city", "capital", "country") and hit.country:
                return Dateline(found["place"].title(), hit.country)
    return None
