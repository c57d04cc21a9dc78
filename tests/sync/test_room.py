"""The live path: judged, applied, stored, and only then told."""

from __future__ import annotations

import asyncio
import json

import msgspec
import pytest

from server.contract.lib0 import var_bytes, var_string, var_uint
from server.sync.boards import Boards, LogTampered
from tests.document.worlds import typed
from tests.sync.world import CATALOGUE, MEETING, FailingLog, World

pytestmark = pytest.mark.anyio


async def a_card(world: World, words: str = "") -> tuple[str, str]:
    mark = await world.device("Mark")
    texts = {"": words} if words else {}
    item = await mark.add("card", section="past_harm", texts=texts)
    return item, f"t:{item}"


async def test_two_devices_see_each_others_words(world: World) -> None:
    ruth, mark = await world.device("Ruth"), await world.device("Mark")
    card = await mark.add("card", section="past_harm")
    await mark.type(f"t:{card}", "Dean punched the door 🚪.")
    await ruth.settle()
    assert ruth.words(card) == "Dean punched the door 🚪."
    await ruth.type(f"t:{card}", "On 3 May ", at=0)
    await mark.settle()
    assert mark.words(card) == "On 3 May Dean punched the door 🚪."


async def test_SYN_1_nobody_sees_a_change_that_is_not_stored(world: World) -> None:
    assert isinstance(world.log, FailingLog)
    card, root = await a_card(world)
    mark, ruth = await world.device("Mark"), await world.device("Ruth")
    world.log.gate = asyncio.Event()
    await mark.type(root, "held back")
    await ruth.settle()
    late = (await world.room()).join(ruth.session.participant, "room")
    assert not ruth.heard("held back")
    assert mark.saved == 0
    world.log.gate.set()
    await ruth.settle()
    assert ruth.words(card) == "held back"
    assert not isinstance(late, str)


async def test_SYN_2_saved_is_said_only_after_the_commit(world: World) -> None:
    assert isinstance(world.log, FailingLog)
    _, root = await a_card(world)
    mark = await world.device("Mark")
    world.log.gate = asyncio.Event()
    await mark.type(root, "words")
    assert mark.saved == 0
    world.log.gate.set()
    await mark.settle()
    assert mark.saved == 1


async def test_SYN_3_what_arrives_together_is_taken_in_order(world: World) -> None:
    _card, root = await a_card(world)
    mark = await world.device("Mark")
    room = await world.room()
    for letter in "abcdefgh":
        room.receive(mark.session, mark.typed(root, letter))
    await mark.settle()
    seqs = [entry.seq for entry in await world.log.read(MEETING.id)]
    assert seqs == list(range(1, len(seqs) + 1))
    assert room.boards.board("room").text(root) == "abcdefgh"
    assert mark.saved == 8


async def test_SYN_4_a_broken_board_is_loaded_again_and_only_the_offender_closed(
    world: World,
) -> None:
    card, root = await a_card(world, "safe")
    mark, ruth = await world.device("Mark"), await world.device("Ruth")
    room = await world.room()
    before = room.boards
    before.board("room")._broken = "a panic"
    await mark.type(root, "!")
    await ruth.settle()
    assert room.boards is not before
    assert mark.closed
    assert ruth.closed is None
    assert ruth.words(card).startswith("safe")
    await ruth.type(root, " still")
    assert room.boards.board("room").text(root) == "safe still"


async def test_SYN_5_a_log_with_a_changed_entry_is_not_opened(world: World) -> None:
    await a_card(world, "on the record")
    entries = await world.log.read(MEETING.id)
    changed = entries[2].data.replace(b"past_harm", b"past_hurt")
    entries[2] = msgspec.structs.replace(entries[2], data=changed)
    with pytest.raises(LogTampered):
        await Boards.replayed(MEETING.id, CATALOGUE.limits, entries)


async def test_SYN_16_a_frame_that_comes_twice_is_counted_once(world: World) -> None:
    mark = await world.device("Mark")
    card = await mark.add("card", section="past_harm")
    first = mark.typed(f"t:{card}", "one")
    for frame in (first, first, mark.typed(f"t:{card}", " two"), first):
        await mark.send(frame)
    assert mark.saved == 3
    assert mark.words(card) == "one two"


