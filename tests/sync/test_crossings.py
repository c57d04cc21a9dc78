"""Ways around who may see what: by sharing, by joining late, by waiting, by a fault half way."""

from __future__ import annotations

import asyncio
import json

import msgspec
import pytest

from server.contract.lib0 import var_string, var_uint
from tests.sync.asking import presence_frame, record, records, refused, words
from tests.sync.test_apart import KERRYS, SECRET, split, told
from tests.sync.test_audiences import audience, closed
from tests.sync.test_faults import Unreadable
from tests.sync.world import MEETING, Device, World

__all__ = ["split"]

pytestmark = pytest.mark.anyio

KERRY = b'{"typing":null,"away":false}'


async def a_merged_pair(world: World) -> tuple[Device, str, str]:
    """Two cards of a closed session that has ended, one folded into the other."""
    ruth = await closed(world, "Mark")
    texts = {"texts": {"": SECRET}, "section": "past_harm", "scope": "closed"}
    under, over = await ruth.add("card", **texts), await ruth.add("card", **texts)
    assert not await refused(ruth, "merge", item=under, into=over)
    assert not await refused(ruth, "closed_end")
    return ruth, under, over


# Attending apart


async def test_SEE_8_their_drafts_do_not_get_to_the_room_by_being_shared(split: World) -> None:
    kerry, dean = await split.device("Kerry"), await split.device("Dean")
    draft = await kerry.add("card", section="past_harm", scope="own", texts={"": SECRET})
    assert await refused(kerry, "share", item=draft, to="room") == "attends_apart"
    assert not await refused(kerry, "share", item=draft, to=KERRYS)
    assert await refused(kerry, "add", kind="dispute", item="dispute-0001") == "attends_apart"
    assert await refused(kerry, "add", kind="row", item="row-000001") == "attends_apart"
    await dean.settle()
    assert "p_kerry" not in told(dean)


async def test_SEE_8_private_family_time_does_not_bring_them_together(split: World) -> None:
    ruth = await split.device("Ruth")
    assert not await refused(ruth, "family_start")
    kerry, dean = await split.device("Kerry", "family"), await split.device("Dean", "family")
    asked = {"kind": "card", "item": "card-00001", "section": "past_harm", "scope": "family"}
    assert await refused(kerry, "add", **asked) == "attends_apart"
    await kerry.send(presence_frame(kerry, KERRY))
    await split.tell_presence()
    assert "Kerry" not in told(dean)


async def test_SEE_8_a_mark_goes_when_two_are_kept_apart_later(world: World) -> None:
    kerry = await world.device("Kerry")
    await kerry.send(presence_frame(kerry, KERRY))
    mark = await world.device("Mark")
    assert "Kerry" in told(mark)
    world.place.people = [
        msgspec.structs.replace(one, apart=("p_pat",)) if one.name == "Kerry" else one
        for one in world.place.people
    ]
    await world.rooms.people_changed(MEETING.id)
    assert "Kerry" not in told(await world.device("Pat"))


async def test_SEE_8_a_number_of_theirs_changes_nothing_in_the_room(split: World) -> None:
    ruth, kerry = await split.device("Ruth"), await split.device("Kerry")
    assert not await refused(ruth, "open_scale", scale="overall")
    before = await record(split, "overall")
    split.clock.now += 1000
    assert not await refused(kerry, "score", scale="overall", value=3)
    assert await record(split, "overall") == before


# The closed session


async def test_SEE_4_nothing_is_written_that_named_people_who_wait_will_read(
    world: World,
) -> None:
    ruth = await world.device("Ruth")
    both = await audience(ruth, people=["p_mark", "p_beth"])
    among = await audience(ruth, "audience-0002", people=["p_mark"])
    card = await ruth.add("card", section="past_harm", scope=both, texts={"": "Before."})
    ruth, mark = await closed(world, "Mark"), await world.device("Mark", both)
    asked = {"kind": "card", "section": "past_harm"}
    assert await refused(mark, "add", item="c-000001", scope=both, **asked) == "closed_session_on"
    assert not await refused(mark, "add", item="c-000002", scope=among, **asked)
    moved = {"item": card, "fields": {"nature": "fact"}}
    assert await refused(ruth, "set", **moved) == "closed_session_on"
    chairs = await world.device("Ruth", both)
    await chairs.type(f"t:{card}", SECRET)
    assert chairs.closed == "not_writable"
    assert await words(world, card, scope=both) == "Before."


async def test_SEE_5_the_words_of_a_closed_session_leave_by_its_review_alone(world: World) -> None:
    ruth = await closed(world, "Mark")
    card = await ruth.add(
        "card", section="past_harm", scope="closed", texts={"": SECRET},
        fields={"event_date": "the night of the refuge"},
    )  # fmt: skip
    assert not await refused(ruth, "closed_end")
    for to in ("professionals", "room"):
        assert await refused(ruth, "share", item=card, to=to) == "not_allowed"
    asked = {"item": card, "answer": "release", "to": "room", "words": "In my words."}
    assert not await refused(ruth, "review", **asked)
    assert "refuge" not in str(await record(world, card))


