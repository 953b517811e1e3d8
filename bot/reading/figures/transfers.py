"""Money that one side gives another, and goods that one sells another, as a short name with both sides.

    Peru is to receive $2 million from Japan            assistance of Japan to Peru
    an accord lets Laos borrow $1 billion from China    loans of China to Laos
    Oman exported goods worth $3 billion to India       exports of Oman to India
    Japan assured Peru of a grant of $2 million         grant of Japan to Peru

Which side is which says the verb; sides that its clause leaves out come from the states told of together. Where no
side can be told there is no name, and the sentence's own words stand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bot.reading.context.context import Context, Mention
from bot.reading.figures.clause_words import ClauseWords
from bot.reading.figures.phrases import NOUNS, Phrases, trim_words
from bot.reading.figures.written_names import as_written
from bot.reading.lexicon.lists import lemma
from bot.reading.parsing.syntax import Sentence, Token

# What one side gives another.
GIFTS = frozenset("loan loans grant grants aid assistance credit credits donation donations financing facility".split())
_GIVING = frozenset(
    "give provide extend offer donate grant lend pledge promise allocate disburse assure hand contribute".split()
)
_TOLD = frozenset({"announce", "approve", "sign", "agree", "unveil"})  # giving only where the noun says what is given
_TAKING = frozenset({"receive", "get", "obtain", "borrow"})
GIVING_VERBS = (
    _GIVING | _TAKING | _TOLD | {"exceed", "total", "include", "amount"}
)  # those whose subject gives or takes
_LOANS = frozenset({"borrow", "lend"})
_TRADED = {"export": "exports", "import": "imports"}
_TRADING = frozenset(_TRADED)
_ANY_GOODS = frozenset({"products", "goods", "items", "commodities", "merchandise"})
_OWN = frozenset({"government", "country", "nation", "state", "administration"})
_FEW = 6  # words of a purpose that is said with the gift
_SIGNS = frozenset("rs . us usd rmb cny jpy eur further additional some about".split())
_NEAR = 8  # tokens behind a sum within which "in new loans" belongs to it
_STEPS = 4  # verbs above a number among which the one of giving may stand


class Transfers:
    """Names what is given or sold in one sentence."""

    def __init__(self, context: Context, sentence: Sentence, phrases: Phrases, clause: ClauseWords) -> None:
        self._context = context
        self._sentence = sentence
        self._tokens = sentence.tokens
        self._phrases = phrases
        self._clause = clause

    def traded(self, token: Token) -> str:
        """The exports or imports whose worth is the number at ``token``, of goods that have no closer name; else ""."""
        if not _TRADING & {t.lower[:6] for t in self._tokens}:
            return ""
        for verb in self._verbs_above(token):
            kind = _TRADED.get(lemma(verb.lower))
            if kind is None:
                continue
            children = list(self._sentence.children(verb.i))
            passive = any(t.dep in {"nsubjpass", "auxpass"} for t in children)
            goods = next((t for t in children if t.dep == ("nsubjpass" if passive else "dobj")), None)
            if goods is None or (goods.lower not in _ANY_GOODS and goods.i != token.i):
                return ""
            near = self._phrases.under(goods.i)
            if token.i not in near:
                return ""
            far = self._side_under([t for t in self._tokens if t.i in near] + children, {"to", "from", "into"})
            who = self._side_of_agent(children) if passive else self._subject(verb)
            preposition = "to" if kind == "exports" else "from"
            far = self._written(far) if far != who else ""
            return f"{kind}{f' of {self._written(who)}' if who else ''}{f' {preposition} {far}' if far else ''}"
        return ""

    def given(self, token: Token, find_pair: Callable[[], tuple[str, str] | None]) -> str:
        """Who gives the number at ``token`` to whom, where the clause has no noun for it; "" when it does not say.

        ``find_pair`` gives the two states that are told of together.
        """
        verb = self._giving_verb(token)
        if verb is None or self._is_of_other(token):
            return ""
        base = lemma(verb.lower)
        what, purpose = self._said_of(token)
        if not what and base in _TOLD:
            return ""
        children = [*self._sentence.children(verb.i), *self._sentence.children(token.i)]
        subject = None if verb.dep == "acl" else self._subject(verb)
        agent = self._side_of_agent(children)
        whom = next(
            (self._side_at(t.i) for t in children if t.dep in {"dative", "dobj"} and self._is_receiver(t, token)),
            None,
        )
        if base in _TAKING:
            taker, giver = subject, self._side_under(children, {"from"}) or agent
        else:
            giver, taker = subject or agent, whom or self._side_under(children, {"to"})
        pair = find_pair() if giver is None or taker is None else None
        if pair is not None and (giver in pair) != (taker in pair):
            known = giver or taker
            other = pair[1] if pair[0] == known else pair[0]
            giver, taker = giver or other, taker or other
        if giver == taker:
            return self._to_unknown(verb, base, what) if giver is None else ""
        noun = what or ("loans" if base in _LOANS else self._said_gift())
        giver, taker = self._written(giver), self._written(taker)
        if not giver:
            return f"{noun} to {taker}"
        if purpose := purpose or self._aim(verb, token):
            return f"{noun} of {giver} {purpose}"
        whom_to = f" to {taker}" if taker else ""
        return trim_words(f"{noun} of {giver}{whom_to} {'' if what else self._purpose(children)}")

    def _written(self, side: str | None) -> str:
        return as_written(self._context, side) if side is not None else ""

    def _purpose(self, children: list[Token]) -> str:
        """The "for border security" of a gift, in a few words; "" where nothing or a stretch of time is said."""
        prep = next((t for t in children if t.dep == "prep" and t.lower == "for"), None)
        noun = next((t for t in self._sentence.children(prep.i) if t.dep == "pobj"), None) if prep is not None else None
        if prep is None or noun is None or noun.tag not in {"NN", "NNS"} or noun.lower in {"time", "years", "months"}:
            return ""
        words = self._phrases.join([prep.i], frozenset())
        return words if len(words.split()) <= _FEW else ""

    def _aim(self, verb: Token, token: Token) -> str:
        """The "to improve its schools" of a gift, told by its verb and object; marked ones say it before the taker."""
        below = [*self._sentence.children(token.i), *self._sentence.children(verb.i), *self._gift_below(token)]
        for deed in below:
            if deed.i > token.i and deed.tag == "VB" and any(t.lower == "to" for t in self._sentence.children(deed.i)):
                thing = next((t for t in self._sentence.children(deed.i) if t.dep == "dobj"), None)
                words = trim_words(self._phrases.phrase(thing.i, frozenset())) if thing is not None else ""
                return f"to {deed.text} {words}" if 0 < len(words.split()) <= _FEW else ""
        return ""

    def _gift_below(self, token: Token) -> Iterator[Token]:
        """What hangs on the "loans" of "$5 million in loans to improve its schools"."""
        for prep in self._sentence.children(token.i):
            for noun in self._sentence.children(prep.i):
                if prep.dep == "prep" and noun.lower in GIFTS:
                    yield from self._sentence.children(noun.i)

    def _to_unknown(self, verb: Token, base: str, what: str) -> str:
        """Loans to the country, where nobody says which."""
        subject = next((t for t in self._sentence.children(verb.i) if t.dep == "nsubj" and t.tag in NOUNS), None)
        if base not in _TAKING or subject is None:
            return ""
        noun = what or ("loans" if base in _LOANS else self._said_gift())
        return f"{noun} to {trim_words(self._phrases.phrase(subject.i, frozenset()))}"

    def _is_receiver(self, whom: Token, token: Token) -> bool:
        """Is it the Peru of "will give Peru $5 million", and not the US of "US $5 million"?"""
        return whom.i != token.i and whom.tag in NOUNS and self._tokens[whom.i + 1].tag != "$"

    def _verb_before(self, token: Token) -> Token:
        """The verb right before a number, over "another Rs." and the like, whatever the parse has made of it."""
        place = token.i - 1
        while place > 0 and (
            self._tokens[place].tag in {"CD", "$", "DT", "IN", "JJR", "SYM"} or self._tokens[place].lower in _SIGNS
        ):
            place -= 1
        return self._tokens[max(place, 0)]

    def _is_of_other(self, token: Token) -> bool:
        """Is it the sum of something that is no gift: "$5 million in taxes"?"""
        preps = [t for t in self._sentence.children(token.i) if t.dep == "prep" and t.lower in {"in", "of", "worth"}]
        nouns = [t for prep in preps for t in self._sentence.children(prep.i) if t.dep == "pobj" and t.tag in NOUNS]
        return any(t.lower not in GIFTS and not t.entity and not self._phrases.has_a_date(t) for t in nouns)

    def _said_of(self, token: Token) -> tuple[str, str]:
        """The noun of "$5 million in new loans for a port", and "for a port"; "" where none is said."""
        preps = [*self._sentence.children(token.i), *self._sentence.children(token.head)]
        for prep in preps:
            if prep.dep != "prep" or prep.lower not in {"in", "of", "as"} or not token.i < prep.i <= token.i + _NEAR:
                continue
            noun = next((t for t in self._sentence.children(prep.i) if t.dep == "pobj" and t.tag in NOUNS), None)
            if noun is None or noun.lower not in GIFTS:
                continue
            behind = [t.i for t in self._sentence.children(noun.i) if t.i > noun.i]
            purpose = next((place for place in behind if self._tokens[place].lower in {"for", "to"}), None)
            what = self._phrases.phrase(noun.i, set().union(*(self._phrases.under(place) for place in behind)))
            far = self._phrases.join([purpose], frozenset()) if purpose is not None else ""
            return trim_words(what), far if len(far.split()) <= _FEW else ""
        return "", ""

    def _giving_verb(self, token: Token) -> Token | None:
        """The verb of giving or taking whose object is the number itself."""
        below = next((t for t in self._sentence.children(token.i) if t.dep == "acl" and t.tag == "VBN"), None)
        if below is not None and lemma(below.lower) in _GIVING:  # "the $5 million promised by Oman"
            return below
        head = self._tokens[token.head]
        if lemma(head.lower) not in _GIVING | _TAKING | _TOLD or token.dep != "dobj":
            head = self._verb_before(token)
        return head if lemma(head.lower) in _GIVING | _TAKING | _TOLD else None

    def _said_gift(self) -> str:
        """The one noun by which the sentence calls what is given, else "assistance"."""
        said = sorted({t.lower for t in self._tokens} & (GIFTS - {"credit", "facility"}))
        return said[0] if len(said) == 1 else "assistance"

    def _verbs_above(self, token: Token) -> Iterator[Token]:
        place = token.i
        for _ in range(_STEPS):
            verb = self._clause.verb_above(place)
            if verb is None:
                return
            yield verb
            place = verb.i

    def _subject(self, verb: Token) -> str | None:
        """The side that is the subject of a verb; of "the government" that of the sentence."""
        place = self._clause.chain(verb.i)[0]
        subject = next((t for t in self._sentence.children(place) if t.dep in {"nsubj", "nsubjpass"}), None)
        if subject is None:
            return None
        side = self._side_at(subject.i)
        if side is not None or subject.lower not in _OWN:
            return side
        states = (self._side_at(t.i) for t in self._tokens[: subject.i] if t.dep == "nsubj")
        return next((state for state in states if state is not None), None)

    def _side_of_agent(self, children: list[Token]) -> str | None:
        return self._side_under([t for t in children if t.dep == "agent"], {"by"})

    def _side_under(self, tokens: list[Token], ways: set[str]) -> str | None:
        """The first side under one of some prepositions."""
        for token in tokens:
            if token.lower in ways and token.dep in {"prep", "agent", "dative"}:
                for below in self._sentence.children(token.i):
                    if below.dep == "pobj" and (side := self._side_at(below.i)) is not None:
                        return side
        return None

    def _side_at(self, place: int) -> str | None:
        """The state or body that the words at a place mean or act for."""
        mention = self._context.mention_at(self._sentence.index, place)
        return self.side_of(mention) if mention is not None and len(mention.names) == 1 else None

    def side_of(self, mention: Mention) -> str | None:
        """The state or body that a mention means or acts for."""
        name = mention.names[0]
        if mention.kind not in {"person", "country", "place"}:
            return name
        side = mention.country or self._context.side(name)
        return side if side is not None and self._context.gazetteer.country(side) else None
