"""What a room does when the disk, the log or the moment is against it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import anyio
import pytest
from msgspec.structs import replace

from server.contract.values import LogEntry, Participant
from server.sync.change import Change, Done, Outcome
from server.sync.door import put_out
from server.sync.opening import look
from server.sync.rooms import NotSaved
from tests.sync.world import MEETING, FailingLog, OnePlace, World

pytestmark = pytest.mark.anyio


class Unreadable(FailingLog):
    """A log that can be written but, for a while, not read."""

    def __init__(self) -> None:
        super().__init__()
        self.shut = False
        self.reading: asyncio.Event | None = None

    async def read(self, meeting: str) -> list[LogEntry]:
        if self.reading is not None:
            await self.reading.wait()
        if self.shut:
            raise OSError("Input/output error")
        return await super().read(meeting)


class SlowPlace(OnePlace):
    """Tells who is invited as it was when it was asked, a while later."""

    def __init__(self) -> None:
        super().__init__()
        self.gate = asyncio.Event()

    async def participants(self, meeting: str) -> Sequence[Participant]:
        known = list(self.people)
        await self.gate.wait()
        return known


def falls_over(change: Change) -> Outcome:
    change.put_meta("blank", True)
    raise ZeroDivisionError


async def two_ends(world: World) -> tuple[list[asyncio.Task[Any]], FailingLog, asyncio.Event]:
    """The chair presses End twice; the disk is slow to store the first."""
    assert isinstance(world.log, FailingLog)
    await world.device("Ruth")
    world.log.gate = asyncio.Event()
    ends: list[asyncio.Task[Any]] = []
    for _ in range(2):
        ends.append(asyncio.create_task(world.rooms.end(MEETING.id, world.place.people[0])))
        await asyncio.sleep(0.05)
    return ends, world.log, world.log.gate


async def test_nobody_waits_for_ever_when_the_log_cannot_be_read_again() -> None:
    log = Unreadable()
    world = World(log)
    room = await world.room()
    log.shut = True
    with anyio.fail_after(2):
        outcomes = await asyncio.gather(room.errand(falls_over), room.errand(falls_over))
    assert "not_saved" in outcomes
    assert room.closed
    log.shut = False
    assert (await world.room()).boards.board("room").meta()["blank"] is False


async def test_SYN_10_a_room_that_cannot_be_opened_says_so_and_opens_later() -> None:
    log = FailingLog()
    world = World(log)
    log.full = True
    with pytest.raises(NotSaved), anyio.fail_after(2):
        await world.rooms.room(MEETING.id)
    log.full = False
    assert (await world.device("Ruth")).closed is None


async def test_SYN_10_nobody_is_seated_in_a_room_that_has_closed(world: World) -> None:
    room = await world.room()
    room.fail("not_saved")
    assert room.join(world.place.people[0], "room") == "not_saved"
    assert await room.errand(lambda change: Done()) == "not_saved"


async def test_SYN_4_who_comes_while_the_boards_are_loaded_again_comes_back() -> None:
    log = Unreadable()
    world = World(log)
    ruth = await world.device("Ruth")
    room = await world.room()
    log.reading = asyncio.Event()
    broken = room.errand(falls_over)
    await asyncio.sleep(0.05)
    assert room.join(ruth.session.participant, "room") == "not_saved"
    log.reading.set()
    assert await broken == "bad_command"
    assert await room.errand(look) == Done()
    assert not isinstance(room.join(ruth.session.participant, "room"), str)


async def test_SYN_14_two_who_end_at_once_get_what_is_stored(world: World) -> None:
    ends, _, gate = await two_ends(world)
    assert not any(end.done() for end in ends)
    gate.set()
    first, second = await asyncio.gather(*ends)
    entries = await world.log.read(MEETING.id)
    assert first is not None
    assert first == second
    assert first["log"] == {"seq": entries[-1].seq, "chain": entries[-1].chain.hex()}


async def test_SYN_14_an_end_that_is_not_stored_is_no_end(world: World) -> None:
    ends, log, gate = await two_ends(world)
    log.full = True
    gate.set()
    answers = await asyncio.gather(*ends, return_exceptions=True)
    assert [type(one) for one in answers] == [NotSaved, NotSaved]
    log.full = False
    assert (await world.rooms.snapshot(MEETING.id))["scopes"]["room"]["meta"]["ended_at"] is None


async def test_SYN_1_a_snapshot_holds_only_what_is_stored(world: World) -> None:
    assert isinstance(world.log, FailingLog)
    ruth = await world.device("Ruth")
    card = await ruth.add("card", section="past_harm")
    world.log.gate = asyncio.Event()
    await ruth.type(f"t:{card}", "not stored yet")
    looking = asyncio.create_task(world.rooms.snapshot(MEETING.id))
    await asyncio.sleep(0.05)
    assert not looking.done()
    world.log.full = True
    world.log.gate.set()
    with pytest.raises(NotSaved):
        await looking


async def test_who_was_put_out_writes_nothing_more(world: World) -> None:
    mark = await world.device("Mark")
    card = await mark.add("card", section="past_harm")
    room = await world.room()
    put_out(room, mark.session.who)
    await mark.type(f"t:{card}", "one more word")
    assert room.boards.board("room").text(f"t:{card}") == ""


async def test_PER_4_rights_lost_while_the_room_opens_stay_lost(world: World) -> None:
    place = SlowPlace()
    world.place = place
    world.rooms = world._rooms()
    mark = next(one for one in place.people if one.name == "Mark")
    opening = asyncio.create_task(world.rooms.room(MEETING.id))
    await asyncio.sleep(0.01)
    place.people[place.people.index(mark)] = replace(mark, clearance="room")
    changed = asyncio.create_task(world.rooms.people_changed(MEETING.id))
    await asyncio.sleep(0.01)
    place.gate.set()
    room = await opening
    await changed
    assert room is not None
    # The door had looked before the change.
    assert room.join(mark, "professionals") == "not_allowed_to_read"


async def test_a_room_that_nobody_comes_to_is_closed_after_a_while(world: World) -> None:
    world.rooms.quiet_for = 0.05
    await world.rooms.snapshot(MEETING.id)
    room = await world.room()
    await asyncio.sleep(0.2)
    assert room.closed
    assert (await world.device("Ruth")).closed is None


async def test_a_quiet_room_is_not_closed_while_it_stores(world: World) -> None:
    assert isinstance(world.log, FailingLog)
    world.rooms.quiet_for = 0.05
    room = await world.room()
    world.log.gate = asyncio.Event()
    ending = asyncio.create_task(world.rooms.end(MEETING.id, world.place.people[0]))
    await asyncio.sleep(0.2)
    assert not room.closed
    world.log.gate.set()
    assert await ending is not None


async def test_long_logs_let_other_meetings_have_their_turn(world: World) -> None:
    ruth = await world.device("Ruth")
    card = await ruth.add("card", section="past_harm")
    for number in range(1100):
        (await world.room()).receive(ruth.session, ruth.typed(f"t:{card}", "x"))
        ruth.session.allowance._frames._tokens = 100.0
        if number % 500 == 499:  # no more than one person's share of the inbox at once
            await ruth.settle()
    await ruth.settle()
    await world.restart(hard=True)
    turns, opening = 0, asyncio.create_task(world.rooms.room(MEETING.id))
    while not opening.done():
        await asyncio.sleep(0)
        turns += 1
    assert len(await world.log.read(MEETING.id)) > 1000
    assert turns > 10
    room = await opening
    assert room is not None
    assert room.boards.board("room").text(f"t:{card}") == "x" * 1100
