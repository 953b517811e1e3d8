"""From what was typed to a kept question and back to its answer: which service method each command asks."""

from __future__ import annotations

from typing import Literal, TypeAlias

from bot.core.cards import Page
from bot.core.errors import NotFound
from bot.core.models import ArticleId, LibraryId
from bot.core.queries import QUERIES, Query
from bot.services import Services
from bot.services.answers import Asked
from bot.services.pictures import Picture

ExportKind: TypeAlias = Literal["csv", "json", "ics"]
ARTICLE = "article"


def keep_query(query: Query) -> Asked:
    """The question to keep behind an answer's buttons."""
    return Asked(query.command, query.options)


def keep_article(article_id: ArticleId) -> Asked:
    """The same for one article."""
    return Asked(ARTICLE, {"id": str(article_id)})


async def find_page(services: Services, library: LibraryId, asked: Asked, cursor: str | None) -> Page:
    """The page of the answer that begins at ``cursor``. Raises UserError as the service does."""
    if asked.command == ARTICLE:
        return await services.lookup.article(library, ArticleId(int(asked.words["id"])), cursor)
    return await services.lookup.find(library, _read_query(asked), cursor)


async def export_page(services: Services, library: LibraryId, asked: Asked, kind: ExportKind) -> bytes:
    """The whole answer as a file of a kind that ``list_exports`` names."""
    if kind not in list_exports(asked):
        raise NotFound("This answer can't be exported that way.")
    return await services.lookup.export(library, _read_query(asked), kind)


async def draw_picture(services: Services, library: LibraryId, asked: Asked) -> Picture | None:
    """The answer as a picture; None when there is too little to draw."""
    return await services.pictures.draw(library, _read_query(asked))


def can_be_drawn(asked: Asked) -> bool:
    """Is there a picture for questions like this?"""
    match asked.command:
        case "figures" | "timeline":
            return True
        case "meetings" | "people":
            return "who" in asked.words
        case _:
            return False


def list_exports(asked: Asked) -> tuple[ExportKind, ...]:
    """The kinds of file that an answer can be exported as."""
    match asked.command:
        case "article":
            return ()
        case "meetings" | "timeline":
            return ("csv", "json", "ics")
        case _:
            return ("csv", "json")


def _read_query(asked: Asked) -> Query:
    query = QUERIES.get(asked.command)
    if query is None:
        raise NotFound("That question can't be asked any more. Please ask again.")
    return query(**{"with_" if option == "with" else option: words for option, words in asked.words.items()})
