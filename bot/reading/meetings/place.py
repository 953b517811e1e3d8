"""Where: the place of the clause that tells of a meeting, not of the tree's head.

A place counts after "in", "at" and the like, or as the end of the journey that led to the meeting.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.core.places import Hit
from bot.core.text import fold
from bot.reading.context.context import Context
from bot.reading.lexicon.lists import lemma
from bot.reading.meetings.clauses import BESIDE, Clause, find_right
from bot.reading.meetings.frames import load_meetings
from bot.reading.parsing.syntax import Sentence, Token

_AT = {"in", "at", "on", "near", "outside", "inside"}
_TO = {"to", "into", "for"}
_JOURNEYS = {"delegation", "mission", "trip", "visit", "journey"}
_SMALL = {"of", "the", "de", "du", "al", "la", "le", "and", "for", "des", "der", "'s", "’s"}
_SEATS = frozenset("office residence palace headquarters".split())
_PLACE_KINDS = frozenset(("city", "capital", "country"))
_NO_VENUE = {
    "summit",
    "meeting",
    "conference",
    "forum",
    "session",
    "talks",
    "dialogue",
    "assembly",
    "council",
    "ministerial",
    "invitation",
    "ceremony",
}


_CONTINENTS = frozenset("africa america asia europe oceania".split())


def list_hits(context: Context, sentence: Sentence) -> Sequence[Hit]:
    """Every country, city and body named in the sentence."""
    return context.hits(sentence.index)


def find_place(context: Context, sentence: Sentence, first: int, last: int, clause: Clause) -> str | None:
    """The most exact place of the event told at ``first:last``."""
    right = list(_list_places(context, sentence, last, clause.last, _AT))
    if right:
        return right[0][1]
    left = list(_list_places(context, sentence, clause.first, first, _AT))
    if left:
        return left[-1][1]
    beside = _find_beside(context, sentence, last)
    if beside is not None:
        return beside
    moved = list(_list_places(context, sentence, clause.first, first, _TO, moving=True))
    if moved:
        return moved[-1][1]
    return _find_here(context, sentence, clause) or _find_in_name(context, sentence, first, clause)


def _find_beside(context: Context, sentence: Sentence, last: int) -> str | None:
    """The place of the conference in "met B to discuss fishing on the sidelines of the summit in Lima"."""
    tokens = sentence.tokens
    beside = next((token.i for token in tokens[last:] if token.lower in BESIDE), None)
    if beside is None:
        return None
    places = list(_list_places(context, sentence, beside, find_right(sentence, beside), _AT))
    return places[0][1] if places else None


def _list_places(
    context: Context, sentence: Sentence, first: int, last: int, prepositions: set[str], *, moving: bool = False
) -> Iterator[tuple[int, str]]:
    """Places named after one of the prepositions in ``first:last``, with the preposition's token."""
    tokens = sentence.tokens
    for i in range(first, min(last, len(tokens))):
        token = tokens[i]
        if token.lower not in prepositions or token.tag not in ("IN", "TO", "RP"):
            continue
        if moving and not _is_moved(sentence, i):
            continue
        if i and not moving and tokens[i - 1].lower in load_meetings().words.topics:
            continue
        if token.lower == "on" and any(
            hit.first in (i + 1, i + 2) and hit.kind == "country" for hit in list_hits(context, sentence)
        ):
            continue
        place = _read_place(context, sentence, i + 1, venue=token.lower == "at")
        if place:
            yield i, place


def _is_moved(sentence: Sentence, i: int) -> bool:
    """Is there a verb of moving shortly before the "to" at ``i``?"""
    moving = load_meetings().words.moving | _JOURNEYS
    return any(lemma(token.lower) in moving for token in sentence.tokens[max(0, i - 6) : i])


def _read_place(context: Context, sentence: Sentence, start: int, *, venue: bool) -> str | None:
    """The place that begins at token ``start``: a city before its country, a venue with its city."""
    tokens = sentence.tokens
    hits = {hit.first: hit for hit in list_hits(context, sentence) if hit.kind in ("city", "capital", "country")}
    i = start
    seat = _read_capital(context, sentence, start)
    if seat is not None:
        return seat
    while i < len(tokens) and i - start < 6:
        hit = hits.get(i)
        if hit is not None and not goes_on(sentence, hit):
            return _name_seat(context, sentence, hit) if venue else name_hit(sentence, hit)
        if hit is not None and hit.kind != "country" and venue:
            break
        if tokens[i].tag in ("DT", "JJ", "PRP$", "RB") or tokens[i].lower in (
            "capital",
            "city",
            "of",
            ",",
            "town",
            "resort",
            "southern",
            "northern",
            "eastern",
            "western",
            "central",
            "port",
        ):
            i += 1
            continue
        break
    return _read_unknown(context, sentence, start, venue=venue)


