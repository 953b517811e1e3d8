"""Questions about one sentence's parse that the reading of agreements asks: who, how sure, up to where.

Pure over ``Sentence``. Every climb and walk is bounded by the number of tokens.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

from bot.reading.agreements.words import base_form, load_commitments
from bot.reading.parsing.doubt import is_doubted
from bot.reading.parsing.syntax import Sentence, Token

_OPEN_MODALS = frozenset(("will", "'ll", "’ll", "would", "shall", "wo"))
_WEAK_MODALS = frozenset(("can", "could", "may", "might", "must", "should", "ought", "ca"))
_NEGATIONS = frozenset(("not", "n't", "n’t", "never", "neither", "nor", "no"))
# Dependencies through which a word is governed by its head, and those under which an open word leaves it open.
_GOVERNED = frozenset(("xcomp", "ccomp", "pcomp", "dobj", "advcl", "prep", "acomp", "oprd", "attr", "nsubjpass"))
_OPENED = frozenset(("xcomp", "pcomp", "prep", "ccomp", "acl"))
# "Talks on signing a pact": what stands behind these is not done yet; "after signing", "by signing" is.
_TOWARD = frozenset(("about", "at", "for", "on", "toward", "towards"))
_DONE_IN = frozenset(("join", "succeed", "follow"))  # "joined Peru in signing the pact"
_DONE_BY = frozenset(("first", "last", "latest", "only", "second", "third"))  # "the first state to ratify it"
# What is done is done where one "managed to" or "went on to" do it; under other words it is to come.
_ACHIEVED = frozenset("be become come get go happen help manage proceed remain use".split())
# What follows them with "to" is what was promised, never a purpose.
_PROMISING = frozenset(("agree", "pledge", "promise", "vow", "commit", "undertake"))
_QUOTES = frozenset(("“", "”", '"', "''", "``", "‘", "’", "'"))


class Force(Enum):
    """How much a clause says: it happened, it is open, or it says nothing of the kind."""

    FACT = "fact"
    OPEN = "open"
    NONE = "none"


class Clauses:
    """A sentence with its tree turned the right way round."""

    def __init__(self, sentence: Sentence) -> None:
        self.sentence = sentence
        self.tokens = sentence.tokens
        self._children: list[list[Token]] = [[] for _ in sentence.tokens]
        for token in sentence.tokens:
            if token.head != token.i:
                self._children[token.head].append(token)

    def children(self, i: int, *deps: str) -> list[Token]:
        """The children of a token, of these dependencies if any are given."""
        return [token for token in self._children[i] if not deps or token.dep in deps]

    def words(self, span: tuple[int, int]) -> str:
        """The words of the text from the first to the last token of a span."""
        start = self.sentence.start
        return self.sentence.text[self.tokens[span[0]].start - start : self.tokens[span[1] - 1].end - start]

    def chain(self, i: int) -> list[int]:
        """A token and everything coordinated with it: "A, B and C"."""
        found = [i]
        for place in found:
            found.extend(
                token.i
                for token in self.children(place, "conj", "appos")
                # In "Mali, Burkina Faso and Niger" the model takes the second for an apposition.
                if token.i not in found and (token.dep == "conj" or self.children(token.i, "conj"))
            )
        return sorted(found)

    def edge(self, i: int) -> tuple[int, int]:
        """The span of a token's subtree: first place, place behind the last."""
        low = high = i
        waiting = [i]
        seen = {i}
        while waiting:
            for child in self._children[waiting.pop()]:
                if child.i not in seen:
                    seen.add(child.i)
                    waiting.append(child.i)
                    low, high = min(low, child.i), max(high, child.i)
        return low, high + 1

    def pobj(self, i: int, *words: str) -> Iterator[Token]:
        """The objects of a token's prepositions ``words``, through "together with" as well."""
        for prep in self.children(i, "prep", "agent", "dative", "advmod"):
            if prep.lower in words:
                yield from self.children(prep.i, "pobj")
            elif prep.dep == "advmod":
                for inner in self.children(prep.i, "prep"):
                    if inner.lower in words:
                        yield from self.children(inner.i, "pobj")

    def subjects(self, i: int) -> list[int]:
        """The heads of the subject of a verb, found where grammar hides it; empty when nobody is named."""
        for _ in range(8):
            own = self.children(i, "nsubj", "nsubjpass", "expl")
            if own:
                more = [other for other in own[1:] if self.tokens[self.edge(other.i)[0] - 1].lower in ("and", "&")]
                return [place for subject in (own[0], *more) for place in self._through(subject)]
            token = self.tokens[i]
            if token.dep == "acl" and token.tag == "VB" and self.tokens[token.head].dep in ("dobj", "attr"):
                i = self.tokens[token.head].head  # "Malta announced a decision to end the treaty"
                continue
            if token.dep in ("relcl", "acl"):
                return [token.head]
            if (
                token.dep not in ("conj", "xcomp", "advcl", "ccomp", "pcomp", "prep", "acomp", "attr", "dep")
                or token.head == i
            ):
                return []
            i = token.head
        return []

    def _through(self, subject: Token) -> list[int]:
        """A subject and its coordinates; a relative pronoun is its antecedent."""
        if subject.lower in ("that", "which", "who"):
            verb = self.tokens[subject.head]
            if verb.dep == "relcl":
                return [verb.head]
        return self.chain(subject.i)

    def force(self, i: int) -> Force:
        """How sure the verb (or noun under a verb) at ``i`` is, through every word that governs it."""
        lists = load_commitments()
        force = Force.FACT
        stands_alone = False
        for _ in range(8):
            token = self.tokens[i]
            own = Force.FACT if stands_alone else self._own_force(token)
            stands_alone = False
            if own is Force.NONE or is_doubted(self.sentence, i):
                return Force.NONE
            force = Force.OPEN if own is Force.OPEN else force
            if token.dep == "conj" and token.head != i and not self.children(i, "nsubj", "nsubjpass"):
                stands_alone = self._is_finite(token)  # "will join A and has joined B": its "will" is not B's
                i = token.head
                continue
            if token.head == i or not (token.dep in _GOVERNED or self._is_infinitive(token)):
                return force
            up = self.tokens[token.head]
            word = base_form(up)
            if token.dep == "advcl":
                return self._force_beside(token, up, force)
            expected = word in lists.open_words and bool(self.children(up.i, "nsubjpass"))  # "is expected to sign"
            if word in lists.calls and not expected:
                return Force.NONE
            if token.dep == "ccomp" and word not in lists.open_words:
                return Force.NONE if self.children(up.i, "neg") else force
            noun = self._noun_above(token)
            if noun is not None:
                if base_form(noun) in lists.refusals:
                    return Force.NONE
                force = Force.OPEN
            to_do = token.dep == "xcomp" and token.tag == "VB" and self._has_to(token.i) and word not in _ACHIEVED
            if to_do or (word in lists.open_words and token.dep in _OPENED):
                force = Force.OPEN  # "instructed officials to sign it"
            i = token.head
        return force

    def _force_beside(self, token: Token, up: Token, force: Force) -> Force:
        """That of a clause beside its verb, to which the model often gives an infinitive that belongs to the verb."""
        lists, word = load_commitments(), base_form(up)
        to_do = any(child.lower == "to" for child in self.children(token.i, "aux"))
        if self.children(up.i, "neg") or (to_do and word in lists.calls):
            return Force.NONE  # "We call on all sides, also the absent ones, to accept the truce"
        return Force.OPEN if to_do and word in lists.open_words else force  # "voted in June to leave"

    def _noun_above(self, token: Token) -> Token | None:
        """The noun under which an act is not done yet: "its decision to end the pact", "progress in concluding it"."""
        up = self.tokens[token.head]
        if self._is_infinitive(token):
            done = any(child.lower in _DONE_BY for child in self.children(up.i, "amod"))
            return up if up.tag[:2] == "NN" and not done else None
        if token.dep == "pcomp" and token.tag == "VBG" and up.dep == "prep":
            noun = self.tokens[up.head]
            open_in = up.lower == "in" and base_form(noun) not in _DONE_IN
            return noun if noun.tag[:2] == "NN" or up.lower in _TOWARD or open_in else None
        return None

    def _is_infinitive(self, token: Token) -> bool:
        """Is it an infinitive that belongs to a noun: "its decision to end it", "an honour for me to sign it"?"""
        return token.tag == "VB" and (token.dep == "acl" or (token.dep == "relcl" and self._has_to(token.i)))

    def _is_finite(self, token: Token) -> bool:
        """Has it a tense of its own: "has joined", "joined"?"""
        return token.tag in ("VBD", "VBZ") or any(
            child.lower in ("has", "have", "had", "is", "are", "was", "were") and child.i < token.i
            for child in self.children(token.i, "aux", "auxpass")
        )

    def told_behind(self, i: int) -> tuple[Token, int] | None:
        """The verb behind the clause of ``i`` that tells it, and the clause's end: "They aim to …, both agreed"."""
        for _ in range(4):
            token = self.tokens[i]
            up = self.tokens[token.head]
            if token.dep == "ccomp" and up.i > i and up.tag in ("VBD", "VBZ", "VBN"):
                end = self.edge(i)[1]
                return (up, end) if end <= up.i and self.tokens[end].text == "," else None
            if token.dep not in ("xcomp", "acomp") or up.i == i:
                return None
            i = up.i
        return None

    def is_aside(self, i: int) -> bool:
        """Is the verb at ``i`` that of a clause that a comma sets apart: ", which would …"?"""
        low = self.edge(i)[0]
        return self.tokens[i].dep == "relcl" and low > 0 and self.tokens[low - 1].text == ","

    def _own_force(self, token: Token) -> Force:
        """What a verb's own auxiliaries, negation and conjunction say of it."""
        below = self.children(token.i)
        if any(
            child.dep == "neg" or (child.lower in _NEGATIONS and child.dep in ("advmod", "det", "preconj"))
            for child in below
        ) or any(self._is_nobody(child) for child in below if child.dep in ("nsubj", "nsubjpass")):
            return Force.NONE
        if token.i > 1 and self.tokens[token.i - 1].lower == "to" and self.tokens[token.i - 2].lower == "yet":
            return Force.NONE  # "have yet to sign"
        modals = {child.lower for child in below if child.dep == "aux"}
        marks = {child.lower for child in below if child.dep in ("mark", "advmod")}
        if modals & _WEAK_MODALS or marks & load_commitments().conditions:
            return Force.NONE
        if modals and token.dep == "advcl" and marks & {"when", "whenever"}:
            return Force.NONE
        bare = token.tag == "VB" or bool({child.text for child in below} & {"be"})  # "is to sign", "was to be signed"
        is_to = bare and token.dep == "xcomp" and base_form(self.tokens[token.head]) == "be"
        to_be = token.tag == "VBN" and token.dep in ("acl", "relcl") and "to" in modals  # "a pact to be signed"
        return Force.OPEN if modals & _OPEN_MODALS or is_to or to_be else Force.FACT

    def _is_nobody(self, subject: Token) -> bool:
        """Is it "neither Peru nor Chile", "none of the two"?"""
        return subject.lower in ("none", "neither") or any(
            child.lower in ("neither", "nor") for child in self.children(subject.i)
        )

    def verb_after_to(self, i: int) -> int | None:
        """The infinitive that completes the word at ``i``: "agreed with Airbus to open" gives "open"."""
        behind = self._infinitive(i + 1)
        if behind is not None:
            return behind
        deps = ("xcomp", "acl", "relcl") if self.tokens[i].tag[:2] == "NN" else ("xcomp",)
        if any(prep.lower == "with" for prep in self.children(i, "prep")) or base_form(self.tokens[i]) in _PROMISING:
            deps = (*deps, "advcl")  # "agreed here on Thursday to lift …"
        for child in self.children(i, *deps):
            if child.i > i and child.tag in ("VB", "VBP") and self._has_to(child.i):
                return child.i
        return None

    def _infinitive(self, place: int) -> int | None:
        """The verb of "to deepen", "jointly to further deepen" right at ``place``."""
        tokens = self.tokens
        while place < len(tokens) - 1 and tokens[place].tag == "RB":
            place += 1
        if place >= len(tokens) - 1 or tokens[place].lower != "to":
            return None
        for ahead in range(place + 1, min(place + 4, len(tokens))):
            if tokens[ahead].tag in ("VB", "VBP"):
                return ahead
            if tokens[ahead].tag not in ("RB", "CC") and tokens[ahead].text not in _QUOTES:
                return None
        return None

    def _has_to(self, i: int) -> bool:
        return any(child.lower == "to" and child.i < i for child in self.children(i, "aux"))

    def gerund_after(self, i: int, preposition: str) -> int | None:
        """The "-ing" form behind a preposition: "committed to strengthening"."""
        for place in range(i + 1, min(i + 4, len(self.tokens) - 1)):
            if self.tokens[place].lower == preposition:
                for ahead in range(place + 1, min(place + 4, len(self.tokens))):
                    if self.tokens[ahead].lower.endswith("ing") and self.tokens[ahead].tag in ("NN", "VBG"):
                        return ahead
                    if self.tokens[ahead].tag != "RB" and self.tokens[ahead].lower != "further":
                        return None
        return None

    def thing_after(self, i: int, *prepositions: str) -> int | None:
        """The head noun behind a preposition: "agreed on a line" gives "line"."""
        for thing in self.pobj(i, *prepositions):
            if thing.i > i and thing.entity not in ("DATE", "TIME", "CARDINAL"):
                return thing.i
        return None
