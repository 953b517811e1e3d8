"""Agreements: who committed to what, toward whom, and how firmly.

Sentence by sentence: find what tells an agreement,

* a verb and its instrument ("signed a treaty": ``agreements.instruments``),
* a noun ("the signing of": ``agreements.nouns``),
* an instrument in force or a membership (``agreements.standing``),
* a governing word ("agreed to": ``agreements.pledges``),
* the terms under a deal (``agreements.terms``), the documents of a list (``agreements.lists``);

decide how sure it is (``Clauses.force``); find who stands behind it (``Parties``); cut what was agreed out of the
sentence (``cut_subject``). Then drafts of the same commitment become one record (``merge``). A rule that does
not find two parties, or a sure verb, or an object, finds nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.core.models import Agreement, AgreementStatus, Meeting
from bot.reading.agreements.antecedents import name_what_is_meant
from bot.reading.agreements.approvals import ApprovalReader
from bot.reading.agreements.complements import WILL
from bot.reading.agreements.contents import PledgeContents
from bot.reading.agreements.document import find_talks, read_document
from bot.reading.agreements.drafts import Draft, Found, date_draft, with_known_day
from bot.reading.agreements.grammar import Clauses
from bot.reading.agreements.instruments import InstrumentReader
from bot.reading.agreements.items import read_told_item
from bot.reading.agreements.lists import ListReader
from bot.reading.agreements.merge import make_agreement, merge_drafts
from bot.reading.agreements.nouns import NounReader
from bot.reading.agreements.occasions import Occasions
from bot.reading.agreements.parties import Parties
from bot.reading.agreements.passing import PassingReader
from bot.reading.agreements.pledges import Pledges, is_read_at_its_verb
from bot.reading.agreements.terms import TermReader
from bot.reading.agreements.words import Instrument, base_form, find_instruments, trigger_words
from bot.reading.context.context import Context
from bot.reading.explain import Trace
from bot.reading.parsing.syntax import Sentence, Token

_OPENING = frozenset("by of for to with in on and".split())  # no words end with these
_TOLD = 40  # drafts back to which "the agreement" may point


def read_agreements(context: Context, trace: Trace, meetings: Sequence[Meeting] = ()) -> tuple[Agreement, ...]:
    """The agreements of an article, in the order in which they are first told; ``meetings`` are those it reports."""
    reader = _Reader(context, trace, meetings)
    drafts = reader.without_headings([draft for sentence in context.sentences for draft in reader.read(sentence)])
    return tuple(make_agreement(context, draft) for draft in merge_drafts(context, drafts))


class _Reader:
    """Reads one article from front to back; remembers the heading of a list for the terms under it."""

    def __init__(self, context: Context, trace: Trace, meetings: Sequence[Meeting]) -> None:
        self._context = context
        self._trace = trace
        document = self._document = read_document(context)
        talks = find_talks(context)
        self._occasions = Occasions(context, meetings, talks)
        parties = Parties(context, document, talks)
        self._pledges = Pledges(context, document, parties, trace)
        self._instruments = InstrumentReader(context, document, parties, trace)
        self._nouns = NounReader(context, parties)
        self._under = TermReader(context, parties, PledgeContents(context, document, parties))
        self._approvals = ApprovalReader(context, parties)
        self._passing = PassingReader(context, parties)
        self._lists = ListReader(context, parties)
        self._told: list[Draft] = []  # what was read so far
        self._terms: Sentence | None = None  # the heading of a list: "the parties agree to the following:"

    def read(self, sentence: Sentence) -> Iterator[Draft]:
        """What one sentence says was agreed; no word counts in two of its agreements."""
        if sentence.text.rstrip().endswith(":"):
            lowers = {token.lower for token in sentence.tokens}
            agrees = lowers & {"agree", "agreed", "commit"} and lowers & {"following", "follows"}
            self._terms = sentence if agrees else None
            if agrees:
                return  # what was agreed follows
        if sentence.heading:
            self._terms = None
            self._lists.note(sentence, ())
            return
        item = self._lists.read_item(sentence)
        if item is not None:
            self._told.append(item)
            yield item
            return
        drafts = _of_its_last_stage(list(self._read_words(sentence)))
        self._lists.note(sentence, drafts)
        for draft in drafts:
            yield replace(draft, further=(*draft.further, self._terms)) if self._terms is not None else draft
        if not drafts and len(sentence.tokens) > 3 and not any(token.lower in WILL for token in sentence.tokens):
            self._terms = None  # the list of terms has ended

    def without_headings(self, drafts: list[Draft]) -> list[Draft]:
        """The drafts without those of headings whose items were read one by one."""
        return self._lists.without_headings(drafts)

    def _read_words(self, sentence: Sentence) -> Iterator[Draft]:
        instruments = find_instruments(sentence.tokens)
        triggers = [token for token in sentence.tokens if _may_tell(token, sentence)]
        if not triggers and not instruments:
            return
        clauses = Clauses(sentence)
        whole = self._of_whole(clauses, instruments)
        for found in whole:
            yield self._dated(clauses, found)
        if not whole:
            yield from self._by_words(clauses, triggers, instruments)

    def _of_whole(self, clauses: Clauses, instruments: list[Instrument]) -> list[Found]:
        """What a sentence tells as a whole: terms of a deal, one of several documents, a cabinet's approvals."""
        told = self._told[-_TOLD:]
        under = (
            self._under.read(clauses, instruments, told)
            or self._lists.named_items(clauses, instruments, told)
            or (read_told_item(clauses, instruments, told) if instruments and told else None)
        )
        if under is not None:
            return [under]
        approved = self._approvals.read(clauses, instruments)
        return approved if len(approved) > 1 else []

    def _by_words(self, clauses: Clauses, triggers: list[Token], instruments: list[Instrument]) -> Iterator[Draft]:
        """What the words of a sentence tell one by one; where none does, what it names in passing."""
        behind = 0
        for token in triggers:
            at = self._at(clauses, token, instruments) if token.i >= behind else None
            if at is not None and _is_cut(at.draft):
                self._trace.refused("agreement", clauses.sentence, "its words are cut off")
                continue
            if at is None or (behind and at.draft.status is AgreementStatus.INTENDED and _hangs(clauses, token)):
                continue  # "signed a pact on fish, which will …" is one agreement
            behind = max(behind, at.span[1], at.draft.trigger + 1)
            yield self._dated(clauses, at)
        if behind:
            return
        named = self._approvals.read(clauses, instruments) or list(self._nouns.described(clauses, instruments))
        for found in named:
            yield self._dated(clauses, found)
        passing = None if named else self._passing.read(clauses, instruments)
        if passing is not None:  # made before, so that the talks of the report lend it nothing
            self._told.append(passing.draft)
            self._trace.found("agreement: in passing", clauses.sentence, passing.draft.subject)
            yield passing.draft

    def _dated(self, clauses: Clauses, found: Found) -> Draft:
        """What was found, with its date and place."""
        word = base_form(clauses.tokens[found.draft.trigger])
        self._trace.found("agreement: " + word, clauses.sentence, found.draft.subject)
        draft = date_draft(self._context, clauses, found)
        if not (self._document.of_terms and word == "commit"):  # made by the paper, by no talks
            draft = self._occasions.lend(clauses, draft)
            self._occasions.note(draft)
            draft = self._occasions.lend_talks(clauses, draft)
        draft = name_what_is_meant(self._context, draft, self._told[-_TOLD:])
        draft = with_known_day(clauses, draft, self._context.mentions(clauses.sentence.index), self._told)
        self._told.append(draft)
        return draft

    def _at(self, clauses: Clauses, token: Token, instruments: list[Instrument]) -> Found | None:
        found = (
            self._instruments.at_word(clauses, token, instruments)
            or self._nouns.at_word(clauses, token, instruments)
            or self._pledges.at_word(clauses, token)
        )
        if found is not None:
            return found
        if token.tag == "TO":
            return self._pledges.at_is_to(clauses, token)
        if token.tag == "MD" and token.lower in WILL and not is_read_at_its_verb(clauses.tokens[token.head]):
            return self._pledges.at_will(clauses, token, terms=self._terms is not None)
        if token.tag in ("VB", "VBN") and is_read_at_its_verb(token):
            will = next((child for child in clauses.children(token.i, "aux") if child.lower in WILL), None)
            return self._pledges.at_will(clauses, will, terms=self._terms is not None) if will is not None else None
        return None


