"""One of several documents told before: "One of the agreements is on rail", "Another memorandum covers fish"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.core.models import AgreementKind
from bot.reading.agreements.drafts import FIRM, Draft, Found
from bot.reading.agreements.grammar import Clauses, Force
from bot.reading.agreements.pointers import Pointer
from bot.reading.agreements.subjects import cut_subject
from bot.reading.agreements.words import Instrument, base_form, load_instruments
from bot.reading.parsing.syntax import Token

_ONE_OF_THEM = frozenset(("a", "an", "another", "first", "fourth", "one", "other", "second", "the", "third"))
_COUNTS = frozenset("two three four five six seven eight nine ten eleven twelve several some many".split())
_LEADING = frozenset(("about", "for", "in", "on", "to", "with", ":"))  # "provides for", "is on", "deals with"
_NEAR = 6  # sentences from the documents to what is told of one of them


def read_told_item(clauses: Clauses, instruments: Sequence[Instrument], told: Sequence[Draft]) -> Found | None:
    """What one of several documents, told as signed or agreed shortly before, is about; else None.

    Its sides, status, day and place are those of the documents; ``told`` is what the article told so far.
    """
    verb = next((token for token in clauses.tokens if token.dep == "ROOT"), None)
    if verb is None or not _tells_content(verb) or clauses.force(verb.i) is not Force.FACT:
        return None
    subject = next(iter(clauses.children(verb.i, "nsubj")), None)
    instrument = _document_of(clauses, subject, instruments) if subject is not None else None
    if subject is None or instrument is None:
        return None
    pointer = Pointer(instrument.kind, True, instrument.last)
    several = (
        draft
        for draft in reversed(told)
        if 0 < clauses.sentence.index - draft.sentence.index <= _NEAR
        and draft.status in FIRM
        and pointer.may_mean(draft.kind)
        and _names_several(draft)
    )
    known = next(several, None)
    first = verb.i + 1
    while first < len(clauses.tokens) and clauses.tokens[first].lower in _LEADING:
        first += 1
    if known is None or (base_form(verb) == "be" and first == verb.i + 1) or first >= len(clauses.tokens):
        return None
    span = cut_subject(clauses, first, len(clauses.tokens), verb.i)
    if span is None or not any(token.tag[:2] == "NN" for token in clauses.tokens[span[0] : span[1]]):
        return None
    kind = instrument.kind if instrument.kind is not AgreementKind.AGREEMENT else known.kind
    subject_words = clauses.words(span)
    draft = replace(
        known, kind=kind, subject=subject_words, sentence=clauses.sentence, trigger=verb.i, further=(), lent=True
    )
    return Found(draft, span)


def _tells_content(verb: Token) -> bool:
    """Is it a verb that says what a document is about, in the present: "covers", "provides for", "is on"?"""
    words = load_instruments().about
    return verb.tag in ("VBZ", "VBP") and (base_form(verb) in words or base_form(verb) == "be")


def _document_of(clauses: Clauses, subject: Token, instruments: Sequence[Instrument]) -> Instrument | None:
    """The document that a subject names: "one of the agreements", "another memorandum", "the letter on fish"."""
    tokens = clauses.tokens
    marks = {child.lower for child in clauses.children(subject.i, "det", "amod", "nummod")}
    if subject.lower == "one":
        heads = [thing.i for thing in clauses.pobj(subject.i, "of")]
    elif subject.tag in ("NN", "NNP") and marks & _ONE_OF_THEM:
        heads = [subject.i]
    else:
        return None
    found = next((item for item in instruments for head in heads if item.first <= head < item.last), None)
    if found is None or found.kind is AgreementKind.CEASEFIRE:
        return None
    told_apart = marks & (_ONE_OF_THEM - {"the"}) or subject.lower == "one"
    topic = any(prep.lower in ("on", "for", "about", "covering") for prep in clauses.children(subject.i, "prep"))
    return found if told_apart or topic or tokens[found.first].text[0].isupper() else None


def _names_several(draft: Draft) -> bool:
    """Does it tell of more than one document: "nine agreements", "letters of intent", "a treaty and a memorandum"?"""
    words = draft.subject.lower().split()
    return any(word in _COUNTS or (word.isdigit() and len(word) < 4) for word in words[:4]) or any(
        word.rstrip(",.") in load_instruments().several for word in words[:8]
    )
