"""The country that a sentence gives as a person's own side: "on the Kenyan side, Minister A signed".

Words beside the name decide before anything that the rest of the article suggests.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.core.places import Hit
from bot.reading.context.bonds import NamedPerson
from bot.reading.context.mentions import Reading
from bot.reading.parsing.syntax import Sentence, Token

_TEAMS = frozenset("side delegation team party contingent mission".split())
_LED = frozenset("led headed represented chaired fronted".split())
_FOR = frozenset("for representing behalf".split())
_LEADS = frozenset("led headed leads heads leading heading represented chaired".split())
_RANKS_OF_STATE = frozenset("officials leaders ministers authorities lawmakers dignitaries".split())
_BEFORE_LED = frozenset((",", "who", "is", "was", "will", "has", "had"))
_BETWEEN = 4  # words between the side and the name: "side , led by"
_APPOSED = 8  # words between the country and the office: "Ghana's chief economic planner, Deputy Minister A"
_LONG = 14  # words of a ministry's name
_PERSONAL = ("er", "or", "man", "woman", "ist", "diplomat", "chief", "head", "official", "envoy", "aide", "boss")


def list_own_sides(sentence: Sentence, reading: Reading) -> Iterator[tuple[NamedPerson, str]]:
    """Each person of whom the sentence tells for which country they act, with that country."""
    lead = reading.people[0] if reading.people else None
    if lead is not None and lead.role and not lead.country:
        apposed = _find_apposed(sentence.tokens, reading.hits, lead)
        if apposed is not None:
            yield lead, apposed
    for person in reading.people:
        among = _find_among(sentence.tokens, reading.hits, person) if not person.country else None
        if among is not None:
            yield person, among
        owner = _find_ministry(sentence.tokens, reading.hits, person) if not person.country else None
        if owner is not None:
            yield person, owner
    lowers = {token.lower for token in sentence.tokens}
    if lead is None or not (lowers & _TEAMS or lowers & _LED or lowers & _FOR):
        return
    for person in reading.people:
        country = _find_before(sentence.tokens, reading.hits, person) or _find_behind(
            sentence.tokens, reading.hits, person
        )
        if country is not None:
            yield person, country


def _find_before(tokens: Sequence[Token], hits: Sequence[Hit], person: NamedPerson) -> str | None:
    """As in "on the Kenyan side, A", "the Kenyan delegation led by A", "Kenya was represented by its minister, A"."""
    place = person.first
    while place and (tokens[place - 1].text == "," or tokens[place - 1].lower in ("the", "its", "their", "was", "is")):
        place -= 1
    near = tokens[max(0, place - 1) : place]
    if near and near[0].lower == "by":
        led = next((token for token in tokens[max(0, place - 3) : place - 1] if token.lower in _LED), None)
        if led is None:
            return None
        place = led.i
        while place and tokens[place - 1].lower in (",", "which", "was", "is", "were", "be", "will", "has", "been"):
            place -= 1
        near = tokens[place - 1 : place]
        owner = _ending_at(hits, place)
        if owner is not None and owner.kind == "country":
            return owner.country
    if near and near[0].lower in _TEAMS:
        owner = _ending_at(hits, place - 1, marked=tokens)
        return owner.country if owner is not None else None
    return None


def _find_behind(tokens: Sequence[Token], hits: Sequence[Hit], person: NamedPerson) -> str | None:
    """As in "A, representing Kenya,", "A on behalf of Kenya", "A signed for the Kenyan side"."""
    led = _find_led(tokens, hits, person)
    if led is not None:
        return led
    for token in tokens[person.last : person.last + 2 + _BETWEEN]:
        if token.lower in ("and", "with", ";") or (token.lower == "for" and token.i > person.last + 2):
            return None
        if token.lower not in _FOR:
            continue
        place = token.i + 1 + sum(each.lower in ("of", "the") for each in tokens[token.i + 1 : token.i + 3])
        hit = next((hit for hit in hits if hit.first == place and hit.kind != "body"), None)
        if hit is None or hit.country is None:
            return None
        following = tokens[hit.last].lower if hit.last < len(tokens) else "."
        if token.lower == "for":
            signed = tokens[token.i - 1].lower in ("signed", "initialled", "initialed", "inked", "signing")
            return hit.country if signed and (following in _TEAMS or following in (".", ",", "and")) else None
        return hit.country if hit.kind == "country" or following in _TEAMS | {"government"} else None
    return None


def _find_led(tokens: Sequence[Token], hits: Sequence[Hit], person: NamedPerson) -> str | None:
    """As in "A headed the Kenyan side", "A, who led the Kenyan delegation"."""
    place = person.last
    while place < len(tokens) and tokens[place].lower in _BEFORE_LED:
        place += 1
    if place + 1 >= len(tokens) or tokens[place].lower not in _LEADS:
        return None
    place += 1 + (tokens[place + 1].lower in ("the", "a", "his", "her"))
    words = [token.lower for token in tokens[place : place + 3]]
    if len(words) == 3 and words[0] in _TEAMS and words[1] in ("of", "from"):
        place += 2 + (words[2] == "the")  # "led the side of Kenya"
        hit = next((hit for hit in hits if hit.first == place and hit.kind == "country"), None)
        return hit.country if hit is not None else None
    hit = next((hit for hit in hits if hit.first == place and hit.kind in ("adjective", "country")), None)
    if hit is None:
        return None
    behind = hit.last + (hit.last < len(tokens) and tokens[hit.last].tag == "POS")
    return hit.country if behind < len(tokens) and tokens[behind].lower in _TEAMS else None


def _find_apposed(tokens: Sequence[Token], hits: Sequence[Hit], person: NamedPerson) -> str | None:
    """As in "Ghana's chief planner, Deputy Minister A, said": a first description of the person, with the country."""
    last = person.first - 2
    if last < 1 or tokens[last + 1].text != "," or not tokens[last].lower.endswith(_PERSONAL):
        return None
    place = last
    while place > max(0, last - _APPOSED) and tokens[place].tag[:2] in ("NN", "JJ", "VB", "HY"):
        owner = _ending_at(hits, place, marked=tokens)
        if owner is not None and (owner.kind == "adjective" or tokens[place - 1].tag == "POS"):
            opens = owner.first == 0 or tokens[owner.first - 1].lower in ("the", "by", "said", "and")
            return owner.country if opens else None
        place -= 1
    return None


def _find_among(tokens: Sequence[Token], hits: Sequence[Hit], person: NamedPerson) -> str | None:
    """As in "Foreign Minister A and other senior Kenyan officials": the country of those among whom the person is."""
    behind = [token.lower for token in tokens[person.last : person.last + 4]]
    if not person.role or (
        behind[:2] not in (["and", "other"], [",", "other"]) and behind[:3] != [",", "and", "other"]
    ):
        return None
    last = person.last + behind.index("other")
    hit = next((hit for hit in hits if last < hit.first <= last + 3 and hit.kind == "adjective"), None)
    row = [token.lower for token in tokens[hit.last : hit.last + 3]] if hit is not None else []
    return hit.country if hit is not None and _RANKS_OF_STATE & set(row) else None


def _find_ministry(tokens: Sequence[Token], hits: Sequence[Hit], person: NamedPerson) -> str | None:
    """As in "the UAE Ministry of Foreign Affairs' Assistant Minister A": the country of the ministry that owns."""
    if person.first < 3 or tokens[person.first - 1].tag != "POS":
        return None
    for place in range(person.first - 2, max(0, person.first - _LONG), -1):
        token = tokens[place]
        if token.lower in ("ministry", "department"):
            owner = _ending_at(hits, place, marked=tokens)
            return owner.country if owner is not None else None
        if token.tag[:2] not in ("NN", "JJ") and token.lower not in ("of", "for", "and", ",", "the"):
            return None
    return None


def _ending_at(hits: Sequence[Hit], place: int, marked: Sequence[Token] = ()) -> Hit | None:
    """The country that ends right before ``place``, a possessive mark between them when the tokens are given."""
    if marked and place and marked[place - 1].tag == "POS":
        place -= 1
    return next((hit for hit in hits if hit.last == place and hit.kind != "body" and hit.country), None)
