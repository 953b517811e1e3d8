"""The phrase of a meeting noun: its owners, the sides in its name, the parties behind it.

"President Biden's | trilateral | meeting | with A and B", "the | China-Belarus | summit", "talks | between A and B".
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.models import MeetingKind
from bot.reading.context.context import Context, Mention
from bot.reading.lexicon.lists import lemma
from bot.reading.meetings.frames import Trigger, ends_reach, load_meetings
from bot.reading.meetings.lists import read_back, read_list
from bot.reading.meetings.parties import Party, make_parties
from bot.reading.meetings.place import list_hits
from bot.reading.meetings.status import find_governor, find_word
from bot.reading.parsing.syntax import Sentence

_REACH = 12
_BRACKET = 16  # words in a bracket behind a body's name
_WITH = frozenset("with between among of by from for involving to on".split())
_MEALS = frozenset("breakfast lunch luncheon dinner banquet reception".split())
_JOINT = frozenset(("between", "among", "involving"))
# Only right behind the noun do these bring a party.
_CLOSE = frozenset("of to from by on for".split())
_HOLDING = frozenset(("have", "hold", "chair", "co-chair", "cochair"))
_DAYS = frozenset("yesterday today tomorrow".split())  # "yesterday's meeting"
_MARKS = frozenset(("’s", "'s", "’"))


@dataclass(slots=True)
class Phrase:
    """A meeting noun with what stands around it."""

    begin: int  # place of the phrase's first token, its owners left out
    owners: list[Party]  # "Li's visit", "his visit"
    named: list[Party]  # "the China-Belarus summit"
    others: list[Party]  # behind the noun
    joint: bool  # are the others all of them: "between A and B"?
    end: int  # place behind the parties
    unknown_owner: bool  # "the minister's talks", and nobody knows which minister
    beside: bool = False  # are the others those "with" whom another met?
    holder: int | None = None  # the verb in "talks which A and B are to hold"
    called: bool = False  # a conference with a name of its own, which no list of bodies has


def read_phrase(context: Context, trigger: Trigger) -> Phrase:
    """The phrase around a noun."""
    sentence = trigger.sentence
    begin = _find_begin(context, sentence, trigger.first)
    owners, named = _read_inside(context, sentence, begin, trigger.first)
    others, joint, end = _read_behind(context, trigger)
    holder = None
    if not owners and not others:
        owners, others, end, holder = _read_relative(context, trigger)
    if not owners and not named and not others:
        named, end = _read_pair_behind(context, trigger)
    inside = sentence.tokens[begin : trigger.first]
    dated = any(token.entity == "DATE" or token.lower in _DAYS for token in inside)
    groups = load_meetings().words.groups  # "a Foreign Ministers' Meeting" is nobody's
    owned = not dated and any(
        token.tag == "POS" and not (token.i and sentence.tokens[token.i - 1].lower in groups and token.text != "'s")
        for token in inside
    )
    unknown = owned and not owners and not named
    with_whom = bool(others) and any(token.lower == "with" for token in sentence.tokens[trigger.last : others[0].at])
    return Phrase(begin, owners, named, others, joint, end, unknown, with_whom, holder)


def owns_each(context: Context, sentence: Sentence, begin: int, first: int) -> bool:
    """Is it "A's and B's meetings with C": one meeting each?"""
    start = begin
    while start > 0 and (
        context.mention_at(sentence.index, start - 1) is not None
        or sentence.tokens[start - 1].lower in _MARKS | {"and"}
    ):
        start -= 1
    return sum(token.tag == "POS" or token.lower in _MARKS for token in sentence.tokens[start:first]) > 1


def _find_begin(context: Context, sentence: Sentence, first: int) -> int:
    i = first
    while i > 0:
        token = sentence.tokens[i - 1]
        if token.tag in ("DT", "PRP$"):
            return i - 1
        bracket = _skip_bracket_back(sentence, i - 1)
        if bracket is not None:
            i = bracket
            continue
        if token.lower in ("and", "&") and i >= 2 and _is_in_name(context, sentence, i - 1):
            i -= 1
            continue
        premodifier = token.tag.startswith(("NN", "JJ", "CD", "HYPH", "POS", "VBN", "VBG")) or token.text in (
            "-",
            "–",
            "/",
        )
        paired = "-" in token.text and token.text[:1].isupper()  # "the U.S.-Togo forum", whatever the tagger says
        if not premodifier and not paired and token.lower not in _MARKS:
            break
        governs = find_governor(token.lower) is not None and find_word("modifiers", token.lower) is None
        if token.tag in ("VBG", "VBN") and (governs or token.dep == "prep"):
            break  # "held talks", "following talks"
        i -= 1
    return i


def _skip_bracket_back(sentence: Sentence, last: int) -> int | None:
    """The place of the bracket that ``last`` closes behind a name: "the East African Community (EAC) | summit"."""
    if sentence.tokens[last].text != ")":
        return None
    for i in range(last - 1, max(-1, last - _BRACKET), -1):
        if sentence.tokens[i].text == "(":
            named = i > 0 and sentence.tokens[i - 1].text[:1].isupper()
            return i if named else None
    return None


def _is_in_name(context: Context, sentence: Sentence, i: int) -> bool:
    """Does the "and" at ``i`` stand inside a name: "the U.S.-China Economic and Trade Meeting"?"""
    if i + 1 >= len(sentence.tokens):
        return False
    return all(
        token.text[:1].isupper()
        and token.tag.startswith(("NN", "JJ"))
        and context.mention_at(sentence.index, token.i) is None
        for token in (sentence.tokens[i - 1], sentence.tokens[i + 1])
    )


def _read_inside(context: Context, sentence: Sentence, begin: int, first: int) -> tuple[list[Party], list[Party]]:
    owners: list[Party] = []
    named: list[Party] = []
    i = begin
    while i < first:
        mention = context.mention_at(sentence.index, i)
        i += 1
        if mention is None:
            continue
        i = max(mention.last, i)
        behind = sentence.tokens[mention.last] if mention.last < len(sentence.tokens) else None
        owning = behind is not None and (behind.tag == "POS" or behind.lower in _MARKS)
        if mention.how == "pronoun" or (owning and mention.last < first):
            owners = read_back(context, sentence, mention.last)
        elif mention.kind != "place" and (mention.how != "adjective" or _is_paired(sentence, mention)):
            known = {party.name for party in named}  # "the African Union (AU) summit" names one body twice
            named += [party for party in _split_names(context, sentence, mention) if party.name not in known]
    return owners, named


def _split_names(context: Context, sentence: Sentence, mention: Mention) -> list[Party]:
    """The sides in a name; one token may name two: "U.S.-China"."""
    parties = make_parties(context, mention)
    if mention.kind == "person" or mention.how == "adjective":
        return parties
    for hit in list_hits(context, sentence):
        if hit.first < mention.first or hit.last > mention.last or not hit.stands_for:
            continue
        if hit.stands_for not in mention.names:
            kind = "body" if hit.kind == "body" else "country"
            parties.append(Party(hit.stands_for, kind, hit.stands_for, False, True, mention.first))
    return parties


def _is_paired(sentence: Sentence, mention: Mention) -> bool:
    """Is the adjective one of a pair: "Chinese-Belarusian"?"""
    near = [sentence.tokens[i].text for i in (mention.first - 1, mention.last) if 0 <= i < len(sentence.tokens)]
    return any(mark in ("-", "–", "/") for mark in near) or mention.last - mention.first > 1


def _read_relative(context: Context, trigger: Trigger) -> tuple[list[Party], list[Party], int, int | None]:
    """Both sides of "a meeting (which) A had in P with B" or "which A and B held", the place behind, the verb."""
    tokens = trigger.sentence.tokens
    nothing: tuple[list[Party], list[Party], int, int | None] = [], [], trigger.last, None
    place = trigger.last
    while place < len(tokens) and (tokens[place].lower in ("which", "that", "the") or tokens[place].text == ","):
        place += 1
    mention = context.mention_at(trigger.sentence.index, place)
    if mention is None or mention.first != place or mention.kind == "place":
        return nothing
    owners, behind = read_list(context, trigger.sentence, place, subject=True)
    verb = next((token for token in tokens[behind : behind + 5] if lemma(token.lower) in _HOLDING), None)
    if verb is None or not verb.tag.startswith("VB") or not owners:
        return nothing
    if tokens[verb.i + 1 : verb.i + 2] and lemma(tokens[verb.i + 1].lower) == "hold":
        verb = tokens[verb.i + 1]
    for i in range(verb.i + 1, min(len(tokens), verb.i + _REACH + 2)):
        if tokens[i].lower in ("with", "between"):
            others, end = read_list(context, trigger.sentence, i + 1)
            return (owners, others, end, verb.i) if others else nothing
        if tokens[i].tag[:2] == "VB":
            break
    return (owners, [], verb.i + 1, verb.i) if len(owners) > 1 else nothing


def _read_pair_behind(context: Context, trigger: Trigger) -> tuple[list[Party], int]:
    """The two sides of "a session of the Iranian-Omani commission", and the place behind them."""
    tokens = trigger.sentence.tokens
    if trigger.last + 2 >= len(tokens) or tokens[trigger.last].lower != "of":
        return [], trigger.last
    pair: list[Party] = []
    place = trigger.last + 1
    while place < min(len(tokens), trigger.last + 8):
        mention = context.mention_at(trigger.sentence.index, place)
        if mention is not None and mention.kind == "country" and _is_paired(trigger.sentence, mention):
            pair += _split_names(context, trigger.sentence, mention)
            place = mention.last
        elif mention is None and (tokens[place].tag[:2] in ("DT", "JJ", "HY") or tokens[place].text in ("-", "–", "/")):
            place += 1
        else:
            break
    following = tokens[place].tag if place < len(tokens) else ""
    return (pair, place) if len(pair) == 2 and following[:2] == "NN" else ([], trigger.last)


def _read_behind(context: Context, trigger: Trigger) -> tuple[list[Party], bool, int]:
    """Parties behind the noun, whether they are all of them, and the place behind them."""
    tokens = trigger.sentence.tokens
    for i in range(trigger.last, min(len(tokens), trigger.last + _REACH)):
        token = tokens[i]
        if token.lower in ("made", "placed") and i == trigger.last:
            continue  # "a phone call made by A to B"
        participle = token.tag == "VBG" or (token.tag == "VBN" and find_governor(token.lower) is None)
        if ends_reach(tokens, i) or token.tag == "VB" or (i > trigger.last and participle):
            break
        if token.lower == "on" and "call" in trigger.rule and all(t.entity for t in tokens[trigger.last : i]):
            parties, end = read_list(context, trigger.sentence, i + 1)  # "his courtesy call today on B"
            if parties:
                return parties, False, end
        if token.lower not in _WITH or token.tag not in ("IN", "TO", "VBG") or not _may_bring(trigger, i):
            continue
        if token.lower in _JOINT and trigger.rule == "discussion" and i > trigger.last:
            break  # "a discussion of cooperation among A, B and C"
        parties, end = read_list(context, trigger.sentence, i + 1)
        if parties:
            return parties, token.lower in _JOINT, end
    return [], False, trigger.last


def _may_bring(trigger: Trigger, i: int) -> bool:
    """Can the preposition at ``i`` bring a party of this noun?"""
    word = trigger.sentence.tokens[i].lower
    if word == "for" and trigger.rule in _MEALS:
        return True  # "gave a reception in Hanoi on May 14 for B"
    if word == "of" and trigger.rule in _MEALS and trigger.sentence.tokens[i - 1].lower in ("honour", "honor"):
        return True  # "gave a banquet in honour of B"
    between = trigger.sentence.tokens[trigger.last : i]
    if word in _CLOSE and any(token.entity not in ("DATE", "TIME") and token.lower != "on" for token in between):
        return False  # "a telephone call on Tuesday from B" is close
    if word == "on" and "call" not in trigger.rule:  # "a courtesy call on"
        return False
    if trigger.kind is MeetingKind.SUMMIT:
        return word not in ("to", "on", "for")
    return trigger.kind is not MeetingKind.CALL or word not in ("by", "of", "for")
