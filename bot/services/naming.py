"""From a name as typed to the people, countries and bodies of one library that it means."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.errors import NotFound
from bot.core.models import LibraryId, PartyId
from bot.core.names import PartyKind, name_key, name_words, words_agree
from bot.core.places import Gazetteer
from bot.core.text import fold
from bot.services.completion import find_choices
from storage.database import Read
from storage.parties import KnownParty, find_party, list_parties, list_parties_spelled, list_parties_with_word
from storage.terms import list_terms_near

_NAMESAKES = 8  # people of one surname that are answered for together


@dataclass(frozen=True, slots=True)
class Named:
    """Whom a name means here."""

    parties: tuple[PartyId, ...]  # several where people share a surname
    name: str  # as shown
    others: tuple[str, ...] = ()  # the people meant together, where it is more than one
    sides: tuple[str | None, ...] = ()  # whom each of them acts for


async def find_named(read: Read, library: LibraryId, words: str, gazetteer: Gazetteer) -> Named:
    """Whom a name means: a country by any of its names, a person by any spelling or the surname.

    Raises NotFound, with names of this library that may be meant.
    """
    state = await _find_state(read, library, words, gazetteer)
    if state is not None:
        return Named((state.party_id,), state.party.name)
    found = await list_parties_spelled(read, library, name_key(words)) or await list_parties_spelled(
        read, library, fold(words)
    )
    if not found:
        typed = fold(words).split()
        found = await list_parties_with_word(read, library, typed, _NAMESAKES) if typed else []
        if len(typed) == 1:
            found = _by_surname(found, typed[0]) or found
    if not found:
        found = await _find_respelled(read, library, words)
    if not found:
        suggestions = tuple(choice.name for choice in await find_choices(read, library, "who", words, limit=3))
        raise NotFound(f"Nobody called “{words[:80]}” is in this library.", suggestions=suggestions)
    found = found[:_NAMESAKES]
    if len(found) == 1:
        return Named((found[0].party_id,), found[0].party.name, sides=(found[0].party.side,))
    names = tuple(item.party.name for item in found)
    sides = tuple(item.party.side for item in found)
    return Named(tuple(item.party_id for item in found), words, names, sides)


async def _find_state(read: Read, library: LibraryId, words: str, gazetteer: Gazetteer) -> KnownParty | None:
    country = gazetteer.country(words) or gazetteer.capital_of(words)
    if country is not None:
        kind: PartyKind = "body" if country in gazetteer.bodies else "country"
        return await find_party(read, library, kind, fold(country))
    body = gazetteer.body(words)
    return await find_party(read, library, "body", fold(body or words))


def _by_surname(found: list[KnownParty], word: str) -> list[KnownParty]:
    """Those whose surname the word is, family name first or last."""
    return [
        item
        for item in found
        if item.party.kind == "person" and word in (name_words(item.party.name)[0], name_words(item.party.name)[-1])
    ]


async def _find_respelled(read: Read, library: LibraryId, words: str) -> list[KnownParty]:
    """People every word of whose typed name is another spelling of theirs (Lukashenka, Zelenskyy)."""
    typed = name_words(words)
    terms = await list_terms_near(read, library, "who", typed, 25)
    meant = [
        term.party_id
        for term in terms
        if term.party_id is not None
        and all(any(words_agree(word, known) for known in term.words.split()) for word in typed)
    ]
    known = await list_parties(read, library, meant)
    return [known[party_id] for party_id in meant if party_id in known]
