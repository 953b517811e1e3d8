"""How sure a meeting is: the chain of verbs, auxiliaries, negation and noun modifiers above its trigger.

Each link can only weaken: "was to agree to hold talks" is as planned as its most doubtful word.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from functools import cache

from bot.reading.lexicon.lists import lemma
from bot.reading.meetings.frames import load_meetings
from bot.reading.parsing.doubt import find_partner, is_doubted
from bot.reading.parsing.syntax import Sentence, Token

# A chain of verbs longer than this is a broken parse.
_LINKS = 6


class Standing(IntEnum):
    """From not said at all to held; the smaller is the weaker."""

    DENIED = 0
    CANCELLED = 1
    WISHED = 2  # counts as planned where a date is stated
    PLANNED = 3
    HELD = 4


_EFFECTS: dict[str, Standing] = {
    "held": Standing.HELD,
    "planned": Standing.PLANNED,
    "cancelled": Standing.CANCELLED,
    "wished": Standing.WISHED,
    "denied": Standing.DENIED,
}
_WILL = {"will", "'ll", "’ll", "shall", "wo", "would", "'d", "’d"}
_BE = {"be", "is", "are", "was", "were", "been", "being", "am", "'s", "’s", "'re", "’re"}
_AUXILIARY = _BE | {"has", "have", "had", "having", "do", "does", "did", "'ve", "’ve", "get", "got"}
_NOT = {"not", "n't", "n’t", "never", "neither", "nor", "hardly"}
# Before a gerund or a noun: the event lies ahead of what the sentence tells.
_AHEAD = {"before", "ahead", "prior", "for", "toward", "towards", "until", "pending"}
_DOUBT = {"if", "unless", "whether", "until", "lest", "should", "once"}
_INTENDING = {"plan", "plans", "intention", "intentions"}
_MET = {"meet", "receive", "host", "hold", "see", "sit", "gather", "convene", "welcome", "have"}
_TALKED = {"discuss", "review", "exchange", "explore", "examine", "talk", "take", "address", "consider"}
_LATER = {"when", "before", "after", "while", "as", "where"}
# Verbs before "to meet" that leave it as firm as they are.
_FIRM_BEFORE = {"begin", "start", "continue", "proceed", "manage", "happen", "please", "honour", "honor", "come"}


def find_word(table: str, word: str) -> Standing | None:
    """What the lists ``before``, ``modifiers`` or ``holders`` say of a word; None when they do not know it."""
    lists = getattr(load_meetings(), table)
    for effect, words in lists.items():
        if word in words:
            return _EFFECTS[effect]
    return None


class _Group:
    """The auxiliaries right before a verb."""

    def __init__(self, sentence: Sentence, verb: int) -> None:
        self.modal = self.negated = self.infinitive = self.be = self.have = self.will = False
        self.having: int | None = None  # "denied having met"
        self.governor: int | None = None  # of an infinitive: the token before "to"
        tokens = sentence.tokens
        i = verb - 1
        while i >= 0 and verb - i <= 9:
            token = tokens[i]
            if token.tag == "MD" or token.lower == "wo":
                self.will = token.lower in _WILL
                self.modal = not self.will
            elif token.lower in _NOT:
                self.negated = True
            elif token.lower == "to" and token.tag == "TO":
                self.infinitive = True
                self.governor = _skip_adverbs(tokens, i - 1)
                break
            elif token.lower in _AUXILIARY:
                self.be = self.be or token.lower in _BE
                self.having = i if token.lower == "having" else self.having
                self.have = self.have or token.lower in ("has", "have", "had", "'ve", "’ve", "having")
            elif token.tag not in ("RB", "RBR") and token.lower not in (",", "both", "all", "each"):
                break
            i -= 1
        if any(
            child.dep in ("nsubj", "nsubjpass") and _is_nobody(sentence, child.i) for child in sentence.children(verb)
        ):
            self.negated = True
        # "Will the two meet?", "nor did they meet", and a subject between the auxiliary and the verb
        for child in sentence.children(verb):
            if child.dep == "neg" and child.i < verb:
                self.negated = True
            elif child.dep == "aux" and child.tag == "MD" and not (self.modal or self.will):
                self.will = child.lower in _WILL
                self.modal = not self.will


def _is_nobody(sentence: Sentence, subject: int) -> bool:
    """Is it "No official has visited", "Neither of them met"?"""
    if sentence.tokens[subject].lower in ("nobody", "none", "neither"):
        return True
    return any(child.lower in ("no", "neither") and child.dep == "det" for child in sentence.children(subject))


def _skip_adverbs(tokens: tuple[Token, ...], i: int) -> int | None:
    while i >= 0 and (tokens[i].tag in ("RB", "RBR") or tokens[i].lower in _NOT):
        i -= 1
    return i if i >= 0 else None


def stand_verb(sentence: Sentence, verb: int, links: int = _LINKS) -> Standing:
    """The standing of what this verb tells."""
    tokens = sentence.tokens
    token = tokens[verb]
    if links == 0:
        return Standing.WISHED
    if is_doubted(sentence, verb):
        return Standing.DENIED
    group = _Group(sentence, verb)
    own = Standing.HELD
    if group.will:
        own = Standing.CANCELLED if group.negated else Standing.PLANNED
    elif group.modal:
        own = Standing.DENIED if group.negated else Standing.WISHED
    elif group.negated:
        own = Standing.DENIED
    if group.infinitive:
        return min(own, _stand_infinitive(sentence, verb, group.governor, links))
    if group.having is not None:
        return min(own, _stand_gerund(sentence, verb, links, group.having))
    bare = not (group.will or group.modal or group.be or group.have)
    partner = find_partner(sentence, verb) if bare else None
    if partner is not None:
        return min(own, stand_verb(sentence, partner, links - 1))
    if token.tag == "VBG" and not group.be:
        return min(own, _stand_gerund(sentence, verb, links))
    if bare and token.tag == "VB" and token.dep != "ROOT":
        return min(own, Standing.WISHED)
    return min(own, _stand_clause(sentence, verb, links))


def _stand_infinitive(sentence: Sentence, verb: int, governor: int | None, links: int) -> Standing:
    tokens = sentence.tokens
    if governor is None:
        return Standing.PLANNED
    word = tokens[governor]
    base = lemma(word.lower)
    if word.lower in _BE:  # "is to meet"
        before = _Group(sentence, governor)
        missed = word.tag == "VBD" and _has_perfect(sentence, verb)  # "was to have met": it did not come to it
        return Standing.CANCELLED if before.negated or missed else Standing.PLANNED
    said = find_word("before", base) or find_word("before", word.lower)
    if word.tag.startswith("NN") and base in _INTENDING and _is_ruled_out(sentence, governor):
        return Standing.CANCELLED
    if said is None and not word.tag.startswith("VB"):
        # "travelled to Tokyo to meet", "made a trip to meet": the verb above says how firm it is
        above = tokens[verb].head
        if lemma(tokens[verb].lower) in _TALKED and lemma(tokens[above].lower) in _MET and above != verb:
            return stand_verb(sentence, above, links - 1)  # "met B to discuss fishing": they did
        said = find_word("before", lemma(tokens[above].lower))
        if said is None:
            said = find_word("holders", base)
        if above != verb and tokens[above].tag.startswith("VB"):
            return min(said if said is not None else Standing.PLANNED, stand_verb(sentence, above, links - 1))
        return said if said is not None else Standing.PLANNED
    if said is None:
        said = Standing.HELD if base in _FIRM_BEFORE else Standing.PLANNED
    if word.tag.startswith("VB"):
        above_standing = stand_verb(sentence, governor, links - 1)
        if above_standing is Standing.DENIED and said is not Standing.DENIED:
            return Standing.DENIED
        return min(said, above_standing)
    return said


def _has_perfect(sentence: Sentence, verb: int) -> bool:
    """Is the infinitive that of the perfect: "to have met"?"""
    lead = sentence.tokens[max(0, verb - 4) : verb]
    return sentence.tokens[verb].tag in ("VBN", "VBD") and any(token.lower == "have" for token in lead)


def _is_ruled_out(sentence: Sentence, noun: int) -> bool:
    """Is the noun before "to meet" one that somebody does not have: "has no plans to hold talks"?"""
    lead = sentence.tokens[max(0, noun - 3) : noun]
    return any(token.lower in ("no", "any") and token.tag == "DT" for token in lead) and (
        any(token.lower == "no" or token.lower in _NOT for token in sentence.tokens[max(0, noun - 5) : noun])
    )


def _stand_gerund(sentence: Sentence, verb: int, links: int, first: int | None = None) -> Standing:
    """The standing of "meeting" or "having met", whose first word is at ``first``."""
    tokens = sentence.tokens
    before = _skip_adverbs(tokens, (first if first is not None else verb) - 1)
    head = tokens[verb].head
    own = Standing.HELD
    if before is not None:
        word = tokens[before]
        if word.lower in _AHEAD or (word.lower == "of" and before and tokens[before - 1].lower == "ahead"):
            own = Standing.PLANNED
        elif word.lower in ("to", "on", "from", "against", "about", "without", "of") and before:
            # "looks forward to meeting", "insisted on meeting", "refrained from meeting"
            holder = lemma(tokens[before - 1].lower)
            said = find_word("before", holder) or find_word("holders", holder)
            if said is None and tokens[before - 1].lower == "forward":
                said = Standing.PLANNED
            own = said if said is not None else Standing.WISHED
            if word.lower == "without":
                own = Standing.DENIED
        elif word.tag.startswith("VB"):
            said = find_word("before", lemma(word.lower))
            own = said if said is not None else Standing.HELD
    above = _find_verb_above(sentence, head if head != verb else verb)
    if above is None or above == verb:
        return own
    firm = stand_verb(sentence, above, links - 1)
    # "denied the report after meeting X": a denial above does not reach the gerund behind "after"
    return own if firm in (Standing.DENIED, Standing.CANCELLED) else min(own, firm)


def _find_verb_above(sentence: Sentence, i: int) -> int | None:
    """The nearest verb at or above token ``i``."""
    for _ in range(_LINKS):
        token = sentence.tokens[i]
        if token.tag.startswith("VB"):
            return i
        if token.head == i:
            return None
        i = token.head
    return None


def find_verb_above(sentence: Sentence, i: int) -> int | None:
    """The nearest verb above token ``i``, not itself."""
    token = sentence.tokens[i]
    return None if token.head == i else _find_verb_above(sentence, token.head)


def _stand_clause(sentence: Sentence, verb: int, links: int) -> Standing:
    """What the clauses above say of a finite verb: conditions, denials, wishes."""
    tokens = sentence.tokens
    token = tokens[verb]
    marks = {child.lower for child in sentence.children(verb) if child.dep in ("mark", "advmod") and child.i < verb}
    if marks & _DOUBT:
        return Standing.WISHED
    head = token.head
    if token.dep == "advcl" and marks & _LATER and token.tag in ("VBZ", "VBP") and head != verb:
        above = stand_verb(sentence, head, links - 1) if tokens[head].tag.startswith("VB") else Standing.HELD
        return min(Standing.HELD, above) if above is not Standing.DENIED else Standing.HELD
    if token.dep == "acl" and token.tag == "VBN":
        copula = _find_copula(sentence, head)
        return Standing.HELD if copula is None else stand_verb(sentence, copula, links - 1)
    if token.dep == "ccomp" and head != verb and tokens[head].tag.startswith("VB"):
        base = lemma(tokens[head].lower)
        said = find_word("before", base)
        if said is not None and base not in load_meetings().words.saying:
            return said
        if head < verb and _Group(sentence, head).negated:
            return Standing.WISHED
    return Standing.HELD


def _find_copula(sentence: Sentence, noun: int) -> int | None:
    """The "be" of "will be one of the leaders received by B", "will be among the leaders received by B"."""
    token = sentence.tokens[noun]
    for _ in range(_LINKS):
        above = sentence.tokens[token.head]
        if (token.dep == "attr" or token.lower == "among") and above.lower in _BE:
            return above.i
        if "of" not in (token.lower, above.lower) and above.lower != "among":
            return None
        token = above
    return None


def stand_noun(sentence: Sentence, first: int, noun: int) -> Standing:
    """What the words right before a meeting noun say of it: "upcoming", "proposed", "cancelled"."""
    standing = Standing.HELD
    i = first - 1
    while i >= 0 and first - i <= 8:
        token = sentence.tokens[i]
        if not (
            token.tag.startswith(("NN", "JJ", "CD", "VBN", "VBG", "DT", "PRP$", "POS", "RB", "HYPH", "VBD"))
            or token.text == "-"
        ):
            break
        said = find_word("modifiers", token.lower)
        if said is not None:
            standing = min(standing, said)
        if token.tag in ("DT", "PRP$", "POS"):
            break
        i -= 1
    for which in sentence.tokens[noun + 1 : noun + 9]:
        if which.tag == "WDT":  # "his planned trip to Warsaw, which was cancelled"
            for token in sentence.tokens[which.i + 1 : which.i + 5]:
                said = find_word("modifiers", token.lower)
                if said is Standing.CANCELLED:
                    return said
            break
    following = sentence.tokens[noun + 1 : noun + 2]
    if following and following[0].tag in ("VBN", "VBD"):
        said = find_word("modifiers", following[0].lower)
        if said is not None and find_governor(following[0].lower) is None:
            standing = min(standing, said)
    return standing


@cache
def _governors() -> Mapping[str, tuple[tuple[tuple[str, ...], Standing], ...]]:
    """A verb to the words that may stand behind it, the most first, each with what it says."""
    table: dict[str, list[tuple[tuple[str, ...], Standing]]] = {}
    for governor in load_meetings().governors:
        verb, *behind = governor.words.split()
        table.setdefault(verb, []).append((tuple(behind), _EFFECTS[governor.effect]))
    return {verb: tuple(sorted(said, key=lambda item: -len(item[0]))) for verb, said in table.items()}


def find_governor(lower: str, following: tuple[str, ...] = ()) -> Standing | None:
    """What a verb says of the meeting noun that hangs on it; ``following`` are the words behind the verb."""
    for behind, standing in _governors().get(lemma(lower), ()):
        if behind == following[: len(behind)]:
            return standing
    return None
