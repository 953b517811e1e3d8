"""An agreement as one sentence tells it, with the date and place that the sentence or the talks tie to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.core.dates import FoundDate, find_dates
from bot.core.models import AgreementKind, AgreementStatus
from bot.reading.agreements.grammar import Clauses
from bot.reading.agreements.words import base_form
from bot.reading.context.context import Context, Mention
from bot.reading.parsing.syntax import Sentence, Token

FIRM = frozenset((AgreementStatus.AGREED, AgreementStatus.SIGNED, AgreementStatus.IN_FORCE, AgreementStatus.ENDED))
_THERE = frozenset(("in", "at", "near", "outside", "capital", "city", "town"))  # words before the place of an act
_NOT_OF_THE_ACT = frozenset(("by", "until", "till", "before", "since", "from", "for", "through", "of"))
_POINTED = frozenset(
    (
        "agreement",
        "declaration",
        "statement",
        "deal",
        "pact",
        "accord",
        "treaty",
        "memorandum",
        "decision",
        "agreements",
        "document",
        "documents",
        "truce",
        "ceasefire",
    )
)
_UNDER_WHICH = frozenset(("under", "that", "which", "whereby"))
_GOING_ON = frozenset(("after", "following", "during", "delegation", "delegations", "also", "additionally"))
_SAID = frozenset(("said", "announced", "added", "stated", "told", "confirmed"))
_OCCASIONS = frozenset(("at", "during"))
_ENDING_SAID = frozenset(("announce", "declare"))
_DAY_BACK = 10  # sentences in which the day of "the same day" is told
_NEAR = 3  # sentences back to what "the two sides also signed" goes on from


@dataclass(frozen=True, slots=True)
class Draft:
    """An agreement as one sentence tells it."""

    kind: AgreementKind
    parties: tuple[str, ...]
    subject: str
    status: AgreementStatus
    sentence: Sentence
    trigger: int  # token place of the word that says so
    date: str | None = None
    place: str | None = None
    further: tuple[Sentence, ...] = ()  # sentences that add to it
    lent: bool = False  # its date is that of the talks, so that another sentence may know better


@dataclass(frozen=True, slots=True)
class Found:
    """A draft and the token places of its subject, the last exclusive."""

    draft: Draft
    span: tuple[int, int]


def date_draft(context: Context, clauses: Clauses, found: Found) -> Draft:
    """The draft with the date and place that its clause ties to it; neither for what is only intended.

    Dates inside what was agreed are those of the performance, not of the agreement.
    """
    draft, span = found.draft, found.span
    if draft.status not in FIRM:
        return draft
    tokens = clauses.tokens
    low, high = tokens[span[0]].start, tokens[span[1] - 1].end
    reach = _own_clause(clauses, draft.trigger, ended=draft.status is AgreementStatus.ENDED)
    days: list[tuple[bool, str]] = []
    for said in _dates(context, draft.sentence):
        before = next((token.lower for token in reversed(tokens) if token.end <= said.start), "")
        after = next((token.lower for token in tokens if token.start >= said.end), "")
        if (
            (low <= said.start < high and not _is_right_behind(clauses, span, said.start))
            or before in _NOT_OF_THE_ACT
            or after in ("'s", "’s")
            or not reach[0] <= said.start < reach[1]
            or _is_of_another_clause(clauses, draft.trigger, said.start)
            or _is_of_the_first_clause(clauses, draft.trigger, said.start)
        ):
            continue
        days.append((not _is_own(clauses, draft.trigger, said.start), said.iso))
    day = min(days, key=lambda found: found[0])[1] if days else None
    if day is None and draft.status is not AgreementStatus.ENDED:
        day = _date_in_name(context, clauses, span)
    place: str | None = None
    for mention in context.mentions(draft.sentence.index):
        words = {token.lower for token in tokens[max(0, mention.first - 2) : mention.first]}
        if mention.kind == "place" and _is_of_another_clause(clauses, draft.trigger, mention.start):
            continue  # "condemned the crimes committed in Mopti and reaffirmed their commitment"
        if mention.kind == "place" and not low <= mention.start < high and words & _THERE:
            place = mention.names[0]
            break
    return replace(draft, date=day or draft.date, place=place or draft.place)


def _is_right_behind(clauses: Clauses, span: tuple[int, int], start: int) -> bool:
    """Does the date stand right behind a paper: "signed a trade agreement today under which …"?"""
    tokens = clauses.tokens
    place = next((token.i for token in tokens[span[0] : span[1]] if token.start >= start), span[0])
    before = tokens[place - 2] if place and tokens[place - 1].lower == "on" else tokens[max(0, place - 1)]
    after = next((token.lower for token in tokens[place + 1 : place + 4] if token.lower in _UNDER_WHICH), None)
    return place > span[0] and before.lower in _POINTED and after is not None


def _dates(context: Context, sentence: Sentence) -> Sequence[FoundDate]:
    """The dates of a sentence; "the same day" is that of the last date told before."""
    if " same day" not in sentence.text:
        return context.dates(sentence.index)
    for place in range(sentence.index - 1, max(-1, sentence.index - _DAY_BACK), -1):
        told = [said for said in context.dates(place) if len(said.iso) == len("2024-08-22")]
        if told:
            dates = find_dates(sentence.text, context.published, anchor=told[-1])
            return [replace(said, start=said.start + sentence.start, end=said.end + sentence.start) for said in dates]
    return context.dates(sentence.index)


def _date_in_name(context: Context, clauses: Clauses, span: tuple[int, int]) -> str | None:
    """The date that an instrument is called by: "the Joint Declaration of May 5, 2020", "the 2015 agreement"."""
    tokens = clauses.tokens
    for said in context.dates(clauses.sentence.index):
        inside = [token.i for token in tokens[span[0] : span[1]] if said.start <= token.start < said.end]
        if not inside:
            continue
        before, behind = tokens[inside[0] - 1] if inside[0] else None, inside[-1] + 1
        named = before is not None and before.lower == "of" and tokens[before.head].lower in _POINTED
        called = behind < len(tokens) and tokens[behind].lower in _POINTED
        if inside[0] - span[0] < 8 and (named or called):
            return said.iso
    return None


def _own_clause(clauses: Clauses, trigger: int, *, ended: bool) -> tuple[int, int]:
    """The offsets between which a date is the trigger's: not the Monday of "said on Monday that they agreed"."""
    tokens = clauses.tokens
    verb = trigger
    for _ in range(6):
        token = tokens[verb]
        own = token.dep in ("relcl", "ccomp", "acl")
        told = token.dep == "ccomp" and ended and base_form(tokens[token.head]) in _ENDING_SAID
        if told or (own and _is_told_when(clauses, token)):
            # Who announces on Monday that a pact is suspended suspends it on Monday.
            break  # "in December, when they signed a pact": the date before is that of the clause
        if own or (verb != trigger and token.dep in ("advcl", "pcomp") and token.tag[:1] == "V"):
            low, high = clauses.edge(verb)
            return tokens[low].start, tokens[high - 1].end
        if token.head == verb:
            break
        verb = token.head
    return clauses.sentence.start, clauses.sentence.end


