"""The day and place of what was agreed at a meeting that the article reports.

What two sides agree or sign at their talks takes the talks' day and place, also when these stand in another sentence.
A meeting lends them only to an agreement of those who met, told as done then; of several, the one told with it or
nearest before it. So does another agreement of the same sides whose day is told: "Both also agreed to …".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.core.models import AgreementStatus, Meeting, MeetingStatus
from bot.reading.agreements.document import Talks
from bot.reading.agreements.drafts import Draft, is_told_as_done
from bot.reading.agreements.grammar import Clauses
from bot.reading.context.context import Context

_NEWS_DAYS = 21
_CEREMONY_BACK = 4  # sentences
_SIGNED_KEPT = 20  # drafts that such a signing may be among
_BEFORE = frozenset(("already", "earlier", "formerly", "previously"))
_SAYING = frozenset(("said", "says", "announced", "added", "stated", "confirmed", "noted", "told"))
_POINTING = frozenset(("they", "both"))
_PRESS = frozenset(("media", "news", "press"))
_LENT_TO = frozenset((AgreementStatus.AGREED, AgreementStatus.SIGNED))


@dataclass(frozen=True, slots=True)
class _Occasion:
    """A meeting that was held, by those who met and the sides that they act for."""

    people: frozenset[str]
    sides: frozenset[str]
    date: str
    place: str | None
    told: tuple[int, ...]  # offsets at which sentences that tell of it begin
    agreed: bool  # it is another agreement, whose day is told


class Occasions:
    """The meetings of one article at which something may have been agreed."""

    def __init__(self, context: Context, meetings: Sequence[Meeting], talks: Talks | None) -> None:
        self._context = context
        self._talks = talks
        self._signed: list[Draft] = []  # what was told as signed so far, with its day
        self._occasions = list(_list_press_conferences(context))
        self._occasions += [
            _Occasion(
                frozenset(name for name in meeting.participants if context.roster.find_person(name) is not None),
                frozenset(_list_sides(context, meeting)),
                meeting.date,
                meeting.place,
                tuple(quote.start for quote in meeting.quotes),
                agreed=False,
            )
            for meeting in meetings
            if meeting.status is MeetingStatus.HELD and meeting.date is not None
        ]

    def lend(self, clauses: Clauses, draft: Draft) -> Draft:
        """The draft with the day and place of the meeting at which it was agreed, where it has none of its own."""
        if draft.date or draft.status not in _LENT_TO or not is_told_as_done(clauses, draft.trigger):
            return draft
        if _is_of_before(clauses, draft):
            return draft
        occasion = self._find(draft) or self._ceremony(draft)
        if occasion is None:
            return draft
        return replace(draft, date=occasion.date, place=draft.place or occasion.place, lent=True)

    def lend_talks(self, clauses: Clauses, draft: Draft) -> Draft:
        """The same from the first sentence that tells of talks, where no meeting was read that lends its day.

        It must stand before the draft, and those who talked must be those who agreed.
        """
        talks = self._talks
        if (
            talks is None
            or draft.date
            or draft.status not in _LENT_TO
            or draft.sentence.index < talks.sentence
            or (talks.sentence == draft.sentence.index and talks.place is not None and talks.place in draft.subject)
            or not is_told_as_done(clauses, draft.trigger)
            or _is_of_before(clauses, draft)
            or (len(talks.sides) > 1 and not set(draft.parties) <= set(talks.sides))
            or (talks.date is not None and not self._is_news(talks.date))
        ):
            return draft
        people = self._people_of(talks.sentence)
        actors = self._actors(draft)
        if actors and people and not actors & people:
            return draft
        return replace(draft, date=talks.date, place=draft.place or talks.place, lent=True)

    def _people_of(self, sentence: int) -> set[str]:
        mentions = self._context.mentions(sentence)
        return {name for mention in mentions if mention.kind == "person" for name in mention.names}

    def note(self, draft: Draft) -> None:
        """Remembers an agreement whose own day is told, for what the same sides "also agreed"."""
        if draft.date and draft.status is AgreementStatus.SIGNED:
            self._signed.append(draft)
        if draft.date and not draft.lent and draft.status in _LENT_TO and len(draft.parties) > 1:
            people, sides = frozenset(self._actors(draft)), frozenset(draft.parties)
            told = (draft.sentence.start,)
            self._occasions.append(_Occasion(people, sides, draft.date, draft.place, told, agreed=True))

    def _actors(self, draft: Draft) -> set[str]:
        """The people named before the word that tells what they agreed, but for who only says so."""
        tokens = draft.sentence.tokens
        return {
            name
            for mention in self._context.mentions(draft.sentence.index)
            if mention.kind == "person"
            and mention.how != "group"
            and mention.first < draft.trigger
            and not (mention.last < draft.trigger and tokens[mention.last].lower in _SAYING)
            for name in mention.names
        }

    def _find(self, draft: Draft) -> _Occasion | None:
        """The meeting of those who agreed: told in the same sentence, else nearest before, else the only one."""
        sentence = draft.sentence
        actors = self._actors(draft)
        fitting = [
            one
            for one in self._occasions
            if (set(draft.parties) == one.sides if one.agreed else set(draft.parties) <= one.sides)
            and not (actors and one.people and not actors & one.people)
        ]
        with_it = [one for one in fitting if any(sentence.start <= told < sentence.end for told in one.told)]
        if with_it:
            return with_it[0] if len({one.date for one in with_it}) == 1 else None
        just_before = self._context.sentences[sentence.index - 1].start if sentence.index else -1
        also = next((one for one in fitting if one.agreed and just_before in one.told), None)
        if also is not None:
            return also  # "… agreed last month to …. The two leaders also agreed to …"
        if sentence.tokens[0].lower in _POINTING and sentence.index:
            near = self._context.sentences[max(0, sentence.index - 2)].start
            there = [one for one in fitting if any(near <= told < sentence.start for told in one.told)]
            if len({one.date for one in there}) == 1:
                return there[0]  # "They met in August. … They agreed to …": also when it is no news
        fitting = [one for one in fitting if self._is_news(one.date)]
        before = [one for one in fitting if min(one.told) < sentence.start]
        if before:
            return max(before, key=lambda one: max(told for told in one.told if told < sentence.start))
        return fitting[0] if len({one.date for one in fitting}) == 1 else None

    def _ceremony(self, draft: Draft) -> _Occasion | None:
        """The signing by two states that was told just before, for what their firms and universities signed there.

        Over 214 articles all three such documents told within three sentences of it were marked with its day.
        """
        countries = self._context.gazetteer.countries
        states = {name for name in draft.parties if name in countries}
        if draft.status is not AgreementStatus.SIGNED or len(states) == len(draft.parties):
            return None
        for known in reversed(self._signed[-_SIGNED_KEPT:]):
            near = 0 < draft.sentence.index - known.sentence.index <= _CEREMONY_BACK
            sides = frozenset(known.parties)
            if near and known.date is not None and states <= sides:
                told = (known.sentence.start,)
                return _Occasion(frozenset(), sides, known.date, known.place, told, agreed=True)
        return None

    def _is_news(self, told: str) -> bool:
        """Is it a day, or days, shortly before the article's own, not one that it looks back to?"""
        published = self._context.published
        if len(told) < len("2024-08-22"):
            return False
        return published is None or abs((published - date.fromisoformat(told[-10:])).days) <= _NEWS_DAYS