async def test_SYN_7_a_command_sent_again_is_answered_again_and_changes_nothing(
    world: World,
) -> None:
    mark = await world.device("Mark")
    command = {"id": "command-again", "op": "add", "kind": "card", "item": "card-0001",
               "section": "past_harm", "texts": {"": "Once."}}  # fmt: skip
    first = await mark.ask_raw(command)
    stored = len(await world.log.read(MEETING.id))
    assert await mark.ask_raw(command) == first
    assert len(await world.log.read(MEETING.id)) == stored
    await world.restart()
    mark = await world.device("Mark")
    again = await mark.ask_raw(command)
    assert again["ok"]
    assert again["item"] == "card-0001"


@pytest.mark.parametrize("hard", [False, True])
async def test_SYN_7_a_command_that_changed_nothing_changes_nothing_after_a_restart(
    world: World, hard: bool
) -> None:
    ruth = await world.device("Ruth")
    here = {"id": "command-here", "op": "stage", "to": "welcome"}
    assert (await ruth.ask_raw(here))["ok"]  # the meeting is there already
    assert (await ruth.ask("stage", to="danger"))["ok"]
    await world.restart(hard=hard)
    ruth = await world.device("Ruth")
    assert (await ruth.ask_raw(here))["ok"]
    assert (await world.room()).boards.board("room").meta()["stage"] == "danger"


@pytest.mark.parametrize("come_back", ["", "soft", "hard", "reload"])
async def test_SYN_7_a_command_that_was_refused_stays_refused(world: World, come_back: str) -> None:
    """Its answer was lost with the line; what it had lacked has come, and so did its opposite."""
    ruth, kerry = await world.device("Ruth"), await world.device("Kerry")
    own = await world.device("Kerry", "own")
    set_id = await ruth.add("set")
    mine = await kerry.add("statement", scope="own", parent=set_id)
    ready = {"id": "command-ready", "op": "ready", "item": mine, "ready": True}
    first = await kerry.ask_raw(ready)
    assert first["refusal"]["code"] == "nothing_written"
    await own.type(f"t:{mine}", "I am worried, and not done writing.")
    if come_back == "reload":
        await (await world.room()).reload()
    assert (await kerry.ask("ready", item=mine, ready=False))["ok"]
    if come_back in ("soft", "hard"):
        await world.restart(hard=come_back == "hard")
    kerry = await world.device("Kerry")
    assert await kerry.ask_raw(ready) == first
    ruth = await world.device("Ruth")
    assert (await ruth.ask("reveal_statements", set=set_id))["ok"]
    await ruth.settle()
    assert ruth.item(mine) is None


async def test_SYN_7_what_was_refused_leaves_nothing_in_the_log_by_itself(world: World) -> None:
    olu = await world.device("Olu")
    stored = len(await world.log.read(MEETING.id))
    for number in range(3):
        asked = {"id": f"command-vain-{number}", "op": "stage", "to": "danger"}
        first = await olu.ask_raw(asked)
        assert await olu.ask_raw(asked) == first
        assert not first["ok"]
    assert len(await world.log.read(MEETING.id)) == stored


async def test_SYN_7_a_refused_command_that_comes_twice_at_once_is_refused_twice(
    world: World,
) -> None:
    ruth, kerry = await world.device("Ruth"), await world.device("Kerry")
    own = await world.device("Kerry", "own")
    mine = await kerry.add("statement", scope="own", parent=await ruth.add("set"))
    ready = {"id": "command-twice", "op": "ready", "item": mine, "ready": True}
    frame, room = var_uint(100) + var_string(json.dumps(ready)), await world.room()
    room.receive(kerry.session, frame)
    room.receive(own.session, own.typed(f"t:{mine}", "Words between the two."))
    room.receive(kerry.session, frame)
    await kerry.settle()
    assert not kerry.replies["command-twice"]["ok"]
    await own.settle()
    assert own.item(mine)["ready"] is False  # type: ignore[index]


async def test_STG_4_a_signal_leaves_nothing_in_the_log(world: World) -> None:
    mark = await world.device("Mark")
    stored = len(await world.log.read(MEETING.id))
    assert (await mark.ask("signal", signal="plainer"))["ok"]
    assert len(await world.log.read(MEETING.id)) == stored


