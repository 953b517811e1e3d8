"""The subject of a verb: its own, shared with another verb, or that of the verb which controls it."""

from __future__ import annotations

from bot.reading.context.context import Context
from bot.reading.lexicon.lists import lemma
from bot.reading.meetings.frames import load_meetings
from bot.reading.meetings.lists import read_back, read_list
from bot.reading.meetings.parties import Party, make_parties
from bot.reading.meetings.status import find_verb_above
from bot.reading.parsing.syntax import Sentence, Token


def find_subject(sentence: Sentence, verb: int, links: int = 6) -> int | None:
    """The place of the head word of the subject of ``verb``, own or shared or controlled."""
    if links == 0:
        return None
    tokens = sentence.tokens
    for child in sentence.children(verb):
        if child.dep in ("nsubj", "nsubjpass") and not _is_goal(sentence, child):
            if child.tag in ("WP", "WDT") and child.lower != "what":
                return tokens[verb].head if tokens[verb].dep == "relcl" else _before(sentence, child.i)
            return child.i
    token = tokens[verb]
    for child in sentence.children(verb):
        if child.dep == "csubj" and child.tag == "VBG":  # "Visiting President X met" read as "visiting him met"
            return next((below.i for below in sentence.children(child.i) if below.dep == "dobj"), None)
    if token.head == verb:
        return None
    if token.dep == "acl" and token.tag == "VBD" and tokens[token.head].i < verb:
        return token.head  # "A, who is in Hanoi, called on B", read as if "A" had no verb
    if token.dep == "acl":
        return (
            token.head
            if token.tag in ("VBG", "VBN") and not _is_event(tokens[token.head])
            else _climb(sentence, verb, links)
        )
    if token.dep == "relcl":
        return token.head
    return _climb(sentence, verb, links)


def _is_goal(sentence: Sentence, child: Token) -> bool:
    """Is it "left for Paris to attend", where the parse lets the city attend?"""
    return child.entity in ("GPE", "LOC") and child.i > 0 and sentence.tokens[child.i - 1].lower == "for"


def _is_event(token: Token) -> bool:
    return token.tag.startswith("NN") and not token.text[:1].isupper()


def _before(sentence: Sentence, i: int) -> int | None:
    """The word that a relative "who" at ``i`` goes back to, as written: the one before the comma."""
    i -= 1
    while i >= 0 and sentence.tokens[i].text == ",":
        i -= 1
    return i if i >= 0 else None


def _climb(sentence: Sentence, verb: int, links: int) -> int | None:
    above = find_verb_above(sentence, verb)
    if above is None:
        return None
    token = sentence.tokens[verb]
    while token.dep == "conj" and token.tag in ("VBD", "VBZ", "VBP") and sentence.tokens[above].tag == "VB":
        # "urged them to think again and spoke with": a finite verb is no second infinitive
        higher = find_verb_above(sentence, above)
        if higher is None:
            break
        above = higher
        if sentence.tokens[above].tag in ("VBD", "VBZ", "VBP"):
            return find_subject(sentence, above, links - 1)
    if (
        token.dep in ("xcomp", "ccomp")
        and token.head == above
        and lemma(sentence.tokens[above].lower) in _OBJECT_CONTROL
    ):
        for child in sentence.children(above):
            if child.dep in ("dobj", "obj"):
                return child.i
    return find_subject(sentence, above, links - 1)


# "invited Xi to visit": who visits is the object of the verb above.
_OBJECT_CONTROL = frozenset(
    "like encourage invite ask urge tell allow expect persuade want send dispatch order".split()
)


def read_subject(context: Context, sentence: Sentence, verb: int) -> list[Party]:
    """The parties that are the subject of ``verb``; none when its subject is no party."""
    token = sentence.tokens[verb]
    if token.dep in ("ccomp", "ROOT", "advcl", "parataxis") and token.tag in ("VBD", "VBZ", "VBP"):
        # A finite verb has a subject of its own: where the parse has none, it is what stands before the verb.
        own = any(child.dep in ("nsubj", "nsubjpass", "csubj") for child in sentence.children(verb))
        if not own:
            return _read_beside(context, sentence, verb)
    lost = _read_before_who(context, sentence, verb)
    if lost:
        return lost
    head = find_subject(sentence, verb)
    if head is None:
        return _read_beside(context, sentence, verb)
    return _read_pair_before_who(context, sentence, verb, head) or _read_around(context, sentence, verb, head)


