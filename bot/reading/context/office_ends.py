"""Where an office ends: "of State of the United States", "of the consular department of the Tajik foreign ministry"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.core.places import Hit
from bot.reading.lexicon.lists import load_gazetteer
from bot.reading.lexicon.titles import head_nouns, load_titles, singular
from bot.reading.parsing.syntax import Token

# Between office and name.
RANKS = frozenset(("prince", "princess", "sultan", "ambassador", "professor", "engineer", "barrister"))
_JOINING = frozenset(("of", "for", "to", "in", "on", "at"))
POSSESSIVE = frozenset(("'s", "’s", "'", "’"))
_HOUSES = frozenset(
    "parliament senate congress sejm knesset duma majilis bundestag cabinet assembly commission committee council "
    "court "
    "union party authority agency army navy representatives deputies commons opposition treasury parliament".split()
)
_BRANCHES = frozenset("bureau ministry department office division directorate secretariat".split())
# What somebody heads or belongs to, in small letters: "of the military junta", "of the lower house of Japan".
_ORGANS = _BRANCHES | frozenset(
    "house chamber junta party council court alliance studies army navy police company institute university board "
    "committee commission agency authority delegation mission embassy opposition academy association bloc "
    "parliament".split()
)
_LED = frozenset(("ruling", "governing", "leading"))  # of a party, tagged as verbs
_POSTS = frozenset("embassy consulate mission".split())
_POSTED = frozenset(("ministry", "department", "office", "embassy", "secretariat", "commission"))
_OF_CITIES = frozenset("mayor governor bishop archbishop".split())
_PARTNERS = frozenset("organizations organisations countries states parliament congress bodies institutions".split())
_OTHER_BODIES = (["and", "other", "international", "organizations"], ["and", "other", "international", "organisations"])
_MINISTRIES = frozenset("ministry department".split())


def find_end(tokens: Sequence[Token], last: int, at: Mapping[int, Hit]) -> tuple[int, str | None]:
    """Where an office ends whose head ends at ``last``, "of State of the United States", and the country there."""
    country: str | None = None
    while last + 1 < len(tokens) and tokens[last].text in _JOINING:
        place = last + 1
        if tokens[place].lower in ("the", "his", "her", "its", "their") and place + 1 < len(tokens):
            place += 1
        if _is_office_ahead(tokens, place):
            break  # "Envoy of the Secretary-General": joined later
        hit = at.get(place)
        named = hit is not None and hit.first == place and hit.kind in ("country", "capital", "city", "body")
        end, of = _behind_place(tokens, last, hit, at) if named and hit else _behind_words(tokens, last, place, at)
        if end <= place:
            break
        last, country = end, country or of
        if last + 1 < len(tokens) and tokens[last].text in ("'s", "’s") and tokens[last + 1].text[:1].isupper():
            owned = _capitals(tokens, last + 1, at)  # "of the government's Supreme Economic Council"
            last = owned if owned > last + 1 else last
    return last, country


def _behind_place(tokens: Sequence[Token], last: int, hit: Hit, at: Mapping[int, Hit]) -> tuple[int, str | None]:
    """Behind "of Iran", "of Iran's Quds Force", and the country; 0 where the place is none of the office."""
    prep = tokens[last].lower
    if prep == "in" and tokens[last - 1].lower in _POSTS | {words[-1] for words in _OTHER_BODIES}:
        return hit.last, None  # "of the French Embassy in Kabul"
    if prep == "at" and hit.kind == "country":
        end = _capitals(tokens, hit.first, at)  # "at the China Institutes of International Studies"
        return (end, hit.country) if end > hit.last else (0, None)
    if prep in ("in", "on") or (prep == "at" and hit.kind != "body"):
        return 0, None
    others = hit.last + 4
    if hit.kind == "body" and [token.lower for token in tokens[hit.last : others]] in _OTHER_BODIES:
        return others, None  # "to the United Nations and Other International Organizations"
    if hit.last < len(tokens) and tokens[hit.last].lower in ("'s", "’s"):
        end = _capitals(tokens, hit.last + 1, at)
        if end > hit.last + 1:
            return end, hit.country
    return hit.last, hit.country if prep in ("of", "for") else None


def _behind_words(tokens: Sequence[Token], last: int, place: int, at: Mapping[int, Hit]) -> tuple[int, str | None]:
    """Behind a branch, a portfolio or a name that begins at ``place``, and the country in it; 0 where none does."""
    words, prep = load_titles().words, tokens[last].lower
    of_city = tokens[place].text[:1].isupper() and tokens[last - 1].lower in _OF_CITIES
    if prep == "of" and of_city and load_gazetteer().city(tokens[place].text):
        return place + 1, None  # "Mayor of London Sadiq Khan", of which "London Sadiq" looks like a name
    branch, named = _find_branch(tokens, place, at, proper=prep == "at")
    if branch > place:
        return branch, named
    if prep == "on":
        return _portfolio(tokens, place, at), None  # "Representative on Climate Issues"
    if prep == "at" and head_nouns().get(tokens[last - 1].lower) != "work":
        return 0, None
    if prep == "at":
        return _capitals(tokens, place, at), None  # "senior fellow at the Institute of Asian Studies"
    end = _portfolio(tokens, place, at)
    if place < end < len(tokens) and tokens[end].lower in words.no_person and tokens[end].text[:1].isupper():
        end = max(_capitals(tokens, place, at), _capitals(tokens, end, at))
    if end == place and (prep != "in" or tokens[place].lower in _BRANCHES | _HOUSES):
        end = _capitals(tokens, place, at)
        hit = at.get(place)
        if hit is not None and hit.kind == "adjective" and end > hit.last:
            return end, hit.country  # "of the French Embassy"
    return end, None


def _find_branch(tokens: Sequence[Token], place: int, at: Mapping[int, Hit], *, proper: bool) -> tuple[int, str | None]:
    """Behind "consular department", "Tajik foreign ministry", and the country named in it; ``place`` where none is.

    ``proper``: "the Ministry" in capitals too, which behind "of" is met as a name.
    """
    country: str | None = None
    for i in range(place, min(place + 6, len(tokens))):
        hit = at.get(i)
        if hit is not None and hit.kind != "body":
            country = hit.country if hit.kind in ("adjective", "country") else country
            if i + 1 < len(tokens) and tokens[i + 1].lower == "studies":
                country = None  # what is studied
        elif tokens[i].text in POSSESSIVE:
            continue
        elif (tokens[i].lower in _ORGANS and tokens[i].text.islower()) or (proper and tokens[i].lower in _BRANCHES):
            return i + 1, country
        elif tokens[i].lower in _LED:
            continue
        elif tokens[i].tag[:2] not in ("NN", "JJ") or tokens[i].entity in ("PERSON", "DATE"):
            break
    return place, None


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
        if token.lower == "with" and end > place and tokens[end - 1].lower == "relations":
            end = _behind_partners(tokens, end)
            break
        if token.text == "-" and end > place and end + 1 < len(tokens) and tokens[end + 1].lower in words:
            end += 2  # "Indo-Pacific Policy"
            continue
        if token.lower in ("and", "&", ",", "of", "the", "for") and end > place:
            ahead = end + 1
            region = at.get(ahead) if token.lower in ("and", "&", ",") else None
            if region is not None and region.first == ahead and _ends_before_post(tokens, region.last):
                end = region.last  # "for South Asia and Oman at the Foreign Office"
                continue
            if token.text == "," and _is_listed_portfolio(tokens, ahead, words):
                end = ahead + 1  # "Fisheries, Dams and Culture"
                continue
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


def _behind_partners(tokens: Sequence[Token], place: int) -> int:
    """Behind "with International Organizations", those with whom relations are kept; ``place`` where none are named."""
    words = load_titles().words
    end = place + 1
    while end < len(tokens) and tokens[end].lower in words.modifiers | words.portfolios:
        end += 1
    closed = end > place + 1 and end < len(tokens) and tokens[end].lower in _PARTNERS
    return end + 1 if closed else place


def _ends_before_post(tokens: Sequence[Token], place: int) -> bool:
    """Does "at the ministry" follow, so that the country before it is one that the office is for?"""
    words = [token.lower for token in tokens[place : place + 8]]
    return words[:2] == ["at", "the"] and bool(_POSTED & set(words))


def _is_listed_portfolio(tokens: Sequence[Token], place: int, words: frozenset[str]) -> bool:
    """Is an unknown capitalised word one item of a portfolio: "Dams" in "Fisheries, Dams and Culture"?"""
    behind = place + 1
    if behind >= len(tokens) or tokens[place].lower in words or not tokens[place].text[:1].isupper():
        return False
    while behind < len(tokens) and tokens[behind].lower in ("and", "&", ","):
        behind += 1
    return behind < len(tokens) and tokens[behind].lower in words and tokens[place].tag in ("NNP", "NNPS", "NNS")


def is_joint_chiefs(tokens: Sequence[Token], place: int) -> bool:
    """Do the "Chiefs" at a place belong to "Joint Chiefs of Staff", a body?"""
    return place > 0 and tokens[place].text == "Chiefs" and tokens[place - 1].lower == "joint"


def _is_office_ahead(tokens: Sequence[Token], place: int) -> bool:
    """Do words that could be a portfolio lead up to the head of another office ("and Foreign Minister")?"""
    words = load_titles().words
    heads = head_nouns()
    for ahead in range(place, min(place + 6, len(tokens))):
        named = tokens[ahead].lower in heads or singular(tokens[ahead].lower) in heads
        if named and is_joint_chiefs(tokens, ahead):
            return False
        if named and not (ahead == place and tokens[ahead].lower in words.portfolios):
            return tokens[ahead].lower not in RANKS  # "Minister for Law Professor A"
        if tokens[ahead].lower not in words.portfolios and tokens[ahead].lower not in words.modifiers:
            return False
    return False


def _no_name_words() -> frozenset[str]:
    words = load_titles().words
    return words.no_person | words.portfolios | words.modifiers


def _is_name_behind(tokens: Sequence[Token], place: int, end: int) -> bool:
    """Does a name begin at ``end``: initials, or what is no portfolio behind "the Ministry of Finance"?"""
    token = tokens[end]
    if len(token.text) == 2 and token.text[1] == ".":
        return True  # "of the Ministry of Finance S. R. Silva"
    words = load_titles().words
    ministry = tokens[place].lower in _MINISTRIES and tokens[end - 1].lower in words.portfolios
    return ministry and token.lower not in _no_name_words() | {"and", "of"}


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
        if end > place and _is_name_behind(tokens, place, end):
            break
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
            and (
                tokens[end].lower == "of"
                or tokens[end + 1].entity == "ORG"
                or tokens[end + 1].lower in load_titles().words.portfolios
            )
        ):
            end += 1
    return end
