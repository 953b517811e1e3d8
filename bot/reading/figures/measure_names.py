"""The names that the words of a measure leave out: whose visit it was, between whom the trade is, who lends to whom.

    Hun Sen is on a four-day visit to China         visit of Hun Sen to China
    The minister paid a two-day visit to Bhutan     visit of Arvind Menon to Bhutan
    bilateral trade rose, where two states are told of    Japan-Peru bilateral trade
    Japan offered a grant of $2 million to Peru     grant of Japan to Peru

The names come from the sentence, else from the few before it; where these leave a choice, none is given.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from bot.reading.context.context import Context, Mention
from bot.reading.figures.bars import VISITS
from bot.reading.figures.clause_words import ClauseWords
from bot.reading.figures.measure_antecedents import Antecedents
from bot.reading.figures.measure_owners import Owners
from bot.reading.figures.measure_pointers import Pointers
from bot.reading.figures.phrases import Phrases, trim_words
from bot.reading.figures.signings import Signings
from bot.reading.figures.transfers import GIFTS, GIVING_VERBS, Transfers
from bot.reading.figures.written_names import as_written
from bot.reading.lexicon.lists import lemma
from bot.reading.parsing.syntax import Sentence, Token

_MANY_STOPS = frozenset({"tour", "journey", "voyage"})
_STOPS = 2  # states that one trip may lead to
_POINTERS = frozenset({"that", "this", "here", "there"})
_COMING = frozenset("arrive land come be travel fly go depart leave head".split())
_TRADE = frozenset({"trade", "turnover"})
_NATIONAL = frozenset("exports imports shipments re-exports economy gdp inflation unemployment".split())
# Words that tell what trade is measured and not between whom.
_NO_TRADERS = _TRADE | frozenset(
    "bilateral two way mutual their its volume volumes value worth goods services merchandise commodity commercial "
    "exchange exchanges total annual overall growth increase of in and the non oil".split()
)
_OF_TWO = frozenset({"bilateral", "two", "mutual", "their"})
_FEW = 3  # words of "good neighbourly relations" that name nobody
_OF_WHOM = 5  # tokens of "visit to Santiago of", behind which the traveller is named
_LOOK_BACK = 3  # sentences before this one in which the two states may stand


def is_visit(noun: Token) -> bool:
    """Is it a visit or the like, which somebody pays?"""
    return noun.lower in VISITS


class MeasureNames:
    """Finds the names for the measures of one sentence."""

    def __init__(self, context: Context, sentence: Sentence, phrases: Phrases, clause: ClauseWords) -> None:
        self._context = context
        self._sentence = sentence
        self._phrases = phrases
        self._clause = clause
        phrases.antecedents = Antecedents(
            context, sentence, lambda other, place: trim_words(Phrases(context, other, ()).phrase(place, frozenset()))
        )
        self.owners = Owners(context, sentence, lambda: self._find_pair(sure=True))
        phrases.pointers = Pointers(context, sentence, lambda: self._find_pair(sure=True))
        self._transfers = Transfers(context, sentence, phrases, clause)
        self.signings = Signings(context, sentence, phrases, clause, lambda: self._find_pair(sure=True))

    def is_state(self, words: str) -> bool:
        """Are the words the name of a state and nothing else?"""
        return self._context.gazetteer.country(words) is not None

    def transfer(self, token: Token) -> str:
        """Exports, imports, assistance or loans with both sides, where the clause says these by its verb; else ""."""
        return self._transfers.traded(token) or self._transfers.given(token, lambda: self._find_pair(sure=True))

    def visit(self, noun: Token, taken: AbstractSet[int]) -> str:
        """Whose visit it is and where it leads: of its owner, else of the subject of its clause."""
        all_behind = [t for t in self._sentence.children(noun.i) if t.i > noun.i and t.dep == "prep"]
        behind = [t for t in all_behind if not self._invites(t)]
        owner = next((t for t in self._sentence.children(noun.i) if t.dep == "poss"), None)
        aims = [t for t in self._sentence.children(noun.i) if t.dep in {"acl", "relcl"}]  # "aimed at closer ties"
        below = set(taken).union(*(self._phrases.under(t.i) for t in (*all_behind, *aims)))
        if owner is not None:
            below |= self._phrases.under(owner.i)
            who = self._owner(owner)
        elif any(t.lower in {"of", "by"} for t in behind):
            who = ""
        else:
            who = self._traveller(noun, below)
        words = " ".join(word for word in self._phrases.phrase(noun.i, below).split() if word.lower() not in _POINTERS)
        of = f" of {trim_words(who)}" if who else ""
        told = any(t.lower in {"to", "in", "of", "at"} for t in behind)
        there = "" if told else self._destination(noun) or self._host(noun, who)
        return f"{words}{of} {self._phrases.join([t.i for t in behind], taken)} {there}"

    def _invites(self, prep: Token) -> bool:
        """Is it "at the invitation of the king", which says neither whose visit it is nor where it leads?"""
        return any(t.lower == "invitation" for t in self._sentence.children(prep.i))

    def _destination(self, noun: Token) -> str:
        """The "in Japan" of "arrived in Japan on Tuesday for a five-day visit", before a visit that says no place."""
        verb = self._clause.verb_above(noun.i)
        if verb is None or lemma(verb.lower) not in _COMING:
            return ""
        near = [t for t in self._sentence.children(verb.i) if t.dep == "prep" and verb.i < t.i < noun.i]
        for prep in near:
            place = next((t for t in self._sentence.children(prep.i) if t.dep == "pobj"), None)
            if prep.lower in {"in", "to", "at", "for"} and place is not None and place.entity in {"GPE", "LOC"}:
                return f"to {self._phrases.phrase(place.i, frozenset())}"
        return ""

    def _host(self, noun: Token, who: str) -> str:
        """To the only state but the traveller's that this sentence names, else the title, else the sentence before."""
        home = self._context.side(who) if who else None
        if home is None or noun.lower in _MANY_STOPS:
            return ""
        index = self._sentence.index
        title = self._context.gazetteer.find(self._context.article.title.split())
        for hits in (self._context.hits(index), title, self._context.hits(index - 1) if index else ()):
            found = (hit.country for hit in hits if hit.country is not None and hit.kind != "body")
            states = [state for state in dict.fromkeys(found) if state != home]
            if 0 < len(states) <= (_STOPS if noun.lower == "trip" else 1):
                prep = "in" if noun.lower in {"stay", "stop"} else "to"
                return f"{prep} {' and '.join(as_written(self._context, state) for state in states)}"
        return ""

    def _owner(self, owner: Token) -> str:
        """Xi's, his, the Chinese leader's."""
        if name := self._phrases.name_of(owner.i):
            return name
        marks = {t.i for t in self._sentence.children(owner.i) if t.dep == "case"}
        return "" if owner.tag == "PRP$" else self._phrases.phrase(owner.i, marks)

    def _traveller(self, noun: Token, taken: AbstractSet[int]) -> str:
        """The person who is the subject of its clause, else the nearest one before it, else the first behind it."""
        verb = self._clause.verb_above(noun.i)
        subject = self._clause.subject_of(self._clause.chain(verb.i)[0], taken) if verb is not None else ""
        people = [m for m in self._context.mentions(self._sentence.index) if m.kind == "person" and len(m.names) == 1]
        for mention in people:
            if set(mention.names[0].split()) & set(subject.split()):
                return mention.names[0]
        if not people:
            return subject if noun.text not in subject.split() else self._told_of_before()
        before = [m for m in people if m.first < noun.i]
        if before:
            return before[-1].names[0]
        behind = self._sentence.tokens[noun.i : people[0].first]
        return people[0].names[0] if any(t.lower == "of" for t in behind[:_OF_WHOM]) else self._told_of_before()

    def _told_of_before(self) -> str:
        """The person who is the subject of the sentence before this one; "" when there is none."""
        if not self._sentence.index:
            return ""
        sentence = self._context.sentences[self._sentence.index - 1]
        for mention in self._context.mentions(sentence.index):
            if mention.kind == "person" and len(mention.names) == 1:
                head = sentence.tokens[mention.last - 1]
                return mention.names[0] if head.dep == "nsubj" else ""
        return ""

    def with_lender(self, words: str, token: Token) -> str:
        """The words of a loan, a grant or aid, and which state gives it to which.

        The giver is the subject or agent of its clause, the taker stands under "to", else is the other of two states
        that are told of together.
        """
        said = set(words.lower().split())
        verb = self._clause.verb_above(token.i)
        if verb is None or lemma(verb.lower) not in GIVING_VERBS or said.isdisjoint(GIFTS):
            return words
        taker = None
        giver = self._giver(token)
        for child in self._sentence.children(verb.i):
            if child.dep in {"agent", "dative", "prep"} and child.lower in {"by", "from", "to"}:
                state = next((self._state_at(t.i) for t in self._sentence.children(child.i) if t.dep == "pobj"), None)
                giver, taker = (giver, taker or state) if child.lower == "to" else (giver or state, taker)
            elif child.dep in {"dobj", "dative"} and child.i != token.i:  # "assured Peru of a grant"
                taker = taker or self._state_at(child.i)
        if giver is not None and taker is None:
            pair = self._find_pair(sure=True)
            taker = next((state for state in pair if state != giver), None) if pair and giver in pair else None
        if giver is None or taker is None or giver == taker:
            return words
        named = {hit.country for hit in self._context.gazetteer.find(words.split())}
        if not named:
            return f"{words} of {as_written(self._context, giver)} to {as_written(self._context, taker)}"
        return f"{words} to {as_written(self._context, taker)}" if named == {giver} else words  # "grant Japan offered"

    def _giver(self, token: Token) -> str | None:
        """The state that is the subject of the nearest clause around a token that has one."""
        place = token.i
        for _ in range(8):
            subject = next((t for t in self._sentence.children(place) if t.dep == "nsubj"), None)
            if subject is not None:
                return self._state_at(subject.i)
            place = self._sentence.tokens[place].head
        return None

    def _state_at(self, place: int) -> str | None:
        """The state that the words at a place mean or act for."""
        mention = self._context.mention_at(self._sentence.index, place)
        return self._state_of(mention) if mention is not None and len(mention.names) == 1 else None

    def _state_of(self, mention: Mention) -> str | None:
        side = mention.country or self._context.side(mention.names[0])
        return side if side is not None and self._context.gazetteer.country(side) else None

    def with_traders(self, words: str) -> str:
        """The words, and between whom the trade or the relations are where they name nobody."""
        said = words.lower().replace("-", " ").split()
        if said[-1:] and said[0] in _NATIONAL and said[1:2] in ([], ["to"], ["from"]):
            state = self.owners.only_state(words)
            head, _, rest = words.partition(" ")
            return f"{head} of {as_written(self._context, state)} {rest}" if state is not None else words
        trade = not _TRADE.isdisjoint(said) and _NO_TRADERS.issuperset(said)
        relations = said[-1:] in (["relations"], ["ties"]) and len(said) <= _FEW and words.islower()
        if not trade and not relations:
            return words
        pair = self._find_pair(sure=not _OF_TWO.isdisjoint(said))
        if pair is None:
            return words
        if relations:
            return f"{words} between {as_written(self._context, pair[0])} and {as_written(self._context, pair[1])}"
        kept = " ".join(word for word in words.split() if word.lower() not in {"their", "its"})
        lead = "worth of " if kept.startswith("worth of ") else ""
        rest = kept.removeprefix(lead)
        return f"{lead}{pair[0]}-{pair[1]} {rest[:1].lower()}{rest[1:]}"

    def _find_pair(self, *, sure: bool) -> tuple[str, str] | None:
        """The two states told of together in this sentence, else in one of a few before it, else in the title.

        ``sure`` says that two are meant; else a state named alone may be the one whose trade it is.
        """
        bodies: tuple[str, str] | None = None
        for index in range(self._sentence.index, max(-1, self._sentence.index - _LOOK_BACK - 1), -1):
            mentions = self._context.mentions(index)
            groups = [mention for mention in mentions if mention.how == "group" and len(mention.names) == 2]
            for mention in reversed(groups):
                sides = [self._context.side(name) for name in mention.names]
                if sides[0] and sides[1] and sides[0] != sides[1]:
                    if all(self._context.gazetteer.country(side) for side in sides if side):
                        return sides[0], sides[1]
                    bodies = bodies or (sides[0], sides[1])
            single = [mention for mention in mentions if mention.kind != "place" and len(mention.names) == 1]
            states = [self._state_of(mention) for mention in single]
            distinct = list(dict.fromkeys(state for state in states if state is not None))
            if len(distinct) == 2:
                return distinct[0], distinct[1]
            if len(distinct) > 2 or (not sure and any(mention.kind != "person" for mention in single)):
                return bodies
        hits = self._context.gazetteer.find(self._context.article.title.split())
        named = list(dict.fromkeys(hit.country for hit in hits if hit.country is not None))
        return (named[0], named[1]) if len(named) == 2 and bodies is None else bodies
