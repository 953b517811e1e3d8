"""Questions about one sentence's parse that the reading of agreements asks: who, how sure, up to where.

Pure over ``Sentence``. Every climb and walk is bounded by the number of tokens.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Enum

from bot.reading.agreements.words import base_form, frames_by_word, load_commitments
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
# What follows them with "to" is what was promised, never a purpose.
_PROMISING = frozenset(("agree", "pledge", "promise", "vow", "commit", "undertake"))
_CUTTERS = frozenset(("—", "–", "--", "while", "whereas", "according", "amid", "because", "although"))
_QUOTES = frozenset(("“", "”", '"', "''", "``", "‘", "’", "'"))
_CLOSING = frozenset(("”", '"', "''"))
_MARKS = _CLOSING | frozenset(("“", "``"))
_TRAILING = _QUOTES | frozenset((",", ";", ":", ".", "!", "?", "-", "–", "—", "and", "or", "(", "…"))
_LOOSE = frozenset(("which", "who", "whom"))  # what a clause leaves behind when it is cut
_SHORT_NAMES = frozenset(("U.S.", "US", "UK", "U.K.", "EU", "E.U.", "UN"))


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
            if token.head == i or not (token.dep in _GOVERNED or (token.dep == "acl" and token.tag == "VB")):
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
            if word in lists.open_words and token.dep in _OPENED:
                force = Force.OPEN
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
        if token.dep == "acl" and token.tag == "VB":
            return up if up.tag[:2] == "NN" else None
        if token.dep == "pcomp" and token.tag == "VBG" and up.dep == "prep":
            noun = self.tokens[up.head]
            open_in = up.lower == "in" and base_form(noun) not in _DONE_IN
            return noun if noun.tag[:2] == "NN" or up.lower in _TOWARD or open_in else None
        return None

    def _is_finite(self, token: Token) -> bool:
        """Has it a tense of its own: "has joined", "joined"?"""
        return token.tag in ("VBD", "VBZ") or any(
            child.lower in ("has", "have", "had", "is", "are", "was", "were") and child.i < token.i
            for child in self.children(token.i, "aux", "auxpass")
        )

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
        is_to = is_to or {"to", "be"} <= {child.lower for child in below}  # "a statement to be signed by both"
        return Force.OPEN if modals & _OPEN_MODALS or is_to else Force.FACT

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


def cut_subject(
    clauses: Clauses, first: int, last: int, trigger: int, *, listed: bool = False
) -> tuple[int, int] | None:
    """The token span from ``first`` of what was agreed, cut where another clause begins; None when nothing is left.

    ``listed`` says that it is a row of things, so that ", a fund for …" is the next one and no apposition.
    """
    tokens = clauses.tokens
    lists = load_commitments()
    end = last
    depth = 0
    for place in range(first + 1, last):
        token = tokens[place]
        if token.text in "([":
            depth += 1
        elif token.text in ")]":
            depth = max(0, depth - 1)
        if depth:
            continue
        if token.text in _CLOSING and _closes_before(tokens, first, place):
            end = place
            break
        if token.text == ",":
            if not (listed and tokens[min(place + 1, last - 1)].lower in ("a", "an", "the")) and _begins_clause(
                clauses, place, last, lists.cut_after_comma
            ):
                end = place
                break
        elif (token.lower in _CUTTERS and not _joins_names(tokens, place, last)) or (
            token.lower in ("and", "but") and _is_new_clause(clauses, place, trigger, last)
        ):
            end = place
            break
    end = _before_open_bracket(tokens, first, end)
    while (
        end > first
        and (tokens[end - 1].text in _TRAILING or tokens[end - 1].lower in _LOOSE)
        and not (tokens[end - 1].text in _QUOTES and _opens_inside(tokens, first, end))
    ):
        end -= 1
    while first < end and tokens[first].text in _QUOTES:
        first += 1
    return (first, end) if end > first else None


def _joins_names(tokens: Sequence[Token], place: int, last: int) -> bool:
    """Is it the dash of "the U.S. – Africa Leaders Summit"?"""
    if tokens[place].text not in ("–", "—", "-") or place + 1 >= last:
        return False
    return tokens[place - 1].text in _SHORT_NAMES and tokens[place + 1].text[:1].isupper()


def _before_open_bracket(tokens: Sequence[Token], first: int, end: int) -> int:
    """The end of the span before a bracket that does not close within it."""
    opened: list[int] = []
    for token in tokens[first:end]:
        if token.text in "([":
            opened.append(token.i)
        elif token.text in ")]" and opened:
            opened.pop()
    return opened[0] if opened and opened[0] > first else end


def _closes_before(tokens: Sequence[Token], first: int, place: int) -> bool:
    """Does the quotation mark at ``place`` close one that opened before ``first``?"""
    inside = sum(token.text in _MARKS for token in tokens[first:place])
    before = sum(token.text in _MARKS for token in tokens[:first])
    return inside % 2 == 0 and before % 2 == 1


def _opens_inside(tokens: Sequence[Token], first: int, end: int) -> bool:
    """Does a closing quotation mark belong to one opened within the span?"""
    return sum(token.text in _QUOTES for token in tokens[first:end]) % 2 == 0


def _begins_clause(clauses: Clauses, comma: int, last: int, words: frozenset[str]) -> bool:
    """Does a clause that is no part of the object begin behind this comma?"""
    tokens = clauses.tokens
    if comma + 1 >= last:
        return True
    after = tokens[comma + 1]
    if after.lower in ("and", "but") and _is_new_clause(clauses, comma + 1, -1, last):
        return True
    # ", the ministry said", ", Li said"
    for place in range(comma + 1, min(comma + 10, last)):
        if tokens[place].lower in ("said", "says", "added", "reported", "told", "announced") and tokens[place].tag in (
            "VBD",
            "VBZ",
        ):
            return True
        if tokens[place].text == ",":
            break
    if after.lower in ("a", "an", "the"):
        named = [t for t in tokens[comma + 1 : min(comma + 12, last)] if t.dep == "appos" and t.head < comma]
        return any(not clauses.children(token.i, "conj", "appos") for token in named)  # else it is a row of things
    second = tokens[comma + 2] if comma + 2 < last else None
    if second is not None and second.lower in ("which", "whom"):
        return True
    if after.lower == "as" and second is not None:
        return not (
            second.lower in ("well", "part")
            or second.tag == "VBN"
            or (second.tag == "VBD" and second.lower.endswith("ed"))
        )
    return after.lower in words


def _is_new_clause(clauses: Clauses, conjunction: int, trigger: int, last: int) -> bool:
    """Does a finite clause (with its own subject or modal) begin behind "and"?"""
    tokens = clauses.tokens
    for place in range(conjunction + 1, min(conjunction + 9, last)):
        token = tokens[place]
        if token.text in (",", ";") or token.tag == "VB":
            return False
        if token.tag == "MD":
            # "that deals on land and on sea can be signed": the modal of what began before "and"
            return not any(
                trigger < subject.i < conjunction and trigger >= 0
                for subject in clauses.children(token.head, "nsubj", "nsubjpass")
            )
        if token.tag not in ("VBD", "VBZ", "VBP") or token.dep in (
            "relcl",
            "acl",
            "amod",
            "advcl",
            "ccomp",
            "pcomp",
            "pobj",
        ):
            continue
        verb = tokens[token.head] if token.dep in ("aux", "auxpass") else token
        if verb.dep in ("relcl", "acl"):
            continue
        if any(conjunction < subject.i < place for subject in clauses.children(verb.i, "nsubj", "nsubjpass")):
            return True
        if (
            token.tag == "VBP"
        ):  # "and purchase" after "India intends to buy" is an infinitive: a finite one would say "purchases"
            return token.lower in ("are", "have", "were") or base_form(token) in frames_by_word()
        return (
            verb.dep in ("conj", "ROOT")
            and verb.i > conjunction
            and (verb.head <= trigger or trigger < 0 or token.tag == "VBZ" or token.lower in ("was", "were", "had"))
        )
    return False
