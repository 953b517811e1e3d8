"""Whether a person named before holds the office that words without a name repeat.

"The premier" is a prime minister, "the Lao leader" the president or premier of Laos, "the top Lao diplomat" its
foreign minister.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import lru_cache

from bot.reading.context.roster import RosterEntry
from bot.reading.lexicon.titles import head_nouns, singular

_SPELLING = {"defence": "defense", "external": "foreign", "relations": "affairs"}
_LONGER = {
    "premier": ("prime", "minister"),
    "pm": ("prime", "minister"),
    "fm": ("foreign", "minister"),
    "lyonpo": ("minister",),
}
_EMPTY = frozenset("the of for and , - former union cooperation international abroad".split())
_OF_OTHERS = frozenset("deputy vice assistant former late under".split())
_TOP = frozenset(("state", "government"))
# Words beside "leader" and "diplomat" that leave open which one.
_LOOSE = frozenset("top chief visiting senior new".split())


def role_words(words: Iterable[str]) -> frozenset[str]:
    """The words of an office without fillers, in one spelling: "the Defence Ministers" is {defense, minister}."""
    longer = (each for word in words for each in _LONGER.get(word.rstrip("s"), (word,)))
    return frozenset(_SPELLING.get(word, word).rstrip("s") for word in longer if word not in _EMPTY)


@lru_cache(maxsize=1_024)
def read_role(role: str) -> frozenset[str]:
    """The words of an office as written."""
    return role_words(role.lower().replace("-", " ").split())


def list_heads(entry: RosterEntry) -> frozenset[str]:
    """The head nouns of a person's offices: "councilor" and "minister" of "State Councilor and Minister of Defence".

    Those that tell one holder from others stand beside: "prime minister", "foreign minister", "head of state".
    """
    heads = {singular(head) for _, _, head in entry.roles if head}
    for _, role, _ in entry.roles:
        for office in re.split(r" and |, ", role.lower()):
            words = re.split(r" (?:of|for|to|in) ", office, maxsplit=1)[0].split()
            if words and words[-1] in head_nouns():
                heads.add(singular(words[-1]))
            held = read_role(office)
            if not held & _OF_OTHERS:
                heads.update(f"{kind} minister" for kind in ("prime", "foreign") if {kind, "minister"} <= held)
        if role.lower().endswith("press secretary"):
            heads.add("spokesperson")
    if not any(_OF_OTHERS & read_role(role) for _, role, _ in entry.roles):
        heads.update(f"head of {kind}" for kind in _TOP & entry.groups)
    return frozenset(heads)


def holds_one(entry: RosterEntry, wanted: Collection[frozenset[str]]) -> bool:
    """Has a person one of these offices? "The late president" is none of "the two presidents"."""
    held = [read_role(role) for _, role, _ in entry.roles]
    return any((one <= other or other <= one) and "late" not in one - other for one in held for other in wanted)


def holds_office(entry: RosterEntry, head: str, said: frozenset[str], *, national: bool) -> bool:
    """Can the person be meant by an office with this head and these words?

    ``head`` is the singular head noun in lower case; ``national`` says that the words name the person's country.
    """
    if national and not said - _LOOSE - {"leader", "diplomat", "head", "state", "government"}:
        if head == "leader" or said >= {"head", "state"} or said >= {"head", "government"}:
            return bool(entry.groups & _TOP) and not any(_OF_OTHERS & read_role(role) for _, role, _ in entry.roles)
        if head == "diplomat":
            return any(read_role(role) >= {"foreign", "minister"} for _, role, _ in entry.roles)
    wanted = _LONGER.get(head, (head,))[-1]
    for _, role, role_head in entry.roles:
        full = read_role(role)
        own = singular(role_head) if role_head is not None else None
        alike = own is not None and _LONGER.get(own, (own,))[-1] == wanted
        bare = wanted == "minister" and "prime" in full - said  # "the minister" is no prime minister
        if alike and not bare and said <= full and not (full - said) & _OF_OTHERS:
            return True
    return False
