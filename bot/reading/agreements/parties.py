"""Who commits: the parties that do what a verb says, and with whom it is done."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.reading.agreements.addressees import BETWEEN_NAMES, Addressees, coordinated
from bot.reading.agreements.document import Document, Talks
from bot.reading.agreements.grammar import Clauses
from bot.reading.agreements.sides import SideNames
from bot.reading.agreements.words import base_form, load_commitments
from bot.reading.context.context import Context
from bot.reading.parsing.syntax import Token

_NUMBERS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7}
_SIDE_KINDS = frozenset(("country", "adjective", "demonym", "body"))
# Between a subject and its verb: "Türkiye and Oman on Thursday also signed".
_BEFORE_VERB = frozenset(("RB", "MD", "VBP", "VBZ", "VBD", "IN", ","))
_TOGETHER = frozenset(("agree", "decide", "sign", "reach", "conclude", "establish", "ink", "adopt"))  # what "we" do
_SAID_FOR_BOTH = frozenset(("be", "commit", "intend", "plan"))  # "we want to" and "we would like to" are one's own
_MUTUAL = frozenset(("together", "trade"))
_NO_FIRM = frozenset(
    "alliance army association council front government group institute militia movement party union university".split()
)
_PORTFOLIOS = frozenset("defence defense finance foreign interior prime trade".split())
_GATHERED = frozenset(("heads", "leaders", "members", "ministers"))  # of a body that the title names
_PAIR = 2
_BEHALF_WITHIN = 4  # tokens
_LONG_ROW = 4  # names, of which the parse may leave one out
_NEAR_VERB = 6  # tokens


class Parties:
    """The parties that the sentences of an article name."""

    def __init__(self, context: Context, document: Document, talks: Talks | None = None) -> None:
        self._context = context
        self._document = document
        self._talks = talks
        self._sides = SideNames(context, document)
        self.addressees = Addressees(context, self._sides)

    def reported(self, sentence: int) -> tuple[str, ...]:
        """Those whom the article is about: the parties of its title, else of the talks told before ``sentence``."""
        if self._document.parties:
            return self._document.parties
        told = self._talks is not None and self._talks.sentence <= sentence and len(self._talks.sides) > 1
        return self._talks.sides if told and self._talks is not None else ()

    def at_meeting_with(self, clauses: Clauses, verb: int) -> list[str]:
        """Both sides of "At the meeting with the minister of Peru, it was agreed": the report's own and the one met."""
        met = [
            name
            for child in clauses.children(verb, "prep")
            if child.lower in ("at", "during", "in")
            for occasion in clauses.children(child.i, "pobj")
            if occasion.lower in load_commitments().contact_nouns
            for name in self.with_whom(clauses, (occasion.i,), "with")
        ]
        own = self.reported(clauses.sentence.index) or self._document.named
        return list(dict.fromkeys([*own[:1], *met])) if met and own and not set(met) & set(own) else []

    def on_behalf(self, clauses: Clauses) -> list[str]:
        """Those on whose behalf people sign: "A on behalf of the Government of Togo and B on behalf of the fund"."""
        tokens = clauses.tokens
        places = [i for i in range(2, len(tokens) - 1) if tokens[i - 1].lower == "behalf" and tokens[i].lower == "of"]
        found: list[str] = []
        for place in places:
            for mention in self._context.mentions(clauses.sentence.index):
                near = place < mention.first <= place + _BEHALF_WITHIN
                if near and mention.kind != "person" and mention.names[0] not in found:
                    found.append(mention.country or mention.names[0] if mention.kind == "place" else mention.names[0])
                    break
        return found

    def of_heads(self, clauses: Clauses, heads: Iterable[int]) -> list[str]:
        """The parties that these heads of noun phrases name, in order, each once."""
        found = self._with_coordinates(clauses, list(heads))
        return list(dict.fromkeys(name for head in found for name in self._sides.of_head(clauses, head)))

    def _with_coordinates(self, clauses: Clauses, heads: list[int]) -> list[int]:
        """The heads, and those joined to a word inside the same name: "the Republic of Korea and Poland"."""
        found = list(heads)
        for head in heads:
            mention = self._context.mention_at(clauses.sentence.index, head)
            for place in range(mention.first, mention.last) if mention is not None else ():
                found += [
                    inner
                    for child in clauses.children(place, "conj", "appos")
                    if mention is not None
                    and child.i >= mention.last
                    # "Minister A and Minister B": the model takes the second for another name of the first.
                    and (child.dep == "conj" or clauses.tokens[mention.last].lower == "and")
                    for inner in clauses.chain(child.i)
                    if inner not in found
                ]
        return sorted(found)

    def of_verb(self, clauses: Clauses, verb: int) -> list[str]:
        """The parties that do what a verb says: its subject by the parse, else those named right before it."""
        heads = clauses.subjects(verb)
        if self.is_we_in_quotes(clauses, heads) and self._is_of_both(clauses, verb):
            return list(self.reported(clauses.sentence.index))  # "We agreed to build it," the minister said
        if heads and clauses.tokens[heads[0]].lower == "we" and not self._document.joint:
            return []  # one side and its friends
        token = clauses.tokens[verb]
        if verb and clauses.tokens[verb - 1].lower == "both" and token.tag == "VBD":
            return list(self.reported(clauses.sentence.index))  # "he invited her and both agreed": the model joins it
        found = self.of_subjects(clauses, heads)
        if not found and token.dep == "ccomp" and not clauses.children(verb, "nsubj", "nsubjpass"):
            return self._named_before(clauses, verb)  # "He added Laos will …": the model takes Laos for what he added
        if not found and clauses.tokens[verb].dep == "relcl":
            pronoun = next((child.i for child in clauses.children(verb, "nsubj") if child.lower == "which"), None)
            return self._row_before(clauses, pronoun - 1) if pronoun else []  # "Peru and Chile, which signed"
        known = heads and (clauses.tokens[verb].dep == "relcl" or not self._is_lost(clauses, heads))
        if not found:
            return [] if known else self._named_before(clauses, verb)
        row = self._named_before(clauses, verb) if len(found) >= _LONG_ROW else []
        return row if set(found) < set(row) else found  # of a long row the parse often leaves one out

    def is_we_in_quotes(self, clauses: Clauses, heads: Sequence[int]) -> bool:
        """Does one of two sides say "we" in quotation marks?"""
        index = clauses.sentence.index
        return (
            len(heads) == 1
            and clauses.tokens[heads[0]].lower == "we"
            and not self._document.joint
            and len(self.reported(index)) == 2
            and self._context.is_quoted(index, heads[0])
        )

    def _is_of_both(self, clauses: Clauses, verb: int) -> bool:
        """Is it what two sides do: "agreed", or "plan to bring our trade to …", "are committed to working together"?"""
        if base_form(clauses.tokens[verb]) in _TOGETHER:
            return True
        if base_form(clauses.tokens[verb]) not in _SAID_FOR_BOTH:
            return False
        low, high = verb, clauses.edge(verb)[1]
        return any(token.lower in load_commitments().relational | _MUTUAL for token in clauses.tokens[low:high])

    def _is_lost(self, clauses: Clauses, heads: Sequence[int]) -> bool:
        """Has the parse taken a word of a longer name for the subject?"""
        return all(clauses.tokens[head].tag[:3] == "NNP" for head in heads)

    def _named_before(self, clauses: Clauses, verb: int) -> list[str]:
        """Those named right before the verb, or before the one that it is joined to."""
        tokens = clauses.tokens
        for _ in range(4):
            if tokens[verb].dep != "conj" or tokens[verb].head >= verb or clauses.children(verb, "nsubj", "nsubjpass"):
                break
            verb = tokens[verb].head
        if tokens[verb].tag not in ("VBD", "VBZ", "VBP", "VBN", "VB"):
            return []
        return self._row_before(clauses, verb)

    def _row_before(self, clauses: Clauses, end: int) -> list[str]:
        """The row of names that ends right before a token."""
        tokens = clauses.tokens
        dates = self._context.dates(clauses.sentence.index)
        row: list[str] = []
        for mention in reversed(self._context.mentions(clauses.sentence.index)):
            if mention.first >= end or (mention.kind == "place" and row):
                continue
            between = [
                token
                for token in tokens[mention.last : end]
                if not any(said.start <= token.start < said.end for said in dates)
            ]
            if row:
                joined = all(token.lower in BETWEEN_NAMES for token in between)
            else:
                joined = len(between) <= _NEAR_VERB and all(token.tag in _BEFORE_VERB for token in between)
            if not joined or mention.kind == "place" or mention.how == "adjective":
                break
            row = [*self._sides.acting(mention), *row]
            end = mention.first
        return list(dict.fromkeys(row))

    def of_subjects(self, clauses: Clauses, heads: Sequence[int]) -> list[str]:
        """The parties of a subject; "the ministers", "the president and the premier" are those that it is all about."""
        found = self.of_heads(clauses, heads)
        if len(heads) == 1 and 0 < len(found) < _count_of(clauses, heads[0]):
            found = []  # of "the three officials" one's country is unknown
        parties = self.reported(clauses.sentence.index)
        countries = tuple(name for name in parties if name in self._context.gazetteer.countries)
        titled = set(self._context.article.title.lower().replace("’", " ").replace("'", " ").split())
        body = tuple(name for name in self._document.named[:1] if name in self._context.gazetteer.bodies)
        if titled & _GATHERED and body and (not parties or len(parties) > len(countries) == _PAIR):
            parties = body  # "G7 Ministers' Statement on Peru and Fiji": "the ministers" are those of the body
        elif len(parties) > len(countries) == _PAIR:
            parties = countries  # beside two states and a body, "the leaders" and "the sides" are the states'
        tokens = [clauses.tokens[head] for head in heads]
        if len(found) > 1 or not parties or not tokens:
            return found
        if self._are_two_people(clauses, heads):
            sides = self._talks.sides if self._talks is not None else ()
            for pair in (sides, parties):
                if len(pair) == 2 and set(found) <= set(pair):
                    return list(pair)
        if any(token.lower not in load_commitments().speakers for token in tokens):
            return found
        below = [child for child in clauses.children(heads[0]) if not self._is_of_state(clauses, child)]
        many = len(tokens) > 1 or (tokens[0].lower.endswith("s") and not found)
        stands_alone = any(child.dep == "compound" and child.lower == "delegation" for child in below)
        if not (stands_alone or any(child.dep in ("det", "poss", "predet") for child in below)) or any(
            child.dep in ("relcl", "acl", "amod", "prep") for child in below
        ):
            return found
        counts = [child.lower for child in below if child.dep == "nummod"]
        fits = all(_NUMBERS.get(word) == len(parties) for word in counts)
        return list(parties) if many and fits and len(tokens) <= len(parties) and set(found) <= set(parties) else found

    def _is_of_state(self, clauses: Clauses, child: Token) -> bool:
        """Is it the "of" in "the heads of state", "the ministers of trade", with no country behind it, or "foreign"?"""
        if child.dep == "amod":
            return child.lower in _PORTFOLIOS
        if child.lower not in ("of", "for"):
            return False
        low, high = clauses.edge(child.i)
        mentions = self._context.mentions(clauses.sentence.index)
        return not any(low <= mention.first < high and mention.kind != "person" for mention in mentions)

    def _are_two_people(self, clauses: Clauses, heads: Sequence[int]) -> bool:
        """Are they two people by name, so that an article about two states tells of both sides?"""
        mentions = [self._context.mention_at(clauses.sentence.index, head) for head in heads]
        named = {
            name for mention in mentions if mention is not None and mention.kind == "person" for name in mention.names
        }
        return len(named) == 2

    def listed_after(self, clauses: Clauses, first: int, last: int, *words: str) -> list[str]:
        """The row of names behind "between" or "with:" between two places, where the parse has lost it."""
        tokens = clauses.tokens
        for place in range(first, min(last, len(tokens) - 1)):
            if tokens[place].lower not in words or tokens[place + 1].lower == "others":
                continue
            start = place + 1 + (tokens[place + 1].text == ":")
            row = [
                (mention, list(self._sides.acting(mention)))
                for mention in self._context.mentions(clauses.sentence.index)
                if mention.first >= start and mention.how != "adjective"
            ]
            if row and all(token.lower in BETWEEN_NAMES for token in tokens[start : row[0][0].first]):
                return list(dict.fromkeys(coordinated(clauses, row)))
        return []

    def with_whom(self, clauses: Clauses, places: Iterable[int], *words: str) -> list[str]:
        """The parties under a preposition of any of these tokens: "with X", "between X and Y"."""
        return self.of_heads(
            clauses,
            [
                inner
                for place in places
                for thing in clauses.pobj(place, *words)
                if thing.lower != "others"  # "among others, Laos and Peru"
                for inner in clauses.chain(thing.i)
            ],
        )

    def in_compound(self, clauses: Clauses, first: int, last: int) -> list[str]:
        """The parties in the name of an instrument: "U.S.-Viet Nam Bilateral Trade Agreement"."""
        hits = self._context.gazetteer.find([token.text for token in clauses.tokens[first:last]])
        return list(
            dict.fromkeys(hit.stands_for for hit in hits if hit.stands_for is not None and hit.kind in _SIDE_KINDS)
        )


def _count_of(clauses: Clauses, head: int) -> int:
    """How many "the three officials" are; 0 for businesses, which have one name together."""
    if clauses.tokens[head].lower in load_commitments().business_words:
        return 0
    return max((_NUMBERS.get(child.lower, 0) for child in clauses.children(head, "nummod")), default=0)


def is_state_or_body(context: Context, name: str) -> bool:
    """Is this party a country or a body of the gazetteer?"""
    return name in context.gazetteer.countries or name in context.gazetteer.bodies


def is_firm(context: Context, name: str) -> bool:
    """Is a party a business: no state, no body of states, no movement, government, association or university?"""
    return not is_state_or_body(context, name) and not _NO_FIRM & set(name.lower().split())
