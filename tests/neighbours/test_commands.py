"""The commands tell one server nothing of another, nor do the names that complete while typing."""

# ruff: noqa: ARG005  # every question has the same shape

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from discord import app_commands

from bot.core.errors import UserError
from tests.cogs.discord_rules import walk
from tests.neighbours.probes import Probe, leaked, write
from tests.neighbours.world import World

SLASH: dict[str, Callable[[Probe], dict[str, Any]]] = {
    "meetings": lambda p: {"who": p.words.name},
    "agreements": lambda p: {"who": p.words.last, "about": p.words.topic},
    "figures": lambda p: {"about": p.words.topic},
    "people": lambda p: {"name": p.words.name},
    "search": lambda p: {"words": p.words.word},
    "article": lambda p: {"title": str(p.article)},
    "timeline": lambda p: {"who": p.words.name},
    "help": lambda p: {},
    "status": lambda p: {},
    "privacy": lambda p: {},
    "settings": lambda p: {},
    "mistakes": lambda p: {},
    "source list": lambda p: {},
    "source check": lambda p: {"source": str(p.source)},
    "source pause": lambda p: {"source": p.words.publisher},
    "source resume": lambda p: {"source": str(p.source)},
    "source remove": lambda p: {"source": str(p.source)},
    "source log": lambda p: {},
    "source export": lambda p: {},
    "digest list": lambda p: {},
    "digest preview": lambda p: {"digest": str(p.digest)},
    "digest edit": lambda p: {"digest": str(p.digest), "any_of": p.words.topic},
    "digest pause": lambda p: {"digest": str(p.digest)},
    "digest resume": lambda p: {"digest": str(p.digest)},
    "digest remove": lambda p: {"digest": f"#{p.digest}"},
    "digest send": lambda p: {"digest": str(p.digest)},
    "digest why": lambda p: {"article": str(p.article)},
    "follow list": lambda p: {},
    "follow party": lambda p: {"who": p.words.last[:-1] + "q"},
    "follow remove": lambda p: {"what": str(p.follow)},
}
NOT_TYPED = {
    "source add",
    "source paste",
    "source upload",
    "source import",
    "digest create",
    "follow pair",
    "follow words",
}


def shown(result: Any) -> str:
    """Everything of an answer: texts, links, buttons and files."""
    messages = [message for message in (result.response, *result.followups) if message is not None]
    parts = [part for message in messages for part in walk(message.components)]
    files = [attachment.filename for message in messages for attachment in message.attachments]
    return json.dumps([parts, files], default=repr, ensure_ascii=False, sort_keys=True)


def without_numbers(said: str) -> str:
    """Message and component numbers count up with every answer."""
    return re.sub(r'"id": \d+', '"id": 0', re.sub(r"\b\d{17,20}\b", "(snowflake)", said))


async def test_no_command_tells_a_server_anything_of_its_neighbour(world: World) -> None:
    tree = world.env.bot.tree
    offered = {
        command.qualified_name: command for command in tree.walk_commands() if isinstance(command, app_commands.Command)
    }
    assert set(offered) == set(SLASH) | NOT_TYPED
    here, there, _ = world.holdings
    channel, moderator = world.rooms[here.library]
    theirs, nobody = Probe.of(there, world.chance), Probe.nobody(world.chance)
    for name, options in SLASH.items():
        said = []
        for probe in (theirs, nobody):
            result = await moderator.slash(channel, name, **options(probe))
            said.append(without_numbers(probe.hide(shown(result))))
        assert said[0] == said[1], name
        assert leaked(said[0], there) == [], name
    for name, command in offered.items():
        for parameter in command.parameters:
            if not parameter.autocomplete:
                continue
            for typed in (theirs.words.last[:4], theirs.words.title, theirs.words.publisher, theirs.words.place, ""):
                choices = await moderator.autocomplete(channel, name, parameter.display_name, typed)
                assert leaked(write(choices), there) == [], name
    unexpected = [error for error in world.env.errors if not isinstance(getattr(error, "original", error), UserError)]
    assert unexpected == []
