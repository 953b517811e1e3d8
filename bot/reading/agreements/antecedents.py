"""What "the agreement was signed" means where the sentence before names the agreement without being read as one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.core.models import AgreementKind
from bot.reading.agreements.drafts import FIRM, Draft
from bot.reading.agreements.grammar import Clauses
from bot.reading.agreements.phrases import before_day, without_time_and_place
from bot.reading.agreements.pointers import read_pointer
from bot.reading.agreements.subjects import cut_subject
from bot.reading.agreements.words import find_instruments
from bot.reading.context.context import Context

_BACK = 3  # sentences
_NEW = frozenset(("a", "an"))


def name_what_is_meant(context: Context, draft: Draft, told: Sequence[Draft]) -> Draft:
    """The draft with the words of the instrument that a bare pointer points to: "a loan agreement with Egypt".

    Only where nothing that was told before can be meant: that is merged later.
    """
    pointer = read_pointer(draft.subject)
    if pointer is None or not pointer.bare or draft.status not in FIRM:
        return draft
    index = draft.sentence.index
    if any(
        known.status in FIRM and pointer.may_mean(known.kind) and 0 < index - known.sentence.index <= _BACK
        for known in told
    ):
        return draft
    for sentence in reversed(context.sentences[max(0, index - _BACK) : index]):
        if sentence.heading:
            continue
        clauses = Clauses(sentence)
        for instrument in find_instruments(sentence.tokens):
            head = instrument.last - 1
            new = any(child.lower in _NEW for child in clauses.children(head, "det"))
            if not new or instrument.kind is AgreementKind.JOINT_STATEMENT or not pointer.may_mean(instrument.kind):
                continue
            span = cut_subject(clauses, *clauses.edge(head), head)
            span = (
                before_day(context, clauses, without_time_and_place(context, clauses, span, head), head)
                if span
                else None
            )
            if span is not None and span[0] <= head < span[1]:
                kind = instrument.kind if instrument.kind is not AgreementKind.AGREEMENT else draft.kind
                days = {said.iso for said in context.dates(sentence.index) if len(said.iso) == len("2024-08-22")}
                day = draft.date or (days.pop() if len(days) == 1 else None)
                words, further = clauses.words(span), (*draft.further, sentence)
                return replace(draft, kind=kind, subject=words, date=day, further=further)
    return draft
