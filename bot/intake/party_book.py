"""Who is who in one library, while one article is filed: names become parties, known ones or new.

What was looked up is kept for the length of one transaction, in which nobody else can change it.
"""

from __future__ import annotations

from collections.abc import Iterable

from bot.core.models import LibraryId, PartyId
from bot.core.names import Party, PartyKind, choose_person
from bot.core.places import Gazetteer
from bot.core.telling import alias_words
from bot.core.text import fold
from storage.database import Write
from storage.parties import find_party, list_parties, list_people_like, save_party, save_spelling
from storage.terms import save_term


class PartyBook:
    """Finds and makes the parties of one library within one transaction."""

    def __init__(self, write: Write, library: LibraryId, gazetteer: Gazetteer) -> None:
        self._write = write
        self._library = library
        self._gazetteer = gazetteer
        self._resolved: dict[Party, PartyId] = {}
        self._known: dict[PartyId, Party] = {}

    async def resolve(self, party: Party) -> PartyId:
        """The library's own party for one that an article names; a new one when it knows none."""
        if party not in self._resolved:
            if party.kind == "person":
                if party.side is not None:
                    await self.resolve(Party(self._kind_of_side(party.side), party.side))
                self._resolved[party] = await self._resolve_person(party)
            else:
                self._resolved[party] = await self._resolve_state(party)
        return self._resolved[party]

    async def find(self, party: Party) -> PartyId | None:
        """The library's own party of a country or body, None when it knows none."""
        if party not in self._resolved:
            found = await find_party(self._write, self._library, party.kind, party.key)
            if found is None:
                return None
            self._resolved[party] = found.party_id
            self._known[found.party_id] = found.party
        return self._resolved[party]

    async def list_known(self, party_ids: Iterable[PartyId]) -> dict[PartyId, Party]:
        """These parties as the library knows them."""
        wanted = set(party_ids)
        missing = wanted - self._known.keys()
        if missing:
            found = await list_parties(self._write, self._library, missing)
            self._known |= {party_id: item.party for party_id, item in found.items()}
        return {party_id: self._known[party_id] for party_id in wanted if party_id in self._known}

    async def list_sides(self, party_ids: Iterable[PartyId]) -> list[PartyId]:
        """The countries and bodies that the people among these act for, as far as the library knows them."""
        sides = []
        for party in (await self.list_known(party_ids)).values():
            if party.kind == "person" and party.side is not None:
                side = await self.find(Party(self._kind_of_side(party.side), party.side))
                if side is not None:
                    sides.append(side)
        return list(dict.fromkeys(sides))

    def _kind_of_side(self, side: str) -> PartyKind:
        return "body" if side in self._gazetteer.bodies else "country"

    async def _resolve_state(self, party: Party) -> PartyId:
        found = await find_party(self._write, self._library, party.kind, party.key)
        if found is None:
            return await self._save(party, party.key, alias_words(party, self._gazetteer))
        self._known[found.party_id] = found.party
        return found.party_id

    async def _resolve_person(self, party: Party) -> PartyId:
        known = await list_people_like(self._write, self._library, party.name, party.side)
        place = choose_person(party, [item.party for item in known])
        if place is None:
            return await self._save(party, await self._find_free_key(party), fold(party.name).split())
        party_id = known[place].party_id
        changed = await save_spelling(self._write, self._library, party_id, known[place].party, party)
        if changed is not None:
            await self._save_name(party_id, changed, fold(party.name).split())
        self._known[party_id] = changed or known[place].party
        return party_id

    async def _find_free_key(self, party: Party) -> str:
        """The key of a new person: its own, or a longer one when somebody has that (by another name by now)."""
        key, namesakes = party.key, 0
        while await find_party(self._write, self._library, "person", key) is not None:
            namesakes += 1
            key = f"{party.key} | {fold(party.side or '')} {namesakes}"
        return key

    async def _save(self, party: Party, key: str, words: list[str]) -> PartyId:
        party_id = await save_party(self._write, self._library, party, key=key)
        await self._save_name(party_id, party, words)
        self._known[party_id] = party
        return party_id

    async def _save_name(self, party_id: PartyId, party: Party, words: list[str]) -> None:
        await save_term(
            self._write, self._library, "who", key=f"{party_id}", name=party.name, words=words, party_id=party_id
        )