def _list_press_conferences(context: Context) -> Iterator[_Occasion]:
    """The joint press conferences of two sides whose day is told: they speak of what they agreed just before."""
    for sentence in context.sentences:
        words = [token.lower for token in sentence.tokens]
        places = [i for i in range(len(words) - 2) if words[i] == "joint" and words[i + 1] in _PRESS]
        days = [said for said in context.dates(sentence.index) if len(said.iso) == len("2024-08-22")]
        if sentence.heading or not places or len(days) != 1:
            continue
        mentions = context.mentions(sentence.index)
        people = frozenset(name for one in mentions if one.kind == "person" for name in one.names)
        sides = frozenset(side for name in people if (side := context.side(name)) is not None)
        there = next((one.names[0] for one in mentions if one.kind == "place"), None)
        if len(sides) > 1:
            yield _Occasion(people, sides, days[0].iso, there, (sentence.start,), agreed=False)


def _is_of_before(clauses: Clauses, draft: Draft) -> bool:
    """Is it told as done before what the article tells: "Earlier, both signed …"?"""
    return any(token.lower in _BEFORE and token.dep != "amod" for token in clauses.tokens[: draft.trigger])


def _list_sides(context: Context, meeting: Meeting) -> list[str]:
    """The countries and bodies that the participants act for, and their own names.

    Where it is not known whom one of them acts for, or all seem to act for one, the two countries named with the
    meeting are its sides.
    """
    found = {
        name: [side for side in (context.side(name), context.body_of(name)) if side is not None]
        for name in meeting.participants
    }
    sides = [side for name, own in found.items() for side in (name, *own)]
    unknown = not all(found.values()) or len({side for own in found.values() for side in own}) < 2
    told = {quote.start for quote in meeting.quotes}
    named = {
        mention.names[0]
        for sentence in context.sentences
        if unknown and sentence.start in told
        for mention in context.mentions(sentence.index)
        if mention.kind == "country"
    }
    return [*sides, *sorted(named)] if len(named) == 2 else sides
