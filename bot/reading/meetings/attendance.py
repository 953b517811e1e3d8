"""Who took part in a conference that its own phrase names only by its body: "just back from the APEC summit in Lima".

The one who comes to it, goes from it or is taken to it; the one to whose place it comes ("Hanoi, where the summit is
being held"); and the state that hosts it ("the summit that Seoul will host").
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.reading.context.context import Context
from bot.reading.lexicon.lists import lemma
from bot.reading.meetings.frames import Trigger, load_meetings
from bot.reading.meetings.lists import read_back, read_list
from bot.reading.meetings.parties import Party, make_parties
from bot.reading.meetings.phrases import Phrase
from bot.reading.meetings.status import Standing, find_verb_above, stand_verb
from bot.reading.meetings.subjects import read_subject
from bot.reading.parsing.syntax import Sentence

_TO = frozenset(("to", "for", "from"))
_TAKING = frozenset(("take", "bring", "lead"))
_HOSTING = frozenset(("host", "co-host", "chair", "organise", "organize"))
_ATTENDING = frozenset("for attend join take part in participate".split())
_BEING = frozenset("is are was were while currently".split())
_FILLING = frozenset("which that the , ( ) it".split())
_NEAR = 8  # words between a place and "where the summit is held", or a conference and who hosts it


@dataclass(frozen=True, slots=True)
class Comers:
    """Those who came, and how sure that is where their own words say it."""

    parties: list[Party]
    standing: Standing | None = None


def read_comers(context: Context, trigger: Trigger, phrase: Phrase, verb: int | None) -> Comers:
    """Who is told to have come to the conference of a noun, or to host it; nobody where nothing says so."""
    sentence = trigger.sentence
    for read in (_read_returned, _read_going, _read_where):
        found = read(context, sentence, phrase.begin, verb)
        if found.parties:
            return found
    return _read_host(context, sentence, trigger.last)


def is_there(sentence: Sentence, begin: int) -> bool:
    """Is it "A is in Lima for the summit", "While in Lima to attend the summit": under way, which counts as held?

    ``begin`` is the place of the conference's phrase.
    """
    tokens = sentence.tokens
    i = begin - 1
    while i >= 0 and (tokens[i].lower in _ATTENDING or tokens[i].tag == "TO"):
        i -= 1
    if i == begin - 1:
        return False
    while i > 0 and tokens[i].tag in ("NNP", "NNPS", ",", "DT"):
        i -= 1
    return i > 0 and tokens[i].lower == "in" and tokens[i - 1].lower in _BEING


def _read_returned(context: Context, sentence: Sentence, begin: int, verb: int | None) -> Comers:
    """As in "A, just back from the summit"."""
    tokens = sentence.tokens
    if begin < 3 or tokens[begin - 1].lower not in ("from", "for") or tokens[begin - 2].lower not in ("back", "fresh"):
        return Comers([])
    start = begin - 2
    while start > 0 and (tokens[start - 1].tag == "RB" or tokens[start - 1].text == ","):
        start -= 1
    people = read_back(context, sentence, start)
    return Comers(people or _list_subject(context, sentence, verb), Standing.HELD)


def _read_going(context: Context, sentence: Sentence, begin: int, verb: int | None) -> Comers:
    """As in "returned from the summit", "went to the summit", "is in Lima for the summit", "took him to the summit"."""
    tokens = sentence.tokens
    lead = tokens[begin - 1].lower if begin else ""
    if verb is None or lead not in _TO or verb >= begin:
        return Comers([])
    base = lemma(tokens[verb].lower)
    if base in _TAKING and lead == "to":
        taken = next((child for child in sentence.children(verb) if child.dep == "dobj"), None)
        mention = context.mention_at(sentence.index, taken.i) if taken is not None else None
        if mention is not None and mention.kind == "person":
            return Comers(make_parties(context, mention), stand_verb(sentence, verb))
        return Comers([])
    if base not in load_meetings().words.moving:
        return Comers([])
    being = base == "be"
    if being and not any(token.lower == "in" for token in tokens[verb + 1 : verb + 4]):
        return Comers([])
    firm = Standing.HELD if (being and lead == "for") or lead == "from" else None
    return Comers(_list_subject(context, sentence, verb), min(firm, stand_verb(sentence, verb)) if firm else None)


def _read_where(context: Context, sentence: Sentence, begin: int, verb: int | None) -> Comers:
    """As in "left for Hanoi, where the summit is being held"."""
    tokens = sentence.tokens
    where = next((i for i in range(begin - 1, max(-1, begin - 3), -1) if tokens[i].lower == "where"), None)
    if where is None or verb is None or not any(child.i == where for child in sentence.children(verb)):
        return Comers([])
    above = find_verb_above(sentence, verb)
    if above is None or lemma(tokens[above].lower) not in load_meetings().words.moving:
        return Comers([])
    return Comers(_list_subject(context, sentence, above))


def _read_host(context: Context, sentence: Sentence, last: int) -> Comers:
    """As in "the summit that Seoul will host next year", "the conference (on trade) hosted by Kuwait"."""
    tokens = sentence.tokens
    for i in range(last, min(len(tokens), last + _NEAR)):
        token = tokens[i]
        hosting = token.tag.startswith("VB") and lemma(token.lower) in _HOSTING
        if not hosting:
            continue
        if token.tag == "VBN" and i + 1 < len(tokens) and tokens[i + 1].lower == "by":
            return Comers(_list_states(read_list(context, sentence, i + 2)[0]))
        relative = any(before.lower in ("which", "that") for before in tokens[last:i])
        own = next((child for child in sentence.children(i) if child.dep == "nsubj" and child.i >= last), None)
        if own is None or not relative or own.lower in _FILLING:
            return Comers([])
        mention = context.mention_at(sentence.index, own.i)
        parties = make_parties(context, mention) if mention is not None and mention.kind != "place" else []
        return Comers(_list_states(parties), stand_verb(sentence, i))
    return Comers([])


def _list_states(parties: list[Party]) -> list[Party]:
    return [party for party in parties if party.kind in ("country", "person")]


def _list_subject(context: Context, sentence: Sentence, verb: int | None) -> list[Party]:
    return [party for party in read_subject(context, sentence, verb) if party.official] if verb is not None else []
