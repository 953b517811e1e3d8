"""Suggestions while typing. At most 25, never an error: what goes wrong leaves the list empty and a line in the log."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from typing import Any, Literal, TypeAlias

import discord
import structlog
from discord import app_commands

from cogs.ui.checks import is_moderator
from cogs.ui.door import library_of, services_of
from cogs.ui.escape import plain
from cogs.ui.limits import CHOICE_NAME, CHOICE_VALUE, CHOICES, count_units

log = structlog.get_logger(__name__)

Choices: TypeAlias = list[app_commands.Choice[str]]
Completer: TypeAlias = Callable[[discord.Interaction, str], Coroutine[Any, Any, Choices]]


def suggest(what: Literal["who", "place", "about", "title"]) -> Completer:
    """A completer for names, places, topics or titles of this server's library."""

    async def complete(interaction: discord.Interaction, typed: str) -> Choices:
        try:
            found = await services_of(interaction).lookup.complete(library_of(interaction), what, typed)
        except Exception as error:  # a list of suggestions can't show an apology
            log.warning("no suggestions", what=what, exc_info=error)
            return []
        return compose_choices([(choice.name, choice.value) for choice in found])

    return complete


async def suggest_sources(interaction: discord.Interaction, typed: str) -> Choices:
    """The names of this server's sources, for moderators only."""
    try:
        if not await is_moderator(interaction):
            return []
        found = await services_of(interaction).sources.complete_sources(library_of(interaction), typed)
    except Exception as error:  # the same
        log.warning("no suggestions", what="source", exc_info=error)
        return []
    return compose_choices([(title, str(source_id)) for source_id, title in found])


def compose_choices(pairs: Sequence[tuple[str, str]]) -> Choices:
    """Name and value pairs as Discord takes them; a value that is too long for Discord is left out."""
    return [
        app_commands.Choice(name=plain(name, CHOICE_NAME), value=value)
        for name, value in pairs
        if 0 < count_units(value) <= CHOICE_VALUE
    ][:CHOICES]
