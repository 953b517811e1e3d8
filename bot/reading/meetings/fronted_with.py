"""One of a row of meetings told with its other side first: "With Kenyan Foreign Minister B, he discussed trade".

The row was told before, "held talks with the ministers of Kenya and Ghana on Monday": kind, place and day are its.
Without such a row right before nothing is told: what two discussed may have been said in a letter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.core.models import MeetingKind
from bot.reading.context.context import Context
from bot.reading.lexicon.lists import lemma
from bot.reading.meetings.lists import read_list
from bot.reading.meetings.parties import Party, fit_parties, make_parties, sides_of
from bot.reading.meetings.status import Standing
from bot.reading.meetings.tellings import Candidate
from bot.reading.parsing.syntax import Sentence

_TALKING = frozenset("discuss talk agree review exchange speak examine raise explore address".split())
_BACK = 12  # sentences between the row and one of it
_NEAR = 4  # words between the comma and who spoke, and from there to the verb


def read_fronted(context: Context, sentence: Sentence, told: Sequence[Candidate]) -> list[Candidate]:
    """The meeting of a sentence that begins with "With B, A discussed"; none where no row was told."""
    tokens = sentence.tokens
    if sentence.heading or len(tokens) < _NEAR or tokens[0].lower != "with":
        return []
    others, behind = read_list(context, sentence, 1)
    if not others or any(party.kind != "person" for party in others) or behind >= len(tokens) - 1:
        return []
    named = _find_doer(context, sentence, behind) if tokens[behind].text == "," else None
    if named is None:
        return []
    # Of "With B, he discussed" the pronoun is not B, but who met the others of the row.
    doer = named if named.name not in {party.name for party in others} else None
    row = _find_row(sentence, told, doer, sides_of(others))
    doer = doer or (_find_host(row, sides_of(others)) if row is not None else None)
    if row is None or doer is None:
        return []
    parties = fit_parties([doer, *others])
    own = sides_of(others) <= sides_of(row.parties)  # else it is a further one of the row
    return [replace(row, parties=parties, sentence=sentence, rule="with B, A discuss", also=not own, definite=False)]


def _find_doer(context: Context, sentence: Sentence, comma: int) -> Party | None:
    """Who spoke, where a verb of talking in the past follows."""
    tokens = sentence.tokens
    mention = next(
        (each for i in range(comma + 1, comma + 1 + _NEAR) if (each := context.mention_at(sentence.index, i))), None
    )
    if mention is None or mention.kind != "person" or len(mention.names) != 1:
        return None
    verb = next((token for token in tokens[mention.last : mention.last + _NEAR] if token.tag.startswith("VB")), None)
    if verb is None or verb.tag != "VBD" or lemma(verb.lower) not in _TALKING:
        return None
    return make_parties(context, mention)[0]


def _find_host(row: Candidate, sides: set[str]) -> Party | None:
    """The one person of a row who is not of the other side."""
    people = [party for party in row.parties if party.kind == "person" and (party.side or "") not in sides]
    return people[0] if len(people) == 1 else None


def _find_row(sentence: Sentence, told: Sequence[Candidate], doer: Party | None, sides: set[str]) -> Candidate | None:
    """The meeting told before of the same one: with the other's state, else a further one with somebody else."""
    near = [
        each
        for each in told
        if 0 < sentence.index - each.sentence.index <= _BACK
        and each.standing is Standing.HELD
        and each.kind in (MeetingKind.TALKS, MeetingKind.CALL)
        and (doer is None or doer.name in each.names)
    ]
    same = [each for each in near if sides & sides_of(each.parties)]
    others = [each for each in reversed(near) if each.also and doer is not None]
    return next(iter([*reversed(same), *others]), None)
