"""How well facts read from articles agree with facts that a careful reader marked: the table of `communique score`.

The rules are those of docs/reading.md. A said fact pairs with at most one marked fact of its article, the likest pairs
first. *Found* counts pairs: a quote that is the marked sentence, and the same parties (by half at least), number or
name. *Strict* counts pairs with every slot right. *False certainty* counts pairs that say held, agreed, signed or in
force of what the text only plans, intends or calls off. *Altered* counts quotes that are not in their article.

Everything here is pure: records as JSON objects in, a ``Score`` out.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any, TypeAlias

Record: TypeAlias = Mapping[str, Any]  # one article or one fact, as JSON

KINDS = ("meetings", "agreements", "figures", "people")
SLOTS: Mapping[str, tuple[str, ...]] = {
    "meetings": ("kind", "participants", "place", "date", "status"),
    "agreements": ("kind", "parties", "subject", "status", "date"),
    "figures": ("unit", "comparator", "measure", "change", "period"),
    "people": ("role", "country"),
}
_FIRM = frozenset({"held", "agreed", "signed", "in force"})
_OPEN = frozenset({"planned", "intended", "cancelled"})
_PARTIES = {"meetings": "participants", "agreements": "parties"}
# Other names of a few states and bodies, as the marked articles use them; the first of each line stands for all.
_OTHER_NAMES = """
united states = us, usa, america, u s, washington, united states of america
united kingdom = uk, britain, great britain, london, u k
south korea = korea, rok, seoul, republic of korea
north korea = dprk, pyongyang, democratic peoples republic of korea
russia = moscow, kremlin, russian federation
china = prc, beijing, peoples republic of china
european union = eu, brussels
united nations = un
turkey = turkiye
czech republic = czechia
ivory coast = cote divoire
united arab emirates = uae
"""
_FIRST_NAME: dict[str, str] = {
    other: name
    for name, _, others in (line.partition(" = ") for line in _OTHER_NAMES.strip().splitlines())
    for other in others.split(", ")
}
_ALIKE = 0.85  # names whose letters match so far are two spellings of one
_WORD = re.compile("[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class KindScore:
    """The tallies of one kind of fact."""

    gold: int  # marked facts
    said: int  # facts read
    found: int  # pairs
    strict: int  # pairs with every slot right
    right: Mapping[str, int]  # slot -> pairs with that slot right

    @property
    def precision(self) -> float:
        """Share of the facts read that are marked."""
        return self.found / self.said if self.said else 0.0

    @property
    def recall(self) -> float:
        """Share of the marked facts that were read."""
        return self.found / self.gold if self.gold else 0.0

    @property
    def found_f1(self) -> float:
        """Harmonic mean of precision and recall of pairs."""
        return _f1(self.found, self.said, self.gold)

    @property
    def strict_f1(self) -> float:
        """The same of pairs with every slot right."""
        return _f1(self.strict, self.said, self.gold)

    def slot_share(self, slot: str) -> float:
        """Share of the pairs with that slot right."""
        return self.right[slot] / self.found if self.found else 0.0


@dataclass(frozen=True, slots=True)
class Error:
    """One fact that was not read rightly."""

    article: str  # its id
    verdict: str  # "WRONG", "MISSED" or "EXTRA"
    fields: Mapping[str, Any]  # WRONG: slot -> (marked, said); else the fact's fields
    quote: str  # the sentence


@dataclass(frozen=True, slots=True)
class Score:
    """The whole table."""

    articles: int
    altered: int
    certain: int  # false certainty
    kinds: Mapping[str, KindScore]
    errors: tuple[Error, ...] = ()  # of the kind that was asked for

    def lines(self) -> list[str]:
        """The table as lines to print."""
        lines = [f"{self.articles} articles   altered quotes {self.altered}   false certainty {self.certain}"]
        for name, kind in self.kinds.items():
            slots = "  ".join(f"{slot} {kind.slot_share(slot):.2f}" for slot in SLOTS[name])
            lines.append(
                f"{name:<11} gold {kind.gold:>4}  said {kind.said:>4}   "
                f"found P {kind.precision:.2f} R {kind.recall:.2f} F1 {kind.found_f1:.2f}   "
                f"strict F1 {kind.strict_f1:.2f}   {slots}"
            )
        return lines


def _f1(hits: int, said: int, gold: int) -> float:
    precision = hits / said if said else 0.0
    recall = hits / gold if gold else 0.0
    both = precision + recall
    return 2 * precision * recall / both if both else 0.0


@dataclass(frozen=True, slots=True)
class _Fact:
    """A fact with the words of its quotes."""

    fields: Record
    quotes: tuple[str, ...]
    bags: tuple[Counter[str], ...] = field(default=(), compare=False)


def score_articles(gold: Sequence[Record], said: Sequence[Record], *, errors: str | None = None) -> Score:
    """Score read articles against marked ones, joined by ``id``; ``errors`` names a kind whose mistakes are listed.

    A marked fact's ``quotes`` are ``[start, end]`` into its article's text; a said one's are objects with start, end
    and text.
    """
    by_id = {row["id"]: row for row in said}
    tallies = {kind: Counter[str]() for kind in KINDS}
    rights = {kind: Counter[str]() for kind in KINDS}
    altered = certain = 0
    found_errors: list[Error] = []
    for row in gold:
        answer: Record = by_id.get(row["id"], {})
        for kind in KINDS:
            marked = [_marked_fact(fact, row["text"]) for fact in row.get(kind, ())]
            facts = [_said_fact(fact) for fact in answer.get(kind, ())]
            altered += sum(_count_altered(fact.fields, answer.get("text", "")) for fact in facts)
            pairs = _pair(kind, marked, facts)
            tallies[kind].update(gold=len(marked), said=len(facts), found=len(pairs))
            for one, other in pairs:
                wrong = [
                    slot for slot in SLOTS[kind] if not is_slot_right(slot, marked[one].fields, facts[other].fields)
                ]
                rights[kind].update(slot for slot in SLOTS[kind] if slot not in wrong)
                tallies[kind]["strict"] += not wrong
                certain += facts[other].fields.get("status") in _FIRM and marked[one].fields.get("status") in _OPEN
            if kind == errors:
                found_errors.extend(_list_errors(row["id"], kind, marked, facts, pairs))
    kinds: dict[str, KindScore] = {}
    for kind, tally in tallies.items():
        shares = {slot: rights[kind][slot] for slot in SLOTS[kind]}
        kinds[kind] = KindScore(tally["gold"], tally["said"], tally["found"], tally["strict"], shares)
    return Score(len(gold), altered, certain, kinds, tuple(found_errors))


def _list_errors(
    article: str, kind: str, marked: Sequence[_Fact], facts: Sequence[_Fact], pairs: Sequence[tuple[int, int]]
) -> list[Error]:
    listed: list[Error] = []
    for one, other in pairs:
        gold, said = marked[one].fields, facts[other].fields
        wrong = {slot: (gold.get(slot), said.get(slot)) for slot in SLOTS[kind] if not is_slot_right(slot, gold, said)}
        if wrong:
            listed.append(Error(article, "WRONG", wrong, marked[one].quotes[0]))
    used, taken = {one for one, _ in pairs}, {other for _, other in pairs}
    unpaired = [("MISSED", fact) for place, fact in enumerate(marked) if place not in used]
    unpaired += [("EXTRA", fact) for place, fact in enumerate(facts) if place not in taken]
    for verdict, fact in unpaired:
        shown = {name: value for name, value in fact.fields.items() if name != "quotes"}
        listed.append(Error(article, verdict, shown, fact.quotes[0] if fact.quotes else ""))
    return listed


def _marked_fact(fields: Record, text: str) -> _Fact:
    quotes = tuple(text[start:end] for start, end in fields["quotes"])
    return _Fact(fields, quotes, tuple(Counter(_fold(quote).split()) for quote in quotes))


def _said_fact(fields: Record) -> _Fact:
    quotes = tuple(quote["text"] for quote in fields.get("quotes") or ())
    return _Fact(fields, quotes, tuple(Counter(_fold(quote).split()) for quote in quotes))


def _count_altered(fields: Record, text: str) -> int:
    quotes = fields.get("quotes") or ()
    if not quotes:
        return 1  # a fact without a quote is as bad as one with a false quote
    return sum(not quote["text"] or text[quote["start"] : quote["end"]] != quote["text"] for quote in quotes)


def _pair(kind: str, marked: Sequence[_Fact], facts: Sequence[_Fact]) -> list[tuple[int, int]]:
    """Places of facts that go together, the likest first; of equally like ones the later come first."""
    likely = [
        (likeness, one, other)
        for one, gold in enumerate(marked)
        for other, said in enumerate(facts)
        if (likeness := _likeness(kind, gold, said)) > 0
    ]
    likely.sort(reverse=True)
    ones: set[int] = set()
    others: set[int] = set()
    pairs: list[tuple[int, int]] = []
    for _, one, other in likely:
        if one not in ones and other not in others:
            ones.add(one)
            others.add(other)
            pairs.append((one, other))
    return pairs


def _likeness(kind: str, gold: _Fact, said: _Fact) -> float:
    """0 when two facts can't be the same, else how alike they are."""
    share = _quote_share(gold.bags, said.bags)
    if kind == "people":
        return 1.0 + share if is_same_party(gold.fields["name"], said.fields.get("name") or "") else 0.0
    if share < 0.5:
        return 0.0
    if kind == "figures":
        number = _number(gold.fields)
        if number is None or number != _number(said.fields):
            return 0.0
        return 1.0 + share + is_slot_right("unit", gold.fields, said.fields)
    parties = _party_f1(gold.fields.get(_PARTIES[kind]) or (), said.fields.get(_PARTIES[kind]) or ())
    if parties < 0.5:
        return 0.0
    subject = _word_f1(gold.fields.get("subject"), said.fields.get("subject")) if kind == "agreements" else 0.0
    return share + parties + subject


