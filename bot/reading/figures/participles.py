"""The participle of a verb as it stands in a text: given for "gives", hosted for "hosting"."""

from __future__ import annotations

from bot.reading.lexicon.lists import lemma, list_forms
from bot.reading.parsing.syntax import Token

_VOWELS = frozenset("aeiou")
_ALIKE = frozenset(
    "put cut set hit let cost shut quit spread shed run overrun".split()
)  # the participle is the base form

_IRREGULAR = {
    "bring": "brought",
    "build": "built",
    "catch": "caught",
    "draw": "drawn",
    "drive": "driven",
    "feed": "fed",
    "fight": "fought",
    "lose": "lost",
    "seek": "sought",
    "sell": "sold",
    "send": "sent",
    "spend": "spent",
    "strike": "struck",
    "teach": "taught",
    "unfreeze": "unfrozen",
    "win": "won",
    "write": "written",
}


def participle_of(verb: Token) -> str:
    """The past participle in lower case; "" for a form of which nothing is known."""
    if verb.tag == "VBN":
        return verb.lower
    base = lemma(verb.lower)
    if base in _ALIKE or verb.lower.endswith("ed"):
        return base if base in _ALIKE else verb.lower
    if verb.lower in _IRREGULAR.values():
        return verb.lower
    if (irregular := _IRREGULAR.get(base) or _IRREGULAR.get(_stem(verb))) is not None:
        return irregular
    forms = list_forms([base]) - {base}
    if forms:
        past = sorted(form for form in forms if form[0].isalpha() and not form.endswith(("s", "ing")))
        return next((form for form in past if form.endswith(("n", "ne"))), past[0]) if past else base
    return _regular(_stem(verb))


def _stem(verb: Token) -> str:
    """The base form of a verb that no table knows, by its tag."""
    word = verb.lower
    if verb.tag == "VBZ":
        return word.removesuffix("ies") + "y" if word.endswith("ies") else word.removesuffix("s")
    return word.removesuffix("ing") if verb.tag == "VBG" else word


def _regular(stem: str) -> str:
    if len(stem) > 1 and stem.endswith("y") and stem[-2] not in _VOWELS:
        return stem[:-1] + "ied"
    return stem + ("d" if stem.endswith("e") else "ed")
