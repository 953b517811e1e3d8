"""The terms of an agreement named at the head of their sentence: "Under the deal, tariffs will be eliminated"."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.models import AgreementKind, AgreementStatus
from bot.reading.agreement_drafts import Draft, Found
from bot.reading.agreement_grammar import Clauses, Force, cut_subject
from bot.reading.agreement_kinds import kind_of_deal
from bot.reading.agreement_parties import Parties, is_state_or_body
from bot.reading.agreement_words import Instrument, base_form
from bot.reading.context import Context
from bot.reading.syntax import Token

_HEADS = (("under",), ("as", "part", "of"), ("through",), ("per",), ("pursuant", "to"))
_BINDING = frozenset(("will", "'ll", "’ll", "shall", "must"))
_SIGNED = frozenset(("sign", "ink", "conclude", "initial", "pen"))
_OPEN = frozenset(("proposed", "draft", "planned", "possible", "potential", "future", "any", "no", "such", "a", "an"))
_WITHIN = 25  # tokens in which the head of the sentence ends


class TermReader:
    """Reads sentences that begin with "Under the agreement"."""

    def __init__(self, context: Context, parties: Parties) -> None:
        self._context = context
        self._parties = parties

    def read(self, clauses: Clauses, instruments: Sequence[Instrument], told: Sequence[Draft]) -> Found | None:
        """The terms that a sentence tells under an instrument; ``told`` is what the article told before."""
        tokens = clauses.tokens
        if not instruments or not any(
            tuple(token.lower for token in tokens[: len(words)]) == words for words in _HEADS
        ):
            return None
        instrument = instruments[0]
        comma = self._end_of_head(clauses, instrument)
        if comma is None:
            return None
        verb = self._main_verb(clauses, comma)
        if verb is None or clauses.force(verb.i) is Force.NONE:
            return None
        modals = {child.lower for child in clauses.children(verb.i, "aux")}
        signers = self._signers(clauses, instrument, comma)
        before = self._told_before(instrument, told) if not signers else None
        parties = self._who(clauses, comma, signers, before)
        if len(parties) < 2:
            return None
        span = cut_subject(clauses, comma + 1, len(tokens), verb.i)
        if span is None:
            return None
        kind = kind_of_deal(clauses, instrument, (0, comma), AgreementStatus.AGREED)
        if before is not None and kind is AgreementKind.AGREEMENT:
            kind = before.kind
        status = self._status(clauses, instrument, comma, modals, signers)
        draft = Draft(kind, tuple(parties), clauses.words(span), status, clauses.sentence, self._signed_at(clauses, comma) or verb.i)
        return Found(draft, span)

    def _end_of_head(self, clauses: Clauses, instrument: Instrument) -> int | None:
        """The comma behind "Under the agreement signed in Rome on Monday"."""
        tokens = clauses.tokens
        if instrument.first > 8:
            return None
        main = next((token.i for token in tokens if token.head == token.i), len(tokens))
        commas = [token.i for token in tokens[instrument.last : _WITHIN] if token.text == ","]
        return next((place for place in commas if any(t.tag == "MD" or t.tag[:2] == "VB" for t in tokens[place + 1 :]) and place < main), None)

    def _main_verb(self, clauses: Clauses, comma: int) -> Token | None:
        """The verb of the main clause, with "will", "must", "is to" or in the present; else no terms are told."""
        for token in clauses.tokens[comma + 1 :]:
            if token.tag[:2] != "VB" or token.dep in ("aux", "auxpass", "acl", "relcl", "amod"):
                continue
            modals = {child.lower for child in clauses.children(token.i, "aux")}
            if modals & (_BINDING | {"would"}):
                return token
            if token.tag in ("VBZ", "VBP") and base_form(token) == "be":
                continue  # "are to be kept" is met at "kept"
            if "to" in modals and token.dep == "xcomp" and base_form(clauses.tokens[token.head]) == "be":
                return token
            return None
        return None

    def _signed_at(self, clauses: Clauses, comma: int) -> int | None:
        """The participle of "a memorandum signed on Monday" in the head of the sentence."""
        return next(
            (t.i for t in clauses.tokens[:comma] if t.tag in ("VBN", "VBD") and base_form(t) in _SIGNED), None
        )

    def _signers(self, clauses: Clauses, instrument: Instrument, comma: int) -> list[str]:
        signed = self._signed_at(clauses, comma)
        if signed is not None:
            agents = [inner for agent in clauses.pobj(signed, "by") for inner in clauses.chain(agent.i)]
            found = self._parties.of_subjects(clauses, agents)
            if len(found) > 1:
                return found
        return self._parties.listed_after(clauses, instrument.first, comma, "between", "by", "with")

    def _told_before(self, instrument: Instrument, told: Sequence[Draft]) -> Draft | None:
        """The instrument that "the agreement" points back to: the last one told as signed or agreed, of its kind."""
        firm = [
            draft
            for draft in told
            if draft.status in (AgreementStatus.SIGNED, AgreementStatus.AGREED, AgreementStatus.IN_FORCE)
        ]
        same = [draft for draft in firm if draft.kind is instrument.kind]
        return (same or firm or [None])[-1]

    def _who(self, clauses: Clauses, comma: int, signers: Sequence[str], before: Draft | None) -> list[str]:
        named = [
            name
            for mention in self._context.mentions(clauses.sentence.index)
            if mention.first > comma and mention.kind in ("country", "body") and mention.how != "adjective"
            for name in mention.names
            if is_state_or_body(self._context, name)
        ]
        named = list(dict.fromkeys(named))
        if len(signers) > 1:
            return list(signers)
        if before is not None and set(named) <= set(before.parties):
            return list(before.parties)
        both = list(dict.fromkeys([*signers, *named]))
        if len(both) > 1:
            return both
        reported = self._parties.reported(clauses.sentence.index)
        return list(reported) if set(both) <= set(reported) else both

    def _status(
        self, clauses: Clauses, instrument: Instrument, comma: int, modals: set[str], signers: Sequence[str]
    ) -> AgreementStatus:
        """Signed where the sentence says so; a term of a plain agreement is agreed, of a memorandum intended."""
        head = [token.lower for token in clauses.tokens[: instrument.first]]
        if self._signed_at(clauses, comma) is not None and "to" not in head:
            return AgreementStatus.SIGNED
        soft = instrument.kind in (AgreementKind.MEMORANDUM, AgreementKind.JOINT_STATEMENT)
        if soft or "would" in modals or set(head) & _OPEN or head[:1] == ["through"]:
            return AgreementStatus.INTENDED
        return AgreementStatus.AGREED
