"""Digests as moderators order them: what a command, the terminal or a test asks for.

Making and sending them is ``bot.jobs.compose`` and ``bot.jobs.deliver``; here they are ordered, shown and explained.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.core.calendar import find_zone
from bot.core.cards import Card
from bot.core.digest import DigestMessage, Entry, compose_title, select_news
from bot.core.due import list_next
from bot.core.errors import NotFound, QuotaReached, UserError
from bot.core.filter import NewsItem
from bot.core.models import ArticleId, DigestId, LibraryId
from bot.core.orders import Order, say_calendar, say_filter
from bot.core.text import fold
from bot.jobs.compose import DigestDesk
from bot.reading.lexicon.lists import load_gazetteer
from bot.services.entries import load_entries
from bot.services.ordering import OrderWords, list_zones_like, read_change, read_order
from bot.services.reasons import Verdict, explain_article
from storage.audit import find_audit, mark_undone, save_audit
from storage.database import Database, Read, Write
from storage.deliveries import Delivery, find_delivery_by_nonce, list_deliveries, release_pending
from storage.digests import (
    Digest,
    DigestState,
    change_order,
    count_digests,
    find_digest,
    find_numbered_digest,
    list_digests,
    mark_active,
    mark_confirmed,
    mark_digest_removed,
    mark_paused,
    mark_planned,
    mark_restored,
    save_digest,
)
from storage.libraries import save_library
from storage.news import list_latest, list_news
from storage.settings import find_settings

__all__ = ["DigestService", "OrderWords", "Preview", "Verdict", "say_digest"]

MOST_DIGESTS = 50  # of one library
_NO_SUCH = "There is no such digest here. /digest list shows them all."
_PREVIEWED = 200  # newest events that a preview of a new digest chooses from


@dataclass(frozen=True, slots=True)
class Preview:
    """What a digest would post, and when."""

    messages: tuple[DigestMessage, ...]  # empty: nothing passes its filter
    next_times: tuple[datetime, ...]  # aware UTC; empty: at once
    of_the_past: bool  # True: shown are the latest things, because a new digest has nothing new yet


class DigestService:
    """Orders, shows and explains digests. Times come from ``clock`` (aware UTC)."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock
        self._gazetteer = load_gazetteer()
        self.desk = DigestDesk(database, clock=clock)

    # --- ordering ----------------------------------------------------------------------------------------------------

    async def read_order(self, library: LibraryId, words: OrderWords) -> Order:
        """The order that the words mean. Raises UserError for what can't be read."""
        async with self._database.read() as read:
            zone = (await find_settings(read, library)).zone
        return read_order(words, self._gazetteer, zone=zone)

    async def read_change(self, before: Order, words: OrderWords) -> Order:
        """The order that the words make of another one. Raises UserError for what can't be read."""
        return read_change(before, words, self._gazetteer)

    def complete_zones(self, typed: str) -> tuple[str, ...]:
        """Zones whose name holds what was typed, at most 25."""
        return list_zones_like(typed)

    async def create(self, library: LibraryId, order: Order, *, actor: int, draft: bool = False) -> Digest:
        """A new digest; as a draft it does nothing until it is confirmed. Raises QuotaReached."""
        now = self._clock()
        async with self._database.transaction() as write:
            await save_library(write, library, now=now)
            if await count_digests(write, library) >= MOST_DIGESTS:
                raise QuotaReached(f"A server can have {MOST_DIGESTS} digests. Remove one first.")
            digest_id = await save_digest(
                write,
                library,
                order,
                user_id=None,
                now=now,
                next_at=_first(order, now),
                state=DigestState.DRAFT if draft else DigestState.ACTIVE,
            )
            digest = await _require(write, library, digest_id)
            if not draft:
                await self._log(write, digest, actor, "digest.create", now)
        return digest

    async def confirm(self, library: LibraryId, digest_id: DigestId, *, actor: int) -> Digest:
        """Make a draft a digest. Raises NotFound when there is none any more."""
        now = self._clock()
        async with self._database.transaction() as write:
            digest = await _require(write, library, digest_id)
            if await count_digests(write, library) >= MOST_DIGESTS:
                raise QuotaReached(f"A server can have {MOST_DIGESTS} digests. Remove one first.")
            next_at = _first(digest.order, now)
            if not await mark_confirmed(write, library, digest_id, now=now, next_at=next_at):
                raise UserError("This digest is saved already. /digest list shows it.")
            await self._log(write, digest, actor, "digest.create", now)
            return await _require(write, library, digest_id)

    async def edit(self, library: LibraryId, digest_id: DigestId, order: Order, *, actor: int) -> Digest:
        """Order a digest anew. What is on its way goes where it was to go; what was told is not told again there."""
        now = self._clock()
        async with self._database.transaction() as write:
            before = await _require_digest(write, library, digest_id)
            await change_order(write, library, digest_id, order)
            after = max(before.last_at, now)
            times = list_next(order.calendar, order.options, after, 1)
            await mark_planned(write, digest_id, next_at=times[0] if times else None)
            digest = await _require(write, library, digest_id)
            await self._log(write, digest, actor, "digest.edit", now)
        return digest

    # --- looking -----------------------------------------------------------------------------------------------------

    async def list_page(
        self, library: LibraryId, *, after: int = 0, limit: int = 10
    ) -> tuple[list[Digest], int | None]:
        """A page of digests, oldest first, and the id that the next page goes on from."""
        async with self._database.read() as read:
            found = await list_digests(read, library, after=after, limit=limit + 1)
        more = int(found[limit - 1].digest_id) if len(found) > limit else None
        return found[:limit], more

    async def find(self, library: LibraryId, digest_id: DigestId) -> Digest:
        """One digest. Raises NotFound."""
        async with self._database.read() as read:
            return await _require_digest(read, library, digest_id)

    async def find_numbered(self, library: LibraryId, number: int) -> Digest:
        """The digest of this number in the library. Raises NotFound."""
        async with self._database.read() as read:
            digest = await find_numbered_digest(read, library, number)
        if digest is None:
            raise NotFound(_NO_SUCH)
        return digest

    async def complete(self, library: LibraryId, typed: str) -> list[tuple[int, str]]:
        """Digests for a list while typing: number and a line in words."""
        async with self._database.read() as read:
            found = await list_digests(read, library, limit=MOST_DIGESTS)
        wanted = fold(typed)
        lines = [(digest.number or 0, say_digest(digest)) for digest in found]
        return [line for line in lines if wanted in fold(line[1]) or typed.strip("# ") == str(line[0])][:25]

    async def preview(self, library: LibraryId, order: Order, digest: Digest | None = None) -> Preview:
        """What it would post now; for a new digest, or with nothing new, the latest things that pass its filter."""
        now = self._clock()
        async with self._database.read() as read:
            items: list[NewsItem] = []
            if digest is not None:
                items = await list_news(
                    read, library, digest.digest_id, digest.told_in, after=digest.since_news, until=2**62
                )
            title = compose_title(now.astimezone(find_zone(order.calendar.zone)).date().isoformat())
            entries = order.options.length.entries
            selection = select_news(items, order.filter, title=title, entries=entries)
            of_the_past = not selection.parts
            if of_the_past:
                latest = [replace(item, baseline=False) for item in await list_latest(read, library, limit=_PREVIEWED)]
                selection = select_news(latest, order.filter, title=title, entries=entries)
            shown = [entry for part in selection.parts[:1] for entry in part.entries]
            cards = await self.load_entries(read, library, shown)
        messages = tuple(
            DigestMessage(
                part.title,
                tuple((heading, tuple(cards[e] for e in group if e in cards)) for heading, group in part.groups),
                part.note,
                part.part,
                part.parts,
                "",
            )
            for part in selection.parts[:1]
        )
        return Preview(
            messages,
            list_next(order.calendar, order.options, now, 3),
            of_the_past,
        )

    async def deliveries(self, library: LibraryId, digest_id: DigestId, *, limit: int = 5) -> list[Delivery]:
        """The newest deliveries of a digest, newest first. Raises NotFound."""
        async with self._database.read() as read:
            await _require(read, library, digest_id)
            return await list_deliveries(read, digest_id, limit=limit)

    async def about(self, library: LibraryId, nonce: str) -> tuple[Digest, Delivery]:
        """The digest and delivery behind a posted message's button. Raises NotFound."""
        async with self._database.read() as read:
            delivery = await find_delivery_by_nonce(read, library, nonce)
            if delivery is None:
                raise NotFound("This digest is no longer there.")
            return await _require(read, library, delivery.digest_id), delivery

    async def why(self, library: LibraryId, article_id: ArticleId) -> tuple[str, list[Verdict]]:
        """The article's title, and for each digest and each thing it tells, whether it was posted, and why not."""
        async with self._database.read() as read:
            return await explain_article(read, library, article_id, self._gazetteer)

    # --- pausing, sending, removing ----------------------------------------------------------------------------------

    async def pause(self, library: LibraryId, digest_id: DigestId, *, actor: int) -> Digest:
        """Stop a digest until it is resumed; what is new meanwhile is told then."""
        now = self._clock()
        async with self._database.transaction() as write:
            digest = await _require_digest(write, library, digest_id)
            if not await mark_paused(write, digest_id, reason=None):
                raise UserError("This digest is paused already.")
            await release_pending(write, digest_id, "The digest was paused before.", now=now, started=False)
            await self._log(write, digest, actor, "digest.pause", now)
            return await _require(write, library, digest_id)

    async def resume(self, library: LibraryId, digest_id: DigestId, *, actor: int) -> Digest:
        """Go on with a paused digest: its next time tells all that is new since it last told."""
        now = self._clock()
        async with self._database.transaction() as write:
            digest = await _require_digest(write, library, digest_id)
            last_at = max(digest.last_at, now)
            if not await mark_active(write, digest_id, last_at=last_at, next_at=_first(digest.order, last_at)):
                raise UserError("This digest is not paused.")
            await self._log(write, digest, actor, "digest.resume", now)
            return await _require(write, library, digest_id)

    async def send(self, library: LibraryId, digest_id: DigestId, *, actor: int) -> int:
        """Post now what is new; its calendar stays as it is. How many messages are on their way."""
        now = self._clock()
        async with self._database.read() as read:
            digest = await _require_digest(read, library, digest_id)
        if digest.state is not DigestState.ACTIVE:
            raise UserError("This digest is paused. Resume it first.")
        made = await self.desk.compose(digest_id, by_hand=True)
        if made:
            async with self._database.transaction() as write:
                await self._log(write, digest, actor, "digest.send", now)
        return made

    async def remove(self, library: LibraryId, digest_id: DigestId, *, actor: int) -> int:
        """Remove a digest; what is on its way is finished. The entry of the log, by which it can be undone."""
        now = self._clock()
        async with self._database.transaction() as write:
            digest = await _require_digest(write, library, digest_id)
            await release_pending(write, digest_id, "The digest was removed before.", now=now, started=False)
            await mark_digest_removed(write, digest_id, now=now)
            return await self._log(write, digest, actor, "digest.remove", now, undo={"digest": digest_id})

    async def undo(self, library: LibraryId, audit_id: int, *, actor: int) -> Digest:
        """Bring back a removed digest, paused. Raises NotFound when that can't be done any more."""
        now = self._clock()
        async with self._database.transaction() as write:
            entry = await find_audit(write, library, audit_id)
            if entry is None or entry.undo is None or entry.action != "digest.remove":
                raise NotFound("That can't be undone.")
            digest_id = DigestId(entry.undo["digest"])
            undone = await mark_undone(write, library, audit_id, now=now)
            if not undone or not await mark_restored(write, library, digest_id):
                raise NotFound("That was undone already, or is too long ago.")
            digest = await _require(write, library, digest_id)
            await self._log(write, digest, actor, "digest.restore", now)
        return digest

    async def load_entries(self, read: Read, library: LibraryId, entries: Sequence[Entry]) -> Mapping[Entry, Card]:
        """The cards of entries as they stand now; those of which no sentence stands are left out."""
        return await load_entries(read, library, entries, self._gazetteer)

    async def _log(
        self,
        write: Write,
        digest: Digest,
        actor: int,
        action: str,
        now: datetime,
        *,
        undo: Mapping[str, int] | None = None,
    ) -> int:
        return await save_audit(
            write, digest.library, actor=actor, action=action, subject=say_digest(digest), undo=undo, now=now
        )


def say_digest(digest: Digest) -> str:
    """A digest in a line: "#3 every day at 08:00 (Europe/Warsaw): everything naming China"."""
    return f"#{digest.number} {say_calendar(digest.order.calendar)}: {say_filter(digest.order.filter)}"


def _first(order: Order, after: datetime) -> datetime | None:
    times = list_next(order.calendar, order.options, after, 1)
    return times[0] if times else None


async def _require(read: Read, library: LibraryId, digest_id: DigestId) -> Digest:
    digest = await find_digest(read, library, digest_id)
    if digest is None:
        raise NotFound(_NO_SUCH)
    return digest


async def _require_digest(read: Read, library: LibraryId, digest_id: DigestId) -> Digest:
    """A confirmed digest of the library that is nobody's follow."""
    digest = await _require(read, library, digest_id)
    if digest.user_id is not None or digest.state is DigestState.DRAFT:
        raise NotFound(_NO_SUCH)
    return digest
