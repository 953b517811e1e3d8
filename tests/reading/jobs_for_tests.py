"""What test jobs do in the child: well-behaved, slow, greedy, noisy and broken things."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

from bot.core.errors import UserError


@dataclass(frozen=True, slots=True)
class Echo:
    """Every kind of field that travels."""

    word: str
    number: int
    share: float
    sure: bool
    content: bytes
    at: datetime | None
    words: tuple[str, ...]


def echo(word: str) -> Echo:
    return Echo(word, 7, 0.5, True, b"\x00\xff", datetime(2024, 8, 22, tzinfo=UTC), ("a", "b"))


def nonsense(word: str) -> dict[str, str]:
    return {"word": word}


def surrogate() -> Echo:
    return Echo("\ud800", 1, 1.0, True, b"", None, ())


def count_up(n: int) -> int:
    return n + 1


def tell_pid() -> int:
    return os.getpid()


def tell_surroundings() -> tuple[str, ...]:
    return (*os.environ, str(os.nice(0)), str(os.getpgrp() == os.getpid()), Path.cwd().as_posix())


def refuse() -> NoReturn:
    raise UserError("That is refused.")


def fail() -> NoReturn:
    raise ValueError("a bug")


def spin() -> NoReturn:
    while True:
        pass


def sleep_deaf() -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    time.sleep(600)


def devour() -> int:
    return len(b"x" * (3 << 30))


def recurse(n: int) -> int:
    return recurse(n + 1)


def die() -> None:
    os._exit(0)


def die_of(content: bytes) -> int:
    """Ends the process, unless told otherwise."""
    if content == b"sound":
        return len(content)
    os._exit(139)  # as a crash in a library's C code ends it


def write_much(chunks: int) -> int:
    """How many MiB fit into a file of the drawer's own folder."""
    written = 0
    with Path(os.environ["TMPDIR"], "much").open("wb") as file:
        try:
            for _ in range(chunks):
                file.write(bytes(1 << 20))
                file.flush()
                written += 1
        except OSError:
            pass
    return written


def breed() -> str:
    """Start a thread that would go on for ever, and end deaf to every polite word."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    threading.Thread(target=time.sleep, args=(600,), daemon=False).start()
    time.sleep(600)
    return "done"


def babble() -> str:
    return "x" * (17 << 20)


def shout() -> int:
    sys.stdout.write("noise\n" * 1000)
    sys.stdout.flush()
    return 1


def try_forbidden(what: str) -> str:
    """The name of the error that an attempt ends with, "done" when it succeeds."""
    try:
        match what:
            case "read":
                Path("/etc/passwd").read_bytes()
            case "write":
                Path("/tmp/communique-child-test").write_bytes(b"x")  # noqa: S108  # it must not succeed
            case "socket":
                socket.socket().connect(("127.0.0.1", 9))
            case "lookup":
                socket.getaddrinfo("localhost", 80)
            case "program":
                subprocess.run(["/bin/true"], check=True)
            case "fork":
                os.fork()
            case _:
                [open(os.devnull) for _ in range(10_000)]  # noqa: PTH123, SIM115  # leaking is the point
    except (OSError, PermissionError) as error:
        return type(error).__name__
    return "done"
