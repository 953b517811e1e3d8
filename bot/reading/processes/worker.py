"""The child processes that read and parse, so that neither hostile bytes nor a slow parse ever reach the event loop.

``Worker.run(job, *arguments)`` does a job in a child: Python in isolated mode, empty environment, nice 19, a process
group of its own, resource limits and an audit hook (``confinement``), answers in checked JSON (``wire``). A child that
is too slow, too large, crashes or answers nonsense is killed with its group and replaced at the next job. Children live
long (starting one costs about a second) and are renewed after some hundred jobs.

The reader is one child, loaded with the language model at its first article; parsers are two; pictures have their own.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import pickle
import signal
import sys
import tempfile
from collections import OrderedDict
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Generic, Self, TypeVar

import structlog

from bot.core.errors import FaultError, UserError
from bot.core.models import ArticleText, Facts
from bot.reading.processes.child import LENGTH
from bot.reading.processes.confinement import Role
from bot.reading.processes.wire import WireError, decode_record

Result = TypeVar("Result")
log = structlog.get_logger(__name__)

ANSWER_BYTES = 16 << 20  # the longest answer that is read from a child
JOBS_PER_CHILD = 500  # then a new one: parsers written in C leak
QUEUE = 50  # jobs that may wait for one role before newcomers are told that it is busy
TRIES = 2  # for an input that ends its parser
_REMEMBERED = 1_000  # of such inputs
_ENDING_S = 0.002  # between looks at whether a killed process is gone
_PIECE = 1 << 18  # bytes that are written to a child at once
_ROOT = str(Path(__file__).parents[3])
_START = "import sys; sys.path.insert(0, sys.argv.pop(1)); from bot.reading.processes.child import main; main()"


class Ending(StrEnum):
    """Why a job came to nothing."""

    TIME = "time"  # used up its seconds
    MEMORY = "memory"
    DEPTH = "depth"  # nested too deeply
    SIZE = "size"  # the answer was too long
    CRASH = "crash"  # the child ended without an answer
    ANSWER = "answer"  # the answer was not the record asked for
    ERROR = "error"  # the code in the child raised


class JobEnded(FaultError):  # noqa: N818  # reads as what happened, like the errors of bot.core.errors
    """A job came to nothing; ``ending`` says how. Its text is for the log."""

    def __init__(self, job: str, ending: Ending, trace: str = "") -> None:
        super().__init__(f"{job}: {ending}{': ' if trace else ''}{trace}")
        self.ending = ending


@dataclass(frozen=True, slots=True)
class Job(Generic[Result]):
    """Something a child can do: a function of ours by name, and the record it answers with."""

    name: str  # for the log
    target: str  # "package.module:function", imported in the child alone
    result: type[Result]  # a frozen dataclass, or a plain type that ``wire`` knows
    role: Role = Role.PARSER
    cpu_s: int = 10
    wall_s: float = 15.0


_KILLING = frozenset({Ending.TIME, Ending.MEMORY, Ending.CRASH})
_DESK = "bot.reading.processes.desk"
READ_ARTICLE = Job("read_article", f"{_DESK}:read_article", Facts, role=Role.READER, cpu_s=90, wall_s=180.0)
CHECK_READER = Job("check_reader", f"{_DESK}:check_reader", str, role=Role.READER, cpu_s=60, wall_s=120.0)


class _Child:
    """One process of one role, started when it is needed."""

    def __init__(self, role: Role) -> None:
        self._role = role
        self._process: asyncio.subprocess.Process | None = None
        self._transport: asyncio.SubprocessTransport | None = None
        self._jobs = 0
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    async def ask(self, request: bytes, wall_s: float) -> bytes:
        """Send one request and read its answer. Raises TimeoutError, EOFError (ended) or OverflowError (too long)."""
        if self._process is None or self._process.returncode is not None or self._jobs >= JOBS_PER_CHILD:
            await self.end()
            await self._start()
        process = self._process
        if process is None or process.stdin is None or process.stdout is None:
            raise EOFError
        self._jobs += 1
        try:
            async with asyncio.timeout(wall_s):
                process.stdin.write(LENGTH.pack(len(request)))
                # In pieces, so that no second copy of ten megabytes waits in the pipe's buffer.
                for start in range(0, len(request), _PIECE):
                    process.stdin.write(request[start : start + _PIECE])
                    await process.stdin.drain()
                (length,) = LENGTH.unpack(await process.stdout.readexactly(LENGTH.size))
                if length > ANSWER_BYTES:
                    raise OverflowError
                return await process.stdout.readexactly(length)
        except (asyncio.IncompleteReadError, ConnectionError) as error:
            raise EOFError from error

    async def end(self) -> None:
        """Kill the process with its whole group and wait until it is gone."""
        process, self._process = self._process, None
        if process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
            if self._transport is not None:
                # Closed too soon, the transport itself collects the dead process, and asyncio complains that it can't.
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(5):
                        while self._transport.get_returncode() is None:  # noqa: ASYNC110  # it has no event for this
                            await asyncio.sleep(_ENDING_S)
                self._transport.close()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(5):
                    await process.wait()
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None

    async def wait_returncode(self) -> int | None:
        """How the process ended: negative is a signal; None when it still runs after a moment."""
        if self._process is None:
            return None
        try:
            async with asyncio.timeout(1):
                return await self._process.wait()
        except TimeoutError:
            return None

    async def _start(self) -> None:
        if self._role is Role.DRAWER:
            self._folder = tempfile.TemporaryDirectory(prefix="communique-")
        self._jobs = 0
        loop = asyncio.get_running_loop()
        # As create_subprocess_exec does it, but with the transport in hand, which alone can close a pipe that a task
        # still reads from.
        transport, protocol = await loop.subprocess_exec(
            lambda: asyncio.subprocess.SubprocessStreamProtocol(limit=1 << 16, loop=loop),
            sys.executable,
            *("-I", "-c", _START, _ROOT, self._role, self._folder.name if self._folder else ""),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env={},
            cwd="/",
            start_new_session=True,
        )
        self._transport = transport
        self._process = asyncio.subprocess.Process(transport, protocol, loop)


class _Crew:
    """The children of one role and the queue before them."""

    def __init__(self, role: Role, size: int) -> None:
        self.children = [_Child(role) for _ in range(size)]
        self.idle: asyncio.Queue[_Child] = asyncio.Queue()
        for child in self.children:
            self.idle.put_nowait(child)
        self.waiting = 0


class _Killers:
    """Inputs that have ended a parser twice: they are not given to it again as long as the bot runs."""

    def __init__(self) -> None:
        self._seen: OrderedDict[int, tuple[int, Ending]] = OrderedDict()

    def check(self, job: Job[Any], arguments: tuple[Any, ...]) -> None:
        """Raises JobEnded, as the job would, for an input that has ended it twice."""
        if not self._seen or job.role is not Role.PARSER:
            return
        times, ending = self._seen.get(_hash_input(job, arguments), (0, Ending.CRASH))
        if times >= TRIES:
            raise JobEnded(job.name, ending)

    def note(self, job: Job[Any], arguments: tuple[Any, ...], ending: Ending) -> None:
        """An input has ended a job in this way."""
        if job.role is not Role.PARSER or ending not in _KILLING:
            return
        key = _hash_input(job, arguments)
        self._seen[key] = (self._seen.pop(key, (0, ending))[0] + 1, ending)
        while len(self._seen) > _REMEMBERED:
            self._seen.popitem(last=False)


def _hash_input(job: Job[Any], arguments: tuple[Any, ...]) -> int:
    """Python's own hash: keyed anew at each start, and quick enough for the event loop, as SHA-256 of 10 MB is not."""
    return hash((job.target, arguments))


