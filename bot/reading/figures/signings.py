"""Who signed the agreements that a number counts, or whose worth it is, and what goes under them.

    Oman and Peru signed five agreements               agreements signed by Oman and Peru
    the ministers witnessed the signing of two deals   deals signed by Oman and Peru
    an agreement between A and B for 12 ships          ships in the agreement between A and B

Two that watch are taken for the two that sign.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Set as AbstractSet

from bot.reading.context.context import Context
from bot.reading.figures.clause_words import ClauseWords
from bot.reading.figures.phrases import NOUNS, Phrases, trim_words
from bot.reading.figures.written_names import as_written
from bot.reading.lexicon.lists import lemma
from bot.reading.lexicon.units import singular_of
from bot.reading.parsing.syntax import Sentence, Token

_INSTRUMENTS = frozenset(
    "agreement memorandum memoranda mou document deal accord pact contract protocol treaty letter arrangement".split()
)
_SIGNING = {
    "sign": "signed",
    "ink": "signed",
    "initial": "initialled",
    "conclude": "concluded",
    "exchange": "exchanged",
    "reach": "reached",
    "seal": "concluded",
}
_SIGNINGS = frozenset({"signing", "exchange", "conclusion", "inking"})
_AHEAD = frozenset({"will", "would", "to", "may", "could", "shall", "can", "might"})
_SEEING = frozenset({"witness", "see", "oversee", "attend", "watch"})
_TWO = 2

Pair = Callable[[], tuple[str, str] | None]


def is_instrument(noun: Token) -> bool:
    """Is it an agreement, a memorandum or the like?"""
    return singular_of(noun.lower) in _INSTRUMENTS


class Signings:
    """Names the signers of what is counted in one sentence."""

    def __init__(self, context: Context, sentence: Sentence, phrases: Phrases, clause: ClauseWords, pair: Pair) -> None:
        """``pair`` gives the two states that are told of together."""
        self._context = context
        self._sentence = sentence
        self._tokens = sentence.tokens
        self._phrases = phrases
        self._clause = clause
        self._pair = pair

    def signed(self, noun: Token, taken: AbstractSet[int]) -> str:
        """What was signed, and by whom; "" where the noun is no instrument or nobody signs it."""
        if not is_instrument(noun):
            return ""
        verb, done, passive = self._signing(noun)
        if not done:
            return ""
        behind = [t.i for t in self._sentence.children(noun.i) if t.i > noun.i and t.lower != "of"]
        listed = [t for t in self._sentence.children(noun.i) if t.dep in {"cc", "conj"}]
        joined = all(is_instrument(t) for t in listed if t.dep == "conj")  # "documents, as well as easier travel"
        lists = [t.i for t in listed if joined]
        tails = [place for place in behind if place not in lists]
        # "Memorandums of understanding in Lima": where it was hangs on the last noun of the name.
        inside = {t.i for t in self._tokens if t.dep == "prep" and t.lower in {"in", "at", "on"} and t.i > noun.i}
        tails += [place for place in self._phrases.under(noun.i) & inside if place not in tails]
        words = trim_words(self._phrases.phrase(noun.i, set(taken).union(*map(self._phrases.under, tails))))
        who = self._signers(verb, noun, passive=passive)
        ahead = verb is not None and any(
            t.dep == "aux" and t.lower in _AHEAD for place in self._clause.chain(verb.i) for t in self._below(place)
        )
        return f"{words} {'to be ' if ahead else ''}{done}{f' by {who}' if who else ''}"

    def under_agreement(self, noun: Token, words: str, taken: AbstractSet[int]) -> str:
        """The planes of "an agreement between A and B for 39 planes", with the agreement's sides; "" otherwise."""
        prep = self._tokens[noun.head]
        owner = self._tokens[prep.head]
        if noun.dep != "pobj" or prep.lower != "for" or not is_instrument(owner):
            return ""
        between = next((t for t in self._below(owner.i) if t.lower in {"between", "with"} and t.i < prep.i), None)
        if between is not None and between.lower == "between":
            return f"{words} in the {owner.lower} {self._phrases.phrase(between.i, taken)}"
        verb, done, passive = self._signing(owner)
        who = self._signers(verb, owner, passive=passive) if done else ""
        return f"{words} in the {owner.lower} of {who}" if who else ""

    def _below(self, place: int) -> list[Token]:
        return list(self._sentence.children(place))

    def _signing(self, noun: Token) -> tuple[Token | None, str, bool]:
        """The verb at whose subject the signers stand, how it was done ("" for not at all), and is the verb passive?"""
        noun = self._clause.carrier(noun)
        head = self._tokens[noun.head]
        if noun.dep in {"dobj", "nsubjpass"} and (done := _SIGNING.get(lemma(head.lower))) and head.tag[:2] == "VB":
            return head, done, noun.dep == "nsubjpass"
        above = self._tokens[head.head]
        if noun.dep == "pobj" and head.lower == "of" and above.lower in _SIGNINGS:
            verb = self._clause.verb_above(above.i)
            seen = verb is not None and lemma(verb.lower) in _SEEING and above.dep == "dobj"
            return (verb if seen else None), "exchanged" if above.lower == "exchange" else "signed", False
        return None, "", False

    def _signers(self, verb: Token | None, noun: Token, *, passive: bool) -> str:
        """The signers' names: both sides of the subject, else the subject, else the two states told of together."""
        if verb is not None and passive:
            agent = next((t for t in self._below(verb.i) if t.dep == "agent"), None)
            by = next((t for t in self._below(agent.i) if t.dep == "pobj"), None) if agent is not None else None
            if by is not None:
                sides = self._sides(by)
                phrase = trim_words(self._phrases.phrase(by.i, frozenset()))
                return " and ".join(map(self._written, sides)) if len(sides) == _TWO else phrase
        subject = None
        if verb is not None and not passive:
            place = self._clause.chain(verb.i)[0]
            subject = next((t for t in self._below(place) if t.dep == "nsubj"), None)
        if subject is None:
            return self._joined_pair()
        sides = self._sides(subject)
        other = next((t for t in self._below(noun.i) if t.lower == "with"), None)
        if len(sides) == 1 and other is not None:
            sides += [side for t in self._below(other.i) if (side := self._side_at(t.i)) and side not in sides]
        if len(sides) > 1:
            sides = [self._written(side) for side in sides]
            return f"{', '.join(sides[:-1])} and {sides[-1]}"
        if verb is not None and lemma(verb.lower) not in _SIGNING:  # one who only watched
            return ""
        pair = self._pair()
        if sides and pair is not None and sides[0] in pair:
            return " and ".join(map(self._written, pair))
        return trim_words(self._clause.subject_of(verb.i, frozenset())) if verb is not None else ""

    def _joined_pair(self) -> str:
        pair = self._pair()
        return " and ".join(self._written(side) for side in pair) if pair is not None else ""

    def _written(self, name: str) -> str:
        return as_written(self._context, name)

    def _sides(self, subject: Token) -> list[str]:
        """The states and bodies for which the members of a subject act."""
        members = [subject]
        for _ in range(4):
            more = [t for t in self._below(members[-1].i) if t.dep in {"conj", "appos"} and t.tag in NOUNS]
            if not more:
                break
            members.append(more[0])
        group = self._context.mention_at(self._sentence.index, subject.i)
        if group is not None and group.how == "group":
            found = [self._context.side(name) for name in group.names]
        else:
            found = [self._side_at(t.i) for t in members]
        return list(dict.fromkeys(side for side in found if side is not None))

    def _side_at(self, place: int) -> str | None:
        mention = self._context.mention_at(self._sentence.index, place)
        if mention is None or len(mention.names) != 1:
            return None
        return mention.country or self._context.side(mention.names[0])
