"""The server's end of a websocket, written to and heard without a task in between."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final

from starlette.types import Scope
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame, Opcode
from websockets.protocol import State

EXTENSION: Final = "threefold.line"

SLICE: Final = 4096
"""Bytes that are read before we look whether their sender was refused."""
LAST_BYTES: Final = 16_384
"""Bytes that are still read of somebody who was: their answer to our goodbye is among them."""
NOT_SIGNED_IN: Final = 4401
"""The close code for whoever has no cookie of ours."""


class Line(WebSocketsSansIOProtocol):
    """uvicorn's own protocol, with an ASGI extension: the app may write and hear frames at once.

    By ASGI alone each frame wakes a task on its way in, and one for each person on its way out.
    """

    hear: Callable[[bytes], bool | None] | None = None
    close_seconds: float = 5.0
    note_stranger: Callable[[str], None] | None = None
    _refused = False
    _read_since = 0

    def data_received(self, data: bytes) -> None:
        """Bytes have come. Thousands of frames may be in them: they are not read at one go."""
        for start in range(0, len(data), SLICE):
            if self._refused or self.close_sent:
                self._read_since += len(data) - start
                if self._read_since > LAST_BYTES:
                    return self.transport.abort()
            if self.transport.is_closing():
                return None
            super().data_received(data[start : start + SLICE])
        return None

    async def send(self, message: Any) -> None:
        """As uvicorn does; but a goodbye does not wait behind what a device does not take."""
        if message["type"] == "websocket.close":
            self.writable = asyncio.Event()
            self.writable.set()
            if self.note_stranger and self.client and message.get("code") == NOT_SIGNED_IN:
                self.note_stranger(self.client[0])
        await super().send(message)
        if message["type"] == "websocket.close" and self.close_timer is not None:
            self.close_timer.cancel()
            self.close_timer = self.loop.call_later(self.close_seconds, self.transport.abort)

    async def run_asgi(self) -> None:
        """Offer itself to the app."""
        self.scope["extensions"] = {**(self.scope["extensions"] or {}), EXTENSION: {"line": self}}
        await super().run_asgi()

    def write(self, frame: bytes) -> bool:
        """Send a binary frame now; False, and nothing sent, if the device is behind or gone."""
        ready = self.writable.is_set() and self.conn.state is State.OPEN and not self.disconnected
        if ready:
            self.transport.write(framed(frame))
        return ready

    def listen(self, hear: Callable[[bytes], bool | None]) -> None:
        """Hand on each frame as it comes, first what waits; a text frame as empty bytes.

        `hear` says False when it wants to hear no more.
        """
        rest = []
        while not self.queue.empty():
            message = self.queue.get_nowait()
            if message["type"] == "websocket.receive":
                hear(message.get("bytes") or b"")
            else:
                rest.append(message)
        for message in rest:
            self.queue.put_nowait(message)
        self.hear = hear
        if self.read_paused:
            self.read_paused = False
            self.transport.resume_reading()

    def send_receive_event_to_app(self) -> None:
        """A whole message has come."""
        if self.hear is None or self.close_sent:
            super().send_receive_event_to_app()
            return
        data, self.frames = b"".join(self.frames), []
        self._refused = self.hear(data if self.curr_msg_data_type == "bytes" else b"") is False


def line_of(scope: Scope) -> Line | None:
    """The line under an ASGI scope; None with a server that is not ours."""
    offered = scope.get("extensions", {}).get(EXTENSION)
    return offered["line"] if offered else None


@lru_cache(maxsize=4)
def framed(payload: bytes) -> bytes:
    """A binary frame as it goes over the line; one that goes to many people is made once."""
    return Frame(Opcode.BINARY, payload).serialize(mask=False)
