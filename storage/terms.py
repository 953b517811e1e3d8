"""Terms: what completes while typing. Every word of a name leads to it, and so does each word with one letter wrong."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from bot.core.models import LibraryId, PartyId
from bot.core.names import typo_forms
from storage.database import Read, Row, Write

What: TypeAlias = Literal["who", "place", "about"]

_COLUMNS = "SELECT term_id, party_id, name, words, uses FROM term"
_BEHIND = "{"  # the character behind z: words are folded to a-z and 0-9
_RARE = 600  # terms with the rarest of several words
_WALKED = 5000  # how many of the most used terms are looked through for one or two letters


@dataclass(frozen=True, slots=True)
class Term:
    """One name that may be meant."""

    term_id: int
    party_id: PartyId | None
    name: str  # as shown
    words: str  # folded words of the name and its other spellings
    uses: int  # events behind it


async def save_term(
    write: Write,
    library: LibraryId,
    what: What,
    *,
    key: str,
    name: str,
    words: Iterable[str],
    party_id: PartyId | None = None,
    uses: int = 0,
) -> int:
    """Save a term, or add words and uses to it; its id."""
    row = await write.fetch_one(
        _COLUMNS + " WHERE library_id = :library AND what = :what AND key = :key",
        {"library": library, "what": what, "key": key},
    )
    known = row["words"].split() if row else []
    new = [word for word in dict.fromkeys(words) if word not in known]
    if row is None:
        term_id = await write.execute(
            "INSERT INTO term (library_id, what, party_id, key, name, words, uses)"
            " VALUES (:library, :what, :party, :key, :name, :words, :uses)",
            {
                "library": library,
                "what": what,
                "party": party_id,
                "key": key,
                "name": name,
                "words": " ".join(new),
                "uses": uses,
            },
        )
    else:
        term_id = int(row["term_id"])
        await write.change(
            "UPDATE term SET words = :words, name = :name, uses = uses + :uses WHERE term_id = :id",
            {
                "id": term_id,
                "words": " ".join([*known, *new]),
                "name": name if party_id is not None else row["name"],
                "uses": uses,
            },
        )
        if not new:
            return term_id
    place = {"library": library, "what": what}
    await write.execute_many(
        "INSERT OR IGNORE INTO term_word (library_id, what, word, term_id) VALUES (:library, :what, :word, :id)",
        [place | {"word": word, "id": term_id} for word in new],
    )
    await write.execute_many(
        "INSERT OR IGNORE INTO term_typo (library_id, what, form, word) VALUES (:library, :what, :form, :word)",
        [place | {"form": form, "word": word} for word in new for form in typo_forms(word)],
    )
    return term_id


async def change_term_uses(write: Write, library: LibraryId, what: What, keys: Iterable[str], by: int) -> None:
    """Add to the number of events behind these terms; a term without any is removed."""
    keyed = {"library": library, "what": what, "keys": json.dumps(list(keys))}
    await write.change(
        "UPDATE term SET uses = uses + :by WHERE library_id = :library AND what = :what"
        " AND key IN (SELECT value FROM json_each(:keys))",
        keyed | {"by": by},
    )
    rows = await write.fetch_all(
        "DELETE FROM term WHERE library_id = :library AND what = :what AND uses <= 0"
        " AND key IN (SELECT value FROM json_each(:keys)) RETURNING words",
        keyed,
    )
    await remove_typos(write, library, what, [row["words"] for row in rows])


async def remove_typos(write: Write, library: LibraryId, what: What, removed: Iterable[str]) -> None:
    """Forget the misspelt forms of words of removed terms that no other term has; ``removed`` are terms' words."""
    words = sorted({word for line in removed for word in line.split()})
    if not words:
        return
    rows = await write.fetch_all(
        "SELECT value FROM json_each(:words) AS gone WHERE NOT EXISTS (SELECT 1 FROM term_word"
        " WHERE library_id = :library AND what = :what AND word = gone.value)",
        {"library": library, "what": what, "words": json.dumps(words)},
    )
    await write.execute_many(
        "DELETE FROM term_typo WHERE library_id = :library AND what = :what AND form = :form AND word = :word",
        [
            {"library": library, "what": what, "form": form, "word": row["value"]}
            for row in rows
            for form in typo_forms(row["value"])
        ],
    )


async def list_top_terms(read: Read, library: LibraryId, what: What, limit: int) -> list[Term]:
    """The most used terms."""
    rows = await read.fetch_all(
        _COLUMNS + " WHERE library_id = :library AND what = :what ORDER BY uses DESC, term_id LIMIT :limit",
        {"library": library, "what": what, "limit": limit},
    )
    return [_term(row) for row in rows]


async def list_terms_starting(read: Read, library: LibraryId, what: What, start: str, limit: int) -> list[Term]:
    """Terms that have a word with this beginning, the most used first.

    For one or two letters only the most used few thousand are looked through: nearly every name would do.
    """
    place = {"library": library, "what": what, "limit": limit}
    if len(start) <= 2:
        rows = await read.fetch_all(
            "SELECT * FROM (" + _COLUMNS + " WHERE library_id = :library AND what = :what"  # noqa: S608  # a column list of ours
            " ORDER BY uses DESC, term_id LIMIT :walked)"
            " WHERE instr(' ' || words, :start) LIMIT :limit",
            place | {"start": " " + start, "walked": _WALKED},
        )
        if len(rows) >= limit:
            return [_term(row) for row in rows]
    rows = await read.fetch_all(
        _COLUMNS + " WHERE term_id IN (SELECT term_id FROM (SELECT term_id FROM term_word"  # noqa: S608  # a column list of ours
        " WHERE library_id = :library AND what = :what AND word >= :start AND word < :behind LIMIT 3000))"
        " ORDER BY uses DESC, term_id LIMIT :limit",
        place | {"start": start, "behind": start + _BEHIND},
    )
    return [_term(row) for row in rows]


