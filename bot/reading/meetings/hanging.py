"""The verb on which a meeting noun hangs, and what it leaves of the noun's standing.

"Held talks", "talks were held", "said after talks", "called off a visit", "plans for a summit".
"""

from __future__ import annotations

from bot.core.models import MeetingKind
from bot.reading.context.context import Context
from bot.reading.lexicon.lists import lemma
from bot.reading.meetings.frames import Trigger, is_passive, load_meetings
from bot.reading.meetings.status import Standing, find_governor, find_verb_above, find_word, stand_noun, stand_verb
from bot.reading.parsing.syntax import Sentence, Token

_HELD = frozenset("held convened hosted conducted".split())
_HELD_REACH = 12  # words between "the meeting of the … committee" and ", held in P"
_INSIDE = frozenset("in at during after following on through via since from upon by amid under into".split())
_PAST = frozenset("after following during since at in".split())
_AT = frozenset("after following during in at".split())
_DECIDING = frozenset("agree pledge promise offer vow decide commit undertake propose".split())
_AWAITING = frozenset("await expect schedule slate".split())
_AGENDAS = frozenset("agenda schedule itinerary programme program".split())
_WHILE = frozenset(("during", "after", "following"))
# Verbs that tell of a stay as a whole, where "flew to" and "arrived in" tell of its beginning.
_STAYING = frozenset("host meet receive see visit welcome".split())
_AHEAD = frozenset("before for toward towards to until ahead pending".split())


def find_top(sentence: Sentence, noun: int) -> int:
    """The noun that carries the phrase: "round" in "a round of talks"."""
    token = sentence.tokens[noun]
    if token.dep != "pobj" or sentence.tokens[token.head].lower != "of":
        return noun
    above = sentence.tokens[token.head].head
    return above if sentence.tokens[above].tag.startswith("NN") else noun


def find_verb(sentence: Sentence, begin: int, noun: int) -> int | None:
    """The verb right before the phrase, else the one above it in the parse."""
    for i in range(begin - 1, max(-1, begin - 4), -1):
        if sentence.tokens[i].dep == "prep":
            break  # "following talks", "including talks"
        if sentence.tokens[i].lower == "that" and sentence.tokens[i].dep == "mark":
            break  # "hopes that his talks will bring peace": no one holds, announces or awaits the talks here
        if sentence.tokens[i].tag.startswith("VB"):
            return i
        if sentence.tokens[i].tag not in ("RB", "RP", "IN", "TO", "JJ"):
            break
    above = find_verb_above(sentence, noun)
    while above is not None and sentence.tokens[above].dep == "prep":
        above = find_verb_above(sentence, above)  # "agreed to lend following talks"
    behind = sentence.tokens[noun + 1 : above] if above is not None else ()
    led = begin > 0 and sentence.tokens[begin - 1].lower in _WHILE
    if above is not None and led and any(token.lower == "that" and token.dep == "mark" for token in behind):
        return find_verb_above(sentence, above)  # "told reporters after the talks that aid would go on"
    return above


def hangs_on(sentence: Sentence, verb: int, begin: int, noun: int) -> bool:
    """Is the noun the object or the subject of the verb, or behind the verb's own preposition?"""
    if verb < begin and begin - verb <= 4:
        return True
    token = sentence.tokens[find_top(sentence, noun)]
    whole = token.i != noun and token.dep == "dobj"  # "co-chaired the seventh round of political consultations"
    return (whole or token.dep in ("nsubj", "nsubjpass")) and token.head == verb


def find_effect(sentence: Sentence, verb: int) -> Standing | None:
    """What the verb says of a meeting noun that hangs on it; None when the lexicon does not know the verb."""
    following = tuple(word.lower for word in sentence.tokens[verb + 1 : verb + 3])
    return find_governor(sentence.tokens[verb].lower, following)


def is_staged(sentence: Sentence, verb: int | None, begin: int, noun: int) -> bool:
    """Does a verb of holding govern the noun?"""
    return verb is not None and hangs_on(sentence, verb, begin, noun) and find_effect(sentence, verb) is not None


def is_held_behind(sentence: Sentence, last: int) -> bool:
    """Is it "the talks (on trade) held in Geneva"? They were held, whatever is said of them."""
    tokens = sentence.tokens
    for token in tokens[last : last + _HELD_REACH]:
        if token.lower in _HELD and token.tag == "VBN" and (token.dep == "acl" or tokens[token.i - 1].text == ","):
            return True
        behind = tokens[token.i + 1].lower if token.i + 1 < len(tokens) else ""
        if token.tag in ("VBD", "VBZ", "MD", "VBP", "VB", "TO") or (token.text == "," and behind not in _HELD):
            return False
    return False


def is_told_of_past(sentence: Sentence, begin: int, last: int) -> bool:
    """Is it "the recent meeting" or "the outcome of the summit"? These were held, whoever welcomes or awaits what."""
    tokens = sentence.tokens
    if any(token.lower in ("recent", "latest") and token.tag.startswith("JJ") for token in tokens[begin:last]):
        return True
    lead = [token.lower for token in tokens[max(0, begin - 2) : begin]]
    return lead[-1:] == ["of"] and lead[0] in ("outcome", "outcomes", "result", "results", "success", "conclusion")


