"""From what one sentence says to the article's agreements: dates and places, one record for one commitment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.core.dates import FoundDate, find_dates
from bot.core.models import Agreement, AgreementKind, AgreementStatus
from bot.core.quotes import cut_quote
from bot.core.text import fold
from bot.reading.agreement_document import Talks
from bot.reading.agreement_grammar import Clauses
from bot.reading.context import Context, Mention
from bot.reading.syntax import Sentence, Token

_FIRM = frozenset((AgreementStatus.AGREED, AgreementStatus.SIGNED, AgreementStatus.IN_FORCE, AgreementStatus.ENDED))
# In doubt the weaker status is said.
_STRENGTH = {
    AgreementStatus.INTENDED: 0,
    AgreementStatus.AGREED: 1,
    AgreementStatus.SIGNED: 2,
    AgreementStatus.IN_FORCE: 3,
    AgreementStatus.ENDED: 4,
}
_NOT_OF_THE_ACT = frozenset(("by", "until", "till", "before", "since", "from", "for", "through", "of"))
_POINTERS = frozenset(("the", "this", "that", "these", "such"))
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
_GOING_ON = frozenset(("after", "following", "during", "delegation", "delegations", "also", "additionally"))
_DAY_BACK = 10  # sentences in which the day of "the same day" is told
_NEAR = 2  # sentences between a deal and the words that point back to it
_SHORT = 5  # words of such a pointer
_SIGN_WORDS = frozenset(
    ("signed", "reached", "came", "concluded", "made", "struck", "inked", "announced", "covers", "includes")
)


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
    if draft.status not in _FIRM:
        return draft
    tokens = clauses.tokens
    low, high = tokens[span[0]].start, tokens[span[1] - 1].end
    reach = _own_clause(clauses, draft.trigger)
    days: list[tuple[bool, str]] = []
    for said in _dates(context, draft.sentence):
        before = next((token.lower for token in reversed(tokens) if token.end <= said.start), "")
        after = next((token.lower for token in tokens if token.start >= said.end), "")
        if (
            low <= said.start < high
            or before in _NOT_OF_THE_ACT
            or after in ("'s", "’s")
            or not reach[0] <= said.start < reach[1]
            or _is_of_another_clause(clauses, draft.trigger, said.start)
        ):
            continue
        days.append((not _is_own(clauses, draft.trigger, said.start), said.iso))
    day = min(days, key=lambda found: found[0])[1] if days else None
    if day is None and draft.status is not AgreementStatus.ENDED:
        day = _date_in_name(context, clauses, span)
    place: str | None = None
    for mention in context.mentions(draft.sentence.index):
        if mention.kind == "place" and not low <= mention.start < high:
            place = mention.names[0]
            break
    return replace(draft, date=day, place=place)


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


def _own_clause(clauses: Clauses, trigger: int) -> tuple[int, int]:
    """The offsets between which a date is the trigger's: not the Monday of "said on Monday that they agreed"."""
    tokens = clauses.tokens
    verb = trigger
    for _ in range(6):
        token = tokens[verb]
        own = token.dep in ("relcl", "ccomp", "acl")
        if own or (verb != trigger and token.dep in ("advcl", "pcomp") and token.tag[:1] == "V"):
            low, high = clauses.edge(verb)
            return tokens[low].start, tokens[high - 1].end
        if token.head == verb:
            break
        verb = token.head
    return clauses.sentence.start, clauses.sentence.end


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
            return True
        token = tokens[token.head]
    return False


def at_talks(clauses: Clauses, draft: Draft, talks: Talks | None) -> Draft:
    """What was agreed or signed at talks that the article reports before takes their date and place."""
    if (
        talks is None
        or draft.status not in (AgreementStatus.AGREED, AgreementStatus.SIGNED)
        or draft.date
        or draft.sentence.index < talks.sentence
    ):
        return draft
    trigger = draft.sentence.tokens[draft.trigger]
    if trigger.tag not in ("VBD", "NN", "VBN") or not _is_told_of(clauses, trigger):
        return draft
    if draft.status is AgreementStatus.SIGNED and len(talks.sides) > 1 and not set(draft.parties) <= set(talks.sides):
        return draft
    return replace(draft, date=talks.date, place=draft.place or talks.place)


def with_known_day(clauses: Clauses, draft: Draft, mentions: Sequence[Mention], told: Sequence[Draft]) -> Draft:
    """What "the two sides also signed" takes its day and place from: what they agreed a sentence or two before."""
    if draft.date or draft.status not in (AgreementStatus.AGREED, AgreementStatus.SIGNED):
        return draft
    trigger = clauses.tokens[draft.trigger]
    if trigger.tag not in ("VBD", "VBN", "NN") or not _is_told_of(clauses, trigger):
        return draft
    goes_on = clauses.tokens[0].lower in _GOING_ON or any(
        mention.how == "group" and mention.first < draft.trigger for mention in mentions
    )
    for known in reversed(told):
        if draft.sentence.index - known.sentence.index > _NEAR + 1:
            break
        if goes_on and known.date and known.status in _FIRM and set(known.parties) == set(draft.parties):
            return replace(draft, date=known.date, place=draft.place or known.place)
    return draft


