"""Offices in a sentence: "Chinese Premier", "the Deputy Secretary of State of the United States", "foreign ministers".

A small grammar over the tokens: country or body, words such as "deputy" and "foreign", the head ("minister"), and what
follows with "of", "for" or "to". The country is read out of it; the role is what remains.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.core.places import Hit
from bot.reading.context.institutions import find_institution
from bot.reading.context.office_ends import POSSESSIVE, RANKS, find_end, is_joint_chiefs
from bot.reading.lexicon.lists import load_gazetteer
from bot.reading.lexicon.titles import COUNTERPART, head_forms, head_nouns, load_titles, longer_heads, singular
from bot.reading.parsing.syntax import Token

# Sorts of office whose holders act for a state or body.
OFFICIAL = frozenset(("state", "government", "minister", "envoy", "law", "military", "chair"))
_LEARNED = frozenset(("professor", "engineer", "barrister"))  # stand before a name like an honorific
# Tagged as verbs or adverbs, and part of an office all the same.
_VERBLIKE = frozenset(
    "under vice then ex newly acting visiting outgoing incoming leading ruling managing founding exiled jailed ousted "
    "elected deposed late".split()
)


_ADVISING = frozenset("adviser advisor aide".split())
_SON_OF = frozenset("ibni ibn bin binti bint".split())
_HYPHENED = frozenset(("general", "elect", "designate", "in"))  # "Secretary-General", "Minister-in-Charge"
_GENERALS = frozenset(  # "Attorney General"
    "secretary attorney director consul solicitor governor inspector major lieutenant brigadier colonel auditor".split()
)
# Of a royal or noble person, and no office.
_STYLES = frozenset("hrh hh hm highness majesty excellency".split())

_WITH_RANK = frozenset(("state", "government", "minister", "chair", "envoy"))  # held by officers too
_RANK_PARTS = frozenset(
    "general admiral colonel major captain lieutenant marshal brigadier commodore sergeant field air rear vice "
    "lt gen col maj adm brig".split()
)
_RANK_WORDS = 3
_DESKS = frozenset(("bilateral", "multilateral"))  # of a foreign ministry: "Secretary Bilateral"

# No office where they are tagged as adjectives.
_ADJECTIVES = frozenset(
    "head chair host state chief general leader deputy official member justice major fellow secretary".split()
)


@dataclass(frozen=True, slots=True)
class Office:
    """An office named in a sentence; places are of tokens, ``last`` and ``role_last`` exclusive."""

    first: int  # with the country before it
    last: int
    role_first: int  # without it
    role_last: int
    head: int
    group: str  # key of [heads] in titles.toml
    country: str | None
    plural: bool
    words: str = ""  # of the role, in lower case


def find_offices(tokens: Sequence[Token], hits: Sequence[Hit]) -> list[Office]:
    """The offices named in a sentence, in order, not overlapping.

    Two in a row ("Vice President and Foreign Minister") are one when no name stands between them.
    """
    at: dict[int, Hit] = {}
    for hit in hits:
        for place in range(hit.first, hit.last):
            at.setdefault(place, hit)
    found: list[Office] = []
    behind = 0
    place = 0
    forms = head_forms()
    while place < len(tokens):
        office = _office_at(tokens, place, at, behind) if tokens[place].lower in forms else None
        if office is None:
            place += 1
            continue
        if found and _is_joined(tokens, found[-1], office):
            before = found.pop()
            # "The Secretary-General's envoy" is an envoy, "premier and foreign minister" a premier.
            main = office if tokens[before.last].text in POSSESSIVE else before
            office = Office(
                before.first,
                office.last,
                before.role_first,
                office.role_last,
                main.head,
                main.group,
                before.country or office.country,
                plural=office.plural,
            )
        found.append(office)
        behind = place = office.last
    return found


def _is_joined(tokens: Sequence[Token], one: Office, two: Office) -> bool:
    between = [token.lower for token in tokens[one.last : two.first]]
    if between in (["/"], ["-"], ["–"], ["of", "the"], ["to", "the"]):
        return not two.plural
    if len(between) == 1 and between[0] in POSSESSIVE:
        return not one.plural and two.group == "envoy" and tokens[one.head].text[:1].isupper()
    # "The Secretary and King Abdullah" are two people: an article before the first, a name right behind the second.
    if (
        between == ["and"]
        and one.first > 0
        and tokens[one.first - 1].lower == "the"
        and one.country is None
        and two.last < len(tokens)
        and tokens[two.last].text[:1].isupper()
        and one.last == one.head + 1
    ):
        return False
    return (
        between == ["and"]
        and tokens[one.head].text[:1].isupper() == tokens[two.head].text[:1].isupper()
        and not one.plural
        and not two.plural
        # "Deputy Prime Minister and Minister of Foreign Affairs of Thailand": the country behind is that of both
        and (two.country is None or (two.first == two.role_first and one.country in (None, two.country)))
    )


def _seat_at(tokens: Sequence[Token], place: int, seat: Hit, floor: int) -> Office | None:
    """As in "United States Trade Representative", which names an office and stands for its state."""
    ends = seat.kind == "capital" and seat.last == place + 1 and seat.first < place - 1 and seat.first >= floor
    group = head_nouns().get(tokens[place].lower)
    if not ends or group is None:
        return None
    return Office(seat.first, seat.last, seat.first, seat.last, place, group, seat.country, plural=False)


def _office_at(tokens: Sequence[Token], place: int, at: Mapping[int, Hit], floor: int) -> Office | None:
    token = tokens[place]
    if place in at and at[place].kind != "body":
        return _seat_at(tokens, place, at[place], floor)
    lower = token.lower.rstrip(".")
    group, plural = head_forms()[token.lower]
    head = place
    last = 0 if _is_no_office(tokens, place, lower) else _behind_head(tokens, place, lower)
    if not last:
        return None
    role_first, first, country = _leftwards(tokens, place, at, floor)
    last, more = find_end(tokens, last, at)
    if group == COUNTERPART and last + 1 < len(tokens) and tokens[last].lower == "from":
        home = at.get(last + 1)  # "his counterpart from Latvia, Janis Ozols"
        if home is not None and home.kind == "country" and home.first == last + 1:
            last, more = home.last, home.country
    if lower == "agong" and place >= floor + 4 and tokens[place - 4].lower == "yang":
        role_first, first, country = place - 4, place - 4, None  # "Yang di-Pertuan Agong"
    if lower in _LEARNED and role_first < head and tokens[role_first - 1].lower in ("for", "of", "and"):
        role_first = first = head  # "Minister for Law Professor A"
    if head > role_first:
        group = longer_heads().get(f"{tokens[head - 1].lower} {singular(lower) if plural else lower}", group)
    firm = tokens[head - 1].lower != "chief" or ((country or more) is None and last > head + 1)
    if lower == "executive" and firm:
        group = "chair"  # "a bank executive", "Chief Executive of the Red Cross", no head of a government
    if (group == "envoy" or lower in _ADVISING) and tokens[head + 1 : head + 2] and tokens[head + 1].lower == "for":
        more = _country_of_post(tokens, head + 1, last, at)  # an envoy for a country is hardly of it
    words = " ".join(token.lower for token in tokens[role_first:last])
    return Office(first, last, role_first, last, head, group, country or more, plural=plural, words=words)


def _country_of_post(tokens: Sequence[Token], first: int, last: int, at: Mapping[int, Hit]) -> str | None:
    """The country of "at the German Foreign Office" at the end of an envoy's title."""
    post = next((place for place in range(last - 1, first, -1) if tokens[place].lower == "at"), last)
    found = (at.get(place) for place in range(post, last))
    return next((hit.country for hit in found if hit is not None and hit.kind in ("adjective", "country")), None)


