"""A conference that no list of bodies knows, by its name: "the Seventh Tokyo Conference on African Development".

By GUIDE a conference is told with one who takes part and the body that holds it. Where its name has no body, the
conference itself stands for it: of 12 such conferences that others marked, 10 are told with their own name as a party.
A country's own conferences ("the National Education Conference") are no meeting of states.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.models import MeetingKind
from bot.reading.context.context import Context
from bot.reading.meetings.frames import Trigger, load_meetings
from bot.reading.meetings.parties import Party, sides_of
from bot.reading.meetings.place import list_hits
from bot.reading.parsing.syntax import Sentence, Token

_ENOUGH = 3  # sides that tell by themselves who sits together
_ASIDE = 10  # words of "who visited Korea to attend the"
_SMALL = frozenset("on of the and for to in".split())
_AMONG_STATES = frozenset(
    "international world global regional interregional intergovernmental ocean oceans nuclear climate friends africa "
    "asia europe pacific states parties african asian arab islamic european american eurasian mediterranean".split()
)
_PLAIN = frozenset(
    "annual special joint high-level high level ministerial plenary opening closing regular informal extraordinary "
    "trilateral bilateral virtual first second third fourth fifth sixth seventh eighth ninth tenth security "
    "defence defense finance trade economy energy health agriculture culture foreign affairs meeting summit "
    "conference forum session assembly council gathering roundtable retreat political economic business".split()
)
_FIRMS = frozenset(("business", "investment", "trade"))


def read_conference(context: Context, trigger: Trigger, parties: Sequence[Party]) -> list[Party]:
    """The conference of a noun as a party by its own name; none where a body or its two states are named with it."""
    if trigger.kind is not MeetingKind.SUMMIT or any(party.kind == "body" for party in parties):
        return []
    if len(sides_of(parties)) >= _ENOUGH:
        return []
    sentence = trigger.sentence
    if any(token.tag == "WP" for token in sentence.tokens[max(0, trigger.first - _ASIDE) : trigger.first]):
        return []  # "met A, who came to attend the Korea-Africa Summit": told beside
    words = _list_words(sentence, trigger)
    own = [word for word in words if word.i != trigger.head]
    if not own or not _is_of_states(context, sentence, words, own):
        return []
    name = sentence.text[words[0].start - sentence.start : words[-1].end - sentence.start]
    return [Party(name, "body", name, acting=False, official=True, at=words[0].i)]


def _list_words(sentence: Sentence, trigger: Trigger) -> Sequence[Token]:
    """The words of the name, in order; none where the noun is written small ("the climate conference")."""
    tokens, head = sentence.tokens, trigger.head
    if not tokens[head].text[:1].isupper():
        return ()
    first = head
    while first > 0 and _may_be_before(tokens, first - 1):
        first -= 1
    last = head + 1
    while last < len(tokens) and _may_be_behind(tokens, last):
        last += 1
    return tokens[first:last]


def _may_be_before(tokens: Sequence[Token], i: int) -> bool:
    token = tokens[i]
    if token.text in ("-", "–") or token.lower == "of":
        return i > 0 and tokens[i - 1].text[:1].isupper()
    return token.text[:1].isupper() and token.tag[:2] in ("NN", "JJ", "CD") and token.entity not in ("DATE", "TIME")


def _may_be_behind(tokens: Sequence[Token], i: int) -> bool:
    token = tokens[i]
    if token.lower in _SMALL:
        if token.lower == "the" and tokens[i - 1].lower not in _SMALL:
            return False
        following = next((each for each in tokens[i + 1 : i + 3] if each.lower not in _SMALL), None)
        return token.lower != "in" and following is not None and _may_be_behind(tokens, following.i)
    return token.text[:1].isupper() and token.tag[:2] in ("NN", "JJ") and token.entity not in ("DATE", "TIME")


def _is_of_states(context: Context, sentence: Sentence, words: Sequence[Token], own: Sequence[Token]) -> bool:
    """Does the name say more than what sort of people meet, and of whom: two states' firms, a city, the world?"""
    groups = load_meetings().words.groups
    telling = [word.lower for word in own if word.lower not in groups | _PLAIN and word.text not in ("-", "–")]
    if not telling:
        return False
    named = {word.lower for word in words}
    hits = [hit for hit in list_hits(context, sentence) if words[0].i <= hit.first <= words[-1].i]
    states = {hit.country for hit in hits if hit.country is not None and hit.kind in ("country", "adjective")}
    states = {hit.country for hit in hits if hit.country in states and hit.first < own[-1].i + 2}
    if len(states) >= 2:
        return bool(named & _FIRMS)  # else it is theirs, and those who stand for them hold it
    return bool(named & _AMONG_STATES) or bool(hits)
