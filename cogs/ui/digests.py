"""Digests as messages and panels: what is posted, what moderators see, and the buttons that confirm."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Self, assert_never

import discord
from discord import ui

from bot.core.cards import Card
from bot.core.digest import DigestMessage
from bot.core.models import DigestId
from bot.core.orders import say_calendar, say_filter
from bot.services.digests import Preview, Verdict
from cogs.ui.cards import compose_card, draw_card, draw_notice, share_cards
from cogs.ui.checks import require_moderator
from cogs.ui.dates import show_moment
from cogs.ui.details import DetailsButton
from cogs.ui.door import LastingItem, Panel, answer, library_of, services_of, start_waiting
from cogs.ui.escape import escape, fit_escaped
from cogs.ui.limits import MESSAGE_TEXT, count_units, fit_text
from cogs.ui.words import count
from storage.deliveries import Delivery, DeliveryState
from storage.digests import Digest, DigestState

_PLAIN_ROOM = 500  # characters of a card in a message drawn as short as it can be
_STATES = {DigestState.ACTIVE: "🟢", DigestState.PAUSED: "⏸️", DigestState.DRAFT: "✏️", DigestState.REMOVED: "🗑️"}
_OUTCOMES = {
    "posted": "✅ posted",
    "counted": "🔢 counted",
    "on its way": "📨 on its way",
    "waiting": "⏳ waits for the next time",
    "passed over": "⏭️ passed over",
    "not posted": "⚠️ not posted",
}


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
            panel.add_item(_draw_entry(card, next(shares), plain=message.plain, direct=message.direct))
    if not message.groups:
        panel.add_item(ui.TextDisplay(f"{title}\n{note}".strip()))
    elif note:
        panel.add_item(ui.TextDisplay(f"-# {note}"))
    if message.nonce:
        panel.add_item(ui.ActionRow(AboutButton(message.nonce)))
    return panel


def _draw_entry(card: Card, share: int, *, plain: bool, direct: bool) -> ui.Item[Any]:
    if plain:
        return ui.TextDisplay("\n".join(compose_card(card, min(share, _PLAIN_ROOM))))
    many = len(card.sources)
    label = f"{many} articles" if many > 1 else "Details"
    buttons = [] if card.event_id is None or direct else [DetailsButton(card.event_id, 0, label)]
    return draw_card(card, share, buttons)


# --- in words --------------------------------------------------------------------------------------------------------


def compose_digest(digest: Digest) -> str:
    """A digest in three lines: state, channel, calendar; filter; what comes next, or what is wrong."""
    order = digest.order
    where = f"<#{order.channel_id}>" if order.channel_id else "direct messages"
    lines = [
        f"{_STATES[digest.state]} **#{digest.digest_id}** {where}, {escape(say_calendar(order.calendar))}",
        f"-# Tells {fit_escaped(say_filter(order.filter), 300)}{_compose_options(digest)}",
    ]
    if digest.state is DigestState.PAUSED:
        lines.append(f"-# Paused. {escape(digest.reason or 'Go on with /digest resume.')}")
    elif digest.next_at is not None:
        lines.append(f"-# Next: {show_moment(digest.next_at, 'f')} ({show_moment(digest.next_at)})")
    if digest.reason and digest.state is DigestState.ACTIVE:
        lines.append(f"-# {escape(digest.reason)}")
    return "\n".join(lines)


def _compose_options(digest: Digest) -> str:
    options = digest.order.options
    told = [f"length {options.length.value}"]
    if options.role_id:
        told.append(f"mentions <@&{options.role_id}>")
    if options.quiet:
        told.append(f"quiet {options.quiet[0]:%H\\:%M} to {options.quiet[1]:%H\\:%M}")
    if options.say_nothing_new:
        told.append("says when nothing is new")
    if options.in_thread:
        told.append("goes on in a thread")
    return " · " + " · ".join(told)


def compose_follow(follow: Digest) -> str:
    """One follow in a line or two: what, where, and what is wrong."""
    where = "by direct message" if follow.order.channel_id is None else f"in <#{follow.order.channel_id}>"
    line = f"{_STATES[follow.state]} {fit_escaped(say_filter(follow.order.filter), 200)}, {where}"
    if follow.state is DigestState.PAUSED:
        line += f"\n-# Stopped. {escape(follow.reason or '')} Follow it again once that is mended."
    return line


def draw_preview(preview: Preview, intro: str, items: Sequence[ui.Item[Any]] = ()) -> Panel:
    """What a digest would post and when, below an introduction that is safe markdown."""
    times = " · ".join(show_moment(at, "f") for at in preview.next_times)
    head = f"{intro}\nPosts {escape(preview.calendar)}"
    head += f".\n-# Next: {times}" if times else "."
    if not preview.messages:
        head += "\nNothing in the library passes its filter yet."
        return draw_notice(head, items=items)
    head += "\n-# Nothing is new to it; these are the latest that pass its filter." if preview.of_the_past else ""
    panel = draw_digest(_fit_below(preview.messages[0], count_units(head)))
    first = panel.children[0]
    if isinstance(first, ui.TextDisplay):
        first.content = fit_text(f"{head}\n{first.content}", MESSAGE_TEXT)
    if items:
        panel.add_item(ui.ActionRow(*items))
    return panel


def _fit_below(message: DigestMessage, used: int) -> DigestMessage:
    """Room for the introduction: a preview shows three entries."""
    left = 3 if used < 1500 else 1
    groups = []
    for heading, cards in message.groups:
        if left > 0:
            groups.append((heading, cards[:left]))
        left -= len(cards)
    note = message.note if left >= 0 else "… and more."
    return DigestMessage(message.title, tuple(groups), note, 0, message.parts, "", plain=True)


def compose_why(title: str, verdicts: Sequence[Verdict]) -> str:
    """What each digest did with an article."""
    lines = [f"### {fit_escaped(title, 200)}"]
    if not verdicts:
        lines.append("No digest has anything to tell of it: there is none, or the article is not read yet.")
    by_digest: dict[DigestId, list[Verdict]] = {}
    for verdict in verdicts:
        by_digest.setdefault(verdict.digest.digest_id, []).append(verdict)
    for group in by_digest.values():
        digest = group[0].digest
        where = f" <#{digest.order.channel_id}>" if digest.order.channel_id else ""
        lines.append(f"**#{digest.digest_id}**{where}")
        told = dict.fromkeys(_compose_verdict(verdict) for verdict in group)
        lines += [f"- {line}" for line in told]
    return fit_text("\n".join(lines), MESSAGE_TEXT)


def _compose_verdict(verdict: Verdict) -> str:
    line = f"{verdict.what}: {_OUTCOMES[verdict.outcome]}"
    if verdict.message_id and verdict.digest.order.channel_id:
        link = f"https://discord.com/channels/{verdict.digest.library}/{verdict.digest.order.channel_id}"
        line += f" [there]({link}/{verdict.message_id})"
    return f"{line}, {escape(verdict.reason)}" if verdict.reason else line


def compose_about(digest: Digest, delivery: Delivery) -> str:
    """What stands behind a posted message, for anyone."""
    if digest.user_id is not None:
        told = f"This is followed: {fit_escaped(say_filter(digest.order.filter), 600)}."
        return f"{told}\n-# /follow list in the server shows it, /follow remove ends it."
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


def compose_deliveries(deliveries: Sequence[Delivery]) -> str:
    """The newest deliveries of a digest, a line each."""
    lines = []
    for delivery in deliveries:
        match delivery.state:
            case DeliveryState.SENT:
                told = "posted"
            case DeliveryState.PENDING:
                told = f"waits, tried {count(delivery.attempts, 'time')}"
            case DeliveryState.REFUSED:
                told = "not posted"
            case DeliveryState.UNKNOWN:
                told = "may have arrived"
            case _:
                assert_never(delivery.state)
        reason = f": {escape(delivery.reason)}" if delivery.reason else ""
        lines.append(f"-# {show_moment(delivery.due_at, 'f')} {told}{reason}")
    return "\n".join(lines)


# --- panels and buttons ----------------------------------------------------------------------------------------------


async def draw_digests(interaction: discord.Interaction, after: int | None) -> Panel:
    """A page of the list of digests."""
    found, more = await services_of(interaction).digests.list_page(library_of(interaction), after=after or 0, limit=8)
    if not found:
        return draw_notice("### Digests\nThere are none yet. Order one with /digest create.")
    turns: list[ui.Item[Any]] = []
    if after is not None:
        turns.append(DigestsTurnButton(None))
    if more is not None:
        turns.append(DigestsTurnButton(more))
    text = "\n".join(["### Digests", *(compose_digest(digest) for digest in found)])
    return draw_notice(fit_text(text, MESSAGE_TEXT), items=turns)


class AboutButton(LastingItem[ui.Button[Any]], template=r"cq:digest:(?P<nonce>[a-z2-7]{24})"):
    """Says what digest a message belongs to. Its id is also the mark by which the message is found in the history."""

    def __init__(self, nonce: str) -> None:
        super().__init__(ui.Button(label="About this digest", custom_id=f"cq:digest:{nonce}"))
        self.nonce = nonce

    @classmethod
    def read_id(cls, match: re.Match[str]) -> Self:
        """The button as its id tells it."""
        return cls(match["nonce"])

    async def press(self, interaction: discord.Interaction) -> None:
        """Tell, only to whoever pressed."""
        services = services_of(interaction)
        if interaction.guild_id is None:
            digest, delivery = await services.follows.about(interaction.user.id, self.nonce)
        else:
            digest, delivery = await services.digests.about(library_of(interaction), self.nonce)
        await answer(interaction, draw_notice(compose_about(digest, delivery)), private=True)


class SaveDigestButton(LastingItem[ui.Button[Any]], template=r"cq:digest-save:(?P<digest>\d{1,19})"):
    """Confirms a digest that was shown."""

    def __init__(self, digest_id: DigestId) -> None:
        button: ui.Button[Any] = ui.Button(
            label="Save", style=discord.ButtonStyle.success, custom_id=f"cq:digest-save:{digest_id}"
        )
        super().__init__(button)
        self.digest_id = digest_id

    @classmethod
    def read_id(cls, match: re.Match[str]) -> Self:
        """The button as its id tells it."""
        return cls(DigestId(int(match["digest"])))

    async def press(self, interaction: discord.Interaction) -> None:
        """Save it."""
        await require_moderator(interaction)
        digests, library = services_of(interaction).digests, library_of(interaction)
        digest = await digests.confirm(library, self.digest_id, actor=interaction.user.id)
        view = draw_notice(f"Saved. It tells what comes in from now on.\n{compose_digest(digest)}")
        await interaction.response.edit_message(view=view)


class RemoveDigestButton(LastingItem[ui.Button[Any]], template=r"cq:digest-remove:(?P<digest>\d{1,19})"):
    """Removes a digest."""

    def __init__(self, digest_id: DigestId) -> None:
        button: ui.Button[Any] = ui.Button(
            label="Remove", style=discord.ButtonStyle.danger, custom_id=f"cq:digest-remove:{digest_id}"
        )
        super().__init__(button)
        self.digest_id = digest_id

    @classmethod
    def read_id(cls, match: re.Match[str]) -> Self:
        """The button as its id tells it."""
        return cls(DigestId(int(match["digest"])))

    async def press(self, interaction: discord.Interaction) -> None:
        """Remove it, and offer to undo that."""
        await require_moderator(interaction)
        digests, library = services_of(interaction).digests, library_of(interaction)
        audit_id = await digests.remove(library, self.digest_id, actor=interaction.user.id)
        view = draw_notice("Removed. This can be undone for 30 days.", items=[UndoDigestButton(audit_id)])
        await interaction.response.edit_message(view=view)


class UndoDigestButton(LastingItem[ui.Button[Any]], template=r"cq:digest-undo:(?P<audit>\d{1,19})"):
    """Brings a removed digest back."""

    def __init__(self, audit_id: int) -> None:
        super().__init__(ui.Button(label="Undo", custom_id=f"cq:digest-undo:{audit_id}"))
        self.audit_id = audit_id

    @classmethod
    def read_id(cls, match: re.Match[str]) -> Self:
        """The button as its id tells it."""
        return cls(int(match["audit"]))

    async def press(self, interaction: discord.Interaction) -> None:
        """Bring it back."""
        await require_moderator(interaction)
        digests, library = services_of(interaction).digests, library_of(interaction)
        digest = await digests.undo(library, self.audit_id, actor=interaction.user.id)
        view = draw_notice(f"It is back, paused. /digest resume starts it.\n{compose_digest(digest)}")
        await interaction.response.edit_message(view=view)


class DigestsTurnButton(LastingItem[ui.Button[Any]], template=r"cq:digests:(?P<after>\d{0,19})"):
    """Turns the list of digests."""

    def __init__(self, after: int | None) -> None:
        label = "◀ First" if after is None else "Next ▶"
        super().__init__(ui.Button(label=label, custom_id=f"cq:digests:{'' if after is None else after}"))
        self.after = after

    @classmethod
    def read_id(cls, match: re.Match[str]) -> Self:
        """The button as its id tells it."""
        return cls(int(match["after"]) if match["after"] else None)

    async def press(self, interaction: discord.Interaction) -> None:
        """Turn."""
        await require_moderator(interaction)
        await interaction.response.edit_message(view=await draw_digests(interaction, self.after))


class SendDigestButton(LastingItem[ui.Button[Any]], template=r"cq:digest-send:(?P<digest>\d{1,19})"):
    """Posts what is new to a digest now."""

    def __init__(self, digest_id: DigestId) -> None:
        super().__init__(ui.Button(label="Post it now", custom_id=f"cq:digest-send:{digest_id}"))
        self.digest_id = digest_id

    @classmethod
    def read_id(cls, match: re.Match[str]) -> Self:
        """The button as its id tells it."""
        return cls(DigestId(int(match["digest"])))

    async def press(self, interaction: discord.Interaction) -> None:
        """Post it."""
        await require_moderator(interaction)
        await start_waiting(interaction, private=True)
        await answer(interaction, draw_notice(await send_now(interaction, self.digest_id)), private=True)


async def send_now(interaction: discord.Interaction, digest_id: DigestId) -> str:
    """Let a digest post what is new, and say so."""
    digests, library = services_of(interaction).digests, library_of(interaction)
    made = await digests.send(library, digest_id, actor=interaction.user.id)
    if not made:
        return "Nothing is new to this digest, so nothing is posted."
    return f"{count(made, 'message')} on the way. What it tells now it will not tell again."


DIGEST_ITEMS = (
    AboutButton,
    SaveDigestButton,
    RemoveDigestButton,
    UndoDigestButton,
    DigestsTurnButton,
    SendDigestButton,
)
