"""Agreements told by a verb and its instrument: "signed a treaty with …", "reached a truce", "a pact signed by …"."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.models import AgreementKind, AgreementStatus
from bot.reading.agreements.bodies import find_meeting_body
from bot.reading.agreements.document import Document
from bot.reading.agreements.drafts import Draft, Found
from bot.reading.agreements.foundings import FoundingReader
from bot.reading.agreements.grammar import Clauses, Force, cut_subject
from bot.reading.agreements.kinds import kind_of_deal
from bot.reading.agreements.parties import Parties, is_firm, is_state_or_body
from bot.reading.agreements.phrases import (
    before_day,
    has_topic,
    instrument_at,
    is_in_relative,
    is_missing,
    kind_behind_including,
    listed_behind,
    object_of,
    topic_apart,
    with_topic,
    without_time_and_place,
)
from bot.reading.agreements.standing import StandingReader
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
_UNNAMED = frozenset(("country", "nation", "government", "it", "side", "republic", "kingdom", "ministry", "minister"))
_OPENING = frozenset(("establish", "normalise", "normalize"))  # of diplomatic relations
_TELLING = 5  # words of a topic apart that say more than "14 memorandums"
_ON_WHAT = 4  # words from "agreement" to the pact that it is on
_LONG_AGO = 10  # years
_PROLONGING = frozenset(("amend", "approve", "extend", "renew", "update"))  # of an instrument that there is
_BY_ONE = frozenset(("ratify", "approve", "reject", "vote"))  # done by one side for an agreement of several
_OF_STATES = frozenset(("approve", "reject", "vote"))  # what a committee or a court does so binds no state
_OF_TALKS = frozenset(
    ("sign", "ink", "adopt", "issue", "initial", "exchange", "conclude", "complete", "finalise", "finalize", "seal")
)


class InstrumentReader:
    """Reads what an article's sentences say of instruments and memberships."""

    def __init__(self, context: Context, document: Document, parties: Parties, trace: Trace) -> None:
        self._context = context
        self._document = document
        self._parties = parties
        self._trace = trace
        self._ending = frozenset(word for item in load_instruments().leaving for word in item.words)
        self._standing = StandingReader(context, document, parties)
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
        if clauses.tokens[head].lower in self._ending:
            return None  # "announced the termination of the pact" is read at its noun
        head, instrument = _instrument_of(clauses, verb, head, instruments, passive=passive)
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
        behalf = self._states(self._parties.on_behalf(clauses))
        parties = behalf if len(behalf) > 1 else self._signers(clauses, token, head, instrument, passive=passive)
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
        status = verb.status if force is Force.FACT else AgreementStatus.INTENDED
        kind = kind_behind_including(clauses, head, instruments) or self._kind(
            clauses, instrument, head, span, AgreementStatus.SIGNED if _makes_instrument(verb) else status
        )
        if instrument.kind is AgreementKind.AGREEMENT and all(is_firm(self._context, name) for name in parties):
            kind = AgreementKind.CONTRACT  # "the two companies signed an agreement"
        return Found(Draft(kind, tuple(parties), clauses.words(span), status, clauses.sentence, token.i), span)

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
        return cut_subject(
            clauses,
            low,
            with_topic(clauses, max(high, low + 1)) if head > token.i else max(high, low + 1),
            token.i,
        )

    def _signers(
        self, clauses: Clauses, token: Token, head: int, instrument: Instrument, *, passive: bool
    ) -> list[str]:
        low, high = clauses.edge(head)
        last = with_topic(clauses, high) if head > token.i else high
        inside = (token.i, *(place for place in range(max(low, 0), last) if not is_in_relative(clauses, place, head)))
        between = self._parties.with_whom(clauses, inside, "between", "among")
        agents = [inner for agent in clauses.pobj(token.i, "by") for inner in clauses.chain(agent.i)] if passive else []
        signed_by = self._parties.of_subjects(clauses, agents)
        if sum(is_state_or_body(self._context, name) for name in signed_by) > 1:
            return self._states(signed_by)  # "signed by A and B": between whom it is may be their institutes
        if len(between) > 1:
            doers = self._parties.of_verb(clauses, token.i) if base_form(token) in _BY_ONE and not passive else []
            return self._states([*doers, *(name for name in between if name not in doers)])
        if passive:
            parties = list(signed_by)
        else:
            body = self._meeting_body(clauses, token, instrument)
            parties = body or self._parties.of_verb(clauses, token.i)
            before = clauses.tokens[token.head]
            if token.dep == "relcl" and before.dep == "conj":  # "between Peru and Chile, which signed …"
                both = self._parties.of_heads(clauses, clauses.chain(before.head))
                parties = both if set(parties) < set(both) else parties
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
        if len(parties) == 1:
            parties = self._with_reported(clauses, token, parties, passive=passive and not signed_by)
        if len(parties) < 2:
            listed = self._parties.listed_after(clauses, low, len(clauses.tokens), "between", "among")
            parties = listed if len(listed) > 1 else parties
        if len(parties) == 1 and instrument.kind is AgreementKind.CONTRACT:  # "approved a loan to Pakistan"
            lent = self._parties.with_whom(clauses, inside, "to", "for", "from")
            parties = [*parties, *(name for name in lent if name not in parties)]
        own = token.dep == "xcomp" or any(thing.tag[:2] == "NN" for thing in clauses.children(token.i, "nsubjpass"))
        # "Agreement was reached on …", "the consensus reached on …"
        bare = base_form(token) == "reach" and topic_apart(clauses, token, token.i) is not None
        own = own or bare
        if (
            not parties
            and passive
            and (bare or base_form(token) in _OF_TALKS)
            and (own or token.dep not in ("acl", "relcl") or self._is_dated(clauses, token))
        ):
            parties = list(self._parties.reported(clauses.sentence.index))  # "several documents were also signed"
        return self._states(parties)

    def _is_dated(self, clauses: Clauses, token: Token) -> bool:
        """Is it an agreement of the two sides named by its year: "a loan agreement signed in 2011"?"""
        low, high = clauses.edge(token.i)
        within = clauses.tokens[low].start, clauses.tokens[high - 1].end
        dated = any(within[0] <= said.start < within[1] for said in self._context.dates(clauses.sentence.index))
        return token.dep == "acl" and dated

    def _with_reported(self, clauses: Clauses, token: Token, parties: list[str], *, passive: bool) -> list[str]:
        """Both sides of the report in "The country has signed a deal with France", "A pact with France was signed"."""
        reported = self._parties.reported(clauses.sentence.index)
        fits = set(parties) < set(reported) and len(reported) == 2
        fits = fits and not self._context.is_quoted(clauses.sentence.index, token.i)  # who speaks may be a third
        told_so = passive or (not _is_passive(clauses, token) and self._is_unnamed(clauses, token))
        return list(reported) if fits and told_so else parties

    def _is_unnamed(self, clauses: Clauses, verb: Token) -> bool:
        """Is the one who signs told by no name: "the country", "it", "the government"?"""
        heads = clauses.subjects(verb.i)
        return bool(heads) and all(
            clauses.tokens[head].lower in _UNNAMED and not self._parties.of_heads(clauses, [head]) for head in heads
        )

    # -- who signs --------------------------------------------------------------------------------------------------

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
        """The parties, if a state or body is among them; businesses alone make contracts, which are read elsewhere.

        Where two states sign, an institute named beside them is what it is about.
        """
        states = [name for name in parties if is_state_or_body(self._context, name)]
        if len(states) > 1:
            return states
        return (
            parties
            if any(is_state_or_body(self._context, name) for name in parties) or any(" " in name for name in parties)
            else []
        )


