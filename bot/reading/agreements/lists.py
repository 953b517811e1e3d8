"""Documents told one by one: the items under "signed the following documents:", "Among the documents are …"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.core.models import AgreementKind, AgreementStatus
from bot.reading.agreements.drafts import FIRM, Draft, Found
from bot.reading.agreements.grammar import Clauses, Force
from bot.reading.agreements.kinds import kind_of_deal
from bot.reading.agreements.parties import Parties, is_state_or_body
from bot.reading.agreements.pointers import Pointer
from bot.reading.agreements.subjects import cut_subject
from bot.reading.agreements.words import Instrument, base_form, find_instruments
from bot.reading.context.context import Context
from bot.reading.parsing.syntax import Sentence

_SIGNING = frozenset(("signed", "signing", "exchanged", "exchange", "inked", "concluded", "adopted", "initialled"))
_OPEN = frozenset(("will", "expected", "planned", "would", "to", "likely", "should", "not", "no"))
_FINITE = frozenset(("VBD", "VBZ", "VBP", "MD"))
_NAMES_ITEMS = frozenset(("include", "comprise"))
_GIVEN = frozenset(("the", "these", "those"))
_GOING_ON = frozenset(("including", "among", "them", "these", "include", "follows", "following"))
_POINTED_AT = frozenset(("they", "these"))
_THEM = frozenset(("them", "these", "those"))
_SHORT = 7  # words of "Among them:"
_FEWEST = 4  # words of an item


class ListReader:
    """Remembers the heading of a list of documents for the items under it."""

    def __init__(self, context: Context, parties: Parties) -> None:
        self._context = context
        self._parties = parties
        self._heading: Sentence | None = None
        self._draft: Draft | None = None  # what the heading itself tells
        self._last: Draft | None = None  # what was told as signed last
        self._with_items: set[int] = set()  # headings under which items were read

    def note(self, sentence: Sentence, drafts: Sequence[Draft]) -> None:
        """Open a list where a sentence or heading says that documents were signed, end it at any other heading.

        ``drafts`` are what the sentence itself tells.
        """
        words = [token.lower for token in sentence.tokens]
        signed = bool(_SIGNING & set(words)) and not _OPEN & set(words)
        opens = signed and (sentence.heading or words[-1] == ":") and bool(find_instruments(sentence.tokens))
        last = self._last
        goes_on = last is not None and words[-1] == ":" and len(words) <= _SHORT and set(words) & _GOING_ON
        if opens:
            self._heading, self._draft = sentence, drafts[0] if drafts else None
        elif goes_on and last is not None and 0 < sentence.index - last.sentence.index <= 2:
            self._heading, self._draft = last.sentence, last  # "Nine documents were signed. Including:"
        elif sentence.heading:
            self._heading = None
        if drafts:
            self._last = drafts[-1] if drafts[-1].status is AgreementStatus.SIGNED else None

    def read_item(self, sentence: Sentence) -> Draft | None:
        """The document that a sentence names as one of a list; a whole sentence ends the list."""
        if self._heading is None or sentence.heading:
            return None
        tokens = sentence.tokens
        if any(token.tag in _FINITE and token.dep in ("ROOT", "aux", "auxpass") for token in tokens):
            self._heading = None
            return None
        if len(tokens) < _FEWEST:
            return None
        clauses = Clauses(sentence)
        named = self._parties.listed_after(clauses, 0, len(tokens), "between", "among")
        named = [name for name in named if is_state_or_body(self._context, name)]
        parties = named if len(named) > 1 else self._signers(sentence)
        span = cut_subject(clauses, 0, len(tokens), -1)
        if len(parties) < 2 or span is None:
            return None
        self._with_items.add(self._heading.index)
        kinds = [item.kind for item in find_instruments(tokens)]
        kind = kinds[0] if kinds else AgreementKind.AGREEMENT
        status = self._draft.status if self._draft is not None else AgreementStatus.SIGNED
        further = () if self._heading.heading else (self._heading,)
        date, place = (self._draft.date, self._draft.place) if self._draft is not None else (None, None)
        words = clauses.words((0, len(tokens))).rstrip(" ;,.").removesuffix(" and").rstrip(" ;,.")
        return Draft(kind, tuple(parties), words, status, sentence, 0, date, place, further)

    def _signers(self, sentence: Sentence) -> Sequence[str]:
        return self._draft.parties if self._draft is not None else self._parties.reported(sentence.index)

    def without_headings(self, drafts: Sequence[Draft]) -> list[Draft]:
        """The drafts but for "signed the following documents:" where the documents themselves were read."""
        return [draft for draft in drafts if draft.sentence.index not in self._with_items or draft.trigger == 0]

    def named_items(self, clauses: Clauses, instruments: Sequence[Instrument], told: Sequence[Draft]) -> Found | None:
        """What "the agreements include …" or "among the documents are …" names of what was told as signed before."""
        tokens = clauses.tokens
        if instruments and len(tokens) > _FEWEST and tokens[0].lower == "among" and tokens[1].lower in _THEM:
            return self._among_them(clauses, instruments, told, verb=2)
        opens = len(tokens) > _FEWEST and tokens[0].lower in _POINTED_AT and base_form(tokens[1]) in _NAMES_ITEMS
        if opens and instruments and tokens[1].tag in _FINITE and instruments[0].first <= _FEWEST:
            return self._among_them(clauses, instruments, told, verb=1)
        if not instruments or instruments[0].last > len(tokens) - 3:
            return None
        first = instruments[0]
        among = tokens[0].lower == "among" and any(token.lower in _GIVEN for token in tokens[1 : first.first])
        verb = next((token for token in tokens[first.last :] if token.tag in _FINITE and token.dep == "ROOT"), None)
        if verb is None or verb.i - first.last > 4 or clauses.force(verb.i) is not Force.FACT:
            return None
        heads = clauses.subjects(verb.i)
        given = any(child.lower in _GIVEN for head in heads for child in clauses.children(head, "det"))
        includes = base_form(verb) in _NAMES_ITEMS and given and any(first.first <= head < first.last for head in heads)
        if not includes and not (among and base_form(verb) == "be"):
            return None
        known = self._told_before(first, told)
        span = cut_subject(clauses, verb.i + 1, len(tokens), verb.i, listed=True)
        if known is None or span is None:
            return None
        inside = [item for item in instruments if item.first >= span[0]]
        named: list[AgreementKind] = [first.kind] if first.kind is not AgreementKind.AGREEMENT else []
        named += [kind_of_deal(clauses, item, (item.first, item.last), known.status) for item in inside]
        kind = next(iter(named), known.kind)
        return Found(
            replace(
                known,
                kind=kind,
                subject=clauses.words(span),
                sentence=clauses.sentence,
                trigger=verb.i,
                further=(),
            ),
            span,
        )

    def _among_them(
        self, clauses: Clauses, instruments: Sequence[Instrument], told: Sequence[Draft], *, verb: int
    ) -> Found | None:
        """What "Among them were a treaty on rice and …", "They include …" names of the documents signed right before.

        ``verb`` is the place of "were" or "include".
        """
        word = base_form(clauses.tokens[verb])
        known = told[-1] if told else None
        near = known is not None and 0 < clauses.sentence.index - known.sentence.index <= 2
        span = cut_subject(clauses, verb + 1, len(clauses.tokens), verb, listed=True)
        told_so = word == "be" or word in _NAMES_ITEMS
        if known is None or not near or known.status not in FIRM or not told_so or span is None:
            return None
        items = ((item, (item.first, item.last)) for item in instruments)
        kinds: list[AgreementKind] = [kind_of_deal(clauses, item, span, known.status) for item, span in items]
        kind = next((kind for kind in kinds if kind is not AgreementKind.AGREEMENT), known.kind)
        words = clauses.words(span)
        return Found(
            replace(known, kind=kind, subject=words, sentence=clauses.sentence, trigger=verb, further=()), span
        )

    def _told_before(self, instrument: Instrument, told: Sequence[Draft]) -> Draft | None:
        pointer = Pointer(instrument.kind, True, instrument.last)
        found = (draft for draft in reversed(told) if draft.status in FIRM and pointer.may_mean(draft.kind))
        return next(found, None)
