"""What members follow: a name, a pair or words, told to them alone as soon as something new comes.

A follow is a digest of one member: the same news, the same deliveries, the same promise of once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from bot.core.calendar import Calendar, Every
from bot.core.cards import Card
from bot.core.digest import Entry
from bot.core.errors import NotFound, QuotaReached, UserError
from bot.core.filter import read_term
from bot.core.models import DigestId, EventId, LibraryId
from bot.core.orders import Filter, Order, Term, TermKind, say_followed
from bot.reading.lexicon.lists import load_gazetteer
from bot.services.entries import load_entries
from bot.services.naming import find_named
from storage.database import Database
from storage.deliveries import Delivery, find_delivery_by_nonce, release_pending
from storage.digests import Digest, DigestState, find_digest, mark_active, mark_digest_removed, save_digest
from storage.follows import count_all_follows, find_follow, list_follows, list_follows_of
from storage.libraries import save_library

MOST_EACH = 25  # of one member in one server
MOST_TOGETHER = 2000  # of one server


class FollowService:
    """Keeps what members follow. Times come from ``clock`` (aware UTC)."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock
        self._gazetteer = load_gazetteer()

    async def follow(
        self, library: LibraryId, user_id: int, asked: Filter, *, channel_id: int | None = None
    ) -> tuple[Digest, bool]:
        """Follow what passes a filter, by direct message or in a channel; the follow, and whether it is new.

        Following again what was paused (closed direct messages) goes on with it. Raises QuotaReached, or UserError for
        what is followed already.
        """
        now = self._clock()
        order = Order(channel_id, Calendar(Every.ARTICLE, "UTC"), asked)
        async with self._database.transaction() as write:
            await save_library(write, library, now=now)
            own = await list_follows(write, library, user_id)
            for known in own:
                if known.order.filter == asked and known.order.channel_id == channel_id:
                    if known.state is not DigestState.PAUSED:
                        raise UserError("You follow that already. /follow list shows everything you follow.")
                    await mark_active(write, known.digest_id, last_at=now, next_at=None)
                    return replace(known, state=DigestState.ACTIVE, reason=None), False
            if len(own) >= MOST_EACH:
                raise QuotaReached(f"You can follow {MOST_EACH} things. Remove one with /follow remove first.")
            if await count_all_follows(write, library) >= MOST_TOGETHER:
                raise QuotaReached("This server's members follow as much as the bot can take.")
            digest_id = await save_digest(write, library, order, user_id=user_id, now=now, next_at=None)
            made = await find_digest(write, library, digest_id)
        if made is None:
            raise NotFound("This is no longer there.")
        return made, True

    async def read_party(self, library: LibraryId, *names: str) -> Filter:
        """The filter for one name, or for all of several together.

        Raises NotFound for a name that is likely mistyped, with the names that may be meant. A name that nothing here
        is like is taken as it is: it may come.
        """
        terms = tuple([await self._read_name(library, name) for name in names])
        if len(set(terms)) < len(names):
            raise UserError("Name two different ones.")
        return Filter(any_of=terms) if len(terms) == 1 else Filter(all_of=terms)

    async def _read_name(self, library: LibraryId, name: str) -> Term:
        term = read_term(TermKind.PARTY, name, self._gazetteer)
        if self._gazetteer.country(name) or self._gazetteer.body(name):
            return term
        async with self._database.read() as read:
            try:
                named = await find_named(read, library, name, self._gazetteer)
            except NotFound as unknown:
                if unknown.suggestions:
                    raise
                return term
        return term if named.others else read_term(TermKind.PARTY, named.name, self._gazetteer)

    def read_words(self, words: str) -> Filter:
        """The filter for words that must all be there. Raises UserError for words that say too little."""
        return Filter(any_of=(read_term(TermKind.WORD, words, self._gazetteer),))

    async def list_own(self, library: LibraryId, user_id: int) -> list[Digest]:
        """What a member follows here, oldest first."""
        async with self._database.read() as read:
            return await list_follows(read, library, user_id)

    async def complete(self, library: LibraryId, user_id: int, typed: str) -> list[tuple[DigestId, str]]:
        """What a member follows, for a list while typing."""
        own = await self.list_own(library, user_id)
        lines = [(follow.digest_id, say_followed(follow.order.filter)) for follow in own]
        return [line for line in lines if typed.lower() in line[1].lower()][:25]

    async def remove(self, library: LibraryId, user_id: int, digest_id: DigestId) -> Digest:
        """Follow something no longer. Raises NotFound for what is nobody's or somebody else's."""
        now = self._clock()
        async with self._database.transaction() as write:
            follow = await find_follow(write, library, user_id, digest_id)
            if follow is None:
                raise NotFound("You don't follow that. /follow list shows everything you follow.")
            await release_pending(write, digest_id, "It was unfollowed before.", now=now, started=False)
            await mark_digest_removed(write, digest_id, now=now)
        return follow

    async def stop(self, user_id: int, nonce: str) -> Digest:
        """Follow no longer what a message was sent for. Raises NotFound for what is nobody's or somebody else's."""
        follow, _ = await self.about(user_id, nonce)
        return await self.remove(follow.library, user_id, follow.digest_id)

    async def find_card(self, user_id: int, nonce: str, event_id: EventId) -> Card:
        """An entry of a message, with each source's sentence as it stands now, for whoever it was sent to.

        Raises NotFound.
        """
        follow, delivery = await self.about(user_id, nonce)
        entry = Entry(event_id=event_id)
        if entry in delivery.content.entries:
            async with self._database.read() as read:
                found = await load_entries(read, follow.library, [entry], self._gazetteer)
            if entry in found:
                return found[entry]
        raise NotFound("This is no longer there. Look it up in the server.")

    async def about(self, user_id: int, nonce: str) -> tuple[Digest, Delivery]:
        """What stands behind a message's button, for whoever it was sent to. Raises NotFound."""
        async with self._database.read() as read:
            for follow in await list_follows_of(read, user_id):
                delivery = await find_delivery_by_nonce(read, follow.library, nonce)
                if delivery is not None and delivery.digest_id == follow.digest_id:
                    return follow, delivery
        raise NotFound("You don't follow this (any more).")
