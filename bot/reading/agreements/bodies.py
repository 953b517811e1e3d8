"""Which body is meant where none is named: "the leaders adopted a declaration", "Bolivia joined the bloc"."""

from __future__ import annotations

from collections.abc import Sequence

from bot.reading.agreements.grammar import Clauses
from bot.reading.agreements.words import base_form
from bot.reading.context.context import Context, Mention
from bot.reading.parsing.syntax import Sentence

_GATHERED = frozenset(("leaders", "ministers", "heads", "members", "participants", "delegates", "summit", "meeting"))
_MEET = frozenset(
    ("gather", "meet", "convene", "assemble", "open", "summit", "meeting", "conference", "session", "hold")
)
_BLOC = frozenset(("bloc", "alliance", "grouping", "group", "organisation", "organization", "union", "club", "body"))
_ARMS = frozenset("Agency Bank Commission Commissioner Court Fund International Office Programme United World".split())
_BLOC_BACK = 30  # sentences; "the bloc" is said long after its name
_LOOK_BACK = 4  # sentences
# Arms of the European Union stand for it when the text goes on with "the bloc".
_ARM_OF = {
    "European Commission": "European Union",
    "European Council": "European Union",
    "European Parliament": "European Union",
}


def wholes_of(name: str) -> set[str]:
    """The body of which this one is an arm: it is no other party beside it."""
    return {_ARM_OF[name]} if name in _ARM_OF else set()


def find_meeting_body(context: Context, clauses: Clauses, subject: int) -> str | None:
    """The body whose leaders are told to gather a few sentences before, for "the leaders" or "the summit"."""
    token = clauses.tokens[subject]
    below = clauses.children(subject)
    if token.lower not in _GATHERED or any(child.dep in ("prep", "amod", "poss", "nummod") for child in below):
        return None
    if not any(child.dep == "det" and child.lower == "the" for child in below):
        return None
    for sentence in reversed(context.sentences[max(0, clauses.sentence.index - _LOOK_BACK) : clauses.sentence.index]):
        if sentence.heading:
            continue
        for mention in context.mentions(sentence.index):
            if mention.kind == "body" and is_of_those_who_meet(sentence, mention):
                return mention.names[0]
    return None


def is_of_those_who_meet(sentence: Sentence, mention: Mention) -> bool:
    """Is it "leaders of the African Union" or "ASEAN ministers", in a sentence that tells of a gathering?"""
    tokens = sentence.tokens
    before = {token.lower for token in tokens[max(0, mention.first - 4) : mention.first]}
    after = {token.lower for token in tokens[mention.last : mention.last + 4]}
    named = ("of" in before and before & _GATHERED) or after & _GATHERED
    return bool(named) and any(base_form(token) in _MEET for token in tokens)


def find_bloc(context: Context, clauses: Clauses, head: int) -> str | None:
    """The body named before, for "the bloc" at ``head`` or "the bloc's …" around it."""
    words = [clauses.tokens[head], *clauses.children(head, "poss")]
    word = next((token for token in words if token.lower in _BLOC), None)
    if word is None or not any(child.lower == "the" for child in clauses.children(word.i, "det")):
        return None
    if any(child.dep in ("amod", "compound", "prep") for child in clauses.children(word.i)):
        return None
    index = clauses.sentence.index
    words_of_title = context.article.title.split()
    for place in range(index, max(-1, index - _BLOC_BACK), -1):
        words_before = [token.text for token in context.sentences[place].tokens]
        found = _bodies_in(context, words_before[: word.i] if place == index else words_before)
        if found:
            return found[-1]
    found = _bodies_in(context, words_of_title)
    return found[-1] if found else None


def _bodies_in(context: Context, words: Sequence[str]) -> list[str]:
    """The bodies of member states among words: no agency, bank or court of theirs."""
    names = [_ARM_OF.get(hit.name, hit.name) for hit in context.gazetteer.find(words) if hit.kind == "body"]
    return [name for name in names if context.gazetteer.acts_as_one(name) and not _ARMS & set(name.split())]