def _makes_instrument(verb: InstrumentVerb) -> bool:
    """Is it a verb whose "agreement" is a paper, signed or to be signed?"""
    return verb.status is AgreementStatus.SIGNED or verb.word in _PROLONGING


def _instrument_of(
    clauses: Clauses, verb: InstrumentVerb, head: int, instruments: Sequence[Instrument], *, passive: bool
) -> tuple[int, Instrument | None]:
    """The instrument that a verb's object at ``head`` names, with the place of its head."""
    instrument = instrument_at(clauses, head, instruments)
    for _ in range(2 if passive and instrument is None else 0):  # "the Declaration of May 5, 2020, signed by …"
        head = clauses.tokens[head].head
        instrument = instrument or instrument_at(clauses, head, instruments)
    lifted = verb.word in _LIFTING and clauses.tokens[head].lower in _LIFTED
    severed = verb.word in _SEVERING and clauses.tokens[head].lower in _RELATIONS
    if instrument is None and (lifted or severed):
        instrument = Instrument(head, head + 1, AgreementKind.AGREEMENT)
    return head, instrument


def _is_passive(clauses: Clauses, verb: Token) -> bool:
    """Is the verb a passive one, or a participle: "was signed", "signed by"?"""
    return verb.tag == "VBN" and not any(child.lower in ("has", "have", "had") for child in clauses.children(verb.i))
