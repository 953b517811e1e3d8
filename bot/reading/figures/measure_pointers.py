"""Whom "its", "their", "our", "his country" and "the country" mean in the words of a measure.

    its debts                     debts of Peru, told of before
    Trade between our countries   Trade between Peru and Chile, of which the sentences before tell
    the debts of his country      the debts of the state for which he acts

GUIDE's marks name the sides of what is measured, however the sentence points to them. Where the words leave a choice,
they stay.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from bot.reading.context.context import Context, Mention
from bot.reading.figures.written_names import as_written
from bot.reading.parsing.syntax import Sentence, Token

_LANDS = frozenset({"country", "nation"})
_LANDS_OF_SEVERAL = frozenset({"countries", "nations", "continents"})
_OF_ONE = frozenset({"its", "it"})
_OF_SEVERAL = frozenset({"their", "our"})
_OF_A_PERSON = frozenset({"his", "her"})
_DEFINITE = frozenset({"the", "this", *_OF_ONE, *_OF_SEVERAL, *_OF_A_PERSON})
_POINTING = frozenset({"whose"}) | _LANDS | _LANDS_OF_SEVERAL | _OF_ONE | _OF_SEVERAL | _OF_A_PERSON
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_FAR = 100  # tokens before a word within which a subject bears on it
_MANY = 4  # members of a list that are named
_BACK = 2  # sentences before this one in which the state may be named

Pair = Callable[[], tuple[str, str] | None]


class Pointers:
    """Names what the pointing words of one sentence mean."""

    def __init__(self, context: Context, sentence: Sentence, pair: Pair) -> None:
        """``pair`` gives the two states that are told of together."""
        self._context = context
        self._sentence = sentence
        self._tokens = sentence.tokens
        self._pair = pair

    def points(self, token: Token) -> bool:
        """May it be a word that points to a state or a person? Cheap."""
        return token.lower in _POINTING

    def owner(self, token: Token) -> str:
        """Whose a thing is, for the "its" before it; "" when nobody can be told."""
        if token.tag == "WP$":
            return self._of_whom(token)
        if token.tag != "PRP$" or self._tokens[token.head].lower in _LANDS | _LANDS_OF_SEVERAL:
            return ""
        if token.lower in _OF_A_PERSON:
            mention = self._context.mention_at(self._sentence.index, token.i)
            one = mention is not None and len(mention.names) == 1 and mention.kind == "person"
            return mention.names[0].split()[-1] if mention is not None and one else ""
        return self._of_several() if token.lower in _OF_SEVERAL else self._state_before(token.i)

    def land(self, token: Token) -> tuple[int, str]:
        """Where "the country", "our countries" begins and the names it means; (the token's place, "") when unknown."""
        first = token.i
        lead = next((t for t in self._sentence.children(token.i) if t.dep in {"det", "poss"} and t.i < token.i), None)
        if lead is None or lead.lower not in _DEFINITE or any(t.dep == "nummod" for t in self._tokens[lead.i : first]):
            return first, ""
        if token.lower in _LANDS_OF_SEVERAL:
            told = lead.lower in _OF_SEVERAL or self._tokens[token.head].lower == "between"
            return lead.i, self._of_several() if told else ""
        if any(t.dep in {"relcl", "acl", "prep"} for t in self._sentence.children(token.i)):
            return first, ""
        if lead.lower in _OF_A_PERSON:
            mention = self._context.mention_at(self._sentence.index, lead.i)
            side = self._state_of(mention) if mention is not None else None
            return lead.i, as_written(self._context, side) if side is not None else ""
        if lead.lower == "our":
            return lead.i, self._speaker
        told = any(t.dep in {"amod", "compound"} for t in self._sentence.children(token.i))
        return lead.i, self._other_land(lead.i) if told else self._state_before(lead.i, lands=True)

    def _of_whom(self, token: Token) -> str:
        """The AU and the EU of "the AU and the EU, whose partnership has lasted 25 years"."""
        verb = self._tokens[self._tokens[token.head].head]
        noun = self._tokens[verb.head]
        if verb.dep != "relcl":
            return ""
        members = [noun]
        while members[0].dep == "conj" and len(members) < _MANY:
            members.insert(0, self._tokens[members[0].head])
        for _ in range(_MANY):
            more = [t for t in self._sentence.children(members[-1].i) if t.dep == "conj" and t.i < token.i]
            members += more[:1]
        mentions = [self._context.mention_at(self._sentence.index, member.i) for member in members]
        names = [mention.names[0] for mention in mentions if mention is not None and len(mention.names) == 1]
        return " and ".join(as_written(self._context, name) for name in names) if len(names) == len(members) else ""

    def _of_several(self) -> str:
        pair = self._pair()
        return " and ".join(as_written(self._context, name) for name in pair) if pair is not None else ""

    @cached_property
    def _speaker(self) -> str:
        """The state of the one person of this sentence, else of the one before."""
        for index in range(self._sentence.index, max(-1, self._sentence.index - _BACK), -1):
            people = [m for m in self._context.mentions(index) if m.kind == "person" and len(m.names) == 1]
            states = {state for mention in people if (state := self._state_of(mention))}
            if len(states) == 1:
                return as_written(self._context, states.pop())
            if states:
                return ""
        return ""

    def _other_land(self, place: int) -> str:
        """The state that "the island nation" means: of two told of the one that does not act, else none."""
        pair = self._pair()
        acting = self._state_before(place, lands=True)
        sides = [as_written(self._context, state) for state in pair] if pair is not None else []
        return next((side for side in sides if side != acting), "") if acting in sides else ""

    def _state_before(self, place: int, *, lands: bool = False) -> str:
        """The state or body named last as a subject before a place, else last of all, else by the sentences before."""
        for index in range(self._sentence.index, max(-1, self._sentence.index - _BACK - 1), -1):
            sentence = self._context.sentences[index]
            if sentence.heading:
                continue
            here = index == self._sentence.index
            named = [
                mention
                for mention in self._context.mentions(index)
                if mention.kind in ({"country"} if lands else {"country", "body"})
                and len(mention.names) == 1
                and mention.how != "adjective"
                if not here or mention.last <= place
            ]
            if here and not lands and not self._acts(place):
                return ""
            if here and len({mention.names[0] for mention in named}) > 1:
                return ""
            subjects = [m for m in named if any(t.dep in _SUBJECTS for t in sentence.tokens[m.first : m.last])]
            if subjects or named:
                return as_written(self._context, (subjects[:1] or named[-1:])[0].names[0])
        return ""

    def _acts(self, place: int) -> bool:
        """Is the nearest subject before a place, if there is one, a state or body, and no company or minister?"""
        subject = next((t for t in reversed(self._tokens[max(0, place - _FAR) : place]) if t.dep in _SUBJECTS), None)
        if subject is None:
            return True
        mention = self._context.mention_at(self._sentence.index, subject.i)
        return mention is not None and mention.kind in {"country", "body"}

    def _state_of(self, mention: Mention) -> str | None:
        side = mention.country or self._context.side(mention.names[0])
        return side if side is not None and self._context.gazetteer.country(side) else None
