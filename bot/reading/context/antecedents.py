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

from bot.reading.context.groups import GroupWords

LOOK_BACK = 4  # sentences; beyond it the nearest pair is the right one in less than half of the cases

NEAR = 3  # steps from the main verb: "held a call with X" is three


@dataclass(frozen=True, slots=True)
class Party:
    """A named party where it stands: what an expression may refer back to."""

    name: str
    kind: str  # "person", "country" or "body"
    country: str | None  # the side it acts for, a country or a body
    subject: bool  # it is the subject of a clause
    token: int  # place of its first token
    heads: frozenset[str]  # a person's offices by head noun in the singular: "minister", and "foreign minister" too
    firm: bool  # named as an actor, not only as an adjective or a place
    depth: int = 0  # steps from the sentence's main verb down to it; 3 and less takes part in the main clause
    of_body: bool = False  # a person whose side is a body


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
            acting = [party for party in subjects if not party.heads & _SPOKES]
            subjects = acting if distance and acting else subjects  # "the spokeswoman said A would attend. He …"
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
        for choose in (wanted, self._loose_states) if words.kind == "states" else (wanted,):
            for distance, parties in enumerate(self._back()):
                found = choose([party for party in parties if distance or party.name not in without], words)
                if found:
                    return found if self._fits_here(found, words) else ()
            found = choose(self._title, words)
            if found:
                return found
        if words.kind == "leaders":
            return self._only_holders(words)
        if words.kind in ("states", "sides", "ours") and words.count in (None, 2):
            return self._commonest()
        return ()

    def _fits_here(self, found: Sequence[Party], words: GroupWords) -> bool:
        """Are the states of the sentence among those found: "Egypt and Sudan … which the three countries signed"?"""
        here = {_side(party).name for party in self.here() if party.firm and party.kind != "body" and not party.of_body}
        many = words.kind == "states" and (words.count or 0) > 2
        return not many or len(here) < 2 or here <= {party.name for party in found}

    def _leaders(self, parties: Sequence[Party], words: GroupWords) -> tuple[Party, ...]:
        people = _list_actors(parties)
        if words.head is not None:
            alike = [party for party in people if words.head in party.heads]
            open_ = any(not party.heads for party in people) or (len(alike) == 1 and _are_peers(people, words))
            people = alike if len(alike) >= 2 else people if open_ else []
        return _choose(_near(people, words.count), words.count)

    def _only_holders(self, words: GroupWords) -> tuple[Party, ...]:
        """Those of an office, when no more of them are named so far than the words say, each of another country."""
        if words.count is None:
            return ()
        named = _distinct(party for party in reversed(list(self.people_back())))
        heads = {words.head} if words.head is not None else {"head of state", "head of government"}
        found = [party for party in named if party.heads & heads]
        apart = len({party.country for party in found}) == len(found) and all(party.country for party in found)
        return tuple(found) if len(found) == words.count and apart else ()

    def _states(self, parties: Sequence[Party], words: GroupWords) -> tuple[Party, ...]:
        """As in "the two countries": states named as actors, no bodies."""
        return self._loose_states([party for party in parties if party.firm], words)

    def _loose_states(self, parties: Sequence[Party], words: GroupWords) -> tuple[Party, ...]:
        """Those only named by an adjective, or spoken of, too."""
        states = _distinct(_side(party) for party in parties if party.kind != "body" and not party.of_body)
        return _choose(states, words.count, strict=True)

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
        everybody = _list_actors(parties)
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


_PEERS = {
    "minister": frozenset(("secretary", "councilor", "councillor", "chancellor")),
    "foreign minister": frozenset(("secretary", "minister")),
}
_SPOKES = frozenset(("spokesperson", "spokesman", "spokeswoman"))  # tell what others do


def _list_actors(parties: Iterable[Party]) -> list[Party]:
    """The people, each once, who do not only speak for somebody."""
    return _distinct(party for party in parties if party.kind == "person" and not party.heads & _SPOKES)


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
