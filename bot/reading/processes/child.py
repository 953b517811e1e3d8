"""The child's side of ``bot.reading.processes.worker``: take a job, do it, answer in JSON, again and again.

Started as ``python -I -c "…" ROLE FOLDER`` with an empty environment in a process group of its own. Jobs come as
length-prefixed pickles from the parent, which is trusted; answers go as length-prefixed JSON, which is not (``wire``).
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import pickle
import signal
import struct
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

from bot.core.errors import UserError
from bot.reading.processes.confinement import Role, fence_process, leave_with_parent, limit_cpu, limit_process
from bot.reading.processes.wire import encode_record

LENGTH = struct.Struct(">Q")
# Called before the fences go up: models are loaded then, and what reads or writes files to load itself.
_WARM_UP = {
    Role.READER: "bot.reading.processes.desk:warm_up",
    Role.PARSER: "bot.intake.preload:warm_up",
    Role.DRAWER: "matplotlib.font_manager:get_font_names",
}


def serve(role: Role, folder: Path | None) -> None:
    """Answer jobs until the parent closes the pipe."""
    leave_with_parent()
    os.nice(19)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the parent, which ends its children in order
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # a stray print must not be taken for an answer
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = "1"
    if folder is not None:
        os.environ["MPLCONFIGDIR"] = os.environ["TMPDIR"] = str(folder)
    with contextlib.suppress(UserError, ImportError):  # the first job says it in its own words
        _find(_WARM_UP[role])()
    gc.freeze()  # what is loaded stays: without this each full collection goes through the model's words again
    limit_process(role)
    fence_process(folder)
    jobs = sys.stdin.buffer
    while (job := _next_job(jobs)) is not None:
        answer, sound = _answer(*job)
        answers.write(LENGTH.pack(len(answer)) + answer)
        answers.flush()
        if not sound:
            return


def _next_job(jobs: BinaryIO) -> tuple[str, tuple[Any, ...], int, int] | None:
    header = jobs.read(LENGTH.size)
    if len(header) < LENGTH.size:
        return None
    (length,) = LENGTH.unpack(header)
    target, arguments, cpu_s, answer_bytes = pickle.loads(jobs.read(length))  # noqa: S301  # from our own parent
    return target, arguments, cpu_s, answer_bytes


def _answer(target: str, arguments: tuple[Any, ...], cpu_s: int, answer_bytes: int) -> tuple[bytes, bool]:
    """The answer, and whether this process is still fit for the next job."""
    try:
        limit_cpu(cpu_s)
        result = _find(target)(*arguments)
        answer = json.dumps({"result": encode_record(result)}).encode("ascii")
    except UserError as error:
        return json.dumps({"refused": error.sentence[:300]}).encode("ascii"), True
    except MemoryError:
        return b'{"failed": "memory"}', False
    except RecursionError:
        return b'{"failed": "depth"}', True
    except Exception:  # noqa: BLE001  # whatever a parser raises is told to the parent, which logs it
        trace = traceback.format_exc(limit=-6)[-4000:]
        return json.dumps({"failed": "error", "trace": trace}).encode("ascii"), True
    if len(answer) > answer_bytes:
        return b'{"failed": "size"}', True
    return answer, True


def _find(target: str) -> Callable[..., Any]:
    module, _, name = target.partition(":")
    found: Callable[..., Any] = getattr(importlib.import_module(module), name)
    return found


def main() -> None:
    """Read the role and the folder from the command line and serve."""
    role, folder = sys.argv[1:3]
    serve(Role(role), Path(folder) if folder else None)
