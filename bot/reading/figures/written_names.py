"""A state's or body's name as the article itself writes it most often: "the UAE", "the United States", "Peru".

GUIDE: a measure is "from the text".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import lru_cache

from bot.reading.context.context import Context

_NAMES = frozenset({"country", "body"})
_TO_THE = frozenset({"the", "The"})


def as_written(context: Context, name: str) -> str:
    """The commonest way to write a name in the article, with its "the"; the name itself where it is never written."""
    return _list_written(context).get(name, name)


@lru_cache(maxsize=2)  # the article that is being read
def _list_written(context: Context) -> Mapping[str, str]:
    """Every state and body of an article -> its commonest writing."""
    told: dict[str, Counter[str]] = {}
    articles: Counter[tuple[str, bool]] = Counter()
    for sentence in context.sentences:
        tokens = sentence.tokens
        for hit in context.hits(sentence.index):
            if hit.kind not in _NAMES:
                continue
            told.setdefault(hit.name, Counter())[" ".join(token.text for token in tokens[hit.first : hit.last])] += 1
            if hit.last >= len(tokens) or not tokens[hit.last - 1].dep.endswith("compound"):
                articles[hit.name, hit.first > 0 and tokens[hit.first - 1].text in _TO_THE] += 1
    return {
        name: ("the " if articles[name, True] > articles[name, False] else "") + ways.most_common(1)[0][0]
        for name, ways in told.items()
    }
