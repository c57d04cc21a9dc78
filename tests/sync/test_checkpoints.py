"""Checkpoints: a long meeting opens from the last one and the tail of its log, as from it all."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from server.contract.lib0 import Reader
from server.contract.values import Checkpoint
from server.document.live_board import LiveBoard
from server.sync.boards import Boards, LogTampered
from server.sync.keeper import EVERY
from tests.sync.world import CATALOGUE, MEETING, FailingLog, World

pytestmark = pytest.mark.anyio


async def a_meeting(world: World) -> tuple[str, str]:
    """Two people type, delete, strike and draft; emoji included. A card and a draft."""
    mark, ruth = await world.device("Mark"), await world.device("Ruth")
    card = await mark.add("card", section="past_harm")
    await mark.type(f"t:{card}", "Shouting 😀 heard next door")
    await ruth.settle()
    await ruth.send(ruth.typed(f"t:{card}", "Often. ", at=0))
    struck = await ruth.add("card", section="past_harm", texts={"": "Said in error 😀."})
    assert (await ruth.ask("strike", item=struck, reason="wrong child"))["ok"]
    mine = await world.device("Mark", "own")
    draft = await mark.add("card", scope="own", section="past_harm")
    await mine.type(f"t:{draft}", "Not yet said")
    return card, draft


async def checkpoint(world: World) -> Checkpoint:
    """The one that is kept."""
    kept = await world.log.checkpoint(MEETING.id)
    assert kept is not None
    return kept


def clocks(board: LiveBoard) -> dict[int, int]:
    """What the document holds, by client id."""
    reader = Reader(board.state_vector())
    return {reader.var_uint(): reader.var_uint() for _ in range(reader.var_uint())}


async def both(world: World) -> tuple[Boards, Boards]:
    """The boards from the checkpoint and its tail, and from the whole log."""
    limits = CATALOGUE.limits
    whole = await Boards.replayed(MEETING.id, limits, await world.log.read(MEETING.id))
    return await Boards.opened(MEETING.id, limits, world.log), whole


async def test_SYN_17_a_room_from_a_checkpoint_and_a_tail_is_the_room_replayed_whole(
    world: World,
) -> None:
    card, _ = await a_meeting(world)
    await world.restart()
    kept = await checkpoint(world)
    beth = await world.device("Beth")
    await beth.add("card", section="past_harm", texts={"": "After the checkpoint"})
    ruth = await world.device("Ruth")
    await ruth.send(ruth.typed(f"t:{card}", "x", at=3))
    opened, whole = await both(world)
    assert kept.seq < opened.seq
    assert opened.plain() == whole.plain()
    assert opened.answers == whole.answers
    assert sorted(opened.scopes) == sorted(whole.scopes)
    for scope, board in whole.scopes.items():
        other = opened.board(scope)
        assert clocks(other) == clocks(board)
        assert other.kept().clients == board.kept().clients
        assert other.kept().orders == board.kept().orders
        assert other.gate.known.sizes == board.gate.known.sizes
        assert other.gate.owners().items() >= board.gate.owners().items()


async def test_SYN_17_who_was_typing_before_goes_on_typing(world: World) -> None:
    mark = await world.device("Mark")
    card = await mark.add("card", section="past_harm")
    await mark.type(f"t:{card}", "Before")
    await world.restart()
    again = await world.device("Mark")
    again.doc = mark.doc
    await again.type(f"t:{card}", ", and after")
    assert again.closed is None
    assert (await world.room()).boards.board("room").text(f"t:{card}") == "Before, and after"


async def test_SYN_17_the_ids_of_others_stay_theirs(world: World) -> None:
    mark = await world.device("Mark")
    card = await mark.add("card", section="past_harm")
    await mark.type(f"t:{card}", "Mine")
    await world.restart()
    ruth = await world.device("Ruth")
    ruth.doc = mark.doc
    await ruth.send(ruth.typed(f"t:{card}", " not"))
    assert ruth.closed == "not_yours"


async def test_SYN_5_a_log_that_lost_its_end_does_not_fit_its_checkpoint(world: World) -> None:
    await a_meeting(world)
    await world.restart()
    kept, entries = await checkpoint(world), await world.log.read(MEETING.id)
    for wrong in (entries[: kept.seq - 1], [*entries[:-1], replace(entries[-1], chain=bytes(32))]):
        log = FailingLog()
        await log.append(wrong)
        await log.keep(kept)
        with pytest.raises(LogTampered):
            await Boards.opened(MEETING.id, CATALOGUE.limits, log)


async def test_SYN_5_a_changed_entry_behind_the_checkpoint_is_not_opened(world: World) -> None:
    await a_meeting(world)
    await world.restart()
    mark = await world.device("Mark")
    await mark.add("card", section="past_harm", texts={"": "on the record"})
    entries = await world.log.read(MEETING.id)
    changed = replace(entries[-1], data=entries[-1].data.replace(b"record", b"RECORD"))
    log = FailingLog()
    await log.append([*entries[:-1], changed])
    await log.keep(await checkpoint(world))
    with pytest.raises(LogTampered):
        await Boards.opened(MEETING.id, CATALOGUE.limits, log)


async def test_a_checkpoint_is_kept_after_five_minutes_of_a_meeting(world: World) -> None:
    mark = await world.device("Mark")
    card = await mark.add("card", section="past_harm")
    assert await world.log.checkpoint(MEETING.id) is None
    world.clock.now += EVERY
    await mark.type(f"t:{card}", "Now")
    await (await world.room()).keeper.done()
    assert (await checkpoint(world)).seq == (await world.room()).boards.seq


async def test_how_often_checkpoints_are_kept_is_a_setting(world: World) -> None:
    world.rooms.checkpoint_every = 500
    mark = await world.device("Mark")
    card = await mark.add("card", section="past_harm")
    assert await world.log.checkpoint(MEETING.id) is None
    world.clock.now += 500
    await mark.type(f"t:{card}", "Now")
    await (await world.room()).keeper.done()
    assert await world.log.checkpoint(MEETING.id) is not None


async def test_a_checkpoint_that_cannot_be_stored_harms_nobody(world: World) -> None:
    class NoRoom(FailingLog):
        async def keep(self, checkpoint: Checkpoint) -> None:
            raise OSError("No space left on device")

    other = World(NoRoom())
    card, _ = await a_meeting(other)
    await other.restart()
    assert (await other.device("Ruth")).words(card).startswith("Often.")
    await other.close()
