"""Commitments told before the word that governs them: "loans were pledged by Fiji", "trade will grow, they agreed"."""

from __future__ import annotations

from bot.core.models import AgreementStatus
from bot.reading.agreements.contents import PledgeContents
from bot.reading.agreements.document import Document
from bot.reading.agreements.drafts import Draft, Found
from bot.reading.agreements.grammar import Clauses, Force
from bot.reading.agreements.parties import Parties, is_state_or_body
from bot.reading.agreements.subjects import cut_subject
from bot.reading.agreements.words import Frame, base_form, load_commitments
from bot.reading.context.context import Context
from bot.reading.parsing.syntax import Token

_FIRST_MODALS = frozenset(("will", "'ll", "’ll", "shall", "would", "should", "must"))

# What others do at somebody's side: "the minister will be joined by B".
_ACCOMPANYING = frozenset("join accompany host lead follow attend represent meet receive welcome".split())


class FrontedPledges:
    """Reads commitments that stand before their governing word."""

    def __init__(self, context: Context, document: Document, parties: Parties, contents: PledgeContents) -> None:
        self._context = context
        self._document = document
        self._parties = parties
        self._contents = contents
        self._lists = load_commitments()

    def done_by(self, clauses: Clauses, token: Token, verb: Token) -> Found | None:
        """The commitment of "a stamp will be launched by the post offices of X and Y"."""
        if clauses.force(verb.i) is Force.NONE or base_form(verb) in _ACCOMPANYING:
            return None
        parties = self._agents(clauses, verb)
        for thing in clauses.children(verb.i, "nsubjpass"):
            span = cut_subject(clauses, clauses.edge(thing.i)[0], len(clauses.tokens), verb.i)
            if len(parties) > 1 and span is not None:
                kind, status = self._document.kind, AgreementStatus.INTENDED
                return Found(Draft(kind, tuple(parties), clauses.words(span), status, clauses.sentence, token.i), span)
        return None

    def pledged_by(self, clauses: Clauses, token: Token, frame: Frame) -> Found | None:
        """The commitment of "loans were pledged to Vietnam by Japan", "a visa waiver was agreed by the two sides"."""
        if not clauses.children(token.i, "auxpass") or clauses.force(token.i) is not Force.FACT:
            return None
        parties = self._agents(clauses, token)
        given, both = "aid" in frame.takes, len(parties)
        if not parties:
            return None
        to_whom = self._parties.with_whom(clauses, (token.i,), "to", "with")
        parties += [name for name in to_whom if name not in parties and is_state_or_body(self._context, name)]
        for thing in clauses.children(token.i, "nsubjpass"):
            span = cut_subject(clauses, clauses.edge(thing.i)[0], token.i, token.i)
            if span is None or thing.tag[:2] != "NN":
                continue
            aid = given and self._contents.is_aid(clauses, thing.i)
            if not aid and "thing" not in frame.takes and both < 2:
                continue
            while span[1] - 1 > thing.i and clauses.tokens[span[1] - 1].dep in ("aux", "auxpass", "advmod"):
                span = span[0], span[1] - 1
            if len(parties) == 1 and (aid or self._contents.is_aid(clauses, thing.i)):
                others = self._parties.addressees.toward(clauses, *span, own=parties, act="")[1]
                parties += [name for name in others if is_state_or_body(self._context, name)]
            if len(parties) < 2:
                continue
            kind = self._contents.find_kind(clauses, span, "")
            draft = Draft(kind, tuple(parties), clauses.words(span), frame.status, clauses.sentence, token.i)
            return Found(draft, span)
        return None

    def agreed_upon(self, clauses: Clauses, token: Token, frame: Frame, parties: list[str]) -> Found | None:
        """The commitment of "the arrangement that X and Y agreed upon"."""
        behind = clauses.tokens[token.i + 1].lower if token.i + 1 < len(clauses.tokens) else ""
        if token.dep != "relcl" or "on" not in frame.takes or behind not in ("on", "upon", "to"):
            return None
        span = cut_subject(clauses, clauses.edge(token.head)[0], clauses.edge(token.i)[0], token.i)
        if len(parties) < 2 or span is None or clauses.force(token.i) is not Force.FACT:
            return None
        kind = self._contents.find_kind(clauses, span, "")
        draft = Draft(kind, tuple(parties), clauses.words(span), frame.status, clauses.sentence, token.i)
        return Found(draft, span)

    def told_first(self, clauses: Clauses, token: Token, frame: Frame, parties: list[str]) -> Found | None:
        """The commitment of "Trade is to be doubled by 2030, the two ministers agreed"."""
        if "that" not in frame.takes or len(parties) < 2 or clauses.force(token.i) is not Force.FACT:
            return None
        for clause in clauses.children(token.i, "ccomp"):
            subject = clauses.children(clause.i, "nsubj", "nsubjpass")
            if clause.i > token.i or not subject or subject[0].i > clause.i:
                continue
            done = [clause, *clauses.children(clause.i, "xcomp")]
            modals = {child.lower for verb in done for child in clauses.children(verb.i, "aux")}
            is_to = base_form(clause) == "be" and any("to" in modals for verb in done[1:])
            if not modals & _FIRST_MODALS and not is_to:
                continue
            if base_form(done[-1]) in self._lists.opinion_verbs:
                continue
            first, last = clauses.edge(clause.i)
            span = cut_subject(clauses, first, last, token.i)
            if span is not None:
                kind = self._contents.find_kind(clauses, span, "")
                draft = Draft(kind, tuple(parties), clauses.words(span), frame.status, clauses.sentence, token.i)
                return Found(draft, span)
        return None

    def _agents(self, clauses: Clauses, verb: Token) -> list[str]:
        """The states and bodies behind "by"."""
        agents = [inner for agent in clauses.pobj(verb.i, "by") for inner in clauses.chain(agent.i)]
        return [name for name in self._parties.of_subjects(clauses, agents) if is_state_or_body(self._context, name)]
