"""Whom a pronoun in a phrase before the subject looks forward to: "During his stay in Tokyo, Feleti Teo met …"."""

from __future__ import annotations

from collections.abc import Sequence

from bot.reading.context.bonds import NamedPerson
from bot.reading.lexicon.lists import lemma
from bot.reading.parsing.syntax import Sentence, Token

# Words with which a phrase or clause before the subject opens.
_OPENERS = frozenset(
    "during on in after before at while upon following ahead prior throughout despite since as when for with amid "
    "speaking addressing concluding wrapping ending beginning starting continuing".split()
)
# "At his invitation, Premier B …": somebody else's.
_OF_ANOTHER = frozenset(
    "invitation request behalf honour honor name memory absence presence place predecessor successor death".split()
)
_HOSTING = frozenset("receive welcome host greet see".split())
_JOURNEYS = frozenset("visit stay trip tour arrival journey".split())


def find_subject_ahead(sentence: Sentence, token: Token, people: Sequence[NamedPerson]) -> NamedPerson | None:
    """The named subject behind the comma that ends the phrase in which the pronoun ``token`` stands; else None."""
    tokens = sentence.tokens
    if tokens[0].lower not in _OPENERS or any(
        person.first < token.i for person in people if _is_subject(tokens, person)
    ):
        return None
    subject = next((person for person in people if person.first > token.i and _is_subject(tokens, person)), None)
    if subject is None or not _opens_clause(tokens, subject):
        return None
    owned = {near.lower for near in tokens[token.i + 1 : token.i + 4]}
    if token.tag == "PRP$" and owned & _OF_ANOTHER:
        return None
    verb = next((each for each in tokens[subject.last :] if each.tag in ("VBD", "VBZ", "VBP", "VB")), None)
    hosting = verb is not None and lemma(verb.lower) in _HOSTING
    # "During his visit, President B received Minister A": the visitor is another one
    journey = any(near.lower in _JOURNEYS for near in tokens[token.i : subject.first])
    return None if hosting and (journey or token.tag == "PRP") else subject


def _is_subject(tokens: Sequence[Token], person: NamedPerson) -> bool:
    return any(tokens[place].dep in ("nsubj", "nsubjpass") for place in range(person.first, person.last))


def _opens_clause(tokens: Sequence[Token], subject: NamedPerson) -> bool:
    """Does a comma stand right before the subject, an article or office words between?"""
    before = [token.text for token in tokens[max(0, subject.first - 3) : subject.first]]
    return "," in before
