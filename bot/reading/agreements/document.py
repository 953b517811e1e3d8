"""What an article's title says of all its sentences: whose document it is, and of what kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.models import AgreementKind
from bot.core.places import Hit
from bot.core.text import fold
from bot.reading.agreements.bodies import is_of_those_who_meet
from bot.reading.agreements.words import base_form, find_phrases, load_instruments
from bot.reading.context.context import Context, Mention
from bot.reading.parsing.syntax import Sentence

_TALK_VERBS = frozenset(
    (
        "discuss",
        "meet",
        "talk",
        "meeting",
        "call",
        "summit",
        "visit",
        "travel",
        "speak",
        "dialogue",
        "talks",
        "host",
        "receive",
    )
)
# The day of these is not that of the talks: "the minister said on Sunday", "the visit was concluded today".
_OTHER_DAYS = frozenset("add announce begin complete conclude confirm end report say start tell".split())
_TRAVELS = frozenset(("leave", "depart", "arrive"))  # the day of a journey is not that of the talks
_TALKS_WITHIN = 12  # sentences from the top in which the talks of a report are told
_OFFICIAL = frozenset(
    ("fact sheet", "joint statement", "joint declaration", "joint communique", "memorandum", "readout")
)
_HELD_THERE = frozenset(("talks", "summit", "meeting", "conference", "visit", "forum", "trip"))
_GOING_ON = frozenset(("and", "at", "in"))  # behind a topic
_TO_A_PLACE = frozenset(("at", "in", "to"))
_EVENTS = frozenset(("conference", "forum", "margins", "meeting", "session", "sidelines", "summit"))
_EVENT_WITHIN = 4  # tokens
_NAME_OF_CITY = 3  # words
_LEAD = 5  # sentences in which the partner of a title with one name is looked for


@dataclass(frozen=True, slots=True)
class Document:
    """The article as a document of its parties."""

    parties: tuple[str, ...]  # the countries and bodies that the title names, in order; two at least, else empty
    joint: bool  # "we" and "our" in it are the parties
    binds: bool  # it tells of an agreement between the parties, so that the other one of a pledge goes without saying
    kind: AgreementKind  # of what is agreed in it, when no instrument is named
    instruments: tuple[AgreementKind, ...]  # kinds of the instruments that the title names
    official: bool  # it is the sides' own paper, no report about them
    titled: bool  # the title itself names two parties
    named: tuple[str, ...]  # whom the title itself names, in order, one too
    of_terms: bool  # it lists the terms of an agreement: "Fact Sheet: …", "Joint Statement on the Framework for …"


def read_document(context: Context) -> Document:
    """The document that an article is, from its title and, for a title with one name, its first sentences."""
    lists = load_instruments()
    words = fold(context.article.title).split()
    known = set(words)
    named = tuple(_named_in_title(context))
    parties = named if len(named) != 1 else (*named, *_partner(context, named[0]))
    kinds = tuple(item.kind for item in find_phrases(words))
    joint = AgreementKind.JOINT_STATEMENT in kinds and len(parties) > 1
    relates = len(parties) > 1 and bool(known & lists.relating)
    binds = len(parties) > 1 and (bool(kinds) or bool(known & lists.binding))
    kind = AgreementKind.AGREEMENT
    official = any(words in fold(context.article.title) for words in _OFFICIAL)
    if AgreementKind.JOINT_STATEMENT in kinds and official and not known & {"agreement", "framework", "deal"}:
        kind = AgreementKind.JOINT_STATEMENT
    if AgreementKind.MEMORANDUM in kinds and kind is AgreementKind.AGREEMENT and official:
        kind = AgreementKind.MEMORANDUM
    return Document(
        parties if len(parties) > 1 else (),
        joint,
        binds or (official and relates),
        kind,
        kinds,
        official,
        len(named) > 1,
        named,
        official and kind is AgreementKind.AGREEMENT and "readout" not in known,
    )


@dataclass(frozen=True, slots=True)
class Talks:
    """The talks that an article reports."""

    sentence: int
    date: str | None
    place: str | None
    sides: tuple[str, ...]  # those named as talking, in order


def _body_in(context: Context, sentence: Sentence, mention: Mention) -> str | None:
    """The body in the words for a person: "the European Union Special Representative"."""
    words = [token.text for token in sentence.tokens[mention.first : mention.last]]
    return next((hit.name for hit in context.gazetteer.find(words) if hit.kind == "body"), None)


def _is_of_the_telling(sentence: Sentence, start: int) -> bool:
    """Is the date at offset ``start`` when it was said or a visit ended, not when they met?"""
    tokens = sentence.tokens
    token = next((token for token in tokens if token.end > start), tokens[-1])
    for _ in range(4):
        if token.tag[:2] == "VB":
            return base_form(token) in _OTHER_DAYS
        token = tokens[token.head]
    return False


def find_talks(context: Context) -> Talks | None:
    """The first sentence that tells of talks held and when or where."""
    for sentence in context.sentences[:_TALKS_WITHIN]:
        told = [
            token
            for token in sentence.tokens
            if (token.tag in ("VBD", "VBN", "NN") or token.lower in ("talks", "discussions"))
            and base_form(token) in _TALK_VERBS
        ]
        if sentence.heading or not told or any(base_form(token) in _TRAVELS for token in sentence.tokens):
            continue
        if any(token.lower in ("will", "plans", "planned", "scheduled", "upcoming") for token in sentence.tokens):
            continue
        dates = [
            found
            for found in context.dates(sentence.index)
            if len(found.iso) > len("2024-08") and not _is_of_the_telling(sentence, found.start)
        ]
        mentions = context.mentions(sentence.index)
        places = [mention.names[0] for mention in mentions if mention.kind == "place"]
        named = [
            (side, mention.how)
            for mention in mentions
            if mention.kind != "place"
            for name in mention.names
            if (side := context.side(name))
        ]
        people = {name for mention in mentions if mention.kind == "person" for name in mention.names}
        meets = any(mention.kind == "body" and is_of_those_who_meet(sentence, mention) for mention in mentions)
        if (meets or max(len({side for side, _ in named}), len(people)) > 1) and (dates or places):
            behind = [found.iso for found in dates if found.start > told[0].start]
            day = behind[0] if behind else dates[0].iso if dates else None
            acting = [
                side
                for mention in mentions
                if mention.kind == "person"
                for name in mention.names
                if (side := context.side(name) or _body_in(context, sentence, mention))
            ]
            # Where people talk, a country beside them is what they talk about.
            sides = dict.fromkeys(acting if len(people) > 1 else [side for side, how in named if how != "adjective"])
            return Talks(sentence.index, day, places[0] if places else None, tuple(sides))
    return None


def _named_in_title(context: Context) -> list[str]:
    """The parties that the title names, by a country or body or by a person of theirs."""
    title = context.article.title
    found: list[str] = []
    tokens = title.replace("’s", "").replace("'s", "").split()
    topics = _topics(context)
    for hit in context.gazetteer.find(tokens):
        at_a_place = (
            hit.kind == "capital"
            and hit.first > 0
            and tokens[hit.first - 1].lower() in ("in", "at", "to", "near", "from")
        ) or (hit.kind == "capital" and hit.last < len(tokens) and tokens[hit.last].lower() in _HELD_THERE)
        aside = at_a_place or hit.stands_for in topics or _is_behind_its_city(tokens, hit)
        if hit.stands_for is not None and hit.kind != "city" and not aside and hit.stands_for not in found:
            found.append(hit.stands_for)
    words = set(fold(title).split())
    for sentence in context.sentences[: _LEAD + 1]:
        for mention in context.mentions(sentence.index):
            if mention.kind != "person" or mention.country is None or mention.country in found:
                continue
            if {part for part in fold(mention.names[0]).split() if len(part) > 1} & words:
                found.append(mention.country)
    return found


def _is_event(sentence: Sentence, mention: Mention) -> bool:
    """Is the body no more than an occasion: "in New York for the 68th session of the UN General Assembly"?"""
    before = {token.lower for token in sentence.tokens[max(0, mention.first - _EVENT_WITHIN) : mention.first]}
    return mention.kind == "body" and bool(before & _EVENTS)


def _topics(context: Context) -> set[str]:
    """The countries that the title's sides spoke about: "Communiqué on Chad and Peru"."""
    tokens = context.article.title.replace("’s", "").replace("'s", "").split()
    found: set[str] = set()
    behind = -1  # the last topic
    for hit in context.gazetteer.find(tokens):
        joined = tokens[behind : hit.first] in (["and"], ["&"], []) and behind > 0
        if hit.country is not None and (_is_topic(tokens, hit) or joined):
            found.add(hit.country)
            behind = hit.last
    return found


