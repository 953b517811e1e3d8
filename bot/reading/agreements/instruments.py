"""Agreements told by a verb and its instrument: "signed a treaty with …", "reached a truce", "a pact signed by …"."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.models import AgreementKind, AgreementStatus
from bot.reading.agreements.document import Document
from bot.reading.agreements.drafts import Draft, Found
from bot.reading.agreements.foundings import FoundingReader
from bot.reading.agreements.grammar import Clauses, Force
from bot.reading.agreements.kinds import kind_of_deal
from bot.reading.agreements.parties import Parties, is_firm, is_state_or_body
from bot.reading.agreements.phrases import (
    before_day,
    has_topic,
    instrument_at,
    is_missing,
    is_of_ratification,
    kind_behind_including,
    lifted_to,
    listed_behind,
    object_of,
    topic_apart,
    with_more,
    with_topic,
    without_time_and_place,
)
from bot.reading.agreements.signers import Signers
from bot.reading.agreements.standing import StandingReader
from bot.reading.agreements.subjects import cut_subject
from bot.reading.agreements.words import (
    Instrument,
    InstrumentVerb,
    base_form,
    find_instruments,
    load_commitments,
    load_instruments,
    verbs_by_word,
)
from bot.reading.context.context import Context
from bot.reading.explain import Trace
from bot.reading.parsing.syntax import Token

# One party alone ratifies, joins, suspends or leaves a treaty that has a name.
_ALONE = frozenset((AgreementStatus.IN_FORCE, AgreementStatus.ENDED))
_LIFTING = frozenset(("upgrade", "elevate"))
_RECEIVING = frozenset(("obtain", "receive", "secure"))  # of a loan
_SEVERING = frozenset(("cut", "sever"))
_RELATIONS = frozenset(("relations", "ties"))
_LIFTED = frozenset(("relationship", "relations", "ties", "partnership", "cooperation"))
_OPENING = frozenset(("establish", "normalise", "normalize"))  # of diplomatic relations
_TELLING = 5  # words of a topic apart that say more than "14 memorandums"
_ON_WHAT = 4  # words from "agreement" to the pact that it is on
_ABOVE = 4  # heads from "the pact on shipping in the strait, signed in 2012" up to the pact
_LONG_AGO = 10  # years
_PROLONGING = frozenset(("amend", "approve", "extend", "renew", "update"))  # of an instrument that there is
_OF_STATES = frozenset(("approve", "reject", "vote"))  # what a committee or a court does so binds no state


class InstrumentReader:
    """Reads what an article's sentences say of instruments and memberships."""

    def __init__(self, context: Context, document: Document, parties: Parties, trace: Trace) -> None:
        self._context = context
        self._document = document
        self._parties = parties
        self._trace = trace
        self._ending = frozenset(word for item in load_instruments().leaving for word in item.words)
        self._standing = StandingReader(context, document, parties)
        self._signers = Signers(context, document, parties)
        self._foundings = FoundingReader(context, parties)

    def at_word(self, clauses: Clauses, token: Token, instruments: Sequence[Instrument]) -> Found | None:
        """What the verb (or "parties to") at ``token`` says of an instrument or a body."""
        found = self._standing.at_word(clauses, token, instruments)
        if found is not None or token.tag[:2] != "VB":
            return found
        if token.dep == "acl" and token.tag == "VB" and any(i.first <= token.head < i.last for i in instruments):
            return None  # "a deal to extend the truce" is told by what is done with the deal
        verb = verbs_by_word().get(base_form(token))
        found = self._by_verb(clauses, token, verb, instruments) if verb is not None else None
        return found or self._foundings.at_verb(clauses, token)

    # -- "signed a treaty with" -----------------------------------------------------------------------------------

    def _by_verb(
        self, clauses: Clauses, token: Token, verb: InstrumentVerb, instruments: Sequence[Instrument]
    ) -> Found | None:
        at = object_of(clauses, token, verb)
        if at is None:
            return None
        head, passive = at
        if clauses.tokens[head].lower in self._ending or clauses.tokens[head].lower == "talks":
            return None  # "announced the termination of the pact" is read at its noun
        relative = head == token.head and token.dep == "relcl"
        head, instrument = _instrument_of(clauses, verb, head, instruments, above=passive or relative)
        if verb.takes != "instrument" and instrument is None:
            return self._standing.joined_or_left(clauses, token, verb, head)
        if (
            instrument is None
            or (verb.word == "make" and clauses.tokens[head].lower == "arrangements")  # for a visit
            or verb.takes == "body"
            or (verb.word in _RECEIVING and instrument.kind is not AgreementKind.CONTRACT)
        ):
            return None
        force = clauses.force(token.i)
        if force is Force.NONE or is_missing(clauses, head):
            self._trace.refused(f"agreement: {verb.word}", clauses.sentence, "denied, conditional, or another's wish")
            return None
        if verb.word in _OF_STATES and not passive and not self._is_of_state(clauses, token):
            return None
        behalf = self._signers.states_of(self._parties.on_behalf(clauses))
        parties = behalf if len(behalf) > 1 else self._signers.of(clauses, token, head, instrument, passive=passive)
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
        span = self._what(clauses, token, head, instrument)
        if span is None:
            return None
        if self._is_of_the_past(clauses, verb, head):
            self._trace.refused(f"agreement: {verb.word}", clauses.sentence, "relations opened or cut long ago")
            return None
        status = self._status(clauses, verb, head, force)
        kind = kind_behind_including(clauses, head, instruments) or self._kind(
            clauses, instrument, head, span, AgreementStatus.SIGNED if _makes_instrument(verb) else status
        )
        if instrument.kind is AgreementKind.AGREEMENT and all(is_firm(self._context, name) for name in parties):
            kind = AgreementKind.CONTRACT  # "the two companies signed an agreement"
        return Found(Draft(kind, tuple(parties), clauses.words(span), status, clauses.sentence, token.i), span)

    def _status(self, clauses: Clauses, verb: InstrumentVerb, head: int, force: Force) -> AgreementStatus:
        if force is not Force.FACT:
            return AgreementStatus.INTENDED
        if is_of_ratification(clauses, head):
            return AgreementStatus.IN_FORCE
        return AgreementStatus.AGREED if clauses.tokens[head].lower == "negotiations" else verb.status

    def _kind(
        self, clauses: Clauses, instrument: Instrument, head: int, span: tuple[int, int], status: AgreementStatus
    ) -> AgreementKind:
        """The kind of an instrument with this head and subject."""
        acts = load_commitments().trade_acts
        if instrument.kind is AgreementKind.AGREEMENT and base_form(clauses.tokens[span[0]]) in acts:
            return AgreementKind.CONTRACT  # "signed an agreement with Egypt to sell wheat"
        inside = find_instruments(clauses.tokens[span[0] : span[1]])
        if instrument.kind is AgreementKind.AGREEMENT and any(i.kind is AgreementKind.CEASEFIRE for i in inside):
            return AgreementKind.CEASEFIRE  # "a deal to extend the truce"
        bare = instrument.kind is AgreementKind.AGREEMENT and not clauses.children(head, "det", "amod", "nummod")
        meant = next((i for i in inside if span[0] + i.first >= instrument.last), None) if bare else None
        if (
            meant is not None
            and meant.kind is AgreementKind.TREATY
            and meant.first < _ON_WHAT + instrument.last - span[0]
        ):
            return AgreementKind.TREATY  # "reached agreement on that pact"
        if is_of_ratification(clauses, head):
            return next((i.kind for i in inside if i.kind is not AgreementKind.AGREEMENT), AgreementKind.TREATY)
        kind = kind_of_deal(clauses, instrument, (clauses.edge(head)[0], span[1]), status)
        word = clauses.tokens[instrument.last - 1].text
        titled = AgreementKind.TREATY in self._document.instruments  # "the Agreement" is the one of the title
        return AgreementKind.TREATY if kind is AgreementKind.AGREEMENT and word == "Agreement" and titled else kind

    def _is_of_the_past(self, clauses: Clauses, verb: InstrumentVerb, head: int) -> bool:
        """Were relations opened many years before the article, or cut before its year?"""
        if verb.word in _SEVERING and clauses.tokens[head].lower in _RELATIONS:
            return self._is_long_ago(clauses, 0)
        return verb.word in _OPENING and self._is_long_ago(clauses, _LONG_AGO)

    def _is_long_ago(self, clauses: Clauses, years: int) -> bool:
        """Is a year told that lies more than ``years`` before the article's: "established ties in 1975"?"""
        published = self._context.published
        told = [found.iso[:4] for found in self._context.dates(clauses.sentence.index)]
        return published is not None and any(year.isdigit() and int(year) < published.year - years for year in told)

    def _is_of_state(self, clauses: Clauses, token: Token) -> bool:
        """Is the one who approves or rejects a state's: its parliament or government, or the state itself?"""
        return any(is_state_or_body(self._context, name) for name in self._parties.of_verb(clauses, token.i))

    def _what(self, clauses: Clauses, token: Token, head: int, instrument: Instrument) -> tuple[int, int] | None:
        """The span of what a verb's instrument is about, or of the instrument's noun phrase."""
        span = self._phrase(clauses, token, head, instrument.kind)
        if span is None:
            return None
        span = before_day(self._context, clauses, without_time_and_place(self._context, clauses, span, head), head)
        if base_form(token) in _LIFTING and (lifted := lifted_to(clauses, token, span)) is not None:
            return without_time_and_place(self._context, clauses, lifted, head)
        # "15 deals were signed in Kigali on trade and visas": what stands apart says more than "15 deals".
        apart = topic_apart(clauses, token, span[1]) if span[0] <= head < span[1] else None
        if apart is None or has_topic(clauses, span, instrument):
            return span
        return (
            apart
            if head < token.i or sum(word.tag[0].isalpha() for word in clauses.tokens[slice(*apart)]) >= _TELLING
            else span
        )

    def _phrase(self, clauses: Clauses, token: Token, head: int, kind: AgreementKind) -> tuple[int, int] | None:
        """The span of the instrument's noun phrase; of "to buy …" for "signed memorandums with firms to buy …"."""
        low, high = clauses.edge(head)
        if head < token.i and (listed := listed_behind(clauses, token)) is not None:
            return listed
        named = kind in (AgreementKind.TREATY, AgreementKind.CEASEFIRE)
        if head > token.i:
            low = max(low, token.i + 1)
        else:
            begins = clauses.edge(token.i)[0]  # of "that we are signing"
            high = min(high, begins if token.dep == "relcl" and begins > head else token.i) if token.i > head else high
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
                    if child.i > head
                    and child.tag == "VB"
                    and (not named or child.dep == "relcl")
                    and not clauses.is_aside(child.i)  # "an agreement, which could pave the way for …"
                ),
                None,
            )
            if infinitive is not None:
                # "A defence credit line agreement to build …": what has a name of its own is told with its purpose.
                named = any(child.i >= low for child in clauses.children(head, "compound", "nmod"))
                first = low if named else infinitive
                return cut_subject(clauses, first, clauses.edge(infinitive)[1], token.i)
        for child in clauses.children(head, "acl", "relcl"):
            if child.tag in ("VBN", "VBD") and child.i > head and base_form(child) in verbs_by_word():
                high = min(high, clauses.edge(child.i)[0])
        high = max(high, low + 1)
        if head > token.i:
            return cut_subject(clauses, low, with_more(clauses, with_topic(clauses, high)), token.i)
        more = with_more(clauses, high)  # "A treaty on fish, a deal on rice, and a memorandum on tea were signed"
        return cut_subject(clauses, low, more if more <= token.i else high, token.i, listed=high < more <= token.i)


def _makes_instrument(verb: InstrumentVerb) -> bool:
    """Is it a verb whose "agreement" is a paper, signed or to be signed?"""
    return verb.status is AgreementStatus.SIGNED or verb.word in _PROLONGING


def _instrument_of(
    clauses: Clauses, verb: InstrumentVerb, head: int, instruments: Sequence[Instrument], *, above: bool
) -> tuple[int, Instrument | None]:
    """The instrument that a verb's object at ``head`` names, with the place of its head."""
    instrument = instrument_at(clauses, head, instruments)
    for _ in range(_ABOVE if above else 0):  # "the Declaration of May 5, 2020, signed by …"
        if instrument is not None:
            break
        head = clauses.tokens[head].head
        instrument = instrument_at(clauses, head, instruments)
    lifted = verb.word in _LIFTING and clauses.tokens[head].lower in _LIFTED
    severed = verb.word in _SEVERING and clauses.tokens[head].lower in _RELATIONS
    if instrument is None and (lifted or severed):
        instrument = Instrument(head, head + 1, AgreementKind.AGREEMENT)
    return head, instrument