async def test_SYN_8_presence_says_who_somebody_is_in_the_servers_words(world: World) -> None:
    ruth, mark = await world.device("Ruth"), await world.device("Mark")
    state = b'{"user": {"id": "p_ruth", "name": "Ruth"}, "typing": null}'
    client = mark.doc.client_id
    payload = var_uint(1) + var_uint(client) + var_uint(1) + var_bytes(state)
    await mark.send(b"\x01" + var_bytes(payload))
    await ruth.settle()
    assert ruth.heard('"name":"Mark"')
    told = [frame for frame in ruth.raw if frame[0] == 1]
    assert not any(b'"p_ruth"' in frame for frame in told)


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        (b"", "malformed"),
        (b"\xff" * 40, "malformed"),
        (b"\x00\x02\x05hello", "wrong_content"),
        (b"\x00\x02" + b"x" * 200_000, "too_big"),
    ],
)
async def test_SYN_9_a_bad_frame_costs_only_its_sender_the_connection(
    world: World, frame: bytes, code: str
) -> None:
    ruth, mark = await world.device("Ruth"), await world.device("Mark")
    await mark.send(frame)
    assert mark.closed == code
    assert mark.denied
    assert mark.denied["say"]
    assert ruth.closed is None


async def test_SYN_10_when_the_disk_is_full_nothing_is_called_saved(world: World) -> None:
    assert isinstance(world.log, FailingLog)
    card, root = await a_card(world, "kept")
    mark, ruth = await world.device("Mark"), await world.device("Ruth")
    world.log.full = True
    await mark.type(root, " lost?")
    assert mark.closed == ruth.closed == "not_saved"
    assert mark.saved == 0
    assert not ruth.heard("lost?")
    world.log.full = False
    back = await world.device("Mark")
    assert back.words(card) == "kept"


async def test_SYN_11_what_was_saved_is_there_after_a_restart(world: World) -> None:
    card, root = await a_card(world)
    mark = await world.device("Mark")
    await mark.type(root, "Ellie hid in the wardrobe 🧸.")
    assert mark.saved == 1
    await world.restart()
    ruth = await world.device("Ruth")
    assert ruth.words(card) == "Ellie hid in the wardrobe 🧸."
    await ruth.type(root, "!")
    assert ruth.closed is None


async def test_a_refused_update_is_told_with_its_code_and_others_are_not_touched(
    world: World,
) -> None:
    card, root = await a_card(world, "Police wrote this.")
    kerry, ruth = await world.device("Kerry"), await world.device("Ruth")
    await kerry.type(root, "No.")
    assert kerry.closed == "not_writable"
    assert kerry.denied == {"code": "not_writable", "say": CATALOGUE.say("not_writable")}
    assert ruth.words(card) == "Police wrote this."


async def test_PER_4_nobody_opens_a_scope_they_may_not_read(world: World) -> None:
    room = await world.room()
    people = {one.name: one for one in world.place.people}
    allowed = {
        "Ruth": {"room", "professionals", "own:p_ruth"},
        "Mark": {"room", "professionals", "own:p_mark"},
        "Colin": {"room", "own:p_colin"},
        "Kerry": {"room", "own:p_kerry"},
        "Pat": {"room", "own:p_pat"},
        "Olu": {"room"},
        "Wall": {"room"},
    }
    scopes = [
        "room",
        "professionals",
        "closed:1",
        "",
        *(f"own:{one.id}" for one in people.values()),
    ]
    for name, readable in allowed.items():
        for scope in scopes:
            joined = room.join(people[name], scope)
            assert (joined == "not_allowed_to_read") is (scope not in readable), (name, scope)
            if not isinstance(joined, str):
                room.leave(joined)


async def test_removal_closes_every_socket_at_once(world: World) -> None:
    ruth, kerry = await world.device("Ruth"), await world.device("Kerry")
    kerrys = await world.device("Kerry", "own")
    reply = await ruth.ask("remove", person="p_kerry")
    assert reply["ok"]
    assert kerry.closed == kerrys.closed == "removed"
    assert ("remove", "p_kerry") in world.place.decided
    assert not (await ruth.ask("remove", person="p_ruth"))["ok"]
    beth = await world.device("Beth")
    assert (await beth.ask("admit", person="p_kerry"))["refusal"]["code"] == "not_allowed"


