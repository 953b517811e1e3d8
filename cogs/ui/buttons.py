"""Lasting buttons of common kinds, by what they know: a number or two, a question's key, a message, a place in a list.

A subclass says its name in ids (``cq:<name>:…``), its label, and what a press does.
"""

from __future__ import annotations

import re
from abc import abstractmethod
from typing import Any, ClassVar, Self

import discord
from discord import ui

from cogs.ui.checks import require_moderator
from cogs.ui.door import LastingItem, Panel

_PLAIN = discord.ButtonStyle.secondary


class _LabelledButton(LastingItem[ui.Button[Any]], template="never"):
    """A button of one label, with one value in its id."""

    _begin: ClassVar[str]
    _label: ClassVar[str]
    _style: ClassVar[discord.ButtonStyle]

    @classmethod
    def _set_up(cls, name: str, label: str, style: discord.ButtonStyle) -> None:
        cls._begin, cls._label, cls._style = f"cq:{name}:", label, style

    @classmethod
    def _make(cls, value: int | str, label: str | None) -> ui.Button[Any]:
        return ui.Button(label=label or cls._label, style=cls._style, custom_id=f"{cls._begin}{value}")


class NumberButton(_LabelledButton, template="never"):
    """A button that knows one number: of a source, a digest, a change."""

    def __init_subclass__(cls, *, name: str, label: str, style: discord.ButtonStyle = _PLAIN) -> None:
        super().__init_subclass__(template=rf"cq:{name}:(?P<number>\d{{1,19}})")
        cls._set_up(name, label, style)

    def __init__(self, number: int, label: str | None = None) -> None:
        super().__init__(self._make(number, label))
        self.number = number

    @classmethod
    def read_id(cls, match: re.Match[str]) -> Self:
        """The button as its id tells it."""
        return cls(int(match["number"]))


class PairButton(_LabelledButton, template="never"):
    """A button that knows two numbers: of an entry, and of what is done with it."""

    def __init_subclass__(cls, *, name: str, label: str, style: discord.ButtonStyle = _PLAIN) -> None:
        super().__init_subclass__(template=rf"cq:{name}:(?P<number>\d{{1,19}}):(?P<other>\d{{1,19}})")
        cls._set_up(name, label, style)

    def __init__(self, number: int, other: int) -> None:
        super().__init__(self._make(f"{number}:{other}", None))
        self.number = number
        self.other = other

    @classmethod
    def read_id(cls, match: re.Match[str]) -> Self:
        """The button as its id tells it."""
        return cls(int(match["number"]), int(match["other"]))


class KeyButton(_LabelledButton, template="never"):
    """A button that knows the key of a question that was asked."""

    def __init_subclass__(cls, *, name: str, label: str, style: discord.ButtonStyle = _PLAIN) -> None:
        super().__init_subclass__(template=rf"cq:{name}:(?P<key>[0-9a-f]{{16}})")
        cls._set_up(name, label, style)

    def __init__(self, key: str) -> None:
        super().__init__(self._make(key, None))
        self.key = key

    @classmethod
    def read_id(cls, match: re.Match[str]) -> Self:
        """The button as its id tells it."""
        return cls(match["key"])


class MessageButton(_LabelledButton, template="never"):
    """A button under a posted message, which knows it by the nonce that it was sent with."""

    def __init_subclass__(cls, *, name: str, label: str, style: discord.ButtonStyle = _PLAIN) -> None:
        super().__init_subclass__(template=rf"cq:{name}:(?P<nonce>[a-z2-7]{{24}})")
        cls._set_up(name, label, style)

    def __init__(self, nonce: str) -> None:
        super().__init__(self._make(nonce, None))
        self.nonce = nonce

    @classmethod
    def read_id(cls, match: re.Match[str]) -> Self:
        """The button as its id tells it."""
        return cls(match["nonce"])


class ListTurnButton(LastingItem[ui.Button[Any]], template="never"):
    """Turns a list that only moderators see."""

    _begin: ClassVar[str]
    _first: ClassVar[str]
    _next: ClassVar[str]

    def __init_subclass__(cls, *, name: str, first: str = "◀ First", following: str = "Next ▶") -> None:
        super().__init_subclass__(template=rf"cq:{name}:(?P<after>\d{{0,18}})")
        cls._begin, cls._first, cls._next = f"cq:{name}:", first, following

    def __init__(self, after: int | None) -> None:
        label = self._first if after is None else self._next
        super().__init__(ui.Button(label=label, custom_id=f"{self._begin}{'' if after is None else after}"))
        self.after = after

    @classmethod
    def read_id(cls, match: re.Match[str]) -> Self:
        """The button as its id tells it."""
        return cls(int(match["after"]) if match["after"] else None)

    @classmethod
    def list_turns(cls, after: int | None, more: int | None) -> list[ui.Item[Any]]:
        """The buttons under the page that goes on from ``after``; the next one from ``more``, None on the last."""
        turns: list[ui.Item[Any]] = [] if after is None else [cls(None)]
        return turns if more is None else [*turns, cls(more)]

    @abstractmethod
    async def draw(self, interaction: discord.Interaction) -> Panel:
        """The page that it turns to."""

    async def press(self, interaction: discord.Interaction) -> None:
        """Turn."""
        await require_moderator(interaction)
        await interaction.response.edit_message(view=await self.draw(interaction))
