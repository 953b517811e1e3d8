"""Pictures of answers: what is drawn comes from the lookups, the drawing is done in the child process."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bot.core.chart_orders import compose_alt
from bot.core.models import LibraryId
from bot.core.queries import Query
from bot.reading.processes.confinement import Role
from bot.reading.processes.worker import Job, Worker
from bot.services.lookup import LookupService

DRAW: Final = Job("draw_chart", "bot.reading.charts:draw", bytes, role=Role.DRAWER, cpu_s=20, wall_s=30.0)


@dataclass(frozen=True, slots=True)
class Picture:
    """One drawn picture."""

    png: bytes
    alt: str  # what it shows, in words, at most 1,000 characters


class PictureService:
    """Draws answers."""

    def __init__(self, lookup: LookupService, worker: Worker) -> None:
        self._lookup = lookup
        self._worker = worker

    async def draw(self, library: LibraryId, query: Query) -> Picture | None:
        """The picture of an answer; None when there is too little to draw.

        Raises UserError for a question that can't be read, FaultError when the child fails.
        """
        order = await self._lookup.chart(library, query)
        if order is None:
            return None
        return Picture(await self._worker.run(DRAW, order), compose_alt(order))
