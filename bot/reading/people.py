"""The people an article names: their fullest name, the office nearest to it, and the country they act for."""

from __future__ import annotations

from bot.core.models import Person
from bot.core.quotes import cut_quote
from bot.reading.context.context import Context
from bot.reading.context.roster import RosterEntry
from bot.reading.explain import Trace

_SHORT = 5  # letters of an office in short, "DPM", and one more
MAX_QUOTES = 3  # a person named in twenty sentences is shown with the best few


def read_people(context: Context, trace: Trace) -> tuple[Person, ...]:
    """Each named person of the article body once, in order of first naming."""
    people: list[tuple[int, Person]] = []
    for entry in context.roster.entries:
        body = [index for index in entry.seen if not context.sentences[index].heading]
        if not body:
            trace.refused("people", context.sentences[entry.seen[0]], f"{entry.name}: named in a heading alone")
            continue
        first = context.sentences[body[0]]
        if not entry.sure and len(entry.parts) < 2:
            trace.refused("people", first, f"{entry.name}: only the model takes this for a person")
            continue
        role = _role(context, entry)
        country = context.side(entry.name)
        best = sorted(dict.fromkeys(body), key=lambda index: (not _tells(entry, index), index))[:MAX_QUOTES]
        sentences = (context.sentences[index] for index in best)
        quotes = tuple(cut_quote(context.article.text, sentence.start, sentence.end) for sentence in sentences)
        trace.found(
            "people", context.sentences[best[0]], f"{entry.name}, {role or 'no office'}, {country or 'no country'}"
        )
        people.append((first.start, Person(entry.name, role, country, quotes)))
    return tuple(person for _, person in sorted(people, key=lambda item: item[0]))


def _role(context: Context, entry: RosterEntry) -> str | None:
    """The office as written nearest to the name: the first one in the body, a full one before "Secretary" or "FM"."""
    body = [(index, role) for index, role, _ in entry.roles if not context.sentences[index].heading]
    roles = [role for _, role in (body or [(index, role) for index, role, _ in entry.roles])]
    if not roles:
        return None
    first = roles[0]
    if first.isupper() and len(first) < _SHORT:
        return next((role for role in roles if len(role) >= _SHORT), first)
    fuller = [role for role in roles if role.lower().startswith(first.lower()) or role.lower().endswith(first.lower())]
    return max(fuller, key=len) if len(first.split()) == 1 else first


def _tells(entry: RosterEntry, index: int) -> bool:
    """Does the sentence tell the person's office or full name?"""
    return any(at == index for at, _, _ in entry.roles)
