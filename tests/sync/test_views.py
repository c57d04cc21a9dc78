"""Views of the agencies, and the decision."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sync.asking import record, records, refused, take_out, words
from tests.sync.world import ELLIE, TOM, Device, World

pytestmark = pytest.mark.anyio


async def deciding(world: World, *names: str) -> list[Device]:
    ruth = await world.device("Ruth")
    await ruth.ask("stage", to="decision")
    return [ruth, *[await world.device(name) for name in names]]


def view_of(person: str, child: str = ELLIE) -> dict[str, Any]:
    return {"item": f"view-{child}-{person}", "kind": "view", "parent": f"decision-{child}"}


async def test_PER_5_a_view_is_given_by_its_member_or_typed_by_the_minute_taker(
    world: World,
) -> None:
    ruth, mark, hannah, beth, colin, kerry = await deciding(
        world, "Mark", "Hannah", "Beth", "Colin", "Kerry"
    )
    assert await refused(mark, "add", **view_of("p_beth")) == "not_allowed"
    assert await refused(ruth, "add", **view_of("p_mark")) == "not_allowed"
    assert await refused(ruth, "add", **view_of("p_ruth")) == "not_allowed"
    assert await refused(kerry, "add", **view_of("p_kerry")) == "not_allowed"
    assert await refused(colin, "add", **view_of("p_kerry")) == "not_allowed"
    assert await refused(colin, "add", **view_of("p_nobody")) == "bad_id"
    assert await refused(mark, "add", **view_of("p_mark")) == ""
    assert await refused(hannah, "add", **view_of("p_hannah")) == ""
    assert await refused(colin, "add", **view_of("p_beth")) == ""
    assert await refused(beth, "add", **view_of("p_beth")) == "taken_id"
    found = await record(world, f"view-{ELLIE}-p_beth")
    assert (found["person"]["name"], found["child"]) == ("Beth", ELLIE)
    assert found["author"] == found["typed_by"] == "p_colin"


async def test_PER_5_a_member_changes_the_view_that_was_typed_for_them(world: World) -> None:
    ruth, mark, beth, colin = await deciding(world, "Mark", "Beth", "Colin")
    await colin.ask("add", **view_of("p_beth"))
    item = f"view-{ELLIE}-p_beth"
    fields = {"outcome": "cpp", "categories": ["neglect"]}
    assert await refused(beth, "set", item=item, fields=fields) == ""
    assert await refused(colin, "set", item=item, fields={"dissents": True}) == ""
    for device in (ruth, mark):
        assert await refused(device, "set", item=item, fields={"outcome": "nfa"}) == "not_allowed"
    await beth.type(f"t:{item}/reason", "Ellie comes to school hungry.")
    assert (await record(world, item))["outcome"] == "cpp"
    assert await words(world, item, "reason") == "Ellie comes to school hungry."
    await ruth.type(f"t:{item}/reason", "!")
    assert ruth.closed == "not_writable"


async def test_PER_5_a_views_id_says_whose_and_on_which_child_it_is(world: World) -> None:
    _ruth, mark, colin = await deciding(world, "Mark", "Colin")
    wrong = {**view_of("p_mark"), "parent": f"decision-{TOM}"}
    assert await refused(mark, "add", **wrong) == "bad_id"
    assert await refused(mark, "add", **{**view_of("p_mark"), "item": "view-mine"}) == "bad_id"
    assert await refused(mark, "add", **{**view_of("p_mark"), "parent": "overall"}) == "wrong_kind"
    assert await refused(mark, "add", **view_of("p_mark"), fields={"person": "p_x"}) == "bad_field"
    await take_out(world, "Beth")
    assert await refused(colin, "add", **view_of("p_beth")) == "bad_id"
    assert not any(one["kind"] == "view" for one in (await records(world)).values())


async def test_PER_5_views_are_given_once_the_decision_is_reached(world: World) -> None:
    mark = await world.device("Mark")
    assert await refused(mark, "add", **view_of("p_mark")) == "not_now"


async def test_the_chair_decides_and_the_family_answers(world: World) -> None:
    ruth, mark, kerry = await deciding(world, "Mark", "Kerry")
    item = f"decision-{ELLIE}"
    fields = {"outcome": "cpp", "categories": ["neglect", "neglect"], "participation": "PN2"}
    assert await refused(mark, "set", item=item, fields=fields) == "not_allowed"
    assert await refused(ruth, "set", item=item, fields=fields) == ""
    assert (await record(world, item))["categories"] == ["neglect"]
    for wrong in ({"outcome": "other thing"}, {"categories": "neglect"}, {"participation": "PN8"}):
        assert await refused(ruth, "set", item=item, fields=wrong) == "bad_field"
    assert await refused(ruth, "set", item=item, fields={"categories": None}) == ""
    assert (await record(world, item))["categories"] == []
    assert await refused(kerry, "respond", item=item, view="disagree", words="No.") == ""
    assert (await record(world, item))["responses"]["p_kerry"]["view"] == "disagree"
