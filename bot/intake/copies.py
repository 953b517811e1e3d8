"""Which article of a library another one repeats: wire text in many papers, a release and its reprints."""

from __future__ import annotations

from bot.core.models import ArticleId, LibraryId
from bot.intake.likeness import NEAR_COPY, list_bands, measure_likeness
from storage.copies import list_alike
from storage.database import Read

DAYS_APART = 5  # a reprint comes within days; a yearly statement in nearly the same words is news of its own


async def find_original(read: Read, library: LibraryId, article_id: ArticleId, signature: bytes) -> ArticleId | None:
    """The article on this library's shelf whose words ``article_id`` repeats, None when it has its own.

    A copy of a copy is a copy of the first. Nothing off this library's shelf is looked at.
    """
    bands = list_bands(signature)
    if not bands:
        return None
    alike = await list_alike(read, library, article_id, bands, days_apart=DAYS_APART)
    measured = [(measure_likeness(signature, other.signature), other) for other in alike]
    near = [(likeness, other) for likeness, other in measured if likeness >= NEAR_COPY]
    if not near:
        return None
    _, best = max(near, key=lambda pair: (pair[0], -pair[1].article_id))
    return best.copy_of or best.article_id