def _is_no_office(tokens: Sequence[Token], place: int, lower: str) -> bool:
    """Is the head noun at a place no office there: an adjective, a name, a body's word?"""
    token = tokens[place]
    before = tokens[place - 1].lower if place else ""
    if token.tag[:1] not in ("N", "J") or (token.tag.startswith("J") and lower in _ADJECTIVES):
        return True
    if (lower != "agong" and _is_surname(tokens, place)) or is_joint_chiefs(tokens, place):
        return True
    if lower == "amir":
        return before in head_nouns() or _is_middle_name(tokens, place)  # "Foreign Minister Amir Khan"
    if lower == "lady":
        return before != "first"
    if lower == "sultan" and before in _SON_OF:
        return True  # "Ibrahim Ismail ibni Sultan Iskandar"
    # "Sultan Ibrahim Sultan Iskandar": the father's name
    return lower == "sultan" and place > 1 and tokens[place - 2].lower == lower and tokens[place - 1].tag == "NNP"


def _is_middle_name(tokens: Sequence[Token], place: int) -> bool:
    """Does a title word stand between a first name and a surname: "Hossein Amir Abdollahian", "Amir-Abdollahian"?"""
    words = load_titles()
    if place + 1 >= len(tokens) or not place:
        return False
    before, following = tokens[place - 1], tokens[place + 1]
    if following.text == "-":
        return True
    called = before.text.istitle() and before.tag in ("NNP", "NNPS") and before.entity not in ("GPE", "NORP", "ORG")
    plain = before.lower not in words.honorifics | words.words.modifiers | words.words.no_name
    return called and plain and following.tag in ("NNP", "NNPS") and following.lower not in words.honorifics


