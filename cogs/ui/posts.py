"""What digests and follows post, and the buttons in it: whoever may see the message may press them.

A follow's direct message belongs to no server, so its buttons know the message by its nonce; each press looks up again
whose follow it is, and whether that person is still a member of the server whose library it tells of.
"""

from __future__ import annotations

import re
from typing import Any, Self

import discord
from discord import ui

from bot.core.cards import Card
from bot.core.digest import DigestMessage
from bot.core.errors import NotAllowed
from bot.core.models import EventId, LibraryId
from bot.core.orders import say_calendar, say_filter, say_followed
from cogs.ui.buttons import MessageButton
from cogs.ui.cards import compose_card, draw_card, draw_notice, draw_source, share_cards
from cogs.ui.dates import show_moment
from cogs.ui.details import DetailsButton
from cogs.ui.door import LastingItem, Panel, answer, library_of, services_of
from cogs.ui.escape import escape, fit_escaped
from cogs.ui.limits import MESSAGE_TEXT, count_units, share_room
from storage.deliveries import Delivery
from storage.digests import Digest, DigestState

_PLAIN_ROOM = 500  # characters of a card in a message drawn as short as it can be
_SENTENCES = 5  # of one page of a follow's sources


def draw_digest(message: DigestMessage) -> Panel:
    """One message of a digest within Discord's limits; its button carries the nonce by which it is found again."""
    panel = Panel(timeout=None)
    title = f"### {fit_escaped(message.title, 200)}"
    if message.parts > 1:
        title += f" ({message.part + 1} of {message.parts})"
    mentions = [f"<@&{message.role_id}>"] if message.role_id else []
    mentions += [f"<@{message.user_id}>"] if message.user_id else []
    title = "\n".join([*mentions, title])
    note = escape(message.note or "")
    headings = [f"**{fit_escaped(heading, 60)}**" for heading, _ in message.groups]
    room = MESSAGE_TEXT - count_units(title) - count_units(note) - sum(count_units(each) + 1 for each in headings) - 4
    cards = [card for _, group in message.groups for card in group]
    shares = iter(share_cards(cards, room))
    for number, (heading, (_, group)) in enumerate(zip(headings, message.groups, strict=True)):
        panel.add_item(ui.TextDisplay(f"{title}\n{heading}" if number == 0 else heading))
        for card in group:
            panel.add_item(_draw_entry(card, next(shares), message))
    if not message.groups:
        panel.add_item(ui.TextDisplay(f"{title}\n{note}".strip()))
    elif note:
        panel.add_item(ui.TextDisplay(f"-# {note}"))
    if message.nonce:
        followed = message.direct or message.user_id is not None
        stop = [StopFollowingButton(message.nonce)] if followed else []
        panel.add_item(ui.ActionRow(AboutButton(message.nonce), *stop))
    return panel


def _draw_entry(card: Card, share: int, message: DigestMessage) -> ui.Item[Any]:
    if message.plain:
        return ui.TextDisplay("\n".join(compose_card(card, min(share, _PLAIN_ROOM))))
    many = len(card.sources)
    label = f"{many} articles" if many > 1 else "Details"
    buttons: list[ui.Item[Any]] = []
    if card.event_id is not None and message.direct:
        buttons.append(FollowedDetailsButton(message.nonce, card.event_id, 0, label))
    elif card.event_id is not None:
        buttons.append(DetailsButton(card.event_id, 0, label))
    return draw_card(card, share, buttons)


def compose_about(digest: Digest, delivery: Delivery) -> str:
    """What stands behind a posted message, for anyone."""
    if digest.user_id is not None:
        told = f"This is followed: {fit_escaped(say_followed(digest.order.filter), 600)}."
        return f"{told}\n-# /follow list in the server shows everything that you follow."
    lines = [
        "### This is a digest",
        f"It posts {escape(say_calendar(digest.order.calendar))}.",
        f"It tells {fit_escaped(say_filter(digest.order.filter), 600)}.",
        f"This one was due {show_moment(delivery.due_at, 'f')}.",
    ]
    if digest.state is DigestState.ACTIVE and digest.next_at is not None:
        lines.append(f"The next one is due {show_moment(digest.next_at)}.")
    lines.append("-# Moderators change it with /digest edit.")
    return "\n".join(lines)


class AboutButton(MessageButton, name="digest", label="About this digest"):
    """Says what digest a message belongs to. Its id is also the mark by which the message is found in the history."""

    async def press(self, interaction: discord.Interaction) -> None:
        """Tell, only to whoever pressed."""
        services = services_of(interaction)
        if interaction.guild_id is None:
            digest, delivery = await services.follows.about(interaction.user.id, self.nonce)
        else:
            digest, delivery = await services.digests.about(library_of(interaction), self.nonce)
        await answer(interaction, draw_notice(compose_about(digest, delivery)), private=True)


class StopFollowingButton(MessageButton, name="unfollow", label="Stop following"):
    """Ends a follow, for the one whose follow it is."""

    async def press(self, interaction: discord.Interaction) -> None:
        """Stop, and say how to begin again."""
        gone = await services_of(interaction).follows.stop(interaction.user.id, self.nonce)
        told = f"You no longer follow {fit_escaped(say_followed(gone.order.filter), 300)}."
        told += "\n-# /follow in the server begins again."
        await answer(interaction, draw_notice(told), private=True)


class FollowedDetailsButton(
    LastingItem[ui.Button[Any]],
    template=r"cq:followed:(?P<nonce>[a-z2-7]{24}):(?P<event>\d{1,19}):(?P<first>\d{1,6})",
):
    """Shows each source's own sentence behind an entry of a direct message."""

    def __init__(self, nonce: str, event_id: EventId, first: int, label: str) -> None:
        super().__init__(ui.Button(label=label, custom_id=f"cq:followed:{nonce}:{event_id}:{first}"))
        self.nonce = nonce
        self.event_id = event_id
        self.first = first

    @classmethod
    def read_id(cls, match: re.Match[str]) -> Self:
        """The button as its id tells it."""
        return cls(match["nonce"], EventId(int(match["event"])), int(match["first"]), "Details")

    async def press(self, interaction: discord.Interaction) -> None:
        """Show the sentences."""
        follows, user_id = services_of(interaction).follows, interaction.user.id
        follow, _ = await follows.about(user_id, self.nonce)
        await _require_member(interaction, follow.library)
        card = await follows.find_card(user_id, self.nonce, self.event_id)
        await answer(interaction, self._draw(card), private=True)

    def _draw(self, card: Card) -> Panel:
        panel = Panel(timeout=None)
        shown = card.sources[self.first : self.first + _SENTENCES]
        title = f"### {fit_escaped(card.heading, 300)}"
        panel.add_item(ui.TextDisplay(title))
        shares = share_room([MESSAGE_TEXT] * len(shown), MESSAGE_TEXT - count_units(title))
        for source, share in zip(shown, shares, strict=True):
            panel.add_item(draw_source(source, share))
        after = self.first + _SENTENCES
        if after < len(card.sources):
            more = FollowedDetailsButton(self.nonce, self.event_id, after, "More ▶")
            panel.add_item(ui.ActionRow(more))
        return panel


async def _require_member(interaction: discord.Interaction, library: LibraryId) -> None:
    """Raises NotAllowed for somebody who has left the server, or whose server the bot has left."""
    try:
        await interaction.client.http.get_member(library, interaction.user.id)
    except (discord.NotFound, discord.Forbidden):
        raise NotAllowed("This is for members of the server that it comes from.") from None
