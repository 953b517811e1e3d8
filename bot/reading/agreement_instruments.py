"""Agreements told by an instrument: "signed a treaty with …", "the accord took effect", "joined the SCO"."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.models import AgreementKind, AgreementStatus
from bot.reading.agreement_bodies import find_bloc, find_meeting_body
from bot.reading.agreement_document import Document
from bot.reading.agreement_drafts import Draft, Found
from bot.reading.agreement_grammar import Clauses, Force, cut_subject
from bot.reading.agreement_kinds import kind_of_deal
from bot.reading.agreement_parties import Parties, is_state_or_body
from bot.reading.agreement_words import Instrument, InstrumentVerb, base_form, load_instruments, verbs_by_word
from bot.reading.context import Context
from bot.reading.explain import Trace
from bot.reading.syntax import Token

# One party alone ratifies, joins, suspends or leaves a treaty that has a name.
_ALONE = frozenset((AgreementStatus.IN_FORCE, AgreementStatus.ENDED))
_TOPICS = frozenset(("on", "for", "concerning", "regarding", "with"))
_TOPIC_PARTICIPLES = frozenset(("covering", "aimed", "aiming", "governing", "worth", "allowing", "paving"))
_BE = frozenset(("be", "become", "remain"))
_LIFTING = frozenset(("upgrade", "elevate"))
_LIFTED = frozenset(("relationship", "relations", "ties", "partnership", "cooperation"))
_BY_ONE = frozenset(("ratify", "approve", "reject", "vote"))  # done by one side for an agreement of several
_OF_STATES = frozenset(("approve", "reject", "vote"))  # what a committee or a court does so binds no state
_OF_TALKS = frozenset(("sign", "ink", "adopt", "issue", "initial", "exchange", "conclude"))


class InstrumentReader:
    """Reads what an article's sentences say of instruments and memberships."""

    def __init__(self, context: Context, document: Document, parties: Parties, trace: Trace) -> None:
        self._context = context
        self._document = document
        self._parties = parties
        self._trace = trace
        self._effects = {item.words[0]: item.words for item in load_instruments().effect}
        self._effect_tails = {item.words for item in load_instruments().effect}
        lists = load_instruments()
        self._standing = frozenset(word for item in lists.standing for word in item.words)
        self._member = frozenset(word for item in lists.member for word in item.words)

    def at_word(self, clauses: Clauses, token: Token, instruments: Sequence[Instrument]) -> Found | None:
        """What the verb (or "parties to") at ``token`` says of an instrument or a body."""
        if token.tag[:2] == "VB":
            if base_form(token) in self._effects:
                found = self._in_effect(clauses, token, instruments)
                if found is not None:
                    return found
            verb = verbs_by_word().get(base_form(token))
            return self._by_verb(clauses, token, verb, instruments) if verb is not None else None
        if token.dep == "attr" and base_form(clauses.tokens[token.head]) in _BE:
            if token.lower in self._standing:
                return self._bound(clauses, token, instruments)
            if token.lower in self._member and base_form(clauses.tokens[token.head]) == "become":
                return self._made_member(clauses, token)
        return None

    # -- "signed a treaty with" -----------------------------------------------------------------------------------

    def _by_verb(
        self, clauses: Clauses, token: Token, verb: InstrumentVerb, instruments: Sequence[Instrument]
    ) -> Found | None:
        at = _object(clauses, token, verb)
        if at is None:
            return None
        head, passive = at
        instrument = instrument_at(clauses, head, instruments)
        for _ in range(2 if passive and instrument is None else 0):  # "the Declaration of May 5, 2020, signed by …"
            head = clauses.tokens[head].head
            instrument = instrument or instrument_at(clauses, head, instruments)
        if instrument is None and verb.word in _LIFTING and clauses.tokens[head].lower in _LIFTED:
            instrument = Instrument(head, head + 1, AgreementKind.AGREEMENT)
        if verb.takes != "instrument" and instrument is None:
            return self._membership(clauses, token, verb, head)
        if instrument is None or verb.takes == "body":
            return None
        force = clauses.force(token.i)
        if force is Force.NONE or _is_missing(clauses, head):
            self._trace.refused(f"agreement: {verb.word}", clauses.sentence, "denied, conditional, or another's wish")
            return None
        if verb.word in _OF_STATES and not passive and not self._is_of_state(clauses, token):
            return None
        parties = self._signers(clauses, token, head, instrument, passive=passive)
        alone = (
            verb.status in _ALONE
            and instrument.kind is AgreementKind.TREATY
            and not passive
            and clauses.tokens[instrument.first].text[0].isupper()
        ) or (
            instrument.kind is AgreementKind.JOINT_STATEMENT
            and len(parties) == 1
            and self._context.gazetteer.acts_as_one(parties[0])
        )
        if len(parties) < (1 if alone else 2) or (verb.both and passive):
            self._trace.refused(f"agreement: {verb.word}", clauses.sentence, "no two parties are named")
            return None
        span = self._what(clauses, token, head, instrument.kind)
        if span is None:
            return None
        status = verb.status if force is Force.FACT else AgreementStatus.INTENDED
        kind = kind_of_deal(clauses, instrument, (clauses.edge(head)[0], span[1]), status)
        kind = _kind_behind_including(clauses, head, instruments) or kind
        return Found(Draft(kind, tuple(parties), clauses.words(span), status, clauses.sentence, token.i), span)

    def _is_of_state(self, clauses: Clauses, token: Token) -> bool:
        """Is the one who approves or rejects a state's: its parliament or government, or the state itself?"""
        return any(is_state_or_body(self._context, name) for name in self._parties.of_verb(clauses, token.i))

    def _what(self, clauses: Clauses, token: Token, head: int, kind: AgreementKind) -> tuple[int, int] | None:
        """The span of the instrument's noun phrase; of "to buy …" for "signed memorandums with firms to buy …"."""
        low, high = clauses.edge(head)
        if head < token.i and (listed := _listed_behind(clauses, token)) is not None:
            return listed
        named = kind in (AgreementKind.TREATY, AgreementKind.CEASEFIRE)
        if head > token.i:
            low = max(low, token.i + 1)
        else:
            high = min(high, token.i) if token.i > head else high
        if (
            head > token.i
            and not clauses.tokens[head].text[0].isupper()
            and not any(prep.lower in ("on", "for", "of") for prep in clauses.children(head, "prep"))
        ):
            infinitive = next(
                (
                    child.i
                    for child in (*clauses.children(head, "acl", "relcl"), *clauses.children(token.i, "advcl", "xcomp"))
                    # A treaty is named itself: "a peace agreement to end the war".
                    if child.i > head and child.tag == "VB" and (not named or child.dep == "relcl")
                ),
                None,
            )
            if infinitive is not None:
                return cut_subject(clauses, infinitive, clauses.edge(infinitive)[1], token.i)
        for child in clauses.children(head, "acl", "relcl"):
            if child.tag in ("VBN", "VBD") and child.i > head and base_form(child) in verbs_by_word():
                high = min(high, clauses.edge(child.i)[0])
        span = cut_subject(
            clauses,
            low,
            with_topic(clauses, max(high, low + 1)) if head > token.i else max(high, low + 1),
            token.i,
        )
        return self._without_time_and_place(clauses, span, head) if span is not None else None

    def _without_time_and_place(self, clauses: Clauses, span: tuple[int, int], head: int) -> tuple[int, int]:
        """The span before "in Manila on Friday" at its end."""
        tokens = clauses.tokens
        index = clauses.sentence.index
        ends = [(found.start, found.end) for found in self._context.dates(index)]
        ends += [(mention.start, mention.end) for mention in self._context.mentions(index) if mention.kind == "place"]
        first, last = span
        for _ in range(3):
            for start, end in ends:
                place = next((token.i for token in tokens[first:last] if token.start >= start), None)
                if place is not None and tokens[last - 1].end <= end and place > head + 1:
                    last = place - 1 if tokens[place - 1].lower in ("on", "in", "at", "the") else place
                    while last > head + 1 and tokens[last - 1].lower in ("on", "in", "at", ","):
                        last -= 1
        return first, last

    def _signers(
        self, clauses: Clauses, token: Token, head: int, instrument: Instrument, *, passive: bool
    ) -> list[str]:
        low, high = clauses.edge(head)
        inside = (token.i, *range(max(low, 0), with_topic(clauses, high) if head > token.i else high))
        between = self._parties.with_whom(clauses, inside, "between", "among")
        if len(between) > 1:
            doers = self._parties.of_verb(clauses, token.i) if base_form(token) in _BY_ONE and not passive else []
            return self._states([*doers, *(name for name in between if name not in doers)])
        if passive:
            agents = [inner for agent in clauses.pobj(token.i, "by") for inner in clauses.chain(agent.i)]
            parties = self._parties.of_subjects(clauses, agents)
        else:
            body = self._meeting_body(clauses, token, instrument)
            parties = body or self._parties.of_verb(clauses, token.i)
            parties += [name for name in self._joined_by(clauses, token) if name not in parties]
        parties += [name for name in self._parties.with_whom(clauses, inside, "with") if name not in parties]
        if instrument.kind is AgreementKind.ACCESSION:
            within = self._parties.in_compound(clauses, low, high)
            parties += [name for name in within if name not in parties]
        compound = self._parties.in_compound(clauses, low, max(head + 1, instrument.last))
        if len(parties) < 2:
            parties = (
                [*parties, *(name for name in compound if name not in parties)]
                if not passive or not parties
                else parties
            )
        if (
            len(self._document.parties) > 2
            and instrument.kind in self._document.instruments
            and (not parties or set(parties) < set(self._document.parties))
        ):
            parties = list(self._document.parties)
        if len(parties) < 2:
            listed = self._parties.listed_after(clauses, low, len(clauses.tokens), "between", "among")
            parties = listed if len(listed) > 1 else parties
        if len(parties) == 1 and instrument.kind is AgreementKind.CONTRACT:  # "approved a loan to Pakistan"
            lent = self._parties.with_whom(clauses, inside, "to", "for", "from")
            parties = [*parties, *(name for name in lent if name not in parties)]
        if not parties and passive and token.dep not in ("acl", "relcl") and base_form(token) in _OF_TALKS:
            parties = list(self._parties.reported(clauses.sentence.index))  # "several documents were also signed"
        return self._states(parties)

    def _joined_by(self, clauses: Clauses, token: Token) -> list[str]:
        """Those whom the subject joined in it: "the leaders of A and B joined X in signing a treaty"."""
        tokens = clauses.tokens
        prep = tokens[token.head]
        verb = tokens[prep.head]
        if token.dep != "pcomp" or prep.lower != "in" or base_form(verb) != "join":
            return []
        return self._parties.of_heads(
            clauses, [inner for thing in clauses.children(verb.i, "dobj") for inner in clauses.chain(thing.i)]
        )

    def _meeting_body(self, clauses: Clauses, token: Token, instrument: Instrument) -> list[str]:
        """The body whose leaders adopt a declaration at their meeting."""
        if instrument.kind is not AgreementKind.JOINT_STATEMENT:
            return []
        bodies = [find_meeting_body(self._context, clauses, head) for head in clauses.subjects(token.i)]
        return [body for body in bodies if body is not None]

    def _states(self, parties: list[str]) -> list[str]:
        """The parties, if a state or body is among them; businesses alone make contracts, which are read elsewhere."""
        return (
            parties
            if any(is_state_or_body(self._context, name) for name in parties) or all(" " in name for name in parties)
            else []
        )

    # -- "took effect", "are parties to" ----------------------------------------------------------------------------

    def _in_effect(self, clauses: Clauses, token: Token, instruments: Sequence[Instrument]) -> Found | None:
        behind = tuple(word.lower for word in clauses.tokens[token.i + 1 : token.i + 3])
        base = base_form(token)
        if not any(tail[0] == base and tail[1:] == behind[: len(tail) - 1] for tail in self._effect_tails):
            return None
        for head in clauses.subjects(token.i):
            instrument = instrument_at(clauses, head, instruments)
            force = clauses.force(token.i)
            if instrument is None or force is Force.NONE:
                continue
            low, high = clauses.edge(head)[0], token.i
            parties = self._parties.with_whom(
                clauses, range(low, high), "between", "with"
            ) or self._parties.in_compound(clauses, low, head + 1)
            if len(parties) < 2 and self._document.binds:
                parties = list(self._document.parties)
            span = cut_subject(clauses, low, high, token.i)
            if len(parties) < 2 or span is None:
                continue
            span = _without_verb(clauses, span)
            status = AgreementStatus.IN_FORCE if force is Force.FACT else AgreementStatus.INTENDED
            return Found(
                Draft(instrument.kind, tuple(parties), clauses.words(span), status, clauses.sentence, token.i), span
            )
        return None

    def _bound(self, clauses: Clauses, token: Token, instruments: Sequence[Instrument]) -> Found | None:
        verb = token.head
        parties = self._parties.of_subjects(clauses, clauses.subjects(verb))
        for thing in clauses.pobj(token.i, "to", "of"):
            instrument = instrument_at(clauses, thing.i, instruments)
            if instrument is None or not parties or clauses.force(verb) is not Force.FACT:
                continue
            span = cut_subject(clauses, clauses.edge(thing.i)[0], clauses.edge(thing.i)[1], token.i)
            if span is not None and (len(parties) > 1):
                return Found(
                    Draft(
                        instrument.kind,
                        tuple(parties),
                        clauses.words(span),
                        AgreementStatus.IN_FORCE,
                        clauses.sentence,
                        token.i,
                    ),
                    span,
                )
        return None

    # -- "joined the SCO" -----------------------------------------------------------------------------------------

    def _made_member(self, clauses: Clauses, token: Token) -> Found | None:
        for thing in clauses.pobj(token.i, "of"):
            return self._accession(clauses, token.head, thing.i, AgreementStatus.IN_FORCE)
        return None

    def _membership(self, clauses: Clauses, token: Token, verb: InstrumentVerb, head: int) -> Found | None:
        for prep in clauses.children(token.i, "prep"):
            if prep.lower == "in" and any(inner.tag == "VBG" for inner in clauses.children(prep.i, "pcomp")):
                return None  # "joined the EU in condemning …"
        return self._accession(clauses, token.i, head, verb.status)

    def _accession(self, clauses: Clauses, verb: int, head: int, status: AgreementStatus) -> Found | None:
        """One that joins or leaves the body at ``head``."""
        mention = self._context.mention_at(clauses.sentence.index, head)
        if mention is not None and mention.kind == "body" and mention.last > head:
            body: str | None = mention.names[0]
        else:
            body = find_bloc(self._context, clauses, head)
        if body is None:
            return None
        force = clauses.force(verb)
        parties = [name for name in self._parties.of_verb(clauses, verb) if is_state_or_body(self._context, name)]
        span = cut_subject(clauses, *clauses.edge(head), verb)
        if force is Force.NONE or not parties or body in parties or span is None:
            return None
        if force is Force.OPEN:
            status = AgreementStatus.INTENDED
        return Found(
            Draft(
                AgreementKind.ACCESSION,
                (*parties, body),
                clauses.words(span),
                status,
                clauses.sentence,
                verb,
            ),
            span,
        )


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


