"""Digests as moderators see them: lists, previews, reasons, and the buttons that confirm."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, assert_never

import discord
from discord import ui

from bot.core.digest import DigestMessage
from bot.core.models import DigestId
from bot.core.numbers import say_count
from bot.core.orders import Order, say_calendar, say_filter, say_followed
from bot.services.digests import Preview, Verdict
from cogs.ui.buttons import ListTurnButton, NumberButton
from cogs.ui.cards import draw_notice
from cogs.ui.checks import require_moderator
from cogs.ui.dates import show_moment
from cogs.ui.door import Panel, answer, library_of, services_of, start_waiting
from cogs.ui.escape import escape, fit_escaped
from cogs.ui.limits import MESSAGE_TEXT, count_units, fit_text
from cogs.ui.posts import draw_digest
from storage.deliveries import Delivery, DeliveryState
from storage.digests import Digest, DigestState

_QUOTED = 90  # characters of a sentence by which it is recognised
_STATES = {DigestState.ACTIVE: "🟢", DigestState.PAUSED: "⏸️", DigestState.DRAFT: "✏️", DigestState.REMOVED: "🗑️"}
_OUTCOMES = {
    "posted": "✅ posted",
    "counted": "🔢 only counted",
    "on its way": "📨 on its way",
    "waiting": "⏳ waits for the next time",
    "passed over": "⏭️ passed over",
    "not posted": "⚠️ not posted",
}


# --- in words --------------------------------------------------------------------------------------------------------


def compose_digest(digest: Digest) -> str:
    """A digest in three lines: state, channel, calendar; filter; what comes next, or what is wrong."""
    order = digest.order
    where = f"<#{order.channel_id}>" if order.channel_id else "direct messages"
    lines = [
        f"{_STATES[digest.state]} **#{digest.number}** {where}, {escape(say_calendar(order.calendar))}",
        f"-# {compose_order(order)}",
    ]
    if digest.state is DigestState.PAUSED:
        lines.append(f"-# Paused. {escape(digest.reason or 'Go on with /digest resume.')}")
    elif digest.next_at is not None:
        lines.append(f"-# Next: {show_moment(digest.next_at, 'f')} ({show_moment(digest.next_at)})")
    if digest.reason and digest.state is DigestState.ACTIVE:
        lines.append(f"-# {escape(digest.reason)}")
    return "\n".join(lines)


def compose_order(order: Order) -> str:
    """What a digest tells, and how it posts: "Tells everything naming China · at most 15 entries"."""
    options = order.options
    told = [f"at most {options.length.entries} entries"]
    if options.role_id:
        told.append(f"mentions <@&{options.role_id}>")
    if options.quiet:
        told.append(f"quiet {options.quiet[0]:%H\\:%M} to {options.quiet[1]:%H\\:%M}")
    if options.say_nothing_new:
        told.append("says when nothing is new")
    if options.in_thread:
        told.append("goes on in a thread")
    if options.publish:
        told.append("is published")
    return " · ".join([f"Tells {fit_escaped(say_filter(order.filter), 300)}", *told])


def compose_follow(follow: Digest) -> str:
    """One follow in a line or two: what, where, and what is wrong."""
    where = "by direct message" if follow.order.channel_id is None else f"in <#{follow.order.channel_id}>"
    line = f"{_STATES[follow.state]} {fit_escaped(say_followed(follow.order.filter), 200)}, {where}"
    if follow.state is DigestState.PAUSED:
        line += f"\n-# Stopped. {escape(follow.reason or '')} Follow it again once that is mended."
    return line


def compose_new(order: Order) -> str:
    """A digest that is not saved yet: channel, calendar, filter, options."""
    return (
        f"### A new digest for <#{order.channel_id}>\nIt is not saved yet.\n"
        f"Posts {escape(say_calendar(order.calendar))}\n-# {compose_order(order)}"
    )


def draw_preview(preview: Preview, intro: str, items: Sequence[ui.Item[Any]] = (), *, new: bool = False) -> Panel:
    """What a digest would post and when, below an introduction that is safe markdown."""
    head = intro
    # An introduction of a saved digest names its next time already.
    times = preview.next_times if new else preview.next_times[1:]
    if times:
        head += f"\n-# {'Next' if new else 'Then'}: {' · '.join(show_moment(at, 'f') for at in times)}"
    if not preview.messages:
        head += "\nNothing in the library passes its filter yet."
        return draw_notice(head, items=items)
    if new:
        head += "\n-# Below is an example, from the latest in the library. It will tell what comes in from now on."
    elif preview.of_the_past:
        head += "\n-# Nothing is new to it. Below is an example, from the latest that pass its filter."
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
        lines.append(f"**#{digest.number}**{where}")
        told = dict.fromkeys(_compose_verdict(verdict) for verdict in group)
        lines += [f"- {line}" for line in told]
    return fit_text("\n".join(lines), MESSAGE_TEXT)


def _compose_verdict(verdict: Verdict) -> str:
    quote = f" “{fit_escaped(verdict.quote, _QUOTED)}”" if verdict.quote else ""
    line = f"{verdict.what.capitalize()}{quote}: {_OUTCOMES[verdict.outcome]}"
    if verdict.message_id and verdict.digest.order.channel_id:
        link = f"https://discord.com/channels/{verdict.digest.library}/{verdict.digest.order.channel_id}"
        line += f" [there]({link}/{verdict.message_id})"
    return f"{line}, {escape(verdict.reason)}" if verdict.reason else line


def compose_deliveries(deliveries: Sequence[Delivery]) -> str:
    """The newest deliveries of a digest, a line each."""
    lines = []
    for delivery in deliveries:
        match delivery.state:
            case DeliveryState.SENT:
                told = "posted"
            case DeliveryState.PENDING:
                told = f"waits, tried {say_count(delivery.attempts, 'time')}"
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
    turns = DigestsTurnButton.list_turns(after, more)
    text = "\n".join(["### Digests", *(compose_digest(digest) for digest in found)])
    return draw_notice(fit_text(text, MESSAGE_TEXT), items=turns)


class SaveDigestButton(NumberButton, name="digest-save", label="Save", style=discord.ButtonStyle.success):
    """Confirms a digest that was shown."""

    async def press(self, interaction: discord.Interaction) -> None:
        """Save it."""
        await require_moderator(interaction)
        digests, library = services_of(interaction).digests, library_of(interaction)
        digest = await digests.confirm(library, DigestId(self.number), actor=interaction.user.id)
        view = draw_notice(f"Saved. It tells what comes in from now on.\n{compose_digest(digest)}")
        await interaction.response.edit_message(view=view)


class RemoveDigestButton(NumberButton, name="digest-remove", label="Remove", style=discord.ButtonStyle.danger):
    """Removes a digest."""

    async def press(self, interaction: discord.Interaction) -> None:
        """Remove it, and offer to undo that."""
        await require_moderator(interaction)
        digests, library = services_of(interaction).digests, library_of(interaction)
        audit_id = await digests.remove(library, DigestId(self.number), actor=interaction.user.id)
        view = draw_notice("Removed. This can be undone for 30 days.", items=[UndoDigestButton(audit_id)])
        await interaction.response.edit_message(view=view)


class UndoDigestButton(NumberButton, name="digest-undo", label="Undo"):
    """Brings a removed digest back."""

    async def press(self, interaction: discord.Interaction) -> None:
        """Bring it back."""
        await require_moderator(interaction)
        digests, library = services_of(interaction).digests, library_of(interaction)
        digest = await digests.undo(library, self.number, actor=interaction.user.id)
        view = draw_notice(f"It is back, paused. /digest resume starts it.\n{compose_digest(digest)}")
        await interaction.response.edit_message(view=view)


class DigestsTurnButton(ListTurnButton, name="digests"):
    """Turns the list of digests."""

    async def draw(self, interaction: discord.Interaction) -> Panel:
        """The page that it turns to."""
        return await draw_digests(interaction, self.after)


class SendDigestButton(NumberButton, name="digest-send", label="Post it now"):
    """Posts what is new to a digest now."""

    async def press(self, interaction: discord.Interaction) -> None:
        """Post it."""
        await require_moderator(interaction)
        await start_waiting(interaction, private=True)
        told = await send_now(interaction, DigestId(self.number))
        await answer(interaction, draw_notice(told), private=True)


async def send_now(interaction: discord.Interaction, digest_id: DigestId) -> str:
    """Let a digest post what is new, and say so."""
    digests, library = services_of(interaction).digests, library_of(interaction)
    made = await digests.send(library, digest_id, actor=interaction.user.id)
    if not made:
        return "Nothing is new to this digest, so nothing is posted."
    return f"{say_count(made, 'message')} on the way. What it tells now it will not tell again."


DIGEST_ITEMS = (
    SaveDigestButton,
    RemoveDigestButton,
    UndoDigestButton,
    DigestsTurnButton,
    SendDigestButton,
)
