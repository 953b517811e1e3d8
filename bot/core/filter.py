"""Which news a digest's filter lets through, and why not the others. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, assert_never

from bot.core.alike import read_place, topic_words
from bot.core.errors import UserError
from bot.core.models import ArticleId, EventId
from bot.core.names import name_words
from bot.core.orders import NEWS_KINDS, Filter, Term, TermKind, say_term
from bot.core.places import Gazetteer
from bot.core.text import fold

_TERMS: Final = 20  # of one list of a filter
_NAME: Final = 100  # characters of one term


@dataclass(frozen=True, slots=True)
class NewsItem:
    """One event or article that is new to a library, with all that a filter may ask."""

    news_id: int  # in the order of filing
    event_id: EventId | None  # None: an article from which no meeting, agreement or figure was read
    article_id: ArticleId | None  # of an article; None: an event
    kind: str  # of NEWS_KINDS
    status: str | None  # of a meeting or agreement
    reported_by: int  # articles that report it and repeat no other
    names: tuple[str, ...]  # parties as shown and as spelled in reports, folded
    places: frozenset[str]  # place keys
    words: frozenset[str]  # stems
    sources: frozenset[str]  # publishers and titles of sources, folded
    text: str = ""  # of an article: title and text, folded
    baseline: bool = False  # all its articles were there when their feeds were first seen
    marks: tuple[str, ...] = ()  # hashes of the sentences of its reports


def read_terms(typed: str | None, gazetteer: Gazetteer) -> tuple[Term, ...]:
    """The terms of a list as typed: "China, Li Qiang, place Minsk, word trade, source BelTA".

    A term without a leading word is a party. Raises UserError for one that says nothing.
    """
    terms = []
    for part in (typed or "").replace(";", ",").split(","):
        words = " ".join(part.split())[:_NAME]
        if not words:
            continue
        head, _, rest = words.replace(":", " ", 1).partition(" ")
        kind = next((kind for kind in TermKind if kind.value == head.lower().rstrip("s")), None)
        name = rest.strip() if kind is not None and rest.strip() else words
        terms.append(read_term(kind if name != words and kind else TermKind.PARTY, name, gazetteer))
    if len(terms) > _TERMS:
        raise UserError(f"A list of a filter holds at most {_TERMS} names.")
    return tuple(dict.fromkeys(terms))


def read_term(kind: TermKind, name: str, gazetteer: Gazetteer) -> Term:
    """One term. Raises UserError for a name that says nothing."""
    known = name
    match kind:
        case TermKind.PARTY:
            known = gazetteer.country(name) or gazetteer.body(name) or name
            key = fold(known)
        case TermKind.PLACE:
            place = read_place(name, gazetteer)
            key = "" if place is None else min(place.parts) if place.parts else fold(place.country or "")
        case TermKind.WORD:
            key = " ".join(sorted(topic_words(name)))
        case TermKind.SOURCE:
            key = fold(name)
        case _:
            assert_never(kind)
    if not key:
        raise UserError(f"“{name[:60]}” says too little to look for.")
    return Term(kind, known, key)


def read_kinds(typed: str | None) -> frozenset[str]:
    """Kinds of news: "meetings, figures". Empty for all. Raises UserError for another word."""
    kinds = set()
    for part in (typed or "").replace(" and ", ",").split(","):
        word = part.strip().lower().rstrip("s")
        if not word or word in {"all", "everything"}:
            continue
        if word not in NEWS_KINDS:
            raise UserError(
                f"“{part.strip()[:40]}” is not a kind of news. Choose meetings, agreements, figures or articles."
            )
        kinds.add(word)
    return frozenset() if len(kinds) == len(NEWS_KINDS) else frozenset(kinds)


def find_objection(asked: Filter, item: NewsItem) -> str | None:
    """Why a filter does not let news through, in a few words; None when it does."""
    if asked.kinds and item.kind not in asked.kinds:
        return f"it tells no {item.kind}s"
    for term in asked.none_of:
        if _meets(term, item):
            return f"it leaves out {say_term(term)}"
    for term in asked.all_of:
        if not _meets(term, item):
            return f"it asks for {say_term(term)}"
    if asked.any_of and not any(_meets(term, item) for term in asked.any_of):
        return f"it asks for any of {', '.join(say_term(term) for term in asked.any_of)}"
    return None


def _meets(term: Term, item: NewsItem) -> bool:
    match term.kind:
        case TermKind.PARTY:
            return _names(term.key, item.names) or _says(term.key, item.text)
        case TermKind.PLACE:
            return term.key in item.places or _says(term.key, item.text)
        case TermKind.WORD:
            return set(term.key.split()) <= item.words
        case TermKind.SOURCE:
            return any(_says(term.key, source) for source in item.sources)


def _names(key: str, names: Sequence[str]) -> bool:
    """Is one of the names this one, or longer by given names ("lukashenko" and "alexander lukashenko")?"""
    if key in names:
        return True
    words = set(name_words(key))
    return any(words <= set(name_words(name)) for name in names)


def _says(key: str, text: str) -> bool:
    return f" {key} " in f" {text} "
