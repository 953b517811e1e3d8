"""Who stands for whom in a meeting: the ministers of two states named a sentence later, the premier who represents one.

Also the parties of a meeting whose noun says only what sort of people meet ("a foreign ministers' meeting").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.core.models import MeetingKind
from bot.reading.context.context import Context
from bot.reading.context.homes import list_title_countries
from bot.reading.context.office_ends import RANKS
from bot.reading.context.roster import RosterEntry
from bot.reading.meetings.frames import Trigger, is_passive, load_meetings
from bot.reading.meetings.lists import read_list
from bot.reading.meetings.parties import Party, fit_parties, make_parties
from bot.reading.meetings.place import list_hits
from bot.reading.meetings.tellings import Candidate
from bot.reading.parsing.syntax import Sentence, Token

_AFTER = 2  # sentences behind in which the ministers of "the foreign ministers of A and B" are named
LED = frozenset("chaired co-chaired cochaired hosted co-hosted organised organized convened".split())
_LED_REACH = 24  # words between a conference, whose name may be long, and "chaired by"
_IN_PHRASE = frozenset(("IN", "DT", "JJ", "NN", "HY", "CD", "PO"))
_BACK = 2  # sentences between a summit and who was represented at it
_HOLDERS = frozenset("ministers presidents premiers chancellors".split())
_SORTS = frozenset("foreign prime defence defense finance trade".split())
_NO_SORTS = frozenset("respective two three four five six seven relevant other several visiting".split())
_ALIKE = {"external": "foreign", "defence": "defense"}


def name_delegates(context: Context, candidates: Sequence[Candidate]) -> None:
    """Put the person for the state in "the foreign ministers of A and B", where one of that office is named."""
    for candidate in candidates:
        states = [party for party in candidate.parties if party.kind == "country"]
        wanted = _find_office(candidate.sentence, states)
        if not wanted:
            continue
        named = {state.name: _find_delegate(context, candidate.sentence, state.name, wanted) for state in states}
        candidate.parties = fit_parties(_stand_for(party, named.get(party.name)) for party in candidate.parties)


def _stand_for(party: Party, entry: RosterEntry | None) -> Party:
    if entry is None or party.kind != "country":
        return party
    return Party(entry.name, "person", party.name, acting=True, official=True, at=party.at)


def _find_office(sentence: Sentence, states: Sequence[Party]) -> frozenset[str]:
    """The words of the office in "the foreign ministers of Oman and Iran"; none where states are not named so."""
    if len(states) < 2:
        return frozenset()
    tokens = sentence.tokens
    first = min(state.at for state in states)
    for i in range(max(0, first - 6), min(len(tokens) - 1, first + 5)):
        if tokens[i].lower not in _HOLDERS or tokens[i + 1].lower not in ("of", "from"):
            continue
        before = tokens[i - 1] if i else None
        sorted_so = before is not None and (before.lower in _SORTS or before.tag[:2] in ("JJ", "NN"))
        sort = before.lower if before is not None and sorted_so and before.lower not in _NO_SORTS else ""
        return frozenset(filter(None, (_ALIKE.get(sort, sort), tokens[i].lower.removesuffix("s"))))
    return frozenset()


def _find_delegate(context: Context, sentence: Sentence, state: str, wanted: frozenset[str]) -> RosterEntry | None:
    """The only person of a state who holds the office, or who is named right behind without one."""
    holders, others = [], []
    for entry in context.roster.entries:
        if not entry.countries or entry.countries.most_common(1)[0][0] != state:
            continue
        roles = [
            frozenset(_ALIKE.get(word, word) for word in role.lower().split()) for _, role, head in entry.roles if head
        ]
        lesser = {"deputy", "vice", "former", "prime"} - wanted
        if any(wanted <= role and not role & lesser for role in roles):
            holders.append(entry)
        elif all(head in RANKS for _, _, head in entry.roles if head):
            others += [entry] if any(0 < seen - sentence.index <= _AFTER for seen in entry.seen) else []
    found = holders or others
    return found[0] if len(found) == 1 else None


def join_represented(context: Context, sentence: Sentence, told: Sequence[Candidate]) -> list[Candidate]:
    """The summit again, with the one of "B was represented by its premier, A"; none without a summit right before."""
    for token in sentence.tokens:
        if token.lower != "represented" or not is_passive(sentence, token.i):
            continue
        summit = next((each for each in reversed(told) if each.kind is MeetingKind.SUMMIT), None)
        if summit is None or sentence.index - summit.sentence.index > _BACK:
            continue
        by = token.i + 1
        if by < len(sentence.tokens) and sentence.tokens[by].lower == "by":
            people = [party for party in read_list(context, sentence, by + 1)[0] if party.kind == "person"]
            if people:
                parties = fit_parties([*summit.parties, *people])
                return [replace(summit, parties=parties, sentence=sentence, rule="A represent B")]
    return []


def read_participation(
    context: Context, trigger: Trigger, last: int, others: Sequence[int] = ()
) -> tuple[list[Party], int]:
    """Those behind "with the participation of", "attended by" and "chaired by" in a conference's clause, and their end.

    ``others`` are the places of the sentence's other triggers, behind which such words are not this one's.
    """
    tokens = trigger.sentence.tokens
    for i in range(trigger.last, min(len(tokens), max(last, trigger.last + _LED_REACH))):
        if any(trigger.last <= place < i and not _is_inside(tokens, trigger.last, place) for place in others):
            break
        near = [token.lower for token in tokens[i : i + 2]]
        if near[0] in LED and tokens[i].tag in ("VBN", "VBD"):
            by = next((token.i for token in tokens[i + 1 : i + 7] if token.lower == "by"), None)
            if by is not None:  # "chaired at ministerial level by A and B"
                return read_list(context, trigger.sentence, by + 1)
        if near[0] == "under" and i < last:  # "under Russia's chairmanship"
            chair = context.mention_at(trigger.sentence.index, i + 1)
            end = chair.last + 1 if chair is not None else i
            if chair is not None and [token.lower for token in tokens[end : end + 1]] in (
                ["chairmanship"],
                ["presidency"],
            ):
                return make_parties(context, chair), end
        if near in (["participation", "of"], ["attended", "by"], ["chairmanship", "of"]):
            return read_list(context, trigger.sentence, i + 2)
    return [], trigger.last


def _is_inside(tokens: Sequence[Token], last: int, place: int) -> bool:
    """Is the noun at ``place`` of one phrase with that before ``last``: "the meeting of the A-B council"?"""
    between = tokens[last:place]
    return bool(between) and between[0].lower == "of" and all(token.tag[:2] in _IN_PHRASE for token in between)


def read_title_parties(context: Context, trigger: Trigger, begin: int) -> list[Party]:
    """The two states of the title, for "a foreign ministers' meeting" or "the next round of consultations"."""
    words = {token.lower for token in trigger.sentence.tokens[begin : trigger.last]}
    if not (words & load_meetings().words.groups or words & {"round", "consultations"}):
        return []
    states = list_title_countries(context.article.title, context.gazetteer)
    if len(states) != 2:
        return []
    return [Party(state, "country", state, acting=True, official=True, at=begin) for state in states]


def list_pair(context: Context, trigger: Trigger, begin: int) -> list[str]:
    """The states or bodies in the name of a noun whose phrase begins at ``begin``: "the EU-Jordan council"."""
    hits = [hit for hit in list_hits(context, trigger.sentence) if begin <= hit.first < trigger.last]
    return list(dict.fromkeys(hit.name for hit in hits if hit.kind in ("country", "adjective", "body")))


def assign_sides(context: Context, trigger: Trigger, begin: int, parties: Sequence[Party]) -> list[Party]:
    """The parties of "A and B will co-chair the Japan-Kenya forum": who is not one side's stands for the other.

    ``begin`` is the place of the noun's phrase. The same where its name is not of two, or says nothing new.
    """
    pair = list_pair(context, trigger, begin)
    people = [party for party in parties if party.kind == "person"]
    if len(pair) != 2 or len(people) != 2:
        return list(parties)
    known = [person for person in people if person.side in pair]
    if not known and all(person.side is None for person in people):
        # "the India-Kyrgyz dialogue, co-chaired by A and B": in the order of the name
        return [replace(person, side=side, official=True) for person, side in zip(people, pair, strict=True)]
    if len(known) == 2 and known[0].side == known[1].side:  # one of the two is only taken for the other's compatriot
        stated = [person for person in known if _is_stated(context, person)]
        known = stated if len(stated) != 0 else known[:1]
    if len(known) != 1:
        return list(parties)
    other = people[1] if people[0] is known[0] else people[0]
    left = next(side for side in pair if side != known[0].side)
    return [replace(party, side=left, official=True) if party is other else party for party in parties]


def _is_stated(context: Context, person: Party) -> bool:
    """Do the article's words beside the name say for which country they act?"""
    entry = context.roster.find_person(person.name)
    return entry is not None and entry.stated


def read_joined(context: Context, sentence: Sentence, verb: int, begin: int) -> list[Party]:
    """The object of "joined them at a summit": they were there too."""
    for i in range(verb + 1, begin):
        mention = context.mention_at(sentence.index, i)
        if mention is not None and mention.kind == "person":
            return make_parties(context, mention)
    return []