def _behind_head(tokens: Sequence[Token], place: int, lower: str) -> int:
    """Behind the head at a place, "Secretary-General", "president-elect"; 0 when the head is a later word."""
    last = place + 1
    following = tokens[last].lower if last < len(tokens) else ""
    if following == "-" and last + 1 < len(tokens) and tokens[last + 1].lower in _HYPHENED:
        longer = tokens[last + 1].lower == "in" and last + 2 < len(tokens)
        return last + (4 if longer else 2)
    if following == "general" and lower in _GENERALS:
        return last + 1
    if (
        lower == "secretary"
        and following in _DESKS
        and tokens[place].text[:1].isupper() == tokens[last].text[:1].isupper()
    ):
        return last + 1
    desk = tokens[last + 1].lower if lower == "secretary" and last + 2 < len(tokens) else ""
    if desk in load_titles().words.portfolios and (tokens[last].text, tokens[last + 2].text) == ("(", ")"):
        return last + 3  # "Secretary (West)"
    return 0 if _is_modifier_here(tokens, place, last, head_nouns()) else last


def _is_surname(tokens: Sequence[Token], place: int) -> bool:
    """Is the word the last part of a name: "Stephen King", "Mervyn Judge"?"""
    token, before = tokens[place], tokens[place - 1] if place else None
    if before is None or token.entity != "PERSON" or token.entity_start or before.entity != "PERSON":
        return False
    words = load_titles()
    if any(hit.kind == "adjective" for hit in load_gazetteer().find([before.text])):
        return False  # the model takes "Moldovan Minister" for a name
    plain = before.lower not in words.words.modifiers and before.lower not in words.honorifics
    following = tokens[place + 1] if place + 1 < len(tokens) else None
    goes_on = following is not None and following.entity == "PERSON" and not following.entity_start
    return plain and before.text.istitle() and before.lower.rstrip(".") not in head_nouns() and not goes_on


def _is_modifier_here(tokens: Sequence[Token], place: int, last: int, heads: Mapping[str, str]) -> bool:
    """As in "Deputy" in "Deputy Secretary", "Attorney" in "Attorney General": the head comes later."""
    if last >= len(tokens):
        return False
    following = tokens[last]
    words = load_titles().words
    if following.text == "-":
        return False
    if following.lower in heads or singular(following.lower) in heads:
        if tokens[place].lower not in words.modifiers and following.lower in RANKS:
            return False  # "Foreign Minister Prince Faisal"
        if _is_before_rank(tokens, place):
            return False  # "Defence Minister Major General A"
        return tokens[place].lower in words.modifiers or following.lower != "general"
    # "Deputy Prime Minister", "Vice Foreign Minister", "Chief Trade Negotiator"
    if tokens[place].lower in words.modifiers and following.lower in words.modifiers:
        for ahead in range(last, min(last + 6, len(tokens))):
            if tokens[ahead].lower in heads or singular(tokens[ahead].lower) in heads:
                return True
            if tokens[ahead].lower not in words.modifiers:
                return False
    return False


def _is_before_rank(tokens: Sequence[Token], place: int) -> bool:
    """Is the head of a whole office followed by a military rank and a name: "Defence Minister Lieutenant General A"?"""
    group = head_nouns().get(tokens[place].lower)
    if group not in _WITH_RANK or tokens[place].lower in load_titles().words.modifiers:
        return False
    first = end = place + 1
    while end < len(tokens) and end < first + _RANK_WORDS and tokens[end].lower.rstrip(".") in _RANK_PARTS:
        end += 1
    ranked = end > first + 1 or (end > first and tokens[first].lower != "general")
    return ranked and end < len(tokens) and tokens[end].tag in ("NNP", "NNPS") and tokens[end].text[:1].isupper()