def _object(clauses: Clauses, token: Token, verb: InstrumentVerb) -> tuple[int, bool] | None:
    """The head of what is signed or joined, and whether it stands before its verb (passive, "a deal signed by")."""
    if verb.particle is not None:
        behind = _behind_particle(clauses, token, verb.particle.split()[-1])
        return (behind, False) if behind is not None else None
    for thing in clauses.children(token.i, "dobj", "attr"):
        return thing.i, False
    for thing in clauses.children(token.i, "ccomp", "xcomp", "npadvmod"):
        if thing.i > token.i and thing.tag[:2] == "NN":  # "agreed a ceasefire": the model knows no such object
            return thing.i, False
    for thing in clauses.children(token.i, "nsubjpass"):
        return (
            clauses.tokens[token.i].head if thing.lower in ("that", "which") and token.dep == "relcl" else thing.i
        ), True
    if token.dep in ("acl", "relcl") and token.tag in ("VBN", "VBD"):
        return token.head, True
    return None


def _listed_behind(clauses: Clauses, token: Token) -> tuple[int, int] | None:
    """What stands behind "including" right after "documents were signed": the words that say more than they do."""
    tokens = clauses.tokens
    for place in range(token.i + 1, min(token.i + 4, len(tokens) - 1)):
        if tokens[place].lower == "including":
            return cut_subject(clauses, place + 1, len(tokens), token.i)
    return None


