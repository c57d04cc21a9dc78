"""A client id belongs to one person for good (GAT-3): from its first presence, over restarts."""

from __future__ import annotations

import pytest

from tests.sync.asking import presence_frame
from tests.sync.world import Device, World

pytestmark = pytest.mark.anyio

HERE = b'{"typing": null, "away": false}'


async def silent(world: World, name: str = "Mark") -> Device:
    """Somebody who is here and has typed nothing."""
    device = await world.device(name)
    await device.send(presence_frame(device, HERE))
    assert device.closed is None
    return device


async def again(world: World, name: str, was: Device) -> Device:
    """Somebody comes with the page that `was` had, whoever that was."""
    device = await world.device(name)
    device.doc = was.doc
    return device


async def test_GAT_3_a_silent_neighbours_client_id_cannot_be_claimed(world: World) -> None:
    mark = await silent(world)
    thief = await again(world, "Beth", mark)
    await thief.send(presence_frame(thief, HERE))
    assert thief.closed == "not_yours"
    assert mark.closed is None


async def test_GAT_3_nobody_types_under_a_silent_neighbours_client_id(world: World) -> None:
    ruth = await world.device("Ruth")
    card = await ruth.add("card", section="past_harm")
    mark = await silent(world)
    thief = await again(world, "Ruth", mark)
    await thief.send(thief.typed(f"t:{card}", "Not Mark's"))
    assert thief.closed == "not_yours"
    assert (await world.room()).boards.board("room").text(f"t:{card}") == ""


async def test_GAT_3_a_board_loaded_again_knows_whose_the_silent_ids_are(world: World) -> None:
    mark = await silent(world)
    await (await world.room()).reload()
    thief = await again(world, "Beth", mark)
    await thief.send(presence_frame(thief, HERE))
    assert thief.closed == "not_yours"


async def test_GAT_3_after_a_restart_the_checkpoint_says_whose_a_silent_id_is(
    world: World,
) -> None:
    mark = await silent(world)
    await world.restart()
    thief = await again(world, "Beth", mark)
    await thief.send(presence_frame(thief, HERE))
    assert thief.closed == "not_yours"
    back = await again(world, "Mark", mark)
    await back.send(presence_frame(back, HERE))
    assert back.closed is None


async def test_GAT_3_after_a_crash_the_log_says_whose_words_an_id_has(world: World) -> None:
    mark = await world.device("Mark")
    card = await mark.add("card", section="past_harm")
    await mark.type(f"t:{card}", "Mine")
    await world.restart(hard=True)
    thief = await again(world, "Beth", mark)
    await thief.send(presence_frame(thief, HERE))
    assert thief.closed == "not_yours"


async def test_GAT_3_after_a_crash_an_id_without_words_is_whose_page_says_so_first(
    world: World,
) -> None:
    """As ARCHITECTURE.md says: whoever is late gets a new id, and nothing of theirs is lost."""
    mark = await silent(world)
    await world.restart(hard=True)
    first = await again(world, "Beth", mark)
    await first.send(presence_frame(first, HERE))
    assert first.closed is None
    late = await again(world, "Mark", mark)
    await late.send(presence_frame(late, HERE))
    assert late.closed == "not_yours"
    fresh = await world.device("Mark")
    card = await fresh.add("card", section="past_harm")
    await fresh.type(f"t:{card}", "Under a new id")
    assert fresh.closed is None
