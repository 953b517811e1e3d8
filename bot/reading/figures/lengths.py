"""What a stretch of time or space measures: the length of a railway, how long a war lasted, how long somebody spoke."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from bot.reading.figures.bars import SPANNING
from bot.reading.figures.clause_grammar import LEVEL_VERBS
from bot.reading.figures.clause_words import ClauseWords
from bot.reading.figures.number_place import Place
from bot.reading.figures.numerals import ORDINALS
from bot.reading.figures.phrases import NOUNS, Phrases, trim_words
from bot.reading.lexicon.lists import lemma
from bot.reading.lexicon.units import singular_of
from bot.reading.parsing.syntax import Sentence, Token

_DIMENSIONS = {
    "long": "length",
    "wide": "width",
    "high": "height",
    "tall": "height",
    "deep": "depth",
    "thick": "thickness",
}
_HOLDING = frozenset({"valid", "effective"})
_AREAS = frozenset({"hectare", "acre", "square", "sq"})
_GOING_ON = frozenset(
    "agreement arrangement war conflict insurgency truce ceasefire meeting occupation siege blockade reign".split()
)
_HELD = frozenset({"office", "power", "parliament", "government", "prison", "jail", "custody", "detention"})
_COMING = frozenset({"arrive", "land", "come"})
_OVER = frozenset({"over", "in", "during", "within"})
_STOPS = frozenset({",", ".", ";", ":", "(", "—", "–"})
_FAR = frozenset({"mile", "km", "kilometer", "kilometre", "nautical mile", "meter", "metre", "foot", "yard"})
_AWAY = frozenset({"off", "from", "away", "inland", "offshore"})
_BEARINGS = ("north", "south", "east", "west", "northern", "southern")
_NEAR = 8  # words that say from where
_TOLD = 16  # words of a clause that says since when
_LINES = frozenset("border coastline coast frontier shoreline railway pipeline river highway".split())
_ALLOWING = frozenset({"give", "allow", "grant", "have", "provide"})
_HOLDING_TALKS = {"discuss": "talks", "talk": "talks", "confer": "talks", "meet": "meeting"}
_LASTING = frozenset({"last", "span", "extend"})


class Lengths:
    """Finds what the lengths in one sentence are lengths of."""

    def __init__(self, sentence: Sentence, phrases: Phrases, clause: ClauseWords) -> None:
        self.sentence = sentence
        self.tokens = sentence.tokens
        self.phrases = phrases
        self.clause = clause

    def _behind(self, place: Place) -> int:
        """The token behind a number, or behind the bracket that tells it in another unit."""
        behind = place.last + 1
        if behind < len(self.tokens) and self.tokens[behind].text == "(":
            behind = next((t.i + 1 for t in self.tokens[behind:] if t.text == ")"), behind)
        return behind

    def dimension(self, place: Place, taken: AbstractSet[int]) -> str:
        """The pipeline is 1,200 km long: its length."""
        behind = self._behind(place)
        after = self.tokens[behind] if behind < len(self.tokens) else None
        dimension = _DIMENSIONS.get(after.lower) if after is not None else None
        if dimension is None or after is None:
            return ""
        owner = self.tokens[after.head]
        if owner.tag in NOUNS:  # "the railway, 136 km long,"
            words = self.phrases.phrase(owner.i, taken | self.phrases.under(after.i)) if owner.i < place.outer else ""
            return f"{dimension} of {trim_words(words)}" if words else ""
        subject = self.clause.subject_of(after.head, taken)
        return f"{dimension} of {trim_words(subject)}" if subject else ""

    def distance(self, unit: str | None, place: Place, taken: AbstractSet[int]) -> str:
        """The island lies 300 miles off Chile: the distance of what, from where."""
        if unit not in _FAR:
            return ""
        behind = self._behind(place)
        word = self.tokens[behind].lower if behind < len(self.tokens) else ""
        verb = self.clause.verb_above(place.top)
        if verb is None or (word not in _AWAY and not word.endswith(_BEARINGS)):
            return ""
        last = behind
        while last < len(self.tokens) and last - behind < _NEAR and self.tokens[last].lower not in _STOPS | {"and"}:
            last += 1
        subject = self.clause.subject_of(verb.i, taken)
        where = self.phrases.words(range(behind, last))
        return f"distance of {trim_words(subject)} {where}" if subject and where else ""

    def size(self, noun: Token, place: Place, taken: AbstractSet[int], *, lasting: bool) -> str:
        """An 81-hectare estate, a 12-year war: its size or length, with the name to which it stands in apposition."""
        area = any(singular_of(token.lower) in _AREAS for token in self.tokens[place.first : noun.i])
        if not area and not (lasting and noun.lower in _GOING_ON):
            return ""
        named = self.tokens[noun.head]
        owner = named if noun.dep == "appos" and named.tag in NOUNS else noun
        below = set(taken) | (self.phrases.under(noun.i) if owner is named else set())
        words = self.phrases.phrase(owner.i, below) if owner is named else self.phrases.extended(noun.i, below)
        return f"{'size' if area else 'length'} of {trim_words(words)}"

    def of_line(self, noun: Token, taken: AbstractSet[int]) -> str:
        """Peru has a border of 450 km: the length of it, and whose it is; "" for what is no line."""
        if noun.lower not in _LINES:
            return ""
        whose = self.clause.subject_of(self.clause.chain(noun.head)[0], taken) if noun.dep == "dobj" else ""
        words = trim_words(self.phrases.phrase(noun.i, taken))
        return f"length of {words} of {trim_words(whose)}" if whose else f"length of {words}"

    def of_time(self, place: Place, taken: AbstractSet[int]) -> str:
        """What went on for the time that is the object or complement of a clause; "" when it does not say."""
        if place.outer and self.tokens[place.outer - 1].lower in SPANNING and self._prep(place) in _OVER:
            return self._spanned(place, taken)
        return (
            self._since(place)
            or self._since_the_last(place, taken)
            or self._in_office(place, taken)
            or self._stay(place, taken)
            or self._talking(place)
            or self._given(place, taken)
            or self._object(place, taken)
            or self._doing(place, taken)
        )

    def _since(self, place: Place) -> str:
        """It is three decades since the mission began: the time since what."""
        first = place.top + 1
        if first >= len(self.tokens) or self.tokens[first].lower != "since":
            return ""
        last = first
        while last < len(self.tokens) and last - first < _TOLD and self.tokens[last].text not in _STOPS:
            last += 1
        return f"time {self.phrases.words(range(first, last))}"

    def _prep(self, place: Place) -> str:
        return self.tokens[self.tokens[place.top].head].lower

    def _spanned(self, place: Place, taken: AbstractSet[int]) -> str:
        """Peru may borrow $1 billion over the next five years: the time in which who does what."""
        verb = self.clause.verb_above(place.top)
        if verb is None:
            return ""
        chain = self.clause.chain(verb.i)
        subject = self.clause.subject_of(chain[0], taken)
        helpers = {t.i for v in chain for t in self.sentence.children(v) if t.dep in {"aux", "auxpass", "prt"}}
        tail = [
            t.i for t in self.sentence.children(verb.i) if t.i > verb.i and t.dep in {"dobj", "prep", "attr", "acomp"}
        ]
        what = self.phrases.join([t for t in tail if not self.phrases.under(t) & taken][:2], taken, of=True)
        did = self.phrases.words(sorted(helpers | set(chain)))
        return f"time in which {trim_words(subject)} {did} {what}" if subject else ""

    def _since_the_last(self, place: Place, taken: AbstractSet[int]) -> str:
        """The first visit of Ito to Peru in seven years: the time since the last such visit."""
        if not place.outer or self.tokens[place.outer - 1].lower != "in":
            return ""
        # All three marked ones are figures.
        first = next(
            (t for t in reversed(self.tokens[: place.outer]) if t.lower == "first" or t.lower in ORDINALS), None
        )
        noun = self.tokens[first.head] if first is not None else None
        if first is None or noun is None or noun.tag not in NOUNS or noun.i > place.outer:
            return ""
        below = taken | self.phrases.under(place.outer - 1)
        if first.lower != "first":
            return f"time of {trim_words(self.phrases.phrase(noun.i, below))}"
        return f"time since the last {trim_words(self.phrases.phrase(noun.i, below | {first.i}))}"

    def _in_office(self, place: Place, taken: AbstractSet[int]) -> str:
        """After 11 months in office: whose time in office."""
        prep = next((t for t in self.sentence.children(place.top) if t.lower == "in" and t.i > place.top), None)
        what = next((t for t in self.sentence.children(prep.i) if t.dep == "pobj"), None) if prep is not None else None
        verb = self.clause.verb_above(place.top)
        if what is None or verb is None or what.lower not in _HELD:
            return ""
        subject = self.clause.subject_of(self.clause.chain(verb.i)[0], taken)
        return f"time in {what.text} of {trim_words(subject)}" if subject else ""

    def _stay(self, place: Place, taken: AbstractSet[int]) -> str:
        """Arrived in Japan on Monday for three days: the stay of whom, and where."""
        verb = self.clause.verb_above(place.top)
        if verb is None or lemma(verb.lower) not in _COMING or self.tokens[self.tokens[place.top].head].lower != "for":
            return ""
        where = [t.i for t in self.sentence.children(verb.i) if t.dep == "prep" and t.lower in {"in", "at"}]
        subject = self.clause.subject_of(self.clause.chain(verb.i)[0], taken)
        there = self.phrases.join(where[:1], taken)
        return f"stay of {trim_words(subject)} {there}" if subject and there else ""

    def _talking(self, place: Place) -> str:
        """Discussed the border for four hours, met for an hour: the length of what they held."""
        verb = self.clause.verb_above(place.top)
        held = _HOLDING_TALKS.get(lemma(verb.lower)) if verb is not None else None
        lasting = self.tokens[self.tokens[place.top].head].lower in {"for", *_HOLDING_TALKS}
        return f"length of the {held}" if held is not None and lasting else ""

    def _given(self, place: Place, taken: AbstractSet[int]) -> str:
        """The rule gives firms 45 days, provides them with 45 days to move: the time given by what, and for what."""
        verb = self.clause.verb_above(place.top)
        given = self.tokens[place.top].dep == "dobj" or self._prep(place) == "with"
        if verb is None or not given or lemma(verb.lower) not in _ALLOWING:
            return ""
        subject = self.clause.subject_of(self.clause.chain(verb.i)[0], taken)
        ahead = next((t for t in self.sentence.children(verb.i) if t.dep in {"xcomp", "advcl"}), None)
        ahead = next((t for t in self.sentence.children(place.top) if t.dep in {"acl", "relcl"}), ahead)
        return f"time given by {trim_words(subject)} {self.clause.told_by(ahead)}" if ahead is not None else ""

    def _object(self, place: Place, taken: AbstractSet[int]) -> str:
        """Have maintained a relationship for 32 years: the object of the clause, and whose it is."""
        verb = self.clause.verb_above(place.top)
        if verb is None:
            return ""
        child = next((t for t in self.sentence.children(verb.i) if t.dep == "dobj" and t.i != place.top), None)
        return "" if child is None else self.clause.with_clause(self.phrases.phrase(child.i, taken), child, taken)

    def _doing(self, place: Place, taken: AbstractSet[int]) -> str:
        """How long something went on: who did what; of "lasted" and the like, what lasted."""
        verb = self.clause.verb_above(place.top)
        if verb is None or verb.dep == "prep":  # "following ten years of talks"
            return ""
        chain = self.clause.chain(verb.i)
        subject = self.clause.subject_of(chain[0], taken)
        attribute = next((t for t in self.sentence.children(verb.i) if t.dep == "attr" and t.i not in taken), None)
        if attribute is not None:
            return self.phrases.phrase(attribute.i, taken)
        base = lemma(verb.lower)
        if base in _LASTING or any(t.lower in _HOLDING for t in self.sentence.children(verb.i)):
            return f"length of {trim_words(subject)}" if subject else ""
        if base == "be":  # "had been in China for four days"
            where = [t.i for t in self.sentence.children(verb.i) if t.dep == "prep" and t.lower in {"in", "at"}]
            return f"{subject} {self.phrases.join(where, taken)}"
        if base in LEVEL_VERBS:
            return subject
        tail = [
            t.i
            for t in self.sentence.children(verb.i)
            if t.i > verb.i and t.dep in {"prep", "dobj", "attr", "oprd", "xcomp"}
        ]
        helpers = {t.i for v in chain for t in self.sentence.children(v) if t.dep in {"aux", "auxpass"}}
        did = self.phrases.words(sorted(helpers | set(chain)))
        what = self.phrases.join([t for t in tail if not self.phrases.under(t) & taken], taken)
        return f"time {trim_words(subject)} {did} {what}" if subject else f"{did} {what}"
