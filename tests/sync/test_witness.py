"""What the audit trail hears of a live board: reveals and sharing, and no words of them."""

from __future__ import annotations

import pytest

from tests.sync.world import MEETING, World

pytestmark = pytest.mark.anyio


async def test_AUD_3_reveals_and_sharing_are_in_the_trail_without_words(world: World) -> None:
    ruth, mark = await world.device("Ruth"), await world.device("Mark")
    words = {"": "Bail ends on 4 July."}
    card = await mark.add("card", section="past_harm", scope="professionals", texts=words)
    named = {"item": "kerry-marlow", "people": ["p_mark", "p_beth"], "why": "Bail"}
    assert (await ruth.ask("audience", **named))["ok"]
    draft = await mark.add("card", section="past_harm", scope="own", texts=words)
    shared = await mark.ask("share", item=draft, to="named:kerry-marlow", section="past_harm")
    assert shared["ok"], shared
    assert (await mark.ask("share", item=card, to="room", section="past_harm"))["ok"]
    assert not (await mark.ask("reveal_scores", scale="overall"))["ok"], "the chair's to do"
    assert (await ruth.ask("open_scale", scale="overall"))["ok"]
    assert (await mark.ask("score", scale="overall", value=3))["ok"]
    assert (await ruth.ask("reveal_scores", scale="overall"))["ok"]
    asked = {"admitted": ["p_mark"], "say": "To check a fact."}
    assert (await ruth.ask("closed_start", **asked))["ok"]
    assert (await ruth.ask("closed_end"))["ok"]
    await world.settle()
    trail = await world.audit.read(MEETING.id)
    told = [(entry.who, entry.what, entry.detail) for entry in trail]
    assert told == [
        ("p_ruth", "audience changed", ""),
        ("p_mark", "item shared", "named"),
        ("p_mark", "item shared", "room"),
        ("p_ruth", "scores revealed", ""),
        ("p_ruth", "closed session opened", ""),
        ("p_ruth", "closed session ended", ""),
    ]
    assert "Bail" not in repr(trail)
    assert "kerry" not in repr(trail)
    assert card not in repr(trail)


async def test_AUD_7_readers_of_what_is_restricted_and_those_refused_are_told_once(
    world: World,
) -> None:
    ruth = await world.device("Ruth")
    assert (await ruth.ask("audience", item="kerry-marlow", people=["p_mark"], why="Bail"))["ok"]
    room = await world.room()
    people = room.facts.people
    for _ in range(2):
        for name, scope, refused in (
            ("p_mark", "named:kerry-marlow", False), ("p_mark", "professionals", False),
            ("p_kerry", "professionals", True), ("p_kerry", "Kerry was here", True),
        ):  # fmt: skip
            joined = room.join(people[name], scope)
            assert (joined == "not_allowed_to_read") == refused
            world.rooms.opened(room, people[name], scope, refused=refused)
    await world.settle()
    trail = await world.audit.read(MEETING.id)
    told = [(entry.who, entry.what, entry.detail) for entry in trail[1:]]
    assert told == [
        ("p_mark", "restricted read", "named"),
        ("p_kerry", "access refused", "professionals"),
        ("p_kerry", "access refused", "other"),
    ]
    assert "Kerry" not in repr(trail)


async def test_AUD_7_asking_for_what_is_not_there_does_not_fill_the_trail(world: World) -> None:
    room = await world.room()
    kerry = room.facts.people["p_kerry"]
    for number in range(50):
        world.rooms.opened(room, kerry, f"named:guess-{number}", refused=True)
        world.rooms.opened(room, kerry, f"guess-{number}", refused=True)
    await world.settle()
    assert [one.detail for one in await world.audit.read(MEETING.id)] == ["named", "other"]
