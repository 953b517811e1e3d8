"""What a government approves: "The Cabinet approved an MoU with Chile on ports and a treaty with Peru".

Each instrument that names its other side is one agreement of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.core.models import AgreementStatus
from bot.reading.agreements.drafts import Draft, Found
from bot.reading.agreements.grammar import Clauses, Force
from bot.reading.agreements.kinds import kind_of_deal
from bot.reading.agreements.parties import Parties, is_state_or_body
from bot.reading.agreements.subjects import cut_subject
from bot.reading.agreements.words import Instrument, base_form
from bot.reading.context.context import Context
from bot.reading.parsing.syntax import Token

_APPROVE = frozenset(("approve", "authorise", "authorize", "endorse", "okay"))
_GIVE = frozenset(("accord", "give", "grant"))
_CONSENT = frozenset(("approval", "assent", "consent", "nod"))
_ORGANS = frozenset("cabinet council government parliament senate assembly session house ministers it".split())
_DAY_BACK = 20  # sentences back to the day of a session
_SITTING = frozenset("cabinet council government parliament senate assembly".split())
_ABOUT = frozenset(("on", "in", "for", "concerning", "regarding", "to"))
_LINKS = frozenset(("between", "with"))
_NAMED_WITHIN = 6  # tokens from an instrument's words to "with" or "between"


class ApprovalReader:
    """Reads the sentences in which a country's own government or parliament approves agreements."""

    def __init__(self, context: Context, parties: Parties) -> None:
        self._context = context
        self._countries = context.gazetteer.countries
        self._parties = parties

    def read(self, clauses: Clauses, instruments: Sequence[Instrument]) -> list[Found]:
        """The agreements that a sentence says were approved."""
        verb = next((token for token in clauses.tokens if token.tag[:2] == "VB" and _approves(clauses, token)), None)
        if verb is None or not instruments or clauses.force(verb.i) is not Force.FACT:
            return []
        homes = self._homes(clauses, verb)
        return list(self._items(clauses, verb, instruments, homes)) if homes is not None else []

    def _homes(self, clauses: Clauses, verb: Token) -> list[str] | None:
        """The countries whose government it may be, the likeliest first; None when nobody of a government approves."""
        passive = bool(clauses.children(verb.i, "auxpass"))
        agents = list(clauses.pobj(verb.i, "by")) if passive else [clauses.tokens[i] for i in clauses.subjects(verb.i)]
        if any(agent.lower not in _ORGANS for agent in agents) or not (agents or passive):
            return None
        for agent in agents:
            named = [name for name in self._parties.of_heads(clauses, [agent.i]) if name in self._countries]
            if named:
                return named
        told = any(agent.lower not in ("it", "house", "session") for agent in agents)
        title = self._context.article.title.split()
        meets = bool({word.lower().strip(",.:") for word in title} & _SITTING)
        if not told and not meets:
            return None
        first = next((sentence.index for sentence in self._context.sentences if not sentence.heading), None)
        dateline = self._context.dateline
        found = [hit.country for hit in self._context.gazetteer.find(title)]
        found += [dateline.country if dateline is not None else None]
        found += [hit.country for hit in self._context.hits(first)] if first is not None else []
        return [country for country in found if country is not None]

    def _items(
        self, clauses: Clauses, verb: Token, instruments: Sequence[Instrument], homes: Sequence[str]
    ) -> Iterator[Found]:
        tokens = clauses.tokens
        for place, instrument in enumerate(instruments):
            end = _begin_of(clauses, instruments[place + 1]) if place + 1 < len(instruments) else len(tokens)
            link = next(
                (
                    token.i
                    for token in tokens[instrument.last : min(end, instrument.last + _NAMED_WITHIN)]
                    if token.lower in _LINKS
                ),
                None,
            )
            if link is None:
                continue
            named = self._parties.listed_after(clauses, link, min(link + 1, end), *_LINKS)
            if not named:
                named = self._parties.with_whom(clauses, (tokens[link].head,), *_LINKS)
            named = [name for name in named if is_state_or_body(self._context, name)]
            home = homes[:1] if len(named) < 2 else []
            parties = tuple(dict.fromkeys([*home, *named]))
            if len(parties) < 2:
                continue
            about = next(
                (t.i for t in tokens[link + 2 : end - 1] if t.lower in _ABOUT and not _is_of_time(tokens, t)), None
            )
            start = about + 1 if about is not None and tokens[about].lower != "to" else _begin_of(clauses, instrument)
            span = cut_subject(clauses, start, end, verb.i)
            if span is not None:
                kind = kind_of_deal(clauses, instrument, (instrument.first, end), AgreementStatus.SIGNED)
                status, day = AgreementStatus.AGREED, self._day(clauses.sentence.index)
                yield Found(
                    Draft(kind, parties, clauses.words(span), status, clauses.sentence, verb.i, day, lent=True), span
                )

    def _day(self, sentence: int) -> str | None:
        """The day of the session: the first day of the nearest sentence before that names the government with one."""
        lead = next((one.index for one in self._context.sentences if not one.heading), sentence)
        for place in (*range(sentence, max(lead, sentence - _DAY_BACK), -1), lead):
            words = {token.lower for token in self._context.sentences[place].tokens}
            days = [said.iso for said in self._context.dates(place) if len(said.iso) == len("2024-08-22")]
            if days and (place == lead or words & (_ORGANS - {"it"})):
                return days[0]
        return None


def _approves(clauses: Clauses, verb: Token) -> bool:
    """Is it "approved", or "gave its approval to"?"""
    given = base_form(verb) in _GIVE and any(thing.lower in _CONSENT for thing in clauses.children(verb.i, "dobj"))
    return given or base_form(verb) in _APPROVE


def _is_of_time(tokens: Sequence[Token], preposition: Token) -> bool:
    return any(token.entity in ("DATE", "TIME", "GPE") for token in tokens[preposition.i + 1 : preposition.i + 3])


def _begin_of(clauses: Clauses, instrument: Instrument) -> int:
    """The first token of an instrument's phrase with its article."""
    found = [child.i for place in range(instrument.first, instrument.last) for child in clauses.children(place, "det")]
    return min([instrument.first, *found])
