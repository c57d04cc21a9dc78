"""Whether a log and its record are as they were stored: told of a meeting held live."""

from __future__ import annotations

from collections.abc import AsyncIterator

import msgspec
import pytest

from server.contract.values import LogEntry, StoredRecord
from server.records.check import what_is_wrong
from server.records.close import seal
from server.rules.chain import GENESIS, link
from tests.records.marlow import ICPC
from tests.records.test_live_board import snapshot_of
from tests.sync.world import MEETING, World

pytestmark = pytest.mark.anyio


@pytest.fixture
async def world() -> AsyncIterator[World]:
    made = World()
    mark = await made.device("Mark")
    await mark.add("card", section="past_harm", texts={"": "He punched the door."})
    yield made
    await made.close()


async def log_and_record(world: World) -> tuple[list[LogEntry], StoredRecord]:
    """The meeting, ended and sealed."""
    frozen = await world.rooms.end(MEETING.id, world.place.people[0])
    assert frozen is not None
    record = seal(await snapshot_of(world, frozen), ICPC, "Ruth Adeyemi", world.clock.now)
    return await world.log.read(MEETING.id), record


async def test_REC_15_what_was_stored_holds(world: World) -> None:
    assert what_is_wrong(await world.log.read(MEETING.id), None) == ""
    log, record = await log_and_record(world)
    assert what_is_wrong(log, record) == ""


async def test_REC_15_a_changed_entry_is_named(world: World) -> None:
    log = await world.log.read(MEETING.id)
    log[1] = msgspec.structs.replace(log[1], who="p_kerry")
    assert "entry 2 does not follow" in what_is_wrong(log, None)


async def test_REC_15_a_changed_record_is_told(world: World) -> None:
    log, record = await log_and_record(world)
    altered = record.content.replace(b"He punched the door", b"He closed the doors")
    assert altered != record.content
    wrong = what_is_wrong(log, msgspec.structs.replace(record, content=altered))
    assert wrong.startswith("The sealed record was changed")


async def test_REC_15_a_log_cut_short_or_written_anew_is_not_what_was_sealed(world: World) -> None:
    log, record = await log_and_record(world)
    for other in (log[:-1], [], anew(log)):
        assert what_is_wrong(other, None) == "", "by itself the chain holds"
        assert "does not lead to what was sealed" in what_is_wrong(other, record)


def anew(log: list[LogEntry]) -> list[LogEntry]:
    """The same entries a millisecond later, with a chain that holds."""
    chain, made = GENESIS, []
    for entry in log:
        later = msgspec.structs.replace(entry, at=entry.at + 1)
        plain = {name: getattr(later, name) for name in later.__struct_fields__ if name != "chain"}
        chain = link(chain, **plain)
        made.append(msgspec.structs.replace(later, chain=chain))
    return made
