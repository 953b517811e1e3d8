"""Whether a number is the size of a change, and up or down: "rose 12 percent", "an increase of $5 million"."""

from __future__ import annotations

from bot.core.models import Change
from bot.reading.figures.number_place import Place
from bot.reading.figures.quantities import Quantity, Sort
from bot.reading.lexicon.lists import lemma
from bot.reading.lexicon.units import direction_of_noun, direction_of_verb, load_units, singular_of
from bot.reading.parsing.syntax import Sentence, Token

_NO_CHANGE_UP = frozenset({"make", "take", "open", "set", "put", "back"})  # "makes up 90 percent"


class Changes:
    """Tells the changes among the numbers of one sentence."""

    def __init__(self, sentence: Sentence) -> None:
        self.sentence = sentence
        self.tokens = sentence.tokens

    def change(self, quantity: Quantity, place: Place) -> Change | None:
        """The direction, when the number is the size of a change and not a level."""
        words = load_units().change
        before = self.tokens[place.outer - 1] if place.outer else None
        near = before.lower if before is not None else ""
        after = place.top if place.counted else place.last
        follower = self.tokens[after + 1].lower if after + 1 < len(self.tokens) else ""
        token = self.tokens[place.top]
        head = self.tokens[token.head]
        if quantity.sort is Sort.RANK or near in {"to", "from", "at"}:
            return None
        if before is not None and before.dep == "prt" and lemma(self.tokens[before.head].lower) in _NO_CHANGE_UP:
            return None
        if near in words.up_words or follower == "higher" or (follower == "more" and quantity.sort is not Sort.BARE):
            return Change.UP
        if near in words.down_words or follower in {"lower", "less", "fewer"}:
            return Change.DOWN
        if before is not None and before.tag.startswith("VB") and quantity.sort is Sort.SHARE:
            return direction_of_verb(lemma(before.lower))
        if quantity.sort in {Sort.SHARE, Sort.MONEY} and (said := self._of_noun(token, after)) is not None:
            return said
        by = token.dep == "pobj" and head.lower == "by"
        verb = self.tokens[head.head] if by else head
        if not verb.tag.startswith("VB") or (token.dep not in {"dobj", "npadvmod", "advmod"} and not by):
            return None
        return self._by_verb(verb.i, quantity, by=by, direct=token.dep == "dobj")

    def _of_noun(self, token: Token, last: int) -> Change | None:
        """A 12 percent increase, an increase of 12 percent, growth of 5 percent."""
        for noun in self.tokens[last + 1 : last + 4]:
            if noun.tag in {"NN", "NNS"}:
                direction = direction_of_noun(singular_of(noun.lower))
                if direction is not None and (token.head == noun.i or noun.i <= last + 2):
                    return direction
            elif noun.tag not in {"JJ", "HYPH", "VBG"}:
                break
        head = self.tokens[token.head]
        if token.dep == "pobj" and head.lower == "of" and self.tokens[head.head].tag in {"NN", "NNS"}:
            return direction_of_noun(singular_of(self.tokens[head.head].lower))
        return None

    def _by_verb(self, verb: int, quantity: Quantity, *, by: bool, direct: bool) -> Change | None:
        direction = direction_of_verb(lemma(self.tokens[verb].lower))
        passive = any(t.dep in {"nsubjpass", "auxpass"} for t in self.sentence.children(verb))
        # "Cut 500 jobs", "raise $5 billion": the object is what is cut, not the size of a change of something else.
        if direct and quantity.sort is not Sort.SHARE and not by and not passive:
            transitive = {"raise", "cut", "lower", "reduce", "boost", "expand", "lose", "shed", "gain", "slash"}
            if lemma(self.tokens[verb].lower) in transitive:
                return None
        return direction
