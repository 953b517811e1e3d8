"""Agreements that exist already, named in passing where a sentence tells nothing else of one.

"The minister praised the MoU on seed exchange", "The Chile-Peru Free Trade Agreement has helped exporters", "ties that
date to the Treaty of Friendship in 1787", "in a 1994 agreement it was extended". Over 214 articles all six
instruments named so were marked; those named in other ways ("the need to upgrade the FTA") hardly ever.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.models import AgreementKind, AgreementStatus
from bot.reading.agreements.drafts import Draft, Found
from bot.reading.agreements.grammar import Clauses, Force
from bot.reading.agreements.parties import Parties, is_state_or_body
from bot.reading.agreements.phrases import head_of, is_missing, without_time_and_place
from bot.reading.agreements.subjects import cut_subject
from bot.reading.agreements.words import Instrument, base_form, verbs_by_word
from bot.reading.context.context import Context
from bot.reading.parsing.syntax import Token

_ABOUT = frozenset(("on", "for", "concerning", "regarding"))
_OPEN = frozenset(
    "proposed draft planned possible potential future new next final any such early ratification negotiation "
    "negotiations talks discussions anniversary need possibility review revision renegotiation abrogation".split()
)
_FEASTS = frozenset(("anniversary", "commemorate", "commemorated", "commemorating", "celebrate", "celebrating"))
_LASTING = ("VBZ", "VBP")
_DATED_WITHIN = 14  # tokens
_YEAR = len("2024")
_OWN = frozenset(("their", "our"))


class PassingReader:
    """Reads instruments that a sentence only mentions."""

    def __init__(self, context: Context, parties: Parties) -> None:
        self._context = context
        self._parties = parties

    def read(self, clauses: Clauses, instruments: Sequence[Instrument]) -> Found | None:
        """The first instrument of a sentence that it names as one there is."""
        for instrument in instruments:
            head = head_of(clauses, instrument)
            lent = instrument.kind in (AgreementKind.CONTRACT, AgreementKind.CEASEFIRE)  # "Executive Order 12 of 2014"
            if clauses.sentence.heading or lent or self._is_open(clauses, head):
                continue
            found = self._with_year(clauses, instrument, head)
            if found is None and self._is_fact(clauses, head):
                found = self._with_topic(clauses, instrument, head) or self._between_two(clauses, instrument, head)
            if found is not None:
                return found
        return None

    def _is_open(self, clauses: Clauses, head: int) -> bool:
        """Is it none that there is, or only talked about: "a draft treaty", "talks on the treaty"?"""
        tokens = clauses.tokens
        up = tokens[tokens[head].head]
        above = tokens[up.head] if up.dep in ("prep", "pcomp") else up
        near = {up.lower, above.lower, *(child.lower for child in clauses.children(head))}
        return bool(near & _OPEN) or is_missing(clauses, head)

    def _is_fact(self, clauses: Clauses, head: int) -> bool:
        """Is the verb above it told as a fact?"""
        token = clauses.tokens[head]
        for _ in range(6):
            if token.tag[:2] == "VB" or token.head == token.i:
                break
            token = clauses.tokens[token.head]
        to_come = token.tag == "VB" and base_form(token) in verbs_by_word()  # "an honour to sign with you the MoU"
        return clauses.force(token.i) is Force.FACT and not to_come

    def _with_topic(self, clauses: Clauses, instrument: Instrument, head: int) -> Found | None:
        """A memorandum of the report's two sides, named by what it is about: "the MoU on seed exchange"."""
        first = instrument.first
        the = any(child.lower == "the" for place in range(first, head + 1) for child in clauses.children(place, "det"))
        topic = any(
            prep.lower in _ABOUT for place in range(first, head + 1) for prep in clauses.children(place, "prep")
        )
        if instrument.kind is not AgreementKind.MEMORANDUM or not the or not topic:
            return None
        return self._draft(clauses, instrument, head, AgreementStatus.SIGNED, ())

    def _between_two(self, clauses: Clauses, instrument: Instrument, head: int) -> Found | None:
        """A treaty called by its two parties, at work now: "The Chile-Peru Free Trade Agreement has helped"."""
        tokens = clauses.tokens
        verb = tokens[tokens[head].head]
        lasting = verb.tag in _LASTING or any(
            child.lower in ("has", "have") for child in clauses.children(verb.i, "aux")
        )
        low = clauses.edge(head)[0]
        named = tokens[instrument.first].text[0].isupper() and tokens[head].dep == "nsubj"
        if instrument.kind is not AgreementKind.TREATY or not named or not lasting or verb.lower in ("is", "are"):
            return None
        parties = self._parties.in_compound(clauses, low, instrument.first + 1)
        return self._draft(clauses, instrument, head, AgreementStatus.IN_FORCE, parties) if len(parties) > 1 else None

    def _with_year(self, clauses: Clauses, instrument: Instrument, head: int) -> Found | None:
        """An instrument of the report's two sides with its year or day: "the Treaty of Friendship in 1787"."""
        tokens = clauses.tokens
        low = clauses.edge(head)[0]
        named = tokens[instrument.first].text[0].isupper() and tokens[head].dep in ("pobj", "dobj")
        if any(token.lower in _FEASTS for token in tokens):
            return None  # "the anniversary of the treaty on May 6"
        for said in self._context.dates(clauses.sentence.index):
            places = [token.i for token in tokens if said.start <= token.start < said.end]
            if not places or (self._context.published is not None and said.iso > self._context.published.isoformat()):
                continue
            called = low <= places[0] < instrument.first and len(said.iso) == _YEAR  # "a 1994 agreement"
            between = tokens[instrument.last : places[0]]
            dated = (
                named
                and bool(between)
                and between[-1].lower in ("in", "of", "on")
                and len(between) <= _DATED_WITHIN
                and not any(token.tag[:2] in ("VB", "MD") for token in between)
            )
            in_it = tokens[tokens[head].head].lower == "in" and self._is_fact(clauses, head)
            if not dated and not (called and in_it):
                continue
            joint = instrument.kind is AgreementKind.JOINT_STATEMENT or not named
            status = AgreementStatus.AGREED if joint else AgreementStatus.SIGNED
            return self._draft(clauses, instrument, head, status, (), day=said.iso)
        return None

    def _draft(
        self,
        clauses: Clauses,
        instrument: Instrument,
        head: int,
        status: AgreementStatus,
        parties: Sequence[str],
        *,
        day: str | None = None,
    ) -> Found | None:
        """The draft with its parties: those given, those named in it, else the two sides of the report."""
        low, high = clauses.edge(head)
        named = self._parties.with_whom(clauses, range(low, high), "between", "with")
        reported = self._parties.reported(clauses.sentence.index)
        sides = list(parties) or (named if len(named) > 1 else [])
        if not sides and len(reported) == 2 and set(named) <= set(reported):
            told = self._names(clauses)
            own = bool(told) or any(token.lower in _OWN for token in clauses.tokens)
            # A treaty with a name and a day may be anybody's: "Grounded in the Outer Space Treaty of 1967, …".
            anybodys = day is not None and clauses.tokens[instrument.first].text[0].isupper() and not own
            sides = list(reported) if told <= set(reported) and not anybodys else []
        states = [name for name in sides if is_state_or_body(self._context, name)]
        span = cut_subject(clauses, low, high, head)
        if len(states) < 2 or span is None or not span[0] <= head < span[1]:
            return None
        span = without_time_and_place(self._context, clauses, span, head)
        if day is not None and not clauses.tokens[instrument.first].text[0].isupper():
            span = self._told_there(clauses, head) or span
        draft = Draft(instrument.kind, tuple(states), clauses.words(span), status, clauses.sentence, head, day)
        return Found(draft, span)

    def _told_there(self, clauses: Clauses, head: int) -> tuple[int, int] | None:
        """What "in a 1994 agreement" says was done: the clause around it."""
        prep: Token = clauses.tokens[clauses.tokens[head].head]
        verb = clauses.tokens[prep.head]
        return cut_subject(clauses, verb.i, len(clauses.tokens), verb.i) if verb.tag[:2] == "VB" else None

    def _names(self, clauses: Clauses) -> set[str]:
        """The countries and bodies that the sentence names."""
        return {
            name
            for mention in self._context.mentions(clauses.sentence.index)
            if mention.kind in ("country", "body") and clauses.tokens[mention.first].tag != "PRP"
            for name in mention.names
            if is_state_or_body(self._context, name)
        }
