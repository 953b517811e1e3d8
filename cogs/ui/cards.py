"""Cards as Discord messages: a quote first, then what was understood from it, then who says so.

``compose_*`` and ``draw_*`` are pure. Every word that came from outside is escaped here, and only here; a link is
always our own stored URL behind a button that names its host. The result keeps Discord's limits whatever comes in.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote as percent_encode
from urllib.parse import urlsplit, urlunsplit

import discord
from discord import ui

from bot.core.cards import Card, SourceLine, Step
from bot.core.models import FactKind
from cogs.ui.dates import show_date
from cogs.ui.door import Panel
from cogs.ui.escape import escape, fit_escaped, plain, quote_block
from cogs.ui.limits import BUTTON_LABEL, BUTTON_URL, MESSAGE_TEXT, count_units, fit_text, share_room

_COLOURS = {
    FactKind.MEETING: 0x4C8DD6,
    FactKind.AGREEMENT: 0x3FA37A,
    FactKind.FIGURE: 0xB98A2F,
    FactKind.PERSON: 0x8A6FC4,
    FactKind.STATEMENT: 0x6F8793,
    None: 0x6F8793,
}
_NOTICE_COLOUR = 0x6F8793
_HEADING_ROOM = 160
_PUBLISHER_ROOM = 90
_DETAIL_ROOM = 260
_LEAST_QUOTE = 120


def draw_notice(text: str, *, items: Sequence[ui.Item[Any]] = ()) -> Panel:
    """A short message of our own words (already safe markdown), with buttons if there are any."""
    panel = Panel(timeout=None)
    panel.add_item(ui.TextDisplay(fit_text(text, MESSAGE_TEXT) or "…"))
    if items:
        panel.add_item(ui.ActionRow(*items))
    return panel


def draw_card(card: Card, room: int, buttons: Sequence[ui.Item[Any]] = ()) -> ui.Container[Any]:
    """One card in at most ``room`` characters of text, with its link button first and the given buttons behind it.

    The quote is a text of its own: some clients let a block quote run on over the lines that follow it.
    """
    container: ui.Container[Any] = ui.Container(accent_colour=_COLOURS[card.kind])
    for text in compose_card(card, room):
        container.add_item(ui.TextDisplay(text))
    row = [*filter(None, [draw_link(card.sources[0].url)]), *buttons]
    if row:
        container.add_item(ui.ActionRow(*row))
    return container


def draw_source(source: SourceLine, room: int, buttons: Sequence[ui.Item[Any]] = ()) -> ui.Container[Any]:
    """One source's own sentence in at most ``room`` characters, with its link and the given buttons."""
    container: ui.Container[Any] = ui.Container(accent_colour=_NOTICE_COLOUR)
    for text in compose_source(source, room):
        container.add_item(ui.TextDisplay(text))
    row = [*filter(None, [draw_link(source.url)]), *buttons]
    if row:
        container.add_item(ui.ActionRow(*row))
    return container


def compose_card(card: Card, room: int) -> list[str]:
    """The quote and what was understood from it, in at most ``room`` characters; the quote is the last to be cut."""
    heading = f"**{fit_escaped(card.heading, _HEADING_ROOM)}**"
    day = show_date(card.date) if card.date else ""
    if day:
        heading += f" · {day}"
    source = _compose_byline(card)
    lines = [_compose_detail(label, value) for label, value in card.details if not _is_told(card, label, value)]
    lines += [f"Sources differ. {_compose_detail(label, value)}" for label, value in card.disagreements]
    if len(card.trail) > 1:
        lines.append("As reported: " + " → ".join(_compose_step(step) for step in card.trail[-5:]))
    if card.corrected:
        lines.append(f"-# Put right by moderators: {fit_escaped(', '.join(card.corrected), 100)}")
    left = room - count_units(heading) - count_units(source) - 1
    wanted = [count_units(quote_block(card.quote, MESSAGE_TEXT)) + 1, sum(count_units(line) + 1 for line in lines)]
    quote_room, detail_room = share_room(wanted, left)
    detail_room = max(0, min(detail_room, left - min(wanted[0], _LEAST_QUOTE)))
    kept = []
    for line in lines:
        detail_room -= count_units(line) + 1
        if detail_room < 0:
            break
        kept.append(line)
    quote_room = left - sum(count_units(line) + 1 for line in kept) - 1
    quoted = quote_block(card.quote, quote_room)
    return [*filter(None, [quoted]), "\n".join([heading, *kept, source])]


def compose_source(source: SourceLine, room: int) -> list[str]:
    """A source's sentence, and its title, publisher and date in at most ``room`` characters."""
    title = f"**{fit_escaped(source.title, 200) or 'Untitled'}**"
    byline = f"-# {_compose_publisher(source)}"
    if source.copied:
        byline += " · repeats another source's words"
    left = room - count_units(title) - count_units(byline) - 2
    return [*filter(None, [quote_block(source.quote, left)]), f"{title}\n{byline}"]


def share_cards(cards: Sequence[Card], room: int) -> list[int]:
    """How many characters each card of a message may take."""
    return share_room([count_units("\n".join(compose_card(card, MESSAGE_TEXT))) for card in cards], room)


def draw_link(url: str | None) -> ui.Button[Any] | None:
    """A link button that names the host it leads to; None where there is no link that can be trusted to do so."""
    target = compose_link(url)
    if target is None:
        return None
    host = urlsplit(target).hostname or ""
    return ui.Button(style=discord.ButtonStyle.link, label=plain(host.removeprefix("www."), BUTTON_LABEL), url=target)


def compose_link(url: str | None) -> str | None:
    """The URL in plain ASCII (host in punycode, everything else percent-encoded); None where it is no http(s) URL."""
    if not url:
        return None
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").encode("idna").decode("ascii")
        port = f":{parts.port}" if parts.port else ""
        path = percent_encode(parts.path, safe="/%:@!$&'*+,;=~-._")
        query = percent_encode(parts.query, safe="/%:@!$&'*+,;=~-._?")
    except (UnicodeError, ValueError):
        return None
    if parts.scheme not in {"http", "https"} or not host or parts.username or parts.password:
        return None
    target = urlunsplit((parts.scheme, host + port, path, query, ""))
    return target if len(target) <= BUTTON_URL else None


def _compose_detail(label: str, value: str) -> str:
    return f"{escape(label)}: {fit_escaped(value, _DETAIL_ROOM)}"


def _is_told(card: Card, label: str, value: str) -> bool:
    """Does the heading line say this already?"""
    if label in {"When", "Period"}:
        return bool(card.date and show_date(card.date))
    return label == "Status" and card.heading.endswith(value)


def _compose_step(step: Step) -> str:
    """A status and the day on which it was first reported."""
    reported = step.source.published or step.date
    day = show_date(reported) if reported else ""
    return f"{fit_escaped(step.status, 30)} ({day})" if day else fit_escaped(step.status, 30)


def _compose_byline(card: Card) -> str:
    byline = f"-# {_compose_publisher(card.sources[0])}"
    if card.event_id is None:
        return byline
    if card.reported_by > 1:
        return f"{byline} · reported by {card.reported_by} sources"
    copies = sum(1 for source in card.sources if source.copied)
    return f"{byline} · single source" + (f", repeated by {copies}" if copies else "")


def _compose_publisher(source: SourceLine) -> str:
    publisher = fit_escaped(source.publisher, _PUBLISHER_ROOM) or "Unknown publisher"
    day = show_date(source.published) if source.published else ""
    return f"{publisher}, {day}" if day else publisher
