"""Judges of what is sent to Discord, written apart from the code they judge.

``live_marks`` asks whether words from outside are still alive in a text: by a reading of Discord's own rules, and by
the parser of the simulator, which is somebody else's. ``broken_limits`` checks a message's JSON against Discord's
published schema and against the rules that the schema does not state.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012
from simcord.preview._markdown import markdown_tokens

from tests.shared import shared_file

COMPONENTS_V2 = 1 << 15
HIDDEN = re.compile("[\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f\x00-\x08\x0b-\x1f\x7f]")
# What may stay in the text once every backslash and the sign behind it is taken out.
_ALIVE = re.compile(
    r"[\\`*_~|<>\[\]@#]"  # formatting, mentions, references, spoilers, code, link brackets
    r"|:\S"  # schemes and emoji names
    r"|\w\.[^\W\d]"  # hosts
    r"|^\s*(?:[-+=]|\d+[.)])"  # lists, rules, underlines
)
_RAW = re.compile(
    r"@(?:everyone|here)|<(?:[@#:/]|(?:t|a|id|sound):)|https?://|discord\.gg/|\]\(|discord\.com/invite",
    re.IGNORECASE,
)


@cache
def hostile_texts() -> tuple[str, ...]:
    lines = shared_file("hostile/discord_injection.jsonl").read_text("utf-8").splitlines()
    strings = json.loads(shared_file("hostile/strings/blns.json").read_text("utf-8"))
    return (*(json.loads(line)["text"] for line in lines), *strings)


def live_marks(text: str) -> list[str]:
    """Everything in an escaped text that would still do something; empty when it is inert."""
    found = [match.group() for match in _ALIVE.finditer(re.sub(r"\\[^0-9A-Za-z\s]", "·", text))]
    found += [match.group() for match in _RAW.finditer(text)]
    found += [match.group() for match in HIDDEN.finditer(text)]
    if "\n" in text:
        found.append("line break")
    # The simulator reads HTML entities, which Discord shows as they are; keep them out of its way.
    parsed = markdown_tokens(text.replace("&", "·"), "message", context=_WORLD)
    found += [str(token["type"]) for token in _tokens(parsed)]
    return found


_WORLD: Mapping[str, Any] = {
    "users": {"123": "someone", "123456789012345678": "someone"},
    "roles": {"123": "role", "123456789012345678": "role"},
    "channels": {"123": "channel", "123456789012345678": "channel"},
    "everyone": True,
    "emojis": {"123": {"name": "x", "animated": True}},
    "commands": {"123": "cmd"},
}


def _tokens(tokens: list[Any]) -> Iterator[Mapping[str, Any]]:
    for token in tokens:
        if token["type"] not in {"inline", "paragraph", "text"}:
            yield token
        yield from _tokens(token.get("children") or [])


@cache
def _message_validator() -> Draft202012Validator:
    spec = json.loads(shared_file("discord/openapi.json").read_text("utf-8"))
    spec["components"]["schemas"]["SnowflakeType"] = {"type": ["string", "integer"]}
    registry: Registry[Any] = Registry().with_resource(
        "urn:discord", Resource.from_contents(spec, default_specification=DRAFT202012)
    )
    reference = "urn:discord#/components/schemas/MessageCreateRequest"
    return Draft202012Validator({"$ref": reference}, registry=registry)


def broken_limits(payload: Mapping[str, Any]) -> list[str]:
    """What Discord would refuse in a Components V2 message; empty when it would take it."""
    faults = [f"{error.json_path}: {error.message[:200]}" for error in _message_validator().iter_errors(payload)]
    parts = list(walk(payload.get("components", [])))
    if payload.get("flags", 0) & COMPONENTS_V2 and (payload.get("content") or payload.get("embeds")):
        faults.append("content beside components")
    if not parts:
        faults.append("empty message")
    if len(parts) > 40:
        faults.append(f"{len(parts)} components")
    texts = [part["content"] for part in parts if part["type"] == 10]
    units = sum(len(text.encode("utf-16-le")) // 2 for text in texts)
    if units > 4000:
        faults.append(f"{units} characters")
    faults += ["empty text" for text in texts if not text.strip()]
    ids = [part["custom_id"] for part in parts if "custom_id" in part]
    if len(ids) != len(set(ids)):
        faults.append("custom_id twice")
    for part in parts:
        if part["type"] == 2:
            label = part.get("label") or ""
            if not 1 <= len(label.encode("utf-16-le")) // 2 <= 80:
                faults.append(f"label of {len(label)}")
            if ("url" in part) == ("custom_id" in part):
                faults.append("a button needs one of url and custom_id")
            if len(part.get("url", "")) > 512 or len(part.get("custom_id", "")) > 100:
                faults.append("url or custom_id too long")
        if part["type"] == 1 and not 1 <= len(part["components"]) <= 5:
            faults.append("row size")
    return faults


def walk(parts: list[Any]) -> Iterator[dict[str, Any]]:
    for part in parts:
        yield part
        yield from walk(part.get("components", []))
        if "accessory" in part:
            yield from walk([part["accessory"]])
