"""What follows a governing word: "agreed *to build*", "a goal *of raising trade*", "pledged *12 million euros*"."""

from __future__ import annotations

from bot.reading.agreements.contents import PledgeContents
from bot.reading.agreements.grammar import Clauses
from bot.reading.agreements.words import Frame, base_form, load_commitments
from bot.reading.parsing.syntax import Token

WILL = frozenset(("will", "'ll", "’ll", "shall", "would"))
_MARGINS = frozenset(("sideline", "sidelines", "margin", "margins", "fringes"))


class Complements:
    """Finds where the words for what is committed to begin."""

    def __init__(self, contents: PledgeContents) -> None:
        self._contents = contents
        self._lists = load_commitments()

    def first_of(self, clauses: Clauses, token: Token, frame: Frame) -> int | None:
        """The first token of what is committed to: the nearest of what the frame takes."""
        places: list[int] = []
        for takes in frame.takes:
            place: int | None = None
            match takes:
                case "to":
                    place = clauses.verb_after_to(token.i)
                case "gerund":
                    place = clauses.gerund_after(token.i, "at" if frame.word == "aim" else "to")
                case "on":
                    place = self._thing(clauses, token, "on", "upon")
                    if place is not None and _MARGINS & {word.lower for word in clauses.tokens[place : place + 2]}:
                        place = None  # "agreed on the sidelines of the summit to …" tells where
                case "for":
                    place = self._thing(clauses, token, "for")
                case "of":
                    place = self._of(clauses, token)
                case "thing":
                    place = self._thing(clauses, token, "to")
                case "aid":
                    place = self.aid(clauses, token)
                case "that":
                    place = _clause_with_will(clauses, token)
            if place is not None and token.i < place < len(clauses.tokens) - 1:
                places.append(place)
        return min(places, default=None)

    def _of(self, clauses: Clauses, token: Token) -> int | None:
        """What stands behind "of": "a goal of raising trade", "assured him of providing twenty seats"."""
        if token.tag[:2] == "NN":
            return clauses.gerund_after(token.i, "of") or self._thing(clauses, token, "of")
        of = next((prep for prep in clauses.children(token.i, "prep") if prep.lower == "of"), None)
        act = next((inner for inner in clauses.children(of.i, "pcomp") if inner.tag == "VBG"), None) if of else None
        return act.i if act is not None else None

    def aid(self, clauses: Clauses, token: Token) -> int | None:
        """The first token of what is given, when the object is aid or a sum of money."""
        things = [*clauses.children(token.i, "dobj"), *clauses.pobj(token.i, "of")]
        # In "assured the president of support" the model gives the aid to the president.
        whose = [thing for thing in things if thing.lower in self._lists.side_words]
        things = [thing for thing in things if thing not in whose]
        for thing in (*things, *(inner for one in whose for inner in clauses.pobj(one.i, "of"))):
            if self._contents.is_aid(clauses, thing.i):
                return max(clauses.edge(thing.i)[0], token.i + 1)
        return None

    def _thing(self, clauses: Clauses, token: Token, *prepositions: str) -> int | None:
        thing = clauses.thing_after(token.i, *prepositions)
        if thing is None:
            return None
        if clauses.tokens[thing].lower in self._lists.opinions:
            return thing
        return max(clauses.edge(thing)[0], token.i + 1)


def _clause_with_will(clauses: Clauses, token: Token) -> int | None:
    """The words behind "that" in "agreed that trade will …", "that talks be held"; else it is an opinion."""
    for verb in clauses.children(token.i, "ccomp"):
        if base_form(verb) in load_commitments().opinion_verbs:
            continue
        modal = any(child.tag == "MD" for child in clauses.children(verb.i, "aux"))  # "could be expanded": an opinion
        wished = not modal and any(child.text == "be" for child in clauses.children(verb.i, "auxpass"))
        if wished or any(child.lower in WILL or child.lower == "should" for child in clauses.children(verb.i, "aux")):
            return next((child.i + 1 for child in clauses.children(verb.i, "mark") if child.lower == "that"), None)
    return None
