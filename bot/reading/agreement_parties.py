"""Who commits: from a noun phrase of a sentence to the countries and bodies that act."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from bot.reading.agreement_document import Document
from bot.reading.agreement_grammar import Clauses
from bot.reading.agreement_words import load_commitments
from bot.reading.context import Context, Mention

_NUMBERS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7}
_SIDE_KINDS = frozenset(("country", "adjective", "demonym", "body"))
_TO = frozenset(("to", "toward", "towards", "for", "from"))
_BETWEEN_NAMES = frozenset((",", "and", "&", "the", "'s", "’s", "as", "well"))
_WE = frozenset(("we", "We", "us", "our"))  # not "US"
_POSSESSIVE = frozenset(("'s", "’s", "'", "’"))


class Parties:
    """The parties that the sentences of an article name."""

    def __init__(self, context: Context, document: Document) -> None:
        self._context = context
        self._document = document

    def of_heads(self, clauses: Clauses, heads: Iterable[int]) -> list[str]:
        """The parties that these heads of noun phrases name, in order, each once."""
        return list(dict.fromkeys(name for head in heads for name in self._of_head(clauses, head)))

    def of_subjects(self, clauses: Clauses, heads: Sequence[int]) -> list[str]:
        """The parties of a subject; "the ministers", "the president and the premier" are those of the document."""
        found = self.of_heads(clauses, heads)
        parties = self._document.parties
        tokens = [clauses.tokens[head] for head in heads]
        if len(found) > 1 or not parties or not tokens:
            return found
        if any(token.lower not in load_commitments().speakers for token in tokens):
            return found
        below = clauses.children(heads[0])
        many = len(tokens) > 1 or (tokens[0].tag == "NNS" and not found)
        if not any(child.dep in ("det", "poss", "predet") for child in below) or any(
            child.dep in ("relcl", "acl", "amod", "prep") for child in below
        ):
            return found
        counts = [child.lower for child in below if child.dep == "nummod"]
        fits = all(_NUMBERS.get(word) == len(parties) for word in counts)
        return list(parties) if many and fits and len(tokens) <= len(parties) and set(found) <= set(parties) else found

    def with_whom(self, clauses: Clauses, places: Iterable[int], *words: str) -> list[str]:
        """The parties under a preposition of any of these tokens: "with X", "between X and Y"."""
        return self.of_heads(
            clauses,
            [inner for place in places for thing in clauses.pobj(place, *words) for inner in clauses.chain(thing.i)],
        )

    def toward(self, clauses: Clauses, first: int, last: int, own: Iterable[str]) -> tuple[str, list[str]]:
        """The other parties that the words ``first:last`` aim at, and how: "with", else "to", else "of" (X's …)."""
        skip = set(own)
        groups: dict[str, list[tuple[Mention, list[str]]]] = {"with": [], "to": [], "of": [], "": []}
        for mention in self._context.mentions(clauses.sentence.index):
            if not first <= mention.first < last or mention.kind == "person":
                continue
            link = self._link(clauses, mention, first)
            if mention.kind == "place" and (link != "with" or mention.country is None):
                continue
            names = [mention.country] if mention.kind == "place" and mention.country else list(mention.names)
            names = [name for name in names if name not in skip]
            if names:
                groups[link].append((mention, names))
        found = [link for link in ("with", "to", "of") if groups[link]]
        if not found:
            return "", []
        # "support Laos's accession to the WTO" is for Laos: the nearer of the two; "with X" goes before both.
        link = found[0] if found[0] == "with" else min(found, key=lambda link: groups[link][0][0].first)
        return link, list(dict.fromkeys(_coordinated(clauses, groups[link])))

    def in_compound(self, clauses: Clauses, first: int, last: int) -> list[str]:
        """The parties in the name of an instrument: "U.S.-Viet Nam Bilateral Trade Agreement"."""
        hits = self._context.gazetteer.find([token.text for token in clauses.tokens[first:last]])
        return list(
            dict.fromkeys(hit.stands_for for hit in hits if hit.stands_for is not None and hit.kind in _SIDE_KINDS)
        )

    def organisations(self, clauses: Clauses, first: int, last: int) -> list[str]:
        """Organisations that ``first:last`` names behind "with", "from" or "to": the other side of a purchase."""
        return [
            self._words(clauses, token.i)
            for token in clauses.tokens[first:last]
            if token.entity == "ORG"
            and token.entity_start
            and clauses.tokens[token.i - 1].lower in ("with", "from", "to")
        ]

    def _link(self, clauses: Clauses, mention: Mention, first: int) -> str:
        """How a mention hangs on the words before it."""
        tokens = clauses.tokens
        behind = mention.last
        lists = load_commitments()
        last = tokens[mention.last - 1]
        acts = tokens[last.head].lower in lists.side_words | lists.business_words
        modifies = (mention.how == "adjective" or last.dep in ("compound", "nmod", "amod")) and not acts
        owns = modifies or (behind < len(tokens) and tokens[behind].lower in _POSSESSIVE)
        for place in range(mention.first - 1, max(first - 2, mention.first - 10), -1):
            word = tokens[place].lower
            if word in ("with", "alongside"):
                return "with"
            if word in _TO:
                return "of" if owns and word != "from" else "to"
            if word in ("in", "of", "between", "into"):
                return "of"
            if tokens[place].text in "()" or word in (
                "including",
                "at",
                "under",
                "within",
                "by",
                "against",
                "on",
                "through",
                "as",
            ):
                return "of" if owns and word in ("on", "as") else ""
            if tokens[place].tag[:2] == "VB":
                return "of" if owns else "to"
        return "of" if owns else ""

    def _of_head(self, clauses: Clauses, head: int) -> Iterator[str]:
        token = clauses.tokens[head]
        if token.text in _WE or (token.lower in load_commitments().side_words and self._is_ours(clauses, head)):
            yield from self._document.parties if self._document.joint else ()
            return
        mention = self._context.mention_at(clauses.sentence.index, head)
        lists = load_commitments()
        if token.lower in lists.business_words or self._is_organisation(clauses, head, mention):
            yield from self._organisation(clauses, head)
            return
        if mention is not None and mention.how == "role" and token.tag == "NNS":
            yield from self._beside(clauses, head)  # "the leaders of A, B and C"
            return
        if mention is not None and (mention.how != "adjective" or mention.last > head):
            yield from self._acting(mention)
            return
        if token.lower in lists.side_words or token.entity == "NORP":
            yield from self._beside(clauses, head)
            return
        party = self._context.gazetteer.party(token.text)
        if party is not None and token.text[0].isupper():
            yield party

    def _is_organisation(self, clauses: Clauses, head: int, mention: Mention | None) -> bool:
        """Is it an organisation with a name of its own, more than a country that the model takes for one?"""
        tokens = clauses.tokens
        if tokens[head].entity != "ORG" or tokens[head].tag not in ("NNP", "NNPS"):
            return False
        if mention is None:
            return True
        if mention.kind != "country" or mention.how not in ("name", "adjective", "capital"):
            return False
        near = [place for place in (mention.first - 1, mention.last) if 0 <= place < len(tokens)]
        return any(
            tokens[place].entity == "ORG"
            and tokens[place].tag in ("NNP", "NNPS")
            and self._context.mention_at(clauses.sentence.index, place) is None
            for place in near
        )

    def _is_ours(self, clauses: Clauses, head: int) -> bool:
        return any(child.lower == "our" for child in clauses.children(head, "poss"))

    def _organisation(self, clauses: Clauses, head: int) -> Iterator[str]:
        """An organisation: its country when it is an arm of a government, else its own name."""
        words = self._words(clauses, head)
        party = self._context.gazetteer.party(words)
        if party is not None:
            yield party
            return
        hits = self._context.gazetteer.find(words.split())
        lowers = {word.lower() for word in words.split()}
        if hits and lowers & load_commitments().side_words:
            yield from (hit.stands_for for hit in hits[:1] if hit.stands_for is not None)
        elif lowers & load_commitments().side_words:
            yield from self._beside(clauses, head)
        else:
            yield words

    def _beside(self, clauses: Clauses, head: int) -> Iterator[str]:
        """The countries named beside a word such as "government" or "delegations"."""
        low, high = clauses.edge(head)
        others = [
            clauses.edge(child.i)[0] for child in clauses.children(head, "conj", "relcl", "acl") if child.i > head
        ]
        for inner in self._context.mentions(clauses.sentence.index):
            if low <= inner.first < min((high, *others)):
                yield from self._acting(inner)

    def _acting(self, mention: Mention) -> Iterator[str]:
        """The sides of a mention; a person stands for their country and, without one, for nobody."""
        if mention.kind == "place":
            return
        for name in mention.names:
            side = self._context.side(name) if mention.kind == "person" else name
            if side is not None:
                yield side

    def _words(self, clauses: Clauses, head: int) -> str:
        """The name of an organisation or the words for businesses, without article."""
        tokens = clauses.tokens
        first, last = head, head + 1
        while first > 0 and tokens[first - 1].head == head and tokens[first - 1].dep in ("compound", "amod", "nmod"):
            first -= 1
        if tokens[head].entity == "ORG":
            while first > 0 and tokens[first - 1].entity == "ORG" and not tokens[first].entity_start:
                first -= 1
            while (
                last < len(tokens)
                and tokens[last].entity == "ORG"
                and not tokens[last].entity_start
                and tokens[last].lower not in _POSSESSIVE
            ):
                last += 1
        if tokens[first].lower == "the" and last - first > 1:
            first += 1
        sentence = clauses.sentence
        return sentence.text[tokens[first].start - sentence.start : tokens[last - 1].end - sentence.start]


def _coordinated(clauses: Clauses, found: list[tuple[Mention, list[str]]]) -> Iterator[str]:
    """The names of the first mention and of those joined to it by commas and "and"."""
    end = found[0][0].first
    for mention, names in found:
        between = clauses.tokens[end : mention.first]
        if any(token.lower not in _BETWEEN_NAMES for token in between):
            return
        yield from names
        end = mention.last


def is_state_or_body(context: Context, name: str) -> bool:
    """Is this party a country or a body of the gazetteer?"""
    return name in context.gazetteer.countries or name in context.gazetteer.bodies
