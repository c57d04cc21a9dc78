"""What a server still holds after many meetings and connections have come and gone.

    .venv/bin/python -m tests.limits.leak --meetings 1000 --connections 10000

After a warm-up of the same kind: what a process keeps for its next work (code, caches, the arenas
of its allocator) is no leak. Before each reading the server collects its garbage and gives free
pages back; rooms are closed by the server itself, a second after the last person left.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from socket import socket

from tests.bench.crowd import Shape, make
from tests.limits.place import Place, line, masked

MOST = 1.05
"""How much more of its memory a server may hold afterwards."""
WARM = 0.3
"""Of the whole, how much is done as a warm-up."""
SETTLED = 600
"""Connections at least before the first reading: until then the allocator still takes arenas."""


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--meetings", type=int, default=1000)
    asked.add_argument("--connections", type=int, default=10_000)
    options = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        before, after = measure(Path(folder), options.meetings, options.connections)
    print(f"{before} kB before, {after} kB after: {100 * after / before - 100:+.1f} %")
    return 0 if after <= MOST * before else 1


def measure(folder: Path, meetings: int, connections: int) -> tuple[int, int]:
    """Kilobytes held after the warm-up, and after all that came behind it."""
    warm = round(WARM * meetings)
    asyncio.run(make(folder, Shape(meetings=meetings + warm, people=1, cards=6)))
    place = Place(folder, quiet_seconds=1)
    place.start()
    try:
        come_and_go(place, range(warm), max(SETTLED, round(WARM * connections)))
        before = at_rest(place)
        come_and_go(place, range(warm, warm + meetings), connections)
        return before, at_rest(place)
    finally:
        place.stop()


def come_and_go(place: Place, meetings: range, connections: int) -> None:
    """Open each meeting, and drop so many connections, some in the middle of a word."""
    for number in range(connections):
        room = meetings[number % len(meetings)]
        raw = line(place.port, f"127.0.0.{10 + number % 200}")
        raw.sendall(_handshake(place, room))
        assert raw.recv(4096).startswith(b"HTTP/1.1 101")
        if number < len(meetings) or number % 4:
            raw.sendall(masked(b"\x00\x00\x01\x00"))
            _hear(raw)
        raw.close()


def _hear(raw: socket) -> None:
    """Its board, or at least what it is asked for."""
    raw.settimeout(2)
    with suppress(OSError):
        while (part := raw.recv(65536)) and b"\x00\x01" not in part:
            pass


def _handshake(place: Place, room: int) -> bytes:
    who = f"p_{room}_0"
    return (
        f"GET /ws/m_{room}/room?as={who}&v=1 HTTP/1.1\r\nHost: 127.0.0.1:{place.port}\r\n"
        f"Origin: {place.base}\r\nCookie: threefold_guest_{who}=token_{room}_0\r\n"
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
    ).encode()


def at_rest(place: Place) -> int:
    """Kilobytes held when all rooms are closed and their checkpoints kept."""
    time.sleep(8)
    return min(place.memory(given_back=True) for _ in range(3))


if __name__ == "__main__":
    sys.exit(main())