def _kind_behind_including(clauses: Clauses, head: int, instruments: Sequence[Instrument]) -> AgreementKind | None:
    """The kind of the first instrument named behind "including", for "a number of documents, including a treaty"."""
    tokens = clauses.tokens
    if not any(token.lower in ("documents", "document") for token in tokens[head : head + 3]):
        return None
    for token in tokens[head:]:
        if token.lower == "including":
            return next((item.kind for item in instruments if item.first > token.i), None)
    return None


def _is_missing(clauses: Clauses, head: int) -> bool:
    """Is there no such instrument: "no agreement", "without any arrangements"?"""
    up = clauses.tokens[clauses.tokens[head].head]
    return up.lower == "without" or any(child.lower in ("no", "any") for child in clauses.children(head, "det"))


def instrument_at(clauses: Clauses, head: int, instruments: Sequence[Instrument]) -> Instrument | None:
    """The instrument that a noun phrase names: its head, or what "a series of" is of."""
    heads = [
        *clauses.chain(head),
        *(inner for thing in clauses.pobj(head, "of", "on") for inner in clauses.chain(thing.i)),
    ]
    for place in heads:
        for instrument in instruments:
            if instrument.first <= place < instrument.last:
                return instrument
    return None


def _without_verb(clauses: Clauses, span: tuple[int, int]) -> tuple[int, int]:
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
        things = clauses.children(token.i, "pobj", "pcomp")
        topic = token.lower in _TOPICS and things and all(thing.entity not in ("DATE", "TIME") for thing in things)
        low, end = clauses.edge(token.i)
        if low < high or not (topic or token.lower in _TOPIC_PARTICIPLES):
            return high
        high = end
    return high
