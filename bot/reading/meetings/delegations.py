"""Who spoke for the two sides of talks: "A headed the Kenyan side", "the session was co-chaired by A and B".

Agencies tell first that two states held talks and then, in the same sentence or in the next ones, who led or chaired
them. By GUIDE a person stands for their side, so these take the places of their states.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.core.models import MeetingKind
from bot.reading.context.context import Context
from bot.reading.lexicon.lists import lemma
from bot.reading.meetings.lists import read_list
from bot.reading.meetings.parties import Party, fit_parties
from bot.reading.meetings.subjects import find_subject, read_subject
from bot.reading.meetings.tellings import Candidate
from bot.reading.parsing.syntax import Sentence, Token

_CHAIRING = frozenset(("chair", "co-chair", "cochair"))
_LEADING = frozenset(("lead", "head", "co-lead", "represent")) | _CHAIRING
_STEMS = ("led", "lead", "head", "chair", "represent")  # the cheap test: no such word, no leader
_SIDES = frozenset("side sides delegation delegations team teams".split())
_EVENTS = frozenset(
    "meeting talks session consultations consultation discussions dialogue round negotiations commission committee "
    "conference summit forum event it".split()
)
_TALKING = (MeetingKind.TALKS, MeetingKind.SUMMIT)
_BACK = 2  # sentences between talks and who led them
_REACH = 9  # words between the verb and what is led, or "by"


@dataclass(frozen=True, slots=True)
class _Leader:
    """One who led: the side is that of "the Kenyan side", else the one they act for; None where nothing says it."""

    party: Party
    side: str | None
    chairs: bool
    told: bool  # is the side that of the words, "the Kenyan side"?


def join_leaders(context: Context, sentence: Sentence, told: Sequence[Candidate]) -> list[Candidate]:
    """Puts who led or chaired the talks told last in the place of their states.

    The talks are changed, and those of a sentence before are told once more, as of this sentence. Nothing is told
    where nobody led, or where the sides do not fit.
    """
    told_of = bool(told) and not sentence.heading and any(stem in sentence.text for stem in _STEMS)
    leaders = list(_list_leaders(context, sentence)) if told_of else []
    if not leaders:
        return []
    here = [each for each in told if each.sentence is sentence and each.kind is not MeetingKind.VISIT]
    for candidate in here:
        candidate.parties = _stand_in(candidate.parties, leaders) or candidate.parties
    names = {leader.party.name for leader in leaders}
    if any(not names.issuperset(each.names) for each in here):
        return []
    last = next((each for each in reversed(told) if each.sentence is not sentence and each.kind in _TALKING), None)
    if last is None or sentence.index - last.sentence.index > _BACK:
        return []
    parties = _stand_in(last.parties, leaders)
    if parties is None:
        return []
    named = set(last.names)
    for candidate in told:
        if candidate.sentence is last.sentence and set(candidate.names) == named:
            candidate.parties = parties
    return [] if here else [replace(last, parties=parties, sentence=sentence, rule="A lead delegation", definite=True)]


def _stand_in(parties: Sequence[Party], leaders: Sequence[_Leader]) -> list[Party] | None:
    """The parties with the leaders for their states; None where nobody's place is free."""
    taken = {party.side for party in parties if party.kind == "person"}
    led = {leader.side for leader in leaders if leader.told}  # "A led the European Union delegation"
    free = [
        party.name
        for party in parties
        if (party.kind == "country" or (party.kind == "body" and party.name in led)) and party.name not in taken
    ]
    bodily = any(party.kind == "body" for party in parties)
    people: list[Party] = []
    unknown: list[_Leader] = []
    told = {leader.side for leader in leaders if leader.told}
    for leader in leaders:
        if not leader.told and leader.side in told | {person.side for person in people}:
            unknown.append(leader)  # one of two delegations has been named: this is the other one's
        elif leader.side in free and leader.side is not None:
            people.append(replace(leader.party, side=leader.side, official=True))
        elif leader.side is None:
            unknown.append(leader)
        elif bodily and leader.chairs and leader.side not in taken:
            people.append(leader.party)
    left = [state for state in free if state not in {party.side for party in people}]
    if len(unknown) == 1 and len(left) == 1 and (people or len(free) == 1):
        people.append(replace(unknown[0].party, side=left[0], official=True))
    if not people and len(unknown) == len(free) == 2:
        people = [replace(one.party, side=state, official=True) for one, state in zip(unknown, free, strict=True)]
    return fit_parties([*people, *parties]) if people else None