async def test_SYN_14_the_end_freezes_the_board_and_gives_every_scope(world: World) -> None:
    card, root = await a_card(world, "Last words.")
    ruth, mark = await world.device("Ruth"), await world.device("Mark")
    snapshot = await world.rooms.end(MEETING.id, ruth.session.participant)
    assert snapshot is not None
    assert snapshot["scopes"]["room"]["texts"][root] == "Last words."
    assert snapshot["scopes"]["room"]["meta"]["ended_at"] == world.clock.now
    assert (await ruth.ask("strike", item=card))["refusal"]["code"] == "meeting_ended"
    await mark.type(root, "More.")
    assert mark.closed == "meeting_ended"
    again = await world.rooms.end(MEETING.id, ruth.session.participant)
    assert again is not None
    assert again["scopes"]["room"] == snapshot["scopes"]["room"]


async def test_GAT_17_a_forged_order_is_refused_before_anyone_sees_it(world: World) -> None:
    card, root = await a_card(world)
    mark, beth, ruth = [await world.device(name) for name in ("Mark", "Beth", "Ruth")]
    await mark.type(root, "abcdef")
    client, before = mark.doc.client_id, await world.log.read(MEETING.id)
    # "d" on its left and "b" on its right: no page has them side by side.
    forged = typed(client, 6, "x", left=(client, 3), right=(client, 1), root=root)
    await mark.send(b"\x00\x02" + var_bytes(forged))
    assert mark.closed == "out_of_order"
    await ruth.settle()
    late = await world.device("Beth")
    assert late.words(card) == ruth.words(card) == "abcdef"
    assert beth.closed is None
    assert await world.log.read(MEETING.id) == before


async def test_CLO_7_only_what_was_checked_is_frozen(world: World) -> None:
    _, root = await a_card(world, "Checked.")
    ruth = await world.device("Ruth")
    chair = ruth.session.participant
    checked = await world.rooms.snapshot(MEETING.id)
    await ruth.type(root, " And this came after.")
    assert await world.rooms.end(MEETING.id, chair, as_of=checked["log"]["seq"]) is None
    assert not (await world.room()).ended
    checked = await world.rooms.snapshot(MEETING.id)
    frozen = await world.rooms.end(MEETING.id, chair, as_of=checked["log"]["seq"])
    assert frozen is not None
    assert frozen["scopes"]["room"]["texts"][root] == "Checked. And this came after."


async def test_SYN_19_commands_and_words_of_one_tick_are_one_frame(world: World) -> None:
    card, root = await a_card(world)
    ruth, mark = await world.device("Ruth"), await world.device("Mark")
    ruth.raw.clear()
    room = await world.room()
    stored = room.boards.seq
    for number in range(3):
        room.receive(mark.session, mark.typed(root, f"word {number} "))
        add = {"id": f"command-x{number}", "op": "add", "kind": "card", "item": f"item-0x{number}",
               "section": "past_harm"}  # fmt: skip
        room.receive(mark.session, var_uint(100) + var_string(json.dumps(add)))
    await ruth.settle()
    changes = [frame for frame in ruth.raw if frame[:2] == b"\x00\x02"]
    assert len(changes) == 1
    assert room.boards.seq == stored + 6
    assert ruth.words(card) == "word 0 word 1 word 2 "
    assert all(ruth.item(f"item-0x{number}") for number in range(3))


async def test_SYN_19_whoever_comes_in_one_tick_is_seated_by_one_change(world: World) -> None:
    ruth = await world.device("Ruth")
    ruth.raw.clear()
    room = await world.room()
    stored = room.boards.seq
    come = [one for one in world.place.people if one.name in ("Mark", "Hannah", "Colin")]
    for person in come:
        assert not isinstance(room.join(person, "room"), str)
    await ruth.settle()
    assert room.boards.seq == stored + 1
    assert len([frame for frame in ruth.raw if frame[:2] == b"\x00\x02"]) == 1
    seats = [ruth.item(f"person-{person.id}") for person in come]
    assert [seat and seat["attendance"] for seat in seats] == ["whole"] * 3
