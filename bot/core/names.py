"""Names of people: when two of them are one person, and the words a name is found by.

Likeness alone never joins two persons (Li Qiang and Li Keqiang were premiers of one country). Two names are one person
when they are the same words in any order, or when the two act for the same side, hold compatible offices, and every
word of the shorter name has its spelling in the longer one. In doubt they stay two.

Words of names are compared in ASCII (anyascii), without case, initials, particles and suffixes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from rapidfuzz.distance import Levenshtein

from bot.core.text import fold

PartyKind: TypeAlias = Literal["person", "country", "body"]


@dataclass(frozen=True, slots=True)
class Party:
    """Someone who takes part, as one report tells it or as a library knows them."""

    kind: PartyKind
    name: str  # as shown
    side: str | None = None  # country or body a person acts for
    roles: tuple[str, ...] = ()  # offices as written

    @property
    def key(self) -> str:
        """What the same name has in common in every order of its words."""
        return name_key(self.name) if self.kind == "person" else fold(self.name)


_PARTICLES: Final = frozenset(
    "al el ul bin ibn bint de da di do dos das del della der den van von le la du the of y e".split()
)
_SUFFIXES: Final = frozenset("jr sr ii iii iv".split())
_HONORIFICS: Final = frozenset(
    "mr mrs ms dr prof sir dame lord lady hrh hm sheikh shaikh sheik excellency honorable hon gen lt col maj".split()
)

_EXCELLENCY: Final = re.compile(r"\s*HE\s+(?=\S)")  # and no "He Lifeng", whose family name it is

# Given names that are written in several ways in English; each family shares its first form.
_FAMILIES: Final = (
    "alexander aleksandr aleksander alexandr aliaksandr alyaksandr oleksandr aleksandar alexandre alejandro",
    "sergei sergey serge siarhei syarhey serhiy serhii",
    "vladimir volodymyr uladzimir wladimir",
    "mohammed mohammad muhammad mohamed mohamad muhammed mehmed",
    "ahmed ahmad ahmet",
    "dmitry dmitri dmitriy dmytro dzmitry",
    "andrei andrey andriy andrii andrej",
    "nikolai nikolay mykola mikalai",
    "mikhail mykhailo mikhailo michail",
    "yury yuri yuriy iurii yurii",
    "roman raman",
    "viktor victor",
    "maxim maksim maksym",
    "vasily vasiliy vasyl",
    "pavel pavlo paval",
    "yevgeny evgeny yevgeni evgenii yevhen",
    "hussein hussain husain hossein husayn",
    "hassan hasan",
    "abdullah abdallah abdulla",
    "khalid khaled",
    "faisal faysal feisal",
    "omar umar",
    "yusuf youssef yousef yousuf joseph josef jose joe",
    "ibrahim abraham ebrahim",
    "antony anthony tony antonio",
    "james jim jimmy jamie",
    "william bill will",
    "robert bob rob",
    "thomas tom",
    "michael mike",
    "donald don",
    "david dave",
    "daniel dan",
    "christopher chris",
    "elizabeth liz",
    "catherine katherine kate cathy",
    "nicholas nick nicolas",
    "edward ed",
    "timothy tim",
    "benjamin ben binyamin",
)
_FAMILY_OF: Final = {form: group.split()[0] for group in _FAMILIES for form in group.split()}

# Romanisations of the same sounds; used on words of five letters and more, so that "Li" and "Lee" stay apart.
_SOUNDS: Final = (
    (re.compile("(?:yi|iy|yy|ij|ey|ei|ii|j|y|ee)"), "i"),
    (re.compile("(?:ie|ia(?=n))"), "e"),
    (re.compile("kh"), "h"),
    (re.compile("ph"), "f"),
    (re.compile("w"), "v"),
    (re.compile("(?:oo|ou)"), "u"),
    (re.compile(r"(.)\1"), r"\1"),
)
_VOWELS: Final = re.compile("[aeiouy]")
_GLIDE: Final = re.compile("(?:ou|ow|au|aw)(?=[^aeiouy])")

_DEPUTY: Final = re.compile(r"\b(?:vice|deputy|assistant|under|acting deputy|first deputy)\b")
_PAST: Final = re.compile(r"\b(?:former|ex|then|outgoing|incoming|acting|interim|caretaker|newly elected|elect)\b")
_OFFICES: Final = (
    (re.compile(r"\b(?:prime minister|premier|head of government|chancellor|taoiseach)\b"), "head of government"),
    (re.compile(r"\b(?:foreign minister|foreign affairs|external affairs|external relations|foreign secretary"
                r"|secretary of state|top diplomat)\b"), "foreign minister"),
    (re.compile(r"\b(?:defen[cs]e minister|minister of (?:national )?defen[cs]e|secretary of defen[cs]e"
                r"|defen[cs]e secretary)\b"), "defence minister"),
    (re.compile(r"\b(?:president|head of state)\b"), "president"),
    (re.compile(r"\b(?:king|queen|emperor|sultan|emir|amir|monarch)\b"), "monarch"),
    (re.compile(r"\bcrown prince\b"), "crown prince"),
    (re.compile(r"\bsecretary general\b"), "secretary general"),
    (re.compile(r"\bambassador\b"), "ambassador"),
)  # fmt: skip
# Words for an office that say too little to tell two people apart.
_VAGUE: Final = frozenset(
    {"leader", "minister", "secretary", "official", "politician", "diplomat", "chief", "envoy", "spokesperson"}
)


def name_words(name: str) -> tuple[str, ...]:
    """The folded words of a person's name that tell them apart: no initials, particles, titles and suffixes.

    A name that has nothing else keeps all its words.
    """
    words = fold(_EXCELLENCY.sub("", name)).split()
    while len(words) > 1 and words[0] in _HONORIFICS:
        words = words[1:]
    kept = tuple(w for w in words if len(w) > 1 and w not in _PARTICLES and w not in _SUFFIXES)
    return kept or tuple(words)


def name_key(name: str) -> str:
    """The words of a name in alphabetical order: "Qiang Li" and "Li Qiang" share it."""
    return " ".join(sorted(name_words(name)))


def offices_of(role: str | None) -> frozenset[str]:
    """The offices a role names, deputies apart from their chiefs; empty when it says too little."""
    offices: set[str] = set()
    for part in re.split(r" and |,|;|/", (role or "").replace("-", " ").casefold()):
        words = " ".join(_PAST.sub(" ", part).split())
        if not words or words in _VAGUE:
            continue
        found = [office for pattern, office in _OFFICES if pattern.search(words)]
        deputy = "deputy " if _DEPUTY.search(words) else ""
        offices.update(deputy + office for office in found or [words])
    return frozenset(offices)


def roles_agree(one: Iterable[str], other: Iterable[str]) -> bool | None:
    """Do two people's offices meet? None when one of them has none that says anything."""
    first = frozenset().union(*map(offices_of, one))
    second = frozenset().union(*map(offices_of, other))
    return bool(first & second) if first and second else None


