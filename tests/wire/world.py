"""What the loopback Discord holds: one bot, servers with a channel each, and the record of what it accepted."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tests.wire.judge import walk

BOT = 900_000_000_000_000_001
EVERYTHING = str((1 << 53) - 1)
VIEW, SEND, HISTORY, THREADS = 1 << 10, 1 << 11, 1 << 16, 1 << 38
_EPOCH_MS = 1_420_070_400_000


@dataclass
class Accepted:
    """A message as it was accepted."""

    message_id: int
    channel_id: int
    nonce: str
    body: dict[str, Any]
    at: float
    deleted: bool = False

    @property
    def texts(self) -> list[str]:
        """Its texts, in order."""
        return [part["content"] for part in walk(self.body.get("components") or []) if part.get("type") == 10]


@dataclass
class World:
    """The state of the loopback Discord."""

    token: str = "loopback-token"
    rights: dict[int, int] = field(default_factory=dict)  # channel -> what everyone may there, of VIEW, SEND, …
    servers: dict[int, list[int]] = field(default_factory=dict)  # server -> channels
    messages: list[Accepted] = field(default_factory=list)
    requests: list[tuple[float, str, str]] = field(default_factory=list)  # when, method, route
    faults: list[str] = field(default_factory=list)  # what the judge found, on either side
    commands: list[dict[str, Any]] = field(default_factory=list)
    callbacks: list[dict[str, Any]] = field(default_factory=list)
    published: list[int] = field(default_factory=list)  # messages, by id
    strangers: set[int] = field(default_factory=set)  # people who are in no server
    sessions_left: int = 1000
    nonce_kept_s: float = 300.0
    _last_ms: int = 0
    _serial: int = 0

    def add_server(self, server: int, channel: int, rights: int = VIEW | SEND | HISTORY | THREADS) -> None:
        """A server with one text channel."""
        self.servers.setdefault(server, []).append(channel)
        self.rights[channel] = rights

    def make_id(self) -> int:
        """A snowflake of now."""
        self._serial = (self._serial + 1) % 4096
        return (int(time.time() * 1000) - _EPOCH_MS) << 22 | self._serial

    def accept(self, channel_id: int, body: dict[str, Any]) -> Accepted:
        """Take a message, unless its nonce is remembered: then it is the one from before."""
        nonce = str(body.get("nonce") or "")
        for known in reversed(self.messages):
            fresh = time.monotonic() - known.at < self.nonce_kept_s
            if nonce and body.get("enforce_nonce") and fresh and (known.channel_id, known.nonce) == (channel_id, nonce):
                return known
        taken = Accepted(self.make_id(), channel_id, nonce, body, time.monotonic())
        self.messages.append(taken)
        return taken

    def list_history(self, channel_id: int, *, after: int = 0, before: int = 2**63, limit: int = 50) -> list[Accepted]:
        """A page of a channel's messages, newest first; nothing where the history may not be read."""
        if not self.rights[channel_id] & HISTORY:
            return []
        found = [
            each for each in self.messages
            if each.channel_id == channel_id and not each.deleted and after < each.message_id < before
        ]  # fmt: skip
        page = found[:limit] if after else found[-limit:]
        return page[::-1]

    def count_quotes(self) -> Counter[tuple[int, str]]:
        """How often each quoted sentence was told in each channel."""
        told: Counter[tuple[int, str]] = Counter()
        for message in self.messages:
            lines = [line for text in message.texts for line in text.splitlines() if line.startswith("> ")]
            told.update((message.channel_id, line) for line in lines)
        return told

    # --- as Discord shows it -----------------------------------------------------------------------------------------

    def show_user(self) -> dict[str, Any]:
        """The bot."""
        return {
            "id": str(BOT), "username": "communique", "avatar": None, "discriminator": "0", "public_flags": 0,
            "flags": 0, "global_name": None, "bot": True, "primary_guild": None,
        }  # fmt: skip

    def show_message(self, message: Accepted) -> dict[str, Any]:
        """A message as Discord answers with it."""
        serial = 0
        components = [dict(part) for part in message.body.get("components") or []]

        def number(parts: list[dict[str, Any]]) -> list[dict[str, Any]]:
            nonlocal serial
            done = []
            for part in parts:
                serial += 1
                shown = {**part, "id": serial}
                if "components" in part:
                    shown["components"] = number(part["components"])
                if "accessory" in part:
                    shown["accessory"] = number([part["accessory"]])[0]
                if part["type"] == 17:
                    shown.setdefault("accent_color", None)
                    shown.setdefault("spoiler", False)
                done.append(shown)
            return done

        at = datetime.fromtimestamp(((message.message_id >> 22) + _EPOCH_MS) / 1000, UTC)
        return {
            "id": str(message.message_id), "channel_id": str(message.channel_id), "author": self.show_user(),
            "type": 0, "content": message.body.get("content") or "", "mentions": [], "mention_roles": [],
            "attachments": [], "embeds": [], "timestamp": at.isoformat(), "edited_timestamp": None,
            "flags": message.body.get("flags", 0), "components": number(components), "pinned": False,
            "mention_everyone": False, "tts": False, **({"nonce": message.nonce} if message.nonce else {}),
        }  # fmt: skip

    def show_member(self, user: int) -> dict[str, Any]:
        """A member of a server without roles; the bot itself, or anyone else as Ann."""
        person = self.show_user()
        if user != BOT:
            person |= {"id": str(user), "username": "ann", "bot": False}
        return {
            "user": person, "roles": [], "joined_at": "2026-01-01T00:00:00+00:00", "deaf": False, "mute": False,
            "flags": 0, "nick": None, "avatar": None, "banner": None, "communication_disabled_until": None,
            "pending": False, "premium_since": None,
        }  # fmt: skip

    def show_channel(self, server: int, channel: int) -> dict[str, Any]:
        """A text channel; its last message is named for ever, also when it was deleted."""
        last = max((each.message_id for each in self.messages if each.channel_id == channel), default=None)
        return {
            "id": str(channel), "type": 0, "guild_id": str(server), "name": f"news-{channel}", "flags": 0,
            "position": self.servers[server].index(channel), "topic": None, "nsfw": False, "rate_limit_per_user": 0,
            "parent_id": None, "last_message_id": None if last is None else str(last),
            "permission_overwrites": [
                {"id": str(server), "type": 0, "allow": str(self.rights[channel]),
                 "deny": str((VIEW | SEND | HISTORY | THREADS) & ~self.rights[channel])}
            ],
        }  # fmt: skip

    def show_server(self, server: int) -> dict[str, Any]:
        """A server as GUILD_CREATE tells it."""
        channels = [self.show_channel(server, channel) for channel in self.servers[server]]
        everyone = {
            "id": str(server), "name": "@everyone", "permissions": "0", "position": 0, "color": 0, "hoist": False,
            "managed": False, "mentionable": False, "flags": 0,
        }  # fmt: skip
        return {
            "id": str(server), "name": f"Server {server}", "owner_id": "1", "icon": None, "splash": None,
            "afk_channel_id": None, "afk_timeout": 300, "verification_level": 0, "default_message_notifications": 0,
            "explicit_content_filter": 0, "roles": [everyone], "emojis": [], "stickers": [], "features": [],
            "mfa_level": 0, "system_channel_id": None, "system_channel_flags": 0, "rules_channel_id": None,
            "premium_tier": 0, "preferred_locale": "en-US", "nsfw_level": 0, "premium_progress_bar_enabled": False,
            "joined_at": "2026-01-01T00:00:00+00:00", "large": False, "unavailable": False, "member_count": 2,
            "voice_states": [], "members": [self.show_member(BOT)], "channels": channels, "threads": [],
            "presences": [],
            "stage_instances": [], "guild_scheduled_events": [], "soundboard_sounds": [],
        }  # fmt: skip