def _may_tell(token: Token, sentence: Sentence) -> bool:
    """Can an agreement be told at this word?"""
    if token.tag == "TO":
        return token.i > 0 and sentence.tokens[token.i - 1].lower in ("is", "are")
    return token.lower in trigger_words() or (token.tag == "MD" and token.lower in WILL)


def _hangs(clauses: Clauses, token: Token) -> bool:
    """Does the word stand in a relative clause: ", under which Peru will …"?"""
    for _ in range(4):
        if token.dep == "relcl":
            return True
        if token.head == token.i:
            return False
        token = clauses.tokens[token.head]
    return False


def _is_cut(draft: Draft) -> bool:
    """Is the subject half of its words: "advance this by:", "Chad over the past year"?"""
    led_in = draft.sentence.text.rstrip().endswith(":") and draft.subject.rpartition(" ")[2].lower() in _OPENING
    return led_in or any(
        draft.subject.startswith(f"{party} {word} ") for party in draft.parties for word in ("over", "to", "for")
    )


def _of_its_last_stage(drafts: list[Draft]) -> list[Draft]:
    """One sentence's drafts without "signed in 2005" where it goes on "and entered into force in 2006"."""
    in_force = [set(draft.parties) for draft in drafts if draft.status is AgreementStatus.IN_FORCE]
    return [
        draft for draft in drafts if draft.status is not AgreementStatus.SIGNED or set(draft.parties) not in in_force
    ]
