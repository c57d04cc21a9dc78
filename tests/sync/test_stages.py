"""Stages, the timer, the wall, and what people ask of the chair."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sync.asking import record, refused
from tests.sync.world import CATALOGUE, Device, World, person

pytestmark = pytest.mark.anyio
STAGES = [stage["id"] for stage in CATALOGUE.types["icpc"]["stages"]]


async def meta(world: World) -> dict[str, Any]:
    return dict((await world.room()).boards.board("room").meta())


async def test_STG_1_the_stage_that_is_left_is_marked_done(world: World) -> None:
    ruth, mark = await world.device("Ruth"), await world.device("Mark")
    assert await refused(mark, "stage", to="worried") == "not_allowed"
    assert await refused(ruth, "stage", to="nowhere") == "bad_field"
    world.clock.now += 60_000
    for to in ("worried", "working"):
        assert await refused(ruth, "stage", to=to) == ""
    now = await meta(world)
    assert (now["stage"], now["done"]) == ("working", ["welcome", "worried"])
    assert now["stage_since"] == world.clock.now


async def test_STG_1_going_back_opens_a_stage_again(world: World) -> None:
    ruth = await world.device("Ruth")
    for to in ("worried", "working", "worried"):
        await ruth.ask("stage", to=to)
    assert (await meta(world))["done"] == ["welcome", "working"]
    before = await meta(world)
    world.clock.now += 60_000
    assert await refused(ruth, "stage", to="worried") == ""
    assert await meta(world) == before


async def test_STG_2_the_timer_only_tells_and_starts_anew_with_each_stage(world: World) -> None:
    ruth, kerry = await world.device("Ruth"), await world.device("Kerry")
    assert await refused(kerry, "timer", minutes=5) == "not_allowed"
    for minutes in (5, -30):
        assert await refused(ruth, "timer", minutes=minutes) == ""
    assert (await meta(world))["stage_added"] == -25
    for wrong in (31, "5", None):
        assert await refused(ruth, "timer", minutes=wrong) == "bad_command"
    world.clock.now += 24 * 3_600_000
    card = await kerry.add("card", section="strengths")
    await kerry.type(f"t:{card}", "Typed long after the time was up.")
    assert kerry.closed is None
    await ruth.ask("stage", to="family")
    assert (await meta(world))["stage_added"] == 0


@pytest.mark.parametrize(
    ("show", "code"),
    [
        ("overview", ""), ("lobby", ""), ("column:worried", ""), ("columns:worried,working", ""),
        ("column:nowhere", "bad_field"), ("columns:worried,nowhere", "bad_field"),
        ("own:p_kerry", "bad_field"), ("professionals", "bad_field"), ("", "bad_field"),
        ("overview\n", "bad_field"), ("x" * 81, "bad_command"), (None, "bad_command"),
    ],
)  # fmt: skip
async def test_STG_3_the_wall_shows_what_the_chair_chose(
    world: World, show: Any, code: str
) -> None:
    ruth, wall = await world.device("Ruth"), await world.device("Wall")
    assert await refused(ruth, "wall", show=show, page=2, names=False) == code
    wall.read()
    shown = {"show": show, "item": None, "page": 2, "names": False}
    start = {"show": "overview", "item": None, "page": 1, "names": True, "follows": True}
    assert wall.meta.to_py()["wall"] == (start if code else shown)  # type: ignore[index]


async def test_STG_3_the_wall_is_never_sent_to_what_the_room_cannot_read(world: World) -> None:
    ruth, kerry = await world.device("Ruth"), await world.device("Kerry")
    private = await ruth.add("card", section="past_harm", scope="professionals")
    draft = await kerry.add("card", section="past_harm", scope="own")
    for item in (private, draft, "item-nowhere"):
        assert await refused(ruth, "wall", show="set", item=item) == "no_such_item"
    assert await refused(kerry, "wall", show="overview") == "not_allowed"


async def test_STG_3_blanking_reaches_every_screen_as_one_change(world: World) -> None:
    ruth, wall, kerry = [await world.device(name) for name in ("Ruth", "Wall", "Kerry")]
    for device in (wall, kerry):
        device.read()
        device.raw.clear()
    assert await refused(ruth, "blank", on=True) == ""
    for device in (wall, kerry):
        device.read()
        assert device.meta.to_py()["blank"] is True  # type: ignore[index]
        assert len([frame for frame in device.raw if frame[0] == 0]) == 1
    assert await refused(kerry, "blank", on=False) == "not_allowed"
    assert await refused(ruth, "blank", on="yes") == "bad_command"


async def test_STG_4_a_wish_for_plainer_words_reaches_the_helpers_without_a_name(
    world: World,
) -> None:
    ruth, colin, kerry, mark = [
        await world.device(name) for name in ("Ruth", "Colin", "Kerry", "Mark")
    ]
    card = await mark.add("card", section="past_harm", texts={"": "Section 47."})
    for device in (ruth, colin, mark):
        device.read()
        device.raw.clear()
    before = (await world.room()).boards.seq
    assert await refused(kerry, "signal", signal="plainer", item=card) == ""
    told = {"kind": "signal", "signal": "plainer", "item": card}
    for device in (ruth, colin):
        device.read()
        assert device.notices[-1] == told
        assert not device.heard("p_kerry")
    mark.read()
    assert not mark.heard("plainer")
    assert (await world.room()).boards.seq == before
    log = await world.log.read((await world.room()).facts.meeting)
    assert not any(b"plainer" in entry.command for entry in log)


async def test_STG_4_a_pause_names_who_asked_to_the_helpers_only(world: World) -> None:
    ruth, kerry, mark = [await world.device(name) for name in ("Ruth", "Kerry", "Mark")]
    draft = await mark.add("card", section="past_harm", scope="own")
    assert await refused(kerry, "signal", signal="pause") == ""
    assert await refused(mark, "signal", signal="pause", item=draft) == "no_such_item"
    for device in (ruth, mark):
        device.read()
    pause = {"kind": "signal", "signal": "pause", "item": None, "person": "p_kerry", "on": True}
    assert ruth.notices.count(pause) == 1
    assert not mark.heard("pause")


async def hands(device: Device) -> list[str]:
    await device.world.tell_presence()
    device.read()
    lists = [one for one in device.notices if one["kind"] == "presence_list"]
    found: list[str] = lists[-1]["hands"]
    return found


async def test_hands_stand_in_the_order_they_went_up_and_the_wall_has_none(world: World) -> None:
    ruth, kerry, mark, wall = [
        await world.device(name) for name in ("Ruth", "Kerry", "Mark", "Wall")
    ]
    for device in (mark, kerry):
        assert await refused(device, "signal", signal="hand") == ""
    assert await refused(wall, "signal", signal="hand") == "not_allowed"
    assert await hands(ruth) == ["p_mark", "p_kerry"]
    assert await refused(mark, "signal", signal="hand", on=False) == ""
    assert await hands(ruth) == ["p_kerry"]
    (await world.room()).leave(kerry.session)
    assert await hands(ruth) == []


async def test_nothing_changes_after_the_end_not_even_a_seat(world: World) -> None:
    ruth = await world.device("Ruth")
    frozen = await world.rooms.end((await world.room()).facts.meeting, ruth.session.participant)
    assert (await record(world, "person-p_kerry"))["attendance"] == "invited"
    kerry = await world.device("Kerry")
    assert (await record(world, "person-p_kerry"))["attendance"] == "invited"
    world.place.people.append(person("Late", "agency"))
    await world.rooms.people_changed("m_marlow00001")
    for op, more in (("stage", {"to": "plan"}), ("blank", {"on": True}), ("timer", {"minutes": 1})):
        assert await refused(ruth, op, **more) == "meeting_ended"
    assert await refused(kerry, "signal", signal="pause") == "meeting_ended"
    assert (await world.rooms.snapshot("m_marlow00001")) == frozen
    await world.restart()
    assert (await world.rooms.snapshot("m_marlow00001")) == frozen


async def test_STG_5_the_wall_follows_the_stages_until_the_chair_chooses(world: World) -> None:
    ruth = await world.device("Ruth")

    async def shown() -> tuple[str, str | None]:
        wall = (await meta(world))["wall"]
        return wall["show"], wall.get("item")

    assert await shown() == ("overview", None)
    assert not await refused(ruth, "stage", to="voice")
    assert await shown() == ("voice", None)
    assert not await refused(ruth, "stage", to="scaling")
    assert await shown() == ("scale", "overall")
    assert not await refused(ruth, "wall", show="plan")
    assert not await refused(ruth, "stage", to="decision")
    assert await shown() == ("plan", None), "what the chair chose stands"
    assert not await refused(ruth, "wall", show="stage", names=False)
    assert await shown() == ("decisions", None)
    assert not await refused(ruth, "stage", to="worried")
    assert await shown() == ("column:worried", None)
    assert (await meta(world))["wall"]["names"] is False, "names stay as the chair left them"
