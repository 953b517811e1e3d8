"""The place of a dateline: "BEIJING, Aug 23 (Agency) —", "New Delhi:", "Thimphu [Bhutan], July 18 (Agency):"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.core.places import Gazetteer
from bot.reading.fame import agencies

_LINES = 5  # a dateline stands in the first lines that are not blank
_FRONT = re.compile(
    r"\s{0,8}(?P<place>[A-ZÀ-Ý][\w.'’-]{1,20}(?: [A-ZÀ-Ý][\w.'’-]{1,20}){0,3})"
    r"(?P<rest>(?:,? \(?[A-Z][\w.,&’' /-]{1,40}\)?|,? \[[A-Z][\w ]{1,30}\]|,? [0-9]{1,2}(?:st|nd|rd|th)?"
    r"(?: [A-Z][a-z]{2,8}\.?)?"
    r"(?:,? [0-9]{4})?){0,4})\s?(?:—|--|–|-|:|/|\|)"
)
_PLACE = r"\s{0,8}(?P<place>[A-ZÀ-Ý][\w'’-]{1,20}(?: [A-ZÀ-Ý][\w'’-]{1,20}){0,3})"
_DAY = (
    r"(?:(?:[A-Z][A-Za-z]{2,8}\.? [0-9]{1,2}|[0-9]{1,2} [A-Z][A-Za-z]{2,8}\.?)(?:,? [0-9]{4})?"
    r"|[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{4})"
)
# Without a dash behind: "Male, Feb 21 (PTI) India signed", "Yerevan /Mediamax/.", "ASTANA. 12 May. KAZINFORM –",
# "Baku, May 5, AZERTAC" on a line of its own.
_AGENCY = re.compile(
    rf"{_PLACE}(?:, {_DAY} \([A-Z][\w.&’' /-]{{1,30}}\) |(?:[.,]? {_DAY})?,? /[A-Z][\w .-]{{1,30}}/\.?(?=[ —–-]|\Z)"
    rf"|\. (?:{_DAY}\.? )?[A-Z]{{3,14}} [—–/-]|, {_DAY}(?:, [A-Z]{{2,14}})?\.?\s{{0,4}}\Z)"
)
_ALONE = re.compile(r"\s{0,8}(?P<place>[A-ZÀ-Ý][A-ZÀ-Ý.'’-]{1,20}(?: [A-ZÀ-Ý][A-ZÀ-Ý.'’-]{1,20}){0,2})\s{0,8}\Z")
# "(Yonhap)", "(ANTARA News)", "/MONTSAME/": an agency signs in brackets, between strokes, or behind a last dash.
_SIGNED = re.compile(r"[(/]\s?([A-Z]\w{1,10}(?: Press)?)(?: News)?(?: Agency)?\s?[)/]")
_SIGNED_LAST = re.compile(r"[—–-] ?([A-Z]\w{1,10})\s{0,5}\Z")
_SIGNED_WITHIN = 400
_SIGNED_AT_END = 60


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


def find_agency(text: str) -> str | None:
    """The country of the agency that signs at the head of a text, "(Yonhap) --", or at its end; None without one."""
    signs = _SIGNED.findall(text[:_SIGNED_WITHIN]) + _SIGNED.findall(text[-_SIGNED_AT_END:])
    signs += _SIGNED_LAST.findall(text[-_SIGNED_AT_END:])
    return next((agencies()[sign] for sign in signs if sign in agencies()), None)


def find_dateline(text: str, gazetteer: Gazetteer) -> Dateline | None:
    """The place of the dateline at the head of a text; None without one, or where nobody knows the place."""
    for line in [line for line in text[:2_000].splitlines() if line.strip()][:_LINES]:
        front = _FRONT.match(line[:160])
        parted = front if front is not None and _is_parted(line, front.end()) else None
        found = parted or _AGENCY.match(line[:160]) or _ALONE.match(line[:80])
        if found is None:
            continue
        words = found["place"].split()
        for hit in gazetteer.find(words):
            if hit.first == 0 and hit.last == len(words) and hit.kind in ("city", "capital", "country") and hit.country:
                return Dateline(found["place"].rstrip(".").title(), hit.country)
    return None


def _is_parted(line: str, end: int) -> bool:
    """Does a space or the line's end follow the mark? "Japan-China talks" is no dateline."""
    return end >= len(line) or line[end - 1].isspace() or line[end].isspace() or line[end - 1] not in "-/"
