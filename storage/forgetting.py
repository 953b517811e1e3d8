"""Forgetting a person: what they did stays, that it was them does not."""

from __future__ import annotations

from dataclasses import dataclass

from storage.database import Write

FORGOTTEN = -1  # stands where a person's id stood; 0 is the terminal


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How much named a person."""

    changes: int  # in the logs
    mistakes: int  # reported
    follows: int  # which are removed


async def remove_person(write: Write, user_id: int) -> Forgotten:
    """Take a person's id out of every library, with what they follow."""
    asked = {"user": user_id, "forgotten": FORGOTTEN}
    changes = await write.change("UPDATE audit SET actor = :forgotten WHERE actor = :user", asked)
    await write.change("UPDATE source SET added_by = :forgotten WHERE added_by = :user", asked)
    mistakes = await write.change("UPDATE mistake SET reporter = :forgotten WHERE reporter = :user", asked)
    follows = await write.change("DELETE FROM digest WHERE user_id = :user", asked)
    return Forgotten(changes, mistakes, follows)
