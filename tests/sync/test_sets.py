"""Danger sets: private statements, the reveal, and what is agreed."""

from __future__ import annotations

import pytest

from tests.sync.asking import crowd, record, records, refused, take_out, who_heard, words
from tests.sync.world import Device, World

pytestmark = pytest.mark.anyio


async def statement(device: Device, a_set: str, words: str = "") -> str:
    texts = {"": words} if words else {}
    return await device.add("statement", scope="own", parent=a_set, texts=texts)


async def test_PER_6_statements_stay_private_until_the_reveal(world: World) -> None:
    devices = await crowd(world)
    ruth, mark, beth = (devices[name, "room"] for name in ("Ruth", "Mark", "Beth"))
    a_set = await ruth.add("set")
    marks, beths = [await statement(device, a_set) for device in (mark, beth)]
    await devices["Mark", "own"].type(f"t:{marks}", "MARK-IS-WORRIED")
    await devices["Beth", "own"].type(f"t:{beths}", "BETH-IS-WORRIED")
    assert await refused(mark, "ready", item=marks, ready=True) == ""
    assert who_heard(devices, "MARK-IS-WORRIED") <= {("Mark", "own")}
    assert await refused(ruth, "reveal_statements", set=a_set) == ""
    rooms = {key for key in devices if key[1] == "room"}
    assert who_heard(devices, "MARK-IS-WORRIED") - {("Mark", "own")} == rooms
    assert who_heard(devices, "BETH-IS-WORRIED") <= {("Beth", "own")}
    assert beths not in await records(world)
    assert (await record(world, marks))["said_by"]["person"] == "p_mark"
    assert await refused(beth, "ready", item=beths, ready=True) == ""
    assert who_heard(devices, "BETH-IS-WORRIED") >= rooms


async def test_PER_6_only_the_chair_reveals_and_only_once(world: World) -> None:
    ruth, mark, colin = [await world.device(name) for name in ("Ruth", "Mark", "Colin")]
    a_set = await ruth.add("set")
    for device in (mark, colin):
        assert await refused(device, "reveal_statements", set=a_set) == "not_allowed"
    assert await refused(ruth, "reveal_statements", set=a_set) == ""
    assert await refused(ruth, "reveal_statements", set=a_set) == "already_revealed"
    assert await refused(ruth, "reveal_statements", set="set-nowhere") == "no_such_item"
    assert await refused(ruth, "reveal_statements", set="overall") == "wrong_kind"


async def test_PER_6_ready_is_ones_own_word_and_may_be_taken_back(world: World) -> None:
    ruth, mark, beth = [await world.device(name) for name in ("Ruth", "Mark", "Beth")]
    a_set = await ruth.add("set")
    marks = await statement(mark, a_set)
    assert await refused(mark, "ready", item=marks, ready=True) == "nothing_written"
    await (await world.device("Mark", "own")).type(f"t:{marks}", "Words.")
    assert await refused(beth, "ready", item=marks, ready=True) == "no_such_item"
    assert await refused(ruth, "ready", item=marks, ready=True) == "no_such_item"
    assert await refused(mark, "ready", item=marks, ready=True) == ""
    assert (await record(world, a_set))["ready"] == ["p_mark"]
    assert await refused(mark, "ready", item=marks, ready=False) == ""
    found = await record(world, a_set)
    assert (found["ready"], found["writing"]) == ([], ["p_mark"])
    await ruth.ask("reveal_statements", set=a_set)
    assert marks not in await records(world)


