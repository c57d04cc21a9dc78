"""What a keystroke costs on its whole way through the server, but for the disk and the network.

    .venv/bin/python -m tests.bench.path

The room's own functions: the frame read, gate, apply, hash chain, sealed and queued for the log,
"saved", and queued for eleven others. Sixty cards; a tick for each keystroke, the dearest case.
"""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Sequence
from statistics import median
from time import perf_counter_ns

from msgspec.structs import replace

from server.contract import wire
from server.contract.lib0 import Reader
from server.contract.values import LogEntry
from server.document.updates import decode_text_update, encode_text_update
from server.routes.line import framed
from server.storage.cipher import DataKey
from server.storage.memory import MemoryLog
from server.storage.sql_log import row_of
from server.sync.change import ROOM, Change, Done, Outcome
from server.sync.commands.adding import new_item
from server.sync.room import Room
from server.sync.session import Allowance, Session
from tests.sync.world import CATALOGUE, Device, World

CARDS, OTHERS = 60, 11


class Queued(MemoryLog):
    """Seals what it is brought and queues it, as the real one does; no disk."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[dict[str, object]] = []
        self._key = DataKey("m", bytes(32))

    async def append(self, entries: Sequence[LogEntry]) -> None:
        """Seal and queue."""
        self.rows += [row_of(self._key, entry) for entry in entries]


def main() -> None:
    """Measure and print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--keys", type=int, default=10_000)
    found = measure(asked.parse_args().keys)
    print(f"median {found['median']:.1f} us, p99 {found['p99']:.1f} us")


def measure(keys: int = 10_000) -> dict[str, float]:
    """Microseconds a keystroke: median and p99."""
    times = sorted(asyncio.run(_type(keys)))
    return {"median": median(times), "p99": times[len(times) * 99 // 100]}


async def _type(keys: int) -> list[float]:
    world = World(Queued())
    mark = await world.device("Mark")
    room = await world.room()
    done = await room.errand(_lay_cards)
    assert isinstance(done, Done), done
    await mark.settle()
    wires = [Wire(session) for session in (mark.session, *_others(room))]
    await asyncio.sleep(0.1)
    plenty = replace(
        CATALOGUE.limits, frames_per_second=10**9, frames_burst=10**9,
        bytes_per_second=10**9, bytes_burst=10**9,
    )  # fmt: skip
    mark.session.allowance = Allowance(plenty)
    times = []
    for key in range(keys):
        for one in wires:
            one.buffer.clear()
        frame = _as_a_page(mark.typed(f"t:bench-{key // 50 % CARDS}", "e"))
        times.append(_timed(room, mark, frame))
        if key % 100 == 0:
            await asyncio.sleep(0)  # the room's own task finds nothing left to do
    assert mark.session.decided == keys
    assert [len(wire.buffer) for wire in wires] == [1] * (OTHERS + 1)
    for one in wires:
        one.taking.cancel()
    await world.close()
    return times


def _as_a_page(frame: bytes) -> bytes:
    """What Yjs sends for it: pycrdt adds everything that was ever deleted."""
    reader = Reader(frame[2:])
    section = decode_text_update(reader.var_bytes(), 1).sections[0]
    return wire.update(encode_text_update(section.client, section.structs, []))


def _timed(room: Room, device: Device, frame: bytes) -> float:
    began = perf_counter_ns()
    room.receive(device.session, frame)
    tick = room.tick()
    try:
        tick.send(None)
    except StopIteration:
        return (perf_counter_ns() - began) / 1000
    raise SystemExit("the tick waited for something")


def _others(room: Room) -> list[Session]:
    people = [one for one in room.facts.people.values() if one.role != "wall"]
    found = [room.join(people[number % len(people)], ROOM) for number in range(OTHERS)]
    return [one for one in found if isinstance(one, Session)]


class Wire:
    """A device that keeps up: its frames wait for the kernel, framed, in the transport's buffer."""

    def __init__(self, session: Session) -> None:
        self.buffer: list[bytes] = []
        session.outbox.write = self.write
        self.taking = asyncio.ensure_future(self._take(session))

    async def _take(self, session: Session) -> None:
        while True:  # what was there before it kept up
            await session.outbox.take()

    def write(self, frame: bytes) -> bool:
        """Take a frame."""
        self.buffer.append(framed(frame))
        return True


def _lay_cards(change: Change) -> Outcome:
    for number in range(CARDS):
        item = f"bench-{number}"
        fields = {"section": "past_harm", "pos": float(number), "author": "p_mark"}
        change.put(ROOM, new_item(change, "card", item, ROOM, fields))
        change.write(ROOM, f"t:{item}", "What we are worried about, in our words.")
    return Done()


if __name__ == "__main__":
    main()
