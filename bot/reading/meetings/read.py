"""Meetings, visits, calls and conferences, read out of an article's sentences.

The way of a meeting: frames found in a sentence (``meetings.frames``) become candidates with parties, standing, place
and date (``meetings.verbs``, ``meetings.nouns``, ``meetings.visits``, which share ``meetings.candidates``, and in
``meetings.memory`` what was told before); candidates that tell of the same event become one record
(``meetings.merge``), which takes their sentences as quotes, best first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.core.models import Meeting, MeetingKind, MeetingStatus
from bot.core.quotes import cut_quote
from bot.reading.context.context import Context
from bot.reading.explain import Trace
from bot.reading.meetings.candidates import CandidateMaker
from bot.reading.meetings.conference_names import read_conference
from bot.reading.meetings.delegations import join_leaders
from bot.reading.meetings.frames import Trigger, find_nouns, find_verbs
from bot.reading.meetings.fronted_with import read_fronted
from bot.reading.meetings.members import LED, join_represented, name_delegates
from bot.reading.meetings.merge import Merger, Record
from bot.reading.meetings.named_after import read_named
from bot.reading.meetings.nouns import NounReader
from bot.reading.meetings.opening import fill_from_opening
from bot.reading.meetings.parties import Party, fit_parties
from bot.reading.meetings.place import list_hits
from bot.reading.meetings.remote import has_remote
from bot.reading.meetings.rounds import find_rounds
from bot.reading.meetings.status import Standing
from bot.reading.meetings.tellings import Candidate, is_at, is_beside, is_named, join_beside
from bot.reading.meetings.trips import fill_from_trips
from bot.reading.meetings.unsettled import weaken_unsettled
from bot.reading.meetings.verbs import VerbReader
from bot.reading.parsing.syntax import Sentence

_TALKING = frozenset(("A talk with B", "A talk to B", "A speak with B", "A speak to B", "A speak"))
_DAY = 10  # letters of a single day, "2024-08-22"
_NAME = 6  # words before "Summit" that may name whose it is
_STATUS = {
    Standing.HELD: MeetingStatus.HELD,
    Standing.PLANNED: MeetingStatus.PLANNED,
    Standing.CANCELLED: MeetingStatus.CANCELLED,
}


def read_meetings(context: Context, trace: Trace) -> tuple[Meeting, ...]:
    """Every meeting that the article tells of, in order of the text."""
    maker = CandidateMaker(context, trace)
    verbs, nouns = VerbReader(maker), NounReader(maker)
    candidates: list[Candidate] = []
    for sentence in context.sentences:
        candidates += _read_sentence(maker, verbs, nouns, sentence)
        candidates += read_named(context, maker.memory.round, sentence)
        candidates += read_fronted(context, sentence, candidates)
        candidates += join_represented(context, sentence, candidates)
        candidates += join_leaders(context, sentence, candidates)
    name_delegates(context, candidates)
    weaken_unsettled(context, candidates)
    records = Merger(context).merge(candidates)
    fill_from_opening(context, records)
    fill_from_trips(context, records)
    return tuple(_make_meeting(context, record) for record in records)


def _read_sentence(maker: CandidateMaker, verbs: VerbReader, nouns: NounReader, sentence: Sentence) -> list[Candidate]:
    if sentence.heading:
        return []
    told_by_verbs = list(find_verbs(sentence))
    told_by_nouns = sorted((*find_nouns(sentence), *find_rounds(sentence)), key=lambda trigger: trigger.head)
    if not told_by_verbs and not told_by_nouns:
        return []
    heads = {triggers[0].head for triggers in told_by_verbs} | {trigger.head for trigger in told_by_nouns}
    maker.others = tuple(sorted(heads))
    made = [candidate for triggers in told_by_verbs for candidate in verbs.read(triggers)]
    for trigger in told_by_nouns:
        found = nouns.read(trigger)
        for candidate in found if is_beside(trigger) or is_at(trigger) else ():
            join_beside(candidate, made)
            if is_beside(trigger) and candidate.date in {each.date for each in made if len(each.date or "") == _DAY}:
                candidate.date, candidate.around = None, True  # the day is that of the talks beside it
        made += found or _read_around(maker, trigger, made)
    made = [each for each in made if not _is_talk_at_meeting(each, made) and not _is_aim_of_trip(each, made)]
    made = [each for each in made if not _join_stay(each, made)]
    maker.memory.note_leader(sentence)
    triggers = (*(triggers[0] for triggers in told_by_verbs), *told_by_nouns)
    maker.memory.note_stages(triggers, maker.others)
    if not any(candidate.kind is MeetingKind.TALKS for candidate in made):
        maker.memory.note_round(triggers)
    for candidate in made:
        maker.memory.fill_from_stage(candidate)
        maker.memory.fill_from_round(candidate)
    maker.memory.note_last(made)
    maker.memory.note_invited(sentence, made)
    for candidate in made:
        maker.trace.found(candidate.rule, sentence, _describe(candidate))
    return made


def _read_around(maker: CandidateMaker, trigger: Trigger, made: Sequence[Candidate]) -> list[Candidate]:
    """The conference with a name of its own beside which two met: they came for it, to where they met and when."""
    led = any(token.lower in LED for token in trigger.sentence.tokens[trigger.last :])
    bodies = _list_bodies(maker.context, trigger)
    if trigger.kind is not MeetingKind.SUMMIT and not bodies:
        return []
    if not is_beside(trigger) or not (is_named(trigger) or bodies) or led:
        return []
    talks = [each for each in made if each.kind is MeetingKind.TALKS and len(each.parties) > 1]
    if not talks or talks[-1].sentence is not trigger.sentence:
        return []
    bodies += read_conference(maker.context, trigger, bodies)
    met = [party for each in talks if each.sentence is trigger.sentence for party in each.parties]
    parties = fit_parties([*met, *bodies])
    # A conference lasts longer than the talks beside it: of 6 told with a day of the talks, 4 are marked without one.
    day = talks[-1].date if len(talks[-1].date or "") != _DAY else None
    summit = replace(talks[-1], kind=MeetingKind.SUMMIT, parties=parties, date=day, rule=trigger.rule)
    summit.also, summit.beside, summit.around = False, False, True
    return [summit]


def _list_bodies(context: Context, trigger: Trigger) -> list[Party]:
    """The bodies whose conference it is: those in its name, and the one behind "of"."""
    tokens = trigger.sentence.tokens
    of = trigger.last + 1 if tokens[trigger.last : trigger.last + 1] and tokens[trigger.last].lower == "of" else -1
    return [
        Party(hit.name, "body", hit.name, acting=False, official=True, at=hit.first)
        for hit in list_hits(context, trigger.sentence)
        if hit.kind == "body" and (trigger.first - _NAME <= hit.first < trigger.first or of <= hit.first <= of + 1)
    ]


def _is_talk_at_meeting(candidate: Candidate, made: Sequence[Candidate]) -> bool:
    """In "received B and talked with him about trade" the talk is no call, but part of the meeting."""
    if candidate.kind is not MeetingKind.CALL or candidate.rule not in _TALKING or has_remote(candidate.sentence):
        return False
    names = set(candidate.names)
    return any(other.kind is MeetingKind.TALKS and set(other.names) >= names for other in made)


def _is_aim_of_trip(candidate: Candidate, made: Sequence[Candidate]) -> bool:
    """In "travelled to Damascus for talks with Syrian officials" the trip is the event: nobody met is named."""
    if candidate.kind is not MeetingKind.TALKS:
        return False
    names = set(candidate.names)
    return any(other.kind is MeetingKind.VISIT and set(other.names) == names for other in made)


def _join_stay(candidate: Candidate, made: Sequence[Candidate]) -> bool:
    """Is it "will meet B, who is visiting Ethiopia": a stay without a day, which gives the talks their place?"""
    if candidate.kind is not MeetingKind.VISIT or candidate.date is not None:
        return False
    guests = {party.name for party in candidate.parties if party.kind == "person"}
    tokens = candidate.sentence.tokens
    staying = any(
        token.tag == "WP" and any(t.lower in ("visiting", "in") for t in tokens[token.i + 1 : token.i + 4])
        for token in tokens
    )
    talks = [other for other in made if other.kind is MeetingKind.TALKS and guests <= set(other.names)]
    for other in talks if staying else ():
        other.place = other.place or candidate.place
    return staying and bool(talks)


def _describe(candidate: Candidate) -> str:
    names = ", ".join(candidate.names)
    return f"{candidate.kind.value}, {candidate.standing.name.lower()}: {names}; {candidate.place}; {candidate.date}"


def _make_meeting(context: Context, record: Record) -> Meeting:
    quotes = {}
    named = {party.name for party in record.parties}
    for candidate in sorted(record.told, key=lambda candidate: _worth(candidate, named)):
        sentence = candidate.sentence
        quotes[sentence.index] = cut_quote(context.article.text, sentence.start, sentence.end)
    for sentence in record.more:
        quotes.setdefault(sentence.index, cut_quote(context.article.text, sentence.start, sentence.end))
    names = tuple(dict.fromkeys(_name_party(context, party) for party in record.parties))
    return Meeting(record.kind, names, record.place, record.date, _STATUS[record.standing], tuple(quotes.values()))


def _name_party(context: Context, party: Party) -> str:
    """The fullest form in the article; of a body its full name only where the article has it."""
    if party.kind == "person":
        return context.fullest(party.name)
    if party.kind != "body" or party.name.casefold() in context.article.text.casefold():
        return party.name
    forms: list[str] = []
    for sentence in context.sentences:
        for hit in list_hits(context, sentence):
            if hit.kind == "body" and hit.name == party.name:
                tokens = sentence.tokens
                forms.append(context.article.text[tokens[hit.first].start : tokens[hit.last - 1].end])
    # "Russia-ASEAN" names ASEAN, "Mekong-Lancang Cooperation" is one name.
    ends = [form.rsplit("-", 1)[-1] for form in forms]
    cut = [end if context.gazetteer.body(end) == party.name else form for end, form in zip(ends, forms, strict=True)]
    plain = [form for form in forms if "-" not in form] or cut
    return max(plain, key=len) if plain else party.name


def _worth(candidate: Candidate, named: set[str]) -> tuple[int, int]:
    """Sort key: a sentence that gives the people, date and place by itself comes first, then the order of the text.

    Those who took part count twice: the sentence of a trip names its dates, but not whom the visitor met.
    """
    who = len(named & {party.name for party in candidate.parties})
    return -(2 * who + (candidate.date is not None) + (candidate.place is not None)), candidate.sentence.index
