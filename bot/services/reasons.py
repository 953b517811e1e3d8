"""Why digests told, will tell, or did not tell what an article says."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.core.digest import Entry
from bot.core.errors import NotFound
from bot.core.filter import NewsItem, find_objection
from bot.core.models import ArticleId, LibraryId
from bot.core.places import Gazetteer
from bot.services.entries import load_entries
from storage.articles import find_current_article
from storage.database import Read
from storage.deliveries import DeliveryState, find_told
from storage.digests import Digest, DigestState, list_digests
from storage.events import list_events_of_article
from storage.news import list_article_items, list_event_items
from storage.versions import find_told_version


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a digest did, will do or did not do with one thing that an article tells."""

    digest: Digest
    what: str  # "meeting", "agreement", "figure", "article"
    quote: str  # the sentence that says it, verbatim; empty where none stands any more
    outcome: str  # "posted", "counted", "on its way", "waiting", "passed over", "not posted"
    reason: str  # in a few words; empty where the outcome says all
    message_id: int | None = None


async def explain_article(
    read: Read, library: LibraryId, article_id: ArticleId, gazetteer: Gazetteer
) -> tuple[str, list[Verdict]]:
    """The article's title, and a verdict for each digest and each thing it tells. Raises NotFound."""
    article = await find_current_article(read, library, article_id)
    if article is None:
        raise NotFound("This article is not in the library.")
    version = await find_told_version(read, library, article.article_id)
    events = list(dict.fromkeys((await list_events_of_article(read, library, version)).values()))
    items = await list_event_items(read, library, events)
    items = items or await list_article_items(read, library, [article.article_id])
    cards = await load_entries(read, library, [Entry(item.event_id, item.article_id) for item in items], gazetteer)
    verdicts = []
    for digest in await list_digests(read, library):
        for item in items:
            card = cards.get(Entry(item.event_id, item.article_id))
            verdict = await _judge(read, digest, item)
            verdicts.append(verdict if card is None else replace(verdict, quote=card.quote))
    return article.title, verdicts


async def _judge(read: Read, digest: Digest, item: NewsItem) -> Verdict:
    told = await find_told(read, digest.digest_id, event_id=item.event_id, article_id=item.article_id)
    if told is not None:
        match told.delivery.state:
            case DeliveryState.SENT if told.shown:
                return Verdict(digest, item.kind, "", "posted", "", told.delivery.message_id)
            case DeliveryState.SENT:
                reason = "it was more than the digest's length lets it show"
                return Verdict(digest, item.kind, "", "counted", reason, told.delivery.message_id)
            case DeliveryState.PENDING:
                return Verdict(digest, item.kind, "", "on its way", told.delivery.reason or "")
            case _:
                return Verdict(digest, item.kind, "", "not posted", told.delivery.reason or "")
    if item.baseline:
        return Verdict(digest, item.kind, "", "passed over", "it was in its feed already when that was added")
    objection = find_objection(digest.order.filter, item)
    if objection is not None:
        return Verdict(digest, item.kind, "", "passed over", objection)
    if item.news_id > digest.since_news:
        paused = "the digest is paused" if digest.state is DigestState.PAUSED else ""
        return Verdict(digest, item.kind, "", "waiting", paused)
    return Verdict(digest, item.kind, "", "passed over", "it was here before the digest, or was told by other words")
