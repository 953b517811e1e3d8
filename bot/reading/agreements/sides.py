"""Which side a noun phrase names: a state, a body, a firm; whom a person or a ministry acts for."""

from __future__ import annotations

from collections.abc import Iterator

from bot.reading.agreements.document import Document
from bot.reading.agreements.grammar import Clauses
from bot.reading.agreements.words import load_commitments
from bot.reading.context.context import Context, Mention
from bot.reading.parsing.syntax import Token

_WE = frozenset(("we", "We", "us", "our"))  # not "US"
_REALMS = frozenset(("Kingdom", "Sultanate", "Emirate"))  # said alone, of the article's own country
_GOVERNING = frozenset(("administration", "government", "kingdom", "ministry", "republic", "side"))
FRIENDS = frozenset("allies counterpart counterparts friends neighbors neighbours partners".split())  # of the one named
_SEVERAL = 3
_POSSESSIVE = frozenset(("'s", "’s", "'", "’"))


class SideNames:
    """From the head of a noun phrase to the countries, bodies and firms that act."""

    def __init__(self, context: Context, document: Document) -> None:
        self._context = context
        self._document = document
        self._realms: dict[str, str | None] = {}  # what "the Kingdom" means, once looked for

    def of_head(self, clauses: Clauses, head: int) -> Iterator[str]:
        """The sides that the noun phrase with this head names, in order."""
        token = clauses.tokens[head]
        if token.text in _WE or (token.lower in load_commitments().side_words and self._is_ours(clauses, head)):
            yield from self._document.parties if self._document.joint else ()
            return
        mention = self._context.mention_at(clauses.sentence.index, head)
        unknown = self._of_unknown_person(clauses, token) if mention is None else []
        if unknown:
            yield from unknown
            return
        lists = load_commitments()
        owner = self._owner(clauses, head) if token.lower in lists.side_words else None
        if owner is not None and (mention is None or mention.how == "capital"):
            yield from self.acting(owner)  # "Paraguay's Congress", "the Thai Senate"
            return
        if mention is None and token.text in _REALMS and (realm := self._known_realm(token.text)) is not None:
            yield realm
            return
        if token.lower == "it":
            yield from self._speaker(clauses, head)
            return
        if token.lower in lists.business_words and (owners := self._homes_of_firms(clauses, head)):
            yield from owners
            return
        if token.lower in lists.business_words or self._is_organisation(clauses, head, mention):
            yield from self._organisation(clauses, head)
            return
        if mention is not None and mention.how == "role" and token.tag == "NNS":
            yield from self._beside(clauses, head)  # "the leaders of A, B and C"
            return
        if mention is not None and (mention.how != "adjective" or mention.last > head):
            yield from self.acting(mention)
            return
        if token.lower in lists.side_words or token.entity == "NORP":
            yield from self._beside(clauses, head)
            return
        party = self._context.gazetteer.party(token.text)
        if party is not None and token.text[0].isupper():
            yield party

    def _known_realm(self, word: str) -> str | None:
        if word not in self._realms:
            self._realms[word] = self._realm(word)
        return self._realms[word]

    def _realm(self, word: str) -> str | None:
        """The country that calls itself so, of those the article names first: "the Kingdom", "the Sultanate"."""
        countries = self._context.gazetteer.countries
        for sentence in (None, *range(len(self._context.sentences))):
            hits = (
                self._context.gazetteer.find(self._context.article.title.split())
                if sentence is None
                else self._context.hits(sentence)
            )
            for hit in hits:
                country = countries.get(hit.country) if hit.country is not None else None
                official = country.official if country is not None else None
                if official is not None and word in official.split():
                    return hit.country
        return None

    def _of_unknown_person(self, clauses: Clauses, token: Token) -> list[str]:
        """The state beside a name in a row of people that nothing else tells: "Presidents A of Fiji and B of Samoa"."""
        named = token.dep == "appos" and clauses.tokens[token.head].lower in load_commitments().side_words
        joined = token.tag == "NNP" and token.dep == "conj" and token.entity != "ORG"
        if named or (joined and any(clauses.pobj(token.i, "of"))):
            return list(self._beside(clauses, token.i))
        if token.entity == "PERSON" and (owner := self._owner(clauses, token.i)) is not None:
            return list(self.acting(owner))  # "and Kazakhstan Kassym-Jomart Tokayev"
        return []

    def _owner(self, clauses: Clauses, head: int) -> Mention | None:
        """The country before a word such as "parliament": "Paraguay's", "Iraqi"."""
        if self._are_friends(clauses, head):
            return None
        for child in clauses.children(head, "poss", "amod", "compound", "nmod"):
            mention = self._context.mention_at(clauses.sentence.index, child.i)
            if mention is not None and mention.kind == "country" and mention.last <= head:
                return mention
        return None

    def _are_friends(self, clauses: Clauses, head: int) -> bool:
        """Are they others than the one whose they are: "the African Union's partners"?"""
        return clauses.tokens[head].lower in FRIENDS and bool(clauses.children(head, "poss"))

    def _speaker(self, clauses: Clauses, head: int) -> Iterator[str]:
        """Whom "it" means in "Qatar announced it will invest": the country or organisation that says so."""
        tokens = clauses.tokens
        verb = tokens[tokens[head].head]
        if head == 0 and verb.dep == "ROOT":
            yield from self._subject_before(clauses)
            return
        if verb.dep != "ccomp" or verb.head >= verb.i:
            return
        for subject in clauses.subjects(verb.head):
            mention = self._context.mention_at(clauses.sentence.index, subject)
            if subject < head and (mention is None or mention.kind != "person") and tokens[subject].lower != "it":
                yield from self.of_head(clauses, subject)

    def _subject_before(self, clauses: Clauses) -> Iterator[str]:
        """Whom "It will …" at a sentence's head means: the country or ministry that the last one began with."""
        index = clauses.sentence.index
        before = self._context.sentences[index - 1] if index else None
        if (
            before is None
            or before.heading
            or before.paragraph
            not in (
                clauses.sentence.paragraph,
                clauses.sentence.paragraph - 1,
            )
        ):
            return
        above = Clauses(before)
        root = next((token for token in before.tokens if token.dep == "ROOT"), None)
        subjects = above.subjects(root.i) if root is not None else []
        mention = self._context.mention_at(before.index, subjects[0]) if len(subjects) == 1 else None
        state = mention is not None and mention.kind in ("country", "body")
        if len(subjects) == 1 and (state or before.tokens[subjects[0]].lower in _GOVERNING):
            yield from self.of_head(above, subjects[0])

    def _homes_of_firms(self, clauses: Clauses, head: int) -> list[str]:
        """The countries of "companies from China and Norway", two at least: these are the parties."""
        heads = [inner for thing in clauses.pobj(head, "from", "of") for inner in clauses.chain(thing.i)]
        mentions = [self._context.mention_at(clauses.sentence.index, place) for place in heads]
        named = [name for mention in mentions if mention is not None for name in self.acting(mention)]
        return named if len(named) > 1 else []

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
        words = self.words(clauses, head)
        party = self._context.gazetteer.party(words)
        if party is not None:
            yield party
            return
        hits = self._context.gazetteer.find(words.split())
        lowers = {word.lower() for word in words.split()}
        lists = load_commitments()
        arm = "central" in lowers or lowers & (lists.side_words - lists.business_words)
        if hits and arm:
            yield from (hit.stands_for for hit in hits[:1] if hit.stands_for is not None)
        elif arm:
            yield from self._beside(clauses, head)
        else:
            yield words

    def _beside(self, clauses: Clauses, head: int) -> Iterator[str]:
        """The countries named beside a word such as "government" or "delegations"."""
        if self._are_friends(clauses, head):
            return
        low, high = clauses.edge(head)
        others = [
            clauses.edge(child.i)[0] for child in clauses.children(head, "conj", "relcl", "acl") if child.i > head
        ]
        for inner in self._context.mentions(clauses.sentence.index):
            if low <= inner.first < min((high, *others)):
                yield from self.acting(inner)

    def acting(self, mention: Mention) -> Iterator[str]:
        """The sides of a mention; a person stands for their country and, without one, for nobody."""
        if mention.kind == "place" or self._are_others(mention):
            return
        for name in mention.names:
            side: str | None = name
            if mention.kind == "person":
                side = self._context.side(name) or self._named_within(mention) or self._context.body_of(name)
            if side is not None:
                yield side

    def _are_others(self, mention: Mention) -> bool:
        """Does the sentence name before "the three countries" one that they can't be without?"""
        if mention.how != "group" or len(mention.names) < _SEVERAL:
            return False
        named = {
            name
            for other in self._context.mentions(mention.sentence)
            if other.kind == "country" and other.how == "name" and other.last <= mention.first
            for name in other.names
        }
        return not named <= set(mention.names)

    def _named_within(self, mention: Mention) -> str | None:
        """The country in the words for a person: "Presidents of Uzbekistan Shavkat …"."""
        tokens = self._context.sentences[mention.sentence].tokens[mention.first : mention.last]
        hits = self._context.gazetteer.find([token.text for token in tokens])
        return next((hit.stands_for for hit in hits if hit.kind in ("country", "adjective")), None)

    def words(self, clauses: Clauses, head: int) -> str:
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
        if tokens[last - 1].lower == "of":  # of "the Sanctuary of Western Samoa" the model takes the first half
            behind = next((token.i for token in tokens[last:] if token.tag not in ("NNP", "NNPS")), len(tokens))
            last = behind if behind > last else last - 1
        if tokens[first].lower == "the" and last - first > 1:
            first += 1
        sentence = clauses.sentence
        return sentence.text[tokens[first].start - sentence.start : tokens[last - 1].end - sentence.start]
