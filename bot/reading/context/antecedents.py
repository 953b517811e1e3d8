"""Whom words without a name mean: "he", "the premier", "both sides", "the two countries", "his Indian counterpart".

Each expression has a type. Words for countries never take persons as they are, words for leaders take persons only,
"the two" and "they" take the nearest pair. The sentence itself is asked first (what stands before the expression),
then one to four sentences back, then the title, then the two countries that the article names most. What stays open is
left open: no mention is better than a wrong one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.reading.parsing.syntax import Sentence, Token

LOOK_BACK = 4  # sentences; beyond it the nearest pair is the right one in less than half of the cases

NEAR = 3  # steps from the main verb: "held a call with X" is three

_OPENING = frozenset("they them the both these two their all our".split())
_NUMBERS = {"two": 2, "both": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_SIDES = frozenset("sides parties delegations".split())
_STATES = frozenset(
    "countries nations states neighbours neighbors governments peoples capitals economies allies powers militaries "
    "republics administrations".split()
)
_ANY_LEADERS = frozenset(
    "leaders officials pair duo men women politicians diplomats heads chiefs principals interlocutors dignitaries "
    "statesmen counterparts representatives".split()
)
_LEADERS = _ANY_LEADERS | frozenset(
    "presidents premiers ministers envoys secretaries advisors advisers kings chancellors negotiators ambassadors "
    "generals commanders".split()
)
_NOUNS = _SIDES | _STATES | _LEADERS
_DONE_BY_TWO = frozenset("held met discussed agreed signed exchanged spoke talked also".split())
_BEFORE_NOUN = frozenset("foreign prime defence defense finance trade top national security economic".split())


@dataclass(frozen=True, slots=True)
class Party:
    """A named party where it stands: what an expression may refer back to."""

    name: str
    kind: str  # "person", "country" or "body"
    country: str | None  # the side it acts for
    subject: bool  # it is the subject of a clause
    token: int  # place of its first token
    heads: frozenset[str]  # head nouns of a person's offices in the singular, lower case
    firm: bool  # named as an actor, not only as an adjective or a place
    depth: int = 0  # steps from the sentence's main verb down to it; 3 and less takes part in the main clause


@dataclass(frozen=True, slots=True)
class GroupWords:
    """An expression for several parties; places of tokens, ``last`` exclusive."""

    first: int
    last: int
    kind: str  # "sides", "states", "leaders", "ours" ("our leaders": those of the states that speak) or "any"
    count: int | None  # how many there must be, None when the words do not say
    head: str | None  # "minister" in "the two foreign ministers", None when any person will do


def find_groups(sentence: Sentence) -> list[GroupWords]:
    """The expressions for several parties in a sentence."""
    tokens = sentence.tokens
    found: list[GroupWords] = []
    behind = 0
    for token in tokens:
        group = _group_at(tokens, token.i) if token.lower in _OPENING and token.i >= behind else None
        if group is not None:
            found.append(group)
            behind = group.last
    return found


def _group_at(tokens: Sequence[Token], place: int) -> GroupWords | None:
    lower = tokens[place].lower
    if lower in ("they", "them"):
        return GroupWords(place, place + 1, "any", None, None)
    count = _NUMBERS.get(lower)
    end = place + 1
    if lower == "our":
        return _our_group(tokens, place)
    while end < len(tokens) and tokens[end].lower in ("the", "of", "these", "their") and lower in ("both", "all"):
        end += 1
    if end < len(tokens) and tokens[end].lower in _NUMBERS:
        count = _NUMBERS[tokens[end].lower]
        end += 1
    while end < len(tokens) and tokens[end].lower in _BEFORE_NOUN:
        end += 1
    if end < len(tokens) and tokens[end].lower in _NOUNS and tokens[end].tag[:1] == "N":
        if lower == "two" and place and tokens[place - 1].tag not in (",", "IN", "CC", ".", ":", "``"):
            return None  # "the two sides" is met at "the"
        return _noun_group(tokens, place, end, count)
    if count is not None and lower in ("the", "both", "these") and _stands_alone(tokens, place, end):
        return GroupWords(place, end, "any", count, None)
    return None


def _our_group(tokens: Sequence[Token], place: int) -> GroupWords | None:
    """As in "we, the governments of A and B, … our leaders": those who speak in a joint text."""
    end = place + 1
    count = _NUMBERS.get(tokens[end].lower) if end < len(tokens) else None
    end += count is not None
    if end >= len(tokens) or tokens[end].lower not in _STATES | {"leaders"} or tokens[end].tag[:1] != "N":
        return None
    return GroupWords(place, end + 1, "ours", count, None)


def _noun_group(tokens: Sequence[Token], place: int, end: int, count: int | None) -> GroupWords | None:
    """As in "The two countries", "both sides", "the foreign ministers"; ``end`` is the noun's place."""
    noun = tokens[end].lower
    following = tokens[end + 1].lower if end + 1 < len(tokens) else ""
    if count is None and following in ("of", "from", "in", "who", "that", "to"):
        return None  # "the leaders of France and Germany" are named
    if noun in _SIDES:
        return GroupWords(place, end + 1, "sides", count, None)
    theirs = tokens[place].lower == "their"
    if noun in _STATES:
        return GroupWords(place, end + 1, "states", count, None) if count or not theirs else None
    if theirs:
        return None
    if noun in ("pair", "duo"):
        return GroupWords(place, end + 1, "leaders", 2, None)
    head = None if noun in _ANY_LEADERS else noun[:-3] + "y" if noun.endswith("ies") else noun[:-1]
    return GroupWords(place, end + 1, "leaders", count, head)


