"""One record for one commitment: the tellings of it that belong together, and "the agreement" that points back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from bot.core.models import Agreement, AgreementKind, AgreementStatus
from bot.core.quotes import cut_quote
from bot.core.text import fold
from bot.reading.agreements.drafts import FIRM, Draft
from bot.reading.agreements.pointers import Pointer, find_pointer, read_pointer, says_no_more
from bot.reading.agreements.words import find_phrases
from bot.reading.context.context import Context
from bot.reading.parsing.syntax import Sentence

# In doubt the weaker status is said.
_STRENGTH = {
    AgreementStatus.INTENDED: 0,
    AgreementStatus.AGREED: 1,
    AgreementStatus.SIGNED: 2,
    AgreementStatus.IN_FORCE: 3,
    AgreementStatus.ENDED: 4,
}
_COUNTS = frozenset("two three four five six seven eight nine ten eleven twelve".split()) | frozenset(
    str(number) for number in range(2, 100)
)
_NEAR = 2  # sentences between a deal and the longer words that point back to it
_NEAR_ARMS = 4  # sentences between two states' deal and those who signed it for them
_NEAR_COUNT = 6  # sentences between "four memorandums" and "the four deals"
_ALIKE = 0.75  # of their words that two subjects of one commitment share
_SMALL = ("the", "a", "an", "of", "and", "to", "in", "on", "their")
_BEFORE = frozenset(("already", "previously", "earlier", "had"))
_DONE = frozenset(
    (
        "signed",
        "reached",
        "came",
        "concluded",
        "made",
        "struck",
        "inked",
        "announced",
        "covers",
        "includes",
        "sealed",
        "taken",
        "took",
        "held",
    )
)


def merge_drafts(context: Context, drafts: Sequence[Draft]) -> list[Draft]:
    """One draft for each commitment: those with the same parties and much the same subject become one."""
    merged: list[Draft] = []
    taken = {draft.sentence.index for draft in drafts}
    for draft in (_with_pointers(context, draft, taken) for draft in drafts):
        # "The agreement" is rather one that is told as made than one that is planned.
        nearest = sorted(enumerate(merged), key=lambda found: (found[1].status in FIRM, found[0]), reverse=True)
        ranked = nearest if read_pointer(draft.subject) is not None else reversed(list(enumerate(merged)))
        place = next((place for place, known in ranked if _is_same(context, known, draft)), None)
        if place is None:
            merged.append(draft)
        else:
            merged[place] = _join(merged[place], draft)
    return merged


def _is_same(context: Context, known: Draft, draft: Draft) -> bool:
    """Are two drafts tellings of one commitment?"""
    if known.sentence.index == draft.sentence.index and known.subject != draft.subject:
        return False
    mine, theirs = set(known.parties), set(draft.parties)
    firm = known.status in FIRM, draft.status in FIRM
    if firm == (False, True) and any(token.lower in _BEFORE for token in draft.sentence.tokens[: draft.trigger + 1]):
        return False  # "will sign a treaty …. They had already signed one in 2007"
    pointer = read_pointer(draft.subject)
    # "The loan was signed by the minister and the fund's head": who signs may be named by another name.
    next_to = pointer is not None and pointer.bare and 0 < draft.sentence.index - known.sentence.index < _NEAR
    # "The agreement was signed between the Export-Import Bank and the port company": arms of the two states.
    arms = pointer is not None and pointer.bare and _is_by_arms(context, known, draft)
    if not (mine <= theirs or theirs <= mine or (next_to and mine & theirs) or arms):
        return False
    if {known.status, draft.status} & {AgreementStatus.ENDED} and known.status != draft.status:
        return False
    if known.date and draft.date and known.date != draft.date and not known.lent:
        return False
    if pointer is not None:
        return _is_meant(pointer, known, draft)
    return (
        _likeness(known.subject, draft.subject) >= _ALIKE
        or _is_same_deal(known, draft)
        or _is_told_barely(known, draft)
    )


def _is_by_arms(context: Context, known: Draft, draft: Draft) -> bool:
    """Soon after two states' deal: do banks, firms or ministries put their names to it, and no third state?"""
    countries = context.gazetteer.countries
    near = 0 < draft.sentence.index - known.sentence.index <= _NEAR_ARMS
    states = {name for name in draft.parties if name in countries}
    return near and known.status in FIRM and states <= set(known.parties) and len(states) < len(draft.parties)


def _is_meant(pointer: Pointer, known: Draft, draft: Draft) -> bool:
    """Does "the agreement", or soon after "the power purchase agreement", mean what was told before?"""
    if not pointer.may_mean(known.kind):
        return False
    near = 0 < draft.sentence.index - known.sentence.index <= _NEAR
    if known.status not in FIRM:  # "announced plans to build …. The agreement was reached on Monday"
        fits = AgreementKind.AGREEMENT is known.kind or pointer.kind is known.kind or pointer.kind is None
        return near and pointer.bare and fits
    return pointer.bare or (near and draft.status is not AgreementStatus.INTENDED)


def _is_told_barely(known: Draft, draft: Draft) -> bool:
    """Is one of two tellings near each other no more than "signed an agreement"?"""
    if set(known.parties) != set(draft.parties) or known.status not in FIRM or draft.status not in FIRM:
        return False
    near = 0 < draft.sentence.index - known.sentence.index <= _NEAR
    if not all(find_phrases(fold(subject).split()) for subject in (known.subject, draft.subject)):
        return False  # "signed a deal. They agreed to build a road": two things
    one, other = known.kind, draft.kind
    treaty = {one, other} <= {AgreementKind.AGREEMENT, AgreementKind.TREATY}
    return near and (one is other or treaty) and (says_no_more(known.subject) or says_no_more(draft.subject))