async def test_PER_6_a_person_writes_one_statement_and_cannot_change_it_once_shown(
    world: World,
) -> None:
    ruth, mark = await world.device("Ruth"), await world.device("Mark")
    a_set = await ruth.add("set")
    made = await statement(mark, a_set, "Words.")
    again = {"item": "statement-2", "kind": "statement", "scope": "own", "parent": a_set}
    assert await refused(mark, "add", **again) == "taken_id"
    await mark.ask("ready", item=made, ready=True)
    await ruth.ask("reveal_statements", set=a_set)
    assert await refused(mark, "ready", item=made, ready=False) == "already_revealed"
    for device in (ruth, mark):
        assert await refused(device, "strike", item=made) == "not_allowed"
    await mark.type(f"t:{made}", "!")
    assert mark.closed == "not_writable"
    assert await words(world, made) == "Words."
    assert (await record(world, made, "own:p_mark"))["status"] == "shared"


async def test_PER_6_a_private_statement_is_not_struck_so_its_set_still_counts_it(
    world: World,
) -> None:
    ruth, mark = await world.device("Ruth"), await world.device("Mark")
    made = await statement(mark, await ruth.add("set"), "Words.")
    assert await refused(mark, "strike", item=made) == "wrong_kind"
    assert await refused(mark, "share", item=made, to="room") == "wrong_kind"


async def test_PER_6_who_was_taken_out_keeps_their_name_on_what_they_wrote(
    world: World,
) -> None:
    ruth, mark = await world.device("Ruth"), await world.device("Mark")
    a_set = await ruth.add("set")
    made = await statement(mark, a_set, "Words.")
    await mark.ask("ready", item=made, ready=True)
    await take_out(world, "Mark")
    assert mark.closed == "removed"
    assert await refused(ruth, "reveal_statements", set=a_set) == ""
    shown = {"person": "p_mark", "name": "Mark", "role": "police"}
    assert (await record(world, made))["said_by"] == shown


async def test_revealed_words_are_added_to_the_danger_statement(world: World) -> None:
    ruth, mark = await world.device("Ruth"), await world.device("Mark")
    a_set = await ruth.add("set", texts={"danger": "First."})
    made = await statement(mark, a_set, "Second.")
    use = {"statement": made, "set": a_set}
    assert await refused(ruth, "use_words", **use) == "no_such_item"
    await mark.ask("ready", item=made, ready=True)
    await ruth.ask("reveal_statements", set=a_set)
    assert await refused(ruth, "use_words", **use) == ""
    assert await words(world, a_set, "danger") == "First.\nSecond."
    assert await refused(ruth, "agree", set=a_set, what="danger", agreed=True) == ""
    assert await refused(ruth, "use_words", **use) == "not_now"
    await ruth.ask("strike", item=a_set)
    assert await refused(ruth, "use_words", **use) == "no_such_item"


async def test_PER_3_agreed_words_are_typed_into_only_after_they_are_opened(world: World) -> None:
    ruth, hannah = await world.device("Ruth"), await world.device("Hannah")
    a_set = await ruth.add("set")
    agree = {"set": a_set, "what": "goal"}
    assert await refused(ruth, "agree", **agree, agreed=True) == "nothing_written"
    await ruth.type(f"t:{a_set}/goal", "Gran comes.")
    assert await refused(hannah, "agree", **agree, agreed=True) == "not_allowed"
    assert await refused(ruth, "agree", **agree, agreed=True) == ""
    await hannah.type(f"t:{a_set}/goal", "!")
    assert hannah.closed == "not_writable"
    assert await refused(ruth, "agree", **agree, agreed=False) == ""
    hannah = await world.device("Hannah")
    await hannah.type(f"t:{a_set}/goal", "!")
    assert await words(world, a_set, "goal") == "Gran comes.!"


@pytest.mark.parametrize("op", ["agree", "reveal_statements"])
async def test_a_struck_set_is_neither_agreed_nor_revealed(world: World, op: str) -> None:
    ruth = await world.device("Ruth")
    a_set = await ruth.add("set", texts={"danger": "Words."})
    await ruth.ask("strike", item=a_set)
    more = {"what": "danger", "agreed": True} if op == "agree" else {}
    assert await refused(ruth, op, set=a_set, **more) == "no_such_item"