def find_occurring(sentence: Sentence, noun: int) -> int | None:
    """The place behind the verb whose subject the noun is, where that says whether it takes place: "was held"."""
    token = sentence.tokens[find_top(sentence, noun)]
    if token.dep not in ("nsubj", "nsubjpass"):
        return None
    verb = token.head
    for child in sentence.children(verb):
        if child.dep == "xcomp" and child.tag in ("VB", "VBN"):  # "is scheduled to take place", "is to be held"
            verb = child.i
            break
    base = lemma(sentence.tokens[verb].lower)
    behind = sentence.tokens[verb + 1].lower if verb + 1 < len(sentence.tokens) else ""
    going_on = base == "be" and behind in ("underway", "under", "ongoing", "due")
    going_on = going_on or (base in ("go", "get") and behind in ("on", "underway", "under"))
    staged = is_passive(sentence, verb) and find_effect(sentence, verb) is not None
    return verb + 1 if going_on or staged or base in load_meetings().words.occurring else None


def stand_phrase(context: Context, trigger: Trigger, begin: int) -> tuple[Standing, int | None]:
    """The standing of a noun whose phrase begins at ``begin``, and the verb on which it hangs."""
    sentence = trigger.sentence
    verb = find_verb(sentence, begin, trigger.head)
    before = sentence.tokens[begin - 1] if begin else None
    if before is not None and context.mention_at(sentence.index, before.i) is not None:
        before = None  # "To Lam's visit" is no visit ahead
    standing = stand_noun(sentence, trigger.first, trigger.head)
    if is_held_behind(sentence, trigger.last):
        return standing, verb  # "thanked them for the talks held in P"
    if before is not None:
        standing = min(standing, _stand_behind(sentence, before))
    if verb is None:
        return standing, verb
    if is_told_of_past(sentence, begin, trigger.last):
        return Standing.HELD, verb
    firm = stand_verb(sentence, verb)
    if firm is Standing.WISHED and _is_to_bring(sentence, trigger.head, verb):
        firm = Standing.PLANNED
    if _is_on_agenda(sentence, verb):
        return min(standing, Standing.PLANNED), verb
    inside = before is not None and before.lower in _WHILE  # "agreed upon during the visit": it was held
    beside = before is not None and before.lower in ("at", "in") and find_effect(sentence, verb) is not Standing.HELD
    if beside and is_passive(sentence, verb) and lemma(sentence.tokens[verb].lower) in _AWAITING:
        return min(standing, Standing.PLANNED), verb  # "are also expected at the summit"
    inside = inside or beside  # "discussed trade at a meeting in Moscow"
    hangs = hangs_on(sentence, verb, begin, trigger.head) and not inside
    effect = find_effect(sentence, verb) if hangs else None
    if effect is Standing.CANCELLED and firm in (Standing.DENIED, Standing.PLANNED):
        return min(standing, Standing.WISHED if firm is Standing.DENIED else Standing.CANCELLED), verb
    if effect is None and firm < Standing.PLANNED and before is not None and before.lower in _INSIDE:
        # "did not elaborate after the talks", "could rise after the talks": the talks themselves are not denied
        firm = Standing.HELD if before.lower in _PAST else Standing.PLANNED
    talks = trigger.kind is not MeetingKind.SUMMIT  # "to work for an accord at the Conference": that lies ahead too
    if talks and firm is Standing.PLANNED and effect is None and before is not None and before.lower in _AT:
        firm = Standing.HELD if _is_decided(sentence, verb) else firm
    return min(standing, firm, effect if effect is not None else Standing.HELD), verb


def _is_to_bring(sentence: Sentence, noun: int, verb: int) -> bool:
    """Is it "hopes that his talks with B will bring peace": only what they bring is hoped for, the talks are set?"""
    top = sentence.tokens[find_top(sentence, noun)]
    will = any(child.dep == "aux" and child.lower in ("will", "would") for child in sentence.children(verb))
    return will and top.dep in ("nsubj", "nsubjpass") and top.head == verb


def _is_on_agenda(sentence: Sentence, verb: int) -> bool:
    """Is it "on his agenda is a meeting with B"?"""
    if sentence.tokens[verb].lower not in ("is", "are"):
        return False
    return any(token.lower in _AGENDAS and token.dep == "pobj" for token in sentence.tokens[:verb])


def _is_decided(sentence: Sentence, verb: int) -> bool:
    """Is it "agreed to provide a loan at talks with B": what lies ahead was said at talks that were held?"""
    above = sentence.tokens[sentence.tokens[verb].head]
    if sentence.tokens[verb].tag != "VB" or above.tag != "VBD" or lemma(above.lower) not in _DECIDING:
        return False
    return stand_verb(sentence, above.i) is Standing.HELD


def _stand_behind(sentence: Sentence, before: Token) -> Standing:
    """What the word before the phrase leaves: "ahead of", "for", "plans for"."""
    standing = Standing.HELD
    held = sentence.tokens[before.i - 1].lower if before.i else ""
    if held == "agenda" and any(token.lower in ("was", "were") for token in sentence.tokens[: before.i]):
        return standing  # "trade was on the agenda of the talks"
    if held == "framework" and any(token.lower in ("within", "in") for token in sentence.tokens[: before.i][-4:]):
        return standing  # "met B within the framework of his visit to P"
    if held == "-":  # "face-to-face meeting"
        return standing
    if (before.lower in _AHEAD or held == "ahead") and not _is_done_there(sentence, before):
        standing = Standing.PLANNED
    if before.lower in ("of", "for", "to", "on", "about"):
        said = find_word("holders", held)
        standing = min(standing, said if said is not None else standing)
    return standing


def _is_done_there(sentence: Sentence, before: Token) -> bool:
    """Is it "hosted B for talks", "visited Oslo for talks with B": told of as over, so the talks were held too?"""
    verb = sentence.tokens[before.head]
    done = before.lower == "for" and verb.tag in ("VBD", "VBN") and lemma(verb.lower) in _STAYING
    return done and stand_verb(sentence, verb.i) is Standing.HELD