def _sound(word: str) -> str:
    for pattern, sound in _SOUNDS:
        word = pattern.sub(sound, word)
    return word


def words_agree(one: str, other: str) -> bool:
    """Are two folded words spellings of one name? Short ones must be equal: most Chinese and Korean names are short."""
    if one == other or _FAMILY_OF.get(one, one) == _FAMILY_OF.get(other, other):
        return True
    shorter = min(len(one), len(other))
    if shorter >= 5 and _sound(one) == _sound(other):
        return True
    if shorter < 8:
        return False
    # For names of eight letters and more: one letter apart, or the same consonants ("Lukashenka", "Halouchanka" and
    # "Golovchenko"); from there on different people begin to meet.
    return (one[0] == other[0] and Levenshtein.distance(one, other) <= 1) or _consonants(one) == _consonants(other)


def _consonants(word: str) -> str:
    return _VOWELS.sub("", _sound(_GLIDE.sub("ov", word).replace("g", "h")))


def same_person(one: Party, other: Party) -> bool:
    """Are two names one person? See the module for the rule."""
    first, second = name_words(one.name), name_words(other.name)
    known = one.side is not None and other.side is not None
    same_side = known and one.side == other.side
    agree = roles_agree(one.roles, other.roles)
    if len(first) > 1 and (sorted(first) == sorted(second) or "".join(first) == "".join(second)):
        # Namesakes of two states are told apart by their sides, unless they hold the very same office.
        return not known or same_side or agree is True
    if not same_side:
        return False
    shorter, longer = sorted((first, second), key=len)
    if len(shorter) == 1:
        surname = shorter[0]
        if len(longer) == 1:
            return surname == longer[0] and agree is not False
        return agree is True and surname in (longer[0], longer[-1])
    if agree is False or not _spells(shorter, longer):
        return False
    exact = all(word in longer for word in shorter)
    return exact or agree is True or len(shorter) == len(longer)


def _spells(shorter: Sequence[str], longer: Sequence[str]) -> bool:
    """Has each word of the shorter name its own spelling in the longer one, the first at an end of it?"""
    left = list(longer)
    for place, word in enumerate(shorter):
        match = next((other for other in left if words_agree(word, other)), None)
        if match is None or (place == 0 and match not in (longer[0], longer[-1])):
            return False
        left.remove(match)
    return True


def choose_person(new: Party, known: Sequence[Party]) -> int | None:
    """The place of the one known person that ``new`` is, None when there is none, or more than one could be meant."""
    exact = [i for i, party in enumerate(known) if party.key == new.key and same_person(new, party)]
    if len(exact) == 1:
        return exact[0]
    if len(name_words(new.name)) > 1 and exact:
        sided = [i for i in exact if known[i].side == new.side]
        return sided[0] if len(sided) == 1 else None
    alike = [i for i, party in enumerate(known) if same_person(new, party)]
    return alike[0] if len(alike) == 1 else None


def fuller_name(one: str, other: str) -> str:
    """Of two names of one person the one that says more; the first where they say the same."""
    return other if len(name_words(other)) > len(name_words(one)) else one


def typo_forms(word: str) -> frozenset[str]:
    """The word and each form of it without one letter.

    Two words that differ by one wrong, missing, extra or swapped letter share a form. The first 24 letters count.
    """
    word = word[:24]
    return frozenset({word, *(word[:i] + word[i + 1 :] for i in range(len(word)) if len(word) > 2)})
