"""Whose money it is where several countries call theirs alike: rupees, shillings, pesos, dinars, francs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from bot.reading.context.context import Context
from bot.reading.figures.quantities import Quantity, Sort
from bot.reading.lexicon.units import load_units, singular_of, unit_names
from bot.reading.parsing.syntax import Sentence

_CODE = 3  # letters of an ISO 4217 code
_LEAD = 30  # sentences from the top that tell which countries an article is about


def resolve_currency(
    context: Context, sentence: Sentence, quantity: Quantity, last: int, *, barred: str | None = None
) -> Quantity:
    """The quantity as money of the country that its sentence, else its article, speaks of.

    ``last`` is the place of the number's last token; ``barred`` a code that it can't be.
    What is no money by a shared name comes back as it was.
    """
    if quantity.sort is Sort.BARE:
        return _named_behind(context, sentence, quantity, last)
    if quantity.sort is not Sort.MONEY:
        return quantity
    said = sentence.text[quantity.core : quantity.end].lower()
    words = "".join(mark if mark.isalpha() else " " for mark in said).split()  # "Rs13" too
    shared = load_units().shared
    sign = "¥" if said.startswith("¥") else None  # of yen and of yuan
    name = sign or next((word for word in map(singular_of, words) if word in shared), None)
    if name is None or any(context.gazetteer.country(word.capitalize()) for word in words if len(word) > 3):
        return quantity
    codes = tuple(code for code in shared[name] if code != barred)
    named = {unit_names().get(token.lower) for token in sentence.tokens if sign}.intersection(codes)
    code = named.pop() if len(named) == 1 else _choose(context, sentence, last, codes)  # "¥12 billion in yen loans"
    return replace(quantity, unit=code) if code is not None else quantity


def _named_behind(context: Context, sentence: Sentence, quantity: Quantity, last: int) -> Quantity:
    """A bare number with "shillings", "Ugandan shillings" or "Sierra Leonean leones" behind it."""
    tokens = sentence.tokens
    shared = load_units().shared
    for place in range(last + 1, min(last + 4, len(tokens))):
        name = singular_of(tokens[place].lower)
        codes = shared.get(name)
        if codes is None and place > last + 1 and len(known := unit_names().get(name, "")) == _CODE and known.isupper():
            codes = (known,)  # "Fijian dollars", "Maldivian rufiyaa"
        if codes is None:
            continue
        adjective = " ".join(token.text for token in tokens[last + 1 : place])
        owner = context.gazetteer.country(adjective) if adjective else None
        own = context.gazetteer.currency(owner) if owner is not None else None
        if adjective and own is None:
            break
        code = own if own is not None else _choose(context, sentence, last, codes)
        if code is None:
            break
        return replace(quantity, unit=code, sort=Sort.MONEY, end=tokens[place].end - sentence.start)
    return quantity


def _choose(context: Context, sentence: Sentence, place: int, codes: tuple[str, ...]) -> str | None:
    for country in _list_countries(context, sentence, place):
        code = context.gazetteer.currency(country)
        if code in codes:
            return code
    return None


def _list_countries(context: Context, sentence: Sentence, place: int) -> Iterator[str]:
    """Countries by how near they are: those named in the sentence, the nearest first, the title's, the commonest."""
    mentions = sorted(context.mentions(sentence.index), key=lambda mention: abs(mention.first - place))
    for mention in mentions:
        if mention.country is not None:
            yield mention.country
        elif mention.kind == "country":
            yield from mention.names
    for hit in context.gazetteer.find(context.article.title.split()):
        if hit.country is not None:
            yield hit.country
    counts: Counter[str] = Counter(
        mention.country
        for other in context.sentences[:_LEAD]
        for mention in context.mentions(other.index)
        if mention.country is not None
    )
    yield from (country for country, _ in counts.most_common(3))