def _stands_alone(tokens: Sequence[Token], first: int, end: int) -> bool:
    """As in "The two met", "both agreed": a verb follows, or the words are an object by themselves."""
    if tokens[first].lower == "both" and (
        tokens[end - 1].dep in ("preconj", "cc") or (end < len(tokens) and tokens[end].tag in ("NNP", "NNPS", "PRP"))
    ):
        return False
    if end >= len(tokens):
        return True
    following = tokens[end]
    if following.lower == "sides":
        return False
    if first == 0 and following.lower in _DONE_BY_TWO:  # often read as "the two held talks", talks that two held
        return True
    alone = tokens[end - 1].dep in ("nsubj", "nsubjpass", "pobj", "dobj", "conj")
    return following.tag in ("VBD", "VBP", "VBZ", "MD", "RB", ".", ",", "VBN") and alone


class Discourse:
    """What has been named so far, sentence by sentence, and the choices made from it."""

    def __init__(self, title: Iterable[Party], counts: Counter[str]) -> None:
        """``title``: the parties that the article's title names; ``counts``: how often it names each country."""
        self._title = list(title)
        self._counts = counts
        self._sentences: list[list[Party]] = []
        self._paragraphs: list[int] = []

    def begin(self, paragraph: int) -> None:
        """A new sentence starts."""
        self._sentences.append([])
        self._paragraphs.append(paragraph)

    def add(self, party: Party) -> None:
        """A party is named in the current sentence."""
        self._sentences[-1].append(party)

    def here(self) -> Sequence[Party]:
        """The parties named so far in the current sentence."""
        return self._sentences[-1]

    def _back(self, limit: int = LOOK_BACK) -> Iterable[list[Party]]:
        return reversed(self._sentences[max(0, len(self._sentences) - 1 - limit) :])

    # -- one person ---------------------------------------------------------------------------------------------

    def person_before(
        self,
        *,
        gender: str | None,
        genders: dict[str, str],
        last: bool = False,
        without: frozenset[str] = frozenset(),
        leading: bool = False,
    ) -> Party | None:
        """Whom "he" or "she" means: the nearest subject person, else the only person of the nearest sentence.

        ``last`` asks for the latest person of the sentence itself instead ("thanked Hoekstra for his support");
        ``without`` are people whom the pronoun can't mean there; ``leading`` says that the pronoun is the subject with
        which a paragraph begins.
        """
        for distance, parties in enumerate(self._back(3)):
            people = [
                party
                for party in parties
                if party.kind == "person"
                and _agrees(gender, genders.get(party.name))
                and (distance or party.name not in without)
            ]
            names = {party.name for party in people}
            if not names:
                if distance and any(party.kind == "person" and party.name not in without for party in parties):
                    return None  # somebody of the other gender stands between
                continue
            subjects = [party for party in people if party.subject]
            found: Party | None = None
            if len(names) == 1 or (last and distance == 0):
                found = people[-1]
            elif subjects:
                found = subjects[-1] if distance == 0 else min(subjects, key=lambda party: party.depth)
            if found is not None and leading and distance:
                topic = self._topic(found, distance)
                return topic if topic is not None and _agrees(gender, genders.get(topic.name)) else found
            return found
        return None

    def _topic(self, nearest: Party, distance: int) -> Party | None:
        """The person whom the article is about, where the nearest one was only named in passing between."""
        here = len(self._sentences) - 1 - distance
        if any(party.name == nearest.name for parties in self._sentences[:here] for party in parties):
            return None
        for parties in reversed(self._sentences[:here]):
            subjects = [party for party in parties if party.kind == "person" and party.subject]
            if subjects:
                often = sum(party.name == subjects[0].name for each in self._sentences[:here] for party in each)
                return min(subjects, key=lambda party: party.depth) if often >= 2 or len(self._sentences) <= 5 else None
        return None

    def people_back(self) -> Iterable[Party]:
        """Every person named so far, the latest sentence first, subjects of it before others."""
        for parties in reversed(self._sentences):
            yield from sorted(
                (party for party in parties if party.kind == "person"), key=lambda party: not party.subject
            )
        yield from (party for party in self._title if party.kind == "person")

    # -- several ------------------------------------------------------------------------------------------------

    def resolve(self, words: GroupWords, without: frozenset[str] = frozenset()) -> tuple[Party, ...]:
        """Whom an expression for several parties means; nothing when that stays open.

        ``without`` are people of the same sentence whom it can't mean.
        """
        wanted = {
            "ours": self._ours,
            "leaders": self._leaders,
            "states": self._states,
            "sides": self._sides,
            "any": self._any,
        }[words.kind]
        for distance, parties in enumerate(self._back()):
            found = wanted([party for party in parties if distance or party.name not in without], words)
            if found:
                return found
        found = wanted(self._title, words)
        if found:
            return found
        if words.kind in ("states", "sides", "ours") and words.count in (None, 2):
            return self._commonest()
        return ()

    def _leaders(self, parties: Sequence[Party], words: GroupWords) -> tuple[Party, ...]:
        people = _distinct(party for party in parties if party.kind == "person")
        if words.head is not None:
            alike = [party for party in people if words.head in party.heads]
            open_ = any(not party.heads for party in people) or (len(alike) == 1 and _are_peers(people, words))
            people = alike if len(alike) >= 2 else people if open_ else []
        return _choose(_near(people, words.count), words.count)

    def _states(self, parties: Sequence[Party], words: GroupWords) -> tuple[Party, ...]:
        firm = _choose(_distinct(_side(party) for party in parties if party.firm), words.count, strict=True)
        return firm or _choose(_distinct(_side(party) for party in parties), words.count, strict=True)

    def _ours(self, parties: Sequence[Party], words: GroupWords) -> tuple[Party, ...]:
        return _choose(_distinct(_side(party) for party in parties), words.count, strict=True)

    def _sides(self, parties: Sequence[Party], words: GroupWords) -> tuple[Party, ...]:
        firm = _choose(_distinct(_side(party) for party in parties if party.firm), words.count, strict=True)
        return firm or self._pair_with_persons(parties, words)

    def _pair_with_persons(self, parties: Sequence[Party], words: GroupWords) -> tuple[Party, ...]:
        people = _choose(_distinct(party for party in parties if party.kind == "person"), words.count)
        sides = _distinct(_side(party) for party in people)
        return tuple(sides) if len(sides) == len(people) and all(side.kind != "person" for side in sides) else ()

    def _any(self, parties: Sequence[Party], words: GroupWords) -> tuple[Party, ...]:
        """As in "They", "the two": people before states; both kinds at once when a person deals with a state."""
        everybody = _distinct(party for party in parties if party.kind == "person")
        subjects = [party for party in everybody if party.subject]
        people = _choose(subjects, words.count) if len(subjects) >= 2 else ()
        people = people or _choose(_near(everybody, words.count), words.count)
        if people:
            return people
        others = [party for party in parties if party.firm and party.depth <= NEAR]
        mixed = _distinct(others)
        sides = {party.country or party.name for party in mixed}
        return _choose(mixed, words.count, strict=True) if len(sides) == len(mixed) else ()

    def _commonest(self) -> tuple[Party, ...]:
        """The article's two commonest countries, where they stand out."""
        ranked = self._counts.most_common(3)
        if len(ranked) < 2 or (len(ranked) == 3 and ranked[1][1] < 1.5 * ranked[2][1]):
            return ()
        return tuple(
            Party(name, "country", name, subject=False, token=0, heads=frozenset(), firm=True) for name, _ in ranked[:2]
        )


