"""The ways in which the loopback Discord can fail, each after or before it has accepted the message."""

from __future__ import annotations

import asyncio
import json
import struct
from dataclasses import dataclass
from socket import SO_LINGER, SOL_SOCKET
from typing import Any, Literal, TypeAlias

from aiohttp import web

Way: TypeAlias = Literal[
    "status", "limit", "global limit", "limit without time", "ban", "reset", "close", "cut", "html", "empty", "garbage",
    "slow",
]  # fmt: skip


@dataclass(frozen=True)
class Fault:
    """What becomes of one posting."""

    way: Way
    accepted: bool = False  # the message is taken all the same
    status: int = 500
    code: int = 0  # Discord's own code in the body
    seconds: float = 0.1  # of a limit's wait, or of slowness


async def answer(fault: Fault, request: web.Request, good: dict[str, Any]) -> web.StreamResponse:
    """Fail in this way; ``good`` is what would have been said."""
    match fault.way:
        case "slow":
            await asyncio.sleep(fault.seconds)
            return _json(good)
        case "reset" | "close" | "cut":
            _break_off(fault.way, request, good)
            return web.Response()
        case _:
            return _say(fault)


def _say(fault: Fault) -> web.Response:
    match fault.way:
        case "limit" | "global limit":
            body = {
                "message": "You are being rate limited.",
                "retry_after": fault.seconds,
                "global": fault.way == "global limit",
            }
            return _json(body, status=429, via=True)
        case "limit without time":
            return _json({"message": "You are being rate limited."}, status=429, via=True)
        case "ban":
            return web.Response(text="<html>error code: 1015</html>", status=429, content_type="text/html")
        case "html":
            return web.Response(text="<html>fine</html>", content_type="text/html")
        case "empty":
            return _json({})
        case "garbage":
            return web.Response(body=b'{"id": ', headers={"Content-Type": "application/json"})
        case _:
            return _json({"message": "failed", "code": fault.code}, status=fault.status)


def _break_off(way: Way, request: web.Request, good: dict[str, Any]) -> None:
    transport = request.transport
    if transport is None:
        return
    if way == "reset":
        transport.get_extra_info("socket").setsockopt(SOL_SOCKET, SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()
        return
    if way == "cut":
        text = json.dumps(good).encode()
        head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(text)}\r\n\r\n"
        transport.write(head.encode() + text[: len(text) // 2])
    transport.close()


def _json(body: dict[str, Any], *, status: int = 200, via: bool = False) -> web.Response:
    headers = {"Content-Type": "application/json", **({"Via": "1.1 loopback"} if via else {})}
    return web.Response(body=json.dumps(body).encode(), status=status, headers=headers)
