"""A loopback Discord: the REST and gateway that the bot uses, over real HTTP and WebSocket.

It judges every request and its own answers (``judge``), keeps a record of what it accepted (``world``) and fails on
demand (``faults``). It is no simulator of everything: what the bot does not use is answered with 404.
"""

from __future__ import annotations

import asyncio
import json
import zlib
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import WSMsgType, web

from tests.wire.faults import Fault, answer
from tests.wire.judge import list_answer_faults, list_request_faults
from tests.wire.world import BOT, EVERYTHING, SEND, VIEW, World


class LoopbackDiscord:
    """The server; ``faults`` meet the next postings in order, ``faults_in`` those in one channel."""

    def __init__(self, *, judging: bool = True) -> None:
        self.world = World()
        self._judging = judging  # some 20 ms a message, which would stand in the way of measuring
        self.faults: deque[Fault] = deque()
        self.faults_in: dict[int, deque[Fault]] = {}  # by channel
        self.history_faults: deque[Fault] = deque()
        self.publish_faults: deque[Fault] = deque()
        self.sockets: list[Gateway] = []
        self.identified = 0
        self.resumed = 0
        self.next_session_invalid: bool | None = None  # said to the next RESUME: may it be resumed?
        self.mute_connections = 0  # so many of the next ones are never greeted
        self.asked_for_sessions = 0
        self.port = 0

    @asynccontextmanager
    async def serve(self) -> AsyncIterator[LoopbackDiscord]:
        """Listen on loopback, on any free port."""
        app = web.Application(client_max_size=30 << 20)
        app.router.add_get("/gateway/", self._gateway)
        for method, route, handler in self._list_routes():
            app.router.add_route(method, "/api/v10" + route, self._judged(method, route, handler))
        runner = web.AppRunner(app, shutdown_timeout=0.2, handle_signals=False)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        self.port = runner.addresses[0][1]
        try:
            yield self
        finally:
            for socket in self.sockets:
                await socket.drop()
            await runner.cleanup()

    def _list_routes(self) -> list[tuple[str, str, Callable[[web.Request], Awaitable[Any]]]]:
        return [
            ("GET", "/users/@me", self._me),
            ("GET", "/oauth2/applications/@me", self._application),
            ("GET", "/gateway/bot", self._gateway_bot),
            ("GET", "/channels/{channel_id}", self._channel),
            ("GET", "/guilds/{guild_id}/members/{user_id}", self._member),
            ("PUT", "/applications/{application_id}/commands", self._commands),
            ("POST", "/channels/{channel_id}/messages", self._post),
            ("GET", "/channels/{channel_id}/messages", self._history),
            ("DELETE", "/channels/{channel_id}/messages/{message_id}", self._delete),
            ("POST", "/channels/{channel_id}/messages/{message_id}/crosspost", self._publish),
            ("POST", "/users/@me/channels", self._open_dm),
            ("POST", "/interactions/{interaction_id}/{interaction_token}/callback", self._callback),
        ]

    def _judged(
        self, method: str, route: str, handler: Callable[[web.Request], Awaitable[Any]]
    ) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def judge(request: web.Request) -> web.StreamResponse:
            self.world.requests.append((asyncio.get_running_loop().time(), method, route))
            if request.headers.get("Authorization") != f"Bot {self.world.token}" and "callback" not in route:
                return _error(401, 0, "401: Unauthorized")
            if request.can_read_body and self._judging:
                found = list_request_faults(method, route, await request.json())
                if found:
                    self.world.faults += [f"request {method} {route}: {each}" for each in found]
                    return _error(400, 50035, "Invalid Form Body")
            said = await handler(request)
            if isinstance(said, web.StreamResponse):
                return said
            found = list_answer_faults(method, route, 200, said) if self._judging else []
            self.world.faults += [f"answer {method} {route}: {each}" for each in found]
            return web.Response(body=json.dumps(said).encode(), headers={"Content-Type": "application/json"})

        return judge

    # --- REST --------------------------------------------------------------------------------------------------------

    async def _me(self, _: web.Request) -> dict[str, Any]:
        return {**self.world.show_user(), "mfa_enabled": False, "locale": "en-US"}

    async def _application(self, _: web.Request) -> dict[str, Any]:
        return {
            "id": str(BOT), "name": "Communiqué", "icon": None, "description": "", "type": None, "verify_key": "0" * 64,
            "flags": 0, "flags_new": "0", "redirect_uris": [], "interactions_endpoint_url": None,
            "role_connections_verification_url": None, "owner": {**self.world.show_user(), "id": "1"},
            "approximate_guild_count": 1, "approximate_user_install_count": 0,
            "approximate_user_authorization_count": 0, "explicit_content_filter": 0, "team": None,
            "eligible_oauth2_scopes": [], "hook": False, "bot_public": True, "bot_require_code_grant": False,
        }  # fmt: skip

    async def _gateway_bot(self, _: web.Request) -> dict[str, Any]:
        self.asked_for_sessions += 1
        limit = {"total": 1000, "remaining": self.world.sessions_left, "reset_after": 86_000_000, "max_concurrency": 1}
        return {"url": f"ws://127.0.0.1:{self.port}/gateway/", "shards": 1, "session_start_limit": limit}

    async def _channel(self, request: web.Request) -> Any:
        channel = int(request.match_info["channel_id"])
        server = next((each for each, channels in self.world.servers.items() if channel in channels), None)
        if server is None:
            return _error(404, 10003, "Unknown Channel")
        return self.world.show_channel(server, channel)

    async def _member(self, request: web.Request) -> Any:
        server, user = int(request.match_info["guild_id"]), int(request.match_info["user_id"])
        if user in self.world.strangers:
            return _error(404, 10007, "Unknown Member")
        return self.world.show_member(user) if server in self.world.servers else _error(404, 10004, "Unknown Guild")

    async def _commands(self, request: web.Request) -> Any:
        self.world.commands = await request.json()
        return web.Response(body=b"[]", headers={"Content-Type": "application/json"})

    async def _post(self, request: web.Request) -> Any:
        channel = int(request.match_info["channel_id"])
        if channel not in self.world.rights:
            return _error(404, 10003, "Unknown Channel")
        if not self.world.rights[channel] & VIEW:
            return _error(403, 50001, "Missing Access")
        if not self.world.rights[channel] & SEND:
            return _error(403, 50013, "Missing Permissions")
        body = await request.json()
        planned = self.faults_in.get(channel) or self.faults
        fault = planned.popleft() if planned else None
        if fault is not None and not fault.accepted and fault.way != "slow":
            return await answer(fault, request, {})
        message = self.world.accept(channel, body)
        if message.deleted:
            return _error(404, 10008, "Unknown Message")
        shown = self.world.show_message(message)
        return shown if fault is None else await answer(fault, request, shown)

    async def _history(self, request: web.Request) -> Any:
        channel, query = int(request.match_info["channel_id"]), request.query
        if channel not in self.world.rights:
            return _error(404, 10003, "Unknown Channel")
        if self.history_faults:
            return await answer(self.history_faults.popleft(), request, {})
        found = self.world.list_history(
            channel,
            after=int(query.get("after", 0)),
            before=int(query.get("before", 2**63)),
            limit=int(query.get("limit", 50)),
        )
        return [self.world.show_message(message) for message in found]

    async def _delete(self, request: web.Request) -> Any:
        for message in self.world.messages:
            if message.message_id == int(request.match_info["message_id"]):
                message.deleted = True
        return web.Response(status=204)

    async def _publish(self, request: web.Request) -> Any:
        number = int(request.match_info["message_id"])
        message = next((each for each in self.world.messages if each.message_id == number), None)
        if message is None or message.deleted:
            return _error(404, 10008, "Unknown Message")
        if number in self.world.published:
            return _error(400, 40033, "This message has already been crossposted")
        if self.publish_faults:
            return await answer(self.publish_faults.popleft(), request, {})
        self.world.published.append(number)
        return self.world.show_message(message)

    async def _open_dm(self, request: web.Request) -> Any:
        user = int((await request.json())["recipient_id"])
        self.world.rights.setdefault(user, 2**40 - 1)
        person = {**self.world.show_user(), "id": str(user), "bot": False}
        return {"id": str(user), "type": 1, "last_message_id": None, "flags": 0, "recipients": [person]}

    async def _callback(self, request: web.Request) -> Any:
        self.world.callbacks.append({**await request.json(), "interaction": request.match_info["interaction_id"]})
        number = request.match_info["interaction_id"]
        return {"interaction": {"id": number, "type": 2, "channel_id": "1", "response_message_loading": False,
                                "response_message_ephemeral": False}}  # fmt: skip

    # --- gateway -----------------------------------------------------------------------------------------------------

    async def _gateway(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(max_msg_size=0)
        await socket.prepare(request)
        gateway = Gateway(self, socket)
        self.sockets.append(gateway)
        await gateway.run()
        return socket

    async def ask(self, server: int, channel: int, command: str, *, number: int = 0, **options: str) -> int:
        """Let a member use a command with text options; the interaction's id, under which the answer is recorded."""
        number = number or self.world.make_id()
        given = [{"name": name, "type": 3, "value": value} for name, value in options.items()]
        group, _, under = command.partition(" ")
        nested = [{"name": under, "type": 1, "options": given}] if under else given
        await self.dispatch(
            "INTERACTION_CREATE",
            {
                "id": str(number), "application_id": str(BOT), "type": 2, "token": f"token-{number}", "version": 1,
                "guild_id": str(server), "channel_id": str(channel), "locale": "en-US",
                "member": {**self.world.show_member(77), "permissions": EVERYTHING},
                "data": {"id": "1", "name": group, "type": 1, "options": nested},
                "app_permissions": EVERYTHING, "entitlements": [], "authorizing_integration_owners": {"0": str(server)},
                "context": 0, "attachment_size_limit": 10 << 20,
                "channel": {"id": str(channel), "type": 0, "guild_id": str(server), "name": "news", "position": 0},
            },
        )  # fmt: skip
        return number

    async def dispatch(self, name: str, data: dict[str, Any]) -> None:
        """Tell the connected bot an event."""
        await self.sockets[-1].send(0, data, name)


class Gateway:
    """One WebSocket connection of the bot."""

    def __init__(self, discord: LoopbackDiscord, socket: web.WebSocketResponse) -> None:
        self._discord = discord
        self._socket = socket
        self._packer = zlib.compressobj()
        self._sequence = 0
        self.silent = False  # answers no heartbeats

    async def run(self) -> None:
        """Greet, and answer until the connection ends."""
        if self._discord.mute_connections:
            self._discord.mute_connections -= 1
        else:
            await self.send(10, {"heartbeat_interval": 2000})
        async for message in self._socket:
            if message.type is not WSMsgType.TEXT:
                continue
            said = json.loads(message.data)
            match said["op"]:
                case 1 if not self.silent:
                    await self.send(11, None)
                case 2:
                    await self._identify(said["d"])
                case 6:
                    await self._resume()
                case _:
                    continue

    async def _identify(self, said: dict[str, Any]) -> None:
        world = self._discord.world
        if said["token"] != world.token:
            await self._socket.close(code=4004)
            return
        self._discord.identified += 1
        servers = [{"id": str(server), "unavailable": True} for server in world.servers]
        url = f"ws://127.0.0.1:{self._discord.port}/gateway/"
        ready = {"v": 10, "user": world.show_user(), "guilds": servers, "session_id": "s" * 32,
                 "resume_gateway_url": url, "application": {"id": str(BOT), "flags": 0}}  # fmt: skip
        await self.send(0, ready, "READY")
        for server in world.servers:
            await self.send(0, world.show_server(server), "GUILD_CREATE")

    async def _resume(self) -> None:
        if self._discord.next_session_invalid is not None:
            resumable, self._discord.next_session_invalid = self._discord.next_session_invalid, None
            await self.send(9, resumable)
            return
        self._discord.resumed += 1
        await self.send(0, {}, "RESUMED")

    async def send(self, op: int, data: Any, name: str | None = None) -> None:
        """Say something, compressed as discord.py asks for it."""
        if name is not None:
            self._sequence += 1
        said = {"op": op, "d": data, "s": self._sequence if name else None, "t": name}
        packed = self._packer.compress(json.dumps(said).encode()) + self._packer.flush(zlib.Z_SYNC_FLUSH)
        if not self._socket.closed:
            await self._socket.send_bytes(packed)

    async def send_garbage(self) -> None:
        """Bytes that no one can decompress, with the mark of a whole message at their end."""
        await self._socket.send_bytes(b"\xff\xfe\x00 garbled \x00\x00\xff\xff")

    async def drop(self, code: int = 4000) -> None:
        """End the connection."""
        if not self._socket.closed:
            await self._socket.close(code=code)


def _error(status: int, code: int, message: str) -> web.Response:
    body = json.dumps({"message": message, "code": code}).encode()
    return web.Response(body=body, status=status, headers={"Content-Type": "application/json"})
