"""Parties: the people, countries and bodies of one library, and the terms they complete by."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.core.models import LibraryId, PartyId
from bot.core.names import Party, PartyKind, fuller_name, name_words, typo_forms
from bot.core.text import fold
from storage.database import Read, Row, Write
from storage.terms import remove_typos

_COLUMNS = "SELECT party_id, kind, key, name, side, roles, uses FROM party"
_ROLES_KEPT = 8  # the offices that tell people apart; every report keeps its own


@dataclass(frozen=True, slots=True)
class KnownParty:
    """A party as one library knows it."""

    party_id: PartyId
    party: Party
    uses: int  # events it takes part in


async def find_party(read: Read, library: LibraryId, kind: PartyKind, key: str) -> KnownParty | None:
    """The party with this very key."""
    row = await read.fetch_one(
        _COLUMNS + " WHERE library_id = :library AND kind = :kind AND key = :key",
        {"library": library, "kind": kind, "key": key},
    )
    return None if row is None else _known(row)


# The plus before library_id keeps SQLite from walking the whole library along its index where ids are given.


async def list_parties(read: Read, library: LibraryId, party_ids: Iterable[PartyId]) -> dict[PartyId, KnownParty]:
    """These parties by their ids."""
    rows = await read.fetch_all(
        _COLUMNS + " WHERE +library_id = :library AND party_id IN (SELECT value FROM json_each(:ids))",  # noqa: S608  # a column list of ours
        {"library": library, "ids": json.dumps(list(party_ids))},
    )
    return {PartyId(row["party_id"]): _known(row) for row in rows}


async def list_parties_spelled(read: Read, library: LibraryId, key: str) -> list[KnownParty]:
    """The parties that a report named by exactly this folded name, the most used first."""
    rows = await read.fetch_all(
        _COLUMNS + " WHERE +library_id = :library AND party_id IN"  # noqa: S608  # a column list of ours
        " (SELECT party_id FROM party_spelling WHERE library_id = :library AND key = :key)"
        " ORDER BY uses DESC, party_id LIMIT 25",
        {"library": library, "key": key},
    )
    return [_known(row) for row in rows]


async def list_parties_with_word(read: Read, library: LibraryId, words: Iterable[str], limit: int) -> list[KnownParty]:
    """The parties that have each of these folded words in a name of theirs, the most used first."""
    wanted = list(dict.fromkeys(words))
    rows = await read.fetch_all(
        _COLUMNS + " WHERE party_id IN (SELECT term.party_id FROM term_word JOIN term USING (term_id)"  # noqa: S608  # a column list of ours
        " WHERE term_word.library_id = :library AND term_word.what = 'who'"
        " AND term_word.word IN (SELECT value FROM json_each(:words))"
        " GROUP BY term_id HAVING count(*) = :count)"
        " ORDER BY uses DESC, party_id LIMIT :limit",
        {"library": library, "words": json.dumps(wanted), "count": len(wanted), "limit": limit},
    )
    return [_known(row) for row in rows]


async def list_people_like(read: Read, library: LibraryId, name: str, side: str | None) -> list[KnownParty]:
    """People who could be the one so named: a word of the name in common, give or take a letter.

    Without the very same words only people of the same side are looked at.
    """
    words = name_words(name)
    forms = sorted({form for word in words for form in typo_forms(word)})
    rows = await read.fetch_all(
        _COLUMNS + " WHERE party_id IN (SELECT party_id FROM party_spelling WHERE library_id = :library AND key = :key)"  # noqa: S608  # a column list of ours
        " AND kind = 'person'"
        " UNION " + _COLUMNS + " WHERE kind = 'person' AND side IS :side AND :side IS NOT NULL AND party_id IN"
        " (SELECT term.party_id FROM term_word JOIN term USING (term_id)"
        " WHERE term_word.library_id = :library AND term_word.what = 'who' AND term_word.word IN"
        " (SELECT word FROM term_typo WHERE library_id = :library AND what = 'who'"
        " AND form IN (SELECT value FROM json_each(:forms))))"
        " LIMIT 400",
        {"library": library, "key": fold(" ".join(sorted(words))), "side": side, "forms": json.dumps(forms)},
    )
    return [_known(row) for row in rows]


async def save_party(write: Write, library: LibraryId, party: Party, *, key: str) -> PartyId:
    """Save a new party under a key of its own, with its spelling."""
    party_id = await write.execute(
        "INSERT INTO party (library_id, kind, key, name, side, roles)"
        " VALUES (:library, :kind, :key, :name, :side, :roles)",
        {
            "library": library,
            "kind": party.kind,
            "key": key,
            "name": party.name,
            "side": party.side,
            "roles": json.dumps(party.roles, ensure_ascii=False),
        },
    )
    await write.change(
        "INSERT INTO party_spelling (library_id, key, party_id) VALUES (:library, :key, :id)",
        {"library": library, "key": party.key, "id": party_id},
    )
    return PartyId(party_id)


async def save_spelling(
    write: Write, library: LibraryId, party_id: PartyId, known: Party, named: Party
) -> Party | None:
    """Remember that a known party was named so; the party as it is known now, None when nothing about it is new."""
    added = await write.change(
        "INSERT OR IGNORE INTO party_spelling (library_id, key, party_id) VALUES (:library, :key, :id)",
        {"library": library, "key": named.key, "id": party_id},
    )
    roles = tuple(dict.fromkeys((*known.roles, *named.roles)))[-_ROLES_KEPT:]
    party = Party(known.kind, fuller_name(known.name, named.name), known.side or named.side, roles)
    if party != known:
        await write.change(
            "UPDATE party SET name = :name, roles = :roles, side = :side WHERE party_id = :id",
            {
                "id": party_id,
                "name": party.name,
                "roles": json.dumps(roles, ensure_ascii=False),
                "side": party.side,
            },
        )
    return party if added or party.name != known.name or party.side != known.side else None


async def change_party_uses(write: Write, changes: Mapping[PartyId, int]) -> None:
    """Add to the number of events of each party, and of the term it completes by."""
    steps = [{"id": party_id, "by": by} for party_id, by in changes.items() if by]
    await write.execute_many("UPDATE party SET uses = uses + :by WHERE party_id = :id", steps)
    await write.execute_many("UPDATE term SET uses = uses + :by WHERE party_id = :id", steps)


async def remove_unused_parties(write: Write, library: LibraryId, party_ids: Iterable[PartyId]) -> None:
    """Remove those of these parties that take part in nothing any more, with their terms."""
    unused = {"library": library, "ids": json.dumps(list(party_ids))}
    terms = await write.fetch_all(
        "SELECT words FROM term WHERE party_id IN (SELECT value FROM json_each(:ids)) AND +library_id = :library"
        " AND NOT EXISTS (SELECT 1 FROM event_party WHERE event_party.library_id = :library"
        " AND event_party.party_id = term.party_id)",
        unused,
    )
    await write.change(
        "DELETE FROM party WHERE +library_id = :library AND party_id IN (SELECT value FROM json_each(:ids))"
        " AND NOT EXISTS (SELECT 1 FROM event_party WHERE event_party.library_id = :library"
        " AND event_party.party_id = party.party_id)",
        unused,
    )
    await remove_typos(write, library, "who", [row["words"] for row in terms])


def _known(row: Row) -> KnownParty:
    party = Party(row["kind"], row["name"], row["side"], tuple(json.loads(row["roles"])))
    return KnownParty(PartyId(row["party_id"]), party, row["uses"])