async def list_terms_with_starts(
    read: Read, library: LibraryId, what: What, starts: Sequence[str], limit: int
) -> list[Term]:
    """Terms that have, for each of several beginnings, a word that begins so; the most used first.

    Every beginning but the last has been typed to its end, so whole words are tried before beginnings.
    """
    place = {"library": library, "what": what, "limit": limit}
    whole, last = list(starts[:-1]), starts[-1]
    rows = await read.fetch_all(
        _COLUMNS + " WHERE term_id IN (SELECT term_id FROM term_word AS first"  # noqa: S608  # a column list of ours
        " WHERE library_id = :library AND what = :what AND word IN (SELECT value FROM json_each(:whole))"
        " GROUP BY term_id HAVING count(*) = :count)"
        " AND EXISTS (SELECT 1 FROM term_word INDEXED BY term_word_term WHERE term_word.term_id = term.term_id"
        " AND word >= :start AND word < :behind)"
        " ORDER BY uses DESC, term_id LIMIT :limit",
        place | {"whole": json.dumps(whole), "count": len(set(whole)), "start": last, "behind": last + _BEHIND},
    )
    return [_term(row) for row in rows]


async def list_terms_of_two(read: Read, library: LibraryId, what: What, letters: str, limit: int) -> list[Term]:
    """Terms of which two words, written together, are these letters: for a space that is missing or misplaced."""
    pairs = [(letters[:place], letters[place:]) for place in range(2, min(len(letters), 40) - 1)]
    rows = await read.fetch_all(
        "SELECT DISTINCT term.term_id, term.party_id, term.name, term.words, term.uses FROM json_each(:pairs) AS pair"
        " CROSS JOIN term_word AS one ON one.library_id = :library AND one.what = :what"
        " AND one.word = json_extract(pair.value, '$[0]')"
        " CROSS JOIN term_word AS other ON other.library_id = :library AND other.what = :what"
        " AND other.word = json_extract(pair.value, '$[1]') AND other.term_id = one.term_id"
        " CROSS JOIN term ON term.term_id = one.term_id ORDER BY term.uses DESC, term.term_id LIMIT :limit",
        {"library": library, "what": what, "pairs": json.dumps(pairs), "limit": limit},
    )
    return [_term(row) for row in rows]


async def list_terms_near(read: Read, library: LibraryId, what: What, words: Iterable[str], limit: int) -> list[Term]:
    """Terms that have as many as possible of these words, give or take a letter each; the best and most used first.

    Only terms with the rarest of the words are looked at: a given name alone would bring in hundreds of people.
    """
    forms = [(form, word) for word in dict.fromkeys(words) for form in typo_forms(word)]
    place = {"library": library, "what": what}
    near: dict[str, set[str]] = defaultdict(set)
    carried: Counter[str] = Counter()
    for row in await read.fetch_all(
        "SELECT typed, word, (SELECT count(*) FROM term_word WHERE library_id = :library AND what = :what"
        "  AND term_word.word = near.word) AS terms FROM ("
        "  SELECT DISTINCT json_extract(form.value, '$[1]') AS typed, term_typo.word FROM json_each(:forms) AS form"
        "  CROSS JOIN term_typo ON term_typo.library_id = :library AND term_typo.what = :what"
        "  AND term_typo.form = json_extract(form.value, '$[0]')) AS near",
        place | {"forms": json.dumps(forms)},
    ):
        near[row["typed"]].add(row["word"])
        carried[row["typed"]] += row["terms"]
    if not near:
        return []
    rarest = min(near, key=lambda typed: (carried[typed], typed))
    rows = await read.fetch_all(
        _COLUMNS + " WHERE term_id IN (SELECT term_id FROM term_word WHERE library_id = :library AND what = :what"  # noqa: S608  # a column list of ours
        " AND word IN (SELECT value FROM json_each(:words))) ORDER BY uses DESC, term_id LIMIT :limit",
        place | {"words": json.dumps(sorted(near[rarest])), "limit": limit if len(near) == 1 else _RARE},
    )
    terms = [_term(row) for row in rows]
    hits = {term.term_id: sum(not known.isdisjoint(term.words.split()) for known in near.values()) for term in terms}
    return sorted(terms, key=lambda term: -hits[term.term_id])[:limit]


async def list_words_starting(read: Read, library: LibraryId, what: What, start: str, limit: int) -> list[str]:
    """Words of terms that begin so."""
    # In one row: Python takes its turn again for each, and beside a busy event loop that is what takes long.
    words = await read.fetch_value(
        "SELECT coalesce(group_concat(word, ' '), '') FROM (SELECT DISTINCT word FROM term_word"
        " WHERE library_id = :library AND what = :what AND word >= :start AND word < :behind LIMIT :limit)",
        {"library": library, "what": what, "start": start, "behind": start + _BEHIND, "limit": limit},
    )
    return str(words).split()


def _term(row: Row) -> Term:
    party = None if row["party_id"] is None else PartyId(row["party_id"])
    return Term(row["term_id"], party, row["name"], row["words"], row["uses"])
