"""Committees, funds and working groups that two states set up together: "set up a joint commission"."""

from __future__ import annotations

from bot.core.models import AgreementKind, AgreementStatus
from bot.reading.agreements.drafts import Draft, Found
from bot.reading.agreements.grammar import Clauses, Force
from bot.reading.agreements.parties import Parties, is_state_or_body
from bot.reading.agreements.phrases import is_missing, without_time_and_place
from bot.reading.agreements.subjects import cut_subject
from bot.reading.agreements.words import base_form, load_instruments
from bot.reading.context.context import Context
from bot.reading.parsing.syntax import Token


class FoundingReader:
    """Reads the verbs by which states found something together."""

    def __init__(self, context: Context, parties: Parties) -> None:
        self._context = context
        self._parties = parties

    def at_verb(self, clauses: Clauses, token: Token) -> Found | None:
        """A committee, fund or working group that two states set up together, or that will be set up."""
        lists = load_instruments()
        if base_form(token) not in lists.founding or clauses.force(token.i) is Force.NONE:
            return None
        for thing in clauses.children(token.i, "dobj", "nsubjpass"):
            shared = any(child.lower in lists.shared for child in clauses.children(thing.i, "amod", "compound", "nmod"))
            if thing.lower not in lists.joint_bodies or not shared or is_missing(clauses, thing.i):
                continue
            passive = thing.dep == "nsubjpass"
            fact = clauses.force(token.i) is Force.FACT
            if not fact and not passive:
                continue  # "will set up" is read at "will"
            doers = (
                self._parties.reported(clauses.sentence.index) if passive else self._parties.of_verb(clauses, token.i)
            )
            parties = [name for name in doers if is_state_or_body(self._context, name)]
            low = clauses.edge(thing.i)[0]
            span = cut_subject(clauses, low if passive else max(low, token.i + 1), len(clauses.tokens), token.i)
            span = without_time_and_place(self._context, clauses, span, thing.i) if span is not None else None
            if len(parties) > 1 and span is not None:
                kind, status = AgreementKind.AGREEMENT, AgreementStatus.AGREED if fact else AgreementStatus.INTENDED
                return Found(Draft(kind, tuple(parties), clauses.words(span), status, clauses.sentence, token.i), span)
        return None