class Worker:
    """All children of the bot. ``async with Worker() as worker: facts = await worker.read_article(article)``."""

    def __init__(self, *, readers: int = 1, parsers: int = 2, queue: int = QUEUE) -> None:
        sizes = {Role.READER: readers, Role.PARSER: parsers, Role.DRAWER: 1}
        self._crews = {role: _Crew(role, size) for role, size in sizes.items()}
        self._queue = queue
        self._killers = _Killers()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """End every child."""
        for crew in self._crews.values():
            for child in crew.children:
                await child.end()

    async def read_article(self, article: ArticleText) -> Facts:
        """The facts of one article. Raises UserError (it can't be read, in words) or JobEnded."""
        return await self.run(READ_ARTICLE, article)

    async def run(self, job: Job[Result], *arguments: Any, patient: bool = False) -> Result:
        """Do ``job`` in a child and give its result.

        Raises UserError when the code in the child refused with a sentence or when too many jobs wait already (unless
        ``patient``, for work in the background that is bounded by its caller), and JobEnded for every other end.
        """
        self._killers.check(job, arguments)
        crew = self._crews[job.role]
        if crew.waiting >= self._queue and not patient:
            raise UserError("Too much is being read right now. Please try again in a minute.")
        crew.waiting += 1
        try:
            child = await crew.idle.get()
        finally:
            crew.waiting -= 1
        try:
            return _read_answer(job, await self._ask(child, job, arguments))
        except JobEnded as error:
            self._killers.note(job, arguments, error.ending)
            if error.ending is Ending.MEMORY:  # it ends by itself, but perhaps not before the next job is sent to it
                await child.end()
            raise
        finally:
            crew.idle.put_nowait(child)

    @staticmethod
    async def _ask(child: _Child, job: Job[Any], arguments: tuple[Any, ...]) -> bytes:
        request = pickle.dumps((job.target, arguments, job.cpu_s, ANSWER_BYTES))
        cause: Exception
        try:
            return await child.ask(request, job.wall_s)
        except TimeoutError as error:
            ending, cause = Ending.TIME, error
        except OverflowError as error:
            ending, cause = Ending.SIZE, error
        except EOFError as error:
            ending, cause = _ending_of(await child.wait_returncode()), error
        except BaseException:  # cancelled: the answer that is still to come must not be taken for the next job's
            await child.end()
            raise
        await child.end()
        log.warning("job ended", job=job.name, ending=ending.value)
        raise JobEnded(job.name, ending) from cause


def _ending_of(returncode: int | None) -> Ending:
    return Ending.TIME if returncode in {-signal.SIGXCPU, -signal.SIGALRM} else Ending.CRASH


def _read_answer(job: Job[Result], answer: bytes) -> Result:
    """The result in an answer. Raises UserError when the child refused, JobEnded when it failed or spoke nonsense."""
    try:
        plain = json.loads(answer)
        if set(plain) == {"result"}:
            result: Result = decode_record(job.result, plain["result"])
            return result
        if set(plain) == {"refused"}:
            raise UserError(str(plain["refused"])[:300])
        ending, trace = Ending(plain["failed"]), str(plain.get("trace", ""))
    except (ValueError, TypeError, KeyError, RecursionError, WireError) as error:
        raise JobEnded(job.name, Ending.ANSWER) from error
    if trace:
        log.error("job failed", job=job.name, trace=trace)
    raise JobEnded(job.name, ending, trace)
