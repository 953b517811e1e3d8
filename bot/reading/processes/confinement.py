"""What a child process may do: little. Called once in the child, after its libraries are loaded.

Three fences, one behind the other: the kernel's resource limits; an audit hook that refuses sockets, programs and files
outside Python's own folders; and the parent, which kills the whole process group when the time is over (``worker``).
Root is not held by RLIMIT_NPROC, so the hook refuses forks as well.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Any

MIB = 1 << 20


class Role(StrEnum):
    """What a child is for; each role has its own processes and limits."""

    READER = "reader"  # one, long-lived: holds the language model
    PARSER = "parser"  # pages, feeds, files: hostile bytes
    DRAWER = "drawer"  # pictures; may write into one folder of its own


# Address space on top of what is mapped once the libraries are loaded (rensa alone reserves 1 GiB without using it).
# Resident, measured: a parser 110 to 180 MB, also after bombs; the reader with its model 220 MB.
WORKING_SPACE = {Role.READER: 1024 * MIB, Role.PARSER: 320 * MIB, Role.DRAWER: 1024 * MIB}
OPEN_FILES = 64
PICTURE_BYTES = 16 * MIB  # the largest file a drawer may write

_FORBIDDEN = frozenset({
    "os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "os.startfile", "os.system", "pty.spawn",
    "subprocess.Popen", "socket.__new__", "socket.bind", "socket.connect", "socket.getaddrinfo", "socket.gethostbyname",
    "socket.sendto", "ftplib.connect", "smtplib.connect", "urllib.Request", "webbrowser.open", "os.kill", "os.chmod",
    "os.chown", "os.link", "os.symlink", "sqlite3.connect",
})  # fmt: skip
_WRITING = frozenset({"os.remove", "os.rename", "os.rmdir", "os.truncate", "os.mkdir", "shutil.rmtree", "shutil.move"})


def leave_with_parent() -> None:
    """Let the kernel kill this process when the bot dies, however it dies (Linux)."""
    if sys.platform == "linux":
        pr_set_pdeathsig = 1
        ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGKILL)


def limit_process(role: Role) -> None:
    """Set the resource limits of this process; they can't be raised again."""
    size = _mapped_bytes() + WORKING_SPACE[role]
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES, OPEN_FILES))
    written = PICTURE_BYTES if role is Role.DRAWER else 0
    resource.setrlimit(resource.RLIMIT_FSIZE, (written, written))
    if role is Role.PARSER:  # the reader's numeric library keeps a thread, which counts as a process
        resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))


def _mapped_bytes() -> int:
    """The address space in use, where the system tells (Linux); elsewhere a gigabyte is taken for it."""
    try:
        pages = Path("/proc/self/statm").read_text("ascii").split()[0]
    except OSError:
        return 1024 * MIB
    return int(pages) * resource.getpagesize()


def limit_cpu(seconds: int) -> None:
    """Give this process ``seconds`` of CPU from now on; the kernel ends it with SIGXCPU when they are used up."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + seconds + 1, hard))


def fence_process(folder: Path | None) -> None:
    """Refuse sockets, programs, and files outside Python's own folders (and ``folder``, which may be written too)."""
    readable = tuple(
        str(Path(entry).resolve())
        for entry in {sys.prefix, sys.base_prefix, sys.exec_prefix, "/usr/share/zoneinfo", *sys.path}
        if entry and Path(entry).is_dir()
    )
    sys.addaudithook(_make_hook(readable, str(folder.resolve()) if folder else None))


def _make_hook(readable: tuple[str, ...], writable: str | None) -> Callable[[str, tuple[Any, ...]], None]:
    def refuse(event: str, arguments: tuple[Any, ...]) -> None:
        if event in _FORBIDDEN:
            raise PermissionError(f"{event} is not for a child")
        if event in _WRITING and not _below(arguments[0], (writable,) if writable else ()):
            raise PermissionError(f"{event} is not for a child")
        if event == "open":
            path, mode, flags = arguments
            if isinstance(path, int):
                return
            writes = _writes(mode, flags)
            allowed = (writable,) if writable else ()
            if not _below(
                path, allowed if writes else (*readable, *allowed, "/dev/null", "/proc/self", "/proc/cpuinfo")
            ):
                raise PermissionError("that file is not for a child")

    return refuse


def _writes(mode: object, flags: object) -> bool:
    if isinstance(mode, str):
        return bool(set(mode) & set("wax+"))
    return bool(isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND))


def _below(path: object, folders: tuple[str, ...]) -> bool:
    if not isinstance(path, str | bytes | os.PathLike):
        return False
    real = os.path.realpath(os.fsdecode(path))
    return any(real == folder or real.startswith(folder.rstrip("/") + "/") for folder in folders)