def _name_seat(context: Context, sentence: Sentence, hit: Hit) -> str:
    """A palace that the lists know with the city behind it: "Merdeka Palace, Jakarta"; a city as it is."""
    name = name_hit(sentence, hit)
    state = context.gazetteer.countries.get(hit.country or "")
    seat = hit.kind == "capital" and state is not None and hit.name not in state.capital
    city = _city_behind(context, sentence, hit.last) if seat else None
    return f"{name}, {city}" if city and city.casefold() not in name.casefold() else name


def _read_capital(context: Context, sentence: Sentence, start: int) -> str | None:
    """The city that "the Syrian capital", "Myanmar's capital" and "the capital of Chile" mean; None without one."""
    tokens = sentence.tokens
    capital = next((token.i for token in tokens[start : start + 5] if token.lower == "capital"), None)
    if capital is None or tokens[capital].tag not in ("NN", "NNP"):
        return None
    for hit in list_hits(context, sentence):
        before = start <= hit.first and hit.last <= capital and hit.kind in ("country", "adjective")
        behind = hit.first in (capital + 2, capital + 3) and tokens[capital + 1].lower == "of" and hit.kind == "country"
        if before or behind:
            named = hit.last <= capital and any(
                other.kind == "capital" and other.first in (capital + 1, capital + 2)
                for other in list_hits(context, sentence)
            )
            state = context.gazetteer.countries.get(hit.name)
            return state.capital[0] if state is not None and state.capital and not named else None
    return None


def goes_on(sentence: Sentence, hit: Hit) -> bool:
    """Is the place only the first word of something else: "the Geneva Conventions", "Beijing's leaders"?"""
    if hit.last >= len(sentence.tokens):
        return False
    following = sentence.tokens[hit.last]
    if following.tag == "POS" or following.lower in ("’s", "'s"):
        return True
    if following.text in ("-", "–") and following.start == sentence.tokens[hit.last - 1].end:
        return True  # "the India-Russia consultations"
    return (
        following.tag in ("NN", "NNS", "NNP", "NNPS")
        and following.entity not in ("DATE", "TIME")
        and following.text != "D.C."
    )


def name_hit(sentence: Sentence, hit: Hit) -> str:
    """A place as written, or by its own name where an adjective stands for it."""
    if hit.kind == "country":
        return hit.name
    words = sentence.text[
        sentence.tokens[hit.first].start - sentence.start : sentence.tokens[hit.last - 1].end - sentence.start
    ]
    return words if fold(words).startswith(fold(hit.name)[:4]) else hit.name


def _read_unknown(context: Context, sentence: Sentence, start: int, *, venue: bool) -> str | None:
    """A place that no list knows: capitalised words that the model or a country behind them shows."""
    tokens = sentence.tokens
    i = start
    while i < len(tokens) and tokens[i].tag in ("DT", "PRP$"):
        i += 1
    begin, i = i, _find_name_end(tokens, i)
    if i == begin:
        return _read_seat(context, sentence, start) if venue else None
    words = tokens[begin:i]
    if len(words) == 1 and words[0].lower in _CONTINENTS:
        return None  # "her first trip to Asia"
    if i < len(tokens) and tokens[i].text in ("-", "–") and tokens[i].start == tokens[i - 1].end:
        return None  # "for the India-Russia consultations"
    if any(word.lower in _NO_VENUE or word.entity in ("DATE", "TIME", "EVENT") for word in words):
        return None
    mention = context.mention_at(sentence.index, begin)
    if mention is not None and mention.kind == "person":
        return None
    if i < len(tokens) and tokens[i].lower in _NO_VENUE:
        return None  # "at the G20 summit"
    name = sentence.text[words[0].start - sentence.start : words[-1].end - sentence.start]
    city = _city_behind(context, sentence, i)
    if venue and (len(words) > 1 or words[0].entity in ("FAC", "GPE", "LOC", "ORG")) and words[0].tag.startswith("NN"):
        return f"{name}, {city}" if city and city.casefold() not in name.casefold() else name
    if all(word.entity in ("GPE", "LOC", "FAC") for word in words) or (
        tokens[i : i + 1] and tokens[i].text == "," and city
    ):
        inside = city is not None and context.gazetteer.country(city) is None and len(words) > 1
        return f"{name}, {city}" if inside and tokens[i].text == "," else name
    return None


