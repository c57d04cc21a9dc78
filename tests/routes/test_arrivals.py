"""Who comes to the server's door, in memory."""

from __future__ import annotations

import asyncio
from functools import partial

import pytest

from server.routes.arrivals import InTurn

pytestmark = pytest.mark.anyio


async def test_LIM_7_handshakes_take_turns_and_so_do_addresses() -> None:
    done: list[str] = []
    turns = InTurn(rate=100)
    for step in ("a1", "a2", "a3", "b1", "b2", "c1"):
        turns.enter(step[0], partial(done.append, step))
    assert done == ["a1"]
    before, all_done = asyncio.get_running_loop().time(), asyncio.Event()
    turns.enter("b", all_done.set)
    await all_done.wait()
    assert asyncio.get_running_loop().time() - before > 0.05
    assert done == ["a1", "a2", "b1", "c1", "a3", "b2"]
    await asyncio.sleep(0.015)
    turns.enter("d", partial(done.append, "d1"))
    assert done[-1] == "d1", "who comes alone need not wait"