def _is_told_when(clauses: Clauses, verb: Token) -> bool:
    """Does the clause of a verb begin with "when" or "where", as an addition to a date or place?"""
    return verb.dep == "relcl" and any(child.lower == "when" for child in clauses.children(verb.i, "advmod"))


def _is_own(clauses: Clauses, trigger: int, start: int) -> bool:
    """Does the date at offset ``start`` hang on the trigger itself, not on a verb that it is joined to?"""
    token = next((token for token in clauses.tokens if token.end > start), clauses.tokens[trigger])
    for _ in range(len(clauses.tokens)):
        if token.i == trigger:
            return True
        if token.head == token.i or token.tag[:1] == "V":
            return False
        token = clauses.tokens[token.head]
    return False


def _is_of_another_clause(clauses: Clauses, trigger: int, start: int) -> bool:
    """Does the date at offset ``start`` stand in a clause below: "the treaty, which took effect in 2015"?"""
    tokens = clauses.tokens
    above = {trigger}
    place = trigger
    while tokens[place].head not in above:
        place = tokens[place].head
        above.add(place)
    token = next((token for token in tokens if token.end > start), tokens[trigger])
    for _ in range(len(tokens)):
        if token.i in above or token.head == token.i:
            return False
        if token.dep in ("relcl", "acl", "ccomp", "conj") and token.tag[:1] == "V":
            return not (_is_told_when(clauses, token) or _is_of_its_occasion(clauses, trigger, token))
        token = tokens[token.head]
    return False