def _leftwards(tokens: Sequence[Token], head: int, at: Mapping[int, Hit], floor: int) -> tuple[int, int, str | None]:
    """Where the role and the whole phrase begin, and the country named before it."""
    modifiers = load_titles().words.modifiers
    place = head
    while place > floor:
        hit = at.get(place - 1)
        if hit is not None and hit.first >= floor:
            start, of = find_institution(tokens, place, floor, at) if place == head else (place, None)
            if start < place and hit.kind != "body":
                return start, start, of
            if hit.kind == "body":
                place = hit.first
                continue
            if hit.kind in ("capital", "city") and place < head and tokens[place].lower not in modifiers:
                return place, place, None  # "Minsk Group Co-Chair"
            return place, hit.first, hit.country
        start, of = find_institution(tokens, place, floor, at)
        if start < place:
            place = start
            if of is not None:
                return place, place, of
            continue
        if tokens[place - 1].text in POSSESSIVE:
            owner = at.get(place - 2)
            owned = owner is not None and owner.first >= floor and owner.kind not in ("adjective", "demonym")
            return (place, owner.first, owner.country) if owner is not None and owned else (place, place, None)
        if _is_glued_hyphen(tokens, place, floor):
            place -= 2  # "long-serving", "then-manager"; "ex-UK" names a country
            hit = at.get(place)
            if hit is not None:
                return place + 2, hit.first, hit.country
            continue
        step = _step_left(tokens, place, head, at, floor)
        if step == 0:
            break
        place -= step
    return place, place, None


def _is_glued_hyphen(tokens: Sequence[Token], place: int, floor: int) -> bool:
    before = tokens[place - 1]
    glued = before.start == tokens[place - 2].end and before.end == tokens[place].start
    return before.text in ("-", "–") and place - 2 >= floor and glued


def _step_left(tokens: Sequence[Token], place: int, head: int, at: Mapping[int, Hit], floor: int) -> int:
    """How many tokens before ``place`` belong to the office: 0, 1, or 2 with "and"."""
    words = load_titles().words
    before = tokens[place - 1]
    if before.lower in _STYLES:
        return 0
    if before.lower in ("chargé", "charge") and tokens[place].lower.startswith("d"):
        return 1
    if before.lower in words.modifiers and (before.tag[:2] not in ("VB", "IN", "RB") or before.lower in _VERBLIKE):
        return 1
    if place - 3 >= floor and tokens[place - 2].text == "-" and before.start == tokens[place - 2].end:
        # The end of "long-serving", "newly-elected": the hyphen is met in the next round.
        return int(before.text.islower() and before.tag[:2] in ("VB", "JJ", "NN"))
    shouted = tokens[head].text[:1].isupper()
    if not shouted and place == head and _is_abbreviation(before):
        return 1  # "an NTSB spokesman"
    if shouted and head - place < 5 and before.entity not in ("GPE", "NORP") and _is_plain_name(before):
        return int(before.lower not in head_nouns())
    if before.lower not in ("and", "&") or place - 2 < floor:
        return 0
    other = tokens[place - 2].lower
    if other in words.modifiers & words.portfolios and tokens[place].lower in words.portfolios:
        return 2  # "Trade and Industry Minister"
    plain = _is_plain_name(tokens[place - 2]) and place - 2 not in at and other not in head_nouns()
    behind_office = place >= 3 and tokens[place - 3].lower in head_nouns()
    if place >= 3 and tokens[place - 3].tag == "NNP" and tokens[place - 3].lower not in words.modifiers:
        return 0  # "Ajit Doval and Foreign Secretary A"
    own_word = head - 3 <= place < head and tokens[place].lower not in words.modifiers - words.portfolios
    return 2 if shouted and plain and own_word and not behind_office else 0  # "Police and Crime Commissioner"


def _is_abbreviation(token: Token) -> bool:
    """A body or firm by its initials, which no list knows."""
    return token.text.isupper() and token.text.isalpha() and 2 < len(token.text) < 7 and token.tag in ("NNP", "NN")


def _is_plain_name(token: Token) -> bool:
    """A capitalised word that is no person, place or date."""
    return (
        token.text[:1].isupper()
        and token.tag in ("NNP", "NNPS")
        and token.entity in ("", "ORG")
        and token.lower not in load_titles().words.no_name
    )
