"""What the library, its sources, its log and its settings look like in words."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.models import FactKind, Facts, ReadState
from bot.core.numbers import say_count
from bot.core.troubles import Trouble
from bot.services.adding import Added, Found
from bot.services.sources import Going, SourceRow
from cogs.ui.dates import show_date, show_moment
from cogs.ui.escape import escape, fit_escaped
from storage.audit import AuditEntry
from storage.forgetting import FORGOTTEN
from storage.settings import LibrarySettings
from storage.sources import SourceState
from storage.status import LibraryStatus

_NOUNS = {
    FactKind.MEETING: "meeting",
    FactKind.AGREEMENT: "agreement",
    FactKind.FIGURE: "figure",
    FactKind.PERSON: "person",
    FactKind.STATEMENT: "statement",
}
_STATES = {
    SourceState.ACTIVE: "🟢",
    SourceState.PAUSED: "⏸️",
    SourceState.FAILING: "🔴",
    SourceState.DONE: "📄",
    SourceState.REMOVED: "🗑️",
}
_WITHOUT_ACTOR = {"source.move": "the bot", "fact.lost": "the bot"}  # what it does by itself
_TITLE_ROOM = 200


def compose_status(status: LibraryStatus, sources: Sequence[SourceRow], troubles: Sequence[Trouble] = ()) -> str:
    """What does not work now, what the library holds, and how each of the given sources is doing."""
    lines = [f"⚠️ {escape(trouble.sentence)} Since {show_moment(trouble.since, 'f')}." for trouble in troubles]
    lines.append("### This server's library")
    if not status.articles:
        lines.append("It is empty. A moderator can add a source with /source add, or a text with /source paste.")
    else:
        lines.append(
            f"**{say_count(status.articles, 'article')}**{_compose_span(status.published_from, status.published_until)}"
        )
        lines.append(
            "Read from them: " + ", ".join(say_count(status.events[kind], noun) for kind, noun in _NOUNS.items())
        )
    if status.waiting:
        lines.append(f"{status.waiting:,} still to be read")
    unread = status.by_read_state[ReadState.UNREADABLE] + status.by_read_state[ReadState.FAILED]
    if unread:
        lines.append(f"{unread:,} could not be read (another language, for example); /search finds them")
    if status.last_check_at:
        lines.append(f"Last check of a source: {show_moment(status.last_check_at)}")
    if sources:
        lines.append("### Sources")
        lines += [compose_source(source) for source in sources]
    more = sum(status.sources.values()) - len(sources)
    if sources and more > 0:
        lines.append(f"-# and {more:,} more")
    return "\n".join(lines)


def compose_source(row: SourceRow) -> str:
    """One source in a line or two: state, title, kind, articles, checks, and what is wrong."""
    source = row.source
    parts = [source.kind.value, say_count(row.articles, "article")]
    if source.checked_at:
        parts.append(f"checked {show_moment(source.checked_at)}")
    if source.state is SourceState.PAUSED:
        parts.append("paused")
    elif source.next_check_at:
        parts.append(f"next {show_moment(source.next_check_at)}")
    told = f"{_STATES[source.state]} **{_title(source.title, 100)}**\n-# {' · '.join(parts)}"
    if source.reason and source.state is SourceState.FAILING:
        told += f"\n-# {fit_escaped(source.reason, 160)}"
    return told


def compose_found(found: Found) -> str:
    """What stands behind an address, before it is saved."""
    lines = [f"### Found: {_title(found.title)}", _compose_kind(found.kind.value, found.publisher, found.language)]
    lines.append(f"{say_count(found.articles, 'article')}:" if found.articles else "There are no articles in it yet.")
    lines += [f"- {_title(title, 120)}" for title in found.titles[:5]]
    if found.facts is not None:
        lines.append(f"In the newest: {_compose_facts(found.facts)}")
    if found.note:
        lines.append(escape(found.note))
    lines.append("Adding it…")
    return "\n".join(lines)


def compose_added(added: Added, *, read: bool) -> str:
    """What came in, after it was saved; ``read``: its facts are there."""
    lines = [f"### Added: {_title(added.title)}", _compose_kind(added.kind.value, added.publisher, added.language)]
    if not added.articles:
        lines.append("There are no articles in it yet.")
    elif added.new and added.known:
        lines.append(f"{say_count(added.new, 'article')} new, {added.known:,} already here.")
    elif added.new:
        lines.append(f"{say_count(added.new, 'article')} new.")
    else:
        lines.append("Everything in it was already here.")
    if added.language and added.language != "en":
        lines.append("It does not seem to be English, so no facts can be read from it; /search finds it.")
    elif added.articles and not read:
        lines.append("Reading goes on in the background; /status tells how far it is.")
    if added.note:
        lines.append(escape(added.note))
    return "\n".join(lines)


def compose_going(going: Going) -> str:
    """The question before a source is removed."""
    title = _title(going.source.title)
    if not going.articles:
        return f"### Remove {title}?\nNo article goes with it."
    return f"### Remove {title}?\n{say_count(going.articles, 'article')} that no other source holds will go with it."


def compose_log_entry(entry: AuditEntry) -> str:
    """One change in a line: when, who, what."""
    who = name_actor(entry.actor, _WITHOUT_ACTOR.get(entry.action, "the terminal"))
    undone = " · undone" if entry.undone_at else ""
    action = escape(entry.action.replace(".", " "))
    return f"{show_moment(entry.done_at, 'f')} {who} **{action}** {fit_escaped(entry.subject, 150)}{undone}"


def name_actor(user_id: int, nobody: str = "the terminal") -> str:
    """Who did or reported something, as a mention that pings nobody; ``nobody`` where it was no person."""
    if user_id == FORGOTTEN:
        return "somebody who asked to be forgotten"
    return f"<@{user_id}>" if user_id else nobody


def compose_settings(settings: LibrarySettings) -> str:
    """The settings of this server, and how to change them."""
    role = f"<@&{settings.moderator_role_id}>" if settings.moderator_role_id else "none"
    channel = f"<#{settings.notices_channel_id}>" if settings.notices_channel_id else "none"
    return (
        "### Settings of this server\n"
        f"**Moderators:** people who may manage the server, and the role: {role}\n"
        f"**Notices** (a source fails or recovers) go to the channel: {channel}\n"
        f"**Time zone** of digests that name none: {escape(settings.zone)}\n"
        "-# Change one with /settings moderators, notices or zone."
    )


def _compose_facts(facts: Facts) -> str:
    counted = (
        (len(facts.meetings), "meeting"),
        (len(facts.agreements), "agreement"),
        (len(facts.figures), "figure"),
        (len(facts.statements), "statement"),
    )
    return ", ".join(say_count(number, noun) for number, noun in counted if number) or "no facts were recognised"


def _compose_kind(kind: str, publisher: str, language: str | None) -> str:
    parts = [kind, fit_escaped(publisher, 90)]
    if language and language != "en":
        parts.append(f"language: {escape(language)}")
    return "-# " + " · ".join(filter(None, parts))


def _title(title: str, room: int = _TITLE_ROOM) -> str:
    return fit_escaped(title, room) or "Untitled"


def _compose_span(first: str | None, last: str | None) -> str:
    if not first or not last:
        return ""
    return f", {show_date(first)}" if first == last else f", from {show_date(first)} to {show_date(last)}"
