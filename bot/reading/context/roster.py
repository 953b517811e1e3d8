"""The people of one article: every name it uses for each of them, and what it says of their office and country."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from bot.reading.context.bonds import NamedPerson
from bot.reading.lexicon.fame import name_parts
from bot.reading.lexicon.titles import load_titles

_ROYAL = frozenset("king queen sultan emir amir emperor empress pope agong".split())
_CONSORTS = frozenset(("lady",))  # "First Lady Iriana Joko Widodo" bears her husband's name


@dataclass(slots=True)
class RosterEntry:
    """One person, as far as the article tells."""

    name: str  # fullest form, without title
    parts: tuple[str, ...]  # its words, folded
    sure: bool
    roles: list[tuple[int, str, str | None]] = field(default_factory=list)  # sentence, role, head noun
    countries: Counter[str] = field(default_factory=Counter)
    seen: list[int] = field(default_factory=list)  # sentences in which the name stands
    groups: set[str] = field(default_factory=set)  # sorts of office
    styles: set[str] = field(default_factory=set)  # "sheikh", "ms" before the name
    kin: bool = False  # told as somebody's son, wife or the like
    body: str | None = None  # whose office they hold
    stated: bool = False  # the country stands beside the name somewhere, and is no inference


class Roster:
    """Names to people. A shorter name is its bearer's only when one person can be meant."""

    def __init__(self, named: Iterable[tuple[int, NamedPerson]]) -> None:
        self.entries: list[RosterEntry] = []
        self._by_parts: dict[tuple[str, ...], RosterEntry] = {}
        self._aliases: set[str] = set()  # folded
        waiting = sorted(named, key=lambda item: (-len(name_parts(item[1].words)), item[0]))
        for sentence, person in waiting:
            parts = name_parts(person.words)
            if not parts:
                continue
            entry = self._by_parts.get(parts)
            if entry is None or len(parts) == 1:
                entry = self._find(parts, person) or entry
            if entry is None:
                entry = RosterEntry(person.words, parts, person.sure)
                self.entries.append(entry)
            self._by_parts.setdefault(parts, entry)
            if person.alias:
                self._by_parts.setdefault(name_parts(person.alias), entry)
                self._aliases.update(name_parts(person.alias))
            entry.sure = entry.sure or person.sure
            if len(person.words) > len(entry.name) and set(entry.parts) <= set(parts):
                entry.name = person.words
            if person.role:
                entry.roles.append((sentence, person.role, person.role_head))
            if person.country:
                entry.countries[person.country] += 1
                entry.stated = True
            if person.group:
                entry.groups.add(person.group)
            entry.body = entry.body or person.body
            entry.kin = entry.kin or person.kin
            if person.style:
                entry.styles.add(person.style)
            entry.seen.append(sentence)
        for entry in self.entries:
            entry.roles.sort(key=lambda role: role[0])
            entry.seen.sort()

    def _find(self, parts: tuple[str, ...], person: NamedPerson | None = None) -> RosterEntry | None:
        """The only person of whom this can be a shorter name, or another spelling of the order."""
        if len(parts) == 1:
            bearers = [entry for entry in self.entries if parts[0] in entry.parts and len(entry.parts) > 1]
            family = [entry for entry in bearers if parts[0] in family_names(entry.parts)]
            bearers = [entry for entry in family or bearers if not entry.kin or (person and person.kin)]
            if person is not None and person.role_head in _ROYAL:  # King Ibrahim is not the premier Anwar Ibrahim
                bearers = [entry for entry in bearers if any(role[2] in _ROYAL for role in entry.roles)]
        else:
            bearers = [entry for entry in self.entries if _is_within(parts, entry.parts)]
        if person is not None and person.role_head not in _CONSORTS:
            bearers = [entry for entry in bearers if not any(role[2] in _CONSORTS for role in entry.roles)]
        if len(bearers) > 1 and person is not None and person.style:
            bearers = [entry for entry in bearers if person.style in entry.styles] or bearers
        if len(bearers) > 1 and person is not None and person.country:
            bearers = [entry for entry in bearers if entry.countries[person.country]] or bearers
        if len(bearers) > 1 and person is not None and person.role_head:
            bearers = [
                entry for entry in bearers if any(role[2] == person.role_head for role in entry.roles)
            ] or bearers
        if (
            len(bearers) == 1
            and person is not None
            and person.country
            and bearers[0].countries
            and not bearers[0].countries[person.country]
        ):
            return None  # two people of one name, of two countries
        return bearers[0] if len(bearers) == 1 else None

    def find_person(self, words: str, person: NamedPerson | None = None) -> RosterEntry | None:
        """The person a name means; None when nobody or more than one can be meant."""
        parts = name_parts(words)
        known = self._by_parts.get(parts)
        alias = len(parts) == 1 and parts[0] in self._aliases
        if known is not None and (person is None or len(parts) > 1 or len(known.parts) == 1 or alias):
            return known
        return self._find(parts, person) or known if parts else None

    def single_names(self) -> frozenset[str]:
        """Every folded word by which a person of the article can be called alone."""
        return frozenset(
            part
            for entry in self.entries
            if entry.sure or len(entry.parts) > 1
            for part in (*family_names(entry.parts), entry.parts[0], entry.parts[-1])
        ).union(self._aliases)


def _is_within(short: Sequence[str], long: Sequence[str]) -> bool:
    """Are the words of one name those of the other, in order or the other way round ("Takeo Mori", "Mori Takeo")?"""
    if len(short) > len(long):
        return False
    if sorted(short) == sorted(long):
        return True
    at = iter(long)
    return (short[-1] == long[-1] and all(part in at for part in short)) or tuple(long[: len(short)]) == tuple(short)


def family_names(parts: Sequence[str]) -> tuple[str, ...]:
    """The words of a name by which its bearer is called: the last, or the first where families' names stand first."""
    if len(parts) < 2:
        return tuple(parts)
    lists = load_titles().family_first
    last = parts[-1]
    tail = (last, parts[-2]) if parts[-2] in ("al", "el") else (last,)
    if parts[0] in lists["vietnam"] and len(parts) >= 3:
        return parts[-1], parts[0]  # Vietnamese are called by the last name: "Chinh" for Pham Minh Chinh
    if any(parts[0] in lists[people] for people in ("china", "korea", "cambodia")) and len(parts) <= 3:
        return parts[0], last
    return tail
