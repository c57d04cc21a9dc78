"""A device compares its board with the room's; what differs is counted."""

from __future__ import annotations

import pytest
from pycrdt import Text

from server.contract.lib0 import Reader, var_uint
from server.rules.likeness import likeness
from tests.sync.world import Device, World

pytestmark = pytest.mark.anyio


async def told(device: Device, differed: int = 0) -> int:
    """What the room says a board should be like."""
    device.raw.clear()
    await device.send(var_uint(103) + var_uint(differed))
    (answer,) = [frame for frame in device.raw if frame[0] == 103]
    reader = Reader(answer)
    reader.var_uint()
    return reader.var_uint()


def own(device: Device) -> int:
    """What this device's board is like."""
    reader = Reader(device.doc.get_state())
    count = reader.var_uint()
    clocks = [(reader.var_uint(), reader.var_uint()) for _ in range(count)]
    roots = [root for root in device.doc.keys() if root.startswith("t:")]  # noqa: SIM118 - no dict
    texts = {root: str(device.doc.get(root, type=Text)) for root in roots}
    items = device.items.to_py() or {}
    changed = {item: int(record["changed"]) for item, record in items.items()}
    return likeness(clocks, {root: words for root, words in texts.items() if words}, changed)


async def test_SYN_18_a_board_that_has_all_is_like_the_rooms(world: World) -> None:
    ruth, mark = await world.device("Ruth"), await world.device("Mark")
    card = await mark.add("card", section="past_harm", texts={"": "Dean punched the door 🚪."})
    await mark.type(f"t:{card}", "On 3 May ", at=0)
    await ruth.settle()
    assert await told(ruth) == own(ruth) == await told(mark) == own(mark)
    other = await world.device("Mark", "own")
    assert await told(other) == own(other) != own(mark)


async def test_SYN_18_a_board_that_missed_a_change_is_not(world: World) -> None:
    ruth, mark = await world.device("Ruth"), await world.device("Mark")
    card = await mark.add("card", section="past_harm")
    await ruth.settle()
    await mark.type(f"t:{card}", "words")
    ruth.session.outbox._frames.clear()
    assert await told(ruth) != own(ruth)
    assert await told(mark) == own(mark)


async def test_SYN_18_what_differed_is_counted(world: World) -> None:
    mark = await world.device("Mark")
    crowd = (await world.room()).crowd
    await told(mark)
    assert crowd.differed == 0
    await told(mark, differed=2)
    assert crowd.differed == 2
