"""Who commits: the parties that do what a verb says, that it is done with, and toward whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from bot.reading.agreements.document import Document, Talks
from bot.reading.agreements.grammar import Clauses
from bot.reading.agreements.sides import SideNames
from bot.reading.agreements.words import base_form, load_commitments
from bot.reading.context.context import Context, Mention
from bot.reading.parsing.syntax import Token

_NUMBERS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7}
_SIDE_KINDS = frozenset(("country", "adjective", "demonym", "body"))
_TO = frozenset(("to", "toward", "towards", "for", "from"))
_BETWEEN_NAMES = frozenset((",", "and", "&", "the", "'s", "’s", "as", "well"))
_POSSESSIVE = frozenset(("'s", "’s", "'", "’"))
# Between a subject and its verb: "Türkiye and Oman on Thursday also signed".
_BEFORE_VERB = frozenset(("RB", "MD", "VBP", "VBZ", "VBD", "IN", ","))
_DEALT = frozenset(("with", "from", "to"))
_TOGETHER = frozenset(("agree", "decide", "sign", "reach", "conclude", "establish", "ink", "adopt"))  # what "we" do
_SAID_FOR_BOTH = frozenset(("be", "commit", "intend", "plan"))  # "we want to" and "we would like to" are one's own
_MUTUAL = frozenset(("together", "trade"))
_LATER_WORDS = frozenset(("after", "amid", "before", "despite", "during", "following"))
_NO_FIRM = frozenset(
    "alliance army association council front government group institute militia movement party union university".split()
)
_PORTFOLIOS = frozenset("defence defense finance foreign interior prime trade".split())
_GATHERED = frozenset(("heads", "leaders", "members", "ministers"))  # of a body that the title names
_PAIR = 2
_BEHALF_WITHIN = 4  # tokens
_NEAR_VERB = 6  # tokens

# Those who left or wronged the country whose adjective they bear.
_OWN_PEOPLE = frozenset(
    "refugee refugees migrant migrants trafficker traffickers fugitive fugitives exiles criminals asylum".split()
)


class Parties:
    """The parties that the sentences of an article name."""

    def __init__(self, context: Context, document: Document, talks: Talks | None = None) -> None:
        self._context = context
        self._document = document
        self._talks = talks
        self._sides = SideNames(context, document)

    def reported(self, sentence: int) -> tuple[str, ...]:
        """Those whom the article is about: the parties of its title, else of the talks told before ``sentence``."""
        if self._document.parties:
            return self._document.parties
        told = self._talks is not None and self._talks.sentence <= sentence and len(self._talks.sides) > 1
        return self._talks.sides if told and self._talks is not None else ()

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
        found = self.of_subjects(clauses, heads)
        token = clauses.tokens[verb]
        if not found and token.dep == "ccomp" and not clauses.children(verb, "nsubj", "nsubjpass"):
            return self._named_before(clauses, verb)  # "He added Laos will …": the model takes Laos for what he added
        if not found and clauses.tokens[verb].dep == "relcl":
            pronoun = next((child.i for child in clauses.children(verb, "nsubj") if child.lower == "which"), None)
            return self._row_before(clauses, pronoun - 1) if pronoun else []  # "Peru and Chile, which signed"
        known = heads and (clauses.tokens[verb].dep == "relcl" or not self._is_lost(clauses, heads))
        return found or ([] if known else self._named_before(clauses, verb))

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
                joined = all(token.lower in _BETWEEN_NAMES for token in between)
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
        parties = self.reported(clauses.sentence.index)
        countries = tuple(name for name in parties if name in self._context.gazetteer.countries)
        titled = set(self._context.article.title.lower().replace("’", " ").replace("'", " ").split())
        if len(parties) > len(countries) == _PAIR and parties[0] not in countries and titled & _GATHERED:
            parties = parties[:1]  # "G7 Ministers' Statement on Peru and Fiji": "the ministers" are those of the body
        elif len(parties) > len(countries) == _PAIR:
            parties = countries  # beside two states and a body, "the leaders" and "the sides" are the states'
        tokens = [clauses.tokens[head] for head in heads]
        if len(found) > 1 or not parties or not tokens:
            return found
        if self._are_two_people(clauses, heads):
            sides = self._talks.sides if self._talks is not None else ()
            for pair in (sides, parties if self._document.titled else ()):
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
            if row and all(token.lower in _BETWEEN_NAMES for token in tokens[start : row[0][0].first]):
                return list(dict.fromkeys(_coordinated(clauses, row)))
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
            return "to", list(dict.fromkeys(_coordinated(clauses, groups["to"])))  # money is given to one
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


def _coordinated(clauses: Clauses, found: list[tuple[Mention, list[str]]]) -> Iterator[str]:
    """The names of the first mention and of those joined to it by commas and "and"."""
    end = found[0][0].first
    for mention, names in found:
        between = clauses.tokens[end : mention.first]
        owns = between and all(token.lower in _POSSESSIVE for token in between)  # "Peru's OAS mission"
        if owns or any(token.lower not in _BETWEEN_NAMES for token in between):
            return
        yield from names
        end = mention.last


def is_relief(clauses: Clauses, first: int, last: int, act: str) -> bool:
    """Do the words take back what is against someone: "lift sanctions on Sudan"?"""
    lists = load_commitments()
    words = clauses.tokens[first:last]
    return any(token.lower in lists.burdens for token in words) and (
        act in lists.relief or any(token.tag[:2] == "VB" and base_form(token) in lists.relief for token in words)
    )


def is_state_or_body(context: Context, name: str) -> bool:
    """Is this party a country or a body of the gazetteer?"""
    return name in context.gazetteer.countries or name in context.gazetteer.bodies


def is_firm(context: Context, name: str) -> bool:
    """Is a party a business: no state, no body of states, no movement, government, association or university?"""
    return not is_state_or_body(context, name) and not _NO_FIRM & set(name.lower().split())
