"""Offices in a sentence: "Chinese Premier", "the Deputy Secretary of State of the United States", "foreign ministers".

A small grammar over the tokens: country or body, words such as "deputy" and "foreign", the head ("minister"), and what
follows with "of", "for" or "to". The country is read out of it; the role is what remains.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.core.places import Hit
from bot.reading.syntax import Token
from bot.reading.titles import head_nouns, load_titles, longer_heads, singular

RANKS = frozenset(("prince", "princess", "ambassador"))  # stand between another office and the name
_POSSESSIVE = frozenset(("'s", "’s", "'", "’"))
# Tagged as verbs or adverbs, and part of an office all the same.
_VERBLIKE = frozenset(
    "under vice then ex newly acting visiting outgoing incoming leading ruling managing founding exiled jailed ousted "
    "elected deposed late".split()
)
_HOUSES = frozenset("parliament senate congress sejm knesset duma majilis bundestag cabinet".split())
_BRANCHES = frozenset("bureau ministry department office division directorate secretariat".split())


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
    while place < len(tokens):
        office = _office_at(tokens, place, at, behind)
        if office is None:
            place += 1
            continue
        if found and _is_joined(tokens, found[-1], office):
            before = found.pop()
            # "The Secretary-General's envoy" is an envoy, "premier and foreign minister" a premier.
            main = office if tokens[before.last].text in _POSSESSIVE else before
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
    if len(between) == 1 and between[0] in _POSSESSIVE:
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
        and two.country is None
    )


def _office_at(tokens: Sequence[Token], place: int, at: Mapping[int, Hit], floor: int) -> Office | None:
    token = tokens[place]
    if place in at and at[place].kind != "body":
        seat = at[place]  # "United States Trade Representative" names an office and stands for its state
        if (
            seat.kind == "capital"
            and seat.last == place + 1
            and seat.first < place - 1
            and token.lower in head_nouns()
            and seat.first >= floor
        ):
            return Office(
                seat.first,
                seat.last,
                seat.first,
                seat.last,
                place,
                head_nouns()[token.lower],
                seat.country,
                plural=False,
            )
        return None
    lower = token.lower.rstrip(".")
    heads = head_nouns()
    plural = False
    group = heads.get(lower)
    if group is None:
        group = heads.get(singular(lower))
        plural = group is not None
    if group is None or token.tag[:1] not in ("N", "J"):
        return None
    if lower in (
        "head",
        "chair",
        "host",
        "state",
        "chief",
        "general",
        "leader",
        "deputy",
        "official",
        "member",
        "justice",
        "major",
        "fellow",
        "secretary",
    ) and token.tag.startswith("J"):
        return None
    head = place
    last = place + 1
    # "Secretary-General", "president-elect", "Attorney General"
    if (
        last + 1 < len(tokens)
        and tokens[last].text == "-"
        and tokens[last + 1].lower in ("general", "elect", "designate", "in")
    ):
        last += 2
        if tokens[last - 1].lower == "in" and last + 1 < len(tokens):
            last += 2
    elif (
        last < len(tokens)
        and tokens[last].lower == "general"
        and lower
        in (
            "secretary",
            "attorney",
            "director",
            "consul",
            "solicitor",
            "governor",
            "inspector",
            "major",
            "lieutenant",
            "brigadier",
            "colonel",
            "auditor",
        )
    ):
        last += 1
    elif _is_modifier_here(tokens, place, last, heads):
        return None
    role_first, first, country = _leftwards(tokens, place, at, floor)
    last, role_last, more = _rightwards(tokens, last, at)
    if head > role_first:
        group = longer_heads().get(f"{tokens[head - 1].lower} {singular(lower) if plural else lower}", group)
    if group == "envoy" and tokens[head + 1 : head + 2] and tokens[head + 1].lower == "for":
        more = None  # an envoy for a country is hardly of it
    return Office(first, last, role_first, role_last, head, group, country or more, plural=plural)


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
        return tokens[place].lower in words.modifiers or following.lower != "general"
    # "Deputy Prime Minister", "Vice Foreign Minister", "Chief Trade Negotiator"
    if tokens[place].lower in words.modifiers and following.lower in words.modifiers:
        for ahead in range(last, min(last + 6, len(tokens))):
            if tokens[ahead].lower in heads or singular(tokens[ahead].lower) in heads:
                return True
            if tokens[ahead].lower not in words.modifiers:
                return False
    return False


def _leftwards(tokens: Sequence[Token], head: int, at: Mapping[int, Hit], floor: int) -> tuple[int, int, str | None]:
    """Where the role and the whole phrase begin, and the country named before it."""
    modifiers = load_titles().words.modifiers
    place = head
    while place > floor:
        hit = at.get(place - 1)
        if hit is not None and hit.first >= floor:
            if hit.kind == "body":
                place = hit.first
                continue
            if hit.kind in ("capital", "city") and place < head and tokens[place].lower not in modifiers:
                return place, place, None  # "Minsk Group Co-Chair"
            return place, hit.first, hit.country
        if tokens[place - 1].text in _POSSESSIVE:
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
    if before.lower in words.modifiers and (before.tag[:2] not in ("VB", "IN", "RB") or before.lower in _VERBLIKE):
        return 1
    if place - 3 >= floor and tokens[place - 2].text == "-" and before.start == tokens[place - 2].end:
        # The end of "long-serving", "newly-elected": the hyphen is met in the next round.
        return int(before.text.islower() and before.tag[:2] in ("VB", "JJ", "NN"))
    shouted = tokens[head].text[:1].isupper()
    if shouted and head - place < 5 and before.entity not in ("GPE", "NORP") and _is_plain_name(before):
        return int(before.lower not in head_nouns())
    if before.lower not in ("and", "&") or place - 2 < floor:
        return 0
    other = tokens[place - 2].lower
    if other in words.modifiers & words.portfolios and tokens[place].lower in words.portfolios:
        return 2  # "Trade and Industry Minister"
    plain = _is_plain_name(tokens[place - 2]) and place - 2 not in at and other not in head_nouns()
    behind_office = place >= 3 and tokens[place - 3].lower in head_nouns()
    own_word = head - 3 <= place < head and tokens[place].lower not in words.modifiers - words.portfolios
    return 2 if shouted and plain and own_word and not behind_office else 0  # "Police and Crime Commissioner"


def _is_plain_name(token: Token) -> bool:
    """A capitalised word that is no person, place or date."""
    return (
        token.text[:1].isupper()
        and token.tag in ("NNP", "NNPS")
        and token.entity in ("", "ORG")
        and token.lower not in load_titles().words.no_name
    )


def _rightwards(tokens: Sequence[Token], last: int, at: Mapping[int, Hit]) -> tuple[int, int, str | None]:
    """Where the whole phrase and the role end ("of State of the United States"), and the country named there."""
    words = load_titles().words
    country: str | None = None
    role_last = last
    while last + 1 < len(tokens) and tokens[last].text in ("of", "for", "to", "in", "on", "at"):
        place = last + 1
        prep = tokens[last].lower
        if tokens[place].lower in ("the", "his", "her", "its", "their") and place + 1 < len(tokens):
            place += 1
        if _is_office_ahead(tokens, place):
            break  # "Envoy of the Secretary-General": joined later
        hit = at.get(place)
        if hit is not None and hit.first == place and hit.kind in ("country", "capital", "city", "body"):
            if prep in ("in", "on", "at"):
                break
            if tokens[hit.last].lower in ("'s", "’s") if hit.last < len(tokens) else False:
                # "head of Iran's Quds Force"
                end = _capitals(tokens, hit.last + 1, at)
                if end > hit.last + 1:
                    last = role_last = end
                    country = country or hit.country
                    continue
            last = role_last = hit.last
            if prep in ("of", "for") and hit.country is not None:
                country = country or hit.country
            continue
        end = _portfolio(tokens, place, at)
        if place < end < len(tokens) and tokens[end].lower in words.no_person and tokens[end].text[:1].isupper():
            end = _capitals(tokens, place, at)
        if end == place and (prep != "in" or tokens[place].lower in _BRANCHES):
            end = _capitals(tokens, place, at)
        if end == place:
            break
        last = role_last = end
    return last, role_last, country


def _portfolio(tokens: Sequence[Token], place: int, at: Mapping[int, Hit]) -> int:
    """Behind the words of a portfolio: "Agriculture and Rural Development", "the Environment, Water, and Energy"."""
    words = load_titles().words.portfolios
    end = place
    while end < len(tokens):
        token = tokens[end]
        if token.lower in words or (
            at.get(end) is not None
            and at[end].kind == "adjective"
            and end + 1 < len(tokens)
            and tokens[end + 1].lower in words
        ):
            end += 1
            continue
        if token.lower in ("and", "&", ",", "of", "the", "for") and end > place:
            ahead = end + 1
            while ahead < len(tokens) and tokens[ahead].lower in ("and", "the", ",", "&"):
                ahead += 1
            adjective = (
                at.get(ahead) is not None
                and at[ahead].kind == "adjective"
                and ahead + 1 < len(tokens)
                and tokens[ahead + 1].lower in words
            )
            if (
                ahead < len(tokens)
                and (tokens[ahead].lower in words or adjective)
                and (tokens[ahead].text[:1].isupper() == tokens[place].text[:1].isupper())
                and not _is_office_ahead(tokens, ahead)
            ):
                end = ahead
                continue
        break
    return end


def _is_office_ahead(tokens: Sequence[Token], place: int) -> bool:
    """Do words that could be a portfolio lead up to the head of another office ("and Foreign Minister")?"""
    words = load_titles().words
    heads = head_nouns()
    for ahead in range(place, min(place + 6, len(tokens))):
        if tokens[ahead].lower in heads or singular(tokens[ahead].lower) in heads:
            return True
        if tokens[ahead].lower not in words.portfolios and tokens[ahead].lower not in words.modifiers:
            return False
    return False


def _no_name_words() -> frozenset[str]:
    words = load_titles().words
    return words.no_person | words.portfolios | words.modifiers


def _capitals(tokens: Sequence[Token], place: int, at: Mapping[int, Hit]) -> int:
    """Behind a run of capitalised words that spaCy does not take for a person: "the Popular Mobilization Forces"."""
    end = place
    honorifics = load_titles().honorifics
    while (
        end < len(tokens)
        and tokens[end].text[:1].isupper()
        and tokens[end].lower not in honorifics
        and tokens[end].tag in ("NNP", "NNPS", "NN", "NNS", "JJ")
        and tokens[end].entity not in ("PERSON", "DATE", "TIME")
    ):
        if end > place and tokens[end - 1].lower in _HOUSES and tokens[end].lower not in _no_name_words():
            break  # "of the Committee of the Parliament Sanna Rautio"
        hit = at.get(end)
        if hit is not None and end > place and hit.kind == "country" and tokens[end - 1].lower != "of":
            behind = tokens[hit.last] if hit.last < len(tokens) else None
            if behind is None or not behind.text[:1].isupper() or behind.entity == "PERSON":
                break
        end += 1
        if (
            end + 1 < len(tokens)
            and tokens[end].lower in ("of", "and", "&")
            and tokens[end + 1].text[:1].isupper()
            and tokens[end + 1].entity != "PERSON"
            and (tokens[end].lower == "of" or tokens[end + 1].entity == "ORG")
        ):
            end += 1
    return end
