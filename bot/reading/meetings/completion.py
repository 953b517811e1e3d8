"""The side that a meeting's own clause leaves out: "their talks", "the meeting with B", "with his counterpart B".

What is left out is taken only where the words point to it: the owner of "his counterpart"; the two of "their talks"
in the same sentence; who met a row of colleagues told before; guest and host of a visit told before.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.reading.meetings.candidates import CandidateMaker
from bot.reading.meetings.frames import Trigger, load_meetings
from bot.reading.meetings.parties import Party, make_parties, sides_of
from bot.reading.meetings.phrases import Phrase
from bot.reading.meetings.status import find_verb_above
from bot.reading.parsing.syntax import Sentence

_LATER = 8  # sentences in which a person told of before is still the one whose meetings are told
_PAIRS = frozenset(("two", "both"))


def complete_parties(maker: CandidateMaker, trigger: Trigger, phrase: Phrase, parties: Sequence[Party]) -> list[Party]:
    """The parties of a noun with the side that it leaves out; the same where nothing points to one."""
    found = list(parties)
    people = [party for party in found if party.kind == "person" or party.acting]
    if not phrase.others and phrase.begin < trigger.first and trigger.sentence.tokens[phrase.begin].lower == "their":
        return _list_pair(maker, trigger, phrase) or found
    if len(found) == 1 and people and phrase.others:
        return [*_find_owner(maker, trigger, found[0]), *found]
    if found or phrase.unknown_owner:
        return found
    return _list_pair(maker, trigger, phrase)


def _find_owner(maker: CandidateMaker, trigger: Trigger, other: Party) -> list[Party]:
    """Who met B: the owner of "his counterpart B", else who met a row of colleagues told before."""
    sentence = trigger.sentence
    for i in range(trigger.last, min(other.at + 1, len(sentence.tokens))):
        mention = maker.context.mention_at(sentence.index, i)
        owns = mention is not None and mention.how == "pronoun" and mention.kind == "person"
        if mention is not None and owns and len(mention.names) == 1 and other.name not in mention.names:
            return make_parties(maker.context, mention)
    row = maker.memory.list_row(sentence.index)
    if len(row) == 1 and other.name not in row:
        return _list_people(maker, row, trigger.first)
    return []


def _list_pair(maker: CandidateMaker, trigger: Trigger, phrase: Phrase) -> list[Party]:
    """Both of "their talks" or "the two ministers held talks"."""
    sentence = trigger.sentence
    owner = sentence.tokens[phrase.begin].lower if phrase.begin < trigger.first else ""
    if owner == "their":
        pair = _list_named_before(maker, sentence, phrase.begin)
        if len(pair) == 2 and len(sides_of(pair)) == 2:
            return pair
        groups = [each for each in maker.context.mentions(sentence.index) if each.last <= phrase.begin]
        both = next((each for each in reversed(groups) if len(each.names) == 2), None)
        if both is not None:  # "Both sides approved the minutes of their meeting in January"
            return make_parties(maker.context, both)
    if owner != "their" and not _is_of_two(sentence, trigger):
        return []
    if maker.memory.invited is not None and sentence.index - maker.memory.invited[0] <= _LATER:
        return [maker.memory.invited[1], maker.memory.invited[2]]
    return []


def _is_of_two(sentence: Sentence, trigger: Trigger) -> bool:
    """Is the subject of the noun's verb "the two ministers", "both sides", "they"?"""
    verb = find_verb_above(sentence, trigger.head)
    subject = next((child for child in sentence.children(verb) if child.dep == "nsubj"), None) if verb else None
    if subject is None:
        return False
    groups = load_meetings().words.groups
    lead = [token.lower for token in sentence.tokens[max(0, subject.i - 3) : subject.i]]
    counted = bool(_PAIRS.intersection(lead)) or "the" in lead  # "the two sides", "the foreign ministers"
    return subject.lower == "they" or (subject.lower in groups and subject.lower.endswith("s") and counted)


def _list_named_before(maker: CandidateMaker, sentence: Sentence, begin: int) -> list[Party]:
    """The people of the sentence before a place in it, each once."""
    found: dict[str, Party] = {}
    for mention in maker.context.mentions(sentence.index):
        if mention.kind == "person" and mention.last <= begin:
            for party in make_parties(maker.context, mention):
                found.setdefault(party.name, party)
    return list(found.values())


def _list_people(maker: CandidateMaker, names: frozenset[str], at: int) -> list[Party]:
    """The people of these names, as parties of an earlier telling or of the roster."""
    context = maker.context
    return [
        Party(name, "person", context.side(name) or context.body_of(name), acting=True, official=True, at=at)
        for name in sorted(names)
        if context.roster.find_person(name) is not None
    ]
