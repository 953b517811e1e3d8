"""What the reader child does: hold one reader and give it articles. Runs in the child alone (``worker``)."""

from __future__ import annotations

from functools import cache
from typing import Protocol

from bot.core.errors import UserError
from bot.core.models import ArticleText, Facts


class Reader(Protocol):
    """Text in, facts with quotes out. Another engine takes its place by having this one method."""

    def read(self, article: ArticleText) -> Facts:
        """The facts of one article, each with the sentences that say so."""
        ...


def read_article(article: ArticleText) -> Facts:
    """The facts of one article. Raises UserError when the language model is not there."""
    return _load_reader().read(article)


def warm_up() -> None:
    """Load everything that reading needs, also what tells languages apart. Raises UserError like ``read_article``."""
    french = "Le ministre des affaires étrangères a reçu son homologue à Paris pour parler de la paix et du commerce. "
    read_article(ArticleText("Essai", None, french * 3))


def check_reader() -> str:
    """Load the reader and read one sentence; "sound" when that works. Raises UserError when the model is not there."""
    read_article(ArticleText("Check", "2024-08-22", "Li Qiang met Roman Golovchenko in Minsk on 22 August 2024."))
    return "sound"


@cache
def _load_reader() -> Reader:
    try:
        from bot.reading.pipeline import RuleReader

        return RuleReader()
    except (ImportError, OSError) as error:  # spaCy says OSError for a model that is not installed
        raise UserError("The language model is not installed. Run `make setup`, then try again.") from error
