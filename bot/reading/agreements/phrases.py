"""The noun phrase of an instrument: where it stands, how far it reaches, what it is about."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.models import AgreementKind, AgreementStatus
from bot.reading.agreements.grammar import Clauses
from bot.reading.agreements.subjects import cut_subject
from bot.reading.agreements.words import Instrument, InstrumentVerb, find_instruments
from bot.reading.context.context import Context
from bot.reading.parsing.syntax import Token

_TOPICS = frozenset(("on", "for", "concerning", "regarding", "with"))
_LASTING = frozenset((AgreementStatus.SIGNED, AgreementStatus.IN_FORCE))
_BEFORE_MORE = frozenset(("CD", "DT", "JJ", "-RRB-", "-LRB-"))
_MORE_WITHIN = 5  # tokens
_APPENDED = frozenset(("on", "concerning", "covering", "regarding"))
_FIELDS = frozenset("area areas domain domains field fields industry sector sectors sphere spheres support".split())
_SIGNATURES = frozenset(("signature", "signatures", "name", "names"))
_TIME_GOES_ON = frozenset(("after", "at", "during", "following", "in"))
_PART_OF = frozenset(("and", "between", "by", "for", "from", "of", "since", "to", "until"))
_APART = frozenset(("on", "for", "concerning", "regarding", "covering", "spanning", "allowing", "aimed"))
# What "on", "for" or "in" may bring that is no topic: "on the sidelines", "for the first time".
_NO_TOPIC = frozenset(
    "anniversary sidelines margins occasion behalf eve condition side sides basis grounds terms day morning evening "
    "afternoon time years year months visit meeting talks summit ceremony presence capital city series number "
    "conference exchange kind framework context bid effort move order line return response addition front event "
    "course wake trip hotel palace house office building hall session minutes part total millions billions "
    "dollars point phase".split()
)
# What is exchanged without a paper: "exchanged views on the treaty" signs none.
_SPOKEN = frozenset(
    "views view opinions ideas thoughts greetings pleasantries congratulations wishes information experience "
    "experiences prisoners captives detainees visits messages condolences gifts".split()
)
_TOPIC_PARTICIPLES = frozenset(("covering", "aimed", "aiming", "governing", "worth", "allowing", "paving"))


def _behind_particle(clauses: Clauses, token: Token, last: str) -> int | None:
    """The object behind the last word of a particle: "pulled out of the pact", "voted down the pact"."""
    for prep in clauses.children(token.i, "prep", "prt"):
        for place in (prep.i, *(inner.i for inner in clauses.children(prep.i, "prep", "pcomp"))):
            if clauses.tokens[place].lower != last:
                continue
            things = clauses.children(token.i, "dobj") if prep.dep == "prt" else clauses.children(place, "pobj")
            if things:
                return things[0].i
    return None


def object_of(clauses: Clauses, token: Token, verb: InstrumentVerb) -> tuple[int, bool] | None:
    """The head of what is signed or joined, and whether it stands before its verb (passive, "a deal signed by")."""
    if verb.word == "put" and not any(thing.lower in _SIGNATURES for thing in clauses.children(token.i, "dobj")):
        return None  # "put an end to the pact"
    if verb.particle is not None:
        behind = _behind_particle(clauses, token, verb.particle.split()[-1])
        return (behind, False) if behind is not None else None
    for thing in clauses.children(token.i, "dobj", "attr"):
        relative = token.dep == "relcl" and thing.lower in ("that", "which") and verb.status in _LASTING
        return (token.head if relative else thing.i), False  # "the pact, which both signed in 2015"
    passive = clauses.children(token.i, "nsubjpass")
    for thing in clauses.children(token.i, "ccomp", "xcomp", "npadvmod") if not passive else ():
        if thing.i > token.i and thing.tag[:2] == "NN":  # "agreed a ceasefire": the model knows no such object
            return thing.i, False
    for thing in passive:
        return (
            clauses.tokens[token.i].head if thing.lower in ("that", "which") and token.dep == "relcl" else thing.i
        ), True
    if clauses.children(token.i, "auxpass") and token.dep in ("xcomp", "ccomp", "conj"):
        for place in clauses.subjects(token.i):  # "is expected to be signed", "was agreed and signed"
            return place, True
    if token.dep in ("acl", "relcl") and token.tag in ("VBN", "VBD"):
        return token.head, True
    return None


def is_in_relative(clauses: Clauses, place: int, head: int) -> bool:
    """Does a token stand in a relative clause below ``head``: "a cable that is to connect Peru with Fiji"?"""
    for _ in range(len(clauses.tokens)):
        token = clauses.tokens[place]
        if place in (head, token.head):
            return False
        if token.dep == "relcl":
            return True
        place = token.head
    return False


def listed_behind(clauses: Clauses, token: Token) -> tuple[int, int] | None:
    """What stands behind "including" right after "documents were signed": the words that say more than they do."""
    tokens = clauses.tokens
    for place in range(token.i + 1, len(tokens) - 1):
        near = place < token.i + 4
        if tokens[place].lower == "namely" or (near and tokens[place].lower == "including"):
            return cut_subject(clauses, place + 1, len(tokens), token.i, listed=tokens[place].lower == "namely")
    return None


def kind_behind_including(clauses: Clauses, head: int, instruments: Sequence[Instrument]) -> AgreementKind | None:
    """The kind of the first instrument named behind "including", for "a number of documents, including a treaty"."""
    tokens = clauses.tokens
    if not any(token.lower in ("documents", "document") for token in tokens[head : head + 3]):
        return None
    for token in tokens[head:]:
        if token.lower == "including":
            return next((item.kind for item in instruments if item.first > token.i), None)
    return None


def is_missing(clauses: Clauses, head: int) -> bool:
    """Is there no such instrument: "no agreement", "without any arrangements"?"""
    up = clauses.tokens[clauses.tokens[head].head]
    return up.lower == "without" or any(child.lower in ("no", "any") for child in clauses.children(head, "det"))


def instrument_at(clauses: Clauses, head: int, instruments: Sequence[Instrument]) -> Instrument | None:
    """The instrument that a noun phrase names: its head, or what "a series of" is of; none in "views on the pact"."""
    if clauses.tokens[head].lower in _SPOKEN:
        return None
    heads = [
        *clauses.chain(head),
        *(inner for thing in clauses.pobj(head, "of", "on") for inner in clauses.chain(thing.i)),
    ]
    for place in heads:
        for instrument in instruments:
            if instrument.first <= place < instrument.last:
                return instrument
    return None


def head_of(clauses: Clauses, instrument: Instrument) -> int:
    """The head of an instrument's phrase: "Memorandum" in "the Memorandum of Understanding on ports"."""
    inside = range(instrument.first, instrument.last)
    return next((place for place in inside if clauses.tokens[place].head not in inside), instrument.last - 1)


