"""Many meetings, some side by side, each with a server and a process of its own."""

from __future__ import annotations

import asyncio
import contextlib
import os
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

from tests.e2e.site import Site
from tests.torture.ending import Ending
from tests.torture.rounds import Sitting
from tests.torture.tally import NEVER, Tally
from tests.torture.venue import SETTINGS, Venue

ROUNDS = 25
"""Rounds in one meeting, its end among them; then comes another, for a text has an end (GAT-15)."""


class Part(NamedTuple):
    """The rounds of one meeting."""

    seed: int
    first: int
    rounds: int
    store: str
    template: Path


def play(
    seed: int, rounds: int, jobs: int, store: str, tally: Tally, say: Callable[[str], None],
    most: int = ROUNDS,
) -> None:  # fmt: skip
    """So many rounds, in as many meetings as it takes, `jobs` of them at once."""
    started = time.monotonic()
    if store == "postgres":  # a device that comes back asks it for far more than it asks SQLite
        os.environ.setdefault("TORTURE_FASTER", "10")
    with template() as made:
        parts = [Part(seed, first, min(most, rounds - first), store, made)
                 for first in range(0, rounds, most)]  # fmt: skip
        for done in _side_by_side(parts, jobs):
            for wrong in done.wrong:
                say(wrong)
            tally.add(done)
            bad = {name: tally.counts[name] for name in NEVER if tally.counts[name]}
            say(f"{tally.counts['rounds']:,} rounds in {time.monotonic() - started:,.0f} s, "
                f"{tally.counts['kills']:,} kills; lost: {bad or 'nothing'}.")  # fmt: skip


@contextlib.contextmanager
def template() -> Iterator[Path]:
    """A folder with the invented conference, made once for all."""
    with tempfile.TemporaryDirectory(prefix="torture-") as folder:
        site = Site(Path(folder) / "template", settings=dict(SETTINGS))
        site.data.mkdir(mode=0o700)
        site.demo()
        yield site.data


def _side_by_side(parts: list[Part], jobs: int) -> Iterator[Tally]:
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        waiting: list[Future[Tally]] = [pool.submit(play_part, part) for part in parts]
        try:
            for done in as_completed(waiting):
                yield done.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def play_part(part: Part) -> Tally:
    """One meeting, from the first joining to the record."""
    tally = Tally()
    asyncio.run(_sit(part, tally))
    return tally


def _venue(part: Part, folder: Path) -> Venue:
    if part.store == "sqlite":
        return Venue(folder, part.template)
    from tests.torture.postgres import PostgresVenue  # only where one is asked for

    return PostgresVenue(folder)


async def _sit(part: Part, tally: Tally) -> None:
    with tempfile.TemporaryDirectory(prefix="torture-") as folder:
        venue = _venue(part, Path(folder))
        sitting = Sitting(venue, f"{part.seed}", tally)
        try:
            await sitting.open()
            for number in range(part.first, part.first + part.rounds - 1):
                await sitting.round(number)
            await Ending(sitting).play(part.first + part.rounds - 1)
        except Exception as fault:  # noqa: BLE001 - the other meetings go on; said in the report
            where = traceback.format_exception(fault)[-3:]
            tally.wrong.append(f"{sitting.where}: the torture itself broke: {where}")
        finally:
            with contextlib.suppress(OSError):
                await sitting.close()
