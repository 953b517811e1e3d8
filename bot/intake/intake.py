"""One candidate becomes an article on a library's shelf.

    text from outside (``PageText``)
      -> ``compose_article``   what it is called, who published it, when, under which link: a ``NewArticle``
      -> ``decide_article``    against what is known: Insert | Update | Skip
      -> ``save_article``      stored once, or as the next version of its page
      -> ``shelve_article``    on this library's shelf, as brought by this source
      -> ``mark_copy``         when it repeats the words of another article there
      -> ``file_article``      at once when it was read before; otherwise the reading loop does it later

Everything from the decision on happens in one transaction of the caller's. Fetching and parsing are done before.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.core.decide import Skip, Update, decide_article
from bot.core.models import Article, ArticleId, LibraryId, NewArticle, ReadState, SourceId
from bot.core.text import normalise_line
from bot.intake.copies import find_original
from bot.intake.filing import file_article
from bot.intake.likeness import list_bands
from bot.intake.records import PageText, TextMarks
from storage.articles import Outcome, find_article, find_public_article, save_article
from storage.copies import save_signature
from storage.database import Write
from storage.quotas import save_size
from storage.shelves import mark_copy, shelve_article


@dataclass(frozen=True, slots=True)
class Arrival:
    """What became of one candidate."""

    article_id: ArticleId
    new: bool  # this library did not hold it before
    changed: bool  # a page that the library held has a new version
    waiting: bool  # it is still to be read


def compose_article(page: PageText, *, url: str | None, publisher: str | None, private: bool) -> NewArticle:
    """The candidate article of a text.

    ``url`` is its canonical link, ``publisher`` what to say when the text does not name one. A title is never empty.
    """
    first_words = page.text.split("\n", 1)[0]
    return NewArticle(
        title=normalise_line(page.title or "") or normalise_line(first_words, 80),
        publisher=normalise_line(page.publisher or publisher or "", 100) or "Unknown publisher",
        published=page.published.day if page.published else None,
        published_at=page.published.at if page.published else None,
        url=url,
        author=normalise_line(page.author or "", 200) or None,
        language=page.marks.language,
        text=page.text,
        private=private,
    )


async def bring_in(
    write: Write,
    library: LibraryId,
    source_id: SourceId,
    new: NewArticle,
    marks: TextMarks,
    *,
    baseline: bool,
    now: datetime,
    previous: ArticleId | None = None,
) -> Arrival:
    """Store a candidate and put it on a library's shelf; see the module for the steps.

    ``previous`` is what the same entry brought before: a private text becomes its next version. A public one is known
    by its address alone, so that no feed can take the place of a page that it does not carry.
    """
    known = await _find_known(write, library, new, previous)
    decision = decide_article(new, known, now)
    holders: tuple[LibraryId, ...] = ()
    if isinstance(decision, Skip):
        article_id = decision.known
    else:
        candidate = decision.article
        owner = library if new.private else None
        replaces = decision.replaces if isinstance(decision, Update) else None
        saved = await save_article(write, candidate, owner=owner, now=now, replaces=replaces)
        article_id = saved.article_id
        holders = saved.libraries
        if saved.outcome is not Outcome.KNOWN:
            await save_size(write, article_id, len(candidate.text.encode()))
            await save_signature(write, article_id, marks.signature, list_bands(marks.signature))
    changed = library in holders
    added = await shelve_article(write, library, article_id, source_id, baseline=baseline, now=now)
    if added or changed:
        original = await find_original(write, library, article_id, marks.signature)
        await mark_copy(write, library, article_id, original)
    article = await find_article(write, library, article_id)
    state = article.read_state if article else ReadState.WAITING
    if state is ReadState.READ:
        for holder in (*holders, library) if added else holders:
            await file_article(write, holder, article_id, now)
    return Arrival(article_id, new=added, changed=changed, waiting=state is ReadState.WAITING)


async def _find_known(write: Write, library: LibraryId, new: NewArticle, previous: ArticleId | None) -> Article | None:
    if not new.private:
        return await find_public_article(write, new.url) if new.url else None
    article = await find_article(write, library, previous) if previous is not None else None
    return article if article is not None and article.owner == library else None
