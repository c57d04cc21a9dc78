"""Scales: everyone alone, then all at once; the first number stays."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sync.asking import crowd, record, records, refused, take_out, who_heard, words
from tests.sync.world import Device, World

pytestmark = pytest.mark.anyio


async def opened(world: World, *names: str) -> list[Device]:
    devices = [await world.device(name) for name in ("Ruth", *names)]
    assert await refused(devices[0], "open_scale", scale="overall") == ""
    return devices


async def counted(world: World) -> tuple[int, int]:
    scale = await record(world, "overall")
    return scale["entered"], scale["expected"]


async def test_SCL_1_both_ends_are_said_from_the_start_and_fixed_once_open(world: World) -> None:
    ruth = await world.device("Ruth")
    a_set = await ruth.add("set")
    for scale in ("overall", f"scale-{a_set}"):
        for end in ("ten", "zero", "question"):
            assert await words(world, scale, end)
        assert (await record(world, scale))["state"] == "closed"
    assert "Ellie and Tom" in await words(world, "overall", "question")
    await ruth.type("t:overall/ten", " Truly.")
    assert (await words(world, "overall", "ten")).endswith(" Truly.")
    await ruth.ask("open_scale", scale="overall")
    await ruth.type("t:overall/ten", "!")
    assert ruth.closed == "not_writable"


async def test_SCL_2_scoring_opens_only_when_both_ends_say_something(world: World) -> None:
    ruth, mark = await world.device("Ruth"), await world.device("Mark")
    board = (await world.room()).boards.board("room")
    with board.change():
        board.write_text("t:overall/zero", " \n")
    assert await refused(ruth, "open_scale", scale="overall") == "ends_missing"
    assert await refused(mark, "score", scale="overall", value=3) == "scale_not_open"
    assert await refused(ruth, "reveal_scores", scale="overall") == "scale_not_open"
    ruth = await world.device("Ruth")
    await ruth.type("t:overall/zero", "Not tonight.")
    assert await refused(ruth, "open_scale", scale="overall") == ""
    assert await refused(ruth, "open_scale", scale="overall") == ""


@pytest.mark.parametrize("value", [-1, 11, 5.5, "5", True, [5], {"value": 5}])
async def test_SCL_2_a_number_is_whole_and_from_0_to_10(world: World, value: Any) -> None:
    _ruth, mark = await opened(world, "Mark")
    assert await refused(mark, "score", scale="overall", value=value) == "bad_command"


async def test_SCL_3_numbers_are_private_until_the_reveal_and_entering_again_replaces(
    world: World,
) -> None:
    devices = await crowd(world)
    ruth, kerry, mark = (devices[name, "room"] for name in ("Ruth", "Kerry", "Mark"))
    await ruth.ask("open_scale", scale="overall")
    for value in (9, 6):
        told = {"scale": "overall", "value": value, "because": f"KERRY-SAYS-{value}"}
        assert await refused(kerry, "score", **told, up="KERRY-WOULD-GO-UP") == ""
    assert await refused(mark, "score", scale="overall", value=None, because="MARK-KNOWS-NOT") == ""
    for secret, owner in (("KERRY-", "Kerry"), ("MARK-", "Mark"), ("score-overall-", "")):
        heard = who_heard(devices, secret)
        own = {(name, "own") for name in ("Kerry", "Mark") if owner in (name, "")}
        # The answer to one's own command names the item it made.
        mine = {(name, "room") for name in ("Kerry", "Mark")} if owner == "" else set()
        assert heard <= own | mine, secret
    late = await world.device("Hannah")
    assert not late.heard("KERRY-")
    assert (await counted(world))[0] == 2
    await ruth.ask("reveal_scores", scale="overall")
    assert (await record(world, "score-overall-p_kerry"))["value"] == 6
    rooms = {key for key in devices if key[1] == "room"}
    assert who_heard(devices, "KERRY-SAYS-6") >= rooms
    assert who_heard(devices, "KERRY-SAYS-9") <= {("Kerry", "own")}


async def test_SCL_4_the_reveal_shows_every_number_in_one_step(world: World) -> None:
    ruth, mark, kerry, colin = await opened(world, "Mark", "Kerry", "Colin")
    assert await refused(ruth, "reveal_scores", scale="overall") == "nothing_written"
    await mark.ask("score", scale="overall", value=3)
    await kerry.ask("score", scale="overall", value=8)
    await colin.ask("score", scale="overall", value=7, **{"for": "p_pat"})
    assert await refused(mark, "reveal_scores", scale="overall") == "not_allowed"
    before = (await world.room()).boards.seq
    assert await refused(ruth, "reveal_scores", scale="overall") == ""
    entries = [
        e for e in await world.log.read((await world.room()).facts.meeting) if e.seq > before
    ]
    assert [entry.scope for entry in entries].count("room") == 1
    shown = [one for one in (await records(world)).values() if one["kind"] == "score"]
    assert sorted(one["value"] for one in shown) == [3, 7, 8]
    assert await refused(ruth, "reveal_scores", scale="overall") == "already_revealed"
    assert await refused(ruth, "open_scale", scale="overall") == "already_revealed"
    pat = await record(world, "score-overall-p_pat")
    assert (pat["person"]["name"], pat["entered_by"]) == ("Pat", "p_colin")


async def test_SCL_5_the_room_knows_only_counts_as_people_come_in(world: World) -> None:
    ruth, mark = await opened(world, "Mark")
    assert await counted(world) == (0, 1)
    await world.device("Kerry")
    assert await counted(world) == (0, 2)
    await world.device("Olu")
    await world.device("Wall")
    assert await counted(world) == (0, 2)
    await world.device("Amina")  # speaks for Ellie, who has no device here
    assert await counted(world) == (0, 3)
    await world.device("Ellie")
    assert await counted(world) == (0, 3)
    await mark.ask("score", scale="overall", value=3)
    assert await counted(world) == (1, 3)
    fields = {"attendance": "apologies"}
    assert await refused(ruth, "set", item="person-p_kerry", fields=fields) == ""
    assert await counted(world) == (1, 2)
    assert await refused(ruth, "set", item="person-p_hannah", fields={"attendance": "part"}) == ""
    assert await counted(world) == (1, 3)


async def test_SCL_5_who_was_taken_out_is_not_waited_for(world: World) -> None:
    _ruth, mark, _kerry, _amina = await opened(world, "Mark", "Kerry", "Amina")
    assert await counted(world) == (0, 3)
    await mark.ask("score", scale="overall", value=3)
    for name, left in (("Kerry", (1, 2)), ("Amina", (1, 1)), ("Mark", (1, 1))):
        await take_out(world, name)
        assert await counted(world) == left, name
    ruth = await world.device("Ruth")
    await ruth.ask("reveal_scores", scale="overall")
    assert (await record(world, "score-overall-p_mark"))["person"]["name"] == "Mark"


async def test_SCL_6_the_first_number_stays_beside_the_new_one(world: World) -> None:
    ruth, mark = await opened(world, "Mark")
    await mark.ask("score", scale="overall", value=3, because="Then.", up="This.")
    first_at = world.clock.now
    await ruth.ask("reveal_scores", scale="overall")
    same = {"scale": "overall", "value": 3, "because": "Then.", "up": "This."}
    assert await refused(mark, "score", **same) == ""
    assert (await record(world, "score-overall-p_mark"))["first"] is None
    for value in (5, 6):
        world.clock.now += 60_000
        assert await refused(mark, "score", scale="overall", value=value, because="Now.") == ""
    moved = await record(world, "score-overall-p_mark")
    assert (moved["value"], moved["because"]) == (6, "Now.")
    assert moved["first"] == {"value": 3, "because": "Then.", "up": "This.", "at": first_at}


async def test_SCL_6_a_helpers_change_after_the_reveal_carries_the_helpers_name(
    world: World,
) -> None:
    ruth, kerry, colin = await opened(world, "Kerry", "Colin")
    await kerry.ask("score", scale="overall", value=3)
    await ruth.ask("reveal_scores", scale="overall")
    told = {"scale": "overall", "value": 9, "for": "p_kerry"}
    assert await refused(ruth, "score", **told) == "not_allowed"
    assert await refused(colin, "score", **told) == ""
    moved = await record(world, "score-overall-p_kerry")
    assert (moved["entered_by"], moved["typed_by"]) == ("p_colin", "p_colin")
    assert (moved["person"]["id"], moved["first"]["value"]) == ("p_kerry", 3)


async def test_SCL_6_a_late_number_says_so_and_a_locked_scale_takes_none(world: World) -> None:
    ruth, mark, kerry = await opened(world, "Mark", "Kerry")
    await mark.ask("score", scale="overall", value=3)
    assert await refused(ruth, "lock_scale", scale="overall") == "not_revealed"
    await ruth.ask("reveal_scores", scale="overall")
    assert await refused(kerry, "score", scale="overall", value=8) == ""
    late = await record(world, "score-overall-p_kerry")
    assert (late["late"], late["first"]) == (True, None)
    await (await world.device("Pat")).ask("score", scale="overall", value=7)
    entered, expected = await counted(world)
    assert entered == 3 <= expected
    assert await refused(ruth, "lock_scale", scale="overall") == ""
    assert await refused(mark, "score", scale="overall", value=4) == "scale_locked"
    assert await refused(ruth, "lock_scale", scale="overall") == "scale_locked"


async def test_SCL_14_the_chair_alone_is_told_of_a_low_number_whenever_it_is_shown(
    world: World,
) -> None:
    ruth, mark, kerry, colin = await opened(world, "Mark", "Kerry", "Colin")
    told = {"kind": "low_score", "scale": "overall"}
    await mark.ask("score", scale="overall", value=3)
    await ruth.ask("reveal_scores", scale="overall")
    ruth.read()
    assert told not in ruth.notices
    await mark.ask("score", scale="overall", value=1)
    ruth.read()
    assert ruth.notices.count(told) == 1
    await kerry.ask("score", scale="overall", value=0)
    for device in (ruth, colin, kerry, mark):
        device.read()
    assert ruth.notices.count(told) == 2
    assert not any(told in device.notices for device in (colin, kerry, mark))


async def test_PER_7_a_number_is_entered_by_its_person_or_whoever_helps(world: World) -> None:
    ruth, mark, colin, amina, kerry = await opened(world, "Mark", "Colin", "Amina", "Kerry")
    cases: list[tuple[Device, dict[str, Any], str]] = [
        (ruth, {}, "not_allowed"),
        (ruth, {"for": "p_kerry"}, "not_allowed"),
        (colin, {}, "not_allowed"),
        (amina, {}, "not_allowed"),
        (amina, {"for": "p_kerry"}, "not_allowed"),
        (mark, {"for": "p_kerry"}, "not_allowed"),
        (kerry, {"for": "p_ellie"}, "not_allowed"),
        (colin, {"for": "p_ruth"}, "not_allowed"),
        (colin, {"for": "p_amina"}, "not_allowed"),
        (colin, {"for": "p_nobody"}, "no_such_person"),
        (amina, {"for": "p_ellie"}, ""),
        (colin, {"for": "p_pat"}, ""),
        (kerry, {}, ""),
    ]
    for device, more, code in cases:
        told = await refused(device, "score", scale="overall", value=5, **more)
        assert told == code, more
    assert (await counted(world))[0] == 3


async def test_PER_7_a_persons_own_number_replaces_the_one_typed_for_them(world: World) -> None:
    ruth, kerry, colin = await opened(world, "Kerry", "Colin")
    typed = {"scale": "overall", "value": 2, "for": "p_kerry", "because": "COLIN-HEARD"}
    assert await refused(colin, "score", **typed) == ""
    assert await refused(kerry, "score", scale="overall", value=7, because="Mine.") == ""
    assert (await counted(world))[0] == 1
    assert "score-overall-p_kerry" not in await records(world, "own:p_colin")
    assert await refused(colin, "score", **typed) == "not_allowed"
    await ruth.ask("reveal_scores", scale="overall")
    shown = await record(world, "score-overall-p_kerry")
    assert (shown["value"], shown["because"], shown["entered_by"]) == (7, "Mine.", "p_kerry")
    assert not kerry.heard("COLIN-HEARD")


async def test_PER_7_the_first_helper_keeps_the_number_they_typed(world: World) -> None:
    _ruth, colin, amina = await opened(world, "Colin", "Amina")
    told = {"scale": "overall", "for": "p_ellie"}
    assert await refused(amina, "score", **told, value=4) == ""
    assert await refused(colin, "score", **told, value=1) == "not_allowed"
    assert await refused(amina, "score", **told, value=5) == ""
    ellie = await world.device("Ellie")
    assert await refused(ellie, "score", scale="overall", value=6) == ""
    assert await refused(amina, "score", **told, value=1) == "not_allowed"
    assert (await record(world, "score-overall-p_ellie", "own:p_ellie"))["value"] == 6


async def test_PER_7_a_number_is_neither_struck_nor_set_nor_shared(world: World) -> None:
    _ruth, mark = await opened(world, "Mark")
    await mark.ask("score", scale="overall", value=4)
    item = "score-overall-p_mark"
    assert await refused(mark, "strike", item=item) == "wrong_kind"
    assert await refused(mark, "move", item=item) == "wrong_kind"
    assert await refused(mark, "set", item=item, fields={"value": 9}) == "bad_field"
    assert await refused(mark, "share", item=item, to="room") == "wrong_kind"
    assert (await record(world, item, "own:p_mark"))["value"] == 4
