"""The weather round a meeting: lines that break, frames that suffer, a server that is killed."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from random import Random

from tests.torture.kills import LONGEST, Kills
from tests.torture.page import SCALE
from tests.torture.proxy import FAIR, FaultProxy, Weather
from tests.torture.tally import Tally
from tests.torture.venue import Venue

WEATHERS = (
    FAIR, Weather(late=0.2, held=0.1), Weather(twice=0.1), Weather(cut_within=0.01),
    Weather(shortened=0.01), Weather(0.1, 0.05, 0.05, 0.003, 0.003),
)  # fmt: skip
MOMENTS = ("", "", "commit", "commit", "commit", "checkpoint_begun", "checkpoint_begun", "opening")
SLOW = 15.0
"""Seconds that a server may take to start on a busy machine."""


class Storm:
    """What befalls a meeting in one round after another."""

    def __init__(self, venue: Venue, chance: Random, tally: Tally) -> None:
        self.proxy = FaultProxy(venue.site.port, chance, half_open_for=40 * SCALE)
        self.told: Callable[[], int] = lambda: 0
        """The last entry of the log that any page was told of."""
        self._venue, self._chance, self._tally = venue, chance, tally
        self._kills = Kills(venue.site, chance)

    async def blow(self) -> bool:
        """One round's weather; whether the server was killed in it."""
        chance = self._chance
        self.proxy.weather = chance.choice(WEATHERS)
        acts: list[Callable[[], Awaitable[None]]] = [
            self._cut_some, self._cut_all, self._half_open, self._calm, self.kill,
        ]  # fmt: skip
        if self._venue.kills_database:
            acts[0] = self._kill_database
        killed = False
        for _ in range(chance.choice([1, 1, 2, 3])):
            await asyncio.sleep(chance.uniform(0.02, 0.3))
            act = chance.choices(acts, [3, 2, 2, 1, 2])[0]
            killed = killed or act == self.kill
            await act()
        await asyncio.sleep(chance.uniform(0.0, 0.2))
        return killed

    async def kill(self, moment: str | None = None, longest: float = LONGEST) -> None:
        """kill -9 at some moment, within `longest` seconds, and start again."""
        if moment is None:
            moment = self._chance.choice(MOMENTS)
        if moment == "opening":  # of the room, when the server comes back after another kill
            await self._kill_once("", longest)
            self._venue.site.launch()
            await self._kill_once("room_opening", SLOW)
        else:
            await self._kill_once(moment, longest)
        looked = time.monotonic()
        await asyncio.to_thread(self._venue.site.start)
        self._tally.starts.append(time.monotonic() - looked)

    async def _kill_once(self, moment: str, longest: float) -> None:
        counts, process = self._tally.counts, self._venue.site.process
        counts["kills"] += 1
        assert process is not None
        if process.poll() is not None:
            self._tally.wrong.append(f"the server ended by itself with {process.returncode}")
        await asyncio.to_thread(self._kills.kill, moment, longest)
        told = self.told()
        counts.update(self._kills.hit())
        await self._venue.look_at_the_dead(told, self._tally)
        self._kills.started()

    async def _kill_database(self) -> None:
        self._tally.counts["kills of the database"] += 1
        await asyncio.to_thread(self._venue.kill_database)

    async def _calm(self) -> None:
        await asyncio.sleep(0.1)

    async def _cut_some(self) -> None:
        self.proxy.cut_some()

    async def _half_open(self) -> None:
        self.proxy.leave_half_open()

    async def _cut_all(self) -> None:
        """From 1 s to 2 min, made shorter."""
        self._tally.counts["cuts of all lines"] += 1
        self.proxy.down = True
        self.proxy.cut_all()
        await asyncio.sleep(self._chance.choice([1, 5, 20, self._chance.uniform(1, 120)]) * SCALE)
        self.proxy.down = False