def _find_name_end(tokens: Sequence[Token], begin: int) -> int:
    """The place behind the capitalised words at ``begin``, with the small words inside a name."""
    i = begin
    while i < len(tokens):
        small = i > begin and tokens[i].lower in _SMALL and tokens[i].lower != "and"
        skip = tokens[i].lower == "of" and i + 1 < len(tokens) and tokens[i + 1].lower == "the"
        following = next(iter(tokens[i + 1 + skip : i + 2 + skip]), None)  # "the Palace of the Revolution"
        inside = small and following is not None and following.text[:1].isupper()
        if not (tokens[i].text[:1].isupper() or inside):
            break
        i += skip if inside else 0
        if tokens[i].entity in ("DATE", "TIME", "PERSON") and tokens[i].tag != "NNP":
            break
        i += 1
    return i


def _read_seat(context: Context, sentence: Sentence, start: int) -> str | None:
    """As in "at the prime minister's office": a seat of government in small letters, with its city."""
    tokens = sentence.tokens
    for i in range(start + 1, min(len(tokens), start + 7)):
        if tokens[i].lower in _SEATS and tokens[i].tag == "NN":
            if tokens[start].lower in ("his", "her", "their") or tokens[start + 1].lower in ("latter", "former"):
                return None
            name = sentence.text[tokens[start].start - sentence.start : tokens[i].end - sentence.start]
            city = _city_behind(context, sentence, i + 1)
            return f"{name.removeprefix('the ')}, {city}" if city else name
        if (
            not (tokens[i].tag.startswith(("NN", "JJ", "POS", "DT")) and tokens[i].text.islower())
            and tokens[i].tag != "POS"
        ):
            return None
    return None


def _city_behind(context: Context, sentence: Sentence, i: int) -> str | None:
    """The city right behind a venue: "in Beijing", ", Athens"; the dateline's for "here"."""
    tokens = sentence.tokens
    if i < len(tokens) and tokens[i].lower == "here":
        return context.dateline.city if context.dateline is not None else None
    if i + 1 < len(tokens) and tokens[i].lower == "in" and tokens[i + 1].entity == "GPE":
        behind = i + 1
        while behind + 1 < len(tokens) and tokens[behind + 1].entity == "GPE" and not tokens[behind + 1].entity_start:
            behind += 1
        return sentence.text[tokens[i + 1].start - sentence.start : tokens[behind].end - sentence.start]
    for hit in list_hits(context, sentence):
        if (
            hit.kind in ("city", "capital", "country")
            and hit.first in (i + 1, i + 2)
            and i < len(tokens)
            and (tokens[i].text == "," or tokens[i].lower in ("in", "of"))
        ):
            return name_hit(sentence, hit)
    return None


def _find_here(context: Context, sentence: Sentence, clause: Clause) -> str | None:
    """The city of the dateline, for "met here on Tuesday"; for "talks there" the last place named before."""
    there = next((t for t in sentence.tokens[clause.first : clause.last] if t.lower == "there" and t.tag == "RB"), None)
    if there is not None:
        before = [hit for hit in list_hits(context, sentence) if hit.last <= there.i and hit.kind in _PLACE_KINDS]
        return name_hit(sentence, before[-1]) if before else None
    if not any(token.lower == "here" and token.tag == "RB" for token in sentence.tokens[clause.first : clause.last]):
        return None
    return context.dateline.city if context.dateline is not None else None


def _find_in_name(context: Context, sentence: Sentence, first: int, clause: Clause) -> str | None:
    """A city right before the noun, "the Kazan summit", or in the name of where they met, "at the Kazan Forum"."""
    tokens = sentence.tokens
    for hit in list_hits(context, sentence):
        if hit.kind not in ("city", "capital"):
            continue
        lead = [token.lower for token in tokens[max(0, hit.first - 2) : hit.first]]
        at = clause.first < hit.first < clause.last and lead in (["at", "the"], ["during", "the"], ["of", "the"])
        named = at and hit.last < len(tokens) and tokens[hit.last].lower in _NO_VENUE
        if named or (hit.last == first and hit.stands_for is None):
            return name_hit(sentence, hit)
    return None