def _is_same_deal(known: Draft, draft: Draft) -> bool:
    """Is it the deal told before with the same number: "buy 26 jets", "a contract for 26 jets"; "four pacts"?"""
    if set(known.parties) != set(draft.parties) or known.status not in FIRM or draft.status not in FIRM:
        return False
    mine, theirs = fold(known.subject).split(), fold(draft.subject).split()
    if mine[:1] == theirs[:1] and mine[0] in _COUNTS and draft.sentence.index - known.sentence.index <= _NEAR_COUNT:
        return known.kind is draft.kind or AgreementKind.AGREEMENT in (known.kind, draft.kind)
    numbers = {word for word in mine if word.isdigit() and len(word) in (2, 3)} & set(theirs)
    words = {word for word in mine if word.isalpha() and len(word) > 3} & set(theirs)
    trade = known.kind is draft.kind is AgreementKind.CONTRACT and known.parties == draft.parties
    return bool(numbers and words) and trade


def _likeness(one: str, other: str) -> float:
    a, b = Counter(fold(one).split()), Counter(fold(other).split())
    for small in _SMALL:
        del a[small], b[small]
    return 2 * sum((a & b).values()) / max(1, sum(a.values()) + sum(b.values()))


def _join(known: Draft, draft: Draft) -> Draft:
    """Two tellings of one commitment: the weaker status, the wider parties, the date of whichever has one."""
    pointer = read_pointer(draft.subject)
    if pointer is not None and draft.status is AgreementStatus.INTENDED:
        # "The agreement will take effect in May" takes nothing from its having been signed.
        return replace(known, further=(*known.further, draft.sentence))
    status = min(known.status, draft.status, key=_STRENGTH.__getitem__)
    firm = known.status in FIRM and draft.status in FIRM
    if pointer is not None:
        # Who says "the agreement was signed" says that what he told before is one.
        status = max(known.status, draft.status, key=_STRENGTH.__getitem__)
    elif firm and AgreementStatus.AGREED in (known.status, draft.status):
        # "Agreed" in one sentence and "signed" in another is one thing told twice, with no doubt between them.
        status = max(known.status, draft.status, key=_STRENGTH.__getitem__)
    wider = len(known.parties) < len(draft.parties) and not (pointer is not None and pointer.bare)
    parties = draft.parties if wider else known.parties
    further = (*known.further, draft.sentence, *draft.further)
    earlier = (known.sentence,)
    first, second = (draft, known) if known.lent and not draft.lent and draft.date else (known, draft)
    date = (first.date or second.date) if status in FIRM else None
    place = (first.place or second.place) if status in FIRM else None
    points = pointer is not None and pointer.kind is AgreementKind.AGREEMENT  # "the documents" say of no kind
    kind = draft.kind if known.kind is AgreementKind.AGREEMENT and not points else known.kind
    if says_no_more(known.subject) and not says_no_more(draft.subject) and pointer is None:
        known = replace(known, subject=draft.subject, sentence=draft.sentence)  # the fuller telling comes first
        further = (*further, *earlier)
    return replace(known, kind=kind, status=status, parties=parties, further=further, date=date, place=place)


def _with_pointers(context: Context, draft: Draft, taken: set[int]) -> Draft:
    """The draft with the sentence right behind it that points back: "The agreement was signed on Monday in Minsk".

    ``taken`` are the sentences that tell of agreements themselves.
    """
    behind = draft.sentence.index + 1
    if draft.status not in FIRM or draft.further or behind in taken or behind >= len(context.sentences):
        return draft
    sentence = context.sentences[behind]
    pointer = None if sentence.heading else find_pointer(sentence)
    means = pointer is not None and pointer.may_mean(draft.kind) and _is_told_done(sentence, pointer)
    if not means and (sentence.heading or not _is_said_by_both(sentence)):
        return draft
    mentions = context.mentions(behind)
    sides = {
        context.side(name) or name
        for mention in mentions
        if mention.kind != "place" and mention.how != "adjective"
        for name in mention.names
    }
    if not {side for side in sides if side in context.gazetteer.countries} <= set(draft.parties):
        return draft
    dates = context.dates(behind)
    place = draft.place or next((mention.names[0] for mention in mentions if mention.kind == "place"), None)
    told = dates[0].iso if len(dates) == 1 else None
    day = (told or draft.date) if draft.lent else (draft.date or told)
    return replace(draft, further=(*draft.further, sentence), date=day, place=place)


def _is_said_by_both(sentence: Sentence) -> bool:
    """Is it "The premier said this at a joint press conference": on the day and at the place of what was agreed?"""
    words = [token.lower for token in sentence.tokens]
    said = any(words[i] == "said" and words[i + 1] in ("so", "this") for i in range(len(words) - 1))
    return said and "joint" in words


def _is_told_done(sentence: Sentence, pointer: Pointer) -> bool:
    """Does the sentence go on to say that it was signed, reached or what it covers?"""
    return any(token.lower in _DONE for token in sentence.tokens[pointer.last : pointer.last + 4])


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
