"""Seats, people who were taken out, the door, and what presence tells to whom."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from server.contract.values import Participant
from server.rules.audiences import scopes
from tests.sync.asking import (
    FAMILY_SAFE,
    crowd,
    presence_frame,
    record,
    records,
    refused,
    take_out,
    who_heard,
)
from tests.sync.world import MEETING, PEOPLE, Device, World, person

pytestmark = pytest.mark.anyio


async def test_everybody_but_the_wall_has_a_seat_and_takes_it_by_coming_in(world: World) -> None:
    await world.device("Kerry")
    seats = {key: one for key, one in (await records(world)).items() if one["kind"] == "person"}
    assert set(seats) == {f"person-{one.id}" for one in PEOPLE if one.role != "wall"}
    here = {one["name"] for one in seats.values() if one["attendance"] == "whole"}
    assert here == {"Kerry"}
    await world.device("Wall")
    assert "person-p_wall" not in await records(world)


async def test_what_the_chair_noted_of_a_seat_is_not_undone_by_coming_in(world: World) -> None:
    ruth = await world.device("Ruth")
    await ruth.ask("set", item="person-p_kerry", fields={"attendance": "part", "part": "To 10.30"})
    await world.device("Kerry")
    seat = await record(world, "person-p_kerry")
    assert (seat["attendance"], seat["part"]) == ("part", "To 10.30")
    mark = await world.device("Mark")
    given = {"item": "person-p_kerry", "fields": {"attendance": "excluded"}}
    assert await refused(mark, "set", **given) == "not_allowed"


async def test_somebody_invited_later_gets_a_seat_and_somebody_gone_gets_none(
    world: World,
) -> None:
    await world.device("Ruth")
    world.place.people += [person("Late", "agency"), person("Never", "agency")]
    await take_out(world, "Never")
    assert "person-p_late" in await records(world)
    assert "person-p_never" not in await records(world)


async def test_who_is_taken_out_keeps_seat_and_name_and_can_open_nothing(world: World) -> None:
    ruth = await world.device("Ruth")
    beths = [await world.device("Beth", scope) for scope in ("room", "professionals", "own")]
    card = await beths[0].add("card", section="past_harm", texts={"": "Seen."})
    await take_out(world, "Beth")
    assert {device.closed for device in beths} == {"removed"}
    assert (await record(world, "person-p_beth"))["name"] == "Beth"
    assert (await record(world, card))["author"] == "p_beth"
    gone = next(one for one in world.place.people if one.name == "Beth")
    assert scopes(gone) == ()
    assert (await world.room()).join(gone, "room") == "not_allowed_to_read"
    for op in ("admit", "refuse", "remove"):
        assert await refused(ruth, op, person="p_beth") == "no_such_person"


async def test_a_change_of_clearance_closes_what_may_no_longer_be_read(world: World) -> None:
    mark, marks = await world.device("Mark"), await world.device("Mark", "professionals")
    world.place.people = [
        one if one.name != "Mark" else person("Mark", "parent") for one in world.place.people
    ]
    await world.rooms.people_changed(MEETING.id)
    assert marks.closed == "not_allowed_to_read"
    assert mark.closed is None
    assert await refused(mark, "add", item="card-prof-1", kind="card", section="past_harm",
                         scope="professionals") == "not_allowed"  # fmt: skip


async def test_PER_4_what_professionals_keep_reaches_only_their_own_board(world: World) -> None:
    devices = await crowd(world)
    mark, ruth = devices["Mark", "room"], devices["Ruth", "room"]
    card = await mark.add("card", section="past_harm", scope="professionals",
                          texts={"": "PROFESSIONALS-ONLY-1"})  # fmt: skip
    await devices["Mark", "professionals"].type(f"t:{card}", " PROFESSIONALS-ONLY-2")
    await ruth.ask("set", item=card, fields={"event_date": "PROFESSIONALS-ONLY-3"})
    await ruth.ask("strike", item=card, reason="PROFESSIONALS-ONLY-4")
    await ruth.ask("restore", item=card)
    heard = who_heard(devices, "PROFESSIONALS-ONLY")
    assert heard == {key for key in devices if key[1] == "professionals"}
    assert not heard & {(name, scope) for name in FAMILY_SAFE for _, scope in devices}
    assert not who_heard(devices, card) - heard - {("Mark", "room"), ("Ruth", "room")}
    await world.restart()
    again = await crowd(world)
    assert who_heard(again, "PROFESSIONALS-ONLY") == heard
    for name in ("Kerry", "Colin"):
        assert await refused(again[name, "room"], "strike", item=card) == "no_such_item"


async def test_PER_4_drafts_reach_nobody_else_in_any_way(world: World) -> None:
    devices = await crowd(world)
    kerry = devices["Kerry", "room"]
    card = await kerry.add("card", section="past_harm", scope="own", texts={"": "KERRY-DRAFT-1"},
                           fields={"event_date": "KERRY-DRAFT-2"})  # fmt: skip
    await devices["Kerry", "own"].type(f"t:{card}", " KERRY-DRAFT-3")
    await kerry.ask("strike", item=card, reason="KERRY-DRAFT-4")
    for n in range(1, 5):
        assert who_heard(devices, f"KERRY-DRAFT-{n}") <= {("Kerry", "own")}
    assert who_heard(devices, card) == {("Kerry", "own"), ("Kerry", "room")}
    await kerry.ask("restore", item=card)
    await kerry.ask("share", item=card, to="room")
    rooms = {key for key in devices if key[1] == "room"}
    assert who_heard(devices, "KERRY-DRAFT-1 KERRY-DRAFT-3") >= rooms
    assert who_heard(devices, "KERRY-DRAFT-4") <= {("Kerry", "own")}


async def typing_in_list(device: Device, who: str) -> Any:
    await device.world.tell_presence()
    device.read()
    lists = [one for one in device.notices if one["kind"] == "presence_list"]
    return lists[-1]["people"][who]["typing"]


async def test_PER_4_where_somebody_types_in_drafts_is_not_the_rooms_to_know(
    world: World,
) -> None:
    devices = await crowd(world)
    ruth, mark = devices["Ruth", "room"], devices["Mark", "room"]
    own = await mark.add("card", section="past_harm", scope="own", item="card-own-typing")
    held = await mark.add(
        "card", section="past_harm", scope="professionals", item="card-pro-typing"
    )
    shown = await mark.add("card", section="past_harm", item="card-room-typing")
    roots = [f"t:{own}", f"t:{held}", f"t:{shown}", "t:card-nowhere", "nonsense"]
    for device in devices.values():
        device.read()
        device.raw.clear()
    for scope in ("room", "professionals", "own"):
        for clock, root in enumerate(roots, start=1):
            state = json.dumps({"typing": root, "away": False, "more": "SMUGGLED"}).encode()
            await devices["Mark", scope].send(presence_frame(devices["Mark", scope], state, clock))
            await world.tell_presence()
    others = {
        scope: {key for key in devices if key[1] == scope} - {("Mark", scope)}
        for scope in ("room", "professionals")
    }
    assert who_heard(devices, own) <= {("Mark", "own")}
    assert who_heard(devices, held) - {("Mark", "professionals")} == others["professionals"]
    assert who_heard(devices, shown) >= others["room"] - {("Wall", "room")}
    assert who_heard(devices, "SMUGGLED") == who_heard(devices, "nowhere") == set()
    state = json.dumps({"typing": f"t:{own}"}).encode()
    await mark.send(presence_frame(mark, state, 50))
    listed = (await world.room()).crowd.list(asyncio.get_running_loop().time())
    assert listed["people"]["p_mark"]["typing"] is None
    state = json.dumps({"typing": f"t:{shown}", "away": False}).encode()
    await mark.send(presence_frame(mark, state, 99))
    assert await typing_in_list(ruth, "p_mark") == f"t:{shown}"


async def test_ones_own_drafts_scope_tells_presence_to_oneself_only(world: World) -> None:
    devices = await crowd(world)
    kerrys, second = devices["Kerry", "own"], await world.device("Kerry", "own")
    await kerrys.send(presence_frame(kerrys, b'{"typing": null, "away": false}'))
    second.read()
    assert any(frame[0] == 1 for frame in second.raw)
    for device in devices.values():
        device.read()
    told = {key for key, device in devices.items() if any(f[0] == 1 for f in device.raw)}
    assert told <= {("Kerry", "own")}


async def test_the_wall_and_who_was_removed_are_not_shown_as_coming_back(world: World) -> None:
    ruth, kerry, pat, wall = [await world.device(name) for name in ("Ruth", "Kerry", "Pat", "Wall")]
    kerrys = await world.device("Kerry", "own")
    await ruth.ask("remove", person="p_pat")
    room = await world.room()
    for device in (wall, pat, kerrys):
        room.leave(device.session)
    people = room.crowd.list(asyncio.get_running_loop().time())["people"]
    assert {who: one["state"] for who, one in people.items()} == {
        "p_ruth": "here", "p_kerry": "here",
    }  # fmt: skip
    room.leave(kerry.session)
    people = room.crowd.list(asyncio.get_running_loop().time())["people"]
    assert people["p_kerry"]["state"] == "reconnecting"


async def test_only_the_chair_decides_at_the_door(world: World) -> None:
    ruth, colin, mark = [await world.device(name) for name in ("Ruth", "Colin", "Mark")]
    for device in (colin, mark):
        for op in ("admit", "refuse", "remove"):
            assert await refused(device, op, person="p_kerry") == "not_allowed"
    assert await refused(ruth, "admit", person="p_kerry") == ""
    assert await refused(ruth, "admit", person="p_stranger") == "no_such_person"
    assert world.place.decided == [("admit", "p_kerry")]


class NoLobby:
    """A door whose storage has failed."""

    async def fail(self, *_: Any) -> Any:
        raise OSError("No space left on device")

    waiting = admit = refuse = remove = fail


async def test_a_decision_that_could_not_be_stored_is_answered(world: World) -> None:
    ruth = await world.device("Ruth")
    world.rooms.door._lobby = NoLobby()
    assert await refused(ruth, "admit", person="p_kerry") == "not_saved"


def test_PER_4_the_scopes_of_every_role() -> None:
    by_role = {one.role: scopes(one) for one in PEOPLE}
    silent = {role for role, scopes in by_role.items() if scopes == ("room",)}
    assert silent == {"observer", "wall"}
    cleared = {role for role, scopes in by_role.items() if "professionals" in scopes}
    assert cleared == {"chair", "social_worker", "agency"}
    forged = Participant(id="p_x", meeting=MEETING.id, name="X", role="wall",
                         clearance="professionals")  # fmt: skip
    assert scopes(forged) == ("room",)