def _is_told_of(clauses: Clauses, trigger: Token) -> bool:
    """Is it told as done then: "signed", "were also signed", not "had signed", "has signed" or "signed by"?"""
    if trigger.tag != "VBN":
        return True
    below = {child.lower for child in clauses.children(trigger.i, "aux", "auxpass")}
    return bool(below & {"was", "were"}) and not below & {"have", "has", "had", "been"}


def merge_drafts(context: Context, drafts: Sequence[Draft]) -> list[Draft]:
    """One draft for each commitment: those with the same parties and much the same subject become one."""
    merged: list[Draft] = []
    for draft in drafts:
        for place, known in reversed(list(enumerate(merged))):
            if _is_same(known, draft):
                merged[place] = _join(known, draft)
                break
        else:
            merged.append(draft)
    return [_with_pointers(context, draft) for draft in merged]


def _is_same(known: Draft, draft: Draft) -> bool:
    if known.sentence.index == draft.sentence.index and known.subject != draft.subject:
        return False
    mine, theirs = set(known.parties), set(draft.parties)
    if not (mine <= theirs or theirs <= mine):
        return False
    if {known.status, draft.status} & {AgreementStatus.ENDED} and known.status != draft.status:
        return False
    if known.date and draft.date and known.date != draft.date:
        return False
    return _is_pointer(draft) or _points_to(known, draft) or _likeness(known.subject, draft.subject) >= 0.75


def _is_pointer(draft: Draft) -> bool:
    """Does its subject say no more than "the agreement", so that one named before is meant?"""
    words = draft.subject.lower().split()
    return len(words) == 2 and words[0] in _POINTERS and words[1] in _POINTED


def _points_to(known: Draft, draft: Draft) -> bool:
    """Does "the power purchase agreement was signed by …" tell more of the deal just told?"""
    words = draft.subject.lower().split()
    near = 0 < draft.sentence.index - known.sentence.index <= _NEAR and set(known.parties) & set(draft.parties)
    named = 1 < len(words) <= _SHORT and words[0] in _POINTERS and words[-1] in _POINTED
    return bool(near) and named and draft.status is not AgreementStatus.INTENDED


def _likeness(one: str, other: str) -> float:
    a, b = Counter(fold(one).split()), Counter(fold(other).split())
    for small in ("the", "a", "an", "of", "and", "to", "in", "on", "their"):
        del a[small], b[small]
    return 2 * sum((a & b).values()) / max(1, sum(a.values()) + sum(b.values()))


def _join(known: Draft, draft: Draft) -> Draft:
    """Two tellings of one commitment: the weaker status, the wider parties, the date of whichever has one."""
    if _is_pointer(draft) and draft.status is AgreementStatus.INTENDED:
        # "The agreement will take effect in May" takes nothing from its having been signed.
        return replace(known, further=(*known.further, draft.sentence))
    status = min(known.status, draft.status, key=_STRENGTH.__getitem__)
    firm = known.status in _FIRM and draft.status in _FIRM
    if firm and AgreementStatus.AGREED in (known.status, draft.status):
        # "Agreed" in one sentence and "signed" in another is one thing told twice, with no doubt between them.
        status = max(known.status, draft.status, key=_STRENGTH.__getitem__)
    parties = known.parties if len(known.parties) >= len(draft.parties) else draft.parties
    further = (*known.further, draft.sentence, *draft.further)
    date = (known.date or draft.date) if status in _FIRM else None
    place = (known.place or draft.place) if status in _FIRM else None
    return replace(known, status=status, parties=parties, further=further, date=date, place=place)


def _with_pointers(context: Context, draft: Draft) -> Draft:
    """The draft with the sentence right behind it that points back: "The agreement was signed on Monday in Minsk"."""
    if draft.status not in _FIRM or draft.further:
        return draft
    behind = draft.sentence.index + 1
    if behind >= len(context.sentences):
        return draft
    sentence = context.sentences[behind]
    if sentence.heading or not _points_back(sentence):
        return draft
    dates, mentions = context.dates(behind), context.mentions(behind)
    place = draft.place or next((mention.names[0] for mention in mentions if mention.kind == "place"), None)
    day = draft.date or (dates[0].iso if len(dates) == 1 else None)
    return replace(draft, further=(*draft.further, sentence), date=day, place=place)


def _points_back(sentence: Sentence) -> bool:
    """Does a sentence tell more of the agreement just named: "the deal was reached …", "this decision came …"?"""
    tokens = sentence.tokens
    for place, token in enumerate(tokens[:-2]):
        if token.lower in _POINTERS and tokens[place + 1].lower in _POINTED:
            return any(after.lower in _SIGN_WORDS for after in tokens[place + 2 : place + 5])
        if place > 12:
            return False
    return False


def make_agreement(context: Context, draft: Draft) -> Agreement:
    """The record of a draft; its quotes are cut from the article."""
    text = context.article.text
    spans = dict.fromkeys((sentence.start, sentence.end) for sentence in (draft.sentence, *draft.further))
    return Agreement(
        draft.kind,
        draft.parties,
        draft.subject,
        draft.status,
        draft.date,
        draft.place,
        tuple(cut_quote(text, start, end) for start, end in spans),
    )