def _is_topic(tokens: Sequence[str], hit: Hit) -> bool:
    """Does it stand alone behind "on": "Communiqué on Chad", never "Statement on the Chad-Peru Framework"?"""
    ends = hit.last == len(tokens) or tokens[hit.last - 1][-1] in ",:;" or tokens[hit.last].lower() in _GOING_ON
    before = [word.lower() for word in tokens[max(0, hit.first - 2) : hit.first] if word.lower() != "the"]
    return ends and hit.kind == "country" and before[-1:] == ["on"]


def _is_behind_its_city(tokens: Sequence[str], hit: Hit) -> bool:
    """Is it part of a place: "Travels to Rome, Italy"?"""
    if not hit.first or not tokens[hit.first - 1].endswith(","):
        return False
    before = [word.lower() for word in tokens[max(0, hit.first - _NAME_OF_CITY - 1) : hit.first - 1]]
    return bool(_TO_A_PLACE & set(before))


def _partner(context: Context, one: str) -> list[str]:
    """The one other side that the first sentences name beside the title's."""
    topics = _topics(context)
    for sentence in context.sentences[:_LEAD]:
        if sentence.heading:
            continue
        names = {
            side
            for mention in context.mentions(sentence.index)
            if mention.kind != "place" and mention.how not in ("adjective", "group")
            for name in mention.names
            if (side := context.side(name)) is not None and side not in topics
        }
        if names == {one}:
            continue
        if (
            one in names
            and len(names) == 2
            and not any(_is_event(sentence, mention) for mention in context.mentions(sentence.index))
        ):
            return [name for name in names if name != one]
        if names:
            return []
    return []
