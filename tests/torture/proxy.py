"""A bad line between a browser and the server: a TCP proxy that knows websocket frames."""

from __future__ import annotations

import asyncio
import contextlib
import struct
from collections import Counter
from collections.abc import Coroutine
from dataclasses import dataclass
from random import Random

FIN = 0x80
BINARY = 2
MASKED = 0x80
SHORT, LONG = 126, 127


@dataclass(frozen=True)
class Weather:
    """How likely each mishap is, for each frame; `held` is how long a late frame waits, seconds."""

    late: float = 0.0
    held: float = 0.0
    twice: float = 0.0
    cut_within: float = 0.0
    shortened: float = 0.0


FAIR = Weather()


@dataclass(frozen=True)
class WsFrame:
    """One websocket frame; `mask` is empty from the server."""

    first: int
    mask: bytes
    payload: bytes

    @property
    def is_data(self) -> bool:
        return self.first == FIN | BINARY

    def shortened(self, length: int) -> WsFrame:
        """The same with the end of its content missing, and a header that says so."""
        return WsFrame(self.first, self.mask, self.payload[:length])

    def packed(self) -> bytes:
        """The bytes on the wire."""
        flag, length = MASKED if self.mask else 0, len(self.payload)
        if length < SHORT:
            head = struct.pack("!BB", self.first, flag | length)
        elif length < 2**16:
            head = struct.pack("!BBH", self.first, flag | SHORT, length)
        else:
            head = struct.pack("!BBQ", self.first, flag | LONG, length)
        return head + self.mask + self.payload


async def read_frame(reader: asyncio.StreamReader) -> WsFrame:
    """One frame. Raises IncompleteReadError at the end."""
    first, second = await reader.readexactly(2)
    length = second & 0x7F
    if length == SHORT:
        (length,) = struct.unpack("!H", await reader.readexactly(2))
    elif length == LONG:
        (length,) = struct.unpack("!Q", await reader.readexactly(8))
    mask = await reader.readexactly(4) if second & MASKED else b""
    return WsFrame(first, mask, await reader.readexactly(length))


class Line:
    """One connection through the proxy."""

    def __init__(
        self, proxy: FaultProxy, near: asyncio.StreamWriter, far: asyncio.StreamWriter
    ) -> None:
        self.dead = False  # half-open: nothing comes through, and neither end is told
        self._proxy = proxy
        self._ends = near, far

    def cut(self) -> None:
        """Reset both ends."""
        for end in self._ends:
            end.transport.abort()

    async def pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """The handshake as it is, then frame by frame."""
        with contextlib.suppress(asyncio.IncompleteReadError, OSError):
            writer.write(await reader.readuntil(b"\r\n\r\n"))
            while True:
                await self._pass_on(await read_frame(reader), writer)
        if not self.dead:
            self.cut()

    async def _pass_on(self, frame: WsFrame, writer: asyncio.StreamWriter) -> None:
        weather, chance, seen = self._proxy.weather, self._proxy.chance, self._proxy.seen
        if self.dead:
            return
        if chance.random() < weather.late:
            seen["frames held back"] += 1
            await asyncio.sleep(weather.held * chance.random())
        if frame.is_data and chance.random() < weather.shortened:
            seen["frames shortened"] += 1
            frame = frame.shortened(chance.randrange(len(frame.payload) or 1))
        packed = frame.packed()
        if chance.random() < weather.cut_within:
            seen["frames cut within"] += 1
            writer.write(packed[: chance.randrange(len(packed))])
            await writer.drain()
            self.cut()
            return
        if frame.is_data and chance.random() < weather.twice:
            seen["frames sent twice"] += 1
            packed *= 2
        writer.write(packed)
        await writer.drain()


class FaultProxy:
    """Listens on a free port of the loopback and passes on to `target`."""

    def __init__(self, target: int, chance: Random, half_open_for: float) -> None:
        self.weather = FAIR
        self.chance = chance
        self.seen: Counter[str] = Counter()
        self.down = False
        self.port = 0
        self._target = target
        self._half_open_for = half_open_for
        self._lines: dict[Line, None] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Listen."""
        self._server = await asyncio.start_server(self._came, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Cut everything and listen no more."""
        self.cut_all()
        self._server.close()
        if self._tasks:
            await asyncio.wait(list(self._tasks), timeout=5)

    def cut_all(self) -> None:
        """Every connection at once."""
        for line in list(self._lines):
            line.cut()

    def cut_some(self) -> None:
        """One connection."""
        if self._lines:
            self.seen["lines cut"] += 1
            self.chance.choice(list(self._lines)).cut()

    def leave_half_open(self) -> None:
        """One connection goes quiet; both ends believe in it until each looks for itself."""
        quiet = [line for line in self._lines if not line.dead]
        if quiet:
            self.seen["lines left half-open"] += 1
            line = self.chance.choice(quiet)
            line.dead = True
            # The server's own pings end it there.
            asyncio.get_running_loop().call_later(self._half_open_for, line.cut)

    async def _came(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.down:
            writer.transport.abort()
            return
        try:
            far_reader, far = await asyncio.open_connection("127.0.0.1", self._target)
        except OSError:
            writer.transport.abort()
            return
        line = Line(self, writer, far)
        self._lines[line] = None
        up = self._start(line.pump(reader, far))
        down = self._start(line.pump(far_reader, writer))
        await asyncio.gather(up, down, return_exceptions=True)
        self._lines.pop(line, None)

    def _start(self, work: Coroutine[None, None, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task
