"""Names that look like people's, as many as are wanted, for the slow tests and the benchmark."""

from __future__ import annotations

import random

from bot.core.models import LibraryId, PartyId
from bot.core.names import Party, typo_forms
from bot.core.text import fold
from storage.database import Write

_SYLLABLES = (
    "al an ar ba bek bo chen da de dor el en fa fi gal gor ha hin in ir ja ka kov ku la len lin lo ma mar men mi mo na "
    "nov oh ol or pa pe qui ra ri ro sa sen shi so ta ten ti to ul va vic wa wen xi ya yev yu za zhen zo"
).split()


def make_names(count: int, seed: int = 1) -> list[str]:
    """Different names of two or three words; given names come often, surnames seldom."""
    chance = random.Random(seed)  # noqa: S311
    given = [_word(chance, 2, 3) for _ in range(3000)]
    names: dict[str, None] = {}
    while len(names) < count:
        words = [given[int(len(given) * chance.random() ** 2)], _word(chance, 2, 4)]
        if chance.random() < 0.2:
            words.insert(1, given[int(len(given) * chance.random())])
        names[" ".join(words)] = None
    return list(names)


def _word(chance: random.Random, least: int, most: int) -> str:
    return "".join(chance.choice(_SYLLABLES) for _ in range(chance.randint(least, most))).capitalize()


async def fill_with_names(write: Write, library: LibraryId, count: int) -> list[str]:
    """Give a library so many people, as filing would, but many at a time."""
    names = make_names(count)
    parties, spellings, terms, words, typos = [], [], [], [], {}
    first = 1 + int(await write.fetch_value("SELECT coalesce(max(party_id), 0) FROM party"))
    term_id = int(await write.fetch_value("SELECT coalesce(max(term_id), 0) FROM term"))
    for number, name in enumerate(names):
        party = Party("person", name)
        party_id, term_id = PartyId(first + number), term_id + 1
        uses = 1 + 100_000 // (number + 1)
        known = {"library": library, "id": party_id, "key": party.key, "name": name, "uses": uses, "term": term_id}
        parties.append(known)
        spellings.append(known)
        folded = fold(name).split()
        terms.append(known | {"words": " ".join(dict.fromkeys(folded))})
        for word in dict.fromkeys(folded):
            words.append({"library": library, "word": word, "term": term_id})
            if word not in typos:
                typos[word] = typo_forms(word)
    await write.execute_many(
        "INSERT INTO party (party_id, library_id, kind, key, name, uses)"
        " VALUES (:id, :library, 'person', :key || ' ' || :id, :name, :uses)",
        parties,
    )
    await write.execute_many(
        "INSERT INTO party_spelling (library_id, key, party_id) VALUES (:library, :key, :id)", spellings
    )
    await write.execute_many(
        "INSERT INTO term (term_id, library_id, what, party_id, key, name, words, uses)"
        " VALUES (:term, :library, 'who', :id, :id, :name, :words, :uses)",
        terms,
    )
    await write.execute_many(
        "INSERT INTO term_word (library_id, what, word, term_id) VALUES (:library, 'who', :word, :term)", words
    )
    await write.execute_many(
        "INSERT INTO term_typo (library_id, what, form, word) VALUES (:library, 'who', :form, :word)",
        [{"library": library, "form": form, "word": word} for word, forms in typos.items() for form in sorted(forms)],
    )
    return names
