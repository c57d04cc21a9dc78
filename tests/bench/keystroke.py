"""How long a keystroke takes to reach another person's socket, commit included.

    .venv/bin/python -m tests.bench.keystroke --people 15 --seconds 10

A real server process on SQLite; each person types five characters a second into a card of their
own; one listener notes when each character arrives. Prints median, p95 and p99 in milliseconds,
and how long "saved" took to come back to the typist.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import tempfile
import time
from collections import deque
from pathlib import Path

from pycrdt import Text
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin

from server.contract.lib0 import Reader, var_bytes
from tests.e2e.device import Device
from tests.e2e.site import Site, Visitor


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--people", type=int, default=15)
    asked.add_argument("--seconds", type=float, default=10.0)
    options = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        site = Site(Path(folder))
        site.demo()
        site.start()
        try:
            asyncio.run(measure(site, options.people, options.seconds))
        finally:
            site.stop()


async def measure(site: Site, people: int, seconds: float) -> None:
    """Open everybody's socket, type, listen, print."""
    ruth = site.sign_in()
    desk = Device(ruth, site.links["meeting"], "").open()
    keys = list(itertools.islice(itertools.cycle(typists(site)), people))
    visitors = {key: site.guest(key) for key in dict.fromkeys(keys)}
    for visitor in visitors.values():
        assert desk.ask("admit", person=visitor.participant)["ok"]
    desk.close()
    seen: dict[str, float] = {}
    listener = await socket(site, ruth, "")
    listening = asyncio.create_task(listen(listener, seen))
    typing = [type_(site, visitors[key], n, seconds) for n, key in enumerate(keys)]
    sent, saved = {}, []
    for typed, acknowledged in await asyncio.gather(*typing):
        sent.update(typed)
        saved.extend(acknowledged)
    await asyncio.sleep(1.0)
    listening.cancel()
    report(
        "to another person", [(seen[mark] - at) * 1000 for mark, at in sent.items() if mark in seen]
    )
    report("saved, to the typist", [one * 1000 for one in saved])
    print(f"{len(sent)} typed, {sum(mark in seen for mark in sent)} arrived, {people} people")


def typists(site: Site) -> list[str]:
    """Everybody of the invented meeting who may add cards and has a device."""
    return [key for key, person in site.links["people"].items() if person["url"]]


async def socket(site: Site, visitor: Visitor, participant: str) -> ClientConnection:
    """A room socket with a visitor's cookies."""
    address = (
        f"{site.base.replace('http', 'ws')}/ws/{site.links['meeting']}/room?as={participant}&v=1"
    )
    return await connect(
        address, additional_headers={"Cookie": visitor.cookies}, origin=Origin(site.base),
        compression=None, max_size=None, proxy=None,
    )  # fmt: skip


async def listen(socket_: ClientConnection, seen: dict[str, float]) -> None:
    """Note when each marked keystroke first shows up in a frame."""
    await socket_.send(b"\x00\x00\x01\x00")
    async for frame in socket_:
        now = time.perf_counter()
        if isinstance(frame, bytes) and frame[:2] == b"\x00\x02":
            for mark in marks(frame):
                seen.setdefault(mark, now)


def marks(frame: bytes) -> list[str]:
    """The marked keystrokes in a frame: each is a bar and eight digits."""
    pieces = frame.split(b"|")[1:]
    return [piece[:8].decode("ascii", "replace") for piece in pieces]


async def type_(
    site: Site, visitor: Visitor, n: int, seconds: float
) -> tuple[dict[str, float], list[float]]:
    """Type five marked keystrokes a second; when each was sent, and how long "saved" took."""
    device = Device(visitor, site.links["meeting"], visitor.participant).open()
    root = f"t:{device.add('card', section='past_harm')}"
    text: Text = device.doc.get(root, type=Text)
    device.close()
    line = await socket(site, visitor, visitor.participant)
    waiting: deque[float] = deque()
    saved: list[float] = []
    hearing = asyncio.create_task(hear_saved(line, waiting, saved))
    sent: dict[str, float] = {}
    await asyncio.sleep(n / 75)
    until = time.perf_counter() + seconds
    for count in itertools.count():
        if time.perf_counter() > until:
            break
        mark = f"{n:03}{count:05}"
        state = device.doc.get_state()
        text.insert(len(text), f"|{mark}")
        frame = b"\x00\x02" + var_bytes(device.doc.get_update(state))
        sent[mark] = time.perf_counter()
        waiting.append(sent[mark])
        await line.send(frame)
        await asyncio.sleep(0.2)
    await asyncio.sleep(0.5)
    hearing.cancel()
    await line.close()
    return sent, saved


async def hear_saved(line: ClientConnection, waiting: deque[float], saved: list[float]) -> None:
    """Match each "saved" count with the keystrokes it covers."""
    covered = 0
    async for frame in line:
        if isinstance(frame, bytes) and frame[:1] == b"\x65":
            reader = Reader(frame)
            reader.var_uint()
            reader.var_uint()
            acked = reader.var_uint()
            now = time.perf_counter()
            for _ in range(acked - covered):
                if waiting:
                    saved.append(now - waiting.popleft())
            covered = acked


def report(what: str, values: list[float]) -> None:
    """Median, p95, p99."""
    values.sort()
    if not values:
        print(f"{what}: nothing measured")
        return
    at = [values[min(len(values) - 1, int(len(values) * share))] for share in (0.5, 0.95, 0.99)]
    print(
        f"{what}: median {at[0]:.1f} ms, p95 {at[1]:.1f} ms, p99 {at[2]:.1f} ms (n={len(values)})"
    )


if __name__ == "__main__":
    main()
