"""Toward whom a commitment is: the parties that its own words aim at, "with X", "to X", "X's"."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from bot.reading.agreements.grammar import Clauses
from bot.reading.agreements.sides import FRIENDS, SideNames
from bot.reading.agreements.words import base_form, load_commitments
from bot.reading.context.context import Context, Mention
from bot.reading.parsing.syntax import Token

_TO = frozenset(("to", "toward", "towards", "for", "from"))
BETWEEN_NAMES = frozenset((",", "and", "&", "the", "'s", "’s", "as", "well"))
_POSSESSIVE = frozenset(("'s", "’s", "'", "’"))
_DEALT = frozenset(("with", "from", "to"))
_LATER_WORDS = frozenset(("after", "amid", "before", "despite", "during", "following"))
# Those who left or wronged the country whose adjective they bear.
_OWN_PEOPLE = frozenset(
    "refugee refugees migrant migrants trafficker traffickers fugitive fugitives exiles criminals asylum".split()
)


class Addressees:
    """The parties at which the words of an article's commitments are aimed."""

    def __init__(self, context: Context, sides: SideNames) -> None:
        self._context = context
        self._sides = sides

    def toward(self, clauses: Clauses, first: int, last: int, own: Iterable[str], act: str) -> tuple[str, list[str]]:
        """The other parties that the words ``first:last`` aim at, and how: "with", else "to", else "of" (X's …).

        ``act`` is the verb's lemma: to invest or build "in" a country is done toward it.
        """
        into = act in load_commitments().acts_in
        trades = act in load_commitments().trade_acts
        relieves = is_relief(clauses, first, last, act)
        skip = set(own)
        ends = (token.i for token in clauses.tokens[first:last] if token.lower in _LATER_WORDS and token.dep == "prep")
        last = next(ends, last)  # "agreed to the extension after talks with Egypt": Egypt is no side of it
        groups: dict[str, list[tuple[Mention, list[str]]]] = {"with": [], "to": [], "of": [], "": []}
        for mention in self._context.mentions(clauses.sentence.index):
            if not first <= mention.first < last or mention.kind == "person":
                continue
            if _OWN_PEOPLE & {token.lower for token in clauses.tokens[mention.last : mention.last + 3]}:
                continue  # "aid for Venezuelan refugees" in Chile is no promise to Venezuela
            if mention.how == "group" and clauses.tokens[mention.last - 1].lower in FRIENDS:
                continue  # "with our allies": whoever they are
            link = self._link(clauses, mention, first)
            if into and link == "of" and clauses.tokens[mention.first - 1].lower == "in" and mention.kind == "country":
                link = "to"
            if relieves and clauses.tokens[mention.first - 1].lower in ("on", "against", "from"):
                link = "to"  # "lift sanctions on Sudan"
            if trades and link == "of" and clauses.tokens[mention.first - 1].lower in _TO:
                link = "to"  # "supply cotton to Kazakh plants"
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
        if not act and groups["to"]:
            return "to", list(dict.fromkeys(coordinated(clauses, groups["to"])))  # money is given to one
        link = found[0] if found[0] == "with" else min(found, key=lambda link: groups[link][0][0].first)
        first_of = groups[link][0][0].first
        row = [*groups[link], *(other for other in groups["of"] if link == "to" and other[0].first > first_of)]
        return link, list(dict.fromkeys(coordinated(clauses, sorted(row, key=lambda found: found[0].first))))

    def organisations(self, clauses: Clauses, first: int, last: int) -> list[str]:
        """Organisations that ``first:last`` names behind "with", "from" or "to": the other side of a purchase."""
        tokens = clauses.tokens
        return [
            self._sides.words(clauses, token.i)
            for token in tokens[first:last]
            if token.entity == "ORG"
            and token.entity_start
            and (tokens[token.i - 1].lower in _DEALT or self._is_dealt_with(clauses, token))
        ]

    def _is_dealt_with(self, clauses: Clauses, token: Token) -> bool:
        """Is it the name in "from the plane maker Boeing"?"""
        for _ in range(3):
            head = clauses.tokens[token.head]
            if token.dep == "pobj":
                return head.lower in _DEALT
            if token.dep not in ("appos", "compound") or head.i == token.i:
                return False
            token = head
        return False

    def _link(self, clauses: Clauses, mention: Mention, first: int) -> str:
        """How a mention hangs on the words before it."""
        tokens = clauses.tokens
        behind = mention.last
        lists = load_commitments()
        last = tokens[mention.last - 1]
        acts = tokens[last.head].lower in lists.side_words | lists.business_words
        modifies = (mention.how == "adjective" or last.dep in ("compound", "nmod", "amod")) and not acts
        owns = modifies or (behind < len(tokens) and tokens[behind].lower in _POSSESSIVE)
        named = {i for other in self._context.mentions(clauses.sentence.index) for i in range(other.first, other.last)}
        for place in range(mention.first - 1, max(first - 2, mention.first - 10), -1):
            if place in named:
                continue  # the "of" of "the Republic of Korea and Japan"
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


def coordinated(clauses: Clauses, found: list[tuple[Mention, list[str]]]) -> Iterator[str]:
    """The names of the first mention and of those joined to it by commas and "and"."""
    end = found[0][0].first
    for mention, names in found:
        between = clauses.tokens[end : mention.first]
        owns = between and all(token.lower in _POSSESSIVE for token in between)  # "Peru's OAS mission"
        if owns or not _joins(between):
            return
        yield from names
        end = mention.last


def _joins(between: Sequence[Token]) -> bool:
    """Do the words between two names join them: ", and", "and the transition governments of"?"""
    words = [token.lower for token in between]
    if words[-1:] == ["of"] and words[-2] in load_commitments().side_words and "and" in words:
        words = words[: words.index("and")]
    return all(word in BETWEEN_NAMES for word in words)


def is_relief(clauses: Clauses, first: int, last: int, act: str) -> bool:
    """Do the words take back what is against someone: "lift sanctions on Sudan"?"""
    lists = load_commitments()
    words = clauses.tokens[first:last]
    return any(token.lower in lists.burdens for token in words) and (
        act in lists.relief or any(token.tag[:2] == "VB" and base_form(token) in lists.relief for token in words)
    )
