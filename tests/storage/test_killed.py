"""The process is killed in the middle of writing: what was committed is there, whole, and nothing else."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from storage.backup import list_faults
from storage.database import Database

WRITER = """
import asyncio, sys
from pathlib import Path
from storage.database import Database
from tests.storage.made import HOME, make_source, page, stock

async def main() -> None:
    async with await Database.open(Path(sys.argv[1])) as database:
        async with database.transaction() as write:
            source = await make_source(write, HOME)
        for number in range(100_000):
            async with database.transaction() as write:
                for half in "ab":
                    await stock(write, HOME, source, page(f"https://a.example/{number}{half}"))
            print(number, flush=True)

asyncio.run(main())
"""


async def test_killed_writer_loses_no_committed_article_and_leaves_no_half_transaction(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    for kill_after in (1, 4):
        writer = await asyncio.create_subprocess_exec(
            sys.executable, "-c", WRITER, str(path), stdout=asyncio.subprocess.PIPE, cwd=Path(__file__).parents[2]
        )
        assert writer.stdout is not None
        told = [int(await writer.stdout.readline()) for _ in range(kill_after)]
        writer.kill()
        told += [int(line) for line in (await writer.stdout.read()).splitlines()]
        await writer.wait()
        async with await Database.open(path) as database, database.transaction() as write:
            count = await write.fetch_value("SELECT count(*) FROM article")
            assert count % 2 == 0
            assert count >= 2 * len(told)
            await write.change("DELETE FROM library")
            await write.change("DELETE FROM article")
        assert await list_faults(path) == ()
