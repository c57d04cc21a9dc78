"""The server's end of an HTTP connection: patient for so long, with so many, and no longer."""

from __future__ import annotations

import asyncio
import sys
from functools import partial
from http import HTTPStatus
from typing import ClassVar

import h11
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from server.routes.arrivals import Arrivals

SAYS = {
    400: "That could not be read. Go back and send it again.",
    408: "That took too long. Load the page again.",
    429: "Too much was asked for in a short time. Wait a minute and try again.",
    431: "The address or the cookies of that request are too long.",
    503: "Too many people are here at once. Wait a minute and try again.",
}


class Front(H11Protocol):
    """uvicorn's own protocol; a request must be whole in time, and too many are turned away."""

    arrivals: ClassVar[Arrivals]
    _deadline: asyncio.TimerHandle | None = None
    _upgraded = False
    _address = ""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Somebody has come. Whoever is turned away costs little more than the words for it."""
        self.transport = transport
        peer = transport.get_extra_info("peername")
        self._address = str(peer[0]) if isinstance(peer, tuple) else ""
        if len(self.connections) >= self.arrivals.limits.connections:
            self._turn_away(503)
        elif not self.arrivals.may_open(self._address):
            self._turn_away(429)
        else:
            super().connection_made(transport)
            self._look()

    def connection_lost(self, exc: Exception | None) -> None:
        """They have gone."""
        self._be_done()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Some bytes; of somebody who is being turned away, none are read."""
        if not self.transport.is_closing():
            super().data_received(data)
            self._look()

    def on_response_complete(self) -> None:
        """The next request may come; it has as long as the first."""
        super().on_response_complete()
        self._look()

    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        """From here on it is a line, when its turn has come; until then nothing is read."""
        self._upgraded = True
        self._be_done()
        self.transport.pause_reading()
        self.arrivals.open_line(self._address, partial(self._upgrade, event))

    def _upgrade(self, event: h11.Request) -> None:
        if not self.transport.is_closing():
            self.transport.resume_reading()
            super().handle_websocket_upgrade(event)

    def send_400_response(self, msg: str) -> None:
        """What came is no request of ours."""
        fault = sys.exc_info()[1]
        hint = fault.error_status_hint if isinstance(fault, h11.RemoteProtocolError) else 400
        self._turn_away(hint if hint in SAYS else 400)

    def _look(self) -> None:
        """Whether a whole request has come, or it is still waited for: bytes alone win no time."""
        answering = bool(self.cycle) and not self.cycle.response_complete
        if answering or self._upgraded or self.transport.is_closing():
            self._be_done()
        elif self._deadline is None:
            patience = self.arrivals.limits.request_seconds
            self._deadline = self.loop.call_later(patience, self._give_up)
            queue = self.arrivals.queue_of(self._address, self)
            self.arrivals.waiting.enter(self, queue, self._give_up)

    def _be_done(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
            self.arrivals.waiting.leave(self)

    def _give_up(self) -> None:
        self._be_done()
        if not self.transport.is_closing():
            self._turn_away(408)

    def _turn_away(self, status: int) -> None:
        words = SAYS[status].encode()
        head = f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\n"
        head += "content-type: text/plain; charset=utf-8\r\nconnection: close\r\n"
        self.transport.write(f"{head}content-length: {len(words)}\r\n\r\n".encode() + words)
        self._be_done()
        self.transport.close()


class Turnstile:
    """An ASGI app before the app: so many requests a second from one address, and no more."""

    def __init__(self, app: ASGIApp, arrivals: Arrivals) -> None:
        self._app, self._arrivals = app, arrivals

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        client = scope.get("client")
        if scope["type"] != "http" or not client or self._arrivals.may_ask(client[0]):
            return await self._app(scope, receive, send)
        headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"retry-after", b"60")]
        await send({"type": "http.response.start", "status": 429, "headers": headers})
        await send({"type": "http.response.body", "body": SAYS[429].encode()})
        return None
