"""The place of a dateline: "BEIJING, Aug 23 (Agency) —", "New Delhi:", "Thimphu [Bhutan], July 18 (Agency):"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.core.places import Gazetteer
from bot.reading.lexicon.fame import agencies

_LINES = 5  # a dateline stands in the first lines that are not blank
_LONGEST = 160  # code points
_WORD = r"(?:St\.|D\.C\.|[A-ZÀ-Ý][\w'’-]{1,20})"
_NAME = rf"{_WORD}(?:(?: (?:de|do|da|of))? {_WORD}){{0,4}}"
_DAY = (
    r"(?:(?:(?:Sun|Mon|Tues|Wednes|Thurs|Fri|Satur)day,? )?(?:[A-Z][A-Za-z]{2,8}\.? [0-9]{1,2}"
    r"|[0-9]{1,2}(?:st|nd|rd|th)?(?: of)? [A-Z][A-Za-z]{2,8}\.?)(?:,? [0-9]{4})?"
    r"|[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{4})"
)
# Place names, then a day, then an agency, each of the last two if at all; then the mark.
_FRONT = re.compile(
    rf"\s{{0,8}}(?P<names>{_NAME}(?:, {_NAME}){{0,3}}?)(?:,? \[[A-Z][\w ]{{1,30}}\]| \([A-Z][\w ]{{1,20}}\)(?=,))?"
    rf"(?P<day>[,.]? {_DAY})?"
    rf"(?P<agency>,? ?\([A-Za-z][\w.,&’' /-]{{1,40}}\)|,? ?/[A-Z][\w .-]{{1,30}}/|[,.]{{0,2}} [A-Z]{{2,14}})?"
    r"\s?(?P<mark>—|--|–|-|:|\||/|\.|(?=\s)|\Z)"
)
_CAPITALS = re.compile(r"[A-ZÀ-Ý][A-ZÀ-Ý .'’-]{1,60}\Z")
# "Presidential Palace, Hanoi, Vietnam, …": an official site may say where in the city.
_VENUES = frozenset("palace house headquarters ministry office residence airport centre center hall hotel".split())
# "By A. Writer, New Delhi", "By A. Writer in Ottawa", "Written by A. Writer | Kathmandu |", "Sample Times, New Delhi".
_BYLINE = re.compile(
    rf"\s{{0,8}}(?:(?:Written )?[Bb]y |{_WORD} (?:Times|News|Post|Daily|Herald|Correspondent)\b)[^,|()]{{0,60}}?"
    rf"(?:, [^,|()]{{1,40}}?)?(?:,| [Ii]n| \|) (?P<place>{_NAME})(?:, {_NAME})?\s?(?:\||\(|\Z)"
)
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
    venue: str | None = None  # the building in the city, where it is told
    day: str | None = None  # the words of its day; with a weekday they say when, and not only when it was written
    byline: bool = False  # told of the reporter, who may be abroad, and not in front of the text
    end: int = 0  # code points of the line that it takes, its mark and space included


def match_dateline(line: str, gazetteer: Gazetteer) -> int:
    """Length of the dateline at the front of a paragraph, its mark and space included; 0 without one."""
    found = _read_front(line, gazetteer)
    if found is None or found.end >= len(line):
        return 0
    behind = line[found.end : found.end + 40]
    following = behind.split()[:1]
    if not following or not (following[0][:1].isupper() or following[0][0] in '“"'):
        return 0
    route = any(hit.first == 0 and hit.kind in ("city", "capital") for hit in gazetteer.find(following))
    return 0 if route else found.end


def find_agency(text: str) -> str | None:
    """The country of the agency that signs at the head of a text, "(Yonhap) --", or at its end; None without one."""
    signs = _SIGNED.findall(text[:_SIGNED_WITHIN]) + _SIGNED.findall(text[-_SIGNED_AT_END:])
    signs += _SIGNED_LAST.findall(text[-_SIGNED_AT_END:])
    return next((agencies()[sign] for sign in signs if sign in agencies()), None)


def find_dateline(text: str, gazetteer: Gazetteer, title: str = "") -> Dateline | None:
    """The place of the dateline at the head of a text; None without one, or where nobody knows the place.

    A byline's place counts where no dateline stands; the line of the ``title`` has none ("Peru: …").
    """
    lines = [line for line in text[:2_000].splitlines() if line.strip() and line.strip() != title.strip()][:_LINES]
    for line in lines:
        found = _read_front(line, gazetteer)
        if found is not None:
            return found
    for line in lines:
        byline = _BYLINE.match(line[:_LONGEST])
        known = _look_up(byline["place"], gazetteer) if byline is not None else None
        if byline is not None and known is not None and known[1]:
            return Dateline(byline["place"], known[0], byline=True)
    return None


def _read_front(line: str, gazetteer: Gazetteer) -> Dateline | None:
    found = _FRONT.match(line[:_LONGEST])
    if found is None or not _is_closed(found, line):
        return None
    names = [name.rstrip(".") for name in found["names"].split(", ")]
    signed = found["day"] is not None or found["agency"] is not None
    behind = line[found.end() : found.end() + 10]
    end = found.end() + len(behind) - len(behind.lstrip())
    in_city = len(names) > 1 and names[0].split()[-1].lower() in _VENUES
    for place, name in enumerate(names[:2]):
        if in_city and place == 0:
            continue
        known = _look_up(name, gazetteer)
        state = gazetteer.country(names[place + 1].title()) if place + 1 < len(names) else None
        if known is None and state is None:
            continue
        if known is not None and not known[1] and not (signed or name.isupper()):
            return None  # "Peru: ministers meet" is a heading
        venue = names[0] if in_city else None
        if place and venue is None:
            return None
        country = state or (known[0] if known is not None else None)
        day = found["day"].strip(",. ") if found["day"] else None
        return Dateline(name.title(), country, venue, day, end=end) if country is not None else None
    return None


def _look_up(name: str, gazetteer: Gazetteer) -> tuple[str, bool] | None:
    """The country of a place, and whether the place is a city of it and not the country itself."""
    words = name.split()
    for hit in gazetteer.find(words):
        if hit.first == 0 and hit.last == len(words) and hit.kind in ("city", "capital", "country") and hit.country:
            return hit.country, hit.kind != "country"
    country = gazetteer.city(name.title())
    return (country, True) if country is not None else None


def _is_closed(found: re.Match[str], line: str) -> bool:
    """Does the mark end a dateline? "Japan-China talks" and "Male, Feb 21 tour" are none."""
    mark, end = found["mark"], found.end()
    last = not line[end:].strip()
    if mark == "":
        bracketed = found["agency"] is not None and found["agency"].rstrip("/").strip(", ")[:1] in "(/"
        alone = last and (found["day"] is not None or bool(_CAPITALS.match(found["names"].split(",")[0])))
        return alone or bracketed
    if mark == ".":
        return (found["day"] is not None or found["agency"] is not None) and (last or line[end].isspace())
    return last or line[found.start("mark") - 1].isspace() or line[end].isspace() or mark not in "-/"
