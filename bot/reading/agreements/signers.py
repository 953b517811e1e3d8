"""Who puts their names to an instrument: those who sign it, between whom it is, for whom a loan is."""

from __future__ import annotations

from bot.core.models import AgreementKind
from bot.reading.agreements.bodies import find_meeting_body
from bot.reading.agreements.document import Document
from bot.reading.agreements.grammar import Clauses
from bot.reading.agreements.parties import Parties, is_state_or_body
from bot.reading.agreements.phrases import is_in_relative, topic_apart, with_topic
from bot.reading.agreements.words import Instrument, base_form
from bot.reading.context.context import Context
from bot.reading.parsing.syntax import Token

_UNNAMED = frozenset(("country", "nation", "government", "it", "side", "republic", "kingdom", "ministry", "minister"))
_BY_ONE = frozenset(("ratify", "approve", "reject", "vote"))  # done by one side for an agreement of several
_OF_TALKS = frozenset(
    ("sign", "ink", "adopt", "issue", "initial", "exchange", "conclude", "complete", "finalise", "finalize", "seal")
)


class Signers:
    """The signers of the instruments in an article."""

    def __init__(self, context: Context, document: Document, parties: Parties) -> None:
        self._context = context
        self._document = document
        self._parties = parties

    def of(self, clauses: Clauses, token: Token, head: int, instrument: Instrument, *, passive: bool) -> list[str]:
        """The parties to the instrument with this head, of which the verb at ``token`` tells."""
        low, high = clauses.edge(head)
        last = with_topic(clauses, high) if head > token.i else high
        inside = (token.i, *(place for place in range(max(low, 0), last) if not is_in_relative(clauses, place, head)))
        between = self._parties.with_whom(clauses, inside, "between", "among")
        agents = [inner for agent in clauses.pobj(token.i, "by") for inner in clauses.chain(agent.i)] if passive else []
        signed_by = self._parties.of_subjects(clauses, agents)
        if base_form(token) == "broker":
            return self.states_of(between)  # who brokers a truce between two is no side of it
        if sum(is_state_or_body(self._context, name) for name in signed_by) > 1:
            return self.states_of(signed_by)  # "signed by A and B": between whom it is may be their institutes
        if len(between) > 1:
            doers = self._parties.of_verb(clauses, token.i) if base_form(token) in _BY_ONE and not passive else []
            return self.states_of([*doers, *(name for name in between if name not in doers)])
        parties = list(signed_by) if passive else self._doers(clauses, token, instrument)
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
            lent = self._parties.with_whom(clauses, inside, "to", "for", "from") or self._helped(clauses, head)
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
        return self.states_of(parties)

    def _helped(self, clauses: Clauses, head: int) -> list[str]:
        """Those in "a loan to help Peru build …"."""
        return self._parties.listed_after(clauses, head, len(clauses.tokens), "help")

    def _doers(self, clauses: Clauses, token: Token, instrument: Instrument) -> list[str]:
        """Those who sign, by the verb's subject, and those whom they join in it."""
        body = self._meeting_body(clauses, token, instrument)
        parties = body or self._parties.of_verb(clauses, token.i)
        before = clauses.tokens[token.head]
        if token.dep == "relcl" and before.dep == "conj":  # "between Peru and Chile, which signed …"
            both = self._parties.of_heads(clauses, clauses.chain(before.head))
            parties = both if set(parties) < set(both) else parties
        return [*parties, *(name for name in self._joined_by(clauses, token) if name not in parties)]

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

    def states_of(self, parties: list[str]) -> list[str]:
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


def _is_passive(clauses: Clauses, verb: Token) -> bool:
    """Is the verb a passive one, or a participle: "was signed", "signed by"?"""
    return verb.tag == "VBN" and not any(child.lower in ("has", "have", "had") for child in clauses.children(verb.i))