def _read_around(context: Context, sentence: Sentence, verb: int, head: int) -> list[Party]:
    """The parties of the phrase around the head word of a subject."""
    mention = context.mention_at(sentence.index, head)
    words = load_meetings().words
    token = sentence.tokens[head]
    if mention is None and token.tag == "NNS" and token.lower not in words.groups and _is_of_states(sentence, head):
        return []
    if mention is None and token.lower not in words.groups:
        return _read_beside(context, sentence, verb) if head < verb and token.lower not in words.voices else []
    start = head
    for below in reversed(sentence.subtree(head)):
        if below.i > head:
            continue
        if below.i < start - 1 or below.dep == "punct":
            break
        start = below.i
    if mention is not None:
        start = min(start, mention.first)
    stop = verb if verb > head else None
    parties, _ = read_list(context, sentence, start, stop, subject=True)
    if mention is not None and not any({party.name, party.side} & set(mention.names) for party in parties):
        parties = make_parties(context, mention) if mention.kind != "place" else []
    return _read_first_behind_day(context, sentence, parties) or parties


def _is_of_states(sentence: Sentence, head: int) -> bool:
    """Is it "fishermen of both countries": people who act for no state, whoever stands behind "of"?"""
    behind = [token.lower for token in sentence.tokens[head + 1 : head + 3]]
    return behind[:1] == ["of"] and behind[1:] in (["both"], ["the"])


def _read_first_behind_day(context: Context, sentence: Sentence, parties: list[Party]) -> list[Party]:
    """Both of "On Sunday A and B underlined" and "A and B underlined", where the parse misses A; else none."""
    tokens = sentence.tokens
    if len(parties) != 1 or parties[0].at < 2 or tokens[parties[0].at - 1].lower != "and":
        return []
    both = read_back(context, sentence, parties[0].at + 1)
    if len(both) != 2 or both[0].kind != "person":
        return []
    return both if both[0].at == 0 or tokens[both[0].at - 1].entity == "DATE" else []


def read_agent(context: Context, sentence: Sentence, verb: int, stop: int) -> list[Party]:
    """The people behind "by" of a passive, "was promised by A at a meeting with B", that end before ``stop``."""
    by = next((child.i for child in sentence.children(verb) if child.lower == "by" and verb < child.i < stop), None)
    if by is None or sentence.tokens[verb].tag not in ("VBN", "VBD"):
        return []
    return [party for party in read_list(context, sentence, by + 1, stop)[0] if party.kind == "person"]


def _read_before_who(context: Context, sentence: Sentence, verb: int) -> list[Party]:
    """A of "A, who is on a visit to P for the consultations, called on B", where the parse loses its way in between."""
    tokens = sentence.tokens
    if verb < 4 or tokens[verb].tag not in ("VBD", "VBN") or tokens[verb - 1].text != ",":
        return []
    who = next((i for i in range(verb - 2, 1, -1) if tokens[i].text == "," or tokens[i].tag == "WP"), 1)
    if tokens[who].tag != "WP" or tokens[who - 1].text != ",":
        return []
    mention = context.mention_at(sentence.index, who - 2)
    lone = mention is not None and mention.kind == "person" and tokens[who - 2].dep == "ROOT"
    return make_parties(context, mention) if mention is not None and lone else []


def _read_pair_before_who(context: Context, sentence: Sentence, verb: int, head: int) -> list[Party]:
    """Both of "vowed by A and B, who discussed trade in a call": the row before "who", where the two are the doers."""
    tokens = sentence.tokens
    who = next((t.i for t in sentence.children(verb) if t.tag == "WP" and t.dep == "nsubj"), None)
    if who is None or head >= who or tokens[who - 1].text != ",":
        return []
    pair = read_back(context, sentence, who - 1)
    if len(pair) != 2:
        return []
    lead = tokens[pair[0].at - 1].lower if pair[0].at else "by"
    return pair if lead in ("by", "between") or pair[0].at == 0 else []


def _read_beside(context: Context, sentence: Sentence, verb: int) -> list[Party]:
    """Where the parse has no subject: the names that stand right before the verb and its auxiliaries."""
    i = verb - 1
    tokens = sentence.tokens
    while i >= 0 and verb - i <= 8 and context.mention_at(sentence.index, i) is None:
        if tokens[i].tag not in ("RB", "MD", "VBD", "VBZ", "VBP", "VBN", "VB", "TO", "CC") and tokens[i].text != ",":
            return []
        i -= 1
    if i < 0 or verb - i > 8:
        return []
    return read_back(context, sentence, i + 1)
