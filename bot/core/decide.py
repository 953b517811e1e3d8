"""A candidate article against what is known: insert it, keep it as a new version, or skip it with a reason.

Pure. The shell (``bot.intake.intake``) gathers what is known, asks, and does what is answered.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TypeAlias

from bot.core.models import Article, ArticleId, NewArticle
from bot.core.text import fold

AHEAD = timedelta(days=1)  # a date "tomorrow" is today east of here; a later one is a mistake of the source


class SkipReason(StrEnum):
    """Why a candidate is not stored."""

    SAME = "same"  # its words are stored already, but for spaces and marks
    STUB = "stub"  # a page that held an article now shows a small part of it


@dataclass(frozen=True, slots=True)
class Insert:
    """Store it as a new article."""

    article: NewArticle


@dataclass(frozen=True, slots=True)
class Update:
    """Store it as the next version of a known page."""

    article: NewArticle
    replaces: ArticleId


@dataclass(frozen=True, slots=True)
class Skip:
    """Store nothing; the article in ``known`` stands for it."""

    known: ArticleId
    reason: SkipReason


Decision: TypeAlias = Insert | Update | Skip


def decide_article(new: NewArticle, known: Article | None, now: datetime) -> Decision:
    """What becomes of a candidate whose page is stored as ``known`` (None: it is not)."""
    candidate = drop_future_date(new, now)
    if known is None:
        return Insert(candidate)
    if fold(candidate.text) == fold(known.text):
        return Skip(known.article_id, SkipReason.SAME)
    # A page behind a new paywall or an error in its place would else replace the article that was read.
    if len(candidate.text) * 4 < len(known.text):
        return Skip(known.article_id, SkipReason.STUB)
    # A page does not lose its date of publication by being edited.
    if candidate.published is None and known.published is not None:
        candidate = replace(candidate, published=known.published)
    return Update(candidate, known.article_id)


def drop_future_date(new: NewArticle, now: datetime) -> NewArticle:
    """The candidate without a date of publication that lies more than a day ahead: it is wrong, and none is guessed."""
    too_late = new.published_at is not None and new.published_at > now + AHEAD
    if new.published is not None:
        try:
            too_late = too_late or date.fromisoformat(new.published) > (now + AHEAD).date()
        except ValueError:
            too_late = True
    return replace(new, published=None, published_at=None) if too_late else new
