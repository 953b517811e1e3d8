"""Who stands bound: an instrument that took effect, the parties to one, those that joined or left a body."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.models import AgreementKind, AgreementStatus
from bot.reading.agreements.bodies import find_bloc
from bot.reading.agreements.document import Document
from bot.reading.agreements.drafts import Draft, Found
from bot.reading.agreements.grammar import Clauses, Force
from bot.reading.agreements.parties import Parties, is_state_or_body
from bot.reading.agreements.phrases import instrument_at, without_verb
from bot.reading.agreements.subjects import cut_subject
from bot.reading.agreements.words import Instrument, InstrumentVerb, base_form, load_instruments
from bot.reading.context.context import Context
from bot.reading.parsing.syntax import Token

_BE = frozenset(("be", "become", "remain"))


class StandingReader:
    """Reads what an article's sentences say of instruments in force and of memberships."""

    def __init__(self, context: Context, document: Document, parties: Parties) -> None:
        self._context = context
        self._document = document
        self._parties = parties
        lists = load_instruments()
        self._effects = {item.words[0] for item in lists.effect}
        self._effect_tails = {item.words for item in lists.effect}
        self._standing = frozenset(word for item in lists.standing for word in item.words)
        self._member = frozenset(word for item in lists.member for word in item.words)

    def at_word(self, clauses: Clauses, token: Token, instruments: Sequence[Instrument]) -> Found | None:
        """What the verb ("took effect") or the noun ("parties to", "a member of") at ``token`` says."""
        if token.tag[:2] == "VB":
            return self._in_effect(clauses, token, instruments) if base_form(token) in self._effects else None
        if token.dep == "attr" and base_form(clauses.tokens[token.head]) in _BE:
            if token.lower in self._standing:
                return self._bound(clauses, token, instruments)
            if token.lower in self._member and base_form(clauses.tokens[token.head]) == "become":
                return self._made_member(clauses, token)
        return None

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
            there = self._where(clauses, token) if instrument.kind is AgreementKind.TREATY and not parties else []
            if len(parties) < 2 and self._document.binds and not there:
                parties = list(self._document.parties)
            span = cut_subject(clauses, low, high, token.i)
            if len(parties or there) < (1 if there else 2) or span is None:
                continue
            span = without_verb(clauses, span)
            status = AgreementStatus.IN_FORCE if force is Force.FACT else AgreementStatus.INTENDED
            kind = AgreementKind.ACCESSION if there else instrument.kind
            return Found(
                Draft(kind, tuple(parties or there), clauses.words(span), status, clauses.sentence, token.i), span
            )
        return None

    def _where(self, clauses: Clauses, verb: Token) -> list[str]:
        """The state "in" or "for" which a convention comes into force."""
        index = clauses.sentence.index
        found = [
            mention.country if mention.kind == "place" else mention.names[0]
            for mention in self._context.mentions(index)
            if verb.i < mention.first <= verb.i + 6
            and clauses.tokens[mention.first - 1].lower in ("in", "for")
            and mention.kind in ("place", "country")
        ]
        return [name for name in found[:1] if name is not None and name in self._context.gazetteer.countries]

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

    def joined_or_left(self, clauses: Clauses, token: Token, verb: InstrumentVerb, head: int) -> Found | None:
        """The membership that the verb at ``token`` starts or ends in the body at ``head``."""
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
        low, high = clauses.edge(head)
        span = cut_subject(clauses, low, high, verb)
        if force is Force.NONE or not parties or body in parties or span is None:
            return None
        if force is Force.OPEN:
            if status is AgreementStatus.ENDED:  # "voted to leave the union": without the verb it would be joining
                span = cut_subject(clauses, verb, high, verb) or span
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
