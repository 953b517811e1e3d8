"""Data that lies beside the project: marked articles, hostile inputs, Discord's API as a schema."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

SHARED = Path(__file__).resolve().parents[1].parent / "shared"


def shared_file(name: str) -> Path:
    """A file of the shared data; the test skips, saying so, where it is absent."""
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"shared/{name} is not beside the project")
    return path


def shared_rows(name: str) -> list[dict[str, Any]]:
    """The rows of a JSON-lines file of the shared data."""
    return [json.loads(line) for line in shared_file(name).read_text("utf-8").split("\n") if line.strip()]