def without_verb(clauses: Clauses, span: tuple[int, int]) -> tuple[int, int]:
    """A subject's span before "signed in 2000 that entered …"."""
    for place in range(span[0] + 1, span[1]):
        if clauses.tokens[place].tag in ("VBN", "VBD", "WDT", "MD") and clauses.tokens[place].dep not in (
            "amod",
            "compound",
        ):
            return span[0], place - (clauses.tokens[place - 1].text == "," and place - 1 > span[0])
    return span


def with_topic(clauses: Clauses, high: int) -> int:
    """The end of "a deal … on water sharing" where the parser gave "on …" or "covering …" to the verb."""
    for _ in range(3):
        if high >= len(clauses.tokens):
            return high
        token = clauses.tokens[high]
        if token.text == "," and high + 1 < len(clauses.tokens) and clauses.tokens[high + 1].lower in _APPENDED:
            token = clauses.tokens[high + 1]  # "signed two treaties, on fish and on rice"
        things = clauses.children(token.i, "pobj", "pcomp")
        topic = (
            (token.lower in _TOPICS or token.lower == "between" or _is_in_fields(clauses, token))
            and things
            and all(thing.entity not in ("DATE", "TIME") for thing in things)
        )
        low, end = clauses.edge(token.i)
        aside = any(thing.lower in _NO_TOPIC for thing in things) and token.i > high
        if low < high or aside or not (topic or token.lower in _TOPIC_PARTICIPLES):
            return high
        high = end
    return high


def with_more(clauses: Clauses, high: int) -> int:
    """The end of "five memorandums and two letters of intent", of which the model gives the second to the verb."""
    tokens = clauses.tokens
    while high > 1 and tokens[high - 1].lower in (",", "and"):
        high -= 1
    for instrument in find_instruments(tokens[high:]):
        first, last = high + instrument.first, high + instrument.last
        between = tokens[high:first]
        joined = {token.lower for token in between} & {"and", ","}
        plain = all(token.lower in (",", "and", "as", "well") or token.tag in _BEFORE_MORE for token in between)
        if not joined or not plain or first - high > _MORE_WITHIN:
            return high
        return with_more(clauses, with_topic(clauses, last))
    return high


