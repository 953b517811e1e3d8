"""Killed with SIGKILL at every step and at random moments: 0 lost, 0 doubled, the file sound each time."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.jobs.kill_trials import STEPS

# A process starts for each; on a quiet machine the 200 take a minute, on a busy one many times that.
pytestmark = pytest.mark.timeout(1800)

ROOT = Path(__file__).parents[2]


def trials(*words: str) -> dict[str, int]:
    done = subprocess.run(  # noqa: S603  # our own module
        [sys.executable, "-m", "tests.jobs.kill_trials", *words], cwd=ROOT, capture_output=True, text=True, check=True
    )
    answer: dict[str, int] = json.loads(done.stdout)
    return answer


def is_well(answer: dict[str, int]) -> bool:
    return {answer[name] for name in ("lost", "doubled", "unsound", "left")} == {0}


@pytest.mark.parametrize("step", STEPS)
def test_killed_at_a_step_nothing_is_lost_and_nothing_comes_twice(step: str, tmp_path: Path) -> None:
    # Two deaths at the same step, then two a little later in the story, then one while looking into the history.
    answer = trials("steps", step, step, f"{step}:2", f"{step}:3", "marked", "looked", str(tmp_path))
    assert answer["kills"] >= 1
    assert is_well(answer), answer


def test_killed_at_two_hundred_random_moments_nothing_is_lost_and_nothing_comes_twice(tmp_path: Path) -> None:
    answer = trials("random", "200", "1", str(tmp_path))
    assert answer["kills"] == 200
    assert is_well(answer), answer


@pytest.mark.soak
@pytest.mark.timeout(14_400)
def test_killed_at_two_thousand_random_moments(tmp_path: Path) -> None:
    answer = trials("random", "2000", "2", str(tmp_path))
    assert answer["kills"] == 2000
    assert is_well(answer), answer
