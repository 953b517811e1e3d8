"""The child process: what it may do, and that nothing it does reaches the bot."""

from __future__ import annotations

import asyncio
import os
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
import pytest_asyncio
import structlog

from bot.core.errors import UserError
from bot.intake.parsing import PARSE_DOCUMENT, run_parser
from bot.reading.processes.confinement import Role
from bot.reading.processes.worker import QUEUE, TRIES, Ending, Job, JobEnded, Worker
from tests.reading.jobs_for_tests import Echo

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def worker() -> AsyncIterator[Worker]:
    async with Worker(parsers=1) as opened:
        yield opened


def job(
    name: str, result: type[Any] = int, *, cpu_s: int = 10, wall_s: float = 20.0, role: Role = Role.PARSER
) -> Job[Any]:
    return Job(name, f"tests.reading.jobs_for_tests:{name}", result, role=role, cpu_s=cpu_s, wall_s=wall_s)


async def test_record_comes_back_as_it_was_made(worker: Worker) -> None:
    answer = await worker.run(job("echo", Echo), "Zoë")
    assert answer == Echo("Zoë", 7, 0.5, True, b"\x00\xff", datetime(2024, 8, 22, tzinfo=UTC), ("a", "b"))


async def test_child_is_kept_for_the_next_job(worker: Worker) -> None:
    assert await worker.run(job("tell_pid")) == await worker.run(job("tell_pid"))


async def test_child_has_no_environment_a_low_rank_and_a_group_of_its_own(worker: Worker) -> None:
    surroundings = await worker.run(job("tell_surroundings", tuple[str, ...]))
    *names, rank, leads, folder = surroundings
    # What is in its environment Python and the child set themselves: the text encoding, and threads of its libraries.
    assert set(names) <= {"LC_CTYPE", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"}
    assert (rank, leads, folder) == ("19", "True", "/")


async def test_refusal_in_the_child_is_the_refusal_a_person_sees(worker: Worker) -> None:
    with pytest.raises(UserError, match=r"^That is refused\.$"):
        await worker.run(job("refuse"))


@pytest.mark.parametrize(
    ("name", "arguments", "ending", "cpu_s", "wall_s"),
    [
        ("fail", (), Ending.ERROR, 10, 20),
        ("spin", (), Ending.TIME, 1, 20),
        ("sleep_deaf", (), Ending.TIME, 10, 0.5),
        ("devour", (), Ending.MEMORY, 10, 20),
        ("recurse", (0,), Ending.DEPTH, 10, 20),
        ("die", (), Ending.CRASH, 10, 20),
        ("babble", (), Ending.SIZE, 10, 20),
        ("nonsense", ("x",), Ending.ERROR, 10, 20),
        ("surrogate", (), Ending.ANSWER, 10, 20),
    ],
)
async def test_job_that_ends_badly_is_told_and_the_next_one_works(
    worker: Worker, *, name: str, arguments: tuple[object, ...], ending: Ending, cpu_s: int, wall_s: float
) -> None:
    with pytest.raises(JobEnded) as ended:
        await worker.run(job(name, Echo, cpu_s=cpu_s, wall_s=wall_s), *arguments)
    assert ended.value.ending is ending
    assert await worker.run(job("count_up"), 1) == 2


async def test_noise_on_standard_output_is_no_answer(worker: Worker) -> None:
    assert await worker.run(job("shout")) == 1
    assert await worker.run(job("count_up"), 1) == 2


@pytest.mark.parametrize("what", ["read", "write", "socket", "lookup", "program", "fork", "files"])
async def test_child_can_t_reach_files_network_or_programs(worker: Worker, what: str) -> None:
    assert await worker.run(job("try_forbidden", str), what) in {"PermissionError", "OSError", "BlockingIOError"}


async def test_cancelled_job_leaves_no_answer_for_the_next(worker: Worker) -> None:
    task = asyncio.create_task(worker.run(job("sleep_deaf", wall_s=60)))
    await asyncio.sleep(0.1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await worker.run(job("count_up"), 41) == 42


async def test_jobs_beyond_the_queue_are_told_that_it_is_busy() -> None:
    async with Worker(parsers=1, queue=2) as small:
        tasks = [asyncio.create_task(small.run(job("count_up"), n)) for n in range(6)]
        answers = await asyncio.gather(*tasks, return_exceptions=True)
    busy = [answer for answer in answers if isinstance(answer, UserError)]
    assert len(busy) >= 3
    assert all("try again" in answer.sentence for answer in busy)


async def test_no_process_is_left_when_the_worker_closes() -> None:
    async with Worker(parsers=1) as short:
        pid = await short.run(job("tell_pid"))
        os.kill(pid, 0)
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


async def test_input_that_crashed_its_parser_twice_is_not_given_to_it_again() -> None:
    crash = job("die_of")
    async with Worker(parsers=1) as worker:
        with structlog.testing.capture_logs() as told:
            for _ in range(5):
                with pytest.raises(JobEnded) as ended:
                    await worker.run(crash, b"bad")
                assert ended.value.ending is Ending.CRASH
        assert [entry["event"] for entry in told] == ["job ended"] * TRIES, "the other times it was not tried"
        assert await worker.run(crash, b"sound") == 5


async def test_inputs_that_are_remembered_as_crashing_are_bounded() -> None:
    async with Worker(parsers=1) as worker:
        for number in range(2_500):
            worker._killers.note(job("die_of"), (number,), Ending.CRASH)
        assert len(worker._killers._seen) <= 1_000


async def test_drawer_can_t_fill_the_disk() -> None:
    async with Worker() as worker:
        assert await worker.run(job("write_much", role=Role.DRAWER), 64) <= 16


async def test_child_that_is_deaf_and_has_threads_leaves_no_process_behind() -> None:
    async with Worker(parsers=1) as worker:
        pid = await worker.run(job("tell_pid"))
        with pytest.raises(JobEnded) as ended:
            await worker.run(job("breed", str, wall_s=0.5))
        assert ended.value.ending in {Ending.TIME, Ending.ERROR}
        assert await worker.run(job("count_up"), 1) == 2
    with pytest.raises(ProcessLookupError):
        os.killpg(pid, 0)


async def test_hundred_large_uploads_at_once_are_taken_two_at_a_time_and_the_rest_is_told_that_it_is_busy() -> None:
    content = (b"The ministers met in Oslo on Tuesday. " * 300_000)[: 10 << 20]
    async with Worker() as worker:
        asked = [run_parser(worker, PARSE_DOCUMENT, content, f"{n}.txt") for n in range(100)]
        answers = await asyncio.gather(*asked, return_exceptions=True)
    told = Counter(answer.sentence if isinstance(answer, UserError) else repr(answer) for answer in answers)
    assert told == {
        "That text is too long. An article may have up to 500,000 characters.": QUEUE + 2,
        "Too much is being read right now. Please try again in a minute.": 98 - QUEUE,
    }
