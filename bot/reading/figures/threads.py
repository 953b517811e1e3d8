"""What a number takes over from the numbers told before it in the article.

    Oman's exports to Peru were worth $5 billion in 2020, while imports rose    imports of Oman from Peru, 2020
    Re-exports stood at $1 billion                                              re-exports of Oman to Peru, 2020
    We plan to bring it to $8 billion                                           what the number before measured
    investment came to $3 billion in the same year                              2020

GUIDE's marks name the sides and the period however the sentence points to them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.core.models import Figure
from bot.core.places import Gazetteer
from bot.reading.figures.clause_grammar import LEVEL_VERBS
from bot.reading.lexicon.lists import lemma

_GOODS = {"exports": "to", "re-exports": "to", "imports": "from", "shipments": "to", "sales": "to"}
_TRADE = frozenset({*_GOODS, "trade", "turnover"})
_POINTERS = frozenset(
    {"it", "they", "this", "that", "the figure", "figure", "this figure", "that figure", "the volume", "volume"}
)
_RECENT = 20  # figures before this one
_WAYS = frozenset("to from of in for with between by".split())
_CLOSE = 3  # figures before this one to which "it" and "the figure" may point
_FEW = 3  # words of "non-oil exports" that name nobody
_TWO = 2
_CODE = 3  # letters of an ISO 4217 code
_OF_A_SUM = tuple(f"of {words}," for words in ("this", "that", "it", "these funds")) + tuple(
    f"of {lead} {noun}" for lead in ("this", "that", "the") for noun in ("sum", "amount", "total", "money")
)
_FAR = 60  # code points behind a sum within which its purpose stands
_PURPOSE = re.compile(r"[^,;.]{0,30}? (?:to|for|on) ([^,;.]{3,60}?)(?= and [^ ]*\d|[,;.])")
_SUMS = frozenset({"this", "that", "figure", "amount", "total", "volume", "sum"})
_SUMS_UP = LEVEL_VERBS | {"account", "mark", "correspond", "include"}
_HARM = frozenset("killed wounded injured died dead hurt deaths death".split())
_DAY = len("2024-08-22")
_SAME = ("same period", "same year", "same months", "same quarter", "that year", "that period", "same time")


def follow(figure: Figure, told: Sequence[Figure], gazetteer: Gazetteer, *, near: bool) -> Figure:
    """A figure with what the last ones before it say for it too; ``near`` says that they stand right before it."""
    told = told[-_RECENT:]
    before = told[-1] if told else None
    if before is None:
        return figure
    text = figure.quotes[0].text.lower()
    if figure.period is None or len(figure.period) < _DAY:
        others = [past for past in told if past.quotes[0] != figure.quotes[0]]
        known = next((past.period for past in reversed(others) if past.period is not None), None)
        if known is not None and len(known.partition("/")[0]) < _DAY and any(words in text for words in _SAME):
            figure = replace(figure, period=known)
    if figure.period is None and near and before.period is not None and _sums_up(text):
        figure = replace(figure, period=before.period if len(before.period) != _DAY else None)
    if figure.period is None and figure.unit == "person" and _HARM & set(figure.measure.lower().split()):
        harmed = [past for past in told if past.unit == "person" and _HARM & set(past.measure.lower().split())]
        figure = replace(figure, period=harmed[-1].period if harmed else None)
    if figure.period is None and near and before.period is not None and _goes_on(figure, before):
        figure = replace(figure, period=before.period)
    if near and _equals(figure, before):
        return replace(figure, measure=before.measure, period=figure.period or before.period)
    if near and text.startswith(_OF_A_SUM) and (part := _part(figure, told)):
        return replace(figure, measure=part)
    if near and figure.measure.lower() in _POINTERS:
        alike = next((past for past in reversed(told[-_CLOSE:]) if past.unit == figure.unit), None)
        return replace(figure, measure=alike.measure) if alike is not None else figure
    if near and figure.measure.lower().startswith("those ") and before.unit == figure.unit:
        period = figure.period or before.period
        return replace(figure, measure=_likewise(figure.measure, before.measure), period=period)
    trade = next(
        (past for past in reversed(told) if _TRADE & set(past.measure.lower().replace("-", " ").split())), None
    )
    if near and trade is not None and (measure := _traded(figure.measure, trade.measure, gazetteer)):
        period = figure.period or trade.period
        return replace(figure, measure=measure, period=period)
    return figure


def _goes_on(figure: Figure, before: Figure) -> bool:
    """Does it tell of further trade in the same time: "exports to Peru rose 5 percent" behind those of last month?"""
    words, told = ({word.lower() for word in measure.split()[:2]} for measure in (figure.measure, before.measure))
    dated = before.period is not None and len(before.period) == _DAY
    return figure.change is not None and bool(words & told & _TRADE) and not dated


def _likewise(words: str, before: str) -> str:
    """Exports to Peru: of "those to Peru" behind "Exports to Chile"."""
    noun = before.split()
    last = next((i for i, word in enumerate(noun) if word in _WAYS), len(noun))
    return " ".join([*noun[:last], *words.split()[1:]])


def _part(figure: Figure, told: Sequence[Figure]) -> str:
    """Part of the loan for schools: of "Of this sum, $5 million will go to schools" behind the sum of a loan."""
    quote = figure.quotes[0].text
    whole = next(
        (past for past in reversed(told) if past.unit == figure.unit and past.quotes[0] != figure.quotes[0]), None
    )
    if whole is None:
        return ""
    behind = quote[quote.find(figure.surface) + len(figure.surface) :][: 2 * _FAR]
    purpose = _PURPOSE.match(behind)
    far = f" for {purpose.group(1)}" if purpose is not None else ""
    return f"part of {whole.measure}{far}"


def _equals(figure: Figure, before: Figure) -> bool:
    """Is it the sum before in other money: "the grant, equal to 3 million euros,"?"""
    units = {figure.unit or "", before.unit or ""}
    money = len(units) == _TWO and all(len(unit) == _CODE and unit.isupper() for unit in units)
    quote = figure.quotes[0].text
    lead = quote[: quote.find(figure.surface)].rstrip().lower()
    return money and lead.endswith(("equal to", "equivalent to"))


def _sums_up(text: str) -> bool:
    """Does a sentence tell more of the number before: "This accounted for …", "The figure was …"?"""
    words = text.removeprefix("the ").split()[:2]
    return len(words) == _TWO and words[0] in _SUMS and lemma(words[1]) in _SUMS_UP


def _traded(words: str, before: str, gazetteer: Gazetteer) -> str:
    """The bare imports or exports of the two between whom the trade before was; "" for anything else."""
    said = words.lower().split()
    if not said or len(said) > _FEW or said[-1] not in _GOODS or gazetteer.find(words.split()):
        return ""
    told = before.replace("-", " ").split()
    hits = [hit for hit in gazetteer.find(told) if hit.country]
    sides = [" ".join(told[hit.first - (told[max(0, hit.first - 1)] == "the") : hit.last]) for hit in hits]
    if len({hit.country for hit in hits}) != _TWO or len(hits) != _TWO or any(hit.kind != "country" for hit in hits):
        return ""
    return f"{words} of {sides[0]} {_GOODS[said[-1]]} {sides[1]}"
