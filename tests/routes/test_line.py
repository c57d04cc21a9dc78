"""Our own end of a websocket, under a real server and a real client."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send
from websockets.asyncio.client import ClientConnection, connect

from server.routes.line import Line, framed, line_of

pytestmark = pytest.mark.anyio

Play = Callable[[Line, Receive, Send], Coroutine[Any, Any, None]]


@asynccontextmanager
async def talking(play: Play, **options: Any) -> AsyncIterator[ClientConnection]:
    """A client whose connection the server carries on with `play`; its faults come out here."""
    played: list[asyncio.Future[None]] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        assert (await receive())["type"] == "websocket.connect"
        await send({"type": "websocket.accept"})
        line = line_of(scope)
        assert line is not None
        playing = asyncio.ensure_future(play(line, receive, send))
        playing.add_done_callback(played.append)
        await asyncio.wait([playing])

    server = uvicorn.Server(
        uvicorn.Config(app, port=0, lifespan="off", ws=Line, log_config=None, access_log=False)
    )
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0.005)
    port = server.servers[0].sockets[0].getsockname()[1]
    async with connect(f"ws://127.0.0.1:{port}", proxy=None, **options) as client:
        yield client
    server.should_exit = True
    await asyncio.wait_for(serving, 10)
    for one in played:
        one.result()
    assert played


async def test_frames_that_waited_are_heard_before_those_that_come() -> None:
    heard: list[bytes] = []
    plugged = asyncio.Event()

    async def play(line: Line, receive: Receive, send: Send) -> None:
        await asyncio.sleep(0.1)
        line.listen(heard.append)
        plugged.set()
        assert (await receive())["type"] == "websocket.disconnect"

    async with talking(play) as client:
        for number in range(5):
            await client.send(bytes([number]))
        await plugged.wait()
        for number in range(5, 10):
            await client.send(bytes([number]))
        await client.close()
    assert heard == [bytes([number]) for number in range(10)]


async def test_a_message_in_pieces_is_heard_whole_and_a_text_as_empty() -> None:
    heard: list[bytes] = []

    async def play(line: Line, receive: Receive, send: Send) -> None:
        line.listen(heard.append)
        await receive()

    async with talking(play) as client:
        await client.send([b"one ", b"two"])
        await client.send("words")
        await client.close()
    assert heard == [b"one two", b""]


async def test_a_device_that_is_behind_gets_nothing_past_what_waits() -> None:
    """`write` says no, ASGI's `send` waits, and all arrives in the order it was accepted."""
    large = bytes(100_000)

    async def play(line: Line, receive: Receive, send: Send) -> None:
        taken = 0
        while line.write(large):
            taken += 1
            assert taken < 1000, "the device never was behind"
            await asyncio.sleep(0)
        assert not line.write(b"past it")
        await send({"type": "websocket.send", "bytes": b"behind it"})
        assert line.write(b"last")
        await receive()

    async with talking(play, max_queue=1) as client:
        await asyncio.sleep(0.3)
        received = [await client.recv() for _ in range(2)]
        while received[-1] != b"last":
            received.append(await client.recv())
        await client.close()
    assert received == [*[large] * (len(received) - 2), b"behind it", b"last"]


async def test_nothing_is_written_once_the_device_has_said_goodbye() -> None:
    async def play(line: Line, receive: Receive, send: Send) -> None:
        line.listen(lambda frame: None)
        assert line.write(b"hello")
        await receive()
        assert not line.write(b"too late")

    async with talking(play) as client:
        assert await client.recv() == b"hello"
        await client.close()


def test_a_frame_for_many_is_made_once() -> None:
    payload = bytes(300)
    assert framed(payload) is framed(payload)
    assert framed(payload) == b"\x82\x7e\x01\x2c" + payload
