"""Prints how long a meeting of 100,000 updates takes to open: from its checkpoint, from the log.

Run from the root of the checkout: `.venv/bin/python -m tests.bench.opening`.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from pathlib import Path

from server.contract.catalogue import load_catalogue
from server.settings import read_settings
from server.storage.store import SqlStore
from server.sync.boards import Boards
from tests.bench.crowd import Shape, make


def main() -> None:
    """Make the meeting, then open it both ways in a store that has read nothing yet."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--edits", type=int, default=100_000)
    edits = asked.parse_args().edits
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(make(Path(folder), Shape(1, 12, 60, edits)))
        for whole in (False, False, True):
            asyncio.run(opened(Path(folder), whole=whole))


async def opened(data: Path, *, whole: bool) -> None:
    """Open once, and say how long it took."""
    settings, limits = read_settings({"THREEFOLD_DATA": str(data)}), load_catalogue().limits
    store = await SqlStore.open(settings.database_url, settings.master_key)
    started = time.perf_counter()
    if whole:
        boards = await Boards.replayed("m_0", limits, await store.log.read("m_0"))
    else:
        boards = await Boards.opened("m_0", limits, store.log)
    took = (time.perf_counter() - started) * 1000
    how = "replayed from the whole log" if whole else "opened from its checkpoint"
    print(f"{boards.seq} updates {how}: {took:.0f} ms")
    started = time.perf_counter()
    boards.kept(0)
    print(f"  a checkpoint of it is read in {(time.perf_counter() - started) * 1000:.1f} ms")
    await store.close()


if __name__ == "__main__":
    main()
