"""Those whom somebody received, named in the sentence behind: "They were Ambassador A of Oman, B of Peru and C".

Agencies tell first that a minister received "a number of ambassadors, separately", and then who they were.
"""

from __future__ import annotations

from bot.core.models import MeetingKind
from bot.reading.context.context import Context
from bot.reading.meetings.lists import read_list
from bot.reading.meetings.memory import Round
from bot.reading.meetings.parties import Party, fit_parties, sides_of
from bot.reading.meetings.tellings import Candidate
from bot.reading.parsing.syntax import Sentence

_BACK = 2  # sentences between "received several ambassadors" and who they were
_BEING = frozenset("are were is was include includes included".split())
_WHO = frozenset("they them these ambassadors envoys diplomats officials ministers guests visitors".split())
_LEAD = 5  # words of "The four new envoys were"
_SKIPPED = 14  # words of ", who is Dean of the Diplomatic Corps,"


def read_named(context: Context, row: Round | None, sentence: Sentence) -> list[Candidate]:
    """The meetings with those whom a sentence names behind "They were"; none where no row was told right before."""
    tokens = sentence.tokens
    near = row is not None and 0 < sentence.index - row.sentence <= _BACK
    if row is None or not near or row.remote or sentence.heading:
        return []
    verb = next((token.i for token in tokens[1:_LEAD] if token.lower in _BEING), None)
    if verb is None or not _WHO.intersection(token.lower for token in tokens[:verb]):
        return []
    people = [party for party in _read_all(context, sentence, verb + 1) if party.name not in row.names]
    if len(people) < 2:
        return []
    groups = [[person] for person in people] if row.apart else [people]
    together = not row.apart and len(sides_of([*row.parties, *people])) > 2
    kind = MeetingKind.SUMMIT if together else MeetingKind.TALKS
    return [
        Candidate(
            kind, fit_parties([*row.parties, *group]), row.place, row.date, row.standing, sentence,
            "they were", also=True,
        )
        for group in groups
    ]  # fmt: skip


def _read_all(context: Context, sentence: Sentence, start: int) -> list[Party]:
    """The people of a list, also behind "who is Dean of the Diplomatic Corps,"."""
    tokens = sentence.tokens
    found, end = read_list(context, sentence, start)
    while end + 1 < len(tokens) and tokens[end].text == "," and tokens[end + 1].tag == "WP":
        behind = next((t.i for t in tokens[end + 2 : end + _SKIPPED] if t.text == ","), None)
        more, end = read_list(context, sentence, behind + 1) if behind is not None else ([], len(tokens))
        found += more
    return [party for party in found if party.kind == "person"]