def _quote_share(marked: Sequence[Counter[str]], said: Sequence[Counter[str]]) -> float:
    """The best share of a marked sentence's words in a said quote; a quote twice as long covers at most all of it."""
    return max(
        ((bag & other).total() / max(1, bag.total(), other.total() // 2) for bag in marked for other in said),
        default=0.0,
    )


def _number(fields: Record) -> tuple[float, float] | None:
    single = fields.get("value")
    try:
        if single is not None:
            return float(single), float(single)
        return float(fields["low"]), float(fields["high"])
    except (KeyError, TypeError, ValueError):
        return None


def is_slot_right(slot: str, gold: Record, said: Record) -> bool:
    """Is this slot of a paired fact right? Words may differ by half, names in spelling, all else not at all."""
    marked, read = gold.get(slot), said.get(slot)
    rule = _SLOT_RULES.get(slot)
    return rule(marked, read) if rule else (marked or None) == (read or None)


def _same_parties(marked: Any, read: Any) -> bool:
    return _party_f1(marked or (), read or ()) == 1.0


def _same_words(marked: Any, read: Any) -> bool:
    return _word_f1(marked, read) >= 0.5


def _same_place(marked: Any, read: Any) -> bool:
    if not marked or not read:
        return not marked and not read
    one, other = _fold(marked), _fold(read)
    return is_same_party(marked, read) or one in other or other in one


def _same_unit(marked: Any, read: Any) -> bool:
    return (marked or "") == (read or "") or _fold(marked or "") == _fold(read or "")


def _same_comparator(marked: Any, read: Any) -> bool:
    return (marked or "=") == (read or "=")


_SLOT_RULES: Mapping[str, Callable[[Any, Any], bool]] = {
    "participants": _same_parties,
    "parties": _same_parties,
    "subject": _same_words,
    "measure": _same_words,
    "role": _same_words,
    "place": _same_place,
    "country": _same_place,
    "unit": _same_unit,
    "comparator": _same_comparator,
}


def _fold(text: str) -> str:
    """Lower case without accents, marks and apostrophes; other scripts vanish, unlike in ``bot.core.text.fold``."""
    letters = (mark for mark in unicodedata.normalize("NFKD", text) if not unicodedata.combining(mark))
    return " ".join(_WORD.findall("".join(letters).casefold().replace("'", "").replace("’", "")))


def _party_key(name: str) -> str:
    key = _fold(name).removeprefix("the ")
    return _FIRST_NAME.get(key, key)


def is_same_party(one: str, other: str) -> bool:
    """Two spellings of one name, a known other name, or a full name and its first or last word."""
    a, b = _party_key(one), _party_key(other)
    if not a or not b:
        return False
    if a == b:
        return True
    short, long = sorted((a.split(), b.split()), key=len)
    if len(short) == 1 < len(long):
        return short[0] in (long[0], long[-1])
    return SequenceMatcher(None, a, b).ratio() >= _ALIKE


def _party_f1(marked: Sequence[str], read: Sequence[str]) -> float:
    if not marked and not read:
        return 1.0
    left = list(read)
    hits = 0
    for name in marked:
        for place, other in enumerate(left):
            if is_same_party(name, other):
                del left[place]
                hits += 1
                break
    return 2 * hits / (len(marked) + len(read))


def _word_f1(marked: str | None, read: str | None) -> float:
    one, other = Counter(_fold(marked or "").split()), Counter(_fold(read or "").split())
    words = one.total() + other.total()
    return 2 * (one & other).total() / words if words else 1.0