def _list_leaders(context: Context, sentence: Sentence) -> Iterator[_Leader]:
    tokens = sentence.tokens
    for token in tokens:
        if token.lower in _SIDES and token.i + 1 < len(tokens) and tokens[token.i + 1].lower == "by":
            side = _find_side(context, sentence, token.i)  # "and the Omani side by B"
            yield from _make_leaders(_read_people(context, sentence, token.i + 2), side, chairs=False)
        elif token.tag.startswith("VB") and lemma(token.lower) in _LEADING:
            yield from _list_led(context, sentence, token)


def _list_led(context: Context, sentence: Sentence, verb: Token) -> Iterator[_Leader]:
    """Those who lead by one verb."""
    tokens = sentence.tokens
    chairs = lemma(verb.lower) in _CHAIRING
    behind = tokens[verb.i + 1 : verb.i + _REACH]
    by = next((token.i for token in behind if token.lower == "by"), None)
    if verb.tag == "VBN" and by is not None and by - verb.i <= (_REACH if chairs else 2):
        subject = find_subject(sentence, verb.i)
        led = tokens[subject] if subject is not None else None
        if led is None or led.lower not in _SIDES | _EVENTS:
            both = _read_people(context, sentence, by + 1) if tokens[verb.i - 1].text == "," else []
            if len(both) == 2:  # "held consultations in P on Tuesday, led by A and B"
                yield from _make_leaders(both, None, chairs=chairs)
            return
        side = _find_side(context, sentence, led.i) if led.lower in _SIDES else None
        yield from _make_leaders(_read_people(context, sentence, by + 1), side, chairs=chairs)
        return
    things = _SIDES | _EVENTS
    led = next((token for token in tokens[verb.i + 1 : verb.i + 2 * _REACH] if token.lower in things), None)
    if led is None or (verb.tag == "VBN" and not _is_perfect(tokens, verb.i)):
        return
    people = [party for party in read_subject(context, sentence, verb.i) if party.kind == "person"]
    with_whom = next((token.i for token in tokens[verb.i + 1 : led.i] if token.lower in ("with", "alongside")), None)
    if with_whom is not None:
        people += _read_people(context, sentence, with_whom + 1)
    one = led.lower in _SIDES and not led.lower.endswith("s")
    side = _find_side(context, sentence, led.i) if one else None
    yield from _make_leaders(people, side, chairs=chairs)


def _is_perfect(tokens: Sequence[Token], verb: int) -> bool:
    return any(token.lower in ("has", "have", "had") for token in tokens[max(0, verb - 3) : verb])


def _make_leaders(people: Sequence[Party], side: str | None, *, chairs: bool) -> Iterator[_Leader]:
    for party in people[:1] if side is not None else people:
        yield _Leader(party, side or party.side, chairs, side is not None)


def _read_people(context: Context, sentence: Sentence, start: int) -> list[Party]:
    return [party for party in read_list(context, sentence, start)[0] if party.kind == "person"]


def _find_side(context: Context, sentence: Sentence, noun: int) -> str | None:
    """The state of "the Kenyan side" or "the side of Kenya"; None for "the visiting delegation"."""
    tokens = sentence.tokens
    of = tokens[noun + 1].lower == "of" if noun + 1 < len(tokens) else False
    for i in (*range(noun - 1, max(-1, noun - 5), -1), *range(noun + 1, min(len(tokens), noun + 4))):
        mention = context.mention_at(sentence.index, i)
        if mention is not None and mention.kind in ("country", "body") and len(mention.names) == 1:
            return mention.names[0] if mention.how != "pronoun" else None
        if i < noun and tokens[i].tag in ("DT", "IN", "VBD", "VBZ") and not of:
            break
    return None