_PEERS = {"minister": frozenset(("secretary", "councilor", "councillor", "chancellor"))}


def _are_peers(people: Sequence[Party], words: GroupWords) -> bool:
    """Are they the two of two states, whose other name for the office is one too: a minister and a secretary?"""
    peers = _PEERS.get(words.head or "", frozenset()) | {words.head}
    countries = {party.country for party in people}
    return len(people) == len(countries) == 2 and all(party.heads & peers for party in people)


def _agrees(gender: str | None, known: str | None) -> bool:
    return gender is None or known is None or gender == known


def _side(party: Party) -> Party:
    """The state a party acts for, as a party; a body stands for itself."""
    if party.kind == "person" and party.country is not None:
        return Party(party.country, "country", party.country, party.subject, party.token, frozenset(), party.firm)
    return party


def _distinct(parties: Iterable[Party]) -> list[Party]:
    seen: dict[str, Party] = {}
    for party in parties:
        seen.setdefault(party.name, party)
    return list(seen.values())


def _near(people: Sequence[Party], count: int | None) -> Sequence[Party]:
    """Of too many people those of the main clause, when enough of them are there."""
    near = [party for party in people if party.depth <= NEAR]
    if count is None:
        return near if len(near) >= 2 else people
    return near if len(people) > count and len(near) >= count else people


def _choose(parties: Sequence[Party], count: int | None, *, strict: bool = False) -> tuple[Party, ...]:
    """The parties when their number fits. Of more people than asked for: the subject and the first of another side."""
    if strict:
        parties = [party for party in parties if party.kind != "person"]
    if count is None:
        return tuple(parties) if 2 <= len(parties) <= 6 else ()
    if count == 2 and not strict and len(parties) >= 2:
        return _pair(parties)
    return tuple(parties) if len(parties) == count else ()


def _pair(people: Sequence[Party]) -> tuple[Party, ...]:
    """Two people of different countries, the subject among them; nothing where more than one pair would do."""
    lead = next((party for party in people if party.subject), people[0])
    if len(people) > 2 and not lead.subject:
        return ()
    others = [
        party for party in people if party is not lead and (party.country is None or party.country != lead.country)
    ]
    if len(others) != 1 or (
        len(people) > 2 and any(party.subject for party in people if party not in (lead, others[0]))
    ):
        return ()
    return lead, others[0]
