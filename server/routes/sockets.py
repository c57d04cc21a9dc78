"""The websocket door: who it is, whether they may come in, then frames both ways."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from hashlib import sha256
from typing import NamedTuple

import anyio
import structlog
from starlette.types import Message, Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketDisconnected

from server.contract.catalogue import Limits, load_limits
from server.contract.values import Participant
from server.routes.arrivals import Pace, Places
from server.routes.line import Line, line_of
from server.routes.parts import Parts, parts_of
from server.routes.seats import find_seat
from server.sync.room import Room
from server.sync.rooms import NotSaved
from server.sync.session import Session

PROTOCOL = "1"
"""What our own pages call the wire they speak; a stock provider names none (WIR-6, WIR-7)."""

LOOKED_UP_AT_ONCE = 16
"""Newcomers whose cookies are looked up at once: more would have the loop for long, together."""

LOOK_AGAIN = 15.0
"""Seconds between two looks at whether a session still holds (IDN-1)."""

LAST_WORDS = 2.0
"""Seconds in which a device may take the last frames of a session that was closed."""

GOODBYE = 0.1
"""Seconds for the closing frame of one that took none of them; our own line needs none."""

logger = structlog.get_logger("sockets")


class Seat(NamedTuple):
    """A person who came in: their room and their session."""

    room: Room
    session: Session


class Live:
    """One scope of one meeting for one person, until either side ends it (SYN-9).

    A plain ASGI app: between the outbox and the server each frame would otherwise pass three
    more layers, for every person, fifty times a second.
    """

    def __init__(self, limits: Limits | None = None) -> None:
        limits = limits or load_limits()
        self._joins = Pace(limits.joins_per_second, limits.joins_burst)
        self._places = Places(limits.signing_in, limits.signing_in_per_address)
        self._turns = asyncio.Semaphore(LOOKED_UP_AT_ONCE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await _live(self, WebSocket(scope, receive, send), receive, send)

    async def seat(self, parts: Parts, websocket: WebSocket) -> Seat | str:
        """A seat, or the code of a refusal; too many at once, or too often, cost no look-up."""
        address = websocket.client.host if websocket.client else ""
        if not self._joins.take(_claim(websocket, address)):
            return "too_fast"
        with self._places.taken(address) as free:
            return await self._take_seat(parts, websocket) if free else "too_busy"

    async def _take_seat(self, parts: Parts, websocket: WebSocket) -> Seat | str:
        if not _from_our_pages(parts, websocket):
            return "bad_origin"
        if websocket.query_params.get("v", PROTOCOL) != PROTOCOL:
            return "page_out_of_date"
        async with self._turns:
            person = await _who(websocket)
        return person if isinstance(person, str) else await _sit_down(parts, websocket, person)


def _claim(websocket: WebSocket, address: str) -> str:
    """Who somebody says they are: their cookies and the person they ask for, or where they are.

    Not the person alone, for then a stranger could use up another's visits.
    """
    cookies = websocket.headers.get("cookie")
    asked = websocket.query_params.get("as", "")
    return sha256(f"{cookies} {asked}".encode()).hexdigest() if cookies else address


async def _live(live: Live, websocket: WebSocket, receive: Receive, send: Send) -> None:
    parts = parts_of(websocket)
    await websocket.accept()
    try:
        seat = await live.seat(parts, websocket)
        if isinstance(seat, Seat):
            await _talk(parts, websocket, seat, receive, send)
        else:
            await _close(websocket, parts, seat)
    except Exception:
        logger.exception("socket_failed", meeting=websocket.path_params["meeting"])
        await _close(websocket, parts, "not_saved")


async def _talk(
    parts: Parts, websocket: WebSocket, seat: Seat, receive: Receive, send: Send
) -> None:
    async with _seated(parts, seat), anyio.create_task_group() as tasks:
        tasks.start_soon(_look_again, websocket, seat.session)
        tasks.start_soon(_send, send, seat, parts, tasks.cancel_scope)
        tasks.start_soon(_let_go, send, seat.session, parts, tasks.cancel_scope)
        _plug_in(line_of(websocket.scope), seat)
        await _receive(receive, seat)
        tasks.cancel_scope.cancel()


async def _sit_down(parts: Parts, websocket: WebSocket, person: Participant) -> Seat | str:
    meeting = websocket.path_params["meeting"]
    try:
        room = await parts.rooms.room(meeting)
    except NotSaved:
        return "not_saved"
    if room is None:
        return "not_allowed_to_read"
    ours = "v" in websocket.query_params
    scope = websocket.path_params["scope"]
    session = room.join(person, scope, ours=ours)
    parts.rooms.opened(room, person, scope, refused=session == "not_allowed_to_read")
    return session if isinstance(session, str) else Seat(room, session)


async def _who(websocket: WebSocket) -> Participant | str:
    asked = websocket.query_params.get("as", "")
    return await find_seat(websocket, websocket.path_params["meeting"], asked)


def _from_our_pages(parts: Parts, websocket: WebSocket) -> bool:
    """Browsers always say which page opens a socket; ours are on a list (SYN-12).

    A stock client outside browsers says nothing; it comes in only where a setting lets it.
    """
    said = websocket.headers.getlist("origin")
    if not said:
        return parts.settings.stock_clients
    return len(said) == 1 and said[0] in parts.settings.origins


@asynccontextmanager
async def _seated(parts: Parts, seat: Seat) -> AsyncIterator[None]:
    try:
        if seat.session.participant.role in ("chair", "minute_taker"):
            await parts.rooms.door.tell(seat.room)
        yield
    finally:
        seat.room.leave(seat.session)
        parts.rooms.left(seat.room)


def _plug_in(line: Line | None, seat: Seat) -> None:
    """With our own server under it, frames go straight between the line and the room."""
    if line is not None:
        seat.session.outbox.write = line.write
        line.listen(partial(_hear, seat))


def _hear(seat: Seat, frame: bytes) -> bool:
    """One frame; False when no more is wanted of its sender."""
    try:
        seat.room.receive(seat.session, frame)
    except Exception:
        logger.exception("socket_failed", meeting=seat.room.facts.meeting)
        seat.session.outbox.abandon("not_saved")
    return seat.session.open


async def _receive(receive: Receive, seat: Seat) -> None:
    while True:
        message = await receive()
        if message["type"] == "websocket.disconnect":
            return
        # A text frame is no frame of ours: it is judged, and refused, as empty bytes.
        _hear(seat, message.get("bytes") or b"")


async def _send(send: Send, seat: Seat, parts: Parts, scope: anyio.CancelScope) -> None:
    session = seat.session
    try:
        while True:
            for frame in await session.outbox.take():
                if session.outbox.abandoned:
                    break
                await send({"type": "websocket.send", "bytes": frame})
            if session.outbox.closing is not None:
                await send(_closing(parts, session.outbox.closing))
                return
            if session.behind and session.outbox.empty:
                seat.room.catch_up(session)
    except OSError:  # as ASGI says that the socket is gone
        return
    finally:
        scope.cancel()


async def _look_again(websocket: WebSocket, session: Session) -> None:
    """A session that was revoked, or has run out, ends its open sockets too."""
    while session.open:
        with anyio.move_on_after(LOOK_AGAIN):
            await session.doubted.wait()
        session.doubted.clear()
        person = await _who(websocket)
        if isinstance(person, str):
            session.outbox.abandon(person)


async def _let_go(send: Send, session: Session, parts: Parts, scope: anyio.CancelScope) -> None:
    """A device that was put out and takes nothing any more does not keep its seat by that."""
    await session.outbox.shut.wait()
    code = session.outbox.closing or "too_slow"
    logger.info("closing", who=session.who, scope=session.level, code=code)
    await anyio.sleep(LAST_WORDS)
    with anyio.move_on_after(GOODBYE):
        await send(_closing(parts, code))
    scope.cancel()


async def _close(websocket: WebSocket, parts: Parts, code: str) -> None:
    try:
        await websocket.send(_closing(parts, code))
    except (WebSocketDisconnect, WebSocketDisconnected):
        return


def _closing(parts: Parts, code: str) -> Message:
    number = parts.catalogue.refusals[code].close or 4403
    return {"type": "websocket.close", "code": number, "reason": code}
