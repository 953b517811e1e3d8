"""What the clause around a counted noun or a sum says of it: by whom it is done, what it does.

    Oman will buy 50 aircraft from Boeing     aircraft to be bought by Oman from Boeing
    300 firms have invested in Peru           firms that have invested in Peru
    Chile will invest $5 million in ports     investment of Chile in ports

GUIDE's own marks are worded so ("cities covered by …", "people who studied at …", "assistance provided by …").
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from bot.reading.figures.clause_grammar import ClauseGrammar
from bot.reading.figures.participles import participle_of
from bot.reading.figures.phrases import tidy_words, trim_words
from bot.reading.lexicon.lists import lemma
from bot.reading.lexicon.units import deed_nouns
from bot.reading.parsing.syntax import Token

# Verbs by which a share of people tells what it thinks.
OPINION_VERBS = frozenset(
    "say think believe trust support oppose want feel agree disagree approve favour favor expect hope fear see".split()
)
# "The $3 billion set aside for roads": money for what.
_SET_ASIDE = frozenset("set allocated earmarked reserved needed required raised collected approved budgeted".split())
_NEAR = 8  # tokens behind a verb; what stands further off says no more of the thing counted
_LONG = 8  # words of a measure that leave no room for who does it
_SHORT = 6  # words of a subject that may stand in the middle of a measure
_TOLD = 12  # words of a clause that tell what it says
# "Struck the town, killing 14 people": people killed by what did it.
_HARMED = {
    "killing": "killed",
    "injuring": "injured",
    "wounding": "wounded",
    "displacing": "displaced",
    "affecting": "affected",
}
_KILLING = frozenset({"kill", "injure", "wound"})
_AHEAD = frozenset("will shall would to may might can could 'll".split())
SUM = "sum"  # what money measures that has no other noun than its verb
_ASIDE = frozenset("since after before during amid following despite via including".split())
_PEOPLE = ("people", "men", "persons", "children", "workers", "soldiers", "troops", "students", "others", "citizens")
_FARTHER = frozenset("to for in on at from with between under against and".split())
_WHERE_TO = frozenset({"for", "in", "into", "to", "toward", "towards"})  # of money given or spent
_TAILS = 2  # phrases behind a verb that a measure may hold
_BARE = 2  # words that say no more than what is counted
_ASKING = frozenset({"ask", "call", "appeal", "apply", "provide"})
_ARTICLES = ("The ", "A ", "An ", "These ", "Those ", "This ", "Her ", "His ", "Its ", "Their ", "Our ")
_PRONOUNS = frozenset({"we", "it", "they", "he", "she", "i", "you", "who", "which", "that", "this"})


class ClauseWords(ClauseGrammar):
    """Puts what the clauses of one sentence say into words."""

    def with_clause(self, words: str, noun: Token, taken: AbstractSet[int]) -> str:
        """The words and what their clause says of them: "aircraft Vietnam has agreed to purchase from Boeing"."""
        noun = self.carrier(noun)
        verb = self.tokens[noun.head]
        if noun.dep == "appos" and (told := self._verb_of_apposed(noun)) is not None:
            tail = [t.i for t in self.sentence.children(told.i) if t.i > told.i and t.dep in {"prep", "acomp", "dobj"}]
            return f"{words} who {told.text} {self.phrases.join(tail[:2], taken)}"
        if verb.lower == "available" and self.is_made_available(self.tokens[verb.head]):
            return self._with_doer(words, noun, self.tokens[verb.head], taken)
        if not verb.tag.startswith("VB"):
            return words
        if noun.dep in {"nsubjpass", "nsubj"}:
            governor = self.tokens[verb.head]
            bare = verb.tag == "VB" and not any(t.dep == "aux" for t in self.sentence.children(verb.i))
            if bare and verb.dep == "ccomp" and governor.tag.startswith("VB"):  # "will help 300 farmers buy seeds"
                return self._with_doer(words, noun, governor, taken)
            return self._with_its_verb(words, noun, verb, taken)
        return self._with_doer(words, noun, verb, taken) if noun.dep == "dobj" else words

    def _with_its_verb(self, words: str, noun: Token, verb: Token, taken: AbstractSet[int]) -> str:
        """People killed in the attack, firms that invest in Oman: the words and the verb of which they are subject."""
        tail = [
            t.i
            for t in self.sentence.children(verb.i)
            if t.i > noun.i and t.dep in {"prep", "agent", "dobj", "oprd", "acomp", "attr"}
        ]
        below = list(self.sentence.children(verb.i))
        share = words.startswith("share of")
        did = self._done(verb, share=share)
        near = [place for place in tail if place - verb.i <= _NEAR]
        if words == SUM:
            words, did = deed_nouns().get(lemma(verb.lower), f"{SUM} {did}"), self._under_which(verb)
        elif noun.dep == "nsubj" and not share and did:
            person = noun.lower.endswith(_PEOPLE) or noun.entity == "NORP"
            who = "who " if person else "that "
            alone = lemma(verb.lower) in _KILLING and not any(t.dep in {"dobj", "aux"} for t in below)
            did = f"{'' if self._is_ahead(verb) or alone else who}{self._helped(verb)}"  # "with 25 others injured"
        if not did and any(self.tokens[place].dep == "attr" for place in near):  # "is a cash investment"
            did = f"that {verb.text}"
        ahead = next((t for t in self.sentence.children(verb.i) if t.dep == "xcomp" and t.tag == "VB"), None)
        if ahead is not None and lemma(verb.lower) == "be":  # "are to invest in the port"
            near = [t.i for t in self.sentence.children(ahead.i) if t.dep in {"prep", "dobj"} and t.i > ahead.i]
            did = f"that {verb.text} to {ahead.text}"
        told = self.phrases.join(near[:2], taken)
        return f"{words} {did} {told or self._purpose(verb)}"

    def _is_ahead(self, verb: Token) -> bool:
        """Is it an infinitive, active or passive: "to study", "to be affected"?"""
        return any(t.dep == "aux" and t.lower == "to" for t in self.sentence.children(verb.i))

    def _purpose(self, verb: Token) -> str:
        """To study the market, of "five groups were formed to study the market"."""
        below = [t for t in self.sentence.children(verb.i) if t.dep in {"advcl", "xcomp"} and self._is_ahead(t)]
        if not below or below[0].i - verb.i > _NEAR + 1:
            return ""
        told = self.told_by(below[0]).removeprefix("to ")
        return "" if any(letter.isdigit() for letter in told) else f"to {told}"

    def _with_doer(self, words: str, noun: Token, verb: Token, taken: AbstractSet[int]) -> str:
        """Aircraft bought by Oman, people killed by floods: the words and who did what to them."""
        chain = self.chain(verb.i)
        subject = self.subject_of(chain[0], taken | self.phrases.under(noun.i))
        subject = _shortened(subject) if len(words.split()) <= _BARE else subject
        if (harmed := _HARMED.get(verb.lower)) and subject:
            return f"{words} {harmed} by {trim_words(subject)}"
        below = list(self.sentence.children(verb.i))
        tail = [
            t.i
            for t in below
            if t.i > noun.i
            and t.dep in {"prep", "dative"}
            and t.lower not in _ASIDE
            and self.tokens[min(t.i + 1, len(self.tokens) - 1)].lower != "order"
        ]
        own = [t for t in self.sentence.children(noun.i) if t.dep == "prep" and t.i > noun.i and words == SUM]
        purpose = [t.i for t in own if t.lower in _WHERE_TO]
        told = self.phrases.join([*purpose, *tail][:_TAILS], taken)
        if len(subject.split()) > _SHORT and verb.lower.endswith("ed"):  # "companies attracted to Oman"
            return f"{words} {verb.text} {told}"
        if verb.tag == "VBG" and not any(t.dep == "aux" for t in below):
            deed = self._deed(verb, subject, told) if words == SUM else ""
            return deed or self._with_doer_of_gerund(words, noun, subject, taken) or f"{words} {told}"
        if words == SUM and (deed := self._deed(verb, subject, told or self._purpose(verb))):
            return deed
        told = told or (self._purpose(verb) if words == SUM else "")
        done = self._done_by(noun, chain, subject)
        if done.startswith("of "):  # "mines of Chile in Peru", from "Chile has 40 mines in Peru"
            thing = self.phrases.phrase(noun.i, taken | self.phrases.under_prepositions(noun.i))
            if words.startswith(thing):
                return f"{thing} {done} {words.removeprefix(thing)} {told}"
        if done:
            return f"{words} {done} {told}"
        if lemma(verb.lower) == "have" and trim_words(subject).lower() in _PRONOUNS:  # "we have 40 mines"
            return f"{words} {told}"
        if len(chain) == 1 and len(subject.split()) > _SHORT:  # who does it is too long to say
            return f"{words} {told}" if len(words.split()) > _BARE else f"{words} {participle_of(verb)} {told}"
        helpers = {
            t.i
            for v in chain
            for t in (*self.sentence.children(v), self.tokens[v])
            if t.dep in {"aux", "neg"} or t.i == v
        }
        return f"{words} {subject} {self.phrases.words(sorted(helpers))} {told}"

    def _with_doer_of_gerund(self, words: str, noun: Token, subject: str, taken: AbstractSet[int]) -> str:
        """Guests hosted by Oman, of "thanked Oman for hosting 30 guests"; "" where the words say enough."""
        verb = self.tokens[noun.head]
        apart = verb.i > 0 and self.tokens[verb.i - 1].text == "," and len(words.split()) > _BARE
        done = "" if apart or lemma(verb.lower) == "have" else participle_of(verb)
        if not done or not 0 < len(subject.split()) <= _SHORT:
            return ""
        if len(words.split()) > _LONG and noun.tag == "NNS" and noun.text in words.split():
            words = self.phrases.phrase(noun.i, taken | self.phrases.under_prepositions(noun.i))
        return f"{words} {done} by {trim_words(subject)}"

    def _verb_of_apposed(self, noun: Token) -> Token | None:
        """The "went" of "Lima (dpa) – 30 million people went hungry", where the parse has the town go."""
        verb = self.tokens[noun.i + 1] if noun.i + 1 < len(self.tokens) else noun
        dashed = any(t.text in {"–", "—", "--"} for t in self.tokens[self.tokens[noun.head].i : noun.i])
        return verb if dashed and verb.tag == "VBD" and self.tokens[noun.head].head == verb.i else None

    def asked_for(self, number: Token, taken: AbstractSet[int]) -> str:
        """Asked for by Peru, of "Peru asked for $8 billion"; "" for other verbs."""
        prep = self.tokens[number.head]
        verb = self.tokens[prep.head]
        if number.dep != "pobj" or prep.lower != "for" or lemma(verb.lower) not in _ASKING:
            return ""
        who = self.subject_of(verb.i, taken)
        return f"{participle_of(verb)} for by {who}" if who else ""

    def is_deed(self, sum_: int, whole: int) -> bool:
        """Is the noun where a sum goes, as in "invested $5 million in ports", and not what it is made of?"""
        verb = self.tokens[self.tokens[sum_].head]
        if self.is_made_available(verb) or verb.lower == "available":
            return True
        if self.tokens[sum_].dep != "dobj" or lemma(verb.lower) not in deed_nouns():
            return False
        prep = self.tokens[self.tokens[whole].head].lower
        named = self.tokens[whole].tag in {"NNP", "NNPS"}
        told = any(t.dep in {"det", "poss"} for t in self.sentence.children(whole))
        return prep != "of" and (lemma(verb.lower) == "invest" or prep != "in" or named or told)

    def _deed(self, verb: Token, subject: str, told: str) -> str:
        """The investment of Oman in ports, for money that Oman invests in ports; "" for verbs without such a noun."""
        who = tidy_words(subject)
        base = lemma(verb.lower)
        nobody = who.lower() in _PRONOUNS
        into = next((t.lower for t in self.sentence.children(verb.i) if t.lower == "into"), "")
        into = "available" if self.is_made_available(verb) else into
        noun = deed_nouns().get(f"{base} {into}".strip()) or deed_nouns().get(base)
        if noun is None or not who or (nobody and not told):
            return ""
        if nobody:
            return f"{noun} {told}"
        return f"{noun} of {who[:1].lower() + who[1:] if who.startswith(_ARTICLES) else who} {told}"

    def _done_by(self, noun: Token, chain: list[int], subject: str) -> str:
        """Bought by Oman, to be bought by Oman, of an object; "" where the verb has others above it, or a "not".

        GUIDE's own marks turn the clause so: "cities covered by …", "assistance provided by …".
        """
        who = tidy_words(subject)
        verb = self.tokens[noun.head]
        long = _LONG if lemma(verb.lower) in {"have", *_KILLING} else _SHORT
        if len(chain) > 1 or not who or len(who.split()) > long or any(letter.isdigit() for letter in who):
            return ""
        who = who[:1].lower() + who[1:] if who.startswith(_ARTICLES) else who
        below = [t for t in self.sentence.children(verb.i) if t.i < noun.i]
        if any(t.dep == "neg" for t in below):
            return ""
        by = "" if who.lower() in _PRONOUNS else f" by {who}"
        if lemma(verb.lower) == "have":
            return f"of {who}" if by else ""
        done = participle_of(verb)
        particle = next((f" {t.text}" for t in below if t.dep == "prt"), "")
        ahead = any(t.dep == "aux" and t.lower in _AHEAD for t in below)
        return f"{'to be ' if ahead else ''}{done}{particle}{by}"

    def _helped(self, verb: Token) -> str:
        """A verb with what helps it: "may have escaped"."""
        helpers = [t.i for t in self.sentence.children(verb.i) if t.dep in {"aux", "auxpass", "neg"} and t.i < verb.i]
        return self.phrases.words([*helpers, verb.i])

    def _under_which(self, verb: Token) -> str:
        """Under the plan, of "a plan under which $5 million will be invested"."""
        way = next((t for t in self.sentence.children(verb.i) if t.dep == "prep" and t.i < verb.i), None)
        below = self.sentence.children(way.i) if way is not None else ()
        if way is None or verb.dep != "relcl" or not any(t.tag == "WDT" for t in below):
            return ""
        return f"{way.text} {self.phrases.phrase(verb.head, self.phrases.under(verb.i))}"

    def _done(self, verb: Token, *, share: bool) -> str:
        """The verb behind what is counted, with its "not"; a plain "is" says nothing, except of a share."""
        below = list(self.sentence.children(verb.i))
        if any(t.dep == "neg" for t in below):
            return self.phrases.words(sorted({t.i for t in below if t.dep in {"aux", "auxpass", "neg"}} | {verb.i}))
        if lemma(verb.lower) != "be":
            return verb.text
        return f"that {verb.text}" if share else ""

    def is_made_available(self, verb: Token) -> bool:
        """Is it the verb of "will make available $5 million"?"""
        behind = self.tokens[verb.i + 1 : verb.i + 2]
        return lemma(verb.lower) == "make" and any(token.lower == "available" for token in behind)

    def set_aside(self, sum_: Token) -> str:
        """The funds set aside for roads, of a sum without another noun; "" where nothing is said of it."""
        done = next((t for t in self.sentence.children(sum_.i) if t.dep == "acl" and t.i > sum_.i), None)
        if done is None or done.lower not in _SET_ASIDE:
            return ""
        tail = [t.i for t in self.sentence.children(done.i) if t.dep in {"prep", "advmod", "prt"} and t.i > done.i]
        near = [place for place in tail if self.tokens[place].lower in {"aside", "for", "to", "by"}]
        return f"funds {done.text} {self.phrases.join(near, frozenset())}"

    def told_by(self, verb: Token) -> str:
        """The words of a clause from its verb on, up to its first mark."""
        first = min([verb.i, *(t.i for t in self.sentence.children(verb.i) if t.dep in {"aux", "auxpass", "neg"})])
        last = first
        while last < len(self.tokens) and last - first < _TOLD and self.tokens[last].tag not in {",", ".", ":", "''"}:
            last += 1
        return self.phrases.words(range(first, last))

    def with_among(self, words: str, noun: Token) -> str:
        """Among the goods delivered to Peru were 40 tents: the tents are delivered to Peru."""
        for _ in range(4):
            if noun.dep != "conj":
                break
            noun = self.tokens[noun.head]
        among = next((t for t in self.sentence.children(noun.head) if t.lower == "among" and t.i < noun.i), None)
        if among is None or not self.tokens[noun.head].tag.startswith("VB"):
            return words
        goods = next((t for t in self.sentence.children(among.i) if t.dep == "pobj"), None)
        done = next((t for t in self.sentence.children(goods.i) if t.dep == "acl"), None) if goods else None
        return f"{words} {self.phrases.phrase(done.i, frozenset())}" if done is not None else words


def _shortened(words: str) -> str:
    """A subject up to where it tells of a place or an aim, where it is too long to stand in a measure whole."""
    said = words.split()
    if len(said) <= _SHORT:
        return words
    cut = next((i for i, word in enumerate(said) if i > 1 and word in _FARTHER), len(said))
    return " ".join(said[:cut]) if cut <= _SHORT else words
