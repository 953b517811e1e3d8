"""The terms of an agreement named at the head of their sentence: "Under the deal, tariffs will be eliminated"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.core.models import AgreementKind, AgreementStatus
from bot.reading.agreements.contents import PledgeContents
from bot.reading.agreements.drafts import FIRM, Draft, Found
from bot.reading.agreements.grammar import Clauses, Force
from bot.reading.agreements.kinds import kind_of_deal
from bot.reading.agreements.parties import Parties, is_state_or_body
from bot.reading.agreements.pointers import Pointer
from bot.reading.agreements.subjects import cut_subject
from bot.reading.agreements.words import Instrument, base_form, load_commitments
from bot.reading.context.context import Context
from bot.reading.parsing.syntax import Token

_HEADS = (("under",), ("as", "part", "of"), ("through",), ("per",), ("pursuant", "to"))
_BINDING = frozenset(("will", "'ll", "’ll", "shall", "must"))
_SIGNED = frozenset(("sign", "ink", "conclude", "initial", "pen"))
_POINTING = frozenset(("it", "this", "another", "these", "them"))
_COUNTED = frozenset(("first", "second", "third", "fourth", "latter", "former", "other"))  # of several documents
_NEAR = 4  # sentences back to what "under it" points to
_WITHIN = 25  # tokens in which the head of the sentence ends


class TermReader:
    """Reads sentences that begin with "Under the agreement"."""

    def __init__(self, context: Context, parties: Parties, contents: PledgeContents) -> None:
        self._context = context
        self._parties = parties
        self._contents = contents

    def read(self, clauses: Clauses, instruments: Sequence[Instrument], told: Sequence[Draft]) -> Found | None:
        """The terms that a sentence tells under an instrument; ``told`` is what the article told before."""
        tokens = clauses.tokens
        pointed = _pointed_at(tokens)
        if not instruments and pointed is None:
            return None
        if not any(tuple(token.lower for token in tokens[: len(words)]) == words for words in _HEADS):
            return self._behind(clauses, instruments)
        instrument = pointed or instruments[0]
        comma = self._end_of_head(clauses, instrument)
        if comma is None:
            return None
        verb = self._main_verb(clauses, comma)
        if verb is None or clauses.force(verb.i) is Force.NONE:
            return None
        signers = self._signers(clauses, instrument, comma)
        named = self._named_behind(clauses, comma)
        word = tokens[instrument.last - 1].lower.removesuffix("s")
        before = self._told_before(instrument, word, told, {*named, *signers})
        if pointed is not None and (before is None or clauses.sentence.index - before.sentence.index > _NEAR):
            return None
        parties = self._who(clauses, signers, named, before)
        if len(parties) < 2:
            return None
        span = cut_subject(clauses, verb.i, len(tokens), verb.i)
        if span is None:
            return None
        passive = verb.tag == "VBN" or clauses.children(verb.i, "auxpass")
        if passive or any(child.dep == "neg" or child.lower == "longer" for child in clauses.children(verb.i)):
            span = comma + 1, span[1]  # "tariffs will be eliminated", "visitors will no longer need visas"
        kind = kind_of_deal(clauses, instrument, (0, comma), AgreementStatus.AGREED)
        if before is not None and kind is AgreementKind.AGREEMENT:
            kind = before.kind
        if instrument.kind is AgreementKind.AGREEMENT and self._contents.is_trade(clauses, span, base_form(verb)):
            kind = AgreementKind.CONTRACT
        status = self._status(clauses, instrument, comma, verb, before)
        draft = Draft(
            kind,
            tuple(parties),
            clauses.words(span),
            status,
            clauses.sentence,
            self._signed_at(clauses, comma) or verb.i,
        )
        if before is not None and status in FIRM and draft.trigger == verb.i:
            draft = replace(draft, date=before.date, place=before.place, lent=True)  # its terms are made with it
        return Found(draft, span)

    def _behind(self, clauses: Clauses, instruments: Sequence[Instrument]) -> Found | None:
        """The terms before "under a 25-year deal signed in Nairobi"."""
        tokens = clauses.tokens
        for under in tokens[4:]:
            if under.lower != "under":
                continue
            verb = tokens[under.head]
            signed = next((token for token in tokens[under.i : under.i + 10] if base_form(token) in _SIGNED), None)
            instrument = next((item for item in instruments if under.i < item.first), None)
            if signed is None or instrument is None or signed.tag != "VBN":
                continue
            if verb.tag != "VB" or signed.i < instrument.last or clauses.force(verb.i) is Force.NONE:
                continue
            if not {child.lower for child in clauses.children(verb.i, "aux")} & _BINDING:
                continue
            parties = self._signers(clauses, instrument, len(tokens))
            if len(parties) < 2:
                named = self._parties.of_verb(clauses, verb.i)
                _, others = self._parties.addressees.toward(clauses, verb.i, under.i, named, base_form(verb))
                parties = [*named, *others]
            span = cut_subject(clauses, verb.i, under.i, verb.i)
            if span is None or len(parties) < 2 or not any(is_state_or_body(self._context, name) for name in parties):
                continue
            kind = kind_of_deal(clauses, instrument, (under.i, len(tokens)), AgreementStatus.SIGNED)
            if instrument.kind is AgreementKind.AGREEMENT and base_form(verb) in load_commitments().trade_acts:
                kind = AgreementKind.CONTRACT
            status = AgreementStatus.SIGNED
            return Found(Draft(kind, tuple(parties), clauses.words(span), status, clauses.sentence, signed.i), span)
        return None

    def _end_of_head(self, clauses: Clauses, instrument: Instrument) -> int | None:
        """The comma behind "Under the agreement signed in Rome on Monday"."""
        tokens = clauses.tokens
        if instrument.first > 8:
            return None
        main = next((token.i for token in tokens if token.head == token.i), len(tokens))
        commas = [token.i for token in tokens[instrument.last : _WITHIN] if token.text == ","]
        return next(
            (
                place
                for place in commas
                if any(t.tag == "MD" or t.tag[:2] == "VB" for t in tokens[place + 1 :]) and place < main
            ),
            None,
        )

    def _main_verb(self, clauses: Clauses, comma: int) -> Token | None:
        """The verb of the main clause, with "will", "must", "is to" or in the present; else no terms are told."""
        for token in clauses.tokens[comma + 1 :]:
            if token.tag[:2] != "VB" or token.dep in ("aux", "auxpass", "amod") or self._is_in_relative(clauses, token):
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

    def _is_in_relative(self, clauses: Clauses, token: Token) -> bool:
        """Does the verb stand in a relative clause: "the deal, which has to be approved"?"""
        for _ in range(4):
            if token.dep in ("acl", "relcl"):
                return True
            if token.head == token.i:
                return False
            token = clauses.tokens[token.head]
        return False

    def _signed_at(self, clauses: Clauses, comma: int) -> int | None:
        """The participle of "a memorandum signed on Monday" in the head of the sentence."""
        return next((t.i for t in clauses.tokens[:comma] if t.tag in ("VBN", "VBD") and base_form(t) in _SIGNED), None)

    def _signers(self, clauses: Clauses, instrument: Instrument, comma: int) -> list[str]:
        signed = self._signed_at(clauses, comma)
        if signed is not None:
            agents = [inner for agent in clauses.pobj(signed, "by") for inner in clauses.chain(agent.i)]
            found = self._parties.of_subjects(clauses, agents)
            if len(found) > 1:
                return found
        return self._parties.listed_after(clauses, instrument.first, comma, "between", "by", "with")

    def _told_before(self, instrument: Instrument, word: str, told: Sequence[Draft], named: set[str]) -> Draft | None:
        """What "the agreement" points back to: the last one told as signed or agreed, by this word or of this kind.

        Those whom the sentence itself names (``named``) must be its parties.
        """
        pointer = Pointer(instrument.kind, True, instrument.last)
        firm = [
            draft
            for draft in told
            if draft.status in (AgreementStatus.SIGNED, AgreementStatus.AGREED, AgreementStatus.IN_FORCE)
            and pointer.may_mean(draft.kind)
            and named <= set(draft.parties)
        ]
        called = [draft for draft in firm if word in draft.subject.lower()]
        same = [draft for draft in firm if draft.kind is instrument.kind]
        found = called or same or firm
        return found[-1] if found else None

    def _named_behind(self, clauses: Clauses, comma: int) -> list[str]:
        """The countries and bodies that the main clause names."""
        named = [
            name
            for mention in self._context.mentions(clauses.sentence.index)
            if mention.first > comma and mention.kind in ("country", "body") and mention.how != "adjective"
            for name in mention.names
            if is_state_or_body(self._context, name)
        ]
        return list(dict.fromkeys(named))

    def _who(self, clauses: Clauses, signers: Sequence[str], named: Sequence[str], before: Draft | None) -> list[str]:
        if len(signers) > 1:
            return list(signers)
        if before is not None:
            return list(before.parties)
        both = list(dict.fromkeys([*signers, *named]))
        if len(both) > 1:
            return both
        reported = self._parties.reported(clauses.sentence.index)
        return list(reported) if set(both) <= set(reported) else both

    def _status(
        self, clauses: Clauses, instrument: Instrument, comma: int, verb: Token, before: Draft | None
    ) -> AgreementStatus:
        """Signed where the sentence says so, agreed where a deal told as made says what "is to" be; else intended.

        What "will" be done under a deal is no more than intended. One of several documents that were signed
        ("Under another, …") is signed itself.
        """
        head = [token.lower for token in clauses.tokens[: instrument.first]]
        if self._signed_at(clauses, comma) is not None and "to" not in head:
            return AgreementStatus.SIGNED
        if before is None:
            return AgreementStatus.INTENDED
        if clauses.tokens[instrument.first].lower in _COUNTED | {"another"}:
            return before.status
        bound = {child.lower for child in clauses.children(verb.i, "aux")} & {"to", "must", "shall"}
        return AgreementStatus.AGREED if bound else AgreementStatus.INTENDED


def _pointed_at(tokens: Sequence[Token]) -> Instrument | None:
    """What was told before, in "Under it, …", "Under another, …" and "Under the second, …"."""
    if len(tokens) < 5 or tokens[0].lower != "under":
        return None
    if tokens[1].lower == "the" and tokens[2].lower in _COUNTED and tokens[3].text == ",":
        return Instrument(2, 3, AgreementKind.AGREEMENT)
    if tokens[1].lower not in _POINTING or tokens[2].text != ",":
        return None
    return Instrument(1, 2, AgreementKind.AGREEMENT)
