"""What in a sentence speaks for an official being of a country: places, travels, and who deals with whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from bot.core.places import Hit
from bot.reading.context.bonds import NamedPerson
from bot.reading.context.mentions import Reading
from bot.reading.context.offices import OFFICIAL
from bot.reading.context.roster import Roster, RosterEntry
from bot.reading.lexicon.lists import lemma
from bot.reading.parsing.syntax import Sentence, Token

TOP = frozenset(("state", "government"))  # a country has one head of state and one of government

# What two sides do with each other; the nouns among them too.
CONTACT = frozenset(
    "meet receive host welcome greet call talk talks hold sign ink exchange agree discuss co-chair speak phone "
    "telephone initial conclude witness meeting consultations discussions counterpart see".split()
)
TRAVEL = frozenset("travel visit fly go come arrive return head tour trip journey land leave depart".split())
# Whose office it is, when a possessive mark stands before it: "the President's press secretary".
_OWN = frozenset(
    "president premier minister king queen sultan government country nation ministry army navy kingdom pm".split()
)
_MANY = frozenset("summit forum conference sidelines margins assembly session congress".split())
_SAYING = frozenset("say announce report confirm tell add state".split())

_BEFORE = 9.0  # "had been in Lima, where she met Foreign Minister A"
LEFT = 3.0  # "left Accra for Abidjan"
_GUEST = 3.0  # "met B of Kenya, who visited Korea"
_BEHIND = 1.5  # "met the Polish minister in Seoul"


def count_countries(readings: Sequence[Reading], roster: Roster) -> Counter[str]:
    """How often an article names each country, those of its people once each."""
    counts: Counter[str] = Counter(hit.country for reading in readings for hit in reading.hits if hit.country)
    for entry in roster.entries:
        for country in entry.countries:
            counts[country] += 1
    return counts


def add_country(entry: RosterEntry, country: str | None) -> None:
    """Give a person a country, where they have none."""
    if country is not None and not entry.countries:
        entry.countries[country] += 1


def list_speaking(sentence: Sentence, reading: Reading) -> Iterator[str]:
    """As in "Japanese officials said": countries whose officials tell what the article tells."""
    for office in reading.offices:
        following = sentence.tokens[office.last] if office.last < len(sentence.tokens) else None
        if office.plural and office.country and following is not None and lemma(following.lower) in _SAYING:
            yield office.country


def may_be_of_state(sentence: Sentence, person: NamedPerson) -> bool:
    """Has the person an office, and not one that belongs to something else by its words: "the Fund's director"?"""
    owner = sentence.tokens[person.first - 1] if person.first else None
    spokes = (person.role_head or "").startswith("spokes")
    own = owner is not None and person.first > 1 and sentence.tokens[person.first - 2].lower in _OWN
    return person.group in OFFICIAL and (owner is None or owner.tag != "POS" or spokes or own)


def is_retinue(sentence: Sentence, one: NamedPerson, two: NamedPerson) -> bool:
    """Is one of the two named as company of the other: "accompanied by", "together with his minister"?"""
    first, last = sorted((one, two), key=lambda person: person.first)
    between = {token.lower for token in sentence.tokens[first.last : last.first]}
    company = bool(between & {"accompanied", "accompanying", "alongside", "appointed", "named"})
    return company and len(between) <= 6 and "who" not in between


def is_met_too(sentence: Sentence, reading: Reading, other: NamedPerson, person: NamedPerson) -> bool:
    """Are both met by a third: "held meetings with Minister A, Minister B and Chairwoman C"?"""
    named = {place for each in reading.people for place in range(each.first, each.last)}
    between = {token.lower for token in sentence.tokens[other.last : person.first] if token.i not in named}
    before = [lemma(token.lower) for token in sentence.tokens[: other.first]]
    return bool(between) and between <= {"and", ",", "the"} and any(word in CONTACT for word in before)


def weigh_place(sentence: Sentence, reading: Reading, person: NamedPerson, hit: Hit) -> float:
    """How much a place of the sentence speaks for its country being that of the official."""
    tokens = sentence.tokens
    if hit.kind in ("adjective", "demonym") or (hit.kind == "capital" and hit.stands_for != hit.country):
        return 0.0
    near = tokens[max(0, hit.first - 3) : hit.first]
    lead = near[-1] if near else None
    crowded = any(token.lower in _MANY for token in tokens)
    if lead is None or (crowded and lemma(lead.lower) != "visit"):
        return 0.0
    moved = any(lemma(token.lower) in TRAVEL for token in near)
    if hit.last <= person.first:
        first = reading.people[0].first
        if lemma(lead.lower) in ("leave", "depart") or (lemma(near[0].lower) == "return" and lead.lower == "to"):
            return 0.0 if first < hit.first else LEFT
        arrived = moved or lead.lower in ("in", "to")
        return _BEFORE if arrived and hit.kind != "city" and _meets_after(tokens, hit.last, person) else 0.0
    if person.first == reading.people[0].first and lemma(lead.lower) in ("leave", "depart"):
        return LEFT if hit.kind != "city" and person.group in TOP | {"minister"} else 0.0
    traveller = next((other for other in reversed(reading.people) if other.last <= hit.first), person)
    if moved and lead.lower not in ("in", "at"):
        return _GUEST if traveller is not person and lemma(lead.lower) == "visit" else 0.0
    return _BEHIND if lead.lower in ("in", "at") else 0.0


def _meets_after(tokens: Sequence[Token], start: int, person: NamedPerson) -> bool:
    """Is the official met between the place and the name: "…, where she met Foreign Minister A"?"""
    between = [lemma(token.lower) for token in tokens[start : person.first]]
    return any(word in CONTACT for word in between)