def _is_in_fields(clauses: Clauses, token: Token) -> bool:
    """Is it the "in" of "in the fields of health and trade", "in the education sector"?"""
    return token.lower == "in" and any(thing.lower in _FIELDS for thing in clauses.children(token.i, "pobj"))


def has_topic(clauses: Clauses, span: tuple[int, int], instrument: Instrument) -> bool:
    """Do the words of an instrument say what it is about: "a treaty on visas", "the fisheries protocol"?"""
    tokens = clauses.tokens
    inside = tokens[span[0] : span[1]]
    return any(
        (token.lower in _TOPICS or token.lower in _TOPIC_PARTICIPLES) and token.lower != "worth" for token in inside
    ) or any(token.tag[:2] == "NN" and token.lower not in _NO_TOPIC and token.i < instrument.first for token in inside)


def topic_apart(clauses: Clauses, verb: Token, behind: int) -> tuple[int, int] | None:
    """The words behind "on", "for" or "concerning" that hang on the verb of an instrument, from place ``behind`` on."""
    for child in clauses.children(verb.i, "prep", "advcl"):
        if child.i < behind or child.lower not in _APART:
            continue
        if child.lower in _TOPIC_PARTICIPLES and child.tag[:1] == "V" and child.lower != "covering":
            return cut_subject(clauses, child.i, clauses.edge(child.i)[1], verb.i)  # "allowing Chad to use the port"
        for thing in clauses.children(child.i, "pobj", "dobj", "pcomp"):
            if thing.entity in ("DATE", "TIME", "CARDINAL", "GPE", "PERSON") or thing.lower in _NO_TOPIC:
                continue
            low, high = clauses.edge(thing.i)
            return cut_subject(clauses, max(low, child.i + 1), high, verb.i)
    return None


def lifted_to(clauses: Clauses, verb: Token, span: tuple[int, int]) -> tuple[int, int] | None:
    """The words "their relations to a strategic partnership", of which the model gives "to …" to the verb."""
    to = next((prep for prep in clauses.children(verb.i, "prep") if prep.lower == "to" and prep.i >= span[1]), None)
    return cut_subject(clauses, span[0], clauses.edge(to.i)[1], verb.i) if to is not None else None


def is_of_ratification(clauses: Clauses, head: int) -> bool:
    """Is it "the instruments of ratification of the treaty", "ratification documents"?"""
    low, high = clauses.edge(head)
    return any(token.lower == "ratification" for token in clauses.tokens[low : min(high, head + 3)])


def before_day(context: Context, clauses: Clauses, span: tuple[int, int], head: int) -> tuple[int, int]:
    """The span before "on Wednesday after long talks", where no topic stands before the day."""
    tokens = clauses.tokens
    for found in context.dates(clauses.sentence.index):
        place = next((token.i for token in tokens[head + 1 : span[1]] if token.start >= found.start), None)
        if place is None or found.start < tokens[head].end or tokens[place - 1].lower != "on":
            continue
        behind = next((token.lower for token in tokens if token.start >= found.end), "")
        if behind not in _TIME_GOES_ON:
            continue
        between = {token.lower for token in tokens[head + 1 : place - 1]}
        if not between & (_TOPICS | _TOPIC_PARTICIPLES | {"of", "to", "in", "that", "which"}) and place - 1 > span[0]:
            return span[0], place - 1
    return span


def without_time_and_place(context: Context, clauses: Clauses, span: tuple[int, int], head: int) -> tuple[int, int]:
    """The span before "in Manila on Friday" at its end."""
    tokens = clauses.tokens
    index = clauses.sentence.index
    ends = [(found.start, found.end) for found in context.dates(index)]
    ends += [(mention.start, mention.end) for mention in context.mentions(index) if mention.kind == "place"]
    first, last = span
    while first < head and tokens[first].tag == "RB":
        first += 1  # "Especially the 10-point consensus"
    while last > first + 1 and tokens[last - 1].dep in ("aux", "auxpass", "advmod") and last - 1 > head:
        last -= 1  # "15 documents were also"
    for _ in range(3):
        for start, end in ends:
            place = next((token.i for token in tokens[first:last] if token.start >= start), None)
            if place is None or tokens[place - 1].lower in _PART_OF:
                continue
            if tokens[last - 1].end <= end and place > head + 1:
                last = place - 1 if tokens[place - 1].lower in ("on", "in", "at", "the") else place
                while last > head + 1 and tokens[last - 1].lower in ("on", "in", "at", ","):
                    last -= 1
    return first, last
