"""Is a request, or an answer, one that Discord knows? By its published schema and the rules it does not state.

Source: ../shared/discord (openapi.json and README.md). Without it beside the project only the rules by hand hold.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from tests.shared import SHARED

SPEC = SHARED / "discord/openapi.json"
COMPONENTS_V2 = 1 << 15
_BASE = "urn:discord"


def is_spec_here() -> bool:
    """Is Discord's schema beside the project?"""
    return SPEC.exists()


@cache
def _spec() -> dict[str, Any]:
    spec: dict[str, Any] = json.loads(SPEC.read_text("utf-8"))
    return spec


@cache
def _registry() -> Registry[Any]:
    resource = Resource.from_contents(_spec(), default_specification=DRAFT202012)
    registry: Registry[Any] = Registry().with_resource(_BASE, resource)
    return registry


@cache
def _validator(pointer: str) -> Draft202012Validator:
    return Draft202012Validator({"$ref": f"{_BASE}#{pointer}"}, registry=_registry())


def list_request_faults(method: str, route: str, body: Any) -> list[str]:
    """What Discord would refuse in the JSON of a request; ``route`` as in the schema, with names in braces."""
    faults = []
    if is_spec_here():
        described = _spec()["paths"].get(route, {}).get(method.lower(), {})
        if "requestBody" in described:
            faults += _list_faults(
                f"/paths/{_escape(route)}/{method.lower()}/requestBody/content/application~1json/schema", body
            )
    if not faults and method == "POST" and route == "/channels/{channel_id}/messages":
        faults += list_message_faults(body)
    return faults


def list_answer_faults(method: str, route: str, status: int, body: Any) -> list[str]:
    """What is not as Discord answers."""
    if not is_spec_here():
        return []
    answers = _spec()["paths"].get(route, {}).get(method.lower(), {}).get("responses", {})
    if "content" not in answers.get(str(status), {}):
        return []
    pointer = f"/paths/{_escape(route)}/{method.lower()}/responses/{status}/content/application~1json/schema"
    return _list_faults(pointer, body)


def list_message_faults(body: Any) -> list[str]:
    """The rules for messages that the schema does not state."""
    faults = []
    parts = list(walk(body.get("components") or []))
    texts = [part["content"] for part in parts if part.get("type") == 10]
    content, nonce = body.get("content") or "", body.get("nonce")
    if body.get("flags", 0) & COMPONENTS_V2:
        if content or body.get("embeds"):
            faults.append("content or embeds beside components")
        if not parts:
            faults.append("empty message")
    elif not content and not body.get("embeds"):
        faults.append("empty message")
    if len(content) > 2000:
        faults.append("content of more than 2,000 characters")
    if len(parts) > 40:
        faults.append(f"{len(parts)} components")
    if sum(len(text) for text in texts) > 4000:
        faults.append("more than 4,000 characters of text")
    ids = [part["custom_id"] for part in parts if "custom_id" in part]
    if len(ids) != len(set(ids)):
        faults.append("a custom_id twice")
    if body.get("enforce_nonce") and not nonce:
        faults.append("enforce_nonce without a nonce")
    if nonce is not None and len(str(nonce)) > 25:
        faults.append("a nonce of more than 25 characters")
    return faults


def walk(parts: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Every component of a message, nested ones too."""
    for part in parts:
        yield part
        yield from walk(part.get("components") or [])
        if "accessory" in part:
            yield from walk([part["accessory"]])


def _list_faults(pointer: str, body: Any) -> list[str]:
    return [f"{error.json_path}: {error.message[:160]}" for error in _validator(pointer).iter_errors(body)]


def _escape(route: str) -> str:
    return route.replace("~", "~0").replace("/", "~1").replace("{", "%7B").replace("}", "%7D")
