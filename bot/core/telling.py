"""What one report says in keys: who takes part, where, and about what. Pure; the gazetteer is passed in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from bot.core.alike import read_place, topic_words
from bot.core.models import Agreement, Fact, Figure, Meeting, Person, Statement
from bot.core.names import Party, name_key, name_words
from bot.core.places import Gazetteer
from bot.core.text import fold

_WORDS_KEPT: Final = 24  # stems that an event is found by
_ABOUT_LENGTH: Final = 60  # of a measure that completes as a whole; longer ones are sentences
# A name with one of these words is no person's.
_BODY_WORDS: Final = frozenset(
    "ministry council forces force company companies bank group union organization organisation corporation "
    "corp inc ltd llc agency commission committee government party parliament court fund association alliance "
    "coalition federation republic kingdom states nations army navy university institute airlines air "
    "movement front league centre center office department secretariat summit forum network authority "
    "administration team delegation officials leaders".split()
)
_BODY_ENDING: Final = re.compile(r"(?:\b(?:Inc|Ltd|LLC|Corp|Co|AG|SA|plc|GmbH|Kft)\.?)\Z")


def list_people(facts: Iterable[Fact]) -> dict[str, Party]:
    """The people of one article by the key of their name, with side and office."""
    people: dict[str, Party] = {}
    for fact in facts:
        if isinstance(fact, Person):
            people.setdefault(name_key(fact.name), _person(fact))
    return people


def _person(fact: Person) -> Party:
    return Party("person", fact.name, fact.country, (fact.role,) if fact.role else ())


def read_party(name: str, people: dict[str, Party], gazetteer: Gazetteer) -> Party:
    """Who a name in a fact is: a person of the article, a country, a body, or what the name looks like."""
    known = people.get(name_key(name))
    if known is not None:
        return known
    country = gazetteer.country(name) or gazetteer.capital_of(name)
    if country is not None:
        return Party("body" if country in gazetteer.bodies else "country", country)
    body = gazetteer.body(name)
    if body is not None:
        return Party("body", body)
    words = name_words(name)
    if len(words) == 1:
        same = [
            party for party in people.values() if words[0] in (name_words(party.name)[0], name_words(party.name)[-1])
        ]
        if len(same) == 1:
            return same[0]
    return Party("person" if _looks_like_a_person(name) else "body", name)


def _looks_like_a_person(name: str) -> bool:
    words = fold(name).split()
    if _BODY_ENDING.search(name) or not _BODY_WORDS.isdisjoint(words) or len(words) < 2:
        return False
    return not name.isupper() and sum(1 for word in name.split() if word[:1].isupper()) >= 2


@dataclass(frozen=True, slots=True)
class Keys:
    """What a report is found and compared by."""

    parties: tuple[Party, ...]  # in the order of the fact, each once
    beside: tuple[Party, ...]  # countries and bodies that its sentence names without their taking part
    places: frozenset[str]  # venue, city, country, folded
    words: frozenset[str]  # stems that a search by topic finds it by
    topic: frozenset[str]  # stems that merging compares: without the parties' names


def read_keys(fact: Fact, people: dict[str, Party], gazetteer: Gazetteer) -> Keys:
    """The keys of a fact as told in an article with these people."""
    beside: tuple[Party, ...] = ()
    parties: list[Party] = []
    text = ""
    match fact:
        case Meeting():
            parties = [read_party(name, people, gazetteer) for name in fact.participants]
        case Agreement():
            parties = [read_party(name, people, gazetteer) for name in fact.parties]
            text = fact.subject
        case Figure():
            parties = find_parties(fact.measure, gazetteer)
            said = fact.quotes[0].text if fact.quotes else ""
            named = find_parties(said, gazetteer)
            beside = tuple(party for party in named if party not in parties)
            parties, beside = (parties, beside) if parties else (list(beside), ())
            text = fact.measure
        case Person():
            parties, text = [_person(fact)], fact.role or ""
        case Statement():
            parties, text = [read_party(fact.speaker, people, gazetteer)], fact.words
    place = read_place(getattr(fact, "place", None), gazetteer)
    said = fact.quotes[0].text if fact.quotes and isinstance(fact, Meeting | Agreement | Figure) else ""
    # What is asked for is found in the sentence too; what decides a merge is the subject alone.
    topic = _topic_of(text, parties, gazetteer)
    words = sorted(topic_words(text)) + sorted(topic_words(said) - topic_words(text))
    return Keys(
        tuple(dict.fromkeys(parties)),
        beside,
        place.keys if place else frozenset(),
        frozenset(words[:_WORDS_KEPT]),
        topic,
    )


def read_topic(fact: Fact, gazetteer: Gazetteer) -> frozenset[str]:
    """The stems that merging compares, as in ``read_keys``, for facts that are filed already; none of a meeting."""
    match fact:
        case Agreement(subject=subject):
            return _topic_of(subject, [read_party(name, {}, gazetteer) for name in fact.parties], gazetteer)
        case Figure(measure=measure):
            parties = find_parties(measure, gazetteer)
            if not parties and fact.quotes:
                parties = find_parties(fact.quotes[0].text, gazetteer)
            return _topic_of(measure, parties, gazetteer)
        case Person():
            return _topic_of(fact.role or "", [_person(fact)], gazetteer)
        case Statement(speaker=speaker, words=words):
            return _topic_of(words, [read_party(speaker, {}, gazetteer)], gazetteer)
        case _:
            return frozenset()


def _topic_of(text: str, parties: Sequence[Party], gazetteer: Gazetteer) -> frozenset[str]:
    return topic_words(text, without=_words_of(parties, text, gazetteer))


def find_parties(text: str, gazetteer: Gazetteer) -> list[Party]:
    """The countries and bodies that a text names, each once, in order."""
    return list(_find_named(text, gazetteer)[0])


@lru_cache(maxsize=10_000)  # an article is compared with the same reports for each of its facts
def _find_named(text: str, gazetteer: Gazetteer) -> tuple[tuple[Party, ...], frozenset[str]]:
    """The countries and bodies that a text names, and the folded words by which it names them and places."""
    tokens = re.findall(r"[^\W_][\w.'’-]*|[^\w\s]", text)
    hits = gazetteer.find(tokens)
    named = [
        Party("body" if hit.kind == "body" else "country", hit.stands_for)
        for hit in hits
        if hit.stands_for is not None and hit.kind not in ("capital", "city")
    ]
    words = {word for hit in hits for word in fold(" ".join(tokens[hit.first : hit.last])).split()}
    return tuple(dict.fromkeys(named)), frozenset(words)


def _words_of(parties: Sequence[Party], text: str, gazetteer: Gazetteer) -> set[str]:
    """The folded words by which a text names the parties: they are compared as parties, not as words."""
    words = {word for party in parties for word in fold(party.name).split()}
    return words | _find_named(text, gazetteer)[1]


@dataclass(frozen=True, slots=True)
class Term:
    """A place or topic that completes while typing."""

    what: Literal["place", "about"]
    name: str

    @property
    def key(self) -> str:
        """The folded name."""
        return fold(self.name)


def list_terms(fact: Fact) -> tuple[Term, ...]:
    """The places and topics that a fact is looked up by."""
    match fact:
        case Meeting(place=place) if place:
            terms = [Term("place", part.strip()) for part in (place, *place.split(",")[1:])]
        case Agreement():
            terms = [Term("place", part.strip()) for part in (fact.place or "").split(",") if part.strip()]
            terms += [Term("about", word) for word in _telling_words(fact.subject)]
        case Figure():
            whole = [Term("about", fact.measure)] if len(fact.measure) <= _ABOUT_LENGTH else []
            terms = whole + [Term("about", word) for word in _telling_words(fact.measure)]
        case _:
            terms = []
    return tuple({term.key: term for term in terms if term.key}.values())


def _telling_words(text: str) -> list[str]:
    """The words of a text that name a topic: lower case, so no names, and long enough to mean something."""
    words = (
        re.findall(r"[a-z][a-z-]{4,24}", text)
        if text.islower()
        else re.findall(r"(?<![A-Za-z-])[a-z][a-z-]{4,24}", text)
    )
    return [word for word in dict.fromkeys(words) if topic_words(word)][:8]


def alias_words(party: Party, gazetteer: Gazetteer) -> list[str]:
    """Every folded word a country or body is known by: its names, short forms and adjectives."""
    names = [party.name]
    if party.kind == "country" and party.name in gazetteer.countries:
        country = gazetteer.countries[party.name]
        names += [country.official or "", *country.names, *country.adjectives, *country.demonyms]
    if party.kind == "body" and party.name in gazetteer.bodies:
        names += gazetteer.bodies[party.name].short
    dropped = {"the", "of", "and", "for", "s"}
    words = [word for name in names for word in (*fold(name).split(), fold(name.replace(".", "")))]
    return [word for word in dict.fromkeys(words) if word and " " not in word and word not in dropped]