async def test_SEE_5_what_was_folded_into_a_deleted_card_goes_with_it(world: World) -> None:
    ruth, under, over = await a_merged_pair(world)
    room = await world.room()
    assert not await refused(ruth, "review", item=over, answer="delete")
    assert not {under, over} & set(await records(world, "closed"))
    boards = room.boards
    assert await refused(ruth, "restore", item=under) == "no_such_item"
    assert room.boards is boards, "nothing broke"


async def test_SEE_5_a_later_session_lets_nobody_into_an_earlier_one(world: World) -> None:
    ruth = await closed(world, "Mark", "Hannah")
    card = await ruth.add("card", section="past_harm", scope="closed", texts={"": SECRET})
    assert not await refused(ruth, "closed_end")
    later = {"say": "Something else."}
    asked = {"admitted": ["p_mark", "p_beth"], **later}
    assert await refused(ruth, "closed_start", **asked) == "earlier_session"
    assert not await refused(ruth, "review", item=card, answer="keep")
    assert await refused(ruth, "closed_start", **asked) == "earlier_session"
    world.clock.now += 1000
    assert not await refused(ruth, "closed_start", admitted=["p_mark"], **later)
    assert await refused(ruth, "closed_start", **asked) == "earlier_session"


async def test_what_who_waits_had_sent_opens_no_board_of_its_own(world: World) -> None:
    ruth, kerry = await world.device("Ruth"), await world.device("Kerry")
    card = await kerry.add("card", section="past_harm", texts={"": "Mine"})
    assert kerry.doc.get_state()
    gate = world.log.gate = asyncio.Event()  # type: ignore[attr-defined]
    asked = asyncio.create_task(
        ruth.ask("closed_start", admitted=["p_mark"], say="The police first.")
    )
    await asyncio.sleep(0.05)
    room = await world.room()
    room.receive(kerry.session, kerry.typed(f"t:{card}", "!"))
    room.receive(kerry.session, b"\x00\x00\x01\x00")
    gate.set()
    await asyncio.gather(asked, return_exceptions=True)
    await world.settle()
    assert kerry.closed == "join_again"
    assert "waiting" not in room.boards.scopes


async def test_SEE_4_those_who_wait_do_not_see_each_other(world: World) -> None:
    await closed(world, "Mark")
    kerry, pat = await world.device("Kerry"), await world.device("Pat")
    await kerry.send(presence_frame(kerry, KERRY))
    await world.tell_presence()
    assert "Kerry" not in told(pat)
    assert "waiting" not in (await world.room()).boards.scopes


async def test_PER_4_rights_are_the_rooms_word_not_what_the_door_saw_before(world: World) -> None:
    await world.device("Ruth")
    room = await world.room()
    mark = room.facts.people["p_mark"]
    world.place.people = [
        msgspec.structs.replace(one, clearance="room") if one.id == mark.id else one
        for one in world.place.people
    ]
    await world.rooms.people_changed(MEETING.id)
    assert room.join(mark, "professionals") == "not_allowed_to_read"


# A fault half way


async def test_a_restore_is_answered_while_a_board_is_read_again() -> None:
    log = Unreadable()
    world = World(log)
    ruth = await world.device("Ruth")
    room = await world.room()
    log.reading = asyncio.Event()
    room.boards.board("room")._broken = "a panic"
    broken = room.errand(lambda change: str(change.meta("stage")))
    await asyncio.sleep(0.05)
    assert room._loading
    command = {"id": "command-0001", "op": "restore_board", "seq": 1}
    room.receive(ruth.session, var_uint(100) + var_string(json.dumps(command)))
    await asyncio.sleep(0.05)
    ruth.read()
    assert ruth.replies["command-0001"]["refusal"]["code"] == "not_saved"
    log.reading.set()
    await broken
    await world.close()


async def test_PER_4_who_is_taken_out_while_a_board_is_read_again_is_put_out() -> None:
    log = Unreadable()
    world = World(log)
    devices = [await world.device(name) for name in ("Mark", "Kerry")]
    room = await world.room()
    log.reading = asyncio.Event()
    room.boards.board("room")._broken = "a panic"
    broken = room.errand(lambda change: str(change.meta("stage")))
    await asyncio.sleep(0.05)
    assert room._loading
    world.place.people = [
        msgspec.structs.replace(one, gone=one.gone or one.name == "Kerry")
        for one in world.place.people
    ]
    changed = asyncio.create_task(world.rooms.people_changed(MEETING.id))
    await asyncio.sleep(0.05)
    assert [one.closed for one in devices] == [None, "removed"]
    log.reading.set()
    await asyncio.gather(broken, changed)
    await world.close()
