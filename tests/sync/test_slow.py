"""Devices that take too little, and devices that send too much."""

from __future__ import annotations

import asyncio
import json

import pytest
from msgspec.structs import replace

from server.contract.lib0 import var_bytes, var_string, var_uint
from tests.sync.world import CATALOGUE, Device, FailingLog, World

pytestmark = pytest.mark.anyio
LIMITS = CATALOGUE.limits


async def a_slow_one(world: World, **limits: int) -> tuple[Device, Device, str]:
    """Mark types, Beth's line takes nothing until she is told to read; and the card's id."""
    mark, beth = await world.device("Mark"), await world.device("Beth")
    card = await mark.add("card", section="past_harm")
    await beth.settle()
    beth.session.outbox._limits = replace(LIMITS, **limits)
    return mark, beth, card


async def test_SYN_6_what_a_slow_device_missed_comes_as_one(world: World) -> None:
    mark, beth, card = await a_slow_one(world, behind_frames=8)
    ruth = await world.device("Ruth")
    before = len(beth.raw)
    for n in range(40):
        await mark.type(f"t:{card}", f"{n} ")
    assert is_behind(beth)
    assert len(beth.session.outbox._frames) <= 9
    await ruth.settle()
    assert ruth.words(card) == "".join(f"{n} " for n in range(40))
    await beth.take_more()
    assert beth.words(card) == ruth.words(card)
    assert not is_behind(beth)
    assert len(beth.raw) - before < 14
    await mark.type(f"t:{card}", "!")
    await beth.settle()
    assert beth.words(card).endswith("!")
    assert beth.closed is None


async def test_SYN_6_replies_and_the_last_saved_reach_a_slow_device(world: World) -> None:
    mark, beth, card = await a_slow_one(world, behind_frames=4)
    own = await beth.add("card", section="past_harm")
    room = await world.room()
    asked = [f"slow-command-{n}" for n in range(6)]
    for n, command in enumerate(asked):
        room.receive(beth.session, beth.typed(f"t:{own}", f"{n}"))
        words = json.dumps({"id": command, "op": "signal", "signal": "hand", "on": n % 2 == 0})
        room.receive(beth.session, var_uint(100) + var_string(words))
        await mark.type(f"t:{card}", "word ")
    assert beth.session.lacks is not None
    await beth.take_more()
    assert all(beth.replies[command]["ok"] for command in asked)
    assert beth.saved == 6
    assert beth.words(card) == "word " * 6


async def test_SYN_6_presence_goes_first_and_is_told_again(world: World) -> None:
    mark, beth, card = await a_slow_one(world, behind_frames=4)
    room = await world.room()
    for clock in range(1, 9):
        room.receive(mark.session, presence(mark, clock, f"t:{card}"))
        await world.tell_presence()
    assert beth.session.outbox.dropped
    assert beth.session.lacks is None
    before = len(beth.notices)
    await beth.take_more()
    await world.tell_presence()
    beth.read()
    assert beth.heard("presence_list")
    assert [one["kind"] for one in beth.notices[before:]].count("presence_list") > 0
    people = beth.notices[-1]["people"]
    assert people[mark.session.who]["typing"] == f"t:{card}"
    assert beth.closed is None


async def test_SYN_6_presence_that_waits_makes_room_for_words(world: World) -> None:
    mark, beth, card = await a_slow_one(world, behind_frames=4)
    room = await world.room()
    for clock in range(1, 9):
        room.receive(mark.session, presence(mark, clock, f"t:{card}"))
        await world.tell_presence()
    await mark.type(f"t:{card}", "words")
    assert beth.session.lacks is None
    beth.read()
    assert beth.words(card) == "words"


async def test_SYN_6_who_stays_behind_is_closed_and_others_do_not_wait(world: World) -> None:
    mark, beth, card = await a_slow_one(world, behind_frames=8)
    beth.session._patience = 0.05
    ruth = await world.device("Ruth")
    for n in range(12):
        await mark.type(f"t:{card}", f"{n} ")
    await asyncio.sleep(0.2)
    assert beth.closed == "too_slow"
    assert not beth.session.outbox._frames
    await mark.type(f"t:{card}", "on")
    await ruth.settle()
    assert ruth.words(card).endswith("on")


async def test_SYN_6_more_replies_than_can_wait_close_a_device(world: World) -> None:
    _, beth, _ = await a_slow_one(world, behind_frames=8, outbox_frames=16)
    room = await world.room()
    for _ in range(20):
        room.receive(beth.session, b"\x00\x00" + var_bytes(b"\x00"))
        await world.settle()
    assert beth.closed == "too_slow"


async def test_LIM_2_a_flood_of_frames_is_closed_also_when_it_comes_back(world: World) -> None:
    mark, ruth = await world.device("Mark"), await world.device("Ruth")
    room = await world.room()
    for _ in range(LIMITS.frames_burst + 20):
        room.receive(mark.session, b"\x03")
    await mark.settle()
    assert mark.closed == "too_fast"
    room.leave(mark.session)
    again = room.join(mark.session.participant, "room")
    assert not isinstance(again, str)
    for _ in range(20):
        room.receive(again, b"\x03")
    assert again.outbox.closing == "too_fast"
    assert ruth.closed is None


async def test_LIM_2_too_many_bytes_are_closed(world: World) -> None:
    mark = await world.device("Mark")
    room = await world.room()
    for _ in range(LIMITS.bytes_burst // LIMITS.frame_bytes):
        room.receive(mark.session, b"\x01" + var_bytes(b"\x00" + bytes(LIMITS.frame_bytes - 5)))
        mark.session.outbox.closing = None
    room.receive(mark.session, b"\x03" + bytes(LIMITS.frame_bytes - 1))
    assert mark.closed == "too_fast"


async def test_LIM_2_too_many_presences_are_closed(world: World) -> None:
    mark = await world.device("Mark")
    room = await world.room()
    for clock in range(1, LIMITS.presences_burst + 100):
        room.receive(mark.session, presence(mark, clock, ""))
    assert mark.closed == "too_fast"


def is_behind(device: Device) -> bool:
    """Whether something was dropped that the device has to be told anew."""
    return device.session.behind


def presence(device: Device, clock: int, typing: str) -> bytes:
    """A presence frame of a device."""
    state = var_string(json.dumps({"typing": typing or None, "away": False}))
    client = var_uint(device.doc.client_id)
    return b"\x01" + var_bytes(var_uint(1) + client + var_uint(clock) + state)


async def test_LIM_2_who_fills_the_inbox_is_refused_and_nobody_else(world: World) -> None:
    mark, beth = await world.device("Mark"), await world.device("Beth")
    room, card = await world.room(), await mark.add("card", section="past_harm")
    few = replace(CATALOGUE.limits, inbox_frames=50)
    room.facts = replace(room.facts, catalogue=replace(CATALOGUE, limits=few))
    assert isinstance(world.log, FailingLog)
    world.log.gate = asyncio.Event()
    await mark.type(f"t:{card}", "before ")
    for n in range(60):
        room.receive(beth.session, b"\x00\x00" + var_bytes(var_uint(1) + var_uint(9) + var_uint(n)))
    assert beth.closed == "too_fast"
    await mark.type(f"t:{card}", "and after")
    assert mark.closed is None
    world.log.gate.set()
    world.log.gate = None
    await mark.settle()
    assert mark.saved == 2
    desk = await world.device("Ruth")
    assert desk.words(card) == "before and after"
    again = await world.device("Beth")
    room.receive(again.session, b"\x00\x00\x01\x00")
    assert again.closed is None
