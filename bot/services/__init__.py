"""What commands, the terminal and tests call; the only door to the application."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.core.troubles import Troubles

# Each service is its own module of this package, so importing them here for more than types would go in a circle.
if TYPE_CHECKING:
    from bot.services.answers import AnswerService
    from bot.services.corrections import CorrectionService
    from bot.services.departures import DepartureService
    from bot.services.digests import DigestService
    from bot.services.follows import FollowService
    from bot.services.library import LibraryService
    from bot.services.lookup import LookupService
    from bot.services.pictures import PictureService
    from bot.services.sources import SourceService


@dataclass(frozen=True, slots=True)
class Services:
    """Everything that commands may ask for, handed to each cog at its making."""

    library: LibraryService
    sources: SourceService
    lookup: LookupService
    answers: AnswerService
    departures: DepartureService
    corrections: CorrectionService
    pictures: PictureService
    digests: DigestService
    follows: FollowService
    troubles: Troubles = field(default_factory=Troubles)  # what does not work now, which the jobs note