def _is_of_its_occasion(clauses: Clauses, trigger: int, verb: Token) -> bool:
    """Does the clause of ``verb`` tell of the meeting at which it was done: "signed at the forum held in May"?"""
    if verb.dep not in ("acl", "relcl"):
        return False
    noun = clauses.tokens[verb.head]
    prep = clauses.tokens[noun.head]
    return noun.dep == "pobj" and prep.lower in _OCCASIONS and prep.head == trigger


def _is_of_the_first_clause(clauses: Clauses, trigger: int, start: int) -> bool:
    """Is the date that of the first of two clauses: "Trade rose in May, and a pact was signed"?"""
    tokens = clauses.tokens
    verb = tokens[trigger]
    if verb.dep != "conj" or not clauses.children(trigger, "nsubj", "nsubjpass") or verb.head >= trigger:
        return False
    subjects = clauses.children(verb.head, "nsubj", "nsubjpass")
    begins = tokens[clauses.edge(trigger)[0]].start
    return bool(subjects) and subjects[0].start < start < begins  # "On Monday, …" stands for both


def with_known_day(clauses: Clauses, draft: Draft, mentions: Sequence[Mention], told: Sequence[Draft]) -> Draft:
    """What "the two sides also signed" takes its day and place from: what they agreed a sentence or two before."""
    if draft.date or draft.status not in FIRM - {AgreementStatus.ENDED}:
        return draft
    trigger = clauses.tokens[draft.trigger]
    if trigger.tag not in ("VBD", "VBN", "NN") or not _is_told_of(clauses, trigger):
        return draft
    goes_on = clauses.tokens[0].lower in _GOING_ON or any(
        mention.how == "group" and mention.first < draft.trigger for mention in mentions
    )
    for known in reversed(told):
        if draft.sentence.index - known.sentence.index > _NEAR:
            break
        if known.date and _is_item_of(clauses, draft, known):
            return replace(draft, date=known.date, place=draft.place or known.place, lent=True)
        if draft.status is AgreementStatus.IN_FORCE:
            continue
        if goes_on and known.date and known.status in FIRM and set(known.parties) == set(draft.parties):
            return replace(draft, date=known.date, place=draft.place or known.place, lent=True)
    return draft


def _is_item_of(clauses: Clauses, draft: Draft, known: Draft) -> bool:
    """Is it one of several that the same side made: "ratified six pacts on Monday. The Emir ratified a pact on …"?"""
    verb = base_form(known.sentence.tokens[known.trigger])
    same = verb == base_form(clauses.tokens[draft.trigger]) and known.status is draft.status
    several = any(word.endswith("s") for word in known.subject.lower().split()[:8])
    return same and several and known.parties[0] == draft.parties[0] and set(draft.parties) < set(known.parties)


def is_told_as_done(clauses: Clauses, place: int) -> bool:
    """Is the word at ``place`` told as done then: "signed", "the signing", "were also signed", not "had signed"?"""
    trigger = clauses.tokens[place]
    return trigger.tag in ("VBD", "NN", "VBN") and _is_told_of(clauses, trigger)


def _is_told_of(clauses: Clauses, trigger: Token) -> bool:
    """Is it told as done then: "signed", "were also signed", not "had signed", "has signed" or "signed by"?"""
    if trigger.tag != "VBN":
        return True
    below = {child.lower for child in clauses.children(trigger.i, "aux", "auxpass")}
    if below == {"had"} and trigger.dep == "ccomp" and clauses.tokens[trigger.head].lower in _SAID:
        return True  # "said that the two had agreed": told then, they agreed then
    return bool(below & {"was", "were"}) and not below & {"have", "has", "had", "been"}
